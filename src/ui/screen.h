/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the screen, and what panes may do with it.
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
	int wake[2];       /* pipe: other threads wake the loop */
	struct buf copied; /* what was copied last */
	bool copied_now;   /* by the action before: P prints it */
	bool loaded;       /* the end of the load was said */
	uint64_t unread;   /* events not searched that were said */
	bool cancelled;    /* ^C was pressed last */
	bool dirty;
	int quit;         /* -1: go on, else the exit status */
	uint64_t handled; /* keys and signals, for tests */
};

/* Life. */
enum st ui_init(struct ui *ui, const struct options *opt, struct err *err) WARN_UNUSED;
void ui_release(struct ui *ui);

/* start.c: what is wrong with the options is said on stderr; false: the program ends with 2. */
bool ui_check_options(const struct options *opt);
/* Filters, window, sort and columns of the command line hold from the start. */
void ui_apply_options(struct ui *ui);
/* Bytes of the wake pipe are read away. */
void ui_wake_drain(struct ui *ui);

/* frame.c: paint everything. */
void ui_draw(struct ui *ui);
/* Body of the panes at the present size. */
struct rect ui_body(const struct ui *ui);

/* act.c */
void ui_act(struct ui *ui, enum action a);
/* Does the whole screen carry A out (whatever pane is shown)? For tests. */
bool ui_has_action(enum action a);
/* Keys become actions; PASTED text goes to the prompt. */
void ui_key(struct ui *ui, const struct tty_key *key);
void ui_paste(struct ui *ui, struct sv text);
/* What session_step() said. */
void ui_news(struct ui *ui, unsigned news);
/* Answers of tasks of the screen itself. */
void ui_take_answers(struct ui *ui);

/*
 * Make ROW current and show it: in the pane we are in, when that shows events, else in the
 * timeline.
 */
void ui_go_row(struct ui *ui, row_t row);
/* Go to pane ID; BACK: remember where we were. False: no such pane (a message says so). */
bool ui_show(struct ui *ui, enum pane_id id, bool back);
/* One step back; false when there is none. */
bool ui_back(struct ui *ui);
void *ui_pane_state(struct ui *ui, enum pane_id id);

/* The message line; the text passes the escape function when it is painted. */
void ui_say(struct ui *ui, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The text of ERR, as an error. */
void ui_say_err(struct ui *ui, const struct err *err);
/* N events were marked (ON) or unmarked. */
void ui_say_marked(struct ui *ui, size_t n, bool on);

/* command.c: a line typed after ':'. */
void ui_command(struct ui *ui, struct sv line);
/* Is ID carried out? For tests. */
bool ui_has_command(int id);

/* Columns of the event list, "a,b,c"; "" are the usual ones. */
bool ui_columns(struct ui *ui, const char *list, struct err *err);
/* Show the help, with WORD searched for. */
void ui_help(struct ui *ui, struct sv word);

/* take.c: copies, plain print, export. */
void ui_copy(struct ui *ui, struct sv text, const char *what);
bool ui_act_take(struct ui *ui, enum action a);
void ui_print(struct ui *ui, struct sv text);
enum export_what { EXPORT_MARKED, EXPORT_SHOWN, EXPORT_THIS };
void ui_export(struct ui *ui, enum export_what what, enum export_format format,
	       const char *path, bool overwrite);
/* The export that runs is over? Then say so. */
void ui_export_step(struct ui *ui);
/* Ends a running export; used before leaving. */
void ui_export_stop(struct ui *ui);

/* jump.c: jumps, search, time window. */
bool ui_act_jump(struct ui *ui, enum action a);
bool ui_act_time(struct ui *ui, enum action a);
void ui_jump_news(struct ui *ui);
/* To the next event that matches EXPR. */
void ui_jump_expr(struct ui *ui, const char *expr);
/* Go to a row number, an event id, or a time. */
void ui_goto(struct ui *ui, struct sv place);
/* What `t` takes: a range sets the window, "@T" or "goto" jumps. */
enum st ui_time(struct ui *ui, struct sv text, struct err *err) WARN_UNUSED;
/* Highlights of the search. */
struct highlight ui_highlight(const struct ui *ui);

/* find.c: the search in the entries of a list. */
void ui_ask_find(struct ui *ui);
/* n and N: false when this pane has no such search. */
bool ui_find_next(struct ui *ui, bool back);
/* "/pattern 2 of 5" of this pane; nothing when there is no search. */
void ui_find_remark(const struct ui *ui, struct buf *out);
/* End the search of this pane; false when there is none. */
bool ui_find_end(struct ui *ui);

/* ask.c: the prompts. */
void ui_ask_search(struct ui *ui);
void ui_ask_filter(struct ui *ui);
/* Edit filter line ID. */
void ui_ask_edit(struct ui *ui, uint32_t id);
void ui_ask_time(struct ui *ui);
void ui_ask_command(struct ui *ui);
void ui_ask_field(struct ui *ui);
void ui_ask_file(struct ui *ui);
/* Something arrived while a prompt is open. */
void ui_ask_news(struct ui *ui);

/* dialog.c: questions. */
void ui_ask_quit(struct ui *ui, bool interrupted);
void ui_ask_export(struct ui *ui);
/* The file name in the export dialog. */
void ui_dialog_file(struct ui *ui, struct sv name);
struct sv ui_dialog_path(void);
void ui_ask_overwrite(struct ui *ui, enum export_what what, enum export_format format,
		      const char *path);

/* Keep or drop the value under the cursor. */
void ui_keep(struct ui *ui, bool drop);
/* Add a filter line; errors go to the message line. */
bool ui_add_filter(struct ui *ui, struct sv text, bool drop, const char *origin);

/* Time, in the zone of the screen; DELTA shows the difference to the reference event. */
void ui_time_text(const struct ui *ui, tick_t t, enum clock_form form, struct buf *out);
enum clock_form ui_clock_form(const struct ui *ui);
/* The event differences are counted from: the last one marked, else the first shown. */
row_t ui_reference(const struct ui *ui);

#endif
