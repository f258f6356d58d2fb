/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a segment that hold a field, and its rows with long values. */
#include "eval/fieldcols.h"

#include "util/xalloc.h"

static void add_column(const struct source *src, const struct slot *slots,
		       const struct segment *seg, const struct column *c, size_t place,
		       struct fieldcols *l)
{
	struct fieldcol *lc;
	bool plain = !src->places[place].overflow;
	uint64_t rows[SEG_WORDS] = { 0 };

	ALLOC_GROW(l->cols, l->n + 1, l->cap);
	lc = &l->cols[l->n++];
	*lc = (struct fieldcol){ .slot = SIZE_MAX };
	column_view(seg, c, &lc->v);
	if (plain && (c->kind == VK_STR || c->kind == VK_LIT))
		lc->slot = place * 2 + (c->kind == VK_LIT);
	if (lc->slot != SIZE_MAX && c->kind == VK_LIT)
		scan_lut(&lc->v, slots[lc->slot].is_value, rows);
	else
		scan_all(&lc->v, rows);
	for (unsigned w = 0; w < SEG_WORDS; w++) {
		l->multi[w] |= rows[w] & l->any[w];
		l->any[w] |= rows[w];
	}
	if (!plain || c->kind == VK_BIG) {
		l->odd = true;
		for (unsigned w = 0; w < SEG_WORDS; w++)
			l->multi[w] |= rows[w];
	}
	if (c->kind == VK_UUID)
		scan_repeated(&lc->v, l->multi);
}

void fieldcols_make(struct fieldcols *l, const struct segment *seg,
		    const struct source *src, const struct slot *slots)
{
	l->n = 0;
	l->odd = false;
	memset(l->any, 0, sizeof(l->any));
	memset(l->multi, 0, sizeof(l->multi));
	for (size_t i = 0; i < src->n; i++) {
		path_t path = src->places[i].path;

		for (uint32_t c = segment_find(seg, path);
		     c < seg->ncols && seg->cols[c].path == path; c++)
			if (seg->cols[c].kind != VK_ORDER)
				add_column(src, slots, seg, &seg->cols[c], i, l);
	}
}

/* Lists with more values in a row than are compared here go the slow way. */
static void find_long(const struct fieldcols *l, uint64_t *multi)
{
	for (size_t c = 0; c < l->n; c++) {
		const struct column_view *v = &l->cols[c].v;

		if (v->enc != VE_LIST)
			continue;
		for (uint32_t i = LONG_ROW; i < v->n; i++)
			if (v->rows[i] == v->rows[i - LONG_ROW])
				bit_set(multi, v->rows[i]);
	}
}

void fieldcols_split(const struct fieldcols *l, const uint64_t *mask, uint64_t *fast,
		     uint64_t *slow)
{
	uint64_t multi[SEG_WORDS];

	memcpy(multi, l->multi, sizeof(multi));
	find_long(l, multi);
	for (unsigned w = 0; w < SEG_WORDS; w++) {
		fast[w] = mask[w] & ~multi[w];
		slow[w] = mask[w] & multi[w];
	}
}
