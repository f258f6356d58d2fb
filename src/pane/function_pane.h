/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions pane: function_ask.c asks in the background, functions.c has the rest. */
#ifndef PANE_FUNCTION_PANE_H
#define PANE_FUNCTION_PANE_H

#include "lambda/lists.h"
#include "ui/listpane.h"

struct function_shared;

struct functions_pane {
	struct list_pane lp;
	struct function_shared *shared;
	struct span window; /* of the questions that are asked */
	struct lambda_rows *rows;
	struct lambda_list list;
	char *asked; /* function whose page is asked for; NULL: none */
	struct lambda_page *page;
	struct lambda_lists lists;
};

/* What the tasks share, with one reference. */
struct function_shared *function_shared_new(void);
void function_shared_unref(struct function_shared *s);
/* Ask for the rows, and for the page under the cursor; for that page alone, when it is another. */
void function_ask_rows(struct ui *ui, struct functions_pane *fp);
void function_ask_page(struct ui *ui, struct functions_pane *fp);
void function_ask_none(struct ui *ui);
/* Was the time window changed since? */
bool function_ask_outdated(struct ui *ui, const struct functions_pane *fp);
/* What has come, or NULL. */
struct lambda_rows *function_take_rows(struct ui *ui);
struct lambda_page *function_take_page(struct ui *ui);

#endif
