/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The night of the sample trail, and the morning after. Everyday life: storyback.c. */
#include "util/base.h"

#include <stdio.h>

#include "story.h"
#include "storyshapes.h"

#define NO_POLICY(action) " because no identity-based policy allows the " action " action"
#define ALICE_MAY_NOT(action, resource)                                                    \
	"AccessDenied|User: arn:aws:iam::" PROD                                            \
	":user/alice is not authorized to perform: " action " on resource: " resource      \
	NO_POLICY(action)

static const struct line reconnaissance[] = {
	{ "P15 02:47:11", "alice-night", "sts/GetCallerIdentity", L_READ, NULL,
	  "{\"userId\":\"<aida:111122223333/alice>\",\"account\":\"" PROD "\",\"arn\":"
	  "\"arn:aws:iam::" PROD ":user/alice\"}",
	  .error = NULL },
	{ "P15 02:47:40", "alice-night", "iam/ListUsers", L_READ, NULL, NULL,
	  .error = ALICE_MAY_NOT("iam:ListUsers", "arn:aws:iam::" PROD ":user/") },
	{ "P15 02:47:58", "alice-night", "iam/ListRoles", L_READ, NULL, NULL,
	  .error = NULL },
	{ "P15 02:48:21", "alice-night", "lambda/ListFunctions20150331", L_READ, NULL, NULL,
	  .error = NULL },
	{ "E15 02:48:33", "alice-night", "lambda/ListFunctions20150331", L_READ, NULL, NULL,
	  .error = NULL },
	{ "P15 02:49:05", "alice-night", "lambda/GetFunction20150331v2", L_READ,
	  "{\"functionName\":\"payments-charge\"}", NULL, .error = NULL },
	{ "P15 02:49:09", "alice-night", "lambda/GetPolicy20150331v2", L_READ,
	  "{\"functionName\":\"payments-charge\"}", NULL, .error = NULL },
	{ "P15 02:50:46", "alice-night", "secretsmanager/ListSecrets", L_READ, NULL, NULL,
	  .error = ALICE_MAY_NOT("secretsmanager:ListSecrets", "*") },
	{ "P15 02:52:10", "alice-night", "lambda/UpdateFunctionCode20150331v2", 0, NULL,
	  NULL,
	  .error = ALICE_MAY_NOT("lambda:UpdateFunctionCode", FN_ARN("payments-charge")) },
	{ "P15 02:52:31", "alice-night", "lambda/UpdateFunctionCode20150331v2", 0, NULL,
	  NULL,
	  .error = ALICE_MAY_NOT("lambda:UpdateFunctionCode", FN_ARN("orders-sync")) },
	{ "P15 02:53:48", "alice-night", "lambda/UpdateFunctionCode20150331v2", 0, NULL,
	  NULL,
	  .error = ALICE_MAY_NOT("lambda:UpdateFunctionCode", FN_ARN("payments-charge")) },
	{ "P15 02:54:20", "alice-night", "lambda/UpdateFunctionConfiguration20150331v2", 0,
	  NULL, NULL,
	  .error = "AccessDenied|User: arn:aws:iam::" PROD
		   ":user/alice is not authorized to "
		   "perform: lambda:UpdateFunctionConfiguration on resource: " FN_ARN(
			   "payments-charge") " with an explicit deny in a permissions "
					      "boundary: arn:aws:iam::" PROD
					      ":policy/developer-boundary" },
	{ "P15 02:56:02", "alice-night", "iam/GetRole", L_READ,
	  "{\"roleName\":\"deploy-admin\"}", NULL, .error = NULL },
};

