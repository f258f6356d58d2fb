/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as a rowset: one column a field, several values joined by a blank. */
#ifndef VERB_EVENTROWS_H
#define VERB_EVENTROWS_H

#include "count/count.h"
#include "output/rows.h"
#include "store/store.h"

struct event_rows {
	const struct store *store;
	const row_t *rows;
	const struct fieldref *fields;
	struct field_values
		*values; /* one a column: what the cells of the last row borrow */
	struct col *cols;
	struct rowset set;
};

/*
 * ROWS and FIELDS must live as long as E; memory is of ARENA, but for
 * event_rows_release().
 */
void event_rows_init(struct event_rows *e, const struct store *s, const row_t *rows,
		     size_t n, const struct fieldref *fields, size_t nfields,
		     struct arena *arena);
void event_rows_release(struct event_rows *e);

#endif
