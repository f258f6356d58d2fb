/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dictionary of the distinct texts of one path and kind: text <-> number. Grows only;
 * entries never move or change, so a reader with a number needs no lock. dict_intern()
 * locks.
 */
#ifndef STORE_DICT_H
#define STORE_DICT_H

#include "util/arena.h"
#include "util/base.h"
#include "util/sv.h"

#include <pthread.h>
#include <stdatomic.h>

#define DICT_NONE UINT32_MAX
#define DICT_FIRST                                                                         \
	8u /* entries of the first chunk; each further one is as big as all before */
#define DICT_CHUNKS 28u

struct dict_entry {
	const char *ptr;
	uint32_t len;
	uint32_t hash; /* low half of hash_sv() */
};

struct dict {
	_Atomic(uint32_t) count; /* entries that may be read */
	_Atomic(struct dict_entry *) chunks[DICT_CHUNKS];
	pthread_mutex_t lock;    /* below: only under it */
	uint32_t *slots, nslots; /* entry + 1, open addressing; NULL once closed */
};

void dict_init(struct dict *d);
void dict_release(struct dict *d);
/* Number of TEXT, added when new; its bytes are then copied to ARENA. Takes the lock. */
uint32_t dict_intern(struct dict *d, struct sv text, uint64_t hash, struct arena *arena);
/* Give the hash table back when nothing more is added. */
void dict_close(struct dict *d);
/* Number of TEXT or DICT_NONE: a scan over the stored hashes, without a lock. */
uint32_t dict_lookup(const struct dict *d, struct sv text);
size_t dict_bytes(const struct dict *d);

static inline uint32_t dict_count(const struct dict *d)
{
	return atomic_load_explicit(&d->count, memory_order_acquire);
}

static inline const struct dict_entry *dict_entry(const struct dict *d, uint32_t id)
{
	uint32_t v = id / DICT_FIRST + 1;
	unsigned k = 31u - (unsigned)__builtin_clz(v);
	/* chunk 0: ids 0..7; chunk k: 8*(2^k - 1) .. */
	uint32_t base = DICT_FIRST * ((1u << k) - 1);

	return atomic_load_explicit(&d->chunks[k], memory_order_relaxed) + (id - base);
}

static inline struct sv dict_text(const struct dict *d, uint32_t id)
{
	const struct dict_entry *e = dict_entry(d, id);

	return sv_make(e->ptr, e->len);
}

#endif
