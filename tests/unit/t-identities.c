/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of identities, what is new of them, and the page of one. */
#include "count/count.h"
#include "event/denial.h"
#include "event/who.h"
#include "identity/identity.h"
#include "loaded.h"
#include "util/bits.h"

static char *json_of(const char *records)
{
	char *p = xstrdup(records);

	for (char *c = p; *c; c++)
		if (*c == '\'')
			*c = '"';
	return p;
}

/* A record with ' for ", and a comma before what follows the frame. */
#define AT(id, day, time, source, name, rest)                                              \
	"{'eventID':'" id "','eventTime':'2024-05-" day "T" time                           \
	"Z','eventSource':'" source ".amazonaws.com','eventName':'" name                   \
	"','recipientAccountId':'111122223333'" rest "}\n"
#define ACC "111122223333"
#define ANN                                                                                \
	",'userIdentity':{'type':'IAMUser','principalId':'AIDAann','arn':'arn:aws:iam:"    \
	":" ACC ":user/team/ann','accountId':'" ACC                                        \
	"','userName':'ann','accessKeyId':'AKIA1'"                                         \
	"}"
#define IP(a)     ",'sourceIPAddress':'" a "'"
#define REGION(r) ",'awsRegion':'" r "'"
#define AGENT(a)  ",'userAgent':'" a "'"
#define DENIED    ",'errorCode':'AccessDenied'"

static const struct selection *all_of(const struct store *s)
{
	return selection_make(s, store_order(s), NULL, 0, 0, TICK_NONE, NULL);
}

static struct identity_rows *rows_of(const struct store *s, enum identity_by by,
				     unsigned threads, tick_t from, tick_t to)
{
	const struct eval_env env = { .store = s, .threads = threads };
	struct identity_index *x = identity_index_new(s, by);
	const struct order *o = store_order(s);
	struct selection *sel = selection_make(s, store_order(s), NULL, 0, from, to, NULL);
	struct identity_rows *r = NULL;
	tick_t first = o->timed ? store_time(s, o->rows[0]) : TICK_NONE;
	tick_t last = o->timed ? store_time(s, o->rows[o->timed - 1]) : TICK_NONE;

	if (identity_index_update(x, &env, store_nsegs(s)) == ST_OK &&
	    identity_index_news(x, &env) == ST_OK)
		r = identity_rows_new(x, &env, sel, (struct span){ from, to }, first, last,
				      true, true);
	selection_unref(sel);
	identity_index_unref(x);
	return r;
}

static void put_name(struct buf *out, struct sv v)
{
	if (v.ptr)
		buf_addsv(out, v);
	else
		buf_addc(out, '-');
}

/* "NAME[+SESSION] events denied addresses keys functions", one a row. */
static void rows_text(const struct identity_rows *r, struct buf *out)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct identity_row *row = &r->rows[i];

		put_name(out, row->name);
		if (row->session.ptr) {
			buf_addc(out, '+');
			buf_addsv(out, row->session);
		}
		buf_addf(out, " %llu %llu %u %u %u\n", (unsigned long long)row->events,
			 (unsigned long long)row->denied, row->count[IDF_ADDRESS],
			 row->count[IDF_KEY], row->count[IDF_FUNCTION]);
	}
}

