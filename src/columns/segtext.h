/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first value of a path in the rows of a segment, as text, row after row: what
 * value_first() says, without looking for the columns each time.
 */
#ifndef COLUMNS_SEGTEXT_H
#define COLUMNS_SEGTEXT_H

#include "store/store.h"

struct segtext {
	const struct store *store;
	path_t path; /* PATH_NONE: no record has it */
	struct segtext_col {
		struct column_view v;
		struct column_text text;
		const struct dict *dict;
		uint32_t at; /* VE_LIST: values before the row asked last */
		uint32_t last;
	} * cols;
	unsigned n, cap;
	char form[36];
};

/* Zero ST first, or make it with this. */
void segtext_init(struct segtext *st, const struct store *s, path_t path);
void segtext_release(struct segtext *st);
/* Go to a segment; false when no row of it has a value. */
bool segtext_open(struct segtext *st, const struct segment *seg);
/*
 * The value of ROW (.ptr NULL: none; null, {} and [] are none); valid until the next call.
 * Cheap when rows ascend.
 */
struct sv segtext_get(struct segtext *st, uint32_t row);

/* Call FN for each value of PATH in SEG that is a string, with its row; copies are left out. */
typedef void (*segtext_fn)(void *arg, uint32_t row, struct sv text);
void segtext_each(const struct store *s, const struct segment *seg, path_t path,
		  segtext_fn fn, void *arg);

#endif
