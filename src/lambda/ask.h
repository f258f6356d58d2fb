/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions asked for in the background: all rows, and the page of one. */
#ifndef LAMBDA_ASK_H
#define LAMBDA_ASK_H

#include "lambda/page.h"
#include "session/session.h"

/* Answers: struct lambda_rows, struct lambda_page. */
extern const struct question lambda_rows_question, lambda_page_question;

/* What the questions of one asker share from answer to answer. Counted. */
struct lambda_shared;
struct lambda_shared *lambda_shared_new(void);
void lambda_shared_unref(struct lambda_shared *s);

void lambda_ask_rows(struct session *sn, struct lambda_shared *s);
/* FN: its text in the index. */
void lambda_ask_page(struct session *sn, struct lambda_shared *s, const char *fn);

#endif