/* Each of the two roles lies in another account than its caller: two copies of the record. */
static const struct line chain[] = {
	{ "P15 02:58:40", "alice-night", "sts/AssumeRole", L_READ,
	  ASSUME(TOOLS, "ci-deploy", "alice-debug"),
	  ISSUED("ci-night", TOOLS, "ci-deploy", "alice-debug"), .request = "chain-1",
	  .shared = "chain-1", .res = ROLE_RES(TOOLS, "ci-deploy") },
	{ "T15 02:58:40", "alice-night-seen", "sts/AssumeRole", L_READ,
	  ASSUME(TOOLS, "ci-deploy", "alice-debug"),
	  ISSUED("ci-night", TOOLS, "ci-deploy", "alice-debug"), .request = "chain-1",
	  .shared = "chain-1", .res = ROLE_RES(TOOLS, "ci-deploy") },
	{ "T15 02:59:12", "ci-night", "sts/GetCallerIdentity", L_READ, NULL,
	  "{\"userId\":\"<aroa:444455556666/ci-deploy>:alice-debug\",\"account\":\"" TOOLS
	  "\",\"arn\":\"arn:aws:sts::" TOOLS ":assumed-role/ci-deploy/alice-debug\"}",
	  .error = NULL },
	{ "T15 02:59:47", "ci-night", "s3/ListObjects", L_READ | L_DATA | L_S3,
	  "{\"list-type\":\"2\",\"bucketName\":\"example-artifacts\",\"prefix\":\"payments-"
	  "charge/\"}",
	  NULL, S3_ADD,
	  "[{\"type\":\"AWS::S3::Object\",\"ARNPrefix\":\"arn:aws:s3:::example-artifacts/"
	  "\"},"
	  "{\"accountId\":\"" TOOLS "\",\"type\":\"AWS::S3::Bucket\",\"ARN\":"
	  "\"arn:aws:s3:::example-artifacts\"}]",
	  .error = NULL },
	{ "T15 03:01:05", "ci-night", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "deploy-admin", "gh-run-9102"),
	  ISSUED("deploy-night", PROD, "deploy-admin", "gh-run-9102"), .request = "chain-2",
	  .shared = "chain-2", .res = ROLE_RES(PROD, "deploy-admin") },
	{ "P15 03:01:05", "ci-night-seen", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "deploy-admin", "gh-run-9102"),
	  ISSUED("deploy-night", PROD, "deploy-admin", "gh-run-9102"), .request = "chain-2",
	  .shared = "chain-2", .res = ROLE_RES(PROD, "deploy-admin") },
};

