/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns over whole records: what each form of CloudWatch Logs and EventBridge means, what is
 * an error and where, and that the columns that are asked first never lose an event.
 */
#include "eval/eval.h"
#include "lang/print.h"
#include "lang/record.h"
#include "util/bits.h"

#include "jstore.h"
#include "rnd.h"
#include "tap.h"

#include <stdlib.h>

#define PICK(...)                                                                          \
	((const char *[]){ __VA_ARGS__ }[rnd(sizeof((const char *[]){ __VA_ARGS__ }) /     \
					     sizeof(const char *))])

static struct record_scratch scratch;
static struct buf leaf;

/* RE_... as a letter, or what is wrong. */
static const char *ask(const char *pattern, const char *record)
{
	static const char *const answers[] = { "no", "yes", "open" };
	static char why[300];
	struct filter *f = NULL;
	struct err err = ERR_INIT;
	enum re_answer a;

	if (filter_parse(sv_str(pattern), &f, &err) != ST_OK) {
		snprintf(why, sizeof(why), "%u: %s", (unsigned)err.off, err.text);
		return why;
	}
	a = record_match(f->root->test->record, &scratch, sv_str(record));
	filter_free(f);
	return answers[a];
}

static const char thing[] =
	"{\"eventName\":\"PutObject\",\"n\":404,\"s\":\"404\",\"big\":\"1e3\",\"yes\":true,"
	"\"no\":false,\"nil\":null,\"empty\":\"\",\"o\":{\"k\":{\"x\":1},\"p\":\"q\"},"
	"\"list\":[\"a\",\"b\",7],\"none\":[],\"deep\":[[1,2],[3,[4]]],"
	"\"people\":[{\"name\":\"ann\",\"id\":1},{\"name\":\"bob\",\"id\":2,\"x\":null}],"
	"\"a.b\":\"dot\",\"a-b\":\"1\",\"q\":\"say "
	"\\\"x\\\"\",\"bs\":\"a\\\\b\",\"star\":\"*\","
	"\"twice\":\"one\",\"twice\":\"two\",\"ip\":\"203.0.113.9\"}";

