/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs that are in order already are merged; the end of the load in store_finish(). */
#include "store/order.h"

#include "store/store_impl.h"
#include "store/timesort.h"
#include "util/xalloc.h"

#include <stdlib.h>

static int run_cmp(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return x->seg < y->seg ? -1 : x->seg > y->seg;
}

/*
 * Runs by file. Those of one file come one after the other as they are found: a file has one
 * reader, whose segments are published in turn.
 */
static struct run *list_runs(const struct store *s, uint32_t nsegs, size_t *ret_n)
{
	uint32_t nfiles = store_nfiles(s);
	size_t *at = xcalloc((size_t)nfiles + 1, sizeof(*at)), n = 0;
	uint32_t *ranks = xreallocarray(NULL, (size_t)nfiles + 1, sizeof(*ranks));
	struct run *runs;
	bool sorted = true;

	/*
	 * Read once: they may be settled meanwhile, among files that came after these. What
	 * is in a wrong place then is made again with the order of the end.
	 */
	for (uint32_t f = 0; f < nfiles; f++)
		ranks[f] = MIN(store_file(s, f)->order, nfiles - 1);
	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		n += seg->nruns;
		for (uint32_t k = 0; k < seg->nruns; k++)
			at[ranks[seg->runs[k].file] + 1]++;
	}
	for (uint32_t f = 0; f < nfiles; f++)
		at[f + 1] += at[f];
	runs = xreallocarray(NULL, n + 1, sizeof(*runs));
	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t k = 0; k < seg->nruns; k++) {
			const struct file_run *r = &seg->runs[k];
			uint32_t to = k + 1 < seg->nruns ? seg->runs[k + 1].row : seg->rows;
			uint32_t rank = ranks[r->file];

			runs[at[rank]++] = (struct run){ i, r->row, to, rank, r->base };
		}
	}
	free(ranks);
	free(at);
	for (size_t i = 1; i < n; i++)
		sorted &= run_cmp(&runs[i - 1], &runs[i]) <= 0;
	if (!sorted)
		qsort(runs, n, sizeof(*runs), run_cmp);
	*ret_n = n;
	return runs;
}

/*
 * COPIES too: which rows are copies is not known, or being found out by another thread just
 * now.
 */
static struct order *make(const struct store *s, bool copies, unsigned threads)
{
	struct order *o = xcalloc(1, sizeof(*o));
	struct run *runs;
	size_t nruns;

	atomic_store(&o->refs, 1);
	o->nsegs = store_nsegs(s);
	runs = list_runs(s, o->nsegs, &nruns);
	o->rows = timesort(s, runs, nruns, copies, threads, &o->n, &o->timed);
	free(runs);
	return o;
}

struct order *order_make(const struct store *s, unsigned threads)
{
	return make(s, !store_finished(s), threads);
}

struct order *order_ref(struct order *o)
{
	if (o)
		atomic_fetch_add_explicit(&o->refs, 1, memory_order_relaxed);
	return o;
}

void order_unref(struct order *o)
{
	if (!o || atomic_fetch_sub_explicit(&o->refs, 1, memory_order_acq_rel) != 1)
		return;
	free(o->rows);
	free(o);
}

struct order *store_order(const struct store *s)
{
	return store_finished(s) ? s->order : NULL;
}

uint32_t order_lower(const struct store *s, const struct order *o, tick_t t)
{
	uint32_t lo = 0, hi = o->timed;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (store_time(s, o->rows[mid]) < t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t order_find(const struct store *s, const struct order *o, row_t row)
{
	uint32_t lo = 0, hi = o->n;

	if (row_seg(row) >= o->nsegs)
		return UINT32_MAX;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = store_row_cmp(s, o->rows[mid], row);

		if (c == 0)
			return mid;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return UINT32_MAX;
}

/* ---- the end of the load ---- */

struct ranked {
	const struct file *f;
	uint32_t i;
};

static int ranked_cmp(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int c = file_cmp(x->f, y->f);

	return c ? c : x->i < y->i ? -1 : x->i > y->i;
}

static void order_files(struct store *s)
{
	uint32_t n = store_nfiles(s);
	struct ranked *v = xreallocarray(NULL, (size_t)n + 1, sizeof(*v));

	for (uint32_t i = 0; i < n; i++)
		v[i] = (struct ranked){ store_file(s, i), i };
	qsort(v, n, sizeof(*v), ranked_cmp);
	for (uint32_t i = 0; i < n; i++)
		store_file(s, v[i].i)->order = i;
	free(v);
}

static void close_dicts(struct store *s)
{
	uint64_t bytes = 0;

	for (path_t p = 0; p < path_count(s->paths); p++)
		for (unsigned k = 0; k < 3; k++) {
			static const enum vkind kinds[3] = { VK_STR, VK_LIT, VK_ORDER };
			struct dict *d = store_dict(s, p, kinds[k]);

			if (d) {
				dict_close(d);
				bytes += dict_bytes(d);
			}
		}
	bytes += s->arena.total;
	store_account(s, (int64_t)(bytes - atomic_load(&s->dict_bytes)));
}

static void count_marks(struct store *s)
{
	for (uint32_t i = 0; i < store_nsegs(s); i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t m = 0; m < seg->nmarks; m++)
			store_file(s, segment_place(seg, seg->marks[m].row, NULL))
				->marked++;
	}
}

void store_finish(struct store *s, unsigned threads)
{
	order_files(s);
	store_dedup(s, threads);
	count_marks(s);
	close_dicts(s);
	s->order = make(s, false, threads);
	store_account(s, (int64_t)(s->order->n * sizeof(row_t)));
	atomic_store_explicit(&s->finished, true, memory_order_release);
}
