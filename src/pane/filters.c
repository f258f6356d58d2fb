/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `f`: every filter visible, countable, reversible, and printable as a command line. */
#include "ui/screen.h"

#include "ui/ask.h"
#include "util/termesc.h"

#include <inttypes.h>
#include <string.h>

struct filters_pane {
	struct list list;
};

static const struct slot *current(struct ui *ui, struct filters_pane *fp)
{
	const struct stack *st = session_stack(ui->sn);

	return fp->list.cur < st->now.n ? &st->now.v[fp->list.cur] : NULL;
}

#define COUNT_WIDTH 11
#define ADDED_WIDTH 9
/* What is left for the expression in a line of the list. */
#define EXPR_WIDTH(r) ((r).w - 3 - 4 - 4 - 5 - 2 * (COUNT_WIDTH + 1) - ADDED_WIDTH)

static void draw_titles(struct rect r)
{
	struct pen pen = pen_row(r, 0);
	int text = EXPR_WIDTH(r);

	pen_str(&pen, ROLE_HEADING, "    N  ON  KIND ");
	pen_cell(&pen, ROLE_HEADING, MAX(text, 8), SV_LIT("EXPRESSION"), 0);
	pen_cell(&pen, ROLE_HEADING, COUNT_WIDTH, SV_LIT("KEEPS"), PAINT_RIGHT);
	pen_skip(&pen, 1);
	pen_cell(&pen, ROLE_HEADING, COUNT_WIDTH, SV_LIT("WITHOUT"), PAINT_RIGHT);
	pen_str(&pen, ROLE_HEADING, "  ADDED");
	pen_rest(&pen, ROLE_HEADING);
}

static void count_cell(struct pen *pen, bool known, uint64_t n, const char *unknown)
{
	char text[COUNT_TEXT];

	pen_cell(pen, ROLE_NUMBER, COUNT_WIDTH,
		 sv_str(known ? count_text(n, text) : unknown), PAINT_RIGHT);
}

static void draw_line(struct ui *ui, struct filters_pane *fp, struct rect r, int row,
		      size_t i)
{
	const struct stack *st = session_stack(ui->sn);
	const struct slot *s = &st->now.v[i];
	const struct line_result *res = view_line(session_view(ui->sn), s->line->id);
	struct pen pen = pen_row(r, row);
	bool on = i == fp->list.cur, force = s->on && !st->now.all_off;
	int text = EXPR_WIDTH(r);
	struct buf when = BUF_INIT;

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	pen_fmt(&pen, ROLE_NUMBER, "%2zu ", i + 1);
	pen_str(&pen, force ? ROLE_FILTER_ON : ROLE_FILTER_OFF, s->on ? "[x] " : "[ ] ");
	pen_str(&pen, ROLE_TEXT,
		s->line->window ? "time "
		: s->line->drop ? "drop "
				: "keep ");
	pen_cell(&pen,
		 on      ? ROLE_CELL
		 : force ? ROLE_TEXT
			 : ROLE_FILTER_OFF,
		 MAX(text, 8), sv_str(s->line->text), 0);
	if (res && res->problem) {
		pen_fmt(&pen, ROLE_ERROR, " %s", res->problem);
	} else {
		bool counted = res && res->counted;

		count_cell(&pen, counted, counted ? res->keeps : 0, "...");
		pen_skip(&pen, 1);
		count_cell(&pen, counted && res->without != COUNT_UNKNOWN,
			   counted ? res->without : 0, force ? "..." : "(off)");
		fmt_clock(&when, s->line->added, ZONE_LOCAL, CLOCK_TIME);
		pen_fmt(&pen, ROLE_DIM, "  %.5s ", buf_str(&when));
		pen_str(&pen, ROLE_DIM, s->line->origin);
	}
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&when);
}

static void draw_legend(struct ui *ui, struct rect r)
{
	const struct stack *st = session_stack(ui->sn);
	struct pen pen = pen_row(r, 0);

	pen_str(&pen, ROLE_DIM,
		" KEEPS: events this line alone lets through.  "
		"WITHOUT: events shown if this line were off.");
	if (st->now.all_off)
		pen_str(&pen, ROLE_WARNING, "  ALL ARE OFF (F)");
	pen_rest(&pen, ROLE_TEXT);
}

