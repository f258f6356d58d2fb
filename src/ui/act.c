/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From keys to actions, and the actions of the whole screen. */
#include "ui/act.h"

#include "term/tty.h"
#include "ui/ask.h"
#include "ui/dialog.h"
#include "ui/find.h"
#include "ui/jump.h"
#include "ui/take.h"
#include "ui/trace.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *ui_pane_state(struct ui *ui, enum pane_id id)
{
	const struct pane_ops *ops = pane_ops(id);

	if (ops && !ui->state[id]) {
		ui->state[id] = xcalloc(1, MAX(ops->size, 1));
		if (ops->init)
			ops->init(ui, ui->state[id]);
	}
	return ui->state[id];
}

static void switch_to(struct ui *ui, enum pane_id id)
{
	const struct pane_ops *old = pane_ops(ui->at), *ops = pane_ops(id);

	if (ui->at == id)
		return;
	if (old && old->leave)
		old->leave(ui, ui->state[ui->at]);
	ui->at = id;
	ui_pane_state(ui, id);
	if (ops->enter)
		ops->enter(ui, ui->state[id]);
}

bool ui_show(struct ui *ui, enum pane_id id, bool back)
{
	if (!pane_ops(id)) {
		ui_say(ui, ROLE_WARNING, "no such pane in this version");
		return false;
	}
	if (ui->at == id)
		return true;
	if (back) {
		if (ui->nback == UI_BACK_MAX)
			memmove(ui->back, ui->back + 1, --ui->nback * sizeof(*ui->back));
		ui->back[ui->nback++] = ui->at;
	} else {
		ui->nback = 0;
	}
	switch_to(ui, id);
	return true;
}

bool ui_back(struct ui *ui)
{
	if (ui->nback) {
		switch_to(ui, ui->back[--ui->nback]);
		return true;
	}
	if (ui->at == PANE_TIMELINE)
		return false;
	switch_to(ui, PANE_TIMELINE);
	return true;
}

void ui_go_row(struct ui *ui, row_t row)
{
	events_go(&ui->events, ui->sn, row);
	if (ui->at != PANE_TIMELINE && ui->at != PANE_EVENT)
		ui_show(ui, PANE_TIMELINE, true);
}

bool ui_add_filter(struct ui *ui, struct sv text, bool drop, const char *origin)
{
	struct filter_times times = session_times(ui->sn, ui->events.row);
	struct err err = ERR_INIT;
	struct stack *st = session_stack(ui->sn);

	if (stack_add(st, text, drop, origin, &times, &err) != ST_OK) {
		ui_say(ui, ROLE_ERROR, "filter: %s at %" PRIu64, err.text, err.off + 1);
		return false;
	}
	ui_say(ui, ROLE_MESSAGE, "%s  (u takes it back)", st->log[st->at].text);
	return true;
}

void ui_keep(struct ui *ui, bool drop)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	struct pane_value v = { .none = false };
	struct buf expr = BUF_INIT;

	if (!ops->value || !ops->value(ui, ui->state[ui->at], &v))
		ui_say(ui, ROLE_WARNING, "no value under the cursor to %s",
		       drop ? "drop" : "keep");
	else if (v.field.len && v.inner)
		buf_addf(&expr, "has %s", buf_str(&v.field));
	else if (!v.field.len || !expr_for_value(&expr, buf_sv(&v.field),
						 v.none ? SV_NULL : buf_sv(&v.value)))
		ui_say(ui, ROLE_WARNING, "what is under the cursor cannot be filtered by");
	if (expr.len)
		ui_add_filter(ui, buf_sv(&expr), drop, drop ? "-" : "+");
	buf_release(&expr);
	buf_release(&v.field);
	buf_release(&v.value);
}

static void act_pane(struct ui *ui, enum action a)
{
	enum pane_id id = pane_of(a);

	ui_show(ui, id, id == PANE_EVENT || !pane_digit(id));
}

static void act_open(struct ui *ui, enum action a UNUSED)
{
	ui_say(ui, ROLE_WARNING, "nothing to open here");
}

