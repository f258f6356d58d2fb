/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open table that grows beside the old one; readers take no lock. */
#include "store/dict.h"

#include "util/hash.h"
#include "util/pages.h"
#include "util/xalloc.h"

#include <stdlib.h>

/*
 * A slot: 0 when free, else the word's address in the low 48 bits (Linux gives programs no
 * higher ones unless asked), and bits 16 to 31 of its hash.
 */
#define PTR_BITS 48u
#define PTR_MASK ((UINT64_C(1) << PTR_BITS) - 1)

#define BITS_FIRST 4u  /* 16 slots */
#define BITS_BIG   16u /* up to here tables grow to the fourfold, then to the double */
#define BITS_MASK  ((uintptr_t)PAGES_LINE - 1)

typedef _Atomic(uint64_t) slot_t;

/* A table as it is to be used: which is one word in struct dict. */
struct table {
	slot_t *slots;
	uint32_t mask;
};

static unsigned table_bits(uintptr_t word)
{
	return (unsigned)(word & BITS_MASK);
}

static struct table table_of(uintptr_t word)
{
	return (struct table){ (slot_t *)(word & ~BITS_MASK),
			       (uint32_t)((UINT64_C(1) << table_bits(word)) - 1) };
}

static size_t table_bytes(uintptr_t word)
{
	return word ? sizeof(slot_t) << table_bits(word) : 0;
}

static void table_free(uintptr_t word)
{
	pages_free(table_of(word).slots, table_bytes(word));
}

static uint64_t slot_tag(uint32_t hash)
{
	return (uint64_t)(hash >> 16) << PTR_BITS;
}

static const struct dict_word *slot_word(uint64_t slot)
{
	return (const struct dict_word *)(uintptr_t)(slot & PTR_MASK);
}

void dict_init(struct dict *d)
{
	*d = (struct dict){ .count = 0 };
	pthread_mutex_init(&d->lock, NULL);
}

static size_t chunk_bytes(unsigned k)
{
	return ((size_t)DICT_FIRST << k) * sizeof(struct dict_entry);
}

static void tables_free(struct dict *d)
{
	uintptr_t now = atomic_load_explicit(&d->table, memory_order_relaxed);

	if (now)
		table_free(now);
	atomic_store_explicit(&d->table, 0, memory_order_relaxed);
	while (d->nold)
		table_free(d->old[--d->nold]);
	free(d->old);
	d->old = NULL;
}

void dict_release(struct dict *d)
{
	for (unsigned k = 0; k < DICT_CHUNKS; k++)
		pages_free(atomic_load_explicit(&d->chunks[k], memory_order_relaxed),
			   chunk_bytes(k));
	tables_free(d);
	pthread_mutex_destroy(&d->lock);
}

const struct dict_word *dict_find(const struct dict *d, struct sv text, uint64_t hash)
{
	uintptr_t word = atomic_load_explicit(&d->table, memory_order_acquire);
	struct table t = table_of(word);
	uint64_t tag = slot_tag((uint32_t)hash);

	if (UNLIKELY(!word))
		return NULL;
	for (uint32_t i = (uint32_t)hash & t.mask;; i = (i + 1) & t.mask) {
		uint64_t slot = atomic_load_explicit(&t.slots[i], memory_order_acquire);
		const struct dict_word *w = slot_word(slot);

		if (!slot)
			return NULL;
		if ((slot & ~PTR_MASK) == tag && w->len == text.len &&
		    (!text.len || memcmp(w->text, text.ptr, text.len) == 0))
			return w;
	}
}

/* ---- adding, under the lock ---- */

static void slots_put(struct table t, const struct dict_word *w, uint32_t hash)
{
	uint32_t i = hash & t.mask;

	while (atomic_load_explicit(&t.slots[i], memory_order_relaxed))
		i = (i + 1) & t.mask;
	atomic_store_explicit(&t.slots[i], slot_tag(hash) | (uint64_t)(uintptr_t)w,
			      memory_order_release);
}

/* The word of an entry stands around its text. */
static const struct dict_word *entry_word(const struct dict_entry *e)
{
	return (const struct dict_word *)(const void *)(e->ptr -
							offsetof(struct dict_word, text));
}

