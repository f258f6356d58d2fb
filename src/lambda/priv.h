/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make the page of a function share. */
#ifndef LAMBDA_PRIV_H
#define LAMBDA_PRIV_H

#include "lambda/page.h"

#define HOUR (3600 * TICKS_PER_SEC)
/* How long a statement that was removed may still let calls through. */
#define LAMBDA_PROPAGATION (300 * TICKS_PER_SEC)

struct lambda_draft {
	struct lambda_page *p;
	const struct eval_env *env;
	const struct selection *sel;
	struct span window;
	struct rowread rr;
	row_t *rows; /* events of the classes of a change, in time order, up to p->until */
	size_t nrows;
	/* Of the history. */
	struct lambda_texts roles;  /* ARNs of all roles the function ever had */
	struct lambda_texts layers; /* of all layers, without version */
	tick_t policy_known; /* permissions are known from here on; TICK_NONE: never */
	tick_t policy_lost;  /* and no more from here on (the whole policy was set) */
};

/* Texts of the arena of the page. */
struct sv lambda_keep(struct lambda_draft *m, struct sv v);
struct sv lambda_keepf(struct lambda_draft *m, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Add V once; beyond MAX only counted. True when it is new and kept. */
bool lambda_texts_add(struct lambda_draft *m, struct lambda_texts *t, struct sv v,
		      size_t max);
bool lambda_texts_has(const struct lambda_texts *t, struct sv v);
struct sv lambda_text(struct lambda_draft *m, row_t row, const char *field);
/* All rows that match an expression; NULL when cancelled. The caller frees. */
uint64_t *lambda_rows_of(struct lambda_draft *m, const char *expr);
/* The first N bytes of V at most, no character cut in two. */
struct sv lambda_cut(struct sv v, size_t n);
/* Append VALUE in quotes; a regular expression in quotes; `FIELD="VALUE"` as a test. */
void lambda_add_quoted(struct buf *out, struct sv value);
void lambda_add_quoted_pattern(struct buf *out, struct sv pattern);
void lambda_add_test(struct buf *out, const char *field, struct sv value);
/* "2024-05-14T10:21:36Z". */
struct sv lambda_time(struct lambda_draft *m, tick_t t);

/* A request that names a function, and where. */
struct lambda_wire {
	row_t row;
	path_t path;
};
/* Those that name ARN, by row; the caller frees. */
size_t lambda_wiring_of(const struct lambda_wiring *w, struct sv arn,
			struct lambda_wire **ret);

/* Each fills its part of the page; ST_CANCELED when the flag of the environment was seen. */
enum st lambda_history_fill(struct lambda_draft *m) WARN_UNUSED;
enum st lambda_grants_fill(struct lambda_draft *m) WARN_UNUSED;
enum st lambda_mappings_fill(struct lambda_draft *m) WARN_UNUSED;
enum st lambda_wiring_update(struct lambda_wiring **w, const struct eval_env *env,
			     const struct lambda_index *x) WARN_UNUSED;
enum st lambda_wired_fill(struct lambda_draft *m,
			  const struct lambda_wiring *w) WARN_UNUSED;
enum st lambda_callers_fill(struct lambda_draft *m) WARN_UNUSED;
enum st lambda_acts_fill(struct lambda_draft *m) WARN_UNUSED;

/*
 * Verdicts for one caller: what it could be granted by is found once, then asked for times.
 */
struct lambda_judge {
	const struct lambda_page *p;
	tick_t known, lost;
	struct lambda_caller *caller;
	const struct lambda_grant **grants; /* that match it */
	size_t ngrants;
	const struct lambda_trigger **mappings;
	size_t nmappings;
	enum { JUDGE_GRANTS, JUDGE_SAME_ACCOUNT, JUDGE_POLLER, JUDGE_NOBODY } sort;
	tick_t *bounds; /* between two of them the verdict is the same */
	size_t nbounds;
	uint8_t *
		memo; /* of the times before bounds[0], bounds[1], ...: verdict + 1, or 0 */
};
void lambda_judge_init(struct lambda_judge *j, struct lambda_draft *m,
		       struct lambda_caller *c);
void lambda_judge_release(struct lambda_judge *j);
/* The verdict for a call at T; *ret_by the grant it speaks of, or NULL. */
enum lambda_verdict lambda_judge_at(const struct lambda_judge *j, tick_t t,
				    const struct lambda_grant **ret_by,
				    const struct lambda_trigger **ret_mapping);
/* The same without the grounds, fast for many calls. */
enum lambda_verdict lambda_judge_fast(struct lambda_judge *j, tick_t t);
/* The same in words. */
struct sv lambda_judge_why(struct lambda_draft *m, const struct lambda_judge *j, tick_t t);

#endif
