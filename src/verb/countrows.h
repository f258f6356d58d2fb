/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts by the values of fields as a rowset: one column a field, then count, first,
 * last.
 */
#ifndef VERB_COUNTROWS_H
#define VERB_COUNTROWS_H

#include "count/count.h"
#include "eval/select.h"
#include "output/rows.h"

#define COUNT_MAX_FIELDS 16
#define COUNT_COLS       3 /* count, first, last */

struct count_table {
	struct col cols[COUNT_MAX_FIELDS + COUNT_COLS];
	struct rowset rows;
	struct counts counts;
	struct count_read read;
};

/* The columns alone; keys are the fields as typed. Texts are of ARENA. */
void count_table_cols(struct count_table *t, const struct fieldref *by, size_t nby,
		      struct arena *arena);
/* Count; false when it was cancelled. T must not move from here on. */
bool count_table_fill(struct count_table *t, const struct eval_env *env,
		      const struct selection *sel, const struct fieldref *by,
		      size_t nby) WARN_UNUSED;
void count_table_release(struct count_table *t);

/* Heading of a field's column: its title, or the path as typed. */
const char *field_heading(const struct fieldref *f, struct arena *arena);

#endif
