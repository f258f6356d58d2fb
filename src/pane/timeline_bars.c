/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The histogram over the event list: all events in grey, the shown ones on top. */
#include "pane/timeline.h"

#include "ui/frame.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define LEFT        7  /* columns of the numbers and the line left of the bars */
#define RIGHT       12 /* of the legend, where there is room for it */
#define LEGEND_FROM 90

static int bars_width(int w)
{
	return MAX(0, MIN(w - LEFT - (w >= LEGEND_FROM ? RIGHT : 1), HISTOGRAM_MAX));
}

/*
 * Everything, as long as the window is a good part of it; else the window and twice its length
 * to both sides, so that there is something to see and still what is around it.
 */
void timeline_axis(struct timeline *tl, struct ui *ui, int w)
{
	const struct view *v = session_view(ui->sn);
	tick_t first = v->first, last = v->last, from, to, len;
	struct span s;

	stack_window_get(session_stack(ui->sn), &from, &to);
	tl->near = false;
	if (first != TICK_NONE && (from != 0 || to != TICK_NONE)) {
		s = span_of(from, to, first, last);
		len = s.to - s.from;
		if (len > 0 && len < (last - first) / 8) {
			first = MAX(first, s.from - 2 * len);
			last = MIN(last, s.to + 2 * len);
			tl->near = first <= last;
		}
		if (first > last) {
			first = v->first;
			last = v->last;
		}
	}
	axis_fit(&tl->axis, first, last, (uint32_t)bars_width(w));
}

/* "420", "12k", "3.1M": at most 5 columns. */
static void short_count(uint64_t n, char *out, size_t size)
{
	if (n < 100000)
		snprintf(out, size, "%" PRIu64, n);
	else if (n < 10000000)
		snprintf(out, size, "%" PRIu64 "k", n / 1000);
	else
		snprintf(out, size, "%" PRIu64 "M", n / 1000000);
}

/* Height of N in eighths of a row; what is there is seen. */
static int height(const struct ui *ui, uint32_t n, uint32_t max, int rows)
{
	double share;
	int h;

	if (!n || !max)
		return 0;
	share = ui->log_scale ? log1p(n) / log1p(max) : (double)n / max;
	h = (int)(share * rows * 8 + 0.5);
	return MAX(h, 1);
}

/* One column of the histogram, from the bottom up. */
static void draw_bar(struct ui *ui, const struct bucket *b, uint32_t max, struct rect bars,
		     int x)
{
	int all = height(ui, b->all, max, bars.h);
	int sel = height(ui, b->selected, max, bars.h);
	int err = height(ui, b->errors, max, bars.h);
	int top = (sel + 7) / 8; /* rows the shown ones reach into */
	int bad = (err + 4) / 8; /* rows of errors: half a row at least */

	if (b->errors && b->errors == b->selected)
		bad = top;

	for (int row = 0; row < bars.h; row++) {
		int y = bars.y + bars.h - 1 - row, below = row * 8;

		/* Errors are the upper part of the shown ones. */
		if (sel > below && row >= top - bad)
			paint_char(y, x, ROLE_BAR_ERROR, '!');
		else if (sel > below)
			paint_block(y, x, ROLE_BAR, MIN(sel - below, 8), '#');
		else if (all > below)
			paint_glyph(y, x, ROLE_BAR_ALL, GLYPH_SHADE);
	}
}

static uint32_t biggest(const struct timeline *tl)
{
	uint32_t max = 0;

	for (uint32_t i = 0; i < tl->axis.n; i++)
		max = MAX(max, tl->buckets[i].all);
	return max;
}

static void draw_scale(struct rect bars, uint32_t max)
{
	char text[24];

	for (int row = 0; row < bars.h; row++) {
		struct pen pen = pen_row(bars, row);
		bool half = bars.h > 2 && row == bars.h - 1;

		pen.end = bars.x + LEFT;
		text[0] = '\0';
		if (row == 0)
			short_count(max, text, sizeof(text));
		else if (half && max >= 4)
			short_count(max / (uint32_t)bars.h, text, sizeof(text));
		pen_cell(&pen, ROLE_NUMBER, LEFT - 1, sv_str(text), PAINT_RIGHT);
		pen_glyph(&pen, ROLE_RULER, GLYPH_VLINE);
	}
}

static void draw_legend(struct rect bars, int w)
{
	static const struct {
		enum role role;
		char mark;
		const char *word;
	} legend[] = { { ROLE_BAR, '#', "shown" },
		       { ROLE_BAR_ERROR, '!', "error" },
		       { ROLE_BAR_ALL, '.', "other" } };

	if (w < LEGEND_FROM)
		return;
	for (int row = 0; row < bars.h; row++) {
		struct pen pen = pen_row(bars, row);

		pen.x = bars.x + bars.w - RIGHT + 1;
		pen_glyph(&pen, ROLE_RULER, GLYPH_VLINE);
		pen_str(&pen, ROLE_TEXT, " ");
		if (row >= (int)ARRAY_SIZE(legend)) {
			pen_str(&pen, ROLE_DIM, "^ cursor");
			continue;
		}
		if (legend[row].mark == '.')
			pen_glyph(&pen, legend[row].role, GLYPH_SHADE);
		else if (legend[row].mark == '!')
			pen_str(&pen, legend[row].role, "!");
		else
			paint_block(pen.y, pen.x++, legend[row].role, 8, legend[row].mark);
		pen_fmt(&pen, ROLE_DIM, " %s", legend[row].word);
	}
}

