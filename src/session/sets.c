/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that fill sets of positions, in parts so that the first ones show early. */
#include "session/sets.h"

#include "eval/rowbits.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <time.h>

/* First hits are handed over when this has gone by, and at twice, four times ... of it. */
#define PART_NS INT64_C(40000000)

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void posset_free(struct posset *p)
{
	if (!p)
		return;
	order_unref(p->order);
	free(p->bits);
	free(p->rows);
	free(p->problem);
	free(p);
}

void sets_free(struct sets *s)
{
	if (!s)
		return;
	order_unref(s->order);
	free(s->errors);
	free(s->changes);
	free(s->firsts);
	for (size_t i = 0; i < FIRSTSEEN_FIELDS; i++)
		free(s->first_rows[i]);
	free(s);
}

static void free_posset(void *p)
{
	posset_free(p);
}

static void free_sets(void *s)
{
	sets_free(s);
}

/* What the worker remembers of a question between two answers. */
struct posset_arg {
	struct rowbits rows;
	const struct task_env *env; /* while it runs */
	int64_t started, next_part;
};

static struct posset *posset_make(struct posset_arg *a, struct order *o, bool complete)
{
	struct posset *p = xcalloc(1, sizeof(*p));
	size_t words = (size_t)o->nsegs * SEG_WORDS;
	size_t have = MIN(words, (size_t)a->rows.nsegs * SEG_WORDS);

	p->order = order_ref(o);
	p->complete = complete;
	p->undecided = rowbits_undecided(&a->rows);
	if (a->rows.problem)
		p->problem = xstrdup(a->rows.problem);
	p->bits = rowbits_in_order(&a->rows, a->env->eval.store, o);
	p->rows = xcalloc(MAX(words, 1), sizeof(*p->rows));
	if (have)
		memcpy(p->rows, a->rows.bits, have * sizeof(*p->rows));
	return p;
}

static void posset_part(void *arg, struct rowbits *r)
{
	struct posset_arg *a = arg;
	struct order *o = a->env->view->sel->order;
	int64_t gone = now_ns() - a->started;

	if (gone < a->next_part || r->nsegs >= o->nsegs || !rowbits_count(r, r->nsegs))
		return;
	a->next_part = gone * 2;
	a->env->partial(a->env, posset_make(a, o, false));
}

static void *posset_task(const struct task_env *env, void *arg)
{
	struct posset_arg *a = arg;
	struct order *o = env->view->sel->order;
	struct posset *p;
	enum st rc;

	a->env = env;
	a->started = now_ns();
	a->next_part = PART_NS;
	rc = rowbits_update(&a->rows, &env->eval, o->nsegs, &env->view->times,
			    env->view->final, posset_part, a);
	p = rc == ST_OK ? posset_make(a, o, true) : NULL;
	a->env = NULL;
	return p;
}

static void posset_free_arg(void *arg)
{
	struct posset_arg *a = arg;

	rowbits_release(&a->rows);
	free(a);
}

static const struct task_ops posset_ops[2] = {
	{ posset_task, free_posset, posset_free_arg, .once = false, .by_order = true },
	{ posset_task, free_posset, posset_free_arg, .once = true, .by_order = true },
};

void posset_ask(struct engine *e, enum task_slot slot, const char *expr, bool once)
{
	struct posset_arg *a = xcalloc(1, sizeof(*a));

	rowbits_init(&a->rows, expr);
	engine_task(e, slot, &posset_ops[once], a);
}

struct sets_arg {
	struct rowbits errors, changes;
	struct firstseen *firsts;
};

static void sets_free_arg(void *arg)
{
	struct sets_arg *a = arg;

	rowbits_release(&a->errors);
	rowbits_release(&a->changes);
	firstseen_free(a->firsts);
	free(a);
}

static struct sets *sets_make(const struct sets_arg *a, const struct store *store,
			      struct order *o)
{
	struct sets *s = xcalloc(1, sizeof(*s));

	s->order = order_ref(o);
	s->errors = rowbits_in_order(&a->errors, store, o);
	s->changes = rowbits_in_order(&a->changes, store, o);
	return s;
}

static void sets_firsts(struct sets *s, const struct store *store,
			const struct firstseen *f)
{
	size_t words = (size_t)s->order->nsegs * SEG_WORDS;
	struct rowbits any = { .nsegs = s->order->nsegs };

	any.bits = xcalloc(MAX(words, 1), sizeof(*any.bits));
	for (unsigned i = 0; i < FIRSTSEEN_FIELDS; i++) {
		s->first_rows[i] = xcalloc(MAX(words, 1), sizeof(*any.bits));
		firstseen_rows(f, i, s->first_rows[i], s->order->nsegs);
		for (size_t w = 0; w < words; w++)
			any.bits[w] |= s->first_rows[i][w];
	}
	s->firsts = rowbits_in_order(&any, store, s->order);
	free(any.bits);
}

static void *sets_task(const struct task_env *env, void *arg)
{
	const struct filter_times *times = &env->view->times;
	struct order *o = env->view->sel->order;
	bool final = env->view->final;
	struct sets_arg *a = arg;
	struct sets *s;

	if (rowbits_update(&a->errors, &env->eval, o->nsegs, times, final, NULL, NULL) !=
		    ST_OK ||
	    rowbits_update(&a->changes, &env->eval, o->nsegs, times, final, NULL, NULL) !=
		    ST_OK)
		return NULL;
	env->partial(env, sets_make(a, env->eval.store, o));
	if (firstseen_update(a->firsts, &env->eval, o->nsegs, final) != ST_OK)
		return NULL;
	s = sets_make(a, env->eval.store, o);
	sets_firsts(s, env->eval.store, a->firsts);
	return s;
}

static const struct task_ops sets_ops = { sets_task, free_sets, sets_free_arg,
					  .by_order = true };

void sets_ask(struct engine *e, const struct path_trie *paths)
{
	struct sets_arg *a = xcalloc(1, sizeof(*a));

	rowbits_init(&a->errors, "result!=ok");
	rowbits_init(&a->changes, "kind=write");
	a->firsts = firstseen_new(paths);
	engine_task(e, TASK_SETS, &sets_ops, a);
}

uint32_t bits_next(const uint64_t *a, const uint64_t *b, uint32_t n, uint32_t from)
{
	size_t words = BITS_WORDS(n);
	uint64_t mask = ~UINT64_C(0) << (from & 63);

	for (size_t w = from >> 6; w < words; w++) {
		uint64_t m = a[w] & b[w] & mask;

		if (m) {
			uint32_t at = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(m);

			return at < n ? at : UINT32_MAX;
		}
		mask = ~UINT64_C(0);
	}
	return UINT32_MAX;
}

uint32_t bits_prev(const uint64_t *a, const uint64_t *b, uint32_t before)
{
	size_t w = before >> 6;
	uint64_t mask = (UINT64_C(1) << (before & 63)) - 1;

	for (;; w--) {
		uint64_t m = mask ? a[w] & b[w] & mask : 0;

		if (m)
			return (uint32_t)(w * 64 + 63) - (uint32_t)__builtin_clzll(m);
		if (w == 0)
			return UINT32_MAX;
		mask = ~UINT64_C(0);
	}
}

uint64_t bits_both(const uint64_t *a, const uint64_t *b, uint32_t to)
{
	uint64_t n = 0;
	size_t w;

	for (w = 0; w < to >> 6; w++)
		n += (uint64_t)__builtin_popcountll(a[w] & b[w]);
	if (to & 63)
		n += (uint64_t)__builtin_popcountll(a[w] & b[w] &
						    ((UINT64_C(1) << (to & 63)) - 1));
	return n;
}
