/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked in the prompt, and what the answers do. */
#include "ui/ask.h"

#include "eval/hints.h"
#include "ui/complete.h"
#include "ui/screen.h"
#include "ui/window.h"

#include "conf/command.h"
#include "ui/act.h"
#include "ui/command.h"
#include "ui/dialog.h"
#include "ui/jump.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct sv typed(const struct ui *ui)
{
	return buf_sv(&ui->prompt.text);
}

static struct sv before_cursor(const struct ui *ui)
{
	return sv_head(typed(ui), ui->prompt.at);
}

static void status_err(struct ui *ui, const struct err *err)
{
	ui->prompt.has_caret = true;
	ui->prompt.caret = err->off;
	prompt_status(&ui->prompt, ROLE_ERROR, "%s", err->text);
}

/* Search: as it is typed; the cursor goes to the first hit from where it was. */

static char *search_before; /* the pattern before the prompt was opened */

static void search_look(struct ui *ui)
{
	struct jump_answer a;
	row_t from = ui->prompt.row;
	struct search_status s;
	char n[COUNT_TEXT];

	session_search_status(ui->sn, &s);
	prompt_status(&ui->prompt, ROLE_HINT, "%s%s matches", count_text(s.shown, n),
		      s.complete ? "" : "+");
	if (from != ROW_NONE && session_is_hit(ui->sn, from))
		events_go(&ui->events, ui->sn, from);
	else if (session_jump(ui->sn, JUMP_SEARCH, false, from, &a) == JUMP_FOUND)
		events_go(&ui->events, ui->sn, a.row);
}

static void search_changed(struct ui *ui)
{
	struct err err = ERR_INIT;

	if (session_search(ui->sn, typed(ui), &err) != ST_OK)
		status_err(ui, &err);
	else if (typed(ui).len)
		search_look(ui);
	else
		prompt_status(&ui->prompt, ROLE_HINT,
			      "a regular expression over every value of the events shown");
}

static bool search_accept(struct ui *ui)
{
	struct err err = ERR_INIT;

	if (!typed(ui).len && session_search_pattern(ui->sn)[0] == '\0') {
		prompt_close(ui);
		return true;
	}
	if (session_search(ui->sn, typed(ui), &err) != ST_OK) {
		status_err(ui, &err);
		return false;
	}
	prompt_close(ui);
	if (ui->at != PANE_TIMELINE && ui->at != PANE_EVENT)
		ui_show(ui, PANE_TIMELINE, true);
	return true;
}

static void search_cancel(struct ui *ui)
{
	if (session_search(ui->sn, sv_str(search_before), NULL) == ST_OK)
		events_go(&ui->events, ui->sn, ui->prompt.row);
}

static const struct prompt_ops search_ops = {
	.label = " /",
	.hist = HIST_SEARCH,
	.changed = search_changed,
	.accept = search_accept,
	.cancel = search_cancel,
};

void ui_ask_search(struct ui *ui)
{
	free(search_before);
	search_before = xstrdup(session_search_pattern(ui->sn));
	ui->events.touched = true;
	ui->prompt.row = ui->events.row;
	prompt_open(ui, &search_ops, SV_NULL);
}

/* Filters: in force while they are typed. */

static void unknown_path(void *arg, struct sv path, const char *nearest)
{
	struct prompt *p = arg;

	if (nearest)
		prompt_status(p, ROLE_WARNING, "no event has '" SV_FMT "'; is '%s' meant?",
			      SV_ARG(path), nearest);
	else
		prompt_status(p, ROLE_WARNING, "no event has '" SV_FMT "'", SV_ARG(path));
}

/* Time for hints on each key, in milliseconds. */
#define HINT_BUDGET 20

static void say_hint(void *arg, const char *text)
{
	struct prompt *p = arg;

	if (!p->status.len)
		prompt_status(p, ROLE_WARNING, "%s", text);
}

