/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trees of filters as text of the filter language: what filter_parse() makes of the text is
 * the same tree (node_equal()).
 */
#ifndef LANG_PRINT_H
#define LANG_PRINT_H

#include "lang/ast.h"
#include "util/buf.h"

/*
 * The tree N, appended. False, and nothing appended, when the language has no words for it:
 * a wildcard with white space in it, a pattern that no way to quote it leaves as it is, more
 * than FILTER_MAX_DEPTH parentheses or FILTER_MAX_LEN bytes. No tree that was parsed is such.
 */
bool print_node(struct buf *out, const struct node *n);
/* A field: its name, or its path, with a dot in front where it would be taken for a name. */
void print_field(struct buf *out, const struct fieldref *f);
/* A value, in quotes where it needs them to be read as this text. */
void print_value(struct buf *out, struct sv v);
/* The pattern of FLD_TEXT or, with ` ~ ` before it, of another field. False as above. */
bool print_pattern(struct buf *out, struct sv pattern, enum pattern_how how);

#endif
