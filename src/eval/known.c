/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths nobody has, and the name that was perhaps meant. */
#include "eval/source.h"
#include "lang/ast.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <strings.h>

#define MAX_NAME       256u /* longer names are not compared */
#define MAX_CANDIDATES 20000u
#define MAX_CHARS      8u /* letters a name may differ in, at most */

static void found_value(void *arg, path_t node, const struct sv *rest UNUSED,
			size_t nrest UNUSED)
{
	const struct path_node *n;
	struct {
		const struct path_trie *t;
		bool known;
	} *a = arg;

	n = path_get(a->t, node);
	/* overflow: whether it is there would take a look at every text; assume so */
	a->known |= (n->flags & PATH_OVERFLOW) ||
		    atomic_load_explicit(&n->kinds, memory_order_relaxed);
}

bool fieldref_known(const struct fieldref *f, const struct store *s)
{
	struct {
		const struct path_trie *t;
		bool known;
	} a = { store_paths_ro(s), false };

	if (f->id != FLD_NONE)
		return true;
	path_match_below(a.t, f->keys, f->nkeys, found_value, &a);
	return a.known;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Letters to change, add or drop to make A of B, LIMIT + 1 when more than LIMIT. */
static unsigned distance(struct sv a, struct sv b, unsigned limit)
{
	unsigned row[MAX_NAME + 1];

	if (a.len > b.len + limit || b.len > a.len + limit)
		return limit + 1;
	for (size_t k = 0; k <= b.len; k++)
		row[k] = (unsigned)k;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned diag = row[0], best;

		best = row[0] = (unsigned)i;
		for (size_t k = 1; k <= b.len; k++) {
			unsigned up = row[k];
			unsigned change = lower(a.ptr[i - 1]) != lower(b.ptr[k - 1]);

			row[k] = MIN(MIN(up, row[k - 1]) + 1, diag + change);
			diag = up;
			best = MIN(best, row[k]);
		}
		if (best > limit)
			return limit + 1;
	}
	return row[b.len];
}

struct nearest {
	struct sv wanted;
	unsigned limit;  /* of letters */
	unsigned best;   /* rank of the best so far: less is better */
	struct buf name; /* empty: none yet */
};

/*
 * Rank of a name: 0 the same but for case, 1 ends in what is wanted (a key without the path
 * to it), 2 + n for n other letters; UINT_MAX for one that is too far.
 */
static unsigned rank_of(const struct nearest *n, struct sv name)
{
	struct sv tail = sv_from(name, name.len - MIN(name.len, n->wanted.len));
	unsigned d;

	if (name.len > MAX_NAME || n->wanted.len > MAX_NAME)
		return UINT32_MAX;
	if (tail.len == n->wanted.len && !strncasecmp(tail.ptr, n->wanted.ptr, tail.len)) {
		if (tail.len == name.len)
			return 0;
		if (name.ptr[name.len - tail.len - 1] == '.')
			return 1;
	}
	d = distance(n->wanted, name, n->limit);
	return d > n->limit ? UINT32_MAX : 2 + d;
}

static void consider(struct nearest *n, struct sv name)
{
	unsigned rank = rank_of(n, name);
	struct sv had = buf_sv(&n->name);

	if (rank == UINT32_MAX || (n->name.len && rank > n->best))
		return;
	/* numbers of paths depend on threads: the shorter, then the first by bytes */
	if (n->name.len && rank == n->best &&
	    (name.len != had.len ? name.len > had.len : sv_cmp(name, had) > 0))
		return;
	buf_clear(&n->name);
	buf_addsv(&n->name, name);
	n->best = rank;
}

static void find_nearest(struct nearest *n, const struct store *s)
{
	const struct path_trie *t = store_paths_ro(s);
	uint32_t count = MIN(path_count(t), MAX_CANDIDATES);
	AUTO_BUF struct buf name = BUF_INIT;

	for (unsigned i = 0; i < FLD_COUNT; i++)
		if (i != FLD_RAW && i != FLD_TEXT)
			consider(n, sv_str(fields[i].name));
	for (path_t p = 1; p < count; p++) {
		const struct path_node *nd = path_get(t, p);

		if (nd->flags & (PATH_DERIVED | PATH_OVERFLOW | PATH_ARRAY))
			continue;
		buf_clear(&name);
		path_format(t, p, &name);
		consider(n, buf_sv(&name));
	}
}

void filter_unknown_paths(const struct filter *f, const struct store *s,
			  filter_unknown_fn fn, void *arg)
{
	for (size_t i = 0; i < f->ntests; i++) {
		const struct fieldref *r = &f->tests[i]->field;
		struct nearest n = { .wanted = r->spelling };
		bool again = false;

		for (size_t k = 0; k < i && !again; k++)
			again = sv_eq(f->tests[k]->field.spelling, r->spelling);
		if (again || fieldref_known(r, s))
			continue;
		if (n.wanted.ptr[0] == '.')
			n.wanted = sv_from(n.wanted, 1);
		n.limit = (unsigned)MIN(MAX(n.wanted.len / 4, 1u), MAX_CHARS);
		find_nearest(&n, s);
		fn(arg, r->spelling, n.name.len ? buf_str(&n.name) : NULL);
		buf_release(&n.name);
	}
}
