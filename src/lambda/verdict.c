/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Was the caller allowed to? What the history of permissions in the log says of a call.
 *
 * Each statement fits a call, perhaps fits it, or does not, by principal, source, alias or
 * version, and conditions. What fits and was in force granted the call. Where something perhaps
 * fits the log leaves it open. Only where nothing does, and all permissions are known, had the
 * caller no grant.
 */
#include "lambda/priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

const char *const lambda_verdict_names[VERDICT_COUNT] = {
#define E(id, name) name,
	LAMBDA_VERDICT_LIST(E)
#undef E
};

/* Services that take events off a queue or a stream and invoke by an event source mapping. */
static const struct {
	const char *service;
	const char *of; /* service in the ARN of what they poll; NULL: any */
} pollers[] = {
	{ "lambda.amazonaws.com", NULL },
	{ "sqs.amazonaws.com", ":sqs:" },
	{ "dynamodb.amazonaws.com", ":dynamodb:" },
	{ "kinesis.amazonaws.com", ":kinesis:" },
	{ "kafka.amazonaws.com", ":kafka:" },
	{ "mq.amazonaws.com", ":mq:" },
	{ "rds.amazonaws.com", ":rds:" },
};

/* What leaves open whether a statement fits, in the order in which it is said. */
#define DOUBT_LIST(_)                                                                      \
	_(DENIED, "it may deny the call, and another may grant it")                        \
	_(CONDITION, "its further conditions cannot be checked in the log")                \
	_(ORG, "whether the caller is in its organization is not logged")                  \
	_(PRINCIPAL, "which role or user of the account called is not in the log")         \
	_(SOURCE, "it asks for a source, and the call's is not logged")                    \
	_(QUALIFIER, "which alias or version was called is not logged")
enum doubt {
	DOUBT_NONE,
#define E(id, words) DOUBT_##id,
	DOUBT_LIST(E)
#undef E
};
static const char *const doubt_words[] = { NULL,
#define E(id, words) words,
					   DOUBT_LIST(E)
#undef E
};

static struct sv after(struct sv v, const char *prefix)
{
	size_t n = strlen(prefix);

	return sv_starts(v, sv_make(prefix, n)) ? sv_from(v, n) : SV_NULL;
}

static bool is_number(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return v.len > 0;
}

/* ---- one statement and one call ---- */

/* Does the condition hold for a call that logs VALUE? */
static enum lambda_fit condition_fit(struct sv condition, struct sv value)
{
	if (!condition.ptr)
		return FIT_YES;
	if (!value.ptr)
		return FIT_MAYBE;
	return glob_match(condition, value) ? FIT_YES : FIT_NO;
}

static enum lambda_fit source_fit(const struct lambda_statement *st,
				  const struct lambda_caller *c)
{
	struct sv account =
		c->source_account.ptr ? c->source_account : account_of(c->source_arn);

	return MIN(condition_fit(st->source_arn, c->source_arn),
		   condition_fit(st->source_account, account));
}

/*
 * A statement covers only the ARN it was made for. An alias that was called is not logged where
 * the request does not name it: a number that ran may be an alias's, $LATEST too.
 */
static enum lambda_fit qualifier_fit(struct sv on, const struct lambda_invoke *call)
{
	if (call->named.ptr) {
		if (on.ptr)
			return sv_eq(on, call->named) ? FIT_YES : FIT_NO;
		return sv_eqs(call->named, "$LATEST") ? FIT_MAYBE : FIT_NO;
	}
	if (on.ptr)
		return FIT_MAYBE;
	return is_number(call->version) ? FIT_NO : FIT_YES;
}

/* A call of the URL is one by event or by its nameless caller; all others called the API. */
static enum lambda_fit action_fit(const struct lambda_statement *st,
				  const struct lambda_caller *c,
				  const struct lambda_invoke *call)
{
	bool nobody = sv_eqs(c->account, "ANONYMOUS_PRINCIPAL") ||
		      sv_eqs(c->account, "anonymous");

	if (!call->url && !nobody)
		return !st->url_auth.ptr && !st->url_only &&
				       lambda_statement_covers(st, "lambda:InvokeFunction")
			       ? FIT_YES
			       : FIT_NO;
	if (st->url_auth.ptr && nobody != sv_eqs(st->url_auth, "NONE"))
		return FIT_NO;
	return lambda_statement_covers(st, "lambda:InvokeFunctionUrl") ? FIT_YES : FIT_NO;
}

struct fitting {
	enum lambda_fit fit;
	enum doubt doubt;
};

