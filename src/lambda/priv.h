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
	struct lambda_mark *marks;  /* in time order */
	size_t nmarks, markcap;
	struct lambda_ids {
		struct names names; /* unique ids that were looked up, */
		struct sv *arn; /* and what they are the id of; SV_NULL: not in the log */
	} ids;
};
void lambda_ids_init(struct lambda_ids *ids);
void lambda_ids_release(struct lambda_ids *ids);

/* From T on all permissions of what is marked are known, or no more. */
struct lambda_mark {
	tick_t t;
	bool known;
	bool all;     /* of the function with its aliases and versions; else of */
	struct sv on; /* this alias or version; SV_NULL: the unqualified function */
};
/* Since when all permissions are known; TICK_NONE: never. */
tick_t lambda_known_since(const struct lambda_draft *m);
/* Is the policy of the alias or version ON (SV_NULL: the function itself) known at T? */
bool lambda_policy_known(const struct lambda_draft *m, struct sv on, tick_t t);
/* Those of all aliases and versions? */
bool lambda_policies_known(const struct lambda_draft *m, tick_t t);

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
uint64_t *lambda_rows_matching(const struct eval_env *env, uint32_t nsegs,
			       const char *expr);
/* The first N bytes of V at most, no character cut in two. */
struct sv lambda_cut(struct sv v, size_t n);
/* Append VALUE in quotes; a regular expression in quotes; `FIELD="VALUE"` as a test. */
void lambda_add_quoted(struct buf *out, struct sv value);
void lambda_add_quoted_pattern(struct buf *out, struct sv pattern);
void lambda_add_test(struct buf *out, const char *field, struct sv value);
/* "2024-05-14T10:21:36Z". */
struct sv lambda_time(struct lambda_draft *m, tick_t t);

/* One event more that has to do with T; an expression for all of them. */
void lambda_trigger_id(struct lambda_draft *m, struct lambda_trigger *t, struct sv id);
void lambda_trigger_open(struct lambda_draft *m, struct lambda_trigger *t);

/* A request that names a function, and where. */
struct lambda_wire {
	row_t row;
	path_t path;
};
/* Those that name ARN, by row; the caller frees. */
size_t lambda_wiring_of(const struct lambda_wiring *w, struct sv arn,
			struct lambda_wire **ret);

/* Each request that names a function, by function and row. */
typedef void (*lambda_wire_fn)(void *arg, struct sv arn, row_t row);
void lambda_wiring_each(const struct lambda_wiring *w, lambda_wire_fn fn, void *arg);

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

/* What a call logs of itself, as far as a verdict looks at it. */
enum lambda_key {
	LAMBDA_KEY_NAME,
	LAMBDA_KEY_QUALIFIER,
	LAMBDA_KEY_VERSION,
	LAMBDA_KEY_PRINCIPAL,
	LAMBDA_KEY_ARN,
	LAMBDA_KEY_EVENT,
	LAMBDA_KEY_COUNT
};
struct lambda_invoke {
	tick_t t;
	struct sv named;                /* alias or version that the request names */
	struct sv version;              /* the one that ran, a number or $LATEST */
	struct sv principal_id, arn;    /* of userIdentity */
	bool url;                       /* a call of the function URL */
	uint32_t key[LAMBDA_KEY_COUNT]; /* calls of one caller with the same are alike */
};

/* Does a statement fit a call? The less of two is what both together say. */
enum lambda_fit { FIT_NO, FIT_MAYBE, FIT_YES };
/* SERVICE: SV_NULL unless the caller is one. */
enum lambda_fit lambda_principal_fit(struct lambda_draft *m,
				     const struct lambda_statement *st,
				     const struct lambda_caller *c, struct sv service,
				     const struct lambda_invoke *call);

/* What a verdict stands on. */
struct lambda_grounds {
	const struct lambda_grant *grant;     /* it speaks of, or NULL */
	const struct lambda_trigger *mapping; /* the mapping that explains the call */
	unsigned doubt;                       /* enum doubt: why GRANT leaves it open */
};

/*
 * Verdicts for one caller: what it could be granted by is found once, then asked for calls.
 */
struct lambda_judge {
	struct lambda_draft *m;
	const struct lambda_caller *caller;
	struct sv service; /* the caller, when it is one */
	const struct lambda_grant **grants;
	size_t ngrants;
	const struct lambda_trigger **mappings;
	size_t nmappings;
	enum { JUDGE_GRANTS, JUDGE_SAME_ACCOUNT, JUDGE_POLLER, JUDGE_NOBODY } sort;
	bool by_session, by_id; /* some statement names a session, an id */
	tick_t *bounds;         /* between two of them like calls are judged alike */
	size_t nbounds;
	struct names keys; /* place among the bounds, and what the call logs */
	uint8_t *memo;     /* by key */
	uint32_t memocap;
};
void lambda_judge_init(struct lambda_judge *j, struct lambda_draft *m,
		       struct lambda_caller *c);
void lambda_judge_release(struct lambda_judge *j);
enum lambda_verdict lambda_judge_at(const struct lambda_judge *j,
				    const struct lambda_invoke *call,
				    struct lambda_grounds *why);
/* The same without the grounds, fast for many calls. */
enum lambda_verdict lambda_judge_fast(struct lambda_judge *j,
				      const struct lambda_invoke *call);
/* The same in words. */
struct sv lambda_judge_why(const struct lambda_judge *j, const struct lambda_invoke *call);

#endif
