/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trees as text: what was built or parsed, is printed, and comes back the same. Most of them
 * are made by chance out of hostile pieces; every text that is parsed anywhere in these tests
 * is printed as well.
 */
#include "lang/expr.h"
#include "lang/print.h"

#include "rnd.h"
#include "tap.h"

/* Under a sanitizer a twentieth of it takes as long. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOW 20
#else
#define SLOW 1
#endif

#include <stdlib.h>

#define PICK(...)                                                                          \
	((const char *[]){ __VA_ARGS__ }[rnd(sizeof((const char *[]){ __VA_ARGS__ }) /     \
					     sizeof(const char *))])

/* ---- pieces ---- */

static const char *const nasty[] = {
	"and",
	"or",
	"not",
	"in",
	"has",
	"\"",
	"\\",
	"/",
	"(",
	")",
	",",
	" ",
	"\t",
	"\n",
	"*",
	"=",
	"!",
	"!=",
	"~",
	"<",
	">",
	"|",
	"&",
	"&&",
	"||",
	".",
	"..",
	"@",
	"{",
	"}",
	"[",
	"]",
	":",
	"-",
	"#",
	"$",
	"a",
	"B",
	"event",
	"time",
	"10:00",
	"-15m",
	"1e3",
	"0",
	"\x01",
	"\x7f",
	"\xc3\xa9",
	"\xed\xa0\x80",
	"\xed\xb0\x80",
	"\xff",
	"\xf0\x9f\x98\x80",
	"'",
	"\\\"",
	"\\\\",
	"\\/",
	"i",
	"source.",
	".source",
	"\\u0041",
	"%",
	";",
};

static struct sv some_text(struct buf *b, unsigned most)
{
	buf_clear(b);
	for (unsigned n = rnd(most + 1); n; n--)
		buf_adds(b, nasty[rnd(ARRAY_SIZE(nasty))]);
	if (rnd(40) == 0)
		buf_addc(b, '\0');
	return buf_sv(b);
}

/* Without what a regular expression would choke on, mostly. */
static struct sv some_pattern(struct buf *b)
{
	buf_clear(b);
	for (unsigned n = rnd(5); n; n--)
		buf_adds(b, PICK("a", "B", " ", "\\/", "[/]", "\\\"", "\"", "/", "\\\\",
				 ".", "(x|y)", "\\d", "[^\"]", "[]/]", "(?i)", "^", "$",
				 ",", "=", "i", "&&", "and", "{2}", "x{2}", "\\)", "[)]",
				 "\\(", "\n", "\xc3\xa9", "\\Qa/\"\\E", "not", "~"));
	return buf_sv(b);
}

static struct fieldref some_field(struct filter *f, bool text_too)
{
	struct sv keys[3];
	struct buf b[3] = { BUF_INIT, BUF_INIT, BUF_INIT };
	size_t n = 1 + rnd(3);
	struct fieldref ref;
	enum field_id id;

	if (rnd(3)) {
		do
			id = (enum field_id)rnd(FLD_COUNT);
		while (id == FLD_TIME || (!text_too && (id == FLD_TEXT || id == FLD_RAW)));
		return fieldref_of(id);
	}
	for (size_t i = 0; i < n; i++)
		keys[i] = rnd(2) ? sv_str(PICK("requestParameters", "a-b", "eventName",
					       "source", "function", "arn", "x", "not",
					       "has", "@id", "$", "\xc3\xbc"))
				 : some_text(&b[i], 3);
	ref = field_path(f, keys, n);
	for (size_t i = 0; i < 3; i++)
		buf_release(&b[i]);
	return ref;
}

static struct want some_want(struct buf *b)
{
	struct want w = { .text = some_text(b, 4) };

	if (rnd(3) == 0 && sv_chr(w.text, '*') >= 0)
		w.how = WANT_WILD;
	if (rnd(6) == 0) {
		w.text = sv_str(PICK("10.0.0.0/8", "2001:db8::/32", "::/0", "0.0.0.0/0"));
		w.how = rnd(2) ? WANT_NET : WANT_TEXT;
	}
	return w;
}

static struct node *some_in(struct filter *f)
{
	struct buf b[4] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct want w[4];
	size_t n = rnd(2) ? 1 : 1 + rnd(4);
	struct node *node;

	for (size_t i = 0; i < n; i++)
		w[i] = some_want(&b[i]);
	node = node_in(
		f,
		some_field(f, n == 1 && !(w[0].how == WANT_WILD && sv_eqs(w[0].text, "*"))),
		w, n);
	for (size_t i = 0; i < 4; i++)
		buf_release(&b[i]);
	return node;
}

static struct node *some_match(struct filter *f)
{
	struct node *node = NULL;
	AUTO_BUF struct buf b = BUF_INIT;

	while (!node) {
		enum pattern_how how = (enum pattern_how)rnd(3);
		struct fieldref field = how == PATTERN_TEXT || rnd(3) == 0
						? fieldref_of(FLD_TEXT)
						: some_field(f, true);
		struct sv p = how == PATTERN_TEXT ? some_text(&b, 4) : some_pattern(&b);

		if (node_match(f, field, p, how, &node, NULL) != ST_OK)
			node = NULL; /* no regular expression; another one */
	}
	return node;
}