static void join(struct fitting *f, enum lambda_fit fit, enum doubt doubt)
{
	if (fit == FIT_MAYBE)
		f->doubt = doubt;
	f->fit = MIN(f->fit, fit);
}

static struct fitting grant_fit(const struct lambda_judge *j, const struct lambda_grant *g,
				const struct lambda_invoke *call)
{
	const struct lambda_statement *st = &g->st;
	struct fitting f = { FIT_YES, DOUBT_NONE };

	join(&f, action_fit(st, j->caller, call), DOUBT_NONE);
	if (st->org.ptr) /* a service is in no organization */
		join(&f, j->service.ptr ? FIT_NO : FIT_MAYBE, DOUBT_ORG);
	if (st->others.ptr)
		join(&f, FIT_MAYBE, DOUBT_CONDITION);
	if (f.fit != FIT_NO)
		join(&f, lambda_principal_fit(j->m, st, j->caller, j->service, call),
		     DOUBT_PRINCIPAL);
	join(&f, source_fit(st, j->caller), DOUBT_SOURCE);
	join(&f, qualifier_fit(st->qualifier, call), DOUBT_QUALIFIER);
	return f;
}

/* ---- what a caller is judged by ---- */

static bool polls(struct sv service, struct sv arn)
{
	for (size_t i = 0; i < ARRAY_SIZE(pollers); i++)
		if (sv_eqs(service, pollers[i].service))
			return !arn.ptr || !pollers[i].of ||
			       sv_find(arn, sv_str(pollers[i].of)) >= 0;
	return false;
}

static void find_grants(struct lambda_judge *j)
{
	const struct lambda_page *p = j->m->p;

	j->grants = xcalloc(MAX(p->ngrants, 1), sizeof(*j->grants));
	for (size_t i = 0; i < p->ngrants; i++) {
		const struct lambda_grant *g = &p->grants[i];

		if (g->kind != GRANT_STATEMENT || g->added == ROW_NONE ||
		    source_fit(&g->st, j->caller) == FIT_NO)
			continue;
		j->grants[j->ngrants++] = g;
		for (size_t k = 0; k < g->st.nprincipals; k++) {
			struct sv v = g->st.principals[k];

			j->by_session |= sv_find(v, SV_LIT(":sts:")) >= 0;
			j->by_id |= v.len && v.ptr[0] == 'A';
		}
	}
}

static void find_mappings(struct lambda_judge *j)
{
	const struct lambda_page *p = j->m->p;
	const struct lambda_caller *c = j->caller;

	j->mappings = xcalloc(MAX(p->ntriggers, 1), sizeof(*j->mappings));
	for (size_t i = 0; i < p->ntriggers; i++) {
		const struct lambda_trigger *t = &p->triggers[i];

		if (t->mapping && t->nspans && polls(j->service, t->from) &&
		    (!c->source_arn.ptr || !t->from.ptr || sv_eq(c->source_arn, t->from)))
			j->mappings[j->nmappings++] = t;
	}
}

static int tick_cmp(const void *a, const void *b)
{
	tick_t x = *(const tick_t *)a, y = *(const tick_t *)b;

	return x < y ? -1 : x > y;
}

static void find_bounds(struct lambda_judge *j)
{
	size_t n = 0, spans = 0;

	for (size_t i = 0; i < j->nmappings; i++)
		spans += j->mappings[i]->nspans;
	j->bounds =
		xcalloc(2 * (j->ngrants + spans) + j->m->nmarks + 1, sizeof(*j->bounds));
	for (size_t i = 0; i < j->ngrants; i++) {
		j->bounds[n++] = j->grants[i]->from;
		if (j->grants[i]->to != TICK_NONE)
			j->bounds[n++] = j->grants[i]->to + LAMBDA_PROPAGATION + 1;
	}
	for (size_t i = 0; i < j->nmappings; i++)
		for (size_t k = 0; k < j->mappings[i]->nspans; k++) {
			j->bounds[n++] = j->mappings[i]->spans[k].from;
			j->bounds[n++] = j->mappings[i]->spans[k].to;
		}
	for (size_t i = 0; i < j->m->nmarks; i++)
		j->bounds[n++] = j->m->marks[i].t;
	qsort(j->bounds, n, sizeof(*j->bounds), tick_cmp);
	j->nbounds = n;
}

void lambda_judge_init(struct lambda_judge *j, struct lambda_draft *m,
		       struct lambda_caller *c)
{
	const struct lambda_id *id = &m->p->id;

