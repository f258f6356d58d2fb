/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles and rows of a table, cut at its width. */
#include "ui/sheet.h"

/* ---- cells ---- */

void sheet_put_sv(struct sheet_cell *c, struct sv v)
{
	buf_addsv(&c->text, v.len ? v : SV_LIT("-"));
}

void sheet_put_who(struct sheet_cell *c, struct sv identity, struct sv session)
{
	if (!identity.len) {
		buf_addc(&c->text, '-');
		return;
	}
	buf_addc(&c->text, fmt_identity_letter(identity));
	buf_addc(&c->text, ' ');
	fmt_identity(&c->text, identity, session);
}

void sheet_put_count(struct sheet_cell *c, uint64_t n, enum role role)
{
	char text[COUNT_TEXT];

	buf_adds(&c->text, count_text(n, text));
	c->role = role;
}

void sheet_put_time(struct ui *ui, struct sheet_cell *c, tick_t t)
{
	ui_time_text(ui, t == INT64_MIN ? TICK_NONE : t, ui_clock_form(ui), &c->text);
	c->role = ROLE_TIME;
}

/* ---- rows ---- */

static int fit(struct ui *ui, const struct sheet *s, struct layout_col *cols, int w)
{
	int clock = fmt_clock_width(ui_clock_form(ui)), n = 0;

	for (; n < SHEET_COLS && s->cols[n].title; n++) {
		const struct sheet_col *c = &s->cols[n];

		cols[n] = (struct layout_col){ c->min, c->want, c->keep, c->grow, 0 };
		if (c->min == SHEET_CLOCK)
			cols[n].min = cols[n].want = clock;
	}
	layout_cols(cols, (size_t)n, w, 1);
	return n;
}

static void draw_titles(const struct sheet *s, const struct layout_col *cols, int n,
			struct rect r)
{
	struct pen pen = pen_row(r, 0);

	pen_skip(&pen, 3);
	for (int i = 0; i < n; i++) {
		if (!cols[i].width)
			continue;
		pen_cell(&pen, ROLE_HEADING, cols[i].width, sv_str(s->cols[i].title),
			 s->cols[i].flags & PAINT_RIGHT);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
}

/* Row I of DATA; ON: the cursor stands there. */
static void draw_row(struct ui *ui, const struct sheet *s, const void *data, uint32_t i,
		     const struct layout_col *cols, int n, struct pen pen, bool on)
{
	struct sheet_cell cell = { BUF_INIT, ROLE_TEXT };

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	for (int c = 0; c < n; c++) {
		if (!cols[c].width)
			continue;
		buf_clear(&cell.text);
		cell.role = ROLE_TEXT;
		s->cell(ui, data, i, c, &cell);
		pen_cell(&pen, on && c == 0 ? ROLE_CELL : cell.role, cols[c].width,
			 buf_sv(&cell.text), s->cols[c].flags);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&cell.text);
}

void sheet_draw(struct ui *ui, const struct sheet *s, const void *data, struct list *list,
		uint32_t n, const char *empty, struct rect r, bool focus)
{
	struct rect titles = rect_take_top(&r, 1);
	struct layout_col cols[SHEET_COLS];
	int ncols = fit(ui, s, cols, r.w - 3);

	draw_titles(s, cols, ncols, titles);
	list_fit(list, n, r.h);
	for (int row = 0; row < r.h && list->top + (uint32_t)row < list->n; row++) {
		uint32_t i = list->top + (uint32_t)row;

		draw_row(ui, s, data, i, cols, ncols, pen_row(r, row),
			 focus && i == list->cur);
	}
	if (!list->n) {
		struct pen pen = pen_row(r, 0);

		pen_skip(&pen, 3);
		pen_str(&pen, ROLE_DIM, empty);
	}
	if (focus)
		paint_cursor(r.y + (int)(list->cur - list->top), r.x + 1, false);
}
