/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests of other services that name the function, fed in time order together with those that
 * replace, end, disable or enable what was set. A trigger is told apart by service, account,
 * region, source (a rule, a bucket, a topic), scope (the bus of a rule) and item (a target id, a
 * subscription): what speaks of another one leaves it alone.
 */
#include "lambda/priv.h"
#include "lambda/wirerules.h"

#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Items that the service refused although the request succeeded. */
#define REFUSED "responseElements.failedEntries.targetId"

struct wired {
	struct lambda_draft *m;
	size_t cap, first; /* place of the first one in p->triggers */
	struct names keys; /* of triggers: number is the place from FIRST on */
	struct names sources;
	struct source {
		bool off;
	} * states; /* by source */
	uint32_t statecap;
	const struct lambda_wire *wires; /* in time order */
	size_t nwires;
};

/* What an event speaks of. */
struct speaking {
	row_t row;
	tick_t time;
	const struct wire_rule *rule;
	struct sv service, event, source, scope, account, region;
	bool ok;
};

/* Of several rows of an event the one whose source the event has. */
static const struct wire_rule *rule_of(struct lambda_draft *m, row_t row, struct sv service,
				       struct sv event)
{
	const struct wire_rule *any = NULL;

	for (size_t i = 0; i < wire_rule_count; i++) {
		const struct wire_rule *r = &wire_rules[i];

		if (!sv_eqs(service, r->service))
			continue;
		if (r->event && sv_eqs(event, r->event) &&
		    (!r->source[0] || rowread_peek(&m->rr, row, r->source[0]).ptr ||
		     r->source[1]))
			return r;
		if (!r->event)
			any = r;
	}
	return any;
}

static struct sv last_of(struct sv v, const char *marks)
{
	for (size_t i = v.len; i-- > 0;)
		if (strchr(marks, v.ptr[i]))
			return sv_from(v, i + 1);
	return v;
}

static struct sv source_of(struct lambda_draft *m, row_t row, const struct wire_rule *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(r->source) && r->source[i]; i++) {
		struct sv v = lambda_text(m, row, r->source[i]);

		if (v.ptr) /* a state machine by its name or its ARN */
			return strcmp(r->service, "states") == 0 ? last_of(v, ":") : v;
	}
	return SV_NULL;
}

/* A bus by its name or its ARN; the one that need not be named. */
static struct sv scope_of(struct lambda_draft *m, row_t row, const struct wire_rule *r)
{
	struct sv v;

	if (!r->scope)
		return SV_NULL;
	v = lambda_text(m, row, r->scope);
	if (v.ptr)
		return last_of(v, "/");
	return strcmp(r->service, "apigateway") == 0 ? SV_NULL : SV_LIT("default");
}

static void speaking_read(struct lambda_draft *m, row_t row, struct speaking *s)
{
	struct sv result = lambda_text(m, row, "result");

	*s = (struct speaking){ .row = row, .time = store_time(m->env->store, row) };
	s->service = lambda_text(m, row, "source");
	s->event = lambda_text(m, row, "event");
	s->account = lambda_text(m, row, "account");
	s->region = lambda_text(m, row, "region");
	s->ok = sv_eqs(result, result_names[RES_OK]);
	s->rule = rule_of(m, row, s->service, s->event);
	s->source = s->scope = SV_NULL;
	if (!s->rule)
		return;
	s->source = source_of(m, row, s->rule);
	s->scope = scope_of(m, row, s->rule);
}

static void add_part(struct buf *key, struct sv v)
{
	buf_addc(key, v.ptr ? '1' : '0');
	buf_addsv(key, v);
	buf_addc(key, '\0');
}

/* Is what S speaks of off, as far as the log says? */
static bool *source_off(struct wired *w, const struct speaking *s)
{
	AUTO_BUF struct buf key = BUF_INIT;
	uint32_t n = w->sources.n, i;
	const struct sv parts[] = { s->service, s->source, s->scope, s->account,
				    s->region };

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
		add_part(&key, parts[k]);
	i = names_add(&w->sources, buf_sv(&key), false);
	ALLOC_GROW(w->states, i + 1, w->statecap);
	if (i == n)
		w->states[i] = (struct source){ false };
	return &w->states[i].off;
}

/* ---- what is set ---- */

