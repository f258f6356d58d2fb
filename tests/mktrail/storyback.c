/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everyday life in the sample trail: what the night has to be told apart from. */
#include "util/base.h"

#include <stdio.h>

#include "story.h"
#include "storyshapes.h"

#define SAY_ALL(s, lines)                                                                  \
	do {                                                                               \
		for (size_t i = 0; i < ARRAY_SIZE(lines); i++)                             \
			story_say(s, &(lines)[i]);                                         \
	} while (0)

/* ---- people ---- */

static const struct line alices_day[] = {
	{ "P14 09:32:10", "alice", "sts/GetCallerIdentity", L_READ, NULL,
	  "{\"userId\":\"<aida:111122223333/alice>\",\"account\":\"" PROD "\",\"arn\":"
	  "\"arn:aws:iam::" PROD ":user/alice\"}",
	  .error = NULL },
	{ "P14 09:33:02", "alice", "lambda/ListFunctions20150331", L_READ, NULL, NULL,
	  .error = NULL },
	{ "P14 09:34:47", "alice", "lambda/GetFunction20150331v2", L_READ,
	  "{\"functionName\":\"orders-sync\"}", NULL, .error = NULL },
	{ "P14 09:36:15", "alice", "logs/DescribeLogStreams", L_READ,
	  "{\"logGroupName\":\"/aws/lambda/orders-sync\",\"orderBy\":\"LastEventTime\","
	  "\"descending\":true}",
	  NULL, .error = NULL },
	{ "P14 09:36:31", "alice", "logs/FilterLogEvents", L_READ,
	  "{\"logGroupName\":\"/aws/lambda/orders-sync\",\"filterPattern\":\"ERROR\"}",
	  NULL, .error = NULL },
	{ "P14 11:05:40", "alice", "logs/StartQuery", L_READ,
	  "{\"logGroupName\":\"/aws/lambda/payments-charge\",\"queryString\":\"fields "
	  "@timestamp, "
	  "@message | filter @message like /declined/ | limit 50\"}",
	  "{\"queryId\":\"<uuid:query-1>\"}", .error = NULL },
	{ "P14 11:05:52", "alice", "logs/GetQueryResults", L_READ,
	  "{\"queryId\":\"<uuid:query-1>\"}", NULL, .error = NULL },
	{ "P14 14:21:08", "alice", "dynamodb/GetItem", L_READ | L_DATA,
	  "{\"tableName\":\"orders\",\"key\":{\"id\":\"48213\"}}", NULL,
	  .res = "[{\"accountId\":\"" PROD "\",\"type\":\"AWS::DynamoDB::Table\",\"ARN\":"
		 "\"arn:aws:dynamodb:us-east-1:" PROD ":table/orders\"}]" },
	{ "P14 14:24:39", "alice", "sqs/GetQueueAttributes", L_READ,
	  "{\"queueUrl\":\"https://sqs.us-east-1.amazonaws.com/" PROD "/orders-queue\","
	  "\"attributeNames\":[\"All\"]}",
	  NULL, .error = NULL },
	{ "P14 16:44:58", "alice", "lambda/GetFunctionConfiguration20150331v2", L_READ,
	  "{\"functionName\":\"" FN_ARN("payments-charge") ":live\"}", NULL,
	  .error = NULL },
	{ "P15 08:51:20", "alice", "sts/GetCallerIdentity", L_READ, NULL,
	  "{\"userId\":\"<aida:111122223333/alice>\",\"account\":\"" PROD "\",\"arn\":"
	  "\"arn:aws:iam::" PROD ":user/alice\"}",
	  .error = NULL },
	{ "P15 08:53:44", "alice", "logs/FilterLogEvents", L_READ,
	  "{\"logGroupName\":\"/aws/lambda/payments-charge\",\"filterPattern\":\"Task "
	  "timed out\"}",
	  NULL, .error = NULL },
};

