/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records of credentials and their use, short enough for tables, and traces as text: for the tests
 * of lineage.
 */
#ifndef TESTS_LINFIX_H
#define TESTS_LINFIX_H

#include "lineage/lineage.h"

#include "loaded.h"

/* Records are written with ' for ". */
#define EV(id, time, source, name, rest)                                                   \
	"{'eventID':'" id "','eventTime':'2024-05-14T" time "Z','eventSource':'" source    \
	".amazonaws.com','eventName':'" name                                               \
	"','awsRegion':'us-east-1','recipientAccountId':'111122223333'," rest "}\n"
#define ACC "111122223333"
#define USER(name, key)                                                                    \
	"'userIdentity':{'type':'IAMUser','principalId':'AIDA" name                        \
	"','arn':'arn:aws:iam::" ACC ":user/" name "','accountId':'" ACC                   \
	"','userName':'" name "'" key "}"
#define KEY(k) ",'accessKeyId':'" k "'"
#define CTX(created)                                                                       \
	",'sessionContext':{'attributes':{'creationDate':'" created                        \
	"','mfaAuthenticated':'false'},'sessionIssuer':{}}"
#define CONSOLE   ",'sessionCredentialFromConsole':'true'"
#define DAY(time) "2024-05-14T" time "Z"
#define ROLE_CTX(role, session, created, more)                                             \
	"'userIdentity':{'type':'AssumedRole','principalId':'AROA" role ":" session        \
	"','arn':'arn:aws:sts::" ACC ":assumed-role/" role "/" session                     \
	"','accountId':'" ACC "','sessionContext':{'attributes':{'creationDate':'" created \
	"'},'sessionIssuer':{'type':'Role','arn':'arn:aws:iam::" ACC ":role/" role         \
	"'}" more "}"
#define ROLE(role, session, created, key) ROLE_CTX(role, session, created, "") key "}"
#define ISSUES(key, role, session)                                                         \
	"'responseElements':{'credentials':{'accessKeyId':'" key                           \
	"'},'assumedRoleUser':{'assumedRoleId':'AROA" role ":" session                     \
	"','arn':'arn:aws:sts::" ACC ":assumed-role/" role "/" session "'}}"
#define LOGIN_OK "'responseElements':{'ConsoleLogin':'Success'}"
/* ann becomes dev: key ASIA1 */
#define ANN_ASSUMES                                                                        \
	EV("assume", "10:00:00", "sts", "AssumeRole",                                      \
	   USER("ann", KEY("AKIA1")) "," ISSUES("ASIA1", "dev", "ann"))
#define SERVICE(host) "'userIdentity':{'type':'AWSService','invokedBy':'" host "'}"

#define FED(name, key)                                                                     \
	"'userIdentity':{'type':'FederatedUser','principalId':'" ACC ":" name              \
	"','arn':'arn:aws:sts::" ACC ":federated-user/" name "','accountId':'" ACC "'" key \
	"}"
#define FED_TOKEN(id, time, who, key, name, more)                                          \
	EV(id, time, "sts", "GetFederationToken",                                          \
	   who ",'responseElements':{'credentials':{'accessKeyId':'" key                   \
	       "'},'federatedUser':{'arn':'arn:aws:sts::" ACC ":federated-user/" name      \
	       "'}}" more)
#define ASSUMES(id, time, who, key, role, session, more)                                   \
	EV(id, time, "sts", "AssumeRole", who "," ISSUES(key, role, session) more)
/* an issue that says nothing of the key */
#define ASSUMES_HIDDEN(id, time, who, role, session, more)                                 \
	EV(id, time, "sts", "AssumeRole",                                                  \
	   who ",'responseElements':{'assumedRoleUser':{'assumedRoleId':'AROA" role        \
	       ":" session "','arn':'arn:aws:sts::" ACC ":assumed-role/" role "/" session  \
	       "'}}" more)
#define USE(time, who) EV("use", time, "s3", "ListBuckets", who)
#define ANN            USER("ann", KEY("AKIA1"))
#define BOB            USER("bob", KEY("AKIA2"))
#define REFUSED        ",'errorCode':'AccessDenied','errorMessage':'no'"
#define MAKES_KEY(id, time, who, key, user, more)                                          \
	EV(id, time, "iam", "CreateAccessKey",                                             \
	   who ",'responseElements':{'accessKey':{'accessKeyId':'" key                     \
	       "','userName':'" user "'}}" more)