/* One record for each type of identity, as the field `identity` resolves it, with its letter. */
static const struct {
	const char *identity, *want;
	char letter;
} types[] = {
	{ "{'type':'IAMUser','arn':'arn:aws:iam::1:user/a','accountId':'1'}",
	  "user:arn:aws:iam::1:user/a", 'U' },
	{ "{'type':'IAMUser','accountId':'1','userName':'HIDDEN_DUE_TO_SECURITY_REASONS'}",
	  "user:1/HIDDEN_DUE_TO_SECURITY_REASONS", 'U' },
	{ "{'type':'AssumedRole','arn':'arn:aws:sts::1:assumed-role/r/s'}",
	  "role:arn:aws:iam::1:role/r", 'R' },
	{ "{'type':'Role','arn':'arn:aws:iam::1:role/r2'}", "role:arn:aws:iam::1:role/r2",
	  'R' },
	{ "{'type':'Root','accountId':'1'}", "root:1", '!' },
	{ "{'type':'AWSService','invokedBy':'s3.amazonaws.com'}",
	  "service:s3.amazonaws.com", 'S' },
	{ "{'invokedBy':'x.amazonaws.com','accountId':'1'}", "service:x.amazonaws.com",
	  'S' },
	{ "{'type':'AWSAccount','accountId':'9','principalId':'AIDA'}", "account:9", 'X' },
	{ "{'type':'AWSAccount','accountId':'ANONYMOUS_PRINCIPAL'}",
	  "account:ANONYMOUS_PRINCIPAL", 'X' },
	{ "{'accountId':'7'}", "account:7", 'X' },
	{ "{'type':'FederatedUser','arn':'arn:aws:sts::1:federated-user/b'}",
	  "federated:arn:aws:sts::1:federated-user/b", 'F' },
	{ "{'type':'SAMLUser','identityProvider':'p','userName':'u'}", "saml:p/u", 'F' },
	{ "{'type':'WebIdentityUser','identityProvider':'p','userName':'u'}", "web:p/u",
	  'F' },
	{ "{'type':'IdentityCenterUser','onBehalfOf':{'userId':'u-1'}}", "idc:u-1", 'F' },
	{ "{'type':'Directory','principalId':'d'}", "other:d", '?' },
	{ "{}", "unknown", '?' },
	{ "null", "unknown", '?' },
	{ "'text'", "unknown", '?' },
};

static void test_types(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		AUTO_BUF struct buf text = BUF_INIT;
		char *json;
		struct store *s;
		struct identity_rows *r;

		buf_addf(&text, "{'eventID':'e','eventName':'Get','userIdentity':%s}",
			 types[i].identity);
		json = json_of(buf_str(&text));
		s = trail_store(json);
		r = rows_of(s, IDENTITY_BY_IDENTITY, 1, 0, TICK_NONE);
		if (IS_INT(r->n, 1, "one row: %s", types[i].want)) {
			IS_SV(r->rows[0].name, types[i].want, "its identity");
			IS_INT(who_letter(r->rows[0].name), types[i].letter, "its letter");
			OK(r->rows[0].first == TICK_NONE, "no time");
		}
		identity_rows_free(r);
		store_free(s);
		free(json);
	}
}

static const char counted[] = AT("1", "14", "10:00:00", "s3", "Get", ANN IP("1.1.1.1")) AT(
	"2", "14", "10:00:01", "s3", "Get",
	ANN IP("1.1.1.2")
		DENIED) AT("3", "14", "10:00:02", "lambda", "Invoke",
			   ANN IP("1.1.1.1") ",'awsRegion':'us-east-1','requestParameters':"
					     "{'functionName':'f'}")
	AT("4", "14", "10:00:03", "lambda", "Invoke",
	   ANN IP("1.1.1.1") ",'awsRegion':'eu-west-1','requestParameters':{'functionName':"
			     "'f'}")
		AT("4", "14", "10:00:03", "lambda", "Invoke",
		   ANN IP("1.1.1.1") ",'awsRegion':'eu-west-1','requestParameters':{'"
				     "functionName':'f'}")
			AT("5", "14", "10:00:04", "sts", "AssumeRole",
			   ",'userIdentity':{'type':'AssumedRole','principalId':'AROA:x','"
			   "arn':'arn:aws:sts::" ACC ":assumed-role/r/x','accountId':'" ACC
			   "','accessKeyId':'ASIA1'}")
				AT("6", "14", "10:00:05", "sts", "AssumeRole",
				   ",'userIdentity':{'type':'AssumedRole','principalId':'"
				   "AROA:y','arn':'arn:aws:sts::" ACC
				   ":assumed-role/r/y','accountId':'" ACC
				   "','accessKeyId':'ASIA2'}" DENIED)
					AT("7", "14", "10:00:06", "signin", "ConsoleLogin",
					   ",'userIdentity':{'type':'IAMUser','arn':'arn:"
					   "aws:iam::" ACC ":user/zoe','accountId':'" ACC
					   "','accessKeyId':''},'sourceIPAddress':null")
						AT("8", "14", "10:00:07", "s3", "Get", "");

