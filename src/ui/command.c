/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines typed after ':'. The names and arguments are conf/command.h. */
#include "ui/command.h"

#include "conf/command.h"

#include "ui/screen.h"

#include "ui/act.h"
#include "ui/jump.h"
#include "ui/script.h"
#include "ui/take.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct call {
	const struct command_line *line;
	char *arg; /* line->arg with a NUL */
};

static void cmd_keep(struct ui *ui, const struct call *c)
{
	ui_add_filter(ui, c->line->arg, c->line->id == CMD_DROP,
		      c->line->id == CMD_DROP ? ":drop" : ":keep");
}

static void cmd_clear(struct ui *ui, const struct call *c UNUSED)
{
	if (stack_clear(session_stack(ui->sn)))
		ui_say(ui, ROLE_MESSAGE, "all filters deleted  (u takes it back)");
	else
		ui_say(ui, ROLE_WARNING, "there are no filters");
}

static void cmd_line(struct ui *ui, const struct call *c)
{
	struct stack *st = session_stack(ui->sn);
	unsigned long n = strtoul(c->arg, NULL, 10);
	uint32_t id;
	bool done;

	if (n < 1 || n > st->now.n) {
		ui_say(ui, ROLE_ERROR, "there is no filter line '%s'", c->arg);
		return;
	}
	id = st->now.v[n - 1].line->id;
	if (c->line->id == CMD_TOGGLE)
		done = stack_toggle(st, id);
	else if (c->line->id == CMD_INVERT)
		done = stack_invert(st, id);
	else
		done = stack_delete(st, id);
	if (done)
		ui_say(ui, ROLE_MESSAGE, "%s  (u takes it back)", st->log[st->at].text);
	else
		ui_say(ui, ROLE_WARNING, "the time window cannot be inverted");
}

static void cmd_time(struct ui *ui, const struct call *c)
{
	struct err err = ERR_INIT;

	if (ui_time(ui, c->line->arg, &err) != ST_OK)
		ui_say_err(ui, &err);
}

static void cmd_zone(struct ui *ui, const struct call *c)
{
	static const char *const names[ZONE_COUNT] = { "utc", "local", "delta" };

	if (!*c->arg) {
		ui_act(ui, ACT_ZONE);
		return;
	}
	for (int i = 0; i < ZONE_COUNT; i++)
		if (strcmp(c->arg, names[i]) == 0) {
			ui->zone = (enum zone)i;
			return;
		}
	ui_say(ui, ROLE_ERROR, "zone is utc, local or delta");
}

static void show_values(struct ui *ui, const char *field)
{
	struct err err = ERR_INIT;

	if (session_values_want(ui->sn, field, &err) != ST_OK) {
		ui_say_err(ui, &err);
		return;
	}
	free(ui->values_field);
	ui->values_field = xstrdup(field);
	ui_show(ui, PANE_VALUES, true);
}

static void cmd_values(struct ui *ui, const struct call *c)
{
	if (c->line->id == CMD_IP)
		show_values(ui, "ip");
	else if (c->line->id == CMD_ERRORS)
		show_values(ui, "error");
	else if (*c->arg)
		show_values(ui, c->arg);
	else
		ui_show(ui, PANE_VALUES, true);
}

static void cmd_goto(struct ui *ui, const struct call *c)
{
	ui_goto(ui, c->line->arg);
}

static void cmd_mark(struct ui *ui, const struct call *c)
{
	struct err err = ERR_INIT;

	if (!*c->arg)
		ui_act(ui, ACT_MARK);
	else if (session_mark_filter(ui->sn, c->line->arg, &err) != ST_OK)
		ui_say(ui, ROLE_ERROR, "filter: %s", err.text);
	else
		ui_say(ui, ROLE_MESSAGE, "marking the events shown that match ...");
}

static void cmd_unmark(struct ui *ui, const struct call *c)
{
	struct stack *st = session_stack(ui->sn);
	struct err err = ERR_INIT;

	if (!*c->arg || strcmp(c->arg, "all") == 0)
		ui_say_marked(ui, stack_unmark_all(st), false);
	else if (session_unmark_filter(ui->sn, c->line->arg, &err) != ST_OK)
		ui_say(ui, ROLE_ERROR, "filter: %s", err.text);
	else
		ui_say(ui, ROLE_MESSAGE,
		       "clearing the marks of the events shown that match ...");
}

/* "marked FILE", "shown FILE", "this FILE"; the suffix says the format. */
static void cmd_export(struct ui *ui, const struct call *c)
{
	static const char *const whats[] = { "marked", "shown", "this" };
	size_t n = strcspn(c->arg, " ");
	const char *path = c->arg + n + strspn(c->arg + n, " ");

	for (size_t i = 0; i < ARRAY_SIZE(whats); i++)
		if (strlen(whats[i]) == n && strncmp(c->arg, whats[i], n) == 0 && *path) {
			ui_export(ui, (enum export_what)i, export_format_of(path), path,
				  c->line->bang);
			return;
		}
	ui_say(ui, ROLE_ERROR, "export needs what (marked, shown, this) and a file");
}

static void cmd_sort(struct ui *ui, const struct call *c)
{
	struct err err = ERR_INIT;

	if (events_sort(&ui->events, ui->sn, c->arg, &err) != ST_OK)
		ui_say_err(ui, &err);
	else if (*c->arg)
		ui_say(ui, ROLE_MESSAGE, "sorted by %s", c->arg);
	else
		ui_say(ui, ROLE_MESSAGE, "sorted by time");
}

