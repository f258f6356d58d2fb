/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One JSON text as a flat array of nodes in source order: for looking at a record, never on the
 * way of every event. Nothing is changed: values are slices of the text as written, repeated
 * keys stay apart. The text is borrowed and must live as long as the tree.
 */
#ifndef JSON_TREE_H
#define JSON_TREE_H

#include "util/base.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/sv.h"

#define JSON_DEPTH_MAX 512u /* the outermost brace is 1 (PRODUCT.md section 6) */
#define JT_NONE        UINT32_MAX

enum json_kind { JT_OBJECT, JT_ARRAY, JT_STRING, JT_NUMBER, JT_TRUE, JT_FALSE, JT_NULL };

struct json_node {
	uint32_t off, len;         /* the value in the text, quotes and brackets included */
	uint32_t key_off, key_len; /* inside of the key's quotes; key_off JT_NONE: no key */
	uint32_t parent, next;     /* next sibling; JT_NONE ends */
	uint32_t nchildren;        /* the first child is the node after this one */
	uint32_t depth;            /* 0 the whole text */
	uint32_t nth;              /* earlier members of this object with the same key */
	uint8_t kind;              /* enum json_kind */
	bool twice;                /* its key stands more than once in this object */
};

struct json_tree {
	struct sv text;
	struct json_node *nodes; /* node 0 is the whole */
	uint32_t n;
	uint32_t ntwice; /* nodes with .twice */
};

/*
 * Parse TEXT, which is one JSON value with nothing but white space around, by RFC 8259 to the
 * letter, nested at most DEPTH deep. Does not recurse. ST_SYNTAX with err->off the byte
 * where it stops making sense, ST_LIMIT when it is deeper (or has 4 GiB), ST_NOMEM. *ret is
 * untouched on failure.
 */
enum st json_tree_parse(struct sv text, uint32_t depth, struct json_tree *ret,
			struct err *err) WARN_UNUSED;
void json_tree_release(struct json_tree *t);

/* As written. */
static inline struct sv json_node_value(const struct json_tree *t, uint32_t i)
{
	return sv_make(t->text.ptr + t->nodes[i].off, t->nodes[i].len);
}

/* Inside of the key's quotes as written, or SV_NULL. */
static inline struct sv json_node_key(const struct json_tree *t, uint32_t i)
{
	const struct json_node *n = &t->nodes[i];

	return n->key_off == JT_NONE ? SV_NULL
				     : sv_make(t->text.ptr + n->key_off, n->key_len);
}

static inline bool json_node_is_inner(const struct json_node *n)
{
	return n->kind == JT_OBJECT || n->kind == JT_ARRAY;
}

static inline uint32_t json_node_first(const struct json_tree *t, uint32_t i)
{
	return t->nodes[i].nchildren ? i + 1 : JT_NONE;
}

/* The node after everything below I. */
uint32_t json_node_end(const struct json_tree *t, uint32_t i);
/* Append the decoded key, or the decoded string; other values as written. */
void json_node_add_key(const struct json_tree *t, uint32_t i, struct buf *out);
void json_node_add_text(const struct json_tree *t, uint32_t i, struct buf *out);
/* The child of I with the (decoded) KEY, the NTH of them from 0; JT_NONE when there is none. */
uint32_t json_node_child(const struct json_tree *t, uint32_t i, struct sv key,
			 uint32_t nth);

/*
 * Append the path of I as the filter language writes it: array steps left out, odd keys in
 * quotes ("requestParameters.\"a b\".c"). Empty for the whole. A path that is also the name of
 * a field (event/field.h) needs a dot in front to be the path: that is the caller's matter.
 */
void json_tree_path(const struct json_tree *t, uint32_t i, struct buf *out);

#endif
