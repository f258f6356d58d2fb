/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Borrowed string view: pointer and length, by value. Bytes may hold NUL. Who lends the
 * bytes says how long they live.
 */
#ifndef UTIL_SV_H
#define UTIL_SV_H

#include "util/base.h"

#include <string.h>

struct sv {
	const char *ptr;
	size_t len;
};

#define SV_LIT(s) ((struct sv){ "" s, sizeof(s) - 1 })
#define SV_NULL   ((struct sv){ NULL, 0 })
#define SV_FMT    "%.*s"
#define SV_ARG(v) (int)(v).len, (v).ptr

static inline struct sv sv_make(const char *ptr, size_t len)
{
	return (struct sv){ ptr, len };
}

static inline struct sv sv_str(const char *s)
{
	return (struct sv){ s, s ? strlen(s) : 0 };
}

static inline bool sv_eq(struct sv a, struct sv b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool sv_eqs(struct sv a, const char *s)
{
	return sv_eq(a, sv_str(s));
}

static inline bool sv_starts(struct sv a, struct sv prefix)
{
	return a.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(a.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool sv_ends(struct sv a, struct sv tail)
{
	return a.len >= tail.len && (tail.len == 0 || memcmp(a.ptr + (a.len - tail.len),
							     tail.ptr, tail.len) == 0);
}

/* Bytes as unsigned, the shorter first when one begins the other. */
static inline int sv_cmp(struct sv a, struct sv b)
{
	size_t n = MIN(a.len, b.len);
	int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (c)
		return c;
	return a.len < b.len ? -1 : a.len > b.len;
}

/* From byte AT on; empty when AT is past the end. */
static inline struct sv sv_from(struct sv a, size_t at)
{
	if (at > a.len)
		at = a.len;
	return (struct sv){ a.ptr + at, a.len - at };
}

static inline struct sv sv_head(struct sv a, size_t n)
{
	return (struct sv){ a.ptr, MIN(n, a.len) };
}

/* Index of the first C, or -1. */
static inline ptrdiff_t sv_chr(struct sv a, char c)
{
	const char *p = a.len ? memchr(a.ptr, c, a.len) : NULL;

	return p ? p - a.ptr : -1;
}

/* Index of the first NEEDLE, or -1. */
static inline ptrdiff_t sv_find(struct sv a, struct sv needle)
{
	const char *end;

	if (needle.len == 0)
		return 0;
	if (a.len < needle.len)
		return -1;
	end = a.ptr + (a.len - needle.len);
	for (const char *p = a.ptr; p <= end; p++) {
		p = memchr(p, needle.ptr[0], (size_t)(end - p) + 1);
		if (!p)
			return -1;
		if (memcmp(p, needle.ptr, needle.len) == 0)
			return p - a.ptr;
	}
	return -1;
}

#endif
