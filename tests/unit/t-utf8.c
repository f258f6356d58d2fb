/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/utf8.h"

#include "tap.h"

static const struct {
	const char *bytes;
	size_t len;
	size_t took;
	uint32_t cp;
} decodes[] = {
	{ "a", 1, 1, 'a' },
	{ "\0", 1, 1, 0 },
	{ "\x7f", 1, 1, 0x7f },
	{ "\xc2\x80", 2, 2, 0x80 },
	{ "\xdf\xbf", 2, 2, 0x7ff },
	{ "\xe0\xa0\x80", 3, 3, 0x800 },
	{ "\xe2\x82\xac", 3, 3, 0x20ac },
	{ "\xef\xbf\xbf", 3, 3, 0xffff },
	{ "\xed\xa0\x80", 3, 3, 0xd800 },
	{ "\xed\xbf\xbf", 3, 3, 0xdfff },
	{ "\xf0\x90\x80\x80", 4, 4, 0x10000 },
	{ "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
	{ "\xe2\x82\xac rest", 8, 3, 0x20ac },
	/* not a sequence */
	{ "\x80", 1, 1, UTF8_BAD },
	{ "\xbf", 1, 1, UTF8_BAD },
	{ "\xc0\x80", 2, 1, UTF8_BAD },
	{ "\xc1\xbf", 2, 1, UTF8_BAD },
	{ "\xc2", 1, 1, UTF8_BAD },
	{ "\xc2 ", 2, 1, UTF8_BAD },
	{ "\xe0\x9f\xbf", 3, 1, UTF8_BAD },
	{ "\xe2\x82", 2, 1, UTF8_BAD },
	{ "\xe2\x82z", 3, 1, UTF8_BAD },
	{ "\xf0\x8f\xbf\xbf", 4, 1, UTF8_BAD },
	{ "\xf0\x9f\x98", 3, 1, UTF8_BAD },
	{ "\xf4\x90\x80\x80", 4, 1, UTF8_BAD },
	{ "\xf5\x80\x80\x80", 4, 1, UTF8_BAD },
	{ "\xfe", 1, 1, UTF8_BAD },
	{ "\xff", 1, 1, UTF8_BAD },
};

static void decode(void)
{
	unsigned bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(decodes); i++) {
		uint32_t cp = 1;
		size_t n = utf8_decode(decodes[i].bytes, decodes[i].len, &cp);

		OK(n == decodes[i].took && cp == decodes[i].cp, "decode '%s'",
		   decodes[i].bytes);
	}
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char text[4];
		size_t len = utf8_encode(cp, text), n;
		uint32_t back;

		n = utf8_decode(text, len, &back);
		bad += n != len || back != cp;
		/* one byte short is never a sequence */
		if (len > 1)
			bad += utf8_decode(text, len - 1, &back) != 1 || back != UTF8_BAD;
	}
	IS_INT(bad, 0, "every code point there and back, and cut short");
}

static const struct {
	const char *text;
	size_t good;
} checks[] = {
	{ "", 0 },
	{ "plain ascii of more than eight bytes", 36 },
	{ "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", 14 },
	{ "12345678\xff", 8 },
	{ "1234567\xff", 7 },
	{ "123456789\xc3", 9 },
	{ "\xed\xa0\x80", 0 },
	{ "ab\xed\xbf\xbf", 2 },
	{ "\xc3\xa9\xc0\xaf", 2 },
	{ "1234567\xc3\xa9"
	  "1234567\xe2\x82",
	  16 },
};

static void check(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		IS_INT(utf8_check(checks[i].text, strlen(checks[i].text)), checks[i].good,
		       "check '%s'", checks[i].text);
	IS_INT(utf8_count(SV_LIT("a\xc3\xa9\xe2\x82\xac\xff\xff\xf0\x9f\x98\x80")), 6,
	       "count with bad bytes");
	IS_INT(utf8_count(SV_NULL), 0, "count of nothing");
}

