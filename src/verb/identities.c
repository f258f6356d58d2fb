/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identities: a row for each identity. identity NAME: one of them, whole (verb/identity.c). */
#include "verb/identityrows.h"
#include "verb/run.h"

static enum st check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, identity_listing.cols,
			     listing_printed(&identity_listing), &r->arena, &r->rowsort,
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

static void print(struct run *r)
{
	struct identity_rows *rows = identity_rows(r);
	struct rows list;
	struct rowset set;

	if (!rows)
		return;
	list = identity_list(rows, format_reader(r->opt->format));
	set = rows_set(&list);
	run_print_rows(r, &set);
	r->matched = rows->n > 0;
	rows_release(&list);
	identity_rows_free(rows);
}

const struct verb verb_identities = {
	.name = "identities",
	.summary = "a row for each identity",
	.more = "How many events each identity has among the matching ones, how many "
		"were denied, how many functions, addresses and keys go with it, and "
		"its first and last time. Most events first.",
	.row = &identity_listing,
	.check = check,
	.print = print,
};
