/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from an event back to the login that started it, hop by hop. */
#include "ui/trace.h"

#include "lineage/lists.h"
#include "store/value.h"
#include "ui/act.h"
#include "ui/frame.h"
#include "ui/grid.h"
#include "util/xalloc.h"

#include <stdlib.h>

struct trace_pane {
	struct lineage_holder *holder;
	struct lineage_index *index; /* NULL: being worked out */
	row_t row;                   /* the event that is traced, or ROW_NONE */
	struct lineage_trace trace;  /* .n is 0 when there is none yet */
	struct lineage_lists lists;  /* of it */
	struct list list;
	struct buf forward; /* filter of hop FORWARD_OF */
	size_t forward_of;
	bool forward_cut;
};

static void tp_init(struct ui *ui UNUSED, void *state)
{
	struct trace_pane *tp = state;

	tp->holder = lineage_holder_new();
	tp->row = ROW_NONE;
	tp->forward_of = SIZE_MAX;
}

static void tp_release(struct ui *ui UNUSED, void *state)
{
	struct trace_pane *tp = state;

	lineage_lists_release(&tp->lists);
	lineage_release(&tp->trace);
	buf_release(&tp->forward);
	lineage_index_unref(tp->index);
	lineage_holder_unref(tp->holder);
}

struct lineage_holder *trace_lineage(struct ui *ui)
{
	struct trace_pane *tp = ui_pane_state(ui, PANE_TRACE);

	return tp->holder;
}

static void make_trace(struct ui *ui, struct trace_pane *tp)
{
	const struct store *s = session_store(ui->sn);

	lineage_lists_release(&tp->lists);
	lineage_release(&tp->trace);
	tp->forward_of = SIZE_MAX;
	if (!tp->index || !tp->index->final || tp->row == ROW_NONE)
		return;
	lineage_trace(tp->index, store_kept(s, tp->row), &tp->trace);
	lineage_lists_init(&tp->lists, s, tp->index, &tp->trace, READER_SCREEN);
	list_fit(&tp->list, (uint32_t)tp->trace.n, tp->list.rows);
}

static void tp_enter(struct ui *ui, void *state)
{
	struct trace_pane *tp = state;

	lineage_ask(ui->sn, tp->holder);
	if (tp->row == ROW_NONE)
		tp->row = ui->events.row;
	make_trace(ui, tp);
}

static void tp_leave(struct ui *ui, void *state UNUSED)
{
	session_ask_no_more(ui->sn, &lineage_question);
}

static bool tp_arrived(struct ui *ui, void *state)
{
	struct trace_pane *tp = state;
	struct lineage_index *x = session_answer(ui->sn, &lineage_question);

	if (!x)
		return false;
	session_discard(ui->sn, &lineage_question, tp->index);
	tp->index = x;
	make_trace(ui, tp);
	return true;
}

void trace_show(struct ui *ui, row_t row)
{
	struct trace_pane *tp = ui_pane_state(ui, PANE_TRACE);

	if (row == ROW_NONE) {
		ui_say(ui, ROLE_WARNING, "no event under the cursor to trace");
		return;
	}
	tp->row = row;
	list_go(&tp->list, 0);
	make_trace(ui, tp);
	ui_show(ui, PANE_TRACE, true);
}

/* ---- drawing ---- */

/* The text of top-level PATH in ROW, appended. */
static void add_top(struct ui *ui, row_t row, const char *path, struct buf *out)
{
	const struct store *s = session_store(ui->sn);
	path_t p = path_find_child(store_paths_ro(s), PATH_ROOT, sv_str(path));
	struct arena arena = ARENA_INIT;

	if (row != ROW_NONE && p != PATH_NONE)
		buf_addsv(out, value_first(s, row, p, &arena).text);
	arena_release(&arena);
}

/* The filter for what came of the hop under the cursor; NULL: there is none. */
static const char *forward_now(struct trace_pane *tp)
{
	if (!tp->trace.n || tp->list.cur >= tp->trace.n)
		return NULL;
	if (tp->forward_of != tp->list.cur) {
		buf_clear(&tp->forward);
		tp->forward_of = tp->list.cur;
		lineage_forward(tp->index, &tp->trace, tp->list.cur, &tp->forward,
				&tp->forward_cut);
	}
	return tp->forward.len ? buf_str(&tp->forward) : NULL;
}

/* What proves a hop, or between which events nothing decides. */
static void add_ids(struct ui *ui, const struct lineage_hop *h, struct buf *out)
{
	const row_t *rows = h->ncandidates ? h->candidates : h->proof;
	size_t n = h->ncandidates ? h->ncandidates : h->nproof;

	if (h->ncandidates)
		buf_addf(out, "one of %zu that fit: ", n);
	else
		buf_adds(out, "proved by ");
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? " " : "");
		add_top(ui, rows[i], "eventID", out);
	}
}

static void draw_detail(struct ui *ui, struct trace_pane *tp, struct rect r)
{
	const struct lineage_hop *h = &tp->trace.hops[tp->list.cur];
	AUTO_BUF struct buf text = BUF_INIT;
	const char *forward = forward_now(tp);
	int row = 0;

	buf_addsv(&text, h->identity);
	if (h->rule != LINEAGE_NO_RULE)
		buf_addf(&text, ": %s", lineage_rules[h->rule].words);
	if (h->note.ptr) {
		buf_adds(&text, "; ");
		buf_addsv(&text, h->note);
	}
	grid_flow(r, &row, ROLE_TEXT, buf_sv(&text));
	buf_clear(&text);
	add_ids(ui, h, &text);
	grid_flow(r, &row, ROLE_DIM, buf_sv(&text));
	if (!forward)
		return;
	buf_clear(&text);
	buf_addf(&text, "what came of it (+ keeps it%s): %s",
		 tp->forward_cut ? "; more than fits" : "", forward);
	grid_flow(r, &row, ROLE_TEXT, buf_sv(&text));
}

