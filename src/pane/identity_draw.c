/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the identities pane. */
#include "pane/identity_pane.h"

#include "util/termesc.h"

#include <inttypes.h>

const char *const identity_order_names[ORDER_COUNT] = { "EVENTS", "DENIED", "NEW", "LAST",
							"NAME" };

/* The grouping of the rows that are there; another one may be asked for. */
static enum identity_by shown_by(const struct identities_pane *ip)
{
	return ip->rows ? ip->rows->by : ip->by;
}

enum {
	C_LETTER,
	C_NAME,
	C_EVENTS,
	C_DENIED,
	C_FNS,
	C_IPS,
	C_KEYS,
	C_NEW,
	C_FIRST,
	C_LAST,
	C_BARS,
	C_COUNT
};

static void fit(struct ui *ui, struct layout_col *c, int w)
{
	int clock = fmt_clock_width(ui_clock_form(ui));

	c[C_LETTER] = (struct layout_col){ 1, 1, 0, false, 0 };
	c[C_NAME] = (struct layout_col){ 18, 34, 0, true, 0 };
	c[C_EVENTS] = (struct layout_col){ 8, 10, 0, false, 0 };
	c[C_DENIED] = (struct layout_col){ 6, 8, 0, false, 0 };
	c[C_FNS] = (struct layout_col){ 4, 5, 4, false, 0 };
	c[C_IPS] = (struct layout_col){ 4, 6, 2, false, 0 };
	c[C_KEYS] = (struct layout_col){ 5, 6, 3, false, 0 };
	c[C_NEW] = (struct layout_col){ 3, 3, 1, false, 0 };
	c[C_FIRST] = (struct layout_col){ clock, clock, 6, false, 0 };
	c[C_LAST] = (struct layout_col){ clock, clock, 5, false, 0 };
	c[C_BARS] = (struct layout_col){ IDENTITY_SPARK / 2, IDENTITY_SPARK, 5, false, 0 };
	layout_cols(c, C_COUNT, w, 1);
}

static bool is_number(int col)
{
	return col >= C_EVENTS && col <= C_KEYS;
}

static void draw_titles(const struct identities_pane *ip, const struct layout_col *c,
			struct rect r)
{
	static const char *const names[IDENTITY_BY_COUNT] = { "IDENTITY", "ROLE SESSION",
							      "ACCESS KEY", "ADDRESS",
							      "ACCOUNT" };
	static const char *const titles[C_COUNT] = { "T",     "",     "EVENTS", "DENIED",
						     "FNS",   "IPS",  "KEYS",   "NEW",
						     "FIRST", "LAST", "" };
	struct pen pen = pen_row(r, 0);

