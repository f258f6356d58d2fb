/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open table over the texts, which are kept in an arena. */
#include "eval/textmap.h"

#include "util/xalloc.h"

#include <stdlib.h>

void textmap_release(struct textmap *m)
{
	free(m->texts);
	hashtab_release(&m->by_text);
	arena_release(&m->arena);
	*m = (struct textmap){ .n = 0 };
}

uint32_t textmap_add(struct textmap *m, struct sv text, uint64_t hash, bool copy)
{
	HASHTAB_EACH(&m->by_text, hash, i)
		if (sv_eq(m->texts[i], text))
			return i;
	ALLOC_GROW(m->texts, m->n + 1, m->cap);
	if (copy)
		text.ptr = arena_text(&m->arena, text);
	m->texts[m->n] = text;
	hashtab_add(&m->by_text, hash, m->n);
	return m->n++;
}