static void test_counts(void)
{
	static const char *const want[IDENTITY_BY_COUNT] = {
		[IDENTITY_BY_IDENTITY] =
			"user:arn:aws:iam::" ACC ":user/team/ann 4 1 2 1 2\n"
			"role:arn:aws:iam::" ACC ":role/r 2 1 0 2 0\n"
			"unknown 1 0 0 0 0\n"
			"user:arn:aws:iam::" ACC ":user/zoe 1 0 0 1 0\n",
		[IDENTITY_BY_SESSION] =
			"user:arn:aws:iam::" ACC ":user/team/ann 4 1 2 1 2\n"
			"role:arn:aws:iam::" ACC ":role/r+x 1 0 0 1 0\n"
			"role:arn:aws:iam::" ACC ":role/r+y 1 1 0 1 0\n"
			"unknown 1 0 0 0 0\n"
			"user:arn:aws:iam::" ACC ":user/zoe 1 0 0 1 0\n",
		[IDENTITY_BY_KEY] = "AKIA1 4 1 2 1 2\n"
				    "- 2 0 0 1 0\n"
				    "ASIA1 1 0 0 1 0\n"
				    "ASIA2 1 1 0 1 0\n",
		[IDENTITY_BY_ADDRESS] = "- 4 1 0 3 0\n"
					"1.1.1.1 3 0 1 1 2\n"
					"1.1.1.2 1 1 1 1 0\n",
		[IDENTITY_BY_ACCOUNT] = ACC " 7 2 2 4 2\n"
					    "- 1 0 0 0 0\n",
	};
	char *json = json_of(counted);
	struct store *s = trail_store(json);

	for (unsigned by = 0; by < IDENTITY_BY_COUNT; by++) {
		AUTO_BUF struct buf got = BUF_INIT;
		struct identity_rows *r = rows_of(s, (enum identity_by)by, 2, 0, TICK_NONE);

		rows_text(r, &got);
		/* events without a key stand behind those that have as many */
		IS_STR(buf_str(&got), want[by], "by %s", identity_by_names[by]);
		if (by == IDENTITY_BY_IDENTITY)
			IS_SV(r->rows[0].about, ACC, "the caller's account");
		if (by == IDENTITY_BY_KEY)
			IS_SV(r->rows[0].about, "user:arn:aws:iam::" ACC ":user/team/ann",
			      "whose key it is");
		IS_INT(r->events, 8, "all events are in some row");
		identity_rows_free(r);
	}
	store_free(s);
	free(json);
}

/* "" is an address and a key like others; null, {} and [] are none. */
static void test_blank(void)
{
	static const char events[] = AT("1", "14", "10:00:00", "s3", "Get", ANN IP(""))
		AT("2", "14", "10:00:01", "s3", "Get", ANN IP("1.1.1.1"))
			AT("3", "14", "10:00:02", "s3", "Get", ANN IP(""))
				AT("4", "14", "10:00:03", "s3", "Get",
				   ",'userIdentity':{'type':'Root','accountId':'1',"
				   "'accessKeyId':''},'sourceIPAddress':{}")
					AT("5", "14", "10:00:04", "s3", "Get",
					   ",'userIdentity':{'type':'Root','accountId':'2',"
					   "'accessKeyId':null},'sourceIPAddress':[]");
	char *json = json_of(events);
	struct store *s = trail_store(json);

	for (unsigned threads = 1; threads < 3; threads++) {
		AUTO_BUF struct buf got = BUF_INIT;
		struct identity_rows *r =
			rows_of(s, IDENTITY_BY_IDENTITY, threads, 0, TICK_NONE);

		rows_text(r, &got);
		IS_STR(buf_str(&got),
		       "user:arn:aws:iam::" ACC ":user/team/ann 3 0 2 1 0\n"
		       "root:1 1 0 0 1 0\n"
		       "root:2 1 0 0 0 0\n",
		       "addresses and keys that are \"\"");
		identity_rows_free(r);
	}
	store_free(s);
	free(json);
}

