/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When logging was stopped. Trails are told apart by account, region and name; one that is known
 * to be of all regions stops in all of them. What a trail logs before anything is said of it is
 * not known: a stop is what an event says, until an event says that it came back.
 */
#include "columns/numbers.h"
#include "columns/rowread.h"
#include "coverage/priv.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define REQ(path)  "requestParameters." path
#define RESP(path) "responseElements." path

/* Ways in which a trail can log less: each ends by itself. */
enum way {
	WAY_STOPPED,  /* StopLogging, DeleteTrail, until StartLogging */
	WAY_SELECTED, /* no management events among the selectors */
	WAY_REGION,   /* of its own region only */
	WAY_COUNT
};

struct trail {
	struct sv account, region;
	bool everywhere; /* it is known to be of all regions */
	struct cover_stop now[WAY_COUNT];
};

struct stopping {
	struct coverage *c;
	struct rowread rr;
	struct names names; /* account, region and name of the trails */
	struct trail *v;
	uint32_t cap;
};

static struct sv last_part(struct sv v)
{
	for (size_t i = v.len; i-- > 0;)
		if (v.ptr[i] == '/')
			return sv_from(v, i + 1);
	return v;
}

/* "arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME": of its home, whoever speaks of it. */
static struct sv region_of(struct sv arn)
{
	for (unsigned k = 0; k < 3; k++) {
		ptrdiff_t at = sv_chr(arn, ':');

		if (at < 0)
			return SV_NULL;
		arn = sv_from(arn, (size_t)at + 1);
	}
	return sv_chr(arn, ':') > 0 ? sv_head(arn, (size_t)sv_chr(arn, ':')) : SV_NULL;
}

static struct sv peek(struct stopping *s, row_t row, const char *field)
{
	return rowread_peek(&s->rr, row, field);
}

static bool says(struct stopping *s, row_t row, const char *field, const char *word)
{
	return sv_eqs(peek(s, row, field), word);
}

static struct sv keep(struct stopping *s, struct sv v)
{
	return v.ptr ? sv_make(arena_text(&s->c->arena, v), v.len) : SV_NULL;
}

/* The trail that an event speaks of; NULL when it names none. */
static struct trail *trail_of(struct stopping *s, row_t row)
{
	struct sv name = peek(s, row, REQ("name")), region;
	AUTO_BUF struct buf key = BUF_INIT;
	uint32_t n = s->names.n, i;

	if (!name.ptr)
		name = peek(s, row, REQ("trailName"));
	if (!name.ptr)
		return NULL;
	region = sv_starts(name, SV_LIT("arn:")) ? region_of(name) : peek(s, row, "region");
	buf_addsv(&key, peek(s, row, "account"));
	buf_addc(&key, '\0');
	buf_addsv(&key, region);
	buf_addc(&key, '\0');
	buf_addsv(&key, last_part(name));
	i = names_add(&s->names, buf_sv(&key), false);
	ALLOC_GROW(s->v, i + 1, s->cap);
	if (i == n) {
		s->v[i] = (struct trail){ .account = keep(s, peek(s, row, "account")),
					  .region = keep(s, region) };
		for (int k = 0; k < WAY_COUNT; k++)
			s->v[i].now[k] = (struct cover_stop){ .from = TICK_NONE };
	}
	return &s->v[i];
}

static bool same(struct sv a, struct sv b)
{
	return !a.ptr == !b.ptr && sv_eq(a, b);
}

static bool concerns(const struct trail *t, enum way way, const struct cover_row *r)
{
	if (!same(t->account, r->account))
		return false;
	if (way == WAY_REGION)
		return !same(t->region, r->region);
	return t->everywhere || same(t->region, r->region);
}

static void add_stop(struct coverage *c, struct cover_row *r, const struct cover_stop *stop)
{
	if (r->nstops == r->stopcap) {
		size_t cap = MAX(r->stopcap * 2, 4u);
		struct cover_stop *v = arena_alloc(&c->arena, cap * sizeof(*v));

		if (r->nstops)
			memcpy(v, r->stops, r->nstops * sizeof(*v));
		r->stops = v;
		r->stopcap = cap;
	}
	r->stops[r->nstops++] = *stop;
}

/* What is over, or what never was, goes to the rows. */
static void settle(struct stopping *s, struct trail *t, enum way way, tick_t to)
{
	struct cover_stop *now = &t->now[way];

	if (now->from == TICK_NONE)
		return;
	now->to = to;
	for (size_t i = 0; i < s->c->n; i++)
		if (concerns(t, way, &s->c->rows[i]))
			add_stop(s->c, &s->c->rows[i], now);
	now->from = TICK_NONE;
}

