/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selections against plain arrays in time order. */
#include "eval/select.h"
#include "util/bits.h"

#include "jstore.h"
#include "rnd.h"
#include "tap.h"

#define EVENTS 30000u

static struct jstore js;
static void fill(uint32_t events)
{
	uint32_t file;

	jstore_init(&js);
	file = store_add_file(js.s, "a", 0);
	for (uint32_t i = 0; i < events; i++) {
		json_t *r = json_object();
		char when[32];

		snprintf(when, sizeof(when), "2021-07-%02uT%02u:%02u:%02uZ", 1 + rnd(20),
			 rnd(24), rnd(60), rnd(60));
		json_object_set_new(r, "eventName", json_string("X"));
		if (rnd(50))
			json_object_set_new(r, "eventTime", json_string(when));
		json_object_set_new(r, "n", json_integer(i));
		jstore_add(&js, file, r);
		if (i % 1000 == 3) {
			/* an exact copy, which has no position */
			json_object_set_new(r, "eventID", json_string("same"));
			jstore_add(&js, file, json_deep_copy(r));
			jstore_add(&js, file, json_deep_copy(r));
		}
	}
	jstore_finish(&js);
}

static tick_t T(const char *text)
{
	return time_parse(sv_str(text));
}

/* The rows that should be selected, in time order. */
struct expected {
	row_t *rows;
	uint32_t *pos;
	uint32_t n;
};

static struct expected expect(const uint64_t *const *sets, size_t nsets, tick_t from,
			      tick_t to)
{
	const struct order *o = store_order(js.s);
	struct expected e = { malloc(o->n * sizeof(row_t)), malloc(o->n * sizeof(uint32_t)),
			      0 };

	for (uint32_t i = 0; i < o->n; i++) {
		tick_t t = store_time(js.s, o->rows[i]);
		bool in = (from <= 0 && to == TICK_NONE) ||
			  (t != TICK_NONE && t >= from && t < to);

		for (size_t k = 0; k < nsets; k++)
			in &= bit_get(sets[k], o->rows[i]);
		if (in) {
			e.pos[e.n] = i;
			e.rows[e.n++] = o->rows[i];
		}
	}
	return e;
}

static void check_find(const struct selection *sel, const struct expected *e)
{
	const struct order *o = sel->order;
	uint32_t bad = 0, exact_bad = 0;

	for (uint32_t i = 0; i < o->n; i += 7) {
		bool exact;
		uint32_t k = selection_find(js.s, sel, o->rows[i], &exact);

		if (exact != selection_has(sel, o->rows[i]) ||
		    (exact && e->rows[k] != o->rows[i]))
			exact_bad++;
		if (e->n && k >= e->n)
			bad++;
		if (e->n && !exact && store_time(js.s, o->rows[i]) != TICK_NONE) {
			/* no selected row is nearer */
			tick_t t = store_time(js.s, o->rows[i]);
			tick_t got = store_time(js.s, e->rows[MIN(k, e->n - 1)]);

			for (uint32_t n = k > 2 ? k - 2 : 0; n < e->n && n < k + 3; n++) {
				tick_t other = store_time(js.s, e->rows[n]);

				if (other != TICK_NONE && llabs(other - t) < llabs(got - t))
					bad++;
			}
		}
	}
	IS_INT(exact_bad, 0, "rows are found where they are");
	IS_INT(bad, 0, "others where they would be");
}

static void check(const char *name, const uint64_t *const *sets, size_t nsets, tick_t from,
		  tick_t to)
{
	struct order *o = store_order(js.s);
	struct selection *sel = selection_make(js.s, o, sets, nsets, from, to, NULL);
	struct expected e = expect(sets, nsets, from, to);
	uint32_t bad = 0, k = 0, rows = 0;

	DIAG("%s", name);
	IS_INT(sel->count, e.n, "%s: count", name);
	IS_INT(sel->total, o->n, "%s: total", name);
	for (uint32_t i = 0; i < e.n; i++)
		bad += selection_nth(sel, i) != e.rows[i];
	IS_INT(bad, 0, "%s: each by number", name);
	IS_INT(selection_nth(sel, e.n), ROW_NONE, "%s: none past the end", name);
	for (uint32_t i = 0; i <= o->n; i++) {
		while (k < e.n && e.pos[k] < i)
			k++;
		bad += selection_rank(sel, i) != k;
	}
	IS_INT(bad, 0, "%s: ranks", name);
	for (size_t i = 0; i < js.n; i++)
		rows += selection_has(sel, js.rows[i]);
	IS_INT(rows, e.n, "%s: by row too", name);
	check_find(sel, &e);
	selection_unref(sel);
	free(e.rows);
	free(e.pos);
}