/* A table with room for more than COUNT texts, of which at most 5 in 8 slots hold one. */
static void table_grow(struct dict *d, uint32_t count)
{
	uintptr_t old = atomic_load_explicit(&d->table, memory_order_relaxed);
	unsigned bits = BITS_FIRST;
	uintptr_t word;

	if (old)
		bits = table_bits(old) + (table_bits(old) < BITS_BIG ? 2 : 1);
	while (count + UINT64_C(1) > (UINT64_C(5) << bits) / 8)
		bits++;
	if (bits > 32 || SIZE_MAX >> bits < sizeof(slot_t))
		xalloc_oom(SIZE_MAX);
	word = (uintptr_t)pages_calloc(sizeof(slot_t) << bits) | bits;
	for (uint32_t id = 0; id < count; id++) {
		const struct dict_entry *e = dict_entry(d, id);

		slots_put(table_of(word), entry_word(e), e->hash);
	}
	atomic_store_explicit(&d->table, word, memory_order_release);
	d->bytes += table_bytes(word);
	if (!old)
		return;
	/* who still looks there finds the text, or nothing and looks again */
	pages_idle(table_of(old).slots, table_bytes(old));
	d->bytes -= table_bytes(old) - pages_kept(table_bytes(old));
	d->old = xreallocarray(d->old, d->nold + 1, sizeof(*d->old));
	d->old[d->nold++] = old;
}

static struct dict_entry *entry_room(struct dict *d, uint32_t id)
{
	unsigned k = 31u - (unsigned)__builtin_clz(id / DICT_FIRST + 1);

	if (k >= DICT_CHUNKS)
		xalloc_oom(SIZE_MAX);
	if (!atomic_load_explicit(&d->chunks[k], memory_order_relaxed)) {
		atomic_store_explicit(&d->chunks[k], pages_calloc(chunk_bytes(k)),
				      memory_order_release);
		d->bytes += chunk_bytes(k);
	}
	return atomic_load_explicit(&d->chunks[k], memory_order_relaxed) +
	       (id - DICT_FIRST * ((1u << k) - 1));
}

static const struct dict_word *add(struct dict *d, struct sv text, uint32_t hash,
				   struct arena *arena)
{
	uint32_t id = atomic_load_explicit(&d->count, memory_order_relaxed);
	uintptr_t table = atomic_load_explicit(&d->table, memory_order_relaxed);
	struct dict_entry *e = entry_room(d, id);
	struct dict_word *w = (struct dict_word *)arena_bytes(arena, sizeof(*w) + text.len);

	if ((uint64_t)(uintptr_t)w > PTR_MASK)
		xalloc_oom(text.len);
	w->id = id;
	w->len = (uint32_t)text.len;
	if (text.len)
		memcpy(w->text, text.ptr, text.len);
	*e = (struct dict_entry){ w->text, w->len, hash };
	if (!table || id + UINT64_C(1) > (UINT64_C(5) << table_bits(table)) / 8)
		table_grow(d, id);
	/* who finds the word may give its number to readers of the count */
	atomic_store_explicit(&d->count, id + 1, memory_order_release);
	slots_put(table_of(atomic_load_explicit(&d->table, memory_order_relaxed)), w, hash);
	return w;
}

const struct dict_word *dict_add(struct dict *d, struct sv text, uint64_t hash,
				 struct arena *arena, uint64_t *grown)
{
	const struct dict_word *w;

	pthread_mutex_lock(&d->lock);
	w = dict_find(d, text, hash);
	if (!w) {
		size_t bytes = d->bytes;

		w = add(d, text, (uint32_t)hash, arena);
		*grown += d->bytes - bytes;
	}
	pthread_mutex_unlock(&d->lock);
	return w;
}

uint32_t dict_intern(struct dict *d, struct sv text, uint64_t hash, struct arena *arena,
		     uint64_t *grown)
{
	const struct dict_word *w = dict_find(d, text, hash);

	return (w ? w : dict_add(d, text, hash, arena, grown))->id;
}

void dict_close(struct dict *d)
{
	pthread_mutex_lock(&d->lock);
	for (uint32_t i = 0; i < d->nold; i++)
		d->bytes -= pages_kept(table_bytes(d->old[i]));
	d->bytes -= table_bytes(atomic_load_explicit(&d->table, memory_order_relaxed));
	tables_free(d);
	pthread_mutex_unlock(&d->lock);
}

uint32_t dict_lookup(const struct dict *d, struct sv text)
{
	uint32_t n = dict_count(d), hash = (uint32_t)hash_sv(text);

	for (uint32_t id = 0; id < n; id++) {
		const struct dict_entry *e = dict_entry(d, id);

		if (e->hash == hash && sv_eq(sv_make(e->ptr, e->len), text))
			return id;
	}
	return DICT_NONE;
}

size_t dict_bytes(struct dict *d)
{
	size_t n;

	pthread_mutex_lock(&d->lock);
	n = sizeof(*d) + d->bytes;
	pthread_mutex_unlock(&d->lock);
	return n;
}
