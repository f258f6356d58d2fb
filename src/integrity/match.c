/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files are dealt to the lines of digests: first those with the right name and hash, then
 * those with the right hash, then those with the right name. No file answers for two.
 */
#include "integrity/integrity_priv.h"

#include "util/xalloc.h"

#include <stdlib.h>

#define SUBSETS_MAX 6 /* lines of a digest of which every combination is tried */

/* Log files that have a hash, by it; within a hash a cursor over those still free. */
struct pool {
	uint32_t *by_sum;
	size_t n;
	size_t *free_from; /* by the first of each hash */
	struct hashtab by_name;
};

static const uint8_t *sum_of(const struct check *c, uint32_t file)
{
	return store_file(c->store, file)->sum->all;
}

static int sum_cmp(const void *pa, const void *pb, void *arg)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int r = memcmp(sum_of(arg, a), sum_of(arg, b), SHA256_LEN);

	if (r)
		return r;
	return file_cmp(store_file(((struct check *)arg)->store, a),
			store_file(((struct check *)arg)->store, b));
}

static void pool_make(struct check *c, struct pool *p)
{
	uint32_t n = store_nfiles(c->store);
	uint8_t *is_node = xcalloc(MAX(n, 1u), 1);

	for (uint32_t i = 0; i < c->n; i++)
		if (c->nodes[i].file != NO_NODE)
			is_node[c->nodes[i].file] = 1;
	p->by_sum = xcalloc(MAX(n, 1u), sizeof(*p->by_sum));
	for (uint32_t i = 0; i < n; i++) {
		const struct file *f = store_file(c->store, i);

		if (f->alias_of != UINT32_MAX || is_node[i])
			continue;
		hashtab_add(&p->by_name, hash_sv(name_stem(sv_str(f->path))), i);
		if (f->sum)
			p->by_sum[p->n++] = i;
	}
	free(is_node);
	qsort_r(p->by_sum, p->n, sizeof(*p->by_sum), sum_cmp, c);
	p->free_from = xcalloc(MAX(p->n, 1), sizeof(*p->free_from));
	for (size_t i = 0; i < p->n; i++)
		p->free_from[i] = i;
}

static void pool_release(struct pool *p)
{
	free(p->by_sum);
	free(p->free_from);
	hashtab_release(&p->by_name);
}

