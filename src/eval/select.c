/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bits in row order put into time order, with ranks to count by. */
#include "eval/select.h"

#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define BLOCK       4096u /* positions to a rank */
#define BLOCK_WORDS (BLOCK / 64)

/* The sets together; without any: every row there is. */
static void intersect(uint64_t *rows, size_t words, const uint64_t *const *sets,
		      size_t nsets)
{
	if (!words)
		return;
	if (!nsets) {
		memset(rows, 0xff, words * sizeof(*rows));
		return;
	}
	memcpy(rows, sets[0], words * sizeof(*rows));
	for (size_t i = 1; i < nsets; i++)
		for (size_t w = 0; w < words; w++)
			rows[w] &= sets[i][w];
}

/* Bits by position of [lo, hi); false when canceled. */
static bool map_positions(struct selection *sel, uint32_t lo, uint32_t hi,
			  const _Atomic(bool) *cancel)
{
	const row_t *order = sel->order->rows;

	for (uint32_t at = lo & ~63u; at < hi; at += 64) {
		uint32_t n = MIN(hi - at, 64u);
		uint64_t m = 0;

		if (at % (BLOCK * 16) == 0 && is_canceled(cancel))
			return false;
		for (uint32_t k = 0; k < n; k++)
			m |= (uint64_t)bit_get(sel->rows, order[at + k]) << k;
		if (at < lo)
			m &= UINT64_MAX << (lo - at);
		sel->bits[at / 64] = m;
	}
	return true;
}

static void rank_blocks(struct selection *sel)
{
	size_t words = BITS_WORDS(sel->total), w = 0;
	uint32_t n = 0, block = 0;

	for (; w < words; block++) {
		size_t end = MIN(w + BLOCK_WORDS, words);

		sel->ranks[block] = n;
		n += (uint32_t)bits_count(sel->bits + w, end - w);
		w = end;
	}
	sel->ranks[block] = n;
	sel->count = n;
}

/* Rows are only those that have a position: no copies, nothing outside of the window. */
static void rebuild_rows(struct selection *sel, size_t words)
{
	memset(sel->rows, 0, words * sizeof(*sel->rows));
	BITS_FOREACH(sel->bits, BITS_WORDS(sel->total), at)
		bit_set(sel->rows, sel->order->rows[at]);
}

/* Has any of the sets something open in SEG? Mostly none has. */
static bool any_open(const struct eval *const *opens, size_t nsets, uint32_t seg)
{
	for (size_t i = 0; i < nsets; i++)
		if (opens[i] && eval_open(opens[i], seg))
			return true;
	return false;
}

/* The rows of SEG that no set rejects, and that not all of them have. */
static void open_in(const struct segment *seg, const uint64_t *const *sets,
		    const struct eval *const *opens, size_t nsets, uint64_t *ret)
{
	uint64_t all[SEG_WORDS];

	memset(all, 0xff, sizeof(all));
	memset(ret, 0xff, sizeof(all));
	for (size_t i = 0; i < nsets; i++) {
		const uint64_t *open = opens[i] ? eval_open(opens[i], seg->index) : NULL;
		const uint64_t *set = sets[i] + (size_t)seg->index * SEG_WORDS;

		for (unsigned w = 0; w < SEG_WORDS; w++) {
			all[w] &= set[w];
			ret[w] &= set[w] | (open ? open[w] : 0);
		}
	}
	for (unsigned w = 0; w < SEG_WORDS; w++)
		ret[w] &= ~(all[w] |
			    atomic_load_explicit(&seg->dup[w], memory_order_relaxed));
}

static bool in_window(const struct segment *seg, uint32_t row, tick_t from, tick_t to)
{
	tick_t t = segment_time(seg, row);

	if (from <= 0 && to == TICK_NONE)
		return true;
	return t != TICK_NONE && t >= from && t < to;
}

static uint32_t count_open(const struct store *s, uint32_t nsegs,
			   const uint64_t *const *sets, const struct eval *const *opens,
			   size_t nsets, tick_t from, tick_t to)
{
	uint64_t open[SEG_WORDS];
	uint32_t n = 0;

	for (uint32_t i = 0; i < nsegs; i++) {
		const struct segment *seg = store_seg(s, i);

		if (!any_open(opens, nsets, i))
			continue;
		open_in(seg, sets, opens, nsets, open);
		BITS_FOREACH(open, SEG_WORDS, row)
			n += row < seg->rows && in_window(seg, (uint32_t)row, from, to);
	}
	return n;
}

struct selection *selection_make(const struct store *s, struct order *order,
				 const uint64_t *const *sets, size_t nsets, tick_t from,
				 tick_t to, const _Atomic(bool) *cancel)
{
	return selection_make_open(s, order, sets, NULL, nsets, from, to, cancel);
}

