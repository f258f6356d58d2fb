/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of other services that name the function, gathered by what they configure. */
#include "lambda/priv.h"

#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/*
 * SOURCE TABLE: what sends the events, by service; the first field that an event has.
 */
static const struct {
	const char *service, *field;
} source_fields[] = {
	{ "s3", "requestParameters.bucketName" },
	{ "events", "requestParameters.rule" },
	{ "events", "requestParameters.name" },
	{ "scheduler", "requestParameters.name" },
	{ "sns", "requestParameters.topicArn" },
	{ "apigateway", "requestParameters.restApiId" },
	{ "apigateway", "requestParameters.apiId" },
	{ "logs", "requestParameters.logGroupName" },
	{ "states", "requestParameters.stateMachineArn" },
	{ "states", "requestParameters.name" },
	{ "iot", "requestParameters.ruleName" },
	{ "cognito-idp", "requestParameters.userPoolId" },
	{ "cognito-idp", "requestParameters.poolName" },
	{ "ses", "requestParameters.ruleSetName" },
	{ "config", "requestParameters.configRule.configRuleName" },
	{ "config", "requestParameters.configRuleName" },
	{ "secretsmanager", "requestParameters.secretId" },
	{ "cloudfront", "requestParameters.id" },
	{ "elasticloadbalancing", "requestParameters.targetGroupArn" },
	{ "iam", "requestParameters.roleName" },
	{ "iam", "requestParameters.policyArn" },
	{ "iam", "requestParameters.policyName" },
	{ "appsync", "requestParameters.apiId" },
	{ "firehose", "requestParameters.deliveryStreamName" },
	{ "kms", "requestParameters.keyId" },
};

/* END TABLE: events about the same source that say what became of what was set. */
static const struct {
	const char *service, *event, *state;
	bool unless_named; /* only when it does not name the function itself (replaces all) */
} unwire[] = {
	{ "s3", "PutBucketNotification", "replaced", true },
	{ "s3", "PutBucketNotificationConfiguration", "replaced", true },
	{ "s3", "DeleteBucket", "bucket deleted", false },
	{ "events", "RemoveTargets", "targets removed", false },
	{ "events", "DeleteRule", "rule deleted", false },
	{ "events", "DisableRule", "disabled", false },
	{ "events", "EnableRule", "set", false },
	{ "scheduler", "DeleteSchedule", "deleted", false },
	{ "sns", "DeleteTopic", "topic deleted", false },
	{ "apigateway", "DeleteRestApi", "API deleted", false },
	{ "apigateway", "DeleteApi", "API deleted", false },
	{ "logs", "DeleteSubscriptionFilter", "deleted", false },
	{ "logs", "DeleteLogGroup", "log group deleted", false },
	{ "states", "DeleteStateMachine", "deleted", false },
	{ "iot", "DeleteTopicRule", "deleted", false },
	{ "cognito-idp", "DeleteUserPool", "pool deleted", false },
	{ "config", "DeleteConfigRule", "deleted", false },
	{ "secretsmanager", "CancelRotateSecret", "cancelled", false },
};

struct wired {
	struct lambda_draft *m;
	size_t cap, first; /* place of the first one in p->triggers */
	struct names keys;
};

static struct sv source_of(struct lambda_draft *m, row_t row, struct sv service)
{
	for (size_t i = 0; i < ARRAY_SIZE(source_fields); i++) {
		struct sv v;

		if (!sv_eqs(service, source_fields[i].service))
			continue;
		v = lambda_text(m, row, source_fields[i].field);
		if (v.ptr)
			return v;
	}
	return SV_NULL;
}

/* Every request has to have an id, else the ids do not open all of them. */
static void add_id(struct lambda_draft *m, struct lambda_trigger *t, struct sv id)
{
	if (id.len)
		lambda_texts_add(m, &t->ids, id, LAMBDA_IDS_MAX);
	else
		t->ids.more++;
}

