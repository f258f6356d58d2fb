/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the functions pane: which event is of which function, and what is counted of it. */
#include "event/rules.h"
#include "util/bits.h"

#include "fnfix.h"
#include "rnd.h"

/* ---- where the name hides ---- */

#define ARN FN_ARN("f")
static const struct {
	const char *event, *body;
	const char *name, *arn; /* NULL: no row; ARN "-": none */
} spellings[] = {
	{ "Invoke",
	  "'resources':[{'type':'AWS::Lambda::Function','ARN':'" ARN
	  "','accountId':'" FN_ACCOUNT "'}],'requestParameters':null",
	  "f", ARN },
	{ "Invoke", "'requestParameters':{'functionName':'f'}", "f", ARN },
	{ "Invoke", "'requestParameters':{'functionName':'f:live'}", "f", ARN },
	{ "Invoke", "'requestParameters':{'functionName':'" FN_ACCOUNT ":function:f'}", "f",
	  ARN },
	{ "Invoke", "'requestParameters':{'functionName':'" FN_ACCOUNT ":function:f:7'}",
	  "f", ARN },
	{ "Invoke", "'requestParameters':{'functionName':'" ARN "'}", "f", ARN },
	{ "Invoke", "'requestParameters':{'functionName':'" ARN ":$LATEST'}", "f", ARN },
	{ "TagResource20170331v2", "'requestParameters':{'resource':'" ARN "','tags':{}}",
	  "f", ARN },
	{ "InvokeExecution",
	  "'requestParameters':null,'additionalEventData':{'functionVersion':'" ARN ":14'}",
	  "f", ARN },
	{ "UpdateFunctionCode20150331v2",
	  "'requestParameters':{'fullyQualifiedArn':{'arnPrefix':{'partition':'aws','"
	  "region':"
	  "'eu-west-1','account':'" FN_ACCOUNT "'},'relativeId':{'functionName':'f'},"
	  "'functionQualifier':{}}}",
	  "f", ARN },
	{ "CreateFunction20150331", "'responseElements':{'functionArn':'" ARN ":1'}", "f",
	  ARN },
	{ "CreateFunction20150331", "'responseElements':{'functionName':'f'}", "f", ARN },
	{ "AddPermission20150331v2",
	  "'errorCode':'AccessDenied','errorMessage':'User: arn:aws:iam::" FN_ACCOUNT
	  ":user/a is not authorized to perform: lambda:AddPermission on resource: " ARN
	  " because no policy','requestParameters':null",
	  "f", ARN },
	{ "Invoke",
	  "'requestParameters':{'functionName':'arn:aws-cn:lambda:cn-north-1:"
	  "999988887777:function:f'}",
	  "f", "arn:aws-cn:lambda:cn-north-1:999988887777:function:f" },
	{ "Invoke", "'requestParameters':{'functionName':'f'},'recipientAccountId':null",
	  "f", "-" },
	{ "Invoke", "'requestParameters':null", "(unknown)", "-" },
	{ "CheckpointDurableExecution", "'requestParameters':null", "(unknown)", "-" },
	{ "LambdaESMDisabled", "'eventCategory':'Data','requestParameters':null",
	  "(unknown)", "-" },
	{ "ListFunctions20150331", "'requestParameters':null", NULL, NULL },
	{ "Invoke",
	  "'eventSource':'other.amazonaws.com','requestParameters':{'functionName':'f'}",
	  NULL, NULL },
};

static void test_spellings(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(spellings); i++) {
		struct fnfix f;
		struct lambda_rows *r;
		struct lambda_id id;

		fnfix_init(&f);
		fnfix_add(&f, "10:00:00", spellings[i].event, spellings[i].body);
		fnfix_finish(&f);
		r = fnfix_rows(&f);
		IS_INT(r->n, spellings[i].name ? 1 : 0, "%zu %s: rows", i,
		       spellings[i].event);
		if (r->n) {
			id = lambda_index_id(r->index, r->rows[0].fn);
			IS_SV(id.name, spellings[i].name, "%zu: name", i);
			if (strcmp(spellings[i].arn, "-") == 0)
				OK(!id.arn.ptr, "%zu: no ARN", i);
			else
				IS_SV(id.arn, spellings[i].arn, "%zu: ARN", i);
		}
		lambda_rows_free(r);
		fnfix_release(&f);
	}
}

/* ---- counting ---- */

#define WHO(name)                                                                          \
	"'userIdentity':{'type':'IAMUser','arn':'arn:aws:iam::" FN_ACCOUNT ":user/" name   \
	"'}"
#define CALL(fn, request, who)                                                             \
	"'requestParameters':{'functionName':'" fn "'},'requestID':'" request "'," WHO(who)
