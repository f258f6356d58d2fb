/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acts in the sample trail, with which credential, from where. */
#include "util/base.h"

#include "story.h"
#include "storyshapes.h"

#define MAC_CLI "aws-cli/2.15.30 Python/3.11.8 Darwin/23.4.0 exe/x86_64 prompt/off"
#define RUNNER_CLI                                                                         \
	"aws-cli/2.15.38 Python/3.11.8 Linux/6.5.0-1018 exe/x86_64.ubuntu.22 prompt/off"
#define NIGHT_BOTO                                                                         \
	"Boto3/1.34.84 md/Botocore#1.34.84 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 "    \
	"lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.84"
#define NIGHT_CLI                                                                          \
	"aws-cli/2.9.19 Python/3.11.2 Linux/6.6.9-amd64 source/x86_64.debian.12 "          \
	"prompt/off"
#define FN_AGENT                                                                           \
	"Boto3/1.34.42 md/Botocore#1.34.42 ua/2.0 os/linux#5.10.213-223.855.amzn2.x86_64 " \
	"md/arch#x86_64 lang/python#3.11.6 md/pyimpl#CPython "                             \
	"exec-env/AWS_Lambda_python3.11 "                                                  \
	"cfg/retry-mode#legacy Botocore/1.34.42"
#define BROWSER "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0"
#define JAVA                                                                               \
	"aws-sdk-java/2.25.40 Linux/6.1.84-99.169.amzn2023.x86_64 Java/17.0.10 "           \
	"exec-env/EC2"
#define GITHUB                                                                             \
	"arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com:"     \
	"sts.amazonaws.com:"
#define IN_SCOPE(region, fn, version)                                                      \
	",\"inScopeOf\":{\"issuerType\":\"AWS::Lambda::Function\","                        \
	"\"credentialsIssuedTo\":"                                                         \
	"\"arn:aws:lambda:" region ":" PROD ":function:" fn "\","                          \
	"\"credentialsIssuedToVersion\":\"" version "\"}"
#define INVOKED_BY(host) ",\"invokedBy\":\"" host "\""

#define SERVICE_ACTOR(name)                                                                \
	{                                                                                  \
		"s:" name, WHO_SERVICE, .entity = name ".amazonaws.com"                    \
	}

