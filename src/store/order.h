/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time order: the kept rows of a set of segments, sorted as store_row_cmp() says. Immutable
 * and counted; the screen holds one while the next is made.
 */
#ifndef STORE_ORDER_H
#define STORE_ORDER_H

#include "store/store.h"

struct order {
	_Atomic(uint32_t) refs;
	uint32_t nsegs; /* segments 0..nsegs-1 are in it */
	uint32_t n;     /* rows in it; copies are left out once the load is finished */
	uint32_t timed; /* the first TIMED rows have a readable time */
	row_t *rows;
};

/* Over all segments published now. */
struct order *order_make(const struct store *s, unsigned threads);
struct order *order_ref(struct order *o);
void order_unref(struct order *o);
/* The final order, made by store_finish(); borrowed. NULL before. */
struct order *store_order(const struct store *s);

/* First position whose time is >= T, among the timed rows (TIMED when none). */
uint32_t order_lower(const struct store *s, const struct order *o, tick_t t);
/* Position of ROW in O, or UINT32_MAX. */
uint32_t order_find(const struct store *s, const struct order *o, row_t row);

#endif
