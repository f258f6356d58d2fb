/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What columns decide is split off; the rows left open are read file by file. */
#include "eval/raw.h"

#include "eval/scan.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define SEG_BYTES (SEG_WORDS * sizeof(uint64_t))
/* Bytes for what is known of the rows; files that cross such a group are read twice. */
#define MAX_KNOWN ((size_t)64 << 20)

/*
 * A loaded file from which more than this is wanted can be entered at any place (plain text,
 * or restart points): several threads share it.
 */
#define BIG_FILE ((uint64_t)160 << 20)
#define PART     ((uint64_t)48 << 20)

/* Rows [from, to) of SEG stand in FILE, and one of them at least is wanted. */
struct piece {
	uint32_t file, seg;
	uint16_t from, to;
};

/* Rows of one file, for the one who reads it. */
struct rows {
	row_t *v;
	size_t n, cap;
};

/* Some segments, from FROM on. */
struct group {
	const struct evalraw *e;
	uint32_t from;
	uint64_t *known; /* by segment, then slot: rows that match, rows left open */
	uint64_t *open;  /* by segment: rows whose records are wanted */
	struct piece *pieces;
	size_t npieces, cap;
	size_t *tasks; /* first piece of each; one more at the end */
	size_t ntasks, taskcap;
	struct rows *rows; /* by worker */
};

uint32_t enode_number(struct enode *n, uint32_t next)
{
	for (size_t i = 0; i < n->nkids; i++) {
		struct enode *kid = &n->kids[i];

		if (kid->reads)
			next = enode_number(kid, next);
		else if (n->reads)
			kid->slot = next++;
	}
	return next;
}

/* Rows that match what has SLOT; behind them those it leaves open. */
static uint64_t *known_bits(const struct group *g, uint32_t seg, uint32_t slot)
{
	return g->known + ((size_t)(seg - g->from) * g->e->slots + slot) * 2 * SEG_WORDS;
}

/* ---- what the columns say ---- */

/*
 * YES = the rows of MASK that match whatever their records say, OPEN = those whose records
 * decide, or of which not all is known. A node is asked only about rows that those before it
 * leave undecided; rows that record_matches() comes to are among them.
 */
static void split(const struct group *g, const struct test_env *t, const struct enode *n,
		  const uint64_t *mask, uint64_t *yes, uint64_t *open);

static void split_and(const struct group *g, const struct test_env *t,
		      const struct enode *n, const uint64_t *mask, uint64_t *yes,
		      uint64_t *open)
{
	uint64_t rest[SEG_WORDS], y[SEG_WORDS], o[SEG_WORDS];

	memcpy(rest, mask, sizeof(rest));
	memcpy(yes, mask, SEG_BYTES);
	for (size_t i = 0; i < n->nkids && bits_any(rest); i++) {
		split(g, t, &n->kids[i], rest, y, o);
		for (unsigned w = 0; w < SEG_WORDS; w++) {
			yes[w] &= y[w];
			rest[w] = y[w] | o[w];
		}
	}
	for (unsigned w = 0; w < SEG_WORDS; w++) {
		yes[w] &= rest[w];
		open[w] = rest[w] & ~yes[w];
	}
}

static void split_or(const struct group *g, const struct test_env *t, const struct enode *n,
		     const uint64_t *mask, uint64_t *yes, uint64_t *open)
{
	uint64_t rest[SEG_WORDS], y[SEG_WORDS], o[SEG_WORDS];

	memcpy(rest, mask, sizeof(rest));
	memset(yes, 0, SEG_BYTES);
	memset(open, 0, SEG_BYTES);
	for (size_t i = 0; i < n->nkids && bits_any(rest); i++) {
		split(g, t, &n->kids[i], rest, y, o);
		for (unsigned w = 0; w < SEG_WORDS; w++) {
			yes[w] |= y[w];
			open[w] |= o[w];
			rest[w] &= ~y[w];
		}
	}
	for (unsigned w = 0; w < SEG_WORDS; w++)
		open[w] &= ~yes[w];
}

static void split(const struct group *g, const struct test_env *t, const struct enode *n,
		  const uint64_t *mask, uint64_t *yes, uint64_t *open)
{
	if (!n->reads) {
		uint64_t *known = known_bits(g, t->seg->index, n->slot);

		if (!eval_node(t, n, mask, yes, open))
			memset(open, 0, SEG_BYTES);
		memcpy(known, yes, SEG_BYTES);
		memcpy(known + SEG_WORDS, open, SEG_BYTES);
	} else if (n->kind == NODE_TEST) {
		memset(yes, 0, SEG_BYTES);
		memcpy(open, mask, SEG_BYTES);
	} else if (n->kind == NODE_AND) {
		split_and(g, t, n, mask, yes, open);
	} else if (n->kind == NODE_OR) {
		split_or(g, t, n, mask, yes, open);
	} else {
		split(g, t, &n->kids[0], mask, yes, open);
		for (unsigned w = 0; w < SEG_WORDS; w++)
			yes[w] = mask[w] & ~(yes[w] | open[w]);
	}
}

