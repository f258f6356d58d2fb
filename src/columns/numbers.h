/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts as numbers, so that events can be grouped without looking at a text twice: names gives
 * each distinct text a number; a numberer looks the numbers up for rows of a segment, once for
 * each entry of a dictionary.
 */
#ifndef COLUMNS_NUMBERS_H
#define COLUMNS_NUMBERS_H

#include "store/store.h"
#include "util/arena.h"
#include "util/hashtab.h"

#include <pthread.h>

#define NUMBER_NONE UINT32_MAX

/* Distinct texts, numbered as they come. Filled by several threads, read when they are done. */
struct names {
	pthread_mutex_t lock;
	struct sv *v;
	uint32_t n, cap;
	struct hashtab by_text;
	struct arena arena; /* texts that the store does not keep */
};

void names_init(struct names *x);
void names_release(struct names *x);
/*
 * Number of TEXT. KEPT: its bytes live as long as the store; else they are copied. Takes
 * the lock.
 */
uint32_t names_add(struct names *x, struct sv text, bool kept);
/*
 * names_add() for many texts that are kept, by one thread alone: first make room for N more,
 * then add them.
 */
void names_reserve(struct names *x, uint32_t n);
uint32_t names_add_alone(struct names *x, struct sv text);
/* Number of TEXT or NUMBER_NONE; not while others add. */
uint32_t names_find(const struct names *x, struct sv text);

/* What a text counts as: any number, or NUMBER_NONE (as if the event had no value there). */
typedef uint32_t (*number_fn)(void *arg, struct sv text, bool kept);
/* A number_fn: ARG is a struct names. */
uint32_t names_number(void *arg, struct sv text, bool kept);

/* Of one path and one thread. Zero it first, then numberer_init(). */
struct numberer {
	const struct store *store;
	path_t path; /* PATH_NONE: no record has it */
	number_fn fn;
	void *arg;
	struct number_map {
		uint32_t
			*v; /* by number of the dictionary: what FN said + 2; 0 not asked */
		uint32_t n;
		const struct dict *dict;
	} map[2]; /* strings, literals */
};

void numberer_init(struct numberer *nb, const struct store *s, path_t path, number_fn fn,
		   void *arg);
void numberer_release(struct numberer *nb);
/*
 * RET[i] = what FN says of the first value of ROWS[i] (ascending; N of them), NUMBER_NONE when
 * there is none; null, {} and [] are none.
 */
void numberer_rows(struct numberer *nb, const struct segment *seg, const uint16_t *rows,
		   uint32_t n, uint32_t *ret);

/* The node of "a.b.c" (no arrays), or PATH_NONE. */
path_t path_of(const struct path_trie *t, const char *dotted);

#endif
