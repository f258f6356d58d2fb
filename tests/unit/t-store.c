/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's invariants: what goes in comes out, in every kind of column. */
#include "event/field.h"
#include "loaded.h"
#include "store/dict.h"
#include "store/stage.h"

/* Each byte at each place of a UUID: what is taken for one can be written back. */
static void uuid_bytes(void)
{
	struct store *s = store_new();
	struct stage *st = stage_new(s, NULL);
	struct stage_path *sp = stage_child(st, stage_path(st, PATH_ROOT), SV_LIT("k"));
	unsigned bad = 0;

	for (unsigned i = 0; i < 36; i++)
		for (unsigned c = 0; c < 256; c++) {
			char text[] = "0d47dcb7-7658-4429-b640-5fe1374ce03d";
			bool dash = text[i] == '-', want;

			text[i] = (char)c;
			want = dash ? c == '-'
				    : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
			if (stage_uuid(st, sp, text) != want)
				bad++;
			stage_undo(st);
		}
	IS_INT(bad, 0, "a UUID is 32 lower-case digits and four dashes, nothing else");
	stage_free(st);
	store_free(s);
}

/* Values of PATH in the event at POS, joined by '|'. */
static bool add_value(void *arg, const struct value *v)
{
	struct buf *b = arg;

	if (b->len)
		buf_addc(b, '|');
	if (v->kind == VK_LIT || v->kind == VK_RAWLIT)
		buf_addc(b, '#');
	buf_addsv(b, v->text);
	return true;
}

static const char *values(const struct store *s, uint32_t pos, const char *key,
			  bool element)
{
	static struct buf b;
	static struct arena a;
	const struct path_trie *t = store_paths_ro(s);
	path_t p = path_find_child(t, PATH_ROOT, sv_str(key));

	arena_release(&a);
	buf_clear(&b);
	if (p != PATH_NONE && element)
		p = atomic_load(&path_get(t, p)->first);
	if (p == PATH_NONE)
		return "no path";
	value_each(s, store_order(s)->rows[pos], p, true, &a, add_value, &b);
	return buf_str(&b);
}

static void kinds(void)
{
	struct store *s = trail_store(
		"{\"Records\":[{\"eventTime\":\"2024-05-01T10:00:00Z\",\"eventName\":\"A\","
		"\"u\":\"0b2c7e1a-6a53-4d9f-9d37-0a55f1c5b7aa\",\"U\":\"0B2C7E1A-6A53-4D9F-"
		"9D37-"
		"0A55F1C5B7AA\",\"t\":\"2024-02-30T00:00:00Z\",\"t2\":\"2024-02-29T23:59:"
		"59Z\","
		"\"n\":-0.10e+05,\"e\":\"\",\"o\":{},\"l\":[],\"z\":null,\"b\":true,"
		"\"m\":[\"a\",1,\"b\",null,\"a\",{},2],\"x\":\"a\\u0000\\ud800\\u00e9\\/"
		"\"}]}");

	IS_STR(values(s, 0, "u", false), "0b2c7e1a-6a53-4d9f-9d37-0a55f1c5b7aa", "UUID");
	IS_STR(values(s, 0, "U", false), "0B2C7E1A-6A53-4D9F-9D37-0A55F1C5B7AA", "no UUID");
	IS_STR(values(s, 0, "t", false), "2024-02-30T00:00:00Z",
	       "a day that does not exist");
	IS_STR(values(s, 0, "t2", false), "2024-02-29T23:59:59Z", "a time");
	IS_STR(values(s, 0, "n", false), "#-0.10e+05", "a number as written");
	IS_STR(values(s, 0, "e", false), "", "the empty string");
	IS_STR(values(s, 0, "o", false), "#{}", "an empty object");
	IS_STR(values(s, 0, "l", false), "#[]", "an empty array");
	IS_STR(values(s, 0, "z", false), "#null", "null");
	IS_STR(values(s, 0, "m", true), "a|#1|b|#null|a|#{}|#2",
	       "the order of an array of kinds");
	IS_BYTES(values(s, 0, "x", false), 8, "a\0\xed\xa0\x80\xc3\xa9/", 8,
		 "NUL, lone surrogate, escapes");
	store_free(s);
}

/*
 * Many distinct values: dictionary, frozen dictionary with raw texts, more than one
 * segment.
 */
