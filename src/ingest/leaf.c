/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings and numbers of a record: where they end, whether they are valid. */
#include "json/scan.h"
#include "ingest/token.h"

#include "json/text.h"
#include "util/utf8.h"

/* The rest of a string that has an escape or a bad byte at AT. */
static enum st slow_string(struct token *t, const char *p, const char *at, struct sv *ret,
			   const char **ret_next)
{
	unsigned seen = 0;
	size_t len, bad;

	while (*at == '\\') {
		/* an escape: two bytes at least, so that an escaped quote is no end */
		if (at + 1 >= t->end)
			return token_fail(t, ST_SYNTAX, t->end, "bad escape in a string");
		at = scan_string(at + 2, &seen);
		if ((uint64_t)(at - t->start) > t->limits.record)
			return token_fail(t, ST_LIMIT, at, t->too_long);
	}
	if (*at != '"' || at >= t->end)
		return token_fail(t, ST_SYNTAX, at, "control character in a string");
	buf_clear(&t->text);
	buf_reserve(&t->text, (size_t)(at - p) + 8);
	len = json_decode(sv_make(p, (size_t)(at - p)), t->text.ptr, &bad);
	if (len == SIZE_MAX)
		return token_fail(t, ST_SYNTAX, p + bad,
				  "bad escape or bad UTF-8 in a string");
	*ret = sv_make(t->text.ptr, len);
	*ret_next = at + 1;
	return ST_OK;
}

enum st token_string(struct token *t, const char *p, struct sv *ret, const char **ret_next)
{
	unsigned seen = 0;
	const char *at = scan_string(p, &seen);

	if (UNLIKELY(*at != '"'))
		return slow_string(t, p, at, ret, ret_next);
	if (UNLIKELY(seen)) {
		size_t ok = utf8_check(p, (size_t)(at - p));

		if (ok != (size_t)(at - p))
			return token_fail(t, ST_SYNTAX, p + ok, "bad UTF-8 in a string");
	}
	*ret = sv_make(p, (size_t)(at - p));
	*ret_next = at + 1;
	return ST_OK;
}

enum st token_number(struct token *t, const char *p, struct sv *ret)
{
	const char *q = p;

	while (!(token_char(*q) & CHAR_ENDS_NUMBER))
		q++;
	*ret = sv_make(p, (size_t)(q - p));
	if (q >= t->end && !t->final)
		return ST_MORE;
	if (!json_is_number(*ret))
		return token_fail(t, ST_SYNTAX, p, "bad number");
	return ST_OK;
}