/* Every row of every grouping selects by its expression the events it counts. */
static void test_exprs(void)
{
	char *json = json_of(counted);
	struct store *s = trail_store(json);
	const struct eval_env env = { .store = s, .threads = 1 };

	for (unsigned by = 0; by < IDENTITY_BY_COUNT; by++) {
		struct identity_rows *r = rows_of(s, (enum identity_by)by, 1, 0, TICK_NONE);

		for (size_t i = 0; i < r->n; i++) {
			AUTO_BUF struct buf expr = BUF_INIT;
			uint64_t bits[SEG_WORDS] = { 0 };
			struct filter *f = NULL;
			struct err err = ERR_INIT;
			struct eval *e;

			identity_row_expr((enum identity_by)by, r->rows[i].name,
					  r->rows[i].session, &expr);
			if (!IS_ST(filter_parse(buf_sv(&expr), &f, &err), ST_OK, "%s",
				   buf_str(&expr)))
				continue;
			e = eval_new(&env, f);
			IS_ST(eval_run(e, 0, 1, bits), ST_OK, "evaluated");
			IS_INT(bits_count(bits, SEG_WORDS), r->rows[i].events,
			       "events of %s", buf_str(&expr));
			eval_free(e);
			filter_free(f);
		}
		identity_rows_free(r);
	}
	store_free(s);
	free(json);
}

static const char news[] = AT("1", "14", "10:00:00", "s3", "Get",
			      ANN IP("1.1.1.1") REGION("us-east-1") AGENT("cli"))
	AT("2", "14", "11:00:00", "s3", "Put",
	   ANN IP("1.1.1.1") REGION("us-east-1")
		   AGENT("cli")) AT("3", "15", "10:00:00", "s3", "Get",
				    ANN IP("1.1.1.1") REGION("us-east-1") AGENT("cli"))
		AT("4", "15", "10:00:01", "iam", "List",
		   ANN IP("6.6.6.6") REGION("eu-west-1")
			   AGENT("boto")) AT("5", "15", "10:00:02", "kms", "List",
					     ANN IP("6.6.6.7") REGION("eu-west-1")
						     AGENT("boto"))
			AT("6", "15", "10:00:03", "s3", "Get",
			   ",'userIdentity':{'type':'IAMUser','arn':'arn:aws:iam::" ACC
			   ":user/eve'}" IP("1.1.1.1"))
				AT("7", "16", "10:00:03", "ec2", "Run", ANN IP("9.9.9.9"));

static void test_news(void)
{
	char *json = json_of(news);
	struct store *s = trail_store(json);
	tick_t from = time_parse(SV_LIT("2024-05-15T00:00:00Z"));
	tick_t to = time_parse(SV_LIT("2024-05-16T00:00:00Z"));
	struct identity_rows *r = rows_of(s, IDENTITY_BY_IDENTITY, 2, from, to);
	AUTO_BUF struct buf words = BUF_INIT;
	uint32_t sum = 0;

	OK(r->has_window && r->has_fresh, "something lies before the window");
	IS_INT(r->n, 2, "two identities in the window");
	IS_INT(r->rows[0].events, 3, "events in the window");
	OK(!r->rows[0].is_new, "ann was there before");
	IS_INT(r->rows[0].fresh[IDF_ADDRESS], 2, "new addresses, not the later one");
	IS_INT(r->rows[0].fresh[IDF_AGENT], 1, "a new agent");
	IS_INT(r->rows[0].fresh[IDF_REGION], 1, "a new region");
	IS_INT(r->rows[0].fresh[IDF_SOURCE], 2, "new services");
	IS_INT(r->rows[0].fresh[IDF_EVENT], 1, "a new event");
	identity_row_fresh_words(&r->rows[0], &words);
	IS_STR(buf_str(&words), "2 addresses, agent, region, 2 services, event",
	       "in words");
	OK(r->rows[1].is_new, "eve was not");
	buf_clear(&words);
	identity_row_fresh_words(&r->rows[1], &words);
	IS_STR(buf_str(&words), "all of it", "in words");
	for (unsigned i = 0; i < IDENTITY_SPARK; i++)
		sum += r->spark[i];
	IS_INT(sum, 3, "the spark line has all events of the window");
	identity_rows_free(r);
	r = rows_of(s, IDENTITY_BY_IDENTITY, 1, 0, TICK_NONE);
	OK(!r->has_window && !r->has_fresh, "without a window nothing is new");
	identity_rows_free(r);
	store_free(s);
	free(json);
}

