/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the identities pane, for the files it is made of. */
#ifndef PANE_IDENTITY_PANE_H
#define PANE_IDENTITY_PANE_H

#include "pane/identity_lists.h"

struct identity_shared; /* what the tasks of the pane share */

/* Results: the grouping goes with them, so that an old answer is known. */
struct rows_answer {
	struct identity_rows *rows;
	enum identity_by by;
};
struct page_answer {
	struct identity_page *page;
	enum identity_by by;
};

enum identity_order { BY_EVENTS, BY_DENIED, BY_NEW, BY_LAST, BY_NAME, ORDER_COUNT };

struct identities_pane {
	struct identity_shared *shared;
	enum identity_by by;
	struct span window; /* of the questions that are asked */
	struct rows_answer *rows;
	uint32_t *index; /* rows in the order shown */
	struct list list;
	struct buf cursor; /* name and session of the row under it, as one text */
	struct buf asked;  /* the same, of the page that is asked for */
	struct page_answer *page;
	struct identity_lists lists;
	enum identity_order order;
	bool reverse;
	bool below; /* the keys go to the list below */
	enum identity_tab at;
};

/* identity_tasks.c */
struct identity_shared *identity_shared_new(struct ui *ui);
void identity_shared_unref(struct identity_shared *s);
void rows_answer_free(void *result);
void page_answer_free(void *result);
/* Ask for the rows, and for the page of ROW. */
void identity_ask_rows(struct ui *ui, struct identities_pane *ip);
void identity_ask_page(struct ui *ui, struct identities_pane *ip,
		       const struct identity_row *row);

/* identities.c */
/* The row at I of the order shown, or NULL. */
const struct identity_row *identity_row_at(const struct identities_pane *ip, uint32_t i);
/* What is new of a row, as a number to sort by; temporary keys are always new and do not count. */
uint64_t identity_news_of(const struct identity_row *r);

/* identity_draw.c */
extern const char *const identity_order_names[ORDER_COUNT];
void identity_pane_draw(struct ui *ui, struct identities_pane *ip, struct rect body);

#endif
