/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The browser from start to end: state, news, and the loop. */
#include "ui/ui.h"

#include "term/tty.h"
#include "ui/screen.h"
#include "ui/script.h"

#include "conf/status.h"
#include "ui/act.h"
#include "ui/ask.h"
#include "ui/frame.h"
#include "ui/jump.h"
#include "ui/start.h"
#include "ui/take.h"
#include "util/xalloc.h"
#include "verb/keyring.h"
#include "verb/message.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Static: still reachable when the program ends without closing the session. */
static struct ui the_ui;

static void log_add(struct ui *ui, struct sv text)
{
	if (!text.len)
		return;
	if (!ui->log)
		ui->log = xcalloc(UI_LOG_MAX, sizeof(*ui->log));
	if (ui->nlog == UI_LOG_MAX) {
		free(ui->log[0]);
		memmove(ui->log, ui->log + 1, --ui->nlog * sizeof(*ui->log));
	}
	ui->log[ui->nlog++] = xmemdup0(text.ptr, text.len);
}

void ui_say(struct ui *ui, enum role role, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_clear(&ui->message.text);
	buf_adds(&ui->message.text, text);
	ui->message.role = role;
	ui->dirty = true;
	if (role == ROLE_ERROR || role == ROLE_WARNING || role == ROLE_MESSAGE)
		log_add(ui, sv_str(text));
}

void ui_say_err(struct ui *ui, const struct err *err)
{
	ui_say(ui, ROLE_ERROR, "%s", err->text);
}

void ui_wake_drain(struct ui *ui)
{
	char bytes[64];

	while (read(ui->wake[0], bytes, sizeof(bytes)) > 0)
		;
}

/* The lines of a text, to the log; the first is said too. */
static void say_problems(struct ui *ui, struct buf *problems)
{
	struct sv v = buf_sv(problems);

	while (v.len) {
		ptrdiff_t nl = sv_chr(v, '\n');
		struct sv line = nl < 0 ? v : sv_head(v, (size_t)nl);

		ui_say(ui, ROLE_WARNING, SV_FMT, SV_ARG(line));
		v = sv_from(v, line.len + (nl >= 0));
	}
	buf_clear(problems);
}

static void load_theme(struct ui *ui)
{
	const char *name = ui->opt->theme;
	struct buf problems = BUF_INIT;
	struct err err = ERR_INIT;

	if (!name)
		name = paint_colors() ? "default" : "mono";
	if (theme_load(&ui->theme, name, &problems, &err) != ST_OK) {
		buf_addf(&problems, "%s\n", err.text);
		if (theme_load(&ui->theme, "default", &problems, &err) != ST_OK)
			buf_addf(&problems, "%s\n", err.text);
	}
	paint_theme(&ui->theme);
	say_problems(ui, &problems);
	buf_release(&problems);
}

/* Of --keys and --signature; what is asked with it may outlive the screen. */
static struct keyring ui_keyring;

enum st ui_init(struct ui *ui, const struct options *opt, struct err *err)
{
	struct session_options so = {
		.paths = opt->paths,
		.npaths = opt->npaths,
		.load = opt->load,
		.keyring = opt->verify ? &ui_keyring : NULL,
	};
	struct buf problems = BUF_INIT;

