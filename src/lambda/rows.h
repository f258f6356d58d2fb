/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions pane: a row for each Lambda function (struct lambda_rows), and the page of one
 * function with its five lists (struct lambda_page). Plain data made by a query thread, read by the
 * screen and by the verbs.
 *
 * Counts are of the selection. What is known of a function's state (permissions, triggers,
 * configuration) is built from everything loaded up to the moment looked at, whatever is
 * filtered.
 */
#ifndef LAMBDA_ROWS_H
#define LAMBDA_ROWS_H

#include "columns/spark.h"
#include "eval/select.h"
#include "lambda/index.h"
#include "lambda/named.h"
#include "util/arena.h"

/* What is counted of a function (PRODUCT.md section 5). */
struct lambda_counts {
	uint64_t events;
	uint64_t invocations; /* distinct requests of Invoke*, each event without one */
	uint64_t callers;     /* distinct identities of them */
	uint64_t changes; /* successful, of the classes code, config, permission, trigger */
	uint64_t errors;  /* events whose result is not ok, */
	uint64_t denied;  /* and of these the denied ones */
	tick_t first, last; /* TICK_NONE: no event has a readable time */
};

struct lambda_row {
	uint32_t fn; /* number in the index */
	struct lambda_counts shown, all;
	/* first seen inside the window, when something of the function was seen before it */
	uint32_t new_callers, new_addresses, new_sources;
	bool is_new; /* no event of the function before the window */
	bool logged; /* else its invocations and callers are not known */
};

#define LAMBDA_SPARK 32

struct lambda_rows {
	struct lambda_index *index;
	struct lambda_row *rows; /* in the order of the contract */
	size_t n;                /* functions with an event that is shown */
	size_t total;            /* functions loaded */
	uint64_t serial;         /* of the view */
	uint32_t *spark;         /* LAMBDA_SPARK counts of events for each row */
	struct axis axis;        /* of the counts; .n is 0 when there are none */
	bool has_window;         /* something of the time loaded lies before the window */
	size_t unlogged;         /* rows that are not */
	bool has_calls;          /* else invocations are not logged in what is loaded */
	uint64_t by_events;      /* shown events of any function */
};

/* What does not depend on the selection. */
struct lambda_cache {
	struct lambda_wiring *wiring; /* what other services are told of functions */
	struct lambda_named named;    /* functions that only these, or their acts, name */
	struct lambda_index *index;
	struct lambda_counts *all; /* by number of the function */
	tick_t first, last;        /* of everything loaded; TICK_NONE: none */
};
/* Make or renew C (zero it first) for the order of SEL. ST_CANCELED leaves it usable. */
enum st lambda_cache_update(struct lambda_cache *c, const struct eval_env *env,
			    const struct selection *sel, bool final) WARN_UNUSED;
void lambda_cache_release(struct lambda_cache *c);

/* WINDOW: 0 and TICK_NONE for what is open. NULL when cancelled. */
struct lambda_rows *lambda_rows_new(struct lambda_cache *c, const struct eval_env *env,
				    const struct selection *sel, struct span window);
void lambda_rows_free(struct lambda_rows *r);

/* Why there is nothing or less than hoped for, in words; appends nothing when all is well. */
void lambda_rows_remark(const struct lambda_rows *r, struct buf *out);

/*
 * Invocations and callers of functions among the events set in BITS (by row; NULL: all). One
 * counter for each pair of function and identity, one bit for each invocation.
 */
struct lambda_tally {
	struct lambda_pair_count {
		uint64_t events, errors, denied, changes;
		uint64_t alone; /* invocations without a request id */
		tick_t first, last;
		bool calls; /* it is a caller */
	} * pair;           /* by number in index->callers */
	uint64_t *invoked;  /* by number of the invocation: some Invoke of it */
	uint64_t *ran;      /* some InvokeExecution of it */
	uint32_t *spark;    /* axis.n for each function, or NULL */
};
enum st lambda_tally_init(struct lambda_tally *t, const struct lambda_index *x,
			  const struct eval_env *env, const uint64_t *bits,
			  const struct axis *axis) WARN_UNUSED;
void lambda_tally_release(struct lambda_tally *t);
/* Add up by function into RET (x->fns.n of them, zeroed here). */
void lambda_tally_sum(const struct lambda_tally *t, const struct lambda_index *x,
		      struct lambda_counts *ret);

#endif
