/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/regex.h"

#include "rnd.h"
#include "tap.h"

#include <time.h>

static struct sv S(const char *s) {
	return sv_make(s, strlen(s));
}

static struct regex_scratch *scratch;

static void test_match(void)
{
	static const struct {
		const char *pattern;
		bool caseless;
		const char *subject;
		enum re_answer want;
	} t[] = {
		{ "put", false, "PutObject", RE_YES },
		{ "Put", false, "putobject", RE_NO },
		{ "Put", true, "putobject", RE_YES },
		{ "(?-i)put", false, "PutObject", RE_NO },
		{ "(?-i)put", true, "PutObject", RE_NO },
		{ "(?i)Put", false, "pUTobject", RE_YES },
		{ "^(Get|List)", false, "ListBuckets", RE_YES },
		{ "^(Get|List)", false, "xListBuckets", RE_NO },
		{ "a.b", false, "a\nb", RE_NO },
		{ "(?s)a.b", false, "a\nb", RE_YES },
		{ "^b", false, "a\nb", RE_NO },
		{ "a$", false, "a\n", RE_NO },
		{ "a$", false, "xa", RE_YES },
		{ "", false, "", RE_YES },
		{ "^$", false, "", RE_YES },
		{ "\\d{12}", false, "111122223333", RE_YES },
		{ "\\W", false, "a-b", RE_YES },
		{ "\xc3\xa9", false, "CAF\xc3\x89", RE_YES },
		{ "\xc3\x89", false, "caf\xc3\xa9", RE_NO },
		{ "a.c", false,
		  "a\xc3\xa9"
		  "c",
		  RE_YES },
		{ "a.c", false,
		  "a\xff"
		  "c",
		  RE_NO },
		{ "c", false,
		  "a\xff"
		  "c",
		  RE_YES },
		{ "a", false,
		  "\xed\xa0\x80"
		  "a",
		  RE_YES },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct regex *re = NULL;
		struct err err = ERR_INIT;

		IS_ST(regex_compile(S(t[i].pattern), t[i].caseless, &re, &err), ST_OK,
		      "compile %s", t[i].pattern);
		if (re)
			IS_INT(regex_match(re, scratch, S(t[i].subject)), t[i].want,
			       "%s on %s", t[i].pattern, t[i].subject);
		regex_free(re);
	}
}

