/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation that ends the program when there is no memory. */
#include "util/xalloc.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RESERVE ((size_t)256 << 10)

static xalloc_oom_fn oom_hook; /* set before threads start */
static _Atomic(void *) reserve;

void auto_free(void *pp)
{
	free(*(void **)pp);
}

void auto_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

void xalloc_set_oom(xalloc_oom_fn hook)
{
	oom_hook = hook;
	if (!atomic_load(&reserve))
		atomic_store(&reserve, malloc(RESERVE));
}

void xalloc_oom(size_t wanted)
{
	free(atomic_exchange(&reserve, NULL));
	if (oom_hook)
		oom_hook(wanted);
	abort();
}

void *xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		xalloc_oom(n);
	return p;
}

#define HUGE_PAGE ((size_t)2 << 20)

void *xmalloc_huge(size_t n)
{
	void *p;

	if (n < 2 * HUGE_PAGE)
		return xmalloc(n);
	if (posix_memalign(&p, HUGE_PAGE, n) != 0)
		xalloc_oom(n);
	madvise(p, n, MADV_HUGEPAGE); /* no matter whether it can */
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		xalloc_oom(n * size);
	return p;
}

void *xrealloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		xalloc_oom(n);
	return q;
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		xalloc_oom(SIZE_MAX);
	return xrealloc(p, bytes);
}

char *xstrdup(const char *s)
{
	return xmemdup0(s, strlen(s));
}

char *xmemdup0(const void *p, size_t len)
{
	char *copy = xmalloc(len + 1);

	if (len)
		memcpy(copy, p, len);
	copy[len] = '\0';
	return copy;
}

void *try_malloc(size_t n)
{
	return malloc(n ? n : 1);
}

void *try_calloc(size_t n, size_t size)
{
	return calloc(n ? n : 1, size ? size : 1);
}
