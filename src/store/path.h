/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trie of JSON paths: every place a value was ever seen at, under one number.
 *
 * Layer store keeps events in columns. It knows paths, values, rows and files; of
 * CloudTrail it knows only what event/derived.h computes when a segment is sealed.
 *
 * Node 0 is the record. An object member is a child with its key; the elements of an array
 * are one child without a key (PATH_ARRAY). Numbers are given under one lock the first time
 * any thread meets a path, never change and never decide an order that anybody sees. A node
 * with PATH_MAX_CHILDREN children, or any node once the trie has PATH_MAX_NODES, takes no
 * more: what lies below a key that found no place is kept in the overflow child of that
 * node (see path_overflow()), slower to ask, never lost. A key has its own node from its
 * first use on or never.
 *
 * Readers take no lock: nodes are linked when complete.
 */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

#include <pthread.h>
#include <stdatomic.h>

typedef uint32_t path_t;

#define PATH_ROOT         0u
#define PATH_NONE         UINT32_MAX
#define PATH_MAX_NODES    65536u
#define PATH_MAX_CHILDREN 4096u

enum path_flags {
	PATH_ARRAY = 1,    /* stands for the elements of its parent */
	PATH_IN_ARRAY = 2, /* itself or an ancestor is PATH_ARRAY */
	PATH_OVERFLOW = 4, /* values are "relpath 1E type value", see store/overflow.h */
	PATH_DERIVED = 8   /* a derived field: not part of the record */
};

struct path_node {
	struct sv key;
	path_t parent;
	uint8_t flags;
	uint16_t depth;
	uint32_t nchildren;          /* written under the lock only */
	_Atomic(path_t) first, next; /* children, siblings; PATH_NONE ends */
	_Atomic(path_t) overflow;    /* the overflow child, or PATH_NONE */
	_Atomic(uint32_t) kinds; /* bit for each value kind some sealed segment has here */
};

struct path_trie;

struct path_trie *path_trie_new(void);
void path_trie_free(struct path_trie *t);

/* Number of nodes so far; nodes 0..n-1 may be read. */
uint32_t path_count(const struct path_trie *t);
const struct path_node *path_get(const struct path_trie *t, path_t p);

/*
 * The child of PARENT for KEY (for the elements of an array: path_array()), made when
 * missing. PATH_NONE when there is no room: use path_overflow(). Takes the lock.
 */
path_t path_child(struct path_trie *t, path_t parent, struct sv key);
path_t path_array(struct path_trie *t, path_t parent);
path_t path_overflow(struct path_trie *t, path_t parent);
/* The node of a derived field (a field_id); made by path_trie_new(). */
path_t path_derived(const struct path_trie *t, unsigned field);

/* Look up without making; no lock. */
path_t path_find_child(const struct path_trie *t, path_t parent, struct sv key);

/*
 * All nodes a path of the filter language names. KEYS are its decoded parts. Arrays are
 * walked through wherever they stand, also at the end. A part that found no node but whose
 * parent has an overflow child is reported with the rest of the keys from there on.
 */
typedef void (*path_match_fn)(void *arg, path_t node, const struct sv *rest, size_t nrest);
void path_match(const struct path_trie *t, const struct sv *keys, size_t nkeys,
		path_match_fn fn, void *arg);
/* As path_match() for the node itself and everything below it (for `has`). */
void path_match_below(const struct path_trie *t, const struct sv *keys, size_t nkeys,
		      path_match_fn fn, void *arg);

/* Append the path as the filter language writes it ("requestParameters.\"a b\".c"). */
void path_format(const struct path_trie *t, path_t p, struct buf *out);

#endif
