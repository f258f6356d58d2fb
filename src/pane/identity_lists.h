/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of the identities pane: their columns, cells, and what a row stands for. */
#ifndef PANE_IDENTITY_LISTS_H
#define PANE_IDENTITY_LISTS_H

#include "identity/identity.h"
#include "ui/sheet.h"

/* _(ID, "name on its tab", "words when it is empty") */
#define IDENTITY_TAB_LIST(_)                                                               \
	_(SESSIONS, "sessions", "no session: its events bear no credential")               \
	_(ACTIONS, "actions", "no event is shown")                                         \
	_(DENIALS, "denied", "no denied action is shown")                                  \
	_(ADDRESSES, "ips", "no event is shown")                                           \
	_(AGENTS, "agents", "no event is shown")                                           \
	_(REGIONS, "regions", "no event is shown")                                         \
	_(ROLES, "roles", "it assumed no role in the events shown")                        \
	_(MADE, "made", "what made it is not in the loaded files")
enum identity_tab {
#define E(id, name, empty) IDT_##id,
	IDENTITY_TAB_LIST(E) IDT_COUNT
#undef E
};
extern const char *const identity_tab_names[IDT_COUNT];

/* What the lists are drawn from. */
struct identity_lists {
	const struct identity_page *page; /* NULL: being worked out */
	enum identity_by by;              /* of the page */
	struct list list[IDT_COUNT];
};

uint32_t identity_list_size(const struct identity_lists *l, enum identity_tab tab);
/* Titles and rows; FOCUS: the keys go there. */
void identity_list_draw(struct ui *ui, struct identity_lists *l, enum identity_tab tab,
			struct rect r, bool focus);
/* The row under the cursor in words. */
void identity_list_detail(struct ui *ui, const struct identity_lists *l,
			  enum identity_tab tab, struct buf *out);
/* An expression for the events of the row under the cursor; false when there is none. */
bool identity_list_expr(struct ui *ui, const struct identity_lists *l,
			enum identity_tab tab, struct buf *out);
/* The value of it, for + - and copies. */
bool identity_list_value(const struct identity_lists *l, enum identity_tab tab,
			 struct pane_value *ret);
/* The event the row under the cursor begins with, or ROW_NONE. */
row_t identity_list_row(const struct identity_lists *l, enum identity_tab tab);

#endif
