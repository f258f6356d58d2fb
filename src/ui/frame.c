/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame around a pane: title, tabs, filters, hints, message; and what is too small. */
#include "ui/frame.h"

#include "term/tty.h"
#include "ui/find.h"
#include "util/termesc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void current_layout(const struct ui *ui, struct layout *ret)
{
	layout_screen(tty_rows(), tty_cols(), ui->hints || prompt_is_open(&ui->prompt),
		      ret);
}

struct rect ui_body(const struct ui *ui)
{
	struct layout lay;

	current_layout(ui, &lay);
	return lay.body;
}

enum clock_form ui_clock_form(const struct ui *ui)
{
	const struct view *v = session_view(ui->sn);

	return fmt_clock_form(v->first, v->last, ui->zone);
}

row_t ui_reference(const struct ui *ui)
{
	if (ui->last_mark != ROW_NONE &&
	    marks_has(&session_stack(ui->sn)->marks, ui->last_mark))
		return ui->last_mark;
	return session_row(ui->sn, 0);
}

void ui_time_text(const struct ui *ui, tick_t t, enum clock_form form, struct buf *out)
{
	row_t ref;
	tick_t from;

	if (ui->zone != ZONE_DELTA || t == TICK_NONE) {
		fmt_clock(out, t, ui->zone, form);
		return;
	}
	ref = ui_reference(ui);
	from = ref == ROW_NONE ? TICK_NONE : store_time(session_store(ui->sn), ref);
	if (from == TICK_NONE)
		fmt_clock(out, t, ZONE_UTC, form);
	else
		fmt_since(out, t - from);
}

struct highlight ui_highlight(const struct ui *ui)
{
	if (!pane_ops(ui->at)->list)
		return (struct highlight){ session_search_regex(ui->sn), ui->scratch };
	return (struct highlight){ ui->find.pane == ui->at ? ui->find.re : NULL,
				   ui->scratch };
}

/* Two texts on one line: the left one is cut when there is no room for both. */
static void draw_sides(struct rect r, enum role role, struct sv left, struct sv right)
{
	struct pen pen = pen_row(r, 0);
	int rw = (int)MIN(termesc_width(right), (size_t)r.w), lw = r.w - rw - (rw ? 2 : 0);

	pen_cell(&pen, role, MAX(lw, 0), left, 0);
	if (rw && lw > 0)
		pen_str(&pen, role, "  ");
	pen_sv(&pen, role, right);
	pen_rest(&pen, role);
}

static void paths_text(const struct ui *ui, struct buf *out)
{
	size_t n = ui->opt->npaths;

	if (n == 1 && strcmp(ui->opt->paths[0], "-") == 0)
		buf_adds(out, "standard input");
	else if (n)
		buf_adds(out, ui->opt->paths[0]);
	if (n > 1)
		buf_addf(out, " and %zu more", n - 1);
}

/* BRIEF: without the number of events, which stands at the right end as well. */
static void load_text(const struct ui *ui, const struct session_progress *p, bool brief,
		      struct buf *out)
{
	char a[COUNT_TEXT], b[COUNT_TEXT];
	const struct load_progress *l = &p->load;
	struct store_totals t;

	if (p->finished) {
		if (l->stopped)
			buf_adds(out, "STOPPED: PARTIAL DATA  ");
		else if (l->memory_limit)
			buf_adds(out, "MEMORY LIMIT: PARTIAL DATA  ");
		store_totals(session_store(ui->sn), &t);
		buf_addf(out, "%s file%s", count_text(t.files, a), plural(t.files));
		if (!brief)
			buf_addf(out, ", %s event%s", count_text(t.events, b),
				 plural(t.events));
		if (l->bad_files)
			buf_addf(out, ", %s with problems", count_text(l->bad_files, a));
		return;
	}
	if (p->finishing)
		buf_adds(out, "SORTING  PARTIAL DATA");
	else
		buf_addf(out, "LOADING %u%%  PARTIAL DATA",
			 l->bytes_found ? (unsigned)(l->bytes_done * 100 / l->bytes_found)
					: 0);
	buf_addf(out, "  %s of %s%s files", count_text(l->files_done, a),
		 count_text(l->files_found, b), l->walking ? "+" : "");
	buf_addf(out, "  %s events", count_text(l->events, a));
}

