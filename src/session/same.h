/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many events match an expression, counted in the background. */
#ifndef SESSION_SAME_H
#define SESSION_SAME_H

#include "session/session.h"

struct same {
	char *expr; /* what is asked for; NULL: nothing */
	bool known; /* the counts are there */
	uint64_t shown, all;
};

/* Ask for EXPR ("": no more); the same again changes nothing. */
void same_ask(struct same *s, struct session *sn, const char *expr);
/* Take an answer that came; false when there was none. */
bool same_take(struct same *s, struct session *sn);
void same_release(struct same *s);

#endif