static const struct line bobs_day[] = {
	{ "T14 03:12:55", "stranger-login", "signin/ConsoleLogin", L_LOGIN, NULL,
	  "{\"ConsoleLogin\":\"Failure\"}",
	  "{\"LoginTo\":\"https://console.aws.amazon.com/console/"
	  "home\",\"MobileVersion\":\"No\","
	  "\"MFAUsed\":\"No\"}",
	  .error = "|No username found in supplied account" },
	{ "T14 08:58:59", "bob-login", "signin/ConsoleLogin", L_LOGIN, NULL,
	  "{\"ConsoleLogin\":\"Failure\"}",
	  "{\"LoginTo\":\"https://console.aws.amazon.com/console/"
	  "home\",\"MobileVersion\":\"No\","
	  "\"MFAUsed\":\"Yes\",\"MFAIdentifier\":\"arn:aws:iam::" TOOLS ":mfa/bob\"}",
	  .error = "|Failed authentication" },
	{ "T14 08:59:31", "bob-login", "signin/ConsoleLogin", L_LOGIN, NULL,
	  "{\"ConsoleLogin\":\"Success\"}",
	  "{\"LoginTo\":\"https://console.aws.amazon.com/console/"
	  "home\",\"MobileVersion\":\"No\","
	  "\"MFAUsed\":\"Yes\",\"MFAIdentifier\":\"arn:aws:iam::" TOOLS ":mfa/bob\"}",
	  .error = NULL },
	{ "T14 08:59:36", "bob", "health/DescribeEventAggregates", L_READ,
	  "{\"filter\":{\"eventStatusCodes\":[\"open\",\"upcoming\"]},\"aggregateField\":"
	  "\"eventTypeCategory\"}",
	  NULL, .error = NULL },
	{ "T14 08:59:37", "bob", "monitoring/DescribeAlarms", L_READ,
	  "{\"stateValue\":\"ALARM\"}", NULL, .error = NULL },
	{ "T14 09:00:12", "bob", "s3/ListBuckets", L_READ | L_S3,
	  "{\"Host\":\"s3.us-east-1.amazonaws.com\"}", NULL, S3_ADD, .error = NULL },
	{ "T14 09:01:30", "bob", "codebuild/ListBuildsForProject", L_READ,
	  "{\"projectName\":\"payments\"}", NULL, .error = NULL },
	{ "T14 09:03:12", "bob", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "operations", "bob"), ISSUED("bob-ops", PROD, "operations", "bob"),
	  .shared = "bob-ops", .res = ROLE_RES(PROD, "operations") },
	{ "P14 09:03:12", "bob-seen", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "operations", "bob"), ISSUED("bob-ops", PROD, "operations", "bob"),
	  .shared = "bob-ops", .res = ROLE_RES(PROD, "operations") },
	{ "T14 09:03:12", "bob-login", "signin/SwitchRole", L_LOGIN, NULL,
	  "{\"SwitchRole\":\"Success\"}",
	  "{\"SwitchFrom\":\"arn:aws:iam::" TOOLS ":user/bob\",\"RedirectTo\":"
	  "\"https://console.aws.amazon.com/console/home?region=us-east-1\"}",
	  .error = NULL },
	{ "P14 09:03:40", "bob-ops", "lambda/ListFunctions20150331", L_READ, NULL, NULL,
	  .error = NULL },
	{ "P14 09:03:41", "bob-ops", "lambda/GetAccountSettings20160819", L_READ, NULL,
	  NULL, .error = NULL },
	{ "P14 09:04:55", "bob-ops", "lambda/GetFunctionConfiguration20150331v2", L_READ,
	  "{\"functionName\":\"img-resize\"}", NULL, .error = NULL },
	{ "P14 09:07:18", "bob-ops", "lambda/UpdateFunctionConfiguration20150331v2", 0,
	  "{\"functionName\":\"" FN_ARN("img-resize") "\",\"memorySize\":1024}",
	  STATE("img-resize", "$LATEST", "img-resize-role", "img", "903211", "1024", "60",
		""),
	  .error = NULL },
	{ "P14 09:08:02", "bob-ops", "ec2/DescribeInstances", L_READ,
	  "{\"instancesSet\":{},\"filterSet\":{}}", NULL, .error = NULL },
	{ "P14 09:11:26", "bob-ops", "ec2/DescribeSecurityGroups", L_READ,
	  "{\"securityGroupSet\":{},\"securityGroupIdSet\":{},\"filterSet\":{}}", NULL,
	  .error = NULL },
	{ "P14 11:20:05", "carol-saml", "sts/AssumeRoleWithSAML", L_READ,
	  "{\"sAMLAssertionID\":\"_b1946ac9-example\",\"roleArn\":\"arn:aws:iam::" PROD
	  ":role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_ReadOnly_5f0c1e2d3a4b5968\","
	  "\"principalArn\":\"arn:aws:iam::" PROD
	  ":saml-provider/AWSSSO\",\"roleSessionName\":"
	  "\"carol@example.com\",\"durationSeconds\":3600}",
	  "{\"credentials\":{\"accessKeyId\":\"<key:carol>\",\"sessionToken\":\"<token>\","
	  "\"expiration\":\"<exp>\"},\"assumedRoleUser\":{\"assumedRoleId\":"
	  "\"<aroa:111122223333/aws-reserved/sso.amazonaws.com/"
	  "AWSReservedSSO_ReadOnly_5f0c1e2d3a4b5968>:carol@example.com\",\"arn\":"
	  "\"arn:aws:sts::" PROD ":assumed-role/AWSReservedSSO_ReadOnly_5f0c1e2d3a4b5968/"
	  "carol@example.com\"},\"subject\":\"carol@example.com\",\"subjectType\":"
	  "\"persistent\","
	  "\"issuer\":\"https://portal.sso.us-east-1.amazonaws.com/saml/assertion/"
	  "Zk3pExample\","
	  "\"audience\":\"https://signin.aws.amazon.com/saml\"}",
	  .error = NULL },
	{ "P14 11:21:40", "carol", "ce/GetCostAndUsage", L_READ,
	  "{\"timePeriod\":{\"start\":\"2024-04-01\",\"end\":\"2024-05-01\"},"
	  "\"granularity\":"
	  "\"MONTHLY\",\"metrics\":[\"UnblendedCost\"]}",
	  NULL, .error = NULL },
	{ "P14 11:22:17", "carol", "s3/ListBuckets", L_READ | L_S3,
	  "{\"Host\":\"s3.us-east-1.amazonaws.com\"}", NULL, S3_ADD, .error = NULL },
	{ "P14 11:24:03", "carol", "s3/GetObject", L_READ | L_DATA | L_S3,
	  S3_REQ("example-customer-exports", "2024-04/part-00.csv.gz"), NULL,
	  .error = "AccessDenied|Access Denied",
	  .res = S3_RES("example-customer-exports", "2024-04/part-00.csv.gz") },
};