static void act_back(struct ui *ui, enum action a UNUSED)
{
	if (ui->range) {
		ui->range = false;
		ui_say(ui, ROLE_MESSAGE, "no range");
	} else if (ui_find_end(ui)) {
		ui_say(ui, ROLE_MESSAGE, "search ended");
	} else if (!ui_back(ui)) {
		if (session_search_pattern(ui->sn)[0]) {
			if (session_search(ui->sn, SV_LIT(""), NULL) == ST_OK)
				ui_say(ui, ROLE_MESSAGE, "search ended");
		} else {
			ui_say(ui, ROLE_MESSAGE, "this is the top: q quits");
		}
	}
}

static bool is_loading(const struct ui *ui)
{
	struct session_progress p;

	session_progress(ui->sn, &p);
	return !p.finished;
}

static void act_quit(struct ui *ui, enum action a UNUSED)
{
	if (session_stack(ui->sn)->marks.count || is_loading(ui) || ui->export)
		ui_ask_quit(ui, false);
	else
		ui->quit = 0;
}

static void act_close(struct ui *ui, enum action a)
{
	if (!ui_back(ui))
		act_quit(ui, a);
}

static void act_search(struct ui *ui, enum action a UNUSED)
{
	if (pane_ops(ui->at)->list)
		ui_ask_find(ui);
	else
		ui_ask_search(ui);
}

static void act_search_next(struct ui *ui, enum action a)
{
	if (!ui_find_next(ui, a == ACT_SEARCH_PREV))
		ui_act_jump(ui, a);
}

static void act_filter(struct ui *ui, enum action a UNUSED)
{
	ui_ask_filter(ui);
}

static void act_keep(struct ui *ui, enum action a)
{
	ui_keep(ui, a == ACT_DROP);
}

static void act_filters_off(struct ui *ui, enum action a UNUSED)
{
	struct stack *st = session_stack(ui->sn);

	if (!stack_toggle_all(st))
		ui_say(ui, ROLE_WARNING, "there are no filters");
	else
		ui_say(ui, ROLE_MESSAGE,
		       st->now.all_off ? "all filters are off (F: on again)"
				       : "filters are on again");
}

static void act_filter_line(struct ui *ui, enum action a UNUSED)
{
	ui_say(ui, ROLE_WARNING, "this works in the list of filters (f)");
}

static void act_undo(struct ui *ui, enum action a)
{
	struct stack *st = session_stack(ui->sn);
	const char *text = a == ACT_UNDO ? stack_undo(st) : stack_redo(st);

	if (text)
		ui_say(ui, ROLE_MESSAGE, "%s: %s", a == ACT_UNDO ? "undone" : "redone",
		       text);
	else
		ui_say(ui, ROLE_WARNING, "nothing to %s", a == ACT_UNDO ? "undo" : "redo");
}

static void act_time_prompt(struct ui *ui, enum action a UNUSED)
{
	ui_ask_time(ui);
}

static void act_time(struct ui *ui, enum action a)
{
	ui_act_time(ui, a);
}

static void act_brush(struct ui *ui, enum action a)
{
	const struct pane_ops *ops = pane_ops(PANE_TIMELINE);

	if (ui_show(ui, PANE_TIMELINE, true))
		ops->act(ui, ui->state[PANE_TIMELINE], a);
}

static void act_zone(struct ui *ui, enum action a UNUSED)
{
	static const char *const says[ZONE_COUNT] = {
		[ZONE_UTC] = "times in UTC",
		[ZONE_LOCAL] = "times in the local zone",
		[ZONE_DELTA] =
			"times as difference to the last mark, else to the first event",
	};

	ui->zone = (ui->zone + 1) % ZONE_COUNT;
	ui_say(ui, ROLE_MESSAGE, "%s", says[ui->zone]);
}

static void act_jump(struct ui *ui, enum action a)
{
	ui_act_jump(ui, a);
}

static void act_step_event(struct ui *ui, enum action a)
{
	bool next = a == ACT_NEXT_EVENT;

	if (events_act(&ui->events, ui->sn, next ? ACT_DOWN : ACT_UP) == LIST_STUCK)
		ui_say(ui, ROLE_WARNING, "this is the %s event shown",
		       next ? "last" : "first");
}

