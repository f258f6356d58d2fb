/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Values pane: what a field holds in the shown events. */
#include "session/session.h"
#include "tap.h"
#include "trail.h"

#define WAIT_MS 60000

#define U1 "11111111-0000-4000-8000-000000000000"
#define U2 "22222222-0000-4000-8000-000000000000"

static const struct trail_event events[] = {
	{ "v-0", 0, "Invoke", "alice", "203.0.113.7", NULL, ",\"n\":10,\"u\":\"" U2 "\"" },
	{ "v-1", 10, "Invoke", "bob", "203.0.113.7", "AccessDenied",
	  ",\"n\":9,\"u\":\"" U1 "\"" },
	{ "v-2", 20, "Invoke", "alice", "198.51.100.1", NULL,
	  ",\"n\":[9,9,100],\"u\":\"" U2 "\"" },
	{ "v-3", 30, "GetFunction", "alice", "198.51.100.1", "AccessDenied",
	  ",\"u\":\"other\"" },
	{ "v-4", 40, "GetFunction", "carol", "203.0.113.7", "AccessDenied", ",\"n\":null" },
};

static const char *rows_text(const struct values *v, const uint32_t *order)
{
	static char text[512];
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < v->counts.n; i++) {
		struct count_read tmp;
		const struct count_row *r =
			counts_row(&v->counts, order ? order[i] : i, &tmp);

		buf_adds(&out, i ? " " : "");
		if (r->keys[0].ptr)
			buf_addsv(&out, r->keys[0]);
		else
			buf_addc(&out, '-');
		buf_addf(&out, ":%llu", (unsigned long long)r->count);
	}
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_release(&out);
	return text;
}

static const struct values *want(struct session *sn, const char *field)
{
	IS_ST(session_values_want(sn, field, NULL), ST_OK, "want %s", field);
	if (!session_settle(sn, WAIT_MS))
		BAIL("the session does not come to rest");
	return session_values(sn);
}

static void test_counts(struct session *sn)
{
	const struct values *v = want(sn, "event");

	if (!OK(v, "values"))
		return;
	IS_STR(v->field, "event", "of the field");
	IS_STR(rows_text(v, NULL), "Invoke:3 GetFunction:2", "most first");
	IS_INT(v->events, 5, "events");
	IS_INT(v->with, 5, "all have an event");
	IS_INT(v->counts.rows[1].first, TRAIL_T0 + 30 * TICKS_PER_SEC, "first");
	IS_INT(v->counts.rows[1].last, TRAIL_T0 + 40 * TICKS_PER_SEC, "last");
	v = want(sn, "error");
	IS_STR(rows_text(v, NULL), "AccessDenied:3 -:2", "none has a row of its own");
	IS_INT(v->with, 3, "with a value");
	v = want(sn, "n");
	IS_STR(rows_text(v, NULL), "9:2 -:2 10:1 100:1",
	       "once for each distinct value of an event");
	IS_INT(v->with, 3, "null is no value");
}