static const struct {
	uint32_t cp;
	int width;
} widths[] = {
	{ 0, 0 },       { 0x1b, 0 },    { ' ', 1 },     { '~', 1 },      { 0x7f, 0 },
	{ 0x9b, 0 },    { 0xa0, 1 },    { 0xad, 0 },    { 0xe9, 1 },     { 0x301, 0 },
	{ 0x488, 0 },   { 0x5b0, 0 },   { 0x600, 1 },   { 0x903, 1 },    { 0x1100, 2 },
	{ 0x1161, 0 },  { 0x11a8, 0 },  { 0x200b, 0 },  { 0x200d, 0 },   { 0x2028, 0 },
	{ 0x202e, 0 },  { 0x20ac, 1 },  { 0x20d0, 0 },  { 0x231a, 2 },   { 0x2603, 1 },
	{ 0x2614, 2 },  { 0x3000, 2 },  { 0x302a, 0 },  { 0x3042, 2 },   { 0x4e00, 2 },
	{ 0x9fff, 2 },  { 0xac00, 2 },  { 0xd7a3, 2 },  { 0xd7b0, 0 },   { 0xf900, 2 },
	{ 0xfe0f, 0 },  { 0xfe30, 2 },  { 0xff01, 2 },  { 0xff61, 1 },   { 0xffe0, 2 },
	{ 0xfffd, 1 },  { 0x1d165, 1 }, { 0x1d167, 0 }, { 0x1f1e6, 1 },  { 0x1f300, 2 },
	{ 0x1f600, 2 }, { 0x1f3fb, 2 }, { 0x1f9d1, 2 }, { 0x20000, 2 },  { 0x2fffd, 2 },
	{ 0x3fffd, 2 }, { 0xe0001, 0 }, { 0xe0100, 0 }, { 0x10ffff, 1 }, { 0x110000, 0 },
};

static void width(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(widths); i++)
		IS_INT(utf8_width(widths[i].cp), widths[i].width, "width of U+%04X",
		       widths[i].cp);
}

static const struct {
	uint32_t cp;
	bool upper;
} uppers[] = {
	{ 'A', true },     { 'Z', true },       { '@', false },     { '[', false },
	{ 'a', false },    { 0xc0, true },      { 0xd7, false },    { 0xde, true },
	{ 0xdf, false },   { 0xe0, false },     { 0x100, true },    { 0x101, false },
	{ 0x1c4, true },   { 0x1c5, false },    { 0x1c6, false },   { 0x391, true },
	{ 0x3b1, false },  { 0x410, true },     { 0x430, false },   { 0x1e9e, true },
	{ 0x2160, false }, { 0x24b6, false },   { 0xff21, true },   { 0xff41, false },
	{ 0x10400, true }, { 0x1d400, true },   { 0x1d41a, false }, { 0x1e921, true },
	{ 0x4e00, false }, { 0x110000, false },
};

static void upper_case(void)
{
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(uppers); i++)
		IS_INT(utf8_is_upper(uppers[i].cp), uppers[i].upper, "Lu of U+%04X",
		       uppers[i].cp);
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++)
		n += utf8_is_upper(cp);
	IS_INT(n, 1906, "as many capitals as Unicode 18 has");
}

static void assigned(void)
{
	OK(utf8_is_assigned('a') && utf8_is_assigned(0x4e00) && utf8_is_assigned(0x1f600),
	   "characters");
	OK(!utf8_is_assigned(0x378) && !utf8_is_assigned(0x10fff), "unassigned");
	OK(!utf8_is_assigned(0xe000) && !utf8_is_assigned(0xffff) &&
		   !utf8_is_assigned(0x10ffff) && !utf8_is_assigned(0x110000),
	   "private use, noncharacters, beyond the end");
}

int main(void)
{
	decode();
	check();
	width();
	upper_case();
	assigned();
	return DONE();
}
