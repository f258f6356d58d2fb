/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows a filter leaves open: a bitmap for each segment that has some. */
#include "eval/openrows.h"

#include "util/xalloc.h"

#include <stdlib.h>

void open_rows_release(struct open_rows *o)
{
	for (uint32_t i = 0; i < o->n; i++)
		free(atomic_load_explicit(&o->v[i], memory_order_relaxed));
	free(o->v);
	*o = (struct open_rows){ NULL, 0 };
}

void open_rows_room(struct open_rows *o, uint32_t n)
{
	if (n <= o->n)
		return;
	o->v = xreallocarray(o->v, n, sizeof(*o->v));
	for (; o->n < n; o->n++)
		atomic_init(&o->v[o->n], NULL);
}

/* The bitmap of SEG, made when there is none. */
static uint64_t *bitmap_of(struct open_rows *o, uint32_t seg)
{
	uint64_t *have = atomic_load_explicit(&o->v[seg], memory_order_acquire), *made;

	if (have)
		return have;
	made = xcalloc(SEG_WORDS, sizeof(*made));
	if (atomic_compare_exchange_strong(&o->v[seg], &have, made))
		return made;
	free(made);
	return have;
}

void open_rows_put(struct open_rows *o, uint32_t seg, const uint64_t *mask,
		   const uint64_t *open)
{
	uint64_t *v;

	if (!open && !atomic_load_explicit(&o->v[seg], memory_order_relaxed))
		return;
	v = bitmap_of(o, seg);
	for (unsigned w = 0; w < SEG_WORDS; w++)
		v[w] = (v[w] & ~mask[w]) | (open ? open[w] & mask[w] : 0);
}

void open_rows_set(struct open_rows *o, uint32_t seg, uint32_t row)
{
	__atomic_fetch_or(bitmap_of(o, seg) + (row >> 6), UINT64_C(1) << (row & 63),
			  __ATOMIC_RELAXED);
}

const uint64_t *open_rows_get(const struct open_rows *o, uint32_t seg)
{
	return seg < o->n ? atomic_load_explicit(&o->v[seg], memory_order_relaxed) : NULL;
}