/* The page of the identity that NAME means, over all events. */
static struct identity_page *page_of(const struct store *s, const char *name)
{
	const struct eval_env env = { .store = s, .threads = 2 };
	struct identity_index *x = identity_index_new(s, IDENTITY_BY_IDENTITY);
	struct lineage_index *l = lineage_index_new(&env, store_nsegs(s), true);
	struct selection *sel = (struct selection *)(uintptr_t)all_of(s);
	struct identity_page *p = NULL;
	uint32_t *match;

	if (identity_index_update(x, &env, store_nsegs(s)) == ST_OK &&
	    IS_INT(identity_index_match(x, sv_str(name), &match), 1, "%s is one identity",
		   name)) {
		p = identity_page_new(x, l, &env, sel, match[0],
				      (struct span){ 0, TICK_NONE });
		free(match);
	}
	selection_unref(sel);
	lineage_index_unref(l);
	identity_index_unref(x);
	if (!p)
		BAIL("no page of %s", name);
	return p;
}

#define BOB(key, created, more)                                                            \
	",'userIdentity':{'type':'IAMUser','principalId':'AIDAbob','arn':'arn:aws:iam:"    \
	":" ACC ":user/bob','accountId':'" ACC "','userName':'bob','accessKeyId':'" key    \
	"','sessionContext':{'attributes':{'creationDate':'2024-05-14T" created            \
	"Z','mfaAuthenticated':'true'}}}" more
#define FLAG ",'sessionCredentialFromConsole':'true'"
#define LONG(key)                                                                          \
	",'userIdentity':{'type':'IAMUser','principalId':'AIDAbob','arn':'arn:aws:iam:"    \
	":" ACC ":user/bob','accountId':'" ACC "','userName':'bob','accessKeyId':'" key    \
	"'}"

static const char sessions[] =
	/* a console session with three keys, one event of it without the flag */
	AT("c1", "14", "10:01:00", "s3", "Get",
	   BOB("ASIA1", "10:00:00", FLAG)
		   IP("1.1.1.1")) AT("c2", "14", "10:02:00", "s3", "Get",
				     BOB("ASIA2", "10:00:00", FLAG) IP("1.1.1.2"))
		AT("c3", "14", "10:03:00", "s3", "Get", BOB("ASIA3", "10:00:00", "") DENIED)
	/* a session of a program */
	AT("p1", "14", "10:04:00", "s3", "Get", BOB("ASIA4", "09:00:00", ""))
		AT("p2", "14", "14:04:00", "s3", "Get", BOB("ASIA4", "09:00:00", ""))
	/* a long-lived key: a pause of 30 minutes, and one of a second more */
	AT("l3", "14", "12:00:01", "s3", "Get", LONG("AKIA1"))
		AT("l1", "14", "11:00:00", "s3", "Get", LONG("AKIA1"))
			AT("l2", "14", "11:30:00", "s3", "Get", LONG("AKIA1"))
	/* no credential */
	AT("login", "14", "10:00:00", "signin", "ConsoleLogin",
	   LONG("") ",'responseElements':{'ConsoleLogin':'Success'}")
		AT("k", "13", "10:00:00", "iam", "CreateAccessKey",
		   ANN ",'responseElements':{'accessKey':{'accessKeyId':'AKIA1','userName':"
		       "'bob'}}") AT("u", "13", "09:00:00", "iam", "CreateUser",
				     ANN ",'requestParameters':{'userName':'bob'}");

