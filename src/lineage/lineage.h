/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an event back to the login that started it, and forward to all that came of it.
 *
 * A trace is a list of hops. Hop 0 is the event; each further hop is the event that issued the
 * credential of the one before, or (row ROW_NONE) what stands behind it and is no event: a
 * service, the subject of an identity provider, a person of Identity Center. The rules are
 * those of the reference's table of stitching rules, by number below.
 */
#ifndef LINEAGE_LINEAGE_H
#define LINEAGE_LINEAGE_H

#include "lineage/index.h"
#include "util/buf.h"

/* RULE TABLE: how a hop was found from the one before. _(ID, "name", "in words") */
#define LINEAGE_RULE_LIST(_)                                                               \
	_(KEY, "key", "issued the key it was made with")                 /* 1, 13 */       \
	_(ROLE_ID, "role-id", "issued its role session")                 /* 2, 7 */        \
	_(CONSOLE, "console", "signed in the session it belongs to")     /* 3, 11 */       \
	_(LOGIN, "login", "signed in when its console session began")    /* 4 */           \
	_(SWITCH_ROLE, "switch-role", "switched to its role")            /* 5 */           \
	_(SHARED, "shared", "the caller's own copy of it")               /* 6 */           \
	_(SOURCE_IDENTITY, "source-identity", "set its source identity") /* 8 */           \
	_(SAML, "saml", "the subject of the SAML provider")              /* 9 */           \
	_(OIDC, "oidc", "the subject of the OpenID provider")            /* 9 */           \
	_(IDC, "idc", "the person of Identity Center behind it")         /* 10 */          \
	_(SERVICE, "service", "the service that holds its credential")   /* 11, 12 */      \
	_(CREATED, "created", "created its access key")                  /* 14 */          \
	_(FEDERATED, "federated", "issued its federated session")        /* 15 */

#define LINEAGE_CONFIDENCE_LIST(_)                                                         \
	_(EXACT, "exact")                                                                  \
	_(SAME_SECOND, "same-second") _(PROBABLE, "probable") _(AMBIGUOUS, "ambiguous")

#define LINEAGE_STOP_LIST(_)                                                               \
	_(LOGIN, "login", "somebody signed in")                                            \
	_(KEY_CREATED, "key-created", "a long-lived key, created in the loaded files")     \
	_(KEY_NOT_IN_LOG, "key-not-in-log",                                                \
	  "a long-lived key whose creation is not in the loaded files")                    \
	_(IDENTITY_PROVIDER, "identity-provider", "signed in with an identity provider")   \
	_(SERVICE, "service", "an AWS service acted")                                      \
	_(OTHER_ACCOUNT, "other-account",                                                  \
	  "somebody of an account whose files are not loaded")                             \
	_(NOT_IN_LOG, "not-in-log", "the issuer is not in the loaded files")               \
	_(AMBIGUOUS, "ambiguous", "several events fit, and nothing tells them apart")      \
	_(LIMIT, "limit", "too many steps, or a circle")

enum lineage_rule {
#define E(id, name, words) LINEAGE_##id,
	LINEAGE_RULE_LIST(E) LINEAGE_RULE_COUNT,
#undef E
	LINEAGE_NO_RULE = LINEAGE_RULE_COUNT /* hop 0 */
};
enum lineage_confidence {
#define E(id, name) LINEAGE_##id,
	LINEAGE_CONFIDENCE_LIST(E) LINEAGE_CONFIDENCE_COUNT
#undef E
};
enum lineage_stop {
#define E(id, name, words) LINEAGE_STOP_##id,
	LINEAGE_STOP_LIST(E) LINEAGE_STOP_COUNT
#undef E
};

struct lineage_name {
	const char *name, *words;
};
extern const struct lineage_name lineage_rules[LINEAGE_RULE_COUNT];
extern const char *const lineage_confidences[LINEAGE_CONFIDENCE_COUNT];
extern const struct lineage_name lineage_stops[LINEAGE_STOP_COUNT];

#define LINEAGE_MAX_HOPS  16
#define LINEAGE_MAX_PROOF 4

struct lineage_hop {
	row_t row; /* ROW_NONE: no event */
	enum lineage_rule rule;
	enum lineage_confidence confidence;
	struct sv identity, action; /* action .ptr NULL: no event */
	struct sv issued; /* key, assumed-role id, or session; .ptr NULL: nothing */
	struct sv note;   /* what it acted for, the account ...; .ptr NULL */
	row_t proof[LINEAGE_MAX_PROOF]; /* events that show it, its own first */
	unsigned nproof;
	const row_t *candidates; /* ambiguous: all that fit, in the order of events */
	size_t ncandidates;
};

struct lineage_trace {
	struct lineage_hop hops[LINEAGE_MAX_HOPS + 1];
	size_t n;
	enum lineage_stop stop;
	struct arena arena;
};

/* Trace ROW. Zero RET first; may be used again. */
void lineage_trace(const struct lineage_index *x, row_t row, struct lineage_trace *ret);
void lineage_release(struct lineage_trace *t);
/* Words for the end of a trace: what is missing, and why that can be. */
void lineage_stop_words(const struct lineage_index *x, const struct lineage_trace *t,
			struct buf *out);

/*
 * The filter for everything done with what hop K issued (of hop 0 that issued nothing: done in
 * its own session), and with all that was issued in turn. False, and nothing appended, when
 * there is no such thing. CUT: there was more than fits.
 */
bool lineage_forward(const struct lineage_index *x, const struct lineage_trace *t, size_t k,
		     struct buf *out, bool *ret_cut);

/* One step back: who issued the credential of C. For issuer.c and lineage.c. */
struct lineage_link {
	row_t row; /* ROW_NONE: no event */
	enum lineage_rule rule;
	enum lineage_confidence confidence;
	struct sv identity, issued, note; /* of C's arena */
	row_t proof[LINEAGE_MAX_PROOF];
	unsigned nproof;
	row_t *candidates; /* ambiguous: all that fit; ROW is the first of them */
	size_t ncandidates;
	bool one_caller; /* whichever it was, it was made by the same, with the same key */
};
/*
 * Of a call that the account of its caller logged too: that record, which says who it was. False
 * when it is not there, or C is it.
 */
bool lineage_caller_copy(const struct lineage_index *x, const struct lineage_cred *c,
			 struct arena *arena, struct lineage_link *ret);
/* False: none is known. Texts go to ARENA. */
bool lineage_issuer(const struct lineage_index *x, const struct lineage_cred *c,
		    struct arena *arena, struct lineage_link *ret);

#endif
