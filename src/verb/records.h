/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records in their own bytes, as the verbs print them. */
#ifndef VERB_RECORDS_H
#define VERB_RECORDS_H

#include "verb/run.h"

/*
 * Print the records of ROWS, in that order: HEAD, the records with a comma between, TAIL;
 * as NDJSON one a line. A record that cannot be given is said on stderr and makes the
 * status 3.
 */
void records_print(struct run *r, const row_t *rows, size_t n, const char *head,
		   const char *tail);

/* raw_each() over ROWS; what went wrong with the whole is status 3. */
void records_each(struct run *r, const row_t *rows, size_t n, raw_each_fn fn, void *arg);
/* Say that the record of ROW cannot be given, and why; the status becomes 3. */
void record_failed(struct run *r, row_t row, const struct err *err);

#endif