const struct who story_actors[] = {
	/* people */
	{ "alice", WHO_USER, PROD, "alice", .key = "alice", .ip = "203.0.113.25",
	  .agent = MAC_CLI },
	{ "alice-night", WHO_USER, PROD, "alice", .key = "alice", .ip = "198.51.100.77",
	  .agent = NIGHT_BOTO },
	{ "bob-login", WHO_LOGIN, TOOLS, "bob", .ip = "203.0.113.40", .agent = BROWSER },
	{ "bob", WHO_CONSOLE, TOOLS, "bob", .created = "14 08:59:31", .mfa = true,
	  .ip = "203.0.113.40", .agent = BROWSER },
	{ "bob-2", WHO_CONSOLE, TOOLS, "bob", .created = "15 09:06:44", .mfa = true,
	  .ip = "203.0.113.40", .agent = BROWSER },
	{ "bob-ops", WHO_ROLE, PROD, "operations", "bob", "bob-ops", "14 09:03:12",
	  "203.0.113.40", BROWSER, .mfa = true },
	{ "bob-ops-2", WHO_ROLE, PROD, "operations", "bob", "bob-ops-2", "15 09:08:20",
	  "203.0.113.40", BROWSER, .mfa = true },
	{ "bob-seen", WHO_ACCOUNT, TOOLS, "<aida:444455556666/bob>", .ip = "203.0.113.40",
	  .agent = BROWSER },
	{ "stranger-login", WHO_LOGIN, TOOLS, "HIDDEN_DUE_TO_SECURITY_REASONS",
	  .ip = "198.51.100.201", .agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" },
	{ "carol-saml", WHO_SAML, PROD, "carol@example.com", .ip = "203.0.113.61",
	  .agent = BROWSER, .extra = "Zk3pExampleProviderQualifier0=:" },
	{ "carol", WHO_ROLE, PROD,
	  "aws-reserved/sso.amazonaws.com/AWSReservedSSO_ReadOnly_5f0c1e2d3a4b5968",
	  "carol@example.com", "carol", "14 11:20:05", "203.0.113.61", BROWSER,
	  .mfa = false },

	/* deployments */
	{ "github", WHO_WEB, TOOLS, "repo:example-corp/payments:ref:refs/heads/main",
	  .ip = "192.0.2.10", .agent = RUNNER_CLI, .extra = GITHUB },
	{ "ci-1", WHO_ROLE, TOOLS, "ci-deploy", "gh-run-9041", "ci-1", "14 10:10:02",
	  "192.0.2.10", RUNNER_CLI, .mfa = false },
	{ "ci-1-seen", WHO_ACCOUNT, TOOLS, "<aroa:444455556666/ci-deploy>:gh-run-9041",
	  .ip = "192.0.2.10", .agent = RUNNER_CLI },
	{ "deploy-1", WHO_ROLE, PROD, "deploy-admin", "gh-run-9041", "deploy-1",
	  "14 10:10:09", "192.0.2.10", RUNNER_CLI, .mfa = false },
	{ "ci-2", WHO_ROLE, TOOLS, "ci-deploy", "gh-run-9063", "ci-2", "14 15:38:47",
	  "192.0.2.11", RUNNER_CLI, .mfa = false },
	{ "ci-2-seen", WHO_ACCOUNT, TOOLS, "<aroa:444455556666/ci-deploy>:gh-run-9063",
	  .ip = "192.0.2.11", .agent = RUNNER_CLI },
	{ "deploy-2", WHO_ROLE, PROD, "deploy-admin", "gh-run-9063", "deploy-2",
	  "14 15:38:55", "192.0.2.11", RUNNER_CLI, .mfa = false },

	/* the night */
	{ "alice-night-seen", WHO_ACCOUNT, PROD, "<aida:111122223333/alice>",
	  .ip = "198.51.100.77", .agent = NIGHT_BOTO },
	{ "ci-night", WHO_ROLE, TOOLS, "ci-deploy", "alice-debug", "ci-night",
	  "15 02:58:40", "198.51.100.77", NIGHT_CLI, .mfa = false },
	{ "ci-night-seen", WHO_ACCOUNT, TOOLS, "<aroa:444455556666/ci-deploy>:alice-debug",
	  .ip = "198.51.100.77", .agent = NIGHT_CLI },
	{ "deploy-night", WHO_ROLE, PROD, "deploy-admin", "gh-run-9102", "deploy-night",
	  "15 03:01:05", "198.51.100.77", NIGHT_CLI, .mfa = false },
	{ "relay", WHO_ACCOUNT, OTHER, "<aroa:999988887777/relay>:sync",
	  .ip = "198.51.100.130", .agent = "python-requests/2.31.0 botocore/1.34.84" },
	{ "svc-backup", WHO_USER, PROD, "svc-backup", .key = "svc-backup",
	  .ip = "192.0.2.66", .agent = NIGHT_CLI },

	/* what functions do: credentials of a cold start */
	{ "fn-payments", WHO_ROLE, PROD, "payments-charge-role", "payments-charge",
	  "fn-payments", "14 09:31:17", "192.0.2.150", FN_AGENT,
	  IN_SCOPE("us-east-1", "payments-charge", "13"), .mfa = false },
	{ "fn-payments-2", WHO_ROLE, PROD, "payments-charge-role", "payments-charge",
	  "fn-payments-2", "14 15:45:03", "192.0.2.151", FN_AGENT,
	  IN_SCOPE("us-east-1", "payments-charge", "14"), .mfa = false },
	{ "fn-night", WHO_ROLE, PROD, "ops-automation", "payments-charge", "fn-night",
	  "15 03:15:41", "192.0.2.152", FN_AGENT,
	  IN_SCOPE("us-east-1", "payments-charge", "$LATEST"), .mfa = false },
	{ "fn-auth", WHO_ROLE, PROD, "auth-token-role", "auth-token", "fn-auth",
	  "14 10:31:08", "192.0.2.153", FN_AGENT, .mfa = false },
	{ "fn-img", WHO_ROLE, PROD, "img-resize-role", "img-resize", "fn-img",
	  "14 09:12:44", "192.0.2.154", FN_AGENT, IN_SCOPE("us-east-1", "img-resize", "5"),
	  .mfa = false },
	{ "fn-orders", WHO_ROLE, PROD, "orders-sync-role", "orders-sync", "fn-orders",
	  "14 09:00:06", "192.0.2.155", FN_AGENT, .mfa = false },

	/* machines and services */
	{ "web", WHO_ROLE, PROD, "web-frontend", "i-0a1b2c3d4e5f60718", "web",
	  "14 06:02:11", "192.0.2.31", JAVA, ",\"ec2RoleDelivery\":\"2.0\"", .mfa = false },
	{ "web-2", WHO_ROLE, PROD, "web-frontend", "i-0a1b2c3d4e5f60718", "web-2",
	  "15 05:48:30", "192.0.2.31", JAVA, ",\"ec2RoleDelivery\":\"2.0\"", .mfa = false },
	{ "backup", WHO_ROLE, PROD, "nightly-backup", "backup-20240515", "backup",
	  "15 01:00:03", "backup.amazonaws.com", "backup.amazonaws.com",
	  INVOKED_BY("backup.amazonaws.com"), .mfa = false },
	{ "config", WHO_ROLE, PROD,
	  "aws-service-role/config.amazonaws.com/"
	  "AWSServiceRoleForConfig",
	  "configLambdaExecution", "config", "14 08:40:10", "config.amazonaws.com",
	  "config.amazonaws.com", INVOKED_BY("config.amazonaws.com"), .mfa = false },
	{ "states", WHO_ROLE, PROD, "refund-flow-role", "kQzPwVnExampleExecution", "states",
	  "14 13:00:01", "states.amazonaws.com", "states.amazonaws.com",
	  INVOKED_BY("states.amazonaws.com"), .mfa = false },
	SERVICE_ACTOR("apigateway"),
	SERVICE_ACTOR("backup"),
	SERVICE_ACTOR("cloudtrail"),
	SERVICE_ACTOR("config"),
	SERVICE_ACTOR("ec2"),
	SERVICE_ACTOR("events"),
	SERVICE_ACTOR("lambda"),
	SERVICE_ACTOR("s3"),
	SERVICE_ACTOR("sns"),
	SERVICE_ACTOR("states"),
};
const unsigned n_story_actors = ARRAY_SIZE(story_actors);
