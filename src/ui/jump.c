/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jumps from event to event, and the time window. */
#include "ui/jump.h"

#include "ui/window.h"

#include "store/value.h"
#include "ui/act.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct {
	enum action act;
	enum jump jump;
	bool back;
	const char *what;
} jumps[] = {
	{ ACT_SEARCH_NEXT, JUMP_SEARCH, false, "match" },
	{ ACT_SEARCH_PREV, JUMP_SEARCH, true, "match" },
	{ ACT_NEXT_ERROR, JUMP_ERROR, false, "error" },
	{ ACT_PREV_ERROR, JUMP_ERROR, true, "error" },
	{ ACT_NEXT_IDENTITY, JUMP_IDENTITY, false, "event of this identity" },
	{ ACT_PREV_IDENTITY, JUMP_IDENTITY, true, "event of this identity" },
	{ ACT_NEXT_SAME, JUMP_SESSION, false, "event of this key or request" },
	{ ACT_PREV_SAME, JUMP_SESSION, true, "event of this key or request" },
	{ ACT_NEXT_CHANGE, JUMP_CHANGE, false, "change" },
	{ ACT_PREV_CHANGE, JUMP_CHANGE, true, "change" },
	{ ACT_NEXT_FIRST, JUMP_NEW, false, "first seen" },
	{ ACT_PREV_FIRST, JUMP_NEW, true, "first seen" },
	{ ACT_NEXT_MARK, JUMP_MARK, false, "mark" },
	{ ACT_PREV_MARK, JUMP_MARK, true, "mark" },
};

static const char *jump_word(enum jump kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(jumps); i++)
		if (jumps[i].jump == kind)
			return jumps[i].what;
	return kind == JUMP_EXPR ? "event with this value" : "event";
}

/* Where the search found something in ROW: " in PATH". */
struct hit_arg {
	struct ui *ui;
	struct buf *out;
};

static bool hit_leaf(void *arg, path_t path, const struct value *v)
{
	struct hit_arg *h = arg;

	if (regex_match(session_search_regex(h->ui->sn), h->ui->scratch, v->text) != RE_YES)
		return true;
	buf_adds(h->out, "  in ");
	path_format(store_paths_ro(session_store(h->ui->sn)), path, h->out);
	return false;
}

static void hit_place(struct ui *ui, row_t row, struct buf *out)
{
	struct hit_arg h = { ui, out };
	struct arena arena = ARENA_INIT;

	if (session_search_regex(ui->sn))
		value_leaves(session_store(ui->sn), row, &arena, hit_leaf, &h);
	arena_release(&arena);
}

/* Go where the answer points, and say what it was. */
static void jump_arrive(struct ui *ui, const struct jump_answer *a)
{
	struct buf words = BUF_INIT;
	char n[COUNT_TEXT], of[COUNT_TEXT];

	ui->waiting = JUMP_COUNT;
	jump_message(a, &words);
	if (a->st == JUMP_FOUND) {
		ui_go_row(ui, a->row);
		if (words.len)
			buf_addc(&words, ' ');
		if (a->kind == JUMP_SEARCH)
			hit_place(ui, a->row, &words);
		if (a->of)
			ui_say(ui, ROLE_MESSAGE, "%s %s of %s%s%s", jump_word(a->kind),
			       count_text(a->nth, n), count_text(a->of, of),
			       words.len ? "  " : "", buf_str(&words));
		else
			ui_say(ui, ROLE_MESSAGE, "%s", buf_str(&words));
	} else {
		ui_say(ui, ROLE_WARNING, "%s", buf_str(&words));
	}
	buf_release(&words);
}

static void jump(struct ui *ui, enum jump kind, bool back, row_t from)
{
	struct jump_answer a;

	ui->events.touched = true;
	if (session_jump(ui->sn, kind, back, from, &a) == JUMP_WAIT) {
		ui->waiting = kind;
		ui_say(ui, ROLE_HINT, "looking for the %s %s ...",
		       back ? "previous" : "next", jump_word(kind));
	} else {
		jump_arrive(ui, &a);
	}
}

bool ui_act_jump(struct ui *ui, enum action a)
{
	for (size_t i = 0; i < ARRAY_SIZE(jumps); i++)
		if (jumps[i].act == a) {
			jump(ui, jumps[i].jump, jumps[i].back, ui->events.row);
			return true;
		}
	return false;
}

void ui_jump_expr(struct ui *ui, const char *expr)
{
	struct jump_answer a;

	if (session_jump_expr(ui->sn, expr, false, ui->events.row, &a) == JUMP_WAIT) {
		ui->waiting = JUMP_EXPR;
		ui_say(ui, ROLE_HINT, "looking for the next event with this value ...");
	} else {
		jump_arrive(ui, &a);
	}
}

void ui_jump_news(struct ui *ui)
{
	struct jump_answer a;

	if (session_jump_take(ui->sn, &a) && ui->waiting == a.kind)
		jump_arrive(ui, &a);
}

static void set_window(struct ui *ui, tick_t from, tick_t to, const char *origin)
{
	struct stack *st = session_stack(ui->sn);

	if (stack_window(st, from, to, origin))
		ui_say(ui, ROLE_MESSAGE, "%s  (u takes it back)", st->log[st->at].text);
	else
		ui_say(ui, ROLE_MESSAGE, "the window is this one already");
}

