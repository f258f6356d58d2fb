/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "event/rules.h"

#include "tap.h"

/* --- event, source ------------------------------------------------------------------- */

static const struct {
	const char *in, *out;
} events[] = {
	{ "Invoke", "Invoke" },
	{ "CreateFunction20150331", "CreateFunction" },
	{ "UpdateFunctionCode20150331v2", "UpdateFunctionCode" },
	{ "UpdateFunctionCode20150331v12", "UpdateFunctionCode" },
	{ "CreateDistribution2020_05_31", "CreateDistribution" },
	{ "CreateDistribution_2020_05_31", "CreateDistribution" },
	{ "CreateDistribution_20200531v2", "CreateDistribution" },
	{ "X2020_0531", "X" },
	{ "X202005_31", "X" },
	{ "DeleteFunction", "DeleteFunction" },
	/* not one */
	{ "", "" },
	{ "20150331", "20150331" },
	{ "20150331v2", "20150331v2" },
	{ "_20150331", "_20150331" },
	{ "Foo19991231", "Foo19991231" },
	{ "Foo2015033", "Foo2015033" },
	{ "Foo20150331v", "Foo20150331v" },
	{ "Foo20150331x2", "Foo20150331x2" },
	{ "Foo20150331v2x", "Foo20150331v2x" },
	{ "Foo2015__03_31", "Foo2015__03_31" },
	{ "Foo201503312", "Foo201503312" },
	{ "GetObjectV2", "GetObjectV2" },
	{ "Ec2Thing2020", "Ec2Thing2020" },
	/* the end decides */
	{ "A20150331B20160401", "A20150331B" },
	{ "Foo1220150331", "Foo12" },
	{ "Foov2", "Foov2" },
	{ "F\xc3\xb6"
	  "20150331",
	  "F\xc3\xb6" },
};

static const struct {
	const char *in, *out;
} sources[] = {
	{ "lambda.amazonaws.com", "lambda" },
	{ "monitoring.us-east-1.amazonaws.com", "monitoring.us-east-1" },
	{ "aws:s3", "aws:s3" },
	{ ".amazonaws.com", ".amazonaws.com" },
	{ "amazonaws.com", "amazonaws.com" },
	{ "lambda.amazonaws.com.cn", "lambda.amazonaws.com.cn" },
	{ "", "" },
};

static void names(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		IS_SV(rule_event(sv_str(events[i].in)), events[i].out, "event '%s'",
		      events[i].in);
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++)
		IS_SV(rule_source(sv_str(sources[i].in)), sources[i].out, "source '%s'",
		      sources[i].in);
	IS_SV(rule_event(SV_NULL), NULL, "no event");
	IS_SV(rule_source(SV_NULL), NULL, "no source");
}

/* --- identity ------------------------------------------------------------------------ */

#define ROLE_ARN    "arn:aws:iam::111122223333:role/path/Admin"
#define SESSION_ARN "arn:aws:sts::111122223333:assumed-role/Admin/alice@corp"
#define USER_ARN    "arn:aws:iam::111122223333:user/bob"