static const struct {
	const char *pattern, *says;
} log_cases[] = {
	{ "{ $.eventName = PutObject }", "yes" },
	{ "{$.eventName=\"PutObject\"}", "yes" },
	{ "{ $.eventName = putobject }", "no" },
	{ "{ $.eventName = Put* }", "yes" },
	{ "{ $.eventName = \"*Obj*\" }", "yes" },
	{ "{ $.eventName = Put? }", "no" },
	{ "{ $.eventName != Get* }", "yes" },
	{ "{ $.eventName != Put* }", "no" },
	{ "{ $.missing != x }", "no" },
	{ "{ $.nil != x }", "no" },
	{ "{ $.o != x }", "no" },
	{ "{ $.list != x }", "no" },
	{ "{ $.n = 4.04e2 }", "yes" },
	{ "{ $.n = +404 }", "yes" },
	{ "{ $.n = \"404\" }", "yes" },
	{ "{ $.n = \"404.0\" }", "no" },
	{ "{ $.s = 404 }", "yes" },
	{ "{ $.s = 404.0 }", "no" },
	{ "{ $.n = 4* }", "yes" },
	{ "{ $.n != 404.0 }", "no" },
	{ "{ $.n >= 404 && $.n < 404.5 }", "yes" },
	{ "{ $.big > 999 }", "yes" },
	{ "{ $.eventName > 1 }", "no" },
	{ "{ $.n == 404 }", "yes" },
	{ "{ $.yes IS TRUE && $.no is false && $.nil IS NULL }", "yes" },
	{ "{ $.missing IS NULL }", "no" },
	{ "{ $.eventName IS TRUE }", "no" },
	{ "{ $.yes = true }", "yes" },
	{ "{ $.missing NOT EXISTS }", "yes" },
	{ "{ $.nil NOT EXISTS }", "no" },
	{ "{ $.o NOT EXISTS }", "no" },
	{ "{ $.o.y NOT EXISTS }", "yes" },
	{ "{ $.empty = \"*\" && $.empty = \"\" }", "yes" },
	{ "{ $.nil = \"*\" }", "no" },
	{ "{ $.list = a }", "no" },
	{ "{ $.list[1] = b }", "yes" },
	{ "{ $.list[3] NOT EXISTS }", "yes" },
	{ "{ $.list[*] = 7 }", "yes" },
	{ "{ $.list[*] != a }", "yes" },
	{ "{ $.none[*] != a }", "no" },
	{ "{ $.people[*].name = ann && $.people[*].id = 2 }", "yes" },
	{ "{ $.people[1].x IS NULL }", "yes" },
	{ "{ $.people[0].x NOT EXISTS }", "yes" },
	{ "{ $.people.name = ann }", "no" },
	{ "{ $.deep[1][1][0] = 4 }", "yes" },
	{ "{ $.* = PutObject }", "yes" },
	{ "{ $.* = q }", "no" },
	{ "{ $.o.* = q }", "yes" },
	{ "{ $.['a.b'] = dot }", "yes" },
	{ "{ $['a.b'] = dot }", "yes" },
	{ "{ $.a-b = 1 }", "yes" },
	{ "{ $.q = \"say \\\"x\\\"\" }", "yes" },
	{ "{ $.bs = \"a\\\\b\" }", "yes" },
	{ "{ $.twice = one && $.twice = two }", "yes" },
	{ "{ $.eventName = %^Put[A-Z]% }", "yes" },
	{ "{ $.eventName = %^put% }", "no" },
	{ "{ $.eventName != %^put% }", "yes" },
	{ "{ $.eventName = %\\w{9}% }", "yes" },
	{ "{ $.n = 1 || $.n = 404 && $.s = x }", "no" },
	{ "{ ($.n = 404 || $.n = 1) && ($.s = 404) }", "yes" },
	{ "{ $.eventName = Put Object }", "no" },
	{ " { ( $.n=404 ) } ", "yes" },
	/* errors, where they are */
	{ "{ }", "2: a test that begins with '$' is missing" },
	{ "{ !($.a = 1) }", "2: a test that begins with '$' is missing" },
	{ "{ $.a }", "6: an operator is missing after the selector" },
	{ "{ $.a = }", "8: a value is missing" },
	{ "{ $.a = 1 } x", "12: nothing may follow the pattern" },
	{ "{ $.a = 1 && }", "13: a test that begins with '$' is missing" },
	{ "{ ($.a = 1 }", "11: a ')' is missing" },
	{ "{ $.a = 1", "9: a '}' is missing" },
	{ "{ $.a IS MAYBE }", "9: IS takes NULL, TRUE or FALSE" },
	{ "{ $.a NOT NULL }", "10: NOT takes EXISTS" },
	{ "{ $.a = \"x }", "8: the quoted string has no end" },
	{ "{ $.n < abc }", "8: '<' and '>' compare with a number" },
	{ "{ $.n < \"1\" }", "8: '<' and '>' compare with a number" },
	{ "{ $ = 1 }", "3: a '.' and a name are missing after '$'" },
	{ "{ $.a[x] = 1 }", "5: a number or '*' is missing in '[]'" },
	{ "{ $.['a = 1 }", "4: a \"']\" is missing" },
	{ "{ $.a = %a!% }", "10: a %regex% takes no '!'" },
	{ "{ $.a = %(a)% }", "9: a %regex% takes no '('" },
	{ "{ $.a = %a }", "8: the %regex% has no end" },
	{ "{ $.a = x(y }", "9: a value cannot hold '(': quote it" },
	{ "{ \xc3\xa9 }", "2: a test that begins with '$' is missing" },
};

