/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree as nodes over bits, cheapest tests first, segment by segment on threads. */
#include "eval/eval.h"

#include "eval/raw.h"
#include "eval/scan.h"
#include "lang/record.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define SPAWN_ABOVE 64u /* segments worth a second thread */
#define CACHED_SEGS 16u

struct eval {
	struct eval_env env;
	struct enode root;
	uint32_t slots; /* enode_number() of the tree */
	struct prepared *tests;
	size_t ntests;
	struct match_scratch *scratch; /* one for each thread */
	uint64_t undecided, unread;
	struct open_rows open;
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
	case FS_FORM:
	case FS_PARTIAL:
	case FS_DERIVED:
		return 2;
	case FS_TEXT:
	case FS_RAW: /* after all that need no record: enode_cmp() */
		return 100;
	case FS_PATH:
		break;
	}
	return t->op == TEST_MATCH ? 5 : 3;
}

/* Those that need no record first, then the cheap ones. */
static int enode_cmp(const void *a, const void *b)
{
	const struct enode *x = a, *y = b;

	if (x->reads != y->reads)
		return x->reads ? 1 : -1;
	return x->cost < y->cost ? -1 : x->cost > y->cost;
}

static void test_init(struct eval *e, struct enode *n, const struct test *t)
{
	*n = (struct enode){ .kind = NODE_TEST };
	n->test = &e->tests[t->index];
	n->cost = test_cost(t);
	n->reads = t->field.id == FLD_RAW && !n->test->matcher.any;
}

static void enode_init(struct eval *e, struct enode *n, const struct node *from);

/* A pattern of a record: what columns say first. */
static void record_init(struct eval *e, struct enode *n, const struct test *t)
{
	*n = (struct enode){ .kind = NODE_AND, .nkids = 2, .reads = true };
	n->kids = xcalloc(2, sizeof(*n->kids));
	enode_init(e, &n->kids[0], t->record->narrow);
	test_init(e, &n->kids[1], t);
	n->cost = n->kids[0].cost + n->kids[1].cost;
}

static void enode_init(struct eval *e, struct enode *n, const struct node *from)
{
	if (from->kind == NODE_TEST && from->test->record && from->test->record->narrow) {
		record_init(e, n, from->test);
		return;
	}
	if (from->kind == NODE_TEST) {
		test_init(e, n, from->test);
		return;
	}
	*n = (struct enode){ .kind = from->kind, .nkids = from->nkids };
	n->kids = xcalloc(n->nkids, sizeof(*n->kids));
	for (size_t i = 0; i < n->nkids; i++) {
		enode_init(e, &n->kids[i], from->kids[i]);
		n->cost += n->kids[i].cost;
		n->reads |= n->kids[i].reads;
	}
	qsort(n->kids, n->nkids, sizeof(*n->kids), enode_cmp);
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
	e->slots = enode_number(&e->root, 0);
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
	open_rows_release(&e->open);
	free(e->cache);
	free(e);
}

/* One operand may do: each is asked about the rows those before it did not pass. */
static bool eval_or(const struct test_env *t, const struct enode *n, const uint64_t *mask,
		    uint64_t *out, uint64_t *open)
{
	uint64_t rest[SEG_WORDS], hit[SEG_WORDS], unsure[SEG_WORDS];
	bool any = false;

	memcpy(rest, mask, sizeof(rest));
	for (size_t i = 0; i < n->nkids && bits_any(rest); i++) {
		if (eval_node(t, &n->kids[i], rest, hit, unsure)) {
			for (unsigned w = 0; w < SEG_WORDS; w++)
				open[w] = (any ? open[w] : 0) | unsure[w];
			any = true;
		}
		for (unsigned w = 0; w < SEG_WORDS; w++)
			rest[w] &= ~hit[w];
	}
	for (unsigned w = 0; w < SEG_WORDS; w++)
		out[w] = mask[w] & ~rest[w];
	for (unsigned w = 0; any && w < SEG_WORDS; w++)
		open[w] &= rest[w];
	return any && bits_any(open);
}

/* All must pass: each is asked about the rows those before it did not reject. */
static bool eval_and(const struct test_env *t, const struct enode *n, const uint64_t *mask,
		     uint64_t *out, uint64_t *open)
{
	uint64_t rest[SEG_WORDS], hit[SEG_WORDS], unsure[SEG_WORDS];
	bool any = false;

	memcpy(rest, mask, sizeof(rest));
	for (size_t i = 0; i < n->nkids && bits_any(rest); i++) {
		bool some = eval_node(t, &n->kids[i], rest, hit, unsure);

		for (unsigned w = 0; (any || some) && w < SEG_WORDS; w++) {
			uint64_t u = some ? unsure[w] : 0;

			/* open so far and not rejected, or open now */
			open[w] = ((any ? open[w] : 0) & hit[w]) | u;
			hit[w] |= u;
		}
		any |= some;
		memcpy(rest, hit, sizeof(rest));
	}
	memcpy(out, rest, sizeof(rest));
	for (unsigned w = 0; any && w < SEG_WORDS; w++)
		out[w] &= ~open[w];
	return any && bits_any(open);
}

