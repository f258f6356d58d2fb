/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every event gets the number of its account and region once; then the order of time is walked
 * twice: for the silences between two events of a row, whose median says how busy it is, and for
 * those silences that are gaps.
 */
#include "coverage/coverage.h"

#include "columns/numbers.h"
#include "columns/pairs.h"
#include "coverage/priv.h"
#include "event/field.h"
#include "event/rules.h"
#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY (86400 * TICKS_PER_SEC)

/* A silence is a gap when it is as long as this, and so many times the median one. */
#define GAP_LEAST  (6 * 3600 * TICKS_PER_SEC)
#define GAP_FACTOR 20

/* Counts of days that are kept, in all rows together. */
#define DAY_CELLS (16u << 20)

/* What an event counts as; data events by the number of their service from the last one on. */
enum share { SHARE_MANAGEMENT, SHARE_NEITHER, SHARE_DATA };

/* Of one thread. */
struct teller {
	struct numberer account, region, category, managed, kind, source;
	struct pair_cache places, shares;
	uint64_t *n; /* by number in shares */
	uint32_t cap;
};

struct telling {
	const struct store *store;
	const uint64_t *bits; /* events of the order */
	uint32_t *place;      /* of each row */
	struct names accounts, regions, services;
	struct pairs places; /* account + 1, region + 1; 0: none */
	struct pairs shares; /* place, enum share */
	struct teller *of;   /* by thread */
	unsigned threads;
};

/* ---- which account and region, which sort of event ---- */

/* 1: data by itself; 2: neither data nor management. */
static uint32_t of_category(void *arg UNUSED, struct sv v, bool kept UNUSED)
{
	if (sv_eqs(v, "Data"))
		return 1;
	return sv_eqs(v, "Insight") || sv_eqs(v, "NetworkActivity") ||
			       sv_eqs(v, "Aggregated")
		       ? 2
		       : 0;
}

static uint32_t of_managed(void *arg UNUSED, struct sv v, bool kept UNUSED)
{
	struct sv yes = rule_bool(v);

	return yes.ptr && yes.ptr[0] == 'f';
}

static uint32_t of_kind(void *arg UNUSED, struct sv v, bool kept UNUSED)
{
	if (sv_eqs(v, kind_names[KIND_INVOKE]))
		return 1;
	return sv_eqs(v, kind_names[KIND_INSIGHT]) || sv_eqs(v, kind_names[KIND_NETWORK])
		       ? 2
		       : 0;
}

static void teller_init(struct teller *t, struct telling *g)
{
	const struct store *s = g->store;
	const struct path_trie *trie = store_paths_ro(s);

	numberer_init(&t->account, s, path_of(trie, "recipientAccountId"), names_number,
		      &g->accounts);
	numberer_init(&t->region, s, path_of(trie, "awsRegion"), names_number, &g->regions);
	numberer_init(&t->category, s, path_of(trie, "eventCategory"), of_category, NULL);
	numberer_init(&t->managed, s, path_of(trie, "managementEvent"), of_managed, NULL);
	numberer_init(&t->kind, s, path_derived(trie, FLD_KIND), of_kind, NULL);
	numberer_init(&t->source, s, path_derived(trie, FLD_SOURCE), names_number,
		      &g->services);
	pair_cache_init(&t->places, &g->places);
	pair_cache_init(&t->shares, &g->shares);
}

static void teller_release(struct teller *t)
{
	struct numberer *all[] = { &t->account, &t->region, &t->category,
				   &t->managed, &t->kind,   &t->source };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		numberer_release(all[i]);
	pair_cache_merge(&t->places);
	pair_cache_merge(&t->shares);
	free(t->n);
}

static void count_share(struct teller *t, uint32_t place, uint32_t share, tick_t time)
{
	uint32_t i = pair_cache_see(&t->shares, place, share, time), old = t->cap;

	if (i >= old) {
		ALLOC_GROW(t->n, i + 1, t->cap);
		memset(t->n + old, 0, (t->cap - old) * sizeof(*t->n));
	}
	t->n[i]++;
}

