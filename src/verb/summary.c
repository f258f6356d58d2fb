/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary: what was loaded, its time span, and the most frequent names. */
#include "util/bits.h"
#include "session/values.h"
#include "verb/countrows.h"
#include "verb/run.h"

#include <string.h>

#define TOP 10

/* The lists, in the order of the contract. */
static const enum field_id lists[] = {
	FLD_EVENT, FLD_SOURCE, FLD_IDENTITY, FLD_FUNCTION, FLD_ERROR,
};
#define NLISTS ARRAY_SIZE(lists)

static const struct col page_cols[] = {
	{ .key = "files" },
	{ .key = "events" },
	{ .key = "duplicates" },
	{ .key = "skipped" },
	{ .key = "first" },
	{ .key = "last" },
	{ .key = "events_by", .title = "events by" },
};

struct list {
	struct count_table table;
	struct rowview view;
	struct rowset rows;
};

static enum st check(struct run *r, struct err *err)
{
	/* the lists share these columns; the sort keys count from behind the name */
	return rowsort_parse(r->opt->sort, values_listing.cols, COUNT_COLS, &r->arena,
			     &r->rowsort, err);
}

/* The name stands before the columns that rowsort_parse() saw. */
static struct rowsort list_sort(struct run *r)
{
	struct rowsort s = { .n = r->rowsort.n };

	s.keys = arena_alloc(&r->arena, MAX(s.n, 1) * sizeof(*s.keys));
	for (size_t i = 0; i < s.n; i++)
		s.keys[i] = (struct rowsort_key){ r->rowsort.keys[i].col + 1,
						  r->rowsort.keys[i].desc };
	return s;
}

static bool make_list(struct run *r, struct list *l, enum field_id id,
		      const struct rowsort *s)
{
	struct fieldref by = fieldref_of(id);
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, TOP) : TOP;

	count_table_cols(&l->table, &by, 1, &r->arena);
	if (!count_table_fill(&l->table, &r->env, r->sel, &by, 1))
		return false;
	rowview_init(&l->view, &l->table.rows, s, limit, &l->rows);
	return true;
}

/* First and last readable time among the selected. */
static void time_span(const struct run *r, tick_t *ret_first, tick_t *ret_last)
{
	const struct selection *sel = r->sel;
	uint32_t timed;

	*ret_first = *ret_last = TICK_NONE;
	timed = selection_rank(sel, sel->order->timed);
	if (!timed)
		return;
	*ret_first = store_time(r->store, selection_nth(sel, 0));
	*ret_last = store_time(r->store, selection_nth(sel, timed - 1));
}

static void print(struct run *r)
{
	struct list list[NLISTS];
	struct col by_cols[NLISTS];
	struct cell by_cells[NLISTS], cells[ARRAY_SIZE(page_cols)];
	struct rows_array by_array = { by_cells, NLISTS };
	struct rows_array page_array = { cells, ARRAY_SIZE(cells) };
	struct rowset by = { by_cols, NLISTS, 1, rows_array_get, &by_array, true };
	struct rowset page = { page_cols,      ARRAY_SIZE(cells), 1,
			       rows_array_get, &page_array,       true };
	struct rowsort sort = list_sort(r);
	struct store_totals t;
	tick_t first, last;
	size_t made = 0;

	memset(list, 0, sizeof(list));
	while (made < NLISTS && make_list(r, &list[made], lists[made], &sort)) {
		by_cols[made] = (struct col){ .key = fields[lists[made]].name };
		by_cells[made] = cell_rows(&list[made].rows);
		made++;
	}
	store_totals(r->store, &t);
	time_span(r, &first, &last);
	cells[0] = cell_num(t.files);
	cells[1] = cell_num(r->sel->count);
	cells[2] = cell_num(t.duplicates);
	cells[3] = cell_num(t.skipped);
	cells[4] = cell_time(first);
	cells[5] = cell_time(last);
	cells[6] = cell_rows(&by);
	if (made == NLISTS)
		run_write_rows(r, &page);
	r->matched = r->sel->count > 0;
	for (size_t i = 0; i < made; i++) {
		rowview_release(&list[i].view);
		count_table_release(&list[i].table);
	}
}

const struct verb verb_summary = {
	.name = "summary",
	.summary = "what was loaded, time span, top names",
	.more = "How many files, events, copies and skipped elements there are, the "
		"first and the last time, and the ten most frequent events, sources, "
		"identities, functions and errors among the matching events.",
	.check = check,
	.print = print,
};
