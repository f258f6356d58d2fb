/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers compared digit by digit, strings decoded and quoted, values skipped. */
#include "json/text.h"

#include "util/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* --- numbers ------------------------------------------------------------------------- */

static size_t skip_digits(struct sv v, size_t i)
{
	while (i < v.len && v.ptr[i] >= '0' && v.ptr[i] <= '9')
		i++;
	return i;
}

/* A number by the grammar, in parts; digits hold at most one '.'. */
struct number {
	struct sv whole, frac, exp;
	bool neg, exp_neg;
};

static bool number_split(struct sv v, struct number *n)
{
	size_t i = 0, from;

	*n = (struct number){ .neg = false };
	if (v.len && v.ptr[0] == '-') {
		n->neg = true;
		i = 1;
	}
	from = i;
	i = skip_digits(v, i);
	n->whole = sv_make(v.ptr + from, i - from);
	if (n->whole.len == 0 || (n->whole.len > 1 && n->whole.ptr[0] == '0'))
		return false;
	if (i < v.len && v.ptr[i] == '.') {
		from = ++i;
		i = skip_digits(v, i);
		n->frac = sv_make(v.ptr + from, i - from);
		if (n->frac.len == 0)
			return false;
	}
	if (i < v.len && (v.ptr[i] | 0x20) == 'e') {
		i++;
		if (i < v.len && (v.ptr[i] == '+' || v.ptr[i] == '-'))
			n->exp_neg = v.ptr[i++] == '-';
		from = i;
		i = skip_digits(v, i);
		n->exp = sv_make(v.ptr + from, i - from);
		if (n->exp.len == 0)
			return false;
	}
	return i == v.len;
}

bool json_is_number(struct sv v)
{
	struct number n;

	return number_split(v, &n);
}

/* Significant digits of a number: those of WHOLE and FRAC without leading zeros. */
struct mantissa {
	struct sv a, b;
	int64_t shift; /* the value is 0.AB times ten to (shift + exponent) */
};

static struct sv drop_zeros(struct sv v)
{
	size_t i = 0;

	while (i < v.len && v.ptr[i] == '0')
		i++;
	return sv_from(v, i);
}

/* False when the number is zero. */
static bool mantissa_of(const struct number *n, struct mantissa *m)
{
	m->a = drop_zeros(n->whole);
	m->b = m->a.len ? n->frac : drop_zeros(n->frac);
	m->shift = m->a.len ? (int64_t)m->a.len : (int64_t)m->b.len - (int64_t)n->frac.len;
	return m->a.len || m->b.len;
}

static inline int digit_at(const struct mantissa *m, size_t i)
{
	if (i < m->a.len)
		return m->a.ptr[i] - '0';
	i -= m->a.len;
	return i < m->b.len ? m->b.ptr[i] - '0' : 0;
}

#define DIFF_FAR (INT64_C(1) << 56)

/*
 * Exponent of X minus exponent of Y, exact up to DIFF_FAR and clamped to it beyond: the
 * difference of the digit strings from the top, which never comes back once it is far.
 */
static int64_t exp_diff(const struct number *x, const struct number *y)
{
	struct sv a = drop_zeros(x->exp), b = drop_zeros(y->exp);
	size_t len = MAX(a.len, b.len);
	int64_t d = 0;

	for (size_t i = 0; i < len; i++) {
		size_t left = len - i;
		int da = left <= a.len ? a.ptr[a.len - left] - '0' : 0;
		int db = left <= b.len ? b.ptr[b.len - left] - '0' : 0;

		d = d * 10 + (x->exp_neg ? -da : da) - (y->exp_neg ? -db : db);
		if (d > DIFF_FAR || d < -DIFF_FAR)
			return d > 0 ? DIFF_FAR : -DIFF_FAR;
	}
	return d;
}

/* Compare absolute values, neither being zero. */
static int magnitude_cmp(const struct number *x, const struct mantissa *mx,
			 const struct number *y, const struct mantissa *my)
{
	int64_t d = exp_diff(x, y) + mx->shift - my->shift;
	size_t nx = mx->a.len + mx->b.len, ny = my->a.len + my->b.len;

	if (d)
		return d < 0 ? -1 : 1;
	for (size_t i = 0; i < MAX(nx, ny); i++) {
		int c = digit_at(mx, i) - digit_at(my, i);

		if (c)
			return c;
	}
	return 0;
}

int json_number_cmp(struct sv a, struct sv b)
{
	struct number x, y;
	struct mantissa mx, my;
	bool have_x, have_y;
	int c;

	have_x = number_split(a, &x) && mantissa_of(&x, &mx);
	have_y = number_split(b, &y) && mantissa_of(&y, &my);
	if (!have_x || !have_y) {
		if (have_x)
			return x.neg ? -1 : 1;
		return have_y ? (y.neg ? 1 : -1) : 0;
	}
	if (x.neg != y.neg)
		return x.neg ? -1 : 1;
	c = magnitude_cmp(&x, &mx, &y, &my);
	return x.neg ? -c : c;
}

/* --- strings ------------------------------------------------------------------------- */

/*
 * Copy bytes of IN to OUT while they stand for themselves and are ASCII: at least 0x20, no
 * quote, no backslash. Returns how many; may write (not count) up to N bytes beyond.
 */
