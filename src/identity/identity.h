/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The identities pane: a row for each identity (or role session, key, address, account), and
 * the page of one of them. Plain data made by a query thread, read by the screen and by the
 * verbs. Counts are of the selection; "new" compares it with all that is loaded.
 */
#ifndef IDENTITY_IDENTITY_H
#define IDENTITY_IDENTITY_H

#include "columns/spark.h"
#include "eval/select.h"
#include "event/rules.h"
#include "identity/index.h"
#include "lineage/lineage.h"

#define IDENTITY_SPARK      32    /* buckets of a spark line */
#define IDENTITY_SPARK_ROWS 4096u /* rows that have one */

struct identity_row {
	uint32_t group;
	struct sv name, session; /* .ptr NULL: none */
	struct sv about; /* account of an identity, identity of a key; .ptr NULL: none */
	uint64_t events, denied;
	uint32_t count[IDF_COUNTED]; /* distinct addresses, keys, functions */
	tick_t first, last;          /* TICK_NONE: no event has a readable time */
	/* values first seen inside the window, when the group was there before it */
	uint32_t fresh[IDF_COUNT];
	bool is_new; /* no event of the group before the window */
};

struct identity_rows {
	struct identity_index *index;
	struct identity_row *rows; /* events descending, then name, session; no name last */
	size_t n;
	size_t total;    /* groups loaded */
	uint64_t events; /* of all rows */
	uint32_t *
		spark; /* IDENTITY_SPARK counts for each of the first IDENTITY_SPARK_ROWS rows */
	struct axis axis;
	bool has_window; /* something of the time loaded lies before the window */
	bool has_fresh;  /* is_new and fresh are known */
};

/* The word before the first colon of an identity. */
struct sv identity_type(struct sv identity);

/*
 * The rows of the events set in SEL. WINDOW: 0 and TICK_NONE for what is open; [FIRST, LAST] is
 * all the time loaded. FRESH: with what is new (needs identity_index_news() when there is a
 * window). SPARK: with spark lines. NULL when cancelled.
 */
struct identity_rows *identity_rows_new(struct identity_index *x,
					const struct eval_env *env,
					const struct selection *sel, struct span window,
					tick_t first, tick_t last, bool fresh, bool spark);
void identity_rows_free(struct identity_rows *r);
/* The filter that selects the events of a row of BY. */
void identity_row_expr(enum identity_by by, struct sv name, struct sv session,
		       struct buf *out);
/* "2 addresses, agent": what is new of a row, in words; nothing when nothing is. */
void identity_row_fresh_words(const struct identity_row *r, struct buf *out);

/*
 * The page of one group. All its lists are of the events shown; totals are of everything loaded.
 */
enum identity_session_kind {
	IDS_KEY,     /* one temporary key of one principal, and the time it began */
	IDS_CONSOLE, /* principal and creation time, whatever keys the console made */
	IDS_WINDOW   /* a long-lived key between two pauses of IDENTITY_IDLE */
};
extern const char *const identity_session_kinds[];
#define IDENTITY_IDLE (30 * 60 * TICKS_PER_SEC)

#define IDENTITY_WRITTEN 4

struct identity_session {
	enum identity_session_kind kind;
	struct sv name, key, principal, mfa; /* .ptr NULL: none */
	tick_t created;                      /* TICK_NONE: none */
	/* creationDate as the records have it; those that are more are not in it */
	struct sv written[IDENTITY_WRITTEN];
	unsigned nwritten;
	bool unwritten; /* some have none */
	bool keyless;   /* events that have a key are not of it */
	bool untimed;   /* some have no readable time */
	bool partial;   /* some are known in part only: what they lack may be anything */
	uint64_t events, denied;
	uint32_t addresses;
	tick_t first, last;
	row_t row;       /* its first event */
	bool has_issuer; /* the next ones are set */
	struct lineage_link issuer;
	struct sv issuer_identity; /* .ptr NULL: one of several that fit */
};

struct identity_action {
	struct sv source, event, kind; /* .ptr NULL: none */
	bool sensitive;                /* a read of secrets */
	uint64_t count, result[RES_COUNT];
	tick_t first, last;
};

struct identity_denial {
	struct sv source, event, action, policy_arn;
	struct sv resource; /* of several, the first by bytes */
	uint32_t resources; /* how many different ones */
	const char *policy;
	bool explicit_deny;
	uint64_t count;
	tick_t first, last;
};

struct identity_value {
	struct sv text; /* .ptr NULL: none */
	uint64_t count, total;
	tick_t first, last;             /* shown */
	tick_t total_first, total_last; /* loaded */
	bool fresh;                     /* first seen inside the window */
};
enum identity_list { IDL_ADDRESS, IDL_AGENT, IDL_REGION, IDL_ROLE, IDL_COUNT };
extern const char *const identity_list_fields[IDL_COUNT];

struct identity_page {
	struct identity_index *index;
	struct lineage_index *lineage;
	uint32_t group;
	struct sv name, session;
	struct identity_session *sessions; /* by first */
	size_t nsessions;
	uint64_t apart;                  /* events without any credential */
	struct identity_action *actions; /* count descending */
	size_t nactions;
	struct identity_denial *denials; /* count descending */
	size_t ndenials;
	struct identity_list_values {
		struct identity_value *v; /* count descending */
		size_t n;
	} lists[IDL_COUNT];
	row_t *made; /* who created this user, its keys, its password; by time */
	size_t nmade;
	struct arena arena;
};
/* NULL when cancelled. */
struct identity_page *identity_page_new(struct identity_index *x,
					struct lineage_index *lineage,
					const struct eval_env *env,
					const struct selection *sel, uint32_t group,
					struct span window);
void identity_page_free(struct identity_page *p);

/*
 * Append the filter for the events that a row of a list counts, without the expression of the
 * identity itself: identity_row_expr().
 */
void identity_session_expr(const struct identity_session *s, struct buf *out);
void identity_action_expr(const struct identity_action *a, struct buf *out);
void identity_denial_expr(const struct identity_denial *d, struct buf *out);
/* FIELD: of identity_list_fields. */
void identity_value_expr(const char *field, const struct identity_value *v,
			 struct buf *out);

/* For page.c: rows of a group, among those of SEL and among all. */
struct identity_bits {
	uint64_t *shown, *all, *denied; /* denied: of the shown */
};
enum st identity_sessions_fill(struct identity_page *p, const struct eval_env *env,
			       const struct identity_bits *bits) WARN_UNUSED;
void identity_denials_fill(struct identity_page *p, const struct identity_bits *bits);
void identity_made_fill(struct identity_page *p);

/* Numbers of the identities that NAME means (an identity, an ARN, the name at its end). */
size_t identity_index_match(const struct identity_index *x, struct sv name, uint32_t **ret);

#endif
