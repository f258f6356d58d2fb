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
	{ CT "event_version", "eventVersion" },
	{ CT "user_identity.type", "userIdentity.type" },
	{ "user.id", "userIdentity.principalId" },
	{ CT "user_identity.arn", "userIdentity.arn" },
	{ CT "user_identity.access_key_id", "userIdentity.accessKeyId" },
	{ "user.name", "userIdentity.userName" },
	{ CT "user_identity.invoked_by", "userIdentity.invokedBy" },
	{ CT "user_identity.session_context.session_issuer.type",
	  "userIdentity.sessionContext.sessionIssuer.type" },
	{ CT "user_identity.session_context.session_issuer.principal_id",
	  "userIdentity.sessionContext.sessionIssuer.principalId" },
	{ CT "user_identity.session_context.session_issuer.arn",
	  "userIdentity.sessionContext.sessionIssuer.arn" },
	{ CT "user_identity.session_context.session_issuer.account_id",
	  "userIdentity.sessionContext.sessionIssuer.accountId" },
	{ CT "user_identity.session_context.mfa_authenticated",
	  "userIdentity.sessionContext.attributes.mfaAuthenticated" },
	{ CT "user_identity.session_context.creation_date",
	  "userIdentity.sessionContext.attributes.creationDate" },
	{ "@timestamp", "eventTime" },
	{ "event.provider", "eventSource" },
	{ "event.action", "eventName" },
	{ "cloud.region", "awsRegion" },
	{ "source.address|source.ip", "sourceIPAddress" },
	{ "user_agent.original", "userAgent" },
	{ CT "error_code", "errorCode" },
	{ CT "error_message", "errorMessage" },
	{ CT "flattened.request_parameters|" CT "request_parameters", "requestParameters" },
	{ CT "flattened.response_elements|" CT "response_elements", "responseElements" },
	{ CT "flattened.additional_eventdata|" CT "additional_eventdata",
	  "additionalEventData" },
	{ CT "request_id", "requestID" },
	{ "event.id", "eventID" },
	{ CT "read_only", "readOnly" },
	{ CT "event_type", "eventType" },
	{ CT "api_version", "apiVersion" },
	{ CT "management_event", "managementEvent" },
	{ CT "recipient_account_id", "recipientAccountId" },
	{ CT "flattened.service_event_details|" CT "service_event_details",
	  "serviceEventDetails" },
	{ CT "shared_event_id", "sharedEventID" },
	{ CT "vpc_endpoint_id", "vpcEndpointId" },
	{ CT "event_category", "eventCategory" },
	{ NULL, NULL },
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

static bool compose(const struct object *o, struct cell_ctx *ctx UNUSED, struct buf *out)
{
	struct object room;

	return mapping_compose(document(o, &room), fields_of, FK_ELASTIC, out);
}

const struct form form_elastic = {
	.kind = FK_ELASTIC,
	.keys = keys,
	.object = object,
	.compose = compose,
	.paths = paths,
};