static const struct {
	struct {
		const char *type, *invoked, *arn, *account, *user, *principal, *provider,
			*issuer, *idc;
	} p;
	const char *want;
} identities[] = {
	{ { "AssumedRole", .arn = SESSION_ARN, .issuer = ROLE_ARN }, "role:" ROLE_ARN },
	{ { "AssumedRole", .arn = SESSION_ARN },
	  "role:arn:aws:iam::111122223333:role/Admin" },
	{ { "AssumedRole", .arn = "arn:aws-us-gov:sts::1:assumed-role/R/s" },
	  "role:arn:aws-us-gov:iam::1:role/R" },
	{ { "AssumedRole", .arn = "arn:aws-cn:sts::1:assumed-role/R" },
	  "role:arn:aws-cn:iam::1:role/R" },
	{ { "AssumedRole", .arn = "arn:aws:sts::1:assumed-role//s" },
	  "role:arn:aws:sts::1:assumed-role//s" },
	{ { "AssumedRole", .arn = "arn:aws:iam::1:role/R" }, "role:arn:aws:iam::1:role/R" },
	{ { "AssumedRole", .arn = "odd" }, "role:odd" },
	{ { "AssumedRole", .issuer = ROLE_ARN }, "role:" ROLE_ARN },
	{ { "AssumedRole", .principal = "AROAX:s", .account = "1" }, "other:AROAX:s" },
	{ { .type = "AssumedRole" }, "unknown" },
	{ { "IAMUser", .arn = USER_ARN, .account = "1", .user = "bob" }, "user:" USER_ARN },
	{ { "IAMUser", .account = "111122223333", .user = "bob", .principal = "AIDA" },
	  "user:111122223333/bob" },
	{ { "IAMUser", .account = "111122223333", .principal = "AIDA" },
	  "user:111122223333/AIDA" },
	{ { "IAMUser", .user = "HIDDEN_DUE_TO_SECURITY_REASONS" },
	  "user:/HIDDEN_DUE_TO_SECURITY_REASONS" },
	{ { "IAMUser", .account = "111122223333" }, "unknown" },
	{ { "Root", .account = "111122223333", .arn = "arn:aws:iam::111122223333:root" },
	  "root:111122223333" },
	{ { "Root", .arn = "arn:aws:iam::111122223333:root" },
	  "other:arn:aws:iam::111122223333:root" },
	{ { "Root", .principal = "1" }, "other:1" },
	{ { "AWSService", .invoked = "s3.amazonaws.com" }, "service:s3.amazonaws.com" },
	{ { "AWSService", .account = "1" }, "unknown" },
	{ { "AWSService", .principal = "p" }, "other:p" },
	{ { NULL, .invoked = "ec2.amazonaws.com", .account = "1" },
	  "service:ec2.amazonaws.com" },
	{ { NULL, .account = "1", .arn = USER_ARN }, "account:1" },
	{ { "", .account = "1" }, "account:1" },
	{ { NULL, .principal = "p" }, "other:p" },
	{ { NULL, .arn = USER_ARN }, "other:" USER_ARN },
	{ { .type = NULL }, "unknown" },
	{ { "AWSAccount", .account = "999", .principal = "AIDAX" }, "account:999" },
	{ { "AWSAccount", .account = "ANONYMOUS_PRINCIPAL" },
	  "account:ANONYMOUS_PRINCIPAL" },
	{ { "AWSAccount", .principal = "AIDAX" }, "account:AIDAX" },
	{ { "AWSAccount", .arn = "a" }, "other:a" },
	{ { "FederatedUser", .arn = "arn:aws:sts::1:federated-user/x" },
	  "federated:arn:aws:sts::1:federated-user/x" },
	{ { "FederatedUser", .principal = "1:x" }, "other:1:x" },
	{ { "SAMLUser", .provider = "idp", .user = "alice", .principal = "p" },
	  "saml:idp/alice" },
	{ { "SAMLUser", .user = "alice", .principal = "p" }, "other:p" },
	{ { "SAMLUser", .provider = "idp" }, "unknown" },
	{ { "WebIdentityUser", .provider = "accounts.google.com", .user = "77" },
	  "web:accounts.google.com/77" },
	{ { "WebIdentityUser", .provider = "accounts.google.com", .principal = "p" },
	  "other:p" },
	{ { "IdentityCenterUser", .idc = "abc-123", .arn = "" }, "idc:abc-123" },
	{ { "IdentityCenterUser", .principal = "p" }, "other:p" },
	{ { "Role", .arn = "arn:aws:iam::1:role/R" }, "role:arn:aws:iam::1:role/R" },
	{ { "Role", .issuer = ROLE_ARN, .principal = "p" }, "other:p" },
	{ { "Directory", .arn = "a", .principal = "p" }, "other:a" },
	{ { "Unknown", .principal = "p" }, "other:p" },
	{ { "Unknown", .invoked = "x.amazonaws.com", .account = "1" }, "unknown" },
	{ { "User", .arn = USER_ARN }, "other:" USER_ARN },
	{ { "iamuser", .arn = USER_ARN }, "other:" USER_ARN },
};

