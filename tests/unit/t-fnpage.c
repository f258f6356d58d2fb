/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a function: callers with verdicts, changes, grants, triggers, acts. */
#include "lambda/priv.h"

#include "fnfix.h"

#define ARN FN_ARN("f")
#define REQ "'requestParameters':{'functionName':'f'"
#define BY(name)                                                                           \
	"'userIdentity':{'type':'IAMUser','arn':'arn:aws:iam::" FN_ACCOUNT ":user/" name   \
	"','accountId':'" FN_ACCOUNT "'}"
#define SERVICE(host) "'userIdentity':{'type':'AWSService','invokedBy':'" host "'}"
#define FOREIGN                                                                            \
	"'userIdentity':{'type':'AWSAccount','accountId':'999988887777','principalId':'"   \
	"AIDAX'}"

/* ---- statements ---- */

static void collect(void *arg, const char *text)
{
	struct buf *b = arg;

	if (b->len)
		buf_adds(b, "; ");
	buf_adds(b, text);
}

static void test_statements(void)
{
	static const struct {
		const char *json, *text, *flags;
	} cases[] = {
		{ "{'Sid':'s','Effect':'Allow','Principal':'*','Action':'lambda:"
		  "InvokeFunction',"
		  "'Resource':'" ARN "'}",
		  "* (lambda:InvokeFunction)",
		  "anyone may invoke: principal * without condition" },
		{ "{'Effect':'Allow','Principal':{'Service':'s3.amazonaws.com'},'Action':"
		  "'lambda:InvokeFunction','Condition':{'ArnLike':{'AWS:SourceArn':"
		  "'arn:aws:s3:::b'}}}",
		  "s3.amazonaws.com from arn:aws:s3:::b (lambda:InvokeFunction)",
		  "the source ARN names no account: source account missing (confused "
		  "deputy)" },
		{ "{'Effect':'Allow','Principal':{'Service':'s3.amazonaws.com'},'Action':"
		  "'lambda:InvokeFunction','Condition':{'ArnLike':{'aws:sourcearn':"
		  "'arn:aws:s3:::b'},'StringEquals':{'AWS:SourceAccount':'" FN_ACCOUNT
		  "'}}}",
		  "s3.amazonaws.com from arn:aws:s3:::b of account " FN_ACCOUNT
		  " (lambda:InvokeFunction)",
		  "" },
		{ "{'Effect':'Allow','Principal':{'Service':'events.amazonaws.com'},'"
		  "Action':"
		  "'lambda:InvokeFunction'}",
		  "events.amazonaws.com (lambda:InvokeFunction)",
		  "no source condition: events.amazonaws.com may act for any account "
		  "(confused "
		  "deputy)" },
		{ "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::999988887777:root'},"
		  "'Action':'lambda:InvokeFunction','Resource':'" ARN ":live'}",
		  "arn:aws:iam::999988887777:root on live (lambda:InvokeFunction)",
		  "foreign account 999988887777" },
		{ "{'Effect':'Allow','Principal':'*','Action':'lambda:InvokeFunctionUrl',"
		  "'Condition':{'StringEquals':{'lambda:FunctionUrlAuthType':'NONE'}}}",
		  "* with URL auth NONE (lambda:InvokeFunctionUrl)",
		  "anyone may call the function URL: principal *, auth NONE" },
		{ "{'Effect':'Allow','Principal':'*','Action':'lambda:InvokeFunction',"
		  "'Condition':{'StringEquals':{'aws:PrincipalOrgID':'o-abc'}}}",
		  "* of organization o-abc (lambda:InvokeFunction)",
		  "principal * limited to organization o-abc" },
		{ "{'Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},'Action':"
		  "'lambda:*','Condition':{'ArnLike':{'AWS:SourceArn':"
		  "'arn:aws:sns:eu-west-1:999988887777:t'}}}",
		  "sns.amazonaws.com from arn:aws:sns:eu-west-1:999988887777:t (lambda:*)",
		  "source in foreign account 999988887777" },
		{ "{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::" FN_ACCOUNT
		  ":role/r','999988887777']},'Action':['lambda:InvokeFunction',"
		  "'lambda:GetFunction'],'Condition':{'NumericLessThan':{'k':['1','2']}}}",
		  "arn:aws:iam::" FN_ACCOUNT
		  ":role/r, 999988887777 if NumericLessThan k = 1 2 "
		  "(lambda:InvokeFunction, lambda:GetFunction)",
		  "foreign account 999988887777" },
		{ "{'Effect':'Deny','Principal':'*','Action':'lambda:InvokeFunction'}",
		  "* (lambda:InvokeFunction)", "" },
		{ "{'Effect':'Allow','Principal':'*','Action':'lambda:UpdateFunctionCode'}",
		  "* (lambda:UpdateFunctionCode)",
		  "anyone may invoke: principal * without condition; allows more or other "
		  "than "
		  "invoking" },
	};
	const struct lambda_id id = { .name = SV_LIT("f"),
				      .arn = SV_LIT(ARN),
				      .account = SV_LIT(FN_ACCOUNT),
				      .region = SV_LIT("eu-west-1") };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTO_BUF struct buf json = BUF_INIT;
		AUTO_BUF struct buf text = BUF_INIT;
		AUTO_BUF struct buf flags = BUF_INIT;
		struct arena arena = ARENA_INIT;
		struct lambda_statement st;

		for (const char *p = cases[i].json; *p; p++)
			buf_addc(&json, *p == '\'' ? '"' : *p);
		OK(lambda_statement_parse(&st, buf_sv(&json), &arena), "%zu parses", i);
		lambda_statement_text(&st, &text);
		lambda_statement_flags(&st, &id, collect, &flags);
		IS_STR(buf_str(&text), cases[i].text, "%zu: text", i);
		IS_STR(buf_str(&flags), cases[i].flags, "%zu: flags", i);
		arena_release(&arena);
	}
}