static const struct {
	const char *pattern, *says;
} bus_cases[] = {
	{ "{\"detail\":{\"eventName\":[\"PutObject\"]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[\"putobject\"]}}", "no" },
	{ "{\"detail\":{\"eventName\":[\"Get\",{\"prefix\":\"Put\"}]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"suffix\":\"ject\"}],\"n\":[404]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"suffix\":\"ject\"}],\"n\":[405]}}", "no" },
	{ "{\"detail\":{\"eventName\":[{\"equals-ignore-case\":\"PUTobject\"}]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"equals-ignore-case\":\"PUT\"}]}}", "no" },
	{ "{\"detail\":{\"eventName\":[{\"prefix\":{\"equals-ignore-case\":\"PUT\"}}]}}",
	  "yes" },
	{ "{\"detail\":{\"eventName\":[{\"suffix\":{\"equals-ignore-case\":\"PUT\"}}]}}",
	  "no" },
	{ "{\"detail\":{\"eventName\":[{\"wildcard\":\"P*O*t\"}]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"wildcard\":\"P*x\"}]}}", "no" },
	{ "{\"detail\":{\"star\":[{\"wildcard\":\"\\\\*\"}]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"wildcard\":\"\\\\*\"}]}}", "no" },
	{ "{\"detail\":{\"n\":[404.0]}}", "yes" },
	{ "{\"detail\":{\"n\":[\"404\"]}}", "no" },
	{ "{\"detail\":{\"s\":[404]}}", "no" },
	{ "{\"detail\":{\"yes\":[true],\"no\":[false],\"nil\":[null]}}", "yes" },
	{ "{\"detail\":{\"yes\":[\"true\"]}}", "no" },
	{ "{\"detail\":{\"missing\":[null]}}", "no" },
	{ "{\"detail\":{\"nil\":[{\"exists\":true}]}}", "yes" },
	{ "{\"detail\":{\"nil\":[{\"exists\":false}]}}", "no" },
	{ "{\"detail\":{\"o\":[{\"exists\":true}]}}", "no" },
	{ "{\"detail\":{\"o\":[{\"exists\":false}]}}", "yes" },
	{ "{\"detail\":{\"none\":[{\"exists\":false}]}}", "yes" },
	{ "{\"detail\":{\"list\":[{\"exists\":true}]}}", "yes" },
	{ "{\"detail\":{\"missing\":{\"below\":[{\"exists\":false}]}}}", "yes" },
	{ "{\"detail\":{\"n\":{\"below\":[{\"exists\":false},\"x\"]}}}", "yes" },
	{ "{\"detail\":{\"n\":[{\"numeric\":[\">\",400,\"<=\",404]}]}}", "yes" },
	{ "{\"detail\":{\"n\":[{\"numeric\":[\">\",404]}]}}", "no" },
	{ "{\"detail\":{\"s\":[{\"numeric\":[\"=\",404]}]}}", "no" },
	{ "{\"detail\":{\"ip\":[{\"cidr\":\"203.0.113.0/24\"}]}}", "yes" },
	{ "{\"detail\":{\"ip\":[{\"cidr\":\"203.0.113.9/32\"}]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"cidr\":\"0.0.0.0/0\"}]}}", "no" },
	{ "{\"detail\":{\"eventName\":[{\"anything-but\":\"x\"}]}}", "yes" },
	{ "{\"detail\":{\"eventName\":[{\"anything-but\":[\"x\",\"PutObject\"]}]}}", "no" },
	{ "{\"detail\":{\"missing\":[{\"anything-but\":\"x\"}]}}", "no" },
	{ "{\"detail\":{\"list\":[{\"anything-but\":\"a\"}]}}", "yes" },
	{ "{\"detail\":{\"n\":[{\"anything-but\":404}]}}", "no" },
	{ "{\"detail\":{\"eventName\":[{\"anything-but\":{\"prefix\":[\"Get\",\"Put\"]}}]}"
	  "}",
	  "no" },
	{ "{\"detail\":{\"eventName\":[{\"anything-but\":{\"wildcard\":\"*Bucket*\"}}]}}",
	  "yes" },
	{ "{\"detail\":{\"list\":[\"b\"]}}", "yes" },
	{ "{\"detail\":{\"deep\":[4]}}", "yes" },
	{ "{\"detail\":{\"people\":{\"name\":[\"bob\"],\"id\":[2]}}}", "yes" },
	{ "{\"detail\":{\"people\":{\"name\":[\"ann\"],\"id\":[2]}}}", "no" },
	{ "{\"detail\":{\"people\":{\"$or\":[{\"name\":[\"x\"]},{\"id\":[2]}],\"name\":["
	  "\"ann\"]}}}",
	  "no" },
	{ "{\"detail\":{\"$or\":[{\"n\":[1]},{\"s\":[\"404\"]}],\"eventName\":[{\"prefix\":"
	  "\"P\"}]}}",
	  "yes" },
	{ "{\"detail\":{\"$or\":[{\"prefix\":\"x\"}]}}", "no" },
	{ "{\"$or\":[{\"account\":[\"1\"]},{\"detail\":{\"n\":[404]}}]}", "yes" },
	{ "{\"detail\":{\"twice\":[\"two\"]}}", "yes" },
	{ "{\"eventName\":[\"PutObject\"]}", "no" },
	{ "{\"version\":[\"0\"],\"resources\":[{\"exists\":false}]}", "yes" },
	/* errors, where they are */
	{ "{\"detail\":{\"eventName\":\"x\"}}",
	  "23: a field takes an object or a list of alternatives" },
	{ "{\"detail\":{\"eventName\":[]}}", "23: an empty list matches nothing" },
	{ "{\"detail\":{}}", "10: an empty pattern" },
	{ "{\"detail\":{\"a\":[[1]]}}", "16: a list within a list" },
	{ "{\"detail\":{\"a\":[{\"regex\":\"x\"}]}}", "16: there is no operator 'regex'" },
	{ "{\"detail\":{\"a\":[{\"prefix\":\"x\",\"suffix\":\"y\"}]}}",
	  "16: one operator is wanted" },
	{ "{\"detail\":{\"a\":[{\"prefix\":1}]}}", "26: 'prefix' takes a string" },
	{ "{\"detail\":{\"a\":[{\"wildcard\":\"x**\"}]}}", "28: a wildcard takes no '**'" },
	{ "{\"detail\":{\"a\":[{\"wildcard\":\"\\\\x\"}]}}",
	  "28: a wildcard takes only the escapes \\* and \\\\" },
	{ "{\"detail\":{\"a\":[{\"numeric\":[\">\"]}]}}",
	  "27: 'numeric' takes one or two operators with a number each" },
	{ "{\"detail\":{\"a\":[{\"numeric\":[\">\",5,\"<\",5]}]}}",
	  "27: the range has its end before its start" },
	{ "{\"detail\":{\"a\":[{\"numeric\":[\"<\",5,\">\",1]}]}}",
	  "27: a range is a '>' or '>=' and then a '<' or '<='" },
	{ "{\"detail\":{\"a\":[{\"numeric\":[\"~\",5]}]}}",
	  "28: 'numeric' takes = < <= > >=" },
	{ "{\"detail\":{\"a\":[{\"cidr\":\"10.0.0.0/33\"}]}}",
	  "24: 'cidr' takes a block of addresses" },
	{ "{\"detail\":{\"a\":[{\"exists\":\"true\"}]}}",
	  "26: 'exists' takes true or false" },
	{ "{\"detail\":{\"a\":[{\"anything-but\":[\"x\",1]}]}}",
	  "37: 'anything-but' takes strings or numbers, not both" },
	{ "{\"detail\":{\"a\":[{\"anything-but\":null}]}}",
	  "32: 'anything-but' takes strings or numbers" },
	{ "{\"detail\":{\"a\":[{\"anything-but\":{\"cidr\":\"x\"}}]}}",
	  "40: 'anything-but' takes no 'cidr'" },
	{ "{\"detail\":{\"a\":[1],\"a\":[2]}}", "15: the key 'a' stands here twice" },
};

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(log_cases); i++)
		IS_STR(ask(log_cases[i].pattern, thing), log_cases[i].says, "%s",
		       log_cases[i].pattern);
	for (size_t i = 0; i < ARRAY_SIZE(bus_cases); i++)
		IS_STR(ask(bus_cases[i].pattern, thing), bus_cases[i].says, "%s",
		       bus_cases[i].pattern);
	IS_STR(ask("{ $.a NOT EXISTS }", "[1]"), "no", "what is no object fits nothing");
	IS_STR(ask("{ $.a NOT EXISTS }", "{\"a"), "no", "nor what is broken");
	IS_STR(ask("{ $.a = %^z*z*z*z*z*z*z*z*z*$% }",
		   "{\"a\":"
		   "\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz!"
		   "\"}"),
	       "open", "a regex at its limits is neither");
}