	pen_skip(&pen, 3);
	for (int i = 0; i < C_COUNT; i++) {
		if (!c[i].width)
			continue;
		pen_cell(&pen, ROLE_HEADING, c[i].width,
			 sv_str(i == C_NAME ? names[shown_by(ip)] : titles[i]),
			 is_number(i) ? PAINT_RIGHT : 0);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
}

static void put_name(const struct identities_pane *ip, const struct identity_row *r,
		     struct buf *out)
{
	if (!r->name.ptr) {
		buf_addf(out, "(no %s)", identity_by_names[shown_by(ip)]);
		return;
	}
	if (shown_by(ip) == IDENTITY_BY_IDENTITY || shown_by(ip) == IDENTITY_BY_SESSION) {
		fmt_identity(out, r->name, r->session);
		return;
	}
	buf_addsv(out, r->name);
	if (r->about.ptr) {
		buf_adds(out, "  ");
		fmt_identity(out, r->about, SV_NULL);
	}
}

static void put_cell(struct ui *ui, const struct identities_pane *ip,
		     const struct identity_row *r, int col, struct buf *out)
{
	char n[COUNT_TEXT];

	switch (col) {
	case C_LETTER:
		buf_addc(out, shown_by(ip) <= IDENTITY_BY_SESSION ? identity_letter(r->name)
			      : shown_by(ip) == IDENTITY_BY_KEY ? identity_letter(r->about)
								: ' ');
		break;
	case C_NAME:
		put_name(ip, r, out);
		break;
	case C_EVENTS:
		buf_adds(out, count_text(r->events, n));
		break;
	case C_DENIED:
		buf_adds(out, count_text(r->denied, n));
		break;
	case C_FNS:
		buf_adds(out, count_text(r->count[IDF_FUNCTION], n));
		break;
	case C_IPS:
		buf_adds(out, count_text(r->count[IDF_ADDRESS], n));
		break;
	case C_KEYS:
		buf_adds(out, count_text(r->count[IDF_KEY], n));
		break;
	case C_NEW:
		buf_adds(out, r->is_new ? "NEW" : identity_news_of(r) ? " N " : "");
		break;
	default:
		ui_time_text(ui, col == C_FIRST ? r->first : r->last, ui_clock_form(ui),
			     out);
		break;
	}
}

/* W counts out of those of row I: two or more buckets become one where there is no room. */
static void draw_bars(const struct identities_pane *ip, uint32_t i, struct pen *pen, int w)
{
	static const char marks[] = ".:-=+*#@";
	const struct identity_rows *rows = ip->rows->rows;
	uint32_t at = ip->index[i], per = (IDENTITY_SPARK + (uint32_t)w - 1) / (uint32_t)w,
		 max = 0;
	const uint32_t *v = rows->spark && at < IDENTITY_SPARK_ROWS
				    ? rows->spark + (size_t)at * IDENTITY_SPARK
				    : NULL;

	for (int pass = 0; v && pass < 2; pass++)
		for (uint32_t b = 0; b < IDENTITY_SPARK; b += per) {
			uint32_t n = 0;
			unsigned level;

			for (uint32_t k = b; k < MIN(b + per, (uint32_t)IDENTITY_SPARK);
			     k++)
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

static enum role cell_role(const struct identity_row *r, int col, bool on)
{
	if (on && col == C_NAME)
		return ROLE_CELL;
	if (col == C_NEW)
		return ROLE_NEW;
	if (col == C_DENIED && r->denied)
		return ROLE_RESULT_DENIED;
	return is_number(col) ? ROLE_NUMBER : col > C_NEW ? ROLE_TIME : ROLE_TEXT;
}

static void draw_row(struct ui *ui, const struct identities_pane *ip,
		     const struct layout_col *c, struct rect r, int row)
{
	uint32_t i = ip->list.top + (uint32_t)row;
	const struct identity_row *ir = identity_row_at(ip, i);
	bool on = i == ip->list.cur;
	struct pen pen = pen_row(r, row);
	struct highlight hl = ui_highlight(ui);
	AUTO_BUF struct buf text = BUF_INIT;

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	for (int k = 0; k < C_COUNT; k++) {
		if (!c[k].width)
			continue;
		if (k == C_BARS) {
			draw_bars(ip, i, &pen, c[k].width);
			break;
		}
		buf_clear(&text);
		put_cell(ui, ip, ir, k, &text);
		pen.hl = k == C_NAME ? &hl : NULL;
		pen_cell(&pen, cell_role(ir, k, on), c[k].width, buf_sv(&text),
			 is_number(k)                                         ? PAINT_RIGHT
			 : k == C_NAME && shown_by(ip) <= IDENTITY_BY_SESSION ? PAINT_TAIL
									      : 0);
		pen_skip(&pen, 1);
	}
}

static void draw_head(const struct identities_pane *ip, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	char a[COUNT_TEXT], c[COUNT_TEXT];

	if (ip->rows)
		buf_addf(&text, "%s row%s; %s event%s; grouped by %s (b); by %s%s",
			 count_text(ip->rows->rows->n, a), plural(ip->rows->rows->n),
			 count_text(ip->rows->rows->events, c),
			 plural(ip->rows->rows->events), identity_by_names[ip->rows->by],
			 identity_order_names[ip->order], ip->reverse ? ", reversed" : "");
	else
		buf_adds(&text, "identities: working them out ...");
	paint_rule(r, 0, buf_str(&text));
}

/* "alice: [sessions 4] actions 14  denied 5 ..." */
static void draw_tabs(const struct identities_pane *ip, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT, name = BUF_INIT, tabs = BUF_INIT;
	const struct identity_page *p = ip->page ? ip->page->page : NULL;
	int room;

	if (p && ip->page->by <= IDENTITY_BY_SESSION)
		fmt_identity(&name, p->name, p->session);
	else if (p)
		buf_addsv(&name, p->name);
	for (int i = 0; i < IDT_COUNT; i++)
		buf_addf(&tabs, i == (int)ip->at ? " [%s %u]" : " %s %u",
			 identity_tab_names[i],
			 identity_list_size(&ip->lists, (enum identity_tab)i));
	/* the lists are seen first, then as much of the name as has room */
	room = r.w - 6 - (int)tabs.len;
	if (room > 3 && name.len)
		termesc_clip(&text, buf_sv(&name), (size_t)room, true);
	buf_addsv(&text, buf_sv(&tabs));
	paint_rule(r, 0, buf_str(&text));
}

static void row_detail(const struct identities_pane *ip, const struct identity_row *r,
		       struct buf *out)
{
	AUTO_BUF struct buf news = BUF_INIT;

	buf_addsv(out, r->name.ptr ? r->name : SV_LIT("(no value)"));
	if (r->session.ptr) {
		buf_adds(out, " session ");
		buf_addsv(out, r->session);
	}
	if (r->about.ptr) {
		buf_adds(out, shown_by(ip) == IDENTITY_BY_KEY ? "; of " : "; account ");
		buf_addsv(out, r->about);
	}
	if (ip->page && ip->page->page->apart)
		buf_addf(out, "; %" PRIu64 " events without a credential",
			 ip->page->page->apart);
	if (!ip->rows->rows->has_fresh)
		return;
	identity_row_fresh_words(r, &news);
	buf_adds(out, news.len ? "; new inside the window: "
			       : "; nothing new inside the window");
	buf_addsv(out, buf_sv(&news));
}

/* Text from row *ROW of R on, over as many rows as it needs. */
static void flow(struct rect r, enum role role, struct sv text)
{
	for (int row = 0; row < r.h && text.len; row++) {
		struct pen pen = pen_row(r, row);
		size_t n;

		pen_str(&pen, ROLE_TEXT, " ");
		n = row + 1 < r.h ? paint_fit(text, pen_left(&pen) - 1) : text.len;
		pen_sv(&pen, role, sv_head(text, n));
		pen_rest(&pen, ROLE_TEXT);
		text = sv_from(text, n);
	}
}

static void draw_detail(struct ui *ui, const struct identities_pane *ip, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	const struct identity_row *row = identity_row_at(ip, ip->list.cur);

	if (ip->below)
		identity_list_detail(ui, &ip->lists, ip->at, &text);
	else if (row)
		row_detail(ip, row, &text);
	flow(r, ROLE_DIM, buf_sv(&text));
}

void identity_pane_draw(struct ui *ui, struct identities_pane *ip, struct rect body)
{
	struct rect head = rect_take_top(&body, 1), names = rect_take_top(&body, 1);
	struct rect list, rule, low, detail = { 0, 0, 0, 0 };
	struct layout_col cols[C_COUNT];

	if (ip->below) { /* the list that has the keys is the big one */
		list = rect_take_top(&body, MAX(1, MIN(3, body.h - LAYOUT_LIST_MIN - 2)));
		rule = rect_take_top(&body, 1);
		low = body;
	} else {
		layout_split(body, MAX(5, body.h / 2), &list, &rule, &low);
	}
	if (low.h >= 6)
		detail = rect_take_bottom(&low, low.h >= 9 ? 3 : 2);
	draw_head(ip, head);
	fit(ui, cols, body.w - 3);
	draw_titles(ip, cols, names);
	list_fit(&ip->list, ip->rows ? (uint32_t)ip->rows->rows->n : 0, list.h);
	for (int row = 0; row < list.h && ip->list.top + (uint32_t)row < ip->list.n; row++)
		draw_row(ui, ip, cols, list, row);
	if (!ip->list.n && ip->rows) {
		struct pen pen = pen_row(list, 0);

		pen_str(&pen, ROLE_DIM, "   no event is shown");
	}
	if (!ip->below)
		paint_cursor(list.y + (int)(ip->list.cur - ip->list.top), list.x + 1,
			     false);
	if (!low.h)
		return;
	if (ip->rows && !ip->list.n) { /* of no identity there is nothing to list */
		paint_rule(rule, 0, "");
		return;
	}
	draw_tabs(ip, rule);
	identity_list_draw(ui, &ip->lists, ip->at, low, ip->below);
	if (detail.h)
		draw_detail(ui, ip, detail);
}
