/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files, digests and chains as lists. */
#ifndef INTEGRITY_LISTS_H
#define INTEGRITY_LISTS_H

#include "integrity/integrity.h"
#include "list/listing.h"

extern const struct listing proof_file_listing, proof_digest_listing, proof_chain_listing;

/* What the lists show. Zero it; the three must not move once made. */
struct proof_lists {
	const struct integrity *x;
	const struct proof_row **file_rows, **digest_rows; /* in the order shown */
	struct rows files, digests, chains;
	struct rowset gaps; /* of the last chain */
};

/* ALL: also of what nothing is to be said. */
void proof_lists_init(struct proof_lists *l, const struct integrity *x, bool all,
		      enum reader reader);
void proof_lists_release(struct proof_lists *l);

#endif