static void tell_segment(void *arg, unsigned worker, uint32_t index)
{
	struct telling *g = arg;
	struct teller *t = &g->of[worker];
	const struct segment *seg = store_seg(g->store, index);
	const uint64_t *bits = g->bits + (size_t)index * SEG_WORDS;
	uint32_t v[6][SEG_ROWS], n = 0, none = NUMBER_NONE;
	struct numberer *all[] = { &t->account, &t->region, &t->category,
				   &t->managed, &t->kind,   &t->source };
	uint16_t rows[SEG_ROWS];

	BITS_FOREACH(bits, SEG_WORDS, r)
		rows[n++] = (uint16_t)r;
	for (size_t k = 0; n && k < ARRAY_SIZE(all); k++)
		numberer_rows(all[k], seg, rows, n, v[k]);
	for (uint32_t i = 0; i < n; i++) {
		tick_t time = segment_time(seg, rows[i]);
		uint32_t place = pair_cache_see(&t->places, v[0][i] + 1, v[1][i] + 1, time);
		uint32_t share = SHARE_MANAGEMENT;

		if (v[4][i] == 2 || v[2][i] == 2) {
			share = SHARE_NEITHER;
		} else if (v[2][i] == 1 || v[3][i] == 1 || v[4][i] == 1) {
			if (v[5][i] == NUMBER_NONE && none == NUMBER_NONE)
				none = names_add(&g->services, SV_LIT(""), true);
			share = SHARE_DATA + (v[5][i] == NUMBER_NONE ? none : v[5][i]);
		}
		count_share(t, place, share, time);
		g->place[row_make(index, rows[i])] = place;
	}
}

/* ---- rows ---- */

static int64_t day_of(tick_t t)
{
	return t / DAY;
}

/* Days looked at: from the first to the last event, the newest ones when too many. */
static void set_days(struct coverage *c, const struct store *s, const struct order *o)
{
	int64_t first, last, most = MIN(COVER_MAX_DAYS, MAX(DAY_CELLS / MAX(c->n, 1), 1u));

	if (!o->timed)
		return;
	first = day_of(store_time(s, o->rows[0]));
	last = day_of(store_time(s, o->rows[o->timed - 1]));
	if (last - first + 1 > most) {
		c->cut = true;
		first = last - most + 1;
	}
	c->first_day = first;
	c->ndays = (uint32_t)(last - first + 1);
}

static struct sv text_of(struct coverage *c, const struct names *names, uint32_t i)
{
	struct sv v;

	if (!i)
		return SV_NULL;
	v = names->v[i - 1];
	return sv_make(arena_text(&c->arena, v), v.len);
}

/* None after all texts. */
static int key_cmp(struct sv a, struct sv b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr - !b.ptr;
	return sv_cmp(a, b);
}

static int row_cmp(const void *a, const void *b)
{
	const struct cover_row *x = a, *y = b;
	int c = key_cmp(x->account, y->account);

	return c ? c : key_cmp(x->region, y->region);
}

static int data_cmp(const void *a, const void *b)
{
	return sv_cmp(((const struct tally *)a)->name, ((const struct tally *)b)->name);
}

static void add_share(struct coverage *c, const struct telling *g, struct cover_row *row,
		      uint32_t share, uint64_t n)
{
	row->events += n;
	if (share == SHARE_MANAGEMENT)
		row->management += n;
	if (share < SHARE_DATA)
		return;
	if (row->ndata == row->datacap) {
		size_t cap = MAX(row->datacap * 2, 4u);
		struct tally *v = arena_alloc(&c->arena, cap * sizeof(*v));

		if (row->ndata)
			memcpy(v, row->data, row->ndata * sizeof(*v));
		row->data = v;
		row->datacap = cap;
	}
	row->data[row->ndata].name = text_of(c, &g->services, share - SHARE_DATA + 1);
	row->data[row->ndata++].n = n;
}

/* One row for each place; *RET: the row of each place. The caller frees. */
static void add_rows(struct coverage *c, const struct telling *g, uint32_t **ret)
{
	uint32_t *row_of = xcalloc(MAX(g->places.n, 1), sizeof(*row_of));

	c->n = g->places.n;
	c->rows = arena_alloc(&c->arena, MAX(c->n, 1) * sizeof(*c->rows));
	for (uint32_t i = 0; i < c->n; i++)
		c->rows[i] = (struct cover_row){
			.account = text_of(c, &g->accounts, g->places.v[i].a),
			.region = text_of(c, &g->regions, g->places.v[i].b),
			.first = TICK_NONE,
			.last = TICK_NONE,
			.median = -1,
			.place = i,
		};
	for (uint32_t i = 0; i < g->shares.n; i++) {
		uint64_t n = 0;

		for (unsigned k = 0; k < g->threads; k++)
			n += i < g->of[k].cap ? g->of[k].n[i] : 0;
		add_share(c, g, &c->rows[g->shares.v[i].a], g->shares.v[i].b, n);
	}
	qsort(c->rows, c->n, sizeof(*c->rows), row_cmp);
	for (uint32_t i = 0; i < c->n; i++) {
		row_of[c->rows[i].place] = i;
		if (c->rows[i].ndata)
			qsort(c->rows[i].data, c->rows[i].ndata, sizeof(struct tally),
			      data_cmp);
	}
	*ret = row_of;
}

/* ---- silences ---- */

