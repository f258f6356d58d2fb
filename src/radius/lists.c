/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and cells of the nodes; in tables they stand as a tree. */
#include "radius/lists.h"

#include "event/field.h"
#include "store/value.h"
#include "util/xalloc.h"

#include <stdlib.h>

enum {
	NC_ID,
	NC_KIND,
	NC_FIRST,
	NC_LAST,
	NC_EVENTS,
	NC_VIA,
	NC_EVIDENCE,
	NC_RULE,
	NC_CONFIDENCE,
	NC_PARENT,
	NC_COUNT
};
#define NO COL_NO_ROOM
static const struct col node_cols[NC_COUNT] = {
	[NC_ID] = { "id", "NODE", COL_NAME | COL_GROW, CELL_TEXT, NO,
		    "a key, PRINCIPAL@CREATION of a session, an ARN, an instance, the name "
		    "of what was made; in tables behind what it grew from" },
	[NC_KIND] = { "kind", "KIND", 0, CELL_TEXT, NO,
		      "key, session, user, role, function, policy, instance or resource" },
	[NC_FIRST] = { "first", "FIRST", 0, CELL_TIME, NO, "of the acts by it" },
	[NC_LAST] = { "last", "LAST", 0, CELL_TIME, NO, NULL },
	[NC_EVENTS] = { "events", "EVENTS", 0, CELL_NUM, NO,
			"acts by it from its edge on; 0 for what does not act" },
	[NC_VIA] = { "via", "BY EVENT", 0, CELL_TEXT, NO,
		     "the event that decides; null of a seed" },
	[NC_EVIDENCE] = { "evidence", "EVIDENCE", COL_JSON_ONLY, CELL_LIST, NO,
			  "all events that lead to it" },
	[NC_RULE] = { "rule", "RULE", 0, CELL_TEXT, NO,
		      "what the event did: key (issued it), role-id (began the session), "
		      "created, changed-code, changed-config, granted, opened-trust, "
		      "shared, ran-as (acted as a function that was changed); null of a "
		      "seed" },
	[NC_CONFIDENCE] = { "confidence", "CONFIDENCE", 0, CELL_TEXT, NO,
			    "as of trace; through code and policies never more than "
			    "probable" },
	[NC_PARENT] = { "parent", "PARENT", COL_JSON_ONLY, CELL_TEXT, NO,
			"the node it grew from, by the strongest, then the earliest way" },
};

static const struct radius_lists *lists_of(const struct rows *r)
{
	return r->data;
}

static const struct radius_node *node_at(const struct rows *r, size_t i)
{
	const struct radius_lists *l = lists_of(r);

	return &l->radius->v[r->reader == READER_JSON ? i : l->order[i]];
}

static struct sv id_of(struct rows *r, row_t row)
{
	const struct radius_lists *l = lists_of(r);

	if (row == ROW_NONE || l->id == PATH_NONE)
		return SV_NULL;
	return value_first(l->store, row, l->id, &r->arena).text;
}

static struct cell evidence_cell(struct rows *r, const struct radius_node *n)
{
	struct sv *ids = arena_alloc(&r->arena, MAX(n->nevidence, 1u) * sizeof(*ids));

	for (size_t i = 0; i < n->nevidence; i++) {
		ids[i] = id_of(r, n->evidence[i]);
		if (!ids[i].ptr)
			ids[i] = SV_LIT("(no id)");
	}
	return cell_list(ids, n->nevidence);
}

/* In a table the depth of the tree stands before the name. */
static struct cell name_cell(struct rows *r, size_t i, const struct radius_node *n)
{
	const struct radius_lists *l = lists_of(r);
	AUTO_BUF struct buf b = BUF_INIT;

	if (r->reader != READER_TABLE)
		return cell_text(n->id);
	for (uint32_t k = 0; k < l->depth[l->order[i]]; k++)
		buf_adds(&b, "  ");
	buf_addsv(&b, n->id);
	return cell_text(sv_make(arena_text(&r->arena, buf_sv(&b)), b.len));
}

static void node_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct radius_node *n = node_at(r, i);
	bool seed = n->parent == RADIUS_NONE;

	c[NC_ID] = name_cell(r, i, n);
	c[NC_KIND] = cell_str(radius_kinds[n->kind]);
	c[NC_FIRST] = cell_time(n->first);
	c[NC_LAST] = cell_time(n->last);
	c[NC_EVENTS] = cell_num(n->events);
	c[NC_VIA] = cell_text(id_of(r, n->via));
	c[NC_EVIDENCE] = evidence_cell(r, n);
	c[NC_RULE] = seed ? cell_null() : cell_str(radius_rules[n->rule].name);
	c[NC_CONFIDENCE] =
		seed ? cell_null() : cell_str(lineage_confidences[n->confidence]);
	c[NC_PARENT] = seed ? cell_null() : cell_text(lists_of(r)->radius->v[n->parent].id);
}

static bool node_expr(const struct rows *r, size_t i, struct buf *out)
{
	const struct radius_node *n = node_at(r, i);

	if (!n->expr.ptr)
		return false;
	radius_node_expr(n, out);
	return true;
}

static row_t node_event(const struct rows *r, size_t i)
{
	return node_at(r, i)->via;
}

const struct listing radius_node_listing = {
	.key = "nodes",
	.title = "nodes",
	.none = "nothing grew of it",
	.cols = node_cols,
	.ncols = NC_COUNT,
	.cells = node_cells,
	.expr = node_expr,
	.event = node_event,
};

/* Each node behind its parent; a parent stands before its children in R. */
static void make_tree(struct radius_lists *l)
{
	const struct radius *r = l->radius;
	uint32_t *stack = xcalloc(r->n + 1, sizeof(*stack));
	uint32_t n = 0, top = 0;

	l->order = xcalloc(r->n + 1, sizeof(*l->order));
	l->depth = xcalloc(r->n + 1, sizeof(*l->depth));
	for (size_t i = 0; i < r->n; i++)
		if (r->v[i].parent != RADIUS_NONE)
			l->depth[i] = l->depth[r->v[i].parent] + 1;
	for (size_t i = r->n; i--;)
		if (r->v[i].parent == RADIUS_NONE)
			stack[top++] = (uint32_t)i;
	while (top) {
		uint32_t at = stack[--top];

		l->order[n++] = at;
		for (size_t i = r->n; i-- > at;)
			if (r->v[i].parent == at)
				stack[top++] = (uint32_t)i;
	}
	free(stack);
}

void radius_lists_init(struct radius_lists *l, const struct store *s,
		       const struct radius *r, enum reader reader)
{
	*l = (struct radius_lists){
		.store = s,
		.radius = r,
		.id = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventID")),
		.nodes = { .of = &radius_node_listing, .n = r->n, .reader = reader },
	};
	l->nodes.data = l;
	make_tree(l);
}

void radius_lists_release(struct radius_lists *l)
{
	rows_release(&l->nodes);
	free(l->order);
	free(l->depth);
}