static void test_not_statements(void)
{
	static const char *const bad[] = {
		"", "null", "[]", "{}", "{'Sid':", "\"text\"", "{\"Effect\":\"Allow\"}"
	};
	struct arena arena = ARENA_INIT;
	struct lambda_statement st;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		OK(!lambda_statement_parse(&st, sv_str(bad[i]), &arena), "no statement: %s",
		   bad[i]);
	arena_release(&arena);
}

static void test_globs(void)
{
	static const struct {
		const char *pattern, *text;
		bool match;
	} cases[] = {
		{ "a*c", "abbc", true },
		{ "a*c", "abbd", false },
		{ "*", "", true },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "", "", true },
		{ "", "a", false },
		{ "*b*", "abc", true },
		{ "a**", "a", true },
		{ "*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		OK(glob_match(sv_str(cases[i].pattern), sv_str(cases[i].text)) ==
			   cases[i].match,
		   "%s against %s", cases[i].pattern, cases[i].text);
}

/* ---- callers and verdicts ---- */

#define ADD(sid, principal, more)                                                          \
	REQ ",'statementId':'" sid                                                         \
	    "','action':'lambda:InvokeFunction','principal':'" principal "'" more          \
	    "}," BY("admin")
#define REMOVE(sid)        REQ ",'statementId':'" sid "'}," BY("admin")
#define CALL(request, who) REQ "},'requestID':'" request "'," who
#define CALL_FROM(request, who, arn, account)                                              \
	REQ ",'sourceArn':'" arn "','sourceAccount':'" account "'},'requestID':'" request  \
	    "'," who

static const struct lambda_caller *caller_of(const struct lambda_page *p,
					     const char *identity)
{
	for (size_t i = 0; i < p->ncallers; i++)
		if (sv_eqs(p->callers[i].identity, identity))
			return &p->callers[i];
	return NULL;
}

