/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does an event that issues something fit a credential that was used? Keys, names and ids are
 * only what it is found by: placeholders and names that come again stand in many records. What
 * both sides say has to agree; what one of them does not say is left open.
 */
#ifndef LINEAGE_FIT_H
#define LINEAGE_FIT_H

#include "lineage/lineage.h"

#define LINEAGE_SLACK   (2 * TICKS_PER_SEC) /* creationDate against eventTime */
#define LINEAGE_SESSION (12 * INT64_C(3600) * TICKS_PER_SEC) /* the longest of a role */
#define LINEAGE_FED     (36 * INT64_C(3600) * TICKS_PER_SEC) /* and of a federated user */

enum lineage_fit {
	LINEAGE_FIT_NO,   /* they contradict */
	LINEAGE_FIT_OPEN, /* nothing says so, nothing says no */
	LINEAGE_FIT_YES
};

static inline int64_t lineage_distance(tick_t a, tick_t b)
{
	return a < b ? b - a : a - b;
}

/* Nothing that happened more than the slack after the use led to it. */
bool lineage_in_time(tick_t issued, const struct lineage_cred *c);
/* The credential began when it was issued, by its creation date. */
enum lineage_fit lineage_fit_begin(tick_t issued, const struct lineage_cred *c);
/* It was issued to the one that used it: role and session, federated user, or user. */
enum lineage_fit lineage_fit_holder(const struct lineage_cred *issuer,
				    const struct lineage_cred *c);
/* The long-lived key was made for the user that used it. */
enum lineage_fit lineage_fit_user(const struct lineage_cred *maker,
				  const struct lineage_cred *c);

/* Two records of one call: of two accounts, or a record and what was added to it. */
bool lineage_same_call(const struct lineage_cred *a, const struct lineage_cred *b);
/* The same one made both, with the same key or in the same console session. */
bool lineage_same_caller(const struct lineage_index *x, const struct lineage_cred *a,
			 const struct lineage_cred *b);

/* ---- a search for the event that fits best ---- */

/* More than these are not compared with one another. */
#define LINEAGE_MAX_CANDIDATES 1000

struct lineage_search {
	const struct lineage_index *x;
	const struct lineage_cred *c;
	struct arena *arena;  /* what the answer borrows */
	struct arena scratch; /* of the event looked at */
	struct lineage_candidate {
		row_t row;
		enum lineage_confidence confidence;
		int64_t away; /* from the ideal moment */
	} * v;
	size_t n, cap;
};

void lineage_search_init(struct lineage_search *s, const struct lineage_index *x,
			 const struct lineage_cred *c, struct arena *arena);
void lineage_search_release(struct lineage_search *s);

/* Propose the event of I. One after the use is at most same-second. */
void lineage_propose(struct lineage_search *s, const struct lineage_cred *i,
		     enum lineage_confidence confidence, int64_t away);
/* Propose another record of the event itself. */
void lineage_propose_copy(struct lineage_search *s, row_t row);
/* How several that fit are told apart. */
enum lineage_choice {
	LINEAGE_ALL_FIT,   /* not at all */
	LINEAGE_NEAREST,   /* when one caller made them all by which is nearest, else not */
	LINEAGE_ONE_PERSON /* they are of one person, however named: by which is nearest */
};
/*
 * The answer of S, which is empty then: row, confidence, proof and candidates of RET. False:
 * nothing was proposed.
 */
bool lineage_settle(struct lineage_search *s, enum lineage_choice choice,
		    struct lineage_link *ret);

#endif
