/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/diff.h"
#include "json/layout.h"
#include "json/tree.h"

#include "tap.h"

#include <jansson.h>

static const char *const good[] = {
	"0",
	"-1.5e+3",
	"\"\"",
	"\"a\"",
	"true",
	"false",
	"null",
	"{}",
	"[]",
	" [ ] ",
	"{ }",
	"[1]",
	"[1,2]",
	"[[],{}]",
	"{\"a\":1}",
	"{\"a\":1,\"b\":[2,3]}",
	"{\"\":\"\"}",
	"\t\r\n {\"a\" : { \"b\" : [ true , null ] } } \n",
	"[1e999,-0,1.0,1E2]",
	"\"\\u0000\\ud800\\\"\\\\\\/\"",
	"{\"a\":1,\"a\":2}",
	"[\"caf\xc3\xa9\"]",
	"\"\x7f\"",
};

static const struct {
	const char *text;
	uint64_t off;
	const char *why;
} bad[] = {
	{ "", 0, "ends where a value" },
	{ "  ", 2, "ends where a value" },
	{ "{", 1, "ends inside an object" },
	{ "[", 1, "ends inside an array" },
	{ "[1", 2, "ends inside an array" },
	{ "[1,", 3, "ends where a value" },
	{ "[1,]", 3, "value is missing" },
	{ "[,1]", 1, "value is missing" },
	{ "[1 2]", 3, "',' or ']'" },
	{ "[1}", 2, "',' or ']'" },
	{ "[]]", 2, "something follows" },
	{ "{}{}", 2, "something follows" },
	{ "1 2", 2, "something follows" },
	{ "{a:1}", 1, "key in quotes" },
	{ "{1:1}", 1, "key in quotes" },
	{ "{\"a\"}", 4, "':'" },
	{ "{\"a\" 1}", 5, "':'" },
	{ "{\"a\":}", 5, "value is missing" },
	{ "{\"a\":1,}", 7, "key in quotes" },
	{ "{\"a\":1,,}", 7, "key in quotes" },
	{ "{\"a\":1]", 6, "',' or '}'" },
	{ "{\"a\":1 \"b\":2}", 7, "',' or '}'" },
	{ "\"abc", 4, "ends inside a string" },
	{ "\"abc\\", 4, "escape" },
	{ "\"a\\x\"", 2, "escape" },
	{ "\"a\\u12g4\"", 2, "escape" },
	{ "\"a\nb\"", 2, "control character" },
	{ "\"a\xff\"", 2, "UTF-8" },
	{ "\"\xed\xa0\x80\"", 1, "UTF-8" },
	{ "\"\xc3\"", 1, "UTF-8" },
	{ "NaN", 0, "no value" },
	{ "[01]", 1, "no value" },
	{ "[+1]", 1, "no value" },
	{ "[1.]", 1, "no value" },
	{ "True", 0, "no value" },
	{ "nul", 0, "no value" },
	{ "truefalse", 0, "no value" },
	{ "'a'", 0, "no value" },
	{ "\xef\xbb\xbf[]", 0, "no value" },
	{ "[1]/**/", 3, "something follows" },
};

static void grammar(void)
{
	struct json_tree t = { .n = 77 };
	struct err err = ERR_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		enum st st = json_tree_parse(sv_str(bad[i].text), JSON_DEPTH_MAX, &t, &err);

		OK(st == ST_SYNTAX && err.off == bad[i].off && strstr(err.text, bad[i].why),
		   "refuse '%s'", bad[i].text);
	}
	IS_INT(t.n, 77, "the result is untouched on failure");
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		if (IS_ST(json_tree_parse(sv_str(good[i]), JSON_DEPTH_MAX, &t, &err), ST_OK,
			  "take '%s'", good[i]))
			json_tree_release(&t);
}