static void undecided_text(struct ui *ui, struct buf *out)
{
	const struct view *v = session_view(ui->sn);
	uint64_t n = 0, unread = 0;
	char text[COUNT_TEXT];

	for (size_t i = 0; i < v->nlines; i++) {
		n += v->lines[i].undecided - v->lines[i].unread;
		unread += v->lines[i].unread;
	}
	if (v->sel->open)
		buf_addf(out, "; %s event%s left open and not shown",
			 count_text(v->sel->open, text),
			 v->sel->open == 1 ? " is" : "s are");
	if (v->sel->open && n)
		buf_addf(out, ": %s values hit the limit of matching", count_text(n, text));
	if (unread)
		buf_addf(out, "; %s events not searched: their files changed",
			 count_text(unread, text));
}

static void draw_change(struct ui *ui, struct rect r, int row, size_t i)
{
	const struct stack *st = session_stack(ui->sn);
	const struct change *c = &st->log[i];
	struct pen pen = pen_row(r, row);
	struct buf text = BUF_INIT;
	char n[COUNT_TEXT];
	int room;

	fmt_clock(&text, c->when, ZONE_LOCAL, CLOCK_TIME);
	pen_str(&pen, ROLE_CURSOR, i == st->at ? ">" : " ");
	pen_fmt(&pen, i > st->at ? ROLE_DIM : ROLE_TEXT, "  %s  ", buf_str(&text));
	buf_clear(&text);
	if (c->before != COUNT_UNKNOWN && c->after != COUNT_UNKNOWN && i) {
		buf_addf(&text, "%s -> ", count_text(c->before, n));
		buf_adds(&text, count_text(c->after, n));
	}
	room = pen_left(&pen) - (int)text.len - 2;
	pen_cell(&pen, i > st->at ? ROLE_DIM : ROLE_TEXT, MAX(room - 22, 8),
		 sv_str(c->text), 0);
	pen_cell(&pen, ROLE_DIM, 22, sv_str(c->origin), 0);
	pen_str(&pen, ROLE_NUMBER, " ");
	pen_sv(&pen, ROLE_NUMBER, buf_sv(&text));
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&text);
}

/* The newest steps that fit, the present one among them. */
static void draw_history(struct ui *ui, struct rect r)
{
	const struct stack *st = session_stack(ui->sn);
	size_t n = st->nlog, from = n > (size_t)r.h ? n - (size_t)r.h : 0;

	from = MIN(from, st->at);
	for (int row = 0; row < r.h && from + (size_t)row < n; row++)
		draw_change(ui, r, row, from + (size_t)row);
}

static void draw_command(struct ui *ui, struct rect r)
{
	struct buf text = BUF_INIT;
	struct sv rest;

	session_command(ui->sn, "events", NULL, &text);
	rest = buf_sv(&text);
	for (int row = 0; row < r.h; row++) {
		struct pen pen = pen_row(r, row);
		size_t n;

		pen_str(&pen, ROLE_TEXT, row ? "        " : "   ");
		n = row + 1 < r.h ? paint_fit(rest, pen_left(&pen) - 2) : rest.len;
		pen_sv(&pen, ROLE_TEXT, sv_head(rest, n));
		rest = sv_from(rest, n);
		pen_rest(&pen, ROLE_TEXT);
	}
	buf_release(&text);
}

/* The expression under the cursor, whole, when its line cannot hold it; rows it took. */
static int draw_whole(const struct slot *s, struct rect r)
{
	struct sv rest = s ? sv_str(s->line->text) : SV_NULL;
	int rows = 0, width = MAX(r.w - 4, 1);

	if (termesc_width(rest) <= (size_t)MAX(EXPR_WIDTH(r), 8) || r.h < 6)
		return 0;
	for (struct sv v = rest; v.len && rows < r.h / 2; rows++)
		v = sv_from(v, MAX(paint_fit(v, width), 1u));
	for (int i = 0; i < rows; i++) {
		struct pen pen = pen_row(r, r.h - rows + i);
		size_t n = i + 1 < rows ? paint_fit(rest, width) : rest.len;

		pen_str(&pen, ROLE_DIM, i ? "   " : " > ");
		pen_sv(&pen, ROLE_TEXT, sv_head(rest, n));
		pen_rest(&pen, ROLE_TEXT);
		rest = sv_from(rest, n);
	}
	return rows;
}

