/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents of Elasticsearch and OpenSearch: answers of a search, lines of a dump, documents by
 * themselves. The integration for AWS keeps the record in event.original; where that was left
 * out, its fields under the names of the Elastic Common Schema are mapped back. Other
 * documents hold an alert or an event of a further form.
 */
#include "form/mapping.h"
#include "form/rows.h"

static const struct form_key keys[] = {
	{ "hits", KEY_THROUGH },        { "hits", KEY_LIST },
	{ "expected", KEY_LIST }, /* documents of the integration's own tests */
	{ "_source", KEY_ITEM },        { "event", KEY_ITEM },
	{ "event.original", KEY_ITEM }, { "aws", KEY_ITEM },
	{ "aws.cloudtrail", KEY_ITEM }, { NULL, 0 },
};

#define CT "aws.cloudtrail."

static const struct mapping fields_of[] = {
	{ CT "event_version", "eventVersion", NULL },
	{ CT "user_identity.type", "userIdentity.type", NULL },
	{ "user.id", "userIdentity.principalId", NULL },
	{ CT "user_identity.arn", "userIdentity.arn", NULL },
	{ CT "user_identity.access_key_id", "userIdentity.accessKeyId", NULL },
	{ "user.name", "userIdentity.userName", NULL },
	{ CT "user_identity.invoked_by", "userIdentity.invokedBy", NULL },
	{ CT "user_identity.session_context.session_issuer.type",
	  "userIdentity.sessionContext.sessionIssuer.type", NULL },
	{ CT "user_identity.session_context.session_issuer.principal_id",
	  "userIdentity.sessionContext.sessionIssuer.principalId", NULL },
	{ CT "user_identity.session_context.session_issuer.arn",
	  "userIdentity.sessionContext.sessionIssuer.arn", NULL },
	{ CT "user_identity.session_context.session_issuer.account_id",
	  "userIdentity.sessionContext.sessionIssuer.accountId", NULL },
	{ CT "user_identity.session_context.mfa_authenticated",
	  "userIdentity.sessionContext.attributes.mfaAuthenticated", NULL },
	{ CT "user_identity.session_context.creation_date",
	  "userIdentity.sessionContext.attributes.creationDate", NULL },
	{ "@timestamp", "eventTime", NULL },
	{ "event.provider", "eventSource", NULL },
	{ "event.action", "eventName", NULL },
	{ "cloud.region", "awsRegion", NULL },
	{ "source.address|source.ip", "sourceIPAddress", NULL },
	{ "user_agent.original", "userAgent", NULL },
	{ CT "error_code", "errorCode", NULL },
	{ CT "error_message", "errorMessage", NULL },
	{ CT "flattened.request_parameters|" CT "request_parameters", "requestParameters",
	  NULL },
	{ CT "flattened.response_elements|" CT "response_elements", "responseElements",
	  NULL },
	{ CT "flattened.additional_eventdata|" CT "additional_eventdata",
	  "additionalEventData", NULL },
	{ CT "request_id", "requestID", NULL },
	{ "event.id", "eventID", NULL },
	{ CT "read_only", "readOnly", NULL },
	{ CT "event_type", "eventType", NULL },
	{ CT "api_version", "apiVersion", NULL },
	{ CT "management_event", "managementEvent", NULL },
	{ CT "recipient_account_id", "recipientAccountId", NULL },
	{ CT "flattened.service_event_details|" CT "service_event_details",
	  "serviceEventDetails", NULL },
	{ CT "shared_event_id", "sharedEventID", NULL },
	{ CT "vpc_endpoint_id", "vpcEndpointId", NULL },
	{ CT "event_category", "eventCategory", NULL },
	{ NULL, NULL, NULL },
};

static const char *const paths[] = { "eventVersion",
				     "userIdentity.type",
				     "userIdentity.principalId",
				     "userIdentity.arn",
				     "userIdentity.accessKeyId",
				     "userIdentity.userName",
				     "userIdentity.invokedBy",
				     "userIdentity.sessionContext",
				     "eventTime",
				     "eventSource",
				     "eventName",
				     "awsRegion",
				     "sourceIPAddress",
				     "userAgent",
				     "errorCode",
				     "errorMessage",
				     "requestParameters",
				     "responseElements",
				     "additionalEventData",
				     "requestID",
				     "eventID",
				     "readOnly",
				     "eventType",
				     "apiVersion",
				     "managementEvent",
				     "recipientAccountId",
				     "serviceEventDetails",
				     "sharedEventID",
				     "vpcEndpointId",
				     "eventCategory",
				     NULL };

/* The document of O: what stands in its _source, else itself. */
static const struct object *document(const struct object *o, struct object *room)
{
	return object_enter(object_get(o, "_source"), room) ? room : o;
}

static void object(const struct object *o, struct form_hit *hit)
{
	const struct member *source = object_get_as(o, "_source", '{');
	struct object room;
	const struct object *doc = document(o, &room);
	struct sv v;

	if (mapping_find(doc, "event.original", &v) && v.ptr[0] == '"') {
		hit->what = FORM_TEXT;
		hit->at = v.ptr;
		hit->end = v.ptr + v.len;
		hit->strict = true;
	} else if (mapping_find(doc, "aws.cloudtrail", &v) && v.ptr[0] == '{') {
		hit->what = FORM_COMPOSE;
	} else if (source) {
		hit->what = FORM_OBJECT;
		hit->at = source->val;
		hit->end = source->end;
		hit->strict = true;
	}
}

static bool compose(const struct object *o, struct cell_ctx *ctx, struct buf *out)
{
	struct object room;

	return mapping_compose(document(o, &room), fields_of, FK_ELASTIC, ctx, out);
}

const struct form form_elastic = {
	.kind = FK_ELASTIC,
	.keys = keys,
	.object = object,
	.compose = compose,
	.paths = paths,
};