/* Is the filter that is typed known to match nothing? */
static bool keeps_none(const struct ui *ui)
{
	const struct stack *st = session_stack(ui->sn);
	const struct line_result *l =
		st->draft ? view_line(session_view(ui->sn), st->draft->id) : NULL;

	return l && l->counted && !l->keeps && !l->problem;
}

static void filter_hints(struct ui *ui, struct filter *f)
{
	struct filter_times times = session_times(ui->sn, ui->events.row);
	struct eval_env env = { .store = session_store(ui->sn), .threads = 1 };
	uint32_t nsegs = session_view(ui->sn)->sel->order->nsegs;

	if (nsegs && filter_bind(f, &times, NULL) == ST_OK)
		hints_say(f, &env, nsegs, HINT_BUDGET, keeps_none(ui), say_hint,
			  &ui->prompt);
}

/* What there is to say about a valid filter: unknown paths, hints, else how much it shows. */
static void filter_remark(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	const struct view *v = session_view(ui->sn);
	struct filter *f = NULL;
	char n[COUNT_TEXT];

	buf_clear(&p->status);
	if (filter_parse(typed(ui), &f, NULL) == ST_OK) {
		filter_unknown_paths(f, session_store(ui->sn), unknown_path, p);
		if (!p->status.len)
			filter_hints(ui, f);
	}
	filter_free(f);
	if (!p->status.len)
		prompt_status(p, ROLE_HINT, "%s%s shown", count_text(v->sel->count, n),
			      session_busy(ui->sn) ? " ..." : "");
}

static void filter_changed(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct stack *st = session_stack(ui->sn);
	struct filter_times times = session_times(ui->sn, ui->events.row);
	struct err err = ERR_INIT;

	if (!typed(ui).len) {
		stack_draft_drop(st);
		prompt_status(p, ROLE_HINT, "%s",
			      "event=Put*  /regex/  not error=*  Tab completes");
	} else if (stack_draft(st, p->id, typed(ui), p->drop, &times, &err) != ST_OK) {
		status_err(ui, &err);
	} else {
		filter_remark(ui);
	}
}

static bool filter_accept(struct ui *ui)
{
	struct prompt *p = &ui->prompt;
	struct stack *st = session_stack(ui->sn);
	struct filter_times times = session_times(ui->sn, ui->events.row);
	struct err err = ERR_INIT;
	enum st res;

	if (!typed(ui).len) {
		stack_draft_drop(st);
		prompt_close(ui);
		return true;
	}
	stack_draft_drop(st);
	if (p->id)
		res = stack_edit(st, p->id, typed(ui), p->drop, &times, &err);
	else
		res = stack_add(st, typed(ui), p->drop, "&", &times, &err);
	if (res != ST_OK) {
		status_err(ui, &err);
		return false;
	}
	prompt_close(ui);
	ui_say(ui, ROLE_MESSAGE, "%s  (u takes it back)", st->log[st->at].text);
	return true;
}

static void filter_cancel(struct ui *ui)
{
	stack_draft_drop(session_stack(ui->sn));
}

static void filter_complete(struct ui *ui, struct completion *c)
{
	complete_filter(session_store(ui->sn), before_cursor(ui), c);
}

static const struct prompt_ops filter_ops = {
	.label = " filter: ",
	.hist = HIST_FILTER,
	.changed = filter_changed,
	.accept = filter_accept,
	.cancel = filter_cancel,
	.complete = filter_complete,
};
static const struct prompt_ops drop_ops = {
	.label = " drop: ",
	.hist = HIST_FILTER,
	.changed = filter_changed,
	.accept = filter_accept,
	.cancel = filter_cancel,
	.complete = filter_complete,
};

