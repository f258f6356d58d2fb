/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts for each function over the selected events, on threads. */
#include "lambda/rows.h"

#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* More counters than this for the rows of bars are not kept: then there are no bars. */
#define SPARK_MAX_CELLS (4u << 20)

struct counting {
	const struct lambda_index *x;
	const uint64_t *bits;
	const struct axis *axis; /* NULL: no bars */
	struct lambda_tally *t;  /* one for each thread */
};

static void tally_init(struct lambda_tally *t, const struct lambda_index *x, bool spark,
		       uint32_t n)
{
	size_t words = BITS_WORDS(x->ngroups) + 1;

	*t = (struct lambda_tally){ .pair = xcalloc(MAX(x->callers.n, 1),
						    sizeof(*t->pair)) };
	for (uint32_t i = 0; i < x->callers.n; i++) {
		t->pair[i].first = TICK_NONE;
		t->pair[i].last = INT64_MIN;
	}
	t->invoked = xcalloc(words, sizeof(*t->invoked));
	t->ran = xcalloc(words, sizeof(*t->ran));
	if (spark)
		t->spark = xcalloc((size_t)MAX(x->fns.n, 1) * n, sizeof(*t->spark));
}

void lambda_tally_release(struct lambda_tally *t)
{
	free(t->pair);
	free(t->invoked);
	free(t->ran);
	free(t->spark);
	*t = (struct lambda_tally){ .pair = NULL };
}

static void count_call(struct lambda_tally *t, struct lambda_pair_count *p, unsigned flags,
		       uint32_t group)
{
	if (group == LAMBDA_ALONE) {
		p->alone++;
		p->calls |= !(flags & FNE_TWIN);
	} else if (flags & FNE_RUN) {
		bit_set(t->ran, group);
	} else {
		bit_set(t->invoked, group);
		p->calls |= !(flags & FNE_TWIN);
	}
}

static void count_time(const struct counting *c, struct lambda_tally *t,
		       struct lambda_pair_count *p, uint32_t pair, tick_t time)
{
	int64_t bucket;

	if (time == TICK_NONE)
		return;
	p->first = MIN(p->first, time);
	p->last = MAX(p->last, time);
	if (!t->spark)
		return;
	bucket = axis_bucket(c->axis, time);
	if (bucket >= 0)
		t->spark[(size_t)c->x->callers.v[pair].a * c->axis->n + (size_t)bucket]++;
}

static void count_segment(void *arg, unsigned worker, uint32_t index)
{
	struct counting *c = arg;
	struct lambda_tally *t = &c->t[worker];
	const struct lambda_seg *s = &c->x->segs[index];
	const struct segment *seg = store_seg(c->x->store, index);
	const uint64_t *bits = c->bits ? c->bits + (size_t)index * SEG_WORDS : NULL;

	for (uint32_t i = 0; i < s->n; i++) {
		struct lambda_pair_count *p;
		unsigned flags = s->flags[i];

		if (bits && !bit_get(bits, s->row[i]))
			continue;
		p = &t->pair[s->pair[i]];
		p->events++;
		p->errors += (flags & FNE_BAD) != 0;
		p->denied += (flags & FNE_DENIED) != 0;
		p->changes += (flags & (FNE_CHANGE | FNE_BAD)) == FNE_CHANGE;
		if (flags & FNE_CALL)
			count_call(t, p, flags, s->group[i]);
		count_time(c, t, p, s->pair[i], segment_time(seg, s->row[i]));
	}
}

static bool is_counted(const struct counting *c, uint32_t at)
{
	const struct lambda_seg *s = &c->x->segs[row_seg(at)];

	return !c->bits ||
	       bit_get(c->bits + (size_t)row_seg(at) * SEG_WORDS, s->row[row_in_seg(at)]);
}

/* The copy of a call is a caller where the caller's own record is not counted. */
static void count_twins(struct counting *c)
{
	const struct lambda_logged *l = &c->x->logged;

	for (size_t i = 0; i < l->ntwins; i++) {
		uint32_t at = l->twins[i].at;

		if (is_counted(c, at) && !is_counted(c, l->twins[i].own))
			c->t[0].pair[c->x->segs[row_seg(at)].pair[row_in_seg(at)]].calls =
				true;
	}
}

