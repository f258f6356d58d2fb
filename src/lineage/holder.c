/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lineage/holder.h"

#include "util/xalloc.h"

#include <stdlib.h>

struct lin_holder {
	_Atomic(uint32_t) refs;
	struct lin_index *index;
};

struct lin_holder *lin_holder_new(void)
{
	struct lin_holder *h = xcalloc(1, sizeof(*h));

	h->refs = 1;
	return h;
}

struct lin_holder *lin_holder_ref(struct lin_holder *h)
{
	atomic_fetch_add_explicit(&h->refs, 1, memory_order_relaxed);
	return h;
}

void lin_holder_unref(struct lin_holder *h)
{
	if (!h || atomic_fetch_sub_explicit(&h->refs, 1, memory_order_acq_rel) != 1)
		return;
	lin_index_unref(h->index);
	free(h);
}

struct lin_index *lin_holder_get(struct lin_holder *h, const struct eval_env *env,
				 const struct view *v)
{
	if (!h->index || h->index->final != v->final) {
		uint32_t nsegs = v->final ? v->sel->order->nsegs : 0;
		struct lin_index *x = lin_index_make(env, nsegs, v->final);

		if (!x)
			return NULL;
		lin_index_unref(h->index);
		h->index = x;
	}
	return lin_index_ref(h->index);
}
