/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which remarks on a filter are worth saying: those on tests that match no loaded event. */
#ifndef EVAL_HINTS_H
#define EVAL_HINTS_H

#include "eval/eval.h"
#include "lang/hint.h"

/*
 * FN for each remark on F, which is bound, over the first NSEGS segments. BUDGET_MS: a test
 * that has not been answered after so long is not spoken of, nor is one whose values are too
 * many to be looked at on the way (the screen, while a filter is typed); 0: take the time.
 * NONE: F is known to match nothing, which says it all when it has but one test.
 */
typedef void (*hint_fn)(void *arg, const char *text);
void hints_say(struct filter *f, const struct eval_env *env, uint32_t nsegs,
	       unsigned budget_ms, bool none, hint_fn fn, void *arg);

#endif
