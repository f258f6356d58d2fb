/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events: the matching events, as rows or in their own bytes. */
#include "verb/eventrows.h"
#include "verb/records.h"
#include "verb/run.h"

#include <stdlib.h>

static enum st check(struct run *r, struct err *err)
{
	const char *columns = r->opt->columns;
	enum st st = run_parse_sort(r, err);

	if (st != ST_OK)
		return st;
	if (!columns)
		columns = r->opt->format == FMT_TABLE ? events_table_columns
						      : events_csv_columns;
	st = run_parse_fields(r, "columns", columns, err);
	if (st == ST_OK && r->nfields > ROWS_MAX_COLS)
		st = err_set(err, ST_USAGE, "option '--columns': at most %d columns",
			     ROWS_MAX_COLS);
	return st;
}

static void print(struct run *r)
{
	enum format format = r->opt->format;
	size_t n;
	row_t *rows = run_rows(r, &n);

	if (format == FMT_JSON || format == FMT_NDJSON) {
		records_print(r, rows, n, "{\"Records\":[", "]}\n");
	} else {
		struct event_rows e;

		if (r->opt->columns)
			run_warn_unknown(r, r->fields, r->nfields);
		event_rows_init(&e, r->store, rows, n, r->fields, r->nfields, &r->arena);
		run_write_rows(r, &e.set);
		event_rows_release(&e);
	}
	r->matched = r->sel->count > 0;
	free(rows);
}

const struct verb verb_events = {
	.name = "events",
	.summary = "print matching events",
	.more = "A row for each event, by time. As json and ndjson the records "
		"themselves, byte for byte as in their files.",
	.check = check,
	.print = print,
};