/* ---- deployments ---- */

static const struct line deployments[] = {
	{ "T14 10:10:02", "github", "sts/AssumeRoleWithWebIdentity", L_READ,
	  ASSUME(TOOLS, "ci-deploy", "gh-run-9041"),
	  ISSUED("ci-1", TOOLS, "ci-deploy", "gh-run-9041"),
	  .res = ROLE_RES(TOOLS, "ci-deploy") },
	{ "T14 10:10:05", "ci-1", "s3/PutObject", L_DATA | L_S3,
	  S3_REQ("example-artifacts", "auth-token/9041.zip"), NULL, S3_ADD,
	  "[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::example-artifacts/"
	  "auth-token/"
	  "9041.zip\"},{\"accountId\":\"" TOOLS "\",\"type\":\"AWS::S3::Bucket\",\"ARN\":"
	  "\"arn:aws:s3:::example-artifacts\"}]",
	  .error = NULL },
	{ "T14 10:10:09", "ci-1", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "deploy-admin", "gh-run-9041"),
	  ISSUED("deploy-1", PROD, "deploy-admin", "gh-run-9041"), .shared = "deploy-1",
	  .res = ROLE_RES(PROD, "deploy-admin") },
	{ "P14 10:10:09", "ci-1-seen", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "deploy-admin", "gh-run-9041"),
	  ISSUED("deploy-1", PROD, "deploy-admin", "gh-run-9041"), .shared = "deploy-1",
	  .res = ROLE_RES(PROD, "deploy-admin") },
	{ "P14 10:12:20", "deploy-1", "lambda/CreateFunction20150331", 0,
	  "{\"functionName\":\"auth-token\",\"runtime\":\"python3.11\",\"role\":"
	  "\"" ROLE_ARN(PROD,
			"auth-token-role") "\",\"handler\":\"app.handler\",\"code\":{"
					   "\"s3Bucket\":"
					   "\"example-artifacts\",\"s3Key\":\"auth-token/"
					   "9041.zip\"},\"timeout\":10,\"memorySize\":"
					   "128,\"publish\":true,\"environment\":{},"
					   "\"tags\":{\"team\":\"identity\"}}",
	  STATE("auth-token", "1", "auth-token-role", "9041", "20977", "128", "10", ""),
	  .error = NULL },
	{ "P14 10:12:31", "deploy-1", "lambda/AddPermission20150331v2", 0,
	  "{\"functionName\":\"auth-token\",\"statementId\":\"gateway\",\"action\":"
	  "\"lambda:InvokeFunction\",\"principal\":\"apigateway.amazonaws.com\","
	  "\"sourceArn\":"
	  "\"arn:aws:execute-api:us-east-1:" PROD ":a1b2c3d4e5/*/POST/token\"}",
	  STATEMENT("gateway", SERVICE("apigateway.amazonaws.com"), "lambda:InvokeFunction",
		    "auth-token",
		    IF_SOURCE_ARN("arn:aws:execute-api:us-east-1:" PROD
				  ":a1b2c3d4e5/*/POST/token")),
	  .error = NULL },
	{ "P14 10:12:44", "deploy-1", "apigateway/PutIntegration", 0,
	  "{\"restApiId\":\"a1b2c3d4e5\",\"resourceId\":\"k9x2tq\",\"httpMethod\":\"POST\","
	  "\"putIntegrationInput\":{\"type\":\"AWS_PROXY\",\"httpMethod\":\"POST\",\"uri\":"
	  "\"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" FN_ARN(
		  "auth-token") "/invocations\"}}",
	  "{\"type\":\"AWS_PROXY\",\"httpMethod\":\"POST\",\"timeoutInMillis\":29000}",
	  .error = NULL },
	{ "E14 10:14:20", "deploy-1", "lambda/CreateEventSourceMapping20150331", 0,
	  "{\"eventSourceArn\":\"arn:aws:sqs:eu-west-1:" PROD
	  ":orders-eu\",\"functionName\":"
	  "\"orders-sync\",\"enabled\":true,\"batchSize\":5}",
	  "{\"uUID\":\"<uuid:mapping-eu>\",\"batchSize\":5,\"eventSourceArn\":"
	  "\"arn:aws:sqs:eu-west-1:" PROD ":orders-eu\",\"functionArn\":"
	  "\"arn:aws:lambda:eu-west-1:" PROD
	  ":function:orders-sync\",\"lastModified\":\"<date>\","
	  "\"state\":\"Creating\"}",
	  .error = NULL },
	{ "T14 15:38:47", "github", "sts/AssumeRoleWithWebIdentity", L_READ,
	  ASSUME(TOOLS, "ci-deploy", "gh-run-9063"),
	  ISSUED("ci-2", TOOLS, "ci-deploy", "gh-run-9063"),
	  .res = ROLE_RES(TOOLS, "ci-deploy") },
	{ "T14 15:38:51", "ci-2", "s3/PutObject", L_DATA | L_S3,
	  S3_REQ("example-artifacts", "payments-charge/9063.zip"), NULL, S3_ADD,
	  "[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::example-artifacts/"
	  "payments-charge/"
	  "9063.zip\"},{\"accountId\":\"" TOOLS "\",\"type\":\"AWS::S3::Bucket\",\"ARN\":"
	  "\"arn:aws:s3:::example-artifacts\"}]",
	  .error = NULL },
	{ "T14 15:38:55", "ci-2", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "deploy-admin", "gh-run-9063"),
	  ISSUED("deploy-2", PROD, "deploy-admin", "gh-run-9063"), .shared = "deploy-2",
	  .res = ROLE_RES(PROD, "deploy-admin") },
	{ "P14 15:38:55", "ci-2-seen", "sts/AssumeRole", L_READ,
	  ASSUME(PROD, "deploy-admin", "gh-run-9063"),
	  ISSUED("deploy-2", PROD, "deploy-admin", "gh-run-9063"), .shared = "deploy-2",
	  .res = ROLE_RES(PROD, "deploy-admin") },
	{ "P14 15:39:30", "deploy-2", "lambda/GetFunction20150331v2", L_READ,
	  "{\"functionName\":\"payments-charge\"}", NULL, .error = NULL },
	{ "P14 15:40:12", "deploy-2", "lambda/UpdateFunctionCode20150331v2", 0,
	  UPDATE_CODE("payments-charge", FN_ARN("payments-charge"),
		      "\"s3Bucket\":\"example-artifacts\",\"s3Key\":\"payments-charge/"
		      "9063.zip\","),
	  STATE("payments-charge", "$LATEST", "payments-charge-role", "9063", "48231",
		"256", "30", ""),
	  .error = NULL },
	{ "P14 15:41:25", "deploy-2", "lambda/PublishVersion20150331", 0,
	  "{\"functionName\":\"payments-charge\"}",
	  STATE("payments-charge", "14", "payments-charge-role", "9063", "48231", "256",
		"30", ""),
	  .error = NULL },
	{ "P14 15:41:33", "deploy-2", "lambda/UpdateAlias20150331", 0,
	  "{\"functionName\":\"payments-charge\",\"name\":\"live\",\"functionVersion\":"
	  "\"14\"}",
	  "{\"aliasArn\":\"" FN_ARN(
		  "payments-charge") ":live\",\"name\":\"live\","
				     "\"functionVersion\":\"14\",\"description\":\"\","
				     "\"revisionId\":\"<new>\"}",
	  .error = NULL },
};

