/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells and rows as text: the part that the writers of all formats share.
 *
 * Layer output turns answers into bytes: for standard output, for a terminal, for files.
 */
#ifndef OUTPUT_ROWS_H
#define OUTPUT_ROWS_H

#include "list/listing.h"
#include "util/buf.h"

/*
 * Append the text of C without any escaping ("" when there is none): what CSV and tables show.
 * LOCAL: times in the local zone, as YYYY-MM-DDTHH:MM:SS+hh:mm. JSON text for CELL_ROWS.
 */
void cell_plain(struct buf *out, const struct cell *c, bool local);
/* Append the JSON of C; of a whole rowset. */
void cell_json(struct buf *out, const struct cell *c);
void rows_json(struct buf *out, const struct rowset *rows);
/* Append the JSON object of one row of ROWS made of CELLS. */
void row_json(struct buf *out, const struct rowset *rows, const struct cell *cells);

#endif
