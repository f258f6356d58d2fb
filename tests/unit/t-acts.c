/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a function did, by which evidence, and that the filter of each act opens its events. */
#include "fnfix.h"

#define ARN FN_ARN("f")
#define REQ "'requestParameters':{'functionName':'f'"
#define BY(name)                                                                           \
	"'userIdentity':{'type':'IAMUser','arn':'arn:aws:iam::" FN_ACCOUNT ":user/" name   \
	"','accountId':'" FN_ACCOUNT "'}"
#define SERVICE(host) "'userIdentity':{'type':'AWSService','invokedBy':'" host "'}"

#define ROLE "arn:aws:iam::" FN_ACCOUNT ":role/exec"
#define AS(session, more)                                                                  \
	"'userIdentity':{'type':'AssumedRole','arn':'arn:aws:sts::" FN_ACCOUNT             \
	":assumed-role/exec/" session "','accountId':'" FN_ACCOUNT                         \
	"','sessionContext':{'sessionIssuer':{'arn':'" ROLE "'}}" more "}"

#define AS_AT(session, created, key)                                                       \
	"'userIdentity':{'type':'AssumedRole','arn':'arn:aws:sts::" FN_ACCOUNT             \
	":assumed-role/exec/" session "','accountId':'" FN_ACCOUNT "','accessKeyId':'" key \
	"','sessionContext':{'attributes':{'creationDate':'2024-05-14T" created            \
	"Z'},'sessionIssuer':{'arn':'" ROLE "'}}}"
/* lambda.amazonaws.com is given KEY for a session of the role */
#define MINTED(session, key)                                                               \
	"'eventSource':'sts.amazonaws.com','requestParameters':{'roleArn':'" ROLE          \
	"','roleSessionName':'" session                                                    \
	"'},'responseElements':{'credentials':{'accessKeyId':'" key                        \
	"'}}," SERVICE("lambda.amazonaws.com")

static const struct {
	const char *source, *event, *body;
	int evidence; /* -1: not of the function */
} acts[] = {
	{ "s3", "A1", AS("x", ",'inScopeOf':{'credentialsIssuedTo':'" ARN "'}"),
	  EVIDENCE_SCOPE },
	{ "s3", "A2", AS("x", ",'inScopeOf':{'credentialsIssuedTo':'" ARN ":7'}"),
	  EVIDENCE_SCOPE },
	{ "s3", "A3", AS("x", ",'inScopeOf':{'credentialsIssuedTo':'" FN_ARN("f2") "'}"),
	  -1 },
	{ "s3", "A4", AS_AT("f", "09:10:01", "ASIA1"), EVIDENCE_KEY },
	{ "s3", "AB", AS_AT("y", "09:10:00", "ASIA1"), -1 },
	{ "s3", "AC", AS("y", ",'accessKeyId':'ASIA1'"), -1 },
	{ "s3", "AD", AS_AT("f", "09:10:03", "ASIA3"), EVIDENCE_SESSION },
	{ "s3", "AE", AS_AT("f", "09:10:00", "ASIA3"), EVIDENCE_SESSION },
	{ "s3", "AF",
	  "'userAgent':'Boto3 exec-env/AWS_Lambda_python3.11'," AS("awslambda_1_2", ""),
	  EVIDENCE_AGENT },
	{ "s3", "A5", AS("y", ",'accessKeyId':'ASIA2'"), -1 },
	{ "s3", "A6", AS("f", ""), EVIDENCE_SESSION },
	{ "s3", "A7", AS("f2", ""), -1 },
	{ "s3", "A8", "'userAgent':'Boto3 exec-env/AWS_Lambda_python3.11'," AS("f2", ""),
	  -1 },
	{ "s3", "A9",
	  "'userAgent':'Boto3 exec-env/AWS_Lambda_python3.11','userIdentity':{'type':"
	  "'AssumedRole','accountId':'" FN_ACCOUNT
	  "','sessionContext':{'sessionIssuer':{'arn':'" ROLE "'}}}",
	  EVIDENCE_AGENT },
	{ "s3", "AA",
	  "'userIdentity':{'type':'AssumedRole','arn':'arn:aws:sts::" FN_ACCOUNT
	  ":assumed-role/other/f','accountId':'" FN_ACCOUNT "'}",
	  -1 },
	{ "iam", "CreateUser", "'errorCode':'AccessDenied'," AS("f", ""),
	  EVIDENCE_SESSION },
};