/* Columns of the path in the title, at least. */
#define PATH_MIN 8

static void draw_title(struct ui *ui, struct rect r)
{
	const struct view *v = session_view(ui->sn);
	struct pen pen = pen_row(r, 0);
	struct session_progress p;
	struct buf left = BUF_INIT, right = BUF_INIT, state = BUF_INIT;
	bool named = false;
	int room;
	char a[COUNT_TEXT], b[COUNT_TEXT];

	session_progress(ui->sn, &p);
	load_text(ui, &p, false, &state);
	fmt_zone(&right, ui->zone, v->last);
	buf_addf(&right, "  %s%s of %s%s shown", count_text(v->sel->count, a),
		 v->final && !v->partial ? "" : "+", count_text(v->sel->total, b),
		 v->final ? "" : "+");
	if (view_unread(v))
		buf_addf(&right, ", %s not searched", count_text(view_unread(v), a));
	else if (v->sel->open)
		buf_addf(&right, ", %s open", count_text(v->sel->open, a));
	buf_addc(&right, ' ');
	/* The state of the load is seen whole; the path loses its beginning for it. */
	paths_text(ui, &left);
	room = r.w - (int)(strlen(" trailsift  : ") + state.len + 2 + right.len);
	if (room < PATH_MIN && p.finished) {
		room += (int)state.len;
		buf_clear(&state);
		load_text(ui, &p, true, &state);
		room -= (int)state.len;
	}
	if (room < PATH_MIN)
		room += (int)strlen("trailsift  ");
	else
		named = true;
	pen_str(&pen, ROLE_TITLE, named ? " trailsift  " : " ");
	pen.x += paint_text(pen.y, pen.x, MIN(MAX(room, PATH_MIN), pen_left(&pen)),
			    ROLE_TITLE, buf_sv(&left), PAINT_TAIL, NULL);
	buf_clear(&left);
	buf_adds(&left, ": ");
	buf_addsv(&left, buf_sv(&state));
	draw_sides((struct rect){ pen.y, pen.x, 1, pen_left(&pen) }, ROLE_TITLE,
		   buf_sv(&left), buf_sv(&right));
	buf_release(&state);
	buf_release(&left);
	buf_release(&right);
}

static void first_key(const struct ui *ui, enum action a, struct buf *out)
{
	size_t at = out->len;

	keymap_keys_of(&ui->keymap, pane_ops(ui->at)->ctx, a, out);
	for (size_t i = at; i < out->len; i++)
		if (out->ptr[i] == ' ') {
			out->len = i;
			break;
		}
}

/* How tabs are written: with air, close together, or the others by their digit only. */
enum tab_style { TABS_WIDE, TABS_CLOSE, TABS_DIGITS };

static void tab_text(const struct ui *ui, enum pane_id id, enum tab_style style,
		     struct buf *out)
{
	const struct pane_ops *ops = pane_ops(id);
	int digit = pane_digit(id);
	bool on = id == ui->at;

	if (!ops || (!digit && !on))
		return;
	if (on || style == TABS_WIDE)
		buf_addc(out, on ? '[' : ' ');
	if (digit)
		buf_addf(out, "%d", digit);
	if (on || style != TABS_DIGITS)
		buf_addf(out, "%s%s", digit ? " " : "", ops->title);
	if (on || style == TABS_WIDE)
		buf_addc(out, on ? ']' : ' ');
	buf_addc(out, ' ');
}

