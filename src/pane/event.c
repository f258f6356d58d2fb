/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 6: the record as a tree, as raw bytes, as a difference, and every place it was found. */
#include "pane/event_tree.h"
#include "session/same.h"
#include "ui/screen.h"
#include "ui/textview.h"

#include "count/count.h"
#include "json/diff.h"
#include "json/layout.h"
#include "session/facts.h"
#include "store/value.h"
#include "ui/frame.h"
#include "ui/jump.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum part { PART_TREE, PART_RAW, PART_DIFF, PART_PLACES, PART_COUNT };
static const char *const part_names[PART_COUNT] = { "Tree", "Raw", "Diff", "Places" };

struct event_pane {
	enum part part;
	row_t row;      /* the event that is loaded, or ROW_NONE */
	row_t diff_row; /* what the difference is against */
	struct buf raw;
	bool good; /* RAW is there */
	struct err err;
	struct event_tree tree;
	struct same same;     /* how many events have the value under the cursor */
	struct textview text; /* of the other parts */
	enum part text_part;  /* what TEXT holds */
	row_t text_row;
};

static void ep_init(struct ui *ui UNUSED, void *state)
{
	struct event_pane *ep = state;

	ep->row = ep->diff_row = ep->text_row = ROW_NONE;
	ep->text_part = PART_COUNT;
}

static void ep_release(struct ui *ui UNUSED, void *state)
{
	struct event_pane *ep = state;

	event_tree_release(&ep->tree);
	textview_release(&ep->text);
	same_release(&ep->same);
	buf_release(&ep->raw);
}

static void ep_leave(struct ui *ui, void *state)
{
	struct event_pane *ep = state;

	same_ask(&ep->same, ui->sn, "");
}

static bool ep_arrived(struct ui *ui, void *state)
{
	struct event_pane *ep = state;

	return same_take(&ep->same, ui->sn);
}

struct leaf_arg {
	struct ui *ui;
	struct textview *tv;
};

static bool add_leaf(void *arg, path_t path, const struct value *v)
{
	struct leaf_arg *la = arg;
	struct buf line = BUF_INIT;

	path_format(store_paths_ro(session_store(la->ui->sn)), path, &line);
	buf_adds(&line, "  ");
	buf_addsv(&line, v->text);
	textview_add(la->tv, ROLE_TEXT, 2, buf_sv(&line));
	buf_release(&line);
	return true;
}

/* The record cannot be read any more: what was loaded of it. */
static void fill_from_store(struct ui *ui, struct event_pane *ep)
{
	struct leaf_arg la = { ui, &ep->text };
	struct arena arena = ARENA_INIT;

	textview_addf(&ep->text, ROLE_ERROR, 1, "the record cannot be shown: %s",
		      ep->err.text);
	textview_add(&ep->text, ROLE_WARNING, 1,
		     SV_LIT("what was loaded of it (not the evidence itself):"));
	value_leaves(session_store(ui->sn), ep->row, &arena, add_leaf, &la);
	arena_release(&arena);
}

static void load_row(struct ui *ui, struct event_pane *ep)
{
	row_t row = ui->events.row;
	struct buf raw = BUF_INIT;

	if (ep->row == row)
		return;
	ep->row = row;
	ep->text_part = PART_COUNT;
	ep->good = false;
	ep->err = (struct err)ERR_INIT;
	if (row == ROW_NONE || raw_get(session_raw(ui->sn), row, &raw, &ep->err) != ST_OK) {
		buf_release(&raw);
		return;
	}
	/* The tree of before lives in the bytes of before until it is replaced. */
	ep->good = event_tree_set(&ep->tree, buf_sv(&raw), &ep->err) == ST_OK;
	buf_release(&ep->raw);
	ep->raw = raw;
}

/* The event to compare with: the one marked last, else the nearest marked one before. */
static row_t diff_against(struct ui *ui, row_t row)
{
	const struct marks *m = &session_stack(ui->sn)->marks;
	struct jump_answer a;

	if (ui->last_mark != ROW_NONE && ui->last_mark != row &&
	    marks_has(m, ui->last_mark))
		return ui->last_mark;
	if (m->count && session_jump(ui->sn, JUMP_MARK, true, row, &a) == JUMP_FOUND &&
	    a.row != row)
		return a.row;
	return ROW_NONE;
}

static void diff_side(struct textview *tv, const struct json_tree *t, uint32_t node,
		      enum role role, const char *sign)
{
	struct buf line = BUF_INIT;

