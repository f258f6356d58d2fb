/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two records say of one credential or one call: does it agree? */
#include "lineage/fit.h"

static enum lineage_fit agree(struct sv a, struct sv b)
{
	if (!a.ptr || !b.ptr)
		return LINEAGE_FIT_OPEN;
	return sv_eq(a, b) ? LINEAGE_FIT_YES : LINEAGE_FIT_NO;
}

/* One contradiction is enough, one agreement is when there is none. */
static enum lineage_fit both(enum lineage_fit a, enum lineage_fit b)
{
	if (a == LINEAGE_FIT_NO || b == LINEAGE_FIT_NO)
		return LINEAGE_FIT_NO;
	return MAX(a, b);
}

static enum lineage_fit agree_on(const struct lineage_cred *a, const struct lineage_cred *b,
				 enum lineage_part part)
{
	return agree(a->part[part], b->part[part]);
}

static bool is_type(const struct lineage_cred *c, const char *type)
{
	return sv_eqs(c->part[LP_TYPE], type);
}

bool lineage_in_time(tick_t issued, const struct lineage_cred *c)
{
	return issued == TICK_NONE || c->time == TICK_NONE ||
	       issued <= c->time + LINEAGE_SLACK;
}

enum lineage_fit lineage_fit_begin(tick_t issued, const struct lineage_cred *c)
{
	if (issued == TICK_NONE)
		return LINEAGE_FIT_OPEN;
	if (!lineage_in_time(issued, c))
		return LINEAGE_FIT_NO;
	if (c->created != TICK_NONE)
		return lineage_distance(issued, c->created) <= LINEAGE_SLACK
			       ? LINEAGE_FIT_YES
			       : LINEAGE_FIT_NO;
	if (c->time != TICK_NONE && c->time - issued > LINEAGE_FED)
		return LINEAGE_FIT_NO;
	return LINEAGE_FIT_OPEN;
}

/* Field N of an ARN, counted from 0; SV_NULL when it has no such one. */
static struct sv arn_field(struct sv arn, unsigned n)
{
	for (; arn.ptr && n; n--) {
		ptrdiff_t at = sv_chr(arn, ':');

		arn = at < 0 ? SV_NULL : sv_from(arn, (size_t)at + 1);
	}
	if (arn.ptr && sv_chr(arn, ':') >= 0)
		arn = sv_head(arn, (size_t)sv_chr(arn, ':'));
	return arn.len ? arn : SV_NULL;
}

/* The name at the end of a path. */
static struct sv last_name(struct sv v)
{
	size_t n = v.len;

	while (n && v.ptr[n - 1] != '/')
		n--;
	return n < v.len ? sv_from(v, n) : SV_NULL;
}

/* "assumed-role/NAME/SESSION" -> NAME */
static struct sv role_name(struct sv arn)
{
	static const struct sv mark = SV_LIT(":assumed-role/");
	ptrdiff_t at = sv_find(arn, mark), end;

	if (at < 0)
		return SV_NULL;
	arn = sv_from(arn, (size_t)at + mark.len);
	end = sv_chr(arn, '/');
	return end < 0 ? arn : sv_head(arn, (size_t)end);
}

/* The role that was asked for; an assumed-role ARN has lost the path of its role. */
static enum lineage_fit fit_asked_role(const struct lineage_cred *issuer,
				       const struct lineage_cred *c)
{
	struct sv asked = issuer->part[LP_ASKED_ROLE_ARN], arn = c->part[LP_ARN];
	enum lineage_fit role = agree(asked, c->part[LP_ISSUER_ARN]);
	enum lineage_fit session =
		agree(issuer->part[LP_ASKED_SESSION], lineage_session(c));

	if (role == LINEAGE_FIT_OPEN && asked.ptr)
		role = agree(last_name(asked), role_name(arn)) == LINEAGE_FIT_YES
			       ? agree(arn_field(asked, 4), arn_field(arn, 4))
			       : agree(last_name(asked), role_name(arn));
	return session == LINEAGE_FIT_NO ? LINEAGE_FIT_NO : role;
}

/* The root user of a member account: asked for by number or by ARN. */
static enum lineage_fit fit_asked_root(const struct lineage_cred *issuer,
				       const struct lineage_cred *c)
{
	struct sv asked = issuer->part[LP_ASKED_ACCOUNT];

	if (!is_type(c, "Root"))
		return c->part[LP_TYPE].ptr ? LINEAGE_FIT_NO : LINEAGE_FIT_OPEN;
	if (sv_chr(asked, ':') >= 0)
		asked = arn_field(asked, 4);
	return agree(asked, c->part[LP_ACCOUNT]);
}

