/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passes over the columns of a segment: numbers to bits of rows. Of eval/, count/ and the
 * subjects. BITS has SEG_WORDS words; rows are only ever added to it.
 */
#ifndef EVAL_SCAN_H
#define EVAL_SCAN_H

#include "store/segment.h"
#include "util/bits.h"

/* Rows with a value whose number N has a 1 in LUT[N]; all of LUT is 0 or 1. */
void scan_lut(const struct column_view *v, const uint8_t *lut, uint64_t *bits);
/* Rows with a value of number ID. */
void scan_id(const struct column_view *v, uint32_t id, uint64_t *bits);
/* Rows with any value. ROWS: of the segment. */
void scan_all(const struct column_view *v, uint64_t *bits);
/* Rows with more than one value here (VE_LIST). */
void scan_repeated(const struct column_view *v, uint64_t *bits);
/* Rows whose time lies in [from, to); those without one never. */
void scan_time(const struct segment *s, tick_t from, tick_t to, uint64_t *bits);
/* Rows with a readable time. */
void scan_timed(const struct segment *s, uint64_t *bits);

/*
 * The values of a column with their rows, one after the other:
 *	struct column_iter it = column_iter(&view);
 *	while (column_next(&it)) ... it.i, it.row ...
 */
struct column_iter {
	const struct column_view *v;
	uint32_t i, row;
	uint32_t next, word;
	uint64_t left;
};

static inline struct column_iter column_iter(const struct column_view *v)
{
	return (struct column_iter){ .v = v,
				     .left = v->enc == VE_BITMAP ? v->bitmap[0] : 0 };
}

static inline bool column_next(struct column_iter *it)
{
	if (it->next == it->v->n)
		return false;
	it->i = it->next++;
	switch (it->v->enc) {
	case VE_DENSE:
		it->row = it->i;
		break;
	case VE_LIST:
		it->row = it->v->rows[it->i];
		break;
	case VE_BITMAP:
		while (!it->left)
			it->left = it->v->bitmap[++it->word];
		it->row = it->word * 64 + (uint32_t)__builtin_ctzll(it->left);
		it->left &= it->left - 1;
		break;
	}
	return true;
}

/* Bits of the first ROWS rows. */
static inline void bits_first(uint64_t *bits, uint32_t rows)
{
	memset(bits, 0, SEG_WORDS * sizeof(*bits));
	memset(bits, 0xff, rows / 64 * sizeof(*bits));
	if (rows % 64)
		bits[rows / 64] = (UINT64_C(1) << rows % 64) - 1;
}

static inline bool bits_any(const uint64_t *bits)
{
	uint64_t m = 0;

	for (unsigned i = 0; i < SEG_WORDS; i++)
		m |= bits[i];
	return m;
}

#endif
