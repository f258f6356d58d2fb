/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where lists become lines of the screen. */
#include "ui/grid.h"

#include "columns/spark.h"
#include "event/who.h"
#include "output/rows.h"
#include "ui/frame.h"

/* The columns that may be drawn, from left to right, and their widths. */
struct fitted {
	const struct col *cols; /* of the listing */
	size_t at[ROWS_MAX_COLS];
	struct layout_col lay[ROWS_MAX_COLS];
	size_t n;
	uint64_t shown;
};

static const enum role tone_roles[TONE_COUNT] = {
	[TONE_TEXT] = ROLE_TEXT,
	[TONE_DIM] = ROLE_DIM,
	[TONE_NUMBER] = ROLE_NUMBER,
	[TONE_CHANGE] = ROLE_CHANGE,
	[TONE_NEW] = ROLE_NEW,
	[TONE_WARNING] = ROLE_WARNING,
	[TONE_ERROR] = ROLE_ERROR,
	[TONE_BAR] = ROLE_BAR,
	[TONE_OK] = ROLE_RESULT_OK,
	[TONE_DENIED] = ROLE_RESULT_DENIED,
	[TONE_THROTTLED] = ROLE_RESULT_THROTTLED,
	[TONE_ABSENT] = ROLE_RESULT_ABSENT,
	[TONE_FAILED] = ROLE_RESULT_FAILED,
};

/* Does column A stand left of B? Those without a place come last. */
static bool stands_before(const struct col *cols, size_t a, size_t b)
{
	int pa = cols[a].room.place, pb = cols[b].room.place;

	if (!pa || !pb)
		return pa != pb ? pa != 0 : a < b;
	return pa != pb ? pa < pb : a < b;
}

static void fit(struct ui *ui, const struct listing *of, int w, struct fitted *f)
{
	int clock = fmt_clock_width(ui_clock_form(ui));

	*f = (struct fitted){ .cols = of->cols };
	for (size_t i = 0; i < of->ncols; i++) {
		size_t at = f->n;

		if (!of->cols[i].room.min)
			continue;
		for (; at > 0 && stands_before(of->cols, i, f->at[at - 1]); at--)
			f->at[at] = f->at[at - 1];
		f->at[at] = i;
		f->n++;
	}
	for (size_t k = 0; k < f->n; k++) {
		const struct col *c = &of->cols[f->at[k]];
		bool is_clock = c->room.min == COL_CLOCK;

		f->lay[k] = (struct layout_col){ is_clock ? clock : c->room.min,
						 is_clock ? clock : c->room.want,
						 c->room.keep, c->flags & COL_GROW, 0 };
	}
	layout_cols(f->lay, f->n, w, 1);
	for (size_t k = 0; k < f->n; k++)
		f->shown |= (uint64_t)(f->lay[k].width > 0) << f->at[k];
}

