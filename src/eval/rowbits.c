/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An expression evaluated over what is new since the last time. */
#include "eval/rowbits.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <time.h>

/* Segments evaluated between two looks at what else is wanted; at first few, for first
 * answers. */
#define SLICE_FIRST 32u
#define SLICE_MOST  512u
/* The same where records are read; a slice should take so long. */
#define READ_FIRST 2u
#define READ_NS    INT64_C(80000000)

void rowbits_init(struct rowbits *r, const char *expr)
{
	*r = (struct rowbits){ .expr = xstrdup(expr), .to = TICK_NONE };
}

/* Room for what is asked about single rows, when that is how it is asked. */
static void prepare_asked(struct rowbits *r)
{
	free(r->asked);
	r->asked = eval_reads_records(r->eval) ? xcalloc(1, sizeof(*r->asked)) : NULL;
	r->cap = 0;
}

void rowbits_init_filter(struct rowbits *r, const struct eval_env *env,
			 struct filter *filter)
{
	*r = (struct rowbits){ .to = TICK_NONE, .eval = eval_new(env, filter) };
	prepare_asked(r);
}

void rowbits_init_window(struct rowbits *r, tick_t from, tick_t to)
{
	*r = (struct rowbits){ .from = from, .to = to };
}

static void forget_filter(struct rowbits *r)
{
	eval_free(r->eval);
	filter_free(r->filter);
	free(r->problem);
	r->eval = NULL;
	r->filter = NULL;
	r->problem = NULL;
	r->nsegs = 0;
}

void rowbits_release(struct rowbits *r)
{
	forget_filter(r);
	free(r->expr);
	free(r->bits);
	free(r->asked);
	free(r->todo);
	free(r->found);
	*r = (struct rowbits){ 0 };
}

static bool times_equal(const struct filter_times *a, const struct filter_times *b)
{
	return a->newest == b->newest && a->day == b->day;
}

/* Parse and bind; a failure becomes the problem. */
static void rowbits_bind(struct rowbits *r, const struct eval_env *env,
			 const struct filter_times *times)
{
	static const struct filter_times none = { TICK_NONE, TICK_NONE };
	struct err err = ERR_INIT;

	if (r->filter || r->problem) {
		if (!r->relative || times_equal(times, &r->times))
			return;
		forget_filter(r);
	}
	r->times = *times;
	if (filter_parse(sv_str(r->expr), &r->filter, &err) != ST_OK)
		goto fail;
	if (filter_bind(r->filter, &none, NULL) != ST_OK) {
		/* it needs to know what is loaded; a fresh one, the failed binding aside */
		r->relative = true;
		filter_free(r->filter);
		r->filter = NULL;
		if (filter_parse(sv_str(r->expr), &r->filter, &err) != ST_OK ||
		    filter_bind(r->filter, times, &err) != ST_OK)
			goto fail;
	}
	r->eval = eval_new(env, r->filter);
	/* what was asked before it was bound anew is void */
	prepare_asked(r);
	return;
fail:
	r->problem = xstrdup(err.text);
}

/* Rows of SEG with from <= time < to, for times in whole seconds. */
static void window_seconds(const struct segment *seg, tick_t from, tick_t to, uint64_t *w)
{
	int64_t lo = (from + TICKS_PER_SEC - 1) / TICKS_PER_SEC;
	int64_t hi = to == TICK_NONE ? INT64_C(1) << 32
				     : (to + TICKS_PER_SEC - 1) / TICKS_PER_SEC;
	uint32_t base = (uint32_t)MIN(lo, (int64_t)UINT32_MAX);
	uint64_t len = (uint64_t)MAX(MIN(hi, INT64_C(1) << 32) - lo, INT64_C(0));

	for (uint32_t k = 0; k < seg->rows; k += 64) {
		uint32_t n = MIN(seg->rows - k, 64u);
		uint64_t m = 0;

		for (uint32_t b = 0; b < n; b++)
			m |= (uint64_t)((uint32_t)(seg->t32[k + b] - base) < len) << b;
		w[k >> 6] = m;
	}
}

