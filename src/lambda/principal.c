/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is the caller of a call one of the principals of a statement? A call from another account is
 * often logged with the account and the unique id of the caller alone: what ARN an id has is
 * looked up in what is loaded, once for each id.
 */
#include "lambda/priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Ids that are looked up for a page: each costs a search of all events. */
#define LOOKUPS_MAX 64u

static bool all_digits(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return v.len > 0;
}

static struct sv before(struct sv v, char c)
{
	ptrdiff_t at = v.ptr ? sv_chr(v, c) : -1;

	return at < 0 ? v : sv_head(v, (size_t)at);
}

static struct sv behind(struct sv v, char c)
{
	ptrdiff_t at = v.ptr ? sv_chr(v, c) : -1;

	return at < 0 ? SV_NULL : sv_from(v, (size_t)at + 1);
}

static struct sv last_part(struct sv v)
{
	for (size_t i = v.len; i-- > 0;)
		if (v.ptr[i] == '/')
			return sv_from(v, i + 1);
	return v;
}

/* "AROA..." of a role, "AIDA..." of a user. */
static bool is_unique_id(struct sv v, const char *head)
{
	struct sv want = sv_str(head);

	if (v.len < 8 || !sv_starts(v, want))
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!(v.ptr[i] >= 'A' && v.ptr[i] <= 'Z') &&
		    !(v.ptr[i] >= '0' && v.ptr[i] <= '9'))
			return false;
	return true;
}

static bool arn_is(struct sv arn, const char *service, const char *resource)
{
	struct sv part[6];

	for (size_t i = 0; i < ARRAY_SIZE(part); i++) {
		part[i] = i + 1 < ARRAY_SIZE(part) ? before(arn, ':') : arn;
		arn = behind(arn, ':');
	}
	return sv_eqs(part[0], "arn") && sv_eqs(part[2], service) &&
	       sv_starts(part[5], sv_str(resource));
}

/* Of "arn:...:assumed-role/ROLE/SESSION". */
static struct sv role_of_session(struct sv arn)
{
	return before(behind(arn, '/'), '/');
}

/* ---- ids ---- */

static const struct {
	const char *id, *arn;
	bool prefix; /* the id stands before a colon */
} id_places[] = {
	{ "userIdentity.sessionContext.sessionIssuer.principalId",
	  "userIdentity.sessionContext.sessionIssuer.arn", false },
	{ "userIdentity.principalId", "userIdentity.arn", false },
	{ "responseElements.role.roleId", "responseElements.role.arn", false },
	{ "responseElements.user.userId", "responseElements.user.arn", false },
	{ "responseElements.assumedRoleUser.assumedRoleId", "requestParameters.roleArn",
	  true },
};

/* Rows with ID at one of the places, in time order the first that has the ARN. */
static enum st search_id(struct lambda_draft *m, struct sv id, size_t place, struct sv *ret)
{
	const struct lambda_index *x = m->p->index;
	AUTO_BUF struct buf e = BUF_INIT;
	row_t best = ROW_NONE;
	uint64_t *bits;

	buf_adds(&e, id_places[place].id);
	if (id_places[place].prefix)
		buf_addf(&e, " ~ \"^" SV_FMT ":\"", SV_ARG(id));
	else
		buf_addf(&e, "=\"" SV_FMT "\"", SV_ARG(id));
	buf_addf(&e, " result=ok has %s", id_places[place].arn);
	bits = lambda_rows_of(m, buf_str(&e));
	if (!bits)
		return ST_CANCELED;
	BITS_FOREACH(bits, (size_t)x->nsegs * SEG_WORDS, row)
		if (best == ROW_NONE || store_row_cmp(m->env->store, (row_t)row, best) < 0)
			best = (row_t)row;
	free(bits);
	if (best != ROW_NONE)
		*ret = lambda_text(m, best, id_places[place].arn);
	return ST_OK;
}

/* The ARN of a role or user by its unique id; SV_NULL: not in the log. */
static struct sv arn_of_id(struct lambda_draft *m, struct sv id)
{
	struct lambda_ids *ids = &m->ids;
	uint32_t n = ids->names.n, i;

	if (n >= LOOKUPS_MAX && names_find(&ids->names, id) == NUMBER_NONE)
		return SV_NULL;
	i = names_add(&ids->names, id, false);
	if (i < n)
		return ids->arn[i];
	ids->arn[i] = SV_NULL;
	for (size_t k = 0; k < ARRAY_SIZE(id_places) && !ids->arn[i].ptr; k++)
		if (search_id(m, id, k, &ids->arn[i]) != ST_OK)
			break; /* cancelled: the page is dropped */
	return ids->arn[i];
}