void lambda_trigger_id(struct lambda_draft *m, struct lambda_trigger *t, struct sv id)
{
	if (id.len)
		lambda_texts_add(m, &t->ids, id, LAMBDA_IDS_MAX);
	else /* every event has to have an id, else the ids do not open all of them */
		t->ids.more++;
}

static void note_event(struct lambda_draft *m, struct lambda_trigger *t,
		       const struct speaking *s)
{
	t->count++;
	if (t->first == TICK_NONE)
		t->first = s->time;
	if (s->time != TICK_NONE || t->last == TICK_NONE)
		t->last = s->time;
	t->last_row = s->row;
	t->identity = lambda_text(m, s->row, "identity");
	t->id = lambda_text(m, s->row, "id");
	lambda_trigger_id(m, t, t->id);
}

static struct lambda_trigger *trigger_of(struct wired *w, const struct speaking *s,
					 struct sv where, struct sv item, struct sv failed)
{
	struct lambda_page *p = w->m->p;
	AUTO_BUF struct buf key = BUF_INIT;
	const struct sv parts[] = { s->service, s->event, where,      failed,   s->source,
				    s->scope,   item,     s->account, s->region };
	struct lambda_trigger *t;
	uint32_t i;

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++)
		add_part(&key, parts[k]);
	i = names_add(&w->keys, buf_sv(&key), false);
	if (w->first + i < p->ntriggers)
		return &p->triggers[w->first + i];
	ALLOC_GROW(p->triggers, p->ntriggers + 1, w->cap);
	t = &p->triggers[p->ntriggers++];
	*t = (struct lambda_trigger){ .service = s->service,
				      .event = s->event,
				      .from = s->source,
				      .scope = s->scope,
				      .item = item,
				      .where = where,
				      .account = s->account,
				      .region = s->region,
				      .first = TICK_NONE,
				      .last = TICK_NONE,
				      .first_row = s->row };
	return t;
}

static bool has_text(const struct sv *v, size_t n, struct sv text)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(v[i], text))
			return true;
	return false;
}

/* Does the event itself turn off what it speaks of? What need not say so turns it on. */
static bool turns_off(struct wired *w, const struct speaking *s)
{
	struct sv on = s->rule->on ? rowread_peek(&w->m->rr, s->row, s->rule->on) : SV_NULL;

	return s->rule->does == WIRE_OFF || sv_eqs(on, "DISABLED") || sv_eqs(on, "STOPPED");
}

static bool is_off(struct wired *w, const struct speaking *s)
{
	if (!s->rule)
		return false;
	if (s->rule->on)
		return turns_off(w, s);
	return s->source.ptr && *source_off(w, s);
}

static void set_one(struct wired *w, const struct speaking *s, struct sv where,
		    struct sv item)
{
	struct lambda_draft *m = w->m;
	struct sv failed = s->ok ? SV_NULL : lambda_text(m, s->row, "result");
	struct lambda_trigger *t = trigger_of(w, s, where, item, failed);

	if (t->last_row == s->row && t->count)
		return;
	note_event(m, t, s);
	t->open_now = s->ok;
	t->what = SV_NULL;
	t->state = !s->ok ? failed : is_off(w, s) ? SV_LIT("disabled") : SV_LIT("set");
}

/* One for each item whose ARN is the function's; else one for the request. */
static void set_triggers(struct wired *w, const struct speaking *s,
			 const struct lambda_wire *wire)
{
	struct lambda_draft *m = w->m;
	const struct wire_rule *r = s->rule;
	AUTO_BUF struct buf path = BUF_INIT;
	struct sv where, name, arn;
	const struct sv *items, *arns, *bad;
	size_t nitems, narns, nbad;

	path_format(store_paths_ro(m->env->store), wire->path, &path);
	where = lambda_keep(m, buf_sv(&path));
	if (!r || !r->item) {
		set_one(w, s, where, SV_NULL);
		return;
	}
	if (!r->arn || strcmp(r->arn, where.ptr) != 0) {
		set_one(w, s, where, r->arn ? SV_NULL : lambda_text(m, s->row, r->item));
		return;
	}
	items = rowread_all(&m->rr, s->row, r->item, &nitems);
	arns = rowread_all(&m->rr, s->row, r->arn, &narns);
	bad = rowread_all(&m->rr, s->row, REFUSED, &nbad);
	if (nitems != narns) { /* which is whose is not known */
		set_one(w, s, where, SV_NULL);
		return;
	}
	for (size_t i = 0; i < narns; i++)
		if (rule_function_arn(arns[i], &name, &arn) && sv_eq(arn, m->p->id.arn) &&
		    !has_text(bad, nbad, items[i]))
			set_one(w, s, where, lambda_keep(m, items[i]));
}

