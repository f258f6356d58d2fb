/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and pages of identities are made anew for each view; an index is shared between them. */
#include "identity/ask.h"

#include "util/xalloc.h"

#include <stdlib.h>

/* What the questions share; used by one of them at a time, on the worker's thread. */
struct identity_shared {
	_Atomic(uint32_t) refs;
	struct identity_index *index; /* of the grouping asked for last */
	struct lineage_holder *lineage;
};

struct asked {
	struct identity_shared *shared;
	enum identity_by by;
	char *name, *session; /* of the page; NULL: none */
};

struct identity_shared *identity_shared_new(struct lineage_holder *lineage)
{
	struct identity_shared *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	s->lineage = lineage_holder_ref(lineage);
	return s;
}

void identity_shared_unref(struct identity_shared *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	identity_index_unref(s->index);
	lineage_holder_unref(s->lineage);
	free(s);
}

static void asked_free(void *arg)
{
	struct asked *q = arg;

	identity_shared_unref(q->shared);
	free(q->name);
	free(q->session);
	free(q);
}

static void rows_free(void *result)
{
	identity_rows_free(result);
}

static void page_free(void *result)
{
	identity_page_free(result);
}

/* The index of the grouping, brought up to the newest view. */
static struct identity_index *index_now(const struct task_env *env, const struct asked *q)
{
	struct identity_shared *s = q->shared;
	const struct view *v = env->view;

	if (s->index && s->index->by != q->by) {
		identity_index_unref(s->index);
		s->index = NULL;
	}
	if (!s->index)
		s->index = identity_index_new(env->eval.store, q->by);
	if (identity_index_update(s->index, &env->eval, v->sel->order->nsegs) != ST_OK)
		return NULL;
	return s->index;
}

static struct span window_of(const struct view *v)
{
	return (struct span){ v->from, v->to };
}

static struct identity_rows *answer_rows(const struct task_env *env,
					 struct identity_index *x, bool fresh)
{
	const struct view *v = env->view;

	return identity_rows_new(x, &env->eval, v->sel, window_of(v), v->first, v->last,
				 fresh, true);
}

static void *make_rows(const struct task_env *env, void *arg)
{
	const struct asked *q = arg;
	struct identity_index *x = index_now(env, q);
	struct identity_rows *a;
	bool window = env->view->from > 0;

	if (!x)
		return NULL;
	if (window && x->news_nsegs != x->nsegs) {
		/* what is new takes longer the first time: the counts come before it */
		a = answer_rows(env, x, false);
		if (!a)
			return NULL;
		env->partial(env, a);
		if (identity_index_news(x, &env->eval) != ST_OK)
			return NULL;
	}
	return answer_rows(env, x, window);
}

static void *make_page(const struct task_env *env, void *arg)
{
	const struct asked *q = arg;
	const struct view *v = env->view;
	struct identity_index *x = index_now(env, q);
	struct lineage_index *l =
		x ? lineage_holder_get(q->shared->lineage, &env->eval, v) : NULL;
	struct identity_page *p;
	uint32_t group;

	if (!l)
		return NULL;
	group = identity_group_find(x, sv_str(q->name), sv_str(q->session));
	p = identity_page_new(x, l, &env->eval, v->sel, group, window_of(v));
	lineage_index_unref(l);
	return p;
}

const struct question identity_rows_question = {
	TASK_ROWS, { .make = make_rows, .free = rows_free, .free_arg = asked_free }
};
const struct question identity_page_question = {
	TASK_PAGE, { .make = make_page, .free = page_free, .free_arg = asked_free }
};

static struct asked *asked_new(struct identity_shared *s, enum identity_by by)
{
	struct asked *q = xcalloc(1, sizeof(*q));

	atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	q->shared = s;
	q->by = by;
	return q;
}

void identity_ask_rows(struct session *sn, struct identity_shared *s, enum identity_by by)
{
	session_ask(sn, &identity_rows_question, asked_new(s, by));
}

static char *copy_of(struct sv v)
{
	return v.ptr ? xmemdup0(v.ptr, v.len) : NULL;
}

void identity_ask_page(struct session *sn, struct identity_shared *s, enum identity_by by,
		       struct sv name, struct sv session)
{
	struct asked *q = asked_new(s, by);

	q->name = copy_of(name);
	q->session = copy_of(session);
	session_ask(sn, &identity_page_question, q);
}
