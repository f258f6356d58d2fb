/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/textmap.h"

#include "util/xalloc.h"

#include <stdlib.h>

void textmap_release(struct textmap *m)
{
	free(m->texts);
	free(m->hashes);
	free(m->slots);
	arena_release(&m->arena);
	*m = (struct textmap){ .n = 0 };
}

void textmap_close(struct textmap *m)
{
	free(m->slots);
	free(m->hashes);
	m->slots = m->hashes = NULL;
	m->nslots = 0;
}

static void put(struct textmap *m, uint32_t hash, uint32_t number)
{
	uint32_t at = hash & (m->nslots - 1);

	while (m->slots[at])
		at = (at + 1) & (m->nslots - 1);
	m->slots[at] = number + 1;
}

static void grow(struct textmap *m)
{
	uint32_t cap = m->cap ? m->cap * 2 : 256;

	m->texts = xreallocarray(m->texts, cap, sizeof(*m->texts));
	m->hashes = xreallocarray(m->hashes, cap, sizeof(*m->hashes));
	m->cap = cap;
	free(m->slots);
	m->nslots = cap * 2;
	m->slots = xcalloc(m->nslots, sizeof(*m->slots));
	for (uint32_t i = 0; i < m->n; i++)
		put(m, m->hashes[i], i);
}

uint32_t textmap_add(struct textmap *m, struct sv text, uint64_t hash, bool copy)
{
	uint32_t h = (uint32_t)(hash >> 32), at;

	if (m->n == m->cap)
		grow(m);
	for (at = h & (m->nslots - 1); m->slots[at]; at = (at + 1) & (m->nslots - 1)) {
		uint32_t i = m->slots[at] - 1;

		if (m->hashes[i] == h && sv_eq(m->texts[i], text))
			return i;
	}
	if (copy)
		text.ptr = arena_text(&m->arena, text);
	m->texts[m->n] = text;
	m->hashes[m->n] = h;
	m->slots[at] = m->n + 1;
	return m->n++;
}
