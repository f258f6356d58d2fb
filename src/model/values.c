/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/values.h"

#include "util/xalloc.h"

#include <stdlib.h>

struct values *values_ref(struct values *v)
{
	atomic_fetch_add(&v->refs, 1);
	return v;
}

void values_unref(struct values *v)
{
	if (!v || atomic_fetch_sub(&v->refs, 1) != 1)
		return;
	counts_release(&v->counts);
	free(v->field);
	free(v);
}

struct values *values_make(const struct eval_env *env, const struct view *v,
			   const char *field)
{
	struct values *out = xcalloc(1, sizeof(*out));
	struct arena arena = ARENA_INIT;
	struct fieldref ref;
	enum st rc;

	atomic_init(&out->refs, 1);
	out->field = xstrdup(field);
	out->serial = v->serial;
	out->events = v->sel->count;
	rc = fieldref_parse(sv_str(field), &arena, &ref, NULL);
	if (rc == ST_OK)
		rc = count_by(env, v->sel->rows, v->sel->order->nsegs, &ref, 1,
			      &out->counts);
	arena_release(&arena);
	if (rc != ST_OK) {
		out->counts = (struct counts){ 0 };
		values_unref(out);
		return NULL;
	}
	out->with = out->events;
	for (size_t i = 0; i < out->counts.n; i++) {
		if (!out->counts.rows[i].keys[0].ptr)
			out->with = out->events - out->counts.rows[i].count;
	}
	return out;
}

struct sort_arg {
	const struct values *v;
	enum values_sort by;
	bool reverse;
};

static int cmp_times(tick_t a, tick_t b)
{
	return a < b ? -1 : a > b;
}

/* What has no value, or no time, is last either way. */
static bool row_is_absent(const struct count_row *r, enum values_sort by)
{
	switch (by) {
	case VALUES_KEY:
		return !r->keys[0].ptr;
	case VALUES_FIRST:
		return r->first == TICK_NONE;
	case VALUES_LAST:
		return r->last == TICK_NONE;
	case VALUES_COUNT:
		break;
	}
	return false;
}

static int cmp_rows(const struct count_row *a, const struct count_row *b,
		    enum values_sort by)
{
	switch (by) {
	case VALUES_KEY:
		return sort_text_cmp(a->keys[0], b->keys[0]);
	case VALUES_FIRST:
		return cmp_times(a->first, b->first);
	case VALUES_LAST:
		return cmp_times(a->last, b->last);
	case VALUES_COUNT:
		break;
	}
	return a->count < b->count ? 1 : a->count > b->count ? -1 : 0;
}

static int sort_cmp(const void *pa, const void *pb, void *parg)
{
	const struct sort_arg *arg = parg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	const struct count_row *x = &arg->v->counts.rows[a], *y = &arg->v->counts.rows[b];
	bool nx = row_is_absent(x, arg->by), ny = row_is_absent(y, arg->by);
	int c = 0;

	if (nx != ny)
		return nx ? 1 : -1;
	if (!nx)
		c = cmp_rows(x, y, arg->by);
	if (c)
		return arg->reverse ? -c : c;
	/* ties as they stand: most first, then by value */
	return a < b ? -1 : a > b;
}

void values_order(const struct values *v, enum values_sort by, bool reverse, uint32_t *ret)
{
	struct sort_arg arg = { v, by, reverse };

	for (size_t i = 0; i < v->counts.n; i++)
		ret[i] = (uint32_t)i;
	if (!v->counts.n)
		return;
	if (by != VALUES_COUNT || reverse)
		qsort_r(ret, v->counts.n, sizeof(*ret), sort_cmp, &arg);
}