/* Who ran what nobody is seen to have invoked: callers too. */
static void count_runs(void *arg, unsigned worker, uint32_t index)
{
	struct counting *c = arg;
	const struct lambda_tally *all = &c->t[0];
	const struct lambda_seg *s = &c->x->segs[index];
	const uint64_t *bits = c->bits ? c->bits + (size_t)index * SEG_WORDS : NULL;

	for (uint32_t i = 0; i < s->n; i++)
		if ((s->flags[i] & FNE_RUN) && s->group[i] != LAMBDA_ALONE &&
		    (!bits || bit_get(bits, s->row[i])) &&
		    !bit_get(all->invoked, s->group[i]))
			c->t[worker].pair[s->pair[i]].calls = true;
}

static void add_pairs(struct lambda_tally *to, const struct lambda_tally *t, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct lambda_pair_count *a = &to->pair[i];
		const struct lambda_pair_count *b = &t->pair[i];

		a->events += b->events;
		a->errors += b->errors;
		a->denied += b->denied;
		a->changes += b->changes;
		a->alone += b->alone;
		a->first = MIN(a->first, b->first);
		a->last = MAX(a->last, b->last);
		a->calls |= b->calls;
	}
}

static void add_tally(struct lambda_tally *to, const struct lambda_tally *t,
		      const struct counting *c)
{
	size_t words = BITS_WORDS(c->x->ngroups);

	add_pairs(to, t, c->x->callers.n);
	for (size_t i = 0; i < words; i++) {
		to->invoked[i] |= t->invoked[i];
		to->ran[i] |= t->ran[i];
	}
	if (to->spark)
		for (size_t i = 0; i < (size_t)c->x->fns.n * c->axis->n; i++)
			to->spark[i] += t->spark[i];
}

/* Is some run selected whose Invoke is not? */
static bool orphans(const struct lambda_tally *t, const struct lambda_index *x)
{
	for (size_t i = 0; i < BITS_WORDS(x->ngroups); i++)
		if (t->ran[i] & ~t->invoked[i])
			return true;
	return false;
}

enum st lambda_tally_init(struct lambda_tally *t, const struct lambda_index *x,
			  const struct eval_env *env, const uint64_t *bits,
			  const struct axis *axis)
{
	struct counting c = { .x = x, .bits = bits, .axis = axis };
	unsigned threads = MAX(env->threads, 1u);
	bool spark = axis && axis->n && (uint64_t)x->fns.n * axis->n <= SPARK_MAX_CELLS;
	enum st rc;

	c.t = xcalloc(threads, sizeof(*c.t));
	for (unsigned k = 0; k < threads; k++)
		tally_init(&c.t[k], x, spark, spark ? axis->n : 0);
	rc = workers_run(threads, 0, x->nsegs, env->cancel, count_segment, &c);
	for (unsigned k = 1; rc == ST_OK && k < threads; k++)
		add_tally(&c.t[0], &c.t[k], &c);
	if (rc == ST_OK)
		count_twins(&c);
	if (rc == ST_OK && orphans(&c.t[0], x)) {
		rc = workers_run(threads, 0, x->nsegs, env->cancel, count_runs, &c);
		for (unsigned k = 1; k < threads; k++)
			for (uint32_t i = 0; i < x->callers.n; i++)
				c.t[0].pair[i].calls |= c.t[k].pair[i].calls;
	}
	for (unsigned k = 1; k < threads; k++)
		lambda_tally_release(&c.t[k]);
	*t = c.t[0];
	free(c.t);
	if (rc != ST_OK)
		lambda_tally_release(t);
	return rc;
}

void lambda_tally_sum(const struct lambda_tally *t, const struct lambda_index *x,
		      struct lambda_counts *ret)
{
	for (uint32_t i = 0; i < x->fns.n; i++)
		ret[i] = (struct lambda_counts){ .first = TICK_NONE, .last = TICK_NONE };
	for (uint32_t i = 0; i < x->callers.n; i++) {
		struct lambda_counts *c = &ret[x->callers.v[i].a];
		const struct lambda_pair_count *p = &t->pair[i];

		c->events += p->events;
		c->errors += p->errors;
		c->denied += p->denied;
		c->changes += p->changes;
		c->invocations += p->alone;
		c->callers += p->calls;
		if (p->first == TICK_NONE)
			continue;
		c->first = MIN(c->first, p->first);
		c->last = c->last == TICK_NONE ? p->last : MAX(c->last, p->last);
	}
	for (size_t i = 0; i < BITS_WORDS(x->ngroups); i++)
		for (uint64_t m = t->invoked[i] | t->ran[i]; m; m &= m - 1)
			ret[x->group_fn[i * 64 + (size_t)__builtin_ctzll(m)]].invocations++;
}
