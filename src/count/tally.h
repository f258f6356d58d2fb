/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What count_by() gathers for a key, and how its rows are made. Of count/ only. */
#ifndef COUNT_TALLY_H
#define COUNT_TALLY_H

#include "count/count.h"
#include "eval/textmap.h"
#include "util/workers.h"

#include <pthread.h>

/* Events of one key. */
struct acc {
	tick_t first, last; /* TICK_NONE and INT64_MIN before the first readable time */
	uint32_t count;
};

#define ACC_INIT                                                                           \
	{                                                                                  \
		TICK_NONE, INT64_MIN, 0                                                    \
	}

static inline void acc_add(struct acc *a, tick_t t)
{
	a->count++;
	if (t == TICK_NONE)
		return;
	a->first = MIN(a->first, t);
	a->last = MAX(a->last, t);
}

static inline void acc_merge(struct acc *to, const struct acc *from)
{
	to->count += from->count;
	to->first = MIN(to->first, from->first);
	to->last = MAX(to->last, from->last);
}

/* N of them, empty; NULL only for 0. The caller frees. */
struct acc *acc_new(size_t n);

/* Room for N more rows, exactly. */
void counts_reserve(struct counts *c, size_t n);
/* Append a row to C with one key (or none: .ptr NULL) or with C->nfields of them. */
void counts_push(struct counts *c, const struct sv *keys, const struct acc *a);
/* Put the rows in their order (countsort.c). */
void counts_sort(struct counts *c, unsigned threads);

/* A text of an event, on its way to the table it belongs to. */
struct text_note {
	uint64_t hash; /* hash_sv(TEXT) */
	const char *ptr;
	uint32_t len;
	bool copy; /* the text does not last */
	tick_t time;
};

/* Counts by text. Zero it before use. */
struct textcount {
	struct textmap map;
	struct acc *acc; /* by number of the map */
	uint32_t cap;
};

void textcount_release(struct textcount *tc);
/* One event for each of the N notes. */
void textcount_add(struct textcount *tc, const struct text_note *v, size_t n);
/* All events of A; COPY: the text does not last. */
void textcount_merge(struct textcount *tc, struct sv text, uint64_t hash, bool copy,
		     const struct acc *a);
/* All of it as rows of C, which then owns the texts; TC is empty. */
void textcount_take(struct textcount *tc, struct counts *c);

/* Counts by text, in tables by hash that several threads add to. */
#define TEXT_PARTS 16u
struct text_tables {
	struct textcount part[TEXT_PARTS];
	pthread_mutex_t lock[TEXT_PARTS];
};

void text_tables_init(struct text_tables *t);
void text_tables_release(struct text_tables *t);

/* What one thread has noted for them. Zero it before use. */
struct text_notes {
	struct {
		struct text_note *v;
		size_t n, cap;
	} part[TEXT_PARTS];
	size_t n;
	struct arena
		arena; /* texts that do not last longer; text_notes_add() does not copy */
};

void text_notes_release(struct text_notes *n);
void text_notes_add(struct text_notes *n, struct sv text, uint64_t hash, bool copy,
		    tick_t time);
/* Add those of a part to its table; many threads may, each another part of N. */
void text_notes_give(struct text_notes *n, struct text_tables *t, unsigned part);
/* All parts are given: begin again. */
void text_notes_reset(struct text_notes *n);
/* Give all if they take much memory. Texts in the arena are gone then. */
void text_notes_limit(struct text_notes *n, struct text_tables *t);

/* One field that lies in paths. */
enum st count_one(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
		  const struct fieldref *f, struct counts *ret) WARN_UNUSED;
/* Any fields. ST_LIMIT: an event has too many combinations. */
enum st count_many(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
		   const struct fieldref *by, size_t nby, struct counts *ret) WARN_UNUSED;

#endif