static void draw_head(const struct trace_pane *tp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (tp->trace.n)
		buf_addf(&text, "%zu hop%s back: %s", tp->trace.n - 1,
			 plural(tp->trace.n - 1), lineage_stops[tp->trace.stop].words);
	else if (tp->index && !tp->index->final)
		buf_adds(&text, "issuers are looked for when everything is loaded ...");
	else
		buf_adds(&text, "working it out ...");
	paint_rule(r, 0, buf_str(&text));
}

static void tp_draw(struct ui *ui, void *state, struct rect body)
{
	struct trace_pane *tp = state;
	struct rect head = rect_take_top(&body, 1), names = rect_take_top(&body, 1);
	struct rect list, rule, low;
	const struct grid g = { .of = &lineage_hop_listing,
				.rows = &tp->lists.hops,
				.list = &tp->list,
				.cursor = true,
				.focus = true,
				.none = "" };
	AUTO_BUF struct buf why = BUF_INIT;

	layout_split(body, MAX(6, body.h / 3), &list, &rule, &low);
	draw_head(tp, head);
	grid_draw(ui, &g, names, list);
	if (tp->trace.n && (int)tp->list.n < list.h) {
		int row = (int)tp->list.n;

		lineage_stop_words(tp->index, &tp->trace, &why);
		grid_flow(list, &row, ROLE_DIM, buf_sv(&why));
	}
	if (!low.h)
		return;
	paint_rule(rule, 0, "this hop");
	if (tp->trace.n)
		draw_detail(ui, tp, low);
}

/* ---- keys ---- */

static bool tp_act(struct ui *ui, void *state, enum action a)
{
	struct trace_pane *tp = state;
	const char *forward;
	row_t row;

	if (list_act(&tp->list, a) != LIST_NOT)
		return true;
	switch ((int)a) {
	case ACT_OPEN:
		row = tp->list.cur < tp->trace.n ? tp->trace.hops[tp->list.cur].row
						 : ROW_NONE;
		if (row == ROW_NONE) {
			ui_say(ui, ROLE_WARNING, "this hop is no event");
			return true;
		}
		events_go(&ui->events, ui->sn, row);
		ui_show(ui, PANE_EVENT, true);
		return true;
	case ACT_TRACE:
		row = tp->list.cur < tp->trace.n ? tp->trace.hops[tp->list.cur].row
						 : ROW_NONE;
		if (row != ROW_NONE)
			trace_show(ui, row);
		return true;
	case ACT_KEEP:
	case ACT_DROP:
		forward = forward_now(tp);
		if (forward)
			ui_add_filter(ui, sv_str(forward), a == ACT_DROP, "from a trace");
		else
			ui_say(ui, ROLE_WARNING, "nothing came of this hop");
		return true;
	default:
		return false;
	}
}

static bool tp_value(struct ui *ui UNUSED, void *state, struct pane_value *ret)
{
	struct trace_pane *tp = state;

	if (tp->list.cur >= tp->trace.n)
		return false;
	buf_adds(&ret->field, "identity");
	buf_addsv(&ret->value, tp->trace.hops[tp->list.cur].identity);
	return true;
}

static void tp_print(struct ui *ui, void *state, struct buf *out)
{
	struct trace_pane *tp = state;

	for (size_t i = 0; i < tp->trace.n; i++) {
		const struct lineage_hop *h = &tp->trace.hops[i];

		if (h->row != ROW_NONE)
			ui_time_text(ui, store_time(session_store(ui->sn), h->row),
				     CLOCK_YEAR, out);
		buf_adds(out, "  ");
		buf_addsv(out, h->action.ptr ? h->action : SV_LIT("(no event)"));
		buf_adds(out, "  ");
		buf_addsv(out, h->identity);
		if (h->rule != LINEAGE_NO_RULE)
			buf_addf(out, "  %s, %s", lineage_rules[h->rule].name,
				 lineage_confidences[h->confidence]);
		if (h->issued.ptr) {
			buf_adds(out, "  issued ");
			buf_addsv(out, h->issued);
		}
		buf_addc(out, '\n');
	}
	if (!tp->trace.n)
		return;
	lineage_stop_words(tp->index, &tp->trace, out);
	buf_addc(out, '\n');
}

static const struct pane_hint tp_hints[] = {
	{ ACT_OPEN, 0, "the record" },
	{ ACT_KEEP, ACT_DROP, "what came of it" },
	{ ACT_TRACE, 0, "trace from here" },
	{ ACT_COPY_VALUE, 0, "copy" },
	{ ACT_PRINT, 0, "print plainly" },
	{ ACT_CLOSE, 0, "back" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_trace_ops = {
	.title = "Trace",
	.ctx = KC_IDENTITIES,
	.size = sizeof(struct trace_pane),
	.init = tp_init,
	.release = tp_release,
	.enter = tp_enter,
	.leave = tp_leave,
	.arrived = tp_arrived,
	.draw = tp_draw,
	.act = tp_act,
	.value = tp_value,
	.print = tp_print,
	.hints = tp_hints,
};
