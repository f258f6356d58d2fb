/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and pages of functions are made anew for each view; an index is shared between them. */
#include "lambda/ask.h"

#include "util/xalloc.h"

#include <stdatomic.h>
#include <stdlib.h>

/* What the questions share; used by one of them at a time, on the worker's thread. */
struct lambda_shared {
	_Atomic(uint32_t) refs;
	struct lambda_cache cache;
};

struct asked {
	struct lambda_shared *shared;
	char *fn; /* text of the function in the index; NULL: the rows */
};

void lambda_shared_unref(struct lambda_shared *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	lambda_cache_release(&s->cache);
	free(s);
}

static void asked_free(void *arg)
{
	struct asked *q = arg;

	lambda_shared_unref(q->shared);
	free(q->fn);
	free(q);
}

static struct asked *asked_new(struct lambda_shared *s, const char *fn)
{
	struct asked *q = xcalloc(1, sizeof(*q));

	atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	q->shared = s;
	q->fn = fn ? xstrdup(fn) : NULL;
	return q;
}

static struct span window_of(const struct view *v)
{
	return (struct span){ v->from, v->to };
}

static void *make_rows(const struct task_env *env, void *arg)
{
	struct asked *q = arg;
	const struct view *v = env->view;
	struct lambda_rows *r;

	if (lambda_cache_update(&q->shared->cache, &env->eval, v->sel, v->final) != ST_OK)
		return NULL;
	r = lambda_rows_new(&q->shared->cache, &env->eval, v->sel, window_of(v));
	if (r)
		r->serial = v->serial;
	return r;
}

static void free_rows(void *result)
{
	lambda_rows_free(result);
}

static void *make_page(const struct task_env *env, void *arg)
{
	struct asked *q = arg;
	const struct view *v = env->view;
	struct lambda_cache *c = &q->shared->cache;
	struct lambda_page *p;
	uint32_t fn;

	if (lambda_cache_update(c, &env->eval, v->sel, v->final) != ST_OK)
		return NULL;
	fn = names_find(&c->index->fns, sv_str(q->fn));
	if (fn == NUMBER_NONE) /* gone: it was of a copy */
		fn = 0;
	p = lambda_page_new(c, &env->eval, v->sel, window_of(v), fn);
	if (p)
		p->serial = v->serial;
	return p;
}

static void free_page(void *result)
{
	lambda_page_free(result);
}

const struct question lambda_rows_question = {
	TASK_ROWS, { .make = make_rows, .free = free_rows, .free_arg = asked_free }
};
const struct question lambda_page_question = {
	TASK_PAGE, { .make = make_page, .free = free_page, .free_arg = asked_free }
};

struct lambda_shared *lambda_shared_new(void)
{
	struct lambda_shared *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	return s;
}

void lambda_ask_rows(struct session *sn, struct lambda_shared *s)
{
	session_ask(sn, &lambda_rows_question, asked_new(s, NULL));
}

void lambda_ask_page(struct session *sn, struct lambda_shared *s, const char *fn)
{
	session_ask(sn, &lambda_page_question, asked_new(s, fn));
}
