/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idcounts_sort(): each part alone, in the cache of a core. */
#include "count/uuid.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define PART_LEFT (64u - 10u) /* bits of the first 8 bytes that a part does not tell */
#define FEW       24u
#define MOST_BITS 11u
#define AHEAD     16u /* entries for which memory is asked for early */

/* The rest of a value whose first 8 bytes others share. */
struct rest {
	uint64_t lo;
	row_t row;
};

/* Of one thread. */
struct sorter {
	struct uuid_entry *spare;
	uint32_t cap;
	struct rest *rest;
	uint32_t restcap;
};

struct sorting {
	struct idcounts *ic;
	struct sorter *s;
};

static uint64_t key_of(const struct uuid_entry *e)
{
	return (uint64_t)e->hi << 32 | e->lo;
}

static void insertion(struct uuid_entry *e, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		struct uuid_entry v = e[i];
		uint64_t key = key_of(&v);
		uint32_t k = i;

		for (; k && key_of(&e[k - 1]) > key; k--)
			e[k] = e[k - 1];
		e[k] = v;
	}
}

/* By the last LEFT bits of the first 8 bytes, the others being equal. Stable. */
static void sort_entries(struct uuid_entry *e, struct uuid_entry *spare, uint32_t n,
			 unsigned left)
{
	uint32_t at[1u << MOST_BITS] = { 0 }, sum = 0, most = 0;
	unsigned bits = 1;

	if (n <= FEW || !left) {
		insertion(e, left ? n : 0);
		return;
	}
	while (bits < MOST_BITS && bits < left && n >> bits > 4)
		bits++;
	left -= bits;
	for (uint32_t i = 0; i < n; i++)
		at[key_of(&e[i]) >> left & ((1u << bits) - 1)]++;
	for (uint32_t b = 0; b < 1u << bits; b++) {
		uint32_t c = at[b];

		most = MAX(most, c);
		at[b] = sum;
		sum += c;
	}
	for (uint32_t i = 0; i < n; i++)
		spare[at[key_of(&e[i]) >> left & ((1u << bits) - 1)]++] = e[i];
	memcpy(e, spare, n * sizeof(*e));
	if (most <= FEW) {
		insertion(e, n);
		return;
	}
	for (uint32_t b = 0, from = 0; b < 1u << bits; from = at[b++])
		if (at[b] - from > 1)
			sort_entries(e + from, spare, at[b] - from, left);
}

static int rest_cmp(const void *pa, const void *pb)
{
	const struct rest *a = pa, *b = pb;

	return a->lo < b->lo ? -1 : a->lo > b->lo;
}

static void add_events(const struct idcounts *ic, struct acc *acc, row_t row)
{
	if (row >= ic->nsegs << SEG_SHIFT)
		acc_merge(acc, &ic->texts.acc[row - (ic->nsegs << SEG_SHIFT)]);
	else
		acc_add(acc,
			segment_time(store_seg(ic->store, row_seg(row)), row_in_seg(row)));
}

/* One value, whose events are those of V[0..n-1]. */
static void emit(struct idcounts *ic, struct uuid_part *p, struct uuid_one *ones,
		 uint32_t hi, const struct rest *v, uint32_t n)
{
	struct acc acc = ACC_INIT;

	for (uint32_t i = 0; i < n; i++)
		add_events(ic, &acc, v[i].row);
	if (acc.count == 1) {
		ones[p->nones++] = (struct uuid_one){ v->row, hi };
		return;
	}
	ALLOC_GROW(p->rows, p->nrows + 1, p->cap);
	p->rows[p->nrows++] =
		(struct uuid_row){ hi, acc.count, v->row, acc.first, acc.last };
}

/* N entries with the same first 8 bytes. */
static void emit_run(struct idcounts *ic, struct sorter *s, struct uuid_part *p,
		     struct uuid_one *ones, const struct uuid_entry *e, uint32_t n)
{
	uint32_t hi = e->hi;
	bool same = true;

	ALLOC_GROW(s->rest, n, s->restcap);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t lo;

