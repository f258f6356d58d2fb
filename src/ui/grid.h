/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a listing drawn: titles, cells, the cursor. */
#ifndef UI_GRID_H
#define UI_GRID_H

#include "list/listing.h"
#include "ui/list.h"
#include "ui/screen.h"

/* What stands in front of row I, one character of ASCII with a role. */
typedef char (*grid_mark_fn)(void *arg, size_t i, enum role *ret_role);

struct grid {
	const struct listing *of;
	struct rows *rows;     /* NULL: being worked out */
	const uint32_t *order; /* row at each place of LIST; NULL: as they are */
	struct list *list;
	bool cursor;       /* the row under the cursor is shown */
	bool focus;        /* the keys go there */
	bool search;       /* what the search of the pane found is shown */
	grid_mark_fn mark; /* or NULL */
	void *mark_arg;
	const char *none; /* what stands there instead of rows; NULL: as the rows say */
};

/* Titles into TITLES, rows into R, as the list is scrolled. */
void grid_draw(struct ui *ui, const struct grid *g, struct rect titles, struct rect r);

/* Text from row *ROW of R on, over as many rows as it needs. */
void grid_flow(struct rect r, int *row, enum role role, struct sv text);

#endif
