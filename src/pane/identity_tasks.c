/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the identities pane has worked out in the background. */
#include "pane/identity_pane.h"

#include "ui/trace.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* What the tasks of the pane share; used by one of them at a time, on the worker's thread. */
struct id_shared {
	_Atomic(uint32_t) refs;
	struct id_index *index; /* of the grouping asked for last */
	struct lin_holder *lineage;
};

struct question {
	struct id_shared *shared;
	enum id_by by;
	struct span window;
	char *name, *session; /* of the page; NULL: none */
};

struct id_shared *id_shared_new(struct ui *ui)
{
	struct id_shared *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	s->lineage = lin_holder_ref(trace_lineage(ui));
	return s;
}

void id_shared_unref(struct id_shared *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	id_index_unref(s->index);
	lin_holder_unref(s->lineage);
	free(s);
}

static void question_free(void *arg)
{
	struct question *q = arg;

	id_shared_unref(q->shared);
	free(q->name);
	free(q->session);
	free(q);
}

void rows_answer_free(void *result)
{
	struct rows_answer *a = result;

	if (!a)
		return;
	id_rows_free(a->rows);
	free(a);
}

void page_answer_free(void *result)
{
	struct page_answer *a = result;

	if (!a)
		return;
	id_page_free(a->page);
	free(a);
}

/* The index of the grouping, brought up to the newest view. */
static struct id_index *index_now(const struct task_env *env, const struct question *q)
{
	struct id_shared *s = q->shared;
	const struct view *v = env->view;

	if (s->index && s->index->by != q->by) {
		id_index_unref(s->index);
		s->index = NULL;
	}
	if (!s->index)
		s->index = id_index_new(env->eval.store, q->by);
	if (id_index_update(s->index, &env->eval, v->sel->order->nsegs) != ST_OK)
		return NULL;
	return s->index;
}

static struct rows_answer *answer_rows(const struct task_env *env, const struct question *q,
				       struct id_index *x, bool fresh)
{
	const struct view *v = env->view;
	struct id_rows *r = id_rows_make(x, &env->eval, v->sel, q->window, v->first,
					 v->last, fresh, true);
	struct rows_answer *a;

	if (!r)
		return NULL;
	a = xcalloc(1, sizeof(*a));
	a->rows = r;
	a->by = q->by;
	return a;
}

static void *make_rows(const struct task_env *env, void *arg)
{
	const struct question *q = arg;
	struct id_index *x = index_now(env, q);
	struct rows_answer *a;
	bool window = q->window.from > 0;

	if (!x)
		return NULL;
	if (window && x->news_nsegs != x->nsegs) {
		/* what is new takes longer the first time: the counts come before it */
		a = answer_rows(env, q, x, false);
		if (!a)
			return NULL;
		env->partial(env, a);
		if (id_index_news(x, &env->eval) != ST_OK)
			return NULL;
	}
	return answer_rows(env, q, x, window);
}

static void *make_page(const struct task_env *env, void *arg)
{
	const struct question *q = arg;
	const struct view *v = env->view;
	struct id_index *x = index_now(env, q);
	struct lin_index *l = x ? lin_holder_get(q->shared->lineage, &env->eval, v) : NULL;
	struct page_answer *a;
	struct id_page *p;
	uint32_t group;

	if (!l)
		return NULL;
	group = id_group_find(x, sv_str(q->name), sv_str(q->session));
	p = id_page_make(x, l, &env->eval, v->sel, group, q->window);
	lin_index_unref(l);
	if (!p)
		return NULL;
	a = xcalloc(1, sizeof(*a));
	a->page = p;
	a->by = q->by;
	return a;
}

static const struct task_ops rows_task = { .make = make_rows,
					   .free = rows_answer_free,
					   .free_arg = question_free };
static const struct task_ops page_task = { .make = make_page,
					   .free = page_answer_free,
					   .free_arg = question_free };

static char *copy_of(struct sv v)
{
	return v.ptr ? xmemdup0(v.ptr, v.len) : NULL;
}

static struct question *question_new(struct identities_pane *ip, const struct id_row *row)
{
	struct question *q = xcalloc(1, sizeof(*q));

	atomic_fetch_add_explicit(&ip->shared->refs, 1, memory_order_relaxed);
	q->shared = ip->shared;
	q->by = ip->by;
	q->window = ip->window;
	if (row) {
		q->name = copy_of(row->name);
		q->session = copy_of(row->session);
	}
	return q;
}

void id_ask_rows(struct ui *ui, struct identities_pane *ip)
{
	engine_task(session_engine(ui->sn), TASK_PANE2, &rows_task, question_new(ip, NULL));
}

void id_ask_page(struct ui *ui, struct identities_pane *ip, const struct id_row *row)
{
	engine_task(session_engine(ui->sn), TASK_PANE3, &page_task, question_new(ip, row));
}
