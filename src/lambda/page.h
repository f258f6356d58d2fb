/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of one function: its row, its last known configuration, and five lists: invoked by,
 * changed by, who may invoke, triggers, what it did. Each entry has an expression of the filter
 * language that opens its events.
 *
 * Histories take in every event loaded before the end of the time window, also what the filters
 * hide; the lists of calls, changes and acts show what is selected.
 */
#ifndef LAMBDA_PAGE_H
#define LAMBDA_PAGE_H

#include "lambda/rows.h"
#include "lambda/statement.h"

/* A list of texts of the arena; at most as many as were asked for, MORE are not in it. */
struct lambda_texts {
	struct sv *v;
	size_t n, cap;
	size_t more;
};
#define LAMBDA_TEXTS_MAX 16
#define LAMBDA_IDS_MAX   64

/* ---- changed by ---- */

enum lambda_diff_kind {
	DIFF_CHANGED, /* FROM -> TO */
	DIFF_SET,     /* what it was before is not known */
	DIFF_TRIED    /* asked for; the request did not succeed */
};
struct lambda_diff {
	struct sv key, from, to;
	enum lambda_diff_kind kind;
};

struct lambda_change {
	row_t row;
	tick_t time;
	enum function_class cls;
	bool ok, shown;
	struct sv event, result, identity, session, ip, agent, mfa, id;
	struct lambda_diff *diffs;
	size_t ndiffs;
	struct lambda_texts remarks; /* "environment touched, values are never logged" */
};
/* Append remarks and differences: "codeSha256 abc -> def; role X (before: not known)". */
void lambda_change_text(const struct lambda_change *c, struct buf *out);

/* One key of the last known configuration. */
struct lambda_known {
	struct sv key, value;
	unsigned events; /* of the table in history.c */
	tick_t since;
	row_t row;
	bool gone; /* the function was deleted since, and not made anew */
};

/* ---- who may invoke ---- */

enum lambda_grant_kind {
	GRANT_STATEMENT,
	GRANT_URL,
	GRANT_LAYER,
	GRANT_POLICY,
	GRANT_KIND_COUNT
};
extern const char *const lambda_grant_kind_names[GRANT_KIND_COUNT];

struct lambda_grant {
	enum lambda_grant_kind kind;
	struct lambda_statement
		st;           /* a URL has only url_auth and, in others, its CORS origins */
	struct sv layer;      /* ARN or name */
	row_t added, removed; /* ROW_NONE: not in the log; not removed */
	tick_t from, to; /* in force from <= t < to; INT64_MIN: before the log begins */
	struct sv added_by, removed_by, added_id, removed_id;
	struct sv ended; /* how: "removed", "replaced", "function deleted", or SV_NULL */
	struct lambda_texts flags;
};

/* ---- triggers ---- */

struct lambda_trigger {
	bool mapping; /* event source mapping; else the request of another service */
	struct sv service, event,
		from;    /* FROM: what sends the events, as far as it is known */
	struct sv where; /* path of the value that names the function */
	struct sv uuid;  /* of a mapping */
	struct sv scope, item, account, region; /* which one of its service: see wired.c */
	bool open_now;                          /* set, and not ended since */
	struct sv state; /* enabled, disabled, deleted, set, failed, re-pointed ... */
	struct sv what;  /* history in words */
	uint64_t count;  /* requests */
	tick_t first, last;
	row_t first_row, last_row;
	struct sv identity, id;  /* of the last one */
	struct lambda_texts ids; /* of the first LAMBDA_IDS_MAX */
	struct sv on; /* a mapping: alias or version it invokes; SV_NULL: the function */
	struct lambda_span {
		tick_t from, to;
	} * spans; /* a mapping: enabled from <= t < to, in time order */
	size_t nspans, spancap;
	struct sv open;
};

/* ---- invoked by ---- */

/* What the log says of whether the caller was allowed to. In the order of alarm. */
#define LAMBDA_VERDICT_LIST(_)                                                             \
	_(NOT_NEEDED, "not needed")                                                        \
	_(MAPPING, "mapping")                                                              \
	_(GRANTED, "granted")                                                              \
	_(UNKNOWN, "unknown") _(NO_GRANT, "no grant") _(REVOKED, "revoked")
