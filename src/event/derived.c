/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of event/rules.h, each with the parts of a record that it looks at. */
#include "event/derived.h"

#include "event/rules.h"

const struct derived_path derived_paths[IN_COUNT] = {
#define E(id, string, path) { path, string },
	INPUT_LIST(E)
#undef E
};

static bool some(struct buf *out, struct sv v)
{
	buf_addsv(out, v);
	return v.ptr != NULL;
}

/* Of events that were counted together; all others have it at the path of the field. */
static bool rule_of_id(struct buf *out, const struct derived_parts *in)
{
	return in->v[IN_WINDOW_START].ptr && some(out, in->v[IN_AGGREGATE_ID]);
}

static bool rule_of_event(struct buf *out, const struct derived_parts *in)
{
	struct sv name =
		in->v[IN_INSIGHT_NAME].ptr ? in->v[IN_INSIGHT_NAME] : in->v[IN_EVENT_NAME];

	return name.ptr && some(out, rule_event(name));
}

static bool rule_of_source(struct buf *out, const struct derived_parts *in)
{
	struct sv source = in->v[IN_INSIGHT_SOURCE].ptr ? in->v[IN_INSIGHT_SOURCE]
							: in->v[IN_EVENT_SOURCE];

	return source.ptr && some(out, rule_source(source));
}

static bool rule_of_identity(struct buf *out, const struct derived_parts *in)
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

	/* of a partial record often nothing but a name is known */
	if (in->v[IN_PARTIAL].ptr && p.user_name.ptr && !p.type.ptr && !p.arn.ptr &&
	    !p.principal_id.ptr && !p.account_id.ptr && !p.invoked_by.ptr) {
		buf_adds(out, "other:");
		buf_addsv(out, p.user_name);
		return true;
	}
	rule_identity(out, &p);
	return true;
}

static bool rule_of_session(struct buf *out, const struct derived_parts *in)
{
	return some(out,
		    rule_session(in->v[IN_TYPE], in->v[IN_ARN], in->v[IN_PRINCIPAL_ID]));
}

static bool rule_of_caller(struct buf *out, const struct derived_parts *in)
{
	return some(out, rule_caller(in->v[IN_ACCOUNT_ID], in->v[IN_ARN]));
}

/* A number counts by its text, true and false are none. */
static struct sv error_text(struct sv v)
{
	return sv_eqs(v, "true") || sv_eqs(v, "false") ? SV_NULL : v;
}

static bool rule_of_result(struct buf *out, const struct derived_parts *in)
{
	struct sv code = error_text(in->v[IN_ERROR_CODE]);
	struct sv message = error_text(in->v[IN_ERROR_MESSAGE]);
	bool failed = sv_eqs(in->v[IN_EVENT_NAME], "ConsoleLogin") &&
		      sv_eqs(in->v[IN_LOGIN], "Failure");

	buf_adds(out, result_names[rule_result(code, message.ptr, failed)]);
	return true;
}

static bool rule_of_kind(struct buf *out, const struct derived_parts *in)
{
	const struct kind_parts p = {
		.category = in->v[IN_CATEGORY],
		.source = in->v[IN_EVENT_SOURCE],
		.event = in->v[IN_EVENT_NAME].ptr ? rule_event(in->v[IN_EVENT_NAME])
						  : SV_NULL,
		.event_type = in->v[IN_EVENT_TYPE],
		.read_only = in->v[IN_READ_ONLY],
		.has_insight = in->below,
	};

	buf_adds(out, kind_names[rule_kind(&p)]);
	return true;
}

static bool rule_of_mfa(struct buf *out, const struct derived_parts *in)
{
	return some(out, rule_mfa(in->v[IN_MFA_AUTH], in->v[IN_MFA_USED]));
}

static bool rule_of_readonly(struct buf *out, const struct derived_parts *in)
{
	return some(out, rule_bool(in->v[IN_READ_ONLY]));
}

#define INPUTS(...)                                                                        \
	{                                                                                  \
		__VA_ARGS__, IN_END                                                        \
	}