static void cmd_columns(struct ui *ui, const struct call *c)
{
	struct err err = ERR_INIT;

	if (!ui_columns(ui, c->arg, &err))
		ui_say_err(ui, &err);
}

static void cmd_scale(struct ui *ui, const struct call *c)
{
	bool log = strcmp(c->arg, "log") == 0;

	if (*c->arg && !log && strcmp(c->arg, "linear") != 0) {
		ui_say(ui, ROLE_ERROR, "scale is linear or log");
		return;
	}
	ui->log_scale = *c->arg ? log : !ui->log_scale;
	ui_say(ui, ROLE_MESSAGE, "histogram: %s scale", ui->log_scale ? "log" : "linear");
}

static void cmd_hints(struct ui *ui, const struct call *c UNUSED)
{
	ui->hints = !ui->hints;
}

static void cmd_theme(struct ui *ui, const struct call *c)
{
	struct buf problems = BUF_INIT;
	struct err err = ERR_INIT;

	if (theme_load(&ui->theme, c->arg, &problems, &err) != ST_OK)
		ui_say_err(ui, &err);
	else
		paint_theme(&ui->theme);
	if (problems.len)
		ui_say(ui, ROLE_WARNING, "%s", buf_str(&problems));
	buf_release(&problems);
}

static void cmd_stop(struct ui *ui, const struct call *c UNUSED)
{
	struct session_progress p;

	session_progress(ui->sn, &p);
	if (p.finished) {
		ui_say(ui, ROLE_WARNING, "nothing is being loaded");
	} else {
		session_load_stop(ui->sn);
		ui_say(ui, ROLE_WARNING, "loading stopped, what is here stays");
	}
}

static void cmd_log(struct ui *ui, const struct call *c UNUSED)
{
	ui_show(ui, PANE_LOG, true);
}

static void cmd_help(struct ui *ui, const struct call *c)
{
	ui_help(ui, c->line->arg);
}

static void cmd_quit(struct ui *ui, const struct call *c)
{
	if (c->line->bang)
		ui->quit = 0;
	else
		ui_act(ui, ACT_QUIT);
}

/* Commands that are an action under another name. */
static const enum action same[CMD_COUNT] = {
	[CMD_FILTERS] = ACT_FILTERS,
	[CMD_OFF] = ACT_FILTERS_OFF,
	[CMD_UNDO] = ACT_UNDO,
	[CMD_REDO] = ACT_REDO,
	[CMD_ALL] = ACT_ZOOM_ALL,
	[CMD_TIMELINE] = ACT_PANE_TIMELINE,
	[CMD_FUNCTIONS] = ACT_PANE_FUNCTIONS,
	[CMD_IDENTITIES] = ACT_PANE_IDENTITIES,
	[CMD_SOURCES] = ACT_PANE_SOURCES,
	[CMD_EVENT] = ACT_PANE_EVENT,
	[CMD_TRACE] = ACT_TRACE,
	[CMD_WRAP] = ACT_WRAP,
	[CMD_PREVIEW] = ACT_PREVIEW,
	[CMD_PROGRESS] = ACT_PROGRESS,
	[CMD_REDRAW] = ACT_REDRAW,
};

static const struct {
	void (*fn)(struct ui *ui, const struct call *c);
} calls[CMD_COUNT] = {
	[CMD_KEEP] = { cmd_keep },       [CMD_DROP] = { cmd_keep },
	[CMD_CLEAR] = { cmd_clear },     [CMD_TOGGLE] = { cmd_line },
	[CMD_INVERT] = { cmd_line },     [CMD_DELETE] = { cmd_line },
	[CMD_TIME] = { cmd_time },       [CMD_ZONE] = { cmd_zone },
	[CMD_VALUES] = { cmd_values },   [CMD_IP] = { cmd_values },
	[CMD_ERRORS] = { cmd_values },   [CMD_GOTO] = { cmd_goto },
	[CMD_MARK] = { cmd_mark },       [CMD_UNMARK] = { cmd_unmark },
	[CMD_EXPORT] = { cmd_export },   [CMD_SORT] = { cmd_sort },
	[CMD_COLUMNS] = { cmd_columns }, [CMD_SCALE] = { cmd_scale },
	[CMD_HINTS] = { cmd_hints },     [CMD_THEME] = { cmd_theme },
	[CMD_STOP] = { cmd_stop },       [CMD_LOG] = { cmd_log },
	[CMD_HELP] = { cmd_help },       [CMD_QUIT] = { cmd_quit },
};

bool ui_has_command(int id)
{
	return calls[id].fn || ui_has_action(same[id]);
}

void ui_command(struct ui *ui, struct sv text)
{
	struct command_line line;
	struct err err = ERR_INIT;
	struct call c = { .line = &line };
	char row[24];

	if (script_command(ui, text))
		return;
	if (command_parse(text, &line, &err) != ST_OK) {
		ui_say_err(ui, &err);
		return;
	}
	if (line.row) {
		buf_clear(&ui->message.text);
		ui_goto(ui, sv_make(row, (size_t)snprintf(row, sizeof(row), "%llu",
							  (unsigned long long)line.row)));
		return;
	}
	if (line.action != ACT_NONE) {
		ui_act(ui, line.action);
		return;
	}
	c.arg = xmemdup0(line.arg.ptr, line.arg.len);
	if (calls[line.id].fn)
		calls[line.id].fn(ui, &c);
	else
		ui_act(ui, same[line.id]);
	free(c.arg);
}