static const struct line takeover[] = {
	{ "P15 03:02:16", "deploy-night", "lambda/GetFunctionConfiguration20150331v2",
	  L_READ, "{\"functionName\":\"payments-charge\"}", NULL, .error = NULL },
	{ "P15 03:04:32", "deploy-night", "lambda/UpdateFunctionCode20150331v2", 0,
	  UPDATE_CODE("payments-charge", "payments-charge", ""),
	  STATE("payments-charge", "$LATEST", "payments-charge-role", "night", "51877",
		"256", "30", ""),
	  .error = NULL },
	{ "P15 03:06:10", "deploy-night", "lambda/UpdateFunctionConfiguration20150331v2", 0,
	  "{\"functionName\":\"" FN_ARN("payments-charge") "\",\"role\":\"" ROLE_ARN(
		  PROD,
		  "ops-automation") "\",\"timeout\":300,\"environment\":{},\"layers\":"
				    "[\"arn:aws:lambda:us-east-1:" OTHER
				    ":layer:telemetry:3\"]}",
	  STATE("payments-charge", "$LATEST", "ops-automation", "night", "51877", "256",
		"300",
		"\"layers\":[{\"arn\":\"arn:aws:lambda:us-east-1:" OTHER
		":layer:telemetry:3\","
		"\"codeSize\":20481,\"uncompressedCodeSize\":44032}],"),
	  .error = NULL },
	{ "P15 03:08:02", "deploy-night", "lambda/AddPermission20150331v2", 0,
	  "{\"functionName\":\"payments-charge\",\"statementId\":\"svc-health\",\"action\":"
	  "\"lambda:InvokeFunction\",\"principal\":\"" OTHER "\"}",
	  STATEMENT("svc-health", "{\\\"AWS\\\":\\\"arn:aws:iam::" OTHER ":root\\\"}",
		    "lambda:InvokeFunction", "payments-charge", ""),
	  .error = NULL },
	{ "P15 03:09:15", "deploy-night", "lambda/CreateFunctionUrlConfig", 0,
	  "{\"functionName\":\"payments-charge\",\"authType\":\"NONE\",\"cors\":"
	  "{\"allowOrigins\":[\"*\"]}}",
	  "{\"functionUrl\":\"https://qk3hexampleurlid7ztw2.lambda-url.us-east-1.on.aws/\","
	  "\"functionArn\":\"" FN_ARN(
		  "payments-charge") "\",\"authType\":\"NONE\",\"cors\":"
				     "{\"allowOrigins\":[\"*\"]},\"creationTime\":\"<time>"
				     "\",\"invokeMode\":\"BUFFERED\"}",
	  .error = NULL },
	{ "P15 03:09:21", "deploy-night", "lambda/AddPermission20150331v2", 0,
	  "{\"functionName\":\"payments-charge\",\"statementId\":"
	  "\"FunctionURLAllowPublicAccess\","
	  "\"action\":\"lambda:InvokeFunctionUrl\",\"principal\":\"*\","
	  "\"functionUrlAuthType\":"
	  "\"NONE\"}",
	  STATEMENT("FunctionURLAllowPublicAccess", "\\\"*\\\"", "lambda:InvokeFunctionUrl",
		    "payments-charge",
		    ",\\\"Condition\\\":{\\\"StringEquals\\\":"
		    "{\\\"lambda:FunctionUrlAuthType\\\":\\\"NONE\\\"}}"),
	  .error = NULL },
	{ "P15 03:11:03", "deploy-night", "events/PutRule", 0,
	  "{\"name\":\"nightly-health\",\"scheduleExpression\":\"rate(15 "
	  "minutes)\",\"state\":"
	  "\"ENABLED\"}",
	  "{\"ruleArn\":\"arn:aws:events:us-east-1:" PROD ":rule/nightly-health\"}",
	  .error = NULL },
	{ "P15 03:11:09", "deploy-night", "events/PutTargets", 0,
	  "{\"rule\":\"nightly-health\",\"targets\":[{\"id\":\"1\",\"arn\":\"" FN_ARN(
		  "payments-charge") "\"}]}",
	  "{\"failedEntryCount\":0,\"failedEntries\":[]}", .error = NULL },
	{ "P15 03:11:15", "deploy-night", "lambda/AddPermission20150331v2", 0,
	  "{\"functionName\":\"payments-charge\",\"statementId\":\"nightly-health\","
	  "\"action\":"
	  "\"lambda:InvokeFunction\",\"principal\":\"events.amazonaws.com\",\"sourceArn\":"
	  "\"arn:aws:events:us-east-1:" PROD ":rule/nightly-health\"}",
	  STATEMENT("nightly-health", SERVICE("events.amazonaws.com"),
		    "lambda:InvokeFunction", "payments-charge",
		    IF_SOURCE_ARN("arn:aws:events:us-east-1:" PROD ":rule/nightly-health")),
	  .error = NULL },
	{ "P15 03:12:22", "deploy-night", "lambda/AddPermission20150331v2", 0,
	  "{\"functionName\":\"payments-charge\",\"statementId\":\"uploads-2\",\"action\":"
	  "\"lambda:InvokeFunction\",\"principal\":\"s3.amazonaws.com\",\"sourceArn\":"
	  "\"arn:aws:s3:::example-uploads\"}",
	  STATEMENT("uploads-2", SERVICE("s3.amazonaws.com"), "lambda:InvokeFunction",
		    "payments-charge", IF_SOURCE_ARN("arn:aws:s3:::example-uploads")),
	  .error = NULL },
	{ "P15 03:12:30", "deploy-night", "s3/PutBucketNotification", L_S3,
	  "{\"notification\":[\"\"],\"bucketName\":\"example-uploads\",\"Host\":"
	  "\"example-uploads.s3.us-east-1.amazonaws.com\",\"NotificationConfiguration\":{"
	  "\"xmlns\":"
	  "\"http://s3.amazonaws.com/doc/2006-03-01/\",\"CloudFunctionConfiguration\":"
	  "[{\"CloudFunction\":\"" FN_ARN(
		  "img-resize") "\",\"Event\":\"s3:ObjectCreated:*\","
				"\"Id\":\"resize\"},{\"CloudFunction\":\"" FN_ARN(
					"payments-charge") "\",\"Event\":\"s3:"
							   "ObjectCreated:Put\",\"Id\":"
							   "\"health\"}]}}",
	  NULL, S3_ADD,
	  "[{\"accountId\":\"" PROD "\",\"type\":\"AWS::S3::Bucket\",\"ARN\":"
	  "\"arn:aws:s3:::example-uploads\"}]",
	  .error = NULL },
	{ "P15 03:13:44", "deploy-night", "lambda/CreateEventSourceMapping20150331", 0,
	  "{\"eventSourceArn\":\"arn:aws:sqs:us-east-1:" PROD
	  ":orders-queue\",\"functionName\":"
	  "\"payments-charge\",\"enabled\":true,\"batchSize\":10}",
	  "{\"uUID\":\"<uuid:mapping>\",\"batchSize\":10,\"eventSourceArn\":"
	  "\"arn:aws:sqs:us-east-1:" PROD ":orders-queue\",\"functionArn\":\"" FN_ARN(
		  "payments-charge") "\",\"lastModified\":\"<date>\",\"state\":"
				     "\"Creating\","
				     "\"stateTransitionReason\":\"USER_INITIATED\"}",
	  .error = NULL },
};

