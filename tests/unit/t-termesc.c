/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/termesc.h"

#include "util/utf8.h"

#include "rnd.h"
#include "tap.h"

#define ACUTE "\xcc\x81"

static const struct {
	const char *in, *out;
	size_t width;
} texts[] = {
	{ "", "", 0 },
	{ "plain text ~!", "plain text ~!", 13 },
	{ "back\\slash", "back\\slash", 10 },
	{ "\x1b]0;title\x07", "\\x1b]0;title\\x07", 16 },
	{ "a\nb\rc\td", "a\\nb\\rc\\td", 10 },
	{ "\x01\x1f\x7f", "\\x01\\x1f\\x7f", 12 },
	{ "\b", "\\x08", 4 },
	/* C1 as a code point, and as a raw byte */
	{ "\xc2\x9b"
	  "31m",
	  "\\u{9b}31m", 9 },
	{ "\x9b"
	  "31m",
	  "\\x9b31m", 7 },
	{ "\xff\xfe", "\\xff\\xfe", 8 },
	{ "\xc0\xaf", "\\xc0\\xaf", 8 },
	{ "\xe2\x82", "\\xe2\\x82", 8 },
	{ "x\xed\xa0\x80y", "x\\ud800y", 8 },
	{ "\xed\xbf\xbf", "\\udfff", 6 },
	/* printable */
	{ "caf\xc3\xa9", "caf\xc3\xa9", 4 },
	{ "\xe2\x82\xac\xc2\xa0", "\xe2\x82\xac\xc2\xa0", 2 },
	{ "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", 4 },
	{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 2 },
	{ "\xd0\xb0", "\xd0\xb0", 1 },
	{ "\xef\xbf\xbd", "\xef\xbf\xbd", 1 },
	/* invisible or reordering */
	{ "\xc2\xad", "\\u{ad}", 6 },
	{ "\xcd\x8f", "\\u{34f}", 7 },
	{ "\xd8\x9c", "\\u{61c}", 7 },
	{ "\xe1\x85\x9f\xe1\x85\xa0", "\\u{115f}\\u{1160}", 16 },
	{ "\xe2\x80\x8b", "\\u{200b}", 8 },
	{ "\xe2\x80\x8d", "\\u{200d}", 8 },
	{ "\xe2\x80\xae", "\\u{202e}", 8 },
	{ "\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}", 16 },
	{ "\xe2\x81\xa6", "\\u{2066}", 8 },
	{ "\xe3\x85\xa4", "\\u{3164}", 8 },
	{ "\xef\xb8\x8f", "\\u{fe0f}", 8 },
	{ "\xef\xbb\xbf", "\\u{feff}", 8 },
	{ "\xef\xbf\xb9", "\\u{fff9}", 8 },
	{ "\xf0\x93\x90\xb0", "\\u{13430}", 9 },
	{ "\xf3\xa0\x80\x81", "\\u{e0001}", 9 },
	{ "\xf3\xa0\x84\x80", "\\u{e0100}", 9 },
	/* no characters */
	{ "\xee\x80\x80", "\\u{e000}", 8 },
	{ "\xcd\xb8", "\\u{378}", 7 },
	{ "\xef\xbf\xbf", "\\u{ffff}", 8 },
	{ "\xf4\x8f\xbf\xbf", "\\u{10ffff}", 10 },
	/* marks: two for a base, none without one */
	{ "e" ACUTE, "e" ACUTE, 1 },
	{ "xe" ACUTE "y", "xe" ACUTE "y", 3 },
	{ "e" ACUTE ACUTE, "e" ACUTE ACUTE, 1 },
	{ "e" ACUTE ACUTE ACUTE, "e" ACUTE ACUTE "\\u{301}", 8 },
	{ ACUTE "e", "\\u{301}e", 8 },
	{ "\x01" ACUTE, "\\x01\\u{301}", 11 },
	{ "e" ACUTE "\x1b", "e" ACUTE "\\x1b", 5 },
	{ "\xe6\x97\xa5" ACUTE, "\xe6\x97\xa5" ACUTE, 2 },
	{ "e\xff" ACUTE, "e\\xff\\u{301}", 12 },
	/* syllables of Hangul made of parts */
	{ "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8",
	  2 },
	{ "a\xe1\x85\xa1", "a\\u{1161}", 9 },
};

static void escapes(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct sv in = sv_str(texts[i].in);

		buf_clear(&out);
		termesc_add(&out, in);
		IS_SV(buf_sv(&out), texts[i].out, "escape '%s'", texts[i].in);
		IS_INT(termesc_width(in), texts[i].width, "width of '%s'", texts[i].in);
	}
	buf_clear(&out);
	termesc_add(&out, SV_LIT("a\0b"));
	IS_SV(buf_sv(&out), "a\\x00b", "NUL");
	buf_clear(&out);
	termesc_add(&out, SV_NULL);
	IS_INT(out.len, 0, "nothing");
	buf_release(&out);
}

