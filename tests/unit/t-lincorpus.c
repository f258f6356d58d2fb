/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session graph over real files ($TRAILSIFT_CORPUS/s3/AWSLogs/218007301253), held against the
 * same rules told once more with another JSON reader.
 */
#include "lineage/lineage.h"
#include "loaded.h"

#include <jansson.h>

#define FOLDER "s3/AWSLogs/218007301253"

/* Found in the raw JSON by hand, once. */
enum {
	EVENTS = 2900,
	KEYS_ISSUED = 36,
	KEYS_USED = 130,   /* temporary ones */
	KEYS_TIED = 8,     /* of them issued in the set */
	EVENTS_TIED = 70,  /* made with these */
	LOGINS = 2,        /* successful */
	SESSIONS_TIED = 1, /* by principal and creation time, with a login in that second */
	SESSION_EVENTS = 217 /* made in it, */
};

static json_t *records; /* all of the folder */

static const char *text_at(const json_t *o, const char *a, const char *b, const char *c)
{
	o = json_object_get(o, a);
	if (b)
		o = json_object_get(o, b);
	if (c)
		o = json_object_get(o, c);
	return json_string_value(o);
}

static const char *created_of(const json_t *e)
{
	return json_string_value(json_object_get(
		json_object_get(json_object_get(json_object_get(e, "userIdentity"),
						"sessionContext"),
				"attributes"),
		"creationDate"));
}

static const char *key_of(const json_t *e)
{
	return text_at(e, "userIdentity", "accessKeyId", NULL);
}

static const char *id_of(const json_t *e)
{
	return text_at(e, "eventID", NULL, NULL);
}

static int read_file(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)at;
	if (type == FTW_F) {
		json_t *file = json_load_file(path, 0, NULL);

		json_array_extend(records, json_object_get(file, "Records"));
		json_decref(file);
	}
	return 0;
}

/* The event that issued the key of E, or began its console session; *RET_RULE: which of the two. */
static const char *issuer_of(const json_t *e, const json_t *issued, const char **ret_rule)
{
	const char *key = key_of(e), *arn = text_at(e, "userIdentity", "arn", NULL);
	const char *created = created_of(e);
	const json_t *by = key ? json_object_get(issued, key) : NULL;
	size_t i;
	json_t *l;

	*ret_rule = "key";
	if (by)
		return json_string_value(by);
	*ret_rule = "login";
	if (!arn || !created)
		return NULL;
	json_array_foreach(records, i, l)
	{
		const char *who = text_at(l, "userIdentity", "arn", NULL);
		const char *how = text_at(l, "responseElements", "ConsoleLogin", NULL);

		if (who && how && !strcmp(how, "Success") && !strcmp(who, arn) &&
		    !strcmp(text_at(l, "eventTime", NULL, NULL), created))
			return id_of(l);
	}
	return NULL;
}

/* Distinct keys of an object; how many there are. */
static size_t note(json_t *set, const char *name)
{
	json_object_set_new(set, name, json_true());
	return json_object_size(set);
}

/* Rows by event id. */
static json_t *rows_by_id(const struct store *s)
{
	const struct order *o = store_order(s);
	path_t id = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventID"));
	json_t *rows = json_object();
	struct arena arena = ARENA_INIT;

	for (uint32_t i = 0; i < o->n; i++) {
		struct sv v = value_first(s, o->rows[i], id, &arena).text;
		char text[64];

		snprintf(text, sizeof(text), SV_FMT, SV_ARG(v));
		json_object_set_new(rows, text, json_integer(o->rows[i]));
	}
	arena_release(&arena);
	return rows;
}

