/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hops of a trace, and what came of each, as listings. */
#ifndef LINEAGE_LISTS_H
#define LINEAGE_LISTS_H

#include "lineage/lineage.h"
#include "list/listing.h"

extern const struct listing lineage_hop_listing, lineage_forward_listing;

struct lineage_lists {
	const struct store *store;
	const struct lineage_index *index;
	const struct lineage_trace *trace;
	path_t id, ip, mfa, session, account;
	struct rows hops;
	/* What came of each hop, for a writer: lineage_lists_forward(). */
	struct rows forward;
	struct sv issued[LINEAGE_MAX_HOPS + 1], filter[LINEAGE_MAX_HOPS + 1];
	struct arena arena; /* of the filters */
};
/* TRACE is of INDEX; both are borrowed. L must not move. */
void lineage_lists_init(struct lineage_lists *l, const struct store *s,
			const struct lineage_index *index,
			const struct lineage_trace *trace, enum reader reader);
void lineage_lists_forward(struct lineage_lists *l);
void lineage_lists_release(struct lineage_lists *l);

#endif
