/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Literals that a match cannot do without, one after the other: long texts that lack them
 * need no regular expression. Of lang/ and eval/ only.
 */
#ifndef LANG_LITERAL_H
#define LANG_LITERAL_H

#include "util/base.h"
#include "util/sv.h"

#define LITERAL_MAX  64u
#define LITERALS_MAX 4u

struct literal {
	char text[LITERAL_MAX]; /* ASCII; in lower case when case is ignored */
	unsigned len;
	/* of literals_prepare() */
	unsigned at[2];        /* where its two rarest bytes are */
	unsigned char byte[2]; /* those bytes, */
	unsigned char fold[2]; /* and 0x20 where they are letters and case is ignored */
};

/* Zero it, literals_add() or pattern_literals(), then literals_prepare(). */
struct literals {
	struct literal v[LITERALS_MAX]; /* in the order in which they stand in a match */
	unsigned n;
	bool folds; /* case is ignored */
	bool odd;   /* a letter equals one beyond ASCII but for case */
};

/* TEXT follows, cut to what fits. When they are too many, the shortest is forgotten. */
void literals_add(struct literals *ls, struct sv text);
/* Those of a plain text: its stretches of ASCII. */
void literals_from_text(struct literals *ls, struct sv text);
void literals_prepare(struct literals *ls, bool caseless);
/* False when TEXT does not hold all of them, in order: then nothing in it can match. */
bool literals_may_match(const struct literals *ls, struct sv text);

bool text_is_ascii(struct sv v);

#endif