	*ui = (struct ui){ .opt = opt, .quit = -1, .dirty = true };
	ui->zone = opt->local ? ZONE_LOCAL : ZONE_UTC;
	ui->hints = ui->preview = ui->wrap = true;
	ui->at = PANE_TIMELINE;
	ui->waiting = JUMP_COUNT;
	ui->last_mark = ui->range_from = ROW_NONE;
	ui->events.row = ui->events.anchor = ROW_NONE;
	ui->values_field = xstrdup("event");
	if (pipe2(ui->wake, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_sys(err, ST_IO, errno, "cannot make a pipe");
	ui->sn = session_open(&so, err);
	if (!ui->sn)
		return err->st;
	ui->scratch = regex_scratch_new();
	keymap_init(&ui->keymap);
	(void)keymap_load_user(&ui->keymap, &problems);
	say_problems(ui, &problems);
	buf_release(&problems);
	load_theme(ui);
	ui_pane_state(ui, PANE_TIMELINE);
	ui_apply_options(ui);
	return ST_OK;
}

void ui_release(struct ui *ui)
{
	for (int i = 0; i < PANE_COUNT; i++) {
		const struct pane_ops *ops = pane_ops((enum pane_id)i);

		if (ui->state[i] && ops->release)
			ops->release(ui, ui->state[i]);
		free(ui->state[i]);
	}
	for (int i = 0; i < HIST_COUNT; i++)
		history_release(&ui->hist[i]);
	for (size_t i = 0; i < ui->nlog; i++)
		free(ui->log[i]);
	free(ui->log);
	prompt_release(&ui->prompt);
	events_release(&ui->events);
	keymap_release(&ui->keymap);
	regex_scratch_free(ui->scratch);
	buf_release(&ui->message.text);
	buf_release(&ui->copied);
	buf_release(&ui->find.pattern);
	regex_free(ui->find.re);
	free(ui->columns);
	free(ui->values_field);
	free(ui->export_path);
	session_close(ui->sn);
	close(ui->wake[0]);
	close(ui->wake[1]);
	paint_release();
}

static void unknown_path(void *arg, struct sv path, const char *nearest)
{
	struct ui *ui = arg;

	if (nearest)
		ui_say(ui, ROLE_WARNING, "no event has '" SV_FMT "'; is '%s' meant?",
		       SV_ARG(path), nearest);
	else
		ui_say(ui, ROLE_WARNING, "no event has '" SV_FMT "'", SV_ARG(path));
}

/* Filters of the command line were taken before anything was loaded: are their paths known? */
static void check_paths(struct ui *ui)
{
	const struct stack *st = session_stack(ui->sn);

	for (size_t i = 0; i < st->now.n; i++) {
		struct filter *f = NULL;

		if (filter_parse(sv_str(st->now.v[i].line->text), &f, NULL) == ST_OK)
			filter_unknown_paths(f, session_store(ui->sn), unknown_path, ui);
		filter_free(f);
	}
}

/* Once, when everything is loaded. */
static void say_loaded(struct ui *ui)
{
	struct session_progress p;
	struct store_totals t;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT], took[32] = "";

	session_progress(ui->sn, &p);
	if (!p.finished || ui->loaded)
		return;
	ui->loaded = true;
	if (ui->progress_user <= 0)
		ui->progress = false;
	store_totals(session_store(ui->sn), &t);
	if (t.events)
		check_paths(ui);
	if (ui->message.text.len || prompt_is_open(&ui->prompt))
		return;
	/* What a script shows is the same each time: no measured times. */
	if (!tty_is_blind())
		snprintf(took, sizeof(took), " in %.1f s", p.load.seconds);
	ui_say(ui, p.load.bad_files ? ROLE_WARNING : ROLE_MESSAGE,
	       "loaded %s events from %s file%s%s, %s copies left out%s",
	       count_text(t.events, a), count_text(t.files, b), plural(t.files), took,
	       count_text(t.duplicates, c),
	       p.load.bad_files ? "; 4 lists the files with problems" : "");
}

/* A load that takes its time shows how it goes, unless F5 said otherwise. */
static void progress_panel(struct ui *ui)
{
	struct session_progress p;

	if (ui->loaded || ui->progress_user)
		return;
	session_progress(ui->sn, &p);
	ui->progress = !p.finished && p.load.seconds > 1.0;
}

void ui_take_answers(struct ui *ui)
{
	const struct pane_ops *ops = pane_ops(ui->at);

	if (events_take_sorted(&ui->events, ui->sn))
		ui->dirty = true;
	if (ops->arrived && ops->arrived(ui, ui->state[ui->at]))
		ui->dirty = true;
	ui_export_step(ui);
}

/* Once for each number: it stands in the log, too. */
static void say_unread(struct ui *ui)
{
	uint64_t n = view_unread(session_view(ui->sn));
	char text[COUNT_TEXT];

	if (n && n != ui->unread)
		ui_say(ui, ROLE_WARNING, "%s event%s not searched: %s changed",
		       count_text(n, text), plural(n), n == 1 ? "its file" : "their files");
	ui->unread = n;
}

/* What digests make of the files, in a line, once. */
static void say_integrity(struct ui *ui)
{
	const struct integrity *x = session_integrity(ui->sn);
	static const enum proof bad[] = { PROOF_CHANGED, PROOF_MISSING, PROOF_BAD_SIGNATURE,
					  PROOF_UNCOVERED, PROOF_UNREADABLE };
	AUTO_BUF struct buf text = BUF_INIT;
	char n[COUNT_TEXT];
	bool trouble = false;

	if (!x || ui->told_integrity)
		return;
	ui->told_integrity = true;
	buf_addf(&text, "integrity: %s verified", count_text(x->counts[PROOF_VERIFIED], n));
	if (x->counts[PROOF_HASH_ONLY])
		buf_addf(&text, ", %s hash-only",
			 count_text(x->counts[PROOF_HASH_ONLY], n));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		if (!x->counts[bad[i]])
			continue;
		buf_addf(&text, ", %s %s", count_text(x->counts[bad[i]], n),
			 proof_names[bad[i]]);
		trouble = true;
	}
	if (!x->ndigests)
		buf_adds(&text, ": there is no digest among the files");
	ui_say(ui, trouble ? ROLE_WARNING : ROLE_MESSAGE, "%s", buf_str(&text));
}

