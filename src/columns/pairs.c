/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shared table behind a lock; each thread fills a small one first. */
#include "columns/pairs.h"

#include "util/xalloc.h"

#include <stdlib.h>

static uint64_t key_of(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 32 | b;
}

void pairs_init(struct pairs *p)
{
	*p = (struct pairs){ .n = 0 };
	pthread_mutex_init(&p->lock, NULL);
}

void pairs_release(struct pairs *p)
{
	free(p->v);
	hashtab_release(&p->by_key);
	pthread_mutex_destroy(&p->lock);
	*p = (struct pairs){ .n = 0 };
}

void pairs_reserve(struct pairs *p, uint32_t n)
{
	hashtab_reserve(&p->by_key, n);
}

static uint32_t find(const struct pairs *p, uint64_t hash, uint32_t a, uint32_t b)
{
	HASHTAB_EACH(&p->by_key, hash, i)
		if (p->v[i].a == a && p->v[i].b == b)
			return i;
	return HASHTAB_NONE;
}

static uint32_t pairs_add(struct pairs *p, uint32_t a, uint32_t b)
{
	uint64_t hash = hash_u64(key_of(a, b));
	uint32_t number;

	pthread_mutex_lock(&p->lock);
	number = find(p, hash, a, b);
	if (number == HASHTAB_NONE) {
		number = p->n;
		ALLOC_GROW(p->v, p->n + 1, p->cap);
		p->v[p->n++] = (struct pair){ a, b, TICK_NONE };
		hashtab_add(&p->by_key, hash, number);
	}
	pthread_mutex_unlock(&p->lock);
	return number;
}

void pair_cache_init(struct pair_cache *c, struct pairs *p)
{
	*c = (struct pair_cache){ .pairs = p, .last = UINT32_MAX };
}

static void cache_grow(struct pair_cache *c)
{
	struct pair_slot *old = c->slots;
	uint32_t n = c->nslots;

	c->nslots = n ? n * 2 : 256;
	c->slots = xcalloc(c->nslots, sizeof(*c->slots));
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = (uint32_t)hash_u64(old[k].key) & (c->nslots - 1);

		if (!old[k].number)
			continue;
		while (c->slots[i].number)
			i = (i + 1) & (c->nslots - 1);
		c->slots[i] = old[k];
	}
	free(old);
}

static uint32_t cache_find(struct pair_cache *c, uint32_t a, uint32_t b)
{
	uint64_t key = key_of(a, b);
	uint32_t i;

	if ((c->used + 1) * 2 > c->nslots)
		cache_grow(c);
	i = (uint32_t)hash_u64(key) & (c->nslots - 1);
	while (c->slots[i].number && c->slots[i].key != key)
		i = (i + 1) & (c->nslots - 1);
	if (!c->slots[i].number) {
		c->slots[i] = (struct pair_slot){ key, pairs_add(c->pairs, a, b) + 1 };
		c->used++;
	}
	return c->slots[i].number - 1;
}

uint32_t pair_cache_see(struct pair_cache *c, uint32_t a, uint32_t b, tick_t t)
{
	uint64_t key = key_of(a, b);

	if (c->last == UINT32_MAX || c->last_key != key) {
		c->last_key = key;
		c->last = cache_find(c, a, b);
		if (c->last >= c->nfirst) {
			uint32_t n = MAX(c->last + 1, c->nfirst * 2);

			c->first = xreallocarray(c->first, n, sizeof(*c->first));
			for (uint32_t i = c->nfirst; i < n; i++)
				c->first[i] = TICK_NONE;
			c->nfirst = n;
		}
	}
	if (t < c->first[c->last])
		c->first[c->last] = t;
	return c->last;
}

void pair_cache_merge(struct pair_cache *c)
{
	for (uint32_t i = 0; i < c->nfirst && i < c->pairs->n; i++)
		if (c->first[i] < c->pairs->v[i].first)
			c->pairs->v[i].first = c->first[i];
	free(c->slots);
	free(c->first);
	*c = (struct pair_cache){ .pairs = c->pairs, .last = UINT32_MAX };
}
