/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A copy has its own prefix, may have lost the front of the keys, or all folders: what most
 * files of an argument have lost and won is no remark, what only some have is.
 */
#include "integrity/integrity_priv.h"

#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* How a satisfied claim's file lies to its key. */
struct place {
	size_t claim;
	uint32_t arg;
	bool whole;      /* the key from AWSLogs on is all there */
	struct sv above; /* what stands before the common part */
	size_t lost;     /* components of the key that are gone */
};

static size_t telling_components(struct sv key)
{
	ptrdiff_t at = sv_find(key, SV_LIT("AWSLogs/"));

	return name_components(at < 0 ? key : sv_from(key, (size_t)at));
}

static struct place place_of(const struct check *c, size_t i)
{
	const struct claim *m = &c->claims[i];
	const struct file *f = store_file(c->store, m->file);
	struct sv path = sv_str(f->path);
	size_t common = name_common(path, m->entry->key);

	return (struct place){ .claim = i,
			       .arg = f->arg,
			       .whole = common >= telling_components(m->entry->key),
			       .above = name_above(path, common),
			       .lost = name_components(m->entry->key) - common };
}

static int place_cmp(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;
	int r;

	if (a->arg != b->arg)
		return a->arg < b->arg ? -1 : 1;
	if (a->whole != b->whole)
		return a->whole ? -1 : 1;
	if (!a->whole) {
		if (a->lost != b->lost)
			return a->lost < b->lost ? -1 : 1;
		r = sv_cmp(a->above, b->above);
		if (r)
			return r;
	}
	return a->claim < b->claim ? -1 : a->claim > b->claim;
}

static bool same_group(const struct place *a, const struct place *b)
{
	return a->arg == b->arg && a->whole == b->whole &&
	       (a->whole || (a->lost == b->lost && sv_eq(a->above, b->above)));
}

/* Those of one argument, [FROM, TO): the largest group lies where it should. */
static void mark_moved(const struct place *v, size_t from, size_t to, uint64_t *moved)
{
	size_t best = from, best_n = 0;

	for (size_t i = from, j; i < to; i = j) {
		for (j = i; j < to && same_group(&v[i], &v[j]); j++)
			;
		if (j - i > best_n) {
			best = i;
			best_n = j - i;
		}
	}
	for (size_t i = from; i < to; i++)
		if (!v[i].whole && !same_group(&v[i], &v[best]))
			bit_set(moved, v[i].claim);
}

uint64_t *find_moved(const struct check *c)
{
	uint64_t *moved = xcalloc(BITS_WORDS(c->nclaims) + 1, sizeof(*moved));
	struct place *v = xcalloc(MAX(c->nclaims, 1), sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < c->nclaims; i++) {
		const struct claim *m = &c->claims[i];

		if (m->file == NO_NODE || !m->good)
			continue;
		if (!sv_eq(name_stem(sv_str(store_file(c->store, m->file)->path)),
			   name_stem(m->entry->key)))
			bit_set(moved, i);
		else
			v[n++] = place_of(c, i);
	}
	if (n)
		qsort(v, n, sizeof(*v), place_cmp);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && v[j].arg == v[i].arg; j++)
			;
		mark_moved(v, i, j, moved);
	}
	free(v);
	return moved;
}
