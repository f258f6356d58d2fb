/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make the page of a function share. */
#ifndef LAMBDA_PRIV_H
#define LAMBDA_PRIV_H

#include "lambda/page.h"

#define HOUR (3600 * TICKS_PER_SEC)
/* How long a statement that was removed may still let calls through. */
#define FN_PROPAGATION (300 * TICKS_PER_SEC)

struct fn_making {
	struct fn_page *p;
	const struct eval_env *env;
	const struct selection *sel;
	struct span window;
	struct rowread rr;
	row_t *rows; /* events of the classes of a change, in time order, up to p->until */
	size_t nrows;
	/* Of the history. */
	struct fn_texts roles;  /* ARNs of all roles the function ever had */
	struct fn_texts layers; /* of all layers, without version */
	tick_t policy_known;    /* permissions are known from here on; TICK_NONE: never */
	tick_t policy_lost;     /* and no more from here on (the whole policy was set) */
};

/* Texts of the arena of the page. */
struct sv fn_keep(struct fn_making *m, struct sv v);
struct sv fn_keepf(struct fn_making *m, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Add V once; beyond MAX only counted. True when it is new and kept. */
bool fn_texts_add(struct fn_making *m, struct fn_texts *t, struct sv v, size_t max);
bool fn_texts_has(const struct fn_texts *t, struct sv v);
struct sv fn_text(struct fn_making *m, row_t row, const char *field);
/* All rows that match an expression; NULL when cancelled. The caller frees. */
uint64_t *fn_rows_of(struct fn_making *m, const char *expr);
/* The first N bytes of V at most, no character cut in two. */
struct sv fn_cut(struct sv v, size_t n);
/* Append VALUE in quotes; a regular expression in quotes; `FIELD="VALUE"` as a test. */
void fn_add_quoted(struct buf *out, struct sv value);
void fn_add_quoted_pattern(struct buf *out, struct sv pattern);
void fn_add_test(struct buf *out, const char *field, struct sv value);
/* Sessions named like the function, of its roles as far as they are known. */
struct sv fn_session_expr(struct fn_making *m);
/* "2024-05-14T10:21:36Z". */
struct sv fn_time(struct fn_making *m, tick_t t);

/* A request that names a function, and where. */
struct fn_wire {
	row_t row;
	path_t path;
};
/* Those that name ARN, by row; the caller frees. */
size_t fn_wiring_of(const struct fn_wiring *w, struct sv arn, struct fn_wire **ret);

/* Each fills its part of the page; ST_CANCELED when the flag of the environment was seen. */
enum st fn_history_make(struct fn_making *m) WARN_UNUSED;
enum st fn_grants_make(struct fn_making *m) WARN_UNUSED;
enum st fn_mappings_make(struct fn_making *m) WARN_UNUSED;
enum st fn_wiring_update(struct fn_wiring **w, const struct eval_env *env,
			 const struct fn_index *x) WARN_UNUSED;
enum st fn_wired_make(struct fn_making *m, const struct fn_wiring *w) WARN_UNUSED;
enum st fn_callers_make(struct fn_making *m) WARN_UNUSED;
enum st fn_acts_make(struct fn_making *m) WARN_UNUSED;

/*
 * Verdicts for one caller: what it could be granted by is found once, then asked for times.
 */
struct fn_judge {
	const struct fn_page *p;
	tick_t known, lost;
	struct fn_caller *caller;
	const struct fn_grant **grants; /* that match it */
	size_t ngrants;
	const struct fn_trigger **mappings;
	size_t nmappings;
	enum { JUDGE_GRANTS, JUDGE_SAME_ACCOUNT, JUDGE_POLLER, JUDGE_NOBODY } sort;
	tick_t *bounds; /* between two of them the verdict is the same */
	size_t nbounds;
	uint8_t *
		memo; /* of the times before bounds[0], bounds[1], ...: verdict + 1, or 0 */
};
void fn_judge_init(struct fn_judge *j, struct fn_making *m, struct fn_caller *c);
void fn_judge_release(struct fn_judge *j);
/* The verdict for a call at T; *ret_by the grant it speaks of, or NULL. */
enum fn_verdict fn_judge_at(const struct fn_judge *j, tick_t t,
			    const struct fn_grant **ret_by,
			    const struct fn_trigger **ret_mapping);
/* The same without the grounds, fast for many calls. */
enum fn_verdict fn_judge_fast(struct fn_judge *j, tick_t t);
/* The same in words. */
struct sv fn_judge_why(struct fn_making *m, const struct fn_judge *j, tick_t t);

#endif
