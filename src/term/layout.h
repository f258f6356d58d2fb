/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rectangles of the screen: arithmetic only, no curses, no state.
 *
 * Three lines on top (title, tabs, filters), two below (hints, message or prompt); a pane gets
 * what is between. All results are non-negative and inside their frame at any size.
 */
#ifndef TERM_LAYOUT_H
#define TERM_LAYOUT_H

#include "util/base.h"

/* Below this the screen says that the window is too small, and nothing else. */
#define LAYOUT_MIN_ROWS 12
#define LAYOUT_MIN_COLS 60

struct rect {
	int y, x, h, w;
};

struct layout {
	bool small; /* too small: the rest is empty */
	struct rect title, tabs, filters, body, hints, message;
};

/* HINTS: is the line of hints wanted? */
void layout_screen(int rows, int cols, bool hints, struct layout *ret);

/* Parts of the timeline pane from top to bottom; a part that finds no room has h 0. */
struct layout_timeline {
	struct rect rule; /* line above the histogram */
	struct rect bars; /* columns of the histogram, labels left and right of it inside */
	struct rect axis; /* the line under the bars */
	struct rect ticks; /* times under it */
	struct rect brush; /* the range that is marked */
	struct rect head;  /* titles of the columns */
	struct rect list;
	struct rect fact_rule;
	struct rect facts;
};

/*
 * FACTS: rows the facts would like (0: hidden). The list keeps at least LAYOUT_LIST_MIN rows as
 * long as the body has that many; histogram and facts shrink first, then go.
 */
#define LAYOUT_LIST_MIN 8
void layout_timeline(struct rect body, int facts, bool brush, struct layout_timeline *ret);

/*
 * Split BODY in an upper and a lower part with a rule between; the lower gets WANT rows but
 * leaves at least LAYOUT_LIST_MIN above, and goes when fewer than 2 rows are left for it.
 */
void layout_split(struct rect body, int want, struct rect *ret_top, struct rect *ret_rule,
		  struct rect *ret_low);

/* A part of FROM: N rows from its top, which FROM loses. */
struct rect rect_take_top(struct rect *from, int n);
struct rect rect_take_bottom(struct rect *from, int n);
/* H x W in the middle of FRAME, cut to it. */
struct rect rect_center(struct rect frame, int h, int w);

/* Widths of the columns of a table. */
struct layout_col {
	int min, want; /* columns it needs, and likes */
	int keep;      /* 0 goes last, higher numbers go first when there is no room */
	bool grow;     /* takes what is left over */
	int width;     /* result: 0 when it does not fit */
};
/* GAP blanks between columns. */
void layout_cols(struct layout_col *cols, size_t n, int width, int gap);

#endif