static void mark_range(struct ui *ui)
{
	struct stack *st = session_stack(ui->sn);
	bool exact;
	uint32_t a = events_index(&ui->events, ui->sn, ui->range_from, &exact);
	uint32_t b = ui->events.list.cur, n = (a > b ? a - b : b - a) + 1;
	row_t *rows = xmalloc(n * sizeof(*rows));
	size_t changed;

	for (uint32_t i = 0; i < n; i++)
		rows[i] = events_at(&ui->events, ui->sn, MIN(a, b) + i);
	changed = stack_mark_rows(st, rows, n, true, "mark a range");
	free(rows);
	ui->range = false;
	ui->last_mark = ui->events.row;
	ui_say(ui, ROLE_MESSAGE, "marked %zu events of %" PRIu32 "  (u takes it back)",
	       changed, n);
}

static void act_mark(struct ui *ui, enum action a)
{
	struct stack *st = session_stack(ui->sn);
	row_t row = ui->events.row;
	bool on;

	if (row == ROW_NONE) {
		ui_say(ui, ROLE_WARNING, "no event to mark");
	} else if (ui->at != PANE_TIMELINE && ui->at != PANE_EVENT) {
		ui_say(ui, ROLE_WARNING, "marks are set in the timeline and in the event");
	} else if (a == ACT_MARK_RANGE) {
		ui->range = !ui->range;
		ui->range_from = row;
		ui->events.touched = true;
		ui_say(ui, ROLE_MESSAGE,
		       ui->range ? "range from here: move, then m marks it" : "no range");
	} else if (ui->range) {
		mark_range(ui);
	} else {
		on = !marks_has(&st->marks, row);
		stack_mark(st, row, on);
		if (on)
			ui->last_mark = row;
		if (ui->at == PANE_TIMELINE)
			events_act(&ui->events, ui->sn, ACT_DOWN);
		else
			ui_say(ui, ROLE_MESSAGE, on ? "marked" : "not marked any more");
	}
}

void ui_say_marked(struct ui *ui, size_t n, bool on)
{
	char text[COUNT_TEXT];

	if (!n)
		ui_say(ui, ROLE_WARNING,
		       on ? "no event is there to mark, or all are marked"
			  : "no mark is there to clear");
	else
		ui_say(ui, ROLE_MESSAGE, "%s event%s %s  (u takes it back)",
		       count_text(n, text), plural(n), on ? "marked" : "unmarked");
}

static void act_mark_all(struct ui *ui, enum action a UNUSED)
{
	ui_say_marked(ui, session_mark_shown(ui->sn), true);
}

static void act_take(struct ui *ui, enum action a)
{
	ui_act_take(ui, a);
}

static void act_group_by(struct ui *ui, enum action a UNUSED)
{
	if (ui->at == PANE_VALUES || ui_show(ui, PANE_VALUES, true))
		ui_ask_field(ui);
}

static void act_trace(struct ui *ui, enum action a UNUSED)
{
	trace_show(ui, ui->events.row);
}

static void act_wrap(struct ui *ui, enum action a UNUSED)
{
	ui->wrap = !ui->wrap;
	ui_say(ui, ROLE_MESSAGE,
	       ui->wrap ? "long values are wrapped" : "long values are cut");
}

static void act_preview(struct ui *ui, enum action a UNUSED)
{
	ui->preview = !ui->preview;
	ui_say(ui, ROLE_MESSAGE, ui->preview ? "facts of the event shown" : "facts hidden");
}

static void act_progress(struct ui *ui, enum action a UNUSED)
{
	if (ui->at != PANE_TIMELINE)
		ui_show(ui, PANE_TIMELINE, true);
	ui->progress = !ui->progress;
	ui->progress_user = ui->progress ? 1 : -1;
}

static void act_command(struct ui *ui, enum action a UNUSED)
{
	ui_ask_command(ui);
}

static void act_redraw(struct ui *ui UNUSED, enum action a UNUSED)
{
	tty_redraw();
}

static void act_suspend(struct ui *ui, enum action a UNUSED)
{
	if (tty_is_blind())
		ui_say(ui, ROLE_WARNING, "there is nothing to go back to");
	tty_suspend();
}

