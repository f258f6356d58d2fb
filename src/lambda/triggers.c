/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Event source mappings of a function. A mapping is known by its uuid; it is of the function from
 * its creation, or from before the log when that is not in it, until it is deleted or pointed at
 * another function, and invokes while it is enabled. What failed changes nothing.
 */
#include "lambda/priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* An event that speaks of a mapping. C: a change of the function; NULL: it names another one. */
struct saying {
	row_t row;
	const struct lambda_change *c;
};

struct mapping_list {
	struct lambda_draft *m;
	struct lambda_trigger *v;
	size_t n, cap;
	struct names uuids; /* number: place in v */
	struct saying *feed;
	size_t nfeed, feedcap;
};

/* ---- which mapping ---- */

static const char *const uuid_paths[] = {
	"responseElements.uUID",
	"responseElements.uuid",
	"requestParameters.uuid",
	"requestParameters.uUID",
};

/* The uuid behind ":event-source-mapping:" in an ARN of the resources. */
static struct sv uuid_of_resource(struct lambda_draft *m, row_t row)
{
	const struct sv mark = SV_LIT(":event-source-mapping:");
	size_t n;
	const struct sv *v = rowread_all(&m->rr, row, "resource", &n);

	for (size_t i = 0; i < n; i++) {
		ptrdiff_t at = sv_find(v[i], mark);

		if (at >= 0)
			return lambda_keep(m, sv_from(v[i], (size_t)at + mark.len));
	}
	return SV_NULL;
}

static struct sv uuid_of(struct lambda_draft *m, row_t row)
{
	for (size_t i = 0; i < ARRAY_SIZE(uuid_paths); i++) {
		struct sv v = lambda_text(m, row, uuid_paths[i]);

		if (v.len)
			return v;
	}
	return uuid_of_resource(m, row);
}

static struct lambda_trigger *mapping_new(struct mapping_list *l, row_t row, struct sv uuid)
{
	ALLOC_GROW(l->v, l->n + 1, l->cap);
	l->v[l->n++] = (struct lambda_trigger){
		.mapping = true,
		.service = SV_LIT("lambda"),
		.uuid = uuid,
		.first = TICK_NONE,
		.last = TICK_NONE,
		.first_row = row,
	};
	return &l->v[l->n - 1];
}

/* The mapping that the event speaks of; one without a uuid is of its own. */
static struct lambda_trigger *mapping_of(struct mapping_list *l, row_t row)
{
	struct sv uuid = uuid_of(l->m, row), key = uuid;
	uint32_t i;

	if (!uuid.ptr)
		key = lambda_keepf(l->m, "?%zu", l->n);
	i = names_add(&l->uuids, key, true);
	return i < l->n ? &l->v[i] : mapping_new(l, row, uuid);
}

/* ---- what became of it ---- */

/* When what ended at T has ended everywhere. An end without a readable time is never seen. */
static tick_t settled(tick_t t)
{
	return t == TICK_NONE ? TICK_NONE : t + LAMBDA_PROPAGATION;
}

static void span_open(struct lambda_trigger *t, tick_t from)
{
	if (t->nspans && t->spans[t->nspans - 1].to == TICK_NONE)
		return;
	ALLOC_GROW(t->spans, t->nspans + 1, t->spancap);
	t->spans[t->nspans++] = (struct lambda_span){ from, TICK_NONE };
}

static void span_close(struct lambda_trigger *t, tick_t at)
{
	if (t->nspans && t->spans[t->nspans - 1].to == TICK_NONE)
		t->spans[t->nspans - 1].to = settled(at);
}

static void add_history(struct lambda_draft *m, struct lambda_trigger *t, tick_t time,
			struct sv identity, struct sv state)
{
	struct sv when = lambda_time(m, time);
	struct sv line = lambda_keepf(m, SV_FMT " " SV_FMT " by " SV_FMT, SV_ARG(state),
				      SV_ARG(when), SV_ARG(lambda_cut(identity, 256)));

