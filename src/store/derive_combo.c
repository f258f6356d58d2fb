/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Combinations of inputs that were met before. Asked for each change of an input: the key, of as
 * many words as the rule has inputs, stands in the slot, and no array beside it is looked at
 * (util/hashtab.h).
 */
#include "store/derive_impl.h"
#include "util/pages.h"

#define HASH_BITS 29

void combos_init(struct combos *t, unsigned words)
{
	*t = (struct combos){ .words = ROUND_UP(words, 2) };
}

static size_t stride(const struct combos *t)
{
	return sizeof(struct combo) / sizeof(uint32_t) + t->words;
}

static size_t bytes(const struct combos *t)
{
	return t->n * stride(t) * sizeof(uint32_t);
}

void combos_release(struct combos *t)
{
	pages_free(t->slots, bytes(t));
	*t = (struct combos){ .slots = NULL };
}

static uint64_t pair(const uint32_t *key, unsigned i)
{
	uint64_t w;

	memcpy(&w, key + i, sizeof(w));
	return w;
}

static uint32_t key_hash(const uint32_t *key, unsigned words)
{
	uint64_t h = 0;

	for (unsigned i = 0; i < words; i += 2)
		h = hash_fold(h ^ pair(key, i) ^ UINT64_C(0x9e3779b97f4a7c15), hash_key[0]);
	return (uint32_t)h >> (32 - HASH_BITS);
}

static bool same_key(const uint32_t *a, const uint32_t *b, unsigned words)
{
	uint64_t differ = 0;

	for (unsigned i = 0; i < words; i += 2)
		differ |= pair(a, i) ^ pair(b, i);
	return !differ;
}

static struct combo *slot(const struct combos *t, uint32_t i)
{
	return (struct combo *)(void *)(t->slots + i * stride(t));
}

static void combos_grow(struct combos *t)
{
	struct combos old = *t;

	t->n = old.n ? old.n * 2 : 64;
	t->slots = pages_calloc(bytes(t));
	for (uint32_t i = 0; i < old.n; i++) {
		const struct combo *c = slot(&old, i);
		uint32_t j = c->hash & (t->n - 1);

		if (!c->state)
			continue;
		while (slot(t, j)->state)
			j = (j + 1) & (t->n - 1);
		memcpy(slot(t, j), c, stride(t) * sizeof(uint32_t));
	}
	pages_free(old.slots, bytes(&old));
}

struct combo *combos_slot(struct combos *t, const uint32_t *key)
{
	uint32_t hash, i;
	struct combo *c;

	if ((t->used + 1) * 2 > t->n)
		combos_grow(t);
	hash = key_hash(key, t->words);
	for (i = hash & (t->n - 1);; i = (i + 1) & (t->n - 1)) {
		c = slot(t, i);
		if (!c->state)
			break;
		if (c->hash == hash && same_key(c->key, key, t->words))
			return c;
	}
	c->hash = hash & ((UINT32_C(1) << HASH_BITS) - 1);
	memcpy(c->key, key, t->words * sizeof(*key));
	return c;
}
