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
#define ID_BY_LIST(_)                                                                      \
	_(IDENTITY, "identity")                                                            \
	_(SESSION, "role session")                                                         \
	_(KEY, "access key") _(ADDRESS, "address") _(ACCOUNT, "account")
enum id_by {
#define E(id, name) ID_BY_##id,
	ID_BY_LIST(E) ID_BY_COUNT
#undef E
};
extern const char *const id_by_names[ID_BY_COUNT];

/* What is counted, and what can be new. */
enum id_fact {
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
extern const char *const id_fact_names[IDF_COUNT];

#define ID_DENIED (UINT32_C(1) << 31)

struct id_combo {
	uint32_t group;             /* ID_DENIED: these events were denied */
	uint32_t pair[IDF_COUNTED]; /* numbers in .pairs, NUMBER_NONE: none */
};

struct id_seg {
	uint32_t n;
	uint16_t *of; /* combination of each row */
	struct id_combo *combos;
};

struct id_index {
	_Atomic(uint32_t) refs;
	const struct store *store;
	enum id_by by;
	uint32_t nsegs;
	uint32_t
		news_nsegs; /* segments that agents, regions, services, events are known of */
	struct names names[IDF_COUNT]; /* values of the facts */
	struct names who, sessions, accounts;
	struct pairs groups;           /* ID_BY_SESSION: identity and session */
	struct pairs pairs[IDF_COUNT]; /* group and value */
	struct pairs about;            /* group and account, or identity for keys */
	struct colnums *cols;          /* build.c */
	unsigned ncols;
	struct id_seg *segs;
	size_t bytes;
};

struct id_index *id_index_new(const struct store *s, enum id_by by);
struct id_index *id_index_ref(struct id_index *x);
void id_index_unref(struct id_index *x);
/* Take segments up to NSEGS in. ST_CANCELED: call again. */
enum st id_index_update(struct id_index *x, const struct eval_env *env,
			uint32_t nsegs) WARN_UNUSED;
/* The same for what can be new beside addresses, keys and functions. */
enum st id_index_news(struct id_index *x, const struct eval_env *env) WARN_UNUSED;

uint32_t id_index_ngroups(const struct id_index *x);
/* Name of a group (.ptr NULL: events without a value), and its role session or SV_NULL. */
struct sv id_group_name(const struct id_index *x, uint32_t group, struct sv *ret_session);
/* Number of the group of that name (and session), NUMBER_NONE: there is none. */
uint32_t id_group_find(const struct id_index *x, struct sv name, struct sv session);

#endif
