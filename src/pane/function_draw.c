/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Painting the functions pane. */
#include "pane/function_pane.h"

#include <inttypes.h>

static const char *const order_names[ORDER_COUNT] = { "INVOKED", "CHANGES", "ERRORS",
						      "NEW",     "LAST",    "FUNCTION" };

enum {
	C_NAME,
	C_PLACE,
	C_INVOKED,
	C_CALLERS,
	C_CHANGES,
	C_ERRORS,
	C_NEW,
	C_FIRST,
	C_LAST,
	C_BARS,
	C_COUNT
};

static void fit(struct ui *ui, struct layout_col *c, int w)
{
	int clock = fmt_clock_width(ui_clock_form(ui));

	c[C_NAME] = (struct layout_col){ 16, 28, 0, true, 0 };
	c[C_PLACE] = (struct layout_col){ 12, 27, 6, false, 0 };
	c[C_INVOKED] = (struct layout_col){ 8, 10, 0, false, 0 };
	c[C_CALLERS] = (struct layout_col){ 7, 7, 2, false, 0 };
	c[C_CHANGES] = (struct layout_col){ 7, 7, 0, false, 0 };
	c[C_ERRORS] = (struct layout_col){ 6, 7, 0, false, 0 };
	c[C_NEW] = (struct layout_col){ 3, 3, 1, false, 0 };
	c[C_FIRST] = (struct layout_col){ clock, clock, 5, false, 0 };
	c[C_LAST] = (struct layout_col){ clock, clock, 3, false, 0 };
	c[C_BARS] = (struct layout_col){ LAMBDA_SPARK / 2, LAMBDA_SPARK, 4, false, 0 };
	layout_cols(c, C_COUNT, w, 1);
}

static bool is_number(int col)
{
	return col >= C_INVOKED && col <= C_ERRORS;
}

static void draw_titles(const struct layout_col *c, struct rect r)
{
	static const char *const titles[C_COUNT] = {
		"FUNCTION", "ACCOUNT REGION", "INVOKED", "CALLERS", "CHANGES", "ERRORS",
		"NEW",      "FIRST",          "LAST",    ""
	};
	struct pen pen = pen_row(r, 0);

	pen_skip(&pen, 3);
	for (int i = 0; i < C_COUNT; i++) {
		if (!c[i].width)
			continue;
		pen_cell(&pen, ROLE_HEADING, c[i].width, sv_str(titles[i]),
			 is_number(i) ? PAINT_RIGHT : 0);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
}

static void put_count(struct buf *out, uint64_t n, bool known)
{
	char text[COUNT_TEXT];

	buf_adds(out, known ? count_text(n, text) : "-");
}

/* Where there are more functions of that name, and PLACE is not shown: with what differs. */
static void name_text(const struct functions_pane *fp, const struct lambda_row *r,
		      bool place, struct buf *out)
{
	struct lambda_id id = lambda_index_id(fp->rows->index, r->fn);
	enum function_twin twin = (enum function_twin)fp->twin[r - fp->rows->rows];

	buf_addsv(out, id.unknown ? SV_LIT("(function name unknown)") : id.name);
	if (place || twin == TWIN_NONE)
		return;
	buf_addc(out, ' ');
	buf_addsv(out, twin == TWIN_REGION ? id.region : id.account);
}

static void cell_text_of(struct ui *ui, const struct functions_pane *fp,
			 const struct lambda_row *r, int col, bool place, struct buf *out)
{
	struct lambda_id id = lambda_index_id(fp->rows->index, r->fn);
	bool logged = fp->rows->has_calls;

	switch (col) {
	case C_NAME:
		name_text(fp, r, place, out);
		break;
	case C_PLACE:
		buf_addsv(out, id.account);
		buf_addc(out, ' ');
		buf_addsv(out, id.region);
		break;
	case C_INVOKED:
		put_count(out, r->shown.invocations, logged);
		break;
	case C_CALLERS:
		put_count(out, r->shown.callers, logged);
		break;
	case C_CHANGES:
		put_count(out, r->shown.changes, true);
		break;
	case C_ERRORS:
		put_count(out, r->shown.errors, true);
		break;
	case C_NEW:
		buf_adds(out, r->is_new ? "NEW" : function_row_news(r) ? " ! " : "");
		break;
	default:
		ui_time_text(ui, col == C_FIRST ? r->shown.first : r->shown.last,
			     ui_clock_form(ui), out);
		break;
	}
}

/* W counts out of those of row I: two or more buckets become one where there is no room. */
static void draw_bars(const struct functions_pane *fp, uint32_t i, struct pen *pen, int w)
{
	static const char marks[] = ".:-=+*#@";
	const struct axis *a = &fp->rows->axis;
	const uint32_t *v = a->n ? fp->rows->spark + (size_t)fp->index[i] * a->n : NULL;
	uint32_t per = a->n ? (a->n + (uint32_t)w - 1) / (uint32_t)w : 1, max = 0;

	for (int pass = 0; v && pass < 2; pass++)
		for (uint32_t b = 0; b < a->n; b += per) {
			uint32_t n = 0;
			unsigned level;

			for (uint32_t k = b; k < MIN(b + per, a->n); k++)
				n += v[k];
			if (!pass) {
				max = MAX(max, n);
				continue;
			}
			level = spark_level(n, max);
			if (pen_left(pen) <= 0)
				return;
			paint_block(pen->y, pen->x++, ROLE_BAR, (int)level,
				    marks[level ? level - 1 : 0]);
		}
}

static enum role cell_role(const struct lambda_row *r, int col, bool on)
{
	if (on && col == C_NAME)
		return ROLE_CELL;
	if (col == C_NEW)
		return ROLE_NEW;
	if (col == C_CHANGES && r->shown.changes)
		return ROLE_CHANGE;
	if (col == C_ERRORS && r->shown.errors)
		return ROLE_ERROR;
	return is_number(col) ? ROLE_NUMBER : col > C_NEW ? ROLE_TIME : ROLE_TEXT;
}

static void draw_row(struct ui *ui, const struct functions_pane *fp,
		     const struct layout_col *c, struct rect r, int row)
{
	uint32_t i = fp->list.top + (uint32_t)row;
	const struct lambda_row *fr = function_row_at(fp, i);
	bool on = i == fp->list.cur;
	struct pen pen = pen_row(r, row);
	struct highlight hl = ui_highlight(ui);
	AUTO_BUF struct buf text = BUF_INIT;

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	for (int k = 0; k < C_COUNT; k++) {
		if (!c[k].width)
			continue;
		if (k == C_BARS) {
			draw_bars(fp, i, &pen, c[k].width);
			break;
		}
		buf_clear(&text);
		cell_text_of(ui, fp, fr, k, c[C_PLACE].width > 0, &text);
		pen.hl = k == C_NAME ? &hl : NULL;
		pen_cell(&pen, cell_role(fr, k, on), c[k].width, buf_sv(&text),
			 is_number(k)  ? PAINT_RIGHT
			 : k == C_NAME ? PAINT_TAIL
				       : 0);
		pen_skip(&pen, 1);
	}
}

static void draw_head(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT];

	if (fp->rows)
		buf_addf(&text, "%s function%s of %s; %s event%s; by %s%s",
			 count_text(fp->rows->n, a), plural(fp->rows->n),
			 count_text(fp->rows->total, b), count_text(fp->rows->by_events, c),
			 plural(fp->rows->by_events), order_names[fp->order],
			 fp->reverse ? ", reversed" : "");
	else
		buf_adds(&text, "functions: working them out ...");
	paint_rule(r, 0, buf_str(&text));
}