static void test_smart_case(void)
{
	static const struct {
		const char *pattern;
		bool capital;
	} t[] = {
		{ "abc", false },
		{ "aBc", true },
		{ "\\W\\S\\pL\\D", false },
		{ "\\x{AB}", false },
		{ "\\xAB", false },
		{ "\\xABC", true },
		{ "\\p{Lu}x", false },
		{ "\\P{^Lu}x", false },
		{ "\\cX", false },
		{ "\\N{U+00C9}", false },
		{ "(?<Name>a)\\k<Name>", false },
		{ "(?'Name'a)\\k'Name'", false },
		{ "(?P<Name>a)(?P=Name)(?P>Name)", false },
		{ "(?<Name>A)", true },
		{ "(?&Name)(?<Name>x)", false },
		{ "(?<=A)b", true },
		{ "(?<!A)b", true },
		{ "(?=A)b", true },
		{ "(?U)a", false },
		{ "(?J)a", false },
		{ "(?i:A)", true },
		{ "(?#Note)a", false },
		{ "(*ANYCRLF)a", false },
		{ "\\QA.\\E", true },
		{ "\\Qa.\\Eb", false },
		{ "\\QaB", true },
		{ "[A-Z]", true },
		{ "[\\W]", false },
		{ "[]A]", true },
		{ "[^]a](?<N>b)", false },
		{ "[[:alpha:]]", false },
		{ "\xc3\x89", true },
		{ "\xc3\xa9", false },
		{ "\\\xc3\x89", false },
		{ "\\g{Name}(?<Name>x)", false },
		{ "(?(<Name>)a)(?<Name>x)", false },
		{ "(?(?=A)b|c)", true },
		{ "\\", false },
		{ "(?(DEFINE)(?<Q>q))r", false },
		{ "(?R)", false },
		{ "(?|a|B)", true },
		{ "(?>A)", true },
		{ "(?:A)", true },
		{ "(?x) a # B", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		IS_INT(regex_has_capital(S(t[i].pattern)), t[i].capital, "capital in %s",
		       t[i].pattern);
}

static void test_errors(void)
{
	static const struct {
		const char *pattern;
		unsigned off;
	} t[] = {
		{ "a(b", 3 },        { "a)", 1 },  { "[a", 2 },         { "*a", 0 },
		{ "\xc3\xa9(b", 3 }, { "a\\", 2 }, { "(?<n>a)\\C", 9 }, { "\xc3\xa9[b", 3 },
	};
	struct regex *re = NULL;
	char *big = malloc(REGEX_MAX_PATTERN + 1);
	struct err err = ERR_INIT;
	char deep[300];

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct err e = ERR_INIT;

		IS_ST(regex_compile(S(t[i].pattern), false, &re, &e), ST_SYNTAX,
		      "%s is refused", t[i].pattern);
		IS_INT(e.off, t[i].off, "%s: where", t[i].pattern);
		OK(e.text[0], "%s: why", t[i].pattern);
	}
	memset(big, 'a', REGEX_MAX_PATTERN + 1);
	IS_ST(regex_compile(sv_make(big, REGEX_MAX_PATTERN + 1), false, &re, &err),
	      ST_SYNTAX, "4097 bytes");
	IS_ST(regex_compile_literal(sv_make(big, REGEX_MAX_PATTERN + 1), &re, NULL),
	      ST_SYNTAX, "4097 bytes of text");
	IS_ST(regex_compile(sv_make(big, REGEX_MAX_PATTERN), false, &re, NULL), ST_OK,
	      "4096 bytes");
	regex_free(re);
	free(big);
	memset(deep, '(', 101);
	deep[101] = 'a';
	memset(deep + 102, ')', 101);
	IS_ST(regex_compile(sv_make(deep, 203), false, &re, NULL), ST_SYNTAX,
	      "101 parentheses");
	IS_ST(regex_compile(sv_make(deep + 1, 201), false, &re, NULL), ST_OK,
	      "100 parentheses");
	regex_free(re);
}

static void test_literal(void)
{
	static const struct {
		const char *text, *subject;
		enum re_answer want;
	} t[] = {
		{ "a.b", "xA.Bx", RE_YES },
		{ "a.b", "axb", RE_NO },
		{ "A.b", "xa.bx", RE_NO },
		{ "Get*", "Get*", RE_YES },
		{ "Get*", "GetObject", RE_NO },
		{ "", "", RE_YES },
		{ "\xff", "a\xff", RE_YES },
		{ "\xff", "a", RE_NO },
		{ "\xed\xa0\x80", "x\xed\xa0\x80", RE_YES },
		{ "\\d", "\\D", RE_YES },
		{ "[x", "[X", RE_YES },
		{ "stra\xc3\x9f"
		  "e",
		  "STRA\xc3\x9f"
		  "E",
		  RE_YES },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct regex *re = NULL;

		if (IS_ST(regex_compile_literal(S(t[i].text), &re, NULL), ST_OK,
			  "literal %s", t[i].text))
			IS_INT(regex_match(re, scratch, S(t[i].subject)), t[i].want,
			       "literal %s in %s", t[i].text, t[i].subject);
		regex_free(re);
	}
}

static void test_find(void)
{
	struct regex *re = NULL;
	struct sv s = SV_LIT("one two one");
	size_t from, to;

	OK(!regex_compile(SV_LIT("o[nx]e"), false, &re, NULL), "compile");
	IS_INT(regex_find(re, scratch, s, 0, &from, &to), RE_YES, "first");
	OK(from == 0 && to == 3, "its range");
	IS_INT(regex_find(re, scratch, s, to, &from, &to), RE_YES, "second");
	OK(from == 8 && to == 11, "its range");
	IS_INT(regex_find(re, scratch, s, to, &from, &to), RE_NO, "no third");
	IS_INT(regex_find(re, scratch, s, 12, &from, &to), RE_NO, "past the end");
	regex_free(re);
}

static double cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Patterns that explode end by a limit, are told apart from "no", and end soon. */
static void test_hostile(void)
{
	static const char *const patterns[] = {
		"(a+)+$",
		"^(a|aa)+$",
		"(x+x+)+y",
		"(.*)*$z",
		"^(([a-z])+.)+[A-Z]([a-z])+$",
		"(?s).*(.*).*(.*)x$",
		"(a?){30}a{30}b",
		"(a*)*b",
		"^(?:(?:a|b)*c?)*d",
	};
	char subject[4096];
	unsigned undecided = 0;

	memset(subject, 'a', sizeof(subject));
	subject[sizeof(subject) - 1] = '!';
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct regex *re = NULL;
		enum re_answer a;
		double start = cpu();

		OK(!regex_compile(S(patterns[i]), false, &re, NULL), "compile %s",
		   patterns[i]);
		a = regex_match(re, scratch, sv_make(subject, sizeof(subject)));
		OK(a != RE_YES, "%s does not match", patterns[i]);
		undecided += a == RE_UNDECIDED;
		OK(cpu() - start < 2.0, "%s ends", patterns[i]);
		regex_free(re);
	}
	OK(undecided >= 2, "limits are told apart from no match (%u)", undecided);
	{
		/* more JIT stack than there is, but within the interpreter's limits */
		struct regex *re = NULL;
		static char big[300000];

		memset(big, 'a', sizeof(big));
		OK(!regex_compile(SV_LIT("^(?:a|b)*$"), false, &re, NULL), "compile");
		OK(regex_match(re, scratch, sv_make(big, sizeof(big))) != RE_NO,
		   "a long subject is never a wrong no");
		regex_free(re);
	}
}