#define RUN(fn, request)                                                                   \
	"'requestParameters':null,'additionalEventData':{'functionVersion':'" FN_ARN(      \
		fn) ":1'},'requestID':'" request "','userIdentity':{'type':'AWSService','" \
		    "invokedBy':'lambda.amazonaws.com'}"

static const struct lambda_row *row_of(const struct lambda_rows *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (sv_eqs(lambda_index_id(r->index, r->rows[i].fn).name, name))
			return &r->rows[i];
	return NULL;
}

static void test_counts(void)
{
	struct fnfix f;
	const struct lambda_row *row;
	struct lambda_rows *r;

	fnfix_init(&f);
	fnfix_add(&f, "10:00:00", "Invoke", CALL("a", "r1", "ann"));
	fnfix_add(&f, "10:00:01", "InvokeExecution", RUN("a", "r1"));
	fnfix_add(&f, "10:00:02", "InvokeExecution", RUN("a", "r1"));
	fnfix_add(&f, "10:00:03", "Invoke", CALL("a", "r2", "bob"));
	fnfix_add(&f, "10:00:04", "Invoke",
		  "'errorCode':'TooManyRequestsException'," CALL("a", "r2", "bob"));
	fnfix_add(&f, "10:00:05", "Invoke", CALL("b", "r2", "bob"));
	fnfix_add(&f, "10:00:06", "InvokeExecution", RUN("b", "r9"));
	fnfix_add(&f, "10:00:07", "Invoke",
		  "'requestParameters':{'functionName':'c'}," WHO("ann"));
	fnfix_add(&f, "10:00:08", "Invoke",
		  "'requestParameters':{'functionName':'c'}," WHO("ann"));
	fnfix_add(&f, "10:00:09", "Invoke",
		  "'requestParameters':{'functionName':'c'},'requestID':''," WHO("ann"));
	fnfix_add(&f, "10:01:00", "UpdateFunctionCode20150331v2",
		  "'requestParameters':{'functionName':'d'}");
	fnfix_add(&f, "10:01:01", "UpdateFunctionConfiguration20150331v2",
		  "'errorCode':'AccessDenied','requestParameters':{'functionName':'d'}");
	fnfix_add(&f, "10:01:02", "AddPermission20150331v2",
		  "'requestParameters':{'functionName':'d'}");
	fnfix_add(&f, "10:01:03", "GetFunction20150331v2",
		  "'requestParameters':{'functionName':'d'}");
	fnfix_add(&f, "10:01:04", "CreateEventSourceMapping20150331",
		  "'requestParameters':{'functionName':'d'}");
	fnfix_add(&f, "10:01:05", "Invoke",
		  "'requestID':'r7','awsRegion':'us-east-1','requestParameters':{'"
		  "functionName':'a'}");
	fnfix_finish(&f);
	r = fnfix_rows(&f);
	IS_INT(r->n, 5, "functions");
	row = &r->rows[0];
	IS_SV(lambda_index_id(r->index, row->fn).name, "c", "most invoked first");
	IS_INT(row->shown.invocations, 3, "each event without a request is an invocation");
	row = &r->rows[1];
	IS_SV(lambda_index_id(r->index, row->fn).arn, FN_ARN("a"), "then by ARN");
	IS_INT(row->shown.invocations, 2, "a request is one invocation");
	IS_INT(row->shown.callers, 2, "callers of Invoke only, where there is one");
	IS_INT(row->shown.errors, 1, "errors");
	IS_INT(row->shown.events, 5, "events");
	IS_INT(row->shown.first, fnfix_time("10:00:00"), "first");
	IS_INT(row->shown.last, fnfix_time("10:00:04"), "last");
	row = row_of(r, "b");
	IS_INT(row->shown.invocations, 2, "a run without its Invoke is one too");
	IS_INT(row->shown.callers, 2, "and then its identity is a caller");
	row = &r->rows[3];
	IS_SV(lambda_index_id(r->index, row->fn).region, "us-east-1",
	      "the same name elsewhere");
	row = row_of(r, "d");
	IS_INT(row->shown.changes, 3, "successful changes");
	IS_INT(row->shown.errors, 1, "errors of changes");
	IS_INT(row->shown.denied, 1, "denied");
	IS_INT(row->shown.invocations, 0, "never invoked");
	lambda_rows_free(r);

	fnfix_select(&f, "event=InvokeExecution", 0, TICK_NONE);
	r = fnfix_rows(&f);
	IS_INT(r->n, 2, "with a filter: functions that have events");
	IS_INT(r->total, 5, "of all");
	row = row_of(r, "a");
	IS_INT(row->shown.invocations, 1, "its invocations");
	IS_INT(row->shown.callers, 1, "its callers: Invoke is not among them");
	IS_INT(row->all.invocations, 2, "the whole beside it");
	lambda_rows_free(r);
	fnfix_release(&f);
}

