/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding, widths and classes by tables. */
#include "util/utf8.h"

#include "util/utf8_table.h"

static inline bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t utf8_decode(const char *p, size_t len, uint32_t *ret_cp)
{
	const unsigned char *s = (const unsigned char *)p;
	uint32_t c = s[0], cp;

	*ret_cp = c;
	if (c < 0x80)
		return 1;
	*ret_cp = UTF8_BAD;
	if (c < 0xc2 || c > 0xf4 || len < 2 || !is_tail(s[1]))
		return 1;
	if (c < 0xe0) {
		*ret_cp = (c & 0x1f) << 6 | (s[1] & 0x3fu);
		return 2;
	}
	if (len < 3 || !is_tail(s[2]))
		return 1;
	if (c < 0xf0) {
		cp = (c & 0x0f) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
		if (cp < 0x800)
			return 1;
		*ret_cp = cp;
		return 3;
	}
	if (len < 4 || !is_tail(s[3]))
		return 1;
	cp = (c & 0x07) << 18 | (s[1] & 0x3fu) << 12 | (s[2] & 0x3fu) << 6 | (s[3] & 0x3fu);
	if (cp < 0x10000 || cp > 0x10ffff)
		return 1;
	*ret_cp = cp;
	return 4;
}

size_t utf8_encode(uint32_t cp, char *out)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | (cp >> 18 & 0x07));
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

size_t utf8_check(const char *p, size_t len)
{
	size_t i = 0;

	while (i < len) {
		uint32_t cp;
		uint64_t w;
		size_t n;

		if (len - i >= 8) {
			memcpy(&w, p + i, 8);
			if (!(w & UINT64_C(0x8080808080808080))) {
				i += 8;
				continue;
			}
		}
		if (!(p[i] & 0x80)) {
			i++;
			continue;
		}
		n = utf8_decode(p + i, len - i, &cp);
		if (cp == UTF8_BAD || (cp >= 0xd800 && cp <= 0xdfff))
			return i;
		i += n;
	}
	return len;
}

static bool in_ranges(const struct cp_range *r, size_t n, uint32_t cp)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp > r[mid].hi)
			lo = mid + 1;
		else if (cp < r[mid].lo)
			hi = mid;
		else
			return true;
	}
	return false;
}

int utf8_width(uint32_t cp)
{
	if (cp < 0x7f)
		return cp >= 0x20;
	if (cp < 0xa0)
		return 0;
	if (cp < 0x300)
		return cp != 0xad;
	if (cp > 0x10ffff || in_ranges(width_zero, ARRAY_SIZE(width_zero), cp))
		return 0;
	return 1 + in_ranges(width_two, ARRAY_SIZE(width_two), cp);
}

bool utf8_is_assigned(uint32_t cp)
{
	return cp < 0x300 ||
	       (cp <= 0x10ffff && !in_ranges(no_char, ARRAY_SIZE(no_char), cp));
}

bool utf8_is_upper(uint32_t cp)
{
	size_t lo = 0, hi = ARRAY_SIZE(upper);

	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z';
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp > upper[mid].hi)
			lo = mid + 1;
		else if (cp < upper[mid].lo)
			hi = mid;
		else
			return (cp - upper[mid].lo) % upper[mid].step == 0;
	}
	return false;
}

size_t utf8_count(struct sv v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.len; n++) {
		uint32_t cp;

		i += utf8_decode(v.ptr + i, v.len - i, &cp);
	}
	return n;
}

void utf8_add_lossy(struct buf *out, struct sv v)
{
	while (v.len) {
		size_t n = utf8_check(v.ptr, v.len);

		buf_add(out, v.ptr, n);
		if (n < v.len)
			buf_adds(out, "\xef\xbf\xbd");
		v = sv_from(v, n + 1);
	}
}