/* The function works for somebody else: under the role it was given. */
static const struct line misuse[] = {
	{ "P15 03:15:41", "s:lambda", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "ops-automation", "payments-charge"),
	  ISSUED("fn-night", PROD, "ops-automation", "payments-charge"),
	  .res = ROLE_RES(PROD, "ops-automation") },
	{ "P15 03:15:49", "fn-night", "sts/GetCallerIdentity", L_READ, NULL,
	  "{\"userId\":\"<aroa:111122223333/"
	  "ops-automation>:payments-charge\",\"account\":\"" PROD
	  "\",\"arn\":\"arn:aws:sts::" PROD
	  ":assumed-role/ops-automation/payments-charge\"}",
	  .error = NULL },
	{ "P15 03:16:02", "fn-night", "secretsmanager/ListSecrets", L_READ, NULL, NULL,
	  .error = NULL },
	{ "P15 03:16:05", "fn-night", "secretsmanager/GetSecretValue", L_READ,
	  "{\"secretId\":\"arn:aws:secretsmanager:us-east-1:" PROD
	  ":secret:payments/card-processor-a1B2c3\"}",
	  NULL, .error = NULL },
	{ "P15 03:16:06", "fn-night", "secretsmanager/GetSecretValue", L_READ,
	  "{\"secretId\":\"arn:aws:secretsmanager:us-east-1:" PROD
	  ":secret:orders/database-d4E5f6\"}",
	  NULL, .error = NULL },
	{ "P15 03:16:30", "fn-night", "s3/ListBuckets", L_READ | L_S3,
	  "{\"Host\":"
	  "\"s3.us-east-1.amazonaws.com\"}",
	  NULL, S3_ADD, .error = NULL },
	{ "P15 03:31:08", "fn-night", "iam/CreateUser", 0, "{\"userName\":\"svc-backup\"}",
	  "{\"user\":{\"path\":\"/\",\"userName\":\"svc-backup\",\"userId\":"
	  "\"<aida:111122223333/svc-backup>\",\"arn\":\"arn:aws:iam::" PROD
	  ":user/svc-backup\",\"createDate\":\"<date>\"}}",
	  .error = NULL },
	{ "P15 03:31:10", "fn-night", "iam/AttachUserPolicy", 0,
	  "{\"userName\":\"svc-backup\",\"policyArn\":\"arn:aws:iam::aws:policy/"
	  "AdministratorAccess\"}",
	  NULL,
	  .error = "AccessDenied|User: arn:aws:sts::" PROD
		   ":assumed-role/ops-automation/payments-charge is not authorized to "
		   "perform: "
		   "iam:AttachUserPolicy on resource: user svc-backup" NO_POLICY(
			   "iam:AttachUserPolicy") },
	{ "P15 03:31:14", "fn-night", "iam/PutUserPolicy", 0,
	  "{\"userName\":\"svc-backup\",\"policyName\":\"backup\",\"policyDocument\":"
	  "\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":"
	  "\\\"Allow\\\","
	  "\\\"Action\\\":\\\"s3:*\\\",\\\"Resource\\\":\\\"*\\\"}]}\"}",
	  NULL, .error = NULL },
	{ "P15 03:31:20", "fn-night", "iam/CreateAccessKey", 0,
	  "{\"userName\":\"svc-backup\"}",
	  "{\"accessKey\":{\"userName\":\"svc-backup\",\"accessKeyId\":\"<key:svc-backup>"
	  "\","
	  "\"status\":\"Active\",\"createDate\":\"<date>\"}}",
	  .error = NULL },
	{ "P15 03:34:55", "svc-backup", "sts/GetCallerIdentity", L_READ, NULL,
	  "{\"userId\":\"<aida:111122223333/svc-backup>\",\"account\":\"" PROD "\",\"arn\":"
	  "\"arn:aws:iam::" PROD ":user/svc-backup\"}",
	  .error = NULL },
	{ "P15 03:35:20", "svc-backup", "cloudtrail/StopLogging", 0, NULL, NULL,
	  .error = "AccessDenied|User: arn:aws:iam::" PROD
		   ":user/svc-backup is not authorized to "
		   "perform: cloudtrail:StopLogging on resource: "
		   "arn:aws:cloudtrail:us-east-1:" TOOLS
		   ":trail/org-trail with an explicit deny in a service control policy: "
		   "arn:aws:organizations::" TOOLS
		   ":policy/o-a1b2c3d4e5/service_control_policy/p-keeptrail" },
};

