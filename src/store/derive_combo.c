/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Combinations of inputs that were met before. */
#include "store/derive_impl.h"
#include "util/xalloc.h"

#include <stdlib.h>

static uint32_t key_hash(const uint32_t *key)
{
	uint64_t h = 0, w[MAX_INPUTS / 2];

	memcpy(w, key, sizeof(w));
	for (unsigned i = 0; i < MAX_INPUTS / 2; i++)
		h = hash_fold(h ^ w[i] ^ UINT64_C(0x9e3779b97f4a7c15), hash_key[0]);
	return (uint32_t)h;
}

static void combos_grow(struct combos *t)
{
	struct combo *old = t->slots;
	uint32_t n = t->n;

	t->n = n ? n * 2 : 64;
	t->slots = xcalloc(t->n, sizeof(*t->slots));
	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = old[i].hash & (t->n - 1);

		if (!old[i].state)
			continue;
		while (t->slots[j].state)
			j = (j + 1) & (t->n - 1);
		t->slots[j] = old[i];
	}
	free(old);
}

struct combo *combos_slot(struct combos *t, const uint32_t *key)
{
	uint32_t hash, i;

	if ((t->used + 1) * 2 > t->n)
		combos_grow(t);
	hash = key_hash(key);
	for (i = hash & (t->n - 1); t->slots[i].state; i = (i + 1) & (t->n - 1))
		if (t->slots[i].hash == hash &&
		    memcmp(t->slots[i].key, key, sizeof(t->slots[i].key)) == 0)
			return &t->slots[i];
	t->slots[i].hash = hash;
	memcpy(t->slots[i].key, key, sizeof(t->slots[i].key));
	return &t->slots[i];
}
