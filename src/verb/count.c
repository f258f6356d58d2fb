/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count --by FIELD,...: matching events by the values of fields. */
#include "verb/countrows.h"
#include "verb/run.h"

static enum st check(struct run *r, struct err *err)
{
	struct count_table t;
	enum st st = ST_OK;

	if (r->opt->by)
		st = run_parse_fields(r, "by", r->opt->by, err);
	if (st == ST_OK && r->nfields > COUNT_MAX_FIELDS)
		st = err_set(err, ST_USAGE, "option '--by': at most %d fields",
			     COUNT_MAX_FIELDS);
	if (st != ST_OK)
		return st;
	count_table_cols(&t, r->fields, r->nfields, &r->arena);
	return rowsort_parse(r->opt->sort, t.cols, t.rows.ncols, &r->arena, &r->rowsort,
			     err);
}

static void print(struct run *r)
{
	struct count_table t;

	run_warn_unknown(r, r->fields, r->nfields);
	count_table_cols(&t, r->fields, r->nfields, &r->arena);
	if (!count_table_fill(&t, &r->env, r->sel, r->fields, r->nfields))
		return;
	run_print_rows(r, &t.rows);
	r->matched = r->sel->count > 0;
	count_table_release(&t);
}

const struct verb verb_count = {
	.name = "count",
	.summary = "count matching events by the values of fields",
	.more = "A row for each value of --by: how many events have it, the first and "
		"the last time. Most frequent first.",
	.check = check,
	.print = print,
};
