/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking things along: copies, plain print, export. */
#include "ui/take.h"

#include "count/count.h"
#include "term/tty.h"
#include "ui/dialog.h"
#include "util/base64.h"
#include "util/outside.h"
#include "util/termesc.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What terminals and tmux take at most, in base64. */
#define OSC52_MAX 74994

/*
 * Is the terminal tmux? $TMUX alone also stands in what was started from within it: a
 * terminal of its own, which need not know tmux's wrapping and may print it.
 */
static bool in_tmux(void)
{
	const char *tmux = getenv("TMUX"), *term = getenv("TERM");

	return tmux && *tmux && term &&
	       (sv_starts(sv_str(term), SV_LIT("tmux")) ||
		sv_starts(sv_str(term), SV_LIT("screen")));
}

/* By the terminal's own sequence: nobody answers whether it was taken. */
static void copy_osc52(struct ui *ui, struct sv text, const char *what, bool tmux)
{
	struct buf out = BUF_INIT, send = BUF_INIT;
	char n[COUNT_TEXT];

	base64_add(&out, text);
	if (out.len > OSC52_MAX) {
		ui_say(ui, ROLE_WARNING,
		       "%s: %s bytes are too many for a terminal's clipboard; "
		       "P prints them, x writes a file",
		       what, count_text(text.len, n));
	} else {
		buf_addf(&send, "\033]52;c;%s\a", buf_str(&out));
		/* tmux takes the plain form with "set-clipboard on", passes the other on when
		 * allowed. */
		if (tmux)
			buf_addf(&send, "\033Ptmux;\033\033]52;c;%s\a\033\\",
				 buf_str(&out));
		tty_send(send.ptr, send.len);
		ui_say(ui, ROLE_MESSAGE,
		       "%s: %s bytes by OSC 52%s; if paste is empty press P", what,
		       count_text(text.len, n), tmux ? ", also through tmux" : "");
	}
	buf_release(&out);
	buf_release(&send);
}

/* tmux keeps it, and tells its own terminal by OSC 52. */
static void say_tmux(struct ui *ui, struct sv text, const char *what)
{
	char n[COUNT_TEXT];

	count_text(text.len, n);
	if ((text.len + 2) / 3 * 4 > OSC52_MAX)
		ui_say(ui, ROLE_WARNING,
		       "%s: %s bytes are in tmux's buffer, but too many for a terminal's "
		       "clipboard; x writes a file",
		       what, n);
	else
		ui_say(ui, ROLE_MESSAGE,
		       "%s: %s bytes by OSC 52 of tmux load-buffer -w; if paste is empty "
		       "press P",
		       what, n);
}

void ui_copy(struct ui *ui, struct sv text, const char *what)
{
	struct buf copy = BUF_INIT;

	buf_addsv(&copy, text); /* TEXT may be what was copied before */
	buf_release(&ui->copied);
	ui->copied = copy;
	ui->copied_now = true;
	text = buf_sv(&ui->copied);
	if (!in_tmux())
		copy_osc52(ui, text, what, false);
	else if (outside_clip(text))
		say_tmux(ui, text, what);
	else
		copy_osc52(ui, text, what, true);
}

void ui_print(struct ui *ui, struct sv text)
{
	struct buf out = BUF_INIT;

	if (tty_is_blind()) {
		ui_say(ui, ROLE_WARNING, "there is no terminal to print to");
		return;
	}
	while (text.len) {
		ptrdiff_t nl = sv_chr(text, '\n');
		struct sv line = nl < 0 ? text : sv_head(text, (size_t)nl);

		termesc_add(&out, line);
		buf_addc(&out, '\n');
		text = sv_from(text, line.len + (nl >= 0));
	}
	buf_adds(&out, "-- Enter goes back to trailsift --\n");
	tty_leave_screen();
	tty_send(out.ptr, out.len);
	(void)tty_wait_enter();
	tty_return_screen();
	buf_release(&out);
}

static void copy_event(struct ui *ui)
{
	struct buf raw = BUF_INIT;
	struct err err = ERR_INIT;

	if (raw_get(session_raw(ui->sn), ui->events.row, &raw, &err) == ST_OK)
		ui_copy(ui, buf_sv(&raw), "record");
	else
		ui_say_err(ui, &err);
	buf_release(&raw);
}

static void copy_key(struct ui *ui)
{
	const struct fieldref f = fieldref_of(FLD_KEY);
	struct field_values v = { .n = 0 };

	field_values(session_store(ui->sn), ui->events.row, &f, &v);
	if (v.n)
		ui_copy(ui, v.v[0], "access key");
	else
		ui_say(ui, ROLE_WARNING, "this event has no access key");
	field_values_release(&v);
}

static void copy_value(struct ui *ui, bool path)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	struct pane_value v = { .none = false };

	if (!ops->value || !ops->value(ui, ui->state[ui->at], &v) || (!path && v.none) ||
	    (path && !v.field.len))
		ui_say(ui, ROLE_WARNING, "no %s under the cursor", path ? "path" : "value");
	else
		ui_copy(ui, path ? buf_sv(&v.field) : buf_sv(&v.value),
			path ? "path" : "value");
	buf_release(&v.field);
	buf_release(&v.value);
}