/* ---- what machines do ---- */

static const struct line machines[] = {
	{ "P15 01:00:03", "s:backup", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "nightly-backup", "backup-20240515"),
	  ISSUED("backup", PROD, "nightly-backup", "backup-20240515"),
	  .res = ROLE_RES(PROD, "nightly-backup") },
	{ "P15 01:00:06", "backup", "ec2/DescribeVolumes", L_READ,
	  "{\"volumeSet\":{},\"filterSet\":{\"items\":[{\"name\":\"tag:backup\","
	  "\"valueSet\":"
	  "{\"items\":[{\"value\":\"nightly\"}]}}]}}",
	  NULL, .error = NULL },
	{ "P15 01:00:08", "backup", "ec2/CreateSnapshot", 0,
	  "{\"volumeId\":\"vol-0f1e2d3c4b5a69788\",\"description\":\"nightly\"}",
	  "{\"requestId\":\"<new>\",\"snapshotId\":\"snap-0123456789abcdef0\",\"volumeId\":"
	  "\"vol-0f1e2d3c4b5a69788\",\"status\":\"pending\",\"ownerId\":\"" PROD "\"}",
	  .error = NULL },
	{ "P15 01:00:09", "backup", "ec2/CreateSnapshot", 0,
	  "{\"volumeId\":\"vol-0aa1bb2cc3dd4ee5f\",\"description\":\"nightly\"}", NULL,
	  .error = "Client.RequestLimitExceeded|Request limit exceeded." },
	{ "P15 01:00:14", "backup", "ec2/CreateSnapshot", 0,
	  "{\"volumeId\":\"vol-0aa1bb2cc3dd4ee5f\",\"description\":\"nightly\"}",
	  "{\"requestId\":\"<new>\",\"snapshotId\":\"snap-0fedcba9876543210\",\"volumeId\":"
	  "\"vol-0aa1bb2cc3dd4ee5f\",\"status\":\"pending\",\"ownerId\":\"" PROD "\"}",
	  .error = NULL },
	{ "P15 01:00:40", "backup", "ec2/DeleteSnapshot", 0,
	  "{\"snapshotId\":\"snap-0aaaabbbbccccdddd\"}", NULL,
	  .error = "Client.InvalidSnapshot.NotFound|The snapshot 'snap-0aaaabbbbccccdddd' "
		   "does "
		   "not exist." },
	{ "P14 09:31:17", "s:lambda", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "payments-charge-role", "payments-charge"),
	  ISSUED("fn-payments", PROD, "payments-charge-role", "payments-charge"),
	  .res = ROLE_RES(PROD, "payments-charge-role") },
	{ "P14 15:45:03", "s:lambda", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "payments-charge-role", "payments-charge"),
	  ISSUED("fn-payments-2", PROD, "payments-charge-role", "payments-charge"),
	  .res = ROLE_RES(PROD, "payments-charge-role") },
	{ "P14 10:31:08", "s:lambda", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "auth-token-role", "auth-token"),
	  ISSUED("fn-auth", PROD, "auth-token-role", "auth-token"),
	  .res = ROLE_RES(PROD, "auth-token-role") },
	{ "P14 09:12:44", "s:lambda", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "img-resize-role", "img-resize"),
	  ISSUED("fn-img", PROD, "img-resize-role", "img-resize"),
	  .res = ROLE_RES(PROD, "img-resize-role") },
	{ "P15 05:48:30", "s:ec2", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "web-frontend", "i-0a1b2c3d4e5f60718"),
	  ISSUED("web-2", PROD, "web-frontend", "i-0a1b2c3d4e5f60718"),
	  .res = ROLE_RES(PROD, "web-frontend") },
	{ "P14 08:40:10", "s:config", "sts/AssumeRole", L_READ | L_SHARED,
	  "{\"roleArn\":\"arn:aws:iam::" PROD ":role/aws-service-role/config.amazonaws.com/"
	  "AWSServiceRoleForConfig\",\"roleSessionName\":\"configLambdaExecution\"}",
	  "{\"credentials\":{\"accessKeyId\":\"<key:config>\",\"sessionToken\":\"<token>\","
	  "\"expiration\":\"<exp>\"},\"assumedRoleUser\":{\"assumedRoleId\":"
	  "\"<aroa:111122223333/aws-service-role/config.amazonaws.com/"
	  "AWSServiceRoleForConfig>:"
	  "configLambdaExecution\",\"arn\":\"arn:aws:sts::" PROD
	  ":assumed-role/AWSServiceRoleForConfig/configLambdaExecution\"}}",
	  .error = NULL },
	{ "P14 13:00:01", "s:states", "sts/AssumeRole", L_READ | L_SHARED,
	  ASSUME(PROD, "refund-flow-role", "kQzPwVnExampleExecution"),
	  ISSUED("states", PROD, "refund-flow-role", "kQzPwVnExampleExecution"),
	  .res = ROLE_RES(PROD, "refund-flow-role") },
	{ "P14 10:31:09", "fn-auth", "kms/Decrypt", L_READ,
	  "{\"encryptionContext\":{\"aws:lambda:FunctionArn\":\"" FN_ARN(
		  "auth-token") "\"},\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}",
	  NULL,
	  .res = "[{\"accountId\":\"" PROD "\",\"type\":\"AWS::KMS::Key\",\"ARN\":"
		 "\"arn:aws:kms:us-east-1:" PROD ":key/<uuid:kms>\"}]" },
	{ "P14 09:31:18", "fn-payments", "secretsmanager/GetSecretValue", L_READ,
	  "{\"secretId\":\"arn:aws:secretsmanager:us-east-1:" PROD
	  ":secret:payments/card-processor-a1B2c3\"}",
	  NULL, .error = NULL },
	{ "P14 15:45:04", "fn-payments-2", "secretsmanager/GetSecretValue", L_READ,
	  "{\"secretId\":\"arn:aws:secretsmanager:us-east-1:" PROD
	  ":secret:payments/card-processor-a1B2c3\"}",
	  NULL, .error = NULL },
};

