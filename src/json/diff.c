/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members paired by a table of keys, then walked in the order of the first tree. */
#include "json/diff.h"

#include "util/hashtab.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define PAIR_SKIP (JT_NONE - 1) /* below a row that shows the whole */

struct differ {
	const struct json_tree *l, *r;
	uint32_t *pair;   /* for each left node: its right node, JT_NONE or PAIR_SKIP */
	uint32_t *cursor; /* for each left array: the right element that comes next */
	bool *used;       /* right nodes that have a left one */
	struct hashtab members; /* right ones by (parent, key, nth) */
	struct buf a, b;
	struct json_diff *out;
	size_t cap;
};

static struct sv decoded_key(const struct json_tree *t, uint32_t i, struct buf *scratch)
{
	struct sv key = json_node_key(t, i);

	if (sv_chr(key, '\\') < 0)
		return key;
	buf_clear(scratch);
	json_node_add_key(t, i, scratch);
	return buf_sv(scratch);
}

static uint64_t member_hash(struct sv key, uint32_t parent, uint32_t nth)
{
	return hash_mix(hash_mix(hash_sv(key), parent), nth);
}

static bool prepare(struct differ *d)
{
	d->pair = try_calloc(d->l->n, sizeof(*d->pair));
	d->cursor = try_calloc(d->l->n, sizeof(*d->cursor));
	d->used = try_calloc(d->r->n, sizeof(*d->used));
	if (!d->pair || !d->cursor || !d->used ||
	    !hashtab_try_reserve(&d->members, d->r->n))
		return false;
	for (uint32_t i = 0; i < d->r->n; i++) {
		const struct json_node *n = &d->r->nodes[i];

		if (n->key_off != JT_NONE)
			hashtab_add(&d->members,
				    member_hash(decoded_key(d->r, i, &d->a), n->parent,
						n->nth),
				    i);
	}
	return true;
}

static uint32_t find_member(struct differ *d, uint32_t left, uint32_t parent)
{
	struct sv key = decoded_key(d->l, left, &d->a);
	uint32_t nth = d->l->nodes[left].nth;

	HASHTAB_EACH(&d->members, member_hash(key, parent, nth), i) {
		const struct json_node *n = &d->r->nodes[i];

		if (n->parent == parent && n->nth == nth &&
		    sv_eq(decoded_key(d->r, i, &d->b), key))
			return i;
	}
	return JT_NONE;
}

/* The right node that stands where left node I (not the whole) stands. */
static uint32_t find_pair(struct differ *d, uint32_t i)
{
	uint32_t up = d->l->nodes[i].parent, other = d->pair[up], r;

	if (other == JT_NONE || other == PAIR_SKIP)
		return other;
	if (d->l->nodes[up].kind != d->r->nodes[other].kind)
		return PAIR_SKIP;
	if (d->l->nodes[up].kind == JT_OBJECT)
		return find_member(d, i, other);
	r = i == up + 1 ? json_node_first(d->r, other) : d->cursor[up];
	d->cursor[up] = r == JT_NONE ? JT_NONE : d->r->nodes[r].next;
	return r;
}

static bool same_value(struct differ *d, uint32_t l, uint32_t r)
{
	struct sv a = json_node_value(d->l, l), b = json_node_value(d->r, r);

	if (d->l->nodes[l].kind != d->r->nodes[r].kind)
		return false;
	if (json_node_is_inner(&d->l->nodes[l]) || sv_eq(a, b))
		return true;
	if (d->l->nodes[l].kind != JT_STRING)
		return false;
	buf_clear(&d->a);
	buf_clear(&d->b);
	json_node_add_text(d->l, l, &d->a);
	json_node_add_text(d->r, r, &d->b);
	return sv_eq(buf_sv(&d->a), buf_sv(&d->b));
}

static void add_row(struct differ *d, uint32_t left, uint32_t right)
{
	ALLOC_GROW(d->out->rows, d->out->n + 1, d->cap);
	d->out->rows[d->out->n++] = (struct json_diff_row){ left, right };
}

static void compare(struct differ *d, uint32_t i)
{
	uint32_t r = d->pair[i];
	bool leaf = d->l->nodes[i].nchildren == 0;

	if (r == PAIR_SKIP)
		return;
	if (r == JT_NONE) {
		if (leaf)
			add_row(d, i, JT_NONE);
		return;
	}
	d->used[r] = true;
	if (!same_value(d, i, r))
		add_row(d, i, r);
	else if (leaf && !d->r->nodes[r].nchildren)
		d->out->same++;
}

/* Left container I is over: what its pair has more. */
static void add_rest(struct differ *d, uint32_t i)
{
	uint32_t r = d->pair[i], c;

	if (!json_node_is_inner(&d->l->nodes[i]) || r == JT_NONE || r == PAIR_SKIP ||
	    d->l->nodes[i].kind != d->r->nodes[r].kind)
		return;
	for (c = json_node_first(d->r, r); c != JT_NONE; c = d->r->nodes[c].next) {
		uint32_t end;

		if (d->used[c])
			continue;
		end = json_node_end(d->r, c);
		for (uint32_t k = c; k < end; k++)
			if (!d->r->nodes[k].nchildren)
				add_row(d, JT_NONE, k);
	}
}

static void walk(struct differ *d)
{
	for (uint32_t i = 0; i < d->l->n; i++) {
		uint32_t up = i;

		d->pair[i] = i ? find_pair(d, i) : 0;
		compare(d, i);
		/* every container that ends after this node */
		if (d->l->nodes[i].nchildren)
			continue;
		for (;;) {
			add_rest(d, up);
			if (d->l->nodes[up].next != JT_NONE || up == 0)
				break;
			up = d->l->nodes[up].parent;
		}
	}
}

enum st json_diff(const struct json_tree *left, const struct json_tree *right,
		  struct json_diff *ret, struct err *err)
{
	struct json_diff out = { NULL, 0, 0 };
	struct differ d = { .l = left, .r = right, .out = &out };
	enum st st = ST_OK;

	if (prepare(&d))
		walk(&d);
	else
		st = err_set(err, ST_NOMEM, "no memory for comparing %u values", left->n);
	free(d.pair);
	free(d.cursor);
	free(d.used);
	hashtab_release(&d.members);
	buf_release(&d.a);
	buf_release(&d.b);
	if (st == ST_OK)
		*ret = out;
	return st;
}

void json_diff_release(struct json_diff *d)
{
	free(d->rows);
	*d = (struct json_diff){ NULL, 0, 0 };
}

void json_diff_path(const struct json_tree *left, const struct json_tree *right,
		    const struct json_diff_row *row, struct buf *out)
{
	if (row->left != JT_NONE)
		json_tree_path(left, row->left, out);
	else
		json_tree_path(right, row->right, out);
}
