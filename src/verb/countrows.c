/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts as rows: the fields as typed, then the columns that all counts have. */
#include "verb/countrows.h"

#include "session/values.h"

const char *field_heading(const struct fieldref *f, struct arena *arena)
{
	return f->id < FLD_COUNT ? fields[f->id].title : arena_str(arena, f->spelling);
}

static void get_row(void *arg, size_t i, struct cell *cells)
{
	struct count_table *t = arg;
	const struct counts *c = &t->counts;
	const struct count_row *row = counts_row(c, i, &t->read);
	size_t k = 0;

	for (; k < c->nfields; k++)
		cells[k] = cell_text(row->keys[k]);
	cells[k++] = cell_num(row->count);
	cells[k++] = cell_time(row->first);
	cells[k] = cell_time(row->last);
}

void count_table_cols(struct count_table *t, const struct fieldref *by, size_t nby,
		      struct arena *arena)
{
	size_t k = 0;

	*t = (struct count_table){ .rows = { .cols = t->cols, .get = get_row } };
	for (; k < nby; k++)
		t->cols[k] = (struct col){ .key = arena_str(arena, by[k].spelling),
					   .title = field_heading(&by[k], arena),
					   .flags = COL_KEEP_TAIL };
	for (size_t i = 0; i < COUNT_COLS; i++)
		t->cols[k++] = values_listing.cols[i];
	t->rows.ncols = k;
}

bool count_table_fill(struct count_table *t, const struct eval_env *env,
		      const struct selection *sel, const struct fieldref *by, size_t nby)
{
	if (count_by(env, sel->rows, sel->order->nsegs, by, nby, &t->counts) != ST_OK)
		return false;
	t->rows.nrows = t->counts.n;
	t->rows.arg = t;
	return true;
}

void count_table_release(struct count_table *t)
{
	counts_release(&t->counts);
}