/* ---- invocations ---- */

struct invocation {
	const char *who, *req, *arn, *res;
	const char *version; /* of additionalEventData */
	const char *eni;     /* "" or a member */
	bool async;
};

/* WHEN is "P14 10:00:05"; the execution of an asynchronous one follows within two seconds. */
static void invoke(struct story *s, const char *when, const struct invocation *v)
{
	unsigned flags = v->who[1] == ':' ? L_DATA | L_SHARED : L_DATA;
	char add[256], later[32], request[48];
	struct line l = { when,   v->who,     "lambda/Invoke", flags,
			  v->req, .add = add, .res = v->res,   .request = request };

	snprintf(request, sizeof(request), "%s %.12s", when, v->who);
	snprintf(add, sizeof(add), "{%s\"functionVersion\":\"%s:%s\"}", v->eni, v->arn,
		 v->version);
	story_say(s, &l);
	if (!v->async)
		return;
	snprintf(later, sizeof(later), "%s", when);
	if (later[11] < '8')
		later[11] = (char)(later[11] + 1);
	l.when = later;
	l.who = "s:lambda";
	l.call = "lambda/InvokeExecution";
	l.flags = L_DATA | L_SHARED;
	l.req = NULL;
	story_say(s, &l);
}

/* Some time of the minute, the same on every machine. */
static const char *at(char *buf, size_t size, char place, unsigned day, unsigned minute,
		      struct rng *r)
{
	snprintf(buf, size, "%c%u %02u:%02u:%02u", place, day, minute / 60, minute % 60,
		 rng_below(r, 58));
	return buf;
}

