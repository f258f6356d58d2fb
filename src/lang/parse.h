/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar: from the pieces of lang/lex.h to the tree of lang/ast.h. Of lang/ only.
 */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "lang/lex.h"

/* All of LX into F->root and F->tests. */
enum st parse_filter(struct filter *f, struct lex *lx) WARN_UNUSED;

/* One test, from its first character on (no "not" before it). For parse.c. */
enum st parse_test(struct filter *f, struct lex *lx, struct node **ret) WARN_UNUSED;

#endif
