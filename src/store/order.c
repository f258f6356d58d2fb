/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/order.h"

#include "store/store_impl.h"
#include "util/xalloc.h"

#include <stdlib.h>

/*
 * Rows are laid out by (file order, position), run by run; then a stable radix sort by time
 * does the rest.
 */
struct run {
	uint32_t seg, from, to;
	uint32_t rank;
	uint64_t off;
};

struct item {
	uint32_t key; /* rank of its time, or a part of it */
	row_t row;
};

static int run_cmp(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return x->seg < y->seg ? -1 : x->seg > y->seg;
}

static struct run *list_runs(const struct store *s, uint32_t nsegs, size_t *ret_n)
{
	struct run *runs = NULL;
	size_t n = 0, cap = 0;

	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t k = 0; k < seg->nruns; k++) {
			const struct file_run *r = &seg->runs[k];
			uint32_t to = k + 1 < seg->nruns ? seg->runs[k + 1].row : seg->rows;

			ALLOC_GROW(runs, n + 1, cap);
			runs[n++] = (struct run){ i, r->row, to,
						  store_file(s, r->file)->order, r->base };
		}
	}
	if (n)
		qsort(runs, n, sizeof(*runs), run_cmp);
	*ret_n = n;
	return runs;
}

/*
 * The times of all rows: the least, and whether whole seconds of 32 bits tell them apart.
 */
struct times {
	uint64_t min;
	bool secs;
};

static void survey(const struct store *s, uint32_t nsegs, struct times *t)
{
	*t = (struct times){ .min = UINT64_MAX, .secs = true };
	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		t->secs &= seg->t32 != NULL;
		for (uint32_t r = 0; r < seg->rows; r++)
			t->min = MIN(t->min, (uint64_t)segment_time(seg, r));
	}
}

/* Kept rows in place order. */
static uint32_t lay_out(const struct store *s, const struct run *runs, size_t nruns,
			struct item *items)
{
	uint32_t n = 0;

	for (size_t i = 0; i < nruns; i++) {
		const struct segment *seg = store_seg(s, runs[i].seg);

		for (uint32_t r = runs[i].from; r < runs[i].to; r++)
			if (!segment_is_dup(seg, r))
				items[n++].row = row_make(seg->index, r);
	}
	return n;
}

/* Keys: seconds after the least, or 32 bits of the steps after it from bit SHIFT on. */
static uint32_t set_keys(const struct store *s, const struct times *t, struct item *items,
			 uint32_t n, unsigned shift)
{
	uint32_t span = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t d = (uint64_t)store_time(s, items[i].row) - t->min;

		items[i].key =
			(uint32_t)(t->secs ? d / (uint64_t)TICKS_PER_SEC : d >> shift);
		span |= items[i].key;
	}
	return span;
}

#define RADIX_BITS 11
#define RADIX      (1u << RADIX_BITS)

static void radix_sort(struct item *items, struct item *spare, uint32_t n, uint32_t span)
{
	struct item *from = items, *to = spare;

	for (unsigned shift = 0; shift < 32 && span >> shift; shift += RADIX_BITS) {
		uint32_t count[RADIX] = { 0 }, at = 0;
		struct item *swap;

		for (uint32_t i = 0; i < n; i++)
			count[from[i].key >> shift & (RADIX - 1)]++;
		for (uint32_t b = 0; b < RADIX; b++) {
			uint32_t c = count[b];

			count[b] = at;
			at += c;
		}
		for (uint32_t i = 0; i < n; i++)
			to[count[from[i].key >> shift & (RADIX - 1)]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items && n)
		memcpy(items, from, n * sizeof(*items));
}

struct order *order_make(const struct store *s, unsigned threads UNUSED)
{
	struct order *o = xcalloc(1, sizeof(*o));
	struct item *items, *spare;
	struct times times;
	uint64_t rows = 0;
	struct run *runs;
	size_t nruns;

	atomic_store(&o->refs, 1);
	o->nsegs = store_nsegs(s);
	for (uint32_t i = 0; i < o->nsegs; i++)
		rows += store_seg(s, i)->rows;
	runs = list_runs(s, o->nsegs, &nruns);
	items = xreallocarray(NULL, rows + 1, sizeof(*items));
	o->n = lay_out(s, runs, nruns, items);
	free(runs);
	survey(s, o->nsegs, &times);
	spare = xreallocarray(NULL, (size_t)o->n + 1, sizeof(*spare));
	for (unsigned shift = 0; shift < (times.secs ? 1 : 64); shift += 32)
		radix_sort(items, spare, o->n, set_keys(s, &times, items, o->n, shift));
	free(spare);
	o->rows = xreallocarray(NULL, (size_t)o->n + 1, sizeof(*o->rows));
	for (uint32_t i = 0; i < o->n; i++)
		o->rows[i] = items[i].row;
	free(items);
	o->timed = o->n;
	while (o->timed && store_time(s, o->rows[o->timed - 1]) == TICK_NONE)
		o->timed--;
	return o;
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
	s->order = order_make(s, threads);
	store_account(s, (int64_t)(s->order->n * sizeof(row_t)));
	atomic_store_explicit(&s->finished, true, memory_order_release);
}