void ui_news(struct ui *ui, unsigned news)
{
	const struct pane_ops *ops = pane_ops(ui->at);
	size_t marked;
	bool on;

	if (!news && !ui->export)
		return;
	events_sync(&ui->events, ui->sn);
	if (session_marked_take(ui->sn, &marked, &on))
		ui_say_marked(ui, marked, on);
	if (news & SN_JUMP)
		ui_jump_news(ui);
	ui_take_answers(ui);
	if (prompt_is_open(&ui->prompt) && (news & (SN_VIEW | SN_SEARCH | SN_COUNTS)))
		ui_ask_news(ui);
	if (ops->news)
		ops->news(ui, ui->state[ui->at], news);
	progress_panel(ui);
	say_loaded(ui);
	if (news & SN_VIEW)
		say_unread(ui);
	say_integrity(ui);
	ui->dirty = true;
}

/* Signals that came; true when the program ends. */
static void signal_news(struct ui *ui)
{
	unsigned news = tty_news();

	if (news & TTY_HANGUP)
		ui->quit = EXIT_HANGUP;
	else if (news & TTY_TERM)
		ui->quit = EXIT_TERMINATE;
	if (news & (TTY_HANGUP | TTY_TERM))
		return;
	if (news & TTY_RESIZE) {
		tty_apply_size();
		ui->dirty = true;
	}
	if (news & TTY_INTERRUPT) {
		const struct tty_key key = { .name = "C-c" };

		ui_key(ui, &key);
	}
	if (news & TTY_SUSPEND) {
		tty_suspend();
		ui->dirty = true;
	} else if (news & TTY_CONT) {
		tty_leave_screen();
		tty_return_screen();
		ui->dirty = true;
	}
}

/* All keys that are there, before anything is drawn. */
static void read_keys(struct ui *ui)
{
	struct tty_key key;
	struct buf paste = BUF_INIT;

	while (ui->quit < 0 && tty_read_key(&key, &paste)) {
		if (key.name[0])
			ui_key(ui, &key);
		else
			ui_paste(ui, buf_sv(&paste));
		buf_clear(&paste);
	}
	buf_release(&paste);
}

static void drain_session(struct ui *ui)
{
	for (int i = 0; i < 8; i++) {
		unsigned news = session_step(ui->sn);

		ui_news(ui, news);
		if (!news)
			break;
	}
	ui_take_answers(ui);
}

/*
 * For tests: all is painted, nothing is under way, and this many keys were handled. While work
 * runs in the background there is no mark: its end brings one. False: not yet.
 */
static bool sync_mark(struct ui *ui, uint64_t *told, bool drawn)
{
	struct buf out = BUF_INIT;
	struct session_progress p;

	session_progress(ui->sn, &p);
	if (!p.finished || session_busy(ui->sn) || ui->export ||
	    ui->waiting != JUMP_COUNT || !engine_idle(session_engine(ui->sn), true))
		return false;
	/* An answer may have come after the frame was painted: then that is painted first. */
	drain_session(ui);
	if (ui->dirty || session_busy(ui->sn))
		return false;
	if (!drawn && *told == ui->handled)
		return true;
	*told = ui->handled;
	buf_addf(&out, "\033]9001;idle;%" PRIu64 "\a", ui->handled);
	tty_send(out.ptr, out.len);
	buf_release(&out);
	return true;
}