static void window_ticks(const struct segment *seg, tick_t from, tick_t to, uint64_t *w)
{
	for (uint32_t k = 0; k < seg->rows; k++) {
		tick_t t = seg->t64[k];

		w[k >> 6] |= (uint64_t)(t >= from && t < to && t != TICK_NONE) << (k & 63);
	}
}

static void window_run(struct rowbits *r, const struct store *s, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct segment *seg = store_seg(s, i);
		uint64_t *w = r->bits + (size_t)i * SEG_WORDS;

		memset(w, 0, SEG_WORDS * sizeof(*w));
		if (seg->t32)
			window_seconds(seg, r->from, r->to, w);
		else
			window_ticks(seg, r->from, r->to, w);
		for (uint32_t k = 0; k < SEG_WORDS; k++)
			w[k] &= ~atomic_load_explicit(&seg->dup[k], memory_order_relaxed);
	}
}

/* The end of the load tells which rows are copies. */
static void strip_copies(struct rowbits *r, const struct store *s)
{
	/* some rows of any segment may have been asked about */
	uint32_t n = r->asked ? MIN(r->cap, store_nsegs(s)) : r->nsegs;

	for (uint32_t i = 0; i < n; i++) {
		const struct segment *seg = store_seg(s, i);
		uint64_t *w = r->bits + (size_t)i * SEG_WORDS;

		for (uint32_t k = 0; k < SEG_WORDS; k++)
			w[k] &= ~atomic_load_explicit(&seg->dup[k], memory_order_relaxed);
	}
	r->stripped = true;
}

static uint64_t *grown(uint64_t *v, uint32_t from, uint32_t to)
{
	v = xreallocarray(v, (size_t)to * SEG_WORDS, sizeof(*v));
	memset(v + (size_t)from * SEG_WORDS, 0,
	       (size_t)(to - from) * SEG_WORDS * sizeof(*v));
	return v;
}