#define ONLY_ID(session)                                                                   \
	"'userIdentity':{'type':'AWSAccount','principalId':'AROAdev:" session              \
	"','accountId':'" ACC "'}"
#define SWITCH(id, time, who, from, more)                                                  \
	EV(id, time, "signin", "SwitchRole",                                               \
	   who ",'additionalEventData':{'SwitchFrom':'" from "'}" more)

/* The hops as "ID/rule/confidence", "-" for what is no event, then "=stop". */
struct trace_case {
	const char *name, *records, *event, *want;
};

UNUSED static char *json_of(const char *records)
{
	char *p = xstrdup(records);

	for (char *c = p; *c; c++)
		if (*c == '\'')
			*c = '"';
	return p;
}

UNUSED static struct sv id_of(const struct store *s, row_t row, struct arena *arena)
{
	path_t id = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventID"));

	return value_first(s, row, id, arena).text;
}

UNUSED static row_t row_of(const struct store *s, const char *id)
{
	const struct order *o = store_order(s);
	struct arena arena = ARENA_INIT;
	row_t row = ROW_NONE;

	for (uint32_t i = 0; i < o->n && row == ROW_NONE; i++)
		if (sv_eqs(id_of(s, o->rows[i], &arena), id))
			row = o->rows[i];
	arena_release(&arena);
	return row;
}

UNUSED static struct lineage_index *index_of(const struct store *s, unsigned threads)
{
	const struct eval_env env = { .store = s, .threads = threads };

	return lineage_index_new(&env, store_nsegs(s), true);
}

/* "(a b)"; the first one is the hop's event. */
UNUSED static void add_ids(const struct lineage_index *x, const struct lineage_hop *h,
			   struct arena *arena, struct buf *out)
{
	for (size_t i = 0; i < h->ncandidates; i++) {
		buf_addc(out, i ? ' ' : '(');
		buf_addsv(out, id_of(x->store, h->candidates[i], arena));
	}
	buf_addc(out, h->candidates[0] == h->row ? ')' : '?');
}

UNUSED static void trace_text(const struct lineage_index *x, row_t row, struct buf *out)
{
	struct lineage_trace t = { .n = 0 };
	struct arena arena = ARENA_INIT;

	lineage_trace(x, row, &t);
	for (size_t i = 0; i < t.n; i++) {
		const struct lineage_hop *h = &t.hops[i];

		buf_adds(out, i ? " " : "");
		if (h->ncandidates)
			add_ids(x, h, &arena, out);
		else if (h->row == ROW_NONE)
			buf_addc(out, '-');
		else
			buf_addsv(out, id_of(x->store, h->row, &arena));
		if (h->rule != LINEAGE_NO_RULE)
			buf_addf(out, "/%s/%s", lineage_rules[h->rule].name,
				 lineage_confidences[h->confidence]);
	}
	buf_addf(out, " =%s", lineage_stops[t.stop].name);
	arena_release(&arena);
	lineage_release(&t);
}

UNUSED static void check(const struct store *s, const struct trace_case *c, const char *how,
			 unsigned threads)
{
	struct lineage_index *x = index_of(s, threads);
	AUTO_BUF struct buf got = BUF_INIT;
	row_t row = row_of(s, c->event);

	if (OK(row != ROW_NONE, "%s (%s): the event is there", c->name, how)) {
		trace_text(x, row, &got);
		IS_STR(buf_str(&got), c->want, "%s (%s)", c->name, how);
	}
	lineage_index_unref(x);
}

/* Records in one file, as they stand; then each in a file of its own, the last one first. */
UNUSED static void test_case(const struct trace_case *c)
{
	char *text = json_of(c->records), *at = text;
	const struct load_options opt = LOAD_OPTIONS_INIT;
	const char *paths[8];
	char *names[8];
	size_t n = 0;
	struct store *s = trail_store(text);

	check(s, c, "one file", 2);
	store_free(s);
	while (*at) {
		char *end = strchr(at, '\n') + 1;
		char name[32];

		snprintf(name, sizeof(name), "%zu.json", n);
		names[n++] = xstrdup(trail_file(name, at, (size_t)(end - at)));
		at = end;
	}
	for (size_t i = 0; i < n; i++)
		paths[i] = names[n - 1 - i];
	s = trail_load_opt(paths, n, &opt);
	check(s, c, "a file each, last first", 1);
	store_free(s);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(text);
}

#endif
