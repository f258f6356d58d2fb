/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of numbers that grow, and are undone to a mark. */
#include "store/stagecol.h"

#include "util/xalloc.h"

#include <stdlib.h>

#define BLOB_KEEP (8u << 20)

/* Fits no value: no dictionary has this number. */
static struct num_run no_run = { .id = UINT32_MAX };

void *line_calloc(size_t n)
{
	void *p = aligned_alloc(CACHE_LINE, ROUND_UP(n, (size_t)CACHE_LINE));

	if (!p)
		xalloc_oom(n);
	return memset(p, 0, n);
}

struct stage_col *stagecol_new(path_t path, enum vkind kind)
{
	struct stage_col *c = line_calloc(sizeof(*c));

	c->path = path;
	c->kind = (uint8_t)kind;
	c->last = c->end = &no_run;
	return c;
}

void stagecol_free(struct stage_col *c)
{
	if (!c)
		return;
	free(c->runs);
	free(c->rows);
	free(c->vals);
	free(c->uuid);
	free(c->full_len);
	buf_release(&c->blob);
	free(c);
}

void stagecol_clear(struct stage_col *c)
{
	if (c->runs)
		c->last = c->end = c->runs;
	c->n = 0;
	c->multi = false;
	buf_clear(&c->blob);
	if (c->blob.cap > BLOB_KEEP)
		buf_release(&c->blob);
}

static void runs_grow(struct stage_col *c)
{
	size_t used = c->runs ? (size_t)(c->last - c->runs) : 0;

	if (used + 2 > c->cap) {
		c->cap = c->cap ? c->cap * 2 : 16;
		c->runs = xreallocarray(c->runs, c->cap, sizeof(*c->runs));
		c->runs[0] = no_run;
	}
	c->last = c->runs + used;
	c->end = c->runs + c->cap - 1;
}

void stagecol_grow(struct stage_col *c)
{
	if (kind_is_number(c->kind)) {
		runs_grow(c);
		return;
	}
	if (c->n < c->cap)
		return;
	c->cap = c->cap ? c->cap * 2 : 64;
	c->rows = xreallocarray(c->rows, c->cap, sizeof(*c->rows));
	if (c->kind == VK_UUID)
		c->uuid = xreallocarray(c->uuid, c->cap, sizeof(*c->uuid));
	else
		c->vals = xreallocarray(c->vals, c->cap, sizeof(*c->vals));
	if (c->kind == VK_BIG)
		c->full_len = xreallocarray(c->full_len, c->cap, sizeof(*c->full_len));
}

bool stagecol_last_twice(const struct stage_col *c)
{
	if (c->n < 2)
		return false;
	if (!kind_is_number(c->kind))
		return c->rows[c->n - 2] == c->rows[c->n - 1];
	/* a second value of a row begins a run of its own */
	return c->last->n == 1 && c->last - c->runs >= 2 &&
	       c->last[-1].row + c->last[-1].n - 1 == c->last->row;
}

size_t stagecol_undo(struct stage_col *c, uint32_t row)
{
	size_t len = c->blob.len;

	while (c->n && stagecol_last_row(c) == row) {
		c->n--;
		if (kind_is_number(c->kind) && --c->last->n == 0)
			c->last--;
	}
	if (!c->n && c->runs)
		c->end = c->last;
	if (!kind_is_text(c->kind))
		return 0;
	c->blob.len = c->n ? c->vals[c->n - 1] : 0;
	return len - c->blob.len;
}

const struct num_run *stagecol_find(const struct stage_col *c, uint32_t row)
{
	const struct num_run *lo = c->runs + 1, *hi = c->last + 1;

	while (lo < hi) {
		const struct num_run *mid = lo + (hi - lo) / 2;

		if ((uint32_t)mid->row + mid->n <= row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}
