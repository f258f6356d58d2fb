/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes of a radius as a listing. */
#ifndef RADIUS_LISTS_H
#define RADIUS_LISTS_H

#include "list/listing.h"
#include "radius/radius.h"

extern const struct listing radius_node_listing;

struct radius_lists {
	const struct store *store;
	const struct radius *radius;
	path_t id;
	uint32_t *order; /* of tables: each node behind the one it grew from */
	uint32_t *depth;
	struct rows nodes;
};
/* R is borrowed. L must not move. */
void radius_lists_init(struct radius_lists *l, const struct store *s,
		       const struct radius *r, enum reader reader);
void radius_lists_release(struct radius_lists *l);

#endif
