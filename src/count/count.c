/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count_by(): which way of counting fits, and the rows it makes. */
#include "count/count.h"

#include "count/tally.h"
#include "count/uuid.h"
#include "eval/scan.h"
#include "eval/textmap.h"
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
	counts_sort(ret, MAX(env->threads, 1u));
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
