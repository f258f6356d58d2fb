/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of rows under titles: a table of columns, and a function that fills the cells. */
#ifndef UI_SHEET_H
#define UI_SHEET_H

#include "ui/list.h"
#include "ui/screen.h"

#define SHEET_COLS  10
#define SHEET_CLOCK -1 /* as wide as times are */

struct sheet_cell {
	struct buf text;
	enum role role;
};

/* Fill CELL (empty text, ROLE_TEXT) with column COL of row I of DATA. */
typedef void (*sheet_cell_fn)(struct ui *ui, const void *data, uint32_t i, int col,
			      struct sheet_cell *cell);

struct sheet_col {
	const char *title;
	int min, want, keep; /* as in struct layout_col; SHEET_CLOCK in MIN */
	bool grow;
	unsigned flags; /* enum paint_flags */
};

struct sheet {
	struct sheet_col cols[SHEET_COLS]; /* up to one without a title */
	sheet_cell_fn cell;
};

/*
 * Titles and the N rows of DATA in R, as LIST is scrolled; FOCUS: the keys go there. EMPTY:
 * words instead of rows where there are none.
 */
void sheet_draw(struct ui *ui, const struct sheet *s, const void *data, struct list *list,
		uint32_t n, const char *empty, struct rect r, bool focus);

/* ---- cells ---- */

/* V, or a dash. */
void sheet_put_sv(struct sheet_cell *c, struct sv v);
/* The letter and the short form of an identity, or a dash. */
void sheet_put_who(struct sheet_cell *c, struct sv identity, struct sv session);
void sheet_put_count(struct sheet_cell *c, uint64_t n, enum role role);
void sheet_put_time(struct ui *ui, struct sheet_cell *c, tick_t t);

#endif
