/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one function as a rowset: the row of the pane, then an array for each list. */
#ifndef VERB_FUNCTIONPAGE_H
#define VERB_FUNCTIONPAGE_H

#include "lambda/page.h"
#include "output/rows.h"
#include "output/writer.h"
#include "util/arena.h"

struct fnpage;

/* LIMIT: rows of each list. P is borrowed. */
struct fnpage *fnpage_new(const struct lambda_page *p, enum format format, size_t limit);
const struct rowset *fnpage_rows(const struct fnpage *t);
void fnpage_free(struct fnpage *t);

#endif
