/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making views: each line's rows, what they have in common, what each line does. */
#include "model/engine_priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

static void cache_free(struct line_cache *c)
{
	rowbits_release(&c->rows);
	line_unref(c->line);
	free(c);
}

void engine_drop_cache(struct engine *e)
{
	for (size_t i = 0; i < e->ncache; i++)
		cache_free(e->cache[i]);
	free(e->cache);
	e->cache = NULL;
	e->ncache = e->capcache = 0;
}

/* Forget the line that was asked for longest ago, but none of the view NOW. */
static void cache_evict(struct engine *e, uint64_t now)
{
	size_t oldest = e->ncache;

	for (size_t i = 0; i < e->ncache; i++) {
		if (e->cache[i]->used < now &&
		    (oldest == e->ncache || e->cache[i]->used < e->cache[oldest]->used))
			oldest = i;
	}
	if (oldest == e->ncache)
		return;
	cache_free(e->cache[oldest]);
	e->cache[oldest] = e->cache[--e->ncache];
}

static struct rowbits *cache_get(struct engine *e, struct line *line, uint64_t now)
{
	struct line_cache *c;

	for (size_t i = 0; i < e->ncache; i++) {
		if (e->cache[i]->line->id == line->id) {
			e->cache[i]->used = now;
			return &e->cache[i]->rows;
		}
	}
	if (e->ncache >= CACHE_MAX)
		cache_evict(e, now);
	c = xcalloc(1, sizeof(*c));
	c->line = line_ref(line);
	c->used = now;
	if (line->window)
		rowbits_init_window(&c->rows, line->from, line->to);
	else
		rowbits_init(&c->rows, line->expr);
	ALLOC_GROW(e->cache, e->ncache + 1, e->capcache);
	e->cache[e->ncache++] = c;
	return &c->rows;
}

/* The order a view is made over, with a reference. */
static struct order *pick_order(struct engine *e, const struct view *old, bool fresh,
				bool final)
{
	if (!fresh && old)
		return order_ref(old->sel->order);
	if (final)
		return order_ref(store_order(e->store));
	return order_make(e->store, e->env.threads);
}

static void view_times(struct engine *e, struct view *v, struct order *o)
{
	v->first = v->last = TICK_NONE;
	filter_times_from(e->store, o, time_now(), &v->times);
	if (o->timed) {
		v->first = store_time(e->store, o->rows[0]);
		v->last = store_time(e->store, o->rows[o->timed - 1]);
	}
}

static struct view *view_new(const struct want *want)
{
	struct view *v = xcalloc(1, sizeof(*v));

	atomic_init(&v->refs, 1);
	v->gen = want->gen;
	v->nlines = want->n;
	v->lines = xcalloc(MAX(want->n, 1), sizeof(*v->lines));
	for (size_t i = 0; i < want->n; i++) {
		v->lines[i].id = want->lines[i].line->id;
		v->lines[i].without = COUNT_UNKNOWN;
	}
	return v;
}

/* Bring the rows of the lines that are on up to date; SETS gets them, *ret_n how many. */
static enum st lines_rows(struct engine *e, const struct want *want, struct view *v,
			  uint32_t nsegs, const uint64_t **sets, size_t *ret_n)
{
	size_t n = 0;

	for (size_t i = 0; i < want->n; i++) {
		struct rowbits *r;
		enum st rc;

		if (!want->lines[i].on)
			continue;
		r = cache_get(e, want->lines[i].line, v->serial);
		rc = rowbits_update(r, &e->env, nsegs, &v->times, v->final, NULL, NULL);
		if (rc != ST_OK)
			return rc;
		v->lines[i].undecided = rowbits_undecided(r);
		if (r->problem)
			v->lines[i].problem = xstrdup(r->problem);
		else
			sets[n++] = r->bits;
	}
	*ret_n = n;
	return ST_OK;
}

enum st engine_make_view(struct engine *e, const struct want *want, bool new_order)
{
	const struct view *old = e->view; /* only this thread replaces it */
	bool final = atomic_load(&e->finished);
	bool fresh = new_order || !old;
	struct order *o = pick_order(e, old, fresh, final);
	const uint64_t **sets = xcalloc(want->n + 1, sizeof(*sets));
	struct view *v = view_new(want);
	size_t nsets = 0;
	enum st rc;

