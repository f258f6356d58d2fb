/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of which accounts and regions Lambda data events are loaded: elsewhere a function's invocations
 * are not known. And which calls are the copy that the function's account has of a call whose
 * caller's own record is loaded too: these two are one caller.
 */
#include "lambda/logged.h"

#include "event/rules.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

void lambda_logged_init(struct lambda_logged *l)
{
	names_init(&l->texts);
	names_init(&l->shared);
	pairs_init(&l->places);
	pairs_init(&l->fns);
}

void lambda_logged_release(struct lambda_logged *l)
{
	names_release(&l->texts);
	names_release(&l->shared);
	pairs_release(&l->places);
	pairs_release(&l->fns);
	free(l->twins);
	free(l->known);
}

/* ---- of one thread ---- */

static uint32_t of_managed(void *arg UNUSED, struct sv v, bool kept UNUSED)
{
	struct sv yes = rule_bool(v);

	return yes.ptr && yes.ptr[0] == 'f';
}

void lambda_logger_init(struct lambda_logger *g, struct lambda_logged *l,
			const struct store *s)
{
	const struct path_trie *t = store_paths_ro(s);

	*g = (struct lambda_logger){ .l = l };
	numberer_init(&g->account, s, path_of(t, "recipientAccountId"), names_number,
		      &l->texts);
	numberer_init(&g->region, s, path_of(t, "awsRegion"), names_number, &l->texts);
	numberer_init(&g->managed, s, path_of(t, "managementEvent"), of_managed, NULL);
	numberer_init(&g->shared, s, path_of(t, "sharedEventID"), names_number, &l->shared);
	pair_cache_init(&g->places, &l->places);
	pair_cache_init(&g->fns, &l->fns);
}

void lambda_logger_release(struct lambda_logger *g)
{
	numberer_release(&g->account);
	numberer_release(&g->region);
	numberer_release(&g->managed);
	numberer_release(&g->shared);
	pair_cache_merge(&g->places);
	pair_cache_merge(&g->fns);
	free(g->calls);
}

void lambda_logger_rows(struct lambda_logger *g, const struct segment *seg,
			const uint16_t *rows, uint32_t n, const uint8_t *data,
			const uint32_t *fn)
{
	uint16_t at[SEG_ROWS];
	uint32_t a[SEG_ROWS], b[SEG_ROWS], of[SEG_ROWS], k = 0;

	numberer_rows(&g->managed, seg, rows, n, a);
	for (uint32_t i = 0; i < n; i++)
		if (data[i] || a[i] == 1) {
			of[k] = fn[i];
			at[k++] = rows[i];
		}
	if (!k)
		return;
	numberer_rows(&g->account, seg, at, k, a);
	numberer_rows(&g->region, seg, at, k, b);
	for (uint32_t i = 0; i < k; i++) {
		(void)pair_cache_see(&g->fns, of[i], 0, TICK_NONE);
		(void)pair_cache_see(&g->places, a[i], b[i], TICK_NONE);
	}
}

void lambda_logger_calls(struct lambda_logger *g, const struct segment *seg,
			 const uint16_t *rows, uint32_t n, const uint32_t *fn,
			 const uint8_t *flags, unsigned call)
{
	uint32_t shared[SEG_ROWS];

	if (g->shared.path == PATH_NONE)
		return;
	numberer_rows(&g->shared, seg, rows, n, shared);
	for (uint32_t i = 0; i < n; i++) {
		if (shared[i] == NUMBER_NONE || !(flags[i] & call))
			continue;
		ALLOC_GROW(g->calls, g->ncalls + 1, g->cap);
		g->calls[g->ncalls++] =
			(struct lambda_shared_call){ shared[i], fn[i],
						     seg->index << SEG_SHIFT | i };
	}
}

/* ---- all of it ---- */

static int shared_cmp(const void *pa, const void *pb)
{
	const struct lambda_shared_call *a = pa, *b = pb;

	if (a->shared != b->shared)
		return a->shared < b->shared ? -1 : 1;
	if (a->fn != b->fn)
		return a->fn < b->fn ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static int twin_cmp(const void *pa, const void *pb)
{
	const struct lambda_twin_call *a = pa, *b = pb;

	return a->at < b->at ? -1 : a->at > b->at;
}

/* The calls V[0..N-1] have one shared id and one function. */
static void add_twins(struct lambda_logged *l, const struct lambda_shared_call *v, size_t n,
		      lambda_whose_fn whose, void *arg)
{
	const struct lambda_shared_call *own = NULL;
	const struct sv account = SV_LIT("account:");

	for (size_t i = 0; i < n && !own; i++)
		if (!sv_starts(whose(arg, v[i].at), account))
			own = &v[i];
	for (size_t i = 0; own && i < n; i++) {
		if (!sv_starts(whose(arg, v[i].at), account))
			continue;
		ALLOC_GROW(l->twins, l->ntwins + 1, l->twincap);
		l->twins[l->ntwins++] = (struct lambda_twin_call){ v[i].at, own->at };
	}
}

void lambda_logged_join(struct lambda_logged *l, struct lambda_logger *const *g,
			unsigned threads, lambda_whose_fn whose, void *arg)
{
	struct lambda_shared_call *v;
	size_t n = 0, k;

	for (unsigned i = 0; i < threads; i++)
		n += g[i]->ncalls;
	if (!n)
		return;
	v = xreallocarray(NULL, n, sizeof(*v));
	n = 0;
	for (unsigned i = 0; i < threads; i++) {
		if (g[i]->ncalls)
			memcpy(v + n, g[i]->calls, g[i]->ncalls * sizeof(*v));
		n += g[i]->ncalls;
	}
	qsort(v, n, sizeof(*v), shared_cmp);
	for (size_t i = 0; i < n; i += k) {
		for (k = 1;
		     i + k < n && v[i + k].shared == v[i].shared && v[i + k].fn == v[i].fn;
		     k++)
			;
		if (k > 1)
			add_twins(l, v + i, k, whose, arg);
	}
	free(v);
	if (l->ntwins)
		qsort(l->twins, l->ntwins, sizeof(*l->twins), twin_cmp);
}

uint32_t lambda_logged_twin(const struct lambda_logged *l, uint32_t at)
{
	size_t lo = 0, hi = l->ntwins;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (l->twins[mid].at < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < l->ntwins && l->twins[lo].at == at ? l->twins[lo].own : UINT32_MAX;
}
