/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One answer for each number, asked once and extended as dictionaries grow. */
#include "eval/answers.h"

#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define TASK_SIZE   4096u
#define SPAWN_ABOVE 16384u /* entries worth a second thread */
#define FEW_TARGETS 4u

/* A stretch of numbers to answer for. */
struct task {
	struct prepared *p;
	struct answers *a;
	const struct target *target; /* NULL: runs */
	enum vkind kind;
	uint32_t from, to;
};

struct job {
	const struct eval_env *env;
	struct match_scratch *scratch;
	struct task *tasks;
	size_t n, cap;
	uint64_t entries;
};

void prepared_init(struct prepared *p, const struct test *t)
{
	*p = (struct prepared){ .test = t };
	matcher_init(&p->matcher, t);
	p->spans = xreallocarray(NULL, t->nspans + 1, sizeof(*p->spans));
	if (t->nspans)
		memcpy(p->spans, t->spans, t->nspans * sizeof(*p->spans));
}

static void answers_release(struct answers *a)
{
	free(a->v);
	free(a->open);
}

static void free_targets(struct target *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		answers_release(&t[i].a[0]);
		answers_release(&t[i].a[1]);
	}
	free(t);
}

void prepared_release(struct prepared *p)
{
	matcher_release(&p->matcher);
	source_release(&p->source);
	free_targets(p->targets, p->ntargets);
	free(p->slots);
	answers_release(&p->runs);
	free(p->spans);
}

static void index_targets(struct prepared *p)
{
	free(p->slots);
	p->slots = NULL;
	p->nslots = 0;
	if (p->ntargets <= FEW_TARGETS)
		return;
	for (size_t i = 1; i < p->ntargets; i++)
		if (p->targets[i].place.path == p->targets[i - 1].place.path)
			return;
	p->nslots = (size_t)p->targets[p->ntargets - 1].place.path + 1;
	p->slots = xcalloc(p->nslots, sizeof(*p->slots));
	for (size_t i = 0; i < p->ntargets; i++)
		p->slots[p->targets[i].place.path] = (uint32_t)i + 1;
}

/* The places as they are now; answers of those that were there already are kept. */
static void refresh_targets(struct prepared *p, const struct store *s)
{
	struct target *old = p->targets;
	size_t nold = p->ntargets, k = 0;

	if (p->targets && source_is_current(&p->source, s))
		return;
	source_resolve(&p->source, s, &p->test->field, p->test->op == TEST_HAS);
	p->ntargets = p->source.n;
	p->targets = xcalloc(p->ntargets + 1, sizeof(*p->targets));
	for (size_t i = 0; i < p->ntargets; i++) {
		struct target *t = &p->targets[i];

		t->place = p->source.places[i];
		while (k < nold && old[k].place.path < t->place.path)
			k++;
		if (k < nold && old[k].place.path == t->place.path) {
			memcpy(t->a, old[k].a, sizeof(t->a));
			memset(old[k].a, 0, sizeof(old[k].a));
			k++; /* what else a path stands for never changes */
		}
	}
	free_targets(old, nold);
	index_targets(p);
}

static void add_tasks(struct job *j, struct prepared *p, struct answers *a,
		      const struct target *target, enum vkind kind, uint32_t n)
{
	if (n <= a->n)
		return;
	if (n > a->cap) {
		a->cap = MAX(n, a->n + a->n / 2);
		a->v = xrealloc(a->v, a->cap);
		if (a->open)
			a->open = xrealloc(a->open, a->cap);
	}
	memset(a->v + a->n, 0, n - a->n);
	if (a->open)
		memset(a->open + a->n, 0, n - a->n);
	for (uint32_t at = a->n; at < n; at += MIN(n - at, TASK_SIZE)) {
		ALLOC_GROW(j->tasks, j->n + 1, j->cap);
		j->tasks[j->n++] = (struct task){ p,    a,  target,
						  kind, at, at + MIN(n - at, TASK_SIZE) };
	}
	j->entries += n - a->n;
}

