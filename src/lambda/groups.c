/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which events are one invocation: Invoke and its InvokeExecutions share a requestID. Calls are
 * spread over parts by their hash, so that the table of a part stays in the cache of a core.
 * Two different requests are taken for one with a chance of about 1e-17 at ten million calls.
 */
#include "lambda/index.h"

#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

void lambda_calls_add(struct lambda_calls *c, struct lambda_call call)
{
	struct lambda_call_list *l = &c->part[call.hash % LAMBDA_PARTS];

	if (l->n == l->cap) { /* copied seldom: there are millions */
		l->cap = l->cap ? l->cap * 4 : 64;
		l->v = xreallocarray(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = call;
}

void lambda_calls_release(struct lambda_calls *c)
{
	for (unsigned p = 0; p < LAMBDA_PARTS; p++)
		free(c->part[p].v);
}

/*
 * No util/hashtab.h: an invocation is known by its two hashes alone, which stand in the slot, and
 * a worker clears one table for one part after the other.
 */
struct slot {
	uint64_t hash;
	uint32_t hash2;
	uint32_t number; /* + 1, within the part */
};

struct grouping {
	struct lambda_index *x;
	const struct lambda_calls *calls;
	unsigned threads;
	struct table {
		struct slot *slots;
		size_t cap;
	} * tables;               /* one for each worker */
	uint32_t n[LAMBDA_PARTS]; /* invocations of each part */
};

static uint32_t number_of(struct slot *slots, size_t mask, const struct lambda_call *c,
			  uint32_t *n)
{
	size_t i = (size_t)(c->hash >> 8) & mask;

	while (slots[i].number && (slots[i].hash != c->hash || slots[i].hash2 != c->hash2))
		i = (i + 1) & mask;
	if (!slots[i].number)
		slots[i] = (struct slot){ c->hash, c->hash2, ++*n };
	return slots[i].number - 1;
}

static void group_part(void *arg, unsigned worker, uint32_t p)
{
	struct grouping *g = arg;
	struct table *t = &g->tables[worker];
	size_t calls = 0, cap = 64;

	for (unsigned k = 0; k < g->threads; k++)
		calls += g->calls[k].part[p].n;
	while (cap < calls * 2)
		cap *= 2;
	if (cap > t->cap) {
		free(t->slots);
		t->slots = xreallocarray(NULL, cap, sizeof(*t->slots));
		t->cap = cap;
	}
	memset(t->slots, 0, cap * sizeof(*t->slots));
	for (unsigned k = 0; k < g->threads; k++) {
		const struct lambda_call_list *l = &g->calls[k].part[p];

		for (uint32_t i = 0; i < l->n; i++) {
			uint32_t at = l->v[i].at;
			struct lambda_seg *seg = &g->x->segs[row_seg(at)];

			seg->group[row_in_seg(at)] =
				number_of(t->slots, cap - 1, &l->v[i], &g->n[p]) *
					LAMBDA_PARTS +
				p;
		}
	}
}

static void set_group_fn(struct lambda_index *x)
{
	x->group_fn = xcalloc(MAX(x->ngroups, 1), sizeof(*x->group_fn));
	for (uint32_t s = 0; s < x->nsegs; s++) {
		const struct lambda_seg *seg = &x->segs[s];

		for (uint32_t i = 0; i < seg->n; i++)
			if (seg->group[i] != LAMBDA_ALONE)
				x->group_fn[seg->group[i]] = x->callers.v[seg->pair[i]].a;
	}
}

enum st lambda_groups_fill(struct lambda_index *x, const struct eval_env *env,
			   const struct lambda_calls *calls, unsigned threads)
{
	struct grouping g = { .x = x, .calls = calls, .threads = threads };
	uint32_t most = 0;
	enum st rc;

	g.tables = xcalloc(threads, sizeof(*g.tables));
	rc = workers_run(threads, 0, LAMBDA_PARTS, env->cancel, group_part, &g);
	for (unsigned k = 0; k < threads; k++)
		free(g.tables[k].slots);
	free(g.tables);
	if (rc != ST_OK)
		return rc;
	for (unsigned p = 0; p < LAMBDA_PARTS; p++)
		most = MAX(most, g.n[p]);
	x->ngroups = most * LAMBDA_PARTS;
	set_group_fn(x);
	return ST_OK;
}
