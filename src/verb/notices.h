/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs say on stderr about filters and files, and the status that follows. */
#ifndef VERB_NOTICES_H
#define VERB_NOTICES_H

#include "util/err.h"
#include "util/sv.h"

struct run;

/* Three lines: the reason, the expression, a caret under the place. */
void report_filter_error(struct sv src, const struct err *err);

/*
 * Say which files could not be read, in file order, and return the status that this
 * means: 0, 3 or 4. At most 20 lines without -v.
 */
int report_load(const struct run *r) WARN_UNUSED;

#endif