static void draw_axis(struct timeline *tl, struct ui *ui, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	int64_t at = -1;

	if (ui->events.row != ROW_NONE)
		at = axis_bucket(&tl->axis,
				 store_time(session_store(ui->sn), ui->events.row));
	pen_cell(&pen, ROLE_NUMBER, LEFT - 1, SV_LIT("0"), PAINT_RIGHT);
	pen_glyph(&pen, ROLE_RULER, GLYPH_CORNER);
	for (uint32_t i = 0; i < tl->axis.n; i++)
		pen_glyph(&pen, i == at ? ROLE_CURSOR : ROLE_RULER,
			  i == at ? GLYPH_CARET : GLYPH_HLINE);
	pen_rest(&pen, ROLE_TEXT);
}

static void draw_ticks(struct timeline *tl, struct ui *ui, struct rect r)
{
	struct axis_label labels[HISTOGRAM_MAX / 8];
	int offset = ui->zone == ZONE_LOCAL ? time_local_offset(tl->axis.from) : 0;
	size_t n = axis_labels(&tl->axis, offset, labels, ARRAY_SIZE(labels));
	struct pen pen = pen_row(r, 0);

	for (size_t i = 0; i < n; i++) {
		int x = r.x + LEFT + (int)labels[i].col;

		if (x < pen.x || x + (int)strlen(labels[i].text) > pen.end)
			continue;
		pen_skip(&pen, x - pen.x);
		pen_str(&pen, ROLE_TIME, labels[i].text);
	}
	pen_rest(&pen, ROLE_TEXT);
}

static int64_t clamp_bucket(const struct axis *a, tick_t t)
{
	int64_t b = axis_bucket(a, t);

	return b == -1 ? 0 : b == -2 ? (int64_t)a->n - 1 : b;
}

/* The window in force, or the brush, as "[====]" under the times. */
static void draw_brush(struct timeline *tl, struct ui *ui, struct rect r)
{
	const struct view *v = session_view(ui->sn);
	struct pen pen = pen_row(r, 0);
	struct buf text = BUF_INIT;
	int64_t a, b;
	struct span s;
	tick_t from, to;

	if (tl->brush) {
		s = span_brush(&tl->axis, tl->b1, tl->b2);
		a = MIN(tl->b1, tl->b2);
		b = MAX(tl->b1, tl->b2);
	} else {
		stack_window_get(session_stack(ui->sn), &from, &to);
		s = span_of(from, to, v->first, v->last);
		a = clamp_bucket(&tl->axis, s.from);
		b = clamp_bucket(&tl->axis, s.to - 1);
	}
	pen_skip(&pen, LEFT + (int)a);
	pen_str(&pen, ROLE_BRUSH, "[");
	for (int64_t i = a + 1; i < b; i++)
		pen_str(&pen, ROLE_BRUSH, "=");
	if (b > a)
		pen_str(&pen, ROLE_BRUSH, "]");
	buf_adds(&text, tl->brush ? " brush: " : " window: ");
	fmt_clock(&text, s.from, ui->zone == ZONE_DELTA ? ZONE_UTC : ui->zone,
		  ui_clock_form(ui));
	buf_addc(&text, ' ');
	span_length_text(s, &text);
	if (tl->brush)
		buf_adds(&text, "  Enter: take it");
	/* Left of the range when there is no room at its right. */
	if (pen_left(&pen) < (int)text.len) {
		pen_rest(&pen, ROLE_TEXT);
		pen = pen_row(r, 0);
		pen.end = MIN(pen.end, r.x + LEFT + (int)a);
		pen_skip(&pen, pen_left(&pen) - (int)text.len);
		pen_sv(&pen, ROLE_BRUSH, buf_sv(&text));
	} else {
		pen_sv(&pen, ROLE_BRUSH, buf_sv(&text));
		pen_rest(&pen, ROLE_TEXT);
	}
	buf_release(&text);
}

void timeline_draw_bars(struct timeline *tl, struct ui *ui,
			const struct layout_timeline *lay)
{
	struct buf rule = BUF_INIT;
	uint32_t max;

	if (!tl->axis.n) {
		if (lay->rule.h)
			paint_rule(lay->rule, 0, "no event with a time");
		return;
	}
	if (lay->bars.h) {
		session_histogram(ui->sn, &tl->axis, tl->buckets);
		max = biggest(tl);
		buf_adds(&rule, "1 column = ");
		axis_step_text(&tl->axis, &rule);
		if (tl->near)
			buf_adds(&rule, ", around the window");
		if (ui->log_scale)
			buf_adds(&rule, ", log scale");
		paint_rule(lay->rule, 0, buf_str(&rule));
		draw_scale(lay->bars, max);
		for (uint32_t i = 0; i < tl->axis.n; i++)
			draw_bar(ui, &tl->buckets[i], max, lay->bars,
				 lay->bars.x + LEFT + (int)i);
		draw_legend(lay->bars, lay->bars.w);
		draw_axis(tl, ui, lay->axis);
		draw_ticks(tl, ui, lay->ticks);
	}
	if (lay->brush.h)
		draw_brush(tl, ui, lay->brush);
	buf_release(&rule);
}
