/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maps that ask for big pages. */
#include "util/pages.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* From here on memory is mapped: zeroed by the system, and only where it is touched. */
#define MAPPED ((size_t)128 << 10)

/* SIZE bytes at a multiple of ALIGN: more is mapped, and the ends are given back. */
static char *map(size_t size, size_t align)
{
	size_t more = size > SIZE_MAX - align ? SIZE_MAX : size + align, head;
	char *p = mmap(NULL, more, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		xalloc_oom(size);
	head = (align - (uintptr_t)p % align) % align;
	if (head)
		munmap(p, head);
	if (align - head)
		munmap(p + head + size, align - head);
	return p + head;
}

static size_t mapped_size(size_t n)
{
	size_t unit = n < PAGES_BIG ? (size_t)64 << 10 : PAGES_BIG;

	if (n > SIZE_MAX - unit)
		xalloc_oom(n);
	return ROUND_UP(n, unit);
}

void *pages_calloc(size_t n)
{
	void *p;

	if (n < MAPPED) {
		size_t size = ROUND_UP(MAX(n, (size_t)1), (size_t)PAGES_LINE);

		p = aligned_alloc(PAGES_LINE, size);
		if (!p)
			xalloc_oom(n);
		return memset(p, 0, size);
	}
	if (n < PAGES_BIG)
		return map(mapped_size(n), (size_t)64 << 10);
	p = map(mapped_size(n), PAGES_BIG);
#ifdef MADV_HUGEPAGE
	madvise(p, mapped_size(n), MADV_HUGEPAGE);
#endif
	return p;
}

void pages_free(void *p, size_t n)
{
	if (n < MAPPED)
		free(p);
	else if (p)
		munmap(p, mapped_size(n));
}

void pages_idle(void *p, size_t n)
{
	if (n >= MAPPED)
		madvise(p, mapped_size(n), MADV_DONTNEED);
}

size_t pages_kept(size_t n)
{
	return n < MAPPED ? n : 0;
}
