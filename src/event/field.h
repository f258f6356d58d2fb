/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FIELD TABLE: the names of PRODUCT.md section 4, and what each is made of. Filters,
 * columns, count --by, completion, the help overlay and the man page all read this table.
 *
 * Layer event is the vocabulary: fields and the rules that turn the parts of a record into
 * an identity, a function, a result. It knows nothing of how events are stored.
 */
#ifndef EVENT_FIELD_H
#define EVENT_FIELD_H

#include "util/base.h"
#include "util/sv.h"

/*
 * Where the values of a field come from:
 *   PATH     the values of one JSON path, as written
 *   DERIVED  computed by event/derived.h when a segment is sealed; stored as a column of its own
 *   TIME     the time of the row
 *   FILE     the path of the file the row stands in
 *   FORM     the form the row was read from
 *   PARTIAL  whether only some fields of the row are known
 *   TEXT     every leaf value of the record
 *   RAW      the bytes of the record as they stand in its file, keys included
 */
enum field_src {
	FS_PATH,
	FS_DERIVED,
	FS_TIME,
	FS_FILE,
	FS_FORM,
	FS_PARTIAL,
	FS_TEXT,
	FS_RAW
};

/* Places of FIELD_LIST: the JSON path, key by key, of fields that stand at one. */
#define FIELD_KEY(s)                                                                       \
	{                                                                                  \
		s, sizeof(s) - 1                                                           \
	}
#define NOWHERE                                                                            \
	NULL, 0,                                                                           \
	{                                                                                  \
		{                                                                          \
			NULL, 0                                                            \
		}                                                                          \
	}
#define AT1(a)                                                                             \
	a, 1,                                                                              \
	{                                                                                  \
		FIELD_KEY(a)                                                               \
	}
#define AT2(a, b)                                                                          \
	a "." b, 2,                                                                        \
	{                                                                                  \
		FIELD_KEY(a), FIELD_KEY(b)                                                 \
	}

/* _(ID, "name", SRC, place, "TITLE", width, "help of at most 60 columns") */
#define FIELD_LIST(_)                                                                      \
	_(TIME, "time", FS_TIME, AT1("eventTime"), "TIME", 20, "when (eventTime)")         \
	_(EVENT, "event", FS_DERIVED, NOWHERE, "EVENT", 26,                                \
	  "eventName without its API version suffix")                                      \
	_(SOURCE, "source", FS_DERIVED, NOWHERE, "SOURCE", 14,                             \
	  "eventSource without .amazonaws.com")                                            \
	_(IDENTITY, "identity", FS_DERIVED, NOWHERE, "IDENTITY", 40,                       \
	  "who, resolved, free of the session")                                            \
	_(SESSION, "session", FS_DERIVED, NOWHERE, "SESSION", 20, "role session name")     \
	_(KEY, "key", FS_PATH, AT2("userIdentity", "accessKeyId"), "KEY", 20,              \
	  "access key id")                                                                 \
	_(TYPE, "type", FS_PATH, AT2("userIdentity", "type"), "TYPE", 12,                  \
	  "userIdentity.type")                                                             \
	_(CALLER, "caller", FS_DERIVED, NOWHERE, "CALLER", 12, "account of the caller")    \
	_(FUNCTION, "function", FS_DERIVED, NOWHERE, "FUNCTION", 20,                       \
	  "name of the Lambda function touched")                                           \
	_(FUNCTION_ARN, "function.arn", FS_DERIVED, NOWHERE, "FUNCTION ARN", 40,           \
	  "unqualified ARN of the function touched")                                       \
	_(RESOURCE, "resource", FS_DERIVED, NOWHERE, "RESOURCE", 40,                       \
	  "every ARN of resources[]")                                                      \
	_(IP, "ip", FS_PATH, AT1("sourceIPAddress"), "SOURCE IP", 15, "sourceIPAddress")   \
	_(AGENT, "agent", FS_PATH, AT1("userAgent"), "AGENT", 20, "userAgent")             \
	_(REGION, "region", FS_PATH, AT1("awsRegion"), "REGION", 12, "awsRegion")          \
	_(ACCOUNT, "account", FS_PATH, AT1("recipientAccountId"), "ACCOUNT", 12,           \
	  "recipientAccountId")                                                            \
	_(ERROR, "error", FS_PATH, AT1("errorCode"), "ERROR", 20, "errorCode")             \
	_(RESULT, "result", FS_DERIVED, NOWHERE, "RESULT", 9,                              \
	  "ok denied throttled absent failed")                                             \
	_(KIND, "kind", FS_DERIVED, NOWHERE, "KIND", 7,                                    \
	  "read write invoke login insight network aggregated")                            \
	_(MFA, "mfa", FS_DERIVED, NOWHERE, "MFA", 5, "signed in with MFA: true or false")  \
	_(READONLY, "readonly", FS_DERIVED, NOWHERE, "READONLY", 8, "true or false")       \
	_(CATEGORY, "category", FS_PATH, AT1("eventCategory"), "CATEGORY", 10,             \
	  "eventCategory")                                                                 \
	_(ID, "id", FS_PATH, AT1("eventID"), "ID", 36, "eventID")                          \
	_(REQUEST, "request", FS_PATH, AT1("requestID"), "REQUEST", 36, "requestID")       \
	_(SHARED, "shared", FS_PATH, AT1("sharedEventID"), "SHARED", 36, "sharedEventID")  \
	_(FILE, "file", FS_FILE, NOWHERE, "FILE", 40,                                      \
	  "path of the file, as files prints it")                                          \
	_(FORM, "form", FS_FORM, NOWHERE, "FORM", 11,                                      \
	  "form it was read from: trail, lookup, console-csv ...")                         \
	_(PARTIAL, "partial", FS_PARTIAL, NOWHERE, "PARTIAL", 7,                           \
	  "true when only some of its fields are known")                                   \
	_(TEXT, "text", FS_TEXT, NOWHERE, "TEXT", 40,                                      \
	  "any value of the record (~ !~ = !=)")                                           \
	_(RAW, "raw", FS_RAW, NOWHERE, "RAW", 40,                                          \
	  "the record's own bytes, keys too (~ !~ = !=)")

