/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the pane from a tally, sorted as the contract says. */
#include "lambda/rows.h"

#include "util/xalloc.h"

#include <stdlib.h>

void lambda_cache_release(struct lambda_cache *c)
{
	lambda_index_unref(c->index);
	free(c->all);
	*c = (struct lambda_cache){ .index = NULL };
}

enum st lambda_cache_update(struct lambda_cache *c, const struct eval_env *env,
			    const struct selection *sel, bool final)
{
	const struct order *o = sel->order;
	struct lambda_index *x;
	struct lambda_tally t;

	if (c->index && c->index->nsegs == o->nsegs && c->index->final == final)
		return ST_OK;
	x = lambda_index_new(env, o->nsegs, final);
	if (!x)
		return ST_CANCELED;
	if (lambda_tally_init(&t, x, env, NULL, NULL) != ST_OK) {
		lambda_index_unref(x);
		return ST_CANCELED;
	}
	lambda_cache_release(c);
	c->index = x;
	c->all = xcalloc(MAX(x->fns.n, 1), sizeof(*c->all));
	lambda_tally_sum(&t, x, c->all);
	lambda_tally_release(&t);
	c->first = c->last = TICK_NONE;
	if (o->timed) {
		c->first = store_time(env->store, o->rows[0]);
		c->last = store_time(env->store, o->rows[o->timed - 1]);
	}
	return ST_OK;
}

/* How many pairs of each function were first seen inside the window. */
static void count_new(const struct pairs *p, struct span w, uint32_t *ret)
{
	for (uint32_t i = 0; i < p->n; i++)
		ret[p->v[i].a] += p->v[i].first >= w.from && p->v[i].first < w.to;
}

static void set_new(struct lambda_rows *r, const struct lambda_cache *c, struct span w)
{
	const struct lambda_index *x = r->index;
	const struct pairs *of[3] = { &x->callers, &x->addresses, &x->sources };
	uint32_t *n[3];

	for (size_t k = 0; k < 3; k++) {
		n[k] = xcalloc(MAX(x->fns.n, 1), sizeof(uint32_t));
		count_new(of[k], w, n[k]);
	}
	for (size_t i = 0; i < r->n; i++) {
		struct lambda_row *row = &r->rows[i];

		row->is_new = c->all[row->fn].first >= w.from;
		if (row->is_new)
			continue;
		row->new_callers = n[0][row->fn];
		row->new_addresses = n[1][row->fn];
		row->new_sources = n[2][row->fn];
	}
	for (size_t k = 0; k < 3; k++)
		free(n[k]);
}

/* ARN, then name; none after all texts. */
static int name_cmp(const struct lambda_index *x, uint32_t a, uint32_t b)
{
	struct lambda_id i = lambda_index_id(x, a), j = lambda_index_id(x, b);

	if (!i.arn.ptr != !j.arn.ptr)
		return i.arn.ptr ? -1 : 1;
	return i.arn.ptr ? sv_cmp(i.arn, j.arn) : sv_cmp(i.name, j.name);
}

static int row_cmp(const void *pa, const void *pb, void *arg)
{
	const struct lambda_row *a = pa, *b = pb;

	if (a->shown.invocations != b->shown.invocations)
		return a->shown.invocations > b->shown.invocations ? -1 : 1;
	if (a->shown.changes != b->shown.changes)
		return a->shown.changes > b->shown.changes ? -1 : 1;
	return name_cmp(arg, a->fn, b->fn);
}

static void set_spark(struct lambda_rows *r, const uint32_t *spark)
{
	if (!spark) {
		r->axis.n = 0;
		return;
	}
	r->spark = xcalloc(MAX(r->n, 1) * r->axis.n, sizeof(*r->spark));
	for (size_t i = 0; i < r->n; i++)
		memcpy(r->spark + i * r->axis.n, spark + (size_t)r->rows[i].fn * r->axis.n,
		       r->axis.n * sizeof(*spark));
}

struct lambda_rows *lambda_rows_new(struct lambda_cache *c, const struct eval_env *env,
				    const struct selection *sel, struct span window)
{
	struct lambda_index *x = c->index;
	struct lambda_rows *r = xcalloc(1, sizeof(*r));
	struct lambda_counts *shown;
	struct lambda_tally t;

	spark_axis(&r->axis, window, c->first, c->last, LAMBDA_SPARK);
	if (lambda_tally_init(&t, x, env, sel->rows, &r->axis) != ST_OK) {
		free(r);
		return NULL;
	}
	shown = xcalloc(MAX(x->fns.n, 1), sizeof(*shown));
	lambda_tally_sum(&t, x, shown);
	r->index = lambda_index_ref(x);
	r->rows = xcalloc(MAX(x->fns.n, 1), sizeof(*r->rows));
	for (uint32_t fn = 0; fn < x->fns.n; fn++) {
		r->total += c->all[fn].events > 0;
		r->by_events += shown[fn].events;
		if (shown[fn].events)
			r->rows[r->n++] = (struct lambda_row){ .fn = fn,
							       .shown = shown[fn],
							       .all = c->all[fn] };
	}
	r->has_calls = x->has_calls;
	r->has_window = c->first != TICK_NONE && window.from > c->first;
	if (r->has_window)
		set_new(r, c, window);
	qsort_r(r->rows, r->n, sizeof(*r->rows), row_cmp, x);
	set_spark(r, t.spark);
	free(shown);
	lambda_tally_release(&t);
	return r;
}

void lambda_rows_free(struct lambda_rows *r)
{
	if (!r)
		return;
	lambda_index_unref(r->index);
	free(r->rows);
	free(r->spark);
	free(r);
}

void lambda_rows_remark(const struct lambda_rows *r, struct buf *out)
{
	if (!r->total)
		buf_adds(out, "no event of a Lambda function is loaded");
	else if (!r->has_calls)
		buf_adds(out, "invocations are not logged in this trail: no Lambda data "
			      "event is loaded");
	else if (!r->n)
		buf_adds(out, "no event of a Lambda function is shown");
}
