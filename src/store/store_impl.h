/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the store, for the files of this layer only. */
#ifndef STORE_STORE_IMPL_H
#define STORE_STORE_IMPL_H

#include "store/order.h"
#include "store/store.h"
#include "util/arena.h"

#define SEGS_SHIFT   10
#define SEGS_CHUNK   (1u << SEGS_SHIFT)
#define SEGS_MAX     (1u << (32 - SEG_SHIFT)) /* a row's number has 32 bits */
#define SEGS_CHUNKS  (SEGS_MAX / SEGS_CHUNK)
#define FILES_SHIFT  12
#define FILES_CHUNK  (1u << FILES_SHIFT)
#define FILES_CHUNKS (1u << 14)
#define DICTS_SHIFT  8
#define DICTS_CHUNK  (1u << DICTS_SHIFT)

/* Dictionaries of one path: strings, literals, orders of kinds. */
struct dict_set {
	_Atomic(struct dict *) d[3];
};

/* ROW is a copy of KEPT, the RANKth in file order. */
struct copy {
	row_t kept, row;
	uint32_t rank;
};

/* Memory of segments: taken in big pieces, given back with the store. */
#define REGION (32u << 20)
struct region {
	struct region *next;
	size_t size, used;
};

struct store {
	pthread_mutex_t lock;
	struct region *regions;
	struct path_trie *paths;
	bool borrowed_paths; /* PATHS belongs to another store */
	_Atomic(uint32_t) nsegs, nfiles;
	_Atomic(uint64_t) rows, bytes, dict_bytes;
	_Atomic(bool) finished;
	struct segment **segs[SEGS_CHUNKS];
	struct file *files[FILES_CHUNKS];
	_Atomic(struct dict_set *) dicts[4 * PATH_MAX_NODES / DICTS_CHUNK];
	struct arena arena; /* texts of dictionaries */
	/* after store_finish() */
	struct order *order;
	struct copy *copies;     /* by kept, then rank */
	uint32_t *copies_by_row; /* indexes of copies, by their row */
	size_t ncopies;
};

static inline struct dict_set *dict_set(const struct store *s, path_t path)
{
	struct dict_set *chunk =
		atomic_load_explicit(&s->dicts[path >> DICTS_SHIFT], memory_order_acquire);

	return chunk ? chunk + (path & (DICTS_CHUNK - 1)) : NULL;
}

/* By file order and position. */
int store_place_cmp(const struct store *s, row_t a, row_t b);
void store_sort_copies(struct store *s);
/* store/dedup.c: find copies and differing ids, fill s->copies and the segments' bits. */
void store_dedup(struct store *s, unsigned threads);

#endif
