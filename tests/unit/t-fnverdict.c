/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts where the log leaves something open: who called, which alias, from where. */
#include "lambda/priv.h"

#include "fnfix.h"

#define ARN FN_ARN("f")
#define REQ "'requestParameters':{'functionName':'f'"
#define BY(name)                                                                           \
	"'userIdentity':{'type':'IAMUser','arn':'arn:aws:iam::" FN_ACCOUNT ":user/" name   \
	"','accountId':'" FN_ACCOUNT "'}"
#define SERVICE(host)   "'userIdentity':{'type':'AWSService','invokedBy':'" host "'}"
#define OTHER           "999988887777"
#define OTHER_ARN(what) "arn:aws:iam::" OTHER ":" what
#define FOREIGN(id)                                                                        \
	"'userIdentity':{'type':'AWSAccount','accountId':'" OTHER "','principalId':'" id   \
	"'}"
#define ROLE_OF(path, name, id)                                                            \
	"'userIdentity':{'type':'AssumedRole','accountId':'" OTHER "','principalId':'" id  \
	":s','arn':'arn:aws:sts::" OTHER ":assumed-role/" name                             \
	"/s','sessionContext':{'sessionIssuer':{'principalId':'" id                        \
	"','arn':'arn:aws:iam::" OTHER ":role/" path name "'}}}"
#define CALL(more, who)                                                                    \
	"'requestID':'r','requestParameters':{'functionName':'" ARN "'" more "}," who
#define CALL_ON(q, more, who)                                                              \
	"'requestID':'r','requestParameters':{'functionName':'" ARN q "'" more "}," who
#define RAN(version) "'additionalEventData':{'functionVersion':'" ARN ":" version "'},"
#define CREATED                                                                            \
	{                                                                                  \
		"08:00:00", "CreateFunction20150331", REQ "}," BY("admin")                 \
	}
#define ADD(sid, principal, more)                                                          \
	REQ ",'statementId':'" sid                                                         \
	    "','action':'lambda:InvokeFunction','principal':'" principal "'" more          \
	    "}," BY("admin")
#define ADDED(principal, more)                                                             \
	{                                                                                  \
		"09:00:00", "AddPermission20150331v2", ADD("s", principal, more)           \
	}
#define POLICY(on, text)                                                                   \
	"'requestParameters':{'resourceArn':'" ARN on "','policy':'" text "'}," BY("admi"  \
										   "n")
#define Q "\\\""
#define STATEMENT(effect, principal, more)                                                 \
	"{" Q "Sid" Q ":" Q "p" Q "," Q "Effect" Q ":" Q effect Q "," Q "Principal" Q      \
	":{" Q "AWS" Q ":" Q principal Q "}," Q "Action" Q ":" Q "lambda:*" Q more "}"
#define DOCUMENT(statements) "{" Q "Statement" Q ":[" statements "]}"
#define S3_CALL(q, more, version)                                                          \
	RAN(version)                                                                       \
	CALL_ON(q, ",'sourceArn':'arn:aws:s3:::b','sourceAccount':'" FN_ACCOUNT "'" more,  \
		SERVICE("s3.amazonaws.com"))
#define S3_GRANT(more)                                                                     \
	ADDED("s3.amazonaws.com",                                                          \
	      ",'sourceArn':'arn:aws:s3:::b','sourceAccount':'" FN_ACCOUNT "'" more)
#define QUEUE "arn:aws:sqs:eu-west-1:" FN_ACCOUNT ":q"
#define MAPPED(time, more)                                                                 \
	{                                                                                  \
		time, "CreateEventSourceMapping20150331",                                  \
			REQ ",'eventSourceArn':'" QUEUE "'" more                           \
			    "},'responseElements':{'uUID':'u-1','functionArn':'" ARN       \
			    "'}," BY("admin")                                              \
	}
#define MAPPING(time, event, more)                                                         \
	{                                                                                  \
		time, event,                                                               \
			"'requestParameters':{'uUID':'u-1'" more                           \
			"},'responseElements':{'uUID':'u-1','functionArn':'" ARN           \
			"'}," BY("admin")                                                  \
	}
#define POLLED CALL(",'sourceArn':'" QUEUE "'", SERVICE("sqs.amazonaws.com"))

