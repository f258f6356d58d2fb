/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and pages of functions, made in the background. */
#include "pane/function_pane.h"

#include "util/xalloc.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What the tasks of the pane share; used by one of them at a time, on the worker's thread. */
struct function_shared {
	_Atomic(uint32_t) refs;
	struct lambda_cache cache;
	struct lambda_wiring *wiring;
};

struct question {
	struct function_shared *shared;
	struct span window;
	char *fn; /* text of the function in the index; NULL: the rows */
};

void function_shared_unref(struct function_shared *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	lambda_cache_release(&s->cache);
	lambda_wiring_free(s->wiring);
	free(s);
}

static void question_free(void *arg)
{
	struct question *q = arg;

	function_shared_unref(q->shared);
	free(q->fn);
	free(q);
}

static struct question *question_new(struct functions_pane *fp, const char *fn)
{
	struct question *q = xcalloc(1, sizeof(*q));

	atomic_fetch_add_explicit(&fp->shared->refs, 1, memory_order_relaxed);
	q->shared = fp->shared;
	q->window = fp->window;
	q->fn = fn ? xstrdup(fn) : NULL;
	return q;
}

static void *make_rows(const struct task_env *env, void *arg)
{
	struct question *q = arg;
	const struct view *v = env->view;
	struct lambda_rows *r;

	if (lambda_cache_update(&q->shared->cache, &env->eval, v->sel, v->final) != ST_OK)
		return NULL;
	r = lambda_rows_new(&q->shared->cache, &env->eval, v->sel, q->window);
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
	struct question *q = arg;
	const struct view *v = env->view;
	struct lambda_cache *c = &q->shared->cache;
	struct lambda_page *p;
	uint32_t fn;

	if (lambda_cache_update(c, &env->eval, v->sel, v->final) != ST_OK)
		return NULL;
	fn = names_find(&c->index->fns, sv_str(q->fn));
	if (fn == NUMBER_NONE) /* gone: it was of a copy */
		fn = 0;
	p = lambda_page_new(c, &q->shared->wiring, &env->eval, v->sel, q->window, fn);
	if (p)
		p->serial = v->serial;
	return p;
}

static void free_page(void *result)
{
	lambda_page_free(result);
}

static const struct task_ops rows_task = { .make = make_rows,
					   .free = free_rows,
					   .free_arg = question_free };
static const struct task_ops page_task = { .make = make_page,
					   .free = free_page,
					   .free_arg = question_free };

static struct span window_now(struct ui *ui)
{
	struct span w;

	stack_window_get(session_stack(ui->sn), &w.from, &w.to);
	return w;
}

void function_ask_page(struct ui *ui, struct functions_pane *fp)
{
	const char *fn = buf_str(&fp->lp.cursor);

	if (!fp->lp.has_cursor || (fp->asked && strcmp(fp->asked, fn) == 0))
		return;
	free(fp->asked);
	fp->asked = xstrdup(fn);
	engine_task(session_engine(ui->sn), TASK_PANE3, &page_task, question_new(fp, fn));
}

void function_ask_rows(struct ui *ui, struct functions_pane *fp)
{
	fp->window = window_now(ui);
	engine_task(session_engine(ui->sn), TASK_PANE2, &rows_task, question_new(fp, NULL));
	free(fp->asked);
	fp->asked = NULL;
	function_ask_page(ui, fp);
}

struct function_shared *function_shared_new(void)
{
	struct function_shared *s = xcalloc(1, sizeof(*s));

	s->refs = 1;
	return s;
}

void function_ask_none(struct ui *ui)
{
	engine_task(session_engine(ui->sn), TASK_PANE2, NULL, NULL);
	engine_task(session_engine(ui->sn), TASK_PANE3, NULL, NULL);
}

bool function_ask_outdated(struct ui *ui, const struct functions_pane *fp)
{
	struct span w = window_now(ui);

	return w.from != fp->window.from || w.to != fp->window.to;
}

struct lambda_rows *function_take_rows(struct ui *ui)
{
	return engine_take(session_engine(ui->sn), TASK_PANE2, NULL);
}

struct lambda_page *function_take_page(struct ui *ui)
{
	return engine_take(session_engine(ui->sn), TASK_PANE3, NULL);
}