/* A history, one call at 12:00:00, and what is to be said of it. */
static const struct {
	const char *name;
	const char *history[4][3]; /* time, event, body */
	const char *call;
	enum lambda_verdict verdict;
	const char *why; /* begins so */
} verdicts[] = {
	{ "same account",
	  { { NULL } },
	  CALL("r", BY("ann")),
	  VERDICT_NOT_NEEDED,
	  "same account" },
	{ "granted by source",
	  { { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "events.amazonaws.com",
		  ",'sourceArn':'arn:aws:events:*:rule/x*'") } },
	  CALL_FROM("r", SERVICE("events.amazonaws.com"),
		    "arn:aws:events:eu-west-1:" FN_ACCOUNT ":rule/xy", FN_ACCOUNT),
	  VERDICT_GRANTED,
	  "statement 's' added 2024-05-14T10:00:00Z by user:" },
	{ "another source, history not known",
	  { { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "events.amazonaws.com",
		  ",'sourceArn':'arn:aws:events:*:rule/x*'") } },
	  CALL_FROM("r", SERVICE("events.amazonaws.com"),
		    "arn:aws:events:eu-west-1:" FN_ACCOUNT ":rule/zz", FN_ACCOUNT),
	  VERDICT_UNKNOWN,
	  "unverified" },
	{ "another source, history known",
	  { { "09:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "events.amazonaws.com",
		  ",'sourceArn':'arn:aws:events:*:rule/x*'") } },
	  CALL_FROM("r", SERVICE("events.amazonaws.com"),
		    "arn:aws:events:eu-west-1:" FN_ACCOUNT ":rule/zz", FN_ACCOUNT),
	  VERDICT_NO_GRANT,
	  "permissions are known since" },
	{ "source account differs",
	  { { "09:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "s3.amazonaws.com", ",'sourceAccount':'" FN_ACCOUNT "'") } },
	  CALL_FROM("r", SERVICE("s3.amazonaws.com"), "arn:aws:s3:::b", "999988887777"),
	  VERDICT_NO_GRANT,
	  "permissions are known since" },
	{ "foreign account let in",
	  { { "10:00:00", "AddPermission20150331v2", ADD("s", "999988887777", "") } },
	  CALL("r", FOREIGN),
	  VERDICT_GRANTED,
	  "statement 's'" },
	{ "anyone let in",
	  { { "10:00:00", "AddPermission20150331v2", ADD("s", "*", "") } },
	  CALL("r", FOREIGN),
	  VERDICT_GRANTED,
	  "statement 's'" },
	{ "a service is in no organization",
	  { { "09:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "*", ",'principalOrgID':'o-1'") } },
	  CALL_FROM("r", SERVICE("s3.amazonaws.com"), "arn:aws:s3:::b", "999988887777"),
	  VERDICT_NO_GRANT,
	  "permissions are known since" },
	{ "the organization of a caller is not logged",
	  { { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "*", ",'principalOrgID':'o-1'") } },
	  CALL("r", FOREIGN),
	  VERDICT_UNKNOWN,
	  "statement 's' added 2024-05-14T10:00:00Z by user:arn:aws:iam::" FN_ACCOUNT
	  ":user/admin; whether the caller is in its organization is not logged" },
	{ "what can be checked is the better reason",
	  { { "10:00:00", "AddPermission20150331v2",
	      ADD("s", "*", ",'principalOrgID':'o-1'") },
	    { "11:00:00", "AddPermission20150331v2", ADD("t", "999988887777", "") } },
	  CALL("r", FOREIGN),
	  VERDICT_GRANTED,
	  "statement 't'" },
	{ "only the URL is open",
	  { { "09:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "10:00:00", "AddPermission20150331v2",
	      REQ ",'statementId':'s','action':'lambda:InvokeFunctionUrl','principal':'*',"
		  "'functionUrlAuthType':'NONE'}," BY("admin") } },
	  CALL("r", FOREIGN),
	  VERDICT_NO_GRANT,
	  "permissions are known since" },
	{ "revoked",
	  { { "10:00:00", "AddPermission20150331v2", ADD("s", "999988887777", "") },
	    { "11:54:59", "RemovePermission20150331v2", REMOVE("s") } },
	  CALL("r", FOREIGN),
	  VERDICT_REVOKED,
	  "statement 's' added 2024-05-14T10:00:00Z by user:arn:aws:iam::" FN_ACCOUNT
	  ":user/admin, removed 2024-05-14T11:54:59Z by" },
	{ "removed within the time it takes",
	  { { "10:00:00", "AddPermission20150331v2", ADD("s", "999988887777", "") },
	    { "11:55:00", "RemovePermission20150331v2", REMOVE("s") } },
	  CALL("r", FOREIGN),
	  VERDICT_GRANTED,
	  "statement 's'" },
	{ "removed another statement",
	  { { "10:00:00", "AddPermission20150331v2", ADD("s", "999988887777", "") },
	    { "11:00:00", "RemovePermission20150331v2", REMOVE("t") } },
	  CALL("r", FOREIGN),
	  VERDICT_GRANTED,
	  "statement 's'" },
	{ "added later",
	  { { "09:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "12:00:01", "AddPermission20150331v2", ADD("s", "999988887777", "") } },
	  CALL("r", FOREIGN),
	  VERDICT_NO_GRANT,
	  "permissions are known since" },
	{ "known only later",
	  { { "12:30:00", "CreateFunction20150331", REQ "}," BY("admin") } },
	  CALL("r", FOREIGN),
	  VERDICT_UNKNOWN,
	  "permissions are known only from" },
	{ "gone with the function",
	  { { "09:00:00", "AddPermission20150331v2", ADD("s", "999988887777", "") },
	    { "10:00:00", "DeleteFunction20150331", REQ "}," BY("admin") },
	    { "11:00:00", "CreateFunction20150331", REQ "}," BY("admin") } },
	  CALL("r", FOREIGN),
	  VERDICT_REVOKED,
	  "statement 's' added 2024-05-14T09:00:00Z by user:arn:aws:iam::" FN_ACCOUNT
	  ":user/admin, function deleted 2024-05-14T10:00:00Z" },
	{ "a denied AddPermission grants nothing",
	  { { "09:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "10:00:00", "AddPermission20150331v2",
	      "'errorCode':'AccessDenied'," ADD("s", "999988887777", "") } },
	  CALL("r", FOREIGN),
	  VERDICT_NO_GRANT,
	  "permissions are known since" },
	{ "a mapping",
	  { { "10:00:00", "CreateEventSourceMapping20150331",
	      REQ ",'eventSourceArn':'arn:aws:sqs:eu-west-1:" FN_ACCOUNT
		  ":q'},'responseElements':{'uUID':'u-1','functionArn':'" ARN
		  "'}," BY("admin") } },
	  CALL("r", SERVICE("sqs.amazonaws.com")),
	  VERDICT_MAPPING,
	  "event source mapping u-1 of arn:aws:sqs:" },
	{ "a mapping that was deleted",
	  { { "08:00:00", "CreateFunction20150331", REQ "}," BY("admin") },
	    { "10:00:00", "CreateEventSourceMapping20150331",
	      REQ ",'eventSourceArn':'arn:aws:sqs:eu-west-1:" FN_ACCOUNT
		  ":q'},'responseElements':{'uUID':'u-1','functionArn':'" ARN
		  "'}," BY("admin") },
	    { "11:00:00", "DeleteEventSourceMapping20150331",
	      "'requestParameters':{'uUID':'u-1'},'responseElements':{'uUID':'u-1',"
	      "'functionArn':'" ARN "'}," BY("admin") } },
	  CALL("r", SERVICE("sqs.amazonaws.com")),
	  VERDICT_NO_GRANT,
	  "known since the function was created: no event source mapping" },
	{ "the statement of the answer counts",
	  { { "10:00:00", "AddPermission20150331v2",
	      REQ ",'statementId':'s','principal':'1'},'responseElements':{'statement':"
		  "'{\\\"Sid\\\":\\\"s\\\",\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":"
		  "{\\\"AWS\\\":\\\"arn:aws:iam::999988887777:root\\\"},\\\"Action\\\":"
		  "\\\"lambda:InvokeFunction\\\"}'}," BY("admin") } },
	  CALL("r", FOREIGN),
	  VERDICT_GRANTED,
	  "statement 's'" },
	{ "no account at all",
	  { { NULL } },
	  CALL("r",
	       "'userIdentity':{'type':'SAMLUser','identityProvider':'p','userName':'u'}"),
	  VERDICT_UNKNOWN,
	  "the account of the caller" },
};

static void test_verdicts(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		struct fnfix f;
		struct lambda_page *p;

		fnfix_init(&f);
		for (size_t k = 0; k < 4 && verdicts[i].history[k][0]; k++)
			fnfix_add(&f, verdicts[i].history[k][0], verdicts[i].history[k][1],
				  verdicts[i].history[k][2]);
		fnfix_add(&f, "12:00:00", "Invoke", verdicts[i].call);
		fnfix_finish(&f);
		p = fnfix_page(&f, "f", fnfix_all());
		if (p && IS_INT(p->ncallers, 1, "%s: one caller", verdicts[i].name)) {
			IS_STR(lambda_verdict_names[p->callers[0].verdict],
			       lambda_verdict_names[verdicts[i].verdict], "%s: verdict",
			       verdicts[i].name);
			IS_SV(sv_head(p->callers[0].why, strlen(verdicts[i].why)),
			      verdicts[i].why, "%s: why", verdicts[i].name);
		}
		lambda_page_free(p);
		fnfix_release(&f);
	}
}

static void test_callers(void)
{
	struct fnfix f;
	const struct lambda_caller *c;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "10:00:00", "Invoke",
		  "'requestParameters':{'functionName':'" ARN
		  ":live','invocationType':'Event'},"
		  "'sourceIPAddress':'192.0.2.1','requestID':'r1'," BY("ann"));
	fnfix_add(&f, "10:00:01", "InvokeExecution",
		  "'errorCode':'Boom'," CALL("r1", SERVICE("lambda.amazonaws.com")));
	fnfix_add(&f, "10:00:02", "InvokeExecution",
		  CALL("r1", SERVICE("lambda.amazonaws.com")));
	fnfix_add(&f, "11:30:00", "Invoke",
		  "'additionalEventData':{'functionVersion':'" ARN
		  ":7','customerEniId':'eni-1'},"
		  "'sourceIPAddress':'192.0.2.2'," CALL("r2", BY("ann")));
	fnfix_add(&f, "11:40:00", "Invoke", CALL("r3", FOREIGN));
	fnfix_add(&f, "11:50:00", "InvokeExecution",
		  CALL("r4", SERVICE("lambda.amazonaws.com")));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->row.shown.invocations, 4, "invocations");
	IS_INT(p->ncallers, 3, "callers");
	c = &p->callers[0];
	IS_SV(c->identity, "user:arn:aws:iam::" FN_ACCOUNT ":user/ann",
	      "the most frequent first");
	IS_INT(c->calls, 2, "calls");
	IS_INT(c->failed, 1, "a run that failed is a call that failed");
	IS_INT(c->retries, 1, "the second run is a retry");
	IS_INT(c->async, 1, "asynchronous");
	IS_INT(c->qualifiers.n, 2, "alias and version");
	IS_SV(c->qualifiers.v[0], "7", "version");
	IS_SV(c->qualifiers.v[1], "live", "alias");
	IS_INT(c->addresses.n, 2, "addresses");
	IS_SV(c->vpc.v[0], "eni-1", "interface");
	IS_INT(c->nhours, 2, "hours with a call");
	IS_INT(c->hours[1].hour - c->hours[0].hour, 1, "one after the other");
	IS_INT(c->first, fnfix_time("10:00:00"), "first");
	IS_INT(c->last, fnfix_time("11:30:00"), "last");
	IS_SV(c->first_id, "id-0", "evidence");
	c = caller_of(p, "service:lambda.amazonaws.com");
	OK(c && c->calls == 1 && c->verdict == VERDICT_UNKNOWN, "a run without its Invoke");
	c = caller_of(p, "account:999988887777");
	OK(c && c->calls == 1, "a foreign account");
	fnfix_select(&f, sv_eqs(p->callers[0].open, "") ? "x=y" : p->callers[0].open.ptr, 0,
		     TICK_NONE);
	IS_INT(f.sel->count, 2, "its filter opens its events");
	lambda_page_free(p);
	fnfix_release(&f);
}

/* One caller, allowed first and then no more: the row says the worst, and how often. */
static void test_mixed_verdicts(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "AddPermission20150331v2", ADD("s", "999988887777", ""));
	fnfix_add(&f, "10:00:00", "Invoke", CALL("r1", FOREIGN));
	fnfix_add(&f, "10:30:00", "Invoke", CALL("r2", FOREIGN));
	fnfix_add(&f, "11:00:00", "RemovePermission20150331v2", REMOVE("s"));
	fnfix_add(&f, "11:30:00", "Invoke", CALL("r3", FOREIGN));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->callers[0].verdict, VERDICT_REVOKED, "the worst one");
	IS_INT(p->callers[0].verdicts[VERDICT_REVOKED], 1, "once");
	IS_INT(p->callers[0].verdicts[VERDICT_GRANTED], 2, "granted before");
	lambda_page_free(p);
	fnfix_release(&f);
}