/* "payments-charge: [invoked by 4] changed by 14  may invoke 5 ..." */
static void draw_tabs(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (fp->page)
		buf_addsv(&text, fp->page->id.name);
	for (int i = 0; i < FNL_COUNT; i++)
		buf_addf(&text, i == (int)fp->at ? " [%s %u]" : " %s %u",
			 function_list_names[i],
			 function_list_size(&fp->lists, (enum function_list_id)i));
	paint_rule(r, 0, buf_str(&text));
}

static void row_detail(const struct functions_pane *fp, const struct lambda_row *r,
		       struct buf *out)
{
	struct lambda_id id = lambda_index_id(fp->rows->index, r->fn);

	buf_addsv(out, id.arn.ptr ? id.arn : id.name);
	buf_addf(out,
		 ": %" PRIu64 " of %" PRIu64 " events shown, %" PRIu64 " of %" PRIu64
		 " invocations, %" PRIu64 " of %" PRIu64 " changes, %" PRIu64 " denied",
		 r->shown.events, r->all.events, r->shown.invocations, r->all.invocations,
		 r->shown.changes, r->all.changes, r->shown.denied);
	if (r->is_new)
		buf_adds(out, "; first seen inside the window");
	else if (function_row_news(r))
		buf_addf(out,
			 "; new inside the window: %u callers, %u addresses, %u sources",
			 r->new_callers, r->new_addresses, r->new_sources);
	for (size_t i = 0; fp->page && i < fp->page->notes.n; i++) {
		buf_adds(out, "; ");
		buf_addsv(out, fp->page->notes.v[i]);
	}
}

static void draw_detail(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	const struct lambda_row *row = function_row_at(fp, fp->list.cur);
	int at = 0;

	if (fp->below)
		function_list_detail(&fp->lists, fp->at, &text);
	else if (row)
		row_detail(fp, row, &text);
	if (text.len)
		function_flow(r, &at, ROLE_DIM, buf_sv(&text));
}

static void draw_empty(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	struct pen pen = pen_row(r, 0);

	if (fp->rows)
		lambda_rows_remark(fp->rows, &text);
	pen_skip(&pen, 3);
	pen_sv(&pen, ROLE_DIM, buf_sv(&text));
}

void function_draw(struct ui *ui, struct functions_pane *fp, struct rect body)
{
	struct rect head = rect_take_top(&body, 1), titles = rect_take_top(&body, 1);
	struct rect list, rule, low, detail = { 0, 0, 0, 0 };
	struct layout_col cols[C_COUNT];

	if (fp->below) { /* the list that has the keys is the big one */
		list = rect_take_top(&body, MAX(1, MIN(3, body.h - LAYOUT_LIST_MIN - 2)));
		rule = rect_take_top(&body, 1);
		low = body;
	} else {
		layout_split(body, MAX(5, body.h / 2), &list, &rule, &low);
	}
	if (low.h >= 6)
		detail = rect_take_bottom(&low, low.h >= 9 ? 3 : 2);
	draw_head(fp, head);
	fit(ui, cols, body.w - 3);
	draw_titles(cols, titles);
	list_fit(&fp->list, fp->rows ? (uint32_t)fp->rows->n : 0, list.h);
	for (int row = 0; row < list.h && fp->list.top + (uint32_t)row < fp->list.n; row++)
		draw_row(ui, fp, cols, list, row);
	if (!fp->list.n)
		draw_empty(fp, list);
	if (!fp->below)
		paint_cursor(list.y + (int)(fp->list.cur - fp->list.top), list.x + 1,
			     false);
	if (!low.h)
		return;
	if (fp->rows && !fp->list.n) { /* of no function there is nothing to list */
		paint_rule(rule, 0, "");
		return;
	}
	draw_tabs(fp, rule);
	function_list_draw(ui, &fp->lists, fp->at, low, fp->below);
	if (detail.h)
		draw_detail(fp, detail);
}
