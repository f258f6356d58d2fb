/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sets of rows by position in time order, so that a jump is a scan of words: hits of a
 * search, events that match an expression, errors, changes and first events. Tasks of the
 * engine; each set belongs to the order it was made over.
 */
#ifndef SESSION_SETS_H
#define SESSION_SETS_H

#include "session/engine.h"
#include "session/firstseen.h"

/* Rows that match an expression. */
struct posset {
	struct order *order; /* with a reference */
	uint64_t *bits;      /* by position */
	uint64_t *rows;      /* by row: order->nsegs segments, 0 where not looked at yet */
	bool complete;
	uint64_t undecided;
	char *problem; /* it could not be evaluated, or NULL */
};
void posset_free(struct posset *p);

/* Events of interest in all that is loaded. */
struct sets {
	struct order *order;                    /* with a reference */
	uint64_t *errors;                       /* result is not ok */
	uint64_t *changes;                      /* kind is write */
	uint64_t *firsts;                       /* any first event; NULL until known */
	uint64_t *first_rows[FIRSTSEEN_FIELDS]; /* by row; NULL until known */
};
void sets_free(struct sets *s);

/* Ask: answers are a struct posset, first parts of it before it is complete. */
void posset_ask(struct engine *e, enum task_slot slot, const char *expr, bool once);
/* Answers are a struct sets; asked again for each order. */
void sets_ask(struct engine *e, const struct path_trie *paths);

/* First position from FROM on, last one before BEFORE, set in both; else UINT32_MAX. */
uint32_t bits_next(const uint64_t *a, const uint64_t *b, uint32_t n, uint32_t from);
uint32_t bits_prev(const uint64_t *a, const uint64_t *b, uint32_t before);
/* Bits set in both among positions [0, to). */
uint64_t bits_both(const uint64_t *a, const uint64_t *b, uint32_t to);

#endif