static void act_cancel(struct ui *ui, enum action a UNUSED)
{
	bool idle;

	if (ui->cancelled) {
		ui->cancelled = false;
		ui_ask_quit(ui, true);
		return;
	}
	idle = !ui->range && ui->waiting == JUMP_COUNT &&
	       engine_idle(session_engine(ui->sn), true);
	ui->cancelled = true;
	ui->range = false;
	ui->waiting = JUMP_COUNT;
	session_cancel(ui->sn);
	if (ui->export) {
		export_cancel(ui->export);
		ui_say(ui, ROLE_WARNING, "stopping the export  (^C again: quit)");
	} else if (is_loading(ui)) {
		session_load_stop(ui->sn);
		ui_say(ui, ROLE_WARNING,
		       "loading stopped, what is here stays  (^C again: quit)");
	} else {
		ui_say(ui, ROLE_MESSAGE, "%s  (^C again: quit)",
		       idle ? "nothing is running" : "stopped");
	}
}

static const struct {
	void (*fn)(struct ui *ui, enum action a);
} global[ACT_COUNT] = {
#define TAB_ACT(X, id, name, digit, help) [ACT_PANE_##id] = { act_pane },
	TAB_LIST(TAB_ACT, )
#undef TAB_ACT
		[ACT_FILTERS] = { act_pane },
	[ACT_HELP] = { act_pane },
	[ACT_OPEN] = { act_open },
	[ACT_BACK] = { act_back },
	[ACT_CLOSE] = { act_close },
	[ACT_QUIT] = { act_quit },
	[ACT_SEARCH] = { act_search },
	[ACT_SEARCH_NEXT] = { act_search_next },
	[ACT_SEARCH_PREV] = { act_search_next },
	[ACT_FILTER] = { act_filter },
	[ACT_KEEP] = { act_keep },
	[ACT_DROP] = { act_keep },
	[ACT_FILTERS_OFF] = { act_filters_off },
	[ACT_FILTER_TOGGLE] = { act_filter_line },
	[ACT_FILTER_EDIT] = { act_filter_line },
	[ACT_FILTER_INVERT] = { act_filter_line },
	[ACT_FILTER_DELETE] = { act_filter_line },
	[ACT_UNDO] = { act_undo },
	[ACT_REDO] = { act_undo },
	[ACT_TIME] = { act_time_prompt },
	[ACT_ZOOM_IN] = { act_time },
	[ACT_ZOOM_OUT] = { act_time },
	[ACT_ZOOM_ALL] = { act_time },
	[ACT_PAN_LEFT] = { act_time },
	[ACT_PAN_RIGHT] = { act_time },
	[ACT_BRUSH] = { act_brush },
	[ACT_ZONE] = { act_zone },
	[ACT_NEXT_ERROR] = { act_jump },
	[ACT_PREV_ERROR] = { act_jump },
	[ACT_NEXT_IDENTITY] = { act_jump },
	[ACT_PREV_IDENTITY] = { act_jump },
	[ACT_NEXT_SAME] = { act_jump },
	[ACT_PREV_SAME] = { act_jump },
	[ACT_NEXT_CHANGE] = { act_jump },
	[ACT_PREV_CHANGE] = { act_jump },
	[ACT_NEXT_FIRST] = { act_jump },
	[ACT_PREV_FIRST] = { act_jump },
	[ACT_NEXT_MARK] = { act_jump },
	[ACT_PREV_MARK] = { act_jump },
	[ACT_NEXT_EVENT] = { act_step_event },
	[ACT_PREV_EVENT] = { act_step_event },
	[ACT_MARK] = { act_mark },
	[ACT_MARK_RANGE] = { act_mark },
	[ACT_MARK_ALL] = { act_mark_all },
	[ACT_COPY_EVENT] = { act_take },
	[ACT_COPY_VALUE] = { act_take },
	[ACT_COPY_PATH] = { act_take },
	[ACT_COPY_KEY] = { act_take },
	[ACT_COPY_COMMAND] = { act_take },
	[ACT_PRINT] = { act_take },
	[ACT_EXPORT] = { act_take },
	[ACT_TRACE] = { act_trace },
	[ACT_GROUP_BY] = { act_group_by },
	[ACT_WRAP] = { act_wrap },
	[ACT_PREVIEW] = { act_preview },
	[ACT_COMMAND] = { act_command },
	[ACT_PROGRESS] = { act_progress },
	[ACT_REDRAW] = { act_redraw },
	[ACT_SUSPEND] = { act_suspend },
	[ACT_CANCEL] = { act_cancel },
};

