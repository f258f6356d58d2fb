/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/dict.h"

#include "util/hash.h"
#include "util/xalloc.h"

#include <stdlib.h>

void dict_init(struct dict *d)
{
	*d = (struct dict){ .count = 0 };
	pthread_mutex_init(&d->lock, NULL);
}

void dict_release(struct dict *d)
{
	for (size_t i = 0; i < DICT_CHUNKS; i++)
		free(atomic_load_explicit(&d->chunks[i], memory_order_relaxed));
	free(d->slots);
	pthread_mutex_destroy(&d->lock);
}

static void slots_put(struct dict *d, uint32_t id)
{
	uint32_t i = dict_entry(d, id)->hash & (d->nslots - 1);

	while (d->slots[i])
		i = (i + 1) & (d->nslots - 1);
	d->slots[i] = id + 1;
}

static void slots_grow(struct dict *d, uint32_t count)
{
	free(d->slots);
	d->nslots = d->nslots ? d->nslots * 2 : 16;
	d->slots = xcalloc(d->nslots, sizeof(*d->slots));
	for (uint32_t i = 0; i < count; i++)
		slots_put(d, i);
}

static uint32_t add(struct dict *d, struct sv text, uint64_t hash, struct arena *arena)
{
	uint32_t id = atomic_load_explicit(&d->count, memory_order_relaxed);
	unsigned k = 31u - (unsigned)__builtin_clz(id / DICT_FIRST + 1);
	struct dict_entry *e;

	if ((id + 1) * 2 > d->nslots)
		slots_grow(d, id);
	if (!atomic_load_explicit(&d->chunks[k], memory_order_relaxed))
		atomic_store_explicit(&d->chunks[k],
				      xcalloc((size_t)DICT_FIRST << k, sizeof(*e)),
				      memory_order_release);
	e = atomic_load_explicit(&d->chunks[k], memory_order_relaxed) +
	    (id - DICT_FIRST * ((1u << k) - 1));
	e->ptr = arena_text(arena, text);
	e->len = (uint32_t)text.len;
	e->hash = (uint32_t)hash;
	slots_put(d, id);
	atomic_store_explicit(&d->count, id + 1, memory_order_release);
	return id;
}

uint32_t dict_intern(struct dict *d, struct sv text, uint64_t hash, struct arena *arena)
{
	uint32_t id = DICT_NONE;

	pthread_mutex_lock(&d->lock);
	if (d->nslots) {
		uint32_t i = (uint32_t)hash & (d->nslots - 1);

		for (; d->slots[i]; i = (i + 1) & (d->nslots - 1)) {
			const struct dict_entry *e = dict_entry(d, d->slots[i] - 1);

			if (e->hash == (uint32_t)hash &&
			    sv_eq(sv_make(e->ptr, e->len), text)) {
				id = d->slots[i] - 1;
				break;
			}
		}
	}
	if (id == DICT_NONE)
		id = add(d, text, hash, arena);
	pthread_mutex_unlock(&d->lock);
	return id;
}

void dict_close(struct dict *d)
{
	pthread_mutex_lock(&d->lock);
	free(d->slots);
	d->slots = NULL;
	d->nslots = 0;
	pthread_mutex_unlock(&d->lock);
}

uint32_t dict_lookup(const struct dict *d, struct sv text)
{
	uint32_t n = dict_count(d), hash = (uint32_t)hash_sv(text);

	for (uint32_t id = 0; id < n; id++) {
		const struct dict_entry *e = dict_entry(d, id);

		if (e->hash == hash && sv_eq(sv_make(e->ptr, e->len), text))
			return id;
	}
	return DICT_NONE;
}

size_t dict_bytes(const struct dict *d)
{
	size_t n = sizeof(*d) + d->nslots * sizeof(*d->slots);

	for (unsigned k = 0; k < DICT_CHUNKS; k++)
		if (atomic_load_explicit(&d->chunks[k], memory_order_relaxed))
			n += ((size_t)DICT_FIRST << k) * sizeof(struct dict_entry);
	return n;
}
