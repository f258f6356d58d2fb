/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bump allocator: many small things with one lifetime. Objects never move. One arena is
 * used by one thread at a time. With --enable-debug-arena each object is a malloc of its
 * own, so that a sanitizer sees its bounds.
 */
#ifndef UTIL_ARENA_H
#define UTIL_ARENA_H

#include "util/base.h"
#include "util/sv.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *head;
	char *at, *end;
	size_t total; /* bytes taken from the system */
};

#define ARENA_INIT                                                                         \
	{                                                                                  \
		NULL, NULL, NULL, 0                                                        \
	}

/* Aligned to 8 bytes. Never NULL (see util/xalloc.h). */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull));
/* The same without alignment. */
char *arena_bytes(struct arena *a, size_t n) __attribute__((returns_nonnull));
/* A copy of V without alignment and without a NUL: for long lists of texts. */
const char *arena_text(struct arena *a, struct sv v) __attribute__((returns_nonnull));
/* A NUL-terminated copy. */
char *arena_str(struct arena *a, struct sv v) __attribute__((returns_nonnull));
/* Everything of FROM now belongs to TO; FROM is empty. */
void arena_adopt(struct arena *to, struct arena *from);
void arena_release(struct arena *a);
/*
 * Everything in it is given up, its memory kept as one piece: for work that comes again and
 * again. After the first rounds nothing is taken from the system any more.
 */
void arena_reset(struct arena *a);

#endif
