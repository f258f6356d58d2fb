/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of trail files in Athena, event data stores of CloudTrail Lake, and any table whose
 * columns are fields of a record: results as CSV, as the answer of get-query-results, and
 * rows pasted as key|value lines.
 *
 * Athena prints names in lower case, requestparameters as JSON; Lake keeps the case and prints
 * maps as {k=v}. A column eventJson holds the whole record. Rows without time and id are
 * counts, not events.
 */
#include "form/rows.h"

#include "form/compose.h"
#include "form/structtext.h"

#include <strings.h>

/* Fields of a record as columns; those of Lake differ where it says so. */
#define COMMON_COLUMNS                                                                     \
	{ "eventVersion", "eventVersion", as_text },                                       \
		{ "userIdentity", "userIdentity", as_struct },                             \
		{ "eventTime", "eventTime", as_time },                                     \
		{ "eventSource", "eventSource", as_text },                                 \
		{ "eventName", "eventName", as_text },                                     \
		{ "awsRegion", "awsRegion", as_text },                                     \
		{ "sourceIPAddress", "sourceIPAddress", as_text },                         \
		{ "userAgent", "userAgent", as_text },                                     \
		{ "errorCode", "errorCode", as_text },                                     \
		{ "errorMessage", "errorMessage", as_text },                               \
		{ "requestID", "requestID", as_text }, { "eventID", "eventID", as_text },  \
		{ "readOnly", "readOnly", as_bool },                                       \
		{ "resources", "resources", as_structs },                                  \
		{ "eventType", "eventType", as_text },                                     \
		{ "apiVersion", "apiVersion", as_text },                                   \
		{ "managementEvent", "managementEvent", as_bool },                         \
		{ "recipientAccountId", "recipientAccountId", as_account },                \
		{ "sharedEventID", "sharedEventID", as_text },                             \
		{ "vpcEndpointId", "vpcEndpointId", as_text },                             \
		{ "vpcEndpointAccountId", "vpcEndpointAccountId", as_account },            \
		{ "eventCategory", "eventCategory", as_text },                             \
		{ "addendum", "addendum", as_struct },                                     \
		{ "tlsDetails", "tlsDetails", as_struct },                                 \
		{ "sessionCredentialFromConsole", "sessionCredentialFromConsole",          \
		  as_text },                                                               \
	{                                                                                  \
		"edgeDeviceDetails", "edgeDeviceDetails", as_text                          \
	}

static const struct column_def athena_columns[] = {
	COMMON_COLUMNS,
	{ "requestParameters", "requestParameters", as_json },
	{ "responseElements", "responseElements", as_json },
	{ "additionalEventData", "additionalEventData", as_json },
	{ "serviceEventDetails", "serviceEventDetails", as_json },
	/* useridentity.arn and the like, chosen as columns of their own */
	{ "arn", "userIdentity.arn", as_text },
	{ "principalId", "userIdentity.principalId", as_text },
	{ "accountId", "userIdentity.accountId", as_account },
	{ "accessKeyId", "userIdentity.accessKeyId", as_text },
	{ "userName", "userIdentity.userName", as_text },
	{ "invokedBy", "userIdentity.invokedBy", as_text },
	{ NULL, NULL, NULL },
};

static const struct column_def lake_columns[] = {
	COMMON_COLUMNS,
	{ "requestParameters", "requestParameters", as_map },
	{ "responseElements", "responseElements", as_map },
	{ "additionalEventData", "additionalEventData", as_map },
	{ "serviceEventDetails", "serviceEventDetails", as_map },
	{ "insightDetails", "insightDetails", as_struct },
	{ "annotation", NULL, NULL },
	{ "eventJsonChecksum", NULL, NULL },
	{ NULL, NULL, NULL },
};

static const struct column_def table_columns[] = {
	COMMON_COLUMNS,
	{ "requestParameters", "requestParameters", as_json },
	{ "responseElements", "responseElements", as_json },
	{ "additionalEventData", "additionalEventData", as_json },
	{ "userIdentity.type", "userIdentity.type", as_text },
	{ "userIdentity.arn", "userIdentity.arn", as_text },
	{ "userIdentity.accountId", "userIdentity.accountId", as_account },
	{ "userIdentity.principalId", "userIdentity.principalId", as_text },
	{ "userIdentity.accessKeyId", "userIdentity.accessKeyId", as_text },
	{ "userIdentity.userName", "userIdentity.userName", as_text },
	{ "userIdentity.invokedBy", "userIdentity.invokedBy", as_text },
	{ "userIdentity.sessionContext.attributes.creationDate",
	  "userIdentity.sessionContext.attributes.creationDate", as_text },
	{ "userIdentity.sessionContext.attributes.mfaAuthenticated",
	  "userIdentity.sessionContext.attributes.mfaAuthenticated", as_text },
	{ "userIdentity.sessionContext.sessionIssuer.type",
	  "userIdentity.sessionContext.sessionIssuer.type", as_text },
	{ "userIdentity.sessionContext.sessionIssuer.arn",
	  "userIdentity.sessionContext.sessionIssuer.arn", as_text },
	{ "userIdentity.sessionContext.sessionIssuer.userName",
	  "userIdentity.sessionContext.sessionIssuer.userName", as_text },
	{ "requestParameters.functionName", "requestParameters.functionName", as_text },
	{ "requestParameters.bucketName", "requestParameters.bucketName", as_text },
	{ "requestParameters.userName", "requestParameters.userName", as_text },
	{ "requestParameters.roleArn", "requestParameters.roleArn", as_text },
	{ NULL, NULL, NULL },
};