static void identity(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(identities); i++) {
#define PART(x) sv_str(identities[i].p.x)
		struct identity_parts p = { PART(type),     PART(invoked), PART(arn),
					    PART(account),  PART(user),    PART(principal),
					    PART(provider), PART(issuer),  PART(idc) };
#undef PART
		buf_clear(&out);
		rule_identity(&out, &p);
		IS_SV(buf_sv(&out), identities[i].want, "identity %zu: %s", i,
		      identities[i].want);
	}
	buf_clear(&out);
	buf_adds(&out, "x");
	rule_identity(&out, &(struct identity_parts){ .type = SV_NULL });
	IS_SV(buf_sv(&out), "xunknown", "it is appended");
	buf_release(&out);
}

static const struct {
	const char *type, *arn, *principal, *want;
} sessions[] = {
	{ "AssumedRole", SESSION_ARN, "AROA:other", "alice@corp" },
	{ "AssumedRole", "arn:aws:sts::1:assumed-role/R/a/b", NULL, "a/b" },
	{ "AssumedRole", "arn:aws:sts::1:assumed-role/R", "AROA:s", "s" },
	{ "AssumedRole", "arn:aws:sts::1:assumed-role/R/", "AROA:s", "s" },
	{ "AssumedRole", NULL, "AROA:i-0abc", "i-0abc" },
	{ "AssumedRole", NULL, "AROA:a:b", "a:b" },
	{ "AssumedRole", NULL, "AROA:", NULL },
	{ "AssumedRole", NULL, "AROA", NULL },
	{ "AssumedRole", NULL, NULL, NULL },
	{ NULL, SESSION_ARN, NULL, "alice@corp" },
	{ "Unknown", SESSION_ARN, NULL, "alice@corp" },
	{ "IAMUser", USER_ARN, "AIDA:x", NULL },
	{ "AWSAccount", NULL, "AROA:session", NULL },
	{ "AssumedRole", "arn:aws:iam::1:assumed-role/R/s", NULL, NULL },
};

static const struct {
	const char *account, *arn, *want;
} callers[] = {
	{ "1", SESSION_ARN, "1" },
	{ NULL, SESSION_ARN, "111122223333" },
	{ "", USER_ARN, "111122223333" },
	{ NULL, "arn:aws:iam::aws:policy/X", "aws" },
	{ NULL, "arn:aws:s3:::bucket", NULL },
	{ NULL, "arn:aws:iam", NULL },
	{ NULL, "no arn", NULL },
	{ NULL, NULL, NULL },
	{ "ANONYMOUS_PRINCIPAL", NULL, "ANONYMOUS_PRINCIPAL" },
};

static void sessions_and_callers(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(sessions); i++)
		IS_SV(rule_session(sv_str(sessions[i].type), sv_str(sessions[i].arn),
				   sv_str(sessions[i].principal)),
		      sessions[i].want, "session %zu", i);
	for (size_t i = 0; i < ARRAY_SIZE(callers); i++)
		IS_SV(rule_caller(sv_str(callers[i].account), sv_str(callers[i].arn)),
		      callers[i].want, "caller %zu", i);
}

/* --- function ------------------------------------------------------------------------ */

#define FN      "arn:aws:lambda:eu-west-1:111122223333:function:"
#define HERE    .account = "444455556666", .region = "us-east-1"
#define HERE_FN "arn:aws:lambda:us-east-1:444455556666:function:"

