/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identities: a row for each identity. identity NAME: one of them, whole (verb/identity.c). */
#include "verb/identityrows.h"
#include "verb/run.h"

const struct col identity_cols[IC_COUNT] = {
	[IC_IDENTITY] = { "identity", "IDENTITY", COL_KEEP_TAIL },
	[IC_TYPE] = { "type", "TYPE", 0 },
	[IC_ACCOUNT] = { "account", "ACCOUNT", 0 },
	[IC_EVENTS] = { "events", "EVENTS", 0 },
	[IC_DENIED] = { "denied", "DENIED", 0 },
	[IC_FUNCTIONS] = { "functions", "FUNCTIONS", 0 },
	[IC_ADDRESSES] = { "addresses", "ADDRESSES", 0 },
	[IC_KEYS] = { "keys", "KEYS", 0 },
	[IC_FIRST] = { "first", "FIRST", 0 },
	[IC_LAST] = { "last", "LAST", 0 },
};

void identity_cells(const struct identity_row *r, struct cell *cells)
{
	cells[IC_IDENTITY] = cell_text(r->name.ptr ? r->name : SV_LIT("unknown"));
	cells[IC_TYPE] =
		cell_text(identity_type(r->name.ptr ? r->name : SV_LIT("unknown")));
	cells[IC_ACCOUNT] = cell_text(r->about);
	cells[IC_EVENTS] = cell_num(r->events);
	cells[IC_DENIED] = cell_num(r->denied);
	cells[IC_FUNCTIONS] = cell_num(r->count[IDF_FUNCTION]);
	cells[IC_ADDRESSES] = cell_num(r->count[IDF_ADDRESS]);
	cells[IC_KEYS] = cell_num(r->count[IDF_KEY]);
	cells[IC_FIRST] = cell_time(r->first);
	cells[IC_LAST] = cell_time(r->last);
}

static void get_row(void *arg, size_t i, struct cell *cells)
{
	const struct identity_rows *r = arg;

	identity_cells(&r->rows[i], cells);
}

enum st identities_check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, identity_cols, IC_COUNT, &r->arena, &r->rowsort,
			     err);
}

struct identity_rows *identity_rows(struct run *r)
{
	struct identity_index *x = identity_index_new(r->store, IDENTITY_BY_IDENTITY);
	struct identity_rows *rows = NULL;

	if (identity_index_update(x, &r->env, r->nsegs) == ST_OK)
		rows = identity_rows_new(x, &r->env, r->sel, (struct span){ 0, TICK_NONE },
					 TICK_NONE, TICK_NONE, false, false);
	identity_index_unref(x);
	return rows;
}

void identities_print(struct run *r)
{
	struct identity_rows *rows = identity_rows(r);
	struct rowset set = { identity_cols, IC_COUNT, 0, get_row, rows, false };

	if (!rows)
		return;
	set.nrows = rows->n;
	run_print_rows(r, &set);
	r->matched = rows->n > 0;
	identity_rows_free(rows);
}
