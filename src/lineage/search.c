/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of all events that fit a credential the one that issued it, or that there are several. */
#include "lineage/fit.h"
#include "util/xalloc.h"

#include <stdlib.h>

void lineage_search_init(struct lineage_search *s, const struct lineage_index *x,
			 const struct lineage_cred *c, struct arena *arena)
{
	*s = (struct lineage_search){ .x = x, .c = c, .arena = arena };
}

void lineage_search_release(struct lineage_search *s)
{
	arena_release(&s->scratch);
	free(s->v);
}

static void add(struct lineage_search *s, row_t row, enum lineage_confidence confidence,
		int64_t away)
{
	ALLOC_GROW(s->v, s->n + 1, s->cap);
	s->v[s->n++] = (struct lineage_candidate){ row, confidence, away };
}

void lineage_propose_copy(struct lineage_search *s, row_t row)
{
	add(s, row, LINEAGE_EXACT, 0);
}

void lineage_propose(struct lineage_search *s, const struct lineage_cred *i,
		     enum lineage_confidence confidence, int64_t away)
{
	/* nothing issues its own credential */
	if (i->row == s->c->row || lineage_same_call(i, s->c))
		return;
	if (i->time != TICK_NONE && s->c->time != TICK_NONE && i->time > s->c->time)
		confidence = MAX(confidence, LINEAGE_SAME_SECOND);
	add(s, i->row, confidence, away);
}

/* A call, of which there may be several records. */
struct call {
	struct lineage_cred best; /* the record that says most of who made it */
	enum lineage_confidence confidence;
	int64_t away;
	row_t proof[LINEAGE_MAX_PROOF];
	unsigned nproof;
};

static int by_order(const void *pa, const void *pb, void *arg)
{
	const struct lineage_candidate *a = pa, *b = pb;

	return store_row_cmp(arg, a->row, b->row);
}

static int by_rank(const void *pa, const void *pb, void *arg)
{
	const struct lineage_candidate *a = pa, *b = pb;

	if (a->confidence != b->confidence)
		return a->confidence < b->confidence ? -1 : 1;
	if (a->away != b->away)
		return a->away < b->away ? -1 : 1;
	return store_row_cmp(arg, a->row, b->row);
}

/* In the order of events, the best ones when there are very many. */
static void put_in_order(struct lineage_search *s)
{
	void *store = (void *)(uintptr_t)s->x->store;

	if (s->n > LINEAGE_MAX_CANDIDATES) {
		qsort_r(s->v, s->n, sizeof(*s->v), by_rank, store);
		s->n = LINEAGE_MAX_CANDIDATES;
	}
	qsort_r(s->v, s->n, sizeof(*s->v), by_order, store);
}

/* A copy says least of who made the call; an addendum stands behind what it adds to. */
static int rank(const struct lineage_cred *c)
{
	return 2 * sv_eqs(c->part[LP_TYPE], "AWSAccount") + (c->part[LP_ADDED_TO].ptr != 0);
}

static void add_record(struct call *call, const struct lineage_cred *c,
		       const struct lineage_candidate *v)
{
	row_t other = c->row;

	if (rank(c) < rank(&call->best)) {
		other = call->best.row;
		call->best = *c;
		call->proof[0] = c->row;
	}
	call->confidence = MIN(call->confidence, v->confidence);
	call->away = MIN(call->away, v->away);
	if (call->nproof < LINEAGE_MAX_PROOF)
		call->proof[call->nproof++] = other;
}

/* The calls of the candidates; the caller frees. */
static struct call *find_calls(struct lineage_search *s, size_t *ret_n)
{
	struct call *calls = xreallocarray(NULL, s->n, sizeof(*calls));
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct lineage_cred c;
		size_t k = 0;

		lineage_cred_read(s->x->store, &s->x->paths, s->v[i].row, s->arena, &c);
		while (k < n && !lineage_same_call(&calls[k].best, &c))
			k++;
		if (k < n) {
			add_record(&calls[k], &c, &s->v[i]);
			continue;
		}
		calls[n++] = (struct call){ .best = c,
					    .confidence = s->v[i].confidence,
					    .away = s->v[i].away,
					    .proof = { c.row },
					    .nproof = 1 };
	}
	*ret_n = n;
	return calls;
}

static int by_best(const void *pa, const void *pb, void *arg)
{
	const struct call *a = pa, *b = pb;

	return store_row_cmp(arg, a->best.row, b->best.row);
}

/* Leave the N calls of the highest confidence; returns how many they are. */
static size_t leave_best(struct call *calls, size_t n)
{
	enum lineage_confidence best = LINEAGE_CONFIDENCE_COUNT;
	size_t left = 0;

	for (size_t i = 0; i < n; i++)
		best = MIN(best, calls[i].confidence);
	for (size_t i = 0; i < n; i++)
		if (calls[i].confidence == best)
			calls[left++] = calls[i];
	return left;
}

static bool of_one_caller(const struct lineage_search *s, const struct call *calls,
			  size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!lineage_same_caller(s->x, &calls[0].best, &calls[i].best))
			return false;
	return true;
}

static const struct call *nearest(const struct call *calls, size_t n)
{
	const struct call *best = calls;

	for (size_t i = 1; i < n; i++)
		if (calls[i].away < best->away)
			best = &calls[i];
	return best;
}

static void take(struct lineage_link *ret, const struct call *call)
{
	ret->row = call->best.row;
	ret->confidence = call->confidence;
	memcpy(ret->proof, call->proof, sizeof(ret->proof));
	ret->nproof = call->nproof;
}

/* Several fit, and nothing tells them apart. */
static void take_all(struct lineage_search *s, const struct call *calls, size_t n,
		     bool one_caller, struct lineage_link *ret)
{
	take(ret, calls);
	ret->confidence = LINEAGE_AMBIGUOUS;
	ret->candidates = arena_alloc(s->arena, n * sizeof(*ret->candidates));
	ret->ncandidates = n;
	ret->one_caller = one_caller;
	for (size_t i = 0; i < n; i++)
		ret->candidates[i] = calls[i].best.row;
}

bool lineage_settle(struct lineage_search *s, enum lineage_choice choice,
		    struct lineage_link *ret)
{
	struct call *calls;
	size_t n, left;
	bool one;

	if (!s->n)
		return false;
	put_in_order(s);
	calls = find_calls(s, &n);
	s->n = 0;
	qsort_r(calls, n, sizeof(*calls), by_best, (void *)(uintptr_t)s->x->store);
	left = leave_best(calls, n);
	one = of_one_caller(s, calls, left);
	*ret = (struct lineage_link){ .one_caller = true };
	if (left == 1 || choice == LINEAGE_ONE_PERSON || (choice == LINEAGE_NEAREST && one))
		take(ret, nearest(calls, left));
	else
		take_all(s, calls, left, one, ret);
	/* what else fits, if less well, is a doubt */
	if (left < n && ret->confidence == LINEAGE_EXACT && choice == LINEAGE_ALL_FIT)
		ret->confidence = LINEAGE_PROBABLE;
	free(calls);
	return true;
}
