/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions pane in three files: function_ask.c asks for rows and pages in the background,
 * function_draw.c paints, functions.c has the rest.
 */
#ifndef PANE_FUNCTION_PANE_H
#define PANE_FUNCTION_PANE_H

#include "pane/function_lists.h"

struct function_shared;

enum function_order {
	BY_INVOCATIONS,
	BY_CHANGES,
	BY_ERRORS,
	BY_NEW,
	BY_LAST,
	BY_NAME,
	ORDER_COUNT
};

/* What tells a function from others of its name. */
enum function_twin { TWIN_NONE, TWIN_REGION, TWIN_ACCOUNT };

struct functions_pane {
	struct function_shared *shared;
	struct span window; /* of the questions that are asked */
	struct lambda_rows *rows;
	uint32_t *index; /* rows in the order shown */
	uint8_t *twin;   /* enum function_twin of each row */
	struct list list;
	char *cursor; /* text of the function under it */
	char *asked;  /* function whose page is asked for; NULL: none */
	struct lambda_page *page;
	struct function_lists lists;
	enum function_order order;
	bool reverse;
	bool below; /* the keys go to the list below */
	enum function_list_id at;
};

/* function_ask.c: what the tasks share, with one reference. */
struct function_shared *function_shared_new(void);
void function_shared_unref(struct function_shared *s);
/* Ask for the rows, and for the page of fp->cursor; for that page alone, when it is another. */
void function_ask_rows(struct ui *ui, struct functions_pane *fp);
void function_ask_page(struct ui *ui, struct functions_pane *fp);
void function_ask_none(struct ui *ui);
/* Was the time window changed since? */
bool function_ask_outdated(struct ui *ui, const struct functions_pane *fp);
/* What has come, or NULL. */
struct lambda_rows *function_take_rows(struct ui *ui);
struct lambda_page *function_take_page(struct ui *ui);

/* function_draw.c */
void function_draw(struct ui *ui, struct functions_pane *fp, struct rect body);

static inline const struct lambda_row *function_row_at(const struct functions_pane *fp,
						       uint32_t i)
{
	return fp->rows && i < fp->rows->n ? &fp->rows->rows[fp->index[i]] : NULL;
}

/* How much is new inside the window. */
static inline uint64_t function_row_news(const struct lambda_row *r)
{
	return r->is_new ? UINT64_MAX
			 : (uint64_t)r->new_callers + r->new_addresses + r->new_sources;
}

#endif
