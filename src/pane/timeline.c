/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 1: histogram, event list, facts. */
#include "pane/timeline.h"

#include "ui/act.h"
#include "util/termesc.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(ROLE_RESULT_FAILED - ROLE_RESULT_OK == (int)RES_FAILED,
	       "roles of results follow enum result");

static void tl_init(struct ui *ui, void *state)
{
	timeline_cols_init(ui, state);
}

static void tl_release(struct ui *ui UNUSED, void *state)
{
	struct timeline *tl = state;

	timeline_cols_release(tl);
	field_values_release(&tl->vals);
	field_values_release(&tl->vals2);
	facts_release(&tl->facts);
	buf_release(&tl->text);
}

bool ui_columns(struct ui *ui, const char *list, struct err *err)
{
	struct timeline *tl = ui_pane_state(ui, PANE_TIMELINE);
	const struct store *store = session_store(ui->sn);
	struct arena arena = ARENA_INIT;
	struct fieldref *refs = NULL;
	size_t n = 0;
	bool ok = !*list ||
		  fieldref_parse_list(sv_str(list), &arena, &refs, &n, err) == ST_OK;

	for (size_t i = 0; ok && i < n; i++)
		if (session_view(ui->sn)->sel->total && !fieldref_known(&refs[i], store))
			ui_say(ui, ROLE_WARNING, "no event has '" SV_FMT "'",
			       SV_ARG(refs[i].spelling));
	arena_release(&arena);
	if (!ok)
		return false;
	free(ui->columns);
	ui->columns = *list ? xstrdup(list) : NULL;
	timeline_cols_init(ui, tl);
	return true;
}

/* Is the window less than everything? Then it is shown under the histogram. */
static bool has_window(struct ui *ui)
{
	tick_t from, to;

	stack_window_get(session_stack(ui->sn), &from, &to);
	return from != 0 || to != TICK_NONE;
}

static void tl_draw(struct ui *ui, void *state, struct rect body)
{
	struct timeline *tl = state;
	struct events *ev = &ui->events;
	struct layout_timeline lay;
	int row;

	events_sync(ev, ui->sn);
	timeline_axis(tl, ui, body.w);
	layout_timeline(body, timeline_facts_rows(ui),
			tl->axis.n && (tl->brush || has_window(ui)), &lay);
	timeline_draw_bars(tl, ui, &lay);
	timeline_cols_fit(ui, tl, body.w - 3);
	timeline_draw_head(tl, ui, lay.head);
	list_fit(&ev->list, session_view(ui->sn)->sel->count, lay.list.h);
	for (row = 0; row < lay.list.h && ev->list.top + (uint32_t)row < ev->list.n;
	     row++) {
		uint32_t i = ev->list.top + (uint32_t)row;

		timeline_draw_row(tl, ui, lay.list, row, i, i == ev->list.cur);
	}
	if (!ev->list.n) {
		struct pen pen = pen_row(lay.list, 1);
		const struct view *v = session_view(ui->sn);

		char text[COUNT_TEXT];

		if (view_unread(v))
			pen_fmt(&pen, ROLE_WARNING,
				"   none of what was searched passes the filters; %s not "
				"searched: "
				"their files changed",
				count_text(view_unread(v), text));
		else
			pen_str(&pen, ROLE_WARNING,
				v->sel->total
					? "   no event passes the filters: f lists them, u "
					  "takes the "
					  "last one back, F switches all off"
				: ui->loaded
					? "   no event was found: 4 says what the files are"
					: "   no event yet ...");
	}
	timeline_draw_facts(tl, ui, lay.fact_rule, lay.facts);
	paint_cursor(lay.list.y + (int)(ev->list.cur - ev->list.top), lay.list.x + 1,
		     false);
}

/* The column cursor goes to the next column that can be asked for. */
static void move_column(struct ui *ui, struct timeline *tl, int by)
{
	size_t at = tl->cur;

	while (at + (size_t)by < tl->ncols) {
		at += (size_t)by;
		if (tl->cols[at].field && tl->cols[at].lay.width) {
			tl->cur = at;
			return;
		}
	}
	ui_say(ui, ROLE_MESSAGE, "this is the %s column", by > 0 ? "last" : "first");
}

