/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is the evidence whole? Every log file and digest of a load against what the digests say.
 *
 * The load has hashed each file (load_options.hash); here digests are read, linked by what
 * each says of the one before it, and judged from the newest to the oldest: the signature of
 * a digest stands in the one after it. Then the files are held against the lists of the
 * digests, by name and by content.
 *
 * Who is accused: the one whose bytes no witness fits. A digest whose signature fits is
 * whole, whatever the one after it says of it; a digest that was altered is no witness
 * against others where putting right the one text makes it whole again.
 */
#ifndef INTEGRITY_INTEGRITY_H
#define INTEGRITY_INTEGRITY_H

#include "eval/eval.h"
#include "ingest/raw.h"
#include "integrity/keys.h"

/* PRODUCT.md section 13. _(ID, "name") */
#define PROOF_LIST(_)                                                                      \
	_(VERIFIED, "verified")     /* as a signed digest says */                          \
	_(HASH_ONLY, "hash-only")   /* as a digest says whose signature is not known */    \
	_(CHANGED, "changed")       /* not as a digest says */                             \
	_(MISSING, "missing")       /* a digest lists it, it is not at hand */             \
	_(UNCOVERED, "uncovered")   /* no digest lists it */                               \
	_(UNREADABLE, "unreadable") /* it has no hash: not read, or not to its end */      \
	_(VALID, "valid")           /* from here on of digests: signed */                  \
	_(UNSIGNED, "unsigned")     /* no key, or no signature at hand */                  \
	_(BAD_SIGNATURE, "bad-signature")
enum proof {
#define PROOF_ENUM(id, name) PROOF_##id,
	PROOF_LIST(PROOF_ENUM)
#undef PROOF_ENUM
		PROOF_COUNT
};
extern const char *const proof_names[PROOF_COUNT];

#define NO_PROOF UINT32_MAX

/* A log file, or a digest: DIGEST is then NO_PROOF. */
struct proof_row {
	uint32_t file;  /* number in the store, NO_PROOF: it is not at hand */
	struct sv path; /* as loaded; of what is missing the key */
	enum proof state;
	uint32_t digest;   /* which digest speaks of it, index in digests; NO_PROOF: none */
	struct sv problem; /* .ptr NULL: none */
};

struct proof_gap {
	tick_t from, to;
};

struct proof_chain {
	struct sv account, region, trail; /* .ptr NULL: the names do not say */
	tick_t from, to;
	struct proof_gap *gaps;
	size_t ngaps;
};

struct integrity {
	struct proof_row *files; /* in file order, then what is missing by key */
	size_t nfiles;
	struct proof_row *digests; /* by chain, then time */
	size_t ndigests;
	struct proof_chain *chains; /* by account, region, trail */
	size_t nchains;
	uint64_t counts[PROOF_COUNT]; /* files and digests in each state */
	uint32_t *of_file;    /* number in the store -> index in files, or NO_PROOF */
	bool stray_signature; /* one given with --signature fits nothing */
	struct arena arena;
};

/* Of a finished store. NULL when ENV->cancel was seen. */
struct integrity *integrity_make(const struct eval_env *env, struct raw *raw,
				 const struct keyring *keys);
void integrity_free(struct integrity *x);
/* What is known of a file of the store, or NULL. */
const struct proof_row *integrity_of(const struct integrity *x, uint32_t file);
/* The same of a digest. */
const struct proof_row *integrity_of_digest(const struct integrity *x, uint32_t file);
/* Note the states in the entries of the files (file.proof). */
void integrity_note(const struct integrity *x, struct store *s);
/* Is what a file in this state holds vouched for by a digest? */
static inline bool proof_holds(enum proof p)
{
	return p == PROOF_VERIFIED || p == PROOF_HASH_ONLY;
}

#endif