static void many(void)
{
	struct buf b = BUF_INIT;
	struct store *s;
	uint32_t bad = 0;

	for (int i = 0; i < 20000; i++)
		buf_addf(&b,
			 "{\"eventTime\":\"2024-05-01T%02d:%02d:%02dZ\",\"eventName\":\"E%"
			 "d\","
			 "\"k\":\"key-%d\",\"n\":%d,\"a\":[\"x\",\"u%d\",\"x\"],\"s\":"
			 "\"same\"}\n",
			 i / 3600, i / 60 % 60, i % 60, i % 300, i * 7, i * 11, i);
	s = trail_store(buf_str(&b));
	OK(store_nsegs(s) >= 5, "several segments");
	for (uint32_t i = 0; i < 20000; i++) {
		char k[32], n[32], a[32], e[32];

		snprintf(k, sizeof(k), "key-%u", i * 7);
		snprintf(n, sizeof(n), "#%u", i * 11);
		snprintf(a, sizeof(a), "x|u%u|x", i);
		snprintf(e, sizeof(e), "E%u", i % 300);
		bad += strcmp(values(s, i, "k", false), k) != 0;
		bad += strcmp(values(s, i, "n", false), n) != 0;
		bad += strcmp(values(s, i, "a", true), a) != 0;
		bad += strcmp(values(s, i, "eventName", false), e) != 0;
		bad += strcmp(values(s, i, "s", false), "same") != 0;
	}
	IS_INT(bad, 0, "every value of 20,000 events is read back");
	OK(dict_count(store_dict(s,
				 path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("k")),
				 VK_STR)) < 20000,
	   "a path of distinct values freezes its dictionary");
	store_free(s);
	buf_release(&b);
}

/* Raw texts that share heads, an empty one among them. */
static void heads(void)
{
	struct buf b = BUF_INIT;
	struct store *s;
	uint32_t bad = 0;

	for (int i = 0; i < 8000; i++)
		buf_addf(&b, "{\"eventName\":\"E\",\"eventTime\":%d,\"k\":\"%s%.*d\"}\n", i,
			 i % 100 ? "arn:aws:s3:::bucket/folder/" : "", i % 100 ? 9 : 0,
			 i % 100 ? i : 0);
	s = trail_store(buf_str(&b));
	for (uint32_t i = 0; i < 8000; i++) {
		char want[64];

		snprintf(want, sizeof(want),
			 i % 100 ? "arn:aws:s3:::bucket/folder/%09u" : "%.0u",
			 i % 100 ? i : 0);
		bad += strcmp(values(s, i, "k", false), want) != 0;
	}
	IS_INT(bad, 0, "texts with a common head, and empty ones, are read back");
	store_free(s);
	buf_release(&b);
}

static void big_values(void)
{
	struct buf b = BUF_INIT;
	struct store *s;

	buf_adds(&b, "[{\"eventName\":\"A\",\"v\":\"");
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, 'x');
	buf_adds(&b, "\"},{\"eventName\":\"B\",\"v\":\"small\"}]");
	s = trail_store(buf_str(&b));
	IS_INT(strlen(values(s, 0, "v", false)), BIG_LEN, "a long value is cut");
	OK(store_row_marks(s, store_order(s)->rows[0]) & MARK_BIG_VALUE,
	   "and its event marked");
	OK(!(store_row_marks(s, store_order(s)->rows[1]) & MARK_BIG_VALUE),
	   "the other is not");
	store_free(s);
	buf_release(&b);
}

/* A hundred thousand keys: bounded, and none of them lost. */
static bool count_leaf(void *arg, path_t path UNUSED, const struct value *v)
{
	uint32_t *n = arg;

	*n += v->kind == VK_RAW && memchr(v->text.ptr, 0x1e, v->text.len) != NULL;
	return true;
}

static void explosion(void)
{
	struct buf b = BUF_INIT;
	struct arena a = ARENA_INIT;
	struct store *s;
	uint32_t over = 0;

	for (int i = 0; i < 1000; i++) {
		buf_addf(&b, "{\"eventName\":\"E\",\"eventTime\":%d,\"tags\":{", i);
		for (int k = 0; k < 10; k++)
			buf_addf(&b, "%s\"k%d\":{\"v\":[%d,\"w\"]}", k ? "," : "",
				 i * 10 + k, k);
		buf_adds(&b, "}}\n");
	}
	s = trail_store(buf_str(&b));
	OK(path_count(store_paths_ro(s)) < 4096 * 3 + 200, "paths are bounded");
	for (uint32_t i = 0; i < store_order(s)->n; i++)
		value_leaves(s, store_order(s)->rows[i], &a, count_leaf, &over);
	IS_INT(over, (10000 - 4096) * 2,
	       "each leaf without a path of its own is in the overflow");
	arena_release(&a);
	store_free(s);
	buf_release(&b);
}

