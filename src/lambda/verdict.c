/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Was the caller allowed to? What the history of permissions in the log says of a call. */
#include "lambda/priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

const char *const lambda_verdict_names[VERDICT_COUNT] = {
#define E(id, name) name,
	LAMBDA_VERDICT_LIST(E)
#undef E
};

/* Services that take events off a queue or a stream and invoke by an event source mapping. */
static const char *const pollers[] = {
	"lambda.amazonaws.com",  "sqs.amazonaws.com",   "dynamodb.amazonaws.com",
	"kinesis.amazonaws.com", "kafka.amazonaws.com", "mq.amazonaws.com",
	"rds.amazonaws.com",
};

static struct sv after(struct sv v, const char *prefix)
{
	size_t n = strlen(prefix);

	return sv_starts(v, sv_make(prefix, n)) ? sv_from(v, n) : SV_NULL;
}

static bool is_poller(struct sv service)
{
	for (size_t i = 0; i < ARRAY_SIZE(pollers); i++)
		if (sv_eqs(service, pollers[i]))
			return true;
	return false;
}

/* Does the condition hold for a call that logs VALUE? What is not logged is not held against it. */
static bool condition_holds(struct sv condition, struct sv value)
{
	return !condition.ptr || !value.ptr || glob_match(condition, value);
}

static bool qualifier_holds(const struct lambda_statement *st,
			    const struct lambda_caller *c)
{
	if (!st->qualifier.ptr || !c->qualifiers.n || c->qualifiers.more)
		return true;
	return lambda_texts_has(&c->qualifiers, st->qualifier);
}

static bool principal_holds(const struct lambda_statement *st,
			    const struct lambda_caller *c, struct sv service)
{
	struct sv arn = sv_chr(c->identity, ':') >= 0
				? sv_from(c->identity, (size_t)sv_chr(c->identity, ':') + 1)
				: SV_NULL;

	for (size_t i = 0; i < st->nprincipals; i++) {
		struct sv p = st->principals[i];

		if (sv_eqs(p, "*") || (service.ptr && sv_eq(p, service)))
			return true;
		if (service.ptr)
			continue;
		if (sv_eq(p, arn) || sv_eq(p, c->account) ||
		    (sv_ends(p, SV_LIT(":root")) && sv_eq(account_of(p), c->account)))
			return true;
	}
	return false;
}

/* A caller without a name came by the URL, all others called the API. */
static bool action_holds(const struct lambda_statement *st, const struct lambda_caller *c)
{
	bool nobody = sv_eqs(c->account, "ANONYMOUS_PRINCIPAL") ||
		      sv_eqs(c->account, "anonymous");

	if (nobody && lambda_statement_allows(st, "lambda:InvokeFunctionUrl"))
		return true;
	return !st->url_auth.ptr && lambda_statement_allows(st, "lambda:InvokeFunction");
}

static bool grant_matches(const struct lambda_grant *g, const struct lambda_caller *c,
			  struct sv service)
{
	const struct lambda_statement *st = &g->st;
	struct sv account =
		c->source_account.ptr ? c->source_account : account_of(c->source_arn);

	/* a service is in no organization: what asks for one does not let it in */
	return g->kind == GRANT_STATEMENT && g->added != ROW_NONE && action_holds(st, c) &&
	       principal_holds(st, c, service) && !(service.ptr && st->org.ptr) &&
	       qualifier_holds(st, c) && condition_holds(st->source_arn, c->source_arn) &&
	       condition_holds(st->source_account, account);
}

static void find_grants(struct lambda_judge *j, const struct lambda_caller *c,
			struct sv service)
{
	const struct lambda_page *p = j->p;

	j->grants = xcalloc(MAX(p->ngrants, 1), sizeof(*j->grants));
	for (size_t i = 0; i < p->ngrants; i++)
		if (grant_matches(&p->grants[i], c, service))
			j->grants[j->ngrants++] = &p->grants[i];
}