static const struct {
	struct {
		const char *resource, *name, *request, *resource2, *version, *prefix,
			*partition, *region2, *account2, *fq_name, *resp_arn, *resp_name,
			*message, *account, *region, *any;
	} p;
	const char *name, *arn; /* NULL: none */
} functions[] = {
	/* 1 resources */
	{ { .resource = FN "f", HERE }, "f", FN "f" },
	{ { .resource = FN "f:live", .name = "g", HERE }, "f", FN "f" },
	{ { .resource = "arn:aws:lambda:eu-west-1:1:layer:l", .name = "g", HERE },
	  "g",
	  HERE_FN "g" },
	/* 2 functionName, in each of its spellings */
	{ { .name = "f", HERE }, "f", HERE_FN "f" },
	{ { .name = "f:live", HERE }, "f", HERE_FN "f" },
	{ { .name = "f:$LATEST", HERE }, "f", HERE_FN "f" },
	{ { .name = "f:23", HERE }, "f", HERE_FN "f" },
	{ { .name = "111122223333:function:f", HERE },
	  "f",
	  "arn:aws:lambda:us-east-1:111122223333:function:f" },
	{ { .name = "111122223333:function:f:live", HERE },
	  "f",
	  "arn:aws:lambda:us-east-1:111122223333:function:f" },
	{ { .name = "eu-west-1:111122223333:function:f", HERE }, "f", FN "f" },
	{ { .name = "function:f", HERE }, "f", HERE_FN "f" },
	{ { .name = "function:f:live", HERE }, "f", HERE_FN "f" },
	{ { .name = "111122223333:f", HERE },
	  "f",
	  "arn:aws:lambda:us-east-1:111122223333:function:f" },
	{ { .name = "111122223333:f:live", HERE },
	  "f",
	  "arn:aws:lambda:us-east-1:111122223333:function:f" },
	{ { .name = "eu-west-1:111122223333:f:7", HERE }, "f", FN "f" },
	{ { .name = "us-gov-west-1:f", HERE },
	  "f",
	  "arn:aws:lambda:us-gov-west-1:444455556666:function:f" },
	/* twelve digits alone, or before a qualifier that is a name, are what they can be */
	{ { .name = "111122223333", HERE }, "111122223333", HERE_FN "111122223333" },
	{ { .name = "1111222233334:f", HERE }, "1111222233334", HERE_FN "1111222233334" },
	{ { .name = "eu-west-x:f", HERE }, "eu-west-x", HERE_FN "eu-west-x" },
	{ { .name = "arn:aws:lambda:eu-west-1:111122223333:layer:l:3", HERE }, NULL, NULL },
	{ { .name = FN "f", HERE }, "f", FN "f" },
	{ { .name = FN "f:live", HERE }, "f", FN "f" },
	{ { .name = FN "f:$LATEST", HERE }, "f", FN "f" },
	{ { .name = "arn:aws-cn:lambda:cn-north-1:1:function:f:3", HERE },
	  "f",
	  "arn:aws-cn:lambda:cn-north-1:1:function:f" },
	{ { .name = "arn:aws-us-gov:lambda:us-gov-west-1:1:function:f", HERE },
	  "f",
	  "arn:aws-us-gov:lambda:us-gov-west-1:1:function:f" },
	{ { .name = "arn:aws:lambda:::function:f", HERE }, "f", HERE_FN "f" },
	{ { .name = "arn:aws:s3:::bucket", HERE }, NULL, NULL },
	{ { .name = "*", HERE }, NULL, NULL },
	{ { .name = ":live", HERE }, NULL, NULL },
	{ { .name = "", HERE }, NULL, NULL },
	/* 2 tag calls, and calls on resource policies */
	{ { .resource2 = FN "f:live", HERE }, "f", FN "f" },
	{ { .resource2 = "arn:aws:lambda:eu-west-1:1:layer:l", HERE }, NULL, NULL },
	{ { .request = FN "f", HERE }, "f", FN "f" },
	{ { .request = "f", HERE }, NULL, NULL },
	{ { .request = "arn:aws:lambda:eu-west-1:1:event-source-mapping:u", HERE },
	  NULL,
	  NULL },
	/* 3 functionVersion: an ARN beats the name of step 2 */
	{ { .version = FN "f:$LATEST", HERE }, "f", FN "f" },
	{ { .name = "f", .version = FN "f:7", HERE }, "f", FN "f" },
	{ { .version = "$LATEST", HERE }, NULL, NULL },
	/* 4 fullyQualifiedArn */
	{ { .partition = "aws",
	    .region2 = "eu-west-1",
	    .account2 = "111122223333",
	    .fq_name = "f",
	    HERE },
	  "f",
	  FN "f" },
	{ { .name = "g",
	    .partition = "aws",
	    .region2 = "eu-west-1",
	    .account2 = "111122223333",
	    .fq_name = "f",
	    HERE },
	  "f",
	  FN "f" },
	{ { .prefix = "arn:aws:lambda:eu-west-1:111122223333:function:",
	    .fq_name = "f",
	    HERE },
	  "f",
	  FN "f" },
	{ { .prefix = "arn:aws:lambda:eu-west-1:111122223333", .fq_name = "f:2", HERE },
	  "f",
	  FN "f" },
	{ { .fq_name = "f", HERE }, "f", HERE_FN "f" },
	{ { .partition = "aws", .region2 = "eu-west-1", HERE }, NULL, NULL },
	/* 5 the response */
	{ { .resp_arn = FN "f:1", HERE }, "f", FN "f" },
	{ { .name = "f", .resp_arn = FN "f:1", HERE }, "f", FN "f" },
	{ { .resp_name = "f", HERE }, "f", HERE_FN "f" },
	{ { .name = "first", .resp_name = "last", HERE }, "first", HERE_FN "first" },
	/* 6 a denied call */
	{ { .message = "User: " USER_ARN " is not authorized to perform: "
		       "lambda:UpdateFunctionCode on resource: " FN
		       "f because no identity-based policy allows it",
	    HERE },
	  "f",
	  FN "f" },
	{ { .message = "... on resource: " FN "f", HERE }, "f", FN "f" },
	{ { .message = "... on resource: " FN "f:live.", HERE }, "f", FN "f" },
	{ { .message = "... on resource: " FN "*", HERE }, NULL, NULL },
	{ { .message = "... on resource: *", HERE }, NULL, NULL },
	{ { .message = "... on resource: arn:aws:iam::1:role/r", HERE }, NULL, NULL },
	{ { .message = "... on resource: ", HERE }, NULL, NULL },
	{ { .message = "Function not found: " FN "f", HERE }, NULL, NULL },
	/* where account or region are not known */
	{ { .name = "f", .account = "444455556666" }, "f", NULL },
	{ { .name = "f", .region = "us-east-1" }, "f", NULL },
	{ { .name = "f" }, "f", NULL },
	{ { .name = FN "f" }, "f", FN "f" },
	{ { .name = "eu-west-1:111122223333:function:f" }, "f", FN "f" },
	/* the partition */
	{ { .name = "f", HERE, .any = "arn:aws-cn:iam::1:user/x" },
	  "f",
	  "arn:aws-cn:lambda:us-east-1:444455556666:function:f" },
	{ { .name = "f", HERE, .any = "nothing" }, "f", HERE_FN "f" },
	{ { HERE }, NULL, NULL },
};