static const struct line cover[] = {
	{ "P15 03:56:12", "deploy-night", "lambda/UpdateFunctionCode20150331v2", 0,
	  UPDATE_CODE("payments-charge", "payments-charge",
		      "\"s3Bucket\":\"example-artifacts\",\"s3Key\":\"payments-charge/"
		      "9063.zip\","),
	  STATE("payments-charge", "$LATEST", "ops-automation", "9063", "48231", "256",
		"300",
		"\"layers\":[{\"arn\":\"arn:aws:lambda:us-east-1:" OTHER
		":layer:telemetry:3\","
		"\"codeSize\":20481,\"uncompressedCodeSize\":44032}],"),
	  .error = NULL },
	{ "P15 03:57:00", "deploy-night", "lambda/RemovePermission20150331v2", 0,
	  "{\"functionName\":\"payments-charge\",\"statementId\":\"svc-health\"}", NULL,
	  .error = NULL },
};

static const struct line morning[] = {
	{ "T15 09:06:44", "bob-login", "signin/ConsoleLogin", L_LOGIN, NULL,
	  "{\"ConsoleLogin\":\"Success\"}",
	  "{\"LoginTo\":\"https://console.aws.amazon.com/cloudtrailv2/"
	  "home\",\"MobileVersion\":"
	  "\"No\",\"MFAUsed\":\"Yes\",\"MFAIdentifier\":\"arn:aws:iam::" TOOLS
	  ":mfa/bob\"}",
	  .error = NULL },
	{ "T15 09:08:20", "bob-2", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "operations", "bob"), ISSUED("bob-ops-2", PROD, "operations", "bob"),
	  .shared = "bob-ops-2", .res = ROLE_RES(PROD, "operations") },
	{ "P15 09:08:20", "bob-seen", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "operations", "bob"), ISSUED("bob-ops-2", PROD, "operations", "bob"),
	  .shared = "bob-ops-2", .res = ROLE_RES(PROD, "operations") },
	{ "T15 09:08:20", "bob-login", "signin/SwitchRole", L_LOGIN, NULL,
	  "{\"SwitchRole\":\"Success\"}",
	  "{\"SwitchFrom\":\"arn:aws:iam::" TOOLS ":user/bob\",\"RedirectTo\":"
	  "\"https://console.aws.amazon.com/console/home?region=us-east-1\"}",
	  .error = NULL },
	{ "P15 09:12:37", "bob-ops-2", "cloudtrail/LookupEvents", L_READ,
	  "{\"lookupAttributes\":[{\"attributeKey\":\"Username\",\"attributeValue\":"
	  "\"alice\"}]}",
	  NULL, .error = NULL },
	{ "P15 09:20:11", "bob-ops-2", "lambda/GetPolicy20150331v2", L_READ,
	  "{\"functionName\":\"payments-charge\"}", NULL, .error = NULL },
	{ "P15 09:20:15", "bob-ops-2", "lambda/GetFunctionConfiguration20150331v2", L_READ,
	  "{\"functionName\":\"payments-charge\"}", NULL, .error = NULL },
	{ "P15 09:24:40", "bob-ops-2", "iam/UpdateAccessKey", 0,
	  "{\"userName\":\"alice\",\"accessKeyId\":\"<key:alice>\",\"status\":"
	  "\"Inactive\"}",
	  NULL, .error = NULL },
	{ "P15 09:28:50", "bob-ops-2", "events/DisableRule", 0,
	  "{\"name\":\"nightly-health\"}", NULL, .error = NULL },
	{ "P15 09:31:02", "bob-ops-2", "lambda/UpdateEventSourceMapping20150331", 0,
	  "{\"uUID\":\"<uuid:mapping>\",\"functionName\":\"payments-charge\",\"enabled\":"
	  "false}",
	  "{\"uUID\":\"<uuid:mapping>\",\"batchSize\":10,\"eventSourceArn\":"
	  "\"arn:aws:sqs:us-east-1:" PROD ":orders-queue\",\"functionArn\":\"" FN_ARN(
		  "payments-charge") "\",\"lastModified\":\"<date>\",\"state\":"
				     "\"Disabling\"}",
	  .error = NULL },
};