/* The value that stands at place K when N values are sorted; V is stirred. */
static uint32_t nth(uint32_t *v, size_t n, size_t k)
{
	size_t lo = 0, hi = n - 1;

	while (lo < hi) {
		uint32_t pivot = v[lo + (hi - lo) / 2], swap;
		size_t i = lo, j = hi;

		for (;;) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i >= j)
				break;
			swap = v[i];
			v[i++] = v[j];
			v[j--] = swap;
		}
		if (k <= j)
			hi = j;
		else
			lo = j + 1;
	}
	return v[k];
}

struct walking {
	struct coverage *c;
	const struct store *store;
	const struct order *o;
	const uint32_t *place, *row_of;
	const _Atomic(bool) *cancel;
};

static struct cover_row *row_at(const struct walking *w, uint32_t i)
{
	return &w->c->rows[w->row_of[w->place[w->o->rows[i]]]];
}

/* Times of each row, its days, and the lower median of its silences in whole seconds. */
static bool find_medians(struct walking *w)
{
	struct coverage *c = w->c;
	uint64_t *start = xcalloc(c->n + 1, sizeof(*start));
	uint32_t *silence = xreallocarray(NULL, MAX(w->o->timed, 1u), sizeof(*silence));
	bool ok = true;

	for (uint32_t i = 0; i < w->o->timed; i++)
		row_at(w, i)->timed++;
	for (size_t i = 0; i < c->n; i++) {
		start[i + 1] = start[i] + c->rows[i].timed;
		c->rows[i].untimed = c->rows[i].events - c->rows[i].timed;
		c->rows[i].timed = 0;
		c->rows[i].per_day =
			arena_alloc(&c->arena, MAX(c->ndays, 1u) * sizeof(uint32_t));
		memset(c->rows[i].per_day, 0, MAX(c->ndays, 1u) * sizeof(uint32_t));
	}
	for (uint32_t i = 0; i < w->o->timed; i++) {
		struct cover_row *r = row_at(w, i);
		tick_t t = store_time(w->store, w->o->rows[i]);
		int64_t day = day_of(t) - c->first_day;

		if (day >= 0)
			r->per_day[day]++;
		if (r->first == TICK_NONE)
			r->first = t;
		else
			silence[start[r - c->rows] + r->timed++] =
				(uint32_t)MIN((t - r->last) / TICKS_PER_SEC, UINT32_MAX);
		r->last = t;
		if (!(i & 0xffff) && w->cancel && atomic_load(w->cancel)) {
			ok = false;
			break;
		}
	}
	for (size_t i = 0; ok && i < c->n; i++)
		if (c->rows[i].timed)
			c->rows[i].median = nth(silence + start[i], c->rows[i].timed,
						(c->rows[i].timed - 1) / 2);
	free(silence);
	free(start);
	return ok;
}

static void check_gap(struct coverage *c, struct cover_row *r, tick_t from, tick_t to)
{
	if (r->median < 0 || to - from < GAP_LEAST ||
	    (to - from) / GAP_FACTOR < r->median * TICKS_PER_SEC)
		return;
	if (r->ngaps == r->gapcap) {
		size_t cap = MAX(r->gapcap * 2, 4u);
		struct cover_gap *v = arena_alloc(&c->arena, cap * sizeof(*v));

		if (r->ngaps)
			memcpy(v, r->gaps, r->ngaps * sizeof(*v));
		r->gaps = v;
		r->gapcap = cap;
	}
	r->gaps[r->ngaps++] = (struct cover_gap){ from, to };
}

/* From when to when the rows of one account reach. */
static void reach(const struct coverage *c, size_t i, size_t n, tick_t *from, tick_t *to)
{
	*from = *to = TICK_NONE;
	for (; n; n--, i++) {
		const struct cover_row *r = &c->rows[i];

		if (r->first == TICK_NONE)
			continue;
		*from = MIN(*from, r->first);
		*to = *to == TICK_NONE ? r->last : MAX(*to, r->last);
	}
}

/* A row is silent too before and after it, as far as others of its account reach. */
static void find_gaps(struct walking *w)
{
	struct coverage *c = w->c;
	tick_t *last = xcalloc(MAX(c->n, 1), sizeof(*last)), from, to;
	size_t n;

	for (size_t i = 0; i < c->n; i += n) {
		for (n = 1;
		     i + n < c->n && c->rows[i].account.ptr && c->rows[i + n].account.ptr &&
		     sv_eq(c->rows[i].account, c->rows[i + n].account);
		     n++)
			;
		reach(c, i, n, &from, &to);
		for (size_t k = i; k < i + n; k++) {
			c->rows[k].reach = to;
			last[k] = c->rows[k].first == TICK_NONE ? TICK_NONE : from;
		}
	}
	for (uint32_t i = 0; i < w->o->timed; i++) {
		struct cover_row *r = row_at(w, i);
		tick_t t = store_time(w->store, w->o->rows[i]);

		check_gap(c, r, last[r - c->rows], t);
		last[r - c->rows] = t;
	}
	for (size_t i = 0; i < c->n; i++)
		if (c->rows[i].first != TICK_NONE)
			check_gap(c, &c->rows[i], c->rows[i].last, c->rows[i].reach);
	free(last);
}

