/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Aligned text tables. Every cell passes util/termesc.h, whether a terminal reads it or not.
 *
 * Columns are as wide as their widest cell among the header and the first 10,000 rows; a later
 * cell that is wider moves the rest of its line. Two blanks between columns, none at the end of
 * a line. Columns of numbers stand to the right. With options.columns the widest columns are
 * made narrower until a line fits, and cells that are cut end in '~'.
 */
#ifndef OUTPUT_TABLE_H
#define OUTPUT_TABLE_H

#include "output/writer.h"

bool table_rows(const struct writer_options *opt, const struct rowset *rows,
		struct buf *out, writer_flush_fn flush, void *arg) WARN_UNUSED;

#endif
