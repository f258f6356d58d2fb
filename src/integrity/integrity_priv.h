/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of integrity/ only: what is known while files and digests are judged. */
#ifndef INTEGRITY_INTEGRITY_PRIV_H
#define INTEGRITY_INTEGRITY_PRIV_H

#include "integrity/digest.h"
#include "integrity/integrity.h"
#include "util/hashtab.h"

#define NO_NODE    UINT32_MAX
#define DIGEST_MAX (UINT64_C(64) << 20) /* bytes of a digest */

/* A digest, at hand or only spoken of. */
struct node {
	uint32_t file;  /* NO_NODE: not at hand */
	struct sv path; /* as loaded, else its key */
	bool parsed;
	struct digest d; /* when parsed */
	uint8_t sum[SHA256_LEN];
	bool summed;
	uint32_t copy_of; /* a node with the same content that stands for it, or NO_NODE */
	struct sv key;    /* as the digest after it calls it, else its own */
	struct trail_name name;
	tick_t at;     /* when it ended, by its name if that tells */
	uint32_t prev; /* the digest before it, by what it says; NO_NODE: none */
	uint32_t next; /* the one after it that speaks of it; NO_NODE: none */
	bool exact;    /* ... and has its hash right */
	bool outside;  /* it is no part of its chain: nothing it lists counts */
	unsigned sig;  /* of judge.c: what its signature there is */
	enum proof state;
	struct buf problem;
};

/* One line of a digest's list. */
struct claim {
	const struct digest_entry *entry;
	uint32_t node;
	uint32_t file; /* what it is satisfied or contradicted by; NO_NODE: nothing */
	bool good;     /* that has the right hash */
	bool cleared; /* the digest was altered in this very line: the file is not to blame */
};

struct check {
	const struct eval_env *env;
	const struct store *store;
	struct raw *raw;
	const struct keyring *keys;
	struct integrity *x;
	struct node *nodes;
	uint32_t n, cap;
	uint32_t *order; /* nodes that are no copies, by chain and time; CHECK's own */
	uint32_t norder;
	struct claim *claims;
	size_t nclaims, claimcap;
	uint32_t *claim_of; /* file -> its claim, by number in the store; NO_NODE: none */
	uint32_t *by_hash;  /* claims by hash, those without one left out */
	size_t nby_hash;
	struct arena arena; /* of digests and names; goes with the check */
	struct buf text;    /* what is signed */
};

/* ---- gather.c: digests of the store become nodes ---- */
/* ST_CANCELED */
enum st gather_digests(struct check *c) WARN_UNUSED;
/* The text of a node that is at hand; false when it cannot be read again. */
bool node_text(const struct check *c, const struct node *n, struct buf *out);

/* ---- link.c: who speaks of whom, and in what order ---- */
void link_digests(struct check *c);
bool same_chain(const struct node *a, const struct node *b);
/* Nodes of one chain follow one another in ORDER: the end of the one that begins at I. */
uint32_t chain_end(const struct check *c, uint32_t i);

/* ---- judge.c: what becomes of the digests ---- */
/* ST_CANCELED */
enum st judge_digests(struct check *c) WARN_UNUSED;
/* Would N be whole with the texts FROM in the place of TO? (pairs, NSUBS of them) */
struct substitute {
	struct sv from;
	uint8_t to[SHA256_LEN];
};
bool node_fits_with(struct check *c, const struct node *n, const struct substitute *subs,
		    size_t nsubs);
/* Add a reason to a problem. */
void add_problem(struct buf *problem, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- match.c: log files against the lists of digests ---- */
void match_files(struct check *c);
/* The claim whose content FILE has, though not its name; NULL: none. */
const struct claim *claim_of_content(const struct check *c, const struct file *f);

/* ---- place.c: is a file where its key says? ---- */
/* A bit for each claim that is satisfied elsewhere than most are. */
uint64_t *find_moved(const struct check *c);

/* ---- remarks.c: what the events of files say against them ---- */
/* Adds to PROBLEMS, by number of the file. ST_CANCELED. */
enum st remark_events(const struct check *c, struct buf *problems) WARN_UNUSED;

/* ---- chains.c ---- */
/* Chains with their gaps, and what stands before their first digests. */
void make_chains(struct check *c);

#endif