	if (t->what.len < 2000)
		t->what = t->what.ptr ? lambda_keepf(m, SV_FMT "; " SV_FMT, SV_ARG(t->what),
						     SV_ARG(line))
				      : line;
}

/* Is it on after the event? An update that does not say so leaves it as it was. */
static bool is_enabled(struct lambda_draft *m, row_t row, bool before)
{
	struct sv v = rowread_peek(&m->rr, row, "requestParameters.enabled");

	if (!v.ptr)
		v = rowread_peek(&m->rr, row, "responseElements.enabled");
	if (v.ptr)
		return rule_bool(v).ptr && rule_bool(v).ptr[0] == 't';
	v = rowread_peek(&m->rr, row, "responseElements.state");
	if (!v.ptr || sv_eqs(v, "Updating"))
		return before;
	return !sv_eqs(v, "Disabled") && !sv_eqs(v, "Disabling");
}

static void note_event(struct lambda_draft *m, struct lambda_trigger *t, row_t row)
{
	tick_t time = store_time(m->env->store, row);

	t->count++;
	t->first = MIN(t->first, time);
	t->last = time;
	t->last_row = row;
	t->event = lambda_text(m, row, "event");
	t->identity = lambda_text(m, row, "identity");
	t->id = lambda_text(m, row, "id");
	lambda_trigger_id(m, t, t->id);
}

static void read_facts(struct lambda_draft *m, struct lambda_trigger *t, row_t row)
{
	struct sv from = lambda_text(m, row, "responseElements.eventSourceArn");
	struct sv arn = lambda_text(m, row, "responseElements.functionArn");

	if (!from.ptr)
		from = lambda_text(m, row, "requestParameters.eventSourceArn");
	if (from.ptr)
		t->from = from;
	if (!arn.ptr)
		arn = lambda_text(m, row, "requestParameters.functionName");
	if (arn.ptr)
		t->on = lambda_name_qualifier(arn);
}

/* An event of the function, or one that names none. */
static void read_mapping(struct lambda_draft *m, struct lambda_trigger *t, row_t row)
{
	struct sv event = lambda_text(m, row, "event"), result;
	tick_t time = store_time(m->env->store, row);
	bool on, known = t->nspans || t->state.ptr;

	note_event(m, t, row);
	result = lambda_text(m, row, "result");
	if (!sv_eqs(result, result_names[RES_OK])) {
		if (!t->from.ptr)
			read_facts(m, t, row);
		if (!t->state.ptr)
			t->state = result;
		add_history(m, t, time, t->identity,
			    lambda_keepf(m, SV_FMT " " SV_FMT, SV_ARG(event),
					 SV_ARG(result)));
		return;
	}
	read_facts(m, t, row);
	if (!known && !sv_eqs(event, "CreateEventSourceMapping"))
		span_open(t, INT64_MIN); /* it was there before */
	on = t->nspans ? t->spans[t->nspans - 1].to == TICK_NONE : true;
	if (sv_eqs(event, "DeleteEventSourceMapping"))
		t->state = SV_LIT("deleted");
	else if (sv_eqs(event, "LambdaESMDisabled"))
		t->state = SV_LIT("disabled by the service");
	else
		t->state = is_enabled(m, row, on) ? SV_LIT("enabled") : SV_LIT("disabled");
	if (sv_eqs(t->state, "enabled"))
		span_open(t, time);
	else
		span_close(t, time);
	add_history(m, t, time, t->identity, t->state);
}

/* A mapping that another function has now: the event is of that function. */
static void read_foreign(struct lambda_draft *m, struct lambda_trigger *t, row_t row)
{
	struct sv event = lambda_text(m, row, "event");
	struct sv arn = lambda_text(m, row, "function.arn");
	bool gone = sv_eqs(event, "DeleteEventSourceMapping");

	if (sv_eqs(t->state, "deleted"))
		return;
	note_event(m, t, row);
	t->state = gone ? SV_LIT("deleted") : SV_LIT("re-pointed");
	span_close(t, t->last);
	add_history(m, t, t->last, t->identity,
		    gone ? t->state
			 : lambda_keepf(m, "re-pointed to " SV_FMT,
					SV_ARG(lambda_cut(arn, 300))));
}

