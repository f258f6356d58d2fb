/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a function did: events made with its credentials, by the strongest evidence each has.
 */
#include "lambda/priv.h"

#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

const char *const lambda_evidence_words[EVIDENCE_COUNT] = {
#define E(id, words, strength) words,
	LAMBDA_EVIDENCE_LIST(E)
#undef E
};
const char *const lambda_evidence_strength[EVIDENCE_COUNT] = {
#define E(id, words, strength) strength,
	LAMBDA_EVIDENCE_LIST(E)
#undef E
};

/* Keys in one expression: its length is limited. */
#define KEYS_AT_ONCE 1000u

/* Calls that a function's role has little reason to make. */
static const struct {
	const char *source, *event, *words;
} remarkable[] = {
	{ "iam", "CreateUser", "creates users" },
	{ "iam", "CreateAccessKey", "creates access keys" },
	{ "iam", "CreateLoginProfile", "creates console passwords" },
	{ "iam", "UpdateLoginProfile", "changes console passwords" },
	{ "iam", "CreateRole", "creates roles" },
	{ "iam", "AttachRolePolicy", "gives permissions" },
	{ "iam", "AttachUserPolicy", "gives permissions" },
	{ "iam", "PutRolePolicy", "gives permissions" },
	{ "iam", "PutUserPolicy", "gives permissions" },
	{ "iam", "CreatePolicyVersion", "gives permissions" },
	{ "iam", "SetDefaultPolicyVersion", "gives permissions" },
	{ "iam", "UpdateAssumeRolePolicy", "changes who may assume a role" },
	{ "iam", "AddUserToGroup", "gives permissions" },
	{ "lambda", "UpdateFunctionCode", "changes code of functions" },
	{ "lambda", "UpdateFunctionConfiguration", "changes functions" },
	{ "lambda", "CreateFunction", "creates functions" },
	{ "lambda", "AddPermission", "opens functions" },
	{ "cloudtrail", "StopLogging", "stops the trail" },
	{ "cloudtrail", "DeleteTrail", "deletes the trail" },
	{ "cloudtrail", "PutEventSelectors", "changes what is logged" },
	{ "sts", "GetFederationToken", "makes further credentials" },
};

struct acting {
	struct lambda_draft *m;
	uint64_t *taken; /* rows that have better evidence already */
	size_t words, cap;
	struct names keys; /* source and event of the acts from FIRST on */
	size_t first;
};

static struct sv remark_of(struct sv source, struct sv event)
{
	for (size_t i = 0; i < ARRAY_SIZE(remarkable); i++)
		if (sv_eqs(source, remarkable[i].source) &&
		    sv_eqs(event, remarkable[i].event))
			return sv_str(remarkable[i].words);
	return SV_NULL;
}

static struct lambda_act *act_of(struct acting *a, enum lambda_evidence evidence,
				 const struct count_row *r, struct sv expr)
{
	struct lambda_draft *m = a->m;
	struct lambda_page *p = m->p;
	AUTO_BUF struct buf open = BUF_INIT;
	struct lambda_act *act;
	size_t at;

	buf_addsv(&open, r->keys[0]);
	buf_addc(&open, '\0');
	buf_addsv(&open, r->keys[1]);
	at = a->first + names_add(&a->keys, buf_sv(&open), false);
	if (at < p->nacts)
		return &p->acts[at];
	buf_clear(&open);
	ALLOC_GROW(p->acts, p->nacts + 1, a->cap);
	act = &p->acts[p->nacts++];
	*act = (struct lambda_act){ .evidence = evidence,
				    .first = TICK_NONE,
				    .last = TICK_NONE };
	act->source = lambda_keep(m, r->keys[0]);
	act->event = lambda_keep(m, r->keys[1]);
	act->flag = remark_of(act->source, act->event);
	lambda_add_test(&open, "source", act->source);
	buf_addc(&open, ' ');
	lambda_add_test(&open, "event", act->event);
	if (expr.ptr) {
		buf_adds(&open, " (");
		buf_addsv(&open, expr);
		buf_addc(&open, ')');
	}
	act->open = lambda_keep(m, buf_sv(&open));
	return act;
}

static void add_row(struct acting *a, enum lambda_evidence evidence,
		    const struct count_row *r, struct sv expr, bool whole)
{
	struct lambda_act *act = act_of(a, evidence, r, expr);

	if (whole) {
		act->all += r->count;
		if (act->count)
			return;
	} else {
		act->count += r->count;
		if (!sv_eqs(r->keys[2], result_names[RES_OK]))
			act->failed += r->count;
	}
	act->first = MIN(act->first, r->first);
	if (r->last != TICK_NONE)
		act->last = act->last == TICK_NONE ? r->last : MAX(act->last, r->last);
}

