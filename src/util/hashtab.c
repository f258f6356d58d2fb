/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots are words of (half a hash, number + 1): growing looks at nothing else. */
#include "util/hashtab.h"

#include "util/xalloc.h"

#include <stdlib.h>

#define FEWEST 16u
#define MOST   (UINT32_C(1) << 31)

void hashtab_release(struct hashtab *t)
{
	free(t->slots);
	*t = (struct hashtab){ .slots = NULL };
}

static void put(struct hashtab *t, uint64_t slot)
{
	uint32_t at = hashtab_start(slot);

	while (t->slots[at & (t->nslots - 1)])
		at++;
	t->slots[at & (t->nslots - 1)] = slot;
}

bool hashtab_try_reserve(struct hashtab *t, size_t n)
{
	struct hashtab more = { .nslots = MAX(t->nslots, FEWEST), .used = t->used };

	if (n > MOST / 2)
		return false;
	while (more.nslots < n * 2)
		more.nslots *= 2;
	if (more.nslots == t->nslots)
		return true;
	more.slots = try_calloc(more.nslots, sizeof(*more.slots));
	if (!more.slots)
		return false;
	for (uint32_t i = 0; i < t->nslots; i++)
		if (t->slots[i])
			put(&more, t->slots[i]);
	free(t->slots);
	*t = more;
	return true;
}

void hashtab_reserve(struct hashtab *t, size_t n)
{
	if (!hashtab_try_reserve(t, n))
		xalloc_oom(n * 2 * sizeof(*t->slots));
}

void hashtab_add(struct hashtab *t, uint64_t hash, uint32_t number)
{
	if ((size_t)t->used * 2 >= t->nslots)
		hashtab_reserve(t, (size_t)t->used + 1);
	put(t, (hash & ~(uint64_t)UINT32_MAX) | (number + 1));
	t->used++;
}

void hashtab_renumber(struct hashtab *t, uint64_t hash, uint32_t old, uint32_t number)
{
	uint32_t at = hashtab_start(hash), found;

	while ((found = hashtab_next(t, hash, &at)) != HASHTAB_NONE)
		if (found == old) {
			t->slots[(at - 1) & (t->nslots - 1)] += (uint64_t)number - old;
			return;
		}
}
