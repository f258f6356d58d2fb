/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One test over one segment. Of eval/ only. */
#ifndef EVAL_TEST_H
#define EVAL_TEST_H

#include "eval/answers.h"

/* Where a test is asked: by one thread, of one segment. */
struct test_env {
	const struct eval_env *env;
	const struct segment *seg;
	struct match_scratch *scratch;
};

/*
 * OUT (SEG_WORDS words) = the rows of MASK that pass. The answers of P must cover the
 * segment. Rows outside of MASK cost nothing where values have to be looked at one by one.
 * True when there are rows that neither pass nor fail: OPEN has them. Else OPEN is untouched.
 */
bool eval_test(const struct test_env *t, const struct prepared *p, const uint64_t *mask,
	       uint64_t *out, uint64_t *open);

#endif
