/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chunks that double, with a size for big things of their own. */
#include "util/arena.h"

#include "util/pages.h"
#include "util/xalloc.h"

#include <stdlib.h>

struct arena_chunk {
	struct arena_chunk *next;
	size_t size; /* of data */
	char data[];
};

#define CHUNK_FIRST 4096u
#define CHUNK_MAX   (256u * 1024)
/* An arena of this size takes big pages from then on. */
#define BIG_ARENA PAGES_BIG

#ifdef DEBUG_ARENA
#define BIG_CHUNK SIZE_MAX
#else
#define BIG_CHUNK PAGES_BIG
#endif

static struct arena_chunk *chunk_new(size_t bytes)
{
	return bytes < BIG_CHUNK ? xmalloc(bytes) : pages_calloc(bytes);
}

static void chunk_free(struct arena_chunk *c)
{
	size_t bytes = sizeof(*c) + c->size;

	if (bytes < BIG_CHUNK)
		free(c);
	else
		pages_free(c, bytes);
}

/* A new chunk of at least N bytes; the rest of the old one is given up. */
static void grow(struct arena *a, size_t n)
{
	size_t size = MIN(MAX((size_t)CHUNK_FIRST, a->total), (size_t)CHUNK_MAX);
	struct arena_chunk *c;

	if (a->total >= BIG_ARENA)
		size = PAGES_BIG - sizeof(*c);
#ifdef DEBUG_ARENA
	size = 0;
#endif
	size = MAX(size, n);
	if (size > SIZE_MAX / 2)
		xalloc_oom(n);
	c = chunk_new(sizeof(*c) + size);
	c->next = a->head;
	c->size = size;
	a->head = c;
	a->at = c->data;
	a->end = c->data + size;
	a->total += sizeof(*c) + size;
}

void *arena_alloc(struct arena *a, size_t n)
{
	uintptr_t at = ROUND_UP((uintptr_t)a->at, (uintptr_t)8);
	void *p;

	if (!a->at || n > SIZE_MAX - 64 || at + n > (uintptr_t)a->end) {
		if (n > SIZE_MAX - 64)
			xalloc_oom(n);
		grow(a, n);
		at = (uintptr_t)a->at;
	}
	p = (void *)at;
	a->at = (char *)p + n;
	return p;
}

char *arena_bytes(struct arena *a, size_t n)
{
	char *p;

	if (!a->at || n > (size_t)(a->end - a->at))
		grow(a, n);
	p = a->at;
	a->at += n;
	return p;
}

const char *arena_text(struct arena *a, struct sv v)
{
	char *p = arena_bytes(a, v.len);

	if (v.len)
		memcpy(p, v.ptr, v.len);
	return p;
}

char *arena_str(struct arena *a, struct sv v)
{
	char *p;

	if (!a->at || v.len + 1 > (size_t)(a->end - a->at))
		grow(a, v.len + 1);
	p = a->at;
	if (v.len)
		memcpy(p, v.ptr, v.len);
	p[v.len] = '\0';
	a->at += v.len + 1;
	return p;
}

void arena_adopt(struct arena *to, struct arena *from)
{
	struct arena_chunk **last = &from->head;

	if (!from->head)
		return;
	while (*last)
		last = &(*last)->next;
	*last = to->head;
	to->head = from->head;
	to->total += from->total;
	if (from->end - from->at > to->end - to->at) {
		to->at = from->at;
		to->end = from->end;
	}
	*from = (struct arena)ARENA_INIT;
}

void arena_reset(struct arena *a)
{
	size_t size = 0;

	if (!a->head)
		return;
	if (a->head->next) {
		for (const struct arena_chunk *c = a->head; c; c = c->next)
			size += c->size;
		arena_release(a);
		grow(a, size);
	}
	a->at = a->head->data;
	a->end = a->head->data + a->head->size;
}

void arena_release(struct arena *a)
{
	while (a->head) {
		struct arena_chunk *c = a->head;

		a->head = c->next;
		chunk_free(c);
	}
	*a = (struct arena)ARENA_INIT;
}