static void test_selections(uint64_t *const *sets)
{
	const uint64_t *two[2] = { sets[0], sets[1] }, *sparse[1] = { sets[2] };
	const uint64_t *none[1] = { sets[3] };

	check("everything", NULL, 0, 0, TICK_NONE);
	check("one set", two, 1, 0, TICK_NONE);
	check("two sets", two, 2, 0, TICK_NONE);
	check("a sparse set", sparse, 1, 0, TICK_NONE);
	check("nothing", none, 1, 0, TICK_NONE);
	check("a window", NULL, 0, T("2021-07-05T00:00:00Z"), T("2021-07-08T12:00:00Z"));
	check("a set in a window", two, 1, T("2021-07-05T00:00:00Z"),
	      T("2021-07-08T12:00:00Z"));
	check("from a time on", two, 1, T("2021-07-15T00:00:00Z"), TICK_NONE);
	check("up to a time", two, 1, 0, T("2021-07-03T00:00:00Z"));
	check("an empty window", two, 1, T("2022-07-03T00:00:00Z"),
	      T("2022-07-04T00:00:00Z"));
	check("a window turned round", two, 1, T("2021-07-08T00:00:00Z"),
	      T("2021-07-03T00:00:00Z"));
}

static void test_histogram(uint64_t *const *sets)
{
	const uint64_t *one[1] = { sets[0] };
	struct order *o = store_order(js.s);
	struct selection *sel = selection_make(js.s, o, one, 1, 0, TICK_NONE, NULL);
	tick_t from = T("2021-07-02T00:00:00Z"), to = T("2021-07-19T01:02:03Z");
	uint32_t some[77], all[77], want_some[77] = { 0 }, want_all[77] = { 0 };

	selection_histogram(js.s, sel, from, to, 77, some, all);
	for (uint32_t i = 0; i < o->timed; i++) {
		tick_t t = store_time(js.s, o->rows[i]);
		uint32_t b = 0;

		if (t < from || t >= to)
			continue;
		while (t >= from + (tick_t)((__int128)(to - from) * (b + 1) / 77))
			b++;
		want_all[b]++;
		want_some[b] += bit_get(sets[0], o->rows[i]);
	}
	OK(!memcmp(all, want_all, sizeof(all)), "all rows");
	OK(!memcmp(some, want_some, sizeof(some)), "selected rows");
	selection_histogram(js.s, sel, to, from, 3, some, all);
	OK(!all[0] && !all[1] && !all[2] && !some[0] && !some[1] && !some[2], "no span");
	selection_unref(sel);
}

static void test_copies(void)
{
	struct selection *sel =
		selection_make(js.s, store_order(js.s), NULL, 0, 0, TICK_NONE, NULL);
	unsigned copies = 0, found = 0;

	for (size_t i = 0; i < js.n; i++) {
		bool exact;
		row_t kept = store_kept(js.s, js.rows[i]);

		if (kept == js.rows[i])
			continue;
		copies++;
		found += selection_nth(sel, selection_find(js.s, sel, js.rows[i],
							   &exact)) == kept &&
			 exact;
	}
	OK(copies >= EVENTS / 1000, "there are copies (%u)", copies);
	IS_INT(found, copies, "a copy is found as the event that is kept");
	selection_unref(sel);
}

static void test_cancel(void)
{
	_Atomic(bool) yes = true;

	OK(!selection_make(js.s, store_order(js.s), NULL, 0, 0, TICK_NONE, &yes),
	   "canceled");
}

static void test_empty(void)
{
	bool exact;
	uint32_t a = 9, b = 9;
	struct selection *sel;

	jstore_init(&js);
	jstore_finish(&js);
	sel = selection_make(js.s, store_order(js.s), NULL, 0, 0, TICK_NONE, NULL);
	IS_INT(sel->count, 0, "no events");
	IS_INT(selection_nth(sel, 0), ROW_NONE, "no row");
	IS_INT(selection_rank(sel, 0), 0, "no rank");
	selection_histogram(js.s, sel, 0, 100, 1, &a, &b);
	OK(a == 0 && b == 0, "no histogram");
	selection_unref(sel);
	jstore_release(&js);
	fill(1);
	sel = selection_make(js.s, store_order(js.s), NULL, 0, 0, TICK_NONE, NULL);
	IS_INT(sel->count, 1, "one event");
	IS_INT(selection_find(js.s, sel, js.rows[0], &exact), 0, "found");
	OK(exact, "exactly");
	selection_unref(sel);
}

int main(void)
{
	uint64_t *sets[4];

	rnd_seed = 4711;
	fill(EVENTS);
	for (unsigned i = 0; i < 4; i++) {
		sets[i] = calloc(store_nsegs(js.s) * SEG_WORDS, sizeof(uint64_t));
		for (size_t k = 0; k < js.n; k++)
			if (i < 2 ? rnd(3) : i == 2 ? rnd(5000) == 0 : false)
				bit_set(sets[i], js.rows[k]);
	}
	test_selections(sets);
	test_histogram(sets);
	test_copies();
	test_cancel();
	for (unsigned i = 0; i < 4; i++)
		free(sets[i]);
	jstore_release(&js);
	test_empty();
	jstore_release(&js);
	return DONE();
}