static void collect(struct job *j, struct prepared *p)
{
	static const enum vkind kinds[2] = { VK_STR, VK_LIT };
	const struct store *s = j->env->store;

	refresh_targets(p, s);
	if (p->source.kind == SRC_RUN && !p->matcher.any)
		add_tasks(j, p, &p->runs, NULL, VK_STR, source_run_count(&p->source, s));
	for (size_t i = 0; i < p->ntargets; i++) {
		struct target *t = &p->targets[i];

		for (unsigned k = target_takes_all(p, t); k < 2; k++) {
			const struct dict *d = store_dict(s, t->place.path, kinds[k]);

			if (d)
				add_tasks(j, p, &t->a[k], t, kinds[k], dict_count(d));
		}
	}
}

static enum truth answer_entry(const struct task *t, struct match_scratch *s,
			       const struct dict_entry *e)
{
	const struct matcher *m = &t->p->matcher;
	struct sv text = sv_make(e->ptr, e->len);
	bool literal = t->kind == VK_LIT;

	if (t->target->place.overflow) {
		if (!place_value(&t->target->place, text, &text, &literal))
			return TRUTH_NO;
	} else if (m->one && e->hash != m->one_hash) {
		return TRUTH_NO;
	}
	return !literal || literal_is_value(text) ? match_text(m, s, text) : TRUTH_NO;
}

static void answer_runs(const struct job *j, const struct task *t, struct match_scratch *s)
{
	for (uint32_t i = t->from; i < t->to && !is_canceled(j->env->cancel); i++) {
		buf_clear(&s->other);
		t->a->v[i] = (uint8_t)match_text(
			&t->p->matcher, s,
			source_run_text(&t->p->source, j->env->store, i, &s->other));
	}
}

static void run_task(void *arg, unsigned worker, uint32_t item)
{
	const struct job *j = arg;
	const struct task *t = &j->tasks[item];
	struct match_scratch *s = &j->scratch[worker];
	const struct dict *d;

	if (!t->target) {
		answer_runs(j, t, s);
		return;
	}
	d = store_dict(j->env->store, t->target->place.path, t->kind);
	for (uint32_t i = t->from; i < t->to && !is_canceled(j->env->cancel); i++)
		t->a->v[i] = (uint8_t)answer_entry(t, s, dict_entry(d, i));
}

/* Those that are neither go to a table of their own, so that V is ones and zeros. */
static void take_open(struct answers *a, uint32_t from, uint32_t to)
{
	if (!a->open)
		a->open = xcalloc(a->cap, sizeof(*a->open));
	for (uint32_t i = from; i < to; i++)
		if (a->v[i] == TRUTH_OPEN) {
			a->open[i] = 1;
			a->v[i] = 0;
		}
}

static void take_answers(const struct task *t)
{
	struct answers *a = t->a;
	uint32_t hits = 0;
	uint8_t seen = 0;

	for (uint32_t i = t->from; i < t->to; i++)
		seen |= a->v[i];
	if (seen & TRUTH_OPEN)
		take_open(a, t->from, t->to);
	for (uint32_t i = t->from; i < t->to; i++)
		hits += a->v[i];
	if (hits)
		a->one = t->from + (uint32_t)((const uint8_t *)memchr(a->v + t->from, 1,
								      t->to - t->from) -
					      (a->v + t->from));
	a->hits += hits;
	a->n = t->to;
}

enum st answers_extend(struct prepared *p, size_t n, const struct eval_env *env,
		       struct match_scratch *scratch)
{
	struct job j = { .env = env, .scratch = scratch };
	enum st st = ST_OK;

	for (size_t i = 0; i < n; i++)
		collect(&j, &p[i]);
	if (j.n)
		st = workers_run(j.entries > SPAWN_ABOVE ? env->threads : 1, 0,
				 (uint32_t)j.n, env->cancel, run_task, &j);
	if (!st)
		for (size_t i = 0; i < j.n; i++)
			take_answers(&j.tasks[i]);
	free(j.tasks);
	return st;
}