static void test_order(struct session *sn)
{
	static const struct {
		const char *field;
		enum values_sort by;
		bool reverse;
		const char *want;
	} cases[] = {
		{ "n", VALUES_COUNT, false, "9:2 -:2 10:1 100:1" },
		{ "n", VALUES_COUNT, true, "10:1 100:1 9:2 -:2" },
		{ "n", VALUES_KEY, false, "9:2 10:1 100:1 -:2" },
		{ "n", VALUES_KEY, true, "100:1 10:1 9:2 -:2" },
		{ "n", VALUES_FIRST, false, "10:1 9:2 100:1 -:2" },
		{ "n", VALUES_LAST, true, "-:2 9:2 100:1 10:1" },
		/* UUIDs are kept apart */
		{ "u", VALUES_COUNT, false, U2 ":2 " U1 ":1 other:1 -:1" },
		{ "u", VALUES_COUNT, true, U1 ":1 other:1 -:1 " U2 ":2" },
		{ "u", VALUES_KEY, false, U1 ":1 " U2 ":2 other:1 -:1" },
		{ "u", VALUES_KEY, true, "other:1 " U2 ":2 " U1 ":1 -:1" },
		{ "u", VALUES_FIRST, false, U2 ":2 " U1 ":1 other:1 -:1" },
		{ "u", VALUES_LAST, true, "-:1 other:1 " U2 ":2 " U1 ":1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct values *v = want(sn, cases[i].field);
		const uint32_t *order =
			session_values_order(sn, cases[i].by, cases[i].reverse);

		IS_STR(rows_text(v, order), cases[i].want, "order %zu", i);
	}
	IS_INT(want(sn, "u")->with, 4, "events with a value");
}

/* Keep the value of each row: exactly its events remain. */
static void test_drill(struct session *sn)
{
	static const char *const names[] = { "event",
					     "error",
					     "n",
					     "ip",
					     "identity",
					     "time",
					     "userIdentity.accessKeyId",
					     "file",
					     "result",
					     "u" };
	struct stack *st = session_stack(sn);

	for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
		size_t n = want(sn, names[k])->counts.n;

		OK(n > 0, "%s has rows", names[k]);
		for (size_t i = 0; i < n; i++) {
			struct count_read tmp;
			const struct count_row *r =
				counts_row(&want(sn, names[k])->counts, i, &tmp);
			uint64_t count = r->count;
			struct buf expr = BUF_INIT;

			expr_for_value(&expr, sv_str(names[k]), r->keys[0]);
			IS_ST(stack_add(st, buf_sv(&expr), false, "+", NULL, NULL), ST_OK,
			      "%s", buf_str(&expr));
			session_settle(sn, WAIT_MS);
			IS_INT(session_view(sn)->sel->count, count, "shows its events");
			stack_undo(st);
			IS_ST(stack_add(st, buf_sv(&expr), true, "-", NULL, NULL), ST_OK,
			      "not %s", buf_str(&expr));
			session_settle(sn, WAIT_MS);
			IS_INT(session_view(sn)->sel->count, 5 - count, "shows the others");
			stack_undo(st);
			session_settle(sn, WAIT_MS);
			buf_release(&expr);
		}
	}
}

static void test_follow(struct session *sn)
{
	struct stack *st = session_stack(sn);
	const struct values *v = want(sn, "event");

	IS_ST(stack_add(st, SV_LIT("error=*"), false, "&", NULL, NULL), ST_OK, "filter");
	session_settle(sn, WAIT_MS);
	v = session_values(sn);
	IS_STR(rows_text(v, NULL), "GetFunction:2 Invoke:1", "of what is shown");
	IS_INT(v->serial, session_view(sn)->serial, "of the present view");
	stack_undo(st);
	IS_ST(session_values_want(sn, "text", NULL), ST_USAGE, "text is no field to count");
	IS_ST(session_values_want(sn, "raw", NULL), ST_USAGE, "raw neither");
	IS_ST(session_values_want(sn, NULL, NULL), ST_OK, "no more");
	session_settle(sn, WAIT_MS);
	OK(!session_values(sn), "none");
	v = want(sn, "no.such.path");
	IS_STR(rows_text(v, NULL), "-:5", "a path that nothing has");
}

/* A list that is too long to be sorted at once. */
static void test_long(void)
{
	struct session_options opt = { .npaths = 1, .load = LOAD_OPTIONS_INIT };
	char *path = trail_path("long.json");
	const char *const paths[] = { path };
	struct buf text = BUF_INIT;
	const uint32_t *order;
	const struct values *v;
	struct session *sn;

	for (int i = 0; i < 20000; i++)
		buf_addf(&text, "{\"eventName\":\"X\",\"n\":%d}\n", (i * 7919) % 20000);
	trail_write_bytes("long.json", buf_sv(&text));
	buf_release(&text);
	opt.paths = paths;
	sn = session_open(&opt, NULL);
	if (!sn)
		BAIL("cannot open a session");
	v = want(sn, "n");
	IS_INT(v->counts.n, 20000, "a long list");
	OK(!session_values_order(sn, VALUES_KEY, true), "not at once");
	OK(!session_values_order(sn, VALUES_KEY, true), "asked twice");
	session_settle(sn, WAIT_MS);
	order = session_values_order(sn, VALUES_KEY, true);
	if (OK(order, "sorted")) {
		IS_SV(v->counts.rows[order[0]].keys[0], "19999", "greatest");
		IS_SV(v->counts.rows[order[19999]].keys[0], "0", "least");
	}
	session_close(sn);
	free(path);
}

int main(void)
{
	struct session_options opt = { .npaths = 1, .load = LOAD_OPTIONS_INIT };
	char *path = trail_path("v.json");
	const char *const paths[] = { path };
	struct session *sn;

	trail_write("v.json", events, ARRAY_SIZE(events));
	opt.paths = paths;
	sn = session_open(&opt, NULL);
	if (!sn)
		BAIL("cannot open a session");
	test_counts(sn);
	test_order(sn);
	test_drill(sn);
	test_follow(sn);
	session_close(sn);
	free(path);
	test_long();
	return DONE();
}
