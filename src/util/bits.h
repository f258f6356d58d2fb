/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bitmaps of 64-bit words: bit I is word I / 64, bit I % 64. */
#ifndef UTIL_BITS_H
#define UTIL_BITS_H

#include "util/base.h"

#include <string.h>

#define BITS_WORDS(n) (((size_t)(n) + 63) / 64)

static inline bool bit_get(const uint64_t *w, size_t i)
{
	return w[i >> 6] >> (i & 63) & 1;
}

static inline void bit_set(uint64_t *w, size_t i)
{
	w[i >> 6] |= UINT64_C(1) << (i & 63);
}

static inline void bit_clear(uint64_t *w, size_t i)
{
	w[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}

static inline size_t bits_count(const uint64_t *w, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < words; i++)
		n += (size_t)__builtin_popcountll(w[i]);
	return n;
}

/* Set the bits of [from, to). */
void bits_set_range(uint64_t *w, size_t from, size_t to);
/* Bits set in [from, to). */
size_t bits_count_range(const uint64_t *w, size_t from, size_t to);

/* Visit each set bit: BITS_FOREACH(w, words, i) { ... uses size_t i ... } */
#define BITS_FOREACH(w, words, i)                                                          \
	for (size_t i##_k = 0; i##_k < (words); i##_k++)                                   \
		for (uint64_t i##_m = (w)[i##_k]; i##_m; i##_m &= i##_m - 1)               \
			for (size_t i = i##_k * 64 + (size_t)__builtin_ctzll(i##_m),       \
				    i##_once = 1;                                          \
			     i##_once; i##_once = 0)

#endif
