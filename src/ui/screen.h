/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the screen, its life and its message line. What panes may do with it is declared
 * beside the file that does it: act.h, frame.h, find.h, jump.h, take.h, ask.h ...
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "conf/keymap.h"
#include "conf/option.h"
#include "conf/theme.h"
#include "output/export.h"
#include "session/session.h"
#include "term/fmt.h"
#include "term/layout.h"
#include "term/paint.h"
#include "ui/events.h"
#include "ui/menu.h"
#include "ui/pane.h"
#include "ui/prompt.h"

/* The search in the entries of a pane's list; another than the one over the events. */
struct find {
	enum pane_id pane; /* whose; PANE_NONE: there is none */
	struct regex *re;
	struct buf pattern;
	uint32_t from;    /* entry the cursor was on when the prompt was opened */
	uint32_t nth, of; /* "match 2 of 5" */
	bool more;        /* not all entries were looked at */
};

#define UI_BACK_MAX 32
#define UI_LOG_MAX  1000

struct ui {
	const struct options *opt;
	struct session *sn;
	struct keymap keymap;
	struct theme theme;
	struct regex_scratch *scratch;

	struct events events;
	enum pane_id at;
	void *state[PANE_COUNT]; /* NULL: not shown yet */
	enum pane_id back[UI_BACK_MAX];
	size_t nback;

	enum zone zone;
	bool hints, preview, wrap, log_scale;
	bool progress;     /* F5: how the load goes, in place of the facts */
	int progress_user; /* 1 shown, -1 hidden by F5; 0: as usual */
	row_t last_mark;   /* the event marked last, or ROW_NONE */
	bool range;        /* V was pressed: m marks from RANGE_FROM to the cursor */
	row_t range_from;
	char *columns; /* of the list; NULL: the usual ones */
	char *values_field;

	char prefix[KEY_NAME_MAX]; /* first of two keys, "" when none */
	struct find find;
	struct prompt prompt;
	struct menu menu;
	struct history hist[HIST_COUNT];

	struct {
		struct buf text;
		enum role role;
	} message;
	char **log; /* messages so far, oldest first */
	size_t nlog;

	enum jump waiting;     /* a jump that is being looked for; JUMP_COUNT: none */
	struct export *export; /* running, or NULL */
	char *export_path;
	int wake[2];         /* pipe: other threads wake the loop */
	struct buf copied;   /* what was copied last */
	bool copied_now;     /* by the action before: P prints it */
	bool loaded;         /* the end of the load was said */
	uint64_t unread;     /* events not searched that were said */
	bool told_integrity; /* what digests make of the files was said */
	bool cancelled;      /* ^C was pressed last */
	bool dirty;
	int quit;         /* -1: go on, else the exit status */
	uint64_t handled; /* keys and signals, for tests */
};

/* Life. */
enum st ui_init(struct ui *ui, const struct options *opt, struct err *err) WARN_UNUSED;
void ui_release(struct ui *ui);

/* Bytes of the wake pipe are read away. */
void ui_wake_drain(struct ui *ui);

/* What session_step() said. */
void ui_news(struct ui *ui, unsigned news);
/* Answers of tasks of the screen itself. */
void ui_take_answers(struct ui *ui);

/* The message line; the text passes the escape function when it is painted. */
void ui_say(struct ui *ui, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The text of ERR, as an error. */
void ui_say_err(struct ui *ui, const struct err *err);

#endif
