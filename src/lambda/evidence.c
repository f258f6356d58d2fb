/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * By what a function is known to have acted, the best evidence first: each is an expression of the
 * filter language. Its own role and session are needed: names and keys are of many.
 */
#include "lambda/acting.h"

#include "lineage/fit.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Texts in one expression, and bytes of them: its length is limited. */
#define LISTED_MAX   1000u
#define LISTED_BYTES 40000u

static enum st by_scope(struct lambda_acting *a)
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
	return lambda_acting_take(a, EVIDENCE_SCOPE, &e);
}

/* ---- the roles of the function ---- */

/* Roles of the acts that name the function itself. */
static enum st roles_by_scope(struct lambda_acting *a)
{
	static const struct sv role = SV_LIT("role:");
	const struct fieldref by = fieldref_of(FLD_IDENTITY);
	struct lambda_draft *m = a->m;
	struct counts c = { 0 };
	enum st rc = ST_OK;

	if (!a->taken[EVIDENCE_SCOPE].bits)
		return ST_OK;
	rc = lambda_acting_count(a, a->taken[EVIDENCE_SCOPE].bits, &by, 1, &c);
	for (size_t i = 0; rc == ST_OK && i < c.n; i++)
		if (sv_starts(c.rows[i].keys[0], role))
			lambda_texts_add(m, &m->roles, sv_from(c.rows[i].keys[0], role.len),
					 LISTED_MAX);
	if (rc == ST_OK)
		counts_release(&c);
	return rc;
}

/* A credential that lambda.amazonaws.com was given. */
struct minted {
	struct sv role, key; /* key .ptr NULL: not said */
	tick_t time;
	uint32_t next; /* + 1: of the same key */
};

static struct sv session_of(struct lambda_draft *m, row_t row)
{
	struct sv v = rowread_peek(&m->rr, row, "requestParameters.roleSessionName");
	size_t n;

	if (v.len)
		return v;
	v = rowread_peek(&m->rr, row, "responseElements.assumedRoleUser.arn");
	for (n = v.len; n && v.ptr[n - 1] != '/';)
		n--;
	return n ? sv_from(v, n) : SV_NULL;
}

/* Is ROLE of the account of the function? */
static bool of_account(const struct lambda_draft *m, struct sv role)
{
	struct sv account = account_of(role);

	return account.ptr && sv_eq(account, m->p->id.account);
}

/* What was minted for sessions with a name; *RET_N of them. The caller frees. */
static enum st find_minted(struct lambda_acting *a, struct minted **ret, size_t *ret_n)
{
	struct lambda_draft *m = a->m;
	struct minted *v = NULL;
	size_t n = 0, cap = 0;
	uint64_t *bits = lambda_rows_of(m, "source=sts event=AssumeRole result=ok "
					   "identity=\"service:lambda.amazonaws.com\"");

	if (!bits)
		return ST_CANCELED;
	BITS_FOREACH(bits, a->words, at) {
		row_t row = (row_t)at;
		struct sv role = rowread_peek(&m->rr, row, "requestParameters.roleArn");
		struct sv session = session_of(m, row);

		if (!role.len || !session.len || !of_account(m, role))
			continue;
		names_add(&a->sessions, session, false);
		if (!sv_eq(session, m->p->id.name))
			continue;
		ALLOC_GROW(v, n + 1, cap);
		v[n].role = lambda_keep(m, role);
		v[n].key = lambda_text(m, row, "responseElements.credentials.accessKeyId");
		v[n++].time = store_time(m->env->store, row);
	}
	free(bits);
	*ret = v;
	*ret_n = n;
	return ST_OK;
}

/* Is there a function of this name in another region, whose sessions have the same name? */
static bool has_twin(struct lambda_draft *m)
{
	const struct lambda_index *x = m->p->index;

	for (uint32_t i = 0; i < x->fns.n; i++) {
		struct lambda_id id = lambda_index_id(x, i);

		if (i != m->p->fn && sv_eq(id.name, m->p->id.name) &&
		    sv_eq(id.account, m->p->id.account) &&
		    !sv_eq(id.region, m->p->id.region))
			return true;
	}
	return false;
}

