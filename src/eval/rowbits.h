/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows that match an expression, kept up to date while the store grows: a bitmap by
 * row, and how far it goes. Used by one thread at a time.
 */
#ifndef EVAL_ROWBITS_H
#define EVAL_ROWBITS_H

#include "eval/eval.h"
#include "store/order.h"

struct rowbits {
	char *expr;      /* NULL for a time window, or a filter that was bound by others */
	tick_t from, to; /* window */
	struct filter *filter;
	struct eval *eval;
	bool relative; /* its meaning depends on what is loaded (-15m, 10:00) */
	bool stripped; /* copies are out: the load was over when it was last brought up */
	struct filter_times times; /* of the binding */
	uint64_t *bits;
	uint32_t nsegs, cap; /* evaluated, room: segments */
	char *problem;       /* it cannot be evaluated: why */
	/*
	 * It reads records: then BITS are right only for the rows that were ASKED about
	 * (all of the first NSEGS segments); else NULL.
	 */
	uint64_t *asked;
	uint64_t *todo, *found; /* while it is evaluated */
};

/* EXPR has passed filter_parse(). */
void rowbits_init(struct rowbits *r, const char *expr);
/* FILTER is bound, and stays the caller's. */
void rowbits_init_filter(struct rowbits *r, const struct eval_env *env,
			 struct filter *filter);
void rowbits_init_window(struct rowbits *r, tick_t from, tick_t to);
void rowbits_release(struct rowbits *r);

/*
 * Evaluate up to NSEGS segments, in slices: what is done stays done when the flag of ENV
 * cancels (ST_CANCELED). FINAL: the store is finished. After each slice SLICE (may be NULL)
 * is called.
 */
typedef void (*rowbits_slice_fn)(void *arg, struct rowbits *r);
enum st rowbits_update(struct rowbits *r, const struct eval_env *env, uint32_t nsegs,
		       const struct filter_times *times, bool final, rowbits_slice_fn slice,
		       void *arg) WARN_UNUSED;
/*
 * Of one that reads records (parsed and bound by rowbits_ready()): segments [from, to), only
 * the rows of WITHIN (by row; NULL: all). What was canceled is not kept.
 */
enum st rowbits_read(struct rowbits *r, const struct eval_env *env, uint32_t from,
		     uint32_t to, const uint64_t *within) WARN_UNUSED;
/* Parse, bind, make room for NSEGS segments, forget copies. Does it read records? */
bool rowbits_ready(struct rowbits *r, const struct eval_env *env, uint32_t nsegs,
		   const struct filter_times *times, bool final);
/* Rows of SEG that it neither has nor rejects (eval_open()); NULL: none. */
const uint64_t *rowbits_open(const struct rowbits *r, uint32_t seg);
uint64_t rowbits_undecided(const struct rowbits *r);
/* How many of them are records that could not be read again. */
uint64_t rowbits_unread(const struct rowbits *r);

/*
 * How many segments to evaluate between two looks at what else is wanted: few at first, for
 * a first answer, then as many as go into a moment.
 */
struct pace {
	uint32_t segs;
	int64_t started;
};
void pace_init(struct pace *p, bool reads);
void pace_next(struct pace *p, bool reads);
/* Rows of the first NSEGS segments in it (nsegs <= r->nsegs). */
uint64_t rowbits_count(const struct rowbits *r, uint32_t nsegs);
/* By position in time order: BITS_WORDS(o->n) words, the caller frees. Segments not
 * evaluated: 0. */
uint64_t *rowbits_in_order(const struct rowbits *r, const struct store *s,
			   const struct order *o);

#endif
