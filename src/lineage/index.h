/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where credentials come from: of all loaded events those that issue one, sign somebody in or
 * stand for a copy of another, under hashes of what they are found by. Made in one pass over
 * the few columns concerned; immutable and counted.
 *
 * A hash only proposes rows: who asks compares the texts.
 */
#ifndef LINEAGE_INDEX_H
#define LINEAGE_INDEX_H

#include "eval/eval.h"
#include "lineage/cred.h"
#include "util/hash.h"

/* What a row is found by. */
enum lineage_tag {
	LT_KEY,             /* the temporary key it issued */
	LT_ACCESS_KEY,      /* the long-lived key it created */
	LT_ROLE_ID,         /* the assumed-role id it issued */
	LT_FEDERATED,       /* the federated user it issued a key for */
	LT_LOGIN,           /* a sign-in: ARN, and principal id, of who signed in */
	LT_SWITCH,          /* SwitchRole: its ARN, and the name switched from */
	LT_SHARED,          /* sharedEventID */
	LT_SOURCE_IDENTITY, /* the source identity it asked for */
	LT_IDC_ROLE,        /* GetRoleCredentials: the person */
	LT_PORTAL,          /* a step of signing in to Identity Center: the person */
	LT_SIGNIN,          /* a sign-in: its session's ARN */
	LT_CONSOLE,         /* some event of this console session says that it is one */
	LT_PERSON,          /* some event of this group names the person behind it */
	LT_CALLER,          /* an issuing event: the group that made it */
	LT_MADE,            /* what made a user or a role, or gave it a key or a password */
	LT_COUNT
};

struct lineage_entry {
	uint64_t hash;
	row_t row;
	uint32_t next; /* entry + 1 with the same slot */
};

struct lineage_index {
	_Atomic(uint32_t) refs;
	const struct store *store;
	uint32_t nsegs;
	bool final; /* made when the store was finished */
	struct lineage_paths paths;
	struct lineage_entry *v;
	uint32_t n;
	uint32_t *slots, nslots; /* entry + 1 */
};

/* Over segments 0..nsegs-1. NULL when cancelled. */
struct lineage_index *lineage_index_new(const struct eval_env *env, uint32_t nsegs,
					bool final);
struct lineage_index *lineage_index_ref(struct lineage_index *x);
void lineage_index_unref(struct lineage_index *x);

static inline uint64_t lineage_hash(enum lineage_tag tag, struct sv text)
{
	return hash_mix(hash_sv(text), (uint64_t)tag);
}
/* Of a console session, or whatever else has a principal and the time it began. */
static inline uint64_t lineage_hash_session(enum lineage_tag tag, struct sv principal,
					    tick_t created)
{
	return hash_mix(hash_mix(hash_sv(principal), (uint64_t)created),
			(uint64_t)tag + 64);
}

/* Under LT_SHARED. */
uint64_t lineage_hash_shared(struct sv id);
/* Under LT_MADE; WHAT is "user" or "role". */
uint64_t lineage_hash_made(struct sv account, const char *what, struct sv name);

/* Rows under HASH: for (i = lineage_first(x, h); i; i = lineage_next(x, i)) ... x->v[i - 1].row */
uint32_t lineage_next(const struct lineage_index *x, uint32_t i);
uint32_t lineage_first(const struct lineage_index *x, uint64_t hash);

/*
 * The group of credentials an event belongs to: its console session (principal and creation
 * time) when it or another event of that session says so, or when it has no key; else its
 * key; else none (the event alone).
 */
enum lineage_group_kind { LG_NONE, LG_KEY, LG_SESSION };
enum lineage_group_kind lineage_group(const struct lineage_index *x,
				      const struct lineage_cred *c);
/* A part of an event, as struct lineage_cred has it. */
struct sv lineage_text(const struct lineage_index *x, row_t row, enum lineage_part part,
		       struct arena *arena);
/* The person some event of the group of C names, SV_NULL when none does. */
struct sv lineage_person(const struct lineage_index *x, const struct lineage_cred *c,
			 struct arena *arena);

#endif
