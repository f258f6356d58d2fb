/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UUIDs as 16 bytes in parts by their first bits, and the rows of their counts. */
#include "count/uuid.h"

#include "eval/scan.h"
#include "util/pages.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define PART_BITS 10u
#define AHEAD     16u /* rows whose texts are fetched early */

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static unsigned part_of(uint32_t hi)
{
	return hi >> (32 - PART_BITS);
}

struct idcounts *idcounts_new(const struct store *s, uint32_t nsegs, const path_t *paths,
			      size_t npaths)
{
	struct idcounts *ic = xcalloc(1, sizeof(*ic));

	ic->store = s;
	ic->nsegs = nsegs;
	ic->from = xcalloc((size_t)nsegs + 1, sizeof(*ic->from));
	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		for (size_t k = 0; k < npaths; k++)
			for (uint32_t c = segment_find(seg, paths[k]);
			     c < seg->ncols && seg->cols[c].path == paths[k]; c++) {
				if (seg->cols[c].kind != VK_UUID)
					continue;
				ALLOC_GROW(ic->views, ic->nviews + 1, ic->viewcap);
				column_view(seg, &seg->cols[c], &ic->views[ic->nviews++]);
			}
		ic->from[i + 1] = (uint32_t)ic->nviews;
	}
	ic->fill = xcalloc(UUID_CHUNKS + 1, sizeof(*ic->fill));
	return ic;
}

static void drop_making(struct idcounts *ic)
{
	for (unsigned p = 0; ic->parts && p < UUID_PARTS; p++)
		free(ic->parts[p].rows);
	free(ic->parts);
	pages_free(ic->entries, ic->nentries * sizeof(*ic->entries));
	free(ic->fill);
	ic->parts = NULL;
	ic->entries = NULL;
	ic->fill = NULL;
}

void idcounts_free(struct idcounts *ic)
{
	if (!ic)
		return;
	drop_making(ic);
	free(ic->views);
	free(ic->from);
	textcount_release(&ic->texts);
	free(ic->rows);
	pages_free(ic->ones, ic->nones * sizeof(*ic->ones));
	free(ic);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool uuid_parse(struct sv v, uint8_t id[16])
{
	unsigned n = 0;

	if (v.len != 36)
		return false;
	for (unsigned i = 0; i < 36; i++) {
		int d = hex_digit(v.ptr[i]);

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (v.ptr[i] != '-')
				return false;
			continue;
		}
		if (d < 0)
			return false;
		id[n / 2] = (uint8_t)(n % 2 ? id[n / 2] | d : d << 4);
		n++;
	}
	return true;
}

void idcounts_texts(struct idcounts *ic, struct textcount *t)
{
	if (!ic->texts.map.n) {
		textcount_release(&ic->texts);
		ic->texts = *t;
		*t = (struct textcount){ .cap = 0 };
		return;
	}
	for (uint32_t i = 0; i < t->map.n; i++)
		textcount_merge(&ic->texts, t->map.texts[i], hash_sv(t->map.texts[i]),
				false, &t->acc[i]);
	arena_adopt(&ic->texts.map.arena, &t->map.arena);
	textcount_release(t);
}

static const uint8_t *text_id(const struct idcounts *ic, uint32_t i)
{
	return (const uint8_t *)ic->texts.map.texts[i].ptr;
}

/* Number of row 0 of the texts. */
static row_t texts_row(const struct idcounts *ic)
{
	return ic->nsegs << SEG_SHIFT;
}

const uint8_t *idcounts_id(const struct idcounts *ic, row_t row)
{
	uint32_t s = row_seg(row), from, to;

	if (row >= texts_row(ic))
		return text_id(ic, row - texts_row(ic));
	for (uint32_t k = ic->from[s]; k + 1 < ic->from[s + 1]; k++)
		if (column_row(&ic->views[k], row_in_seg(row), &from, &to))
			return ic->views[k].uuid[from];
	if (!column_row(&ic->views[ic->from[s + 1] - 1], row_in_seg(row), &from, &to))
		return NULL; /* cannot be: the row had a value */
	return ic->views[ic->from[s + 1] - 1].uuid[from];
}

void idcounts_note(struct idcounts *ic, unsigned chunk, const struct column_view *v,
		   const uint64_t *mask)
{
	struct column_iter it = column_iter(v);
	uint32_t *fill = ic->fill[chunk];

	while (column_next(&it))
		fill[part_of(load32(v->uuid[it.i]))] += bit_get(mask, it.row);
}

void idcounts_place(struct idcounts *ic)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < ic->texts.map.n; i++)
		ic->fill[UUID_CHUNKS][part_of(load32(text_id(ic, i)))]++;
	ic->parts = xcalloc(UUID_PARTS, sizeof(*ic->parts));
	for (unsigned p = 0; p < UUID_PARTS; p++) {
		ic->parts[p].from = at;
		for (unsigned c = 0; c <= UUID_CHUNKS; c++) {
			uint32_t n = ic->fill[c][p];

			ic->fill[c][p] = at;
			at += n;
		}
		ic->parts[p].n = at - ic->parts[p].from;
	}
	ic->nentries = at;
	ic->entries = pages_calloc(ic->nentries * sizeof(*ic->entries));
	for (uint32_t i = 0; i < ic->texts.map.n; i++) {
		const uint8_t *id = text_id(ic, i);

		ic->entries[ic->fill[UUID_CHUNKS][part_of(load32(id))]++] =
			(struct uuid_entry){ load32(id), load32(id + 4),
					     texts_row(ic) + i };
	}
}

