/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record as a tree that folds: rows of the screen over json/tree.h. */
#ifndef PANE_EVENT_TREE_H
#define PANE_EVENT_TREE_H

#include "json/tree.h"
#include "term/paint.h"
#include "ui/list.h"

/* A row: a node, or a further piece of its long value. */
struct tree_row {
	uint32_t node;
	uint32_t off, len; /* of the value as written */
};

struct event_tree {
	struct json_tree json;
	bool loaded;
	/* Folded nodes by path, so that the next event is folded alike. */
	char **folded;
	size_t nfolded, capfolded;
	struct tree_row *rows;
	size_t nrows, caprows;
	struct list list;
	bool stale; /* rows are to be made again */
	int width;
	bool wrap;
};

void event_tree_release(struct event_tree *t);
/*
 * TEXT (borrowed) is the record from now on; the cursor goes to the path it was on, if that is
 * there.
 */
enum st event_tree_set(struct event_tree *t, struct sv text, struct err *err) WARN_UNUSED;
void event_tree_draw(struct event_tree *t, struct rect r, bool wrap,
		     const struct highlight *hl);
/* Node under the cursor, JT_NONE when there is none. */
uint32_t event_tree_node(const struct event_tree *t);
/* As a field of the filter language: a path that is also a field's name gets a dot. */
void event_tree_field(const struct event_tree *t, uint32_t node, struct buf *out);
/* Movement, folding (left, right, open). False: not its business. */
bool event_tree_act(struct event_tree *t, enum action a);

#endif