static size_t copy_plain(const char *in, size_t n, char *out)
{
	size_t i = 0;

#ifdef __SSE2__
	const __m128i space = _mm_set1_epi8(0x20), quote = _mm_set1_epi8('"'),
		      back = _mm_set1_epi8('\\');

	for (; n - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(in + i));
		/* As signed bytes, those from 0x80 on are below 0x20 too. */
		__m128i bad = _mm_or_si128(_mm_cmplt_epi8(v, space),
					   _mm_or_si128(_mm_cmpeq_epi8(v, quote),
							_mm_cmpeq_epi8(v, back)));
		unsigned m = (unsigned)_mm_movemask_epi8(bad);

		_mm_storeu_si128((__m128i *)(void *)(out + i), v);
		if (m)
			return i + (size_t)__builtin_ctz(m);
	}
#else
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;

	for (; n - i >= 8; i += 8) {
		uint64_t v, q, b;

		memcpy(&v, in + i, 8);
		q = v ^ ones * '"';
		b = v ^ ones * '\\';
		if ((v | (v - ones * 0x20) | ((q - ones) & ~q) | ((b - ones) & ~b)) & tops)
			break;
		memcpy(out + i, &v, 8);
	}
#endif
	for (; i < n; i++) {
		unsigned char c = (unsigned char)in[i];

		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			break;
		out[i] = in[i];
	}
	return i;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits at P, or -1. */
static int32_t hex4(const char *p)
{
	int a = hex_digit(p[0]), b = hex_digit(p[1]), c = hex_digit(p[2]),
	    d = hex_digit(p[3]);

	if ((a | b | c | d) < 0)
		return -1;
	return a << 12 | b << 8 | c << 4 | d;
}

/* What the letter after a backslash stands for; 0: not one of these. */
static const char simple_escapes[128] = {
	['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
	['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Decode the escape at P (a backslash, N bytes up to the end): bytes taken, or 0. */
static size_t decode_escape(const char *p, size_t n, char *out, size_t *ret_written)
{
	unsigned char c = n > 1 ? (unsigned char)p[1] : 0;
	int32_t hi, lo;

	if (c < 128 && simple_escapes[c]) {
		*out = simple_escapes[c];
		*ret_written = 1;
		return 2;
	}
	if (c != 'u' || n < 6)
		return 0;
	hi = hex4(p + 2);
	if (hi < 0)
		return 0;
	if (hi >= 0xd800 && hi < 0xdc00 && n >= 12 && p[6] == '\\' && p[7] == 'u') {
		lo = hex4(p + 8);
		if (lo >= 0xdc00 && lo < 0xe000) {
			uint32_t cp = 0x10000 + ((uint32_t)(hi - 0xd800) << 10) +
				      (uint32_t)(lo - 0xdc00);

			*ret_written = utf8_encode(cp, out);
			return 12;
		}
	}
	*ret_written = utf8_encode((uint32_t)hi, out);
	return 6;
}

size_t json_decode(struct sv v, char *out, size_t *ret_bad)
{
	size_t i = 0, o = 0;

	if (v.len == 0)
		return 0;
	for (;;) {
		size_t n = copy_plain(v.ptr + i, v.len - i, out + o), written;
		uint32_t cp;

		i += n;
		o += n;
		if (i == v.len)
			return o;
		if (v.ptr[i] == '\\') {
			n = decode_escape(v.ptr + i, v.len - i, out + o, &written);
			if (n == 0)
				break;
		} else {
			n = utf8_decode(v.ptr + i, v.len - i, &cp);
			if (n == 1 || (cp >= 0xd800 && cp <= 0xdfff))
				break;
			memcpy(out + o, v.ptr + i, n);
			written = n;
		}
		i += n;
		o += written;
	}
	*ret_bad = i;
	return SIZE_MAX;
}

static void escape_one(struct buf *out, unsigned char c)
{
	static const char letters[32] = {
		['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
	};

	if (c >= 0x20)
		buf_addf(out, "\\%c", c);
	else if (letters[c])
		buf_addf(out, "\\%c", letters[c]);
	else
		buf_addf(out, "\\u%04x", c);
}

void json_escape(struct buf *out, struct sv v)
{
	size_t i = 0;

	while (i < v.len) {
		char *to = buf_reserve(out, v.len - i);
		size_t n = copy_plain(v.ptr + i, v.len - i, to);
		unsigned char c;
		uint32_t cp;

		out->len += n;
		out->ptr[out->len] = '\0';
		i += n;
		if (i == v.len)
			break;
		c = (unsigned char)v.ptr[i];
		if (c < 0x80) {
			escape_one(out, c);
			i++;
			continue;
		}
		n = utf8_decode(v.ptr + i, v.len - i, &cp);
		if (cp == UTF8_BAD)
			buf_adds(out, "\xef\xbf\xbd");
		else if (cp >= 0xd800 && cp <= 0xdfff)
			buf_addf(out, "\\u%04x", cp);
		else
			buf_add(out, v.ptr + i, n);
		i += n;
	}
}

void json_quote(struct buf *out, struct sv v)
{
	buf_addc(out, '"');
	json_escape(out, v);
	buf_addc(out, '"');
}
