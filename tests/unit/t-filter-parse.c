/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar and its verdicts. A tree is written as nested lists: (and a b), (or a b),
 * (not a), (OP FIELD VALUE...) with values in quotes, wildcards as *"...", paths after a
 * dot, TEXT as (text "...") where what was compiled cannot be seen: then as (text).
 */
#include "lang/ast.h"
#include "lang/hint.h"

#include "rnd.h"
#include "tap.h"

static struct sv S(const char *s) {
	return sv_make(s, strlen(s));
}

static void
dump(struct buf *out, const struct node *n);

static void dump_field(struct buf *out, const struct fieldref *f)
{
	if (f->id != FLD_NONE) {
		buf_adds(out, fields[f->id].name);
		return;
	}
	for (size_t i = 0; i < f->nkeys; i++) {
		buf_addc(out, '.');
		buf_addsv(out, f->keys[i]);
	}
}

static void dump_test(struct buf *out, const struct test *t)
{
	static const char *const ops[] = {
		[TEST_HAS] = "has",     [TEST_ANY] = "any", [TEST_IN] = "in",
		[TEST_MATCH] = "~",     [TEST_LT] = "<",    [TEST_LE] = "<=",
		[TEST_GT] = ">",        [TEST_GE] = ">=",   [TEST_TIME] = "at",
		[TEST_RECORD] = "fits",
	};

	buf_addf(out, "(%s ", ops[t->op]);
	dump_field(out, &t->field);
	for (size_t i = 0; i < t->nwants; i++) {
		buf_addf(out, " %s\"",
			 t->wants[i].how == WANT_WILD  ? "*"
			 : t->wants[i].how == WANT_NET ? "/"
						       : "");
		buf_addsv(out, t->wants[i].text);
		buf_addc(out, '"');
	}
	for (size_t i = 0; i < t->nspans; i++) {
		buf_addf(out, " %s\"",
			 t->spans[i].how == TEST_IN ? "" : ops[t->spans[i].how]);
		buf_addsv(out, t->spans[i].text);
		buf_addc(out, '"');
	}
	buf_addc(out, ')');
}

static void dump(struct buf *out, const struct node *n)
{
	static const char *const names[] = { "and", "or", "not" };

	if (n->kind == NODE_TEST) {
		dump_test(out, n->test);
		return;
	}
	buf_addf(out, "(%s", names[n->kind]);
	for (size_t i = 0; i < n->nkids; i++) {
		buf_addc(out, ' ');
		dump(out, n->kids[i]);
	}
	buf_addc(out, ')');
}