static int tabs_width(const struct ui *ui, enum tab_style style)
{
	struct buf text = BUF_INIT;
	int w;

	for (int id = 1; id < PANE_COUNT; id++)
		tab_text(ui, (enum pane_id)id, style, &text);
	w = (int)text.len;
	buf_release(&text);
	return w;
}

static void draw_tabs(struct ui *ui, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	struct buf text = BUF_INIT, help = BUF_INIT;
	enum tab_style style = TABS_WIDE;
	int w;

	first_key(ui, ACT_HELP, &help);
	w = (int)help.len + (int)strlen(":help ");
	while (style != TABS_DIGITS && tabs_width(ui, style) + w + 1 > r.w)
		style++;
	for (int id = 1; id < PANE_COUNT; id++) {
		buf_clear(&text);
		tab_text(ui, (enum pane_id)id, style, &text);
		if (text.len)
			text.len--;
		pen_sv(&pen, id == (int)ui->at ? ROLE_TAB_ACTIVE : ROLE_TAB, buf_sv(&text));
		if (text.len)
			pen_str(&pen, ROLE_TAB, " ");
	}
	if (pen_left(&pen) > w) {
		pen_skip(&pen, pen_left(&pen) - w);
		pen_sv(&pen, ROLE_KEY, buf_sv(&help));
		pen_str(&pen, ROLE_HINT, ":help ");
	}
	pen_rest(&pen, ROLE_TAB);
	buf_release(&text);
	buf_release(&help);
}

/* What stands at the right end of the line of the filters, but for the offer to undo. */
static void remark_text(struct ui *ui, struct buf *out)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	const struct stack *st = session_stack(ui->sn);
	struct search_status search;
	char a[COUNT_TEXT];

	ui_find_remark(ui, out);
	if (!ops->list && session_search_pattern(ui->sn)[0]) {
		session_search_status(ui->sn, &search);
		buf_addf(out, "/%s %s%s matches", session_search_pattern(ui->sn),
			 count_text(search.shown, a), search.complete ? "" : "+");
		if (search.undecided)
			buf_addf(out, " (%s undecided)", count_text(search.undecided, a));
	}
	if (ops->remark) {
		size_t was = out->len;

		if (was)
			buf_adds(out, "  ");
		ops->remark(ui, ui->state[ui->at], out);
		if (out->len == was + 2)
			out->len = was;
	}
	if (st->marks.count)
		buf_addf(out, "%s%s marked", out->len ? "  " : "",
			 count_text(st->marks.count, a));
	if (out->len)
		buf_addc(out, ' ');
}

/* Line I of the filters as it stands in the frame. */
static enum role label_text(const struct ui *ui, size_t i, struct buf *out)
{
	const struct stack *st = session_stack(ui->sn);
	const struct slot *s = &st->now.v[i];
	bool on = s->on && !st->now.all_off;
	const struct line_result *res = view_line(session_view(ui->sn), s->line->id);
	bool bad = on && res && res->problem;

	buf_clear(out);
	if (st->draft && st->draft_for == s->line->id)
		return ROLE_TEXT;
	buf_addf(out, "%s%zu", on ? " " : " (", i + 1);
	line_label(s->line, out);
	buf_adds(out, bad ? " NOT IN FORCE " : on ? " " : " off) ");
	return bad ? ROLE_ERROR : on ? ROLE_FILTER_ON : ROLE_FILTER_OFF;
}

/* "u:undo ..." when nothing else is said there and every filter keeps its place. */
static void undo_text(const struct ui *ui, int w, struct buf *out)
{
	const struct stack *st = session_stack(ui->sn);
	AUTO_BUF struct buf label = BUF_INIT;
	size_t used = strlen(" no filters");

	if (!st->at || out->len)
		return;
	for (size_t i = 0; i < st->now.n; i++) {
		label_text(ui, i, &label);
		used += termesc_width(buf_sv(&label));
	}
	buf_addf(out, "u:undo \"%.24s\" ", st->log[st->at].text);
	if (st->draft || used + termesc_width(buf_sv(out)) > (size_t)w)
		buf_clear(out);
}

