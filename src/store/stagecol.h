/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One column of the segment that a loader thread is filling.
 *
 * Numbers of dictionaries (VK_STR, VK_LIT, VK_ORDER) are kept as runs: values of events
 * come in bursts, so that most are "the same again, in the next row". All other kinds have
 * a row and a value each.
 */
#ifndef STORE_STAGECOL_H
#define STORE_STAGECOL_H

#include "store/segment.h"
#include "util/buf.h"

#define CACHE_LINE 64

/* ID in each of the N rows from ROW on, once. */
struct num_run {
	uint32_t id;
	uint16_t row, n;
};

struct stage_col {
	/*
	 * Columns of numbers: the newest run, and the last there is room for (LAST while there
	 * is no value, so that the first one is noticed). RUNS[0] is none, it fits no value.
	 */
	struct num_run *last, *end;
	struct num_run *runs;
	uint32_t n;   /* values */
	uint32_t cap; /* of the arrays below */
	path_t path;
	uint8_t kind;
	bool multi; /* some row has more than one value here */
	/* other columns */
	uint16_t *rows;
	uint32_t *vals; /* VK_TIME seconds; VK_RAW*, VK_BIG: end offset in BLOB */
	uint8_t (*uuid)[16];
	struct buf blob;
	uint64_t *full_len; /* VK_BIG */
};

static inline bool kind_is_number(unsigned kind)
{
	return kind == VK_STR || kind == VK_LIT || kind == VK_ORDER;
}

static inline bool kind_is_text(unsigned kind)
{
	return kind == VK_RAW || kind == VK_RAWLIT || kind == VK_BIG;
}

/* Visit the runs of a column of numbers. */
#define EACH_RUN(c, r)                                                                     \
	for (const struct num_run *r = (c)->runs + ((c)->runs != NULL);                    \
	     (c)->runs && r <= (c)->last; r++)

/* Zeroed, at the start of a cache line; never NULL. */
void *line_calloc(size_t n);

struct stage_col *stagecol_new(path_t path, enum vkind kind);
void stagecol_free(struct stage_col *c);
/* No values. Keeps the memory, but for a very big blob. */
void stagecol_clear(struct stage_col *c);
/* Room for one value (or run) more, for the first one of a segment too. */
void stagecol_grow(struct stage_col *c);

/* Row of the newest value, UINT32_MAX when there is none. */
static inline uint32_t stagecol_last_row(const struct stage_col *c)
{
	if (!c->n)
		return UINT32_MAX;
	if (kind_is_number(c->kind))
		return c->last->row + c->last->n - 1u;
	return c->rows[c->n - 1];
}

/* Does the row of the newest value have another before it? */
bool stagecol_last_twice(const struct stage_col *c);
/* Take the values of ROW, the newest, back. Returns the bytes of text given back. */
size_t stagecol_undo(struct stage_col *c, uint32_t row);
/* The run of the first value in ROW (or of the next row that has one); may be past LAST. */
const struct num_run *stagecol_find(const struct stage_col *c, uint32_t row);

/* Text I of a column of texts. */
static inline struct sv stagecol_text(const struct stage_col *c, uint32_t i)
{
	uint32_t from = i ? c->vals[i - 1] : 0;

	return sv_make(c->blob.ptr + from, c->vals[i] - from);
}

/* ID in N rows from ROW on, behind all there is; there must be room. */
static ALWAYS_INLINE void stagecol_put(struct stage_col *c, uint32_t id, uint32_t row,
				       uint32_t n)
{
	struct num_run *r = c->last;

	c->n += n;
	if (r->id == id && (uint32_t)r->row + r->n == row) {
		r->n = (uint16_t)(r->n + n);
		return;
	}
	*++r = (struct num_run){ id, (uint16_t)row, (uint16_t)n };
	c->last = r;
}

#endif