/* "identity in (...)": the roles the function had. False when none is known. */
static bool add_roles(struct lambda_acting *a, struct buf *out)
{
	const struct lambda_texts *roles = &a->m->roles;

	if (!roles->n)
		return false;
	buf_adds(out, "identity in (");
	for (size_t i = 0; i < roles->n && out->len < LISTED_BYTES; i++) {
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

/* Sessions named like the function, of its roles; false when no role is known. */
static bool add_session(struct lambda_acting *a, struct buf *out)
{
	size_t start = out->len;

	buf_adds(out, "type=AssumedRole ");
	lambda_add_test(out, "session", a->m->p->id.name);
	buf_addc(out, ' ');
	if (add_roles(a, out))
		return true;
	out->len = start;
	return false;
}

/* ---- by key ---- */

struct minted_keys {
	struct minted *v;
	size_t n;
	struct names names; /* of keys; by their number: */
	uint32_t *first;    /* in V, + 1 */
	uint8_t *used;      /* 1 it acted, 2 it is not always the one minted */
};

/* Was the key issued when the session of ROW began? */
static bool is_minted(struct lambda_acting *a, const struct minted_keys *k, uint32_t key,
		      row_t row)
{
	struct lambda_draft *m = a->m;
	tick_t created = lineage_time(rowread_peek(
		&m->rr, row, "userIdentity.sessionContext.attributes.creationDate"));
	struct sv role = rowread_peek(&m->rr, row, "identity");

	role = role.len > 5 ? sv_from(role, 5) : SV_NULL; /* "role:" */
	for (uint32_t i = k->first[key]; i; i = k->v[i - 1].next)
		if (created != TICK_NONE && k->v[i - 1].time != TICK_NONE &&
		    sv_eq(k->v[i - 1].role, role) &&
		    lineage_distance(created, k->v[i - 1].time) <= LINEAGE_SLACK)
			return true;
	return false;
}

/* Look at every event of the sessions; a placeholder is no evidence. */
static enum st check_keys(struct lambda_acting *a, struct minted_keys *k,
			  struct buf *session)
{
	struct lambda_draft *m = a->m;
	uint64_t *bits = lambda_rows_of(m, buf_str(session));

	if (!bits)
		return ST_CANCELED;
	BITS_FOREACH(bits, a->words, row) {
		struct sv key =
			rowread_peek(&m->rr, (row_t)row, "userIdentity.accessKeyId");
		uint32_t at = key.len ? names_find(&k->names, key) : NUMBER_NONE;

		if (at != NUMBER_NONE)
			k->used[at] |= is_minted(a, k, at, (row_t)row) ? 1 : 2;
	}
	free(bits);
	return ST_OK;
}

static enum st take_keys(struct lambda_acting *a, struct minted_keys *k)
{
	AUTO_BUF struct buf e = BUF_INIT;
	const char *sep = "";
	size_t n = 0;
	enum st rc;

	if (!add_session(a, &e))
		return ST_OK;
	rc = check_keys(a, k, &e);
	if (rc != ST_OK)
		return rc;
	buf_adds(&e, " key in (");
	for (uint32_t i = 0; i < k->names.n; i++) {
		if (k->used[i] != 1)
			continue;
		if (++n > LISTED_MAX || e.len > LISTED_BYTES) {
			lambda_texts_add(
				a->m, &a->m->p->notes,
				SV_LIT("more keys were minted for its sessions than "
				       "a filter can name: its acts are listed by "
				       "the name of the session"),
				LAMBDA_TEXTS_MAX);
			return ST_OK;
		}
		buf_adds(&e, sep);
		lambda_add_quoted(&e, k->names.v[i]);
		sep = ",";
	}
	buf_addc(&e, ')');
	return n ? lambda_acting_take(a, EVIDENCE_KEY, &e) : ST_OK;
}

/* Put the keys of its roles under their names. */
static void name_keys(struct lambda_acting *a, struct minted_keys *k)
{
	k->first = xcalloc(MAX(k->n, 1), sizeof(*k->first));
	for (size_t i = 0; i < k->n; i++) {
		struct minted *v = &k->v[i];
		uint32_t key;

		if (!v->key.len || !lambda_texts_has(&a->m->roles, v->role))
			continue;
		key = names_add(&k->names, v->key, true);
		v->next = k->first[key];
		k->first[key] = (uint32_t)i + 1;
	}
}

static enum st by_key(struct lambda_acting *a)
{
	struct lambda_draft *m = a->m;
	struct minted_keys k = { .n = 0 };
	enum st rc = find_minted(a, &k.v, &k.n);

	if (rc == ST_OK)
		rc = roles_by_scope(a);
	/* the service that runs functions says which role it takes for one of this name */
	if (rc == ST_OK && !m->roles.n)
		for (size_t i = 0; i < k.n; i++)
			lambda_texts_add(m, &m->roles, k.v[i].role, LISTED_MAX);
	names_init(&k.names);
	name_keys(a, &k);
	if (rc == ST_OK && has_twin(m)) {
		lambda_texts_add(m, &m->p->notes,
				 SV_LIT("a function of this name is in another region too: "
					"what is told by session or key may be of either"),
				 LAMBDA_TEXTS_MAX);
	} else if (rc == ST_OK && k.names.n) {
		k.used = xcalloc(k.names.n, 1);
		rc = take_keys(a, &k);
		free(k.used);
	}
	names_release(&k.names);
	free(k.first);
	free(k.v);
	return rc;
}

/* ---- by session and by agent ---- */

static enum st by_session(struct lambda_acting *a)
{
	AUTO_BUF struct buf e = BUF_INIT;

	if (add_session(a, &e))
		return lambda_acting_take(a, EVIDENCE_SESSION, &e);
	if (!a->m->p->id.account.ptr)
		return ST_OK;
	buf_adds(&e, "type=AssumedRole ");
	lambda_add_test(&e, "session", a->m->p->id.name);
	buf_addc(&e, ' ');
	lambda_add_test(&e, "caller", a->m->p->id.account);
	return lambda_acting_note(
		a, &e,
		"of sessions named like it are not listed: which role it has is "
		"not known");
}

/* Is NAME that of another function of the account? */
static bool is_other_function(struct lambda_acting *a, struct sv name)
{
	const struct lambda_index *x = a->m->p->index;

	if (sv_eq(name, a->m->p->id.name))
		return false;
	if (names_find(&a->sessions, name) != NUMBER_NONE)
		return true;
	for (uint32_t i = 0; i < x->fns.n; i++) {
		struct lambda_id id = lambda_index_id(x, i);

		if (sv_eq(id.name, name) && sv_eq(id.account, a->m->p->id.account))
			return true;
	}
	return false;
}

/* Leave sessions of other functions with the same role out of EXPR. */
static enum st leave_others(struct lambda_acting *a, struct buf *expr)
{
	uint64_t *bits = lambda_rows_of(a->m, buf_str(expr));
	struct counts c = { 0 };
	const struct fieldref by = fieldref_of(FLD_SESSION);
	const char *sep = " not session in (";
	size_t n = 0;
	enum st rc = bits ? lambda_acting_count(a, bits, &by, 1, &c) : ST_CANCELED;

	free(bits);
	if (rc != ST_OK)
		return rc;
	for (size_t i = 0; i < c.n && n < LISTED_MAX && expr->len < LISTED_BYTES; i++) {
		struct sv name = c.rows[i].keys[0];

		if (!name.ptr || !is_other_function(a, name))
			continue;
		buf_adds(expr, sep);
		lambda_add_quoted(expr, name);
		sep = ",";
		n++;
	}
	if (n)
		buf_addc(expr, ')');
	counts_release(&c);
	return ST_OK;
}

static enum st by_agent(struct lambda_acting *a)
{
	AUTO_BUF struct buf e = BUF_INIT;
	enum st rc;

	if (!add_roles(a, &e))
		return ST_OK;
	buf_adds(&e, " agent ~ \"exec-env/AWS_Lambda_\"");
	rc = leave_others(a, &e);
	return rc == ST_OK ? lambda_acting_take(a, EVIDENCE_AGENT, &e) : rc;
}

/* Events of the role without any sign of Lambda: somebody else may use it. */
static enum st note_outside(struct lambda_acting *a)
{
	AUTO_BUF struct buf e = BUF_INIT;

	if (!add_roles(a, &e))
		return ST_OK;
	buf_adds(&e,
		 " agent !~ /AWS_Lambda_|awslambda-worker/ not has userIdentity.inScopeOf");
	return lambda_acting_note(
		a, &e,
		"of its role without a sign of Lambda: the role may be used "
		"elsewhere");
}

enum st lambda_evidence_find(struct lambda_acting *a)
{
	static enum st (*const steps[])(struct lambda_acting *) = { by_scope, by_key,
								    by_session, by_agent,
								    note_outside };
	enum st rc = ST_OK;

	for (size_t i = 0; i < ARRAY_SIZE(steps) && rc == ST_OK; i++)
		rc = steps[i](a);
	return rc;
}