static struct node *some_time(struct filter *f)
{
	static const char *const lits[] = {
		"2021-07-28", "2021-07-28T10:00", "10:00",
		"-15m",       "2021-07-28 10:00", "2021-07-28T10:00:01.5+02:00"
	};
	static const char *const ranges[] = { "10:00..10:30", "..2021-07-28", "-1h..",
					      "2021-07-28..2021-07-29T01:00:00Z" };
	struct sv texts[3];
	bool list = rnd(2);
	size_t n = list ? 1 + rnd(3) : 1;
	struct node *node = NULL;

	for (size_t i = 0; i < n; i++)
		texts[i] = sv_str(list && rnd(2) ? ranges[rnd(ARRAY_SIZE(ranges))]
						 : lits[rnd(ARRAY_SIZE(lits))]);
	if (node_time(f, list ? TEST_IN : TEST_LT + rnd(4), texts, n, &node, NULL) != ST_OK)
		BAIL("a good time is refused");
	return node;
}

static struct node *some_test(struct filter *f)
{
	AUTO_BUF struct buf b = BUF_INIT;

	switch (rnd(8)) {
	case 0:
		return node_has(f, rnd(5) ? some_field(f, false) : fieldref_of(FLD_TIME));
	case 1:
		return node_any(f, rnd(5) ? some_field(f, true) : fieldref_of(FLD_TIME));
	case 2:
		return node_compare(f, some_field(f, false), TEST_LT + rnd(4),
				    some_text(&b, 3));
	case 3:
		return some_time(f);
	case 4:
	case 5:
		return some_match(f);
	default:
		return some_in(f);
	}
}

static struct node *some_node(struct filter *f, unsigned depth)
{
	struct node *kids[4];
	size_t n = 2 + rnd(3);

	if (!depth || rnd(4) == 0)
		return some_test(f);
	if (rnd(4) == 0)
		return node_not(f, some_node(f, depth - 1));
	for (size_t i = 0; i < n; i++)
		kids[i] = some_node(f, depth - 1);
	return node_join(f, rnd(2) ? NODE_AND : NODE_OR, kids, n);
}

/* ---- there and back ---- */

static bool comes_back(const struct filter *f, struct sv text)
{
	struct err err = ERR_INIT;
	struct filter *again = NULL;
	bool same;

	if (filter_parse(text, &again, &err) != ST_OK) {
		DIAG(SV_FMT ": %s at %u", SV_ARG(text), err.text, (unsigned)err.off);
		return false;
	}
	same = node_equal(f->root, again->root);
	if (!same)
		DIAG("another tree: " SV_FMT, SV_ARG(text));
	filter_free(again);
	return same;
}

static void test_random(unsigned rounds, unsigned depth)
{
	unsigned bad = 0, silent = 0, tests = 0;

	for (unsigned i = 0; i < rounds; i++) {
		struct filter *f = filter_new();
		struct err err = ERR_INIT;

		if (filter_build(f, some_node(f, depth), &err))
			BAIL("a tree is refused: %s", err.text);
		tests += (unsigned)f->ntests;
		if (!filter_text(f).len)
			silent++;
		else
			bad += !comes_back(f, filter_text(f));
		filter_free(f);
	}
	IS_INT(bad, 0, "%u trees of depth %u with %u tests come back as they were", rounds,
	       depth, tests);
	OK(silent < rounds / 3, "most of them can be written (%u cannot)", silent);
}

/* What is parsed is always printed, whatever it was. */
static void test_parsed(void)
{
	unsigned parsed = 0, bad = 0;
	AUTO_BUF struct buf b = BUF_INIT, text = BUF_INIT;

	for (unsigned i = 0; i < 200000 / SLOW; i++) {
		struct filter *f = NULL;

		buf_clear(&text);
		for (unsigned n = 1 + rnd(7); n; n--) {
			buf_addsv(&text,
				  rnd(2) ? sv_str(PICK("x", "a b", "event", "=", "~",
						       "in (", ")", "(", "has ", "not ",
						       "\"", "*", "/", "text", " ", ","))
					 : some_text(&b, 2));
			buf_adds(&text, rnd(3) ? " " : "");
		}
		if (filter_parse(buf_sv(&text), &f, NULL) != ST_OK)
			continue;
		parsed++;
		buf_clear(&b);
		if (!print_node(&b, f->root)) {
			DIAG("not printed: " SV_FMT, SV_ARG(buf_sv(&text)));
			bad++;
		} else if (!comes_back(f, buf_sv(&b))) {
			DIAG("was: " SV_FMT, SV_ARG(buf_sv(&text)));
			bad++;
		}
		filter_free(f);
	}
	IS_INT(bad, 0, "all of %u texts that are filters are printed", parsed);
	OK(parsed > 10000 / SLOW / 2, "there were many");
}

