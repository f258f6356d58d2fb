/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making expressions of the filter language, and words of a shell. Whatever is put in comes
 * back from filter_parse() as exactly that text.
 */
#ifndef LANG_EXPR_H
#define LANG_EXPR_H

#include "lang/filter.h"
#include "util/buf.h"

/*
 * `+` and `-`: the expression that selects exactly the events whose FIELD has VALUE
 * (SV_NULL: that have no value there). FIELD as typed: a name of the table or a path. A
 * time covers its second. False, and nothing appended, when FIELD cannot be asked with =
 * (text, raw).
 */
bool expr_for_value(struct buf *out, struct sv field, struct sv value);
/* A value quoted, where needed, so that the filter language reads it as this text. */
void expr_quote(struct buf *out, struct sv value);
/* The spelling of a node as a field: its path, with a dot in front when that is also a
 * name. */
void expr_path(struct buf *out, const struct path_trie *t, path_t path);
/* A search as a filter: `/PATTERN/`, or `text ~ "PATTERN"` when it holds a slash. */
void expr_for_search(struct buf *out, struct sv pattern);
/* "not (EXPR)" in a form that can be parsed again. */
void expr_negate(struct buf *out, struct sv expr);
/*
 * Bare hours in tests of `time` get the date of DAY ("time>=10:00" ->
 * "time>=2024-05-14T10:00"). All else is copied as it stands.
 */
void expr_whole_times(struct buf *out, struct sv expr, tick_t day);
/* "time in (A..B)"; ends that are open (0, TICK_NONE) are left out. */
void expr_for_window(struct buf *out, tick_t from, tick_t to);

/* One word for a POSIX shell. */
void shell_quote(struct buf *out, struct sv word);

#endif