/* ---- changes ---- */

static void is_change(const struct lambda_page *p, size_t i, const char *want)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (i < p->nchanges)
		lambda_change_text(&p->changes[i], &b);
	IS_STR(buf_str(&b), want, "change %zu", i);
}

#define OTHER "999988887777"
#define ANSWER(sha, role, more)                                                            \
	"'responseElements':{'functionArn':'" ARN "','codeSha256':'" sha "','role':'" role \
	"'" more "}"

static void test_changes(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "CreateFunction20150331",
		  REQ ",'role':'r1','code':{'s3Bucket':'b1'}}," ANSWER("A", "r1",
								       "") "," BY("admin"));
	fnfix_add(&f, "10:00:00", "UpdateFunctionCode20150331v2",
		  REQ
		  ",'s3Bucket':'b2'}," ANSWER("B", "r1", ",'handler':'h'") "," BY("admin"));
	fnfix_add(&f, "10:30:00", "UpdateFunctionConfiguration20150331v2",
		  "'errorCode':'AccessDenied'," REQ ",'role':'evil'}," BY("ann"));
	fnfix_add(&f, "11:00:00", "UpdateFunctionConfiguration20150331v2",
		  REQ ",'timeout':9,'environment':{},"
		      "'layers':['arn:aws:lambda:eu-west-1:999988887777:layer:l:3']},"
		      "'responseElements':{'role':'r2','timeout':9,'codeSha256':'B'}," BY(
			      "admin"));
	fnfix_add(&f, "12:00:00", "UpdateFunctionCode20150331v2",
		  REQ "}," ANSWER("A", "r2", "") "," BY("admin"));
	fnfix_add(&f, "12:30:00", "UpdateFunctionConfiguration20150331v2",
		  REQ ",'layers':[]}," ANSWER("A", "r2", "") "," BY("admin"));
	fnfix_add(&f, "13:00:00", "PutFunctionConcurrency20171031",
		  REQ ",'reservedConcurrentExecutions':0}," BY("admin"));
	fnfix_add(&f, "13:10:00", "DeleteFunctionConcurrency20171031",
		  REQ "}," BY("admin"));
	fnfix_add(&f, "13:20:00", "UpdateAlias20150331",
		  REQ ",'name':'live','functionVersion':'3'}," BY("admin"));
	fnfix_add(&f, "13:30:00", "UpdateAlias20150331",
		  REQ ",'name':'live','functionVersion':'4'}," BY("admin"));
	fnfix_add(&f, "14:00:00", "DeleteFunction20150331",
		  REQ ",'qualifier':'3'}," BY("admin"));
	fnfix_add(&f, "15:00:00", "DeleteFunction20150331", REQ "}," BY("admin"));
	fnfix_add(&f, "16:00:00", "UpdateFunctionCode20150331v2",
		  REQ "}," ANSWER("C", "r9", "") "," BY("admin"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->nchanges, 13, "changes, denied ones too");
	IS_INT(p->row.shown.changes, 12, "successful ones");
	is_change(p, 0, "role r1; codeSha256 A; code bucket b1");
	is_change(p, 1,
		  "code from a bucket new to it; codeSha256 A -> B; code bucket b1 -> b2");
	is_change(p, 2, "by an identity that had not changed it before; role evil (tried)");
	is_change(
		p, 3,
		"environment touched, values are never logged; layer of a foreign account: "
		"arn:aws:lambda:eu-west-1:999988887777:layer:l:3; role r1 -> r2; layers "
		"arn:aws:lambda:eu-west-1:999988887777:layer:l:3 (before: not known); "
		"timeout 9 (before: not known)");
	is_change(p, 4,
		  "the code is back to that of 2024-05-14T09:00:00Z; codeSha256 B -> A");
	is_change(p, 5, "layers arn:aws:lambda:eu-west-1:999988887777:layer:l:3 -> (none)");
	is_change(p, 6, "reserved concurrency 0 (before: not known)");
	is_change(p, 7, "reserved concurrency 0 -> (none)");
	is_change(p, 8, "alias live 3 (before: not known)");
	is_change(p, 9, "alias live 3 -> 4");
	is_change(p, 10, "version 3 deleted");
	is_change(p, 11, "function deleted");
	is_change(p, 12, "codeSha256 C (before: not known)");
	IS_INT(p->nknown, 2, "what was known before the deletion is forgotten");
	lambda_page_free(p);

	fnfix_select(&f, "event=UpdateFunctionCode", 0, TICK_NONE);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->nchanges_shown, 3, "the filter limits what is listed");
	is_change(p, 4,
		  "the code is back to that of 2024-05-14T09:00:00Z; codeSha256 B -> A");
	lambda_page_free(p);
	p = fnfix_page(&f, "f", (struct span){ 0, fnfix_time("11:00:00") });
	IS_INT(p->nchanges, 3, "the history ends with the window");
	lambda_page_free(p);
	p = fnfix_page(&f, "f", (struct span){ 0, fnfix_time("16:00:00") });
	OK(p->nknown > 5 && p->known[0].gone, "of a deleted function it is shown");
	IS_SV(p->known[0].key, "role", "its role");
	IS_SV(p->known[0].value, "r2", "as it was at last");
	lambda_page_free(p);
	fnfix_release(&f);
}

