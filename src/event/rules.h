/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of PRODUCT.md section 4: pure functions from the parts of a record to the
 * derived fields. A part that is absent, null, empty or no string is SV_NULL (.ptr == NULL)
 * here: the caller maps it. Results are appended to a buffer the caller gives, or point
 * into the parts or into constants.
 */
#ifndef EVENT_RULES_H
#define EVENT_RULES_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

/* eventName without `_?20YY_?MM_?DD(vN)?` at its end, when something remains before it. */
struct sv rule_event(struct sv event_name);
/* eventSource without ".amazonaws.com" at its end (when something remains). */
struct sv rule_source(struct sv event_source);

/* userIdentity, part by part. */
struct identity_parts {
	struct sv type, invoked_by, arn, account_id, user_name, principal_id,
		identity_provider;
	struct sv issuer_arn; /* sessionContext.sessionIssuer.arn */
	struct sv idc_user;   /* onBehalfOf.userId */
};
/* Which parts rule_identity() can look at for a type; a bit each, in the order above. */
enum identity_part {
	IP_TYPE,
	IP_INVOKED_BY,
	IP_ARN,
	IP_ACCOUNT_ID,
	IP_USER_NAME,
	IP_PRINCIPAL_ID,
	IP_PROVIDER,
	IP_ISSUER_ARN,
	IP_IDC_USER,
	IP_COUNT
};
/* Append the identity ("role:arn:...", "unknown"): first row of the table that fits. */
void rule_identity(struct buf *out, const struct identity_parts *p);
/* Role session name: third segment of an assumed-role ARN, else principalId after ':';
 * only for type AssumedRole (or an assumed-role ARN). SV_NULL when there is none. */
struct sv rule_session(struct sv type, struct sv arn, struct sv principal_id);
/*
 * Account of the caller: userIdentity.accountId, else the account in its arn, else SV_NULL.
 */
struct sv rule_caller(struct sv account_id, struct sv arn);

/* Parts where a Lambda function's name can hide (reference steps, in their order). */
struct function_parts {
	struct sv
		resource_arn; /* resources[].ARN of the item of type AWS::Lambda::Function */
	struct sv function_name;        /* requestParameters.functionName */
	struct sv request_resource;     /* requestParameters.resource, an ARN */
	struct sv request_resource_arn; /* requestParameters.resourceArn */
	struct sv function_version;     /* additionalEventData.functionVersion */
	/* requestParameters.fullyQualifiedArn: arnPrefix as a text ending in "function:" or
	   before it, or (as seen) an object of three parts */
	struct sv fq_arn_prefix;   /* .arnPrefix */
	struct sv fq_partition;    /* .arnPrefix.partition */
	struct sv fq_region;       /* .arnPrefix.region */
	struct sv fq_account;      /* .arnPrefix.account */
	struct sv fq_name;         /* .relativeId.functionName */
	struct sv response_arn;    /* responseElements.functionArn */
	struct sv response_name;   /* responseElements.functionName */
	struct sv error_message;   /* "... on resource: ARN" of a denied call */
	struct sv account, region; /* recipientAccountId, awsRegion */
	struct sv any_arn; /* any ARN of the record, for the partition; may be NULL */
};
/*
 * Append the bare function name to NAME and its unqualified ARN to ARN (left alone when
 * account and region are not known). False when no step gives a name.
 */
bool rule_function(const struct function_parts *p, struct buf *name, struct buf *arn);
/* A function as one spelling names it; parts that the spelling lacks are SV_NULL. */
struct function_spelling {
	struct sv name, qualifier;
	struct sv unqualified; /* set when the spelling is a full ARN */
	struct sv partition, region, account;
};
/*
 * Every spelling the service takes: an ARN; "[REGION:][ACCOUNT:][function:]NAME[:QUALIFIER]".
 * False when V names no function.
 */
bool rule_function_spelled(struct sv v, struct function_spelling *s);
/* Split "arn:P:lambda:R:A:function:NAME[:Q]"; false when V is no function ARN. */
bool rule_function_arn(struct sv v, struct sv *ret_name, struct sv *ret_unqualified);

enum result { RES_OK, RES_DENIED, RES_THROTTLED, RES_ABSENT, RES_FAILED, RES_COUNT };
extern const char *const result_names[RES_COUNT];
/* ERROR_CODE as text (a number by its text), SV_NULL when absent or empty. LOGIN_FAILED: a
 * ConsoleLogin whose responseElements.ConsoleLogin is Failure. */
enum result rule_result(struct sv error_code, bool has_error_message, bool login_failed);

enum kind {
	KIND_READ,
	KIND_WRITE,
	KIND_INVOKE,
	KIND_LOGIN,
	KIND_INSIGHT,
	KIND_NETWORK,
	KIND_AGGREGATED,
	KIND_COUNT
};
extern const char *const kind_names[KIND_COUNT];
struct kind_parts {
	struct sv category, source, event, event_type; /* source: the raw eventSource */
	struct sv read_only;                           /* text of the string or boolean */
	bool has_insight; /* insightDetails has anything below it */
};
enum kind rule_kind(const struct kind_parts *p);

/*
 * "true", "false" (any case of a string, or a boolean's text) in lower case, else SV_NULL.
 */
struct sv rule_bool(struct sv v);
/* mfaAuthenticated, else MFAUsed ("Yes"/"No"), as true/false; else SV_NULL. */
struct sv rule_mfa(struct sv mfa_authenticated, struct sv mfa_used);

/* Classes of Lambda management events (reference cloudtrail.md 4), by base name. */
enum function_class {
	FUNCTION_NONE,
	FUNCTION_CODE,
	FUNCTION_CONFIG,
	FUNCTION_PERMISSION,
	FUNCTION_TRIGGER,
	FUNCTION_READ,
	FUNCTION_DATA,
	FUNCTION_CLASS_COUNT
};
/* EVENT is the base name (rule_event) of an event of lambda.amazonaws.com. */
enum function_class rule_fn_class(struct sv event);

#endif
