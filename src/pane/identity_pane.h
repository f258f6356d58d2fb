/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The identities pane: identity_tasks.c asks in the background, identities.c has the rest. */
#ifndef PANE_IDENTITY_PANE_H
#define PANE_IDENTITY_PANE_H

#include "identity/lists.h"
#include "ui/listpane.h"

struct identity_shared; /* what the tasks of the pane share */

struct identities_pane {
	struct list_pane lp;
	struct identity_shared *shared;
	enum identity_by by;
	struct span window; /* of the questions that are asked */
	struct identity_rows *rows;
	struct rows list;
	struct buf asked; /* identity of the row whose page is asked for */
	struct identity_page *page;
	struct identity_lists lists;
};

struct identity_shared *identity_shared_new(struct ui *ui);
void identity_shared_unref(struct identity_shared *s);
/* Ask for the rows, and for the page of the row under the cursor, when it is another. */
void identity_ask_rows(struct ui *ui, struct identities_pane *ip);
void identity_ask_page(struct ui *ui, struct identities_pane *ip);

#endif