static void function(void)
{
	struct buf name = BUF_INIT, arn = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
#define PART(x) sv_str(functions[i].p.x)
		struct function_parts p = {
			.resource_arn = PART(resource),
			.function_name = PART(name),
			.request_resource = PART(request),
			.request_resource_arn = PART(resource2),
			.function_version = PART(version),
			.fq_arn_prefix = PART(prefix),
			.fq_partition = PART(partition),
			.fq_region = PART(region2),
			.fq_account = PART(account2),
			.fq_name = PART(fq_name),
			.response_arn = PART(resp_arn),
			.response_name = PART(resp_name),
			.error_message = PART(message),
			.account = PART(account),
			.region = PART(region),
			.any_arn = PART(any),
		};
#undef PART
		const char *want_name = functions[i].name ? functions[i].name : "";
		const char *want_arn = functions[i].arn ? functions[i].arn : "";
		bool got;

		buf_clear(&name);
		buf_clear(&arn);
		got = rule_function(&p, &name, &arn);
		OK(got == (functions[i].name != NULL), "function %zu: found or not", i);
		IS_SV(buf_sv(&name), want_name, "function %zu: name", i);
		IS_SV(buf_sv(&arn), want_arn, "function %zu: ARN", i);
	}
	buf_release(&name);
	buf_release(&arn);
}

