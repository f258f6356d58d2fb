/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table that finds things by number: the things themselves stand in an array (or
 * wherever) of the caller, who compares them. Open addressing; at least half of the slots
 * are free. Nothing is ever taken out.
 *
 *     HASHTAB_EACH(&t, hash, i)
 *             if (sv_eq(things[i].key, key))
 *                     return i;
 *     things[n] = ...;
 *     hashtab_add(&t, hash, n++);
 *
 * Zero it first. It belongs to one thread, or to whoever holds the lock beside it. The few
 * tables of other kinds are asked for each event, or read without a lock; their comments say
 * why they are not this one.
 */
#ifndef UTIL_HASHTAB_H
#define UTIL_HASHTAB_H

#include "util/base.h"
#include "util/hash.h"

#define HASHTAB_NONE UINT32_MAX

struct hashtab {
	uint64_t *slots; /* upper half of the hash, number + 1 */
	uint32_t nslots; /* a power of two, or 0 */
	uint32_t used;
};

void hashtab_release(struct hashtab *t);
/* Room for N numbers in all. The second says false without memory, and changes nothing. */
void hashtab_reserve(struct hashtab *t, size_t n);
bool hashtab_try_reserve(struct hashtab *t, size_t n) WARN_UNUSED;
/* NUMBER (not HASHTAB_NONE) under HASH, which may have others; takes memory as it grows. */
void hashtab_add(struct hashtab *t, uint64_t hash, uint32_t number);
/* The place of OLD, which was added under HASH, is now NUMBER's. */
void hashtab_renumber(struct hashtab *t, uint64_t hash, uint32_t old, uint32_t number);

static inline uint32_t hashtab_start(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* The next number under HASH from slot *AT on, which moves behind it; or HASHTAB_NONE. */
static inline uint32_t hashtab_next(const struct hashtab *t, uint64_t hash, uint32_t *at)
{
	while (t->nslots) {
		uint64_t slot = t->slots[(*at)++ & (t->nslots - 1)];

		if (!slot)
			break;
		if (slot >> 32 == hash >> 32)
			return (uint32_t)slot - 1;
	}
	return HASHTAB_NONE;
}

/* Each number I under HASH, a few of other hashes too. Do not add within. */
#define HASHTAB_EACH(t, hash, i)                                                           \
	for (uint32_t at_ = hashtab_start(hash), i;                                        \
	     ((i) = hashtab_next(t, hash, &at_)) != HASHTAB_NONE;)

/*
 * For many look-ups: fetch what one with HASH will read, a while ahead; then peek at the
 * number it will most likely come to (or HASHTAB_NONE).
 */
static inline void hashtab_fetch(const struct hashtab *t, uint64_t hash)
{
	if (t->nslots)
		__builtin_prefetch(&t->slots[hashtab_start(hash) & (t->nslots - 1)]);
}

static inline uint32_t hashtab_peek(const struct hashtab *t, uint64_t hash)
{
	uint64_t slot = t->nslots ? t->slots[hashtab_start(hash) & (t->nslots - 1)] : 0;

	return slot && !((slot ^ hash) >> 32) ? (uint32_t)slot - 1 : HASHTAB_NONE;
}

#endif
