/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns found by path and kind, rows within them, files and marks of rows. */
#include "store/segment.h"

#include "util/bits.h"

#include <stdlib.h>

void uuid_format(const uint8_t id[16], char *out)
{
	static const char hex[] = "0123456789abcdef";

	for (unsigned i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = hex[id[i] >> 4];
		*out++ = hex[id[i] & 15];
	}
}

uint32_t segment_find(const struct segment *s, path_t path)
{
	uint32_t lo = 0, hi = s->ncols;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (s->cols[mid].path < path)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->ncols && s->cols[lo].path == path ? lo : s->ncols;
}

void column_view(const struct segment *s, const struct column *c, struct column_view *ret)
{
	const char *at = (const char *)s->data + (size_t)c->at * 8;

	*ret = (struct column_view){
		.col = c,
		.kind = (enum vkind)c->kind,
		.enc = (enum venc)c->enc,
		.width = c->width,
		.n = c->n,
		.base = c->base,
	};
	if (c->enc == VE_BITMAP) {
		ret->bitmap = (const uint64_t *)(const void *)at;
		at += SEG_WORDS * sizeof(uint64_t);
		ret->rank = (const uint16_t *)(const void *)at;
		at += SEG_WORDS * sizeof(uint16_t);
	} else if (c->enc == VE_LIST) {
		ret->rows = (const uint16_t *)(const void *)at;
		at += ROUND_UP((size_t)c->n * sizeof(uint16_t), (size_t)8);
	}
	switch ((enum vkind)c->kind) {
	case VK_UUID:
		ret->uuid = (const void *)at;
		break;
	case VK_TIME:
		ret->secs = (const uint32_t *)(const void *)at;
		break;
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		if (c->kind == VK_BIG) {
			ret->full_len = (const uint64_t *)(const void *)at;
			at += 8u * (size_t)c->n;
		}
		ret->raw = (const void *)at;
		break;
	case VK_STR:
	case VK_LIT:
	case VK_ORDER:
	case VK_COUNT:
		if (c->local) {
			ret->nlocal = *(const uint32_t *)(const void *)at;
			ret->local = (const uint32_t *)(const void *)at + 1;
			at += ROUND_UP(4u * ((size_t)ret->nlocal + 1), (size_t)8);
		}
		ret->ids = at;
		break;
	}
}

static uint32_t lower_row(const struct column_view *v, uint32_t r)
{
	uint32_t lo = 0, hi = v->n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (v->rows[mid] < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool column_row(const struct column_view *v, uint32_t r, uint32_t *ret_from,
		uint32_t *ret_to)
{
	uint32_t from, to;

	if (v->enc == VE_DENSE) {
		from = r;
		to = r + 1;
	} else if (v->enc == VE_BITMAP) {
		uint64_t w = v->bitmap[r >> 6];

		if (!(w >> (r & 63) & 1))
			return false;
		from = v->rank[r >> 6] +
		       (uint32_t)__builtin_popcountll(w & ((UINT64_C(1) << (r & 63)) - 1));
		to = from + 1;
	} else {
		from = to = lower_row(v, r);
		while (to < v->n && v->rows[to] == r)
			to++;
		if (from == to)
			return false;
	}
	*ret_from = from;
	*ret_to = to;
	return true;
}

uint32_t column_row_of(const struct column_view *v, uint32_t i)
{
	uint32_t w = 0;
	uint64_t m;

	if (v->enc == VE_DENSE)
		return i;
	if (v->enc == VE_LIST)
		return v->rows[i];
	while (w + 1 < SEG_WORDS && v->rank[w + 1] <= i)
		w++;
	m = v->bitmap[w];
	for (i -= v->rank[w]; i; i--)
		m &= m - 1;
	return w * 64 + (uint32_t)__builtin_ctzll(m);
}

static uint32_t run_of(const struct segment *s, uint32_t r)
{
	uint32_t lo = 0, hi = s->nruns;

	while (hi - lo > 1) {
		uint32_t mid = (lo + hi) / 2;

		if (s->runs[mid].row <= r)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

const struct file_run *segment_run(const struct segment *s, uint32_t r)
{
	return &s->runs[run_of(s, r)];
}

uint32_t segment_place(const struct segment *s, uint32_t r, uint64_t *ret_off)
{
	const struct file_run *run = &s->runs[run_of(s, r)];
	uint32_t from = r & ~63u;
	uint64_t off;

	if (!ret_off)
		return run->file;
	if (s->off32) {
		*ret_off = run->base + s->off32[r];
		return run->file;
	}
	if (from > run->row) {
		off = s->block[r >> 6];
	} else {
		from = run->row;
		off = run->base;
	}
	for (; from < r; from++)
		off += segment_len(s, from) + (uint64_t)s->gap;
	*ret_off = off;
	return run->file;
}

unsigned segment_marks(const struct segment *s, uint32_t r)
{
	uint32_t lo = 0, hi = s->nmarks;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (s->marks[mid].row < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->nmarks && s->marks[lo].row == r ? s->marks[lo].bits : 0;
}
