/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields of single rows by name, for histories that look at some thousand events: where a field
 * lies is found out once. For one thread.
 */
#ifndef COLUMNS_ROWREAD_H
#define COLUMNS_ROWREAD_H

#include "count/count.h"
#include "util/arena.h"

#define ROWREAD_MAX 256

struct rowread {
	const struct store *store;
	struct rowread_field {
		const char *name; /* told apart by its address */
		struct fieldref ref;
		struct field_values values;
	} * fields[ROWREAD_MAX];
	size_t n;
	struct arena arena;
};

void rowread_init(struct rowread *r, const struct store *s);
void rowread_release(struct rowread *r);

/*
 * The values of FIELD (a constant string) in ROW; borrowed until the next call for this
 * field.
 */
const struct sv *rowread_all(struct rowread *r, row_t row, const char *field,
			     size_t *ret_n);
/* The first one, copied to ARENA; SV_NULL when there is none. */
struct sv rowread_text(struct rowread *r, row_t row, const char *field,
		       struct arena *arena);
/* All of them joined by a blank; SV_NULL when there is none. */
struct sv rowread_join(struct rowread *r, row_t row, const char *field,
		       struct arena *arena);
/* The first one, borrowed. */
struct sv rowread_peek(struct rowread *r, row_t row, const char *field);

/* Is the key of PATH ("a.b.c") in the record at all, null, {} and [] included? */
bool rowread_has_key(const struct store *s, row_t row, const char *path);

#endif