bool ui_has_action(enum action a)
{
	return global[a].fn != NULL;
}

void ui_act(struct ui *ui, enum action a)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	bool copied = ui->copied_now;

	if (a != ACT_CANCEL)
		ui->cancelled = false;
	events_sync(&ui->events, ui->sn);
	ui->copied_now = copied && a == ACT_PRINT;
	if (ops->act && ops->act(ui, ui->state[ui->at], a))
		return;
	if (global[a].fn)
		global[a].fn(ui, a);
	else
		ui_say(ui, ROLE_WARNING, "'%s' does nothing in the pane %s",
		       actions[a].name, ops->title);
}

/* An Alt key that is not bound is Esc and a letter that came together. */
static bool split_alt(const struct tty_key *key, struct tty_key *esc, struct tty_key *rest)
{
	if (strncmp(key->name, "M-", 2) != 0)
		return false;
	*esc = (struct tty_key){ .name = "Esc" };
	*rest = (struct tty_key){ .name = "" };
	snprintf(rest->name, sizeof(rest->name), "%s", key->name + 2);
	snprintf(rest->text, sizeof(rest->text), "%.4s", key->name + 2);
	return true;
}

static void prompt_key(struct ui *ui, const struct tty_key *key)
{
	enum action a = keymap_find(&ui->keymap, KC_PROMPT, NULL, key->name);
	struct tty_key esc, rest;

	if (a != ACT_NONE && a != ACT_PREFIX)
		prompt_act(ui, a);
	else if (key->text[0])
		prompt_insert(ui, sv_str(key->text));
	else if (split_alt(key, &esc, &rest))
		prompt_act(ui, ACT_LINE_CANCEL);
	else if (keymap_find(&ui->keymap, KC_ANY, NULL, key->name) == ACT_SUSPEND)
		tty_suspend();
}

static void pane_key(struct ui *ui, const struct tty_key *key)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	char prev[KEY_NAME_MAX];
	struct tty_key esc, rest;
	enum action a;

	memcpy(prev, ui->prefix, sizeof(prev));
	ui->prefix[0] = '\0';
	a = keymap_find(&ui->keymap, ops->ctx, prev[0] ? prev : NULL, key->name);
	if (a == ACT_PREFIX) {
		snprintf(ui->prefix, sizeof(ui->prefix), "%.15s", key->name);
	} else if (a != ACT_NONE) {
		ui_act(ui, a);
	} else if (prev[0]) {
		if (strcmp(key->name, "Esc") != 0)
			ui_say(ui, ROLE_WARNING, "'%s%s' is no key of this pane", prev,
			       key->name);
	} else if (split_alt(key, &esc, &rest)) {
		ui_key(ui, &esc);
		ui_key(ui, &rest);
	} else if (key->name[0] >= '0' && key->name[0] <= '9' && !key->name[1]) {
		ui_say(ui, ROLE_WARNING, "no such pane in this version");
	} else if (key->name[0]) {
		ui_say(ui, ROLE_WARNING, "'%s' is no key of this pane  (? lists them)",
		       key->name);
	}
}

void ui_key(struct ui *ui, const struct tty_key *key)
{
	const struct pane_ops *ops = pane_ops(ui->at);

	ui->handled++;
	ui->dirty = true;
	buf_clear(&ui->message.text);
	if (prompt_is_open(&ui->prompt))
		prompt_key(ui, key);
	else if (menu_is_open(&ui->menu))
		menu_key(ui, key);
	else if (!ops->key || !ops->key(ui, ui->state[ui->at], key))
		pane_key(ui, key);
}

void ui_paste(struct ui *ui, struct sv text)
{
	ui->handled++;
	ui->dirty = true;
	if (prompt_is_open(&ui->prompt))
		prompt_insert(ui, text);
	else
		ui_say(ui, ROLE_WARNING,
		       "pasted text goes into a prompt only: open one first");
}