	if (node == JT_NONE)
		return;
	buf_adds(&line, sign);
	json_minify(&line, json_node_value(t, node));
	textview_add(tv, role, 4, buf_sv(&line));
	buf_release(&line);
}

static void add_diff(struct textview *tv, const struct json_tree *that,
		     const struct json_tree *this)
{
	struct json_diff d;
	struct err err = ERR_INIT;
	struct buf path = BUF_INIT;

	if (json_diff(that, this, &d, &err) != ST_OK) {
		textview_addf(tv, ROLE_ERROR, 1, "%s", err.text);
		return;
	}
	textview_addf(tv, ROLE_DIM, 1, "%zu differences, %" PRIu64 " values are the same",
		      d.n, d.same);
	for (size_t i = 0; i < d.n; i++) {
		buf_clear(&path);
		json_diff_path(that, this, &d.rows[i], &path);
		textview_add(tv, ROLE_JSON_KEY, 2, buf_sv(&path));
		diff_side(tv, that, d.rows[i].left, ROLE_REMOVED, "- ");
		diff_side(tv, this, d.rows[i].right, ROLE_ADDED, "+ ");
	}
	json_diff_release(&d);
	buf_release(&path);
}

/* One line that tells an event: time, name, identity. */
static void event_line(struct ui *ui, row_t row, struct buf *out)
{
	static const enum field_id ids[] = { FLD_EVENT, FLD_IDENTITY, FLD_ID };
	const struct store *s = session_store(ui->sn);
	struct field_values v = { .n = 0 };

	fmt_clock(out, store_time(s, row), ui->zone == ZONE_LOCAL ? ZONE_LOCAL : ZONE_UTC,
		  CLOCK_YEAR);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		const struct fieldref f = fieldref_of(ids[i]);

		field_values(s, row, &f, &v);
		buf_adds(out, "  ");
		buf_addsv(out, v.n ? v.v[0] : SV_LIT("-"));
	}
	field_values_release(&v);
}

static void fill_diff(struct ui *ui, struct event_pane *ep)
{
	row_t that = diff_against(ui, ep->row);
	struct json_tree tree;
	struct buf raw = BUF_INIT, line = BUF_INIT;
	struct err err = ERR_INIT;

	ep->diff_row = that;
	if (that == ROW_NONE) {
		textview_add(
			&ep->text, ROLE_WARNING, 1,
			SV_LIT("mark another event first (m): the difference is against "
			       "the one marked last"));
		return;
	}
	buf_adds(&line, "- ");
	event_line(ui, that, &line);
	textview_add(&ep->text, ROLE_REMOVED, 1, buf_sv(&line));
	buf_clear(&line);
	buf_adds(&line, "+ ");
	event_line(ui, ep->row, &line);
	textview_add(&ep->text, ROLE_ADDED, 1, buf_sv(&line));
	if (raw_get(session_raw(ui->sn), that, &raw, &err) != ST_OK ||
	    json_tree_parse(buf_sv(&raw), JSON_DEPTH_MAX, &tree, &err) != ST_OK) {
		textview_addf(&ep->text, ROLE_ERROR, 1, "%s", err.text);
	} else {
		add_diff(&ep->text, &tree, &ep->tree.json);
		json_tree_release(&tree);
	}
	buf_release(&raw);
	buf_release(&line);
}

static void fill_places(struct ui *ui, struct event_pane *ep)
{
	const struct store *s = session_store(ui->sn);
	struct buf line = BUF_INIT;
	row_t *rows = NULL, self = ep->row;
	uint32_t n = 1;
	unsigned marks = store_row_marks(s, ep->row);

	if (store_finished(s))
		n = store_places(s, ep->row, &rows);
	textview_addf(&ep->text, ROLE_HEADING, 1,
		      n > 1 ? "found in %" PRIu32
			      " places; the first is kept, the others are copies"
			    : "found in %" PRIu32 " place",
		      n);
	if (!store_finished(s))
		textview_add(&ep->text, ROLE_WARNING, 1,
			     SV_LIT("copies are known when everything is loaded"));
	for (uint32_t i = 0; i < n; i++) {
		uint64_t off;
		uint32_t len;
		const struct file *f = store_row_file(s, rows ? rows[i] : self, &off, &len);

		buf_clear(&line);
		buf_adds(&line, f->path);
		textview_add(&ep->text, ROLE_TEXT, 2, buf_sv(&line));
		textview_addf(&ep->text, ROLE_DIM, 6,
			      "%" PRIu32 " bytes at offset %" PRIu64 "%s", len, off,
			      f->gzip ? " of the inflated file" : "");
	}
	free(rows);
	if (store_row_differs(s, ep->row))
		textview_add(&ep->text, ROLE_WARNING, 1,
			     SV_LIT("another event has the same eventID and other content: "
				    "both are kept"));
	if (marks) {
		buf_clear(&line);
		buf_adds(&line, "remarks: ");
		row_marks_text(marks, &line);
		textview_add(&ep->text, ROLE_WARNING, 1, buf_sv(&line));
	}
	buf_release(&line);
}

