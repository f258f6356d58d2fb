/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The choke point: untrusted text on its way to a terminal. Everything that comes from
 * data, from a file name or from a library's message passes here, whether a screen, a table
 * of a verb or a message on stderr shows it.
 *
 * An allow-list: strict UTF-8, assigned, printable (width 1 or 2), and none of the
 * invisible or reordering code points (U+00AD, 034F, 061C, 115F-1160, 17B4-17B5, 180B-180F,
 * 200B-200F, 2028-202E, 2060-206F, 3164, FE00-FE0F, FEFF, FFA0, FFF0-FFFB, 13430-13438,
 * 1BCA0-1BCA3, 1D173-1D17A, E0000-E0FFF) passes as it is. All else becomes visible: C0 and
 * DEL as \xNN (\n \r \t as such two characters), C1 and the code points above as \u{hhhh},
 * lone surrogates as \ud800, invalid bytes as \xNN. Combining marks pass, at most two for
 * each base character; the rest is escaped.
 */
#ifndef UTIL_TERMESC_H
#define UTIL_TERMESC_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

/* One piece of shown text, as termesc_next() yields it. */
struct termesc_piece {
	char text[16]; /* UTF-8, NUL-terminated: a glyph with its marks, or an escape */
	uint8_t len;   /* bytes of text */
	uint8_t width; /* columns */
	bool escaped;  /* an escape that stands for something else: show it apart */
};

/* Iterate: *at from 0; false at the end of V. ASCII_ONLY also escapes every non-ASCII. */
bool termesc_next(struct sv v, size_t *at, bool ascii_only, struct termesc_piece *ret);
/* Append V escaped. */
void termesc_add(struct buf *out, struct sv v);
/* Columns V takes when escaped. */
size_t termesc_width(struct sv v);
/*
 * Append V escaped and cut to COLS columns, '~' in place of what was cut; KEEP_TAIL cuts
 * the left.
 */
void termesc_clip(struct buf *out, struct sv v, size_t cols, bool keep_tail);
/* True when V holds something that is not plain printable ASCII. */
bool termesc_is_odd(struct sv v);

#endif