static void print_pane(struct ui *ui)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	struct buf out = BUF_INIT;

	if (ui->copied_now) {
		ui->copied_now = false;
		ui_print(ui, buf_sv(&ui->copied));
	} else if (!ops->print) {
		ui_say(ui, ROLE_WARNING, "nothing to print here");
	} else {
		ops->print(ui, ui->state[ui->at], &out);
		ui_print(ui, buf_sv(&out));
	}
	buf_release(&out);
}

static void copy_command(struct ui *ui)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	struct buf rest = BUF_INIT, text = BUF_INIT;
	const char *verb = ops->verb ? ops->verb(ui, ui->state[ui->at], &rest) : "events";

	session_command(ui->sn, verb, rest.len ? buf_str(&rest) : NULL, &text);
	ui_copy(ui, buf_sv(&text), "command line");
	buf_release(&rest);
	buf_release(&text);
}

bool ui_act_take(struct ui *ui, enum action a)
{
	struct buf text = BUF_INIT;

	if (ui->events.row == ROW_NONE && (a == ACT_COPY_EVENT || a == ACT_COPY_KEY)) {
		ui_say(ui, ROLE_WARNING, "no event is shown");
		return true;
	}
	switch ((int)a) {
	case ACT_COPY_EVENT:
		copy_event(ui);
		break;
	case ACT_COPY_KEY:
		copy_key(ui);
		break;
	case ACT_COPY_VALUE:
	case ACT_COPY_PATH:
		copy_value(ui, a == ACT_COPY_PATH);
		break;
	case ACT_COPY_COMMAND:
		copy_command(ui);
		break;
	case ACT_PRINT:
		print_pane(ui);
		break;
	case ACT_EXPORT:
		ui_ask_export(ui);
		break;
	default:
		return false;
	}
	buf_release(&text);
	return true;
}

static size_t export_rows(struct ui *ui, enum export_what what, row_t **ret)
{
	switch (what) {
	case EXPORT_MARKED:
		return events_marked(ui->sn, ret);
	case EXPORT_SHOWN:
		return events_shown(&ui->events, ui->sn, ret);
	default:
		*ret = NULL;
		if (ui->events.row == ROW_NONE)
			return 0;
		*ret = xmalloc(sizeof(**ret));
		(*ret)[0] = ui->events.row;
		return 1;
	}
}

void ui_export(struct ui *ui, enum export_what what, enum export_format format,
	       const char *path, bool overwrite)
{
	static const char *const none[] = { "no event is marked", "no event is shown",
					    "no event under the cursor" };
	struct export_options opt = {
		.store = session_store(ui->sn),
		.raw = session_raw(ui->sn),
		.path = path,
		.overwrite = overwrite,
		.format = format,
		.columns = ui->columns,
		.threads = session_opt(ui->sn)->threads ? session_opt(ui->sn)->threads : 1,
		.wake_fd = ui->wake[1],
	};
	struct err err = ERR_INIT;
	row_t *rows;
	size_t n;
	enum st st;
	char text[COUNT_TEXT];

	if (ui->export) {
		ui_say(ui, ROLE_WARNING, "an export is running already  (^C stops it)");
		return;
	}
	n = export_rows(ui, what, &rows);
	if (!n) {
		free(rows);
		ui_say(ui, ROLE_WARNING, "%s: nothing to export", none[what]);
		return;
	}
	st = export_start(&opt, rows, n, &ui->export, &err);
	if (st == ST_EXISTS) {
		ui_ask_overwrite(ui, what, format, path);
	} else if (st != ST_OK) {
		ui_say_err(ui, &err);
	} else {
		free(ui->export_path);
		ui->export_path = xstrdup(path);
		ui_say(ui, ROLE_MESSAGE, "writing %s events to '%s' ...",
		       count_text(n, text), path);
	}
}

static void export_end(struct ui *ui)
{
	uint64_t rows = 0, bytes = 0;
	struct err err = ERR_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT];
	struct export_progress p;
	AUTO_BUF struct buf strays = BUF_INIT;

	export_progress(ui->export, &p);
	if (p.strays)
		buf_addf(&strays, "; removed %u unfinished file%s of killed exports there",
			 p.strays, p.strays == 1 ? "" : "s");
	if (export_finish(ui->export, &rows, &bytes, &err) == ST_OK)
		ui_say(ui, ROLE_MESSAGE, "wrote %s events, %s bytes, to '%s'%s",
		       count_text(rows, a), count_text(bytes, b), ui->export_path,
		       buf_str(&strays));
	else
		ui_say_err(ui, &err);
	ui->export = NULL;
	ui->dirty = true;
}

void ui_export_step(struct ui *ui)
{
	struct export_progress p;

	if (!ui->export)
		return;
	export_progress(ui->export, &p);
	if (p.over)
		export_end(ui);
}

void ui_export_stop(struct ui *ui)
{
	if (!ui->export)
		return;
	export_cancel(ui->export);
	export_end(ui);
}
