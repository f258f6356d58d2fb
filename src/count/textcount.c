/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of texts that have no number: notes of a thread, merged into one table. */
#include "count/tally.h"
#include "util/xalloc.h"

#include <stdlib.h>

void textcount_release(struct textcount *tc)
{
	textmap_release(&tc->map);
	free(tc->acc);
	tc->acc = NULL;
	tc->cap = 0;
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

/* The table is much bigger than the caches: a batch of texts waits together for memory. */
#define BATCH 32u

void textcount_add(struct textcount *tc, const struct text_note *v, size_t n)
{
	uint32_t number[BATCH];

	for (size_t from = 0; from < n; from += BATCH) {
		unsigned batch = (unsigned)MIN(n - from, BATCH);

		for (unsigned i = 0; i < batch; i++)
			textmap_fetch_slot(&tc->map, v[from + i].hash);
		for (unsigned i = 0; i < batch; i++) {
			number[i] = textmap_fetch_text(&tc->map, v[from + i].hash);
			if (number[i] < tc->cap)
				__builtin_prefetch(&tc->acc[number[i]], 1);
		}
		for (unsigned i = 0; i < batch; i++)
			if (number[i] != UINT32_MAX)
				__builtin_prefetch(tc->map.texts[number[i]].ptr);
		for (unsigned i = 0; i < batch; i++) {
			const struct text_note *t = &v[from + i];

			acc_add(acc_of(tc, sv_make(t->ptr, t->len), t->hash, t->copy),
				t->time);
		}
	}
}

void textcount_merge(struct textcount *tc, struct sv text, uint64_t hash, bool copy,
		     const struct acc *a)
{
	acc_merge(acc_of(tc, text, hash, copy), a);
}

void textcount_take(struct textcount *tc, struct counts *c)
{
	for (uint32_t i = 0; i < tc->map.n; i++)
		counts_push(c, &tc->map.texts[i], &tc->acc[i]);
	arena_adopt(&c->arena, &tc->map.arena);
	textcount_release(tc);
}

/* ---- many threads ---- */

#define MAX_NOTES ((size_t)1 << 19) /* 20 MB of a thread */
#define MAX_TEXTS ((size_t)32 << 20)

void text_tables_init(struct text_tables *t)
{
	memset(t, 0, sizeof(*t));
	for (unsigned p = 0; p < TEXT_PARTS; p++)
		pthread_mutex_init(&t->lock[p], NULL);
}

void text_tables_release(struct text_tables *t)
{
	for (unsigned p = 0; p < TEXT_PARTS; p++) {
		textcount_release(&t->part[p]);
		pthread_mutex_destroy(&t->lock[p]);
	}
}

void text_notes_release(struct text_notes *n)
{
	for (unsigned p = 0; p < TEXT_PARTS; p++)
		free(n->part[p].v);
	arena_release(&n->arena);
}

void text_notes_add(struct text_notes *n, struct sv text, uint64_t hash, bool copy,
		    tick_t time)
{
	unsigned p = hash % TEXT_PARTS;

	ALLOC_GROW(n->part[p].v, n->part[p].n + 1, n->part[p].cap);
	n->part[p].v[n->part[p].n++] =
		(struct text_note){ hash, text.ptr, (uint32_t)text.len, copy, time };
	n->n++;
}

void text_notes_give(struct text_notes *n, struct text_tables *t, unsigned part)
{
	pthread_mutex_lock(&t->lock[part]);
	textcount_add(&t->part[part], n->part[part].v, n->part[part].n);
	pthread_mutex_unlock(&t->lock[part]);
	n->part[part].n = 0;
}

void text_notes_reset(struct text_notes *n)
{
	n->n = 0;
	arena_reset(&n->arena);
}

void text_notes_limit(struct text_notes *n, struct text_tables *t)
{
	if (n->n < MAX_NOTES && n->arena.total < MAX_TEXTS)
		return;
	for (unsigned p = 0; p < TEXT_PARTS; p++)
		text_notes_give(n, t, p);
	n->n = 0;
	arena_release(&n->arena);
}
