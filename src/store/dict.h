/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dictionary of the distinct texts of one path and kind: text <-> number. Grows only;
 * entries never move or change, so a reader with a number needs no lock, and neither does
 * dict_find(). Adding takes the dictionary's lock.
 *
 * From text to number there is one hash table for all threads. A slot is one word: the
 * place of the text's record and 16 bits of its hash, so that a look touches the slot and
 * the record, and nothing else. A table that became too small is replaced by a bigger one;
 * the old one stays readable until dict_close(), since some thread may be looking at it.
 * It may lack texts: who misses looks again under the lock.
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

/* For readers by number. */
struct dict_entry {
	const char *ptr; /* text of a struct dict_word */
	uint32_t len;
	uint32_t hash; /* low half of hash_sv() */
};

/* A text as the table finds it. Words stand side by side, without alignment. */
struct dict_word {
	uint32_t id, len;
	char text[];
} __attribute__((packed));

struct dict {
	/* what looking up reads, away from what adding writes */
	_Atomic(uintptr_t) table; /* slots, at a cache line, + log2 of their number; or 0 */
	_Atomic(bool) frozen;     /* takes no more (store/intern.h) */
	_Atomic(struct dict_entry *) chunks[DICT_CHUNKS];
	_Atomic(uint32_t) count; /* entries that may be read */
	_Atomic(uint64_t)
		values;       /* met here, as far as threads reported (store/intern.h) */
	pthread_mutex_t lock; /* below: only under it */
	uintptr_t *old;       /* tables that were replaced */
	uint32_t nold;
	size_t bytes; /* of chunks and tables */
};

void dict_init(struct dict *d);
void dict_release(struct dict *d);
/*
 * The word of TEXT, whose hash_sv() is HASH, or NULL: when it is not there, or so new that
 * only a look under the lock finds it.
 */
const struct dict_word *dict_find(const struct dict *d, struct sv text, uint64_t hash);
/*
 * The word of TEXT, added when new: its bytes are then copied to ARENA, and what the tables
 * grew by is added to *GROWN. Takes the lock.
 */
const struct dict_word *dict_add(struct dict *d, struct sv text, uint64_t hash,
				 struct arena *arena, uint64_t *grown);
/* Number of TEXT, found or added. */
uint32_t dict_intern(struct dict *d, struct sv text, uint64_t hash, struct arena *arena,
		     uint64_t *grown);
/* Give the tables back when nothing more is looked up by text: no thread may be in them. */
void dict_close(struct dict *d);
/* Number of TEXT or DICT_NONE: a scan over the stored hashes, without a lock. */
uint32_t dict_lookup(const struct dict *d, struct sv text);
/* Memory but for the texts. */
size_t dict_bytes(struct dict *d);

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