static const struct {
	const char *src, *tree;
} good[] = {
	/* the verdicts of the contract */
	{ "a or b c", "(or (~ text) (and (~ text) (~ text)))" },
	{ "not a b", "(and (not (~ text)) (~ text))" },
	{ "!a b", "(and (not (~ text)) (~ text))" },
	{ "!event=x", "(not (in event \"x\"))" },
	{ "event=Put* or Get*", "(or (in event *\"Put*\") (~ text))" },
	{ "event=\"Put*\"", "(in event \"Put*\")" },
	{ "event in (Put*, \"a b\")", "(in event *\"Put*\" \"a b\")" },
	{ "time in (2021-07-01..2021-07-02, 2021-07-04..)",
	  "(at time \"2021-07-01..2021-07-02\" \"2021-07-04..\")" },
	{ "error", "(~ text)" },
	{ "x=null", "(in .x \"null\")" },
	{ "ip=2001:db8::1", "(in ip \"2001:db8::1\")" },
	{ "identity=user:arn:aws:iam::111122223333:user/bob",
	  "(in identity \"user:arn:aws:iam::111122223333:user/bob\")" },
	{ "event ~ ^(Get|List)", "(~ event)" },
	{ "requestParameters.bucketName ~ a|b and /c/",
	  "(and (~ .requestParameters.bucketName) (~ text))" },
	/* operators and keywords */
	{ "a and b", "(and (~ text) (~ text))" },
	{ "a && b || c", "(or (and (~ text) (~ text)) (~ text))" },
	{ "a&&b", "(~ text)" },
	{ "a||b", "(~ text)" },
	{ "x=a&&b", "(in .x \"a&&b\")" },
	{ "a AND b Or c", "(or (and (~ text) (~ text)) (~ text))" },
	{ "NOT a", "(not (~ text))" },
	{ "not not a", "(~ text)" },
	{ "!!a", "(~ text)" },
	{ "! not a", "(~ text)" },
	{ "not (a or b)", "(not (or (~ text) (~ text)))" },
	{ "not(a or b)", "(not (or (~ text) (~ text)))" },
	{ "a and(b or c)", "(and (~ text) (or (~ text) (~ text)))" },
	{ "!(a or b)", "(not (or (~ text) (~ text)))" },
	{ "(a)(b)", "(and (~ text) (~ text))" },
	{ "((a))", "(~ text)" },
	{ "( a )", "(~ text)" },
	{ "a !b", "(and (~ text) (not (~ text)))" },
	{ "a!b", "(~ text)" },
	{ "notice", "(~ text)" },
	{ "order", "(~ text)" },
	{ "\"and\"", "(~ text)" },
	{ "android", "(~ text)" },
	{ "a\tand\nb", "(and (~ text) (~ text))" },
	/* comparisons */
	{ "x = a", "(in .x \"a\")" },
	{ "x=a y=b", "(and (in .x \"a\") (in .y \"b\"))" },
	{ "x != a", "(not (in .x \"a\"))" },
	{ "x!=a", "(not (in .x \"a\"))" },
	{ "x !~ a", "(not (~ .x))" },
	{ "x!~a", "(not (~ .x))" },
	{ "x<5", "(< .x \"5\")" },
	{ "x <= 5", "(<= .x \"5\")" },
	{ "x >5", "(> .x \"5\")" },
	{ "x>=5", "(>= .x \"5\")" },
	{ "x<=*", "(<= .x \"*\")" },
	{ "error=*", "(any error)" },
	{ "error != *", "(not (any error))" },
	{ "error=\"*\"", "(in error \"*\")" },
	{ "x=\"\"", "(in .x \"\")" },
	{ "x==a", "(in .x \"=a\")" },
	{ "x=/a/b", "(in .x \"/a/b\")" },
	{ "x=/a/", "(in .x \"/a/\")" },
	{ "x=a\\b*", "(in .x *\"a\\b*\")" },
	{ "x=(a b)", NULL },
	{ "x=(a)", "(in .x \"(a)\")" },
	{ "(x=a(b)c)", "(in .x \"a(b)c\")" },
	{ "(x=a) y", "(and (in .x \"a\") (~ text))" },
	{ "x=a,b", "(in .x \"a,b\")" },
	{ "x=a\"b", "(in .x \"a\"b\")" },
	{ "x=\"a\\u00e9\\ud83d\\ude00\\n\"", "(in .x \"a\xc3\xa9\xf0\x9f\x98\x80\n\")" },
	{ "x=\"\\ud800\"", "(in .x \"\xed\xa0\x80\")" },
	{ "x=\"a\\\"b\\\\c\\/\"", "(in .x \"a\"b\\c/\")" },
	{ "x=#a@b-c$", "(in .x \"#a@b-c$\")" },
	{ "event=has*", "(in event *\"has*\")" },
	/* patterns */
	{ "x ~ \"a b\"", "(~ .x)" },
	{ "x ~ \"a\\\"b\\d\"", "(~ .x)" },
	{ "x ~ \"a\\\\\" b", "(and (~ .x) (~ text))" },
	{ "x ~ /a b/i", "(~ .x)" },
	{ "x ~ /[/]a/", "(~ .x)" },
	{ "x ~ /[]/]/", "(~ .x)" },
	{ "x ~ /[^]/]/", "(~ .x)" },
	{ "x ~ /[[:alpha:]/]/", "(~ .x)" },
	{ "x ~ /a\\/b/", "(~ .x)" },
	{ "(x ~ /a/)", "(~ .x)" },
	{ "(/a/i or b)", "(or (~ text) (~ text))" },
	{ "x ~ \"\"", "(~ .x)" },
	{ "/a b/ c", "(and (~ text) (~ text))" },
	{ "//", "(~ text)" },
	/* lists */
	{ "x in (a)", "(in .x \"a\")" },
	{ "x in(a,b)", "(in .x \"a\" \"b\")" },
	{ "x IN ( a , b )", "(in .x \"a\" \"b\")" },
	{ "x not in (a)", "(not (in .x \"a\"))" },
	{ "x Not In(a,b) c", "(and (not (in .x \"a\" \"b\")) (~ text))" },
	{ "x in (a(b)c, d)", "(in .x \"a(b)c\" \"d\")" },
	{ "x in (/usr/bin, /aws/lambda/)", "(in .x \"/usr/bin\" \"/aws/lambda/\")" },
	{ "x in (\"/a/\")", "(in .x \"/a/\")" },
	{ "not x in (a)", "(not (in .x \"a\"))" },
	/* fields */
	{ "has errorCode", "(has .errorCode)" },
	{ "HAS error", "(has error)" },
	{ "has \"a b\".c", "(has .a b.c)" },
	{ "(has a) b", "(and (has .a) (~ text))" },
	{ "not has a", "(not (has .a))" },
	{ "has time", "(has time)" },
	{ "function.arn=x", "(in function.arn \"x\")" },
	{ "function.name=x", "(in .function.name \"x\")" },
	{ ".source=x", "(in .source \"x\")" },
	{ ".raw=x", "(in .raw \"x\")" },
	{ ".a.b~x", "(~ .a.b)" },
	{ "\"event\"=x", "(in .event \"x\")" },
	{ "\"a b\" = x", "(in .a b \"x\")" },
	{ "\"a b\".c=x", "(in .a b.c \"x\")" },
	{ "requestParameters.\"a b\".c=x", "(in .requestParameters.a b.c \"x\")" },
	{ "a.\"x\\ty\"=x", "(in .a.x\ty \"x\")" },
	{ "\"a b\" in (x)", "(in .a b \"x\")" },
	{ "\"a b\" c", "(and (~ text) (~ text))" },
	{ "\"a b\"", "(~ text)" },
	{ "k-e_y:@#$9=x", "(in .k-e_y:@#$9 \"x\")" },
	{ "\xc3\xa9=x", "(in .\xc3\xa9 \"x\")" },
	{ "TIME=x", "(in .TIME \"x\")" },
	{ "text=x", "(in text \"x\")" },
	{ "text != x*", "(not (in text *\"x*\"))" },
	{ "text ~ x", "(~ text)" },
	{ "text !~ x", "(not (~ text))" },
	{ "file=a/b*", "(in file *\"a/b*\")" },
	/* text */
	{ "http://a.b/c?d=e", "(~ text)" },
	{ "a..b", "(~ text)" },
	{ "a.b.", "(~ text)" },
	{ ".", "(~ text)" },
	{ "=x", "(~ text)" },
	{ "Get*", "(~ text)" },
	{ "a(b)", "(~ text)" },
	{ "a (b)", "(and (~ text) (~ text))" },
	{ "arn:aws:iam::111122223333:user/bob", "(~ text)" },
	/* records */
	{ "raw ~ /\"k\":/", "(~ raw)" },
	{ "raw !~ x", "(not (~ raw))" },
	{ "raw=*x*", "(in raw *\"*x*\")" },
	{ "raw!=x", "(not (in raw \"x\"))" },
	{ "raw=*", "(any raw)" },
	{ "raw", "(~ text)" },
	{ ".raw=x", "(in .raw \"x\")" },
	/* times */
	{ "time=2021-07-28", "(at time \"2021-07-28\")" },
	{ "time!=2021-07-28", "(not (at time \"2021-07-28\"))" },
	{ "time<2021-07-28T10:00", "(at time <\"2021-07-28T10:00\")" },
	{ "time <= 10:00", "(at time <=\"10:00\")" },
	{ "time > -15m", "(at time >\"-15m\")" },
	{ "time >= \"2021-07-28 10:00\"", "(at time >=\"2021-07-28 10:00\")" },
	{ "time = ..2021-07-28", "(at time \"..2021-07-28\")" },
	{ "time not in (2021-07-28)", "(not (at time \"2021-07-28\"))" },
	{ "time=*", "(any time)" },
	{ "time ~ ^2021", "(~ time)" },
	{ "eventTime<2021", "(< .eventTime \"2021\")" },
};

