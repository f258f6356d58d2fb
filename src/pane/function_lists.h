/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of the functions pane: their columns, cells, and what a row stands for. */
#ifndef PANE_FUNCTION_LISTS_H
#define PANE_FUNCTION_LISTS_H

#include "lambda/page.h"
#include "ui/sheet.h"

/* _(ID, "name on its tab", "words when it is empty") */
#define FUNCTION_LIST_LIST(_)                                                              \
	_(CALLERS, "invoked by", "no invocation is shown")                                 \
	_(CHANGES, "changed by", "no change is shown")                                     \
	_(GRANTS, "may invoke", "no permission was given or taken in the loaded files")    \
	_(TRIGGERS, "triggers", "no trigger is in the loaded files")                       \
	_(ACTS, "did", "nothing made with its credentials is loaded")
enum function_list_id {
#define E(id, name, empty) FNL_##id,
	FUNCTION_LIST_LIST(E) FNL_COUNT
#undef E
};
extern const char *const function_list_names[FNL_COUNT];

/* What the lists are drawn from. */
struct function_lists {
	const struct lambda_page *page; /* NULL: being worked out */
	uint32_t *changes;              /* indexes of the shown ones */
	struct list list[FNL_COUNT];
};

uint32_t function_list_size(const struct function_lists *l, enum function_list_id id);
/* Titles and rows of list ID; FOCUS: the keys go there. */
void function_list_draw(struct ui *ui, struct function_lists *l, enum function_list_id id,
			struct rect r, bool focus);
/* The row under the cursor in words, for the lines below. */
void function_list_detail(const struct function_lists *l, enum function_list_id id,
			  struct buf *out);
/* An expression for the events of row under the cursor; false when there is none. */
bool function_list_expr(const struct function_lists *l, enum function_list_id id,
			struct buf *out);
/* The value of it for + and -. */
bool function_list_value(const struct function_lists *l, enum function_list_id id,
			 struct pane_value *ret);

/* Text from row *ROW of R on, over as many rows as it needs. */
void function_flow(struct rect r, int *row, enum role role, struct sv text);

#endif