static void test_made_anew(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "CreateFunction20150331",
		  REQ ",'role':'r1'}," ANSWER("A", "r1", "") "," BY("admin"));
	fnfix_add(&f, "10:00:00", "DeleteFunction20150331", REQ "}," BY("admin"));
	fnfix_add(&f, "11:00:00", "CreateFunction20150331",
		  "'errorCode':'AccessDenied'," REQ "}," BY("admin"));
	fnfix_add(&f, "12:00:00", "CreateFunction20150331", REQ "}," BY("admin"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", (struct span){ 0, fnfix_time("12:00:00") });
	OK(p->nknown == 2 && p->known[0].gone, "a refused creation makes nothing");
	lambda_page_free(p);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->nknown, 0, "one made anew is another, and nothing is known of it");
	lambda_page_free(p);
	fnfix_release(&f);
}

/* ---- grants ---- */

static void is_grant(const struct lambda_page *p, size_t i, enum lambda_grant_kind kind,
		     const char *sid, const char *ended, const char *flags)
{
	AUTO_BUF struct buf b = BUF_INIT;
	const struct lambda_grant *g = &p->grants[i];

	if (!OK(i < p->ngrants, "there is a grant %zu", i))
		return;
	for (size_t k = 0; k < g->flags.n; k++) {
		if (k)
			buf_adds(&b, "; ");
		buf_addsv(&b, g->flags.v[k]);
	}
	IS_INT(g->kind, kind, "grant %zu: kind", i);
	IS_SV(g->st.sid, sid, "grant %zu: id", i);
	IS_SV(g->ended, ended, "grant %zu: end", i);
	IS_STR(buf_str(&b), flags, "grant %zu: flags", i);
}

