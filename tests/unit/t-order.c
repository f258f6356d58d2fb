/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a load: copies and time order, by one thread and by several, and naively. */
#include "store/order.h"
#include "store/stage.h"
#include "rnd.h"
#include "tap.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define FILES  7u
#define STAGES 3u

struct event {
	row_t row;
	uint32_t id;      /* 0: none */
	uint32_t variant; /* events of one id with one variant are copies */
	tick_t time;
	bool dup, differs;
	row_t kept;
};

static struct store *s;
static struct event *events;
static uint32_t nevents;
/* Times of a shape: all in one second, spread, with fractions, with some far away. */
enum shape { ONE_SECOND, HOUR, MONTHS, FRACTIONS, FAR, NO_TIME, SHAPES };

static tick_t draw_time(enum shape shape, uint32_t i, uint32_t n)
{
	const tick_t start = INT64_C(1700000000) * TICKS_PER_SEC;

	switch (shape) {
	case HOUR:
		return start + rnd(3600) * TICKS_PER_SEC;
	case MONTHS: /* files cover a part each, and overlap */
		return start + ((tick_t)i * 9000000 / (n + 1) + rnd(90000)) * TICKS_PER_SEC;
	case FRACTIONS:
		return rnd(50) ? start + (tick_t)rnd(1000000) * 1234567 : TICK_NONE;
	case FAR:
		return !rnd(n)     ? 0
		       : !rnd(n)   ? INT64_C(250000000000) * TICKS_PER_SEC
		       : rnd(1000) ? start + rnd(5000) * TICKS_PER_SEC
		       : rnd(3)    ? start + (tick_t)rnd(1u << 30) * TICKS_PER_SEC
				   : TICK_NONE;
	case NO_TIME:
		return TICK_NONE;
	case ONE_SECOND:
	case SHAPES:
		break;
	}
	return start;
}

/* Ids of a shape: none, one for all, all different, some again. */
enum ids { NONE, SAME, DIFFERENT, AGAIN, SOME_NONE, IDS };

static uint32_t draw_id(enum ids ids, uint32_t i, uint32_t n)
{
	switch (ids) {
	case SAME:
		return 1;
	case DIFFERENT:
		return i + 1;
	case AGAIN:
		return rnd(3) ? i + 1 : 1 + rnd(n);
	case SOME_NONE:
		return rnd(4) ? 1 + rnd(n * 2) : 0;
	case NONE:
	case IDS:
		break;
	}
	return 0;
}

static void leaf(struct stage *st, const char *name, const char *text)
{
	struct stage_memo memo = { .ptr = NULL };
	struct stage_path *root = stage_path(st, PATH_ROOT);

	stage_string(st, stage_child(st, root, sv_str(name)), sv_str(text), &memo);
}

static void stage_event(struct stage *st, const struct event *e)
{
	char text[64];

	if (e->time != TICK_NONE) {
		struct buf b = BUF_INIT;

		time_format(&b, e->time);
		leaf(st, "eventTime", buf_str(&b));
		buf_release(&b);
	}
	leaf(st, "eventName", "E");
	if (e->id) {
		/* a few are no UUIDs */
		snprintf(text, sizeof(text),
			 e->id % 50 ? "%08x-1111-4222-8333-444455556666" : "id %u", e->id);
		leaf(st, "eventID", text);
	}
	snprintf(text, sizeof(text), "v%u", e->variant);
	leaf(st, "variant", text);
}

/* N events in FILES files; each file is read by one of STAGES readers that take turns. */
static void fill(enum shape shape, enum ids ids, uint32_t n)
{
	struct stage *stages[STAGES];
	tick_t *times = xreallocarray(NULL, 2 * (size_t)n + 2, sizeof(*times));

	rnd_seed = 77 + shape * 10 + ids;
	s = store_new();
	nevents = 0;
	events = xcalloc((size_t)n + 1, sizeof(*events));
	/* the order of files is not that of their numbers */
	for (uint32_t f = 0; f < FILES; f++) {
		char name[16];

		snprintf(name, sizeof(name), "f%u", f * 3 % FILES);
		store_add_file(s, name, 0);
	}
	for (uint32_t k = 0; k < STAGES; k++)
		stages[k] = stage_new(s, NULL);
	for (uint32_t i = 0; i < 2 * n + 2; i++)
		times[i] = draw_time(shape, i, n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t f = rnd(FILES * 20) < FILES ? i % FILES : i * FILES / n;
		struct event *e = &events[nevents++];
		struct stage *st = stages[f % STAGES];

		e->id = draw_id(ids, i, n);
		e->variant = rnd(20) ? 0 : rnd(3);
		e->time = e->id ? times[e->id] : times[i];
		stage_event(st, e);
		stage_keep(st, f, (uint64_t)i * 1000, 900, (struct row_how){ 0 });
		if (stage_full(st) && !stage_seal(st))
			abort();
	}
	for (uint32_t k = 0; k < STAGES; k++) {
		if (!stage_seal(stages[k]))
			abort();
		stage_free(stages[k]);
	}
	free(times);
	/* by file and offset the events are found again */
	for (uint32_t i = 0; i < store_nsegs(s); i++)
		for (uint32_t r = 0; r < store_seg(s, i)->rows; r++) {
			uint64_t off;

			segment_place(store_seg(s, i), r, &off);
			events[off / 1000].row = row_make(i, r);
		}
}

