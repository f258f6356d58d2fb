/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes, the apostrophe before a formula, and control characters. */
#include "output/csv.h"

#include "util/utf8.h"

static bool is_formula(char c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

/* Bytes that stand for themselves even without quotes. */
static inline bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != ',';
}

static size_t plain_run(struct sv v, size_t i)
{
	size_t from = i;

	while (i < v.len && is_plain((unsigned char)v.ptr[i]))
		i++;
	return i - from;
}

/* Bytes that must be quoted; control characters are none, they do not stay. */
static bool needs_quotes(struct sv v)
{
	return sv_chr(v, '"') >= 0 || sv_chr(v, ',') >= 0;
}

/* Append the code point at V.ptr[i]; returns the bytes taken. */
static size_t put_one(struct buf *out, struct sv v, size_t i)
{
	uint32_t cp;
	size_t n = utf8_decode(v.ptr + i, v.len - i, &cp);

	if (cp == UTF8_BAD)
		buf_adds(out, "\xef\xbf\xbd");
	else if (cp == '"')
		buf_adds(out, "\"\"");
	else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		buf_addf(out, "\\x%02x", cp);
	else if (cp >= 0xd800 && cp <= 0xdfff)
		buf_addf(out, "\\u%04x", cp);
	else
		buf_add(out, v.ptr + i, n);
	return n;
}

void csv_cell(struct buf *out, struct sv v)
{
	bool quotes = needs_quotes(v);

	if (quotes)
		buf_addc(out, '"');
	if (v.len && is_formula(v.ptr[0]))
		buf_addc(out, '\'');
	for (size_t i = 0; i < v.len;) {
		size_t n = plain_run(v, i);

		buf_add(out, v.ptr + i, n);
		i += n;
		if (i < v.len)
			i += put_one(out, v, i);
	}
	if (quotes)
		buf_addc(out, '"');
}
