/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs of numbers that occur together (a function and its caller), numbered as they come, with
 * the first time of each. Filled by several threads, each with a cache of its own.
 */
#ifndef COLUMNS_PAIRS_H
#define COLUMNS_PAIRS_H

#include "util/base.h"
#include "util/hashtab.h"
#include "util/timefmt.h"

#include <pthread.h>

struct pair {
	uint32_t a, b;
	tick_t first; /* TICK_NONE: no readable time */
};

struct pairs {
	pthread_mutex_t lock;
	struct pair *v;
	uint32_t n, cap;
	struct hashtab by_key;
};

/*
 * What one thread knows: numbers it met, and the first time it saw them at. Its table is looked
 * at for most events, so that it has the key in the slot and is no util/hashtab.h.
 */
struct pair_cache {
	struct pairs *pairs;
	struct pair_slot {
		uint64_t key;
		uint32_t number; /* + 1 */
	} * slots;
	uint32_t nslots, used;
	tick_t *first; /* by number */
	uint32_t nfirst;
	uint64_t last_key; /* of the last question, */
	uint32_t last;     /* and its answer; UINT32_MAX: none yet */
};

void pairs_init(struct pairs *p);
void pairs_release(struct pairs *p);

/* Room for N pairs in all. */
void pairs_reserve(struct pairs *p, uint32_t n);

void pair_cache_init(struct pair_cache *c, struct pairs *p);
/* Number of (A, B), seen at T. */
uint32_t pair_cache_see(struct pair_cache *c, uint32_t a, uint32_t b, tick_t t);
/* (A, B) will be seen soon. */
static inline void pair_cache_fetch(const struct pair_cache *c, uint32_t a, uint32_t b)
{
	if (c->nslots)
		__builtin_prefetch(&c->slots[(uint32_t)hash_u64((uint64_t)a << 32 | b) &
					     (c->nslots - 1)]);
}
/* Hand the first times over and release. Not while another thread does. */
void pair_cache_merge(struct pair_cache *c);

#endif
