/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Painting: the only sink of text to the screen. Every text passes util/termesc.h here, is
 * clipped by columns, and gets the attributes of a role; escapes have an attribute of their
 * own.
 *
 * A frame is painted whole between paint_begin() and paint_end(); what nobody painted is blank.
 * Curses sends only the cells that differ from the frame before. The role of each cell is kept
 * beside, for dumps.
 */
#ifndef TERM_PAINT_H
#define TERM_PAINT_H

#include "conf/theme.h"
#include "lang/regex.h"
#include "term/layout.h"
#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

struct paint_options {
	bool no_color; /* attributes only */
	bool ascii;    /* no character beyond ASCII */
};
/* After tty_open(). Finds out what the terminal and the locale can. */
void paint_init(const struct paint_options *opt);
void paint_release(void);
void paint_theme(const struct theme *t);
/* Colours in use: 0 (attributes only), 8, 16 or 256. */
int paint_colors(void);
bool paint_is_ascii(void);

void paint_begin(void);
/* Blank what was not painted, place the cursor, send. */
void paint_end(void);
/*
 * Where the hardware cursor stands after this frame; VISIBLE: shown even when it usually is
 * not.
 */
void paint_cursor(int y, int x, bool visible);

/* Marks of the drawings, with a stand-in in ASCII. */
enum glyph {
	GLYPH_HLINE,    /* - */
	GLYPH_VLINE,    /* | */
	GLYPH_CORNER,   /* + of the axis of the histogram */
	GLYPH_ELLIPSIS, /* ~ */
	GLYPH_CARET,    /* ^ */
	GLYPH_SHADE,    /* . of what is not shown */
	GLYPH_COUNT
};
void paint_glyph(int y, int x, enum role role, enum glyph g);
/* A run of N of them. */
void paint_run(int y, int x, int n, enum role role, enum glyph g);
/* One character of ASCII. */
void paint_char(int y, int x, enum role role, char c);
/* A block filled to EIGHTHS (1..8) of its height; in ASCII MARK. */
void paint_block(int y, int x, enum role role, int eighths, char mark);

/* What to make visible inside of texts. */
struct highlight {
	const struct regex *re; /* NULL: nothing */
	struct regex_scratch *scratch;
};

enum paint_flags {
	PAINT_TAIL = 1,  /* too long: cut the left, not the right */
	PAINT_RIGHT = 2, /* flush right in the width given */
	PAINT_PAD = 4    /* blanks up to the width given */
};
/*
 * TEXT at Y, X in at most W columns; what is cut is shown as an ellipsis. HL may be NULL.
 * Returns the columns used (W with PAINT_PAD or PAINT_RIGHT).
 */
int paint_text(int y, int x, int w, enum role role, struct sv text, unsigned flags,
	       const struct highlight *hl);

/* Bytes of TEXT, from its start, that fit in W columns. */
size_t paint_fit(struct sv text, int w);

/* A pen that writes one row of a rectangle from left to right. */
struct pen {
	int y, x, end;
	const struct highlight *hl;
};
/* Row ROW (from 0) of R; outside of R nothing is written. */
struct pen pen_row(struct rect r, int row);
static inline int pen_left(const struct pen *p)
{
	return p->end - p->x;
}
void pen_sv(struct pen *p, enum role role, struct sv v);
void pen_str(struct pen *p, enum role role, const char *s);
void pen_fmt(struct pen *p, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Exactly W columns (or what is left). */
void pen_cell(struct pen *p, enum role role, int w, struct sv v, unsigned flags);
void pen_skip(struct pen *p, int n);
void pen_glyph(struct pen *p, enum role role, enum glyph g);
/* Blanks of ROLE up to the end. */
void pen_rest(struct pen *p, enum role role);
/* "--- TEXT ------" over the whole of row ROW. */
void paint_rule(struct rect r, int row, const char *text);

/* The last frame as text: a plane of characters, then a plane of roles with a legend. */
void paint_dump(struct buf *out);

/* Number with thousands separated by commas; BUF as big as this. */
#define COUNT_TEXT 32
const char *count_text(uint64_t n, char buf[static COUNT_TEXT]);
/* "s", or "" for one of them. */
static inline const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

#endif