/* Short texts of a small alphabet, against another parser. */
static void oracle(void)
{
	static const char letters[] = "{}[],:\"\\ tn01-.eau";
	unsigned differ = 0, taken = 0;
	uint64_t seed = 42;

	for (unsigned i = 0; i < 400000; i++) {
		struct json_tree t;
		json_error_t why;
		char text[10];
		size_t n;
		json_t *j;
		bool ours;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		n = 1 + (seed >> 60) % 9;
		for (size_t k = 0; k < n; k++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[k] = letters[(seed >> 40) % (sizeof(letters) - 1)];
		}
		/* what the other one cannot hold: huge exponents */
		if (n > 4 && memchr(text, 'e', n - 3))
			continue;
		ours = json_tree_parse(sv_make(text, n), 64, &t, NULL) == ST_OK;
		j = json_loadb(text, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
		taken += ours;
		if (ours != (j != NULL) && !(ours && strstr(why.text, "too big"))) {
			differ++;
			DIAG("%.*s: %s", (int)n, text, ours ? "taken" : "refused");
		}
		if (ours)
			json_tree_release(&t);
		json_decref(j);
	}
	IS_INT(differ, 0, "random texts");
	OK(taken > 1000, "some of them are good");
}

static const char record[] =
	"{\"eventName\": \"X\", \"a b\":{\"c\":[1,{\"d\":null},[ ]]},\n"
	" \"eventName\":\"Y\", \"n\":-0.10, \"event\\u004eame\":\"Z\", \"in\":{\"in\":{}}}";

static void shape(void)
{
	static const struct {
		const char *key, *value, *path;
		uint32_t depth, parent, children;
		enum json_kind kind;
		uint32_t nth;
		bool twice;
	} want[] = {
		{ NULL, record, "", 0, JT_NONE, 6, JT_OBJECT, 0, false },
		{ "eventName", "\"X\"", "eventName", 1, 0, 0, JT_STRING, 0, true },
		{ "a b", "{\"c\":[1,{\"d\":null},[ ]]}", "\"a b\"", 1, 0, 1, JT_OBJECT, 0,
		  false },
		{ "c", "[1,{\"d\":null},[ ]]", "\"a b\".c", 2, 2, 3, JT_ARRAY, 0, false },
		{ NULL, "1", "\"a b\".c", 3, 3, 0, JT_NUMBER, 0, false },
		{ NULL, "{\"d\":null}", "\"a b\".c", 3, 3, 1, JT_OBJECT, 0, false },
		{ "d", "null", "\"a b\".c.d", 4, 5, 0, JT_NULL, 0, false },
		{ NULL, "[ ]", "\"a b\".c", 3, 3, 0, JT_ARRAY, 0, false },
		{ "eventName", "\"Y\"", "eventName", 1, 0, 0, JT_STRING, 1, true },
		{ "n", "-0.10", "n", 1, 0, 0, JT_NUMBER, 0, false },
		{ "event\\u004eame", "\"Z\"", "eventName", 1, 0, 0, JT_STRING, 2, true },
		{ "in", "{\"in\":{}}", "\"in\"", 1, 0, 1, JT_OBJECT, 0, false },
		{ "in", "{}", "\"in\".in", 2, 11, 0, JT_OBJECT, 0, false },
	};
	struct json_tree t;
	struct buf path = BUF_INIT;

	if (!IS_ST(json_tree_parse(sv_str(record), JSON_DEPTH_MAX, &t, NULL), ST_OK,
		   "parse"))
		return;
	IS_INT(t.n, ARRAY_SIZE(want), "nodes");
	IS_INT(t.ntwice, 3, "keys that stand more than once");
	for (uint32_t i = 0; i < t.n && i < ARRAY_SIZE(want); i++) {
		const struct json_node *n = &t.nodes[i];

		IS_SV(json_node_key(&t, i), want[i].key, "key of %u", i);
		IS_SV(json_node_value(&t, i), want[i].value, "value of %u", i);
		OK(n->depth == want[i].depth && n->parent == want[i].parent &&
			   n->nchildren == want[i].children && n->kind == want[i].kind &&
			   n->nth == want[i].nth && n->twice == want[i].twice,
		   "node %u", i);
		buf_clear(&path);
		json_tree_path(&t, i, &path);
		IS_SV(buf_sv(&path), want[i].path, "path of %u", i);
	}
	IS_INT(t.nodes[1].next, 2, "next sibling");
	IS_INT(t.nodes[2].next, 8, "next sibling beyond what is below");
	IS_INT(t.nodes[11].next, JT_NONE, "no sibling");
	IS_INT(json_node_first(&t, 0), 1, "first child");
	IS_INT(json_node_first(&t, 7), JT_NONE, "no child");
	IS_INT(json_node_end(&t, 2), 8, "end of what is below");
	IS_INT(json_node_end(&t, 5), 7, "end inside an array");
	IS_INT(json_node_end(&t, 7), 8, "end of the last of an array");
	IS_INT(json_node_end(&t, 12), t.n, "end of the last");
	IS_INT(json_node_end(&t, 0), t.n, "end of the whole");
	IS_INT(json_node_child(&t, 0, SV_LIT("eventName"), 0), 1, "first of equal keys");
	IS_INT(json_node_child(&t, 0, SV_LIT("eventName"), 2), 10, "third of equal keys");
	IS_INT(json_node_child(&t, 0, SV_LIT("eventName"), 3), JT_NONE, "no fourth");
	IS_INT(json_node_child(&t, 0, SV_LIT("c"), 0), JT_NONE, "not of a grandchild");
	IS_INT(json_node_child(&t, 3, SV_LIT("d"), 0), JT_NONE, "not in an array");
	buf_clear(&path);
	json_node_add_key(&t, 10, &path);
	buf_addc(&path, '=');
	json_node_add_text(&t, 10, &path);
	buf_addc(&path, ',');
	json_node_add_text(&t, 9, &path);
	IS_SV(buf_sv(&path), "eventName=Z,-0.10", "decoded");
	json_tree_release(&t);
	json_tree_release(&t);
	IS_INT(t.n, 0, "released twice");
	buf_release(&path);
}

/* N times OPEN, INNER, N times CLOSE. */
static void nest(struct buf *out, unsigned n, const char *open, const char *inner,
		 const char *close)
{
	buf_clear(out);
	for (unsigned i = 0; i < n; i++)
		buf_adds(out, open);
	buf_adds(out, inner);
	for (unsigned i = 0; i < n; i++)
		buf_adds(out, close);
}

static void limits(void)
{
	struct buf text = BUF_INIT, path = BUF_INIT;
	struct err err = ERR_INIT;
	struct json_tree t;

	nest(&text, 512, "[", "1", "]");
	if (IS_ST(json_tree_parse(buf_sv(&text), JSON_DEPTH_MAX, &t, &err), ST_OK,
		  "512 levels"))
		json_tree_release(&t);
	nest(&text, 513, "[", "1", "]");
	IS_ST(json_tree_parse(buf_sv(&text), JSON_DEPTH_MAX, &t, &err), ST_LIMIT,
	      "513 levels");
	IS_STR(err.text, "nested deeper than 512", "the limit is named");
	IS_INT(err.off, 512, "and the place");
	nest(&text, 100000, "{\"k\":", "1", "}");
	IS_ST(json_tree_parse(buf_sv(&text), JSON_DEPTH_MAX, &t, &err), ST_LIMIT,
	      "100,000 levels");
	if (IS_ST(json_tree_parse(buf_sv(&text), 100000, &t, &err), ST_OK,
		  "if asked for")) {
		json_tree_path(&t, t.n - 1, &path);
		IS_INT(path.len, 2 * 100000 - 1, "path of the deepest");
		json_tree_release(&t);
	}
	buf_clear(&text);
	buf_addc(&text, '{');
	for (int i = 0; i < 300000; i++)
		buf_addf(&text, "\"%d\":0,\"same\":%d,", i % 200000, i);
	buf_adds(&text, "\"end\":1}");
	if (IS_ST(json_tree_parse(buf_sv(&text), 1, &t, &err), ST_OK, "600,001 keys")) {
		IS_INT(t.n, 600002, "nodes");
		IS_INT(t.ntwice, 500000, "keys that stand twice");
		IS_INT(json_node_child(&t, 0, SV_LIT("same"), 299999), 600000,
		       "the last same");
		json_tree_release(&t);
	}
	buf_release(&text);
	buf_release(&path);
}

static const struct {
	const char *in, *pretty, *minified;
} layouts[] = {
	{ "", "", "" },
	{ " 1 ", "1", "1" },
	{ "{}", "{}", "{}" },
	{ "{ \n }", "{}", "{}" },
	{ "[ ]", "[]", "[]" },
	{ "{\"a\":1}", "{\n  \"a\": 1\n}", "{\"a\":1}" },
	{ "{\"a\" : [ 1,\t2.50 ,{} ],\"b\":{\"c\":null}}",
	  "{\n  \"a\": [\n    1,\n    2.50,\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  "
	  "}\n}",
	  "{\"a\":[1,2.50,{}],\"b\":{\"c\":null}}" },
	{ "[\"a , b : { } [ ] \\\" c\",1E2]", "[\n  \"a , b : { } [ ] \\\" c\",\n  1E2\n]",
	  "[\"a , b : { } [ ] \\\" c\",1E2]" },
	{ "[\"\\\\\", \"x\"]", "[\n  \"\\\\\",\n  \"x\"\n]", "[\"\\\\\",\"x\"]" },
	{ "[\"\\\\\\\"\" ]", "[\n  \"\\\\\\\"\"\n]", "[\"\\\\\\\"\"]" },
	{ "[\"open ", "[\n  \"open ", "[\"open " },
	{ "[\"\\\\ \\", "[\n  \"\\\\ \\", "[\"\\\\ \\" },
	{ "]", "\n]", "]" },
};

static void layout(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++) {
		buf_clear(&out);
		json_pretty(&out, sv_str(layouts[i].in), 2);
		IS_SV(buf_sv(&out), layouts[i].pretty, "pretty '%s'", layouts[i].in);
		buf_clear(&out);
		json_minify(&out, sv_str(layouts[i].in));
		IS_SV(buf_sv(&out), layouts[i].minified, "minified '%s'", layouts[i].in);
		buf_clear(&out);
		json_minify(&out, sv_str(layouts[i].pretty));
		IS_SV(buf_sv(&out), layouts[i].minified, "pretty, then minified '%s'",
		      layouts[i].in);
	}
	buf_clear(&out);
	json_one_line(&out, SV_LIT("{ \"a\": 1 }"));
	IS_SV(buf_sv(&out), "{ \"a\": 1 }", "one line: its own bytes");
	buf_clear(&out);
	json_one_line(&out, SV_LIT("{ \"a b\":\r\n 1 }"));
	IS_SV(buf_sv(&out), "{\"a b\":1}", "several lines: without white space");
	buf_release(&out);
}