static void test_window(void)
{
	struct fnfix f;
	struct lambda_rows *r;
	struct span w = { fnfix_time("11:00:00"), fnfix_time("12:00:00") };

	fnfix_init(&f);
	fnfix_add(&f, "10:00:00", "Invoke",
		  CALL("a", "r1", "ann") ",'sourceIPAddress':'192.0.2.1'");
	fnfix_add(&f, "11:10:00", "Invoke",
		  CALL("a", "r2", "ann") ",'sourceIPAddress':'192.0.2.2'");
	fnfix_add(&f, "11:20:00", "Invoke",
		  CALL("a", "r3", "bob") ",'sourceIPAddress':'192.0.2.1'");
	fnfix_add(&f, "11:30:00", "Invoke",
		  "'requestParameters':{'functionName':'a','sourceArn':'arn:x'},'requestID'"
		  ":'r5'," WHO("bob"));
	fnfix_add(&f, "12:00:00", "Invoke",
		  CALL("a", "r4", "eve") ",'sourceIPAddress':'192.0.2.3'");
	fnfix_add(&f, "11:30:00", "Invoke", CALL("b", "r6", "eve"));
	fnfix_finish(&f);
	fnfix_select(&f, "time>=2024-05-14", w.from, w.to);
	r = lambda_rows_new(&f.cache, &f.env, f.sel, w);
	IS_INT(r->n, 2, "functions in the window");
	IS_INT(r->rows[0].shown.invocations, 3, "invocations in the window");
	IS_INT(r->rows[0].new_callers, 1, "a caller is new");
	IS_INT(r->rows[0].new_addresses, 1, "an address is new");
	IS_INT(r->rows[0].new_sources, 1, "a source is new");
	OK(!r->rows[0].is_new, "the function is not");
	OK(r->rows[1].is_new, "a function is new");
	IS_INT(r->axis.n, LAMBDA_SPARK, "bars");
	IS_INT(r->axis.from, w.from, "bars of the window");
	lambda_rows_free(r);
	fnfix_release(&f);
}

