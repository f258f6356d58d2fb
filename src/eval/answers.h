/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers of one test for each number of the dictionaries it can meet, kept and extended
 * while the dictionaries grow. Of eval/ only.
 */
#ifndef EVAL_ANSWERS_H
#define EVAL_ANSWERS_H

#include "eval/eval.h"
#include "eval/match.h"
#include "eval/source.h"

/* 1 or 0 for each number below N. */
struct answers {
	uint8_t *v;
	uint8_t *
		open; /* the same for those that are neither (V is 0); NULL: there are none */
	uint32_t n, cap;
	uint32_t hits, one; /* how many are 1, and one of them */
};

/* A place with the answers for its strings and its literals. */
struct target {
	struct place place;
	struct answers a[2]; /* VK_STR, VK_LIT */
};

/* A test made ready for one store. */
struct prepared {
	const struct test *test;
	struct matcher matcher;
	struct source source;
	struct target *targets; /* by path */
	size_t ntargets;
	uint32_t *slots; /* target + 1 by path, when they are many, one a path; or NULL */
	size_t nslots;
	struct answers runs;    /* SRC_RUN: by number of the value */
	struct timespan *spans; /* the test's, as they were bound */
};

void prepared_init(struct prepared *p, const struct test *t);
void prepared_release(struct prepared *p);

/*
 * Bring the answers of N tests up to the dictionaries as they are now. SCRATCH: one for
 * each thread of ENV. ST_CANCELED leaves them as they were.
 */
enum st answers_extend(struct prepared *p, size_t n, const struct eval_env *env,
		       struct match_scratch *scratch) WARN_UNUSED;

/* Every value of this place passes, whatever it is. */
static inline bool target_takes_all(const struct prepared *p, const struct target *t)
{
	return p->matcher.any && !t->place.overflow;
}

#endif
