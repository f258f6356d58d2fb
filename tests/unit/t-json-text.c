/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/text.h"

#include "util/utf8.h"

#include "tap.h"

static const struct {
	const char *text;
	bool is;
} numbers[] = {
	{ "0", true },      { "-0", true },     { "1", true },
	{ "-12", true },    { "10", true },     { "1.0", true },
	{ "0.5", true },    { "-0.0", true },   { "1e5", true },
	{ "1E5", true },    { "1e+5", true },   { "1.5e-05", true },
	{ "1e999", true },  { "0e0", true },    { "9007199254740993", true },
	{ "", false },      { "-", false },     { "+1", false },
	{ "01", false },    { "-01", false },   { "1.", false },
	{ ".5", false },    { "1e", false },    { "1e+", false },
	{ "1e5.0", false }, { "0x1", false },   { "1 ", false },
	{ " 1", false },    { "NaN", false },   { "Infinity", false },
	{ "--1", false },   { "1_000", false }, { "1,5", false },
	{ "true", false },  { "1e5e5", false },
};

/* Ascending; those on one line are equal. */
static const char *const ladder[][6] = {
	{ "-1e99999999999999999999999999999999999999999999999999" },
	{ "-1e99999999999999999999999999999999999999999999999998" },
	{ "-1e999", "-10E998", "-0.1e1000" },
	{ "-12345678901234567890" },
	{ "-2" },
	{ "-1.5" },
	{ "-1", "-1.0", "-10e-1", "-0.1e1" },
	{ "-1e-400" },
	{ "0", "-0", "0.0", "0e99999999999999999999999", "-0.000e-7", "0E+5" },
	{ "1e-99999999999999999999999999999999999999999999999999" },
	{ "1e-99999999999999999999999999999999999999999999999998" },
	{ "1e-400" },
	{ "0.01" },
	{ "0.0100000000000000000000000000000001" },
	{ "0.1", "0.10", "1e-1", "100e-3", "0.001e2" },
	{ "1", "1.000", "1e0", "1e-0", "1E+00", "0.01e2" },
	{ "1.0000000000000000000000000000001" },
	{ "9" },
	{ "10", "1e1" },
	{ "99.99" },
	{ "100", "1e2", "1E2", "0.0001e6" },
	{ "9007199254740992" },
	{ "9007199254740993" },
	{ "12345678901234567890", "1.234567890123456789e19", "12345678901234567890.0" },
	{ "12345678901234567891" },
	{ "1e998" },
	{ "1e999", "10e998", "0.001e1002" },
	{ "1e99999999999999999999999999999999999999999999999998" },
	{ "1e99999999999999999999999999999999999999999999999999",
	  "10e99999999999999999999999999999999999999999999999998",
	  "0.1e100000000000000000000000000000000000000000000000000" },
};

static int sign(int c)
{
	return (c > 0) - (c < 0);
}

static void number_order(void)
{
	struct buf a = BUF_INIT, b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		IS_INT(json_is_number(sv_str(numbers[i].text)), numbers[i].is,
		       "number '%s'", numbers[i].text);
	for (size_t i = 0; i < ARRAY_SIZE(ladder); i++) {
		unsigned bad = 0;

		for (size_t k = 0; k < ARRAY_SIZE(ladder); k++)
			for (size_t x = 0; x < 6 && ladder[i][x]; x++)
				for (size_t y = 0; y < 6 && ladder[k][y]; y++) {
					int want = sign((int)i - (int)k);

					bad += sign(json_number_cmp(
						       sv_str(ladder[i][x]),
						       sv_str(ladder[k][y]))) != want;
				}
		IS_INT(bad, 0, "%s against all", ladder[i][0]);
	}
	for (int i = 0; i < 100000; i++) {
		buf_addc(&a, '7');
		buf_addc(&b, '7');
	}
	IS_INT(json_number_cmp(buf_sv(&a), buf_sv(&b)), 0, "100,000 equal digits");
	buf_addc(&b, '0');
	OK(json_number_cmp(buf_sv(&a), buf_sv(&b)) < 0, "one digit more");
	buf_release(&a);
	buf_release(&b);
}

#define BAD_AT(n) NULL, n