static uint64_t *result_bits(const struct group *g, uint32_t seg)
{
	return g->e->bits + (size_t)(seg - g->e->first) * SEG_WORDS;
}

static void split_segment(void *arg, unsigned worker, uint32_t item)
{
	const struct group *g = arg;
	const struct eval_env *env = g->e->env;
	struct test_env t = { env, store_seg(env->store, item), &g->e->scratch[worker] };
	uint64_t *bits = result_bits(g, item), mask[SEG_WORDS];

	memcpy(mask, bits, sizeof(mask));
	if (g->e->open)
		open_rows_put(g->e->open, item, mask, NULL);
	split(g, &t, g->e->root, mask, bits,
	      g->open + (size_t)(item - g->from) * SEG_WORDS);
}

/* ---- what the records say ---- */

struct reading {
	const struct group *g;
	struct match_scratch *scratch;
};

static enum truth known_truth(const struct group *g, const struct enode *n, row_t row)
{
	const uint64_t *known = known_bits(g, row_seg(row), n->slot);

	if (bit_get(known, row_in_seg(row)))
		return TRUTH_YES;
	return bit_get(known + SEG_WORDS, row_in_seg(row)) ? TRUTH_OPEN : TRUTH_NO;
}

static enum truth record_matches(const struct reading *r, const struct enode *n, row_t row,
				 struct sv bytes);

/* All of N's operands (AND), or one of them (OR): the first that decides does. */
static enum truth record_join(const struct reading *r, const struct enode *n, row_t row,
			      struct sv bytes)
{
	enum truth decides = n->kind == NODE_AND ? TRUTH_NO : TRUTH_YES;
	enum truth all = n->kind == NODE_AND ? TRUTH_YES : TRUTH_NO;

	for (size_t i = 0; i < n->nkids; i++) {
		enum truth one = record_matches(r, &n->kids[i], row, bytes);

		if (one == decides)
			return one;
		if (one == TRUTH_OPEN)
			all = one;
	}
	return all;
}

static enum truth record_matches(const struct reading *r, const struct enode *n, row_t row,
				 struct sv bytes)
{
	static const enum truth negated[] = { TRUTH_YES, TRUTH_NO, TRUTH_OPEN };

	if (!n->reads)
		return known_truth(r->g, n, row);
	if (n->kind == NODE_TEST && !bytes.ptr)
		return TRUTH_OPEN;
	if (n->kind == NODE_TEST)
		return match_text(&n->test->matcher, r->scratch, bytes);
	if (n->kind == NODE_NOT)
		return negated[record_matches(r, &n->kids[0], row, bytes)];
	return record_join(r, n, row, bytes);
}

static bool take_record(void *arg, row_t row, struct sv bytes)
{
	const struct reading *r = arg;
	uint64_t *word = result_bits(r->g, row_seg(row)) + (row_in_seg(row) >> 6);

	if (is_canceled(r->g->e->env->cancel))
		return false;
	r->scratch->unread += !bytes.ptr;
	switch (record_matches(r, r->g->e->root, row, bytes)) {
	case TRUTH_YES:
		/* files share segments: other threads set bits of the same word */
		__atomic_fetch_or(word, UINT64_C(1) << (row & 63), __ATOMIC_RELAXED);
		break;
	case TRUTH_OPEN:
		if (r->g->e->open)
			open_rows_set(r->g->e->open, row_seg(row), row_in_seg(row));
		break;
	case TRUTH_NO:
		break;
	}
	return true;
}

static void read_task(void *arg, unsigned worker, uint32_t item)
{
	const struct group *g = arg;
	const struct eval_env *env = g->e->env;
	struct reading r = { g, &g->e->scratch[worker] };
	struct rows *rows = &g->rows[worker];

	rows->n = 0;
	for (size_t i = g->tasks[item]; i < g->tasks[item + 1]; i++) {
		const struct piece *p = &g->pieces[i];
		const uint64_t *open = g->open + (size_t)(p->seg - g->from) * SEG_WORDS;

		ALLOC_GROW(rows->v, rows->n + SEG_ROWS, rows->cap);
		for (uint32_t k = p->from; k < p->to; k++)
			if (bit_get(open, k))
				rows->v[rows->n++] = row_make(p->seg, k);
	}
	if (env->records) {
		env->records(env->source_arg, rows->v, rows->n, env->cancel, take_record,
			     &r);
		return;
	}
	for (size_t i = 0; i < rows->n && take_record(&r, rows->v[i], SV_NULL); i++)
		;
}

