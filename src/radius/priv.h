/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make a radius share. */
#ifndef RADIUS_PRIV_H
#define RADIUS_PRIV_H

#include "columns/numbers.h"
#include "columns/rowread.h"
#include "radius/radius.h"

struct growing {
	const struct radius_ask *ask;
	struct radius *r;
	struct rowread rr;
	struct names names; /* kind and id of each node */
	uint64_t *growth;   /* events that something may grow from */
	size_t words;
};

/* What leads to a node. */
struct radius_edge {
	uint32_t parent;
	row_t via;
	row_t before; /* one that belongs to it; ROW_NONE */
	enum radius_rule rule;
	enum lineage_confidence confidence;
};

/* Texts of the arena. */
struct sv radius_keep(struct growing *g, struct sv v);
/* The first value of FIELD, kept. */
struct sv radius_text(struct growing *g, row_t row, const char *field);
/* All rows EXPR selects, whatever is selected; NULL when cancelled. The caller frees. */
uint64_t *radius_rows_of(struct growing *g, struct sv expr);
/* The rows set in BITS, in the order of events. The caller frees. */
row_t *radius_in_order(struct growing *g, const uint64_t *bits, size_t *ret_n);
/*
 * A node, or a better way to one: the strongest, then the earliest. EXPR may be empty. A new
 * edge into a seed is none.
 */
void radius_add(struct growing *g, enum radius_kind kind, struct sv id, struct sv expr,
		tick_t from, const struct radius_edge *e);

/* GROWTH TABLE: the filter of all events in it. */
struct sv radius_growth_expr(struct growing *g);
/* Take what grew from the event ROW of node PARENT. */
void radius_take(struct growing *g, uint32_t parent, row_t row);
/* What ran as the function of node I from its edge on. ST_CANCELED. */
enum st radius_ran_as(struct growing *g, uint32_t i) WARN_UNUSED;
/* Who took the role of node I after its trust was changed. ST_CANCELED. */
enum st radius_trusted(struct growing *g, uint32_t i) WARN_UNUSED;
/* What node I came from. ST_CANCELED. */
enum st radius_back(struct growing *g, uint32_t i) WARN_UNUSED;
/*
 * The node of the credential that ROW was made with, reached by E. Of a long-lived one, or none,
 * only what TEST selects (.ptr NULL: all of it).
 */
void radius_credential(struct growing *g, row_t row, struct sv test,
		       const struct radius_edge *e);
/* Make the nodes of the seeds. */
enum st radius_sow(struct growing *g, struct sv seeds, struct err *err) WARN_UNUSED;

#endif
