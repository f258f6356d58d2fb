/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities asked for in the background: all rows of a grouping, and the page of one. */
#ifndef IDENTITY_ASK_H
#define IDENTITY_ASK_H

#include "identity/identity.h"
#include "lineage/holder.h"
#include "session/session.h"

/* Answers: struct identity_rows, struct identity_page; their index knows the grouping. */
extern const struct question identity_rows_question, identity_page_question;

/* What the questions of one asker share from answer to answer. Counted. */
struct identity_shared;
struct identity_shared *identity_shared_new(struct lineage_holder *lineage);
void identity_shared_unref(struct identity_shared *s);

void identity_ask_rows(struct session *sn, struct identity_shared *s, enum identity_by by);
/* The page of the group of that name (and session). */
void identity_ask_page(struct session *sn, struct identity_shared *s, enum identity_by by,
		       struct sv name, struct sv session);

#endif