static void find_mappings(struct lambda_judge *j, const struct lambda_caller *c)
{
	const struct lambda_page *p = j->p;

	j->mappings = xcalloc(MAX(p->ntriggers, 1), sizeof(*j->mappings));
	for (size_t i = 0; i < p->ntriggers; i++) {
		const struct lambda_trigger *t = &p->triggers[i];

		if (t->mapping &&
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
	size_t n = 0;

	j->bounds = xcalloc(2 * (j->ngrants + j->nmappings) + 2, sizeof(*j->bounds));
	for (size_t i = 0; i < j->ngrants; i++) {
		j->bounds[n++] = j->grants[i]->from;
		if (j->grants[i]->to != TICK_NONE)
			j->bounds[n++] = j->grants[i]->to + LAMBDA_PROPAGATION + 1;
	}
	for (size_t i = 0; i < j->nmappings; i++) {
		j->bounds[n++] = j->mappings[i]->from_time;
		j->bounds[n++] = j->mappings[i]->to_time;
	}
	j->bounds[n++] = j->known;
	j->bounds[n++] = j->lost;
	qsort(j->bounds, n, sizeof(*j->bounds), tick_cmp);
	j->nbounds = n;
	j->memo = xcalloc(n + 1, sizeof(*j->memo));
}

enum lambda_verdict lambda_judge_fast(struct lambda_judge *j, tick_t t)
{
	const struct lambda_trigger *mapping;
	const struct lambda_grant *by;
	size_t lo = 0, hi = j->nbounds;

	if (t == TICK_NONE)
		return lambda_judge_at(j, t, &by, &mapping);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (j->bounds[mid] <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!j->memo[lo])
		j->memo[lo] = (uint8_t)(1 + lambda_judge_at(j, t, &by, &mapping));
	return (enum lambda_verdict)(j->memo[lo] - 1);
}

void lambda_judge_init(struct lambda_judge *j, struct lambda_draft *m,
		       struct lambda_caller *c)
{
	struct sv service = after(c->identity, "service:");
	const struct lambda_id *id = &m->p->id;

	*j = (struct lambda_judge){
		.p = m->p, .known = m->policy_known, .lost = m->policy_lost, .caller = c
	};
	if (service.ptr) {
		j->sort = is_poller(service) ? JUDGE_POLLER : JUDGE_GRANTS;
		find_grants(j, c, service);
		find_mappings(j, c);
	} else if (!c->account.ptr || !id->account.ptr) {
		j->sort = JUDGE_NOBODY;
	} else if (sv_eq(c->account, id->account)) {
		j->sort = JUDGE_SAME_ACCOUNT;
	} else {
		j->sort = JUDGE_GRANTS;
		find_grants(j, c, SV_NULL);
	}
	find_bounds(j);
}

void lambda_judge_release(struct lambda_judge *j)
{
	free(j->grants);
	free(j->mappings);
	free(j->bounds);
	free(j->memo);
	*j = (struct lambda_judge){ .p = NULL };
}

static const struct lambda_trigger *mapping_at(const struct lambda_judge *j, tick_t t)
{
	for (size_t i = 0; i < j->nmappings; i++)
		if (j->mappings[i]->from_time <= t && t < j->mappings[i]->to_time)
			return j->mappings[i];
	return NULL;
}

/* Nothing in force: is that known, or only not seen? */
static enum lambda_verdict without_grant(const struct lambda_judge *j, tick_t t,
					 const struct lambda_grant *gone)
{
	if (gone)
		return VERDICT_REVOKED;
	return j->known != TICK_NONE && t >= j->known && t < j->lost ? VERDICT_NO_GRANT
								     : VERDICT_UNKNOWN;
}

/* Has it no conditions but those that the log can answer? */
static bool is_certain(const struct lambda_grant *g)
{
	return !g->st.org.ptr && !g->st.others.ptr;
}

enum lambda_verdict lambda_judge_at(const struct lambda_judge *j, tick_t t,
				    const struct lambda_grant **ret_by,
				    const struct lambda_trigger **ret_mapping)
{
	const struct lambda_grant *gone = NULL;

	*ret_by = NULL;
	*ret_mapping = NULL;
	if (j->sort == JUDGE_SAME_ACCOUNT)
		return VERDICT_NOT_NEEDED;
	if (j->sort == JUDGE_NOBODY || t == TICK_NONE)
		return VERDICT_UNKNOWN;
	for (size_t i = 0; i < j->ngrants; i++) {
		const struct lambda_grant *g = j->grants[i];
		tick_t to = g->to == TICK_NONE ? g->to : g->to + LAMBDA_PROPAGATION;

		if (g->from <= t && t <= to) {
			*ret_by = g;
			if (is_certain(g))
				return VERDICT_GRANTED;
		}
		if (to < t && (!gone || g->to > gone->to))
			gone = g;
	}
	if (*ret_by)
		return VERDICT_GRANTED;
	if (j->sort == JUDGE_POLLER) {
		*ret_mapping = mapping_at(j, t);
		if (*ret_mapping)
			return VERDICT_MAPPING;
	}
	*ret_by = gone;
	return without_grant(j, t, gone);
}

static struct sv grant_words(struct lambda_draft *m, const struct lambda_grant *g)
{
	struct sv t = lambda_time(m, g->from);

	return lambda_keepf(
		m, "statement '" SV_FMT "' added " SV_FMT " by " SV_FMT,
		SV_ARG(lambda_cut(g->st.sid.ptr ? g->st.sid : SV_LIT("?"), 128)), SV_ARG(t),
		SV_ARG(lambda_cut(g->added_by.ptr ? g->added_by : SV_LIT("?"), 256)));
}

static struct sv why_granted(struct lambda_draft *m, const struct lambda_judge *j,
			     const struct lambda_grant *g)
{
	struct sv words = grant_words(m, g);
	bool vague = g->st.source_arn.ptr && !j->caller->source_arn.ptr;

	return lambda_keepf(
		m, SV_FMT "%s%s", SV_ARG(words),
		vague ? "; the call's source is not logged" : "",
		is_certain(g) ? ""
			      : "; its further conditions cannot be checked in the log");
}

static struct sv why_revoked(struct lambda_draft *m, const struct lambda_grant *g)
{
	struct sv words = grant_words(m, g), t = lambda_time(m, g->to);

	return lambda_keepf(
		m, SV_FMT ", %s " SV_FMT " by " SV_FMT, SV_ARG(words),
		g->ended.ptr ? g->ended.ptr : "removed", SV_ARG(t),
		SV_ARG(lambda_cut(g->removed_by.ptr ? g->removed_by : SV_LIT("?"), 256)));
}

static struct sv why_unknown(struct lambda_draft *m, const struct lambda_judge *j, tick_t t)
{
	if (j->sort == JUDGE_NOBODY)
		return SV_LIT("the account of the caller or of the function is not logged");
	if (t == TICK_NONE)
		return SV_LIT("the call has no readable time");
	if (t >= j->lost)
		return SV_LIT("the whole policy was set in a way that is not logged");
	if (j->known != TICK_NONE) {
		struct sv when = lambda_time(m, j->known);

		return lambda_keepf(m, "permissions are known only from " SV_FMT " on",
				    SV_ARG(when));
	}
	return SV_LIT("unverified: the log begins later than the function, and holds no "
		      "matching grant");
}

struct sv lambda_judge_why(struct lambda_draft *m, const struct lambda_judge *j, tick_t t)
{
	const struct lambda_trigger *mapping;
	const struct lambda_grant *g;

	switch (lambda_judge_at(j, t, &g, &mapping)) {
	case VERDICT_NOT_NEEDED:
		return SV_LIT("same account: its own IAM policy decides, no grant of the "
			      "function is needed");
	case VERDICT_MAPPING:
		return lambda_keepf(
			m, "event source mapping " SV_FMT " of " SV_FMT,
			SV_ARG(mapping->uuid.ptr ? mapping->uuid : SV_LIT("?")),
			SV_ARG(lambda_cut(mapping->from.ptr ? mapping->from : SV_LIT("?"),
					  300)));
	case VERDICT_GRANTED:
		return why_granted(m, j, g);
	case VERDICT_REVOKED:
		return why_revoked(m, g);
	case VERDICT_NO_GRANT:
		if (j->sort == JUDGE_POLLER)
			return SV_LIT(
				"known since the function was created: no event source "
				"mapping and no statement matches");
		return SV_LIT(
			"permissions are known since the function was created, and none "
			"matches");
	default:
		return why_unknown(m, j, t);
	}
}