/* The envelope is made up of the record. */
static void test_envelope(void)
{
	static const char record[] =
		"{\"eventSource\":\"logs.amazonaws.com\",\"eventType\":"
		"\"awsconsolesignin\","
		"\"recipientAccountId\":\"111122223333\",\"awsRegion\":\"eu-west-1\","
		"\"eventTime\":\"2024-05-01T10:00:00Z\",\"eventID\":\"e-1\"}";

	IS_STR(ask("{\"source\":[\"aws.logs\"]}", record), "yes", "source");
	IS_STR(ask("{\"source\":[{\"prefix\":\"aws.lo\"}]}", record), "yes", "its prefix");
	IS_STR(ask("{\"source\":[\"aws.s3\"]}", record), "no", "another source");
	IS_STR(ask("{\"source\":[{\"exists\":false}]}", "{}"), "yes", "no source");
	IS_STR(ask("{\"detail-type\":[\"AWS Console Sign In via CloudTrail\"]}", record),
	       "yes", "detail-type, in whatever case");
	IS_STR(ask("{\"detail-type\":[\"AWS API Call via CloudTrail\"]}", "{}"), "yes",
	       "the usual one");
	IS_STR(ask("{\"account\":[\"111122223333\"],\"region\":[\"eu-west-1\"],\"id\":[\"e-"
		   "1\"],"
		   "\"time\":[{\"prefix\":\"2024-05\"}]}",
		   record),
	       "yes", "account, region, id, time");
}

