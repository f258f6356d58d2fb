/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of a field as rows, in each of their orders. */
#include "session/values.h"

#include "util/xalloc.h"

#include <stdlib.h>

struct values *values_ref(struct values *v)
{
	atomic_fetch_add(&v->refs, 1);
	return v;
}

void values_unref(struct values *v)
{
	if (!v || atomic_fetch_sub(&v->refs, 1) != 1)
		return;
	counts_release(&v->counts);
	free(v->field);
	free(v);
}

struct values *values_make(const struct eval_env *env, const struct view *v,
			   const char *field)
{
	struct values *out = xcalloc(1, sizeof(*out));
	struct arena arena = ARENA_INIT;
	struct fieldref ref;
	enum st rc;

	atomic_init(&out->refs, 1);
	out->field = xstrdup(field);
	out->serial = v->serial;
	out->events = v->sel->count;
	rc = fieldref_parse(sv_str(field), &arena, &ref, NULL);
	if (rc == ST_OK)
		rc = count_by(env, v->sel->rows, v->sel->order->nsegs, &ref, 1,
			      &out->counts);
	arena_release(&arena);
	if (rc != ST_OK) {
		out->counts = (struct counts){ 0 };
		values_unref(out);
		return NULL;
	}
	out->with = out->events;
	for (size_t i = 0; i < out->counts.nrows; i++) /* never among .ids */
		if (!out->counts.rows[i].keys[0].ptr)
			out->with -= out->counts.rows[i].count;
	return out;
}

struct sort_arg {
	const tick_t *times;
	bool reverse;
};

/* What has no time is last either way. */
static int time_cmp(const void *pa, const void *pb, void *parg)
{
	const struct sort_arg *arg = parg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	tick_t x = arg->times[a], y = arg->times[b];

	if ((x == TICK_NONE) != (y == TICK_NONE))
		return x == TICK_NONE ? 1 : -1;
	if (x != y)
		return (x < y) != arg->reverse ? -1 : 1;
	/* ties as they stand: most first, then by value */
	return a < b ? -1 : a > b;
}

static void by_time(const struct counts *c, bool last, bool reverse, uint32_t *ret)
{
	tick_t *times = xreallocarray(NULL, c->n + 1, sizeof(*times));
	struct sort_arg arg = { times, reverse };

	for (size_t i = 0; i < c->n; i++) {
		struct count_read tmp;
		const struct count_row *r = counts_row(c, i, &tmp);

		times[i] = last ? r->last : r->first;
		ret[i] = (uint32_t)i;
	}
	qsort_r(ret, c->n, sizeof(*ret), time_cmp, &arg);
	free(times);
}

/* The least first; those of one count as they stand. */
static void by_count_reversed(const struct counts *c, uint32_t *ret)
{
	struct count_read tmp;
	size_t n = 0;

	for (size_t to = c->n, from; to; to = from) {
		uint64_t count = counts_row(c, to - 1, &tmp)->count;

		for (from = to - 1; from && counts_row(c, from - 1, &tmp)->count == count;
		     from--)
			;
		for (size_t i = from; i < to; i++)
			ret[n++] = (uint32_t)i;
	}
}

void values_order(const struct values *v, enum values_sort by, bool reverse, uint32_t *ret)
{
	const struct counts *c = &v->counts;

	switch (by) {
	case VALUES_COUNT:
		if (reverse)
			by_count_reversed(c, ret);
		else
			for (size_t i = 0; i < c->n; i++)
				ret[i] = (uint32_t)i;
		break;
	case VALUES_KEY:
		counts_by_key(c, reverse, ret);
		break;
	case VALUES_FIRST:
	case VALUES_LAST:
		by_time(c, by == VALUES_LAST, reverse, ret);
		break;
	}
}

/* ---- the listing ---- */

#define BAR_WIDTH 10

static const struct col cols[VC_COLS] = {
	[VC_COUNT] = { "count", "COUNT", 0, CELL_NUM, { 11, 11, 0, 2 }, "events" },
	[VC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(2, 5),
		       "null when none of them has a readable time" },
	[VC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(3, 6), NULL },
	[VC_VALUE] = { NULL,
		       "VALUE",
		       COL_NAME | COL_GROW | COL_BLANK | COL_TAIL_ARN,
		       CELL_TEXT,
		       { 16, 40, 0, 1 },
		       NULL },
	[VC_SHARE] = { NULL, "SHARE", 0, CELL_SHARE, { 6, 6, 1, 3 }, NULL },
	[VC_BAR] = { NULL, "", COL_BLANK, CELL_TEXT, { BAR_WIDTH, BAR_WIDTH, 4, 4 }, NULL },
};

static struct cell bar_cell(uint64_t part, uint64_t all)
{
	static const char bar[] = "##########";
	uint64_t n = all ? (part * BAR_WIDTH * 2 + all) / (2 * all) : 0;

	n = MIN(MAX(n, part > 0), BAR_WIDTH);
	return cell_toned(cell_text(sv_make(bar, n)), TONE_BAR);
}

static const struct count_row *row_at(const struct rows *r, size_t i)
{
	struct value_rows *w = r->data;

	return counts_row(&w->v->counts, i, &w->read);
}

static void cells(struct rows *r, size_t i, struct cell *c)
{
	const struct value_rows *w = r->data;
	const struct count_row *row = row_at(r, i);

	c[VC_VALUE] = row->keys[0].ptr ? cell_text(row->keys[0])
				       : cell_toned(cell_str("(no value)"), TONE_DIM);
	c[VC_COUNT] = cell_num(row->count);
	c[VC_SHARE] = cell_toned(cell_share(row->count, w->v->events), TONE_TEXT);
	c[VC_BAR] = bar_cell(row->count, w->v->events);
	c[VC_FIRST] = cell_time(row->first);
	c[VC_LAST] = cell_time(row->last);
}

const struct listing values_listing = {
	.key = "values",
	.title = "values",
	.cols = cols,
	.ncols = VC_COLS,
	.cells = cells,
};

void value_rows_init(struct value_rows *w, const struct values *v, size_t n)
{
	rows_release(&w->r);
	*w = (struct value_rows){ .v = v };
	w->r = (struct rows){
		.of = &values_listing, .n = n, .data = w, .reader = READER_SCREEN
	};
}