struct selection *selection_make_open(const struct store *s, struct order *order,
				      const uint64_t *const *sets,
				      const struct eval *const *opens, size_t nsets,
				      tick_t from, tick_t to, const _Atomic(bool) *cancel)
{
	size_t words = (size_t)order->nsegs * SEG_WORDS;
	struct selection *sel = xcalloc(1, sizeof(*sel));
	uint32_t lo = 0, hi = order->n;

	atomic_store_explicit(&sel->refs, 1, memory_order_relaxed);
	sel->order = order_ref(order);
	sel->total = order->n;
	sel->rows = xreallocarray(NULL, words + 1, sizeof(*sel->rows));
	sel->bits = xcalloc(BITS_WORDS(order->n) + 1, sizeof(*sel->bits));
	sel->ranks = xcalloc(order->n / BLOCK + 2, sizeof(*sel->ranks));
	if (from > 0 || to != TICK_NONE) {
		lo = order_lower(s, order, from);
		hi = to == TICK_NONE ? order->timed : order_lower(s, order, to);
	}
	intersect(sel->rows, words, sets, nsets);
	if (lo < hi && !map_positions(sel, lo, hi, cancel)) {
		selection_unref(sel);
		return NULL;
	}
	rank_blocks(sel);
	if (bits_count(sel->rows, words) != sel->count)
		rebuild_rows(sel, words);
	if (opens)
		sel->open = count_open(s, order->nsegs, sets, opens, nsets, from, to);
	return sel;
}

struct selection *selection_ref(struct selection *sel)
{
	if (sel)
		atomic_fetch_add_explicit(&sel->refs, 1, memory_order_relaxed);
	return sel;
}

void selection_unref(struct selection *sel)
{
	if (!sel || atomic_fetch_sub_explicit(&sel->refs, 1, memory_order_acq_rel) != 1)
		return;
	order_unref(sel->order);
	free(sel->rows);
	free(sel->bits);
	free(sel->ranks);
	free(sel);
}

/* Position of row number K in time order; K is below the count. */
static uint32_t position_of(const struct selection *sel, uint32_t k)
{
	uint32_t lo = 0, hi = sel->total / BLOCK + 1;
	size_t w;
	uint64_t m;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (mid * (uint64_t)BLOCK < sel->total && sel->ranks[mid] <= k)
			lo = mid;
		else
			hi = mid;
	}
	k -= sel->ranks[lo];
	for (w = (size_t)lo * BLOCK_WORDS;; w++) {
		uint32_t n = (uint32_t)__builtin_popcountll(sel->bits[w]);

		if (k < n)
			break;
		k -= n;
	}
	for (m = sel->bits[w]; k; k--)
		m &= m - 1;
	return (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(m);
}

row_t selection_nth(const struct selection *sel, uint32_t k)
{
	return k < sel->count ? sel->order->rows[position_of(sel, k)] : ROW_NONE;
}

uint32_t selection_rank(const struct selection *sel, uint32_t pos)
{
	uint32_t block;

	if (pos >= sel->total)
		return sel->count;
	block = pos / BLOCK;
	return sel->ranks[block] +
	       (uint32_t)bits_count_range(sel->bits, (size_t)block * BLOCK, pos);
}

/* How far apart in time two rows are; one without time is farther than all others. */
static uint64_t apart(const struct store *s, row_t a, row_t b)
{
	tick_t x = store_time(s, a), y = store_time(s, b);

	if ((x == TICK_NONE) != (y == TICK_NONE))
		return UINT64_MAX;
	return x < y ? (uint64_t)y - (uint64_t)x : (uint64_t)x - (uint64_t)y;
}

uint32_t selection_find(const struct store *s, const struct selection *sel, row_t row,
			bool *ret_exact)
{
	row_t kept = store_kept(s, row);
	uint32_t pos = order_find(s, sel->order, kept), k;

	*ret_exact = pos != UINT32_MAX && bit_get(sel->bits, pos);
	if (*ret_exact)
		return selection_rank(sel, pos);
	if (pos == UINT32_MAX)
		pos = order_lower(s, sel->order, store_time(s, kept));
	k = selection_rank(sel, pos);
	if (!sel->count)
		return 0;
	if (k == sel->count)
		return k - 1;
	if (k && apart(s, selection_nth(sel, k - 1), kept) <=
			 apart(s, selection_nth(sel, k), kept))
		k--;
	return k;
}

void selection_histogram(const struct store *s, const struct selection *sel, tick_t from,
			 tick_t to, uint32_t n, uint32_t *ret_selected, uint32_t *ret_all)
{
	uint32_t at = order_lower(s, sel->order, from);

	for (uint32_t i = 0; i < n; i++) {
		__int128 span = (__int128)to - from;
		tick_t end = from + (tick_t)(span * (i + 1) / n);
		uint32_t next = to <= from ? at : order_lower(s, sel->order, end);

		ret_all[i] = next - at;
		ret_selected[i] = selection_rank(sel, next) - selection_rank(sel, at);
		at = next;
	}
}