/* ---- columns first: nothing is lost, nothing is added ---- */

static struct jstore js;
static char **texts;

static json_t *some_leaf(void)
{
	switch (rnd(8)) {
	case 0:
		return json_null();
	case 1:
		return json_integer((json_int_t)rnd(3));
	case 2:
		return rnd(2) ? json_true() : json_false();
	case 3:
		return rnd(2) ? json_array() : json_object();
	default:
		return json_string(PICK("a", "ab", "b", "1", "true", "a*", ""));
	}
}

static json_t *some_json(unsigned depth)
{
	json_t *v;

	if (!depth || rnd(3) == 0)
		return some_leaf();
	v = rnd(3) ? json_object() : json_array();
	for (unsigned n = rnd(4); n; n--)
		if (json_is_object(v))
			json_object_set_new(v, PICK("a", "b", "c"), some_json(depth - 1));
		else
			json_array_append_new(v, some_json(depth - 1));
	return v;
}

static void fill(void)
{
	uint32_t file;

	jstore_init(&js);
	file = store_add_file(js.s, "one.json", 0);
	texts = calloc(2000, sizeof(*texts));
	for (unsigned i = 0; i < 2000; i++) {
		json_t *rec = json_object();

		json_object_set_new(rec, "a", some_json(3));
		json_object_set_new(rec, PICK("b", "c", "eventSource"), some_json(2));
		texts[i] = json_dumps(rec, JSON_COMPACT);
		jstore_add(&js, file, rec);
	}
	jstore_finish(&js);
}