/* ---- what was taken away again ---- */

static bool same(struct sv a, struct sv b)
{
	return !a.ptr == !b.ptr && sv_eq(a, b);
}

/* Does the event speak of the trigger? ITEMS: those that it names. */
static bool speaks_of(const struct speaking *s, const struct lambda_trigger *t,
		      const struct sv *items, size_t nitems)
{
	if (!same(s->account, t->account) || !same(s->region, t->region) ||
	    !sv_eq(s->service, t->service))
		return false;
	if (s->rule->source[0] && (!s->source.ptr || !same(s->source, t->from)))
		return false;
	if (s->rule->scope && !same(s->scope, t->scope))
		return false;
	return !s->rule->item || (t->item.ptr && has_text(items, nitems, t->item));
}

static void change_state(struct wired *w, const struct speaking *s,
			 struct lambda_trigger *t, const char *state)
{
	struct lambda_draft *m = w->m;
	struct sv when = lambda_time(m, s->time);

	if (sv_eqs(t->state, state))
		return;
	note_event(m, t, s);
	t->state = sv_str(state);
	t->what = lambda_keepf(m, SV_FMT " " SV_FMT " by " SV_FMT,
			       SV_ARG(lambda_cut(s->event, 64)), SV_ARG(when),
			       SV_ARG(lambda_cut(t->identity, 256)));
}

static void apply(struct wired *w, const struct speaking *s)
{
	const struct wire_rule *r = s->rule;
	struct lambda_page *p = w->m->p;
	const struct sv *items = NULL, *bad;
	size_t nitems = 0, nbad;
	bool off = turns_off(w, s);

	if (r->does == WIRE_SETS || s->time == TICK_NONE)
		return;
	if (!r->item && s->source.ptr && (r->does != WIRE_REPLACES || r->on))
		*source_off(w, s) = r->does != WIRE_ENDS && off;
	if (r->item)
		items = rowread_all(&w->m->rr, s->row, r->item, &nitems);
	bad = rowread_all(&w->m->rr, s->row, REFUSED, &nbad);
	for (size_t i = w->first; i < p->ntriggers; i++) {
		struct lambda_trigger *t = &p->triggers[i];

		if (!t->open_now || !speaks_of(s, t, items, nitems) ||
		    (t->item.ptr && has_text(bad, nbad, t->item)) ||
		    (r->does == WIRE_REPLACES && t->last_row == s->row))
			continue;
		if (r->does == WIRE_ON || r->does == WIRE_OFF) {
			change_state(w, s, t, off ? "disabled" : "set");
			continue;
		}
		t->open_now = false;
		change_state(w, s, t, r->state);
	}
}

/* ---- the events, in order ---- */

/* An expression for all events that may end, replace or disable triggers of these services. */
static bool changing_expr(const struct wired *w, struct buf *out)
{
	struct lambda_draft *m = w->m;
	const char *last = NULL;
	struct names services;

	names_init(&services);
	for (size_t i = 0; i < w->nwires; i++)
		names_add(&services, rowread_peek(&m->rr, w->wires[i].row, "source"),
			  false);
	buf_adds(out, "result=ok (");
	for (size_t i = 0; i < wire_rule_count; i++) {
		const struct wire_rule *r = &wire_rules[i];
		bool more = last && strcmp(last, r->service) == 0;

		if (!r->event || r->does == WIRE_SETS ||
		    names_find(&services, sv_str(r->service)) == NUMBER_NONE)
			continue;
		if (!more)
			buf_addf(out, "%ssource=%s event in (", last ? ") or " : "",
				 r->service);
		buf_addf(out, "%s%s", more ? "," : "", r->event);
		last = r->service;
	}
	buf_adds(out, "))");
	names_release(&services);
	return last != NULL;
}

static int row_cmp(const void *a, const void *b, void *arg)
{
	return store_row_cmp(arg, *(const row_t *)a, *(const row_t *)b);
}

