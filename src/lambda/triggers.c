/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Event source mappings of a function, and what other services were told to send to it. */
#include "lambda/priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

struct mapping_list {
	struct lambda_draft *m;
	struct lambda_trigger *v;
	size_t n, cap;
	struct names uuids; /* number: place in v */
	const struct lambda_change *c;
};

/* The mapping that the event speaks of. */
static struct lambda_trigger *mapping_of(struct mapping_list *l)
{
	struct lambda_draft *m = l->m;
	struct sv uuid = lambda_text(m, l->c->row, "responseElements.uUID");
	uint32_t i;

	if (!uuid.ptr)
		uuid = lambda_text(m, l->c->row, "responseElements.uuid");
	if (!uuid.ptr)
		uuid = lambda_text(m, l->c->row, "requestParameters.uuid");
	if (!uuid.ptr)
		uuid = lambda_text(m, l->c->row, "requestParameters.uUID");
	if (!uuid.ptr) /* each of its own */
		uuid = lambda_keepf(m, "?%zu", l->n);
	i = names_add(&l->uuids, uuid, true);
	if (i < l->n)
		return &l->v[i];
	ALLOC_GROW(l->v, l->n + 1, l->cap);
	l->v[l->n++] = (struct lambda_trigger){
		.mapping = true,
		.service = SV_LIT("lambda"),
		.uuid = uuid.ptr[0] == '?' ? SV_NULL : uuid,
		.from_time = INT64_MIN, /* until its creation is seen */
		.to_time = TICK_NONE,
		.first = TICK_NONE,
		.last = TICK_NONE,
		.first_row = l->c->row,
	};
	return &l->v[i];
}

static void add_history(struct lambda_draft *m, struct lambda_trigger *t,
			const struct lambda_change *c, struct sv state)
{
	struct sv when = lambda_time(m, c->time);
	struct sv line = lambda_keepf(m, SV_FMT " " SV_FMT " by " SV_FMT, SV_ARG(state),
				      SV_ARG(when), SV_ARG(lambda_cut(c->identity, 256)));

	/* the newest ones say enough */
	if (t->what.len < 2000)
		t->what = t->what.ptr ? lambda_keepf(m, SV_FMT "; " SV_FMT, SV_ARG(t->what),
						     SV_ARG(line))
				      : line;
}

static bool is_enabled(struct lambda_draft *m, row_t row, bool before)
{
	struct sv v = rowread_peek(&m->rr, row, "requestParameters.enabled");

	if (!v.ptr)
		v = rowread_peek(&m->rr, row, "responseElements.enabled");
	if (!v.ptr) {
		v = rowread_peek(&m->rr, row, "responseElements.state");
		if (!v.ptr)
			return before;
		return !sv_eqs(v, "Disabled") && !sv_eqs(v, "Disabling");
	}
	return sv_eqs(v, "true") || sv_eqs(v, "True");
}

/* When what ended at T has ended everywhere. An end without a readable time is never seen. */
static tick_t settled(tick_t t)
{
	return t == TICK_NONE ? TICK_NONE : t + LAMBDA_PROPAGATION;
}