static void read_records(void *arg, const row_t *rows, size_t n,
			 const _Atomic(bool) *cancel UNUSED, record_fn fn, void *fn_arg)
{
	size_t *reads = arg;

	for (size_t k = 0, i = 0; k < n; k++) {
		while (js.rows[i] != rows[k])
			i++;
		(*reads)++;
		if (!fn(fn_arg, rows[k], sv_str(texts[i])))
			return;
	}
}

static void log_test(struct buf *out)
{
	buf_adds(out, "$.a");
	for (unsigned n = rnd(3); n; n--)
		buf_adds(out, PICK(".a", ".b", ".c", ".*", "[*]", "[0]", "[1]", ".['a']"));
	buf_adds(out, PICK(" = a", " = \"a*\"", " = *b", " != a", " = 1", " != 1.0", " > 0",
			   " <= 1", " IS NULL", " IS TRUE", " NOT EXISTS", " = %a%",
			   " != %b$%", " = \"\""));
}

static void bus_leaf(struct buf *out)
{
	buf_addc(out, '[');
	for (unsigned n = 1 + rnd(2); n; n--) {
		buf_adds(out,
			 PICK("\"a\"", "\"\"", "1", "true", "null", "{\"prefix\":\"a\"}",
			      "{\"suffix\":\"*\"}", "{\"exists\":true}",
			      "{\"exists\":false}", "{\"anything-but\":\"a\"}",
			      "{\"wildcard\":\"a*\"}", "{\"numeric\":[\">\",0]}",
			      "{\"equals-ignore-case\":\"AB\"}",
			      "{\"anything-but\":{\"prefix\":\"a\"}}"));
		buf_adds(out, n > 1 ? "," : "]");
	}
}

static void bus_fields(struct buf *out, unsigned depth)
{
	static const char *const keys[] = { "a", "b", "c" };
	unsigned from = rnd(3), n = 1 + rnd(2);

	buf_addc(out, '{');
	for (unsigned i = 0; i < n; i++) {
		buf_addf(out, "%s\"%s\":", i ? "," : "", keys[(from + i) % 3]);
		if (depth && rnd(2))
			bus_fields(out, depth - 1);
		else
			bus_leaf(out);
	}
	if (depth && rnd(5) == 0) {
		buf_adds(out, ",\"$or\":[");
		bus_fields(out, depth - 1);
		buf_addc(out, ',');
		bus_fields(out, depth - 1);
		buf_addc(out, ']');
	}
	buf_addc(out, '}');
}

static void some_pattern(struct buf *out)
{
	if (rnd(2)) {
		buf_adds(out, "{\"detail\":");
		bus_fields(out, 2);
		buf_adds(out, rnd(4) ? "}" : ",\"source\":[\"aws.a\",\"aws.ab\"]}");
		return;
	}
	buf_adds(out, "{ ");
	for (unsigned n = 1 + rnd(3); n; n--) {
		log_test(out);
		buf_adds(out, n > 1 ? PICK(" && ", " || ") : " }");
	}
}

