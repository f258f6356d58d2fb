/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the identities pane has worked out in the background. */
#include "pane/identity_pane.h"

#include "ui/trace.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* What the tasks of the pane share; used by one of them at a time, on the worker's thread. */
struct identity_shared {
	_Atomic(uint32_t) refs;
	struct identity_index *index; /* of the grouping asked for last */
	struct lineage_holder *lineage;
};

struct question {
	struct identity_shared *shared;
	enum identity_by by;
	struct span window;
	char *name, *session; /* of the page; NULL: none */
};

struct identity_shared *identity_shared_new(struct ui *ui)
{
	struct identity_shared *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	s->lineage = lineage_holder_ref(trace_lineage(ui));
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

static void question_free(void *arg)
{
	struct question *q = arg;

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
static struct identity_index *index_now(const struct task_env *env,
					const struct question *q)
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

static struct identity_rows *answer_rows(const struct task_env *env,
					 const struct question *q, struct identity_index *x,
					 bool fresh)
{
	const struct view *v = env->view;

	return identity_rows_new(x, &env->eval, v->sel, q->window, v->first, v->last, fresh,
				 true);
}

static void *make_rows(const struct task_env *env, void *arg)
{
	const struct question *q = arg;
	struct identity_index *x = index_now(env, q);
	struct identity_rows *a;
	bool window = q->window.from > 0;

	if (!x)
		return NULL;
	if (window && x->news_nsegs != x->nsegs) {
		/* what is new takes longer the first time: the counts come before it */
		a = answer_rows(env, q, x, false);
		if (!a)
			return NULL;
		env->partial(env, a);
		if (identity_index_news(x, &env->eval) != ST_OK)
			return NULL;
	}
	return answer_rows(env, q, x, window);
}

static void *make_page(const struct task_env *env, void *arg)
{
	const struct question *q = arg;
	const struct view *v = env->view;
	struct identity_index *x = index_now(env, q);
	struct lineage_index *l =
		x ? lineage_holder_get(q->shared->lineage, &env->eval, v) : NULL;
	struct identity_page *p;
	uint32_t group;

	if (!l)
		return NULL;
	group = identity_group_find(x, sv_str(q->name), sv_str(q->session));
	p = identity_page_new(x, l, &env->eval, v->sel, group, q->window);
	lineage_index_unref(l);
	return p;
}

static const struct task_ops rows_task = { .make = make_rows,
					   .free = rows_free,
					   .free_arg = question_free };
static const struct task_ops page_task = { .make = make_page,
					   .free = page_free,
					   .free_arg = question_free };

static char *copy_of(struct sv v)
{
	return v.ptr ? xmemdup0(v.ptr, v.len) : NULL;
}

static struct question *question_new(struct identities_pane *ip,
				     const struct identity_row *row)
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

void identity_ask_rows(struct ui *ui, struct identities_pane *ip)
{
	stack_window_get(session_stack(ui->sn), &ip->window.from, &ip->window.to);
	engine_task(session_engine(ui->sn), TASK_PANE2, &rows_task, question_new(ip, NULL));
	buf_clear(&ip->asked);
	identity_ask_page(ui, ip);
}

void identity_ask_page(struct ui *ui, struct identities_pane *ip)
{
	const struct identity_row *row;
	size_t i;

	if (!list_pane_upper(&ip->lp, &i) ||
	    (ip->asked.len && sv_eq(buf_sv(&ip->asked), buf_sv(&ip->lp.cursor))))
		return;
	row = &ip->rows->rows[i];
	buf_clear(&ip->asked);
	buf_addsv(&ip->asked, buf_sv(&ip->lp.cursor));
	engine_task(session_engine(ui->sn), TASK_PANE3, &page_task, question_new(ip, row));
}