	if (!o && old) {
		/* no memory to sort: what is shown stays, and is a lower bound */
		o = order_ref(old->sel->order);
		fresh = false;
	}
	rc = o ? ST_OK : ST_NOMEM;
	v->serial = old ? old->serial + 1 : 1;
	v->final = fresh ? final : old->final;
	if (rc == ST_OK) {
		view_times(e, v, o);
		rc = lines_rows(e, want, v, o->nsegs, sets, &nsets);
	}
	if (rc == ST_OK) {
		v->sel = selection_make(e->store, o, sets, nsets, 0, TICK_NONE, &e->cancel);
		rc = v->sel ? ST_OK : ST_CANCELED;
	}
	free(sets);
	if (o)
		order_unref(o);
	if (rc != ST_OK) {
		view_unref(v);
		return rc;
	}
	engine_publish(e, v);
	return ST_OK;
}

/* A line that is on, while WITHOUT is counted. */
struct on_line {
	const uint64_t *bits;
	struct line_result *result;
	uint64_t before; /* product of the lines before it, of one word */
};

/*
 * Events shown if line I were off: the product of all the others, word by word, from the
 * products of those before and those after it.
 */
static void count_without(struct on_line *l, size_t n, size_t words)
{
	for (size_t i = 0; i < n; i++)
		l[i].result->without = 0;
	for (size_t w = 0; w < words; w++) {
		uint64_t m = ~UINT64_C(0);

		for (size_t i = 0; i < n; i++) {
			l[i].before = m;
			m &= l[i].bits[w];
		}
		m = ~UINT64_C(0);
		for (size_t i = n; i-- > 0;) {
			l[i].result->without +=
				(uint64_t)__builtin_popcountll(l[i].before & m);
			m &= l[i].bits[w];
		}
	}
}

/* Fill in what the lines of V do; WANT are the same lines. */
static enum st count_lines(struct engine *e, const struct eval_env *env,
			   const struct want *want, struct view *v)
{
	uint32_t nsegs = v->sel->order->nsegs;
	struct on_line *on = xcalloc(want->n + 1, sizeof(*on));
	enum st rc = ST_OK;
	size_t n = 0;

	for (size_t i = 0; i < want->n && rc == ST_OK; i++) {
		struct rowbits *r = cache_get(e, want->lines[i].line, v->serial);
		struct line_result *l = &v->lines[i];

		rc = rowbits_update(r, env, nsegs, &v->times, v->final, NULL, NULL);
		l->undecided = rowbits_undecided(r);
		if (r->problem && !l->problem)
			l->problem = xstrdup(r->problem);
		l->keeps = r->problem ? v->sel->total : rowbits_count(r, nsegs);
		l->counted = true;
		if (want->lines[i].on && r->problem)
			l->without = v->sel->count;
		else if (want->lines[i].on)
			on[n++] = (struct on_line){ r->bits, l, 0 };
	}
	if (rc == ST_OK && n == 1)
		on[0].result->without = v->sel->total;
	else if (rc == ST_OK)
		count_without(on, n, (size_t)nsegs * SEG_WORDS);
	free(on);
	return rc;
}

static struct view *view_copy(const struct view *v)
{
	struct view *c = xcalloc(1, sizeof(*c));

	atomic_init(&c->refs, 1);
	c->serial = v->serial;
	c->gen = v->gen;
	c->final = v->final;
	c->sel = selection_ref(v->sel);
	c->first = v->first;
	c->last = v->last;
	c->times = v->times;
	c->nlines = v->nlines;
	c->lines = xcalloc(MAX(v->nlines, 1), sizeof(*c->lines));
	for (size_t i = 0; i < v->nlines; i++) {
		c->lines[i] = v->lines[i];
		if (v->lines[i].problem)
			c->lines[i].problem = xstrdup(v->lines[i].problem);
	}
	return c;
}

struct want want_copy(const struct want *w)
{
	struct want c = { .gen = w->gen, .n = w->n };

	c.lines = xcalloc(MAX(w->n, 1), sizeof(*c.lines));
	for (size_t i = 0; i < w->n; i++) {
		c.lines[i] = w->lines[i];
		line_ref(c.lines[i].line);
	}
	return c;
}

/* Has no result of its own to be taken: it publishes the view anew, with the counts. */
static void *counts_make(const struct task_env *env, void *arg)
{
	struct engine *e = env->engine;
	struct view *v = view_copy(env->view);
	struct want want;
	enum st rc = ST_CANCELED;

	(void)arg;
	pthread_mutex_lock(&e->lock);
	want = want_copy(&e->want);
	pthread_mutex_unlock(&e->lock);
	if (want.gen == v->gen)
		rc = count_lines(e, &env->eval, &want, v);
	want_release(&want);
	if (rc != ST_OK) {
		view_unref(v);
		return NULL;
	}
	engine_publish(e, v);
	return e; /* anything but NULL: done */
}

static void counts_free(void *result)
{
	(void)result;
}

const struct task_ops counts_ops = { .make = counts_make, .free = counts_free };