/* After a search the filter that is proposed is what was searched for. */
void ui_ask_filter(struct ui *ui)
{
	struct buf text = BUF_INIT;

	ui->prompt.id = 0;
	ui->prompt.drop = false;
	if (session_search_pattern(ui->sn)[0])
		expr_for_search(&text, sv_str(session_search_pattern(ui->sn)));
	prompt_propose(ui, &filter_ops, buf_sv(&text));
	buf_release(&text);
}

void ui_ask_edit(struct ui *ui, uint32_t id)
{
	const struct slot *s = stack_find(session_stack(ui->sn), id);

	if (!s)
		return;
	if (s->line->window) {
		ui_ask_time(ui);
		return;
	}
	ui->prompt.id = id;
	ui->prompt.drop = s->line->drop;
	prompt_open(ui, s->line->drop ? &drop_ops : &filter_ops, sv_str(s->line->text));
}

/* Times. */

static void time_changed(struct ui *ui)
{
	struct filter_times times = session_times(ui->sn, ui->events.row);
	tick_t at = ui->events.row == ROW_NONE
			    ? TICK_NONE
			    : store_time(session_store(ui->sn), ui->events.row);
	struct window w;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT;

	if (!typed(ui).len) {
		prompt_status(&ui->prompt, ROLE_HINT, "%s",
			      "10:00-11:00  2024-05-14  10:00+2h  -15m  around 10m  "
			      "at 10:21  now  all   (UTC)");
		return;
	}
	if (window_parse(typed(ui), &times, at, &w, &err) != ST_OK) {
		status_err(ui, &err);
		return;
	}
	buf_adds(&out, w.jump ? "go to " : "from ");
	if (w.from)
		time_format(&out, w.from);
	else
		buf_adds(&out, "the first");
	if (!w.jump) {
		buf_adds(&out, " to ");
		if (w.to == TICK_NONE)
			buf_adds(&out, "the last");
		else
			time_format(&out, w.to);
	}
	prompt_status(&ui->prompt, ROLE_HINT, "%s", buf_str(&out));
	buf_release(&out);
}

static bool time_accept(struct ui *ui)
{
	struct err err = ERR_INIT;

	if (typed(ui).len && ui_time(ui, typed(ui), &err) != ST_OK) {
		status_err(ui, &err);
		return false;
	}
	prompt_close(ui);
	return true;
}

static void nothing(struct ui *ui UNUSED)
{
}

static const struct prompt_ops time_ops = {
	.label = " time: ",
	.hist = HIST_TIME,
	.changed = time_changed,
	.accept = time_accept,
	.cancel = nothing,
};

void ui_ask_time(struct ui *ui)
{
	ui->events.touched = true;
	prompt_open(ui, &time_ops, SV_NULL);
}

/* Commands. */

static bool command_accept(struct ui *ui)
{
	char *line = xmemdup0(typed(ui).ptr, typed(ui).len);
	struct sv v = sv_make(line, typed(ui).len);

	prompt_close(ui);
	if (v.len)
		ui_command(ui, v);
	free(line);
	return true;
}

static void command_complete(struct ui *ui, struct completion *c)
{
	complete_command(session_store(ui->sn), before_cursor(ui), c);
}

/* The first command that begins with what is typed. */
static const struct command *command_meant(struct sv text)
{
	size_t n = 0;

	while (n < text.len && text.ptr[n] != ' ' && text.ptr[n] != '!')
		n++;
	for (size_t i = 0; n && i < CMD_COUNT; i++)
		if (sv_eqs(sv_head(text, n), commands[i].name) ||
		    (commands[i].alias && sv_eqs(sv_head(text, n), commands[i].alias)) ||
		    (n == text.len && sv_starts(sv_str(commands[i].name), text)))
			return &commands[i];
	return NULL;
}

static void command_ghost(struct ui *ui, struct buf *out)
{
	struct sv text = typed(ui);
	const struct command *c = command_meant(text);

	if (!c)
		return;
	if (sv_chr(text, ' ') < 0)
		buf_addf(out, "%s %s", c->name, c->args);
	else if (text.ptr[text.len - 1] == ' ')
		buf_adds(out, c->args);
}

