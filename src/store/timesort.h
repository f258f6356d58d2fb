/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows sorted by time, stably: for the orders of store/order.c. */
#ifndef STORE_TIMESORT_H
#define STORE_TIMESORT_H

#include "store/store.h"

/* Rows FROM..TO-1 of segment SEG, of one file. */
struct run {
	uint32_t seg, from, to;
	uint32_t rank; /* of the file */
	uint64_t off;  /* in the file */
};

/*
 * The rows of RUNS, with COPIES or without them, by time, rows of one time in the order of
 * RUNS, those without a time last. *RET_N: how many, *RET_TIMED: those with a time. The
 * caller frees.
 */
row_t *timesort(const struct store *s, const struct run *runs, size_t nruns, bool copies,
		unsigned threads, uint32_t *ret_n, uint32_t *ret_timed);

#endif
