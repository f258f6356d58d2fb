/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three bytes are four digits of six bits. */
#include "util/base64.h"

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#define NO_DIGIT 64u

void base64_add(struct buf *out, struct sv v)
{
	for (size_t i = 0; i < v.len; i += 3) {
		size_t n = MIN(v.len - i, 3);
		unsigned w = 0;

		for (size_t k = 0; k < 3; k++)
			w = w << 8 | (k < n ? (unsigned char)v.ptr[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			buf_addc(out, k <= n ? digits[w >> (18 - 6 * k) & 63] : '=');
	}
}

static unsigned value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a' + 26);
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0' + 52);
	return c == '+' ? 62 : c == '/' ? 63 : NO_DIGIT;
}

/* A group at P, of which the last PAD digits are missing. */
static bool add_group(struct buf *out, const char *p, unsigned pad)
{
	unsigned w = 0;

	for (unsigned k = 0; k < 4; k++) {
		unsigned d = k < 4 - pad ? value_of(p[k]) : 0;

		if (d == NO_DIGIT)
			return false;
		w = w << 6 | d;
	}
	if (w & ((1u << 8 * pad) - 1))
		return false;
	for (unsigned k = 0; k < 3 - pad; k++)
		buf_addc(out, (char)(w >> (16 - 8 * k)));
	return true;
}

bool base64_decode(struct buf *out, struct sv text)
{
	size_t had = out->len;

	for (size_t i = 0; i < text.len; i += 4) {
		const char *p = text.ptr + i;
		bool last = i + 4 == text.len;
		unsigned pad = 0;

		if (last && p[3] == '=')
			pad = p[2] == '=' ? 2 : 1;
		if (text.len - i < 4 || !add_group(out, p, pad)) {
			out->len = had;
			return false;
		}
	}
	return true;
}