static void test_absence(void)
{
	static const struct {
		const char *event, *body, *remark;
	} cases[] = {
		{ "ListBuckets", "'eventSource':'s3.amazonaws.com'",
		  "no event of a Lambda function is loaded" },
		{ "DeleteFunction20150331", "'requestParameters':{'functionName':'f'}",
		  "invocations are not logged in this trail: no Lambda data event is "
		  "loaded" },
		{ "Invoke", "'requestParameters':{'functionName':'f'}", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTO_BUF struct buf b = BUF_INIT;
		struct fnfix f;
		struct lambda_rows *r;

		fnfix_init(&f);
		fnfix_add(&f, "10:00:00", cases[i].event, cases[i].body);
		fnfix_finish(&f);
		r = fnfix_rows(&f);
		lambda_rows_remark(r, &b);
		IS_STR(buf_str(&b), cases[i].remark, "remark %zu", i);
		lambda_rows_free(r);
		fnfix_release(&f);
	}
}

/* ---- against a naive count ---- */

#define EVENTS    9500u
#define FUNCTIONS 40u
#define NAMES_MAX 64u

struct plain_event {
	unsigned fn, who, request; /* request 0: none */
	bool call, run, change, bad, selected;
	unsigned second;
};

static void add_plain(struct fnfix *f, const struct plain_event *e)
{
	static const char *const change[] = { "PublishVersion20150331",
					      "UpdateAlias20150331" };
	char body[1024], time[16], request[64] = "";

	if (e->request)
		snprintf(request, sizeof(request),
			 e->request % 3 ? ",'requestID':'%08x-0000-4000-8000-000000000000'"
					: ",'requestID':'R%u'",
			 e->request);
	snprintf(time, sizeof(time), "%02u:%02u:%02u", e->second / 3600,
		 e->second / 60 % 60, e->second % 60);
	snprintf(body, sizeof(body),
		 "'requestParameters':{'functionName':'fn%u'},'userIdentity':{'type':'"
		 "IAMUser',"
		 "'arn':'arn:aws:iam::1:user/u%u'},'k':%d%s%s",
		 e->fn, e->who, e->selected, request, e->bad ? ",'errorCode':'Boom'" : "");
	fnfix_add(f, time,
		  e->run      ? "InvokeExecution"
		  : e->call   ? "Invoke"
		  : e->change ? change[e->who % 2]
			      : "GetFunction20150331v2",
		  body);
}

/* Is EVENT the first of its invocation among those that count? */
static bool is_first(const struct plain_event *v, size_t i)
{
	for (size_t k = 0; v[i].request && k < i; k++)
		if (v[k].selected && v[k].call && v[k].fn == v[i].fn &&
		    v[k].request == v[i].request)
			return false;
	return true;
}

static bool has_invoke(const struct plain_event *v, const struct plain_event *e)
{
	for (size_t k = 0; e->request && k < EVENTS; k++)
		if (v[k].selected && v[k].call && !v[k].run && v[k].fn == e->fn &&
		    v[k].request == e->request)
			return true;
	return false;
}

static void naive(const struct plain_event *v, unsigned fn, struct lambda_counts *c)
{
	uint64_t callers = 0;

	*c = (struct lambda_counts){ .first = TICK_NONE, .last = TICK_NONE };
	for (size_t i = 0; i < EVENTS; i++) {
		if (v[i].fn != fn || !v[i].selected)
			continue;
		c->events++;
		c->errors += v[i].bad;
		c->changes += v[i].change && !v[i].bad;
		if (!v[i].call)
			continue;
		c->invocations += is_first(v, i);
		if (!v[i].run || !has_invoke(v, &v[i]))
			callers |= UINT64_C(1) << v[i].who;
	}
	c->callers = (uint64_t)__builtin_popcountll(callers);
}

static void test_naive(void)
{
	static struct plain_event v[EVENTS];
	struct fnfix f;
	struct lambda_rows *r;
	unsigned bad = 0;

	fnfix_init(&f);
	for (unsigned i = 0; i < EVENTS; i++) {
		struct plain_event *e = &v[i];

		e->fn = rnd(FUNCTIONS);
		e->who = rnd(20);
		e->call = rnd(4) > 0;
		e->run = e->call && rnd(2);
		e->change = !e->call && rnd(2);
		e->bad = rnd(5) == 0;
		e->request = rnd(10) ? 1 + rnd(60) : 0;
		e->selected = rnd(3) > 0;
		e->second = rnd(86400);
		add_plain(&f, e);
	}
	fnfix_finish(&f);
	IS_INT(store_nsegs(f.js.s), 3, "segments");
	fnfix_select(&f, "k=1", 0, TICK_NONE);
	r = fnfix_rows(&f);
	for (unsigned fn = 0; fn < FUNCTIONS; fn++) {
		char name[16];
		struct lambda_counts want;
		const struct lambda_row *row;

		snprintf(name, sizeof(name), "fn%u", fn);
		naive(v, fn, &want);
		row = row_of(r, name);
		if (!row || row->shown.events != want.events ||
		    row->shown.invocations != want.invocations ||
		    row->shown.callers != want.callers ||
		    row->shown.changes != want.changes ||
		    row->shown.errors != want.errors) {
			bad++;
			if (row)
				DIAG("%s: invocations %u for %u, callers %u for %u", name,
				     (unsigned)row->shown.invocations,
				     (unsigned)want.invocations,
				     (unsigned)row->shown.callers, (unsigned)want.callers);
		}
	}
	IS_INT(bad, 0, "%u functions counted as by hand", FUNCTIONS);
	for (size_t i = 1; i < r->n; i++)
		bad += r->rows[i - 1].shown.invocations < r->rows[i].shown.invocations;
	IS_INT(bad, 0, "in order");
	lambda_rows_free(r);
	fnfix_release(&f);
}

static void test_find(void)
{
	static const struct {
		const char *name;
		size_t n;
	} cases[] = {
		{ "a", 2 },
		{ FN_ARN("a"), 1 },
		{ FN_ARN("a:live"), 1 },
		{ FN_ACCOUNT ":eu-west-1:a", 1 },
		{ FN_ACCOUNT ":eu-west-2:a", 0 },
		{ "b", 0 },
		{ "(unknown)", 1 },
		{ "", 0 },
	};
	struct fnfix f;

	fnfix_init(&f);
	fnfix_add(&f, "10:00:00", "Invoke", "'requestParameters':{'functionName':'a'}");
	fnfix_add(&f, "10:00:01", "Invoke",
		  "'awsRegion':'us-east-1','requestParameters':{'functionName':'a'}");
	fnfix_add(&f, "10:00:02", "Invoke", "'requestParameters':null");
	fnfix_finish(&f);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t *fns = NULL;

		IS_INT(lambda_index_find(f.cache.index, sv_str(cases[i].name), &fns),
		       cases[i].n, "functions named '%s'", cases[i].name);
		free(fns);
	}
	fnfix_release(&f);
}

static void test_spark(void)
{
	static const uint32_t counts[] = { 0, 1, 4, 8, 0 };
	AUTO_BUF struct buf b = BUF_INIT;

	spark_text(&b, counts, ARRAY_SIZE(counts));
	IS_STR(buf_str(&b), " .=@ ", "levels");
	IS_INT(spark_level(1, 1000000), 1, "one of many is seen");
	IS_INT(spark_level(0, 5), 0, "none is none");
	IS_INT(spark_level(5, 5), SPARK_LEVELS, "the highest");
}

int main(void)
{
	test_spellings();
	test_counts();
	test_window();
	test_absence();
	test_naive();
	test_find();
	test_spark();
	return DONE();
}
