/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The facts of the event under the cursor: the values worth reading whole.
 */
#ifndef SESSION_FACTS_H
#define SESSION_FACTS_H

#include "session/session.h"

struct fact {
	const char
		*label; /* "arn", "key", "mfa", "error", "message", "file", "remark" ... */
	const char *field; /* to keep or drop by (+ and -), or NULL */
	struct sv text;    /* whole; not escaped; borrowed from the facts */
	bool is_new;       /* first time in the loaded files */
};

#define FACTS_MAX 20

struct facts {
	struct fact v[FACTS_MAX];
	size_t n;
	struct arena arena;
};

/* In a fixed order; facts that the event does not have are left out. Reuses F (zero it
 * first). */
void facts_get(const struct session *sn, row_t row, struct facts *f);
void facts_release(struct facts *f);
/* The words for a row's marks (enum row_mark_bits): "key named twice, value cut"; static
 * parts. */
void row_marks_text(unsigned bits, struct buf *out);

#endif
