/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pane of a list: rows that can be sorted and searched, and, where a row has a page, the lists
 * of the page below them. It keeps the cursor on its row when other rows come. The pane itself
 * says where rows and pages come from, and what is special.
 */
#ifndef UI_LISTPANE_H
#define UI_LISTPANE_H

#include "ui/grid.h"

#define LIST_PANE_TABS 8

/* An order that `s` goes through. The first is the one in which rows come. */
struct list_sort {
	const char *title;
	size_t col;
	bool desc;
};

struct list_pane {
	/* Set once: */
	const struct listing *of;
	const struct list_sort *sorts;
	size_t nsorts;
	const struct listing *tabs; /* of the page; NULL: there is none */
	size_t ntabs;
	bool by_value;      /* below, + and - take the value of a row, not all its events */
	const char *origin; /* of filters that come from here: "from Functions pane" */

	struct rows *rows; /* borrowed; NULL: being worked out */
	uint32_t *order;   /* rows in the order shown */
	struct list list;
	bool has_cursor;
	struct buf cursor; /* identity of the row under it, if there ever was one */
	size_t sort;
	bool reverse;

	struct rows *page; /* borrowed: NTABS of them; NULL: being worked out */
	struct list tab_list[LIST_PANE_TABS];
	size_t at;  /* the tab that is shown, */
	bool below; /* and that has the keys */
};

void list_pane_release(struct list_pane *lp);

/* Other rows. True: there is a row under the cursor. */
bool list_pane_rows(struct list_pane *lp, struct rows *rows);
/* Another page; SAME: of the same thing, its cursors stay. */
void list_pane_page(struct list_pane *lp, struct rows *page, bool same);

/* The row under the cursor of what has the keys; false: there is none. */
bool list_pane_current(const struct list_pane *lp, struct rows **ret, size_t *ret_i);
/* The row of the upper list, whatever has the keys. */
bool list_pane_upper(const struct list_pane *lp, size_t *ret_i);

/*
 * The actions of a pane of a list: moving, orders, the lists below, the events behind a row, keep
 * and drop. *RET_MOVED: the cursor of the upper list is on another row.
 */
bool list_pane_act(struct ui *ui, struct list_pane *lp, enum action a, bool *ret_moved);
/* The cursor of the upper list was moved by the search. */
void list_pane_moved(struct list_pane *lp);
/* For the pane_ops: the list that is searched, its entries, the value under the cursor. */
struct list *list_pane_list(struct list_pane *lp);
void list_pane_entry(struct list_pane *lp, uint32_t i, struct buf *out);
bool list_pane_value(const struct list_pane *lp, struct pane_value *ret);

struct list_pane_words {
	struct sv head;   /* on the line above */
	struct sv name;   /* of the page, left of its tabs */
	struct sv detail; /* of the row under the cursor */
	const char *none; /* instead of rows; NULL: as the rows say */
	bool clip;        /* the name gives way to the tabs */
};
/* ", by ORDER, reversed" for a head. */
void list_pane_order_words(const struct list_pane *lp, struct buf *out);
void list_pane_draw(struct ui *ui, struct list_pane *lp, const struct list_pane_words *w,
		    struct rect body);

#endif
