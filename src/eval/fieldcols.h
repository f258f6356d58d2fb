/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a segment has of one field: columns, and rows that need a closer look. Of eval/ and
 * count/ only.
 */
#ifndef EVAL_FIELDCOLS_H
#define EVAL_FIELDCOLS_H

#include "eval/scan.h"
#include "eval/source.h"
#include "store/dict.h"

/* The dictionary of a place and kind. */
struct slot {
	const struct dict *dict; /* NULL: none */
	uint32_t n;
	uint8_t *is_value; /* VK_LIT: 0 for null, {} and [] */
	bool used;         /* there is a value in it */
};

struct fieldcol {
	struct column_view v;
	size_t slot; /* of a dictionary column; SIZE_MAX: others */
};

/* What a segment has of the field. */
struct fieldcols {
	struct fieldcol *cols;
	size_t n, cap;
	uint64_t any[SEG_WORDS];   /* rows with a value */
	uint64_t multi[SEG_WORDS]; /* rows that need the slow way */
	bool odd; /* some values are not whole in their column: overflow, VK_BIG */
};

#define LONG_ROW 64u /* values of one row that are compared with each other */

/* SLOTS: two for each place of SRC: VK_STR, VK_LIT. Reuses L's memory. */
void fieldcols_make(struct fieldcols *l, const struct segment *seg,
		    const struct source *src, const struct slot *slots);
/*
 * The rows of MASK: FAST ones have values in one column only: one, or in a list not more than
 * LONG_ROW; SLOW are the others. Columns of UUIDs have no lists of fast rows.
 */
void fieldcols_split(const struct fieldcols *l, const uint64_t *mask, uint64_t *fast,
		     uint64_t *slow);

#endif
