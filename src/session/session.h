/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session: everything behind the screen. Owns the store, the loader, the reader of raw
 * records, the stack of filters and marks, and the engine that evaluates in the background.
 *
 * All functions are for one thread (the screen's) and none of them blocks or takes more
 * than a few milliseconds at ten million events, but for session_open(), session_close()
 * and session_settle(). session_close() waits for threads that may be sorting: a program that
 * ends anyway need not call it. The loop:
 *
 *	for (;;) {
 *		handle the keys that are there;   // may change session_stack()
 *		news = session_step(sn);  // each turn: hand over, adopt
 *		draw what changed;
 *		poll(tty, session_wake_fd(sn));  // readable: call session_step()
 *	}
 *
 * What session_view(), session_values() ... return is borrowed until the next
 * session_step(). The wake descriptor is written at most about 4 times a second for the
 * progress of the load.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "columns/histogram.h"
#include "coverage/coverage.h"
#include "event/field.h"
#include "ingest/raw.h"
#include "integrity/integrity.h"
#include "lang/regex.h"
#include "load/loader.h"
#include "session/engine.h"
#include "session/firstseen.h"
#include "session/stack.h"
#include "session/values.h"
#include "session/view.h"

struct session;

struct session_options {
	const char *const *paths; /* must stay valid */
	size_t npaths;
	struct load_options load; /* wake_fd is the session's own affair */
	unsigned threads;         /* for evaluation; 0 = as load.threads */
	size_t raw_cache;         /* bytes of inflated files kept; 0 = 64 MiB */
	/* Hold the files against their digests once all is loaded; must stay. NULL: do not. */
	const struct keyring *keyring;
};

/* Start loading. NULL when threads or pipes cannot be had. */
struct session *session_open(const struct session_options *opt, struct err *err);
/* Stop everything, wait for the threads, free. NULL is fine. */
void session_close(struct session *sn);

int session_wake_fd(const struct session *sn);

/* What is new, as bits. */
enum session_news {
	SN_PROGRESS = 1,  /* session_progress() has other numbers */
	SN_VIEW = 2,      /* session_view() is another: rows, order, counts */
	SN_COUNTS = 4,    /* only the KEEPS and WITHOUT of the lines */
	SN_SEARCH = 8,    /* hits of the search: more of them, or complete */
	SN_JUMP = 16,     /* session_jump_take() has an answer */
	SN_VALUES = 32,   /* session_values() */
	SN_COVERAGE = 64, /* session_coverage() */
	SN_SETS = 128,    /* errors of the histogram, NEW flags */
	SN_MARKS =
		256, /* marks changed by session_mark_filter(), or by the end of the load */
	SN_LOADED = 512,    /* the load is over and the store finished (once) */
	SN_INTEGRITY = 1024 /* session_integrity() */
};
unsigned session_step(struct session *sn);
/* Step until nothing is under way, the load included; false after TIMEOUT_MS. For tests and
 * verbs. */
bool session_settle(struct session *sn, int timeout_ms);
/* Wait until session_step() will have news: false when nothing is under way (the load
 * included). */
bool session_settle_step(struct session *sn, int timeout_ms);
/* The same for the evaluation only: the load may go on. */
bool session_settle_view(struct session *sn, int timeout_ms);

/* Parts. */
const struct store *session_store(const struct session *sn);
struct raw *session_raw(struct session *sn);
struct stack *session_stack(struct session *sn);
struct engine *session_engine(struct session *sn);
const struct session_options *session_opt(const struct session *sn);

/*
 * Questions in the background: Q is asked again whenever what it depends on is another (ARG is
 * taken over), and each new answer is to be taken once; the caller owns it.
 */
void session_ask(struct session *sn, const struct question *q, void *arg);
void session_ask_no_more(struct session *sn, const struct question *q);
void *session_answer(struct session *sn, const struct question *q);
/* Have an answer of Q freed by the worker; NULL is fine. */
void session_discard(struct session *sn, const struct question *q, void *answer);

/* Loading. */
struct session_progress {
	struct load_progress load;
	bool finishing; /* all is read: duplicates and order are being worked out */
	bool finished;
	uint64_t memory; /* bytes the store holds */
};
void session_progress(const struct session *sn, struct session_progress *ret);
void session_load_stop(struct session *sn);

/* The newest answer; never NULL (before the first event: an empty one). */
const struct view *session_view(const struct session *sn);
/* True while the view does not answer the present stack yet. */
bool session_busy(const struct session *sn);
/* Give up what is running but for the view (^C): search, values, coverage, jumps. */
void session_cancel(struct session *sn);
/* Times for `10:00` and `-15m`: relative to the newest event, on the day of CURSOR (or
 * ROW_NONE). */
struct filter_times session_times(const struct session *sn, row_t cursor);
/*
 * Where to put the cursor that was on ROW: its index in the view, or that of the nearest
 * event in time. ROW may have turned out to be a copy: then the kept one is meant.
 */
uint32_t session_index(const struct session *sn, row_t row, bool *ret_exact);
/* Row of the view's index, or ROW_NONE. */
row_t session_row(const struct session *sn, uint32_t index);

/*
 * Search: PATTERN is a regular expression (smart case) over every value of each shown
 * event. Empty: no search. Syntax errors leave the search as it was. Hits arrive with
 * SN_SEARCH; go to them with session_jump(JUMP_SEARCH).
 */
enum st session_search(struct session *sn, struct sv pattern, struct err *err) WARN_UNUSED;
/* The pattern, "" when none; its compiled form for highlights, NULL when none. */
const char *session_search_pattern(const struct session *sn);
const struct regex *session_search_regex(const struct session *sn);
struct search_status {
	bool active, complete; /* complete: every loaded event was looked at */
	uint64_t shown;        /* hits among the shown events */
	uint64_t undecided;
};
void session_search_status(const struct session *sn, struct search_status *ret);
bool session_is_hit(const struct session *sn, row_t row);

/* Jumps among the shown events, in time order, wrapping around. */
enum jump {
	JUMP_SEARCH,   /* n N: hits of the search */
	JUMP_ERROR,    /* e E: result is not ok */
	JUMP_IDENTITY, /* i I: the identity of the row */
	JUMP_SESSION,  /* o O: the access key or the request of the row */
	JUMP_CHANGE,   /* c C: kind is write */
	JUMP_NEW,      /* r R: an identity, address or event name for the first time */
	JUMP_MARK,     /* . , */
	JUMP_EXPR,     /* session_jump_expr() */
	JUMP_COUNT
};
enum jump_st {
	JUMP_FOUND,
	JUMP_NOWHERE,  /* no such event is shown: OF is 0 */
	JUMP_WAIT,     /* being looked for; SN_JUMP tells */
	JUMP_NO_VALUE, /* the row has no identity or key or request; no search */
	JUMP_FAILED    /* cancelled */
};
struct jump_answer {
	enum jump kind;
	bool back;
	enum jump_st st;
	row_t row;        /* FOUND */
	uint32_t index;   /* of it in the view */
	uint64_t nth, of; /* "match 3 of 47", from 1, among the shown */
	uint64_t hidden;  /* such events that the filters hide */
	bool wrapped;
};
/* From ROW (any row, shown or not; ROW_NONE: before the first). */
enum jump_st session_jump(struct session *sn, enum jump kind, bool back, row_t row,
			  struct jump_answer *ret);
/* The same for the events that match EXPR, an expression of the filter language (`*`). */
enum jump_st session_jump_expr(struct session *sn, const char *expr, bool back, row_t row,
			       struct jump_answer *ret);
/* The answer announced by SN_JUMP; false when there is none. */
bool session_jump_take(struct session *sn, struct jump_answer *ret);
/* "no event with an error is shown (12 hidden by filters)": the words for an answer not
 * FOUND, and "wrapped" remarks. Appends nothing when there is nothing to say. */
void jump_message(const struct jump_answer *a, struct buf *out);

/*
 * Marks: stack_mark() and its like act at once; this one marks the shown events that match
 * TEXT as soon as that is known (SN_MARKS).
 */
enum st session_mark_filter(struct session *sn, struct sv text,
			    struct err *err) WARN_UNUSED;
enum st session_unmark_filter(struct session *sn, struct sv text,
			      struct err *err) WARN_UNUSED;
/* True, once, when that is done: how many marks were set (RET_ON) or cleared. */
bool session_marked_take(struct session *sn, size_t *ret_n, bool *ret_on);
/* M: every shown event; returns how many were added. */
size_t session_mark_shown(struct session *sn);
/* Marked events that are shown. */
uint64_t session_marks_shown(struct session *sn);

/* NEW: first time in the loaded files (enum new_bits). 0 while not known yet. */
unsigned session_new(const struct session *sn, row_t row);

/* Histogram of the present view; errors are 0 until SN_SETS. See columns/histogram.h. */
void session_histogram(const struct session *sn, const struct axis *axis,
		       struct bucket *ret_buckets);
/* Are the errors known for the present view? */
bool session_sets_ready(const struct session *sn);

/*
 * The Values pane: counts of the shown events by FIELD, again whenever the view changes.
 * NULL stops. SN_VALUES when there are some.
 */
enum st session_values_want(struct session *sn, const char *field,
			    struct err *err) WARN_UNUSED;
const struct values *session_values(const struct session *sn);
/*
 * Indexes of the rows of session_values() in an order (values_order()). Long lists are sorted
 * in the background: NULL until then (SN_VALUES). Borrowed like the values.
 */
const uint32_t *session_values_order(struct session *sn, enum values_sort by, bool reverse);
/* Coverage of all loaded events for the Sources pane. */
void session_coverage_want(struct session *sn, bool on);
const struct coverage *session_coverage(const struct session *sn);

/* What digests make of the files; NULL: not known yet, or not asked. */
const struct integrity *session_integrity(const struct session *sn);

/* The view as one command line (stack_command() with the session's paths and limits). */
void session_command(const struct session *sn, const char *verb, const char *rest,
		     struct buf *out);

#endif