/*
 * INPUT TABLE: paths that derived fields are made of (event/derived.h). STRING: literals count
 * as absent.
 * _(ID, string only, "path")
 */
#define INPUT_LIST(_)                                                                      \
	_(EVENT_NAME, true, "eventName")                                                   \
	_(INSIGHT_NAME, true, "insightDetails.eventName")                                  \
	_(EVENT_SOURCE, true, "eventSource")                                               \
	_(INSIGHT_SOURCE, true, "insightDetails.eventSource")                              \
	_(EVENT_TYPE, true, "eventType")                                                   \
	_(CATEGORY, true, "eventCategory")                                                 \
	_(READ_ONLY, false, "readOnly")                                                    \
	_(TYPE, true, "userIdentity.type")                                                 \
	_(INVOKED_BY, true, "userIdentity.invokedBy")                                      \
	_(ARN, true, "userIdentity.arn")                                                   \
	_(ACCOUNT_ID, true, "userIdentity.accountId")                                      \
	_(PARTIAL, true, "partialRecord.form")                                             \
	_(AGGREGATE_ID, true, "eventId")                                                   \
	_(WINDOW_START, true, "timeWindow.windowStart")                                    \
	_(USER_NAME, true, "userIdentity.userName")                                        \
	_(PRINCIPAL_ID, true, "userIdentity.principalId")                                  \
	_(PROVIDER, true, "userIdentity.identityProvider")                                 \
	_(ISSUER_ARN, true, "userIdentity.sessionContext.sessionIssuer.arn")               \
	_(IDC_USER, true, "userIdentity.onBehalfOf.userId")                                \
	_(ERROR_CODE, false, "errorCode")                                                  \
	_(ERROR_MESSAGE, false, "errorMessage")                                            \
	_(LOGIN, true, "responseElements.ConsoleLogin")                                    \
	_(MFA_AUTH, false, "userIdentity.sessionContext.attributes.mfaAuthenticated")      \
	_(MFA_USED, false, "additionalEventData.MFAUsed")                                  \
	_(RES_ARN, true, "resources.[].ARN")                                               \
	_(FN_NAME, true, "requestParameters.functionName")                                 \
	_(FN_RESOURCE, true, "requestParameters.resource")                                 \
	_(FN_RESOURCE_ARN, true, "requestParameters.resourceArn")                          \
	_(FN_VERSION, true, "additionalEventData.functionVersion")                         \
	_(FQ_PREFIX, true, "requestParameters.fullyQualifiedArn.arnPrefix")                \
	_(FQ_PARTITION, true, "requestParameters.fullyQualifiedArn.arnPrefix.partition")   \
	_(FQ_REGION, true, "requestParameters.fullyQualifiedArn.arnPrefix.region")         \
	_(FQ_ACCOUNT, true, "requestParameters.fullyQualifiedArn.arnPrefix.account")       \
	_(FQ_NAME, true, "requestParameters.fullyQualifiedArn.relativeId.functionName")    \
	_(RESP_ARN, true, "responseElements.functionArn")                                  \
	_(RESP_NAME, true, "responseElements.functionName")                                \
	_(ACCOUNT, true, "recipientAccountId")                                             \
	_(REGION, true, "awsRegion")

enum field_id {
#define FIELD_ENUM(id, name, src, place, title, width, help) FLD_##id,
	FIELD_LIST(FIELD_ENUM)
#undef FIELD_ENUM
		FLD_COUNT,
	FLD_NONE = FLD_COUNT
};

struct field {
	const char *name;
	enum field_src src;
	const char *path; /* FS_PATH and FS_TIME: the JSON path, "a.b"; else NULL */
	size_t nkeys;
	struct sv keys[2]; /* of that path */
	const char *title;
	int width; /* columns it likes to have in a table */
	const char *help;
};

extern const struct field fields[FLD_COUNT];

/* By name, or FLD_NONE. */
enum field_id field_find(struct sv name);

/* The columns of `events -o csv` and of its tables (PRODUCT.md section 2). */
extern const char events_csv_columns[];   /* time,event,source,identity,...,id */
extern const char events_table_columns[]; /* the same without account and id */

#endif