/* WHOLE: BITS are of all loaded events; the selected ones were added before. */
static enum st add_acts(struct acting *a, const uint64_t *bits,
			enum lambda_evidence evidence, struct sv expr, bool whole)
{
	const struct fieldref by[3] = { fieldref_of(FLD_SOURCE), fieldref_of(FLD_EVENT),
					fieldref_of(FLD_RESULT) };
	struct counts counts = { 0 };
	enum st rc;

	rc = count_by(a->m->env, bits, a->m->p->index->nsegs, by, 3, &counts);
	for (size_t i = 0; rc == ST_OK && i < counts.n; i++)
		add_row(a, evidence, &counts.rows[i], expr, whole);
	if (rc == ST_OK)
		counts_release(&counts);
	return rc;
}

/* Take BITS (owned) less what has better evidence. */
static enum st take(struct acting *a, uint64_t *bits, enum lambda_evidence evidence,
		    struct sv expr)
{
	const struct selection *sel = a->m->sel;
	uint64_t *shown = xcalloc(MAX(a->words, 1), sizeof(*shown));
	bool any = false;
	enum st rc = ST_OK;

	for (size_t i = 0; i < a->words; i++) {
		bits[i] &= ~a->taken[i];
		a->taken[i] |= bits[i];
		shown[i] = bits[i] & sel->rows[i];
		any |= bits[i] != 0;
	}
	a->first = a->m->p->nacts;
	names_init(&a->keys);
	if (any)
		rc = add_acts(a, shown, evidence, expr, false);
	if (any && rc == ST_OK)
		rc = add_acts(a, bits, evidence, expr, true);
	names_release(&a->keys);
	free(shown);
	free(bits);
	return rc;
}

static enum st take_expr(struct acting *a, enum lambda_evidence evidence, struct buf *expr)
{
	uint64_t *bits = lambda_rows_of(a->m, buf_str(expr));

	return bits ? take(a, bits, evidence, buf_sv(expr)) : ST_CANCELED;
}

static enum st by_scope(struct acting *a)
{
	const struct sv arn = a->m->p->id.arn;
	AUTO_BUF struct buf e = BUF_INIT;
	AUTO_BUF struct buf wild = BUF_INIT;

	if (!arn.ptr)
		return ST_OK;
	/* with a qualifier or without */
	lambda_add_test(&e, "userIdentity.inScopeOf.credentialsIssuedTo", arn);
	buf_adds(&e, " or userIdentity.inScopeOf.credentialsIssuedTo ~ ");
	buf_addc(&wild, '^');
	for (size_t i = 0; i < arn.len; i++) {
		if (strchr(".+*?()[]{}|^$\\/", arn.ptr[i]))
			buf_addc(&wild, '\\');
		buf_addc(&wild, arn.ptr[i]);
	}
	buf_addc(&wild, ':');
	lambda_add_quoted_pattern(&e, buf_sv(&wild));
	return take_expr(a, EVIDENCE_SCOPE, &e);
}

/*
 * Keys that lambda.amazonaws.com was given for a role of this function. A role may serve several
 * functions: then the session's name, which is the function's, decides.
 */
static void minted_keys(struct acting *a, const uint64_t *bits, struct lambda_texts *keys)
{
	struct lambda_draft *m = a->m;
	struct names seen;

	names_init(&seen);
	BITS_FOREACH(bits, a->words, row) {
		struct sv role =
			rowread_peek(&m->rr, (row_t)row, "requestParameters.roleArn");
		struct sv name = rowread_peek(&m->rr, (row_t)row,
					      "requestParameters.roleSessionName");
		struct sv key = rowread_peek(&m->rr, (row_t)row,
					     "responseElements.credentials.accessKeyId");
		uint32_t before = seen.n;

		if (!key.len || (name.ptr && !sv_eq(name, m->p->id.name)))
			continue;
		if (!role.ptr ||
		    (m->roles.n ? !lambda_texts_has(&m->roles, role) : !name.ptr))
			continue;
		if (names_add(&seen, key, false) != before)
			continue;
		ALLOC_GROW(keys->v, keys->n + 1, keys->cap);
		keys->v[keys->n++] = lambda_keep(m, key);
	}
	names_release(&seen);
}

static enum st by_key(struct acting *a)
{
	struct lambda_texts keys = { 0 };
	uint64_t *all = NULL, *bits;
	enum st rc = ST_CANCELED;

	bits = lambda_rows_of(a->m, "source=sts event=AssumeRole result=ok "
				    "identity=\"service:lambda.amazonaws.com\"");
	if (!bits)
		return ST_CANCELED;
	minted_keys(a, bits, &keys);
	all = xcalloc(MAX(a->words, 1), sizeof(*all));
	free(bits);
	for (size_t i = 0; i < keys.n;) {
		AUTO_BUF struct buf e = BUF_INIT;

		buf_adds(&e, "key in (");
		for (size_t k = 0; k < KEYS_AT_ONCE && i < keys.n && e.len < 60000;
		     k++, i++) {
			if (k)
				buf_addc(&e, ',');
			lambda_add_quoted(&e, keys.v[i]);
		}
		buf_addc(&e, ')');
		bits = lambda_rows_of(a->m, buf_str(&e));
		if (!bits)
			goto out;
		for (size_t w = 0; w < a->words; w++)
			all[w] |= bits[w];
		free(bits);
	}
	rc = take(a, all, EVIDENCE_KEY, lambda_session_expr(a->m));
	all = NULL;
out:
	free(all);
	free(keys.v);
	return rc;
}

