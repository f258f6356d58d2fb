/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, strings, operators and regular expressions at the place of the cursor. */
#include "lang/lex.h"

#include "lang/pattern.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum st lex_fail(struct lex *lx, size_t at, const char *fmt, ...)
{
	char text[sizeof(lx->err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err_set(lx->err, ST_SYNTAX, "%s", text);
	if (lx->err)
		lx->err->off = utf8_count(sv_head(lx->src, at));
	return ST_SYNTAX;
}

bool lex_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct sv lex_trim(struct sv v)
{
	while (v.len && lex_is_space(v.ptr[0]))
		v = sv_from(v, 1);
	return lex_trim_end(v);
}

struct sv lex_trim_end(struct sv v)
{
	while (v.len && lex_is_space(v.ptr[v.len - 1]))
		v.len--;
	return v;
}

void lex_space(struct lex *lx)
{
	while (lx->at < lx->src.len && lex_is_space(lx->src.ptr[lx->at]))
		lx->at++;
}

bool lex_end(struct lex *lx)
{
	lex_space(lx);
	return lx->at == lx->src.len;
}

struct sv lex_word_at(const struct lex *lx, size_t at, bool in_list)
{
	size_t depth = 0, i = at;

	for (; i < lx->src.len; i++) {
		char c = lx->src.ptr[i];

		if (lex_is_space(c) || (c == ',' && in_list) || (c == ')' && !depth))
			break;
		depth += c == '(';
		depth -= c == ')';
	}
	return sv_make(lx->src.ptr + at, i - at);
}

bool lex_is_keyword(struct sv v)
{
	static const char *const words[] = { "and", "or", "not", "in", "has" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (v.len == strlen(words[i]) && !strncasecmp(v.ptr, words[i], v.len))
			return true;
	return false;
}

bool lex_word_is(const struct lex *lx, size_t at, const char *word)
{
	size_t n = strlen(word);
	char c;

	if (at + n > lx->src.len || strncasecmp(lx->src.ptr + at, word, n))
		return false;
	if (at + n == lx->src.len)
		return true;
	c = lx->src.ptr[at + n];
	return lex_is_space(c) || c == '(' || c == ')';
}

size_t lex_op_at(const struct lex *lx, size_t at, enum test_op *ret, bool *ret_negated)
{
	static const struct {
		const char *text;
		enum test_op op;
		bool negated;
	} ops[] = {
		{ "!=", TEST_IN, true },  { "!~", TEST_MATCH, true },
		{ "<=", TEST_LE, false }, { ">=", TEST_GE, false },
		{ "=", TEST_IN, false },  { "~", TEST_MATCH, false },
		{ "<", TEST_LT, false },  { ">", TEST_GT, false },
	};
	struct sv rest = sv_from(lx->src, at);

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (sv_starts(rest, sv_str(ops[i].text))) {
			*ret = ops[i].op;
			*ret_negated = ops[i].negated;
			return strlen(ops[i].text);
		}
	return 0;
}

static int hex4(struct sv s, size_t at)
{
	int v = 0;

	if (at + 4 > s.len)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		char c = s.ptr[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/*
 * The escape whose backslash stands at AT: writes at OUT, sets *LEN; its source length or
 * 0.
 */
static size_t string_escape(struct sv s, size_t at, char *out, size_t *len)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = at + 1 < s.len ? s.ptr[at + 1] : '\0';
	const char *known = c ? strchr(from, c) : NULL;
	int hi, lo;

	if (known) {
		*out = to[known - from];
		*len = 1;
		return 2;
	}
	hi = c == 'u' ? hex4(s, at + 2) : -1;
	if (hi < 0)
		return 0;
	if (hi >= 0xd800 && hi < 0xdc00 && at + 7 < s.len && s.ptr[at + 6] == '\\' &&
	    s.ptr[at + 7] == 'u') {
		lo = hex4(s, at + 8);
		if (lo >= 0xdc00 && lo < 0xe000) {
			*len = utf8_encode(0x10000u + ((uint32_t)(hi - 0xd800) << 10) +
						   (uint32_t)(lo - 0xdc00),
					   out);
			return 12;
		}
	}
	*len = utf8_encode((uint32_t)hi, out);
	return 6;
}

/* Room for the string in quotes at the cursor: no escape is longer decoded than written. */
static char *string_room(struct lex *lx)
{
	size_t i = lx->at + 1;

	while (i < lx->src.len && lx->src.ptr[i] != '"')
		i += 1 + (lx->src.ptr[i] == '\\');
	return arena_alloc(lx->arena, i - lx->at + 4);
}

enum st lex_string(struct lex *lx, struct sv *ret)
{
	size_t start = lx->at, i = start + 1, n = 0;
	char *out = string_room(lx);

	while (i < lx->src.len && lx->src.ptr[i] != '"') {
		size_t len, used;

		if (lx->src.ptr[i] != '\\') {
			out[n++] = lx->src.ptr[i++];
			continue;
		}
		used = string_escape(lx->src, i, out + n, &len);
		if (!used && i + 1 >= lx->src.len)
			break;
		if (!used) {
			uint32_t cp;
			size_t c =
				utf8_decode(lx->src.ptr + i + 1, lx->src.len - i - 1, &cp);

			return lex_fail(lx, i, "unknown escape '%.*s'", (int)(1 + c),
					lx->src.ptr + i);
		}
		i += used;
		n += len;
	}
	if (i >= lx->src.len)
		return lex_fail(lx, start, "the quoted string has no end");
	lx->at = i + 1;
	*ret = sv_make(out, n);
	return ST_OK;
}

enum st lex_pattern(struct lex *lx, struct sv *ret)
{
	size_t start = lx->at, i = start + 1, n = 0;
	char *out = string_room(lx);

	for (; i < lx->src.len && lx->src.ptr[i] != '"'; i++) {
		if (lx->src.ptr[i] == '\\' && i + 1 < lx->src.len) {
			if (lx->src.ptr[i + 1] != '"')
				out[n++] = '\\';
			i++;
		}
		out[n++] = lx->src.ptr[i];
	}
	if (i >= lx->src.len)
		return lex_fail(lx, start, "the quoted pattern has no end");
	lx->at = i + 1;
	*ret = sv_make(out, n);
	return ST_OK;
}

size_t lex_pattern_place(const struct lex *lx, size_t at, size_t n)
{
	size_t i = at + 1;

	while (i < lx->src.len && n) {
		uint32_t cp;

		if (sv_starts(sv_from(lx->src, i), SV_LIT("\\\"")))
			i++;
		else if (sv_starts(sv_from(lx->src, i), SV_LIT("\\\\")) && n > 1) {
			i += 2;
			n -= 2;
			continue;
		}
		i += utf8_decode(lx->src.ptr + i, lx->src.len - i, &cp);
		n--;
	}
	return i;
}

/*
 * Offset of the closing slash, the opening one being at START; src.len when there is none.
 */
static size_t regex_end(struct sv s, size_t start)
{
	size_t i = start + 1;

	while (i < s.len && s.ptr[i] != '/') {
		if (s.ptr[i] == '[')
			i = pattern_skip_class(s, i);
		else
			i += 1 + (s.ptr[i] == '\\');
	}
	return MIN(i, s.len);
}

enum st lex_regex(struct lex *lx, bool in_list, struct sv *ret, bool *ret_caseless)
{
	size_t start = lx->at, end = regex_end(lx->src, start), next = end + 1;
	struct sv word;

	*ret_caseless = next < lx->src.len && lx->src.ptr[next] == 'i';
	next += *ret_caseless;
	if (end < lx->src.len) {
		char c = next < lx->src.len ? lx->src.ptr[next] : ' ';

		if (lex_is_space(c) || c == ')' || (c == ',' && in_list)) {
			*ret = sv_make(lx->src.ptr + start + 1, end - start - 1);
			lx->at = next;
			return ST_OK;
		}
	}
	word = lex_word_at(lx, start, in_list);
	return lex_fail(lx, start, "'%.*s' begins as a /regex/ and is none: quote it",
			(int)MIN(word.len, 60), word.ptr);
}

static bool is_key_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (unsigned char)c >= 0x80 || (c && strchr("_-:@#$", c));
}

size_t lex_key_len(struct sv v)
{
	size_t n = 0;

	while (n < v.len && is_key_char(v.ptr[n]))
		n++;
	return n;
}

bool lex_path(struct lex *lx, struct fieldref *ret, bool *ret_plain, enum st *ret_st)
{
	size_t start = lx->at, nkeys = 0, cap = 0;
	struct sv *keys = NULL;
	bool plain = true;

	*ret_st = ST_OK;
	if (lex_peek(lx) == '.') {
		plain = false;
		lx->at++;
	}
	for (;; lx->at++) {
		struct sv key = sv_make(lx->src.ptr + lx->at, 0);

		if (lex_peek(lx) == '"') {
			plain = false;
			*ret_st = lex_string(lx, &key);
			if (*ret_st)
				break;
		} else {
			key.len = lex_key_len(sv_from(lx->src, lx->at));
			if (!key.len)
				break;
			lx->at += key.len;
		}
		ALLOC_GROW(keys, nkeys + 1, cap);
		keys[nkeys++] = key;
		if (lex_peek(lx) == '.')
			continue;
		ret->keys = arena_alloc(lx->arena, nkeys * sizeof(*keys));
		memcpy(ret->keys, keys, nkeys * sizeof(*keys));
		ret->nkeys = nkeys;
		ret->id = FLD_NONE;
		ret->spelling = sv_make(lx->src.ptr + start, lx->at - start);
		*ret_plain = plain;
		free(keys);
		return true;
	}
	free(keys);
	lx->at = start;
	return false;
}

void lex_resolve_field(struct fieldref *ref, bool plain)
{
	ref->id = plain ? field_find(ref->spelling) : FLD_NONE;
	if (ref->id == FLD_NONE)
		return;
	ref->keys = NULL;
	ref->nkeys = 0;
}