/* The first place in the pool with HASH or a greater one. */
static size_t pool_find(const struct check *c, const struct pool *p, const uint8_t *hash)
{
	size_t lo = 0, hi = p->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (memcmp(sum_of(c, p->by_sum[mid]), hash, SHA256_LEN) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* ---- claims ---- */

static int claim_key_cmp(const void *pa, const void *pb)
{
	const struct claim *a = pa, *b = pb;
	int r = sv_cmp(a->entry->key, b->entry->key);

	if (!r)
		r = sv_cmp(a->entry->bucket, b->entry->bucket);
	if (!r)
		r = memcmp(a->entry->hash, b->entry->hash, SHA256_LEN);
	if (r)
		return r;
	return a->node < b->node ? -1 : a->node > b->node;
}

static unsigned worth(const struct check *c, const struct claim *m)
{
	enum proof p = c->nodes[m->node].state;

	return p == PROOF_VALID ? 2 : p == PROOF_UNSIGNED;
}

/* A line that two digests bear is one, of the better of them. */
static void drop_twins(struct check *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nclaims; i++) {
		struct claim *last = n ? &c->claims[n - 1] : NULL, *m = &c->claims[i];
		bool twin = last && sv_eq(last->entry->key, m->entry->key) &&
			    sv_eq(last->entry->bucket, m->entry->bucket) &&
			    memcmp(last->entry->hash, m->entry->hash, SHA256_LEN) == 0;

		if (twin && worth(c, m) > worth(c, last))
			*last = *m;
		else if (!twin)
			c->claims[n++] = *m;
	}
	c->nclaims = n;
}

static int claim_hash_cmp(const void *pa, const void *pb, void *arg)
{
	const struct check *c = arg;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int r = memcmp(c->claims[a].entry->hash, c->claims[b].entry->hash, SHA256_LEN);

	if (r)
		return r;
	return a < b ? -1 : a > b;
}

static void make_claims(struct check *c)
{
	for (uint32_t i = 0; i < c->norder; i++) {
		const struct node *n = &c->nodes[c->order[i]];

		for (size_t k = 0; n->parsed && !n->outside && k < n->d.n; k++) {
			ALLOC_GROW(c->claims, c->nclaims + 1, c->claimcap);
			c->claims[c->nclaims++] = (struct claim){ .entry = &n->d.entries[k],
								  .node = c->order[i],
								  .file = NO_NODE };
		}
	}
	if (c->nclaims)
		qsort(c->claims, c->nclaims, sizeof(*c->claims), claim_key_cmp);
	drop_twins(c);
	c->by_hash = xcalloc(MAX(c->nclaims, 1), sizeof(*c->by_hash));
	for (size_t i = 0; i < c->nclaims; i++)
		if (c->claims[i].entry->hashed)
			c->by_hash[c->nby_hash++] = (uint32_t)i;
	qsort_r(c->by_hash, c->nby_hash, sizeof(*c->by_hash), claim_hash_cmp, c);
}

const struct claim *claim_of_content(const struct check *c, const struct file *f)
{
	size_t lo = 0, hi = c->nby_hash;

	while (f->sum && lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct claim *m = &c->claims[c->by_hash[mid]];
		int r = memcmp(m->entry->hash, f->sum->all, SHA256_LEN);

		if (!r)
			return m;
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* ---- dealing ---- */

static void satisfy(struct check *c, struct claim *m, uint32_t file, bool good)
{
	m->file = file;
	m->good = good;
	c->claim_of[file] = (uint32_t)(m - c->claims);
}

/*
 * The free file of the name of M that lies nearest to where it should; with HASH only one
 * that has it. NO_NODE: none.
 */
static uint32_t nearest(const struct check *c, const struct pool *p, const struct claim *m,
			bool hash)
{
	struct sv stem = name_stem(m->entry->key);
	uint32_t best = NO_NODE;
	size_t depth = 0;

	HASHTAB_EACH(&p->by_name, hash_sv(stem), i) {
		const struct file *f = store_file(c->store, i);
		size_t common;

		if (c->claim_of[i] != NO_NODE || !sv_eq(name_stem(sv_str(f->path)), stem))
			continue;
		if (hash && (!f->sum || !m->entry->hashed ||
			     memcmp(f->sum->all, m->entry->hash, SHA256_LEN) != 0))
			continue;
		common = name_common(sv_str(f->path), m->entry->key);
		if (best == NO_NODE || common > depth ||
		    (common == depth && file_cmp(f, store_file(c->store, best)) < 0)) {
			best = i;
			depth = common;
		}
	}
	return best;
}

static uint32_t any_of_hash(const struct check *c, struct pool *p, const struct claim *m)
{
	size_t first = pool_find(c, p, m->entry->hash), *at;

	if (first >= p->n)
		return NO_NODE;
	for (at = &p->free_from[first];
	     *at < p->n &&
	     memcmp(sum_of(c, p->by_sum[*at]), m->entry->hash, SHA256_LEN) == 0;
	     (*at)++)
		if (c->claim_of[p->by_sum[*at]] == NO_NODE)
			return p->by_sum[*at];
	return NO_NODE;
}

enum round { BY_BOTH, BY_HASH, BY_NAME };

static void deal(struct check *c, struct pool *p, enum round round)
{
	for (size_t i = 0; i < c->nclaims; i++) {
		struct claim *m = &c->claims[i];
		uint32_t file = NO_NODE;

		if (m->file != NO_NODE)
			continue;
		if (round == BY_HASH)
			file = m->entry->hashed ? any_of_hash(c, p, m) : NO_NODE;
		else
			file = nearest(c, p, m, round == BY_BOTH);
		if (file != NO_NODE)
			satisfy(c, m, file, round != BY_NAME);
	}
}

/* ---- whom an altered digest slanders ---- */

/* LINES of an altered digest that their files contradict: is it whole with their hashes? */
static void clear_slandered(struct check *c, struct claim **lines, size_t n)
{
	uint32_t node = lines[0]->node;
	const struct node *d = &c->nodes[node];
	const struct node *prev = d->prev != NO_NODE ? &c->nodes[d->prev] : NULL;
	bool mend_prev = prev && prev->parsed && !prev->exact && prev->next == node;

	n = MIN(n, SUBSETS_MAX);
	for (unsigned set = 1; set < 1u << n; set++) {
		for (unsigned with = 0; with <= mend_prev; with++) {
			struct substitute subs[SUBSETS_MAX + 1];
			size_t k = 0;

			for (size_t i = 0; i < n; i++) {
				if (!(set >> i & 1))
					continue;
				subs[k].from = lines[i]->entry->hash_text;
				memcpy(subs[k++].to, sum_of(c, lines[i]->file), SHA256_LEN);
			}
			if (with) {
				subs[k].from = d->d.prev.hash_text;
				memcpy(subs[k++].to, prev->sum, SHA256_LEN);
			}
			if (!node_fits_with(c, d, subs, k))
				continue;
			for (size_t i = 0; i < n; i++)
				lines[i]->cleared = set >> i & 1;
			return;
		}
	}
}

static int by_node(const void *pa, const void *pb)
{
	const struct claim *a = *(struct claim *const *)pa, *b = *(struct claim *const *)pb;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void clear_all_slandered(struct check *c)
{
	struct claim **v = xcalloc(MAX(c->nclaims, 1), sizeof(struct claim *));
	size_t n = 0;

	for (size_t i = 0; i < c->nclaims; i++) {
		struct claim *m = &c->claims[i];
		enum proof state = c->nodes[m->node].state;

		if (m->file != NO_NODE && !m->good && store_file(c->store, m->file)->sum &&
		    (state == PROOF_CHANGED || state == PROOF_BAD_SIGNATURE))
			v[n++] = m;
	}
	if (n)
		qsort(v, n, sizeof(*v), by_node);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && v[j]->node == v[i]->node; j++)
			;
		clear_slandered(c, v + i, j - i);
	}
	free(v);
}

void match_files(struct check *c)
{
	uint32_t n = store_nfiles(c->store);
	struct pool p = { 0 };

	c->claim_of = xcalloc(MAX(n, 1u), sizeof(*c->claim_of));
	for (uint32_t i = 0; i < n; i++)
		c->claim_of[i] = NO_NODE;
	make_claims(c);
	pool_make(c, &p);
	deal(c, &p, BY_BOTH);
	deal(c, &p, BY_HASH);
	deal(c, &p, BY_NAME);
	pool_release(&p);
	clear_all_slandered(c);
}