enum lambda_verdict {
#define E(id, name) VERDICT_##id,
	LAMBDA_VERDICT_LIST(E) VERDICT_COUNT
#undef E
};
extern const char *const lambda_verdict_names[VERDICT_COUNT];

struct lambda_hour {
	int64_t hour; /* hours since 1970 */
	uint32_t calls;
};

struct lambda_caller {
	struct sv identity, source_arn, source_account, account;
	uint64_t calls;   /* invocations, each once */
	uint64_t failed;  /* of them with an event whose result is not ok */
	uint64_t retries; /* further runs of the same asynchronous one */
	uint64_t async;   /* invocations of type Event */
	tick_t first, last;
	struct lambda_texts qualifiers, types, addresses, vpc, via;
	enum lambda_verdict verdict; /* the most alarming one of its calls */
	uint64_t verdicts[VERDICT_COUNT];
	struct sv why;             /* of that verdict */
	row_t verdict_row;         /* a call it was given for */
	struct lambda_hour *hours; /* with a call, ascending */
	size_t nhours;
	bool is_new; /* no event of this identity at this function before the window */
	row_t first_row, last_row;
	struct sv first_id, last_id, open;
};

/* ---- what it did ---- */

#define LAMBDA_EVIDENCE_LIST(_)                                                            \
	_(SCOPE, "inScopeOf", "exact")                                                     \
	_(KEY, "key minted by lambda.amazonaws.com", "strong")                             \
	_(SESSION, "session name = function name", "probable")                             \
	_(AGENT, "AWS_Lambda user agent with its role", "probable")
enum lambda_evidence {
#define E(id, words, strength) EVIDENCE_##id,
	LAMBDA_EVIDENCE_LIST(E) EVIDENCE_COUNT
#undef E
};
extern const char *const lambda_evidence_words[EVIDENCE_COUNT];
extern const char *const lambda_evidence_strength[EVIDENCE_COUNT];

struct lambda_act {
	enum lambda_evidence evidence;
	struct sv source, event;
	uint64_t count, failed; /* of the selected events; */
	uint64_t all;           /* and of all loaded ones */
	tick_t first, last;     /* of the selected ones; of all when none is */
	struct sv flag;         /* what is remarkable, or SV_NULL */
	struct sv open;
};

struct lambda_page {
	struct lambda_index *index;
	uint32_t fn;
	struct lambda_id id;
	struct lambda_row row;
	tick_t until; /* histories end before this; TICK_NONE: all that is loaded */
	struct lambda_caller *callers;
	size_t ncallers;
	struct lambda_change *changes; /* all of the history; .shown: selected */
	size_t nchanges, nchanges_shown;
	struct lambda_known *known;
	size_t nknown;
	struct lambda_grant *grants;
	size_t ngrants;
	struct lambda_trigger *triggers;
	size_t ntriggers;
	struct lambda_act *acts;
	size_t nacts;
	struct sv acted; /* the expression of all acts; .ptr NULL: none is known */
	struct lambda_texts notes; /* what must be known to read the lists */
	uint32_t *spark;           /* LAMBDA_SPARK counts over AXIS */
	struct axis axis;
	uint64_t serial;
	struct arena arena;
};

/* Append an expression of the filter language for the events of a function. */
void lambda_expr(struct buf *out, const struct lambda_id *id);

/* The page of FN. WINDOW as for lambda_rows_new(). NULL when cancelled. */
struct lambda_page *lambda_page_new(struct lambda_cache *c, const struct eval_env *env,
				    const struct selection *sel, struct span window,
				    uint32_t fn);
/* The same with its changes and its acts alone, of all that is loaded. */
struct lambda_page *lambda_page_acts(struct lambda_cache *c, const struct eval_env *env,
				     const struct selection *sel, uint32_t fn);
void lambda_page_free(struct lambda_page *p);

#endif