static struct sv event_id(const struct store *s, row_t row, struct arena *arena)
{
	path_t id = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventID"));

	return row == ROW_NONE ? SV_LIT("-") : value_first(s, row, id, arena).text;
}

static void test_sessions(void)
{
	static const struct {
		const char *kind, *key, *first;
		unsigned events, denied, addresses;
		const char *issuer, *rule;
	} want[] = {
		{ "console", NULL, "c1", 3, 1, 2, "login", "login" },
		{ "key", "ASIA4", "p1", 2, 0, 0, NULL, NULL },
		{ "window", "AKIA1", "l1", 2, 0, 0, "k", "created" },
		{ "window", "AKIA1", "l3", 1, 0, 0, "k", "created" },
	};
	char *json = json_of(sessions);
	struct store *s = trail_store(json);
	struct identity_page *p = page_of(s, "bob");
	struct arena arena = ARENA_INIT;

	IS_INT(p->nsessions, ARRAY_SIZE(want), "sessions");
	IS_INT(p->apart, 1, "events without a credential");
	for (size_t i = 0; i < p->nsessions && i < ARRAY_SIZE(want); i++) {
		const struct identity_session *v = &p->sessions[i];

		IS_STR(identity_session_kinds[v->kind], want[i].kind, "session %zu", i);
		if (want[i].key)
			IS_SV(v->key, want[i].key, "its key");
		else
			OK(!v->key.ptr, "no one key");
		IS_SV(event_id(s, v->row, &arena), want[i].first, "its first event");
		IS_INT(v->events, want[i].events, "events");
		IS_INT(v->denied, want[i].denied, "denied");
		IS_INT(v->addresses, want[i].addresses, "addresses");
		OK(v->has_issuer == (want[i].issuer != NULL), "is the issuer known?");
		if (v->has_issuer && want[i].issuer) {
			IS_SV(event_id(s, v->issuer.row, &arena), want[i].issuer,
			      "the issuer");
			IS_STR(lineage_rules[v->issuer.rule].name, want[i].rule, "by rule");
		}
	}
	IS_INT(p->nmade, 2, "what made bob");
	IS_SV(event_id(s, p->made[0], &arena), "u", "first the user");
	IS_SV(event_id(s, p->made[1], &arena), "k", "then the key");
	arena_release(&arena);
	identity_page_free(p);
	store_free(s);
	free(json);
}

static const char acted[] = AT("1", "14", "10:00:00", "s3", "GetObject",
			       ANN IP("1.1.1.1") ",'readOnly':true")
	AT("2", "14", "10:00:01", "s3", "GetObject",
	   ANN DENIED ",'readOnly':true,'errorMessage':'"
		      "User: x is not authorized to perform: s3:GetObject on resource: "
		      "arn:aws:s3:::b/k "
		      "because no identity-based policy allows the s3:GetObject action'")
		AT("3", "14", "10:00:02", "s3", "GetObject",
		   ANN DENIED
		   ",'readOnly':true,'errorMessage':'"
		   "User: x is not authorized to perform: s3:GetObject on resource: "
		   "arn:aws:s3:::b/a "
		   "because no identity-based policy allows the s3:GetObject action'")
			AT("4", "14", "10:00:03", "s3", "GetObject",
			   ANN ",'readOnly':true,'errorCode':'NoSuchKey'")
				AT("5", "14", "10:00:04", "s3", "GetObject",
				   ANN ",'readOnly':true,'errorCode':'SlowDown'")
					AT("6", "14", "10:00:05", "secretsmanager",
					   "GetSecretValue", ANN ",'errorCode':'Odd'")
						AT("7", "14", "10:00:06", "sts",
						   "AssumeRole",
						   ANN IP("1.1.1.1") ",'requestParameters':"
								     "{'roleArn':'arn:aws:"
								     "iam::9:role/far'}")
							AT("8", "14", "10:00:07", "eks",
							   "CreateCluster",
							   ANN
							   ",'requestParameters':{'roleArn'"
							   ":'arn:aws:iam::9:role/no'}");

