/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Remarks on tests as people write them who come from other languages: event='X', event:X,
 * source=s3.amazonaws.com. All are valid and mean something else, mostly nothing. They are
 * meant to be said when the test matches no loaded event (eval/hints.h).
 */
#ifndef LANG_HINT_H
#define LANG_HINT_H

#include "lang/ast.h"

#define HINT_LEN 200

struct hint {
	const struct test *test;
	bool always; /* say it whatever the test matches */
	/* only where the records have this (fieldref_known()); nkeys 0 and FLD_NONE: say it */
	struct fieldref known;
	char text[HINT_LEN]; /* not escaped */
};

/* The remark on T of F; false when there is none. */
bool hint_of(struct filter *f, const struct test *t, struct hint *ret);

#endif
