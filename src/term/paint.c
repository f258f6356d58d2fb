/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of glyphs and escapes into curses, with the attributes of a role. */
#include "term/paint.h"

#include "term/curs.h"
#include "term/tty.h"
#include "util/termesc.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The one screen of the process. */
static struct {
	bool no_color, ascii, colors_on, show_cursor;
	int ncolors;
	attr_t attrs[ROLE_COUNT];
	short pairs[ROLE_COUNT];
	uint8_t *roles; /* role of each cell, + 1; 0: not painted in this frame */
	int rows, cols; /* size ROLES has */
	int cur_y, cur_x, cur_vis;
	bool cur_want;
} paint;

void paint_init(const struct paint_options *opt)
{
	const char *a11y = getenv("TRAILSIFT_A11Y");

	paint.no_color = opt->no_color;
	paint.ascii = opt->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	paint.show_cursor = a11y && strcmp(a11y, "1") == 0;
	paint.cur_vis = -1;
	paint.colors_on = false;
	paint.ncolors = 0;
	if (!paint.no_color && has_colors() && start_color() == OK &&
	    use_default_colors() == OK) {
		paint.colors_on = true;
		paint.ncolors = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : 8;
	}
}

void paint_release(void)
{
	free(paint.roles);
	paint.roles = NULL;
	paint.rows = paint.cols = 0;
}

static attr_t attr_of(unsigned style)
{
	static const struct {
		unsigned style;
		attr_t attr;
	} map[] = {
		{ STYLE_BOLD, WA_BOLD },       { STYLE_DIM, WA_DIM },
		{ STYLE_ITALIC, WA_ITALIC },   { STYLE_UNDERLINE, WA_UNDERLINE },
		{ STYLE_REVERSE, WA_REVERSE }, { STYLE_STANDOUT, WA_STANDOUT },
	};
	attr_t a = WA_NORMAL;

	for (size_t i = 0; i < ARRAY_SIZE(map); i++)
		if (style & map[i].style)
			a |= map[i].attr;
	return a;
}

void paint_theme(const struct theme *t)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		const struct style *s = &t->style[i];

		paint.attrs[i] = attr_of(s->attrs);
		paint.pairs[i] = 0;
		if (paint.colors_on && (s->fg != COLOR_NONE || s->bg != COLOR_NONE)) {
			short fg = (short)(s->fg == COLOR_NONE
						   ? -1
						   : theme_color(s->fg, paint.ncolors));
			short bg = (short)(s->bg == COLOR_NONE
						   ? -1
						   : theme_color(s->bg, paint.ncolors));

			paint.pairs[i] = (short)(i + 1);
			if (init_pair(paint.pairs[i], fg, bg) == ERR)
				paint.pairs[i] = 0;
		}
	}
}

int paint_colors(void)
{
	return paint.ncolors;
}

bool paint_is_ascii(void)
{
	return paint.ascii;
}

void paint_begin(void)
{
	if (paint.rows != tty_rows() || paint.cols != tty_cols()) {
		paint.rows = tty_rows();
		paint.cols = tty_cols();
		free(paint.roles);
		paint.roles = xcalloc((size_t)paint.rows * (size_t)paint.cols, 1);
	}
	memset(paint.roles, 0, (size_t)paint.rows * (size_t)paint.cols);
	paint.cur_y = paint.rows - 1;
	paint.cur_x = 0;
	paint.cur_want = false;
}

static uint8_t *role_at(int y, int x)
{
	return &paint.roles[(size_t)y * (size_t)paint.cols + (size_t)x];
}

/* WIDTH cells at Y, X with the characters WCS. The caller keeps inside the screen. */
static void put_cells(int y, int x, enum role role, const wchar_t *wcs, int width)
{
	cchar_t cell;

	if (setcchar(&cell, wcs, paint.attrs[role], paint.pairs[role], NULL) == ERR)
		return;
	mvadd_wch(y, x, &cell);
	for (int i = 0; i < width; i++)
		*role_at(y, x + i) = (uint8_t)(role + 1);
}

static bool inside(int y, int x, int w)
{
	return y >= 0 && x >= 0 && y < paint.rows && x + w <= paint.cols && w >= 0;
}

void paint_end(void)
{
	for (int y = 0; y < paint.rows; y++)
		for (int x = 0; x < paint.cols; x++)
			if (!*role_at(y, x)) {
				put_cells(y, x, ROLE_TEXT, L" ", 1);
			}
	move(MIN(MAX(paint.cur_y, 0), paint.rows - 1),
	     MIN(MAX(paint.cur_x, 0), paint.cols - 1));
	if (paint.cur_vis != (paint.show_cursor || paint.cur_want)) {
		paint.cur_vis = paint.show_cursor || paint.cur_want;
		curs_set(paint.cur_vis);
	}
	tty_flush();
}

void paint_cursor(int y, int x, bool visible)
{
	paint.cur_y = y;
	paint.cur_x = x;
	paint.cur_want = visible;
}