static void test_good(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct filter *f = NULL;
		struct err err = ERR_INIT;
		struct buf out = BUF_INIT;

		if (!good[i].tree)
			continue;
		if (!IS_ST(filter_parse(S(good[i].src), &f, &err), ST_OK, "%s",
			   good[i].src)) {
			DIAG("%s at %llu", err.text, (unsigned long long)err.off);
			continue;
		}
		dump(&out, f->root);
		IS_STR(buf_str(&out), good[i].tree, "%s: tree", good[i].src);
		IS_SV(filter_text(f), good[i].src, "%s: text", good[i].src);
		buf_release(&out);
		filter_free(f);
	}
}

static const struct {
	const char *src;
	unsigned off; /* from 0 */
	const char *reason;
} bad[] = {
	{ "", 0, "empty" },
	{ "  \t", 0, "empty" },
	{ "(a", 2, "')' is missing" },
	{ "((a)", 4, "')' is missing" },
	{ "a)", 1, "closes nothing" },
	{ "(a))", 3, "closes nothing" },
	{ "()", 1, "test is missing" },
	{ "a and", 5, "test is missing" },
	{ "a and ", 6, "test is missing" },
	{ "a or or b", 5, "'or'" },
	{ "and a", 0, "'and'" },
	{ "a && || b", 5, "'||'" },
	{ "&& a", 0, "'&&'" },
	{ "not", 3, "test is missing" },
	{ "!", 1, "test is missing" },
	{ "(not)", 4, "test is missing" },
	{ "in (a)", 0, "'in'" },
	{ "x in a", 2, "'in'" },
	{ "x in (a", 7, "',' or ')'" },
	{ "x in ()", 6, "value is missing" },
	{ "x in (a,)", 8, "value is missing" },
	{ "x in (a b)", 8, "',' or ')'" },
	{ "event in (/a/)", 10, "regex" },
	{ "event in (b, /a c/i)", 13, "regex" },
	{ "x in (\"a\"b)", 9, "blank is missing" },
	{ "x in (or)", 6, "quote it" },
	{ "{ $.a }", 6, "operator is missing" },
	{ "  { \"a\": 1 }", 9, "a field takes" },
	{ "({ $.a = 1 } x)", 13, "a ')' is missing" },
	{ "raw<x", 0, "'raw' takes only" },
	{ "a raw >= x", 2, "'raw' takes only" },
	{ "raw in (x)", 0, "'raw' takes only" },
	{ "raw not in (x)", 0, "'raw' takes only" },
	{ "has raw", 4, "'raw' takes only" },
	{ "raw ~ (", 7, "parenthesis" },
	{ "has text", 4, "'text' takes only" },
	{ "text<5", 0, "'text' takes only" },
	{ "text in (a)", 0, "'text' takes only" },
	{ "has", 3, "field is missing" },
	{ "has )", 4, "field is missing" },
	{ "has has", 4, "quote it" },
	{ "has a=b", 5, "alone" },
	{ "has a/b", 5, "quote" },
	{ "has a = b", 6, "field is missing" },
	{ "x=", 2, "value is missing" },
	{ "(x=)", 3, "value is missing" },
	{ "x = and y", 4, "quote it" },
	{ "x = not", 4, "quote it" },
	{ "x ~", 3, "pattern is missing" },
	{ "x ~ or", 4, "quote it" },
	{ "= x", 0, "field is missing" },
	{ "!= x", 0, "field is missing" },
	{ "!=x", 0, "field is missing" },
	{ "a/b = x", 0, "no field" },
	{ "x=\"abc", 2, "no end" },
	{ "x=\"a\\qb\"", 4, "unknown escape '\\q'" },
	{ "\xc3\xa9 x=\"\\u12g4\"", 5, "unknown escape" },
	{ "\"a\\x\"", 2, "unknown escape" },
	{ "x=\"abc\\\"", 2, "no end" },
	{ "x=\"a\"b", 5, "blank is missing" },
	{ "\"a\"b", 3, "blank is missing" },
	{ "\"a b\".c", 7, "operator is missing" },
	{ "/usr/bin", 0, "quote it" },
	{ "/usr", 0, "quote it" },
	{ "a /b/x", 2, "quote it" },
	{ "/a/ii", 0, "quote it" },
	{ "x ~ /a/b", 4, "quote it" },
	{ "x !~ /a", 5, "quote it" },
	{ "x ~ /[/]", 4, "quote it" },
	{ "x ~ a(b", 7, "parenthesis" },
	{ "x ~ \"a(b\"", 8, "parenthesis" },
	{ "x ~ \"\\\"\\\"(b\"", 11, "parenthesis" },
	{ "x ~ \"\xc3\xa9(b\" y", 8, "parenthesis" },
	{ "/a(b/", 4, "parenthesis" },
	{ "\xc3\xa9 /a(b/", 6, "parenthesis" },
	{ "x ~ *a", 4, "quantifier" },
	{ "time=x", 5, "no time" },
	{ "time = \"x\"", 8, "no time" },
	{ "time < 2021-07-28..", 7, "range" },
	{ "time in (2021-07-28, x)", 21, "no time" },
	{ "time = 2021-07-28..x", 19, "no time" },
	{ "time = Put*", 7, "no time" },
	{ "time in (*)", 9, "no time" },
	{ "time = ..", 7, "range" },
	{ "time = 2021-02-30", 7, "no time" },
};