	*j = (struct lambda_judge){ .m = m,
				    .caller = c,
				    .service = after(c->identity, "service:") };
	names_init(&j->keys);
	if (j->service.ptr) {
		j->sort = polls(j->service, SV_NULL) ? JUDGE_POLLER : JUDGE_GRANTS;
		find_grants(j);
		find_mappings(j);
	} else if (!c->account.ptr || !id->account.ptr) {
		j->sort = JUDGE_NOBODY;
	} else if (sv_eq(c->account, id->account)) {
		j->sort = JUDGE_SAME_ACCOUNT;
	} else {
		j->sort = JUDGE_GRANTS;
		find_grants(j);
		j->by_id |= sv_starts(c->identity, SV_LIT("account:"));
	}
	find_bounds(j);
}

void lambda_judge_release(struct lambda_judge *j)
{
	names_release(&j->keys);
	free(j->grants);
	free(j->mappings);
	free(j->bounds);
	free(j->memo);
	*j = (struct lambda_judge){ .m = NULL };
}

/* ---- verdicts ---- */

/* Its queue is a strong tie: only an alias that the call names and it does not is against it. */
static bool mapping_fits(const struct lambda_trigger *t, const struct lambda_invoke *call)
{
	return !call->named.ptr || !t->on.ptr || sv_eq(t->on, call->named);
}

static const struct lambda_trigger *mapping_at(const struct lambda_judge *j,
					       const struct lambda_invoke *call)
{
	for (size_t i = 0; i < j->nmappings; i++) {
		const struct lambda_trigger *t = j->mappings[i];

		for (size_t k = 0; k < t->nspans; k++)
			if (t->spans[k].from <= call->t && call->t < t->spans[k].to &&
			    mapping_fits(t, call))
				return t;
	}
	return NULL;
}

/* Are all permissions known that could let the call in? */
static bool is_known(const struct lambda_judge *j, const struct lambda_invoke *call)
{
	if (call->named.ptr && !sv_eqs(call->named, "$LATEST"))
		return lambda_policy_known(j->m, call->named, call->t);
	return lambda_policies_known(j->m, call->t) &&
	       (is_number(call->version) || lambda_policy_known(j->m, SV_NULL, call->t));
}

struct weighing {
	const struct lambda_grant *yes, *maybe, *gone, *denied;
	enum doubt doubt;
	bool gone_maybe;
};

static void weigh(const struct lambda_judge *j, const struct lambda_invoke *call,
		  const struct lambda_grant *g, struct weighing *w)
{
	tick_t to = g->to == TICK_NONE ? g->to : g->to + LAMBDA_PROPAGATION;
	struct fitting f;

	if (g->from > call->t)
		return;
	f = grant_fit(j, g, call);
	if (f.fit == FIT_NO)
		return;
	if (lambda_statement_denies(&g->st)) {
		if (call->t < g->to)
			w->denied = g;
	} else if (call->t > to) {
		if (!w->gone || (w->gone_maybe && f.fit == FIT_YES) ||
		    (w->gone_maybe == (f.fit == FIT_MAYBE) && g->to > w->gone->to)) {
			w->gone = g;
			w->gone_maybe = f.fit == FIT_MAYBE;
		}
	} else if (f.fit == FIT_YES) {
		w->yes = w->yes ? w->yes : g;
	} else if (!w->maybe) {
		w->maybe = g;
		w->doubt = f.doubt;
	}
}

enum lambda_verdict lambda_judge_at(const struct lambda_judge *j,
				    const struct lambda_invoke *call,
				    struct lambda_grounds *why)
{
	struct weighing w = { .yes = NULL };
	bool known;

	*why = (struct lambda_grounds){ .grant = NULL };
	if (j->sort == JUDGE_SAME_ACCOUNT)
		return VERDICT_NOT_NEEDED;
	if (j->sort == JUDGE_NOBODY || call->t == TICK_NONE)
		return VERDICT_UNKNOWN;
	for (size_t i = 0; i < j->ngrants; i++)
		weigh(j, call, j->grants[i], &w);
	why->grant = w.yes;
	if (w.yes && !w.denied)
		return VERDICT_GRANTED;
	if (j->sort == JUDGE_POLLER && (why->mapping = mapping_at(j, call)))
		return VERDICT_MAPPING;
	if (w.yes || w.maybe) { /* a statement that denies may not hold either */
		why->grant = w.yes ? w.denied : w.maybe;
		why->doubt = w.yes ? DOUBT_DENIED : w.doubt;
		return VERDICT_UNKNOWN;
	}
	known = is_known(j, call);
	if (w.gone && (known || !w.gone_maybe)) {
		why->grant = w.gone;
		return VERDICT_REVOKED;
	}
	return known ? VERDICT_NO_GRANT : VERDICT_UNKNOWN;
}

