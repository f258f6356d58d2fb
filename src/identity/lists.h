/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities (or what events are grouped by), and the lists of one's page, as listings. */
#ifndef IDENTITY_LISTS_H
#define IDENTITY_LISTS_H

#include "identity/identity.h"
#include "list/listing.h"

/* Columns of the rows, for orders. */
enum identity_col {
	IC_IDENTITY,
	IC_TYPE,
	IC_ACCOUNT,
	IC_EVENTS,
	IC_DENIED,
	IC_FUNCTIONS,
	IC_ADDRESSES,
	IC_KEYS,
	IC_FIRST,
	IC_LAST,
	IC_LETTER, /* the rest on the screen */
	IC_NAME,
	IC_NEW,
	IC_BARS,
	IC_COUNT
};
extern const struct listing identity_listing;

/* Rows of ROWS, which are borrowed. */
struct rows identity_list(const struct identity_rows *rows, enum reader reader);
/* What is new of a row, to sort by; temporary keys are always new and do not count. */
uint64_t identity_row_news(const struct identity_row *r);

enum identity_list_id {
	IL_SESSIONS,
	IL_ACTIONS,
	IL_DENIALS,
	IL_ADDRESSES,
	IL_AGENTS,
	IL_REGIONS,
	IL_ROLES,
	IL_MADE,
	IL_COUNT
};
extern const struct listing identity_page_listings[IL_COUNT];

struct identity_lists {
	const struct identity_page *page;
	path_t id, event, result, identity; /* of the store */
	struct rows r[IL_COUNT];
};
/* PAGE is borrowed; L must not move. */
void identity_lists_init(struct identity_lists *l, const struct identity_page *page,
			 enum reader reader);
void identity_lists_release(struct identity_lists *l);

/* For lists.c: what rows stand for (listwords.c). */
bool identity_lists_expr(const struct rows *r, size_t i, struct buf *out);
bool identity_lists_value(const struct rows *r, size_t i, const char **ret_field,
			  struct sv *ret_value);
void identity_lists_words(const struct rows *r, size_t i, struct buf *out);
row_t identity_lists_event(const struct rows *r, size_t i);
/* The values of the list that R is of, and their field. */
const struct identity_value *identity_value_at(const struct rows *r, size_t i,
					       const char **ret_field);

#endif
