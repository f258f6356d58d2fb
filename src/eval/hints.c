/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test that has a remark is asked alone: does any event match it? */
#include "eval/hints.h"

#include "eval/scan.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <time.h>

#define SLICE 16u /* segments between two looks at the clock */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Does any event match, or could not all be asked by UNTIL (0: no end)? */
static bool may_match(struct eval *e, uint32_t nsegs, int64_t until)
{
	uint64_t *bits = xcalloc((size_t)nsegs * SEG_WORDS + 1, sizeof(*bits));
	bool any = false;

	for (uint32_t at = 0; at < nsegs && !any;) {
		uint32_t to = MIN(at + SLICE, nsegs);

		any = (until && now_ms() > until) || eval_run(e, at, to, bits) != ST_OK;
		for (; at < to && !any; at++)
			any = bits_any(bits + (size_t)at * SEG_WORDS) || eval_open(e, at);
	}
	free(bits);
	return any;
}

/* T alone, as a filter. */
static bool test_may_match(const struct test *t, const struct eval_env *env, uint32_t nsegs,
			   unsigned budget_ms)
{
	struct test alone = *t, *tests[1] = { &alone };
	struct node root = { .kind = NODE_TEST, .test = &alone };
	struct filter f = { .root = &root, .tests = tests, .ntests = 1 };
	struct eval *e;
	bool any;

	alone.index = 0;
	e = eval_new(env, &f);
	any = may_match(e, nsegs, budget_ms ? now_ms() + budget_ms : 0);
	eval_free(e);
	return any;
}

static bool is_costly(const struct test *t)
{
	return t->field.id == FLD_TEXT || t->field.id == FLD_RAW;
}

static bool is_known(const struct fieldref *f, const struct store *s)
{
	return (f->id == FLD_NONE && !f->nkeys) || fieldref_known(f, s);
}

void hints_say(struct filter *f, const struct eval_env *env, uint32_t nsegs,
	       unsigned budget_ms, bool none, hint_fn fn, void *arg)
{
	none = none && f->ntests == 1;
	for (size_t i = 0; i < f->ntests; i++) {
		const struct test *t = f->tests[i];
		struct hint h;

		if (!hint_of(f, t, &h) || !is_known(&h.known, env->store))
			continue;
		if (!h.always && !none &&
		    ((budget_ms && is_costly(t)) ||
		     test_may_match(t, env, nsegs, budget_ms)))
			continue;
		fn(arg, h.text);
	}
}
