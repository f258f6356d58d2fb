/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which characters may reach a terminal, and what stands for the others. */
#include "util/termesc.h"

#include "util/utf8.h"

#include <stdio.h>

#define MARKS_MAX 2

/* Invisible or reordering code points; ascending. */
static const struct {
	uint32_t lo, hi;
} hidden[] = {
	{ 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c },
	{ 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
	{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },
	{ 0x3164, 0x3164 },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0x13430, 0x13438 },
	{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool is_hidden(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_SIZE(hidden) && cp >= hidden[i].lo; i++)
		if (cp <= hidden[i].hi)
			return true;
	return false;
}

static inline bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* Vowels and final consonants of Hangul syllables: only after a leading consonant. */
static bool is_jamo_tail(uint32_t cp)
{
	return (cp >= 0x1160 && cp <= 0x11ff) || (cp >= 0xd7b0 && cp <= 0xd7ff);
}

static bool is_jamo_head(uint32_t cp)
{
	return (cp >= 0x1100 && cp <= 0x115e) || (cp >= 0xa960 && cp <= 0xa97c);
}

/* May CP stand on a screen after BASE (0: none) as a mark of it? */
static bool is_mark(uint32_t cp, uint32_t base)
{
	if (cp < 0x300 || !base || utf8_width(cp) != 0 || is_hidden(cp) ||
	    !utf8_is_assigned(cp))
		return false;
	return !is_jamo_tail(cp) || is_jamo_head(base);
}

static bool is_glyph(uint32_t cp)
{
	return cp >= 0xa0 && !(cp >= 0xd800 && cp <= 0xdfff) && utf8_width(cp) > 0 &&
	       !is_hidden(cp) && utf8_is_assigned(cp);
}

static void piece_escape(struct termesc_piece *p, uint32_t cp, unsigned char byte)
{
	int n;

	if (cp == UTF8_BAD)
		n = snprintf(p->text, sizeof(p->text), "\\x%02x", byte);
	else if (cp == '\n' || cp == '\r' || cp == '\t')
		n = snprintf(p->text, sizeof(p->text), "\\%c",
			     cp == '\n' ? 'n' : (cp == '\r' ? 'r' : 't'));
	else if (cp < 0x80)
		n = snprintf(p->text, sizeof(p->text), "\\x%02x", cp);
	else if (cp >= 0xd800 && cp <= 0xdfff)
		n = snprintf(p->text, sizeof(p->text), "\\u%04x", cp);
	else
		n = snprintf(p->text, sizeof(p->text), "\\u{%x}", cp);
	p->len = p->width = (uint8_t)n;
	p->escaped = true;
}

/* A glyph at V.ptr[*at] and the marks that follow it. */
static void piece_glyph(struct termesc_piece *p, struct sv v, size_t *at, uint32_t base,
			size_t n)
{
	memcpy(p->text, v.ptr + *at, n);
	p->width = (uint8_t)utf8_width(base);
	*at += n;
	for (int marks = 0; marks < MARKS_MAX && *at < v.len; marks++) {
		size_t len;
		uint32_t cp;

		if (!(v.ptr[*at] & 0x80))
			break;
		len = utf8_decode(v.ptr + *at, v.len - *at, &cp);
		if (cp == UTF8_BAD || !is_mark(cp, base))
			break;
		memcpy(p->text + n, v.ptr + *at, len);
		n += len;
		*at += len;
	}
	p->text[n] = '\0';
	p->len = (uint8_t)n;
	p->escaped = false;
}

bool termesc_next(struct sv v, size_t *at, bool ascii_only, struct termesc_piece *ret)
{
	unsigned char c;
	uint32_t cp;
	size_t n;

	if (*at >= v.len)
		return false;
	c = (unsigned char)v.ptr[*at];
	if (is_plain(c) && (ascii_only || *at + 1 == v.len || !(v.ptr[*at + 1] & 0x80))) {
		ret->text[0] = (char)c;
		ret->text[1] = '\0';
		ret->len = ret->width = 1;
		ret->escaped = false;
		++*at;
		return true;
	}
	n = utf8_decode(v.ptr + *at, v.len - *at, &cp);
	if (is_plain(c) || (!ascii_only && cp != UTF8_BAD && is_glyph(cp))) {
		piece_glyph(ret, v, at, cp, n);
		return true;
	}
	piece_escape(ret, cp, c);
	*at += n;
	return true;
}

/*
 * Length of the run at AT that passes as it is, one column a byte: plain ASCII, but not the
 * last of it when something else follows, which could be a mark.
 */
static size_t plain_run(struct sv v, size_t at)
{
	size_t i = at;

	while (i < v.len && is_plain((unsigned char)v.ptr[i]))
		i++;
	if (i < v.len && i > at)
		i--;
	return i - at;
}

void termesc_add(struct buf *out, struct sv v)
{
	struct termesc_piece p;
	size_t at = 0;

	for (;;) {
		size_t n = plain_run(v, at);

		if (n)
			buf_add(out, v.ptr + at, n);
		at += n;
		if (!termesc_next(v, &at, false, &p))
			return;
		buf_add(out, p.text, p.len);
	}
}

size_t termesc_width(struct sv v)
{
	struct termesc_piece p;
	size_t at = 0, width = 0;

	for (;;) {
		size_t n = plain_run(v, at);

		at += n;
		width += n;
		if (!termesc_next(v, &at, false, &p))
			return width;
		width += p.width;
	}
}

/* The first COLS columns, '~' last when that is not all. */
static void clip_head(struct buf *out, struct sv v, size_t cols)
{
	struct termesc_piece p;
	size_t at = 0, width = 0, fits = out->len;

	while (termesc_next(v, &at, false, &p)) {
		if (width + p.width > cols) {
			out->len = fits;
			buf_addc(out, '~');
			return;
		}
		width += p.width;
		buf_add(out, p.text, p.len);
		if (width < cols)
			fits = out->len;
	}
}

void termesc_clip(struct buf *out, struct sv v, size_t cols, bool keep_tail)
{
	struct termesc_piece p;
	size_t at = 0, width;

	if (cols == 0)
		return;
	if (!keep_tail) {
		clip_head(out, v, cols);
		return;
	}
	width = termesc_width(v);
	if (width > cols) {
		while (width > cols - 1 && termesc_next(v, &at, false, &p))
			width -= p.width;
		buf_addc(out, '~');
	}
	termesc_add(out, sv_from(v, at));
}

bool termesc_is_odd(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!is_plain((unsigned char)v.ptr[i]))
			return true;
	return false;
}