/* Make the text of the present part, when it is not there. */
static void fill_text(struct ui *ui, struct event_pane *ep)
{
	bool diff_moved = ep->part == PART_DIFF && ep->text_part == PART_DIFF &&
			  ep->diff_row != diff_against(ui, ep->row);

	if (ep->text_part == ep->part && ep->text_row == ep->row && !diff_moved)
		return;
	textview_clear(&ep->text);
	ep->text_part = ep->part;
	ep->text_row = ep->row;
	if (!ep->good && ep->part != PART_PLACES)
		fill_from_store(ui, ep);
	else if (ep->part == PART_RAW)
		textview_add(&ep->text, ROLE_TEXT, 1, buf_sv(&ep->raw));
	else if (ep->part == PART_DIFF)
		fill_diff(ui, ep);
	else
		fill_places(ui, ep);
}

static void draw_parts(struct ui *ui, struct event_pane *ep, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	const struct events *ev = &ui->events;
	struct buf line = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT];

	for (int i = 0; i < PART_COUNT; i++) {
		bool on = i == (int)ep->part;

		pen_str(&pen, on ? ROLE_TAB_ACTIVE : ROLE_TAB, on ? "[" : " ");
		pen_str(&pen, on ? ROLE_TAB_ACTIVE : ROLE_TAB, part_names[i]);
		pen_str(&pen, on ? ROLE_TAB_ACTIVE : ROLE_TAB, on ? "]" : " ");
	}
	buf_addf(&line, "  event %s of %s  ", count_text(ev->list.cur + 1u, a),
		 count_text(ev->list.n, b));
	event_line(ui, ep->row, &line);
	if (marks_has(&session_stack(ui->sn)->marks, ep->row))
		buf_adds(&line, "  * marked");
	pen_sv(&pen, ROLE_TEXT, buf_sv(&line));
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&line);
}

/* The test for the value of NODE; "" for what cannot be asked for. */
static void node_expr(const struct event_pane *ep, uint32_t node, struct buf *out)
{
	const struct json_node *n = &ep->tree.json.nodes[node];
	struct buf field = BUF_INIT, value = BUF_INIT;

	event_tree_field(&ep->tree, node, &field);
	if (!json_node_is_inner(n) && n->kind != JT_NULL) {
		json_node_add_text(&ep->tree.json, node, &value);
		expr_for_value(out, buf_sv(&field), buf_sv(&value));
	}
	buf_release(&field);
	buf_release(&value);
}

static void draw_path(struct ui *ui, struct event_pane *ep, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	uint32_t node = event_tree_node(&ep->tree);
	struct buf text = BUF_INIT, expr = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT];

	pen_str(&pen, ROLE_DIM, " path: ");
	if (node != JT_NONE) {
		event_tree_field(&ep->tree, node, &text);
		node_expr(ep, node, &expr);
	}
	pen_sv(&pen, ROLE_JSON_KEY, buf_sv(&text));
	same_ask(&ep->same, ui->sn, buf_str(&expr));
	buf_clear(&text);
	if (ep->same.known)
		buf_addf(&text, "same value: %s shown, %s loaded",
			 count_text(ep->same.shown, a), count_text(ep->same.all, b));
	if (pen_left(&pen) > (int)text.len + 3) {
		pen_skip(&pen, pen_left(&pen) - (int)text.len - 1);
		pen_sv(&pen, ROLE_DIM, buf_sv(&text));
	}
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&text);
	buf_release(&expr);
}