static void sort_by(struct ui *ui, struct timeline *tl, bool reverse)
{
	const char *field = tl->cur < tl->ncols ? tl->cols[tl->cur].field : NULL;
	const char *was = ui->events.sort;
	struct buf keys = BUF_INIT;
	struct err err = ERR_INIT;
	size_t n = field ? strlen(field) : 0;

	if (reverse && !was) {
		buf_adds(&keys, "time:desc");
	} else if (reverse) {
		bool desc = strlen(was) > 5 && strcmp(was + strlen(was) - 5, ":desc") == 0;

		buf_add(&keys, was, strlen(was) - (desc ? 5 : 0));
		if (!desc)
			buf_adds(&keys, ":desc");
		if (strcmp(buf_str(&keys), "time") == 0)
			buf_clear(&keys);
	} else if (field && strcmp(field, "time") != 0 &&
		   !(was && strncmp(was, field, n) == 0 && (!was[n] || was[n] == ':'))) {
		/* Sorting by the same column again goes back to time. */
		buf_adds(&keys, field);
	}
	if (events_sort(&ui->events, ui->sn, buf_str(&keys), &err) != ST_OK)
		ui_say_err(ui, &err);
	else
		ui_say(ui, ROLE_MESSAGE, "sorted by %s",
		       keys.len ? buf_str(&keys) : "time");
	buf_release(&keys);
}

static void brush_begin(struct ui *ui, struct timeline *tl)
{
	int64_t at = -1;

	if (!tl->axis.n) {
		ui_say(ui, ROLE_WARNING, "no event with a time is loaded");
		return;
	}
	if (ui->events.row != ROW_NONE)
		at = axis_bucket(&tl->axis,
				 store_time(session_store(ui->sn), ui->events.row));
	tl->brush = true;
	tl->b1 = tl->b2 = at >= 0 ? (uint32_t)at : 0;
	ui_say(ui, ROLE_HINT,
	       "brush: arrows (or h l) move this end, Tab the other, Enter takes it, Esc "
	       "leaves");
}

static void brush_take(struct ui *ui, struct timeline *tl)
{
	struct span s = span_brush(&tl->axis, tl->b1, tl->b2);
	struct stack *st = session_stack(ui->sn);

	tl->brush = false;
	if (stack_window(st, s.from, s.to, "brush"))
		ui_say(ui, ROLE_MESSAGE, "%s  (u takes it back)", st->log[st->at].text);
}

/* While the brush is on, movement is its own. */
static bool brush_act(struct ui *ui, struct timeline *tl, enum action a)
{
	uint32_t last = tl->axis.n - 1, step = 1, swap;

	switch ((int)a) {
	case ACT_HALF_DOWN:
	case ACT_PAGE_DOWN:
	case ACT_DOWN:
		step = 10;
		/* fall through */
	case ACT_RIGHT:
		tl->b2 = MIN(last, tl->b2 + step);
		return true;
	case ACT_HALF_UP:
	case ACT_PAGE_UP:
	case ACT_UP:
		step = 10;
		/* fall through */
	case ACT_LEFT:
		tl->b2 = tl->b2 > step ? tl->b2 - step : 0;
		return true;
	case ACT_FIRST:
		tl->b2 = 0;
		return true;
	case ACT_LAST:
		tl->b2 = last;
		return true;
	case ACT_NEXT_PART:
	case ACT_PREV_PART:
		swap = tl->b1;
		tl->b1 = tl->b2;
		tl->b2 = swap;
		return true;
	case ACT_OPEN:
		brush_take(ui, tl);
		return true;
	case ACT_BACK:
	case ACT_CLOSE:
	case ACT_BRUSH:
	case ACT_CANCEL:
		tl->brush = false;
		ui_say(ui, ROLE_MESSAGE, "no brush");
		return true;
	default:
		return false;
	}
}