static const struct {
	wchar_t wide[2];
	wchar_t ascii[2];
} glyphs[GLYPH_COUNT] = {
	[GLYPH_HLINE] = { L"\u2500", L"-" },  [GLYPH_VLINE] = { L"\u2502", L"|" },
	[GLYPH_CORNER] = { L"\u2534", L"+" }, [GLYPH_ELLIPSIS] = { L"\u2026", L"~" },
	[GLYPH_CARET] = { L"^", L"^" },       [GLYPH_SHADE] = { L"\u2591", L"." },
};

void paint_glyph(int y, int x, enum role role, enum glyph g)
{
	if (inside(y, x, 1))
		put_cells(y, x, role, paint.ascii ? glyphs[g].ascii : glyphs[g].wide, 1);
}

void paint_run(int y, int x, int n, enum role role, enum glyph g)
{
	for (int i = 0; i < n; i++)
		paint_glyph(y, x + i, role, g);
}

void paint_char(int y, int x, enum role role, char c)
{
	const wchar_t wcs[2] = { (wchar_t)c, 0 };

	if (inside(y, x, 1))
		put_cells(y, x, role, wcs, 1);
}

void paint_block(int y, int x, enum role role, int eighths, char mark)
{
	wchar_t wcs[2] = { paint.ascii ? (wchar_t)mark : (wchar_t)(0x2580 + eighths), 0 };

	if (eighths > 0 && inside(y, x, 1))
		put_cells(y, x, role, wcs, 1);
}

/* A piece of text: false when it does not fit before END any more. */
static bool put_piece(int y, int *x, int end, enum role role, const struct termesc_piece *p)
{
	wchar_t wcs[CCHARW_MAX + 1];
	size_t at = 0;
	int n = 0;

	if (*x + p->width > end)
		return false;
	if (p->escaped) {
		for (size_t i = 0; i < p->len; i++) {
			wcs[0] = (wchar_t)(unsigned char)p->text[i];
			wcs[1] = 0;
			put_cells(y, (*x)++, ROLE_ESCAPED, wcs, 1);
		}
		return true;
	}
	while (at < p->len && n < CCHARW_MAX) {
		uint32_t cp;

		at += utf8_decode(p->text + at, p->len - at, &cp);
		wcs[n++] = (wchar_t)cp;
	}
	wcs[n] = 0;
	/* The C library may know another width, or none: then the cells would shift. */
	if (wcs[0] >= 0x80 && wcwidth(wcs[0]) != p->width) {
		for (int i = 0; i < p->width; i++)
			put_cells(y, (*x)++, ROLE_ESCAPED, L"?", 1);
		return true;
	}
	put_cells(y, *x, role, wcs, p->width);
	*x += p->width;
	return true;
}

/* Widths of TEXT as it is shown; gives up once it is beyond LIMIT when that is not 0. */
static int shown_width(struct sv text, int limit)
{
	struct termesc_piece p;
	size_t at = 0;
	int w = 0;

	while (termesc_next(text, &at, paint.ascii, &p)) {
		w += p.width;
		if (limit && w > limit)
			break;
	}
	return w;
}

/* First byte of TEXT from which on it takes at most W columns. */
static size_t tail_from(struct sv text, int w)
{
	int over = shown_width(text, 0) - w;
	struct termesc_piece p;
	size_t at = 0;

	while (over > 0 && termesc_next(text, &at, paint.ascii, &p))
		over -= p.width;
	return at;
}

size_t paint_fit(struct sv text, int w)
{
	struct termesc_piece p;
	size_t at = 0, was = 0;

	while (termesc_next(text, &at, paint.ascii, &p)) {
		w -= p.width;
		if (w < 0)
			return was;
		was = at;
	}
	return text.len;
}

struct match {
	size_t from, to;
};

static bool match_after(const struct highlight *hl, struct sv text, size_t at,
			struct match *m)
{
	if (!hl || !hl->re || at > text.len ||
	    regex_find(hl->re, hl->scratch, text, at, &m->from, &m->to) != RE_YES) {
		m->from = m->to = SIZE_MAX;
		return false;
	}
	return true;
}

int paint_text(int y, int x, int w, enum role role, struct sv text, unsigned flags,
	       const struct highlight *hl)
{
	int end, start = x, full;
	size_t at = 0;
	struct termesc_piece p;
	struct match m;
	bool cut;

	w = MIN(w, paint.cols - x);
	if (w <= 0 || y < 0 || y >= paint.rows || x < 0)
		return 0;
	end = x + w;
	full = shown_width(text, w);
	cut = full > w;
	if (cut && (flags & PAINT_TAIL)) {
		paint_glyph(y, x++, role, GLYPH_ELLIPSIS);
		at = tail_from(text, w - 1);
		cut = false;
	} else if (flags & PAINT_RIGHT) {
		while (x < end - full)
			put_cells(y, x++, role, L" ", 1);
	}
	match_after(hl, text, at, &m);
	for (;;) {
		size_t was = at;

		if (!termesc_next(text, &at, paint.ascii, &p))
			break;
		while (was >= m.to && m.to != SIZE_MAX)
			match_after(hl, text, m.to > m.from ? m.to : m.to + 1, &m);
		if (!put_piece(y, &x, cut ? end - 1 : end,
			       was >= m.from && was < m.to ? ROLE_MATCH : role, &p))
			break;
	}
	if (cut)
		paint_glyph(y, x++, role, GLYPH_ELLIPSIS);
	if (flags & (PAINT_PAD | PAINT_RIGHT))
		while (x < end)
			put_cells(y, x++, role, L" ", 1);
	return x - start;
}

