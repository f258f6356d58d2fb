/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other orders of rows, and fewer of them: --sort and --limit, and the orders of the screen. */
#ifndef LIST_ORDER_H
#define LIST_ORDER_H

#include "list/listing.h"
#include "util/err.h"

struct rowsort_key {
	size_t col;
	bool desc;
};

struct rowsort {
	struct rowsort_key *keys;
	size_t n;
};

/*
 * Parse "key[:asc|:desc],..." (NULL: none) against the keys of COLS. ST_USAGE: "unknown
 * column 'x'". Memory is of ARENA.
 */
enum st rowsort_parse(const char *text, const struct col *cols, size_t ncols,
		      struct arena *arena, struct rowsort *ret,
		      struct err *err) WARN_UNUSED;

/*
 * Indexes of the N rows that GET gives, in the order of SORT: numbers numerically, absent
 * values last, ties as they were. GET fills all NCOLS cells.
 */
void rowsort_order(row_fn get, void *arg, size_t ncols, size_t n,
		   const struct rowsort *sort, size_t *ret);

struct rowview {
	const struct rowset *rows;
	size_t *order; /* NULL: as they are */
};

/* ROWS in the order of SORT, at most LIMIT of them. V and ROWS must live as long as RET. */
void rowview_init(struct rowview *v, const struct rowset *rows, const struct rowsort *sort,
		  size_t limit, struct rowset *ret);
void rowview_release(struct rowview *v);

#endif
