/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table AWSCloudTrail of Microsoft Sentinel, exported as CSV. Times are written as the
 * reader's place writes them; the request's id stands in AwsRequestId_.
 */
#include "form/rows.h"

#include "form/table.h"

static const struct column_def columns[] = {
	{ "EventVersion", "eventVersion", as_text },
	{ "UserIdentityType", "userIdentity.type", as_text },
	{ "UserIdentityPrincipalid", "userIdentity.principalId", as_text },
	{ "UserIdentityArn", "userIdentity.arn", as_text },
	{ "UserIdentityAccountId", "userIdentity.accountId", as_account },
	{ "UserIdentityInvokedBy", "userIdentity.invokedBy", as_text },
	{ "UserIdentityAccessKeyId", "userIdentity.accessKeyId", as_text },
	{ "UserIdentityUserName", "userIdentity.userName", as_text },
	{ "SessionIssuerType", "userIdentity.sessionContext.sessionIssuer.type", as_text },
	{ "SessionIssuerPrincipalId",
	  "userIdentity.sessionContext.sessionIssuer.principalId", as_text },
	{ "SessionIssuerArn", "userIdentity.sessionContext.sessionIssuer.arn", as_text },
	{ "SessionIssuerAccountId", "userIdentity.sessionContext.sessionIssuer.accountId",
	  as_account },
	{ "SessionIssuerUserName", "userIdentity.sessionContext.sessionIssuer.userName",
	  as_text },
	{ "SessionMfaAuthenticated",
	  "userIdentity.sessionContext.attributes.mfaAuthenticated", as_text },
	{ "SessionCreationDate [UTC]",
	  "userIdentity.sessionContext.attributes.creationDate", as_time },
	{ "SessionCreationDate", "userIdentity.sessionContext.attributes.creationDate",
	  as_time },
	{ "TimeGenerated [UTC]", "eventTime", as_time },
	{ "TimeGenerated", "eventTime", as_time },
	{ "EventSource", "eventSource", as_text },
	{ "EventName", "eventName", as_text },
	{ "AWSRegion", "awsRegion", as_text },
	{ "SourceIpAddress", "sourceIPAddress", as_text },
	{ "UserAgent", "userAgent", as_text },
	{ "ErrorCode", "errorCode", as_text },
	{ "ErrorMessage", "errorMessage", as_text },
	{ "RequestParameters", "requestParameters", as_json },
	{ "ResponseElements", "responseElements", as_json },
	{ "AdditionalEventData", "additionalEventData", as_json },
	{ "AwsRequestId_", "requestID", as_text },
	{ "AwsEventId", "eventID", as_text },
	{ "ReadOnly", "readOnly", as_bool },
	{ "Resources", "resources", as_json },
	{ "EventTypeName", "eventType", as_text },
	{ "APIVersion", "apiVersion", as_text },
	{ "ManagementEvent", "managementEvent", as_bool },
	{ "RecipientAccountId", "recipientAccountId", as_account },
	{ "ServiceEventDetails", "serviceEventDetails", as_json },
	{ "SharedEventId", "sharedEventID", as_text },
	{ "VpcEndpointId", "vpcEndpointId", as_text },
	{ "Category", "eventCategory", as_text },
	{ "TlsVersion", "tlsDetails.tlsVersion", as_text },
	{ "CipherSuite", "tlsDetails.cipherSuite", as_text },
	{ "ClientProvidedHostHeader", "tlsDetails.clientProvidedHostHeader", as_text },
	{ "TenantId", NULL, NULL },
	{ NULL, NULL, NULL },
};

static bool header(struct table *t, const struct table_row *row)
{
	if (table_column(row, "AwsEventId") < 0 || table_column(row, "EventName") < 0)
		return false;
	table_bind(t, row, columns);
	return t->known >= 4;
}

const struct form form_sentinel = {
	.kind = FK_SENTINEL,
	.header = header,
};