static const struct {
	const char *left, *right;
	const char *rows; /* "path:left>right;" */
	uint64_t same;
} diffs[] = {
	{ "{}", "{}", "", 1 },
	{ "{\"a\":1}", "{\"a\":1}", "", 1 },
	{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", "", 2 },
	{ "{\"a\":1}", "{\"a\":2}", "a:1>2;", 0 },
	{ "{\"a\":1}", "{\"a\":1.0}", "a:1>1.0;", 0 },
	{ "{\"a\":\"x\"}", "{\"a\":\"\\u0078\"}", "", 1 },
	{ "{\"a\":\"1\"}", "{\"a\":1}", "a:\"1\">1;", 0 },
	{ "{\"a\":null}", "{}", "a:null>;", 0 },
	{ "{}", "{\"a\":null}", "a:>null;", 0 },
	{ "{\"\\u0061\":1}", "{\"a\":2}", "a:1>2;", 0 },
	{ "{\"a\":1,\"c\":3}", "{\"b\":2,\"c\":3}", "a:1>;b:>2;", 1 },
	{ "{\"a\":{\"x\":1,\"y\":2}}", "{\"a\":{\"y\":3,\"z\":{\"q\":[4,5]}}}",
	  "a.x:1>;a.y:2>3;a.z.q:>4;a.z.q:>5;", 0 },
	{ "[1,2,3]", "[1,9]", ":2>9;:3>;", 1 },
	{ "[1]", "[1,2,[]]", ":>2;:>[];", 1 },
	{ "{\"a\":{}}", "{\"a\":[]}", "a:{}>[];", 0 },
	{ "{\"a\":{}}", "{\"a\":{\"b\":1}}", "a.b:>1;", 0 },
	{ "{\"a\":{\"b\":1}}", "{\"a\":{}}", "a.b:1>;", 0 },
	{ "{\"a\":{\"b\":1}}", "{\"a\":5}", "a:{\"b\":1}>5;", 0 },
	{ "{\"a\":{\"b\":1},\"z\":1}", "{\"a\":[{\"b\":1}],\"z\":1}",
	  "a:{\"b\":1}>[{\"b\":1}];", 1 },
	{ "{\"a\":{\"b\":{\"c\":1}}}", "{}", "a.b.c:1>;", 0 },
	{ "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":3}", "a:2>3;", 1 },
	{ "{\"a\":1,\"a\":2}", "{\"a\":1}", "a:2>;", 1 },
	{ "{\"a\":1}", "{\"a\":1,\"a\":1}", "a:>1;", 1 },
	{ "{\"a\":[[1],{\"b\":[2]}]}", "{\"a\":[[1],{\"b\":[3]}]}", "a.b:2>3;", 1 },
	{ "{\"a\":[[1,2],3]}", "{\"a\":[[1],3,4]}", "a:2>;a:>4;", 2 },
	{ "1", "2", ":1>2;", 0 },
	{ "true", "true", "", 1 },
};

static void difference(void)
{
	struct buf got = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(diffs); i++) {
		struct json_tree l, r;
		struct json_diff d;

		if (json_tree_parse(sv_str(diffs[i].left), 9, &l, NULL) != ST_OK ||
		    json_tree_parse(sv_str(diffs[i].right), 9, &r, NULL) != ST_OK ||
		    json_diff(&l, &r, &d, NULL) != ST_OK)
			BAIL("difference %zu", i);
		buf_clear(&got);
		for (size_t k = 0; k < d.n; k++) {
			json_diff_path(&l, &r, &d.rows[k], &got);
			buf_addc(&got, ':');
			if (d.rows[k].left != JT_NONE)
				buf_addsv(&got, json_node_value(&l, d.rows[k].left));
			buf_addc(&got, '>');
			if (d.rows[k].right != JT_NONE)
				buf_addsv(&got, json_node_value(&r, d.rows[k].right));
			buf_addc(&got, ';');
		}
		IS_SV(buf_sv(&got), diffs[i].rows, "%s against %s", diffs[i].left,
		      diffs[i].right);
		IS_INT(d.same, diffs[i].same, "equal leaves of %s and %s", diffs[i].left,
		       diffs[i].right);
		json_diff_release(&d);
		json_tree_release(&l);
		json_tree_release(&r);
	}
	buf_release(&got);
}

int main(void)
{
	grammar();
	oracle();
	shape();
	limits();
	layout();
	difference();
	return DONE();
}
