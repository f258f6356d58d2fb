/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short copies and fills without a call. */
#ifndef UTIL_BYTES_H
#define UTIL_BYTES_H

#include "util/base.h"

#include <string.h>

/* Copy N bytes, which do not overlap: the last ones twice rather than one by one. */
static ALWAYS_INLINE void copy_bytes(char *to, const char *from, size_t n)
{
	if (n >= 16) {
		for (size_t i = 0; i + 16 <= n; i += 16)
			memcpy(to + i, from + i, 16);
		memcpy(to + n - 16, from + n - 16, 16);
	} else if (n >= 8) {
		memcpy(to, from, 8);
		memcpy(to + n - 8, from + n - 8, 8);
	} else if (n >= 4) {
		memcpy(to, from, 4);
		memcpy(to + n - 4, from + n - 4, 4);
	} else {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	}
}

/* Bytes behind the end that fill_over() may write. */
#define BYTES_OVER 8

/* The 8 bytes of PATTERN again and again, over N bytes. */
static ALWAYS_INLINE void fill_over(char *to, uint64_t pattern, size_t n)
{
	for (size_t i = 0; i < n; i += 8)
		memcpy(to + i, &pattern, 8);
}

#endif