		memcpy(&lo, idcounts_id(ic, e[i].row) + 8, 8);
		s->rest[i] = (struct rest){ __builtin_bswap64(lo), e[i].row };
		same &= s->rest[i].lo == s->rest[0].lo;
	}
	if (!same)
		qsort(s->rest, n, sizeof(*s->rest), rest_cmp);
	for (uint32_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && s->rest[to].lo == s->rest[from].lo; to++)
			;
		emit(ic, p, ones, hi, s->rest + from, to - from);
	}
}

static void fetch(const struct idcounts *ic, row_t row)
{
	const struct segment *seg;

	if (row >= ic->nsegs << SEG_SHIFT)
		return;
	seg = store_seg(ic->store, row_seg(row));
	__builtin_prefetch(idcounts_id(ic, row));
	if (seg->t32)
		__builtin_prefetch(&seg->t32[row_in_seg(row)]);
}

static void sort_part(void *arg, unsigned worker, uint32_t item)
{
	struct sorting *g = arg;
	struct idcounts *ic = g->ic;
	struct sorter *s = &g->s[worker];
	struct uuid_part *p = &ic->parts[item];
	struct uuid_entry *e = ic->entries + p->from;
	/* written behind what is still read */
	struct uuid_one *ones = (void *)e;

	ALLOC_GROW(s->spare, p->n, s->cap);
	sort_entries(e, s->spare, p->n, PART_LEFT);
	for (uint32_t from = 0, to, ahead = 0; from < p->n; from = to) {
		uint64_t key = key_of(&e[from]);

		for (to = from + 1; to < p->n && key_of(&e[to]) == key; to++)
			;
		for (; ahead < p->n && ahead < to + AHEAD; ahead++)
			if (ahead >= to && ahead + 1 < p->n &&
			    key_of(&e[ahead]) == key_of(&e[ahead + 1])) {
				fetch(ic, e[ahead].row);
				fetch(ic, e[ahead + 1].row);
			}
		if (to - from == 1 && e[from].row < ic->nsegs << SEG_SHIFT)
			ones[p->nones++] = (struct uuid_one){ e[from].row, e[from].hi };
		else
			emit_run(ic, s, p, ones, e + from, to - from);
	}
}

/* Values of several events, from all parts, the most events first. */
static void gather_rows(struct idcounts *ic)
{
	struct uuid_row *all;
	uint64_t *keys;
	uint32_t *idx;
	size_t n = 0;
	bool equal = true;

	for (unsigned p = 0; p < UUID_PARTS; p++) {
		n += ic->parts[p].nrows;
		ic->nones += ic->parts[p].nones;
	}
	all = xreallocarray(NULL, n + 1, sizeof(*all));
	for (unsigned p = 0; p < UUID_PARTS; p++) {
		struct uuid_part *part = &ic->parts[p];

		if (part->nrows)
			memcpy(all + ic->nrows, part->rows, part->nrows * sizeof(*all));
		ic->nrows += part->nrows;
		free(part->rows);
		part->rows = NULL;
	}
	for (size_t i = 0; i < n; i++)
		equal &= all[i].count == all[0].count;
	ic->rows = all;
	if (equal)
		return;
	keys = xreallocarray(NULL, n, sizeof(*keys));
	idx = xreallocarray(NULL, n, sizeof(*idx));
	for (size_t i = 0; i < n; i++) {
		keys[i] = UINT32_MAX - all[i].count;
		idx[i] = (uint32_t)i;
	}
	numbersort(keys, idx, n);
	free(keys);
	ic->rows = xreallocarray(NULL, n, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		ic->rows[i] = all[idx[i]];
	free(idx);
	free(all);
}

enum st idcounts_sort(struct idcounts *ic, unsigned threads, const _Atomic(bool) *cancel)
{
	struct sorting g = { .ic = ic, .s = xcalloc(threads, sizeof(*g.s)) };
	enum st st = workers_run(threads, 0, UUID_PARTS, cancel, sort_part, &g);

	for (unsigned i = 0; i < threads; i++) {
		free(g.s[i].spare);
		free(g.s[i].rest);
	}
	free(g.s);
	if (!st)
		gather_rows(ic);
	return st;
}
