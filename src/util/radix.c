/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bits a pass, passes without effect left out. */
#include "util/radix.h"

#include <string.h>

/* One counting pass for each byte that differs at all. */
void radix_sort(struct radix_item *items, struct radix_item *spare, size_t n)
{
	struct radix_item *from = items, *to = spare;
	uint64_t or = 0, and = UINT64_MAX;

	for (size_t i = 0; i < n; i++) {
		or |= items[i].key;
		and &= items[i].key;
	}
	for (unsigned shift = 0; n && shift < 64; shift += 8) {
		size_t at[256] = { 0 }, sum = 0;
		struct radix_item *swap;

		if (!((or ^and) >> shift & 255))
			continue;
		for (size_t i = 0; i < n; i++)
			at[from[i].key >> shift & 255]++;
		for (unsigned b = 0; b < 256; b++) {
			size_t c = at[b];

			at[b] = sum;
			sum += c;
		}
		for (size_t i = 0; i < n; i++)
			to[at[from[i].key >> shift & 255]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(*items));
}