static void fp_draw(struct ui *ui, void *state, struct rect body)
{
	struct filters_pane *fp = state;
	const struct stack *st = session_stack(ui->sn);
	struct rect head, rule, legend, part, titles;
	struct buf text = BUF_INIT;

	head = rect_take_top(&body, 1);
	buf_adds(&text, "filters: lines are ANDed, their order changes nothing");
	undecided_text(ui, &text);
	paint_rule(head, 0, buf_str(&text));
	/* From the bottom: the command line, then the history, then the lines. */
	part = rect_take_bottom(&body, MIN(2, MAX(1, body.h / 6)));
	rule = rect_take_bottom(&body, 1);
	paint_rule(rule, 0, "the same as a command line (yc copies it)");
	draw_command(ui, part);
	part = rect_take_bottom(&body, MIN((int)st->nlog, MAX(2, body.h / 3)));
	rule = rect_take_bottom(&body, 1);
	paint_rule(rule, 0, "history (u undo, C-r redo)");
	draw_history(ui, part);
	titles = rect_take_top(&body, 1);
	draw_titles(titles);
	legend = rect_take_bottom(&body, body.h > 4);
	if (legend.h)
		draw_legend(ui, legend);
	list_fit(&fp->list, (uint32_t)st->now.n, body.h);
	body.h -= draw_whole(current(ui, fp), body);
	list_fit(&fp->list, (uint32_t)st->now.n, body.h);
	if (!st->now.n) {
		struct pen pen = pen_row(body, 0);

		pen_str(&pen, ROLE_DIM,
			"   no filters: & adds one, + and - keep or drop a value, t "
			"sets a time window");
	}
	for (int row = 0; row < body.h && fp->list.top + (uint32_t)row < fp->list.n; row++)
		draw_line(ui, fp, body, row, fp->list.top + (uint32_t)row);
	paint_cursor(body.y + (int)(fp->list.cur - fp->list.top), body.x + 1, false);
	buf_release(&text);
}

static bool fp_act(struct ui *ui, void *state, enum action a)
{
	struct filters_pane *fp = state;
	struct stack *st = session_stack(ui->sn);
	const struct slot *s = current(ui, fp);
	bool done = false;

	fp->list.n = (uint32_t)st->now.n;
	if (list_act(&fp->list, a) != LIST_NOT)
		return true;
	if (a != ACT_FILTER_TOGGLE && a != ACT_FILTER_EDIT && a != ACT_FILTER_INVERT &&
	    a != ACT_FILTER_DELETE)
		return false;
	if (!s) {
		ui_say(ui, ROLE_WARNING, "there are no filters");
		return true;
	}
	if (a == ACT_FILTER_TOGGLE)
		done = stack_toggle(st, s->line->id);
	else if (a == ACT_FILTER_INVERT)
		done = stack_invert(st, s->line->id);
	else if (a == ACT_FILTER_DELETE)
		done = stack_delete(st, s->line->id);
	else
		ui_ask_edit(ui, s->line->id);
	if (done)
		ui_say(ui, ROLE_MESSAGE, "%s  (u takes it back)", st->log[st->at].text);
	else if (a == ACT_FILTER_INVERT)
		ui_say(ui, ROLE_WARNING, "the time window cannot be inverted");
	return true;
}

static void fp_print(struct ui *ui, void *state UNUSED, struct buf *out)
{
	session_command(ui->sn, "events", NULL, out);
	buf_addc(out, '\n');
}

static const struct pane_hint fp_hints[] = {
	{ ACT_FILTER_TOGGLE, 0, "on/off" },
	{ ACT_FILTER_EDIT, 0, "edit" },
	{ ACT_FILTER, 0, "new" },
	{ ACT_FILTER_DELETE, 0, "delete" },
	{ ACT_FILTER_INVERT, 0, "invert" },
	{ ACT_FILTERS_OFF, 0, "all off/on" },
	{ ACT_UNDO, ACT_REDO, "undo/redo" },
	{ ACT_COPY_COMMAND, 0, "copy command" },
	{ ACT_CLOSE, 0, "back" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_filters_ops = {
	.title = "Filters",
	.ctx = KC_FILTERS,
	.size = sizeof(struct filters_pane),
	.draw = fp_draw,
	.act = fp_act,
	.print = fp_print,
	.hints = fp_hints,
};