static const struct {
	const char *src, *printed;
} readable[] = {
	{ "event=PutObject", "event=PutObject" },
	{ "event = \"PutObject\"", "event=PutObject" },
	{ "event != x && !y || z", "event!=x and not y or z" },
	{ "(a or b) c", "(a or b) and c" },
	{ "a (b c)", "a and (b and c)" },
	{ "not not a", "a" },
	{ "not (a b)", "not (a and b)" },
	{ "event not in (a, b*,\"c d\")", "event not in (a, b*, \"c d\")" },
	{ "x in (a)", "x=a" },
	{ "x in (*)", "x in (*)" },
	{ "not x=*", "x!=*" },
	{ "error ~ /a b/i", "error ~ /a b/i" },
	{ "x ~ ^(Get|List)", "x ~ /^(Get|List)/" },
	{ "/re/ and \"/re/\"", "/re/ and \"/re/\"" },
	{ "text ~ a/b", "text ~ \"a/b\"" },
	{ "x=f(a*", "x=f(a*" },
	{ "(x=f(a* or y) z", "(x=f(a* or y) and z" },
	{ "(y or x=f(a* ) z", "(y or x=f(a* ) and z" },
	{ "ip=10.0.0.0/8", "ip=10.0.0.0/8" },
	{ "ip=\"10.0.0.0/8\"", "ip=\"10.0.0.0/8\"" },
	{ "ip not in (::/0, 10.0.0.0/33)", "ip not in (::/0, 10.0.0.0/33)" },
	{ "time in (10:00..10:30, -15m)", "time in (10:00..10:30, -15m)" },
	{ "not time<2021-07-28", "not time<2021-07-28" },
	{ ".source=x", ".source=x" },
	{ "\"source\"=x", ".source=x" },
	{ "has requestParameters.\"a b\".c", "has requestParameters.\"a b\".c" },
	{ "\"and\" or \"a*\"", "\"and\" or \"a*\"" },
	{ "\"@x\"=1", ".@x=1" },
};

static void test_readable(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(readable); i++) {
		struct filter *f = NULL;
		AUTO_BUF struct buf out = BUF_INIT;

		if (filter_parse(sv_str(readable[i].src), &f, NULL) != ST_OK)
			BAIL("%s is refused", readable[i].src);
		OK(print_node(&out, f->root), "%s is printed", readable[i].src);
		IS_SV(buf_sv(&out), readable[i].printed, "%s", readable[i].src);
		filter_free(f);
	}
}

static void test_bounds(void)
{
	struct filter *f = filter_new();
	struct node *n = node_has(f, fieldref_of(FLD_EVENT));
	struct err err = ERR_INIT;

	for (unsigned i = 1; i < NODE_MAX_DEPTH; i++)
		n = node_not(f, n);
	IS_ST(filter_build(f, n, &err), ST_OK, "as deep as may be");
	IS_INT(filter_text(f).len, 0, "which the language cannot say");
	IS_ST(filter_build(f, node_not(f, n), &err), ST_LIMIT, "one level more");
	filter_free(f);
}

/* The day of bare hours is put in where times are, nowhere else. */
static const struct {
	const char *src, *whole;
} hours[] = {
	{ "time>=10:00", "time>=2021-07-28T10:00" },
	{ "time >= \"10:00\" x", "time >= \"2021-07-28T10:00\" x" },
	{ "not has requestParameters.\"a time>=10:00 b\"",
	  "not has requestParameters.\"a time>=10:00 b\"" },
	{ "requestParameters.\"time\">=10:00", "requestParameters.\"time\">=10:00" },
	{ ".time=10:00 or time=10:00", ".time=10:00 or time=2021-07-28T10:00" },
	{ "time in (10:00..10:30:05, -15m, ..11:00Z)",
	  "time in (2021-07-28T10:00..2021-07-28T10:30:05, -15m, ..2021-07-28T11:00Z)" },
	{ "x=time>=10:00", "x=time>=10:00" },
	{ "\"time=10:00\" and time!=10:00", "\"time=10:00\" and time!=2021-07-28T10:00" },
	{ "x ~ a(time=10:00)", "x ~ a(time=10:00)" },
	{ "(time<10:00)", "(time<2021-07-28T10:00)" },
	{ "time=2021-07-28", "time=2021-07-28" },
};

static void test_hours(void)
{
	tick_t day = time_parse(SV_LIT("2021-07-28T00:00:00Z"));

	for (size_t i = 0; i < ARRAY_SIZE(hours); i++) {
		AUTO_BUF struct buf out = BUF_INIT;

		expr_whole_times(&out, sv_str(hours[i].src), day);
		IS_SV(buf_sv(&out), hours[i].whole, "%s", hours[i].src);
		buf_clear(&out);
		expr_whole_times(&out, sv_str(hours[i].src), TICK_NONE);
		IS_SV(buf_sv(&out), hours[i].src, "%s without a day", hours[i].src);
	}
}

int main(void)
{
	test_random(6000 / SLOW, 0);
	test_random(3000 / SLOW, 2);
	test_random(400, 5);
	test_parsed();
	test_readable();
	test_bounds();
	test_hours();
	return DONE();
}
