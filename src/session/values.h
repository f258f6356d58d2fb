/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the Values pane: what a field holds in the shown events. */
#ifndef SESSION_VALUES_H
#define SESSION_VALUES_H

#include "count/count.h"
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

#endif