static void test_acts(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "CreateFunction20150331",
		  REQ ",'role':'" ROLE "'}," BY("admin"));
	fnfix_add(&f, "09:10:00", "AssumeRole", MINTED("f", "ASIA1"));
	fnfix_add(&f, "09:20:00", "AssumeRole", MINTED("f2", "ASIA2"));
	/* a placeholder: what has it is not always what was minted */
	fnfix_add(&f, "09:10:00", "AssumeRole", MINTED("f", "ASIA3"));
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		char body[2048];

		snprintf(body, sizeof(body), "'eventSource':'%s.amazonaws.com',%s",
			 acts[i].source, acts[i].body);
		fnfix_add(&f, "10:00:00", acts[i].event, body);
	}
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		int got = -1;

		for (size_t k = 0; k < p->nacts; k++)
			if (sv_eqs(p->acts[k].event, acts[i].event))
				got = (int)p->acts[k].evidence;
		IS_INT(got, acts[i].evidence, "evidence of %s", acts[i].event);
	}
	IS_SV(p->acts[0].event, "CreateUser", "what is remarkable comes first");
	IS_SV(p->acts[0].flag, "creates users", "and is said");
	IS_INT(p->acts[0].failed, 1, "failed");
	for (size_t k = 0; k < p->nacts; k++) {
		fnfix_select(&f, p->acts[k].open.ptr, 0, TICK_NONE);
		IS_INT(f.sel->count, p->acts[k].all, "%s opens its events",
		       p->acts[k].open.ptr);
	}
	lambda_page_free(p);
	fnfix_release(&f);
}

/* Where its role is not known the name of a session says nothing; where it has a twin, little. */
static void test_act_doubts(void)
{
	static const struct {
		const char *name, *minted, *twin;
		int evidence;
		const char *note; /* a part of one */
	} doubts[] = {
		{ "no role is known", NULL, NULL, -1, "which role it has is not known" },
		{ "the service says which", "'x':1", NULL, EVIDENCE_KEY, NULL },
		{ "it was refused", "'errorCode':'AccessDenied'", NULL, -1,
		  "which role it has is not known" },
		{ "a twin in another region", "'x':1", "eu-central-1", EVIDENCE_SESSION,
		  "in another region too" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(doubts); i++) {
		struct fnfix f;
		struct lambda_page *p;
		char body[1024];
		bool noted = !doubts[i].note;

		fnfix_init(&f);
		fnfix_add(&f, "09:00:00", "GetFunction20150331v2", REQ "}," BY("admin"));
		if (doubts[i].minted) {
			snprintf(body, sizeof(body), "%s,%s", doubts[i].minted,
				 MINTED("f", "ASIA1"));
			fnfix_add(&f, "09:10:00", "AssumeRole", body);
		}
		if (doubts[i].twin) {
			snprintf(body, sizeof(body), "'awsRegion':'%s',%s", doubts[i].twin,
				 REQ "}," BY("admin"));
			fnfix_add(&f, "09:00:00", "GetFunction20150331v2", body);
		}
		fnfix_add(&f, "10:00:00", "Act",
			  "'eventSource':'s3.amazonaws.com'," AS_AT("f", "09:10:00",
								    "ASIA1"));
		fnfix_finish(&f);
		p = fnfix_page(&f, ARN, fnfix_all());
		IS_INT(p->nacts ? (int)p->acts[0].evidence : -1, doubts[i].evidence, "%s",
		       doubts[i].name);
		for (size_t k = 0; k < p->notes.n; k++)
			noted |=
				doubts[i].note && strstr(p->notes.v[k].ptr, doubts[i].note);
		OK(noted, "%s: it is said", doubts[i].name);
		lambda_page_free(p);
		fnfix_release(&f);
	}
}

int main(void)
{
	test_acts();
	test_act_doubts();
	return DONE();
}
