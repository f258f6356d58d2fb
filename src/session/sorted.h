/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shown events in another order, made in the background. */
#ifndef SESSION_SORTED_H
#define SESSION_SORTED_H

#include "session/session.h"

struct sorted {
	row_t *rows;
	size_t n;
	uint64_t serial; /* of the view */
};

/* Its answer is a struct sorted. */
extern const struct question sorted_question;
void sorted_free(struct sorted *so);
/* KEYS as --sort takes them. */
void sorted_ask(struct session *sn, const char *keys);

#endif