static struct lambda_trigger *trigger_of(struct wired *w, const struct lambda_trigger *like)
{
	struct lambda_page *p = w->m->p;
	AUTO_BUF struct buf key = BUF_INIT;
	const struct sv *parts[] = { &like->service, &like->event, &like->from,
				     &like->where, &like->state };
	uint32_t i;

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++) {
		buf_addsv(&key, *parts[k]);
		buf_addc(&key, '\0');
	}
	i = names_add(&w->keys, buf_sv(&key), false);
	if (w->first + i == p->ntriggers) {
		ALLOC_GROW(p->triggers, p->ntriggers + 1, w->cap);
		p->triggers[p->ntriggers] = *like;
		p->triggers[p->ntriggers++].first = TICK_NONE;
	}
	return &p->triggers[w->first + i];
}

static void add_wired(struct wired *w, const struct lambda_wire *wire)
{
	struct lambda_draft *m = w->m;
	AUTO_BUF struct buf path = BUF_INIT;
	tick_t time = store_time(m->env->store, wire->row);
	struct lambda_trigger like = { .from_time = INT64_MIN,
				       .to_time = TICK_NONE,
				       .first = TICK_NONE,
				       .first_row = wire->row },
			      *t;
	struct sv result = lambda_text(m, wire->row, "result");

	if (m->p->until != TICK_NONE && (time == TICK_NONE || time >= m->p->until))
		return;
	path_format(store_paths_ro(m->env->store), wire->path, &path);
	like.service = lambda_text(m, wire->row, "source");
	like.event = lambda_text(m, wire->row, "event");
	like.where = lambda_keep(m, buf_sv(&path));
	like.from = source_of(m, wire->row, like.service);
	like.state = sv_eqs(result, result_names[RES_OK]) ? SV_LIT("set") : result;
	t = trigger_of(w, &like);
	t->count++;
	add_id(m, t, lambda_text(m, wire->row, "id"));
	if (time != TICK_NONE && (t->first == TICK_NONE || time < t->first)) {
		t->first = time;
		t->first_row = wire->row;
	}
	if (t->count > 1 && time != TICK_NONE && t->last != TICK_NONE && time < t->last)
		return;
	t->last = time;
	t->last_row = wire->row;
	t->identity = lambda_text(m, wire->row, "identity");
	t->id = lambda_text(m, wire->row, "id");
}

/* ---- what was taken away again ---- */

static bool names_function(const struct lambda_wire *v, size_t n, row_t row)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (v[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && v[lo].row == row;
}

struct ending {
	struct wired *w;
	const struct lambda_wire *wires;
	size_t nwires;
};

static void end_trigger(struct ending *e, struct lambda_trigger *t, row_t row)
{
	struct lambda_draft *m = e->w->m;
	tick_t time = store_time(m->env->store, row);
	struct sv event = lambda_text(m, row, "event"), when;
	const char *state = NULL;

	if (time == TICK_NONE || time < t->last || time >= m->p->until)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(unwire); i++) {
		if (!sv_eqs(t->service, unwire[i].service) ||
		    !sv_eqs(event, unwire[i].event))
			continue;
		if (!unwire[i].unless_named || !names_function(e->wires, e->nwires, row))
			state = unwire[i].state;
	}
	if (!state)
		return;
	t->state = sv_str(state);
	t->identity = lambda_text(m, row, "identity");
	t->id = lambda_text(m, row, "id");
	add_id(m, t, t->id);
	t->last = time;
	t->last_row = row;
	when = lambda_time(m, time);
	t->what = lambda_keepf(m, SV_FMT " " SV_FMT " by " SV_FMT,
			       SV_ARG(lambda_cut(event, 64)), SV_ARG(when),
			       SV_ARG(lambda_cut(t->identity, 256)));
}

