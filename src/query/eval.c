/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/eval.h"

#include "query/answers.h"
#include "query/evaltest.h"
#include "query/scan.h"
#include "query/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define SPAWN_ABOVE 64u /* segments worth a second thread */
#define CACHED_SEGS 16u

/* The tree of the filter, cheap operands first. */
struct enode {
	enum node_kind kind;
	struct enode *kids;
	size_t nkids;
	struct prepared *test;
	unsigned cost;
};

struct eval {
	struct eval_env env;
	struct enode root;
	struct prepared *tests;
	size_t ntests;
	struct match_scratch *scratch; /* one for each thread */
	uint64_t undecided;
	/* eval_row(): rows of the segments asked for last */
	struct cached {
		uint32_t seg; /* UINT32_MAX: none */
		uint64_t bits[SEG_WORDS];
	} * cache;
};

/* What asking costs, roughly: only the order of operands depends on it. */
static unsigned test_cost(const struct test *t)
{
	switch (t->field.id == FLD_NONE ? FS_PATH : fields[t->field.id].src) {
	case FS_TIME:
		return t->op == TEST_MATCH ? 50 : 1;
	case FS_FILE:
	case FS_DERIVED:
		return 2;
	case FS_TEXT:
	case FS_RAW:
		return 100;
	case FS_PATH:
		break;
	}
	return t->op == TEST_MATCH ? 5 : 3;
}

static int cost_cmp(const void *a, const void *b)
{
	const struct enode *x = a, *y = b;

	return x->cost < y->cost ? -1 : x->cost > y->cost;
}

static void enode_init(struct eval *e, struct enode *n, const struct node *from)
{
	*n = (struct enode){ .kind = from->kind, .nkids = from->nkids };
	if (from->kind == NODE_TEST) {
		n->test = &e->tests[from->test->index];
		n->cost = test_cost(from->test);
		return;
	}
	n->kids = xcalloc(n->nkids, sizeof(*n->kids));
	for (size_t i = 0; i < n->nkids; i++) {
		enode_init(e, &n->kids[i], from->kids[i]);
		n->cost += n->kids[i].cost;
	}
	qsort(n->kids, n->nkids, sizeof(*n->kids), cost_cmp);
}

static void enode_release(struct enode *n)
{
	for (size_t i = 0; i < n->nkids; i++)
		enode_release(&n->kids[i]);
	free(n->kids);
}

struct eval *eval_new(const struct eval_env *env, const struct filter *f)
{
	struct eval *e = xcalloc(1, sizeof(*e));

	e->env = *env;
	e->env.threads = MAX(env->threads, 1u);
	e->ntests = f->ntests;
	e->tests = xcalloc(f->ntests, sizeof(*e->tests));
	for (size_t i = 0; i < f->ntests; i++)
		prepared_init(&e->tests[i], f->tests[i]);
	e->scratch = xcalloc(e->env.threads, sizeof(*e->scratch));
	for (unsigned i = 0; i < e->env.threads; i++)
		match_scratch_init(&e->scratch[i]);
	enode_init(e, &e->root, f->root);
	return e;
}

void eval_free(struct eval *e)
{
	if (!e)
		return;
	enode_release(&e->root);
	for (size_t i = 0; i < e->ntests; i++)
		prepared_release(&e->tests[i]);
	free(e->tests);
	for (unsigned i = 0; i < e->env.threads; i++)
		match_scratch_release(&e->scratch[i]);
	free(e->scratch);
	free(e->cache);
	free(e);
}

/* OUT = the rows of MASK that match; the rest of the rows is not looked at. */
static void eval_node(const struct test_env *t, const struct enode *n, const uint64_t *mask,
		      uint64_t *out)
{
	uint64_t rest[SEG_WORDS], hit[SEG_WORDS];

	if (n->kind == NODE_TEST) {
		eval_test(t, n->test, mask, out);
		return;
	}
	memcpy(rest, mask, sizeof(rest));
	if (n->kind == NODE_OR) {
		for (size_t i = 0; i < n->nkids && bits_any(rest); i++) {
			eval_node(t, &n->kids[i], rest, hit);
			for (unsigned w = 0; w < SEG_WORDS; w++)
				rest[w] &= ~hit[w];
		}
		for (unsigned w = 0; w < SEG_WORDS; w++)
			out[w] = mask[w] & ~rest[w];
	} else if (n->kind == NODE_AND) {
		for (size_t i = 0; i < n->nkids && bits_any(rest); i++) {
			eval_node(t, &n->kids[i], rest, hit);
			memcpy(rest, hit, sizeof(rest));
		}
		memcpy(out, rest, sizeof(rest));
	} else {
		eval_node(t, &n->kids[0], mask, hit);
		for (unsigned w = 0; w < SEG_WORDS; w++)
			out[w] = mask[w] & ~hit[w];
	}
}

struct run {
	struct eval *e;
	uint64_t *bits;
};

static void run_segment(void *arg, unsigned worker, uint32_t item)
{
	struct run *r = arg;
	struct eval *e = r->e;
	struct test_env t = { &e->env, store_seg(e->env.store, item), &e->scratch[worker] };
	uint64_t mask[SEG_WORDS];

	bits_first(mask, t.seg->rows);
	for (unsigned w = 0; w < SEG_WORDS; w++)
		mask[w] &= ~atomic_load_explicit(&t.seg->dup[w], memory_order_relaxed);
	eval_node(&t, &e->root, mask, r->bits + (size_t)item * SEG_WORDS);
}

static void sum_undecided(struct eval *e)
{
	for (unsigned i = 0; i < e->env.threads; i++) {
		e->undecided += e->scratch[i].undecided;
		e->scratch[i].undecided = 0;
	}
}

enum st eval_run(struct eval *e, uint32_t from, uint32_t to, uint64_t *bits)
{
	struct run r = { e, bits };
	enum st st = answers_extend(e->tests, e->ntests, &e->env, e->scratch);

	if (!st && to > from)
		st = workers_run(to - from > SPAWN_ABOVE ? e->env.threads : 1, from, to,
				 e->env.cancel, run_segment, &r);
	sum_undecided(e);
	return st;
}

uint64_t eval_undecided(const struct eval *e)
{
	return e->undecided;
}

bool eval_row(struct eval *e, row_t row)
{
	uint32_t seg = row_seg(row);
	struct eval_env quiet = e->env;
	struct cached *c;

	quiet.cancel = NULL;
	if (!e->cache) {
		e->cache = xcalloc(CACHED_SEGS, sizeof(*e->cache));
		for (unsigned i = 0; i < CACHED_SEGS; i++)
			e->cache[i].seg = UINT32_MAX;
	}
	c = &e->cache[seg % CACHED_SEGS];
	if (c->seg != seg) {
		struct test_env t = { &quiet, store_seg(e->env.store, seg), e->scratch };
		uint64_t mask[SEG_WORDS];

		if (answers_extend(e->tests, e->ntests, &quiet, e->scratch))
			return false;
		bits_first(mask, t.seg->rows);
		eval_node(&t, &e->root, mask, c->bits);
		c->seg = seg;
		sum_undecided(e);
	}
	return bit_get(c->bits, row_in_seg(row));
}