bool ui_act_time(struct ui *ui, enum action a)
{
	const struct view *v = session_view(ui->sn);
	struct span s;
	tick_t from, to, at;

	if (v->first == TICK_NONE) {
		ui_say(ui, ROLE_WARNING, "no event with a time is loaded");
		return true;
	}
	stack_window_get(session_stack(ui->sn), &from, &to);
	s = span_of(from, to, v->first, v->last);
	at = ui->events.row == ROW_NONE ? TICK_NONE
					: store_time(session_store(ui->sn), ui->events.row);
	if (at == TICK_NONE || at < s.from || at >= s.to)
		at = s.from + (s.to - s.from) / 2;
	switch ((int)a) {
	case ACT_ZOOM_IN:
		s = span_zoom(s, at, true, v->first, v->last);
		break;
	case ACT_ZOOM_OUT:
		s = span_zoom(s, at, false, v->first, v->last);
		break;
	case ACT_PAN_LEFT:
	case ACT_PAN_RIGHT:
		if (from <= v->first && (to == TICK_NONE || to > v->last)) {
			ui_say(ui, ROLE_WARNING,
			       "the window is the whole range: z makes it smaller");
			return true;
		}
		s = span_pan(s, a == ACT_PAN_RIGHT, v->first, v->last);
		break;
	default:
		s = (struct span){ 0, TICK_NONE };
		break;
	}
	if (s.from <= v->first && s.to > v->last)
		s = (struct span){ 0, TICK_NONE };
	if (s.from == 0 && s.to == TICK_NONE && from == 0 && to == TICK_NONE)
		ui_say(ui, ROLE_MESSAGE, "this is the whole range");
	else
		set_window(ui, s.from, s.to, actions[a].name);
	return true;
}

static void go_time(struct ui *ui, tick_t t)
{
	const struct view *v = session_view(ui->sn);
	uint32_t at;

	if (!v->sel->count) {
		ui_say(ui, ROLE_WARNING, "no event is shown");
		return;
	}
	at = selection_rank(v->sel, order_lower(session_store(ui->sn), v->sel->order, t));
	ui_go_row(ui, session_row(ui->sn, MIN(at, v->sel->count - 1)));
}

enum st ui_time(struct ui *ui, struct sv text, struct err *err)
{
	struct filter_times times = session_times(ui->sn, ui->events.row);
	tick_t at = ui->events.row == ROW_NONE
			    ? TICK_NONE
			    : store_time(session_store(ui->sn), ui->events.row);
	struct window w;
	enum st st = window_parse(text, &times, at, &w, err);

	if (st != ST_OK)
		return st;
	if (w.jump)
		go_time(ui, w.from);
	else
		set_window(ui, w.from, w.to, "t");
	return ST_OK;
}

/* Rows (as bits) of all loaded events that match TEXT; NULL on an error. Caller frees. */
static uint64_t *match_rows(struct ui *ui, struct sv text, size_t *ret_words,
			    struct err *err)
{
	struct filter_times times = session_times(ui->sn, ui->events.row);
	struct eval_env env = { .store = session_store(ui->sn), .threads = 1 };
	uint32_t nsegs = session_view(ui->sn)->sel->order->nsegs;
	struct filter *f = NULL;
	uint64_t *bits = NULL;
	struct eval *e;

	if (filter_parse(text, &f, err) != ST_OK)
		return NULL;
	if (filter_bind(f, &times, err) == ST_OK) {
		bits = xcalloc((size_t)MAX(nsegs, 1u) * SEG_WORDS, sizeof(*bits));
		e = eval_new(&env, f);
		if (eval_run(e, 0, nsegs, bits) == ST_OK)
			*ret_words = (size_t)nsegs * SEG_WORDS;
		else
			*ret_words = 0;
		eval_free(e);
	}
	filter_free(f);
	return bits;
}

/* Row whose eventID is TEXT, among all loaded. */
static row_t find_id(struct ui *ui, struct sv text)
{
	struct buf expr = BUF_INIT;
	size_t words = 0;
	row_t found = ROW_NONE;
	uint64_t *bits;

	expr_for_value(&expr, SV_LIT("id"), text);
	bits = match_rows(ui, buf_sv(&expr), &words, NULL);
	for (size_t i = 0; i < words && found == ROW_NONE; i++)
		if (bits[i])
			found = (row_t)(i * 64) + (row_t)__builtin_ctzll(bits[i]);
	free(bits);
	buf_release(&expr);
	return found;
}

void ui_goto(struct ui *ui, struct sv place)
{
	struct filter_times times = session_times(ui->sn, ui->events.row);
	struct timelit t;
	uint64_t n = 0;
	size_t i = 0;
	row_t row;

	while (i < place.len && place.ptr[i] >= '0' && place.ptr[i] <= '9' &&
	       n < UINT32_MAX)
		n = n * 10 + (uint64_t)(place.ptr[i++] - '0');
	if (i == place.len && i) {
		uint32_t count = session_view(ui->sn)->sel->count;

		if (!count)
			ui_say(ui, ROLE_WARNING, "no event is shown");
		else
			ui_go_row(ui, events_at(&ui->events, ui->sn,
						(uint32_t)MIN(MAX(n, 1), count) - 1));
		return;
	}
	if (timelit_parse(place, &times, &t, NULL) == ST_OK) {
		go_time(ui, t.start);
		return;
	}
	row = find_id(ui, place);
	if (row == ROW_NONE) {
		ui_say(ui, ROLE_WARNING, "no such row, time or event id");
		return;
	}
	ui_go_row(ui, row);
	if (!selection_has(session_view(ui->sn)->sel, row))
		ui_say(ui, ROLE_WARNING,
		       "the filters hide this event: here is the nearest in time");
}