static void test_page(void)
{
	char *json = json_of(acted);
	struct store *s = trail_store(json);
	struct identity_page *p = page_of(s, "arn:aws:iam::" ACC ":user/team/ann");
	const struct identity_action *a = p->actions;

	IS_INT(p->nactions, 4, "actions");
	IS_SV(a[0].event, "GetObject", "the most frequent one first");
	IS_INT(a[0].count, 5, "its events");
	IS_INT(a[0].result[RES_OK], 1, "ok");
	IS_INT(a[0].result[RES_DENIED], 2, "denied");
	IS_INT(a[0].result[RES_ABSENT], 1, "absent");
	IS_INT(a[0].result[RES_THROTTLED], 1, "throttled");
	IS_SV(a[0].kind, "read", "its kind");
	OK(!a[0].sensitive, "an ordinary read");
	IS_SV(a[2].event, "GetSecretValue", "ties by source");
	OK(a[2].sensitive, "a read of secrets");
	IS_INT(a[2].result[RES_FAILED], 1, "failed");
	IS_INT(p->ndenials, 1, "denials alike are one");
	if (p->ndenials == 1) {
		const struct identity_denial *d = &p->denials[0];

		IS_INT(d->count, 2, "how often");
		IS_SV(d->action, "s3:GetObject", "what was not allowed");
		IS_SV(d->resource, "arn:aws:s3:::b/a", "on what, the first by bytes");
		IS_INT(d->resources, 2, "of so many");
		IS_STR(d->policy, "identity-based policy", "by what");
		OK(!d->explicit_deny, "none allows it");
	}
	IS_INT(p->lists[IDL_ADDRESS].n, 2, "addresses, with those that have none");
	IS_INT(p->lists[IDL_ROLE].n, 1, "roles assumed: not any role that is named");
	IS_SV(p->lists[IDL_ROLE].v[0].text, "arn:aws:iam::9:role/far", "the role");
	identity_page_free(p);
	store_free(s);
	free(json);
}

