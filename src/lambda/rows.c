/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the pane from a tally, sorted as the contract says. */
#include "lambda/rows.h"

#include "lambda/priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

void lambda_cache_release(struct lambda_cache *c)
{
	lambda_index_unref(c->index);
	lambda_wiring_free(c->wiring);
	lambda_named_release(&c->named);
	free(c->all);
	*c = (struct lambda_cache){ .index = NULL };
}

/*
 * Times of the functions of COUNTS that have no event of their own: of what names them. Returns
 * which ones SEL (NULL: all) shows; the caller frees.
 */
static bool *add_named(const struct lambda_cache *c, const struct selection *sel,
		       struct lambda_counts *counts)
{
	const struct lambda_index *x = c->index;
	bool *seen = xcalloc(MAX(x->fns.n, 1), sizeof(*seen));

	for (size_t i = 0; i < c->named.n; i++) {
		const struct lambda_naming *n = &c->named.v[i];
		struct lambda_counts *k = &counts[n->fn];
		tick_t t = store_time(x->store, n->row);

		if (sel && !selection_has(sel, n->row))
			continue;
		seen[n->fn] = true;
		if (t == TICK_NONE)
			continue;
		k->first = MIN(k->first, t);
		k->last = k->last == TICK_NONE ? t : MAX(k->last, t);
	}
	return seen;
}

enum st lambda_cache_update(struct lambda_cache *c, const struct eval_env *env,
			    const struct selection *sel, bool final)
{
	const struct order *o = sel->order;
	struct lambda_named named = { .v = NULL };
	struct lambda_wiring *wiring;
	struct lambda_index *x;
	struct lambda_tally t;
	enum st rc;

	if (c->index && c->index->nsegs == o->nsegs && c->index->final == final)
		return ST_OK;
	x = lambda_index_new(env, o->nsegs, final);
	if (!x)
		return ST_CANCELED;
	rc = lambda_wiring_update(&c->wiring, env, x);
	if (rc == ST_OK)
		rc = lambda_named_find(&named, x, c->wiring, env);
	if (rc == ST_OK)
		rc = lambda_tally_init(&t, x, env, NULL, NULL);
	if (rc != ST_OK) {
		lambda_named_release(&named);
		lambda_index_unref(x);
		return ST_CANCELED;
	}
	wiring = c->wiring;
	c->wiring = NULL;
	lambda_cache_release(c);
	c->index = x;
	c->wiring = wiring;
	c->named = named;
	c->all = xcalloc(MAX(x->fns.n, 1), sizeof(*c->all));
	lambda_tally_sum(&t, x, c->all);
	lambda_tally_release(&t);
	free(add_named(c, NULL, c->all));
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

	if (a->logged != b->logged)
		return a->logged ? -1 : 1;
	if (a->logged && a->shown.invocations != b->shown.invocations)
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
	bool *named;

	spark_axis(&r->axis, window, c->first, c->last, LAMBDA_SPARK);
	if (lambda_tally_init(&t, x, env, sel->rows, &r->axis) != ST_OK) {
		free(r);
		return NULL;
	}
	shown = xcalloc(MAX(x->fns.n, 1), sizeof(*shown));
	lambda_tally_sum(&t, x, shown);
	named = add_named(c, sel, shown);
	r->index = lambda_index_ref(x);
	r->rows = xcalloc(MAX(x->fns.n, 1), sizeof(*r->rows));
	for (uint32_t fn = 0; fn < x->fns.n; fn++) {
		bool logged = lambda_index_logged(x, fn);

		r->total++;
		r->by_events += shown[fn].events;
		if (!shown[fn].events && !named[fn])
			continue;
		r->unlogged += !logged;
		r->rows[r->n++] = (struct lambda_row){
			.fn = fn, .shown = shown[fn], .all = c->all[fn], .logged = logged
		};
	}
	free(named);
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

#define PLACES_SAID 3u

/* "invocations are not logged of 444455556666 us-east-1, ...: no Lambda data event is loaded". */
static void add_unlogged(const struct lambda_rows *r, struct buf *out)
{
	struct names places;

	names_init(&places);
	for (size_t i = 0; i < r->n; i++) {
		struct lambda_id id = lambda_index_id(r->index, r->rows[i].fn);
		AUTO_BUF struct buf place = BUF_INIT;

		if (r->rows[i].logged)
			continue;
		if (id.arn.ptr) {
			buf_addsv(&place, id.account);
			buf_addc(&place, ' ');
			buf_addsv(&place, id.region);
		} else {
			buf_adds(&place, "an unknown place");
		}
		names_add(&places, buf_sv(&place), false);
	}
	buf_adds(out, "invocations are not logged of ");
	for (uint32_t i = 0; i < places.n && i < PLACES_SAID; i++) {
		if (i)
			buf_adds(out, ", ");
		buf_addsv(out, places.v[i]);
	}
	if (places.n > PLACES_SAID)
		buf_addf(out, " and %u more", places.n - PLACES_SAID);
	buf_adds(out, ": no Lambda data event of these is loaded");
	names_release(&places);
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
	else if (r->unlogged)
		add_unlogged(r, out);
}