void lambda_ids_init(struct lambda_ids *ids)
{
	names_init(&ids->names);
	ids->arn = xcalloc(LOOKUPS_MAX, sizeof(*ids->arn));
}

void lambda_ids_release(struct lambda_ids *ids)
{
	names_release(&ids->names);
	free(ids->arn);
}

/* ---- services ---- */

/* "logs.eu-west-1.amazonaws.com" is logs.amazonaws.com there. */
static bool same_service(struct sv principal, struct sv service, struct sv region)
{
	struct sv rest = behind(principal, '.');

	if (sv_eq(principal, service))
		return true;
	return region.len && sv_starts(rest, region) &&
	       sv_eq(before(principal, '.'), before(service, '.')) &&
	       sv_eq(behind(rest, '.'), behind(service, '.'));
}

/* ---- callers that are no service ---- */

/* A caller of whom the account, and perhaps a unique id, is logged. */
static enum lambda_fit account_fit(struct lambda_draft *m, struct sv p,
				   const struct lambda_invoke *call)
{
	struct sv id = before(call->principal_id, ':'), session, arn;
	bool role = is_unique_id(id, "AROA"), user = is_unique_id(id, "AIDA");

	if (!role && !user)
		return FIT_MAYBE;
	if (arn_is(p, "iam", "role/"))
		return user                            ? FIT_NO
		       : !(arn = arn_of_id(m, id)).ptr ? FIT_MAYBE
		       : sv_eq(arn, p)                 ? FIT_YES
						       : FIT_NO;
	if (arn_is(p, "iam", "user/"))
		return role                            ? FIT_NO
		       : !(arn = arn_of_id(m, id)).ptr ? FIT_MAYBE
		       : sv_eq(arn, p)                 ? FIT_YES
						       : FIT_NO;
	if (!arn_is(p, "sts", "assumed-role/"))
		return user && arn_is(p, "sts", "federated-user/") ? FIT_NO : FIT_MAYBE;
	session = behind(call->principal_id, ':');
	if (user || (session.ptr && !sv_eq(session, last_part(p))))
		return FIT_NO;
	arn = arn_of_id(m, id);
	if (!arn.ptr || !session.ptr)
		return FIT_MAYBE;
	return sv_eq(last_part(arn), role_of_session(p)) ? FIT_YES : FIT_NO;
}

/* A caller whose identity is resolved. */
static enum lambda_fit named_fit(struct sv p, struct sv who,
				 const struct lambda_invoke *call)
{
	if (sv_eq(p, who) || sv_eq(p, call->arn))
		return FIT_YES;
	if (arn_is(p, "sts", "assumed-role/"))
		return !call->arn.ptr && sv_eq(last_part(who), role_of_session(p))
			       ? FIT_MAYBE
			       : FIT_NO;
	/* an identity made from the ARN of a session lacks the path of its role */
	if (arn_is(p, "iam", "role/") || arn_is(p, "iam", "user/"))
		return sv_eq(last_part(p), last_part(who)) &&
				       arn_is(p, "iam", "role/") ==
					       arn_is(who, "iam", "role/")
			       ? FIT_MAYBE
			       : FIT_NO;
	return FIT_NO;
}

static enum lambda_fit principal_fit(struct lambda_draft *m, struct sv p,
				     const struct lambda_caller *c,
				     const struct lambda_invoke *call)
{
	struct sv account = account_of(p), who = behind(c->identity, ':');
	struct sv id = before(call->principal_id, ':');

	if (sv_eqs(p, "*"))
		return FIT_YES;
	if (is_unique_id(p, "A") &&
	    !account.ptr) /* what a policy shows of who was deleted */
		return !id.len || all_digits(id) ? FIT_MAYBE
		       : sv_eq(id, p)            ? FIT_YES
						 : FIT_NO;
	if (!account.ptr || !sv_eq(account, c->account))
		return FIT_NO;
	if (sv_eq(p, account) || sv_ends(p, SV_LIT(":root")))
		return FIT_YES;
	return sv_starts(c->identity, SV_LIT("account:")) ? account_fit(m, p, call)
							  : named_fit(p, who, call);
}

enum lambda_fit lambda_principal_fit(struct lambda_draft *m,
				     const struct lambda_statement *st,
				     const struct lambda_caller *c, struct sv service,
				     const struct lambda_invoke *call)
{
	enum lambda_fit best = FIT_NO;

	for (size_t i = 0; i < st->nprincipals && best != FIT_YES; i++) {
		struct sv p = st->principals[i];
		enum lambda_fit fit;

		if (!service.ptr)
			fit = principal_fit(m, p, c, call);
		else if (sv_eqs(p, "*") || same_service(p, service, m->p->id.region))
			fit = FIT_YES;
		else
			fit = FIT_NO;
		best = MAX(best, fit);
	}
	return best;
}