static void stop(struct stopping *s, struct trail *t, enum way way, tick_t from,
		 struct sv event)
{
	if (t->now[way].from == TICK_NONE)
		t->now[way] = (struct cover_stop){ from, TICK_NONE, keep(s, event) };
}

/* Do the selectors of the request leave management events out? */
static bool leaves_out(struct stopping *s, row_t row)
{
	size_t n, all;
	const struct sv *v =
		rowread_all(&s->rr, row, REQ("eventSelectors.readWriteType"), &all);

	v = rowread_all(&s->rr, row, REQ("eventSelectors.includeManagementEvents"), &n);
	for (size_t i = 0; i < n; i++)
		if (!sv_eqs(v[i], "false"))
			return false;
	if (n)
		return n >= all; /* one that does not say so includes them */
	v = rowread_all(&s->rr, row, REQ("advancedEventSelectors.fieldSelectors.equals"),
			&n);
	for (size_t i = 0; i < n; i++)
		if (sv_eqs(v[i], "Management"))
			return false;
	return n > 0;
}

static void read_event(struct stopping *s, row_t row, tick_t time)
{
	struct trail *t = trail_of(s, row);
	struct sv event = peek(s, row, "event");

	if (!t)
		return;
	if (sv_eqs(event, "StopLogging") || sv_eqs(event, "DeleteTrail")) {
		stop(s, t, WAY_STOPPED, time, event);
	} else if (sv_eqs(event, "StartLogging")) {
		settle(s, t, WAY_STOPPED, time);
	} else if (sv_eqs(event, "PutEventSelectors")) {
		if (leaves_out(s, row))
			stop(s, t, WAY_SELECTED, time, event);
		else
			settle(s, t, WAY_SELECTED, time);
	} else if (says(s, row, REQ("isMultiRegionTrail"), "true") ||
		   says(s, row, RESP("isMultiRegionTrail"), "true")) {
		t->everywhere = true;
		settle(s, t, WAY_REGION, time);
	} else if (sv_eqs(event, "UpdateTrail") &&
		   says(s, row, REQ("isMultiRegionTrail"), "false")) {
		t->everywhere = false;
		stop(s, t, WAY_REGION, time, event);
	}
}

static int stop_cmp(const void *a, const void *b)
{
	const struct cover_stop *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return sv_cmp(x->event, y->event);
}

static enum st find_rows(const struct eval_env *env, const struct order *o, uint64_t *bits)
{
	static const char expr[] =
		"source=cloudtrail result=ok event in (StopLogging,StartLogging,"
		"DeleteTrail,CreateTrail,UpdateTrail,PutEventSelectors)";
	const struct filter_times none = { TICK_NONE, TICK_NONE };
	struct filter *f = NULL;
	struct eval *e;
	enum st rc;

	if (filter_parse(sv_str(expr), &f, NULL) != ST_OK ||
	    filter_bind(f, &none, NULL) != ST_OK)
		abort(); /* it is in the language */
	e = eval_new(env, f);
	rc = eval_run(e, 0, o->nsegs, bits);
	eval_free(e);
	filter_free(f);
	return rc;
}

enum st coverage_stops(struct coverage *c, const struct eval_env *env,
		       const struct order *o)
{
	uint64_t *bits = xcalloc((size_t)MAX(o->nsegs, 1u) * SEG_WORDS, sizeof(*bits));
	struct stopping s = { .c = c };
	enum st rc = find_rows(env, o, bits);

	rowread_init(&s.rr, env->store);
	names_init(&s.names);
	if (rc == ST_OK && bits_count(bits, (size_t)o->nsegs * SEG_WORDS))
		for (uint32_t i = 0; i < o->timed; i++)
			if (bit_get(bits, o->rows[i]))
				read_event(&s, o->rows[i],
					   store_time(env->store, o->rows[i]));
	for (uint32_t i = 0; i < s.names.n; i++)
		for (int k = 0; k < WAY_COUNT; k++)
			settle(&s, &s.v[i], (enum way)k, TICK_NONE);
	for (size_t i = 0; i < c->n; i++)
		if (c->rows[i].nstops)
			qsort(c->rows[i].stops, c->rows[i].nstops,
			      sizeof(struct cover_stop), stop_cmp);
	names_release(&s.names);
	rowread_release(&s.rr);
	free(s.v);
	free(bits);
	return rc;
}
