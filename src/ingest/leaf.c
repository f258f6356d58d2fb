/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings and numbers of a record: where they end, whether they are valid. */
#include "ingest/token.h"

#include "json/text.h"
#include "util/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What stands in a string before the byte that ends the scan. */
enum { SEEN_HIGH = 1 };

/*
 * From P to the first '"', '\\' or control character. *SEEN |= SEEN_HIGH when a byte that
 * is not ASCII stands before it. The padding behind the text ends the scan at the latest.
 */
static ALWAYS_INLINE const char *scan_string(const char *p, unsigned *seen)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	const __m128i ctrl = _mm_set1_epi8(0x1f);

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote),
							 _mm_cmpeq_epi8(v, back)),
					    _mm_cmpeq_epi8(_mm_min_epu8(v, ctrl), v));
		unsigned m = (unsigned)_mm_movemask_epi8(stop);
		unsigned high = (unsigned)_mm_movemask_epi8(v);

		if (m) {
			unsigned n = (unsigned)__builtin_ctz(m);

			*seen |= (high & ((1u << n) - 1)) != 0;
			return p + n;
		}
		*seen |= high != 0;
	}
#else
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;

	for (;; p += 8) {
		uint64_t v, q, b, stop;

		memcpy(&v, p, 8);
		q = v ^ ones * '"';
		b = v ^ ones * '\\';
		stop = (((q - ones) & ~q) | ((b - ones) & ~b) | ((v - ones * 0x20) & ~v)) &
		       tops;
		if (stop || (v & tops))
			break;
	}
	for (;; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\' || c < 0x20)
			return p;
		*seen |= c >= 0x80;
	}
#endif
}

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