/* ---- the events, in order ---- */

static void feed_add(struct mapping_list *l, row_t row, const struct lambda_change *c)
{
	ALLOC_GROW(l->feed, l->nfeed + 1, l->feedcap);
	l->feed[l->nfeed++] = (struct saying){ row, c };
}

static int saying_cmp(const void *a, const void *b, void *arg)
{
	return store_row_cmp(arg, ((const struct saying *)a)->row,
			     ((const struct saying *)b)->row);
}

/* Uuids are told apart by account and region too: cut-down logs have placeholders. */
static bool is_here(struct lambda_draft *m, row_t row)
{
	const struct lambda_id *id = &m->p->id;
	struct sv account = rowread_peek(&m->rr, row, "account"), region;

	if (account.ptr && id->account.ptr && !sv_eq(account, id->account))
		return false;
	region = rowread_peek(&m->rr, row, "region");
	return !region.ptr || !id->region.ptr || sv_eq(region, id->region);
}

static bool is_own(struct lambda_draft *m, row_t row)
{
	struct sv arn = rowread_peek(&m->rr, row, "function.arn");

	return arn.ptr && m->p->id.arn.ptr && sv_eq(arn, m->p->id.arn);
}

/* Events of the mappings met so far that are not the function's. */
static enum st find_foreign(struct mapping_list *l, const struct names *uuids)
{
	struct lambda_draft *m = l->m;
	uint64_t *bits;

	if (!uuids->n)
		return ST_OK;
	bits = lambda_rows_of(m, "source=lambda event in (UpdateEventSourceMapping,"
				 "DeleteEventSourceMapping) result=ok");
	if (!bits)
		return ST_CANCELED;
	BITS_FOREACH(bits, (size_t)m->p->index->nsegs * SEG_WORDS, at) {
		row_t row = (row_t)at;

		if (store_time(m->env->store, row) < m->p->until && !is_own(m, row) &&
		    is_here(m, row) && names_find(uuids, uuid_of(m, row)) != NUMBER_NONE)
			feed_add(l, row, NULL);
	}
	free(bits);
	return ST_OK;
}

static enum st gather(struct mapping_list *l)
{
	struct lambda_draft *m = l->m;
	struct names uuids;
	enum st rc;

	names_init(&uuids);
	for (size_t i = 0; i < m->p->nchanges; i++) {
		const struct lambda_change *c = &m->p->changes[i];
		struct sv uuid;

		if (c->cls != FUNCTION_TRIGGER || sv_eqs(c->event, "EnableReplication"))
			continue;
		uuid = uuid_of(m, c->row);
		if (uuid.ptr)
			names_add(&uuids, uuid, true);
		feed_add(l, c->row, c);
	}
	rc = find_foreign(l, &uuids);
	names_release(&uuids);
	if (l->nfeed)
		qsort_r(l->feed, l->nfeed, sizeof(*l->feed), saying_cmp,
			(void *)(uintptr_t)m->env->store);
	return rc;
}

enum st lambda_mappings_fill(struct lambda_draft *m)
{
	struct mapping_list l = { .m = m };
	enum st rc = gather(&l);

	names_init(&l.uuids);
	for (size_t i = 0; rc == ST_OK && i < l.nfeed; i++) {
		const struct saying *s = &l.feed[i];

		if (!s->c && names_find(&l.uuids, uuid_of(m, s->row)) == NUMBER_NONE)
			continue; /* it was not this function's yet */
		if (!s->c && rowread_peek(&m->rr, s->row, "function.arn").ptr)
			read_foreign(m, mapping_of(&l, s->row), s->row);
		else
			read_mapping(m, mapping_of(&l, s->row), s->row);
	}
	for (size_t i = 0; i < l.n; i++)
		lambda_trigger_open(m, &l.v[i]);
	names_release(&l.uuids);
	free(l.feed);
	m->p->triggers = l.v;
	m->p->ntriggers = l.n;
	return rc;
}