static void command_changed(struct ui *ui)
{
	const struct command *c = command_meant(typed(ui));

	if (c)
		prompt_status(&ui->prompt, ROLE_HINT, "%s   e.g. :%s", c->help, c->example);
	else
		prompt_status(&ui->prompt, ROLE_HINT, "%s",
			      "Tab completes, Up is history, ? lists all commands");
}

static const struct prompt_ops command_ops = {
	.label = " :",
	.hist = HIST_COMMAND,
	.changed = command_changed,
	.accept = command_accept,
	.cancel = nothing,
	.complete = command_complete,
	.ghost = command_ghost,
};

void ui_ask_command(struct ui *ui)
{
	prompt_open(ui, &command_ops, SV_NULL);
}

/* Field of the Values pane. */

static void field_changed(struct ui *ui)
{
	struct arena arena = ARENA_INIT;
	struct fieldref f;
	struct err err = ERR_INIT;

	if (!typed(ui).len)
		prompt_status(&ui->prompt, ROLE_HINT, "%s",
			      "event identity ip agent error function region key, "
			      "or any path; Tab completes");
	else if (fieldref_parse(typed(ui), &arena, &f, &err) != ST_OK)
		status_err(ui, &err);
	else if (!fieldref_known(&f, session_store(ui->sn)))
		prompt_status(&ui->prompt, ROLE_WARNING, "no event has it");
	arena_release(&arena);
}

static bool field_accept(struct ui *ui)
{
	struct buf field = BUF_INIT;
	struct err err = ERR_INIT;
	bool ok;

	if (!typed(ui).len) {
		prompt_close(ui);
		return true;
	}
	buf_addsv(&field, typed(ui));
	ok = session_values_want(ui->sn, buf_str(&field), &err) == ST_OK;
	if (ok) {
		free(ui->values_field);
		ui->values_field = xstrdup(buf_str(&field));
		prompt_close(ui);
		ui_show(ui, PANE_VALUES, true);
	} else {
		status_err(ui, &err);
	}
	buf_release(&field);
	return ok;
}

static void field_complete(struct ui *ui, struct completion *c)
{
	complete_field(session_store(ui->sn), before_cursor(ui), false, c);
}

static const struct prompt_ops field_ops = {
	.label = " values of: ",
	.hist = HIST_FIELD,
	.changed = field_changed,
	.accept = field_accept,
	.cancel = nothing,
	.complete = field_complete,
};

void ui_ask_field(struct ui *ui)
{
	prompt_open(ui, &field_ops, SV_NULL);
}

/* File name of the export dialog. */

static void file_changed(struct ui *ui)
{
	prompt_status(&ui->prompt, ROLE_HINT,
		      "a file that is there is not replaced without a question");
}

static bool file_accept(struct ui *ui)
{
	if (typed(ui).len)
		ui_dialog_file(ui, typed(ui));
	prompt_close(ui);
	return true;
}

static void file_complete(struct ui *ui, struct completion *c)
{
	complete_file(before_cursor(ui), 0, c);
}

static const struct prompt_ops file_ops = {
	.label = " file: ",
	.hist = HIST_FILE,
	.changed = file_changed,
	.accept = file_accept,
	.cancel = nothing,
	.complete = file_complete,
};

void ui_ask_file(struct ui *ui)
{
	prompt_propose(ui, &file_ops, ui_dialog_path());
}

/* A new view, or new hits, while a prompt is open. */
void ui_ask_news(struct ui *ui)
{
	const struct prompt_ops *ops = ui->prompt.ops;

	if (ops == &search_ops && typed(ui).len && !ui->prompt.has_caret)
		search_look(ui);
	else if ((ops == &filter_ops || ops == &drop_ops) && typed(ui).len &&
		 !ui->prompt.has_caret && !ui->prompt.comp.n)
		filter_remark(ui);
}