static void draw_titles(const struct grid *g, const struct fitted *f, struct rect r)
{
	const char *name = g->rows ? g->rows->name : NULL;
	struct pen pen = pen_row(r, 0);

	pen_skip(&pen, 3);
	for (size_t k = 0; k < f->n; k++) {
		const struct col *c = &f->cols[f->at[k]];
		bool named = name && c->flags & COL_NAME;

		if (!f->lay[k].width)
			continue;
		pen_cell(&pen, ROLE_HEADING, f->lay[k].width,
			 sv_str(named ? name : col_title(c)),
			 col_is_number(c) ? PAINT_RIGHT : 0);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
}

/* W counts out of those of C: two or more buckets become one where there is no room. */
static void draw_spark(const struct cell *c, struct pen pen, int w)
{
	static const char marks[] = ".:-=+*#@";
	const uint32_t *v = c->u.spark.v;
	uint32_t total = c->kind == CELL_SPARK && v ? c->u.spark.n : 0;
	uint32_t per = (total + (uint32_t)w - 1) / (uint32_t)w, max = 0;

	for (int pass = 0; pass < 2; pass++)
		for (uint32_t b = 0; b < total; b += per) {
			uint32_t n = 0;
			unsigned level;

			for (uint32_t k = b; k < MIN(b + per, total); k++)
				n += v[k];
			if (!pass) {
				max = MAX(max, n);
				continue;
			}
			level = spark_level(n, max);
			if (pen_left(&pen) <= 0)
				return;
			paint_block(pen.y, pen.x++, ROLE_BAR, (int)level,
				    marks[level ? level - 1 : 0]);
		}
}

static void cell_words(struct ui *ui, const struct col *col, const struct cell *c,
		       struct buf *out)
{
	char n[COUNT_TEXT];
	enum result result;

	switch (c->kind) {
	case CELL_NUM:
		buf_adds(out, count_text(c->u.num, n));
		break;
	case CELL_BYTES:
		fmt_bytes(out, c->u.num);
		break;
	case CELL_TIME:
		if (c->u.time != TICK_NONE)
			ui_time_text(ui, c->u.time, ui_clock_form(ui), out);
		break;
	case CELL_WHO:
		if (!(col->flags & COL_BARE) && c->u.who.identity.len)
			buf_addf(out, "%c ", who_letter(c->u.who.identity));
		who_short(out, c->u.who.identity, c->u.who.session);
		break;
	case CELL_RESULT:
		buf_adds(out, fmt_result(c->u.text, &result));
		break;
	default:
		cell_plain(out, c, false);
		break;
	}
	if (!out->len && !(col->flags & COL_BLANK))
		buf_addc(out, '-');
}

static enum role cell_role(const struct col *col, const struct cell *c)
{
	if (c->tone != TONE_USUAL)
		return tone_roles[c->tone];
	if (col_is_number(col))
		return ROLE_NUMBER;
	return col->kind == CELL_TIME ? ROLE_TIME : ROLE_TEXT;
}

static unsigned cell_flags(const struct col *col, const struct cell *c, struct sv text)
{
	if (col_is_number(col))
		return PAINT_RIGHT;
	if (col->flags & COL_TAIL_ARN && sv_find(text, SV_LIT("arn:")) >= 0)
		return PAINT_TAIL;
	if (!(col->flags & COL_TAIL) || (col->kind == CELL_WHO && c->kind != CELL_WHO))
		return 0;
	return PAINT_TAIL;
}

static void draw_front(const struct grid *g, size_t i, bool on, struct pen *pen)
{
	char mark[2] = "";
	enum role role;

	if (!g->mark) {
		pen_str(pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
		return;
	}
	mark[0] = g->mark(g->mark_arg, i, &role);
	pen_str(pen, role, mark);
	pen_str(pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? ">" : " ");
	pen_str(pen, ROLE_TEXT, " ");
}

static void draw_row(struct ui *ui, const struct grid *g, const struct fitted *f, size_t i,
		     struct pen pen, bool on)
{
	struct cell cells[ROWS_MAX_COLS];
	struct highlight hl = ui_highlight(ui);
	AUTO_BUF struct buf text = BUF_INIT;

	rows_cells(g->rows, i, cells);
	draw_front(g, i, on, &pen);
	for (size_t k = 0; k < f->n; k++) {
		const struct col *col = &f->cols[f->at[k]];
		const struct cell *c = &cells[f->at[k]];
		int w = f->lay[k].width;

		if (!w)
			continue;
		if (col->kind == CELL_SPARK) {
			draw_spark(c, pen, w);
			pen.x += w + 1;
			continue;
		}
		buf_clear(&text);
		cell_words(ui, col, c, &text);
		pen.hl = g->search && col->flags & COL_NAME ? &hl : NULL;
		pen_cell(&pen, on && col->flags & COL_NAME ? ROLE_CELL : cell_role(col, c),
			 w, buf_sv(&text), cell_flags(col, c, buf_sv(&text)));
		pen_skip(&pen, 1);
	}
}

static const char *words_for_none(const struct grid *g)
{
	if (g->none)
		return g->none;
	if (!g->rows)
		return "working it out ...";
	return g->rows->none ? g->rows->none : g->of->none ? g->of->none : "";
}

void grid_draw(struct ui *ui, const struct grid *g, struct rect titles, struct rect r)
{
	struct list *l = g->list;
	struct fitted f;

	fit(ui, g->of, r.w - 3, &f);
	draw_titles(g, &f, titles);
	list_fit(l, g->rows ? (uint32_t)g->rows->n : 0, r.h);
	if (g->rows)
		g->rows->shown = f.shown;
	for (int row = 0; row < r.h && l->top + (uint32_t)row < l->n; row++) {
		uint32_t at = l->top + (uint32_t)row;

		draw_row(ui, g, &f, g->order ? g->order[at] : at, pen_row(r, row),
			 g->cursor && at == l->cur);
	}
	if (!l->n) {
		struct pen pen = pen_row(r, 0);

		pen_skip(&pen, 3);
		pen_str(&pen, ROLE_DIM, words_for_none(g));
	}
	if (g->focus)
		paint_cursor(r.y + (int)(l->cur - l->top), r.x + 1, false);
}

void grid_flow(struct rect r, int *row, enum role role, struct sv text)
{
	while (*row < r.h) {
		struct pen pen = pen_row(r, *row);
		size_t n;

		pen_str(&pen, ROLE_TEXT, " ");
		n = *row + 1 < r.h ? paint_fit(text, pen_left(&pen) - 1) : text.len;
		pen_sv(&pen, role, sv_head(text, n));
		pen_rest(&pen, ROLE_TEXT);
		text = sv_from(text, n);
		(*row)++;
		if (!text.len)
			break;
	}
}