static void scheduled_invocations(struct story *s)
{
	const struct invocation sync = {
		"s:events",
		"{\"functionName\":\"" FN_ARN(
			"orders-sync") "\",\"invocationType\":"
				       "\"Event\",\"sourceArn\":\"arn:aws:events:us-east-"
				       "1:" PROD ":rule/"
				       "orders-sync-half-hourly\",\"sourceAccount\":\"" PROD
				       "\"}",
		FN_ARN("orders-sync"),
		FN_RES("orders-sync"),
		"31",
		"",
		true
	};
	char when[32];

	for (unsigned slot = 0; slot < 54; slot++) {
		unsigned minute = 9 * 60 + slot * 30;

		snprintf(when, sizeof(when), "P%u %02u:%02u:04", 14 + minute / 1440,
			 minute % 1440 / 60, minute % 60);
		invoke(s, when, &sync);
		if (slot % 4)
			continue;
		when[11] = '7';
		story_say(s, &(struct line){ when, "fn-orders", "dynamodb/PutItem", L_DATA,
					     "{\"tableName\":\"orders-sync-state\",\"key\":"
					     "{\"id\":\"cursor\"}}",
					     .res = "[{\"accountId\":\"" PROD "\",\"type\":"
						    "\"AWS::DynamoDB::Table\",\"ARN\":"
						    "\"arn:aws:dynamodb:us-east-1:" PROD
						    ":table/orders-sync-state\"}]" });
	}
}

