/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making views: each line's rows, what they have in common, what each line does. */
#include "session/engine_priv.h"

#include "eval/allof.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <time.h>

/* Parts of an answer: so often at most, and so many times what publishing one takes. */
#define PART_NS   INT64_C(100000000)
#define PART_COST 4

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
	v->to = TICK_NONE;
	v->nlines = want->n;
	v->lines = xcalloc(MAX(want->n, 1), sizeof(*v->lines));
	for (size_t i = 0; i < want->n; i++) {
		v->lines[i].id = want->lines[i].line->id;
		v->lines[i].without = COUNT_UNKNOWN;
		if (want->lines[i].on && want->lines[i].line->window) {
			v->from = want->lines[i].line->from;
			v->to = want->lines[i].line->to;
		}
	}
	return v;
}

/* A view being made. */
struct making {
	struct engine *e;
	struct view *v; /* but for its selection */
	struct order *order;
	struct allof lines;      /* those that are on */
	uint64_t serial;         /* of the last view that was published */
	bool news;               /* since then */
	int64_t published, cost; /* when, and how long that took */
};

static struct view *view_copy(const struct view *v);

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Publish what there is; PARTIAL: more will come. */
static enum st publish(struct making *m, bool partial)
{
	struct engine *e = m->e;
	struct selection *sel = allof_selection(&m->lines, m->order);
	struct view *v;

	if (!sel)
		return ST_CANCELED;
	v = view_copy(m->v);
	v->serial = ++m->serial;
	v->sel = sel;
	v->partial = partial;
	engine_publish(e, v);
	m->news = false;
	return ST_OK;
}

/* A first part at once, then as often as publishing is cheap beside the search. */
static enum st publish_part(void *arg, bool news)
{
	struct making *m = arg;
	int64_t now = now_ns();
	enum st rc;

	m->news |= news;
	if (!m->news || now - m->published < MAX(PART_NS, m->cost * PART_COST))
		return ST_OK;
	rc = publish(m, true);
	m->published = now_ns();
	m->cost = m->published - now;
	return rc;
}

/* What the matching of line I, with the rows R, has come to. */
static void note_line(struct view *v, size_t i, const struct rowbits *r)
{
	v->lines[i].undecided = rowbits_undecided(r);
	v->lines[i].unread = rowbits_unread(r);
	if (r->problem && !v->lines[i].problem)
		v->lines[i].problem = xstrdup(r->problem);
}

/* Bring the rows of the lines that are on up to date: first those that read no records. */
static enum st lines_rows(struct making *m, const struct want *want)
{
	struct view *v = m->v;
	enum st rc;

	for (size_t i = 0; i < want->n; i++)
		if (want->lines[i].on)
			allof_add(&m->lines,
				  cache_get(m->e, want->lines[i].line, v->serial));
	rc = allof_run(&m->lines, publish_part, m);
	for (size_t i = 0; i < want->n && rc == ST_OK; i++)
		if (want->lines[i].on)
			note_line(v, i, cache_get(m->e, want->lines[i].line, v->serial));
	return rc;
}

static enum st make_view(struct making *m, const struct want *want)
{
	enum st rc;

	view_times(m->e, m->v, m->order);
	allof_init(&m->lines, &m->e->env, m->order->nsegs, &m->v->times, m->v->final);
	rc = lines_rows(m, want);
	if (rc == ST_OK)
		rc = publish(m, false);
	allof_release(&m->lines);
	return rc;
}

enum st engine_view_new(struct engine *e, const struct want *want, bool new_order)
{
	const struct view *old = e->view; /* only this thread replaces it */
	bool final = atomic_load(&e->finished);
	bool fresh = new_order || !old;
	struct making m = { .e = e, .order = pick_order(e, old, fresh, final) };
	enum st rc = ST_NOMEM;

	if (!m.order && old) {
		/* no memory to sort: what is shown stays, and is a lower bound */
		m.order = order_ref(old->sel->order);
		fresh = false;
	}
	m.v = view_new(want);
	m.serial = old ? old->serial : 0;
	m.v->serial = m.serial + 1;
	m.v->final = fresh ? final : old->final;
	if (m.order) {
		rc = make_view(&m, want);
		order_unref(m.order);
	}
	view_unref(m.v);
	return rc;
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
		note_line(v, i, r);
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
	c->partial = v->partial;
	c->sel = v->sel ? selection_ref(v->sel) : NULL;
	c->first = v->first;
	c->last = v->last;
	c->from = v->from;
	c->to = v->to;
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

/* A copy of what is wanted; false when it is no more what V answers. */
static bool want_of(struct engine *e, const struct view *v, struct want *ret)
{
	pthread_mutex_lock(&e->lock);
	*ret = want_copy(&e->want);
	pthread_mutex_unlock(&e->lock);
	if (ret->gen == v->gen)
		return true;
	want_release(ret);
	return false;
}

/* Line I of WANT when it reads records and some were not asked for by any view; else NULL. */
static struct rowbits *unread_line(struct engine *e, const struct eval_env *env,
				   const struct want *want, size_t i, const struct view *v)
{
	struct rowbits *r = cache_get(e, want->lines[i].line, v->serial);
	uint32_t nsegs = v->sel->order->nsegs;
	bool reads = rowbits_ready(r, env, nsegs, &v->times, v->final);

	return reads && r->nsegs < nsegs ? r : NULL;
}

/* Has no result of its own to be taken: it publishes the view anew, with the counts. */
static void *counts_make(const struct task_env *env, void *arg UNUSED)
{
	struct engine *e = env->engine;
	struct view *v;
	struct want want;
	enum st rc = ST_OK;
	bool unread = false;

	if (!want_of(e, env->view, &want))
		return NULL;
	v = view_copy(env->view);
	for (size_t i = 0; i < want.n; i++)
		unread |= unread_line(e, &env->eval, &want, i, v) != NULL;
	/* else TASK_READ has this done again */
	if (!unread)
		rc = count_lines(e, &env->eval, &want, v);
	want_release(&want);
	if (rc == ST_OK && !unread)
		engine_publish(e, v);
	else
		view_unref(v);
	return rc == ST_OK ? e : NULL; /* anything but NULL: done */
}

/* What no view asked for is read when there is nothing else to do. */
static void *read_make(const struct task_env *env, void *arg UNUSED)
{
	struct engine *e = env->engine;
	const struct view *v = env->view;
	uint32_t nsegs = v->sel->order->nsegs;
	struct want want;
	enum st rc = ST_OK;
	bool any = false;

	if (!want_of(e, v, &want))
		return NULL;
	for (size_t i = 0; i < want.n && rc == ST_OK; i++) {
		struct rowbits *r = unread_line(e, &env->eval, &want, i, v);

		any |= r != NULL;
		if (r)
			rc = rowbits_update(r, &env->eval, nsegs, &v->times, v->final, NULL,
					    NULL);
	}
	want_release(&want);
	if (rc != ST_OK)
		return NULL;
	if (any) {
		pthread_mutex_lock(&e->lock);
		e->tasks[TASK_COUNTS].done = 0;
		pthread_mutex_unlock(&e->lock);
	}
	return e;
}

static void counts_free(void *result)
{
	(void)result;
}

const struct task_ops counts_ops = { .make = counts_make, .free = counts_free };
const struct task_ops read_ops = { .make = read_make, .free = counts_free };