/* ---- all of it ---- */

/* All rows of the order, as bits by row. */
static uint64_t *all_rows(const struct order *o)
{
	uint64_t *bits = xcalloc(MAX(o->nsegs, 1u) * (size_t)SEG_WORDS, sizeof(*bits));

	for (uint32_t i = 0; i < o->n; i++)
		bit_set(bits, o->rows[i]);
	return bits;
}

static enum st tell(struct telling *g, const struct eval_env *env, const struct order *o)
{
	g->threads = MAX(env->threads, 1u);
	g->place = xreallocarray(NULL, MAX(o->nsegs, 1u) * (size_t)SEG_ROWS,
				 sizeof(*g->place));
	names_init(&g->accounts);
	names_init(&g->regions);
	names_init(&g->services);
	pairs_init(&g->places);
	pairs_init(&g->shares);
	g->of = xcalloc(g->threads, sizeof(*g->of));
	for (unsigned k = 0; k < g->threads; k++)
		teller_init(&g->of[k], g);
	return workers_run(g->threads, 0, o->nsegs, env->cancel, tell_segment, g);
}

static void telling_release(struct telling *g)
{
	for (unsigned k = 0; k < g->threads; k++)
		teller_release(&g->of[k]);
	free(g->of);
	free(g->place);
	names_release(&g->accounts);
	names_release(&g->regions);
	names_release(&g->services);
	pairs_release(&g->places);
	pairs_release(&g->shares);
}

static enum st coverage_fill(struct coverage *c, const struct eval_env *env,
			     const struct order *o)
{
	uint64_t *bits = all_rows(o);
	struct telling g = { .store = env->store, .bits = bits };
	uint32_t *row_of = NULL;
	enum st rc = tell(&g, env, o);

	if (rc == ST_OK) {
		struct walking w = { c, env->store, o, g.place, NULL, env->cancel };

		add_rows(c, &g, &row_of);
		w.row_of = row_of;
		set_days(c, env->store, o);
		if (find_medians(&w))
			find_gaps(&w);
		else
			rc = ST_CANCELED;
	}
	free(row_of);
	telling_release(&g);
	free(bits);
	return rc == ST_OK ? coverage_stops(c, env, o) : rc;
}

struct coverage *coverage_make(const struct eval_env *env, const struct order *order)
{
	struct coverage *c = xcalloc(1, sizeof(*c));

	if (coverage_fill(c, env, order) == ST_OK)
		return c;
	coverage_free(c);
	return NULL;
}

void coverage_free(struct coverage *c)
{
	if (!c)
		return;
	arena_release(&c->arena);
	free(c);
}

uint64_t cover_gap_tenths(const struct cover_gap *g)
{
	const tick_t tenth = 360 * TICKS_PER_SEC;

	return (uint64_t)((g->to - g->from + tenth / 2) / tenth);
}

uint32_t cover_row_days(const struct coverage *c, const struct cover_row *r)
{
	if (r->first == TICK_NONE)
		return 0;
	return (uint32_t)(day_of(r->last) - MAX(day_of(r->first), c->first_day) + 1);
}

void file_notes(const struct file *f, file_note_fn fn, void *arg)
{
	char text[128];

	if (f->differing) {
		snprintf(text, sizeof(text),
			 "%llu event%s share%s the id with other content",
			 (unsigned long long)f->differing, f->differing == 1 ? "" : "s",
			 f->differing == 1 ? "s" : "");
		fn(arg, text);
	}
	if (f->marked) {
		snprintf(text, sizeof(text), "%llu marked record%s",
			 (unsigned long long)f->marked, f->marked == 1 ? "" : "s");
		fn(arg, text);
	}
}

struct rank {
	const struct file *file;
	uint32_t i;
};

static int rank_cmp(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;
	int c = file_cmp(x->file, y->file);

	if (c)
		return c;
	return x->i < y->i ? -1 : x->i > y->i;
}

uint32_t files_in_order(const struct store *s, uint32_t **ret)
{
	uint32_t n = store_nfiles(s);
	struct rank *r = xcalloc(MAX(n, 1u), sizeof(*r));
	uint32_t *out = xcalloc(MAX(n, 1u), sizeof(*out));

	for (uint32_t i = 0; i < n; i++)
		r[i] = (struct rank){ store_file(s, i), i };
	if (store_finished(s))
		qsort(r, n, sizeof(*r), rank_cmp);
	for (uint32_t i = 0; i < n; i++)
		out[i] = r[i].i;
	free(r);
	*ret = out;
	return n;
}