static void test_numbers(const json_t *issued)
{
	json_t *used = json_object(), *tied = json_object(), *sessions = json_object(), *e;
	size_t i, tied_events = 0, session_events = 0, logins = 0;

	json_array_foreach(records, i, e)
	{
		const char *rule, *by = issuer_of(e, issued, &rule), *key = key_of(e);
		const char *login = text_at(e, "responseElements", "ConsoleLogin", NULL);

		logins += login && !strcmp(login, "Success");
		if (key && !strncmp(key, "ASIA", 4))
			note(used, key);
		if (by && !strcmp(rule, "key")) {
			note(tied, key);
			tied_events++;
		} else if (by) {
			note(sessions, by);
			session_events++;
		}
	}
	IS_INT(json_array_size(records), EVENTS, "records in the files");
	IS_INT(json_object_size(issued), KEYS_ISSUED, "keys issued");
	IS_INT(json_object_size(used), KEYS_USED, "temporary keys used");
	IS_INT(json_object_size(tied), KEYS_TIED, "of them issued in the set");
	IS_INT(tied_events, EVENTS_TIED, "events made with these");
	IS_INT(logins, LOGINS, "logins");
	IS_INT(json_object_size(sessions), SESSIONS_TIED, "console sessions with a login");
	IS_INT(session_events, SESSION_EVENTS, "events made in them");
	json_decref(used);
	json_decref(tied);
	json_decref(sessions);
}

/* Every record's first step back is what the other reader says, and nothing where it says nothing. */
static void test_traces(const struct lineage_index *x, const json_t *issued)
{
	const struct store *s = x->store;
	path_t id = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventID"));
	json_t *rows = rows_by_id(s), *e;
	struct lineage_trace t = { .n = 0 };
	size_t i, wrong = 0, keys = 0, logins = 0;

	json_array_foreach(records, i, e)
	{
		const char *rule, *by = issuer_of(e, issued, &rule);
		row_t row = (row_t)json_integer_value(json_object_get(rows, id_of(e)));
		const struct lineage_hop *h = &t.hops[1];
		struct sv got = SV_NULL;
		bool tied;

		lineage_trace(x, row, &t);
		tied = t.n > 1 && h->row != ROW_NONE &&
		       (h->rule == LINEAGE_KEY || h->confidence == LINEAGE_SAME_SECOND);
		if (tied)
			got = value_first(s, h->row, id, &t.arena).text;
		if (by ? !tied || !sv_eqs(got, by) ||
				    strcmp(lineage_rules[h->rule].name, rule)
		       : tied) {
			wrong++;
			DIAG("%s: want %s by %s", id_of(e), by ? by : "nothing", rule);
		} else if (tied) {
			keys += h->rule == LINEAGE_KEY;
			logins += h->rule == LINEAGE_LOGIN;
		}
	}
	IS_INT(wrong, 0, "every record's issuer is the one that the other reader finds");
	IS_INT(keys, EVENTS_TIED, "events tied to the AssumeRole that issued their key");
	IS_INT(logins, SESSION_EVENTS, "events tied to the login of their console session");
	lineage_release(&t);
	json_decref(rows);
}

int main(void)
{
	const char *corpus = getenv("TRAILSIFT_CORPUS");
	AUTO_BUF struct buf path = BUF_INIT;
	struct eval_env env = { .threads = 2 };
	struct lineage_index *x;
	struct store *s;
	json_t *issued = json_object(), *e;
	size_t i;

	if (!corpus || !*corpus)
		SKIP_ALL("TRAILSIFT_CORPUS is not set");
	buf_addf(&path, "%s/%s", corpus, FOLDER);
	if (access(buf_str(&path), R_OK) != 0)
		SKIP_ALL("the corpus has no such folder");
	records = json_array();
	nftw(buf_str(&path), read_file, 16, FTW_PHYS);
	json_array_foreach(records, i, e)
	{
		const char *key = json_string_value(json_object_get(
			json_object_get(json_object_get(e, "responseElements"),
					"credentials"),
			"accessKeyId"));

		if (key)
			json_object_set(issued, key, json_object_get(e, "eventID"));
	}
	test_numbers(issued);
	s = trail_load(buf_str(&path));
	env.store = s;
	x = lineage_index_new(&env, store_nsegs(s), true);
	test_traces(x, issued);
	lineage_index_unref(x);
	store_free(s);
	json_decref(issued);
	json_decref(records);
	return DONE();
}