static const struct {
	const char *arn, *name;
	size_t unqualified; /* bytes */
} function_arns[] = {
	{ FN "f", "f", sizeof(FN) },
	{ FN "f:1", "f", sizeof(FN) },
	{ FN "f:$LATEST", "f", sizeof(FN) },
	{ FN "f:a:b", "f", sizeof(FN) },
	{ FN "my-func_1.x", "my-func_1.x", sizeof(FN) + 10 },
	{ FN, NULL, 0 },
	{ FN ":1", NULL, 0 },
	{ FN "*", NULL, 0 },
	{ FN "f*", NULL, 0 },
	{ FN "f/invocations", NULL, 0 },
	{ "arn:aws:lambda:eu-west-1:1:layer:f", NULL, 0 },
	{ "arn:aws:lambda:*", NULL, 0 },
	{ "arn:aws:lambda::1:function:f", NULL, 0 },
	{ "arn:aws:lambda:eu-west-1::function:f", NULL, 0 },
	{ "arn:azure:lambda:eu-west-1:1:function:f", NULL, 0 },
	{ "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" FN "f", NULL,
	  0 },
	{ "f", NULL, 0 },
	{ NULL, NULL, 0 },
};

static void function_arn(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(function_arns); i++) {
		struct sv name = SV_NULL, arn = SV_NULL;
		bool got = rule_function_arn(sv_str(function_arns[i].arn), &name, &arn);

		OK(got == (function_arns[i].name != NULL),
		   "is a function's ARN or not: %zu", i);
		IS_SV(name, function_arns[i].name, "its name: %zu", i);
		IS_INT(arn.len, function_arns[i].unqualified, "without qualifier: %zu", i);
	}
}

/* --- result, kind, the rest ---------------------------------------------------------- */

static const struct {
	const char *code;
	bool message, login;
	enum result want;
} results[] = {
	{ NULL, false, false, RES_OK },
	{ "", false, false, RES_OK },
	{ NULL, true, false, RES_FAILED },
	{ NULL, false, true, RES_FAILED },
	{ "", true, false, RES_FAILED },
	{ "AccessDenied", true, false, RES_DENIED },
	{ "AccessDeniedException", false, false, RES_DENIED },
	{ "Client.UnauthorizedOperation", false, false, RES_DENIED },
	{ "UnauthorizedAccess", false, false, RES_DENIED },
	{ "UnauthorisedAccess", false, false, RES_DENIED },
	{ "VpceAccessDenied", false, false, RES_DENIED },
	{ "accessdenied", false, false, RES_DENIED },
	{ "ForbiddenException", false, false, RES_DENIED },
	{ "NotAuthorizedException", false, false, RES_DENIED },
	{ "NotAuthorised", false, false, RES_DENIED },
	{ "AuthFailure", false, false, RES_DENIED },
	{ "AccessDenied.NotFound", false, false, RES_DENIED },
	{ "ThrottlingException", false, false, RES_THROTTLED },
	{ "Client.RequestLimitExceeded", false, false, RES_THROTTLED },
	{ "TooManyRequestsException", false, false, RES_THROTTLED },
	{ "SlowDown", false, false, RES_THROTTLED },
	{ "RateExceeded", false, false, RES_THROTTLED },
	{ "NoSuchBucketPolicy", false, false, RES_ABSENT },
	{ "NoSuchEntityException", false, false, RES_ABSENT },
	{ "Client.InvalidRouteTableID.NotFound", false, false, RES_ABSENT },
	{ "ResourceNotFoundException", false, false, RES_ABSENT },
	{ "DBInstanceDoesNotExist", false, false, RES_ABSENT },
	{ "Client.DryRunOperation", false, false, RES_FAILED },
	{ "ValidationException", false, false, RES_FAILED },
	{ "403", false, false, RES_FAILED },
	{ "Success", false, false, RES_FAILED },
	{ "Denied", false, false, RES_FAILED },
};

