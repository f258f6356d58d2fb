/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct texts under numbers from 0 on, in the order they came. Of query/ only. */
#ifndef QUERY_TEXTMAP_H
#define QUERY_TEXTMAP_H

#include "util/arena.h"
#include "util/hash.h"

struct textmap {
	struct sv *texts;
	uint32_t *hashes; /* upper halves */
	uint32_t n, cap;
	uint32_t *slots; /* number + 1 */
	uint32_t nslots;
	struct arena arena; /* copies of texts that have no other owner */
};

void textmap_release(struct textmap *m);
/*
 * Number of TEXT with HASH = hash_sv(TEXT), added when new: COPY its bytes, or keep the
 * pointer.
 */
uint32_t textmap_add(struct textmap *m, struct sv text, uint64_t hash, bool copy);
/* Give back what only adding needs; the texts stay. */
void textmap_close(struct textmap *m);

/*
 * Sort the N numbers IDX by the bytes of TEXTS[number]; the texts are distinct. Fast for
 * many texts that begin alike.
 */
void keysort(const struct sv *texts, uint32_t *idx, size_t n);
/* Sort the N numbers IDX by KEYS[number]; those with equal keys stay as they are. */
void numbersort(const uint64_t *keys, uint32_t *idx, size_t n);

#endif