enum lineage_fit lineage_fit_holder(const struct lineage_cred *issuer,
				    const struct lineage_cred *c)
{
	enum lineage_fit fit = both(agree(issuer->part[LP_ROLE_ID], c->part[LP_PRINCIPAL]),
				    agree(issuer->part[LP_ROLE_ARN], c->part[LP_ARN]));

	if (fit != LINEAGE_FIT_OPEN)
		return fit;
	if (issuer->part[LP_FEDERATED_ARN].ptr)
		return agree(issuer->part[LP_FEDERATED_ARN], c->part[LP_ARN]);
	if (issuer->part[LP_ROLE_ID].ptr || issuer->part[LP_ROLE_ARN].ptr ||
	    issuer->part[LP_ASKED_ROLE_ARN].ptr)
		return fit_asked_role(issuer, c);
	if (issuer->part[LP_ASKED_ACCOUNT].ptr)
		return fit_asked_root(issuer, c);
	if (sv_starts(issuer->part[LP_EVENT_SOURCE], SV_LIT("cognito-identity")))
		return LINEAGE_FIT_OPEN; /* which role it was is not logged */
	/* credentials for the caller himself */
	return both(agree_on(issuer, c, LP_ARN), agree_on(issuer, c, LP_PRINCIPAL));
}

enum lineage_fit lineage_fit_user(const struct lineage_cred *maker,
				  const struct lineage_cred *c)
{
	struct sv made = maker->part[LP_KEY_USER].ptr ? maker->part[LP_KEY_USER]
						      : maker->part[LP_ASKED_USER];
	struct sv user =
		c->part[LP_USER].ptr ? c->part[LP_USER] : last_name(c->part[LP_ARN]);
	struct sv where = maker->part[LP_RECIPIENT].ptr ? maker->part[LP_RECIPIENT]
							: maker->part[LP_ACCOUNT];
	enum lineage_fit account = agree(where, c->part[LP_ACCOUNT]);

	if (is_type(c, "Root")) /* whose keys root alone can make */
		return is_type(maker, "Root") ? account : LINEAGE_FIT_NO;
	if (c->part[LP_TYPE].ptr && !is_type(c, "IAMUser") && !is_type(c, "AWSAccount"))
		return LINEAGE_FIT_NO;
	if (account == LINEAGE_FIT_NO)
		return account;
	return agree(made, user);
}

/* Of a record that names its caller and one that only says from which account: one caller? */
static bool may_be_copy(const struct lineage_cred *a, const struct lineage_cred *b)
{
	return is_type(a, "AWSAccount") != is_type(b, "AWSAccount") &&
	       agree_on(a, b, LP_PRINCIPAL) != LINEAGE_FIT_NO &&
	       agree_on(a, b, LP_ACCOUNT) != LINEAGE_FIT_NO;
}

bool lineage_same_call(const struct lineage_cred *a, const struct lineage_cred *b)
{
	bool copy = may_be_copy(a, b);
	enum lineage_fit key = agree_on(a, b, LP_ISSUED_KEY);

	if (!sv_eq(a->event, b->event) || a->insight || b->insight ||
	    lineage_distance(a->time, b->time) > LINEAGE_SLACK)
		return false;
	if (!copy && (!sv_eq(a->identity, b->identity) ||
		      agree_on(a, b, LP_PRINCIPAL) == LINEAGE_FIT_NO ||
		      agree_on(a, b, LP_KEY) == LINEAGE_FIT_NO))
		return false;
	if (agree_on(a, b, LP_SHARED) == LINEAGE_FIT_YES ||
	    agree_on(a, b, LP_REQUEST) == LINEAGE_FIT_YES ||
	    agree_on(a, b, LP_ID) == LINEAGE_FIT_YES ||
	    agree(a->part[LP_ADDED_TO], b->part[LP_ID]) == LINEAGE_FIT_YES ||
	    agree(a->part[LP_ID], b->part[LP_ADDED_TO]) == LINEAGE_FIT_YES)
		return key != LINEAGE_FIT_NO;
	return copy &&
	       (key == LINEAGE_FIT_YES ||
		(key == LINEAGE_FIT_OPEN && agree_on(a, b, LP_ROLE_ID) == LINEAGE_FIT_YES));
}

static bool same_session(const struct lineage_index *x, const struct lineage_cred *a,
			 const struct lineage_cred *b)
{
	return lineage_group(x, a) == LG_SESSION && lineage_group(x, b) == LG_SESSION &&
	       a->created == b->created;
}

bool lineage_same_caller(const struct lineage_index *x, const struct lineage_cred *a,
			 const struct lineage_cred *b)
{
	if (!sv_eq(a->identity, b->identity) ||
	    agree_on(a, b, LP_PRINCIPAL) == LINEAGE_FIT_NO)
		return false;
	return sv_eq(a->part[LP_KEY], b->part[LP_KEY]) || same_session(x, a, b);
}