static int piece_cmp(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->seg != y->seg)
		return x->seg < y->seg ? -1 : 1;
	return x->from < y->from ? -1 : x->from > y->from;
}

static bool any_in(const uint64_t *bits, uint32_t from, uint32_t to)
{
	return bits_count_range(bits, from, to) != 0;
}

static void add_pieces(struct group *g, const struct segment *seg)
{
	const uint64_t *open = g->open + (size_t)(seg->index - g->from) * SEG_WORDS;

	for (uint32_t i = 0; i < seg->nruns; i++) {
		uint32_t from = seg->runs[i].row;
		uint32_t to = i + 1 < seg->nruns ? seg->runs[i + 1].row : seg->rows;

		if (!any_in(open, from, to))
			continue;
		ALLOC_GROW(g->pieces, g->npieces + 1, g->cap);
		g->pieces[g->npieces++] = (struct piece){ seg->runs[i].file, seg->index,
							  (uint16_t)from, (uint16_t)to };
	}
}

/* Bytes of the file from the first record of A to the last one of B. */
static uint64_t span_of(const struct store *s, const struct piece *a, const struct piece *b)
{
	const struct segment *last = store_seg(s, b->seg);
	uint64_t from, to;

	segment_place(store_seg(s, a->seg), a->from, &from);
	segment_place(last, b->to - 1u, &to);
	return to + segment_len(last, b->to - 1u) - from;
}

static void add_task(struct group *g, size_t piece)
{
	ALLOC_GROW(g->tasks, g->ntasks + 1, g->taskcap);
	g->tasks[g->ntasks++] = piece;
}

/* Tasks of the file that has the pieces [from, to). */
static void add_file(struct group *g, size_t from, size_t to)
{
	const struct store *s = g->e->env->store;
	size_t begin = from;

	add_task(g, from);
	if (!store_finished(s) ||
	    span_of(s, &g->pieces[from], &g->pieces[to - 1]) < BIG_FILE)
		return;
	for (size_t i = from + 1; i < to; i++)
		if (span_of(s, &g->pieces[begin], &g->pieces[i]) > PART) {
			begin = i;
			add_task(g, i);
		}
}

/* Pieces by file; where each file, or each part of a big one, begins. */
static void make_tasks(struct group *g, uint32_t to)
{
	for (uint32_t i = g->from; i < to; i++)
		add_pieces(g, store_seg(g->e->env->store, i));
	if (g->npieces)
		qsort(g->pieces, g->npieces, sizeof(*g->pieces), piece_cmp);
	for (size_t i = 0, end; i < g->npieces; i = end) {
		for (end = i + 1; end < g->npieces; end++)
			if (g->pieces[end].file != g->pieces[i].file)
				break;
		add_file(g, i, end);
	}
	add_task(g, g->npieces);
	g->ntasks--;
}

static enum st run_group(const struct evalraw *e, uint32_t from, uint32_t to)
{
	struct group g = { .e = e, .from = from };
	unsigned threads = e->env->threads;
	size_t words = (size_t)(to - from) * SEG_WORDS;
	enum st st;

	g.known = xreallocarray(NULL, MAX(e->slots, 1u) * words * 2, sizeof(*g.known));
	g.open = xreallocarray(NULL, words, sizeof(*g.open));
	g.rows = xcalloc(threads, sizeof(*g.rows));
	st = workers_run(threads, from, to, e->env->cancel, split_segment, &g);
	if (!st) {
		make_tasks(&g, to);
		st = workers_run(threads, 0, (uint32_t)g.ntasks, e->env->cancel, read_task,
				 &g);
	}
	for (unsigned i = 0; i < threads; i++)
		free(g.rows[i].v);
	free(g.rows);
	free(g.known);
	free(g.open);
	free(g.pieces);
	free(g.tasks);
	return st;
}

enum st evalraw_run(const struct evalraw *e, uint32_t from, uint32_t to)
{
	size_t most = MAX_KNOWN / (MAX(e->slots, 1u) * 2 * SEG_BYTES);
	uint32_t step = (uint32_t)MIN(MAX(most, (size_t)1), (size_t)(to - from));
	enum st st = ST_OK;

	for (uint32_t i = from; i < to && !st; i += MIN(step, to - i))
		st = run_group(e, i, MIN(to, i + step));
	return st;
}
