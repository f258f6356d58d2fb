/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text to scroll through: lines with a role each, wrapped or cut at the width of the screen.
 * The text is data and passes the escape function when it is painted.
 */
#ifndef UI_TEXTVIEW_H
#define UI_TEXTVIEW_H

#include "term/paint.h"
#include "ui/list.h"

struct textline {
	size_t off, len;
	enum role role;
	int indent; /* columns */
};

struct textview {
	struct buf text;
	struct textline *lines;
	size_t n, cap;
	/* Rows of the screen, made from the lines. */
	struct textline *rows;
	size_t nrows, caprows;
	int width; /* the rows are for; 0: none are made */
	bool wrap;
	struct list list;
};

void textview_release(struct textview *tv);
void textview_clear(struct textview *tv);
/* A line, or several when V has line feeds. */
void textview_add(struct textview *tv, enum role role, int indent, struct sv v);
void textview_addf(struct textview *tv, enum role role, int indent, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
void textview_draw(struct textview *tv, struct rect r, bool wrap,
		   const struct highlight *hl);
/* Scroll. */
enum list_moved textview_act(struct textview *tv, enum action a);
/* The whole as plain text. */
void textview_print(const struct textview *tv, struct buf *out);

#endif
