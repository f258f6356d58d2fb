/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions, and the lists of a function's page, as listings. */
#ifndef LAMBDA_LISTS_H
#define LAMBDA_LISTS_H

#include "lambda/page.h"
#include "list/listing.h"

/* Columns of lambda_listing, for orders. */
enum lambda_col {
	LC_FUNCTION,
	LC_ARN,
	LC_ACCOUNT,
	LC_REGION,
	LC_INVOCATIONS,
	LC_CALLERS,
	LC_CHANGES,
	LC_ERRORS,
	LC_FIRST,
	LC_LAST,
	LC_PLACE, /* the rest on the screen */
	LC_NEW,
	LC_BARS,
	LC_COUNT
};
extern const struct listing lambda_listing;

/* What tells a function from others of its name. */
enum lambda_twin { TWIN_NONE, TWIN_REGION, TWIN_ACCOUNT };

struct lambda_list {
	const struct lambda_rows *rows;
	uint8_t *twin; /* enum lambda_twin of each row; READER_SCREEN */
	struct rows r;
};
/* ROWS are borrowed; L must not move. */
void lambda_list_init(struct lambda_list *l, const struct lambda_rows *rows,
		      enum reader reader);
void lambda_list_release(struct lambda_list *l);
/* How much is new of a row inside the window. */
uint64_t lambda_row_news(const struct lambda_row *r);

/* The lists of a page; those up to the last but one have a tab on the screen. */
enum lambda_list_id {
	LL_CALLERS,
	LL_CHANGES,
	LL_GRANTS,
	LL_TRIGGERS,
	LL_ACTS,
	LL_KNOWN,
	LL_COUNT,
	LL_TABS = LL_KNOWN
};
extern const struct listing lambda_listings[LL_COUNT];

struct lambda_lists {
	const struct lambda_page *page; /* NULL: being worked out */
	uint32_t *changes;              /* indexes of the shown ones */
	struct rows r[LL_COUNT];
	struct rowset hours, diffs; /* of the row asked last */
};
/* PAGE is borrowed; L must not move. */
void lambda_lists_init(struct lambda_lists *l, const struct lambda_page *page,
		       enum reader reader);
void lambda_lists_release(struct lambda_lists *l);

/*
 * A whole page for a writer: the row, then an array for each list with at most LIMIT rows, then
 * notes: page_set(&t->page). P is borrowed; T must not move.
 */
struct lambda_pagerows {
	struct lambda_rows one;
	struct lambda_list row;
	struct lambda_lists lists;
	struct page page;
};
void lambda_pagerows_init(struct lambda_pagerows *t, const struct lambda_page *p,
			  enum reader reader, size_t limit);
void lambda_pagerows_release(struct lambda_pagerows *t);

/* For lists.c: who invoked it (callerlist.c). */
#define LAMBDA_CALLER_COLS 24
extern const struct col lambda_caller_cols[LAMBDA_CALLER_COLS];
void lambda_caller_cells(struct rows *r, size_t i, struct cell *c);
/* For lists.c: what rows stand for (listwords.c). */
bool lambda_lists_expr(const struct rows *r, size_t i, struct buf *out);
bool lambda_lists_value(const struct rows *r, size_t i, const char **ret_field,
			struct sv *ret_value);
void lambda_lists_words(const struct rows *r, size_t i, struct buf *out);
row_t lambda_lists_event(const struct rows *r, size_t i);

#endif
