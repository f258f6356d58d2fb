/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the sort of rows by fields. Of count/ only. */
#ifndef COUNT_SORTROWS_H
#define COUNT_SORTROWS_H

#include "eval/reader.h"
#include "eval/select.h"

/*
 * TO = the rows of SEL by the field of K, ties in time order. False, with nothing done, when
 * the field is not a UUID in all of the store, when the ids are not spread, or the rows few.
 */
bool sort_by_uuid(const struct store *s, const struct selection *sel,
		  const struct sort_key *k, row_t *to);

#endif