/* identity in ("role:...", ...): the roles the function had. False when none is known. */
static bool add_roles(struct acting *a, struct buf *out)
{
	const struct lambda_texts *roles = &a->m->roles;

	if (!roles->n)
		return false;
	buf_adds(out, "identity in (");
	for (size_t i = 0; i < roles->n && out->len < 50000; i++) {
		AUTO_BUF struct buf id = BUF_INIT;

		if (i)
			buf_addc(out, ',');
		buf_adds(&id, "role:");
		buf_addsv(&id, roles->v[i]);
		lambda_add_quoted(out, buf_sv(&id));
	}
	buf_addc(out, ')');
	return true;
}

struct sv lambda_session_expr(struct lambda_draft *m)
{
	struct acting a = { .m = m };
	AUTO_BUF struct buf e = BUF_INIT;

	buf_adds(&e, "type=AssumedRole ");
	lambda_add_test(&e, "session", m->p->id.name);
	buf_addc(&e, ' ');
	if (!add_roles(&a, &e) && m->p->id.account.ptr)
		lambda_add_test(&e, "caller", m->p->id.account);
	return lambda_keep(m, buf_sv(&e));
}

static enum st by_session(struct acting *a)
{
	AUTO_BUF struct buf e = BUF_INIT;

	buf_addsv(&e, lambda_session_expr(a->m));
	return take_expr(a, EVIDENCE_SESSION, &e);
}

static enum st by_agent(struct acting *a)
{
	AUTO_BUF struct buf e = BUF_INIT;

	if (!add_roles(a, &e))
		return ST_OK;
	buf_adds(&e, " agent ~ \"exec-env/AWS_Lambda_\" not ");
	/* a session of another function with the same role is that function's */
	buf_adds(&e, "(has session session != ");
	lambda_add_quoted(&e, a->m->p->id.name);
	buf_adds(&e, ")");
	return take_expr(a, EVIDENCE_AGENT, &e);
}

static int act_cmp(const void *pa, const void *pb)
{
	const struct lambda_act *a = pa, *b = pb;
	int c;

	if (!a->flag.ptr != !b->flag.ptr)
		return a->flag.ptr ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->all != b->all)
		return a->all > b->all ? -1 : 1;
	c = sv_cmp(a->source, b->source);
	if (!c)
		c = sv_cmp(a->event, b->event);
	return c ? c : (int)a->evidence - (int)b->evidence;
}

/* Events of the role without any sign of Lambda: somebody else may use it. */
static enum st note_outside(struct acting *a)
{
	struct lambda_draft *m = a->m;
	AUTO_BUF struct buf e = BUF_INIT;
	uint64_t *bits;
	size_t n = 0;

	if (!add_roles(a, &e))
		return ST_OK;
	buf_adds(&e,
		 " agent !~ /AWS_Lambda_|awslambda-worker/ not has userIdentity.inScopeOf");
	bits = lambda_rows_of(m, buf_str(&e));
	if (!bits)
		return ST_CANCELED;
	for (size_t i = 0; i < a->words; i++)
		n += (size_t)__builtin_popcountll(bits[i] & ~a->taken[i] & m->sel->rows[i]);
	free(bits);
	if (n)
		lambda_texts_add(
			m, &m->p->notes,
			lambda_keepf(
				m,
				"%zu event%s of its role without a sign of Lambda: the "
				"role may be used elsewhere (-f '" SV_FMT "')",
				n, n == 1 ? "" : "s", SV_ARG(lambda_cut(buf_sv(&e), 600))),
			LAMBDA_TEXTS_MAX);
	return ST_OK;
}

enum st lambda_acts_fill(struct lambda_draft *m)
{
	static enum st (*const steps[])(struct acting *) = { by_scope, by_key, by_session,
							     by_agent, note_outside };
	struct acting a = { .m = m, .words = (size_t)m->p->index->nsegs * SEG_WORDS };
	enum st rc = ST_OK;

	if (m->p->id.unknown)
		return ST_OK;
	a.taken = xcalloc(MAX(a.words, 1), sizeof(*a.taken));
	for (size_t i = 0; i < ARRAY_SIZE(steps) && rc == ST_OK; i++)
		rc = steps[i](&a);
	free(a.taken);
	if (rc == ST_OK && m->p->nacts)
		qsort(m->p->acts, m->p->nacts, sizeof(*m->p->acts), act_cmp);
	return rc;
}
