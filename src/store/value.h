/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of rows: what a path or a field holds in an event, as text.
 */
#ifndef STORE_VALUE_H
#define STORE_VALUE_H

#include "event/field.h"
#include "store/store.h"
#include "util/arena.h"

struct value {
	struct sv
		text; /* decoded string, or the literal as written; borrowed: from the store,
			     or from the arena given (UUID, TIME) */
	enum vkind kind;   /* VK_LIT, VK_RAWLIT: a literal; else a string */
	uint64_t full_len; /* VK_BIG: length before the cut; else text.len */
};

/*
 * The values of node PATH in ROW, in their order; ARENA holds what must be formatted.
 * Calls FN for each until it returns false. WITH_EMPTY also yields null, {} and []
 * (VK_LIT).
 */
typedef bool (*value_fn)(void *arg, const struct value *v);
void value_each(const struct store *s, row_t row, path_t path, bool with_empty,
		struct arena *arena, value_fn fn, void *arg);

/* The first value, or .text = SV_NULL. */
struct value value_first(const struct store *s, row_t row, path_t path,
			 struct arena *arena);

/* The nanoseconds of ROW's time below its tick (util/timefmt.h), as eventTime says them. */
unsigned value_time_below(const struct store *s, row_t row);

/*
 * Every leaf of ROW with its path (overflow leaves under their overflow node), derived
 * fields left out.
 */
typedef bool (*leaf_fn)(void *arg, path_t path, const struct value *v);
void value_leaves(const struct store *s, row_t row, struct arena *arena, leaf_fn fn,
		  void *arg);

#endif
