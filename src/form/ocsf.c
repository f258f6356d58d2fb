/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of the Open Cybersecurity Schema Framework made of CloudTrail's: rows of Security Lake,
 * outputs of converters. Only the product tells: other products have events of the same classes.
 * What has no place in the schema stands under "unmapped", as an object or as keys and values.
 */
#include "form/mapping.h"
#include "form/rows.h"
#include "util/timefmt.h"

static const struct form_key keys[] = {
	{ "class_uid", KEY_ITEM },
	{ NULL, 0 },
};

/* Milliseconds since 1970, else a time as it is written. */
static bool as_ms(struct sv cell, struct cell_ctx *ctx, struct buf *out)
{
	uint64_t ms = 0;

	for (size_t i = 0; i < cell.len; i++) {
		if (cell.ptr[i] < '0' || cell.ptr[i] > '9' || i == 14)
			return as_time(cell, ctx, out);
		ms = ms * 10 + (uint64_t)(cell.ptr[i] - '0');
	}
	buf_addc(out, '"');
	time_format(out, (tick_t)ms * (TICKS_PER_SEC / 1000));
	buf_addc(out, '"');
	return true;
}

#define UN "unmapped."

static const struct mapping fields_of[] = {
	{ "metadata.product.version", "eventVersion", as_text },
	{ "actor.user.type", "userIdentity.type", as_text },
	{ "actor.user.uid_alt", "userIdentity.principalId", as_text },
	{ "actor.user.uid", "userIdentity.arn", as_text },
	{ "actor.user.account.uid|actor.user.account_uid", "userIdentity.accountId",
	  as_text },
	{ "actor.user.credential_uid", "userIdentity.accessKeyId", as_text },
	{ "actor.user.name", "userIdentity.userName", as_text },
	{ "actor.invoked_by", "userIdentity.invokedBy", as_text },
	{ "actor.session.issuer", "userIdentity.sessionContext.sessionIssuer.arn",
	  as_text },
	{ "time_dt|time", "eventTime", as_ms },
	{ "api.service.name", "eventSource", as_text },
	{ "api.operation", "eventName", as_text },
	{ "cloud.region", "awsRegion", as_text },
	{ "src_endpoint.ip|src_endpoint.domain", "sourceIPAddress", as_text },
	{ "http_request.user_agent", "userAgent", as_text },
	{ "api.response.error", "errorCode", as_text },
	{ "api.response.message", "errorMessage", as_text },
	{ "api.request.data|" UN "requestParameters", "requestParameters", as_json },
	{ "api.response.data|" UN "responseElements", "responseElements", as_json },
	{ UN "additionalEventData", "additionalEventData", as_json },
	{ "api.request.uid", "requestID", as_text },
	{ "metadata.uid", "eventID", as_text },
	{ UN "readOnly", "readOnly", as_bool },
	{ "metadata.event_code|" UN "eventType", "eventType", as_text },
	{ "api.version", "apiVersion", as_text },
	{ UN "managementEvent", "managementEvent", as_bool },
	{ UN "recipientAccountId", "recipientAccountId", as_text },
	{ UN "serviceEventDetails", "serviceEventDetails", as_json },
	{ UN "sharedEventID|" UN "sharedEventId", "sharedEventID", as_text },
	{ UN "vpcEndpointId", "vpcEndpointId", as_text },
	{ "metadata.product.feature.name", "eventCategory", as_text },
	{ NULL, NULL, NULL },
};

/* clang-format off */
static const char *const paths[] = {
	"eventVersion", "userIdentity.type", "userIdentity.principalId", "userIdentity.arn",
	"userIdentity.accountId", "userIdentity.accessKeyId", "userIdentity.userName",
	"userIdentity.invokedBy", "userIdentity.sessionContext.sessionIssuer.arn", "eventTime",
	"eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode",
	"errorMessage", "requestParameters", "responseElements", "additionalEventData",
	"requestID", "eventID", "readOnly", "eventType", "apiVersion", "managementEvent",
	"recipientAccountId", "serviceEventDetails", "sharedEventID", "vpcEndpointId",
	"eventCategory", NULL
};
/* clang-format on */

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *class = object_get(o, "class_uid");
	struct sv product;

	if (!class)
		return;
	if (!mapping_find(o, "metadata.product.name", &product)) {
		/* the order of a data frame: column by column */
		if (*class->val == '{' && object_get_as(o, "metadata", '{')) {
			hit->what = FORM_SKIP;
			hit->skip = FK_UNSUPPORTED;
			hit->why = "OCSF written column by column: write it row by row";
		}
		return;
	}
	if (*class->val >= '0' && *class->val <= '9' && sv_eqs(product, "\"CloudTrail\""))
		hit->what = FORM_COMPOSE;
}

/* The next element of the list at P, which ends at END; NULL: there is no more. */
static const char *element(const char *p, const char *end, const char **ret_end)
{
	while (p < end && strchr(" \t\r\n,", *p))
		p++;
	if (p >= end || *p == ']')
		return NULL;
	*ret_end = value_skip(p, end);
	return *ret_end ? p : NULL;
}

/*
 * O with its "unmapped" as an object where it stands as {"key":[...],"value":[...]}: TEXT gets
 * it, written once more. False: it does not stand so.
 */
static bool unmapped_pairs(const struct object *o, struct buf *text)
{
	struct object u;
	const struct member *key, *value;
	const char *k, *v, *kend, *vend;
	bool comma = false;

	if (!object_enter(object_get(o, "unmapped"), &u))
		return false;
	key = object_get_as(&u, "key", '[');
	value = object_get_as(&u, "value", '[');
	if (!key || !value)
		return false;
	buf_add(text, o->from, (size_t)(u.from - o->from));
	buf_addc(text, '{');
	kend = key->val + 1;
	vend = value->val + 1;
	while ((k = element(kend, key->end, &kend)) && *k == '"' &&
	       (v = element(vend, value->end, &vend))) {
		if (comma)
			buf_addc(text, ',');
		buf_add(text, k, (size_t)(kend - k));
		buf_addc(text, ':');
		buf_add(text, v, (size_t)(vend - v));
		comma = true;
	}
	buf_addc(text, '}');
	buf_add(text, u.to, (size_t)(o->to - u.to));
	return true;
}

static bool compose(const struct object *o, struct cell_ctx *ctx, struct buf *out)
{
	AUTO_BUF struct buf text = BUF_INIT;
	struct object again;

	if (unmapped_pairs(o, &text))
		memset(buf_reserve(&text, CODEC_PAD), 0, CODEC_PAD);
	if (text.len &&
	    object_scan(&again, text.ptr, text.ptr + text.len) == text.ptr + text.len)
		return mapping_compose(&again, fields_of, FK_OCSF, ctx, out);
	return mapping_compose(o, fields_of, FK_OCSF, ctx, out);
}

const struct form form_ocsf = {
	.kind = FK_OCSF,
	.keys = keys,
	.object = object,
	.compose = compose,
	.paths = paths,
};
