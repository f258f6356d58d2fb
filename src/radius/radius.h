/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What grew from a key, an identity, an address, an event or a function: forward over all that it
 * issued, made, changed, opened and shared, and again from each identity found.
 *
 * A node is something that was reached; its events are acts by it from the edge that led there.
 * An edge is drawn only for what an event did (GROWTH TABLE of growth.c), and for what ran as a
 * function after its code or configuration was changed: ordinary use of a shared thing is none.
 */
#ifndef RADIUS_RADIUS_H
#define RADIUS_RADIUS_H

#include "eval/select.h"
#include "identity/identity.h"
#include "lambda/page.h"
#include "lineage/lineage.h"

#define RADIUS_KIND_LIST(_)                                                                \
	_(KEY, "key")                                                                      \
	_(SESSION, "session")                                                              \
	_(USER, "user")                                                                    \
	_(ROLE, "role")                                                                    \
	_(FUNCTION, "function")                                                            \
	_(POLICY, "policy")                                                                \
	_(INSTANCE, "instance") _(RESOURCE, "resource")
enum radius_kind {
#define E(id, name) RADIUS_##id,
	RADIUS_KIND_LIST(E) RADIUS_KIND_COUNT
#undef E
};
extern const char *const radius_kinds[RADIUS_KIND_COUNT];

/* _(ID, "name", "what the event did") */
#define RADIUS_RULE_LIST(_)                                                                \
	_(KEY, "key", "was issued this key")                                               \
	_(ROLE_ID, "role-id", "began this role session")                                   \
	_(CREATED, "created", "created it")                                                \
	_(CODE, "changed-code", "changed its code")                                        \
	_(CONFIG, "changed-config", "changed its configuration")                           \
	_(GRANTED, "granted", "gave a permission")                                         \
	_(TRUST, "opened-trust", "changed who may assume it")                              \
	_(SHARED, "shared", "let others have it")                                          \
	_(RAN_AS, "ran-as", "ran as this role after it was changed")
enum radius_rule {
#define E(id, name, words) RADIUS_BY_##id,
	RADIUS_RULE_LIST(E) RADIUS_RULE_COUNT,
#undef E
	RADIUS_SEED = RADIUS_RULE_COUNT
};
extern const struct lineage_name radius_rules[RADIUS_RULE_COUNT];

#define RADIUS_MAX_NODES 1000u
#define RADIUS_NONE      UINT32_MAX

struct radius_node {
	struct sv id;
	enum radius_kind kind;
	enum radius_rule rule;
	enum lineage_confidence confidence;
	uint32_t parent; /* RADIUS_NONE: a seed */
	row_t via;       /* the event that decides; ROW_NONE: a seed */
	row_t *evidence; /* that and further ones, in the order of events */
	size_t nevidence, evidencecap;
	struct sv expr; /* acts by it; .ptr NULL: it does not act */
	tick_t from;    /* acts at and after this; INT64_MIN: all of them */
	uint64_t events;
	tick_t first, last; /* TICK_NONE: none */
	bool grown;         /* while it is made */
};

struct radius {
	struct radius_node *v;
	size_t n, cap;
	struct sv *seeds; /* "key=AKIA..." */
	size_t nseeds, seedcap;
	uint64_t before;   /* acts of the seeds before the window */
	struct sv unknown; /* a seed that is nothing loaded; .ptr NULL: none */
	bool cut;          /* there was more than RADIUS_MAX_NODES */
	bool long_filter;  /* and more than fits into a filter: there is none */
	struct buf filter; /* all events of all nodes */
	struct arena arena;
};

struct radius_ask {
	const struct eval_env *env;
	const struct selection *sel; /* what is looked at */
	const char *const *filters;  /* that made it, beside the window */
	size_t nfilters;
	tick_t from, to;               /* the window: 0, TICK_NONE when open */
	enum lineage_confidence limit; /* edges that are weaker are not followed */
	struct lineage_index *lineage;
	struct lambda_cache *functions;
	struct identity_index *identities;
	bool back; /* where the seeds came from, to the first foothold in the log */
};

/*
 * All that grew from SEEDS: FIELD=VALUE, or a bare key, identity, address, event id or function
 * name, separated by commas. ST_USAGE: one is none or may be several (ERR says which);
 * ST_CANCELED. RET is to be released in any case.
 */
enum st radius_make(const struct radius_ask *ask, struct sv seeds, struct radius *ret,
		    struct err *err) WARN_UNUSED;
/* The events of a node that acts. */
void radius_node_expr(const struct radius_node *n, struct buf *out);
void radius_release(struct radius *r);

#endif