static void rowbits_room(struct rowbits *r, uint32_t nsegs)
{
	uint32_t cap = MAX(MAX(nsegs, 1u), r->cap + r->cap / 2);

	if (r->bits && nsegs <= r->cap)
		return;
	if (r->asked) {
		r->bits = grown(r->bits, r->cap, cap);
		r->asked = grown(r->asked, r->cap, cap);
		r->todo = grown(r->todo, r->cap, cap);
		r->found = grown(r->found, r->cap, cap);
	} else {
		r->bits = xreallocarray(r->bits, (size_t)cap * SEG_WORDS, sizeof(*r->bits));
	}
	r->cap = cap;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void pace_init(struct pace *p, bool reads)
{
	*p = (struct pace){ reads ? READ_FIRST : SLICE_FIRST, now_ns() };
}

void pace_next(struct pace *p, bool reads)
{
	int64_t now = now_ns();

	if (!reads || now - p->started < READ_NS / 2)
		p->segs = MIN(p->segs * 2, SLICE_MOST);
	else if (now - p->started > READ_NS * 2)
		p->segs = MAX(p->segs / 2, 1u);
	p->started = now;
}

bool rowbits_ready(struct rowbits *r, const struct eval_env *env, uint32_t nsegs,
		   const struct filter_times *times, bool final)
{
	if (r->expr)
		rowbits_bind(r, env, times);
	rowbits_room(r, nsegs);
	if (final && !r->stripped)
		strip_copies(r, env->store);
	return r->asked && !r->problem;
}

/* The rows of SEG that are still to be asked about; false when there are none. */
static bool find_todo(struct rowbits *r, const struct segment *seg, const uint64_t *within)
{
	size_t at = (size_t)seg->index * SEG_WORDS;
	uint64_t any = 0;

	for (uint32_t k = 0; k < SEG_WORDS; k++) {
		uint32_t rows = seg->rows > k * 64 ? MIN(seg->rows - k * 64, 64u) : 0;
		uint64_t w = rows ? ~UINT64_C(0) >> (64 - rows) : 0;

		w &= ~atomic_load_explicit(&seg->dup[k], memory_order_relaxed);
		w &= within ? within[at + k] : w;
		r->todo[at + k] = w & ~r->asked[at + k];
		any |= r->todo[at + k];
	}
	return any;
}

enum st rowbits_read(struct rowbits *r, const struct eval_env *env, uint32_t from,
		     uint32_t to, const uint64_t *within)
{
	bool any = false;
	enum st rc;

	for (uint32_t i = from; i < to; i++)
		any |= find_todo(r, store_seg(env->store, i), within);
	if (!any)
		return ST_OK;
	rc = eval_run_within(r->eval, from, to, r->todo, r->found);
	for (size_t w = (size_t)from * SEG_WORDS; !rc && w < (size_t)to * SEG_WORDS; w++) {
		r->bits[w] |= r->found[w];
		r->asked[w] |= r->todo[w];
	}
	return rc;
}

enum st rowbits_update(struct rowbits *r, const struct eval_env *env, uint32_t nsegs,
		       const struct filter_times *times, bool final, rowbits_slice_fn slice,
		       void *arg)
{
	bool reads = rowbits_ready(r, env, nsegs, times, final);
	struct pace pace;

	pace_init(&pace, reads);
	while (r->nsegs < nsegs && !r->problem) {
		uint32_t to = MIN(nsegs, r->nsegs + pace.segs);
		enum st rc = ST_OK;

		if (env->cancel && atomic_load(env->cancel))
			return ST_CANCELED;
		if (reads)
			rc = rowbits_read(r, env, r->nsegs, to, NULL);
		else if (r->eval)
			rc = eval_run(r->eval, r->nsegs, to, r->bits);
		else
			window_run(r, env->store, r->nsegs, to);
		if (rc != ST_OK)
			return rc;
		r->nsegs = to;
		pace_next(&pace, reads);
		if (slice)
			slice(arg, r);
	}
	return ST_OK;
}

const uint64_t *rowbits_open(const struct rowbits *r, uint32_t seg)
{
	return r->eval ? eval_open(r->eval, seg) : NULL;
}

uint64_t rowbits_undecided(const struct rowbits *r)
{
	return r->eval ? eval_undecided(r->eval) : 0;
}

uint64_t rowbits_unread(const struct rowbits *r)
{
	return r->eval ? eval_unread(r->eval) : 0;
}

uint64_t rowbits_count(const struct rowbits *r, uint32_t nsegs)
{
	return bits_count(r->bits, (size_t)MIN(nsegs, r->nsegs) * SEG_WORDS);
}

/* A look-up in the order costs as much as passing by this many rows. */
#define LOOKUP_COST 256

/* Few rows: each is looked up. False when one is not found, which the caller must pass by. */
static bool lookup_rows(const struct rowbits *r, const struct store *s,
			const struct order *o, uint64_t *out)
{
	size_t words = (size_t)MIN(r->nsegs, o->nsegs) * SEG_WORDS;

	BITS_FOREACH(r->bits, words, row) {
		uint32_t pos = order_find(s, o, (row_t)row);

		if (pos == UINT32_MAX)
			return false;
		bit_set(out, pos);
	}
	return true;
}

uint64_t *rowbits_in_order(const struct rowbits *r, const struct store *s,
			   const struct order *o)
{
	size_t words = BITS_WORDS(o->n);
	uint64_t *out = xcalloc(MAX(words, 1), sizeof(*out));
	row_t end = r->nsegs << SEG_SHIFT;

	if (rowbits_count(r, o->nsegs) * LOOKUP_COST < o->n && lookup_rows(r, s, o, out))
		return out;
	for (size_t w = 0; w < words; w++) {
		uint32_t from = (uint32_t)w * 64;
		uint32_t n = MIN(o->n - from, 64u);
		uint64_t m = 0;

		for (uint32_t k = 0; k < n; k++) {
			row_t row = o->rows[from + k];

			if (row < end)
				m |= (uint64_t)bit_get(r->bits, row) << k;
		}
		out[w] = m;
	}
	return out;
}
