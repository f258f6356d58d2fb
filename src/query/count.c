/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/count.h"

#include "query/idcount.h"
#include "query/scan.h"
#include "query/tally.h"
#include "query/textmap.h"
#include "util/xalloc.h"

#include <stdlib.h>

struct acc *acc_new(size_t n)
{
	struct acc *v = xreallocarray(NULL, n + 1, sizeof(*v));

	for (size_t i = 0; i < n; i++)
		v[i] = (struct acc)ACC_INIT;
	return v;
}

void counts_reserve(struct counts *c, size_t n)
{
	if (c->nrows + n > c->cap) {
		c->cap = c->nrows + n;
		c->rows = xreallocarray(c->rows, c->cap, sizeof(*c->rows));
	}
	if ((c->nrows + n) * c->nfields > c->keycap) {
		c->keycap = (c->nrows + n) * c->nfields;
		c->keys = xreallocarray(c->keys, c->keycap, sizeof(*c->keys));
	}
}

void counts_push(struct counts *c, const struct sv *keys, const struct acc *a)
{
	bool timed = a->last != INT64_MIN;

	ALLOC_GROW(c->rows, c->nrows + 1, c->cap);
	ALLOC_GROW(c->keys, (c->nrows + 1) * c->nfields, c->keycap);
	if (c->nfields)
		memcpy(c->keys + c->nrows * c->nfields, keys, c->nfields * sizeof(*keys));
	c->rows[c->nrows++] = (struct count_row){
		.count = a->count,
		.first = timed ? a->first : TICK_NONE,
		.last = timed ? a->last : TICK_NONE,
	};
}

/* The most first. */
static void sort_by_count(const struct counts *c, uint32_t *idx)
{
	uint64_t *keys = xreallocarray(NULL, c->nrows, sizeof(*keys));

	for (size_t i = 0; i < c->nrows; i++)
		keys[i] = ~c->rows[i].count;
	numbersort(keys, idx, c->nrows);
	free(keys);
}

static int by_keys(const void *a, const void *b, void *arg)
{
	const struct counts *c = arg;
	const struct sv *x = c->keys + *(const uint32_t *)a * c->nfields;
	const struct sv *y = c->keys + *(const uint32_t *)b * c->nfields;

	for (size_t i = 0; i < c->nfields; i++) {
		int d = !x[i].ptr - !y[i].ptr; /* none after all strings */

		if (!d && x[i].ptr)
			d = sv_cmp(x[i], y[i]);
		if (d)
			return d;
	}
	return 0;
}

/* Rows of one count, by their one key. */
static void sort_run(struct counts *c, uint32_t *idx, size_t n)
{
	/* at most one row has no key: out of the way, then last */
	for (size_t i = 0; i < n; i++)
		if (!c->keys[idx[i]].ptr) {
			uint32_t none = idx[i];

			idx[i] = idx[n - 1];
			idx[n - 1] = none;
			n--;
			break;
		}
	keysort(c->keys, idx, n);
}

/* Row I becomes what row IDX[I] was, in place, circle by circle; IDX is used up. */
static void permute(struct counts *c, uint32_t *idx)
{
	for (size_t i = 0; i < c->nrows; i++)
		c->rows[i].keys = c->keys + i * c->nfields;
	for (uint32_t i = 0; i < c->nrows; i++) {
		struct count_row first = c->rows[i];
		uint32_t at = i;

		while (idx[at] != i) {
			uint32_t from = idx[at];

			c->rows[at] = c->rows[from];
			idx[at] = at;
			at = from;
		}
		c->rows[at] = first;
		idx[at] = at;
	}
}

void counts_sort(struct counts *c)
{
	uint32_t *idx = xreallocarray(NULL, c->nrows + 1, sizeof(*idx));
	bool equal = true;

	for (size_t i = 0; i < c->nrows; i++) {
		idx[i] = (uint32_t)i;
		equal &= c->rows[i].count == c->rows[0].count;
	}
	if (!equal)
		sort_by_count(c, idx);
	for (size_t from = 0, to; from < c->nrows; from = to) {
		for (to = from + 1;
		     to < c->nrows && c->rows[idx[to]].count == c->rows[idx[from]].count;
		     to++)
			;
		if (to - from == 1)
			continue;
		if (c->nfields == 1)
			sort_run(c, idx + from, to - from);
		else
			qsort_r(idx + from, to - from, sizeof(*idx), by_keys, c);
	}
	if (c->nrows)
		permute(c, idx);
	free(idx);
}

static enum st count_all(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
			 struct counts *ret)
{
	struct acc a = ACC_INIT;

	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(env->store, i);

		if (is_canceled(env->cancel))
			return ST_CANCELED;
		BITS_FOREACH(bits + (size_t)i * SEG_WORDS, SEG_WORDS, r)
		acc_add(&a, segment_time(seg, (uint32_t)r));
	}
	counts_push(ret, NULL, &a);
	return ST_OK;
}

enum st count_by(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
		 const struct fieldref *by, size_t nby, struct counts *ret)
{
	enum field_src src = nby != 1               ? FS_TEXT
			     : by[0].id == FLD_NONE ? FS_PATH
						    : fields[by[0].id].src;
	enum st st;

	*ret = (struct counts){ .nfields = nby };
	if (!nby)
		st = count_all(env, bits, nsegs, ret);
	else if (src == FS_PATH || src == FS_DERIVED)
		st = count_one(env, bits, nsegs, by, ret);
	else
		st = count_many(env, bits, nsegs, by, nby, ret);
	if (st) {
		counts_release(ret);
		return st;
	}
	counts_sort(ret);
	ret->n = ret->nrows;
	if (ret->ids)
		idcounts_merge(ret->ids, ret);
	return ST_OK;
}

void counts_release(struct counts *c)
{
	idcounts_free(c->ids);
	free(c->at);
	free(c->rows);
	free(c->keys);
	arena_release(&c->arena);
	*c = (struct counts){ .n = 0 };
}