#define GATEWAY_CALL(fn, path)                                                             \
	"{\"functionName\":\"" FN_ARN(                                                     \
		fn) "\",\"invocationType\":\"RequestResponse\","                           \
		    "\"sourceArn\":\"arn:aws:execute-api:us-east-1:" PROD                  \
		    ":a1b2c3d4e5/prod/POST/" path "\",\"sourceAccount\":\"" PROD "\"}"

/* Requests of customers: by day often, at night now and then. */
static void customer_invocations(struct story *s)
{
	const struct invocation charge = { "s:apigateway",
					   GATEWAY_CALL("payments-charge:live", "charge"),
					   FN_ARN("payments-charge"),
					   FN_RES("payments-charge"),
					   "13",
					   "",
					   false };
	const struct invocation token = { "s:apigateway",
					  GATEWAY_CALL("auth-token", "token"),
					  FN_ARN("auth-token"),
					  FN_RES("auth-token"),
					  "$LATEST",
					  "",
					  false };
	const struct invocation direct = {
		"web",
		"{\"functionName\":\"payments-charge\",\"invocationType\":"
		"\"RequestResponse\"}",
		FN_ARN("payments-charge"),
		FN_RES("payments-charge"),
		"$LATEST",
		"",
		false
	};
	const struct invocation partial = { "web",
					    "{\"functionName\":\"" PROD
					    ":function:auth-token\",\"invocationType\":"
					    "\"RequestResponse\"}",
					    FN_ARN("auth-token"),
					    FN_RES("auth-token"),
					    "$LATEST",
					    "",
					    false };
	struct rng r = rng_stream(s->seed, STREAM_STORY, 1);
	struct invocation v;
	char when[32];

	for (unsigned minute = 9 * 60 + 5; minute < 9 * 60 + 26 * 60;) {
		unsigned day = 14 + minute / 1440, hour = minute % 1440 / 60;
		bool new_version = minute > 15 * 60 + 41;

		v = charge;
		v.version = new_version ? "14" : "13";
		invoke(s, at(when, sizeof(when), 'P', day, minute % 1440, &r), &v);
		if (minute > 10 * 60 + 25 && rng_below(&r, 3) < 2)
			invoke(s, at(when, sizeof(when), 'P', day, minute % 1440, &r),
			       &token);
		if (rng_below(&r, 5) == 0) {
			v = minute > 10 * 60 + 25 && rng_below(&r, 2) ? partial : direct;
			if (day == 15 && hour >= 6)
				v.who = "web-2";
			invoke(s, at(when, sizeof(when), 'P', day, minute % 1440, &r), &v);
		}
		minute += hour >= 8 && hour < 19 ? 8 + rng_below(&r, 20)
						 : 50 + rng_below(&r, 70);
	}
}

static void upload_invocations(struct story *s)
{
	const struct invocation resize = {
		"s:s3",
		"{\"functionName\":\"" FN_ARN(
			"img-resize") "\",\"invocationType\":"
				      "\"Event\",\"sourceArn\":\"arn:aws:s3:::example-"
				      "uploads\",\"sourceAccount\":\"" PROD "\"}",
		FN_ARN("img-resize"),
		FN_RES("img-resize"),
		"5",
		"\"customerEniId\":\"eni-0fe91c93d7934f8a0\",",
		true
	};
	struct rng r = rng_stream(s->seed, STREAM_STORY, 2);
	char when[32], req[256], res[512], key[64];

	for (unsigned i = 0, minute = 9 * 60 + 12; i < 22;
	     i++, minute += 15 + rng_below(&r, 28)) {
		at(when, sizeof(when), 'P', 14 + minute / 1440, minute % 1440, &r);
		invoke(s, when, &resize);
		if (i % 3)
			continue;
		snprintf(key, sizeof(key), "small/%04u-%08x.jpg", 1200 + i,
			 rng_below(&r, UINT32_MAX));
		snprintf(req, sizeof(req), S3_REQ("example-thumbnails", "%s"), key);
		snprintf(res, sizeof(res), S3_RES("example-thumbnails", "%s"), key);
		story_say(s, &(struct line){ when, "fn-img", "s3/PutObject", L_DATA | L_S3,
					     req, .add = S3_ADD, .res = res });
	}
}

