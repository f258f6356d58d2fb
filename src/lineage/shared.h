/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of one call in several accounts: those that have a sharedEventID in common. */
#ifndef LINEAGE_SHARED_H
#define LINEAGE_SHARED_H

#include "lineage/index.h"

/*
 * Shared ids that more than one record may have, as bits under their hashes: many records have
 * one, few have one in common with another.
 */
struct lineage_twice {
	_Atomic(uint64_t) *once, *again;
	uint64_t mask;
};
/* For at most ROWS records. */
void lineage_twice_init(struct lineage_twice *t, uint64_t rows);
void lineage_twice_release(struct lineage_twice *t);
/* Seen once more. Any thread. */
void lineage_twice_note(struct lineage_twice *t, uint64_t hash);
bool lineage_twice_is(const struct lineage_twice *t, uint64_t hash);

/* Call FN with the hash of each shared id of a segment, copies left out. */
void lineage_each_shared(const struct lineage_index *x, const struct segment *seg,
			 void (*fn)(void *arg, uint64_t hash, uint32_t row), void *arg);

#endif