static void read_mapping(struct mapping_list *l)
{
	struct lambda_draft *m = l->m;
	const struct lambda_change *c = l->c;
	struct lambda_trigger *t = mapping_of(l);
	struct sv from = lambda_text(m, c->row, "responseElements.eventSourceArn");

	if (!from.ptr)
		from = lambda_text(m, c->row, "requestParameters.eventSourceArn");
	if (from.ptr)
		t->from = from;
	t->count++;
	t->first = MIN(t->first, c->time);
	t->last = c->time;
	t->last_row = c->row;
	t->event = c->event;
	t->identity = c->identity;
	t->id = c->id;
	if (!c->ok) {
		add_history(m, t, c,
			    lambda_keepf(m, SV_FMT " " SV_FMT, SV_ARG(c->event),
					 SV_ARG(c->result)));
		if (!t->state.ptr)
			t->state = SV_LIT("failed");
		return;
	}
	if (sv_eqs(c->event, "CreateEventSourceMapping"))
		t->from_time = c->time;
	if (sv_eqs(c->event, "DeleteEventSourceMapping")) {
		t->state = SV_LIT("deleted");
		t->to_time = settled(c->time);
	} else if (sv_eqs(c->event, "LambdaESMDisabled")) {
		t->state = SV_LIT("disabled by the service");
		t->to_time = settled(c->time);
	} else if (is_enabled(m, c->row, !sv_eqs(t->state, "disabled"))) {
		t->state = SV_LIT("enabled");
		t->to_time = TICK_NONE;
	} else {
		t->state = SV_LIT("disabled");
		t->to_time = settled(c->time);
	}
	add_history(m, t, c, t->state);
}

/* A mapping that was pointed at another function: its event is of that function. */
static void repointed(struct mapping_list *l, row_t row)
{
	struct lambda_draft *m = l->m;
	struct sv uuid = lambda_text(m, row, "requestParameters.uuid");
	struct sv arn = lambda_text(m, row, "function.arn");
	struct lambda_change c = { .row = row, .time = store_time(m->env->store, row) };
	struct lambda_trigger *t;
	uint32_t i;

	if (!uuid.ptr)
		uuid = lambda_text(m, row, "requestParameters.uUID");
	if (!uuid.ptr || !arn.ptr || sv_eq(arn, m->p->id.arn))
		return;
	i = names_find(&l->uuids, uuid);
	if (i == NUMBER_NONE || l->v[i].last > c.time)
		return;
	t = &l->v[i];
	c.identity = lambda_text(m, row, "identity");
	t->state = SV_LIT("re-pointed");
	t->to_time = settled(c.time);
	t->last = c.time;
	t->last_row = row;
	t->count++;
	t->event = lambda_text(m, row, "event");
	t->identity = c.identity;
	t->id = lambda_text(m, row, "id");
	add_history(m, t, &c,
		    lambda_keepf(m, "re-pointed to " SV_FMT, SV_ARG(lambda_cut(arn, 300))));
}

static enum st find_repointed(struct mapping_list *l)
{
	const struct order *o = l->m->sel->order;
	uint64_t *bits;

	if (!l->n)
		return ST_OK;
	bits = lambda_rows_of(l->m,
			      "source=lambda event=UpdateEventSourceMapping result=ok");
	if (!bits)
		return ST_CANCELED;
	for (uint32_t i = 0; i < o->timed; i++) {
		if (store_time(l->m->env->store, o->rows[i]) >= l->m->p->until)
			break;
		if (bit_get(bits, o->rows[i]))
			repointed(l, o->rows[i]);
	}
	free(bits);
	return ST_OK;
}

enum st lambda_mappings_fill(struct lambda_draft *m)
{
	struct mapping_list l = { .m = m };
	struct lambda_page *p = m->p;
	enum st rc;

	names_init(&l.uuids);
	for (size_t i = 0; i < p->nchanges; i++) {
		l.c = &p->changes[i];
		if (l.c->cls == FUNCTION_TRIGGER &&
		    !sv_eqs(l.c->event, "EnableReplication"))
			read_mapping(&l);
	}
	rc = find_repointed(&l);
	for (size_t i = 0; i < l.n; i++) {
		AUTO_BUF struct buf b = BUF_INIT;

		if (l.v[i].uuid.ptr) {
			buf_adds(&b, "source=lambda ");
			lambda_add_test(&b, "text", l.v[i].uuid);
		} else {
			lambda_add_test(&b, "id", l.v[i].id);
		}
		l.v[i].open = lambda_keep(m, buf_sv(&b));
	}
	names_release(&l.uuids);
	p->triggers = l.v;
	p->ntriggers = l.n;
	return rc;
}