bool eval_node(const struct test_env *t, const struct enode *n, const uint64_t *mask,
	       uint64_t *out, uint64_t *open)
{
	uint64_t hit[SEG_WORDS];
	bool any;

	switch (n->kind) {
	case NODE_TEST:
		return eval_test(t, n->test, mask, out, open);
	case NODE_OR:
		return eval_or(t, n, mask, out, open);
	case NODE_AND:
		return eval_and(t, n, mask, out, open);
	case NODE_NOT:
		break;
	}
	any = eval_node(t, &n->kids[0], mask, hit, open);
	for (unsigned w = 0; w < SEG_WORDS; w++)
		out[w] = mask[w] & ~(any ? hit[w] | open[w] : hit[w]);
	return any;
}

struct run {
	struct eval *e;
	const uint64_t *within; /* NULL: all */
	uint64_t *bits;
};

/* The rows to look at: all but copies, and those of WITHIN (may be NULL). */
static void first_mask(const struct segment *seg, const uint64_t *within, uint64_t *mask)
{
	bits_first(mask, seg->rows);
	for (unsigned w = 0; w < SEG_WORDS; w++) {
		mask[w] &= ~atomic_load_explicit(&seg->dup[w], memory_order_relaxed);
		if (within)
			mask[w] &= within[(size_t)seg->index * SEG_WORDS + w];
	}
}

static void run_segment(void *arg, unsigned worker, uint32_t item)
{
	struct run *r = arg;
	struct eval *e = r->e;
	struct test_env t = { &e->env, store_seg(e->env.store, item), &e->scratch[worker] };
	uint64_t mask[SEG_WORDS], open[SEG_WORDS];
	bool any;

	first_mask(t.seg, r->within, mask);
	any = eval_node(&t, &e->root, mask, r->bits + (size_t)item * SEG_WORDS, open);
	open_rows_put(&e->open, item, mask, any ? open : NULL);
}

static void sum_undecided(struct eval *e)
{
	for (unsigned i = 0; i < e->env.threads; i++) {
		struct match_scratch *s = &e->scratch[i];

		e->undecided += s->undecided + s->unread;
		e->unread += s->unread;
		s->undecided = s->unread = 0;
	}
}

static enum st run_records(struct run *r, uint32_t from, uint32_t to)
{
	struct eval *e = r->e;
	struct evalraw raw = { .env = &e->env,
			       .root = &e->root,
			       .slots = e->slots,
			       .scratch = e->scratch,
			       .bits = r->bits,
			       .open = &e->open };

	for (uint32_t i = from; i < to; i++)
		first_mask(store_seg(e->env.store, i), r->within,
			   r->bits + (size_t)i * SEG_WORDS);
	return evalraw_run(&raw, from, to);
}

enum st eval_run_within(struct eval *e, uint32_t from, uint32_t to, const uint64_t *within,
			uint64_t *bits)
{
	struct run r = { e, within, bits };
	enum st st = answers_extend(e->tests, e->ntests, &e->env, e->scratch);

	open_rows_room(&e->open, to);
	if (!st && to > from && e->root.reads)
		st = run_records(&r, from, to);
	else if (!st && to > from)
		st = workers_run(to - from > SPAWN_ABOVE ? e->env.threads : 1, from, to,
				 e->env.cancel, run_segment, &r);
	sum_undecided(e);
	return st;
}

enum st eval_run(struct eval *e, uint32_t from, uint32_t to, uint64_t *bits)
{
	return eval_run_within(e, from, to, NULL, bits);
}

const uint64_t *eval_open(const struct eval *e, uint32_t seg)
{
	return open_rows_get(&e->open, seg);
}

bool eval_reads_records(const struct eval *e)
{
	return e->root.reads;
}

uint64_t eval_undecided(const struct eval *e)
{
	return e->undecided;
}

uint64_t eval_unread(const struct eval *e)
{
	return e->unread;
}

/* A row whose record has to be read is decided alone. */
static bool row_alone(struct eval *e, const struct eval_env *env, row_t row)
{
	uint64_t bits[SEG_WORDS] = { 0 };
	struct evalraw raw = { .env = env,
			       .root = &e->root,
			       .slots = e->slots,
			       .scratch = e->scratch,
			       .bits = bits,
			       .first = row_seg(row) };

	bit_set(bits, row_in_seg(row));
	return !evalraw_run(&raw, raw.first, raw.first + 1) &&
	       bit_get(bits, row_in_seg(row));
}

bool eval_row(struct eval *e, row_t row)
{
	uint32_t seg = row_seg(row);
	struct eval_env quiet = e->env;
	struct cached *c;

	quiet.cancel = NULL;
	if (e->root.reads) {
		bool hit = !answers_extend(e->tests, e->ntests, &quiet, e->scratch) &&
			   row_alone(e, &quiet, row);

		sum_undecided(e);
		return hit;
	}
	if (!e->cache) {
		e->cache = xcalloc(CACHED_SEGS, sizeof(*e->cache));
		for (unsigned i = 0; i < CACHED_SEGS; i++)
			e->cache[i].seg = UINT32_MAX;
	}
	c = &e->cache[seg % CACHED_SEGS];
	if (c->seg != seg) {
		struct test_env t = { &quiet, store_seg(e->env.store, seg), e->scratch };
		uint64_t mask[SEG_WORDS], open[SEG_WORDS];

		if (answers_extend(e->tests, e->ntests, &quiet, e->scratch))
			return false;
		bits_first(mask, t.seg->rows);
		eval_node(&t, &e->root, mask, c->bits, open);
		c->seg = seg;
		sum_undecided(e);
	}
	return bit_get(c->bits, row_in_seg(row));
}
