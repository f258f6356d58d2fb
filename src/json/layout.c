/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks over strings, numbers and words; only white space changes. */
#include "json/layout.h"

#define LEVELS_INDENTED 20

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length of the string whose quote stands at V.ptr[i], quotes included; to the end if open. */
static size_t string_len(struct sv v, size_t i)
{
	size_t at = i + 1;

	for (;;) {
		const char *q = at < v.len ? memchr(v.ptr + at, '"', v.len - at) : NULL;
		size_t back = 0;

		if (!q)
			return v.len - i;
		at = (size_t)(q - v.ptr);
		while (at - back > i + 1 && q[-1 - (ptrdiff_t)back] == '\\')
			back++;
		at++;
		if (back % 2 == 0)
			return at - i;
	}
}

static size_t skip_blanks(struct sv v, size_t i)
{
	while (i < v.len && is_blank(v.ptr[i]))
		i++;
	return i;
}

/* Length of what stands at V.ptr[i] up to the next white space, quote or mark. */
static size_t word_len(struct sv v, size_t i)
{
	size_t at = i;

	while (at < v.len && !is_blank(v.ptr[at]) &&
	       (!v.ptr[at] || !strchr("\"{}[]:,", v.ptr[at])))
		at++;
	return at - i;
}

static void new_line(struct buf *out, size_t depth, unsigned indent)
{
	size_t n = MIN(depth, (size_t)LEVELS_INDENTED) * indent;

	buf_addc(out, '\n');
	memset(buf_reserve(out, n), ' ', n);
	out->len += n;
	out->ptr[out->len] = '\0';
}

void json_pretty(struct buf *out, struct sv text, unsigned indent)
{
	size_t depth = 0, i = skip_blanks(text, 0);

	while (i < text.len) {
		char c = text.ptr[i];
		size_t n = 1, next;

		switch (c) {
		case '{':
		case '[':
			buf_addc(out, c);
			next = skip_blanks(text, i + 1);
			if (next < text.len && text.ptr[next] == (c == '{' ? '}' : ']')) {
				buf_addc(out, text.ptr[next]);
				n = next + 1 - i;
				break;
			}
			new_line(out, ++depth, indent);
			break;
		case '}':
		case ']':
			depth -= depth > 0;
			new_line(out, depth, indent);
			buf_addc(out, c);
			break;
		case ',':
			buf_addc(out, c);
			new_line(out, depth, indent);
			break;
		case ':':
			buf_adds(out, ": ");
			break;
		default:
			n = c == '"' ? string_len(text, i) : word_len(text, i);
			buf_add(out, text.ptr + i, n);
		}
		i = skip_blanks(text, i + n);
	}
}

void json_minify(struct buf *out, struct sv text)
{
	size_t i = 0;

	if (text.len)
		buf_reserve(out, text.len);
	while (i < text.len) {
		size_t from = i;

		while (i < text.len && text.ptr[i] != '"' && !is_blank(text.ptr[i]))
			i++;
		if (i < text.len && text.ptr[i] == '"')
			i += string_len(text, i);
		buf_add(out, text.ptr + from, i - from);
		i = skip_blanks(text, i);
	}
}

void json_one_line(struct buf *out, struct sv text)
{
	if (sv_chr(text, '\n') < 0 && sv_chr(text, '\r') < 0)
		buf_addsv(out, text);
	else
		json_minify(out, text);
}
