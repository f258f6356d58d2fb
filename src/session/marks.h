/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marked rows: a bitmap by row that grows with the store, and differences for undo. */
#ifndef SESSION_MARKS_H
#define SESSION_MARKS_H

#include "store/segment.h"
#include "util/base.h"
#include "util/bits.h"

struct marks {
	uint64_t *w;
	size_t words;
	uint64_t count;
};

/* Words that change, by exclusive or: applying it twice gives the beginning back. */
struct marks_diff {
	struct marks_word {
		uint32_t at;
		uint64_t flip;
	} * v;
	size_t n, cap;
};

void marks_release(struct marks *m);
void marks_diff_release(struct marks_diff *d);
/* Apply D; returns how many marks changed. */
size_t marks_apply(struct marks *m, const struct marks_diff *d);
/* Build a difference: from a row, or from a bitmap of rows. Rows already as wanted change
 * nothing. */
void marks_diff_row(struct marks_diff *d, const struct marks *m, row_t row, bool on);
void marks_diff_bits(struct marks_diff *d, const struct marks *m, const uint64_t *rows,
		     size_t words, bool on);

static inline bool marks_has(const struct marks *m, row_t row)
{
	return (row >> 6) < m->words && (m->w[row >> 6] >> (row & 63) & 1);
}

/* Marks among the rows of BITS (WORDS words by row): the marked events that are shown. */
uint64_t marks_count_in(const struct marks *m, const uint64_t *bits, size_t words);
/* The row that is meant by ROW: another when ROW turned out to be a copy; ROW_NONE: none. */
typedef row_t (*kept_fn)(void *arg, row_t row);
/* M as it is when each mark stands on the row that was kept. The caller releases it. */
struct marks marks_moved(const struct marks *m, kept_fn kept, void *arg);
/* What leads from A to B. */
struct marks_diff marks_between(const struct marks *a, const struct marks *b);
/* The marked rows, ascending. Caller frees. */
size_t marks_rows(const struct marks *m, row_t **ret);

#endif
