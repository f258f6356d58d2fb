/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the screen from nodes, folded ones left out. */
#include "pane/event_tree.h"

#include "event/field.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define KEY_WIDTH 22 /* values begin here, or after a longer key */

void event_tree_release(struct event_tree *t)
{
	if (t->loaded)
		json_tree_release(&t->json);
	for (size_t i = 0; i < t->nfolded; i++)
		free(t->folded[i]);
	free(t->folded);
	free(t->rows);
	*t = (struct event_tree){ .loaded = false };
}

static ptrdiff_t folded_at(const struct event_tree *t, uint32_t node)
{
	struct buf path = BUF_INIT;
	ptrdiff_t found = -1;

	if (!t->nfolded)
		return -1;
	json_tree_path(&t->json, node, &path);
	for (size_t i = 0; i < t->nfolded; i++)
		if (strcmp(t->folded[i], buf_str(&path)) == 0)
			found = (ptrdiff_t)i;
	buf_release(&path);
	return found;
}

static bool is_folded(const struct event_tree *t, uint32_t node)
{
	return json_node_is_inner(&t->json.nodes[node]) && folded_at(t, node) >= 0;
}

static void fold(struct event_tree *t, uint32_t node, bool on)
{
	ptrdiff_t at = folded_at(t, node);
	struct buf path = BUF_INIT;

	if (on && at < 0) {
		json_tree_path(&t->json, node, &path);
		ALLOC_GROW(t->folded, t->nfolded + 1, t->capfolded);
		t->folded[t->nfolded++] = xstrdup(buf_str(&path));
		buf_release(&path);
	} else if (!on && at >= 0) {
		free(t->folded[at]);
		t->folded[at] = t->folded[--t->nfolded];
	}
	t->stale = true;
}

uint32_t event_tree_node(const struct event_tree *t)
{
	return t->loaded && t->list.cur < t->nrows ? t->rows[t->list.cur].node : JT_NONE;
}

/* The cursor to the first row of NODE, or of the nearest one above it that is shown. */
static void go_node(struct event_tree *t, uint32_t node)
{
	while (node != JT_NONE) {
		for (size_t i = 0; i < t->nrows; i++)
			if (t->rows[i].node == node) {
				list_go(&t->list, (uint32_t)i);
				return;
			}
		node = t->json.nodes[node].parent;
	}
}

static int indent_of(const struct event_tree *t, uint32_t node)
{
	return 2 * (int)MIN(t->json.nodes[node].depth, 32) - 2;
}

/* Column the value begins at: keys of one width, or a blank after a longer one. */
static int value_column(const struct event_tree *t, uint32_t node)
{
	struct sv key = json_node_key(&t->json, node);
	int x = 2 + indent_of(t, node) + KEY_WIDTH;

	return MAX(x, 2 + indent_of(t, node) + (int)MIN(key.len, 60) + 1);
}

static void add_row(struct event_tree *t, uint32_t node, uint32_t off, uint32_t len)
{
	ALLOC_GROW(t->rows, t->nrows + 1, t->caprows);
	t->rows[t->nrows++] = (struct tree_row){ node, off, len };
}

static void add_leaf(struct event_tree *t, uint32_t node)
{
	struct sv v = json_node_value(&t->json, node);
	int room = t->width - 2 - value_column(t, node);
	uint32_t off = 0;

	if (!t->wrap || room < 12) {
		add_row(t, node, 0, (uint32_t)v.len);
		return;
	}
	do {
		size_t n = paint_fit(sv_from(v, off), room);

		if (!n)
			n = v.len - off;
		add_row(t, node, off, (uint32_t)n);
		off += (uint32_t)n;
	} while (off < v.len);
}

static void make_rows(struct event_tree *t)
{
	uint32_t i = 1;

	t->nrows = 0;
	while (t->loaded && i < t->json.n) {
		const struct json_node *n = &t->json.nodes[i];

		if (json_node_is_inner(n)) {
			add_row(t, i, 0, 0);
			i = is_folded(t, i) ? json_node_end(&t->json, i) : i + 1;
		} else {
			add_leaf(t, i++);
		}
	}
	t->stale = false;
}

/* The node of T with the decoded PATH, or the last one whose path begins it. */
static uint32_t node_of(const struct event_tree *t, const char *path)
{
	struct buf here = BUF_INIT;
	uint32_t found = JT_NONE;

	for (uint32_t i = 1; i < t->json.n && found == JT_NONE; i++) {
		buf_clear(&here);
		json_tree_path(&t->json, i, &here);
		if (strcmp(buf_str(&here), path) == 0)
			found = i;
	}
	buf_release(&here);
	return found;
}

enum st event_tree_set(struct event_tree *t, struct sv text, struct err *err)
{
	struct buf path = BUF_INIT;
	struct json_tree json;
	uint32_t node = event_tree_node(t), line = t->list.cur - t->list.top;
	enum st st;

	if (node != JT_NONE)
		json_tree_path(&t->json, node, &path);
	st = json_tree_parse(text, JSON_DEPTH_MAX, &json, err);
	if (t->loaded)
		json_tree_release(&t->json);
	t->loaded = st == ST_OK;
	t->nrows = 0;
	if (st == ST_OK) {
		t->json = json;
		make_rows(t);
		list_fit(&t->list, (uint32_t)t->nrows, t->list.rows);
		node = path.len ? node_of(t, buf_str(&path)) : JT_NONE;
		if (node != JT_NONE) {
			go_node(t, node);
			t->list.top = t->list.cur > line ? t->list.cur - line : 0;
		}
		list_fit(&t->list, (uint32_t)t->nrows, t->list.rows);
	}
	buf_release(&path);
	return st;
}