/* The qualifier stands by itself or behind the name: it is the same. */
static void test_qualifiers(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "AddPermission20150331v2",
		  "'requestParameters':{'functionName':'f:live','statementId':'s',"
		  "'principal':'" OTHER "','action':'lambda:InvokeFunction'}," BY("admin"));
	fnfix_add(&f, "09:10:00", "AddPermission20150331v2",
		  "'requestParameters':{'functionName':'f','statementId':'s',"
		  "'principal':'" OTHER "','action':'lambda:InvokeFunction'}," BY("admin"));
	fnfix_add(&f, "10:00:00", "RemovePermission20150331v2",
		  REQ ",'statementId':'s','qualifier':'live'}," BY("admin"));
	fnfix_add(&f, "11:00:00", "DeleteFunction20150331",
		  "'requestParameters':{'functionName':'f:3'}," BY("admin"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->ngrants, 2, "two statements of one id");
	is_grant(p, 0, GRANT_STATEMENT, "s", "removed", "foreign account " OTHER);
	IS_SV(p->grants[0].st.qualifier, "live", "that of the alias");
	is_grant(p, 1, GRANT_STATEMENT, "s", NULL, "foreign account " OTHER);
	is_change(p, 3, "version 3 deleted");
	lambda_page_free(p);
	fnfix_release(&f);
}

static void test_grants(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "08:00:00", "RemovePermission20150331v2", REMOVE("old"));
	fnfix_add(&f, "09:00:00", "AddPermission20150331v2", ADD("s", "*", ""));
	fnfix_add(&f, "10:00:00", "RemovePermission20150331v2", REMOVE("s"));
	fnfix_add(&f, "11:00:00", "CreateFunctionUrlConfig",
		  REQ ",'authType':'NONE'},'responseElements':{'authType':'NONE','cors':"
		      "{'allowOrigins':['*']}}," BY("admin"));
	fnfix_add(&f, "11:10:00", "UpdateFunctionUrlConfig",
		  REQ ",'authType':'AWS_IAM'}," BY("admin"));
	fnfix_add(&f, "11:20:00", "DeleteFunctionUrlConfig", REQ "}," BY("admin"));
	fnfix_add(&f, "12:00:00", "UpdateFunctionConfiguration20150331v2",
		  REQ "},'responseElements':{'layers':[{'arn':'arn:aws:lambda:eu-west-"
		      "1:" FN_ACCOUNT ":layer:mine:2'}]}," BY("admin"));
	fnfix_add(&f, "12:10:00", "AddLayerVersionPermission20181031",
		  "'requestParameters':{'layerName':'mine','versionNumber':2,'statementId':"
		  "'x',"
		  "'principal':'*','action':'lambda:GetLayerVersion'}," BY("admin"));
	fnfix_add(&f, "12:20:00", "AddLayerVersionPermission20181031",
		  "'requestParameters':{'layerName':'other','statementId':'y','principal':'"
		  "*'}," BY("admin"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->ngrants, 5, "grants");
	is_grant(p, 0, GRANT_STATEMENT, "old", "removed", "");
	OK(p->grants[0].added == ROW_NONE, "added before the log begins");
	is_grant(p, 1, GRANT_STATEMENT, "s", "removed",
		 "anyone may invoke: principal * without condition");
	IS_SV(p->grants[1].removed_by, "user:arn:aws:iam::" FN_ACCOUNT ":user/admin",
	      "by whom");
	is_grant(p, 2, GRANT_URL, "", "replaced",
		 "URL without authentication (auth NONE); exposed once a statement lets * "
		 "call it");
	is_grant(p, 3, GRANT_URL, "", "removed", "");
	IS_SV(p->grants[3].st.url_auth, "AWS_IAM", "auth of the URL");
	is_grant(p, 4, GRANT_LAYER, "x", "", "layer shared with anyone");
	lambda_page_free(p);
	fnfix_release(&f);
}

/* ---- triggers ---- */

