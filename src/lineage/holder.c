/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index made when it is asked for, shared by reference. */
#include "lineage/holder.h"

#include "util/xalloc.h"

#include <stdlib.h>

struct lineage_holder {
	_Atomic(uint32_t) refs;
	struct lineage_index *index;
};

struct lineage_holder *lineage_holder_new(void)
{
	struct lineage_holder *h = xcalloc(1, sizeof(*h));

	h->refs = 1;
	return h;
}

struct lineage_holder *lineage_holder_ref(struct lineage_holder *h)
{
	atomic_fetch_add_explicit(&h->refs, 1, memory_order_relaxed);
	return h;
}

void lineage_holder_unref(struct lineage_holder *h)
{
	if (!h || atomic_fetch_sub_explicit(&h->refs, 1, memory_order_acq_rel) != 1)
		return;
	lineage_index_unref(h->index);
	free(h);
}

struct lineage_index *lineage_holder_get(struct lineage_holder *h,
					 const struct eval_env *env, const struct view *v)
{
	if (!h->index || h->index->final != v->final) {
		uint32_t nsegs = v->final ? v->sel->order->nsegs : 0;
		struct lineage_index *x = lineage_index_new(env, nsegs, v->final);

		if (!x)
			return NULL;
		lineage_index_unref(h->index);
		h->index = x;
	}
	return lineage_index_ref(h->index);
}

static void *answer(const struct task_env *env, void *arg)
{
	return lineage_holder_get(arg, &env->eval, env->view);
}

static void free_answer(void *p)
{
	lineage_index_unref(p);
}

static void free_arg(void *arg)
{
	lineage_holder_unref(arg);
}

const struct question lineage_question = {
	TASK_ROWS,
	{ .make = answer, .free = free_answer, .free_arg = free_arg, .by_order = true }
};

void lineage_ask(struct session *sn, struct lineage_holder *h)
{
	session_ask(sn, &lineage_question, lineage_holder_ref(h));
}
