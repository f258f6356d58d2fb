/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a string of a record ends. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "util/base.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What stands in a string before the byte that ends the scan. */
enum { SEEN_HIGH = 1 };

/*
 * From P to the first '"', '\\' or control character. *SEEN |= SEEN_HIGH when a byte that
 * is not ASCII stands before it. The padding behind the text ends the scan at the latest.
 */
static ALWAYS_INLINE const char *scan_string(const char *p, unsigned *seen)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	const __m128i ctrl = _mm_set1_epi8(0x1f);

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote),
							 _mm_cmpeq_epi8(v, back)),
					    _mm_cmpeq_epi8(_mm_min_epu8(v, ctrl), v));
		unsigned m = (unsigned)_mm_movemask_epi8(stop);
		unsigned high = (unsigned)_mm_movemask_epi8(v);

		if (m) {
			unsigned n = (unsigned)__builtin_ctz(m);

			*seen |= (high & ((1u << n) - 1)) != 0;
			return p + n;
		}
		*seen |= high != 0;
	}
#else
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;

	for (;; p += 8) {
		uint64_t v, q, b, stop;

		memcpy(&v, p, 8);
		q = v ^ ones * '"';
		b = v ^ ones * '\\';
		stop = (((q - ones) & ~q) | ((b - ones) & ~b) | ((v - ones * 0x20) & ~v)) &
		       tops;
		if (stop || (v & tops))
			break;
	}
	for (;; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\' || c < 0x20)
			return p;
		*seen |= c >= 0x80;
	}
#endif
}

#endif
