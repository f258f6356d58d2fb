/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open table over the texts, which are kept in an arena. */
#include "eval/textmap.h"

#include "util/xalloc.h"

#include <stdlib.h>

void textmap_release(struct textmap *m)
{
	free(m->texts);
	free(m->slots);
	arena_release(&m->arena);
	*m = (struct textmap){ .n = 0 };
}

static void put(struct textmap *m, uint64_t slot)
{
	uint32_t at = (uint32_t)(slot >> 32) & (m->nslots - 1);

	while (m->slots[at])
		at = (at + 1) & (m->nslots - 1);
	m->slots[at] = slot;
}

static void grow(struct textmap *m)
{
	uint32_t cap = m->cap ? m->cap * 2 : 256, nold = m->nslots;
	uint64_t *old = m->slots;

	m->texts = xreallocarray(m->texts, cap, sizeof(*m->texts));
	m->cap = cap;
	m->nslots = cap * 2;
	m->slots = xcalloc(m->nslots, sizeof(*m->slots));
	for (uint32_t i = 0; i < nold; i++)
		if (old[i])
			put(m, old[i]);
	free(old);
}

uint32_t textmap_add(struct textmap *m, struct sv text, uint64_t hash, bool copy)
{
	uint32_t h = (uint32_t)(hash >> 32), at;

	if (m->n == m->cap)
		grow(m);
	for (at = h & (m->nslots - 1); m->slots[at]; at = (at + 1) & (m->nslots - 1)) {
		uint32_t i = (uint32_t)m->slots[at] - 1;

		if (m->slots[at] >> 32 == h && sv_eq(m->texts[i], text))
			return i;
	}
	if (copy)
		text.ptr = arena_text(&m->arena, text);
	m->texts[m->n] = text;
	m->slots[at] = (uint64_t)h << 32 | (m->n + 1);
	return m->n++;
}