/* Rows that name the function, and those that may change what they set; in time order. */
static enum st gather(struct wired *w, row_t **ret, size_t *ret_n)
{
	struct lambda_draft *m = w->m;
	size_t words = (size_t)m->p->index->nsegs * SEG_WORDS, n = 0;
	AUTO_BUF struct buf expr = BUF_INIT;
	uint64_t *bits = changing_expr(w, &expr) ? lambda_rows_of(m, buf_str(&expr))
						 : xcalloc(words + 1, sizeof(*bits));

	if (!bits)
		return ST_CANCELED;
	for (size_t i = 0; i < w->nwires; i++)
		bit_set(bits, w->wires[i].row);
	*ret = xreallocarray(NULL, bits_count(bits, words) + 1, sizeof(**ret));
	BITS_FOREACH(bits, words, row)
		(*ret)[n++] = (row_t)row;
	free(bits);
	qsort_r(*ret, n, sizeof(**ret), row_cmp, (void *)(uintptr_t)m->env->store);
	*ret_n = n;
	return ST_OK;
}

static enum st feed(struct wired *w, const row_t *rows, size_t n)
{
	struct lambda_draft *m = w->m;
	size_t next = 0;

	for (size_t i = 0; i < n; i++) {
		struct speaking s;
		size_t from = next;

		while (next < w->nwires && w->wires[next].row == rows[i])
			next++;
		if (is_canceled(m->env->cancel))
			return ST_CANCELED;
		speaking_read(m, rows[i], &s);
		if (m->p->until != TICK_NONE &&
		    (s.time == TICK_NONE || s.time >= m->p->until))
			continue;
		for (size_t k = from; k < next; k++)
			set_triggers(w, &s, &w->wires[k]);
		if (s.rule && s.ok)
			apply(w, &s);
	}
	return ST_OK;
}

void lambda_trigger_open(struct lambda_draft *m, struct lambda_trigger *t)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (t->ids.n && !t->ids.more) {
		buf_adds(&b, "id in (");
		for (size_t i = 0; i < t->ids.n; i++) {
			if (i)
				buf_addc(&b, ',');
			lambda_add_quoted(&b, t->ids.v[i]);
		}
		buf_addc(&b, ')');
	} else if (t->mapping) {
		buf_adds(&b, "source=lambda kind=write ");
		if (t->uuid.ptr)
			lambda_add_test(&b, "text", t->uuid);
	} else {
		lambda_add_test(&b, "source", t->service);
		buf_addc(&b, ' ');
		lambda_add_test(&b, "event", t->event);
		buf_addc(&b, ' ');
		lambda_add_quoted(&b, m->p->id.arn); /* some value contains it */
	}
	t->open = lambda_keep(m, buf_sv(&b));
}

/* By time; of one event by path. */
static int wire_cmp(const void *pa, const void *pb, void *arg)
{
	const struct lambda_wire *a = pa, *b = pb;
	const struct store *s = arg;
	AUTO_BUF struct buf x = BUF_INIT;
	AUTO_BUF struct buf y = BUF_INIT;

	if (a->row != b->row)
		return store_row_cmp(s, a->row, b->row);
	path_format(store_paths_ro(s), a->path, &x);
	path_format(store_paths_ro(s), b->path, &y);
	return sv_cmp(buf_sv(&x), buf_sv(&y));
}

enum st lambda_wired_fill(struct lambda_draft *m, const struct lambda_wiring *wiring)
{
	struct lambda_page *p = m->p;
	struct wired w = { .m = m, .cap = p->ntriggers, .first = p->ntriggers };
	struct lambda_wire *wires = NULL;
	row_t *rows = NULL;
	size_t n = 0;
	enum st rc;

	if (!p->id.arn.ptr)
		return ST_OK;
	w.nwires = lambda_wiring_of(wiring, p->id.arn, &wires);
	w.wires = wires;
	if (!w.nwires) {
		free(wires);
		return ST_OK;
	}
	qsort_r(wires, w.nwires, sizeof(*wires), wire_cmp,
		(void *)(uintptr_t)m->env->store);
	names_init(&w.keys);
	names_init(&w.sources);
	rc = gather(&w, &rows, &n);
	if (rc == ST_OK)
		rc = feed(&w, rows, n);
	for (size_t i = w.first; i < p->ntriggers; i++)
		lambda_trigger_open(m, &p->triggers[i]);
	names_release(&w.keys);
	names_release(&w.sources);
	free(w.states);
	free(rows);
	free(wires);
	return rc;
}
