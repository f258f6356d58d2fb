/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loops over packed numbers and times; each kind of column has one. */
#include "eval/scan.h"

/*
 * One function for each width of numbers and each question: HIT(n) is 0 or 1 for number N.
 * The inner loops have no branch on a value.
 */
#define DEFINE_SCAN(name, type, param, HIT)                                                \
	static void name(const struct column_view *v, param, uint64_t *bits)               \
	{                                                                                  \
		const type *ids = v->ids;                                                  \
		uint32_t i = 0;                                                            \
                                                                                           \
		switch (v->enc) {                                                          \
		case VE_DENSE:                                                             \
			for (unsigned w = 0; i < v->n; w++) {                              \
				uint32_t n = MIN(v->n - i, 64u);                           \
				uint64_t m = 0;                                            \
                                                                                           \
				for (uint32_t k = 0; k < n; k++)                           \
					m |= (uint64_t)(HIT(ids[i + k])) << k;             \
				bits[w] |= m;                                              \
				i += n;                                                    \
			}                                                                  \
			break;                                                             \
		case VE_BITMAP:                                                            \
			for (unsigned w = 0; w < SEG_WORDS; w++) {                         \
				uint64_t m = 0;                                            \
                                                                                           \
				for (uint64_t b = v->bitmap[w]; b; b &= b - 1, i++)        \
					m |= (b & -b) & -(uint64_t)(HIT(ids[i]));          \
				bits[w] |= m;                                              \
			}                                                                  \
			break;                                                             \
		case VE_LIST:                                                              \
			for (; i < v->n; i++)                                              \
				bits[v->rows[i] >> 6] |= (uint64_t)(HIT(ids[i]))           \
							 << (v->rows[i] & 63);             \
			break;                                                             \
		}                                                                          \
	}

#define IN_LUT(n) lut[n]
#define IS_ID(n)  ((n) == id)
DEFINE_SCAN(lut8, uint8_t, const uint8_t *lut, IN_LUT)
DEFINE_SCAN(lut16, uint16_t, const uint8_t *lut, IN_LUT)
DEFINE_SCAN(lut32, uint32_t, const uint8_t *lut, IN_LUT)
DEFINE_SCAN(id8, uint8_t, uint32_t id, IS_ID)
DEFINE_SCAN(id16, uint16_t, uint32_t id, IS_ID)
DEFINE_SCAN(id32, uint32_t, uint32_t id, IS_ID)

void scan_lut(const struct column_view *v, const uint8_t *lut, uint64_t *bits)
{
	uint8_t local[LOCAL_MAX], any = 0;

	if (v->local) {
		for (uint32_t i = 0; i < v->nlocal; i++)
			any |= local[i] = lut[v->local[i]];
		if (!any)
			return;
		lut = local;
	}
	if (v->width == 0) {
		if (lut[v->base])
			scan_all(v, bits);
	} else if (v->width == 1) {
		lut8(v, lut, bits);
	} else if (v->width == 2) {
		lut16(v, lut, bits);
	} else {
		lut32(v, lut, bits);
	}
}

void scan_id(const struct column_view *v, uint32_t id, uint64_t *bits)
{
	if (v->local) {
		uint32_t i = 0;

		while (i < v->nlocal && v->local[i] != id)
			i++;
		if (i == v->nlocal)
			return;
		id = i;
	}
	if (v->width == 0) {
		if (v->base == id)
			scan_all(v, bits);
	} else if (v->width == 1) {
		id8(v, id, bits);
	} else if (v->width == 2) {
		id16(v, id, bits);
	} else {
		id32(v, id, bits);
	}
}

void scan_all(const struct column_view *v, uint64_t *bits)
{
	uint64_t all[SEG_WORDS];

	switch (v->enc) {
	case VE_DENSE:
		bits_first(all, v->n);
		for (unsigned w = 0; w < SEG_WORDS; w++)
			bits[w] |= all[w];
		break;
	case VE_BITMAP:
		for (unsigned w = 0; w < SEG_WORDS; w++)
			bits[w] |= v->bitmap[w];
		break;
	case VE_LIST:
		for (uint32_t i = 0; i < v->n; i++)
			bit_set(bits, v->rows[i]);
		break;
	}
}

void scan_repeated(const struct column_view *v, uint64_t *bits)
{
	if (v->enc != VE_LIST)
		return;
	for (uint32_t i = 1; i < v->n; i++)
		if (v->rows[i] == v->rows[i - 1])
			bit_set(bits, v->rows[i]);
}

/* Seconds not below T, within what fits in 33 bits. */
static uint64_t ceil_seconds(tick_t t)
{
	if (t <= 0)
		return 0;
	if (t > (tick_t)UINT32_MAX * TICKS_PER_SEC)
		return (uint64_t)UINT32_MAX + 1;
	return (uint64_t)((t + TICKS_PER_SEC - 1) / TICKS_PER_SEC);
}

static void time32(const uint32_t *t, uint32_t rows, uint64_t lo, uint64_t hi,
		   uint64_t *bits)
{
	uint32_t from = (uint32_t)lo, span = (uint32_t)(hi - lo - 1);

	for (uint32_t i = 0; i < rows; i += 64) {
		uint32_t n = MIN(rows - i, 64u);
		uint64_t m = 0;

		for (uint32_t k = 0; k < n; k++)
			m |= (uint64_t)(t[i + k] - from <= span) << k;
		bits[i / 64] |= m;
	}
}

void scan_time(const struct segment *s, tick_t from, tick_t to, uint64_t *bits)
{
	if (s->t32) {
		uint64_t lo = ceil_seconds(from), hi = ceil_seconds(to);

		if (lo < hi)
			time32(s->t32, s->rows, lo, hi, bits);
		return;
	}
	for (uint32_t i = 0; i < s->rows; i++)
		if (s->t64[i] >= from && s->t64[i] < to) /* TICK_NONE is below nothing */
			bit_set(bits, i);
}

void scan_timed(const struct segment *s, uint64_t *bits)
{
	scan_time(s, INT64_MIN, TICK_NONE, bits);
}