static void pieces(void)
{
	struct sv v = SV_LIT("e" ACUTE "\x1b\xe6\x97\xa5");
	struct termesc_piece p;
	size_t at = 0;

	OK(termesc_next(v, &at, false, &p) && p.width == 1 && !p.escaped && p.len == 3 &&
		   at == 3,
	   "a glyph with its mark");
	OK(termesc_next(v, &at, false, &p) && p.width == 4 && p.escaped && at == 4,
	   "an escape");
	OK(termesc_next(v, &at, false, &p) && p.width == 2 && !p.escaped && at == 7,
	   "wide");
	OK(!termesc_next(v, &at, false, &p), "the end");
	at = 0;
	OK(termesc_next(v, &at, true, &p) && p.len == 1 && p.text[0] == 'e' && at == 1,
	   "ASCII only: the letter");
	OK(termesc_next(v, &at, true, &p) && p.escaped && strcmp(p.text, "\\u{301}") == 0 &&
		   at == 3,
	   "ASCII only: the mark");
	at = 4;
	OK(termesc_next(v, &at, true, &p) && p.escaped && strcmp(p.text, "\\u{65e5}") == 0,
	   "ASCII only: the ideograph");
}

static const struct {
	const char *in;
	size_t cols;
	const char *head, *tail;
} clips[] = {
	{ "abcdef", 6, "abcdef", "abcdef" },
	{ "abcdef", 7, "abcdef", "abcdef" },
	{ "abcdef", 5, "abcd~", "~cdef" },
	{ "abcdef", 1, "~", "~" },
	{ "abcdef", 0, "", "" },
	{ "", 3, "", "" },
	{ "\xe6\x97\xa5\xe6\x9c\xac", 4, "\xe6\x97\xa5\xe6\x9c\xac",
	  "\xe6\x97\xa5\xe6\x9c\xac" },
	{ "\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5~", "~\xe6\x9c\xac" },
	{ "\xe6\x97\xa5\xe6\x9c\xac", 2, "~", "~" },
	{ "ab\x1b"
	  "cd",
	  7, "ab\\x1b~",
	  "~\\x1b"
	  "cd" },
	{ "ab\x1b"
	  "cd",
	  6, "ab~", "~cd" },
	{ "ab\x1b"
	  "cd",
	  8,
	  "ab\\x1b"
	  "cd",
	  "ab\\x1b"
	  "cd" },
	{ "xe" ACUTE, 1, "~", "~" },
	{ "xye" ACUTE, 2, "x~", "~e" ACUTE },
};

static void clip(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(clips); i++) {
		buf_clear(&out);
		termesc_clip(&out, sv_str(clips[i].in), clips[i].cols, false);
		IS_SV(buf_sv(&out), clips[i].head, "'%s' cut to %zu", clips[i].in,
		      clips[i].cols);
		buf_clear(&out);
		termesc_clip(&out, sv_str(clips[i].in), clips[i].cols, true);
		IS_SV(buf_sv(&out), clips[i].tail, "'%s' cut to %zu, tail kept",
		      clips[i].in, clips[i].cols);
	}
	buf_release(&out);
}

/* Whatever goes in, what comes out is printable, and as wide as it is said to be. */
static void any_bytes(void)
{
	uint64_t seed = RND_SEED;
	unsigned bad = 0;
	struct buf out = BUF_INIT, again = BUF_INIT;

	for (int round = 0; round < 20000; round++) {
		char in[24];
		size_t n = 0, width = 0, at = 0, cols;

		while (n + 4 < sizeof(in)) {
			rnd_next(&seed);
			if (seed & 0x100)
				in[n++] = (char)seed;
			else
				n += utf8_encode((uint32_t)(seed >> 40) % 0x110000, in + n);
		}
		buf_clear(&out);
		termesc_add(&out, sv_make(in, n));
		while (at < out.len) {
			uint32_t cp;

			at += utf8_decode(out.ptr + at, out.len - at, &cp);
			bad += cp == UTF8_BAD || cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
			       (cp >= 0xd800 && cp <= 0xdfff) || cp >= 0xe0000;
			width += (size_t)utf8_width(cp);
		}
		bad += width != termesc_width(sv_make(in, n));
		cols = (size_t)(seed % 30);
		buf_clear(&again);
		termesc_clip(&again, sv_make(in, n), cols, seed & 0x40);
		bad += termesc_width(buf_sv(&again)) > cols;
	}
	IS_INT(bad, 0, "random bytes");
	buf_release(&out);
	buf_release(&again);
}

static void odd(void)
{
	OK(!termesc_is_odd(SV_LIT("plain ~ text")) && !termesc_is_odd(SV_NULL), "plain");
	OK(termesc_is_odd(SV_LIT("a\x7f")) && termesc_is_odd(SV_LIT("\n")) &&
		   termesc_is_odd(SV_LIT("p\xd0\xb0ypal")),
	   "odd");
}

int main(void)
{
	escapes();
	pieces();
	clip();
	any_bytes();
	odd();
	return DONE();
}