static void ep_draw(struct ui *ui, void *state, struct rect body)
{
	struct event_pane *ep = state;
	struct highlight hl = ui_highlight(ui);
	struct rect top, path = { 0, 0, 0, 0 }, rule;

	events_sync(&ui->events, ui->sn);
	load_row(ui, ep);
	top = rect_take_top(&body, 1);
	if (ep->row == ROW_NONE) {
		struct pen pen = pen_row(body, 1);

		pen_str(&pen, ROLE_WARNING, " no event is shown");
		paint_cursor(body.y, body.x, false);
		return;
	}
	draw_parts(ui, ep, top);
	if (ep->part == PART_TREE && ep->good)
		path = rect_take_top(&body, 1);
	rule = rect_take_top(&body, 1);
	paint_rule(rule, 0, "");
	if (ep->part == PART_TREE && ep->good) {
		event_tree_draw(&ep->tree, body, ui->wrap, &hl);
		draw_path(ui, ep, path);
		return;
	}
	fill_text(ui, ep);
	textview_draw(&ep->text, body, ui->wrap, &hl);
}

static bool ep_value(struct ui *ui UNUSED, void *state, struct pane_value *ret)
{
	struct event_pane *ep = state;
	uint32_t node = event_tree_node(&ep->tree);
	const struct json_node *n;

	if (ep->part != PART_TREE || !ep->good || node == JT_NONE)
		return false;
	n = &ep->tree.json.nodes[node];
	event_tree_field(&ep->tree, node, &ret->field);
	ret->none = n->kind == JT_NULL;
	ret->inner = json_node_is_inner(n);
	if (ret->inner)
		buf_addsv(&ret->value, json_node_value(&ep->tree.json, node));
	else if (!ret->none)
		json_node_add_text(&ep->tree.json, node, &ret->value);
	return true;
}

/* The next event with the value under the cursor. */
static void next_value(struct ui *ui, struct event_pane *ep)
{
	struct pane_value v = { .none = false };
	struct buf expr = BUF_INIT;

	if (!ep_value(ui, ep, &v) || v.inner ||
	    !expr_for_value(&expr, buf_sv(&v.field), v.none ? SV_NULL : buf_sv(&v.value)))
		ui_say(ui, ROLE_WARNING, "no value under the cursor to look for");
	else
		ui_jump_expr(ui, buf_str(&expr));
	buf_release(&expr);
	buf_release(&v.field);
	buf_release(&v.value);
}

static bool ep_act(struct ui *ui, void *state, enum action a)
{
	struct event_pane *ep = state;

	load_row(ui, ep);
	switch ((int)a) {
	case ACT_NEXT_PART:
	case ACT_PREV_PART:
		ep->part =
			(enum part)((ep->part + (a == ACT_NEXT_PART ? 1 : PART_COUNT - 1)) %
				    PART_COUNT);
		return true;
	case ACT_DIFF:
		ep->part = PART_DIFF;
		return true;
	case ACT_NEXT_VALUE:
		next_value(ui, ep);
		return true;
	default:
		break;
	}
	if (ep->part == PART_TREE && ep->good) {
		if (event_tree_act(&ep->tree, a))
			return true;
		if (a == ACT_OPEN) {
			ui_say(ui, ROLE_HINT,
			       "a value: + keeps it, - drops it, * next event "
			       "with it, Tab shows the raw bytes");
			return true;
		}
		return false;
	}
	return textview_act(&ep->text, a) != LIST_NOT;
}

static void ep_print(struct ui *ui, void *state, struct buf *out)
{
	struct event_pane *ep = state;

	load_row(ui, ep);
	if (ep->part == PART_TREE && ep->good) {
		json_pretty(out, buf_sv(&ep->raw), 2);
	} else {
		fill_text(ui, ep);
		textview_print(&ep->text, out);
	}
}

static const struct pane_hint ep_hints[] = {
	{ ACT_NEXT_PART, 0, "raw/diff/places" },
	{ ACT_LEFT, ACT_RIGHT, "fold" },
	{ ACT_KEEP, ACT_DROP, "filter value" },
	{ ACT_NEXT_VALUE, 0, "next same value" },
	{ ACT_NEXT_EVENT, ACT_PREV_EVENT, "next/prev event" },
	{ ACT_DIFF, 0, "diff with mark" },
	{ ACT_COPY_EVENT, 0, "copy" },
	{ ACT_MARK, 0, "mark" },
	{ ACT_CLOSE, 0, "back" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_event_ops = {
	.title = "Event",
	.ctx = KC_EVENT,
	.size = sizeof(struct event_pane),
	.init = ep_init,
	.release = ep_release,
	.leave = ep_leave,
	.arrived = ep_arrived,
	.draw = ep_draw,
	.act = ep_act,
	.value = ep_value,
	.print = ep_print,
	.hints = ep_hints,
};
