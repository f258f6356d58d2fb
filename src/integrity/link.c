/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each digest names the one before it by key and hash. What has the hash is it, whatever it
 * is called; else what has the name, or says that it is it, was altered; else it is missing.
 */
#include "integrity/integrity_priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

struct tables {
	struct hashtab by_sum, by_name, by_key;
};

static uint64_t sum_hash(const uint8_t sum[SHA256_LEN])
{
	return hash_bytes((const char *)sum, SHA256_LEN);
}

static bool same_sum(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, SHA256_LEN) == 0;
}

/* Is it in the place its content names? */
static bool is_home(const struct node *n)
{
	return n->parsed && sv_eq(name_stem(n->path), name_stem(n->d.key));
}

/* Of equal contents one stands for all: the one in its place, else the first. */
static void find_copies(struct check *c, struct tables *t)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct node *n = &c->nodes[i];
		uint32_t same = NO_NODE;

		if (!n->parsed)
			continue;
		HASHTAB_EACH(&t->by_sum, sum_hash(n->sum), k)
			if (same_sum(c->nodes[k].sum, n->sum))
				same = k;
		if (same == NO_NODE) {
			hashtab_add(&t->by_sum, sum_hash(n->sum), i);
		} else if (is_home(n) && !is_home(&c->nodes[same])) {
			hashtab_renumber(&t->by_sum, sum_hash(n->sum), same, i);
			c->nodes[same].copy_of = i;
		} else {
			n->copy_of = same;
		}
	}
	/* a copy of what became a copy itself */
	for (uint32_t i = 0; i < c->n; i++)
		while (c->nodes[i].copy_of != NO_NODE &&
		       c->nodes[c->nodes[i].copy_of].copy_of != NO_NODE)
			c->nodes[i].copy_of = c->nodes[c->nodes[i].copy_of].copy_of;
}

static void fill_names(struct check *c, struct tables *t)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct node *n = &c->nodes[i];

		hashtab_add(&t->by_name, hash_sv(name_stem(n->path)), i);
		if (n->parsed && n->copy_of == NO_NODE)
			hashtab_add(&t->by_key, hash_sv(name_stem(n->d.key)), i);
	}
}

/* When a node ended: by its name, which whoever alters the content leaves alone. */
static void set_key(struct node *n, struct sv key)
{
	struct trail_name name = name_parse(key);

	if (name.kind == NAME_DIGEST) {
		n->name = name;
		n->at = name.stamp;
	}
	n->key = key;
}

static void first_keys(struct check *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct node *n = &c->nodes[i];

		n->at = n->parsed ? n->d.end : TICK_NONE;
		set_key(n, n->path);
		if (n->parsed)
			set_key(n, n->d.key);
	}
}

/* Newest first; what nobody refers to after what somebody does. */
static int newest_first(const void *pa, const void *pb, void *arg)
{
	const struct check *c = arg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	if (c->nodes[a].at != c->nodes[b].at)
		return c->nodes[a].at > c->nodes[b].at ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void join(struct check *c, uint32_t before, uint32_t after, bool exact)
{
	struct node *p = &c->nodes[before], *s = &c->nodes[after];
	uint32_t other = p->next;

	s->prev = before;
	/* of two that speak of it, one that is spoken of itself has the word */
	if (other != NO_NODE && (p->exact || !exact) &&
	    (c->nodes[other].next != NO_NODE || s->next == NO_NODE))
		return;
	p->next = after;
	p->exact = exact;
	set_key(p, s->d.prev.key);
}

static void join_exact(struct check *c, const struct tables *t, const uint32_t *order,
		       uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct node *s = &c->nodes[order[i]];

		if (!s->parsed || s->copy_of != NO_NODE || !s->d.prev.hashed)
			continue;
		HASHTAB_EACH(&t->by_sum, sum_hash(s->d.prev.hash), k)
			if (k != order[i] && same_sum(c->nodes[k].sum, s->d.prev.hash)) {
				join(c, k, order[i], true);
				break;
			}
	}
}

/*
 * Who should have been the digest KEY: a file of its name, else one that says it is it.
 * Nobody whom another digest calls by its right hash.
 */
static uint32_t impostor(const struct check *c, const struct tables *t, struct sv key,
			 uint32_t not_this)
{
	struct sv stem = name_stem(key);

	HASHTAB_EACH(&t->by_name, hash_sv(stem), i)
		if (i != not_this && !c->nodes[i].exact &&
		    sv_eq(name_stem(c->nodes[i].path), stem))
			return i;
	HASHTAB_EACH(&t->by_key, hash_sv(stem), k)
		if (k != not_this && !c->nodes[k].exact &&
		    sv_eq(name_stem(c->nodes[k].d.key), stem))
			return k;
	return NO_NODE;
}