/* The expression for events that end triggers of SERVICE at FROM; false when there is none. */
static bool ending_expr(struct buf *out, const struct lambda_trigger *t)
{
	const char *sep = "";

	if (!t->from.ptr)
		return false;
	buf_adds(out, "result=ok ");
	lambda_add_test(out, "source", t->service);
	buf_adds(out, " event in (");
	for (size_t i = 0; i < ARRAY_SIZE(unwire); i++) {
		if (!sv_eqs(t->service, unwire[i].service))
			continue;
		buf_addf(out, "%s%s", sep, unwire[i].event);
		sep = ",";
	}
	buf_adds(out, ") (");
	sep = "";
	for (size_t i = 0; i < ARRAY_SIZE(source_fields); i++) {
		if (!sv_eqs(t->service, source_fields[i].service))
			continue;
		buf_adds(out, sep);
		lambda_add_test(out, source_fields[i].field, t->from);
		sep = " or ";
	}
	buf_addc(out, ')');
	return true;
}

static bool can_end(struct sv service)
{
	for (size_t i = 0; i < ARRAY_SIZE(unwire); i++)
		if (sv_eqs(service, unwire[i].service))
			return true;
	return false;
}

static int row_cmp(const void *a, const void *b, void *arg)
{
	return store_row_cmp(arg, *(const row_t *)a, *(const row_t *)b);
}

static void each_in_order(struct ending *e, struct lambda_trigger *t, const uint64_t *bits)
{
	const struct lambda_index *x = e->w->m->p->index;
	size_t words = (size_t)x->nsegs * SEG_WORDS, n = 0;
	row_t *rows = xreallocarray(NULL, bits_count(bits, words) + 1, sizeof(*rows));

	BITS_FOREACH(bits, words, row)
		rows[n++] = (row_t)row;
	qsort_r(rows, n, sizeof(*rows), row_cmp, (void *)(uintptr_t)x->store);
	for (size_t i = 0; i < n; i++)
		end_trigger(e, t, rows[i]);
	free(rows);
}

#define ENDINGS_MAX 200u /* triggers whose end is looked for */

static enum st find_endings(struct ending *e)
{
	struct lambda_draft *m = e->w->m;
	struct lambda_page *p = m->p;
	size_t asked = 0;

	for (size_t i = e->w->first; i < p->ntriggers && asked < ENDINGS_MAX; i++) {
		AUTO_BUF struct buf expr = BUF_INIT;
		uint64_t *bits;

		if (!sv_eqs(p->triggers[i].state, "set") ||
		    !can_end(p->triggers[i].service) ||
		    !ending_expr(&expr, &p->triggers[i]))
			continue;
		asked++;
		bits = lambda_rows_of(m, buf_str(&expr));
		if (!bits)
			return ST_CANCELED;
		each_in_order(e, &p->triggers[i], bits);
		free(bits);
	}
	return ST_OK;
}

static void set_open(struct lambda_draft *m, struct lambda_trigger *t)
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
	struct lambda_wire *wires = NULL, *sorted;
	struct ending e = { .w = &w };
	enum st rc = ST_OK;

	if (!p->id.arn.ptr)
		return ST_OK;
	e.nwires = lambda_wiring_of(wiring, p->id.arn, &wires);
	e.wires = wires;
	names_init(&w.keys);
	sorted = xreallocarray(NULL, e.nwires + 1, sizeof(*sorted));
	if (e.nwires) {
		memcpy(sorted, wires, e.nwires * sizeof(*sorted));
		qsort_r(sorted, e.nwires, sizeof(*sorted), wire_cmp,
			(void *)(uintptr_t)m->env->store);
	}
	for (size_t i = 0; i < e.nwires && rc == ST_OK; i++) {
		add_wired(&w, &sorted[i]);
		if (is_canceled(m->env->cancel))
			rc = ST_CANCELED;
	}
	if (rc == ST_OK)
		rc = find_endings(&e);
	for (size_t i = w.first; i < p->ntriggers; i++)
		set_open(m, &p->triggers[i]);
	names_release(&w.keys);
	free(sorted);
	free(wires);
	return rc;
}