static bool tl_act(struct ui *ui, void *state, enum action a)
{
	struct timeline *tl = state;
	enum list_moved moved;

	if (tl->brush && brush_act(ui, tl, a))
		return true;
	moved = events_act(&ui->events, ui->sn, a);
	if (moved != LIST_NOT) {
		if (moved == LIST_STUCK)
			ui_say(ui, ROLE_HINT,
			       ui->events.list.n ? "this is the %s event shown"
						 : "no event is shown",
			       ui->events.list.cur ? "last" : "first");
		return true;
	}
	switch ((int)a) {
	case ACT_LEFT:
	case ACT_RIGHT:
		move_column(ui, tl, a == ACT_RIGHT ? 1 : -1);
		return true;
	case ACT_OPEN:
		if (ui->events.row == ROW_NONE)
			ui_say(ui, ROLE_WARNING, "no event to open");
		else
			ui_show(ui, PANE_EVENT, true);
		return true;
	case ACT_SORT:
	case ACT_REVERSE:
		sort_by(ui, tl, a == ACT_REVERSE);
		return true;
	case ACT_BRUSH:
		brush_begin(ui, tl);
		return true;
	case ACT_DIFF:
		if (ui_show(ui, PANE_EVENT, true))
			pane_ops(PANE_EVENT)->act(ui, ui->state[PANE_EVENT], a);
		return true;
	default:
		return false;
	}
}

static bool tl_value(struct ui *ui, void *state, struct pane_value *ret)
{
	struct timeline *tl = state;
	const struct tl_col *c = tl->cur < tl->ncols ? &tl->cols[tl->cur] : NULL;

	if (!c || !c->field || ui->events.row == ROW_NONE)
		return false;
	buf_adds(&ret->field, c->field);
	field_values(session_store(ui->sn), ui->events.row, &c->ref, &tl->vals);
	ret->none = tl->vals.n == 0;
	if (tl->vals.n)
		buf_addsv(&ret->value, tl->vals.v[0]);
	return true;
}

/* The rows on the screen, one a line, whole values. */
static void tl_print(struct ui *ui, void *state, struct buf *out)
{
	struct timeline *tl = state;
	struct list *l = &ui->events.list;

	for (uint32_t i = l->top; i < l->n && i < l->top + (uint32_t)MAX(l->rows, 1); i++) {
		row_t row = events_at(&ui->events, ui->sn, i);

		for (size_t c = 0; c < tl->ncols; c++) {
			if (!tl->cols[c].field)
				continue;
			timeline_cell(tl, ui, &tl->cols[c], i, row);
			if (c)
				buf_adds(out, "  ");
			buf_addsv(out, buf_sv(&tl->text));
		}
		buf_addc(out, '\n');
	}
}

static void tl_remark(struct ui *ui, void *state UNUSED, struct buf *out)
{
	if (ui->events.sort)
		buf_addf(out, "sorted by %s", ui->events.sort);
}

static const struct pane_hint tl_hints[] = {
	{ ACT_OPEN, 0, "record" },
	{ ACT_KEEP, ACT_DROP, "filter value" },
	{ ACT_LEFT, ACT_RIGHT, "column" },
	{ ACT_FILTER, 0, "filter" },
	{ ACT_SEARCH, 0, "search" },
	{ ACT_TIME, 0, "time" },
	{ ACT_ZOOM_IN, ACT_ZOOM_OUT, "zoom" },
	{ ACT_MARK, 0, "mark" },
	{ ACT_EXPORT, 0, "export" },
	{ ACT_FILTERS, 0, "filters" },
	{ ACT_NEXT_ERROR, 0, "error" },
	{ ACT_NEXT_IDENTITY, 0, "same identity" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_timeline_ops = {
	.title = "Timeline",
	.ctx = KC_TIMELINE,
	.size = sizeof(struct timeline),
	.init = tl_init,
	.release = tl_release,
	.draw = tl_draw,
	.act = tl_act,
	.value = tl_value,
	.print = tl_print,
	.remark = tl_remark,
	.hints = tl_hints,
};
