/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a listing as a rowset, and pages made of several. */
#include "list/listing.h"

#include "util/xalloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool cell_is_empty(const struct cell *c)
{
	switch (c->kind) {
	case CELL_ABSENT:
	case CELL_NULL:
		return true;
	case CELL_TIME:
		return c->u.time == TICK_NONE;
	case CELL_LIST:
	case CELL_PHRASES:
		return c->u.list.n == 0;
	case CELL_TALLY:
		return c->u.tally.n == 0;
	default:
		return false;
	}
}

uint64_t cell_per_mille(const struct cell *c)
{
	uint64_t part = c->u.share.part, all = c->u.share.all;

	return all ? (part * 2000 + all) / (2 * all) : 0;
}

void rows_array_get(void *arg, size_t row, struct cell *cells)
{
	const struct rows_array *a = arg;

	memcpy(cells, a->cells + row * a->ncols, a->ncols * sizeof(*cells));
}

void rows_release(struct rows *r)
{
	arena_release(&r->arena);
}

struct cell rows_cell_text(struct rows *r, const struct buf *b)
{
	if (!b->len)
		return cell_null();
	return cell_text(sv_make(arena_text(&r->arena, buf_sv(b)), b->len));
}

void rows_cells(struct rows *r, size_t i, struct cell *cells)
{
	arena_reset(&r->arena);
	r->of->cells(r, i, cells);
}

/* Columns of L that FLAGS do not end, from the left. */
static size_t cols_until(const struct listing *l, unsigned flags)
{
	size_t n = 0;

	while (n < l->ncols && l->cols[n].key && !(l->cols[n].flags & flags))
		n++;
	return n;
}

size_t listing_printed(const struct listing *l)
{
	return cols_until(l, COL_TABLE_ONLY);
}

static size_t printed_to(const struct rows *r)
{
	return r->reader == READER_TABLE ? cols_until(r->of, 0) : listing_printed(r->of);
}

/* Columns of the screen are filled in too, and dropped. */
static void rows_get(void *arg, size_t i, struct cell *cells)
{
	struct rows *r = arg;
	struct cell all[ROWS_MAX_COLS];

	rows_cells(r, i, all);
	memcpy(cells, all, printed_to(r) * sizeof(*cells));
}

struct rowset rows_set(struct rows *r)
{
	assert(r->of->ncols <= ROWS_MAX_COLS);
	return (struct rowset){ .cols = r->of->cols,
				.ncols = printed_to(r),
				.nrows = r->n,
				.get = rows_get,
				.arg = r };
}

void page_init(struct page *p, struct rows *row, size_t at, struct rows *const *lists,
	       size_t nlists, size_t limit)
{
	*p = (struct page){ .n = row ? printed_to(row) : 0 };
	if (row)
		rows_get(row, at, p->cells);
	for (size_t i = 0; i < p->n; i++) {
		p->cols[i] = row->of->cols[i];
		p->cols[i].title = p->cols[i].key;
		p->cols[i].flags &= ~(unsigned)COL_JSON_ONLY;
	}
	p->lists = xcalloc(MAX(nlists, 1), sizeof(*p->lists));
	for (size_t i = 0; i < nlists; i++) {
		p->lists[i] = rows_set(lists[i]);
		p->lists[i].nrows = MIN(p->lists[i].nrows, limit);
		page_add(p, lists[i]->of->key, lists[i]->of->title,
			 cell_rows(&p->lists[i]));
	}
}

void page_add(struct page *p, const char *key, const char *title, struct cell c)
{
	assert(p->n < ROWS_MAX_COLS);
	p->cols[p->n] = (struct col){ .key = key, .title = title };
	p->cells[p->n++] = c;
}

struct rowset page_set(struct page *p)
{
	p->array = (struct rows_array){ p->cells, p->n };
	return (struct rowset){ .cols = p->cols,
				.ncols = p->n,
				.nrows = 1,
				.get = rows_array_get,
				.arg = &p->array,
				.single = true };
}

void page_release(struct page *p)
{
	free(p->lists);
}
