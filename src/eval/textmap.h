/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct texts under numbers from 0 on, in the order they came. Of eval/ and count/ only. */
#ifndef EVAL_TEXTMAP_H
#define EVAL_TEXTMAP_H

#include "util/arena.h"
#include "util/hashtab.h"

struct textmap {
	struct sv *texts;
	uint32_t n, cap;
	struct hashtab by_text;
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
	hashtab_fetch(&m->by_text, hash);
}
static inline uint32_t textmap_fetch_text(const struct textmap *m, uint64_t hash)
{
	uint32_t i = hashtab_peek(&m->by_text, hash);

	if (i != HASHTAB_NONE)
		__builtin_prefetch(&m->texts[i]);
	return i;
}

/*
 * Sort the N numbers IDX by the bytes of TEXTS[number]; the texts are distinct. Fast for
 * many texts that begin alike.
 */
void keysort(const struct sv *texts, uint32_t *idx, size_t n);
/* Sort the N numbers IDX by KEYS[number]; those with equal keys stay as they are. */
void numbersort(const uint64_t *keys, uint32_t *idx, size_t n);

#endif