/* ---- naively ---- */

static int place_cmp(const struct event *x, const struct event *y)
{
	uint64_t ox, oy;
	const struct file *fx = store_row_file(s, x->row, &ox, NULL);
	const struct file *fy = store_row_file(s, y->row, &oy, NULL);
	int c = strcmp(fx->path, fy->path);

	return c ? c : ox < oy ? -1 : ox > oy;
}

static int id_cmp(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->variant != y->variant)
		return x->variant < y->variant ? -1 : 1;
	return place_cmp(x, y);
}

static int time_cmp(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->dup != y->dup)
		return x->dup - y->dup;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return place_cmp(x, y);
}

/* What is expected of each event; sorted by time, copies last. */
static uint32_t expect(uint32_t *ret_timed, uint64_t *ret_differing)
{
	uint32_t kept = 0;

	*ret_timed = 0;
	*ret_differing = 0;
	qsort(events, nevents, sizeof(*events), id_cmp);
	for (uint32_t i = 0; i < nevents; i++) {
		struct event *e = &events[i], *before = i ? e - 1 : NULL;
		bool same = before && e->id && before->id == e->id;

		e->dup = same && before->variant == e->variant;
		e->kept = e->dup ? before->kept : e->row;
	}
	for (uint32_t i = 0, j; i < nevents; i = j) {
		for (j = i + 1; j < nevents && events[j].id == events[i].id; j++)
			;
		for (uint32_t k = i; k < j; k++)
			events[k].differs = events[i].id && !events[k].dup &&
					    events[i].variant != events[j - 1].variant;
	}
	qsort(events, nevents, sizeof(*events), time_cmp);
	for (uint32_t i = 0; i < nevents; i++) {
		kept += !events[i].dup;
		*ret_timed += !events[i].dup && events[i].time != TICK_NONE;
		*ret_differing += events[i].differs;
	}
	return kept;
}

static void check_places(uint32_t kept, const char *what)
{
	unsigned bad = 0;

	for (uint32_t i = 0; i < kept; i++) {
		row_t *rows;
		uint32_t n = store_places(s, events[i].row, &rows);

		for (uint32_t k = 1; k < n; k++) {
			struct event x = { .row = rows[k - 1] }, y = { .row = rows[k] };

			bad += place_cmp(&x, &y) >= 0 || store_kept(s, rows[k]) != rows[0];
		}
		free(rows);
	}
	IS_INT(bad, 0, "%s: the places of each event in file order", what);
}

static void check(enum shape shape, enum ids ids, uint32_t n, unsigned threads)
{
	uint64_t dups = 0, differing = 0, want_differing;
	uint32_t kept, timed, bad_rows = 0, bad_marks = 0;
	const struct order *o;
	char what[80];

	snprintf(what, sizeof(what), "times %u, ids %u, %u events, %u threads", shape, ids,
		 n, threads);
	fill(shape, ids, n);
	store_finish(s, threads);
	kept = expect(&timed, &want_differing);
	o = store_order(s);
	IS_INT(o->n, kept, "%s: rows kept", what);
	IS_INT(o->timed, timed, "%s: rows with a time", what);
	for (uint32_t i = 0; i < nevents; i++) {
		const struct event *e = &events[i];
		const struct segment *seg = store_seg(s, row_seg(e->row));

		bad_marks += segment_is_dup(seg, row_in_seg(e->row)) != e->dup ||
			     store_row_differs(s, e->row) != e->differs ||
			     store_kept(s, e->row) != e->kept;
		bad_rows += i < kept && i < o->n && o->rows[i] != e->row;
	}
	IS_INT(bad_marks, 0, "%s: copies and ids with other content", what);
	IS_INT(bad_rows, 0, "%s: rows in order", what);
	for (uint32_t f = 0; f < FILES; f++) {
		dups += store_file(s, f)->duplicates;
		differing += store_file(s, f)->differing;
	}
	IS_INT(dups, n - kept, "%s: copies of the files", what);
	IS_INT(differing, want_differing, "%s: differing events of the files", what);
	check_places(MIN(kept, 2000u), what);
	store_free(s);
	free(events);
}

/* While the load runs there are no copies, and files come as they were found. */
static void before_the_end(void)
{
	struct order *o;
	unsigned bad = 0;

	fill(FRACTIONS, AGAIN, 20000);
	o = order_make(s, 2);
	IS_INT(o->n, nevents, "copies are rows until they are found");
	for (uint32_t i = 1; i < o->n; i++)
		bad += store_row_cmp(s, o->rows[i - 1], o->rows[i]) >= 0;
	IS_INT(bad, 0, "in order");
	order_unref(o);
	store_free(s);
	free(events);
}

int main(void)
{
	static const unsigned threads[] = { 1, 2, 5 };

	for (size_t t = 0; t < ARRAY_SIZE(threads); t++) {
		for (unsigned shape = 0; shape < SHAPES; shape++)
			check(shape, AGAIN, 70000, threads[t]);
		for (unsigned ids = 0; ids < IDS; ids++)
			check(HOUR, ids, 70000, threads[t]);
		check(MONTHS, AGAIN, 3000, threads[t]);
		check(FRACTIONS, SAME, 1, threads[t]);
		check(HOUR, NONE, 0, threads[t]);
	}
	before_the_end();
	return DONE();
}