static uint32_t add_missing(struct check *c, uint32_t after)
{
	struct node missing = {
		.file = NO_NODE,
		.path = c->nodes[after].d.prev.key,
		.copy_of = NO_NODE,
		.prev = NO_NODE,
		.next = NO_NODE,
		.at = TICK_NONE,
		.state = PROOF_MISSING,
	};

	ALLOC_GROW(c->nodes, c->n + 1, c->cap);
	c->nodes[c->n] = missing;
	set_key(&c->nodes[c->n], missing.path);
	if (c->nodes[c->n].at == TICK_NONE)
		c->nodes[c->n].at = c->nodes[after].d.start;
	if (c->nodes[c->n].name.kind == NAME_OTHER)
		c->nodes[c->n].name = c->nodes[after].name;
	return c->n++;
}

static void join_rest(struct check *c, const struct tables *t, const uint32_t *order,
		      uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct node *s = &c->nodes[order[i]];
		uint32_t p;

		if (!s->parsed || s->copy_of != NO_NODE || s->prev != NO_NODE ||
		    !s->d.prev.key.ptr)
			continue;
		p = impostor(c, t, s->d.prev.key, order[i]);
		if (p == NO_NODE)
			p = add_missing(c, order[i]);
		/* it is there under another's content: no copy of that, but altered */
		if (c->nodes[p].copy_of != NO_NODE) {
			c->nodes[p].copy_of = NO_NODE;
			c->nodes[p].parsed = false;
			add_problem(&c->nodes[p].problem,
				    "it holds another digest, '" SV_FMT "'",
				    SV_ARG(c->nodes[p].d.key));
		}
		join(c, p, order[i], false);
	}
}

/* ---- chains ---- */

static int text_cmp(struct sv a, struct sv b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr - !b.ptr;
	return sv_cmp(a, b);
}

static struct sv account_of(const struct node *n)
{
	return n->name.kind == NAME_DIGEST ? n->name.account : n->d.account;
}

static int chain_cmp(const struct node *a, const struct node *b)
{
	int r = text_cmp(account_of(a), account_of(b));

	if (!r)
		r = text_cmp(a->name.region, b->name.region);
	if (!r)
		r = text_cmp(a->name.trail, b->name.trail);
	return r ? r : a->name.backfill - b->name.backfill;
}

bool same_chain(const struct node *a, const struct node *b)
{
	return chain_cmp(a, b) == 0;
}

static int order_cmp(const void *pa, const void *pb, void *arg)
{
	const struct check *c = arg;
	const struct node *a = &c->nodes[*(const uint32_t *)pa];
	const struct node *b = &c->nodes[*(const uint32_t *)pb];
	int r = chain_cmp(a, b);

	if (r)
		return r;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	r = sv_cmp(a->key, b->key);
	return r ? r : sv_cmp(a->path, b->path);
}

uint32_t chain_end(const struct check *c, uint32_t i)
{
	const struct node *first = &c->nodes[c->order[i]];

	while (i < c->norder && same_chain(first, &c->nodes[c->order[i]]))
		i++;
	return i;
}

#define NEIGHBOURS 8

static bool overlap(const struct node *a, const struct node *b)
{
	return a->parsed && b->parsed && a->d.start < b->d.end && b->d.start < a->d.end;
}

/*
 * A digest that nobody speaks of, of a time that one of the chain covers, was put there.
 * Signatures may still say otherwise.
 */
static void find_outside(struct check *c)
{
	for (uint32_t i = 0; i < c->norder; i++) {
		struct node *n = &c->nodes[c->order[i]];
		uint32_t from = i > NEIGHBOURS ? i - NEIGHBOURS : 0;

		if (!n->parsed || n->next != NO_NODE)
			continue;
		for (uint32_t k = from; k < MIN(i + NEIGHBOURS + 1, c->norder); k++) {
			const struct node *o = &c->nodes[c->order[k]];

			n->outside |= o != n && o->next != NO_NODE && o->exact &&
				      same_chain(n, o) && overlap(n, o);
		}
	}
}

static void put_in_order(struct check *c)
{
	c->order = xcalloc(MAX(c->n, 1u), sizeof(*c->order));
	for (uint32_t i = 0; i < c->n; i++)
		if (c->nodes[i].copy_of == NO_NODE)
			c->order[c->norder++] = i;
	qsort_r(c->order, c->norder, sizeof(*c->order), order_cmp, c);
}

void link_digests(struct check *c)
{
	struct tables t = { 0 };
	uint32_t n = c->n, *newest;

	first_keys(c);
	find_copies(c, &t);
	fill_names(c, &t);
	newest = xcalloc(MAX(n, 1u), sizeof(*newest));
	for (uint32_t i = 0; i < n; i++)
		newest[i] = i;
	qsort_r(newest, n, sizeof(*newest), newest_first, c);
	join_exact(c, &t, newest, n);
	join_rest(c, &t, newest, n);
	free(newest);
	hashtab_release(&t.by_sum);
	hashtab_release(&t.by_name);
	hashtab_release(&t.by_key);
	put_in_order(c);
	find_outside(c);
}