#define SAY_ALL(s, lines)                                                                  \
	do {                                                                               \
		for (size_t i = 0; i < ARRAY_SIZE(lines); i++)                             \
			story_say(s, &(lines)[i]);                                         \
	} while (0)

/* Called from outside, at the times at which the other side looks in. */
static void relay_calls(struct story *s)
{
	static const struct {
		const char *invoked, *ran;
	} calls[] = {
		{ "P15 03:15:38", "P15 03:15:40" }, { "P15 03:16:58", "P15 03:16:58" },
		{ "P15 03:30:57", "P15 03:30:58" }, { "P15 03:44:10", "P15 03:44:12" },
		{ "P15 03:52:29", "P15 03:52:29" }, { "P15 04:06:40", "P15 04:06:41" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct line l = {
			calls[i].invoked,
			"relay",
			"lambda/Invoke",
			L_DATA,
			"{\"functionName\":\"" FN_ARN(
				"payments-charge") "\",\"invocationType\":\"Event\"}",
			.request = calls[i].invoked,
			.add = "{\"functionVersion\":\"" FN_ARN(
				"payments-charge") ":$LATEST\"}",
			.res = FN_RES("payments-charge"),
			.shared = calls[i].invoked
		};

		story_say(s, &l);
		l.when = calls[i].ran;
		l.who = "s:lambda";
		l.call = "lambda/InvokeExecution";
		l.req = NULL;
		l.shared = NULL;
		l.flags |= L_SHARED;
		story_say(s, &l);
	}
	/* A function that never let it in. */
	story_say(
		s,
		&(struct line){
			"P15 03:33:12", "relay", "lambda/Invoke", L_DATA | L_SHARED,
			"{\"functionName\":\"" FN_ARN(
				"auth-token") "\",\"invocationType\":\"RequestResponse\"}",
			.add = "{\"functionVersion\":\"" FN_ARN("auth-token") ":$LATEST\"}",
			.res = FN_RES("auth-token") });
}

/* By the rule that was added in the night, until somebody stops it. */
static void rule_calls(struct story *s)
{
	char when[32];

	for (unsigned at = 3 * 60 + 26; at <= 9 * 60 + 26; at += 15) {
		snprintf(when, sizeof(when), "P15 %02u:%02u:03", at / 60, at % 60);
		struct line l = {
			when,
			"s:events",
			"lambda/Invoke",
			L_DATA | L_SHARED,
			"{\"functionName\":\"" FN_ARN(
				"payments-charge") "\",\"invocationType\":\"Event\","
						   "\"sourceArn\":"
						   "\"arn:aws:events:us-east-1:" PROD
						   ":rule/nightly-health\","
						   "\"sourceAccount\":\"" PROD "\"}",
			.request = when,
			.add = "{\"functionVersion\":\"" FN_ARN(
				"payments-charge") ":$LATEST\"}",
			.res = FN_RES("payments-charge")
		};

		story_say(s, &l);
		l.who = "s:lambda";
		l.call = "lambda/InvokeExecution";
		l.req = NULL;
		story_say(s, &l);
	}
}

static void exports(struct story *s)
{
	static const char *const keys[] = { "2024-03", "2024-04", "2024-05" };
	char when[32], req[256], res[512];

	for (unsigned i = 0; i < 24; i++) {
		bool user = i >= 15; /* first by the function, then by the new user */
		unsigned at = user ? 37 * 60 + (i - 15) * 11 : 17 * 60 + i * 4;

		snprintf(when, sizeof(when), "P15 03:%02u:%02u", at / 60, at % 60);
		snprintf(req, sizeof(req),
			 S3_REQ("example-customer-exports", "%s/part-%02u.csv.gz"),
			 keys[i % 3], i / 3);
		snprintf(res, sizeof(res),
			 S3_RES("example-customer-exports", "%s/part-%02u.csv.gz"),
			 keys[i % 3], i / 3);
		story_say(s, &(struct line){ when, user ? "svc-backup" : "fn-night",
					     "s3/GetObject", L_READ | L_DATA | L_S3, req,
					     .add = S3_ADD, .res = res });
	}
}

void story_plot(struct story *s)
{
	SAY_ALL(s, reconnaissance);
	SAY_ALL(s, chain);
	SAY_ALL(s, takeover);
	relay_calls(s);
	rule_calls(s);
	SAY_ALL(s, misuse);
	exports(s);
	SAY_ALL(s, cover);
	SAY_ALL(s, morning);
}
