/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --sort and --limit over a rowset of any verb: another order of its rows, and fewer of
 * them.
 */
#ifndef VERB_ROWVIEW_H
#define VERB_ROWVIEW_H

#include "output/rows.h"
#include "util/arena.h"
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

struct rowview {
	const struct rowset *rows;
	size_t *order; /* NULL: as they are */
};

/*
 * ROWS in the order of SORT (numbers numerically, absent values last, ties as they were),
 * at most LIMIT of them. V and ROWS must live as long as RET.
 */
void rowview_make(struct rowview *v, const struct rowset *rows, const struct rowsort *sort,
		  size_t limit, struct rowset *ret);
void rowview_release(struct rowview *v);

#endif
