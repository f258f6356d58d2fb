/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of events, column by column. */
#include "verb/eventrows.h"

#include "store/value.h"
#include "verb/countrows.h"

#include <string.h>

static void get_row(void *arg, size_t i, struct cell *cells)
{
	struct event_rows *e = arg;
	row_t row = e->rows[i];

	for (size_t k = 0; k < e->set.ncols; k++) {
		struct field_values *v = &e->values[k];

		if (e->fields[k].id == FLD_TIME) {
			cells[k] = cell_time_below(store_time(e->store, row),
						   value_time_below(e->store, row));
			continue;
		}
		field_values(e->store, row, &e->fields[k], v);
		cells[k] = v->n == 0   ? cell_null()
			   : v->n == 1 ? cell_text(v->v[0])
				       : cell_list(v->v, v->n);
	}
}

void event_rows_init(struct event_rows *e, const struct store *s, const row_t *rows,
		     size_t n, const struct fieldref *refs, size_t nfields,
		     struct arena *arena)
{
	*e = (struct event_rows){ .store = s, .rows = rows, .fields = refs };
	e->values = arena_alloc(arena, nfields * sizeof(*e->values));
	memset(e->values, 0, nfields * sizeof(*e->values));
	e->cols = arena_alloc(arena, nfields * sizeof(*e->cols));
	for (size_t k = 0; k < nfields; k++)
		e->cols[k] = (struct col){ .key = arena_str(arena, refs[k].spelling),
					   .title = field_heading(&refs[k], arena),
					   .flags = COL_KEEP_TAIL };
	e->set = (struct rowset){ e->cols, nfields, n, get_row, e, false };
}

void event_rows_release(struct event_rows *e)
{
	for (size_t k = 0; k < e->set.ncols; k++)
		field_values_release(&e->values[k]);
}
