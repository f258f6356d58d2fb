/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes under numbers, found by hash of parent and key. */
#include "store/path.h"

#include "event/field.h"
#include "util/arena.h"
#include "util/hashtab.h"
#include "util/xalloc.h"

#include "json/text.h"

#include <stdlib.h>

#define CHUNK_SHIFT 10
#define CHUNK_NODES (1u << CHUNK_SHIFT)
/*
 * Besides PATH_MAX_NODES ordinary nodes: as many for arrays, and one overflow child for
 * each.
 */
#define HARD_MAX (4 * PATH_MAX_NODES)
#define NCHUNKS  (HARD_MAX / CHUNK_NODES)

struct path_trie {
	pthread_mutex_t lock;
	_Atomic(uint32_t) count;
	struct path_node *chunks[NCHUNKS];
	struct arena arena;
	/* by (parent, key); under the lock */
	struct hashtab children;
	uint32_t used;
};

static struct path_node *node(const struct path_trie *t, path_t p)
{
	return t->chunks[p >> CHUNK_SHIFT] + (p & (CHUNK_NODES - 1));
}

static uint64_t child_hash(path_t parent, struct sv key)
{
	return hash_mix(hash_sv(key), parent);
}

/* A new node, not yet linked. Under the lock (or before threads). */
static path_t node_new(struct path_trie *t, path_t parent, struct sv key, unsigned flags)
{
	path_t p = atomic_load_explicit(&t->count, memory_order_relaxed);
	struct path_node *n;

	if (!t->chunks[p >> CHUNK_SHIFT])
		t->chunks[p >> CHUNK_SHIFT] =
			xcalloc(CHUNK_NODES, sizeof(struct path_node));
	n = node(t, p);
	n->key = sv_make(key.ptr ? arena_str(&t->arena, key) : NULL, key.len);
	n->parent = parent;
	n->flags = (uint8_t)flags;
	if (parent != PATH_NONE) {
		const struct path_node *up = node(t, parent);

		n->depth = (uint16_t)(up->depth + 1);
		if ((flags & PATH_ARRAY) || (up->flags & PATH_IN_ARRAY))
			n->flags |= PATH_IN_ARRAY;
	}
	atomic_store_explicit(&n->first, PATH_NONE, memory_order_relaxed);
	atomic_store_explicit(&n->next, PATH_NONE, memory_order_relaxed);
	atomic_store_explicit(&n->overflow, PATH_NONE, memory_order_relaxed);
	atomic_store_explicit(&t->count, p + 1, memory_order_release);
	return p;
}

static void link_child(struct path_trie *t, path_t parent, path_t p)
{
	struct path_node *up = node(t, parent), *n = node(t, p);

	atomic_store_explicit(&n->next,
			      atomic_load_explicit(&up->first, memory_order_relaxed),
			      memory_order_relaxed);
	atomic_store_explicit(&up->first, p, memory_order_release);
}

struct path_trie *path_trie_new(void)
{
	struct path_trie *t = xcalloc(1, sizeof(*t));

	pthread_mutex_init(&t->lock, NULL);
	node_new(t, PATH_NONE, SV_NULL, 0);
	for (unsigned f = 0; f < FLD_COUNT; f++)
		node_new(t, PATH_NONE, sv_str(fields[f].name), PATH_DERIVED);
	return t;
}

void path_trie_free(struct path_trie *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < NCHUNKS; i++)
		free(t->chunks[i]);
	hashtab_release(&t->children);
	arena_release(&t->arena);
	pthread_mutex_destroy(&t->lock);
	free(t);
}

uint32_t path_count(const struct path_trie *t)
{
	return atomic_load_explicit(&t->count, memory_order_acquire);
}

const struct path_node *path_get(const struct path_trie *t, path_t p)
{
	return node(t, p);
}

path_t path_derived(const struct path_trie *t UNUSED, unsigned field)
{
	return 1 + field;
}

static path_t child_locked(struct path_trie *t, path_t parent, struct sv key)
{
	uint64_t hash = child_hash(parent, key);
	struct path_node *up = node(t, parent);
	path_t p;

	HASHTAB_EACH(&t->children, hash, i)
		if (node(t, i)->parent == parent && sv_eq(node(t, i)->key, key))
			return i;
	if (up->nchildren >= PATH_MAX_CHILDREN || t->used >= PATH_MAX_NODES)
		return PATH_NONE;
	up->nchildren++;
	t->used++;
	p = node_new(t, parent, key.ptr ? key : sv_make("", 0), 0);
	hashtab_add(&t->children, hash, p);
	link_child(t, parent, p);
	return p;
}

path_t path_child(struct path_trie *t, path_t parent, struct sv key)
{
	path_t p;

	pthread_mutex_lock(&t->lock);
	p = child_locked(t, parent, key);
	pthread_mutex_unlock(&t->lock);
	return p;
}