/* Other places: the same name in another region, another account's function, Step Functions. */
static void other_invocations(struct story *s)
{
#define EU_ARN     "arn:aws:lambda:eu-west-1:" PROD ":function:orders-sync"
#define NOTIFY_ARN "arn:aws:lambda:us-east-1:" TOOLS ":function:build-notify"
	const struct invocation queue = {
		"s:lambda",
		"{\"functionName\":\"" EU_ARN "\",\"invocationType\":"
		"\"RequestResponse\",\"sourceArn\":\"arn:aws:sqs:eu-west-1:" PROD
		":orders-eu\",\"sourceAccount\":\"" PROD "\"}",
		EU_ARN,
		FN_RES_OF(EU_ARN, PROD),
		"12",
		"",
		false
	};
	const struct invocation notify = { "s:sns",
					   "{\"functionName\":\"" NOTIFY_ARN
					   "\",\"invocationType\":\"Event\","
					   "\"sourceArn\":\"arn:aws:sns:us-east-1:" TOOLS
					   ":build-events\",\"sourceAccount\":\"" TOOLS
					   "\"}",
					   NOTIFY_ARN,
					   FN_RES_OF(NOTIFY_ARN, TOOLS),
					   "$LATEST",
					   "",
					   true };
	const struct invocation refund = {
		"states", NULL, FN_ARN("payments-charge"), FN_RES("payments-charge"), "13",
		"",       false
	};
	static const char *const builds[] = { "T14 10:10:31", "T14 10:15:02",
					      "T14 15:38:59", "T14 15:43:12",
					      "T14 17:20:40" };
	struct rng r = rng_stream(s->seed, STREAM_STORY, 3);
	char when[32];

	for (unsigned minute = 10 * 60 + 16; minute < 36 * 60;
	     minute += 40 + rng_below(&r, 60))
		invoke(s,
		       at(when, sizeof(when), 'E', 14 + minute / 1440, minute % 1440, &r),
		       &queue);
	for (size_t i = 0; i < ARRAY_SIZE(builds); i++)
		invoke(s, builds[i], &notify);
	invoke(s, "P14 13:00:04", &refund);
	invoke(s, "P14 13:00:21", &refund);
}

/* The trail writes itself; Config looks at everything. */
static void noise(struct story *s)
{
	static const char *const looks[] = { "lambda/ListFunctions20150331",
					     "ec2/DescribeVolumes", "iam/ListRoles",
					     "s3/GetBucketPolicyStatus" };
	struct rng r = rng_stream(s->seed, STREAM_STORY, 4);
	char when[32];

	for (unsigned i = 0; i < 27; i++) {
		unsigned minute = 9 * 60 + 3 + i * 60;

		at(when, sizeof(when),
		   i % 9 == 4   ? 'U'
		   : i % 4 == 1 ? 'T'
				: 'P',
		   14 + minute / 1440, minute % 1440, &r);
		story_say(s, &(struct line){
				     when, "s:cloudtrail", "s3/GetBucketAcl",
				     L_READ | L_S3 | L_SHARED,
				     "{\"bucketName\":\"example-org-trail\",\"acl\":\"\","
				     "\"Host\":\"example-org-trail.s3.us-east-1.amazonaws."
				     "com\"}",
				     NULL, S3_ADD,
				     "[{\"accountId\":\"" TOOLS "\",\"type\":"
				     "\"AWS::S3::Bucket\",\"ARN\":"
				     "\"arn:aws:s3:::example-org-trail\"}]",
				     .error = NULL });
		if (i % 3 == 0) {
			at(when, sizeof(when), 'P', 14 + minute / 1440, minute % 1440 + 1,
			   &r);
			story_say(s, &(struct line){ when, "config", looks[i / 3 % 4],
						     L_READ | (i / 3 % 4 == 3 ? L_S3 : 0),
						     NULL, .error = NULL });
		}
	}
}

void story_background(struct story *s)
{
	SAY_ALL(s, alices_day);
	SAY_ALL(s, bobs_day);
	SAY_ALL(s, deployments);
	SAY_ALL(s, machines);
	scheduled_invocations(s);
	customer_invocations(s);
	upload_invocations(s);
	other_invocations(s);
	noise(s);
}