static const struct {
	struct {
		const char *category, *source, *event, *type, *ro;
		bool insight;
	} p;
	enum kind want;
} kinds[] = {
	{ { "Insight", NULL, NULL, NULL, NULL, false }, KIND_INSIGHT },
	{ { NULL, NULL, "GetUser", NULL, "true", true }, KIND_INSIGHT },
	{ { "NetworkActivity", "lambda.amazonaws.com", "Invoke", NULL, "true", false },
	  KIND_NETWORK },
	{ { "Data", "lambda.amazonaws.com", "Invoke", NULL, "false", false }, KIND_INVOKE },
	{ { NULL, "lambda.amazonaws.com", "InvokeExecution", NULL, NULL, false },
	  KIND_INVOKE },
	{ { NULL, "bedrock.amazonaws.com", "InvokeModel", NULL, "true", false },
	  KIND_READ },
	{ { NULL, "lambda.amazonaws.com", "GetFunction", NULL, NULL, false }, KIND_READ },
	{ { NULL, "signin.amazonaws.com", "ConsoleLogin", NULL, "false", false },
	  KIND_LOGIN },
	{ { NULL, "signin.amazonaws.com", "SwitchRole", NULL, NULL, false }, KIND_LOGIN },
	{ { NULL, "x.amazonaws.com", "Y", "AwsConsoleSignIn", NULL, false }, KIND_LOGIN },
	{ { NULL, "x.amazonaws.com", "Y", "AwsConsoleSignin", "true", false }, KIND_LOGIN },
	{ { NULL, "sso.amazonaws.com", "Authenticate", NULL, "false", false }, KIND_LOGIN },
	{ { NULL, "sso.amazonaws.com", "Federate", NULL, "false", false }, KIND_LOGIN },
	{ { NULL, "sso-oauth.amazonaws.com", "CreateToken", NULL, NULL, false },
	  KIND_LOGIN },
	{ { NULL, "sso.amazonaws.com", "ListAccounts", NULL, NULL, false }, KIND_READ },
	{ { NULL, "x.amazonaws.com", "CreateToken", NULL, NULL, false }, KIND_WRITE },
	{ { NULL, "s3.amazonaws.com", "PutObject", NULL, "true", false }, KIND_READ },
	{ { NULL, "s3.amazonaws.com", "GetObject", NULL, "False", false }, KIND_WRITE },
	{ { NULL, "s3.amazonaws.com", "GetObject", NULL, "TRUE", false }, KIND_READ },
	{ { NULL, "s3.amazonaws.com", "GetObject", NULL, "maybe", false }, KIND_READ },
	{ { NULL, NULL, "ListX", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "DescribeX", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "HeadBucket", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "LookupEvents", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "BatchGetItem", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "SearchX", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "SelectX", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "Query", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "Scan", NULL, NULL, false }, KIND_READ },
	{ { NULL, NULL, "getX", NULL, NULL, false }, KIND_WRITE },
	{ { NULL, NULL, "BatchWriteItem", NULL, NULL, false }, KIND_WRITE },
	{ { NULL, NULL, "AssumeRole", NULL, NULL, false }, KIND_WRITE },
	{ { NULL, NULL, NULL, NULL, NULL, false }, KIND_WRITE },
};

static void outcome(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(results); i++)
		IS_STR(result_names[rule_result(sv_str(results[i].code), results[i].message,
						results[i].login)],
		       result_names[results[i].want], "result of %s",
		       results[i].code ? results[i].code : "no code");
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct kind_parts p = {
			.category = sv_str(kinds[i].p.category),
			.source = sv_str(kinds[i].p.source),
			.event = sv_str(kinds[i].p.event),
			.event_type = sv_str(kinds[i].p.type),
			.read_only = sv_str(kinds[i].p.ro),
			.has_insight = kinds[i].p.insight,
		};

		IS_STR(kind_names[rule_kind(&p)], kind_names[kinds[i].want], "kind %zu", i);
	}
}

static const struct {
	const char *authenticated, *used, *want;
} mfas[] = {
	{ "true", NULL, "true" },  { "false", NULL, "false" }, { "False", "Yes", "false" },
	{ NULL, "Yes", "true" },   { NULL, "No", "false" },    { NULL, "yes", "true" },
	{ "", "No", "false" },     { "odd", "Yes", "true" },   { NULL, "true", "true" },
	{ NULL, "perhaps", NULL }, { NULL, NULL, NULL },
};

static void booleans(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mfas); i++)
		IS_SV(rule_mfa(sv_str(mfas[i].authenticated), sv_str(mfas[i].used)),
		      mfas[i].want, "mfa %zu", i);
	IS_SV(rule_bool(SV_LIT("TRUE")), "true", "TRUE");
	IS_SV(rule_bool(SV_LIT("False")), "false", "False");
	IS_SV(rule_bool(SV_LIT("1")), NULL, "1");
	IS_SV(rule_bool(SV_LIT("")), NULL, "empty");
	IS_SV(rule_bool(SV_NULL), NULL, "absent");
}

