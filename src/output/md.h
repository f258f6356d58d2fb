/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells of Markdown tables. Text passes util/termesc.h, and whatever would end the cell, make a
 * link, load an image or open an HTML tag is escaped: a page made of hostile text stays text.
 */
#ifndef OUTPUT_MD_H
#define OUTPUT_MD_H

#include "output/writer.h"

/* Append V as the inside of a cell. */
void md_text(struct buf *out, struct sv v);

/* Append the rowset ROWS as a table, or (.single) as facts and sections. */
bool md_rows(const struct writer_options *opt, const struct rowset *rows, struct buf *out,
	     writer_flush_fn flush, void *arg) WARN_UNUSED;

#endif