/* Threads that work wake us by a byte; should one have been lost, it is but late. */
static int wait_ms(const struct ui *ui)
{
	return !ui->loaded || ui->export || session_busy(ui->sn) ? 500 : -1;
}

static int loop(struct ui *ui)
{
	const char *env = getenv("TRAILSIFT_TEST_SYNC");
	bool sync = env && *env;
	uint64_t told = UINT64_MAX;

	for (;;) {
		struct pollfd fds[] = {
			{ .fd = tty_key_fd(), .events = POLLIN },
			{ .fd = tty_signal_fd(), .events = POLLIN },
			{ .fd = session_wake_fd(ui->sn), .events = POLLIN },
			{ .fd = ui->wake[0], .events = POLLIN },
		};
		bool drawn = ui->dirty;
		int timeout;

		if (ui->quit >= 0)
			return ui->quit;
		if (ui->dirty)
			ui_draw(ui);
		/* The worker may rest only after it woke us: ask again in a moment. */
		timeout = sync && !sync_mark(ui, &told, drawn) ? 5 : wait_ms(ui);
		if (ui->dirty)
			continue;
		if (poll(fds, ARRAY_SIZE(fds), timeout) < 0 && errno != EINTR)
			return EXIT_INTERNAL;
		if (fds[1].revents)
			signal_news(ui);
		if (fds[0].revents) {
			if (tty_is_gone(fds[0].revents))
				return EXIT_HANGUP;
			read_keys(ui);
		}
		if (fds[3].revents)
			ui_wake_drain(ui);
		drain_session(ui);
	}
}

/* On whatever thread: the terminal is given back first. */
NORETURN static void out_of_memory(size_t wanted UNUSED)
{
	tty_abandon("trailsift: out of memory\n", EXIT_INTERNAL);
}

static enum st open_screen(const struct options *opt, struct err *err)
{
	const char *no_color = getenv("NO_COLOR"), *rows = getenv("LINES"),
		   *cols = getenv("COLUMNS");
	struct paint_options po = { .ascii = opt->ascii };
	enum st st;

	if (opt->script)
		st = tty_open_blind(rows ? (int)strtol(rows, NULL, 10) : 30,
				    cols ? (int)strtol(cols, NULL, 10) : 100, err);
	else
		st = tty_open(err);
	if (st != ST_OK)
		return st;
	po.no_color = opt->color == COLOR_NEVER ||
		      (opt->color == COLOR_AUTO && no_color && *no_color);
	xalloc_set_oom(out_of_memory);
	paint_init(&po);
	return ST_OK;
}

/* Paths were named and nothing could be read: a script may want to know. */
static int end_status(struct ui *ui, int status)
{
	const struct store *s = session_store(ui->sn);
	bool unreadable = false;

	if (status != EXIT_OK || !store_finished(s) || session_view(ui->sn)->sel->total)
		return status;
	for (uint32_t i = 0; i < store_nfiles(s); i++)
		unreadable |= store_file(s, i)->state == FSTATE_UNREADABLE;
	return unreadable ? EXIT_NOTHING : status;
}

int ui_main(const struct options *opt)
{
	struct ui *ui = &the_ui;
	struct err err = ERR_INIT;
	int status = EXIT_INTERNAL;
	bool loaded = false;

	if (!ui_check_options(opt))
		return EXIT_USAGE;
	if (opt->verify && keyring_of_options(&ui_keyring, opt, &err) != ST_OK) {
		message_error("%s", err.text);
		return EXIT_USAGE;
	}
	if (open_screen(opt, &err) != ST_OK) {
		message_error("%s", err.text);
		return err.st == ST_USAGE ? EXIT_USAGE : EXIT_INTERNAL;
	}
	if (ui_init(ui, opt, &err) != ST_OK) {
		tty_close();
		message_error("%s", err.text);
		return EXIT_INTERNAL;
	}
	if (opt->script) {
		status = script_run(ui, opt->script, &err) == ST_OK ? MAX(ui->quit, 0)
								    : EXIT_USAGE;
	} else {
		status = loop(ui);
	}
	ui_export_stop(ui);
	loaded = ui->loaded;
	status = end_status(ui, status);
	tty_close();
	if (err.st != ST_OK)
		message_error("%s", err.text);
	/* The threads of a load or a sort need not be waited for: the program ends anyway. */
	if (loaded)
		ui_release(ui);
	return status;
}
