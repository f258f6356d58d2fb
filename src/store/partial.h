/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One event seen whole and partial: which rows of an id are one event though their content
 * differs. Of store/ only.
 */
#ifndef STORE_PARTIAL_H
#define STORE_PARTIAL_H

#include "store/store.h"

/* Rows of one content, of the same id as those of other groups. */
struct row_group {
	row_t row;     /* the first in file order */
	uint32_t into; /* the group whose event it is; itself when it is one of its own */
	bool partial;
	uint32_t fields; /* leaves, of a partial one */
	unsigned form;
};

bool row_is_partial(const struct store *s, row_t row);
/*
 * Set G[..].into of the N groups, of which some are partial: a partial one belongs to the first
 * whole one that it does not contradict, else to the fullest partial one. The fuller form
 * wins whatever the order of files. Groups are in file order of their rows.
 */
void partial_settle(const struct store *s, struct row_group *g, size_t n);

#endif