enum lambda_verdict lambda_judge_fast(struct lambda_judge *j,
				      const struct lambda_invoke *call)
{
	struct lambda_grounds why;
	size_t lo = 0, hi = j->nbounds;
	uint32_t key[1 + LAMBDA_KEY_COUNT], n = j->keys.n, at;

	if (j->sort == JUDGE_SAME_ACCOUNT || j->sort == JUDGE_NOBODY ||
	    call->t == TICK_NONE)
		return lambda_judge_at(j, call, &why);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (j->bounds[mid] <= call->t)
			lo = mid + 1;
		else
			hi = mid;
	}
	key[0] = (uint32_t)lo;
	memcpy(key + 1, call->key, sizeof(call->key));
	if (!j->by_id && !j->by_session)
		key[1 + LAMBDA_KEY_PRINCIPAL] = 0;
	if (!j->by_session)
		key[1 + LAMBDA_KEY_ARN] = 0;
	at = names_add(&j->keys, sv_make((const char *)key, sizeof(key)), false);
	if (at == n) {
		ALLOC_GROW(j->memo, at + 1, j->memocap);
		j->memo[at] = (uint8_t)lambda_judge_at(j, call, &why);
	}
	return (enum lambda_verdict)j->memo[at];
}

/* ---- in words ---- */

static struct sv grant_words(struct lambda_draft *m, const struct lambda_grant *g)
{
	struct sv t = lambda_time(m, g->from);

	return lambda_keepf(
		m, "statement '" SV_FMT "' added " SV_FMT " by " SV_FMT,
		SV_ARG(lambda_cut(g->st.sid.ptr ? g->st.sid : SV_LIT("?"), 128)), SV_ARG(t),
		SV_ARG(lambda_cut(g->added_by.ptr ? g->added_by : SV_LIT("?"), 256)));
}

static struct sv why_revoked(struct lambda_draft *m, const struct lambda_grant *g)
{
	struct sv words = grant_words(m, g), t = lambda_time(m, g->to);

	return lambda_keepf(
		m, SV_FMT ", %s " SV_FMT " by " SV_FMT, SV_ARG(words),
		g->ended.ptr ? g->ended.ptr : "removed", SV_ARG(t),
		SV_ARG(lambda_cut(g->removed_by.ptr ? g->removed_by : SV_LIT("?"), 256)));
}

static struct sv why_open(struct lambda_draft *m, const struct lambda_grounds *why)
{
	struct sv words = grant_words(m, why->grant);

	return lambda_keepf(m, SV_FMT "; %s", SV_ARG(words), doubt_words[why->doubt]);
}

static struct sv why_unknown(struct lambda_draft *m, const struct lambda_judge *j,
			     const struct lambda_invoke *call)
{
	tick_t since = lambda_known_since(m);

	if (j->sort == JUDGE_NOBODY)
		return SV_LIT("the account of the caller or of the function is not logged");
	if (call->t == TICK_NONE)
		return SV_LIT("the call has no readable time");
	if (since != TICK_NONE && since <= call->t)
		return SV_LIT("the whole policy was set in a way that is not logged");
	if (since != TICK_NONE) {
		struct sv when = lambda_time(m, since);

		return lambda_keepf(m, "permissions are known only from " SV_FMT " on",
				    SV_ARG(when));
	}
	return SV_LIT("unverified: the log begins later than the function, and holds no "
		      "matching grant");
}

struct sv lambda_judge_why(const struct lambda_judge *j, const struct lambda_invoke *call)
{
	struct lambda_draft *m = j->m;
	struct lambda_grounds why;

	switch (lambda_judge_at(j, call, &why)) {
	case VERDICT_NOT_NEEDED:
		return SV_LIT("same account: its own IAM policy decides, no grant of the "
			      "function is needed");
	case VERDICT_MAPPING:
		return lambda_keepf(
			m, "event source mapping " SV_FMT " of " SV_FMT,
			SV_ARG(why.mapping->uuid.ptr ? why.mapping->uuid : SV_LIT("?")),
			SV_ARG(lambda_cut(why.mapping->from.ptr ? why.mapping->from
								: SV_LIT("?"),
					  300)));
	case VERDICT_GRANTED:
		return grant_words(m, why.grant);
	case VERDICT_REVOKED:
		return why_revoked(m, why.grant);
	case VERDICT_NO_GRANT:
		if (j->sort == JUDGE_POLLER)
			return SV_LIT(
				"known since the function was created: no event source "
				"mapping and no statement matches");
		return SV_LIT(
			"permissions are known since the function was created, and none "
			"matches");
	default:
		return why.grant ? why_open(m, &why) : why_unknown(m, j, call);
	}
}
