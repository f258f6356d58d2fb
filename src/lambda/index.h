/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the functions pane knows of the loaded events before any filter: which events concern
 * which Lambda function, who made them, and which of them are one invocation. Made once for a
 * number of segments, immutable and counted.
 *
 * One function is account + region + name, that is its unqualified ARN (field `function.arn`);
 * the bare name when account or region are not known; and one function without a name for the
 * Lambda data events that have none.
 */
#ifndef LAMBDA_INDEX_H
#define LAMBDA_INDEX_H

#include "columns/numbers.h"
#include "columns/pairs.h"
#include "eval/eval.h"
#include "event/rules.h"
#include "lambda/logged.h"

enum lambda_event_flags {
	FNE_CALL = 1, /* Invoke* */
	FNE_RUN =
		2, /* InvokeExecution: the run of an asynchronous one (FNE_CALL is set too) */
	FNE_CHANGE = 4, /* of the classes code, config, permission, trigger */
	FNE_BAD = 8,    /* its result is not ok */
	FNE_DENIED = 16,
	FNE_TWIN = 32 /* the copy of a call whose caller's own record is loaded too */
};

#define LAMBDA_ALONE UINT32_MAX

/* Events of Lambda functions in one segment, by row. */
struct lambda_seg {
	uint32_t n;
	uint16_t *row;
	uint8_t *flags;  /* enum lambda_event_flags */
	uint32_t *pair;  /* number in lambda_index.callers */
	uint32_t *group; /* FNE_CALL: the invocation; LAMBDA_ALONE: one of its own */
};

struct lambda_index {
	_Atomic(uint32_t) refs;
	const struct store *store;
	uint32_t nsegs;
	bool final;             /* copies of events are left out */
	struct names fns;       /* ARN, bare name, or "" for the unknown one */
	struct names who;       /* identities */
	struct names from;      /* addresses and requestParameters.sourceArn */
	struct pairs callers;   /* function, identity: of every event */
	struct pairs addresses; /* function, address */
	struct pairs sources;   /* function, source ARN of an invocation */
	struct lambda_seg *segs;
	uint32_t ngroups;   /* room for numbers of invocations; not all of them are used */
	uint32_t *group_fn; /* function of an invocation */
	uint64_t nevents;
	struct lambda_logged logged;
	bool has_calls;  /* some Lambda data event is loaded */
	bool has_lambda; /* some event of a function is loaded */
};

/* Over segments 0..nsegs-1; FINAL: the store is finished. NULL when cancelled. */
struct lambda_index *lambda_index_new(const struct eval_env *env, uint32_t nsegs,
				      bool final);
struct lambda_index *lambda_index_ref(struct lambda_index *x);
void lambda_index_unref(struct lambda_index *x);

/*
 * A function that no event of Lambda names, by its ARN or bare name; while nobody else has the
 * index. Then lambda_index_settle() says of all functions whether their invocations are known.
 */
uint32_t lambda_index_add(struct lambda_index *x, struct sv name);
void lambda_index_settle(struct lambda_index *x);
static inline bool lambda_index_logged(const struct lambda_index *x, uint32_t fn)
{
	return x->logged.known[fn];
}

/* A function by its number; parts that are not known are SV_NULL. */
struct lambda_id {
	struct sv name, arn, account, region;
	bool unknown; /* events without a name: NAME is "(unknown)" */
};
struct lambda_id lambda_index_id(const struct lambda_index *x, uint32_t fn);

/*
 * Numbers of the functions that NAME means: account:region:name, "(unknown)", or any spelling
 * the service takes (rule_function_spelled()), with a qualifier or without. The caller frees.
 */
size_t lambda_index_find(const struct lambda_index *x, struct sv name, uint32_t **ret);

/* For index.c: number the invocations (groups.c). */
struct lambda_call {
	uint64_t hash;  /* of function and request */
	uint32_t hash2; /* another one of the same */
	uint32_t at;    /* segment << SEG_SHIFT | place in struct lambda_seg */
};
#define LAMBDA_PARTS 256u
struct lambda_calls { /* of one thread */
	struct lambda_call_list {
		struct lambda_call *v;
		uint32_t n, cap;
	} part[LAMBDA_PARTS];
};
void lambda_calls_add(struct lambda_calls *c, struct lambda_call call);
void lambda_calls_release(struct lambda_calls *c);
/* Set .group of the calls of THREADS lists, ngroups and group_fn. */
enum st lambda_groups_fill(struct lambda_index *x, const struct eval_env *env,
			   const struct lambda_calls *calls, unsigned threads) WARN_UNUSED;

#endif
