/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges of bits set and counted. */
#include "util/bits.h"

void bits_set_range(uint64_t *w, size_t from, size_t to)
{
	size_t a = from >> 6, b = to >> 6;
	uint64_t head = ~UINT64_C(0) << (from & 63);
	uint64_t tail = (to & 63) ? ~UINT64_C(0) >> (64 - (to & 63)) : 0;

	if (from >= to)
		return;
	if (a == b) {
		w[a] |= head & tail;
		return;
	}
	w[a] |= head;
	for (size_t i = a + 1; i < b; i++)
		w[i] = ~UINT64_C(0);
	if (tail)
		w[b] |= tail;
}

size_t bits_count_range(const uint64_t *w, size_t from, size_t to)
{
	size_t a = from >> 6, b = to >> 6, n = 0;
	uint64_t head = ~UINT64_C(0) << (from & 63);
	uint64_t tail = (to & 63) ? ~UINT64_C(0) >> (64 - (to & 63)) : 0;

	if (from >= to)
		return 0;
	if (a == b)
		return (size_t)__builtin_popcountll(w[a] & head & tail);
	n = (size_t)__builtin_popcountll(w[a] & head);
	for (size_t i = a + 1; i < b; i++)
		n += (size_t)__builtin_popcountll(w[i]);
	if (tail)
		n += (size_t)__builtin_popcountll(w[b] & tail);
	return n;
}