static void test_denial(void)
{
	static const struct {
		const char *message, *action, *resource, *policy, *arn;
		bool deny;
	} messages[] = {
		{ "Access Denied", NULL, NULL, NULL, NULL, false },
		{ "User: u is not authorized to perform: a:B", "a:B", NULL, NULL, NULL,
		  false },
		{ "User: u is not authorized to perform: a:B on resource: arn:x with an "
		  "explicit deny in a service control policy",
		  "a:B", "arn:x", "service control policy", NULL, true },
		{ "User: u is not authorized to perform: a:B on resource: * with an "
		  "explicit "
		  "deny in a permissions boundary: arn:aws:iam::1:policy/p",
		  "a:B", "*", "permissions boundary", "arn:aws:iam::1:policy/p", true },
		{ "User: u is not authorized to perform: a:B on resource: r because no "
		  "session "
		  "policy allows the a:B action",
		  "a:B", "r", "session policy", NULL, false },
		{ "You are not authorized to perform this operation. User: u is not "
		  "authorized "
		  "to perform: a:B on resource: r because no identity-based policy allows "
		  "the "
		  "a:B action. Encoded authorization failure message: xyz",
		  "a:B", "r", "identity-based policy", NULL, false },
		{ "because no ", NULL, NULL, NULL, NULL, false },
		{ "to perform: ", NULL, NULL, NULL, NULL, false },
		{ "", NULL, NULL, NULL, NULL, false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		struct denial d;

		rule_denial(sv_str(messages[i].message), &d);
		OK(messages[i].action ? sv_eqs(d.action, messages[i].action)
				      : !d.action.ptr,
		   "action of '%s'", messages[i].message);
		OK(messages[i].resource ? sv_eqs(d.resource, messages[i].resource)
					: !d.resource.ptr,
		   "resource");
		IS_STR(d.policy, messages[i].policy, "policy");
		OK(messages[i].arn ? sv_eqs(d.policy_arn, messages[i].arn)
				   : !d.policy_arn.ptr,
		   "its ARN");
		OK(d.explicit_deny == messages[i].deny, "an explicit deny?");
	}
}

static void test_match(void)
{
	char *json = json_of(counted);
	struct store *s = trail_store(json);
	struct identity_rows *r = rows_of(s, IDENTITY_BY_IDENTITY, 1, 0, TICK_NONE);
	static const struct {
		const char *name;
		size_t n;
	} names[] = {
		{ "user:arn:aws:iam::" ACC ":user/team/ann", 1 },
		{ "arn:aws:iam::" ACC ":user/team/ann", 1 },
		{ "ann", 1 },
		{ "team/ann", 1 },
		{ "nn", 0 },
		{ "r", 1 },
		{ "unknown", 1 },
		{ "nobody", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		uint32_t *match = NULL;

		IS_INT(identity_index_match(r->index, sv_str(names[i].name), &match),
		       names[i].n, "identities that '%s' means", names[i].name);
		free(match);
	}
	identity_rows_free(r);
	store_free(s);
	free(json);
}

/* Many events: the rows against counts made another way. */
static void test_many(void)
{
	AUTO_BUF struct buf text = BUF_INIT;
	struct store *s;
	struct counts c;
	struct fieldref *by;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	size_t nby;
	struct identity_rows *one, *two;
	AUTO_BUF struct buf a = BUF_INIT, b = BUF_INIT;
	struct eval_env env = { .threads = 2 };
	struct selection *sel;
	uint32_t x = 1;

	for (int i = 0; i < 20000; i++) {
		x = x * 1664525 + 1013904223;
		buf_addf(&text,
			 "{\"eventID\":\"e%d\",\"eventTime\":\"2024-05-14T%02u:%02u:00Z\","
			 "\"eventName\":\"Get\",\"sourceIPAddress\":\"10.0.0.%u\","
			 "\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"u%u\","
			 "\"accessKeyId\":\"k%u\"}%s}\n",
			 i, x >> 27 & 15, x >> 20 & 31, x >> 8 & 63, x >> 16 & 127,
			 x >> 10 & 1023, x >> 30 ? "" : ",\"errorCode\":\"AccessDenied\"");
	}
	s = trail_store(buf_str(&text));
	env.store = s;
	one = rows_of(s, IDENTITY_BY_IDENTITY, 1, 0, TICK_NONE);
	two = rows_of(s, IDENTITY_BY_IDENTITY, 4, 0, TICK_NONE);
	rows_text(one, &a);
	rows_text(two, &b);
	IS_STR(buf_str(&a), buf_str(&b), "whatever the number of threads");
	sel = (struct selection *)(uintptr_t)all_of(s);
	if (IS_ST(fieldref_parse_list(SV_LIT("identity"), &arena, &by, &nby, &err), ST_OK,
		  "a field") &&
	    IS_ST(count_by(&env, sel->rows, sel->order->nsegs, by, nby, &c), ST_OK,
		  "counted another way")) {
		size_t wrong = 0;

		IS_INT(one->n, c.n, "as many rows");
		for (size_t i = 0; i < c.n && i < one->n; i++)
			wrong += !sv_eq(c.rows[i].keys[0], one->rows[i].name) ||
				 c.rows[i].count != one->rows[i].events ||
				 c.rows[i].first != one->rows[i].first ||
				 c.rows[i].last != one->rows[i].last;
		IS_INT(wrong, 0, "the same names, counts and times");
		counts_release(&c);
	}
	selection_unref(sel);
	arena_release(&arena);
	identity_rows_free(one);
	identity_rows_free(two);
	store_free(s);
}

int main(void)
{
	test_types();
	test_counts();
	test_blank();
	test_exprs();
	test_news();
	test_sessions();
	test_page();
	test_denial();
	test_match();
	test_many();
	return DONE();
}
