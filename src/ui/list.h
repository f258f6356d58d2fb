/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cursor and scroll position of a list: numbers only. */
#ifndef UI_LIST_H
#define UI_LIST_H

#include "conf/action.h"
#include "util/base.h"

struct list {
	uint32_t line; /* of the screen the cursor was on when there were entries last */
	uint32_t n;    /* entries */
	uint32_t cur;  /* entry under the cursor */
	uint32_t top;  /* first entry on the screen */
	int rows;      /* of the screen */
};

/* N entries on ROWS rows: cursor and top stay where they are as far as possible. */
void list_fit(struct list *l, uint32_t n, int rows);
/* Put the cursor on CUR; the list scrolls no more than it must. */
void list_go(struct list *l, uint32_t cur);
/* The entry under the cursor is now number CUR of N: keep its place on the screen. */
void list_renumber(struct list *l, uint32_t cur, uint32_t n);

enum list_moved {
	LIST_NOT, /* no action of a list */
	LIST_MOVED,
	LIST_STUCK /* it is at that end already */
};
/*
 * One row beyond the edge scrolls by a third of the window: what comes is seen, and over a slow
 * line most keys cost two short pieces instead of a row.
 */
enum list_moved list_act(struct list *l, enum action a);

#endif
