/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines wrapped into rows of the screen. */
#include "ui/textview.h"

#include "util/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void textview_release(struct textview *tv)
{
	buf_release(&tv->text);
	free(tv->lines);
	free(tv->rows);
	*tv = (struct textview){ .n = 0 };
}

void textview_clear(struct textview *tv)
{
	buf_clear(&tv->text);
	tv->n = tv->nrows = 0;
	tv->width = 0;
	tv->list.cur = tv->list.top = 0;
}

void textview_add(struct textview *tv, enum role role, int indent, struct sv v)
{
	tv->width = 0;
	do {
		ptrdiff_t nl = sv_chr(v, '\n');
		struct sv line = nl < 0 ? v : sv_head(v, (size_t)nl);

		ALLOC_GROW(tv->lines, tv->n + 1, tv->cap);
		tv->lines[tv->n++] =
			(struct textline){ tv->text.len, line.len, role, indent };
		buf_addsv(&tv->text, line);
		buf_addc(&tv->text, '\n');
		if (nl < 0)
			break;
		v = sv_from(v, line.len + 1);
	} while (v.len);
}

void textview_addf(struct textview *tv, enum role role, int indent, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	textview_add(tv, role, indent, sv_str(text));
}

static void add_row(struct textview *tv, struct textline row)
{
	ALLOC_GROW(tv->rows, tv->nrows + 1, tv->caprows);
	tv->rows[tv->nrows++] = row;
}

static void make_rows(struct textview *tv, int width, bool wrap)
{
	tv->nrows = 0;
	for (size_t i = 0; i < tv->n; i++) {
		struct textline rest = tv->lines[i];
		int room = MAX(width - rest.indent, 8);

		do {
			struct textline row = rest;

			if (wrap)
				row.len = paint_fit(
					sv_make(tv->text.ptr + rest.off, rest.len), room);
			if (!row.len)
				row.len = rest.len;
			add_row(tv, row);
			rest.off += row.len;
			rest.len -= row.len;
		} while (rest.len);
	}
	tv->width = width;
	tv->wrap = wrap;
}

void textview_draw(struct textview *tv, struct rect r, bool wrap,
		   const struct highlight *hl)
{
	if (tv->width != r.w || tv->wrap != wrap)
		make_rows(tv, r.w - 2, wrap);
	tv->width = r.w;
	list_fit(&tv->list, (uint32_t)tv->nrows, r.h);
	for (int row = 0; row < r.h && tv->list.top + (uint32_t)row < tv->nrows; row++) {
		const struct textline *l = &tv->rows[tv->list.top + (uint32_t)row];
		bool on = tv->list.top + (uint32_t)row == tv->list.cur;
		struct pen pen = pen_row(r, row);

		pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? ">" : " ");
		pen_skip(&pen, l->indent);
		pen.hl = hl;
		pen_sv(&pen, l->role, sv_make(tv->text.ptr + l->off, l->len));
		pen_rest(&pen, ROLE_TEXT);
	}
	paint_cursor(r.y + (int)(tv->list.cur - tv->list.top), r.x, false);
}

enum list_moved textview_act(struct textview *tv, enum action a)
{
	return list_act(&tv->list, a);
}

void textview_print(const struct textview *tv, struct buf *out)
{
	for (size_t i = 0; i < tv->n; i++) {
		for (int k = 0; k < tv->lines[i].indent; k++)
			buf_addc(out, ' ');
		buf_addsv(out, sv_make(tv->text.ptr + tv->lines[i].off, tv->lines[i].len));
		buf_addc(out, '\n');
	}
}