const struct derived_rule derived_rules[FLD_COUNT] = {
	[FLD_EVENT] = {
		.value_fn = rule_of_event,
		.in = INPUTS(IN_EVENT_NAME, IN_INSIGHT_NAME),
	},
	[FLD_ID] = {
		.value_fn = rule_of_id,
		.in = INPUTS(IN_AGGREGATE_ID, IN_WINDOW_START),
	},
	[FLD_SOURCE] = {
		.value_fn = rule_of_source,
		.in = INPUTS(IN_EVENT_SOURCE, IN_INSIGHT_SOURCE),
	},
	[FLD_IDENTITY] = {
		.value_fn = rule_of_identity,
		/* rule_identity() looks at nothing else then */
		.alone = { .if_in = IN_TYPE, .is = "AssumedRole", .with = IN_ISSUER_ARN },
		.in = INPUTS(IN_TYPE, IN_INVOKED_BY, IN_ARN, IN_ACCOUNT_ID, IN_USER_NAME,
			     IN_PRINCIPAL_ID, IN_PROVIDER, IN_ISSUER_ARN, IN_IDC_USER,
			     IN_PARTIAL),
	},
	[FLD_SESSION] = {
		.value_fn = rule_of_session,
		.first = 2,
		.in = INPUTS(IN_TYPE, IN_ARN, IN_PRINCIPAL_ID),
	},
	[FLD_CALLER] = {
		.value_fn = rule_of_caller,
		.first = 1,
		.in = INPUTS(IN_ACCOUNT_ID, IN_ARN),
	},
	[FLD_RESULT] = {
		.value_fn = rule_of_result,
		.in = INPUTS(IN_ERROR_CODE, IN_ERROR_MESSAGE, IN_EVENT_NAME, IN_LOGIN),
	},
	[FLD_KIND] = {
		.value_fn = rule_of_kind,
		.below = "insightDetails",
		.in = INPUTS(IN_CATEGORY, IN_EVENT_SOURCE, IN_EVENT_NAME, IN_EVENT_TYPE,
			     IN_READ_ONLY),
	},
	[FLD_MFA] = {
		.value_fn = rule_of_mfa,
		.first = 1,
		.in = INPUTS(IN_MFA_AUTH, IN_MFA_USED),
	},
	[FLD_READONLY] = {
		.value_fn = rule_of_readonly,
		.in = INPUTS(IN_READ_ONLY),
	},
};

/* ---- function and function.arn ---- */

/* The steps of a function's name; the first is the resource's. */
const uint8_t derived_function_in[DERIVED_FUNCTION_INPUTS + 1] =
	INPUTS(IN_RES_ARN, IN_FN_NAME, IN_FN_RESOURCE, IN_FN_RESOURCE_ARN, IN_FN_VERSION,
	       IN_FQ_PREFIX, IN_FQ_NAME, IN_FQ_PARTITION, IN_FQ_REGION, IN_FQ_ACCOUNT,
	       IN_RESP_ARN, IN_RESP_NAME, IN_ERROR_MESSAGE, IN_ACCOUNT, IN_REGION);

bool derived_function(const struct sv *v, struct buf *name, struct buf *arn)
{
	const struct function_parts p = {
		.resource_arn = v[IN_RES_ARN],
		.function_name = v[IN_FN_NAME],
		.request_resource = v[IN_FN_RESOURCE],
		.request_resource_arn = v[IN_FN_RESOURCE_ARN],
		.function_version = v[IN_FN_VERSION],
		.fq_arn_prefix = v[IN_FQ_PREFIX],
		.fq_partition = v[IN_FQ_PARTITION],
		.fq_region = v[IN_FQ_REGION],
		.fq_account = v[IN_FQ_ACCOUNT],
		.fq_name = v[IN_FQ_NAME],
		.response_arn = v[IN_RESP_ARN],
		.response_name = v[IN_RESP_NAME],
		.error_message = v[IN_ERROR_MESSAGE],
		.account = v[IN_ACCOUNT],
		.region = v[IN_REGION],
		.any_arn = v[IN_ARN].ptr          ? v[IN_ARN]
			   : v[IN_ISSUER_ARN].ptr ? v[IN_ISSUER_ARN]
						  : v[IN_RES_ARN],
	};

	return rule_function(&p, name, arn);
}

static const char *const partitions[] = { "aws", "aws-us-gov", "aws-cn" };

unsigned derived_partition(struct sv arn)
{
	for (unsigned i = 0; i < ARRAY_SIZE(partitions); i++) {
		struct sv p = sv_str(partitions[i]);

		if (sv_starts(arn, SV_LIT("arn:")) && sv_starts(sv_from(arn, 4), p) &&
		    sv_starts(sv_from(arn, 4 + p.len), SV_LIT(":")))
			return i + 1;
	}
	return 0;
}