static const struct {
	enum function_class cls;
	const char *names; /* as a log has them, blanks between */
} classes[] = {
	{ FUNCTION_CODE,
	  "CreateFunction20150331 UpdateFunctionCode20150331v2 UpdateFunctionCode20150331 "
	  "PublishVersion20150331 PublishLayerVersion20181031 DeleteFunction20150331 "
	  "DeleteFunction PutFunctionCodeSigningConfig UpdateCodeSigningConfig "
	  "DeleteCodeSigningConfig CreateCodeSigningConfig "
	  "DeleteFunctionCodeSigningConfig DeleteLayerVersion20181031" },
	{ FUNCTION_CONFIG,
	  "UpdateFunctionConfiguration20150331v2 PutFunctionConcurrency20171031 "
	  "DeleteFunctionConcurrency20171031 PutProvisionedConcurrencyConfig "
	  "DeleteProvisionedConcurrencyConfig PutFunctionEventInvokeConfig "
	  "UpdateFunctionEventInvokeConfig PutRuntimeManagementConfig "
	  "TagResource20170331v2 UntagResource20170331v2 CreateAlias20150331 "
	  "UpdateAlias20150331 DeleteAlias20150331 DeleteFunctionEventInvokeConfig "
	  "PutFunctionRecursionConfig PutFunctionScalingConfig "
	  "CreateCapacityProvider UpdateCapacityProvider DeleteCapacityProvider" },
	{ FUNCTION_PERMISSION, "AddPermission20150331v2 AddPermission20150331 "
			       "RemovePermission20150331v2 AddLayerVersionPermission "
			       "AddLayerVersionPermission20181031 CreateFunctionUrlConfig "
			       "UpdateFunctionUrlConfig DeleteFunctionUrlConfig "
			       "RemoveLayerVersionPermission20181031 PutResourcePolicy "
			       "DeleteResourcePolicy PutPublicAccessBlockConfig "
			       "DisablePublicAccessBlockConfig" },
	{ FUNCTION_TRIGGER,
	  "CreateEventSourceMapping20150331 UpdateEventSourceMapping20150331 "
	  "DeleteEventSourceMapping20150331 LambdaESMDisabled "
	  "EnableReplication20170630 EnableReplication20170630v2" },
	{ FUNCTION_READ,
	  "GetFunction20150331v2 GetFunctionConfiguration20150331v2 "
	  "ListFunctions20150331 ListVersionsByFunction20150331 "
	  "GetFunctionCodeSigningConfig GetAlias20150331 GetPolicy20150331v2 "
	  "GetEventSourceMapping ListEventSourceMappings20150331 "
	  "GetLayerVersionPolicy GetFunctionUrlConfig ListFunctionUrlConfigs "
	  "GetAccountSettings20160819 ListAliases20150331 GetLayerVersion20181031 "
	  "GetLayerVersionByArn20181031 ListLayers20181031 "
	  "ListLayerVersions20181031 ListTags20170331 GetSomethingNew" },
	{ FUNCTION_DATA, "Invoke InvokeExecution InvokeWithResponseStream InvokeAsync "
			 "InvokeWebFunctionEndpoint CheckpointDurableExecution "
			 "GetDurableExecutionState StopDurableExecution "
			 "SendDurableExecutionCallbackSuccess" },
	{ FUNCTION_NONE,
	  "ConsoleLogin SomethingElse UpdateFunctionCodes invoke addpermission X" },
};

static void fn_classes(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		struct sv rest = sv_str(classes[i].names);

		while (rest.len) {
			ptrdiff_t blank = sv_chr(rest, ' ');
			struct sv word = blank < 0 ? rest : sv_head(rest, (size_t)blank);

			IS_INT(rule_fn_class(rule_event(word)), classes[i].cls,
			       "class of " SV_FMT, SV_ARG(word));
			rest = blank < 0 ? SV_NULL : sv_from(rest, (size_t)blank + 1);
		}
	}
	IS_INT(rule_fn_class(SV_NULL), FUNCTION_NONE, "class of nothing");
}

int main(void)
{
	names();
	identity();
	sessions_and_callers();
	function();
	function_arn();
	outcome();
	booleans();
	fn_classes();
	return DONE();
}
