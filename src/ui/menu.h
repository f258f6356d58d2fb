/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A box of choices in the middle of the screen: a question (a key answers it), or rows of which
 * each has several values (the export dialog).
 */
#ifndef UI_MENU_H
#define UI_MENU_H

#include "term/tty.h"
#include "util/base.h"

struct ui;

#define MENU_ROWS   8
#define MENU_VALUES 8

struct menu_row {
	const char *label;
	const char *values[MENU_VALUES]; /* none: a text, see TEXT */
	int n, at;
	const char *text; /* shown as it is; Enter on it edits it */
};

struct menu_key {
	char key; /* lower case */
	const char *words;
};

struct menu_ops {
	const char *title;
	/*
	 * A question: one of KEYS (up to '\0') was pressed; '\0' for Esc. The menu is
	 * closed before.
	 */
	void (*answer)(struct ui *ui, char key);
	/* Rows: Enter; EDIT: on a row with a text. May close the menu. */
	void (*accept)(struct ui *ui);
	void (*edit)(struct ui *ui);
	/* A value of a row is another. May be NULL. */
	void (*changed)(struct ui *ui);
};

struct menu {
	const struct menu_ops *ops; /* NULL: closed */
	char lines[3][160];         /* what is said above the choices */
	struct menu_key keys[6];    /* a question; ends with key '\0' */
	struct menu_row rows[MENU_ROWS];
	int nrows, cur;
};

/* Open an empty menu; fill in lines, keys or rows after. */
void menu_open(struct ui *ui, const struct menu_ops *ops);
void menu_close(struct ui *ui);
static inline bool menu_is_open(const struct menu *m)
{
	return m->ops != NULL;
}
void menu_key(struct ui *ui, const struct tty_key *key);
void menu_draw(struct ui *ui);

#endif