static const struct {
	const char *name;
	const char *history[5][3];
	const char *call; /* at 12:00:00 */
	const char *verdict;
	const char *why; /* somewhere in it, or NULL */
} cases[] = {
	/* who called */
	{ "a role was let in, the account called",
	  { CREATED, ADDED(OTHER_ARN("role/x"), "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  "which role or user of the account called" },
	{ "its id is in the log",
	  { CREATED,
	    ADDED(OTHER_ARN("role/p/x"), ""),
	    { "09:00:00", "ListTags",
	      "'recipientAccountId':'" OTHER "'," ROLE_OF("p/", "x", "AROAXXXXXXXX") } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "its id is another role's",
	  { CREATED,
	    ADDED(OTHER_ARN("role/x"), ""),
	    { "09:00:00", "ListTags",
	      "'recipientAccountId':'" OTHER "'," ROLE_OF("", "y", "AROAXXXXXXXX") } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "its id came with the session",
	  { CREATED,
	    ADDED(OTHER_ARN("role/x"), ""),
	    { "11:00:00", "AssumeRole",
	      "'eventSource':'sts.amazonaws.com','requestParameters':{'roleArn':"
	      "'" OTHER_ARN("role/x") "'},'responseElements':{'assumedRoleUser':{"
				      "'assumedRoleId':'AROAXXXXXXXX:s'}}" } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "its id came with the role",
	  { CREATED,
	    ADDED(OTHER_ARN("role/x"), ""),
	    { "11:00:00", "CreateRole",
	      "'eventSource':'iam.amazonaws.com','responseElements':{'role':{'roleId':"
	      "'AROAXXXXXXXX','arn':'" OTHER_ARN("role/x") "'}}" } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "what failed tells nothing of an id",
	  { CREATED,
	    ADDED(OTHER_ARN("role/x"), ""),
	    { "11:00:00", "CreateRole",
	      "'errorCode':'Boom','eventSource':'iam.amazonaws.com','responseElements':"
	      "{'role':{'roleId':'AROAXXXXXXXX','arn':'" OTHER_ARN("role/x") "'}}" } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  NULL },
	{ "a user is no role",
	  { CREATED, ADDED(OTHER_ARN("role/x"), "") },
	  CALL("", FOREIGN("AIDAXXXXXXXX")),
	  "no grant",
	  NULL },
	{ "a role is no user",
	  { CREATED, ADDED(OTHER_ARN("user/x"), "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "a user whose id is not in the log",
	  { CREATED, ADDED(OTHER_ARN("user/x"), "") },
	  CALL("", FOREIGN("AIDAXXXXXXXX")),
	  "unknown",
	  NULL },
	{ "no id at all",
	  { CREATED, ADDED(OTHER_ARN("user/x"), "") },
	  CALL("", FOREIGN(OTHER)),
	  "unknown",
	  NULL },
	{ "a role of a third account",
	  { CREATED, ADDED("arn:aws:iam::555566667777:role/x", "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "the role is logged",
	  { CREATED, ADDED(OTHER_ARN("role/x"), "") },
	  CALL("", ROLE_OF("", "x", "AROAX")),
	  "granted",
	  NULL },
	{ "another role is logged",
	  { CREATED, ADDED(OTHER_ARN("role/x"), "") },
	  CALL("", ROLE_OF("", "xx", "AROAX")),
	  "no grant",
	  NULL },
	{ "the whole account",
	  { CREATED, ADDED("arn:aws:iam::" OTHER ":root", "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "a session was let in",
	  { CREATED, ADDED("arn:aws:sts::" OTHER ":assumed-role/x/s", "") },
	  CALL("", ROLE_OF("", "x", "AROAX")),
	  "granted",
	  NULL },
	{ "another session was let in",
	  { CREATED, ADDED("arn:aws:sts::" OTHER ":assumed-role/x/t", "") },
	  CALL("", ROLE_OF("", "x", "AROAX")),
	  "no grant",
	  NULL },
	{ "perhaps that session",
	  { CREATED, ADDED("arn:aws:sts::" OTHER ":assumed-role/x/s", "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  NULL },
	{ "not that session",
	  { CREATED, ADDED("arn:aws:sts::" OTHER ":assumed-role/x/t", "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "a role that was deleted since, by its id",
	  { CREATED, ADDED("AROAXXXXXXXX", "") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "another id",
	  { CREATED, ADDED("AROAXXXXXXXX", "") },
	  CALL("", FOREIGN("AROAYYYYYYYY:s")),
	  "no grant",
	  NULL },
	{ "a service by its name in the region",
	  { CREATED, ADDED("logs.eu-west-1.amazonaws.com", "") },
	  CALL("", SERVICE("logs.amazonaws.com")),
	  "granted",
	  NULL },
	{ "by its name in another region",
	  { CREATED, ADDED("logs.us-east-1.amazonaws.com", "") },
	  CALL("", SERVICE("logs.amazonaws.com")),
	  "no grant",
	  NULL },
	/* conditions */
	{ "anyone of an organization",
	  { CREATED, ADDED("*", ",'principalOrgID':'o-1'") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  "whether the caller is in its organization" },
	{ "anyone from a source, called directly",
	  { CREATED, ADDED("*", ",'sourceArn':'arn:aws:s3:::b'") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  "it asks for a source" },
	{ "anyone for a source account, called directly",
	  { CREATED, ADDED("*", ",'sourceAccount':'" FN_ACCOUNT "'") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  NULL },
	{ "a bucket's account is not logged",
	  { CREATED, S3_GRANT("") },
	  CALL(",'sourceArn':'arn:aws:s3:::b'", SERVICE("s3.amazonaws.com")),
	  "unknown",
	  "it asks for a source" },
	{ "a topic's account is in its ARN",
	  { CREATED, ADDED("sns.amazonaws.com", ",'sourceAccount':'" FN_ACCOUNT "'") },
	  CALL(",'sourceArn':'arn:aws:sns:eu-west-1:" FN_ACCOUNT ":t'",
	       SERVICE("sns.amazonaws.com")),
	  "granted",
	  NULL },
	{ "anyone through the URL, called directly",
	  { CREATED, ADDED("*", ",'functionUrlAuthType':'NONE'") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "anyone through the URL by the newer condition",
	  { CREATED, ADDED("*", ",'invokedViaFunctionUrl':true") },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "a token that is not logged",
	  { CREATED, ADDED("alexa-appkit.amazon.com", ",'eventSourceToken':'t'") },
	  CALL("", SERVICE("alexa-appkit.amazon.com")),
	  "unknown",
	  "further conditions" },
	/* aliases and versions */
	{ "an alias is not the function",
	  { CREATED, S3_GRANT("") },
	  S3_CALL(":prod", "", "3"),
	  "no grant",
	  NULL },
	{ "nor by its parameter",
	  { CREATED, S3_GRANT("") },
	  S3_CALL("", ",'qualifier':'prod'", "3"),
	  "no grant",
	  NULL },
	{ "the alias itself",
	  { CREATED, S3_GRANT(",'qualifier':'prod'") },
	  S3_CALL(":prod", "", "3"),
	  "granted",
	  NULL },
	{ "another alias",
	  { CREATED, S3_GRANT(",'qualifier':'prod'") },
	  S3_CALL(":test", "", "3"),
	  "no grant",
	  NULL },
	{ "an alias of an unknown history",
	  { S3_GRANT(",'qualifier':'prod'") },
	  S3_CALL(":test", "", "3"),
	  "unknown",
	  "unverified" },
	{ "an alias that is new",
	  { { "10:00:00", "CreateAlias20150331", REQ ",'name':'test'}," BY("admin") } },
	  S3_CALL(":test", "", "3"),
	  "no grant",
	  NULL },
	{ "a version ran, an alias has a grant",
	  { CREATED, S3_GRANT(",'qualifier':'prod'") },
	  S3_CALL("", "", "3"),
	  "unknown",
	  "which alias or version was called" },
	{ "a version ran, the function has a grant",
	  { CREATED, S3_GRANT("") },
	  S3_CALL("", "", "3"),
	  "no grant",
	  NULL },
	{ "the newest code ran, the function has a grant",
	  { CREATED, S3_GRANT("") },
	  S3_CALL("", "", "$LATEST"),
	  "granted",
	  NULL },
	{ "the newest code ran, an alias has a grant",
	  { CREATED, S3_GRANT(",'qualifier':'prod'") },
	  S3_CALL("", "", "$LATEST"),
	  "unknown",
	  NULL },
	{ "an alias that was deleted",
	  { CREATED,
	    S3_GRANT(",'qualifier':'prod'"),
	    { "10:00:00", "DeleteAlias20150331", REQ ",'name':'prod'}," BY("admin") } },
	  S3_CALL(":prod", "", "3"),
	  "revoked",
	  "alias deleted 2024-05-14T10:00:00Z" },
	{ "another alias was deleted",
	  { CREATED,
	    S3_GRANT(",'qualifier':'prod'"),
	    { "10:00:00", "DeleteAlias20150331", REQ ",'name':'test'}," BY("admin") } },
	  S3_CALL(":prod", "", "3"),
	  "granted",
	  NULL },
	{ "an alias whose deletion was refused",
	  { CREATED,
	    S3_GRANT(",'qualifier':'prod'"),
	    { "10:00:00", "DeleteAlias20150331",
	      "'errorCode':'AccessDenied'," REQ ",'name':'prod'}," BY("admin") } },
	  S3_CALL(":prod", "", "3"),
	  "granted",
	  NULL },
	{ "a version that was deleted",
	  { CREATED,
	    S3_GRANT(",'qualifier':'3'"),
	    { "10:00:00", "DeleteFunction20150331",
	      REQ ",'qualifier':'3'}," BY("admin") } },
	  S3_CALL(":3", "", "3"),
	  "revoked",
	  "version deleted" },
	{ "the function stands when a version is deleted",
	  { CREATED,
	    S3_GRANT(""),
	    { "10:00:00", "DeleteFunction20150331",
	      "'requestParameters':{'functionName':'f:3'}," BY("admin") } },
	  S3_CALL("", "", "$LATEST"),
	  "granted",
	  NULL },
	/* a whole policy */
	{ "a policy that was set",
	  { { "10:00:00", "PutResourcePolicy",
	      POLICY("", DOCUMENT(STATEMENT("Allow", OTHER, ""))) } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  "statement 'p'" },
	{ "it replaces what was there",
	  { CREATED,
	    ADDED(OTHER, ""),
	    { "10:00:00", "PutResourcePolicy",
	      POLICY("", DOCUMENT(STATEMENT("Allow", "555566667777", ""))) } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "revoked",
	  "replaced" },
	{ "that of an alias does not",
	  { CREATED,
	    ADDED(OTHER, ""),
	    { "10:00:00", "PutResourcePolicy",
	      POLICY(":prod", DOCUMENT(STATEMENT("Allow", "555566667777", ""))) } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "a refused one does not",
	  { CREATED,
	    ADDED(OTHER, ""),
	    { "10:00:00", "PutResourcePolicy",
	      "'errorCode':'AccessDenied'," POLICY(
		      "", DOCUMENT(STATEMENT("Allow", "555566667777", ""))) } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "granted",
	  NULL },
	{ "one that is not logged leaves all open",
	  { CREATED,
	    { "10:00:00", "PutResourcePolicy",
	      "'requestParameters':{'resourceArn':'" ARN "'}," BY("admin") } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  "in a way that is not logged" },
	{ "until the next",
	  { CREATED,
	    { "10:00:00", "PutResourcePolicy",
	      "'requestParameters':{'resourceArn':'" ARN "'}," BY("admin") },
	    { "11:00:00", "DeleteResourcePolicy",
	      "'requestParameters':{'resourceArn':'" ARN "'}," BY("admin") } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "no grant",
	  NULL },
	{ "a policy that was deleted",
	  { ADDED(OTHER, ""),
	    { "11:00:00", "DeleteResourcePolicy",
	      "'requestParameters':{'resourceArn':'" ARN "'}," BY("admin") } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "revoked",
	  "policy deleted" },
	{ "a statement that denies",
	  { CREATED,
	    { "10:00:00", "PutResourcePolicy",
	      POLICY("", DOCUMENT(STATEMENT("Allow", "*", "") "," STATEMENT("Deny", OTHER,
									    ""))) } },
	  CALL("", FOREIGN("AROAXXXXXXXX:s")),
	  "unknown",
	  "deny" },
	{ "a star in a text is a star",
	  { CREATED,
	    { "10:00:00", "PutResourcePolicy",
	      POLICY("",
		     DOCUMENT(STATEMENT("Allow", "*",
					"," Q "Condition" Q ":{" Q "StringEquals" Q ":{" Q
					"AWS:SourceArn" Q ":" Q "arn:*" Q "}}"))) } },
	  CALL(",'sourceArn':'arn:aws:s3:::b'", SERVICE("s3.amazonaws.com")),
	  "unknown",
	  "further conditions" },
	/* mappings */
	{ "a mapping", { CREATED, MAPPED("09:00:00", "") }, POLLED, "mapping", "u-1" },
	{ "a mapping of another queue",
	  { CREATED, MAPPED("09:00:00", "") },
	  CALL(",'sourceArn':'" QUEUE "2'", SERVICE("sqs.amazonaws.com")),
	  "no grant",
	  NULL },
	{ "a stream is no queue",
	  { CREATED, MAPPED("09:00:00", "") },
	  CALL("", SERVICE("kinesis.amazonaws.com")),
	  "no grant",
	  NULL },
	{ "one that was refused",
	  { CREATED,
	    { "09:00:00", "CreateEventSourceMapping20150331",
	      "'errorCode':'AccessDenied'," REQ ",'eventSourceArn':'" QUEUE
	      "'}," BY("admin") } },
	  POLLED,
	  "no grant",
	  NULL },
	{ "one made disabled",
	  { CREATED, MAPPED("09:00:00", ",'enabled':false") },
	  POLLED,
	  "no grant",
	  NULL },
	{ "one disabled and enabled after the call",
	  { CREATED, MAPPED("09:00:00", ""),
	    MAPPING("10:00:00", "UpdateEventSourceMapping20150331", ",'enabled':false"),
	    MAPPING("13:00:00", "UpdateEventSourceMapping20150331", ",'enabled':true") },
	  POLLED,
	  "no grant",
	  NULL },
	{ "one disabled and enabled before it",
	  { CREATED, MAPPED("09:00:00", ""),
	    MAPPING("10:00:00", "UpdateEventSourceMapping20150331", ",'enabled':false"),
	    MAPPING("11:00:00", "UpdateEventSourceMapping20150331", ",'enabled':true") },
	  POLLED,
	  "mapping",
	  NULL },
	{ "an update that says nothing of it leaves it off",
	  { CREATED, MAPPED("09:00:00", ""),
	    MAPPING("10:00:00", "UpdateEventSourceMapping20150331", ",'enabled':false"),
	    MAPPING("11:00:00", "UpdateEventSourceMapping20150331", ",'batchSize':5") },
	  POLLED,
	  "no grant",
	  NULL },
	{ "a refused end is none",
	  { CREATED,
	    MAPPED("09:00:00", ""),
	    { "10:00:00", "DeleteEventSourceMapping20150331",
	      "'errorCode':'AccessDenied','requestParameters':{'uUID':'u-1',"
	      "'functionName':'f'}," BY("admin") } },
	  POLLED,
	  "mapping",
	  NULL },
	{ "an end that names no function",
	  { CREATED,
	    MAPPED("09:00:00", ""),
	    { "10:00:00", "DeleteEventSourceMapping20150331",
	      "'requestParameters':{'uUID':'u-1'}," BY("admin") } },
	  POLLED,
	  "no grant",
	  NULL },
	{ "the same uuid in another region",
	  { CREATED,
	    MAPPED("09:00:00", ""),
	    { "10:00:00", "DeleteEventSourceMapping20150331",
	      "'awsRegion':'us-east-1','requestParameters':{'uUID':'u-1'}," BY("admin") } },
	  POLLED,
	  "mapping",
	  NULL },
};

static void test(size_t i)
{
	struct fnfix f;
	struct lambda_page *p;
	const struct lambda_caller *c;

	fnfix_init(&f);
	for (size_t k = 0; k < 5 && cases[i].history[k][0]; k++)
		fnfix_add(&f, cases[i].history[k][0], cases[i].history[k][1],
			  cases[i].history[k][2]);
	fnfix_add(&f, "12:00:00", "Invoke", cases[i].call);
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	if (p && IS_INT(p->ncallers, 1, "%s: one caller", cases[i].name)) {
		c = &p->callers[0];
		IS_STR(lambda_verdict_names[c->verdict], cases[i].verdict, "%s",
		       cases[i].name);
		if (cases[i].why)
			OK(sv_find(c->why, sv_str(cases[i].why)) >= 0, "%s: why: " SV_FMT,
			   cases[i].name, SV_ARG(c->why));
	}
	lambda_page_free(p);
	fnfix_release(&f);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test(i);
	return DONE();
}