static path_t find_flagged(const struct path_trie *t, path_t parent, unsigned flag)
{
	path_t p = atomic_load_explicit(&node(t, parent)->first, memory_order_acquire);

	while (p != PATH_NONE && !(node(t, p)->flags & flag))
		p = atomic_load_explicit(&node(t, p)->next, memory_order_acquire);
	return p;
}

path_t path_array(struct path_trie *t, path_t parent)
{
	path_t p;

	pthread_mutex_lock(&t->lock);
	p = find_flagged(t, parent, PATH_ARRAY);
	if (p == PATH_NONE && t->used < PATH_MAX_NODES) {
		t->used++;
		p = node_new(t, parent, SV_NULL, PATH_ARRAY);
		link_child(t, parent, p);
	}
	pthread_mutex_unlock(&t->lock);
	return p;
}

path_t path_overflow(struct path_trie *t, path_t parent)
{
	struct path_node *up = node(t, parent);
	path_t p;

	pthread_mutex_lock(&t->lock);
	p = atomic_load_explicit(&up->overflow, memory_order_relaxed);
	if (p == PATH_NONE) {
		p = node_new(t, parent, SV_LIT("*"), PATH_OVERFLOW);
		atomic_store_explicit(&up->overflow, p, memory_order_release);
	}
	pthread_mutex_unlock(&t->lock);
	return p;
}

path_t path_find_child(const struct path_trie *t, path_t parent, struct sv key)
{
	path_t p = atomic_load_explicit(&node(t, parent)->first, memory_order_acquire);

	for (; p != PATH_NONE;
	     p = atomic_load_explicit(&node(t, p)->next, memory_order_acquire)) {
		const struct path_node *n = node(t, p);

		if (!(n->flags & PATH_ARRAY) && sv_eq(n->key, key))
			return p;
	}
	return PATH_NONE;
}

/*
 * Depth first without recursion: a node with the number of keys that still follow. BELOW
 * also visits everything under a node that the keys are used up at.
 */
static void match(const struct path_trie *t, const struct sv *keys, size_t nkeys,
		  bool below, path_match_fn fn, void *arg)
{
	struct todo {
		path_t p;
		size_t used;
	} *stack = NULL;
	size_t n = 0, cap = 0;

	ALLOC_GROW(stack, 1, cap);
	stack[n++] = (struct todo){ PATH_ROOT, 0 };
	while (n) {
		struct todo at = stack[--n];
		const struct path_node *nd = node(t, at.p);
		path_t over = atomic_load_explicit(&nd->overflow, memory_order_acquire);
		path_t p = atomic_load_explicit(&nd->first, memory_order_acquire);

		if (at.used == nkeys)
			fn(arg, at.p, NULL, 0);
		if (over != PATH_NONE)
			fn(arg, over, keys + at.used, nkeys - at.used);
		for (; p != PATH_NONE;
		     p = atomic_load_explicit(&node(t, p)->next, memory_order_acquire)) {
			const struct path_node *c = node(t, p);
			size_t used = at.used;

			if (c->flags & PATH_ARRAY)
				; /* walked through, uses no key */
			else if (used == nkeys && !below)
				continue;
			else if (used < nkeys && !sv_eq(c->key, keys[used]))
				continue;
			else if (used < nkeys)
				used++;
			ALLOC_GROW(stack, n + 1, cap);
			stack[n++] = (struct todo){ p, used };
		}
	}
	free(stack);
}

void path_match(const struct path_trie *t, const struct sv *keys, size_t nkeys,
		path_match_fn fn, void *arg)
{
	match(t, keys, nkeys, false, fn, arg);
}

void path_match_below(const struct path_trie *t, const struct sv *keys, size_t nkeys,
		      path_match_fn fn, void *arg)
{
	match(t, keys, nkeys, true, fn, arg);
}

static bool plain_key(struct sv key)
{
	if (!key.len)
		return false;
	for (size_t i = 0; i < key.len; i++) {
		char c = key.ptr[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		      (c >= 'a' && c <= 'z') || (c && strchr("_-:@#$", c))))
			return false;
	}
	return true;
}

void path_format(const struct path_trie *t, path_t p, struct buf *out)
{
	path_t up[1024];
	size_t n = 0;
	bool first = true;

	for (; p != PATH_NONE && p != PATH_ROOT && n < ARRAY_SIZE(up);
	     p = node(t, p)->parent)
		if (!(node(t, p)->flags & PATH_ARRAY))
			up[n++] = p;
	while (n) {
		struct sv key = node(t, up[--n])->key;

		if (!first)
			buf_addc(out, '.');
		first = false;
		if (plain_key(key))
			buf_addsv(out, key);
		else
			json_quote(out, key);
	}
}