void event_tree_field(const struct event_tree *t, uint32_t node, struct buf *out)
{
	struct buf path = BUF_INIT;

	json_tree_path(&t->json, node, &path);
	if (field_find(buf_sv(&path)) != FLD_NONE)
		buf_addc(out, '.');
	buf_addsv(out, buf_sv(&path));
	buf_release(&path);
}

static enum role value_role(const struct json_node *n)
{
	return n->kind == JT_STRING ? ROLE_JSON_STRING : ROLE_JSON_LITERAL;
}

/* "{3} sessionIssuer={..} creationDate="2024-..."": what a folded object holds. */
static void draw_folded(const struct event_tree *t, uint32_t node, struct pen *pen)
{
	const struct json_node *n = &t->json.nodes[node];
	bool object = n->kind == JT_OBJECT;

	pen_fmt(pen, ROLE_DIM, object ? "{%u}" : "[%u]", n->nchildren);
	for (uint32_t i = json_node_first(&t->json, node);
	     i != JT_NONE && pen_left(pen) > 4; i = t->json.nodes[i].next) {
		const struct json_node *c = &t->json.nodes[i];

		pen_str(pen, ROLE_DIM, " ");
		if (object) {
			pen_sv(pen, ROLE_DIM, json_node_key(&t->json, i));
			pen_str(pen, ROLE_DIM, "=");
		}
		if (json_node_is_inner(c))
			pen_str(pen, ROLE_DIM, c->kind == JT_OBJECT ? "{..}" : "[..]");
		else
			pen_sv(pen, ROLE_DIM, json_node_value(&t->json, i));
	}
}

/* Place of an element in its array, from 0. */
static uint32_t place_of(const struct event_tree *t, uint32_t node)
{
	uint32_t n = 0;

	for (uint32_t i = t->json.nodes[node].parent + 1; i < node;
	     i = t->json.nodes[i].next)
		n++;
	return n;
}

static void draw_row(struct event_tree *t, struct rect r, int row, size_t i,
		     const struct highlight *hl)
{
	const struct tree_row *tr = &t->rows[i];
	const struct json_node *n = &t->json.nodes[tr->node];
	struct pen pen = pen_row(r, row);
	bool on = i == t->list.cur, inner = json_node_is_inner(n);
	bool folded = inner && is_folded(t, tr->node);
	int value = value_column(t, tr->node);

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? ">" : " ");
	pen_skip(&pen, indent_of(t, tr->node));
	pen_str(&pen, ROLE_KEY, !inner ? " " : folded ? "+" : "-");
	pen.hl = hl;
	if (tr->off == 0) {
		pen_str(&pen, ROLE_TEXT, " ");
		if (n->key_off != JT_NONE)
			pen_sv(&pen, ROLE_JSON_KEY, json_node_key(&t->json, tr->node));
		else
			pen_fmt(&pen, ROLE_DIM, "[%u]", place_of(t, tr->node));
		if (n->twice)
			pen_str(&pen, ROLE_WARNING, " TWICE");
	}
	if (pen.x < r.x + value + 1)
		pen_skip(&pen, r.x + value + 1 - pen.x);
	else
		pen_str(&pen, ROLE_TEXT, " ");
	if (folded)
		draw_folded(t, tr->node, &pen);
	else if (inner && !n->nchildren)
		pen_sv(&pen, ROLE_JSON_LITERAL, json_node_value(&t->json, tr->node));
	else if (!inner)
		pen_sv(&pen, on ? ROLE_CELL : value_role(n),
		       sv_make(json_node_value(&t->json, tr->node).ptr + tr->off, tr->len));
	pen_rest(&pen, ROLE_TEXT);
}

void event_tree_draw(struct event_tree *t, struct rect r, bool wrap,
		     const struct highlight *hl)
{
	if (t->stale || t->width != r.w || t->wrap != wrap) {
		uint32_t node = event_tree_node(t);

		t->width = r.w;
		t->wrap = wrap;
		make_rows(t);
		list_fit(&t->list, (uint32_t)t->nrows, r.h);
		go_node(t, node);
	}
	list_fit(&t->list, (uint32_t)t->nrows, r.h);
	for (int row = 0; row < r.h && t->list.top + (uint32_t)row < t->nrows; row++)
		draw_row(t, r, row, t->list.top + (uint32_t)row, hl);
	paint_cursor(r.y + (int)(t->list.cur - t->list.top), r.x, false);
}

static void refold(struct event_tree *t, uint32_t node, bool on)
{
	fold(t, node, on);
	make_rows(t);
	list_fit(&t->list, (uint32_t)t->nrows, t->list.rows);
	go_node(t, node);
}

bool event_tree_act(struct event_tree *t, enum action a)
{
	uint32_t node = event_tree_node(t);
	bool inner = node != JT_NONE && json_node_is_inner(&t->json.nodes[node]);

	if (list_act(&t->list, a) != LIST_NOT)
		return true;
	if (node == JT_NONE)
		return false;
	if (a == ACT_LEFT) {
		if (inner && !is_folded(t, node))
			refold(t, node, true);
		else if (t->json.nodes[node].parent > 0)
			go_node(t, t->json.nodes[node].parent);
		return true;
	}
	if (a == ACT_RIGHT && inner) {
		if (is_folded(t, node))
			refold(t, node, false);
		else if (t->json.nodes[node].nchildren)
			go_node(t, node + 1);
		return true;
	}
	if (a == ACT_OPEN && inner) {
		refold(t, node, !is_folded(t, node));
		return true;
	}
	return false;
}
