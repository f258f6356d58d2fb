/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions as a rowset: the rows of PRODUCT.md section 5, pane 2. */
#ifndef VERB_FUNCTIONROWS_H
#define VERB_FUNCTIONROWS_H

#include "lambda/rows.h"
#include "output/rows.h"

enum fnrow_col {
	FR_FUNCTION,
	FR_ARN,
	FR_ACCOUNT,
	FR_REGION,
	FR_INVOCATIONS,
	FR_CALLERS,
	FR_CHANGES,
	FR_ERRORS,
	FR_FIRST,
	FR_LAST,
	FR_COUNT
};
extern const struct col fnrow_cols[FR_COUNT];

/*
 * The cells of one function. HIDE: counts of invocations that are not logged at all are
 * absent instead of 0 (for tables; JSON keeps its shape).
 */
void fnrow_cells(const struct lambda_index *x, const struct lambda_row *row, bool hide,
		 struct cell *cells);

struct fnrow_set {
	const struct lambda_rows *rows;
	bool hide;
	struct rowset set;
};
/* T must not move. */
void fnrow_set_init(struct fnrow_set *t, const struct lambda_rows *rows, bool hide);

#endif
