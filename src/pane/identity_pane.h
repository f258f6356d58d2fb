/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the identities pane, for the files it is made of. */
#ifndef PANE_IDENTITY_PANE_H
#define PANE_IDENTITY_PANE_H

#include "pane/identity_lists.h"

struct id_shared; /* what the tasks of the pane share */

/* Results: the grouping goes with them, so that an old answer is known. */
struct rows_answer {
	struct id_rows *rows;
	enum id_by by;
};
struct page_answer {
	struct id_page *page;
	enum id_by by;
};

enum id_order { BY_EVENTS, BY_DENIED, BY_NEW, BY_LAST, BY_NAME, ORDER_COUNT };

struct identities_pane {
	struct id_shared *shared;
	enum id_by by;
	struct span window; /* of the questions that are asked */
	struct rows_answer *rows;
	uint32_t *index; /* rows in the order shown */
	struct list list;
	struct buf cursor; /* name and session of the row under it, as one text */
	struct buf asked;  /* the same, of the page that is asked for */
	struct page_answer *page;
	struct id_lists lists;
	enum id_order order;
	bool reverse;
	bool below; /* the keys go to the list below */
	enum id_tab at;
};

/* identity_tasks.c */
struct id_shared *id_shared_new(struct ui *ui);
void id_shared_unref(struct id_shared *s);
void rows_answer_free(void *result);
void page_answer_free(void *result);
/* Ask for the rows, and for the page of ROW. */
void id_ask_rows(struct ui *ui, struct identities_pane *ip);
void id_ask_page(struct ui *ui, struct identities_pane *ip, const struct id_row *row);

/* identities.c */
/* The row at I of the order shown, or NULL. */
const struct id_row *id_row_at(const struct identities_pane *ip, uint32_t i);
/* What is new of a row, as a number to sort by; temporary keys are always new and do not count. */
uint64_t id_news_of(const struct id_row *r);

/* identity_draw.c */
extern const char *const id_order_names[ORDER_COUNT];
void id_pane_draw(struct ui *ui, struct identities_pane *ip, struct rect body);

#endif
