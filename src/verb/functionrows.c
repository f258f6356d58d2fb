/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and cells of a row of the pane. */
#include "verb/functionrows.h"

const struct col fnrow_cols[FR_COUNT] = {
	[FR_FUNCTION] = { "function", "FUNCTION", COL_KEEP_TAIL },
	[FR_ARN] = { "arn", "ARN", COL_JSON_ONLY },
	[FR_ACCOUNT] = { "account", "ACCOUNT", 0 },
	[FR_REGION] = { "region", "REGION", 0 },
	[FR_INVOCATIONS] = { "invocations", "INVOCATIONS", 0 },
	[FR_CALLERS] = { "callers", "CALLERS", 0 },
	[FR_CHANGES] = { "changes", "CHANGES", 0 },
	[FR_ERRORS] = { "errors", "ERRORS", 0 },
	[FR_FIRST] = { "first", "FIRST", 0 },
	[FR_LAST] = { "last", "LAST", 0 },
};

void fnrow_cells(const struct lambda_index *x, const struct lambda_row *row, bool hide,
		 struct cell *cells)
{
	struct lambda_id id = lambda_index_id(x, row->fn);
	const struct lambda_counts *c = &row->shown;
	bool unlogged = hide && !x->has_calls;

	cells[FR_FUNCTION] = cell_text(id.name);
	cells[FR_ARN] = cell_text(id.arn);
	cells[FR_ACCOUNT] = cell_text(id.account);
	cells[FR_REGION] = cell_text(id.region);
	cells[FR_INVOCATIONS] = unlogged ? cell_absent() : cell_num(c->invocations);
	cells[FR_CALLERS] = unlogged ? cell_absent() : cell_num(c->callers);
	cells[FR_CHANGES] = cell_num(c->changes);
	cells[FR_ERRORS] = cell_num(c->errors);
	cells[FR_FIRST] = cell_time(c->first);
	cells[FR_LAST] = cell_time(c->last);
}

static void get_row(void *arg, size_t i, struct cell *cells)
{
	const struct fnrow_set *t = arg;

	fnrow_cells(t->rows->index, &t->rows->rows[i], t->hide, cells);
}

void fnrow_set_init(struct fnrow_set *t, const struct lambda_rows *rows, bool hide)
{
	*t = (struct fnrow_set){ .rows = rows, .hide = hide };
	t->set = (struct rowset){ .cols = fnrow_cols,
				  .ncols = FR_COUNT,
				  .nrows = rows->n,
				  .get = get_row,
				  .arg = t };
}
