/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checked allocation for small things. A failure calls the hook (which the program uses to
 * give the terminal back and exit with 70) and never returns. Big things (slabs, segments)
 * use try_malloc(), which returns NULL: the load stops and what is loaded stays usable.
 */
#ifndef UTIL_XALLOC_H
#define UTIL_XALLOC_H

#include "util/base.h"

typedef void (*xalloc_oom_fn)(size_t wanted);

/*
 * HOOK must not return; without one, abort() is called. A reserve is kept from then on, and
 * freed before HOOK is called: it may use a little memory, on any thread.
 */
void xalloc_set_oom(xalloc_oom_fn hook);
NORETURN void xalloc_oom(size_t wanted);

void *xmalloc(size_t n) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t n) __attribute__((returns_nonnull));
/* Room for N elements of SIZE, checked for overflow. */
void *xreallocarray(void *p, size_t n, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));
/*
 * For big tables that are read here and there: on big pages where the system has them. Give
 * it back with free().
 */
void *xmalloc_huge(size_t n) __attribute__((malloc, returns_nonnull));
/* A copy of LEN bytes and a NUL. */
char *xmemdup0(const void *p, size_t len) __attribute__((malloc, returns_nonnull));

void *try_malloc(size_t n) WARN_UNUSED;
void *try_calloc(size_t n, size_t size) WARN_UNUSED;

/* Grow an array P of element type *P to hold at least NEED, doubling. */
#define ALLOC_GROW(p, need, cap)                                                           \
	do {                                                                               \
		if ((need) > (cap)) {                                                      \
			(cap) = MAX((need), (cap)*2);                                      \
			if ((cap) < 16)                                                    \
				(cap) = 16;                                                \
			(p) = xreallocarray((p), (cap), sizeof(*(p)));                     \
		}                                                                          \
	} while (0)

#endif