struct pen pen_row(struct rect r, int row)
{
	struct pen p = { .y = r.y + row, .x = r.x, .end = r.x + r.w };

	if (row < 0 || row >= r.h)
		p.end = p.x;
	return p;
}

void pen_sv(struct pen *p, enum role role, struct sv v)
{
	if (pen_left(p) > 0)
		p->x += paint_text(p->y, p->x, pen_left(p), role, v, 0, p->hl);
}

void pen_str(struct pen *p, enum role role, const char *s)
{
	pen_sv(p, role, sv_str(s));
}

void pen_fmt(struct pen *p, enum role role, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pen_str(p, role, text);
}

void pen_cell(struct pen *p, enum role role, int w, struct sv v, unsigned flags)
{
	w = MIN(w, pen_left(p));
	if (w > 0)
		p->x += paint_text(p->y, p->x, w, role, v, flags | PAINT_PAD, p->hl);
}

void pen_skip(struct pen *p, int n)
{
	pen_cell(p, ROLE_TEXT, n, SV_LIT(""), 0);
}

void pen_glyph(struct pen *p, enum role role, enum glyph g)
{
	if (pen_left(p) > 0)
		paint_glyph(p->y, p->x++, role, g);
}

void pen_rest(struct pen *p, enum role role)
{
	pen_cell(p, role, pen_left(p), SV_LIT(""), 0);
}

void paint_rule(struct rect r, int row, const char *text)
{
	struct pen p = pen_row(r, row);

	for (int i = 0; i < 3; i++)
		pen_glyph(&p, ROLE_RULER, GLYPH_HLINE);
	if (*text) {
		pen_str(&p, ROLE_RULER, " ");
		pen_str(&p, ROLE_HEADING, text);
		pen_str(&p, ROLE_RULER, " ");
	}
	while (pen_left(&p) > 0)
		pen_glyph(&p, ROLE_RULER, GLYPH_HLINE);
}

static void dump_text_row(int y, struct buf *out)
{
	size_t from = out->len;

	for (int x = 0; x < paint.cols; x++) {
		wchar_t wcs[CCHARW_MAX + 1] = { 0 };
		attr_t attrs;
		short pair;
		cchar_t cell;
		char utf8[4];

		if (mvin_wch(y, x, &cell) == ERR ||
		    getcchar(&cell, wcs, &attrs, &pair, NULL) == ERR)
			continue;
		for (int i = 0; i < CCHARW_MAX && wcs[i]; i++)
			buf_add(out, utf8, utf8_encode((uint32_t)wcs[i], utf8));
		if (wcwidth(wcs[0]) > 1)
			x += wcwidth(wcs[0]) - 1;
	}
	while (out->len > from && out->ptr[out->len - 1] == ' ')
		out->len--;
	buf_addc(out, '\n');
}

void paint_dump(struct buf *out)
{
	static const char letters[] =
		".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	bool used[ROLE_COUNT] = { false };
	int y0, x0;

	_Static_assert(ROLE_COUNT < sizeof(letters), "a letter for each role");
	getyx(stdscr, y0, x0);
	for (int y = 0; y < paint.rows; y++)
		dump_text_row(y, out);
	buf_addf(out, "-- roles, cursor at %d,%d\n", paint.cur_y, paint.cur_x);
	for (int y = 0; y < paint.rows; y++) {
		size_t from = out->len;

		for (int x = 0; x < paint.cols; x++) {
			int role = *role_at(y, x) ? *role_at(y, x) - 1 : ROLE_TEXT;

			used[role] = true;
			buf_addc(out, letters[role]);
		}
		while (out->len > from && out->ptr[out->len - 1] == letters[ROLE_TEXT])
			out->len--;
		buf_addc(out, '\n');
	}
	buf_adds(out, "-- legend\n");
	for (int i = 0; i < ROLE_COUNT; i++)
		if (used[i])
			buf_addf(out, "%c %s\n", letters[i], role_names[i]);
	move(y0, x0);
}

const char *count_text(uint64_t n, char buf[static COUNT_TEXT])
{
	char digits[COUNT_TEXT];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf[at++] = ',';
		buf[at++] = digits[i];
	}
	buf[at] = '\0';
	return buf;
}
