/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A selection: the rows that pass, as bits in row order and in time order, with counts.
 * Made from filters, a time window and an order; immutable and counted.
 */
#ifndef EVAL_SELECT_H
#define EVAL_SELECT_H

#include "eval/eval.h"
#include "store/order.h"

struct selection {
	_Atomic(uint32_t) refs;
	struct order *order;
	uint64_t *rows;  /* order->nsegs * SEG_WORDS words, by row */
	uint64_t *bits;  /* order->n bits, by position in time order */
	uint32_t *ranks; /* bits set before each block of 4096 positions */
	uint32_t count;  /* rows selected */
	uint32_t total;  /* rows in the order */
	uint32_t
		open; /* rows neither selected nor rejected: not all that decides is known */
};

/*
 * All rows of ORDER that are set in each of the NSETS bitmaps SETS (row order, as
 * eval_run() fills them) and whose time lies in [from, to) (0 and TICK_NONE: all, those
 * without a time included). Takes a reference of ORDER. NULL when CANCEL (may be NULL) was
 * seen.
 */
struct selection *selection_make(const struct store *s, struct order *order,
				 const uint64_t *const *sets, size_t nsets, tick_t from,
				 tick_t to, const _Atomic(bool) *cancel);
/*
 * The same, with the rows the sets leave open: those that each of them has in its SETS or in
 * its OPENS, and not all in SETS. OPENS: by set; an evaluator that is asked for them
 * (eval_open()), or NULL.
 */
struct selection *selection_make_open(const struct store *s, struct order *order,
				      const uint64_t *const *sets,
				      const struct eval *const *opens, size_t nsets,
				      tick_t from, tick_t to, const _Atomic(bool) *cancel);
struct selection *selection_ref(struct selection *sel);
void selection_unref(struct selection *sel);

/* Row number K (from 0) in time order, or ROW_NONE. */
row_t selection_nth(const struct selection *sel, uint32_t k);
/* How many selected rows come before position POS of the order. */
uint32_t selection_rank(const struct selection *sel, uint32_t pos);
/*
 * Index of ROW in the selection, or of the nearest row in time when it is not in it
 * (*ret_exact).
 */
uint32_t selection_find(const struct store *s, const struct selection *sel, row_t row,
			bool *ret_exact);
static inline bool selection_has(const struct selection *sel, row_t row)
{
	return row_seg(row) < sel->order->nsegs && (sel->rows[row >> 6] >> (row & 63) & 1);
}

/* Histogram: selected and all rows in N equal buckets of [from, to). */
void selection_histogram(const struct store *s, const struct selection *sel, tick_t from,
			 tick_t to, uint32_t n, uint32_t *ret_selected, uint32_t *ret_all);

/* Sort keys of --sort: "field[:asc|:desc],..." over rows. */
struct sort_key {
	struct fieldref field;
	bool desc;
};
enum st sort_parse(struct sv text, struct arena *arena, struct sort_key **ret,
		   size_t *ret_n, struct err *err) WARN_UNUSED;
/*
 * The rows of SEL, sorted by KEYS: numbers numerically, absent values last either way, ties
 * in time order. The caller frees.
 */
row_t *selection_sorted(const struct store *s, const struct selection *sel,
			const struct sort_key *keys, size_t nkeys);
/* How two texts sort: numbers by value before others, others by bytes. */
int sort_text_cmp(struct sv a, struct sv b);

#endif
