/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Event history of the console, downloaded as CSV: sixteen columns (2021 and later), or ten
 * with times without a zone (2020). Of the caller only a name is known: the user's, or of a
 * role that of the session.
 */
#include "form/rows.h"

#include "form/table.h"

static const struct column_def columns[] = {
	{ "User name", "userIdentity.userName", as_text },
	{ "AWS access key", "userIdentity.accessKeyId", as_text },
	{ "Event time", "eventTime", as_time },
	{ "Event source", "eventSource", as_text },
	{ "Event name", "eventName", as_text },
	{ "AWS region", "awsRegion", as_text },
	{ "Source IP address", "sourceIPAddress", as_text },
	{ "User agent", "userAgent", as_text },
	{ "Error code", "errorCode", as_text },
	{ "Resources", "resources", as_resources },
	{ "Resource type", NULL, NULL }, /* stands in Resources as well */
	{ "Request ID", "requestID", as_text },
	{ "Event ID", "eventID", as_text },
	{ "Read-only", "readOnly", as_bool },
	{ "Event type", "eventType", as_text },
	{ "Recipient Account Id", "recipientAccountId", as_account },
	{ "Event category", "eventCategory", as_text },
	{ NULL, NULL, NULL },
};

static bool header(struct table *t, const struct table_row *row)
{
	if (table_column(row, "Event name") < 0 ||
	    (table_column(row, "Event ID") < 0 && table_column(row, "Event time") < 0))
		return false;
	table_bind(t, row, columns);
	return t->known >= 4;
}

static const char *const paths[] = {
	"userIdentity.userName",
	"userIdentity.accessKeyId",
	"eventTime",
	"eventSource",
	"eventName",
	"awsRegion",
	"sourceIPAddress",
	"userAgent",
	"errorCode",
	"resources",
	"requestID",
	"eventID",
	"readOnly",
	"eventType",
	"recipientAccountId",
	"eventCategory",
	NULL,
};

const struct form form_console = {
	.kind = FK_CONSOLE_CSV,
	.paths = paths,
	.header = header,
};
