/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells of CSV (RFC 4180, LF at the end of lines) that are safe to open in a spreadsheet: one
 * that begins with = + - @, tab or CR gets a ' in front; control characters become \xNN. Text
 * is made valid UTF-8: a lone surrogate becomes \ud800, an invalid byte U+FFFD.
 */
#ifndef OUTPUT_CSV_H
#define OUTPUT_CSV_H

#include "util/buf.h"
#include "util/sv.h"

/* Append V as one cell, quoted when it must be. */
void csv_cell(struct buf *out, struct sv v);

#endif