static const struct {
	const char *event, *body;
	const char *service, *from, *where; /* NULL: no trigger */
} wirings[] = {
	{ "PutBucketNotification",
	  "'eventSource':'s3.amazonaws.com','requestParameters':{'bucketName':'b',"
	  "'NotificationConfiguration':{'CloudFunctionConfiguration':{'CloudFunction':'" ARN
	  "'}}}",
	  "s3", "b",
	  "requestParameters.NotificationConfiguration.CloudFunctionConfiguration."
	  "CloudFunction" },
	{ "PutBucketNotification",
	  "'eventSource':'s3.amazonaws.com','requestParameters':{'bucketName':'b',"
	  "'NotificationConfiguration':{'CloudFunctionConfiguration':[{'CloudFunction':'x'}"
	  ","
	  "{'CloudFunction':'" ARN "'}]}}",
	  "s3", "b",
	  "requestParameters.NotificationConfiguration.CloudFunctionConfiguration."
	  "CloudFunction" },
	{ "PutBucketNotificationConfiguration",
	  "'eventSource':'s3.amazonaws.com','requestParameters':{'bucketName':'b',"
	  "'NotificationConfiguration':{'LambdaFunctionConfiguration':{'LambdaFunctionArn':"
	  "'" ARN ":live'}}}",
	  "s3", "b",
	  "requestParameters.NotificationConfiguration.LambdaFunctionConfiguration."
	  "LambdaFunctionArn" },
	{ "PutTargets",
	  "'eventSource':'events.amazonaws.com','requestParameters':{'rule':'nightly','"
	  "targets':"
	  "[{'id':'1','arn':'" ARN "'}]}",
	  "events", "nightly", "requestParameters.targets.arn" },
	{ "Subscribe",
	  "'eventSource':'sns.amazonaws.com','requestParameters':{'protocol':'lambda','"
	  "topicArn':"
	  "'arn:aws:sns:eu-west-1:1:t','endpoint':'" ARN "'}",
	  "sns", "arn:aws:sns:eu-west-1:1:t", "requestParameters.endpoint" },
	{ "PutIntegration",
	  "'eventSource':'apigateway.amazonaws.com','requestParameters':{'restApiId':'abc',"
	  "'uri':"
	  "'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" ARN
	  "/invocations'}",
	  "apigateway", "abc", "requestParameters.uri" },
	{ "CreateStateMachine",
	  "'eventSource':'states.amazonaws.com','requestParameters':{'name':'m','"
	  "definition':"
	  "'{\\\"Resource\\\":\\\"" ARN "\\\"}'}",
	  "states", "m", "requestParameters.definition" },
	{ "PutRolePolicy",
	  "'eventSource':'iam.amazonaws.com','requestParameters':{'roleName':'r','"
	  "policyDocument':"
	  "'%7B%22Resource%22%3A%22arn%3Aaws%3Alambda%3Aeu-west-1%3A" FN_ACCOUNT
	  "%3Afunction%3Af%22%7D'}",
	  "iam", "r", "requestParameters.policyDocument" },
	{ "Decrypt",
	  "'eventSource':'kms.amazonaws.com','readOnly':true,'requestParameters':{'c':'" ARN
	  "'}",
	  NULL, NULL, NULL },
	{ "PutTargets",
	  "'eventSource':'events.amazonaws.com','requestParameters':{'t':'" FN_ARN(
		  "fx") "'}",
	  NULL, NULL, NULL },
	{ "PutTargets",
	  "'eventSource':'events.amazonaws.com','responseElements':{'t':'" ARN "'}", NULL,
	  NULL, NULL },
};

static void test_wirings(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(wirings); i++) {
		struct fnfix f;
		struct lambda_page *p;

		fnfix_init(&f);
		fnfix_add(&f, "09:00:00", "Invoke", CALL("r", BY("ann")));
		fnfix_add(&f, "10:00:00", wirings[i].event, wirings[i].body);
		fnfix_finish(&f);
		p = fnfix_page(&f, "f", fnfix_all());
		IS_INT(p->ntriggers, wirings[i].service ? 1 : 0, "%zu %s", i,
		       wirings[i].event);
		if (p->ntriggers && wirings[i].service) {
			IS_SV(p->triggers[0].service, wirings[i].service, "%zu: service",
			      i);
			IS_SV(p->triggers[0].from, wirings[i].from, "%zu: source", i);
			IS_SV(p->triggers[0].where, wirings[i].where, "%zu: place", i);
			IS_SV(p->triggers[0].state, "set", "%zu: state", i);
			fnfix_select(&f, p->triggers[0].open.ptr, 0, TICK_NONE);
			IS_INT(f.sel->count, 1, "%zu: its filter", i);
		}
		lambda_page_free(p);
		fnfix_release(&f);
	}
}

/* The many distinct values of a path are stored without a dictionary: they are searched too. */
static void test_raw_wiring(void)
{
	struct fnfix f;
	struct lambda_page *p;
	char body[256];

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "Invoke", CALL("r", BY("ann")));
	for (unsigned i = 0; i < 9000; i++) {
		snprintf(body, sizeof(body),
			 "'eventSource':'x.amazonaws.com','requestParameters':{'v':'%s %u "
			 "%u'}",
			 i % 1000 == 7 ? ARN : "value of its own", i, i * 7919);
		fnfix_add(&f, "10:00:00", "PutThing", body);
	}
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->ntriggers, 1, "one place");
	IS_INT(p->triggers[0].count, 9, "each request");
	lambda_page_free(p);
	fnfix_release(&f);
}

