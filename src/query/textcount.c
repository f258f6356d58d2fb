/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/tally.h"
#include "util/xalloc.h"

#include <stdlib.h>

void textcount_release(struct textcount *tc)
{
	textmap_release(&tc->map);
	free(tc->acc);
	tc->acc = NULL;
	tc->cap = 0;
	tc->batch.n = 0;
}

static struct acc *acc_of(struct textcount *tc, struct sv text, uint64_t hash, bool copy)
{
	uint32_t i = textmap_add(&tc->map, text, hash, copy);

	if (i >= tc->cap) {
		uint32_t from = tc->cap;

		ALLOC_GROW(tc->acc, i + 1, tc->cap);
		for (; from < tc->cap; from++)
			tc->acc[from] = (struct acc)ACC_INIT;
	}
	return &tc->acc[i];
}

void textcount_flush(struct textcount *tc)
{
	struct text_batch *b = &tc->batch;
	uint32_t number[TEXT_BATCH];

	for (unsigned i = 0; i < b->n; i++)
		textmap_fetch_slot(&tc->map, b->v[i].hash);
	for (unsigned i = 0; i < b->n; i++) {
		number[i] = textmap_fetch_text(&tc->map, b->v[i].hash);
		if (number[i] < tc->cap)
			__builtin_prefetch(&tc->acc[number[i]], 1);
	}
	for (unsigned i = 0; i < b->n; i++)
		if (number[i] != UINT32_MAX)
			__builtin_prefetch(tc->map.texts[number[i]].ptr);
	for (unsigned i = 0; i < b->n; i++)
		acc_add(acc_of(tc, b->v[i].text, b->v[i].hash, b->v[i].copy), b->v[i].time);
	b->n = 0;
}

void textcount_add(struct textcount *tc, struct sv text, uint64_t hash, bool copy,
		   tick_t time)
{
	struct text_batch *b = &tc->batch;
	unsigned i = b->n;

	if (copy && text.len > SHORT_TEXT) {
		acc_add(acc_of(tc, text, hash, true), time);
		return;
	}
	if (copy && text.len)
		text.ptr = memcpy(b->v[i].own, text.ptr, text.len);
	b->v[i].text = text;
	b->v[i].hash = hash;
	b->v[i].time = time;
	b->v[i].copy = copy;
	if (++b->n == TEXT_BATCH)
		textcount_flush(tc);
}

void textcount_merge(struct textcount *tc, struct sv text, uint64_t hash,
		     const struct acc *a)
{
	acc_merge(acc_of(tc, text, hash, false), a);
}

void textcount_take(struct textcount *tc, struct counts *c)
{
	for (uint32_t i = 0; i < tc->map.n; i++)
		counts_push(c, &tc->map.texts[i], &tc->acc[i]);
	arena_adopt(&c->arena, &tc->map.arena);
	textcount_release(tc);
}