void idcounts_put(struct idcounts *ic, unsigned chunk, uint32_t seg,
		  const struct column_view *v, const uint64_t *mask)
{
	struct column_iter it = column_iter(v);
	uint32_t *fill = ic->fill[chunk];

	while (column_next(&it)) {
		const uint8_t *id = v->uuid[it.i];
		uint32_t hi = load32(id);

		if (bit_get(mask, it.row))
			ic->entries[fill[part_of(hi)]++] =
				(struct uuid_entry){ hi, load32(id + 4),
						     row_make(seg, it.row) };
	}
}

/* ---- the end ---- */

/*
 * The first 4 bytes of the UUIDs that come after TEXT are this or more; *RET_TIE: of those with
 * just these, some come before it.
 */
static uint64_t first_after(struct sv text, bool *ret_tie)
{
	uint64_t v = 0;

	*ret_tie = false;
	for (unsigned i = 0; i < 8; i++) {
		int d = i < text.len ? hex_digit(text.ptr[i]) : 0;
		unsigned left = 4 * (8 - i);

		if (i >= text.len || (d < 0 && (unsigned char)text.ptr[i] < '0'))
			return v << left;
		if (d < 0 && (unsigned char)text.ptr[i] < 'a')
			return (v << 4 | 10) << (left - 4);
		if (d < 0)
			return (v + 1) << left;
		v = v << 4 | (unsigned)d;
	}
	*ret_tie = true;
	return v;
}

struct bound {
	struct sv text; /* .ptr NULL: after all */
	uint64_t hi;
	bool tie;
};

static bool is_before(const struct idcounts *ic, uint32_t hi, row_t row,
		      const struct bound *b)
{
	char text[36];

	if (!b->text.ptr || hi < b->hi)
		return true;
	if (hi > b->hi || !b->tie)
		return false;
	uuid_format(idcounts_id(ic, row), text);
	return sv_cmp(sv_make(text, 36), b->text) < 0;
}

/* Places of the rows of C among the values. */
static void place_rows(const struct idcounts *ic, struct counts *c)
{
	size_t many = 0, ones = 0, in_part = 0;
	unsigned p = 0;

	c->at = xcalloc(c->nrows + 1, sizeof(*c->at));
	for (size_t j = 0; j < c->nrows; j++) {
		uint64_t n = c->rows[j].count;
		struct bound b = { .text = c->rows[j].keys[0] };

		if (j + AHEAD < c->nrows)
			__builtin_prefetch(c->rows[j + AHEAD].keys);
		if (j + AHEAD / 2 < c->nrows)
			__builtin_prefetch(c->rows[j + AHEAD / 2].keys[0].ptr);

		if (b.text.ptr)
			b.hi = first_after(b.text, &b.tie);
		while (many < ic->nrows &&
		       (ic->rows[many].count > n ||
			(ic->rows[many].count == n &&
			 is_before(ic, ic->rows[many].hi, ic->rows[many].row, &b))))
			many++;
		for (; n == 1 && p < UUID_PARTS; p++, in_part = 0) {
			const struct uuid_part *part = &ic->parts[p];
			const struct uuid_one *v = (const void *)(ic->entries + part->from);
			size_t from = in_part;

			while (in_part < part->nones &&
			       is_before(ic, v[in_part].hi, v[in_part].row, &b))
				in_part++;
			ones += in_part - from;
			if (in_part < part->nones)
				break;
		}
		c->at[j] = (uint32_t)(many + ones + j);
	}
}

void idcounts_merge(struct idcounts *ic, struct counts *c)
{
	size_t at = 0;

	place_rows(ic, c);
	ic->ones = pages_calloc(ic->nones * sizeof(*ic->ones));
	for (unsigned p = 0; p < UUID_PARTS; p++) {
		const struct uuid_one *v = (const void *)(ic->entries + ic->parts[p].from);

		for (uint32_t i = 0; i < ic->parts[p].nones; i++)
			ic->ones[at++] = v[i].row;
	}
	drop_making(ic);
	c->n = c->nrows + idcounts_n(ic);
}

void idcounts_row(const struct idcounts *ic, size_t i, struct count_read *ret)
{
	row_t row = i < ic->nrows ? ic->rows[i].row : ic->ones[i - ic->nrows];
	struct acc acc = { 0, 0, 1 };

	if (i < ic->nrows)
		acc = (struct acc){ ic->rows[i].first, ic->rows[i].last,
				    ic->rows[i].count };
	else if (row >= texts_row(ic))
		acc = ic->texts.acc[row - texts_row(ic)];
	else
		acc.first = acc.last =
			segment_time(store_seg(ic->store, row_seg(row)), row_in_seg(row));
	uuid_format(idcounts_id(ic, row), ret->text);
	ret->key = sv_make(ret->text, 36);
	ret->row = (struct count_row){
		.keys = &ret->key,
		.count = acc.count,
		.first = acc.last == INT64_MIN ? TICK_NONE : acc.first,
		.last = acc.last == INT64_MIN ? TICK_NONE : acc.last,
	};
}