/* A name or a time, and another column that tables of other things do not have. */
static bool is_events(const struct table_row *row)
{
	static const char *const others[] = { "eventid", "eventsource", "useridentity",
					      "awsregion" };
	bool any = table_column(row, "userIdentity.arn") >= 0;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		any |= table_column(row, others[i]) >= 0;
	return any &&
	       (table_column(row, "eventname") >= 0 || table_column(row, "eventtime") >= 0);
}

/* Are the names of the header in lower case, all of them? */
static bool is_lower(const struct table_row *row)
{
	for (unsigned i = 0; i < row->n; i++)
		for (size_t k = 0; k < row->cells[i].text.len; k++)
			if (row->cells[i].text.ptr[k] >= 'A' &&
			    row->cells[i].text.ptr[k] <= 'Z')
				return false;
	return true;
}

static bool athena_header(struct table *t, const struct table_row *row)
{
	if (!is_events(row) || !is_lower(row))
		return false;
	table_bind(t, row, athena_columns);
	return true;
}

static bool lake_header(struct table *t, const struct table_row *row)
{
	int record = table_column(row, "eventJson");

	if (record >= 0) {
		t->record = record;
		return true;
	}
	if (!is_events(row) || table_column(row, "userIdentity") < 0)
		return false;
	table_bind(t, row, lake_columns);
	return true;
}

static bool table_header(struct table *t, const struct table_row *row)
{
	if (!is_events(row))
		return false;
	table_bind(t, row, table_columns);
	return t->known >= 3;
}

static const struct form_key athena_keys[] = {
	{ "ResultSet", KEY_THROUGH },
	{ "Rows", KEY_LIST },
	{ "Data", KEY_ITEM },
	{ NULL, 0 },
};

/* {"Data":[{"VarCharValue":"x"}, {}]}: a row, the first of which is the header. */
static void athena_row(const struct object *o, struct form_hit *hit)
{
	if (object_get_as(o, "Data", '['))
		hit->what = FORM_ROW;
}

static const char *const paths[] = {
	"eventVersion",
	"userIdentity",
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
	"resources",
	"eventType",
	"apiVersion",
	"managementEvent",
	"recipientAccountId",
	"sharedEventID",
	"vpcEndpointId",
	"eventCategory",
	"addendum",
	"tlsDetails",
	"serviceEventDetails",
	"insightDetails",
	"sessionCredentialFromConsole",
	NULL,
};

const struct form form_athena = {
	.kind = FK_ATHENA,
	.keys = athena_keys,
	.object = athena_row,
	.header = athena_header,
	.paths = paths,
};

/* ---- Lake: rows are arrays of objects of one column each ---- */

static const struct form_key lake_keys[] = { { "QueryResultRows", KEY_LIST }, { NULL, 0 } };

/* The cell of the column NAME, or NULL; V: what follows the '[' of the row. */
static const struct member *lake_cell(const char *v, const char *end, const char *name,
				      struct object *o)
{
	while ((v = memchr(v, '{', (size_t)(end - v))) && object_scan(o, v, end)) {
		if (o->n == 1 && o->m[0].key.len == strlen(name) &&
		    strncasecmp(o->m[0].key.ptr, name, o->m[0].key.len) == 0)
			return &o->m[0];
		v = o->to;
	}
	return NULL;
}

static void lake_row(struct sv row, struct form_hit *hit)
{
	const char *end = row.ptr + row.len;
	struct object o;
	const struct member *record = lake_cell(row.ptr, end, "eventJson", &o);

	if (record && *record->val == '"') {
		hit->what = FORM_TEXT;
		hit->at = record->val;
		hit->end = record->end;
	} else {
		hit->what = FORM_COMPOSE;
	}
}

static bool lake_compose(struct sv row, struct cell_ctx *ctx, struct buf *out)
{
	const char *end = row.ptr + row.len;
	struct compose c;
	bool event = false;

	compose_begin(&c, out);
	for (const struct column_def *d = lake_columns; d->name; d++) {
		struct object o;
		const struct member *m;
		struct sv text;

		m = d->path ? lake_cell(row.ptr, end, d->name, &o) : NULL;
		text = member_text(m, &ctx->cell);
		buf_clear(&ctx->value);
		if (!text.len || !d->fn(text, ctx, &ctx->value))
			continue;
		event |= sv_eqs(sv_str(d->path), "eventID") ||
			 sv_eqs(sv_str(d->path), "eventTime");
		compose_key(&c, d->path);
		buf_addsv(out, buf_sv(&ctx->value));
	}
	compose_end(&c, "lake");
	return event;
}

const struct form form_lake = {
	.kind = FK_LAKE,
	.keys = lake_keys,
	.header = lake_header,
	.array = lake_row,
	.compose_array = lake_compose,
	.paths = paths,
};

const struct form form_table = {
	.kind = FK_TABLE,
	.header = table_header,
	.paths = paths,
};
