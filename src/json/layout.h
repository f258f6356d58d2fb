/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * White space of a JSON text: added for reading, taken away for one record a line. Strings,
 * numbers and words stay exactly as written. No tree is made and nothing recurses; what is no
 * good JSON comes out as it is, laid out as far as its brackets and quotes tell.
 */
#ifndef JSON_LAYOUT_H
#define JSON_LAYOUT_H

#include "util/buf.h"
#include "util/sv.h"

/*
 * Append TEXT indented by INDENT blanks a level (20 levels at most are indented), one member or
 * element a line, "{}" and "[]" closed; no newline at the end.
 */
void json_pretty(struct buf *out, struct sv text, unsigned indent);
/* Append TEXT without white space outside strings. */
void json_minify(struct buf *out, struct sv text);
/* Append TEXT on one line: its own bytes when it has no line break, else as json_minify(). */
void json_one_line(struct buf *out, struct sv text);

#endif
