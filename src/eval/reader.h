/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of one field, row by row, as numbers of distinct texts. Made for passes over whole
 * segments by one thread. Of eval/ and count/ only.
 */
#ifndef EVAL_READER_H
#define EVAL_READER_H

#include "eval/eval.h"
#include "eval/source.h"
#include "eval/textmap.h"

/* The texts of the values of one row. */
struct rowtexts {
	struct sv *v;
	size_t n, cap;
	struct arena arena; /* what had to be formatted or read again */
};

/*
 * All values of ROW at the places of SRC (of SRC_PATHS), in their order, each as often as
 * it stands there; values that are stored cut are read again when ENV can. Texts are valid
 * until the next call.
 */
void rowtexts_read(struct rowtexts *rt, const struct eval_env *env, row_t row,
		   const struct source *src);
void rowtexts_release(struct rowtexts *rt);

struct reader_column {
	struct column_view v;
	size_t place;
	struct dict *dict;
	uint32_t *numbers; /* of dictionary numbers: text + 1, or 0 when not known yet */
};

struct reader {
	const struct eval_env *env;
	struct source src;
	struct textmap texts; /* all texts so far: what the numbers mean */
	struct place_numbers {
		uint32_t *v[2]; /* VK_STR, VK_LIT */
		uint32_t n[2];
	} * places;
	uint32_t *runs; /* SRC_RUN: text + 1 by value */
	const struct segment *seg;
	struct reader_column *cols; /* of the segment */
	size_t ncols, colcap;
	struct rowtexts row;
	struct buf text;
	tick_t last_time; /* SRC_TIME: the time formatted last, and its number */
	uint32_t last_number;
	/* the numbers of the row read last */
	uint32_t *v;
	size_t n, cap;
};

void reader_init(struct reader *r, const struct eval_env *env, const struct fieldref *f);
void reader_release(struct reader *r);
void reader_segment(struct reader *r, const struct segment *seg);
/*
 * r->v[0..n-1] = numbers of the values of row ROW of the segment, in order, repeats
 * included.
 */
void reader_row(struct reader *r, uint32_t row);
/* One number for all values of the row joined by a blank; UINT32_MAX when it has none. */
uint32_t reader_joined(struct reader *r, uint32_t row);

#endif
