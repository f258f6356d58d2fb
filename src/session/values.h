/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the Values pane: what a field holds in the shown events. */
#ifndef SESSION_VALUES_H
#define SESSION_VALUES_H

#include "count/count.h"
#include "list/listing.h"
#include "session/view.h"

struct values {
	_Atomic(uint32_t) refs;
	char *field;          /* as wanted */
	uint64_t serial;      /* of the view they are counts of */
	uint64_t events;      /* shown events that were counted */
	uint64_t with;        /* of them with any value of the field */
	struct counts counts; /* rows: keys[0] (.ptr NULL: no value), count, first, last */
};

/* Count. NULL when cancelled. */
struct values *values_make(const struct eval_env *env, const struct view *v,
			   const char *field);
struct values *values_ref(struct values *v);
void values_unref(struct values *v);

/* Orders of the rows; numbers sort as numbers, what is absent is last either way. */
enum values_sort { VALUES_COUNT, VALUES_KEY, VALUES_FIRST, VALUES_LAST };
/*
 * Indexes of rows in that order into RET (counts.n of them). Takes seconds for millions of
 * rows: the screen uses session_values_order().
 */
void values_order(const struct values *v, enum values_sort by, bool reverse, uint32_t *ret);

/* The columns of counts: those that `count` prints behind its fields, then what the pane adds. */
enum values_col { VC_COUNT, VC_FIRST, VC_LAST, VC_VALUE, VC_SHARE, VC_BAR, VC_COLS };
extern const struct listing values_listing;

struct value_rows {
	const struct values *v;
	struct count_read read; /* of the row asked last */
	struct rows r;
};
/* The first N rows of V, which is borrowed. W (zero it first) must not move. */
void value_rows_init(struct value_rows *w, const struct values *v, size_t n);

#endif
