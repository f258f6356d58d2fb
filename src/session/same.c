/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task that evaluates one expression and counts its rows. */
#include "session/same.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

struct answer {
	char *expr;
	uint64_t shown, all;
};

static void answer_free(void *result)
{
	struct answer *a = result;

	if (a)
		free(a->expr);
	free(a);
}

static void count_bits(struct answer *a, const struct view *v, const uint64_t *bits)
{
	size_t words = (size_t)v->sel->order->nsegs * SEG_WORDS;

	for (size_t i = 0; i < words; i++) {
		a->all += (uint64_t)__builtin_popcountll(bits[i]);
		a->shown += (uint64_t)__builtin_popcountll(bits[i] & v->sel->rows[i]);
	}
}

static void *answer_new(const struct task_env *env, void *arg)
{
	const struct view *v = env->view;
	uint32_t nsegs = v->sel->order->nsegs;
	struct answer *a = xcalloc(1, sizeof(*a));
	struct filter_times times = v->times;
	struct filter *f = NULL;
	enum st st = filter_parse(sv_str(arg), &f, NULL);
	uint64_t *bits = try_calloc(MAX((size_t)nsegs, 1) * SEG_WORDS, sizeof(*bits));

	a->expr = xstrdup(arg);
	if (st == ST_OK)
		st = filter_bind(f, &times, NULL);
	if (st == ST_OK && bits) {
		struct eval *e = eval_new(&env->eval, f);

		st = eval_run(e, 0, nsegs, bits);
		if (st == ST_OK)
			count_bits(a, v, bits);
		eval_free(e);
	}
	filter_free(f);
	free(bits);
	if (st == ST_CANCELED) {
		answer_free(a);
		return NULL;
	}
	return a;
}

static const struct question same_question = {
	TASK_SAME, { .make = answer_new, .free = answer_free, .free_arg = free }
};

void same_ask(struct same *s, struct session *sn, const char *expr)
{
	if (s->expr ? strcmp(s->expr, expr) == 0 : !*expr)
		return;
	free(s->expr);
	s->known = false;
	s->expr = *expr ? xstrdup(expr) : NULL;
	if (s->expr)
		session_ask(sn, &same_question, xstrdup(expr));
	else
		session_ask_no_more(sn, &same_question);
}

bool same_take(struct same *s, struct session *sn)
{
	struct answer *a = session_answer(sn, &same_question);

	if (!a)
		return false;
	if (s->expr && strcmp(s->expr, a->expr) == 0) {
		s->known = true;
		s->shown = a->shown;
		s->all = a->all;
	}
	answer_free(a);
	return true;
}

void same_release(struct same *s)
{
	free(s->expr);
	*s = (struct same){ .expr = NULL };
}
