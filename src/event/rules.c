/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names without dates, the identity, the result and the kind, a row of a table each. */
#include "event/rules.h"

#include "event/arn.h"

#include <strings.h>

/* --- small helpers ------------------------------------------------------------------- */

/* The same text, ASCII case ignored. */
static bool same_nocase(struct sv v, const char *s)
{
	return v.len == strlen(s) && v.len && strncasecmp(v.ptr, s, v.len) == 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- event and source ---------------------------------------------------------------- */

/* V without two digits at its end and an underscore before them, if those are there. */
static bool drop_pair(struct sv *v)
{
	if (v->len < 2 || !is_digit(v->ptr[v->len - 1]) || !is_digit(v->ptr[v->len - 2]))
		return false;
	v->len -= 2;
	if (v->len && v->ptr[v->len - 1] == '_')
		v->len--;
	return true;
}

/* V without `_?20YY_?MM_?DD` at its end; unchanged when it does not end so. */
static struct sv drop_date(struct sv v)
{
	struct sv r = v;

	if (!drop_pair(&r) || !drop_pair(&r) || r.len < 4 || !is_digit(r.ptr[r.len - 1]) ||
	    !is_digit(r.ptr[r.len - 2]) || r.ptr[r.len - 3] != '0' ||
	    r.ptr[r.len - 4] != '2')
		return v;
	r.len -= 4;
	if (r.len && r.ptr[r.len - 1] == '_')
		r.len--;
	return r.len ? r : v;
}

struct sv rule_event(struct sv event_name)
{
	struct sv v = event_name, base;
	size_t n = v.len;

	if (n < 9 || !is_digit(v.ptr[n - 1]))
		return event_name;
	while (n && is_digit(v.ptr[n - 1]))
		n--;
	if (n && v.ptr[n - 1] == 'v') {
		base = drop_date(sv_head(v, n - 1));
		if (base.len != n - 1)
			return base;
	}
	return drop_date(v);
}

struct sv rule_source(struct sv event_source)
{
	const struct sv tail = SV_LIT(".amazonaws.com");

	if (event_source.len > tail.len && sv_ends(event_source, tail))
		event_source.len -= tail.len;
	return event_source;
}

/* --- identity ------------------------------------------------------------------------ */

static bool put(struct buf *out, const char *kind, struct sv v)
{
	if (!have(v))
		return false;
	buf_adds(out, kind);
	buf_addsv(out, v);
	return true;
}

/*
 * The parts of "arn:P:sts::A:assumed-role/NAME/SESSION". SESSION is SV_NULL when there is
 * none.
 */
static bool assumed_role(struct sv v, struct arn *a, struct sv *name, struct sv *session)
{
	const struct sv head = SV_LIT("assumed-role/");
	struct sv rest;
	ptrdiff_t slash;

	if (!arn_split(v, a) || !sv_eqs(a->service, "sts") || !sv_starts(a->resource, head))
		return false;
	rest = sv_from(a->resource, head.len);
	slash = sv_chr(rest, '/');
	*name = slash < 0 ? rest : sv_head(rest, (size_t)slash);
	*session = slash < 0 ? SV_NULL : sv_from(rest, (size_t)slash + 1);
	return name->len > 0;
}

static bool identity_assumed_role(struct buf *out, const struct identity_parts *p)
{
	struct sv name, session;
	struct arn a;

	if (put(out, "role:", p->issuer_arn))
		return true;
	if (!have(p->arn) || !assumed_role(p->arn, &a, &name, &session))
		return put(out, "role:", p->arn);
	buf_add3(out, "role:arn:", a.partition, ":iam::");
	buf_add3(out, "", a.account, ":role/");
	buf_addsv(out, name);
	return true;
}

static bool identity_user(struct buf *out, const struct identity_parts *p)
{
	struct sv name = have(p->user_name) ? p->user_name : p->principal_id;

	if (put(out, "user:", p->arn))
		return true;
	if (!have(name))
		return false;
	buf_add3(out, "user:", p->account_id, "/");
	buf_addsv(out, name);
	return true;
}

static bool identity_root(struct buf *out, const struct identity_parts *p)
{
	return put(out, "root:", p->account_id);
}

static bool identity_service(struct buf *out, const struct identity_parts *p)
{
	return put(out, "service:", p->invoked_by);
}

static bool identity_account(struct buf *out, const struct identity_parts *p)
{
	return put(out, "account:", have(p->account_id) ? p->account_id : p->principal_id);
}

static bool identity_federated(struct buf *out, const struct identity_parts *p)
{
	return put(out, "federated:", p->arn);
}

static bool identity_of_provider(struct buf *out, const char *kind,
				 const struct identity_parts *p)
{
	if (!have(p->identity_provider) || !have(p->user_name))
		return false;
	buf_add3(out, kind, p->identity_provider, "/");
	buf_addsv(out, p->user_name);
	return true;
}

static bool identity_saml(struct buf *out, const struct identity_parts *p)
{
	return identity_of_provider(out, "saml:", p);
}

static bool identity_web(struct buf *out, const struct identity_parts *p)
{
	return identity_of_provider(out, "web:", p);
}

static bool identity_idc(struct buf *out, const struct identity_parts *p)
{
	return put(out, "idc:", p->idc_user);
}

static bool identity_role(struct buf *out, const struct identity_parts *p)
{
	return put(out, "role:", p->arn);
}

static bool identity_untyped(struct buf *out, const struct identity_parts *p)
{
	if (have(p->invoked_by))
		return identity_service(out, p);
	return have(p->account_id) && identity_account(out, p);
}

typedef bool (*identity_fn)(struct buf *out, const struct identity_parts *p);

static const struct {
	const char *type;
	identity_fn fn;
} identity_rules[] = {
	{ "AssumedRole", identity_assumed_role },
	{ "IAMUser", identity_user },
	{ "Root", identity_root },
	{ "AWSService", identity_service },
	{ "AWSAccount", identity_account },
	{ "FederatedUser", identity_federated },
	{ "SAMLUser", identity_saml },
	{ "WebIdentityUser", identity_web },
	{ "IdentityCenterUser", identity_idc },
	{ "Role", identity_role },
};

void rule_identity(struct buf *out, const struct identity_parts *p)
{
	if (have(p->type)) {
		for (size_t i = 0; i < ARRAY_SIZE(identity_rules); i++) {
			if (!sv_eqs(p->type, identity_rules[i].type))
				continue;
			if (identity_rules[i].fn(out, p))
				return;
			break;
		}
	} else if (identity_untyped(out, p)) {
		return;
	}
	if (!put(out, "other:", have(p->arn) ? p->arn : p->principal_id))
		buf_adds(out, "unknown");
}

struct sv rule_session(struct sv type, struct sv arn, struct sv principal_id)
{
	struct sv name, session;
	struct arn a;
	ptrdiff_t colon;

	if (have(arn) && assumed_role(arn, &a, &name, &session)) {
		if (have(session))
			return session;
	} else if (!have(type) || !sv_eqs(type, "AssumedRole")) {
		return SV_NULL;
	}
	colon = have(principal_id) ? sv_chr(principal_id, ':') : -1;
	if (colon < 0 || (size_t)colon + 1 == principal_id.len)
		return SV_NULL;
	return sv_from(principal_id, (size_t)colon + 1);
}

struct sv rule_caller(struct sv account_id, struct sv arn)
{
	struct arn a;

	if (have(account_id))
		return account_id;
	if (have(arn) && arn_split(arn, &a) && a.account.len)
		return a.account;
	return SV_NULL;
}

/* --- result and kind ----------------------------------------------------------------- */

const char *const result_names[RES_COUNT] = {
	[RES_OK] = "ok",         [RES_DENIED] = "denied", [RES_THROTTLED] = "throttled",
	[RES_ABSENT] = "absent", [RES_FAILED] = "failed",
};

/* Words of an errorCode, in the order of the contract; the first that occurs decides. */
static const struct {
	const char *word;
	enum result result;
} error_words[] = {
	{ "AccessDenied", RES_DENIED },
	{ "Unauthorised", RES_DENIED },
	{ "Unauthorized", RES_DENIED },
	{ "Forbidden", RES_DENIED },
	{ "NotAuthorised", RES_DENIED },
	{ "NotAuthorized", RES_DENIED },
	{ "AuthFailure", RES_DENIED },
	{ "Throttl", RES_THROTTLED },
	{ "RequestLimitExceeded", RES_THROTTLED },
	{ "TooManyRequests", RES_THROTTLED },
	{ "SlowDown", RES_THROTTLED },
	{ "RateExceeded", RES_THROTTLED },
	{ "NoSuch", RES_ABSENT },
	{ "NotFound", RES_ABSENT },
	{ "DoesNotExist", RES_ABSENT },
};

static bool contains_nocase(struct sv v, const char *word)
{
	size_t n = strlen(word);
	char first = (char)(word[0] | 0x20);

	for (size_t i = 0; i + n <= v.len; i++)
		if ((v.ptr[i] | 0x20) == first && strncasecmp(v.ptr + i, word, n) == 0)
			return true;
	return false;
}

enum result rule_result(struct sv error_code, bool has_error_message, bool login_failed)
{
	if (have(error_code)) {
		for (size_t i = 0; i < ARRAY_SIZE(error_words); i++)
			if (contains_nocase(error_code, error_words[i].word))
				return error_words[i].result;
		return RES_FAILED;
	}
	return has_error_message || login_failed ? RES_FAILED : RES_OK;
}

const char *const kind_names[KIND_COUNT] = {
	[KIND_READ] = "read",
	[KIND_WRITE] = "write",
	[KIND_INVOKE] = "invoke",
	[KIND_LOGIN] = "login",
	[KIND_INSIGHT] = "insight",
	[KIND_NETWORK] = "network",
	[KIND_AGGREGATED] = "aggregated",
};

static const char *const login_events[] = { "Authenticate", "Federate", "CreateToken" };
static const char *const read_heads[] = { "Get",    "List",     "Describe", "Head",
					  "Lookup", "BatchGet", "Search",   "Select",
					  "Query",  "Scan" };

static bool is_login(const struct kind_parts *p)
{
	if (sv_eqs(p->source, "signin.amazonaws.com") ||
	    same_nocase(p->event_type, "AwsConsoleSignIn"))
		return true;
	if (!sv_eqs(p->source, "sso.amazonaws.com") &&
	    !sv_eqs(p->source, "sso-oauth.amazonaws.com"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(login_events); i++)
		if (sv_eqs(p->event, login_events[i]))
			return true;
	return false;
}

enum kind rule_kind(const struct kind_parts *p)
{
	struct sv ro = rule_bool(p->read_only);

	if (p->has_insight || sv_eqs(p->category, "Insight"))
		return KIND_INSIGHT;
	if (sv_eqs(p->category, "Aggregated"))
		return KIND_AGGREGATED;
	if (sv_eqs(p->category, "NetworkActivity"))
		return KIND_NETWORK;
	if (sv_eqs(p->source, "lambda.amazonaws.com") &&
	    sv_starts(p->event, SV_LIT("Invoke")))
		return KIND_INVOKE;
	if (is_login(p))
		return KIND_LOGIN;
	if (ro.ptr)
		return ro.ptr[0] == 't' ? KIND_READ : KIND_WRITE;
	for (size_t i = 0; i < ARRAY_SIZE(read_heads); i++)
		if (sv_starts(p->event, sv_str(read_heads[i])))
			return KIND_READ;
	return KIND_WRITE;
}

struct sv rule_bool(struct sv v)
{
	if (same_nocase(v, "true"))
		return SV_LIT("true");
	if (same_nocase(v, "false"))
		return SV_LIT("false");
	return SV_NULL;
}

struct sv rule_mfa(struct sv mfa_authenticated, struct sv mfa_used)
{
	struct sv v = rule_bool(mfa_authenticated);

	if (v.ptr)
		return v;
	if (same_nocase(mfa_used, "yes"))
		return SV_LIT("true");
	if (same_nocase(mfa_used, "no"))
		return SV_LIT("false");
	return rule_bool(mfa_used);
}
