/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of one path in row order, whichever kinds of columns hold them. */
#include "columns/segtext.h"

#include "eval/scan.h"
#include "util/xalloc.h"

#include <stdlib.h>

void segtext_init(struct segtext *st, const struct store *s, path_t path)
{
	*st = (struct segtext){ .store = s, .path = path };
}

static void drop_columns(struct segtext *st)
{
	for (unsigned i = 0; i < st->n; i++)
		column_text_release(&st->cols[i].text);
	st->n = 0;
}

void segtext_release(struct segtext *st)
{
	drop_columns(st);
	free(st->cols);
	st->cols = NULL;
	st->cap = 0;
}

bool segtext_open(struct segtext *st, const struct segment *seg)
{
	drop_columns(st);
	if (st->path == PATH_NONE)
		return false;
	for (uint32_t i = segment_find(seg, st->path);
	     i < seg->ncols && seg->cols[i].path == st->path; i++) {
		struct segtext_col *c;

		if (seg->cols[i].kind == VK_ORDER)
			continue;
		ALLOC_GROW(st->cols, st->n + 1, st->cap);
		c = &st->cols[st->n++];
		*c = (struct segtext_col){ .at = 0 };
		column_view(seg, &seg->cols[i], &c->v);
		if (c->v.kind == VK_STR || c->v.kind == VK_LIT)
			c->dict = store_dict(st->store, st->path, c->v.kind);
	}
	return st->n > 0;
}

static struct sv read_text(const struct column_view *v, const struct dict *dict,
			   struct column_text *text, char form[36], uint32_t i)
{
	switch (v->kind) {
	case VK_STR:
	case VK_LIT:
		return dict_text(dict, column_id(v, i));
	case VK_UUID:
		uuid_format(v->uuid[i], form);
		return sv_make(form, 36);
	case VK_TIME:
		time_format_sec(v->secs[i], form);
		return sv_make(form, 20);
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		return column_text(v, i, text);
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return SV_NULL;
}

/* Index of the first value of ROW in C. */
static bool find_value(struct segtext_col *c, uint32_t row, uint32_t *ret)
{
	uint32_t to;

	switch (c->v.enc) {
	case VE_DENSE:
		*ret = row;
		return true;
	case VE_BITMAP:
		return column_row(&c->v, row, ret, &to);
	case VE_LIST:
		if (row < c->last)
			c->at = 0;
		c->last = row;
		while (c->at < c->v.n && c->v.rows[c->at] < row)
			c->at++;
		*ret = c->at;
		return c->at < c->v.n && c->v.rows[c->at] == row;
	}
	return false;
}

struct sv segtext_get(struct segtext *st, uint32_t row)
{
	for (unsigned k = 0; k < st->n; k++) {
		struct segtext_col *c = &st->cols[k];
		struct sv v;
		uint32_t i;

		if (!find_value(c, row, &i))
			continue;
		v = read_text(&c->v, c->dict, &c->text, st->form, i);
		if (c->v.kind == VK_LIT && v.len && strchr("n{[", v.ptr[0]))
			continue;
		return v;
	}
	return SV_NULL;
}

void segtext_each(const struct store *s, const struct segment *seg, path_t path,
		  segtext_fn fn, void *arg)
{
	if (path == PATH_NONE)
		return;
	for (uint32_t k = segment_find(seg, path);
	     k < seg->ncols && seg->cols[k].path == path; k++) {
		struct column_view v;
		struct column_iter it;
		AUTO_TEXT struct column_text text = { 0 };
		const struct dict *dict = NULL;
		char form[36];

		column_view(seg, &seg->cols[k], &v);
		if (v.kind == VK_LIT || v.kind == VK_RAWLIT || v.kind == VK_ORDER)
			continue;
		if (v.kind == VK_STR)
			dict = store_dict(s, path, VK_STR);
		it = column_iter(&v);
		while (column_next(&it))
			if (!segment_is_dup(seg, it.row))
				fn(arg, it.row, read_text(&v, dict, &text, form, it.i));
	}
}
