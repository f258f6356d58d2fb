/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RULE TABLE: what each derived field is made of, and how. */
#include "event/rules.h"
#include "store/derive_impl.h"

const struct derive_input derive_inputs[IN_COUNT] = {
#define E(id, string, path) { path, string },
	INPUT_LIST(E)
#undef E
};

static bool some(struct buf *out, struct sv v)
{
	buf_addsv(out, v);
	return v.ptr != NULL;
}

static bool rule_of_event(struct buf *out, const struct rule_in *in)
{
	struct sv name =
		in->v[IN_INSIGHT_NAME].ptr ? in->v[IN_INSIGHT_NAME] : in->v[IN_EVENT_NAME];

	return name.ptr && some(out, rule_event(name));
}

static bool rule_of_source(struct buf *out, const struct rule_in *in)
{
	struct sv source = in->v[IN_INSIGHT_SOURCE].ptr ? in->v[IN_INSIGHT_SOURCE]
							: in->v[IN_EVENT_SOURCE];

	return source.ptr && some(out, rule_source(source));
}

static bool rule_of_identity(struct buf *out, const struct rule_in *in)
{
	const struct identity_parts p = {
		.type = in->v[IN_TYPE],
		.invoked_by = in->v[IN_INVOKED_BY],
		.arn = in->v[IN_ARN],
		.account_id = in->v[IN_ACCOUNT_ID],
		.user_name = in->v[IN_USER_NAME],
		.principal_id = in->v[IN_PRINCIPAL_ID],
		.identity_provider = in->v[IN_PROVIDER],
		.issuer_arn = in->v[IN_ISSUER_ARN],
		.idc_user = in->v[IN_IDC_USER],
	};

	rule_identity(out, &p);
	return true;
}

static bool rule_of_session(struct buf *out, const struct rule_in *in)
{
	return some(out,
		    rule_session(in->v[IN_TYPE], in->v[IN_ARN], in->v[IN_PRINCIPAL_ID]));
}

static bool rule_of_caller(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_caller(in->v[IN_ACCOUNT_ID], in->v[IN_ARN]));
}

/* A number counts by its text, true and false are none. */
static struct sv error_text(struct sv v)
{
	return sv_eqs(v, "true") || sv_eqs(v, "false") ? SV_NULL : v;
}

static bool rule_of_result(struct buf *out, const struct rule_in *in)
{
	struct sv code = error_text(in->v[IN_ERROR_CODE]);
	struct sv message = error_text(in->v[IN_ERROR_MESSAGE]);
	bool failed = sv_eqs(in->v[IN_EVENT_NAME], "ConsoleLogin") &&
		      sv_eqs(in->v[IN_LOGIN], "Failure");

	buf_adds(out, result_names[rule_result(code, message.ptr, failed)]);
	return true;
}

static bool rule_of_kind(struct buf *out, const struct rule_in *in)
{
	const struct kind_parts p = {
		.category = in->v[IN_CATEGORY],
		.source = in->v[IN_EVENT_SOURCE],
		.event = in->v[IN_EVENT_NAME].ptr ? rule_event(in->v[IN_EVENT_NAME])
						  : SV_NULL,
		.event_type = in->v[IN_EVENT_TYPE],
		.read_only = in->v[IN_READ_ONLY],
		.has_insight = in->insight,
	};

	buf_adds(out, kind_names[rule_kind(&p)]);
	return true;
}

static bool rule_of_mfa(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_mfa(in->v[IN_MFA_AUTH], in->v[IN_MFA_USED]));
}

static bool rule_of_readonly(struct buf *out, const struct rule_in *in)
{
	return some(out, rule_bool(in->v[IN_READ_ONLY]));
}

/* RULE TABLE: one row for each derived field (but function, which yields two). */
const struct derive_rule derive_rules[RULE_COUNT] = {
	{ FLD_EVENT, rule_of_event, false, 0, { IN_EVENT_NAME, IN_INSIGHT_NAME, IN_END } },
	{ FLD_SOURCE,
	  rule_of_source,
	  false,
	  0,
	  { IN_EVENT_SOURCE, IN_INSIGHT_SOURCE, IN_END } },
	{ FLD_IDENTITY,
	  rule_of_identity,
	  false,
	  0,
	  { IN_TYPE, IN_INVOKED_BY, IN_ARN, IN_ACCOUNT_ID, IN_USER_NAME, IN_PRINCIPAL_ID,
	    IN_PROVIDER, IN_ISSUER_ARN, IN_IDC_USER, IN_END } },
	{ FLD_SESSION,
	  rule_of_session,
	  false,
	  2,
	  { IN_TYPE, IN_ARN, IN_PRINCIPAL_ID, IN_END } },
	{ FLD_CALLER, rule_of_caller, false, 1, { IN_ACCOUNT_ID, IN_ARN, IN_END } },
	{ FLD_RESULT,
	  rule_of_result,
	  false,
	  0,
	  { IN_ERROR_CODE, IN_ERROR_MESSAGE, IN_EVENT_NAME, IN_LOGIN, IN_END } },
	{ FLD_KIND,
	  rule_of_kind,
	  true,
	  0,
	  { IN_CATEGORY, IN_EVENT_SOURCE, IN_EVENT_NAME, IN_EVENT_TYPE, IN_READ_ONLY,
	    IN_END } },
	{ FLD_MFA, rule_of_mfa, false, 1, { IN_MFA_AUTH, IN_MFA_USED, IN_END } },
	{ FLD_READONLY, rule_of_readonly, false, 0, { IN_READ_ONLY, IN_END } },
};
