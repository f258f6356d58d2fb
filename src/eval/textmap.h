/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct texts under numbers from 0 on, in the order they came. Of eval/ and count/ only. */
#ifndef EVAL_TEXTMAP_H
#define EVAL_TEXTMAP_H

#include "util/arena.h"
#include "util/hash.h"

struct textmap {
	struct sv *texts;
	uint32_t n, cap;
	uint64_t *slots; /* upper half of the hash, number + 1 */
	uint32_t nslots;
	struct arena arena; /* copies of texts that have no other owner */
};

void textmap_release(struct textmap *m);
/*
 * Number of TEXT with HASH = hash_sv(TEXT), added when new: COPY its bytes, or keep the
 * pointer.
 */
uint32_t textmap_add(struct textmap *m, struct sv text, uint64_t hash, bool copy);
/*
 * For adding many texts at once: what adding a text with HASH will look at is fetched
 * ahead, first the slot, then (*_text) what the slot names. Returns that number, or
 * UINT32_MAX.
 */
static inline void textmap_fetch_slot(const struct textmap *m, uint64_t hash)
{
	if (m->nslots)
		__builtin_prefetch(&m->slots[(uint32_t)(hash >> 32) & (m->nslots - 1)]);
}
static inline uint32_t textmap_fetch_text(const struct textmap *m, uint64_t hash)
{
	uint64_t slot = m->nslots ? m->slots[(uint32_t)(hash >> 32) & (m->nslots - 1)] : 0;

	if (!slot || (slot ^ hash) >> 32)
		return UINT32_MAX;
	__builtin_prefetch(&m->texts[(uint32_t)slot - 1]);
	return (uint32_t)slot - 1;
}

/*
 * Sort the N numbers IDX by the bytes of TEXTS[number]; the texts are distinct. Fast for
 * many texts that begin alike.
 */
void keysort(const struct sv *texts, uint32_t *idx, size_t n);
/* Sort the N numbers IDX by KEYS[number]; those with equal keys stay as they are. */
void numbersort(const uint64_t *keys, uint32_t *idx, size_t n);

#endif