static void test_needs(void)
{
	static const char uuid[] = "0123456789abcdef-";
	static const struct {
		const char *pattern;
		bool can;
	} t[] = {
		{ "deadbeef", true },
		{ "i-0dead", false },
		{ "[0-9a-f]{4}-dead", true },
		{ ".{37}", false },
		{ ".{36}", true },
		{ "x?", true },
		{ "(PutX|DelY|Stop)", false },
		{ "(PutX|dead|Stop)", true },
		{ "foo|bar|beef", true },
		{ "foo|bar|zeef", false },
		{ "(?:x|y)*abc", true },
		{ "a(?<n>x|(?>y|z))", false },
		{ "a(?<n>x|(?>y|b))", true },
		{ "(?!xyz)abc", true },
		{ "(?<!xyz)abc", true },
		{ "(a|x(b|c))", true },
		{ "(x){0}a", true },
		{ "(x)+a", false },
		{ "x||a", true },
		{ "AccessDenied", false },
		{ "ab?c*d{0,3}e", true },
		{ "a{2}b+f", true },
		{ "ax*y{0,1}", true },
		{ "ax+b", false },
		{ "a\\.b", false },
		{ "a(x|y)b", false },
		{ "[xyz]?ab", true },
		{ "[]x]*a", true },
		{ "[^]]ab", true },
		{ "[[:alpha:]x]a", true },
		{ "\\x61b", true },
		{ "\\Qxyz\\E", false },
		{ "(?x)a b", true },
		{ "(?i)XYZ", false },
		{ "(*ACCEPT)xyz", true },
		{ "(?#x)a", true },
		{ "a(?=x)b", true },
		{ "\\bab", true },
		{ "ab|xyz", true },
		{ "(a(b[)]|c)\\))x", false },
		{ "s", false },
		{ "ks", false },
		{ "Sx", false },
		{ "foo|bar", false },
		{ "", true },
		{ "dea\xc3\xa9", true },
	};
	struct regex *re = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		OK(!regex_compile(S(t[i].pattern), false, &re, NULL), "compile %s",
		   t[i].pattern);
		IS_INT(regex_can_match(re, uuid, 36), t[i].can, "%s in a UUID",
		       t[i].pattern);
		regex_free(re);
	}
	OK(!regex_compile_literal(SV_LIT("AccessDenied"), &re, NULL), "literal");
	OK(!regex_can_match(re, uuid, 36), "a literal knows all its bytes");
	regex_free(re);
	OK(!regex_compile_literal(SV_LIT("DEAD-beef"), &re, NULL), "literal");
	OK(regex_can_match(re, uuid, 36), "either case");
	regex_free(re);
}

/*
 * What is said to be needed is needed: found matches are never lost by looking at it first.
 */
static void test_needs_hold(void)
{
	static const char pool[] = "abxyzkS.*+?{2,3}|()[]^$\\d-_/";
	uint64_t x = 0x9e3779b97f4a7c15u;
	unsigned matched = 0, wrong = 0;

	for (int n = 0; n < 100000; n++) {
		char p[14], s[13];
		struct regex *re = NULL;
		size_t len = 0, from, to;
		static const char *const sets[] = { "ab", "xyz2", "aKs-", "abxyzkS-_/2" };
		const char *of = sets[n % 4];

		for (size_t i = 0; i < sizeof(p) + sizeof(s); i++) {
			rnd_next(&x);
			if (i < sizeof(p))
				p[i] = pool[x % (sizeof(pool) - 1)];
			else
				s[i - sizeof(p)] = of[x % strlen(of)];
		}
		len = 1 + (size_t)(x >> 40) % sizeof(p);
		if (regex_compile(sv_make(p, len), n % 3 == 0, &re, NULL))
			continue;
		if (regex_find(re, scratch, sv_make(s, sizeof(s)), 0, &from, &to) ==
		    RE_YES) {
			matched++;
			wrong += regex_match(re, scratch, sv_make(s, sizeof(s))) != RE_YES;
			wrong += !regex_can_match(re, of, sizeof(s));
		}
		regex_free(re);
	}
	IS_INT(wrong, 0, "what is needed is needed");
	OK(matched > 3000, "in %u matches", matched);
}

static void test_wildcard(void)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} t[] = {
		{ "Put*", "PutObject", true },
		{ "Put*", "Put", true },
		{ "Put*", "put", false },
		{ "*Object", "PutObject", true },
		{ "*Object", "ObjectX", false },
		{ "P*t*t", "PutObject", true },
		{ "*", "", true },
		{ "**", "", true },
		{ "a*a", "a", false },
		{ "a*a", "aa", true },
		{ "*a*b*", "xxaxxbxx", true },
		{ "*b*a*", "xxaxxbxx", false },
		{ "abc", "abc", true },
		{ "abc", "abcd", false },
		{ "\\*", "\\x", true },
		{ "a*b*c", "abcbc", true },
		{ "*ab", "aab", true },
		{ "", "", true },
		{ "?", "a", false },
		{ "[a]*", "[a]b", true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++)
		IS_INT(wildcard_match(S(t[i].pattern), S(t[i].text)), t[i].want, "%s on %s",
		       t[i].pattern, t[i].text);
}

int main(void)
{
	scratch = regex_scratch_new();
	test_match();
	test_smart_case();
	test_errors();
	test_literal();
	test_find();
	test_hostile();
	test_needs();
	test_needs_hold();
	test_wildcard();
	regex_scratch_free(scratch);
	return DONE();
}
