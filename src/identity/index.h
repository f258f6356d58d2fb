/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the identities pane knows of the loaded events before any filter: the group of each
 * event (its identity, or whatever events are grouped by), and which addresses, keys and
 * functions go with it. Extended while the store grows, by one thread at a time; the texts it
 * hands out live as long as it does.
 *
 * In each segment, rows that agree in all this share a combination. A count is then an array
 * of counters a segment, and bits for the pairs that were met.
 */
#ifndef IDENTITY_INDEX_H
#define IDENTITY_INDEX_H

#include "columns/colnums.h"
#include "columns/pairs.h"
#include "eval/eval.h"

/* GROUP TABLE: _(ID, "name") */
#define IDENTITY_BY_LIST(_)                                                                \
	_(IDENTITY, "identity")                                                            \
	_(SESSION, "role session")                                                         \
	_(KEY, "access key") _(ADDRESS, "address") _(ACCOUNT, "account")
enum identity_by {
#define E(id, name) IDENTITY_BY_##id,
	IDENTITY_BY_LIST(E) IDENTITY_BY_COUNT
#undef E
};
extern const char *const identity_by_names[IDENTITY_BY_COUNT];

/* What is counted, and what can be new. */
enum identity_fact {
	IDF_ADDRESS,
	IDF_KEY,
	IDF_FUNCTION,
	IDF_COUNTED,
	IDF_AGENT = IDF_COUNTED,
	IDF_REGION,
	IDF_SOURCE,
	IDF_EVENT,
	IDF_COUNT
};
extern const char *const identity_fact_names[IDF_COUNT];

#define IDENTITY_DENIED (UINT32_C(1) << 31)

struct identity_combo {
	uint32_t group;             /* IDENTITY_DENIED: these events were denied */
	uint32_t pair[IDF_COUNTED]; /* numbers in .pairs, NUMBER_NONE: none */
	uint32_t about;             /* and in .about */
};

struct identity_seg {
	uint32_t n;
	uint16_t *of; /* combination of each row */
	struct identity_combo *combos;
};

struct identity_index {
	_Atomic(uint32_t) refs;
	const struct store *store;
	enum identity_by by;
	uint32_t nsegs;
	uint32_t
		news_nsegs; /* segments that agents, regions, services, events are known of */
	struct names names[IDF_COUNT]; /* values of the facts */
	struct names who, sessions, accounts;
	struct pairs groups;           /* IDENTITY_BY_SESSION: identity and session */
	struct pairs pairs[IDF_COUNT]; /* group and value */
	struct pairs about;            /* group and account, or identity for keys */
	struct colnums *cols;          /* build.c */
	unsigned ncols;
	struct identity_seg *segs;
	size_t bytes;
};

struct identity_index *identity_index_new(const struct store *s, enum identity_by by);
struct identity_index *identity_index_ref(struct identity_index *x);
void identity_index_unref(struct identity_index *x);
/* Take segments up to NSEGS in. ST_CANCELED: call again. */
enum st identity_index_update(struct identity_index *x, const struct eval_env *env,
			      uint32_t nsegs) WARN_UNUSED;
/* The same for what can be new beside addresses, keys and functions. */
enum st identity_index_news(struct identity_index *x,
			    const struct eval_env *env) WARN_UNUSED;

uint32_t identity_index_ngroups(const struct identity_index *x);
/* Name of a group (.ptr NULL: events without a value), and its role session or SV_NULL. */
struct sv identity_group_name(const struct identity_index *x, uint32_t group,
			      struct sv *ret_session);
/* Number of the group of that name (and session), NUMBER_NONE: there is none. */
uint32_t identity_group_find(const struct identity_index *x, struct sv name,
			     struct sv session);

#endif
