/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for big tables that are read in no order: from PAGES_BIG on it begins at a big
 * page and the system is asked for big pages, so that a look costs one cache miss and not
 * a walk through the page tables besides.
 */
#ifndef UTIL_PAGES_H
#define UTIL_PAGES_H

#include "util/base.h"

#define PAGES_BIG  ((size_t)2 << 20)
#define PAGES_LINE 64u

/*
 * N zeroed bytes at the start of a cache line; what is not written takes no memory, in
 * pieces of PAGES_BIG. Never NULL (util/xalloc.h).
 */
void *pages_calloc(size_t n) __attribute__((malloc, returns_nonnull));
/* P of N bytes, as it was asked for. NULL is no error. */
void pages_free(void *p, size_t n);
/*
 * The memory of P, but for small pieces, goes back to the system; P stays readable, as the
 * bytes it had or as zeros, until pages_free().
 */
void pages_idle(void *p, size_t n);
/* The part of N bytes that pages_idle() does not give back. */
size_t pages_kept(size_t n);

#endif