static const struct {
	const char *in, *out; /* OUT NULL: bad */
	size_t bad_at;
} strings[] = {
	{ "", "", 0 },
	{ "plain", "plain", 0 },
	{ "a text of more than sixteen bytes, twice",
	  "a text of more than sixteen bytes, twice", 0 },
	{ "0123456789abcde\\n", "0123456789abcde\n", 0 },
	{ "0123456789abcdef\\n0123456789abcdef", "0123456789abcdef\n0123456789abcdef", 0 },
	{ "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t", 0 },
	{ "\\u0041\\u00e9\\u20AC", "A\xc3\xa9\xe2\x82\xac", 0 },
	{ "\\ud83d\\ude00", "\xf0\x9f\x98\x80", 0 },
	{ "\\uD83D\\uDE00!", "\xf0\x9f\x98\x80!", 0 },
	{ "\\udbff\\udfff", "\xf4\x8f\xbf\xbf", 0 },
	{ "x\\ud800y", "x\xed\xa0\x80y", 0 },
	{ "\\udc00", "\xed\xb0\x80", 0 },
	{ "\\ud800\\ud800", "\xed\xa0\x80\xed\xa0\x80", 0 },
	{ "\\ud800\\u0041",
	  "\xed\xa0\x80"
	  "A",
	  0 },
	{ "\\ud83d\\n", "\xed\xa0\xbd\n", 0 },
	{ "\\ude00\\ud83d", "\xed\xb8\x80\xed\xa0\xbd", 0 },
	{ "caf\xc3\xa9 \xe2\x80\xae \xf0\x9f\x98\x80 \x7f",
	  "caf\xc3\xa9 \xe2\x80\xae "
	  "\xf0\x9f\x98\x80 \x7f",
	  0 },
	{ "sixteen bytes and\xc3\xa9", "sixteen bytes and\xc3\xa9", 0 },
	/* bad */
	{ "\\", BAD_AT(0) },
	{ "ab\\", BAD_AT(2) },
	{ "\\x41", BAD_AT(0) },
	{ "\\u", BAD_AT(0) },
	{ "\\u004", BAD_AT(0) },
	{ "\\u00g1", BAD_AT(0) },
	{ "\\u-041", BAD_AT(0) },
	{ "\\U0041", BAD_AT(0) },
	{ "\\ud83d\\ude0", BAD_AT(6) },
	{ "\\N", BAD_AT(0) },
	{ "\\'", BAD_AT(0) },
	{ "\\\x01", BAD_AT(0) },
	{ "\\\xc3\xa9", BAD_AT(0) },
	{ "0123456789abcdef\x1f", BAD_AT(16) },
	{ "0123456789ab\ncdef01234", BAD_AT(12) },
	{ "a\tb", BAD_AT(1) },
	{ "a\"b", BAD_AT(1) },
	{ "\xff", BAD_AT(0) },
	{ "ok\xc3", BAD_AT(2) },
	{ "ok\xc3z", BAD_AT(2) },
	{ "\xc0\xaf", BAD_AT(0) },
	{ "ab\xed\xa0\x80", BAD_AT(2) },
	{ "\xf4\x90\x80\x80", BAD_AT(0) },
};

static void decoding(void)
{
	char out[256];
	size_t where, n;

	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		struct sv in = sv_str(strings[i].in);

		where = 999;
		memset(out, '!', sizeof(out));
		n = json_decode(in, out, &where);
		if (strings[i].out) {
			OK(n == strlen(strings[i].out) &&
				   memcmp(out, strings[i].out, n) == 0,
			   "decode '%s'", strings[i].in);
			OK(out[in.len] == '!', "nothing written beyond '%s'",
			   strings[i].in);
		} else {
			IS_INT(n == SIZE_MAX ? where : 1000, strings[i].bad_at,
			       "refuse '%s'", strings[i].in);
		}
	}
	n = json_decode(SV_LIT("a\\u0000b"), out, &where);
	IS_BYTES(out, n, "a\0b", 3, "an escaped NUL");
	IS_INT(json_decode(SV_LIT("a\0b"), out, &where), SIZE_MAX, "a raw NUL");
	IS_INT(json_decode(SV_NULL, out, &where), 0, "nothing");
}

/* Every code point, escaped and raw, at every place of a run of plain bytes. */
static void every_code_point(void)
{
	unsigned bad = 0;

	for (uint32_t cp = 0x20; cp <= 0xffff; cp++) {
		char in[64], out[64], want[4];
		size_t pad = cp % 20, where, n, len = utf8_encode(cp, want);

		memset(in, 'x', pad);
		snprintf(in + pad, sizeof(in) - pad, "\\u%04X%s", cp, "yy");
		n = json_decode(sv_make(in, pad + 8), out, &where);
		bad += n != pad + len + 2 || memcmp(out + pad, want, len) != 0 ||
		       out[n - 1] != 'y';
	}
	IS_INT(bad, 0, "every escape of one unit");
}

static const struct {
	const char *in, *out;
} quotes[] = {
	{ "", "\"\"" },
	{ "plain", "\"plain\"" },
	{ "a \"quoted\" \\ text", "\"a \\\"quoted\\\" \\\\ text\"" },
	{ "\b\f\n\r\t\x01\x1f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\"" },
	{ "a/b\x7f", "\"a/b\x7f\"" },
	{ "caf\xc3\xa9\xf0\x9f\x98\x80", "\"caf\xc3\xa9\xf0\x9f\x98\x80\"" },
	{ "x\xed\xa0\x80y", "\"x\\ud800y\"" },
	{ "\xed\xbf\xbf", "\"\\udfff\"" },
	{ "a\xff"
	  "b\xc3",
	  "\"a\xef\xbf\xbd"
	  "b\xef\xbf\xbd\"" },
	{ "sixteen bytes and more \" than that",
	  "\"sixteen bytes and more \\\" than that\"" },
};

static void quoting(void)
{
	struct buf out = BUF_INIT;
	char back[64];
	unsigned bad = 0;
	size_t n, where;

	for (size_t i = 0; i < ARRAY_SIZE(quotes); i++) {
		buf_clear(&out);
		json_quote(&out, sv_str(quotes[i].in));
		IS_SV(buf_sv(&out), quotes[i].out, "quote '%s'", quotes[i].in);
	}
	buf_clear(&out);
	json_escape(&out, SV_LIT("a\0b"));
	IS_SV(buf_sv(&out), "a\\u0000b", "NUL");
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char text[4];
		size_t len = utf8_encode(cp, text);

		buf_clear(&out);
		json_escape(&out, sv_make(text, len));
		n = json_decode(buf_sv(&out), back, &where);
		bad += n != len || memcmp(back, text, len) != 0;
	}
	IS_INT(bad, 0, "every code point there and back, surrogates too");
	buf_release(&out);
}

int main(void)
{
	number_order();
	decoding();
	every_code_point();
	quoting();
	return DONE();
}
