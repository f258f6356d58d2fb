/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user decided: the stack of filter lines (the time window is one of them), the
 * marks, and the history of every change to them, for undo and redo.
 *
 * Layer model is the state behind the screen: no terminal, no output format. A stack is
 * plain data of the screen's thread; nothing here looks at events. session_step() notices a
 * change by stack.gen and has it evaluated.
 */
#ifndef SESSION_STACK_H
#define SESSION_STACK_H

#include "lang/expr.h"
#include "lang/filter.h"
#include "session/marks.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/timefmt.h"

/*
 * One line: never changes once made; an edit makes another with another ID. Counted,
 * because the history and the evaluation hold it too.
 */
struct line {
	_Atomic(uint32_t) refs;
	uint32_t id;     /* from 1, never given again */
	bool window;     /* the time window: FROM and TO; TEXT is "time in (A..B)" */
	bool drop;       /* lets through what TEXT does not match */
	char *text;      /* expression of the filter language, as shown */
	char *expr;      /* what is evaluated and printed: TEXT, or "not (TEXT)" */
	char *origin;    /* "+", "-", "&", "brush", "from Functions pane" */
	tick_t added;    /* when, by the clock of the machine */
	tick_t from, to; /* window: from <= time < to; open ends 0 and TICK_NONE */
};

/* A line in its place. */
struct slot {
	struct line *line;
	bool on;
};

/* The lines at one moment. */
struct lines {
	struct slot *v;
	size_t n;
	bool all_off; /* F: none is in force, whatever its own switch says */
};

#define COUNT_UNKNOWN UINT64_MAX

/* A step of the history. */
struct change {
	char *text;
	char *origin; /* or "" */
	tick_t when;
	uint64_t gen; /* stack.gen that it made */
	uint64_t before,
		after;      /* events shown; COUNT_UNKNOWN until evaluated (or for marks) */
	struct lines lines; /* afterwards */
	struct marks_diff marks; /* what it did to the marks */
};

struct stack {
	struct lines now;
	struct marks marks;
	uint64_t gen;       /* grows with each change of what is shown */
	uint64_t marks_gen; /* grows with each change of the marks */
	struct change *log; /* log[0] is the beginning, "start" */
	size_t nlog, caplog;
	size_t at; /* log[at] is the present; above it is what can be redone */
	uint32_t next_id;
	uint64_t shown; /* events shown before the draft, as last noted; COUNT_UNKNOWN */
	/* A line being typed: in force in place of line DRAFT_FOR (0: added), not in the
	 * history. */
	struct line *draft;
	uint32_t draft_for;
};

void stack_init(struct stack *st);
void stack_release(struct stack *st);

/*
 * Changes. TEXT is checked by filter_parse(): on an error nothing changes, and ERR has the
 * caret's offset. TIMES gives bare hours (`10:00`) their day; they are made whole in the
 * stored text, so that the line means the same in any place; may be NULL. Each is one step
 * of the history.
 */
enum st stack_add(struct stack *st, struct sv text, bool drop, const char *origin,
		  const struct filter_times *times, struct err *err) WARN_UNUSED;
enum st stack_edit(struct stack *st, uint32_t id, struct sv text, bool drop,
		   const struct filter_times *times, struct err *err) WARN_UNUSED;
/* The remaining ones return false when there is nothing to do. */
bool stack_delete(struct stack *st, uint32_t id);
bool stack_clear(struct stack *st);               /* all lines */
bool stack_invert(struct stack *st, uint32_t id); /* keep <-> drop; not for the window */
bool stack_toggle(struct stack *st, uint32_t id); /* on <-> off */
bool stack_toggle_all(struct stack *st);          /* all off <-> as before */
/* Set the window (replacing the one there is); 0 and TICK_NONE: take it away. */
bool stack_window(struct stack *st, tick_t from, tick_t to, const char *origin);
/* The window in force; 0 and TICK_NONE when there is none. */
void stack_window_get(const struct stack *st, tick_t *ret_from, tick_t *ret_to);

/*
 * While typing: the last valid text stays in force. FOR is the line that is edited, 0 for a
 * new one. On an error the draft stays as it was and ERR says why.
 */
enum st stack_draft(struct stack *st, uint32_t for_id, struct sv text, bool drop,
		    const struct filter_times *times, struct err *err) WARN_UNUSED;
void stack_draft_drop(struct stack *st);

/* Marks: each a step of the history, which shows TEXT. Return how many changed. */
size_t stack_mark(struct stack *st, row_t row, bool on);
size_t stack_mark_rows(struct stack *st, const row_t *rows, size_t n, bool on,
		       const char *text);
size_t stack_mark_bits(struct stack *st, const uint64_t *rows, size_t words, bool on,
		       const char *text);
size_t stack_unmark_all(struct stack *st);

/*
 * Rows turned out to be copies of others: marks on ROW go to KEPT(arg, ROW), in the history
 * too. True when any moved.
 */
bool stack_move_marks(struct stack *st, kept_fn kept, void *arg);

/* Step back, step forward. The text of the change (borrowed until the next change), or
 * NULL. */
const char *stack_undo(struct stack *st);
const char *stack_redo(struct stack *st);
/* The evaluation of GEN showed COUNT events, out of TOTAL: fills before/after in the
 * history. */
void stack_note_count(struct stack *st, uint64_t gen, uint64_t count);

/*
 * All lines for evaluation, the draft last, with a reference each and ON when in force.
 * Caller frees.
 */
size_t stack_in_force(const struct stack *st, struct slot **ret);
const struct slot *stack_find(const struct stack *st, uint32_t id);
/* One line for the top of the screen and the list: "+ function=x", "- agent ~ /y/" (not
 * escaped). */
void line_label(const struct line *l, struct buf *out);
struct line *line_ref(struct line *l);
void line_unref(struct line *l);

/*
 * The view as one command line: "trailsift VERB -f '...' --since ... --until ... REST
 * PATHS", each word quoted for the shell; lines that are off are left out. REST: further
 * options, as they stand, or NULL.
 */
void stack_command(const struct stack *st, const char *verb, const char *rest,
		   const char *const *paths, size_t npaths, struct buf *out);
#endif