static void test_narrowing(void)
{
	size_t reads = 0, matches = 0, wrong = 0, rounds = 400;
	struct eval_env env = {
		.store = js.s, .records = read_records, .source_arg = &reads, .threads = 1
	};
	uint64_t *bits = calloc(store_nsegs(js.s) * SEG_WORDS, sizeof(*bits));

	for (size_t k = 0; k < rounds; k++) {
		struct filter *f = NULL;
		struct err err = ERR_INIT;
		AUTO_BUF struct buf text = BUF_INIT;
		struct eval *e;
		size_t bad = 0;

		some_pattern(&text);
		if (filter_parse(buf_sv(&text), &f, &err) != ST_OK)
			BAIL("%s: %s", buf_str(&text), err.text);
		e = eval_new(&env, f);
		if (eval_run(e, 0, store_nsegs(js.s), bits) != ST_OK)
			BAIL("it runs");
		for (size_t i = 0; i < js.n; i++) {
			bool yes = record_match(f->root->test->record, &scratch,
						sv_str(texts[i])) == RE_YES;

			bad += bit_get(bits, js.rows[i]) != yes &&
			       !segment_is_dup(store_seg(js.s, row_seg(js.rows[i])),
					       row_in_seg(js.rows[i]));
			matches += yes;
		}
		if (bad)
			DIAG("%zu events: %s", bad, buf_str(&text));
		wrong += bad;
		eval_free(e);
		filter_free(f);
	}
	IS_INT(wrong, 0, "%zu patterns find what they fit, and only that", rounds);
	OK(matches > 1000, "they fit often (%zu)", matches);
	OK(reads < rounds * js.n * 3 / 4, "and hardly all records are read (%zu of %zu)",
	   reads, rounds * js.n);
	free(bits);
}

/* A pattern is a test like others: it can be negated, joined in parentheses, and printed. */
static void test_as_test(void)
{
	static const char *const texts_of[] = {
		"{ $.a = b }",
		"not ({ $.a = \"}\" })",
		"({ $.a = b }) and event=x",
		"x=1 or ({\"detail\":{\"a\":[\"}\\\"\"]}})",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts_of); i++) {
		struct filter *f = NULL, *again = NULL;
		struct err err = ERR_INIT;
		AUTO_BUF struct buf out = BUF_INIT;

		if (!IS_ST(filter_parse(sv_str(texts_of[i]), &f, &err), ST_OK, "%s",
			   texts_of[i]))
			continue;
		OK(print_node(&out, f->root), "is printed");
		if (IS_ST(filter_parse(buf_sv(&out), &again, &err), ST_OK, "%s",
			  buf_str(&out)))
			OK(node_equal(f->root, again->root), "and comes back");
		filter_free(f);
		filter_free(again);
	}
}

/* Bytes of patterns changed, cut and doubled: refused or read, nothing else. */
static void test_hostile(void)
{
	AUTO_BUF struct buf b = BUF_INIT;
	unsigned good = 0;

	for (unsigned i = 0; i < 20000; i++) {
		struct filter *f = NULL;

		buf_clear(&b);
		some_pattern(&b);
		for (unsigned n = rnd(4); n && b.len; n--)
			b.ptr[rnd((uint32_t)b.len)] =
				"{}[]\"$.*=!&|()%\\:, a1\0\xff"[rnd(24)];
		if (rnd(4) == 0)
			b.len = rnd((uint32_t)b.len + 1);
		if (filter_parse(buf_sv(&b), &f, NULL) == ST_OK)
			good++;
		filter_free(f);
	}
	OK(good > 1000 && good < 19000, "some of them are still patterns (%u)", good);
	buf_clear(&b);
	for (unsigned i = 0; i < 60000; i++)
		buf_adds(&b, i ? "(" : "{ ");
	OK(strstr(ask(buf_str(&b), "{}"), "parentheses"), "parentheses are bounded");
	buf_clear(&b);
	for (unsigned i = 0; i < 10000; i++)
		buf_adds(&b, "{\"a\":");
	OK(strchr(ask(buf_str(&b), "{}"), ':'), "so are objects");
}

int main(void)
{
	scratch = (struct record_scratch){ regex_scratch_new(), &leaf };
	test_cases();
	test_envelope();
	fill();
	test_narrowing();
	test_as_test();
	test_hostile();
	for (size_t i = 0; i < js.n; i++)
		free(texts[i]);
	free(texts);
	jstore_release(&js);
	regex_scratch_free(scratch.re);
	buf_release(&leaf);
	return DONE();
}