static void test_bad(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct filter *f = NULL;
		struct err err = ERR_INIT;

		IS_ST(filter_parse(S(bad[i].src), &f, &err), ST_SYNTAX, "%s is refused",
		      bad[i].src);
		IS_INT(err.off, bad[i].off, "%s: where (%s)", bad[i].src, err.text);
		OK(strstr(err.text, bad[i].reason), "%s: why (%s)", bad[i].src, err.text);
		IS_ST(filter_parse(S(bad[i].src), &f, NULL), ST_SYNTAX, "%s without err",
		      bad[i].src);
	}
}

static void test_hints(void)
{
	static const struct {
		const char *src, *hint; /* a part of it; NULL: none */
	} t[] = {
		{ "event=Put* or Get*",
		  "'Get*' is searched for as text, its '*' is no wildcard" },
		{ "event=Put* or \"Get*\"", NULL },
		{ "event=Put*", NULL },
		{ "x==a", "'==' compares with a value that begins with '='" },
		{ "x= =a", "'=='" },
		{ "x=\"=a\"", NULL },
		{ "error", NULL },
		{ "event=~List", "the operator is '~'" },
		{ "event =~ List", "the operator is '~'" },
		{ "event ~= List", "the operator is '~'" },
		{ "event ~ \"=x\"", NULL },
		{ "event<>x", "the operator is '!='" },
		{ "x=>5", "the operator is '>='" },
		{ "x=<5", "the operator is '<='" },
		{ "event='X'", "only \" quotes" },
		{ "event in ('X', 'Y')", "only \" quotes" },
		{ "'X'", "only \" quotes" },
		{ "event=\xe2\x80\x9cX\xe2\x80\x9d", "only \" quotes" },
		{ "event=a,b", "FIELD in (A, B)" },
		{ "event=a|b", "FIELD ~ A|B" },
		{ "event=\"a,b\"", NULL },
		{ "event ~ a|b", NULL },
		{ "x=a&&y=b", "between blanks" },
		{ "a||b", "between blanks" },
		{ "event=List.*", "no regular expression" },
		{ "event=^List", "no regular expression" },
		{ "event=/List/", "comes after '~'" },
		{ "event=List%", "the wildcard is '*'" },
		{ "source=s3.amazonaws.com", "without '.amazonaws.com'" },
		{ "source=\"s3.amazonaws.com\"", "without '.amazonaws.com'" },
		{ "eventSource=s3.amazonaws.com", NULL },
		{ "result=success",
		  "'result' is one of ok, denied, throttled, absent, failed" },
		{ "result in (ok, success)", "'result' is one of" },
		{ "result=den*", NULL },
		{ "result=Den*", "'result' is one of" },
		{ "kind=invocation", "'kind' is one of read, write, invoke" },
		{ "readonly=TRUE", "'readonly' is one of true, false" },
		{ "readonly!=TRUE", "'readonly' is one of true, false" },
		{ "mfa=yes", "'mfa' is one of true, false" },
		{ "event:ListBuckets", "event=VALUE" },
		{ "requestParameters.bucketName:x", "requestParameters.bucketName=VALUE" },
		{ "\"event:ListBuckets\"", NULL },
		{ "arn:aws:iam::1:user/x", "arn=VALUE" }, /* if there is a path arn */
		{ "event like Put", "'like' is searched for as text" },
		{ "event CONTAINS Put", "'contains' is searched for as text" },
		{ "a[0].x=y", "searched for as text" },
		{ "ip=10.0.0.0/33", "too many bits" },
		{ "ip=10.0.0.0/8", NULL },
		{ "ip=2001:db8::1", NULL },
		{ "x=/a/b", "comes after '~'" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct filter *f = NULL;
		struct hint h = { .text = "" };
		bool any = false;

		if (!IS_ST(filter_parse(S(t[i].src), &f, NULL), ST_OK, "%s", t[i].src))
			continue;
		for (size_t k = 0; k < f->ntests && !any; k++)
			any = hint_of(f, f->tests[k], &h);
		OK(any == (t[i].hint != NULL) && (!any || strstr(h.text, t[i].hint)),
		   "%s: '%s'", t[i].src, any ? h.text : "");
		filter_free(f);
	}
}

/* Refused or parsed, soon and without deep recursion. */
static void test_hostile(void)
{
	size_t max = FILTER_MAX_LEN;
	char *p = malloc(max + 2);
	struct filter *f = NULL;
	struct err err = ERR_INIT;

	memset(p, '(', max);
	IS_ST(filter_parse(sv_make(p, max), &f, &err), ST_SYNTAX, "parentheses only");
	IS_INT(err.off, FILTER_MAX_DEPTH, "where they are too many");
	memset(p, '!', max);
	p[max - 1] = 'a';
	IS_ST(filter_parse(sv_make(p, max), &f, NULL), ST_OK, "a long chain of !");
	filter_free(f);
	for (size_t i = 0; i < max; i++)
		p[i] = i % 2 ? ' ' : 'a';
	IS_ST(filter_parse(sv_make(p, max), &f, NULL), ST_OK, "many tests");
	IS_INT(f->ntests, max / 2, "all of them");
	filter_free(f);
	for (size_t i = 0; i < max; i++)
		p[i] = "\"a\" "[i % 4];
	IS_ST(filter_parse(sv_make(p, max), &f, NULL), ST_OK, "many strings");
	OK(f->arena.total < 64u << 20, "in little memory");
	filter_free(f);
	memset(p, 'a', max + 1);
	IS_ST(filter_parse(sv_make(p, max + 1), &f, &err), ST_SYNTAX, "one byte too long");
	OK(strstr(err.text, "at most"), "and why: %s", err.text);
	memset(p, '"', max);
	OK(filter_parse(sv_make(p, max), &f, NULL) == ST_SYNTAX, "quotes only");
	memset(p, '\\', max);
	p[0] = '"';
	OK(filter_parse(sv_make(p, max), &f, NULL) == ST_SYNTAX, "backslashes only");
	memset(p, '.', max);
	OK(filter_parse(sv_make(p, max), &f, NULL) == ST_SYNTAX,
	   "one long word is too long");
	free(p);
}

/* Any bytes: no crash, and an error stands inside the text. */
static void test_fuzz(void)
{
	static const char pool[] = "ab =!~<>()\"/\\.,*andornotinhas&|[]{}\xc3\xa9\xff"
				   "10:-";
	uint64_t x = RND_SEED;
	unsigned ok = 0;

	for (int n = 0; n < 200000; n++) {
		char s[24];
		size_t len;
		struct filter *f = NULL;
		struct err err = ERR_INIT;

		rnd_next(&x);
		len = x % sizeof(s);
		for (size_t i = 0; i < len; i++) {
			rnd_next(&x);
			s[i] = pool[x % (sizeof(pool) - 1)];
		}
		if (!filter_parse(sv_make(s, len), &f, &err)) {
			ok++;
			filter_free(f);
		} else if (err.off > len || !err.text[0]) {
			FAIL("an error outside of the text");
			return;
		}
	}
	OK(ok > 1000, "%u of 200000 random texts are filters", ok);
}

static void test_error_lines(void)
{
	static const struct {
		const char *src, *lines;
	} t[] = {
		{ "(a", "filter: a ')' is missing at 3\n(a\n  ^\n" },
		{ "\xc3\xa9 x=\"\\q\"",
		  "filter: unknown escape '\\q' at 6\n\xc3\xa9 x=\"\\q\"\n     ^\n" },
		{ "\x1b (a", "filter: a ')' is missing at 5\n\\x1b (a\n       ^\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct err err = ERR_INIT;
		struct filter *f = NULL;
		struct buf out = BUF_INIT;

		OK(filter_parse(S(t[i].src), &f, &err), "%s is refused", t[i].src);
		filter_error_lines(S(t[i].src), &err, &out);
		IS_STR(buf_str(&out), t[i].lines, "%s: lines", t[i].src);
		buf_release(&out);
	}
}

static void test_bind(void)
{
	struct filter_times none = { TICK_NONE, TICK_NONE };
	struct filter_times times = { time_parse(SV_LIT("2021-07-05T12:00:00Z")),
				      time_parse(SV_LIT("2021-07-05T00:00:00Z")) };
	tick_t ten = time_parse(SV_LIT("2021-07-05T10:00:00Z"));
	struct filter *f = NULL;
	struct err err = ERR_INIT;
	const struct timespan *sp;

	OK(!filter_parse(SV_LIT("a and time < 10:00 and time >= 10:00 and time > 10:00 and "
				"time <= 10:00"),
			 &f, NULL),
	   "parse");
	IS_ST(filter_bind(f, &none, &err), ST_USAGE, "no day");
	IS_INT(err.off, 13, "where");
	IS_ST(filter_bind(f, &times, NULL), ST_OK, "a day");
	sp = f->tests[1]->spans;
	OK(sp->from == INT64_MIN && sp->to == ten, "< before its start");
	sp = f->tests[2]->spans;
	OK(sp->from == ten && sp->to == TICK_NONE, ">= from its start");
	sp = f->tests[3]->spans;
	OK(sp->from == ten + 60 * TICKS_PER_SEC && sp->to == TICK_NONE, "> from its end");
	sp = f->tests[4]->spans;
	OK(sp->from == INT64_MIN && sp->to == ten + 60 * TICKS_PER_SEC,
	   "<= before its end");
	filter_free(f);
}

static void test_fieldref(void)
{
	struct arena a = ARENA_INIT;
	struct fieldref r, *list = NULL;
	struct err err = ERR_INIT;
	size_t n = 0;
	static const struct {
		const char *text;
		enum st st;
		unsigned off;
	} bad_list[] = {
		{ "", ST_SYNTAX, 0 },      { "a,", ST_SYNTAX, 2 },
		{ "a b", ST_SYNTAX, 2 },   { "a,raw", ST_USAGE, 2 },
		{ "text", ST_USAGE, 0 },   { "a/b", ST_SYNTAX, 0 },
		{ "a,\"b", ST_SYNTAX, 2 }, { "a,,b", ST_SYNTAX, 2 },
	};

	IS_ST(fieldref_parse(SV_LIT(" event "), &a, &r, NULL), ST_OK, "event");
	IS_INT(r.id, FLD_EVENT, "a field of the table");
	IS_SV(r.spelling, "event", "without blanks");
	IS_ST(fieldref_parse(SV_LIT("key"), &a, &r, NULL), ST_OK, "key");
	IS_INT(r.id, FLD_KEY, "a field that is a path is said by its number alone");
	IS_INT(r.nkeys, 0, "and has no keys of its own");
	IS_SV(fieldref_of(FLD_KEY).spelling, "key", "spelled by its name");
	IS_ST(fieldref_parse(SV_LIT(".event"), &a, &r, NULL), ST_OK, ".event");
	OK(r.id == FLD_NONE && r.nkeys == 1, "a leading dot is a raw path");
	IS_SV(r.spelling, ".event", "as typed");
	IS_ST(fieldref_parse(SV_LIT("a b"), &a, &r, &err), ST_SYNTAX, "two words");
	IS_INT(err.off, 2, "where");
	IS_ST(fieldref_parse_list(SV_LIT("a, b.c,\"x,y\".z ,function.arn"), &a, &list, &n,
				  NULL),
	      ST_OK, "a list");
	IS_INT(n, 4, "of four");
	IS_SV(list[2].keys[0], "x,y", "a quoted key");
	IS_INT(list[3].id, FLD_FUNCTION_ARN, "a dotted field");
	for (size_t i = 0; i < ARRAY_SIZE(bad_list); i++) {
		struct err e = ERR_INIT;

		IS_ST(fieldref_parse_list(S(bad_list[i].text), &a, &list, &n, &e),
		      bad_list[i].st, "'%s' is refused", bad_list[i].text);
		IS_INT(e.off, bad_list[i].off, "'%s': where", bad_list[i].text);
		IS_INT(e.st, bad_list[i].st, "'%s': in the record too", bad_list[i].text);
	}
	arena_release(&a);
}

int main(void)
{
	test_good();
	test_bad();
	test_hints();
	test_hostile();
	test_fuzz();
	test_error_lines();
	test_bind();
	test_fieldref();
	return DONE();
}