static void draw_filters(struct ui *ui, struct rect r)
{
	const struct stack *st = session_stack(ui->sn);
	struct buf label = BUF_INIT, remark = BUF_INIT;
	struct pen pen = pen_row(r, 0);
	int end = pen.end, rw;

	remark_text(ui, &remark);
	undo_text(ui, r.w, &remark);
	rw = (int)MIN(termesc_width(buf_sv(&remark)), (size_t)r.w / 2);
	pen.end = MAX(pen.x, end - rw - (rw > 0));
	if (!st->now.n && !st->draft)
		pen_str(&pen, ROLE_FILTER_OFF, " no filters");
	else if (st->now.all_off)
		pen_str(&pen, ROLE_WARNING, " ALL OFF:");
	for (size_t i = 0; i < st->now.n; i++) {
		enum role role = label_text(ui, i, &label);

		pen_sv(&pen, role, buf_sv(&label));
	}
	if (st->draft) {
		buf_clear(&label);
		buf_adds(&label, " typing: ");
		line_label(st->draft, &label);
		pen_sv(&pen, ROLE_GHOST, buf_sv(&label));
	}
	pen.end = end - rw;
	pen_rest(&pen, ROLE_TEXT);
	pen.end = end;
	pen_sv(&pen, ROLE_HINT, buf_sv(&remark));
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&label);
	buf_release(&remark);
}

static void draw_hints(struct ui *ui, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	struct buf keys = BUF_INIT;

	pen_str(&pen, ROLE_HINT, " ");
	for (const struct pane_hint *h = pane_ops(ui->at)->hints; h && h->a; h++) {
		buf_clear(&keys);
		first_key(ui, h->a, &keys);
		if (!keys.len)
			continue;
		if (h->b) {
			buf_addc(&keys, '/');
			first_key(ui, h->b, &keys);
		}
		/* A hint that does not fit whole is left out. */
		if (pen_left(&pen) < (int)(keys.len + strlen(h->word) + 3))
			break;
		pen_sv(&pen, ROLE_KEY, buf_sv(&keys));
		pen_fmt(&pen, ROLE_HINT, ":%s  ", h->word);
	}
	pen_rest(&pen, ROLE_HINT);
	buf_release(&keys);
}

static void draw_message(struct ui *ui, struct rect r)
{
	struct pen pen = pen_row(r, 0);

	pen_str(&pen, ROLE_MESSAGE, " ");
	if (ui->prefix[0])
		pen_fmt(&pen, ROLE_PROMPT, "%s-", ui->prefix);
	else
		pen_sv(&pen, ui->message.role, buf_sv(&ui->message.text));
	pen_rest(&pen, ROLE_MESSAGE);
}

void ui_draw(struct ui *ui)
{
	struct layout lay;

	ui->dirty = false;
	current_layout(ui, &lay);
	paint_begin();
	if (lay.small) {
		struct pen pen = pen_row(lay.message, 0);

		pen_fmt(&pen, ROLE_WARNING, "window too small: %dx%d, needs %dx%d",
			tty_cols(), tty_rows(), LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
		paint_cursor(0, 0, false);
		paint_end();
		return;
	}
	draw_title(ui, lay.title);
	draw_tabs(ui, lay.tabs);
	draw_filters(ui, lay.filters);
	pane_ops(ui->at)->draw(ui, ui->state[ui->at], lay.body);
	if (prompt_is_open(&ui->prompt)) {
		prompt_draw(ui, lay.hints, lay.message);
	} else {
		draw_hints(ui, lay.hints);
		draw_message(ui, lay.message);
	}
	if (menu_is_open(&ui->menu))
		menu_draw(ui);
	paint_end();
}