/* A bare function name has the partition of any ARN of the record. */
static void partitions(void)
{
	static const struct {
		const char *more, *want;
	} cases[] = {
		{ "", "arn:aws:lambda:r:111122223333:function:f" },
		{ ",\"userIdentity\":{\"arn\":\"arn:aws-cn:iam::1:user/u\"}",
		  "arn:aws-cn:lambda:r:111122223333:function:f" },
		{ ",\"userIdentity\":{\"sessionContext\":{\"sessionIssuer\":{\"arn\":"
		  "\"arn:aws-us-gov:iam::1:role/r\"}}}",
		  "arn:aws-us-gov:lambda:r:111122223333:function:f" },
		{ ",\"resources\":[{\"ARN\":\"arn:aws-cn:s3:::b\"}]",
		  "arn:aws-cn:lambda:r:111122223333:function:f" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena a = ARENA_INIT;
		char text[512];
		struct store *s;
		struct value v;

		snprintf(text, sizeof(text),
			 "{\"eventName\":\"DeleteFunction20150331\",\"eventSource\":"
			 "\"lambda.amazonaws.com\",\"awsRegion\":\"r\","
			 "\"recipientAccountId\":"
			 "\"111122223333\",\"requestParameters\":{\"functionName\":\"f\"}%"
			 "s}",
			 cases[i].more);
		s = trail_store(text);
		v = value_first(s, store_order(s)->rows[0],
				path_derived(store_paths_ro(s), FLD_FUNCTION_ARN), &a);
		IS_SV(v.text, cases[i].want, "partition, case %zu", i);
		store_free(s);
		arena_release(&a);
	}
}

static void order(void)
{
	struct store *s = trail_store(
		"{\"eventName\":\"c\",\"eventTime\":\"2024-05-01T10:00:01Z\"}\n"
		"{\"eventName\":\"z\",\"eventTime\":\"soon\"}\n"
		"{\"eventName\":\"a\",\"eventTime\":\"2024-05-01T10:00:00Z\"}\n"
		"{\"eventName\":\"b\",\"eventTime\":\"2024-05-01T12:00:00.5+02:00\"}\n"
		"{\"eventName\":\"d\",\"eventTime\":\"2024-05-01 10:00:01\"}\n"
		"{\"eventName\":\"y\"}\n{\"eventName\":\"e\",\"eventTime\":1714557602}\n");
	const struct order *o = store_order(s);
	const char *want = "abcdezy";

	IS_INT(o->n, 7, "all events are in the order");
	IS_INT(o->timed, 5, "five of them have a time");
	for (uint32_t i = 0; i < o->n; i++) {
		char w[2] = { want[i], 0 };

		IS_STR(values(s, i, "eventName", false), w, "place %u in time order", i);
		IS_INT(order_find(s, o, o->rows[i]), i, "its row is found there");
	}
	IS_INT(order_lower(s, o, time_parse(SV_LIT("2024-05-01T10:00:01Z"))), 2,
	       "lower bound");
	store_free(s);
}

/* An id named twice in a record does not make the record a copy of itself. */
static void id_twice(void)
{
	struct store *s = trail_store(
		"{\"eventName\":\"A\",\"eventID\":\"x\",\"eventID\":\"x\"}\n"
		"{\"eventName\":\"B\",\"eventID\":\"0d47dcb7-7658-4429-b640-5fe1374ce03d\","
		"\"eventID\":\"0d47dcb7-7658-4429-b640-5fe1374ce03d\"}");
	struct store_totals t;

	store_totals(s, &t);
	IS_INT(t.events, 2, "an id named twice: the events stay");
	IS_INT(t.duplicates, 0, "and are no copies");
	store_free(s);
}

/* Equal inputs but for something below insightDetails: what kind an event is changes. */
static void insight_kinds(void)
{
	static const char *const want[] = { "write", "insight", "write", "insight" };
	struct store *s = trail_store(
		"{\"eventName\":\"PutX\",\"eventTime\":\"2024-05-01T10:00:00Z\"}\n"
		"{\"eventName\":\"PutX\",\"eventTime\":\"2024-05-01T10:00:01Z\","
		"\"insightDetails\":{\"state\":\"Start\"}}\n"
		"{\"eventName\":\"PutX\",\"eventTime\":\"2024-05-01T10:00:02Z\"}\n"
		"{\"eventName\":\"PutX\",\"eventTime\":\"2024-05-01T10:00:03Z\","
		"\"insightDetails\":{\"state\":\"End\"}}");
	path_t kind = path_derived(store_paths_ro(s), FLD_KIND);

	for (uint32_t i = 0; i < ARRAY_SIZE(want); i++) {
		struct arena a = ARENA_INIT;
		struct sv v = value_first(s, store_order(s)->rows[i], kind, &a).text;

		IS_SV(v, want[i], "kind of event %u", i + 1);
		arena_release(&a);
	}
	store_free(s);
}

/* A column that a broken record alone had is not there, and no column is there twice. */
static void undone_columns(void)
{
	struct store *s = trail_store(
		"[{\"eventName\":\"A\",\"x\":1},{\"eventName\":\"B\",\"y\":\"1\",,},"
		"{\"eventName\":\"C\",\"y\":\"2\"},{\"eventName\":\"D\",\"y\":\"3\"}]");
	const struct segment *seg = store_seg(s, 0);
	unsigned twice = 0, empty = 0;

	for (uint32_t i = 0; i < seg->ncols; i++) {
		empty += seg->cols[i].n == 0;
		twice += i && seg->cols[i].path == seg->cols[i - 1].path &&
			 seg->cols[i].kind == seg->cols[i - 1].kind;
	}
	IS_INT(twice, 0, "each path and kind has one column");
	IS_INT(empty, 0, "no column is empty");
	store_free(s);
}

int main(void)
{
	uuid_bytes();
	id_twice();
	insight_kinds();
	undone_columns();
	kinds();
	many();
	heads();
	big_values();
	explosion();
	partitions();
	order();
	return DONE();
}
