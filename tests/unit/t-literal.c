/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The literal a match cannot do without: what is taken from patterns, and finding it. */
#include "lang/pattern.h"
#include "util/buf.h"

#include "rnd.h"
#include "tap.h"

#include <stdlib.h>

/* As many as fit. */
#define LONG "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void is_list(const struct literals *ls, unsigned n, const char *want,
		    const char *name)
{
	struct buf b = BUF_INIT;

	for (unsigned k = 0; k < n; k++) {
		buf_adds(&b, k ? " | " : "");
		for (unsigned i = 0; i < ls[k].n; i++) {
			buf_adds(&b, i ? " " : "");
			buf_add(&b, ls[k].v[i].text, ls[k].v[i].len);
		}
	}
	IS_STR(buf_str(&b), want, "%s", name);
	buf_release(&b);
}

static void test_taken(void)
{
	static const struct {
		const char *pattern, *want;
	} t[] = {
		{ "deadbeef", "deadbeef" },
		{ "\"errorCode\":\"[A-Za-z.]*Denied", "\"errorCode\":\" Denied" },
		{ "arn:aws:iam::\\d+:user/[a-z]+x9", "arn:aws:iam:: :user/ x9" },
		{ "^abc$", "abc" },
		{ "abc?d", "ab d" },
		{ "abc*de", "ab de" },
		{ "abc+d", "abc d" },
		{ "abc+?de", "abc de" },
		{ "abc{0,2}xyz", "ab xyz" },
		{ "ab{2}c", "a c" },
		{ "a|b", "a | b" },
		{ "ab|c.d|[ef]", "" },
		{ "ab|", "" },
		{ "(PutPolicy|Delete.*Trail)", "PutPolicy | Delete Trail" },
		{ "(?:ab|cd)", "ab | cd" },
		{ "(?<n>ab|cd)", "ab | cd" },
		{ "(?!ab|cd)", "" },
		{ "(ab)(cd)", "" },
		{ "(ab|cd)+", "" },
		{ "a|b|c|d|e", "" },
		{ "a\\|b", "a|b" },
		{ "(abc)def", "def" },
		{ "(abc)", "abc" },
		{ "(a|bcde)fg", "fg" },
		{ "(?:abc|d)?ef", "ef" },
		{ "abc(de)*fghi", "abc fghi" },
		{ "a\\.b\\/c", "a.b/c" },
		{ "a\\db", "a b" },
		{ "a.bc", "a bc" },
		{ "(?i)abc", "" },
		{ "(?x) a b c", "" },
		{ "\\Qa|b\\E", "" },
		{ "(*UCP)abc", "" },
		{ "sch\xc3\xbcssel", "sch ssel" },
		{ "x(?=abcdef)yz", "x yz" },
		{ "x(?!abcdef)yz", "x yz" },
		{ "[abc]def", "def" },
		{ "[]abc]def", "def" },
		{ "", "" },
		{ ".*", "" },
		{ LONG "b", LONG " b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct literals ls[4];
		unsigned n = pattern_literals(sv_str(t[i].pattern), ls, ARRAY_SIZE(ls));

		is_list(ls, n, t[i].want, t[i].pattern);
	}
}

static void test_text(void)
{
	struct literals ls = { .n = 0 };

	literals_from_text(&ls, SV_LIT("ab\xc3\xa9wxyz\xc3\xa9ijk"));
	is_list(&ls, 1, "ab wxyz ijk", "stretches of ASCII");
	ls.n = 0;
	literals_from_text(&ls, SV_LIT("\xc3\xa9"));
	is_list(&ls, 1, "", "none");
	literals_from_text(&ls, SV_LIT("abc\xc3\xa9z\xc3\xa9xy\xc3\xa9q"));
	is_list(&ls, 1, "abc z xy q", "four");
	literals_from_text(&ls, SV_LIT("long"));
	is_list(&ls, 1, "abc xy q long", "the shortest makes room");
	literals_from_text(&ls, SV_LIT("p"));
	is_list(&ls, 1, "abc xy q long", "but not for one as short");
}

static size_t naive_find(const struct literal *l, bool folds, struct sv text, size_t from)
{
	for (size_t i = from; i + l->len <= text.len; i++) {
		unsigned k = 0;

		for (; k < l->len; k++) {
			char c = text.ptr[i + k];

			if (folds && c >= 'A' && c <= 'Z')
				c |= 0x20;
			if (c != l->text[k])
				break;
		}
		if (k == l->len)
			return i + l->len;
	}
	return SIZE_MAX;
}

static bool naive(const struct literals *ls, struct sv text)
{
	size_t at = 0;

	for (unsigned i = 0; i < ls->n && at != SIZE_MAX; i++)
		at = naive_find(&ls->v[i], ls->folds, text, at);
	return at != SIZE_MAX;
}

/* Every length and place around the steps of the search; the text ends where its memory does. */
static void test_found(void)
{
	static const char pool[] = "abAB\"{@`";
	unsigned wrong = 0, hits = 0, n = 0;

	for (unsigned round = 0; round < 60000; round++) {
		size_t len = rnd(300);
		char *text = malloc(len + 1);
		struct literals ls = { .n = 0 };
		unsigned many = 1 + rnd(LITERALS_MAX);
		struct sv v;
		bool got;

		for (size_t i = 0; i < len; i++)
			text[i] = pool[rnd(round % 3 ? 8 : 4)];
		for (unsigned k = 0; k < many; k++) {
			char word[40];
			size_t n1 = 1 + rnd(rnd(4) ? 3 : sizeof(word));

			for (size_t i = 0; i < n1; i++)
				word[i] = pool[rnd(8)];
			literals_add(&ls, sv_make(word, n1));
			/* long ones are put there, else they never are */
			if (len >= n1 && n1 > 3 && rnd(3))
				memcpy(text + rnd((uint32_t)(len - n1) + 1), word, n1);
		}
		literals_prepare(&ls, round % 2);
		text = realloc(text, MAX(len, 1));
		v = sv_make(text, len);
		got = literals_may_match(&ls, v);
		wrong += got != naive(&ls, v);
		hits += got;
		n++;
		free(text);
	}
	IS_INT(wrong, 0, "as by looking everywhere (%u of %u)", hits, n);
	OK(hits > n / 10 && hits < n * 9 / 10, "some are there, some are not");
}

static void test_odd(void)
{
	static const char pad[] =
		"................................................................"
		"................................................................";
	struct regex_scratch *scratch = regex_scratch_new();
	struct buf b = BUF_INIT;
	struct regex *re;

	if (regex_compile(SV_LIT("session.token"), false, &re, NULL) != ST_OK)
		BAIL("no pattern");
	buf_addf(&b,
		 "%s\xc5\xbf"
		 "e\xc5\xbfsion to\xe2\x84\xaa"
		 "en",
		 pad);
	IS_INT(regex_match(re, scratch, buf_sv(&b)), RE_YES, "letters that equal s and k");
	buf_clear(&b);
	buf_addf(&b, "%sSESSION TOKEN%s", pad, pad);
	IS_INT(regex_match(re, scratch, buf_sv(&b)), RE_YES, "capitals");
	buf_clear(&b);
	buf_addf(&b, "%ssession.tok3n%s", pad, pad);
	IS_INT(regex_match(re, scratch, buf_sv(&b)), RE_NO, "no match");
	regex_free(re);
	regex_scratch_free(scratch);
	buf_release(&b);
}

/* Where PCRE2 finds a match, what was taken from the pattern is there. */
static void test_holds(void)
{
	static const char pool[] = "abxyzkS.*+?{2,3}|()[]^$\\d-_/\"";
	struct regex_scratch *scratch = regex_scratch_new();
	unsigned matches = 0, with = 0, wrong = 0;

	for (unsigned round = 0; round < 40000; round++) {
		char pattern[16], text[200];
		struct sv p = sv_make(pattern, 1 + rnd(sizeof(pattern) - 1));
		struct sv v = sv_make(text, 100 + rnd(sizeof(text) - 100));
		struct regex *re;
		struct err err = ERR_INIT;
		struct literals ls[4];
		size_t from, to;

		for (size_t i = 0; i < p.len; i++)
			pattern[i] = pool[rnd(rnd(3) ? 6 : sizeof(pool) - 1)];
		for (size_t i = 0; i < v.len; i++)
			text[i] = pool[rnd(7)];
		if (regex_compile(p, round % 2, &re, &err) != ST_OK)
			continue;
		with += pattern_literals(p, ls, ARRAY_SIZE(ls)) > 0;
		if (regex_find(re, scratch, v, 0, &from, &to) == RE_YES) {
			matches++;
			if (regex_match(re, scratch, v) != RE_YES) {
				wrong++;
				DIAG("%.*s", SV_ARG(p));
			}
		}
		regex_free(re);
	}
	IS_INT(wrong, 0, "no match is lost (%u matches, %u literals)", matches, with);
	OK(matches > 1000 && with > 1000, "it was put to the test");
	regex_scratch_free(scratch);
}

static void test_ascii(void)
{
	char text[40];

	memset(text, 'x', sizeof(text));
	for (size_t len = 0; len < sizeof(text); len++) {
		OK(text_is_ascii(sv_make(text, len)), "%zu", len);
		for (size_t i = 0; i < sizeof(text); i++) {
			text[i] = (char)0x80;
			if (text_is_ascii(sv_make(text, len)) != (i >= len))
				FAIL("byte %zu of %zu", i, len);
			text[i] = 'x';
		}
	}
}

int main(void)
{
	test_taken();
	test_text();
	test_found();
	test_odd();
	test_holds();
	test_ascii();
	return DONE();
}