static void test_endings(void)
{
	static const struct {
		const char *event, *body, *state;
	} cases[] = {
		{ "PutBucketNotification",
		  "'eventSource':'s3.amazonaws.com','requestParameters':{'bucketName':'b',"
		  "'NotificationConfiguration':{}}",
		  "replaced" },
		{ "PutBucketNotification",
		  "'eventSource':'s3.amazonaws.com','requestParameters':{'bucketName':'c',"
		  "'NotificationConfiguration':{}}",
		  "set" },
		{ "DeleteBucket",
		  "'eventSource':'s3.amazonaws.com','requestParameters':{'bucketName':'b'}",
		  "bucket deleted" },
		{ "DeleteBucket",
		  "'errorCode':'AccessDenied','eventSource':'s3.amazonaws.com',"
		  "'requestParameters':{'bucketName':'b'}",
		  "set" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fnfix f;
		struct lambda_page *p;

		fnfix_init(&f);
		fnfix_add(&f, "09:00:00", "Invoke", CALL("r", BY("ann")));
		fnfix_add(&f, "10:00:00", wirings[0].event, wirings[0].body);
		fnfix_add(&f, "11:00:00", cases[i].event, cases[i].body);
		fnfix_finish(&f);
		p = fnfix_page(&f, "f", fnfix_all());
		if (IS_INT(p->ntriggers, 1, "%zu: one trigger", i))
			IS_SV(p->triggers[0].state, cases[i].state, "%zu: its state", i);
		lambda_page_free(p);
		fnfix_release(&f);
	}
}

#define MAPPING(request, more)                                                             \
	"'requestParameters':{" request                                                    \
	"},'responseElements':{'uUID':'u-1','functionArn':'" ARN "'" more "}," BY("admin")

static void test_mappings(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "CreateEventSourceMapping20150331",
		  MAPPING("'functionName':'f','eventSourceArn':'arn:q'",
			  ",'state':'Creating'"));
	fnfix_add(&f, "10:00:00", "UpdateEventSourceMapping20150331",
		  MAPPING("'uUID':'u-1','enabled':false", ""));
	fnfix_add(
		&f, "11:00:00", "UpdateEventSourceMapping20150331",
		"'requestParameters':{'uUID':'u-1','functionName':'g'},'responseElements':"
		"{'uUID':'u-1','functionArn':'" FN_ARN("g") "'}," BY("eve"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", (struct span){ 0, fnfix_time("10:00:00") });
	IS_SV(p->triggers[0].state, "enabled", "state at first");
	IS_SV(p->triggers[0].from, "arn:q", "source");
	lambda_page_free(p);
	p = fnfix_page(&f, "f", (struct span){ 0, fnfix_time("11:00:00") });
	IS_SV(p->triggers[0].state, "disabled", "then");
	lambda_page_free(p);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->ntriggers, 1, "one mapping");
	IS_SV(p->triggers[0].state, "re-pointed", "at last");
	IS_SV(p->triggers[0].identity, "user:arn:aws:iam::" FN_ACCOUNT ":user/eve",
	      "by whom");
	IS_INT(p->triggers[0].count, 3, "requests");
	lambda_page_free(p);
	p = fnfix_page(&f, "g", fnfix_all());
	IS_INT(p->ntriggers, 1, "the other function has it now");
	lambda_page_free(p);
	fnfix_release(&f);
}

static void test_notes(void)
{
	struct fnfix f;
	struct lambda_page *p;

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "UpdateFunctionCode20150331v2", REQ "}," BY("admin"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "f", fnfix_all());
	IS_INT(p->notes.n, 2, "notes");
	IS_SV(sv_head(p->notes.v[0], 43), "invocations are not logged: no Lambda data ",
	      "absence is said");
	lambda_page_free(p);
	fnfix_release(&f);

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "Invoke", "'requestParameters':null," BY("ann"));
	fnfix_finish(&f);
	p = fnfix_page(&f, "(unknown)", fnfix_all());
	IS_INT(p->ncallers, 1, "the unknown function has callers");
	fnfix_select(&f, p->callers[0].open.ptr, 0, TICK_NONE);
	IS_INT(f.sel->count, 1, "whose filter opens its events");
	lambda_page_free(p);
	fnfix_release(&f);
}

static void test_cancel(void)
{
	_Atomic(bool) cancel = true;
	struct fnfix f;
	struct lambda_cache c = { 0 };

	fnfix_init(&f);
	fnfix_add(&f, "09:00:00", "Invoke", CALL("r", BY("ann")));
	fnfix_finish(&f);
	f.env.cancel = &cancel;
	IS_ST(lambda_cache_update(&c, &f.env, f.sel, true), ST_CANCELED,
	      "the index is given up");
	OK(!lambda_page_new(&f.cache, &f.env, f.sel, fnfix_all(), 0), "and so is the page");
	fnfix_release(&f);
}

int main(void)
{
	test_statements();
	test_not_statements();
	test_globs();
	test_verdicts();
	test_callers();
	test_mixed_verdicts();
	test_changes();
	test_made_anew();
	test_qualifiers();
	test_grants();
	test_wirings();
	test_raw_wiring();
	test_endings();
	test_mappings();
	test_notes();
	test_cancel();
	return DONE();
}
