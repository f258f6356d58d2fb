/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting by a field that is a UUID wherever it is: nearly all differ, and to number their
 * texts would be most of the work. The span of their first eight bytes is cut into equal
 * buckets of a few rows; within each, rows are compared.
 */
#include "count/sortrows.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define FEW       16u  /* with less than this part of all rows, their texts are as good */
#define OF_BUCKET 8u   /* rows, on the whole */
#define MOST      512u /* rows of a bucket beyond which the ids are not spread at all */
#define INSERTION 24u

struct item {
	uint32_t key; /* what comes after the bucket's number */
	row_t row;
};

struct uuids {
	const struct store *s;
	const struct selection *sel;
	struct column_view *views; /* by segment; .n = 0: none there */
	bool desc;
	uint64_t min;
	unsigned shift; /* of a bucket's number */
	uint32_t nbuckets;
	uint32_t *at; /* by bucket: rows, then the place of the next one */
	struct item *items;
};

/* Index of row R's value, or UINT32_MAX. */
static inline uint32_t value_at(const struct column_view *v, uint32_t r)
{
	uint64_t word;

	if (v->enc == VE_DENSE)
		return v->n ? r : UINT32_MAX;
	word = v->bitmap[r >> 6];
	if (!(word >> (r & 63) & 1))
		return UINT32_MAX;
	return v->rank[r >> 6] +
	       (uint32_t)__builtin_popcountll(word & ((UINT64_C(1) << (r & 63)) - 1));
}

static inline uint64_t first_half(const uint8_t id[16])
{
	uint64_t v;

	memcpy(&v, id, 8);
	return __builtin_bswap64(v);
}

/* False when some segment has anything but one UUID a row. */
static bool open_views(struct uuids *u, const struct fieldref *f)
{
	struct eval_env env = { .store = u->s, .threads = 1 };
	struct reader r;
	bool fit;

	reader_init(&r, &env, f);
	fit = r.src.kind == SRC_PATHS;
	for (uint32_t i = 0; fit && i < u->sel->order->nsegs; i++) {
		reader_segment(&r, store_seg(u->s, i));
		if (!r.ncols)
			continue;
		u->views[i] = r.cols[0].v;
		fit = r.ncols == 1 && u->views[i].kind == VK_UUID &&
		      u->views[i].enc != VE_LIST;
	}
	reader_release(&r);
	return fit;
}

/* FN for each row selected that has an id, segment by segment. */
typedef void (*uuid_fn)(struct uuids *u, row_t row, uint64_t half);

static ALWAYS_INLINE void each_uuid(struct uuids *u, uuid_fn fn)
{
	for (uint32_t i = 0; i < u->sel->order->nsegs; i++) {
		const struct column_view *v = &u->views[i];

		if (!v->n)
			continue;
		BITS_FOREACH(u->sel->rows + (size_t)i * SEG_WORDS, SEG_WORDS, r) {
			uint32_t at = value_at(v, (uint32_t)r);

			if (at != UINT32_MAX)
				fn(u, row_make(i, (uint32_t)r), first_half(v->uuid[at]));
		}
	}
}

static inline uint32_t bucket_of(const struct uuids *u, uint64_t half)
{
	uint32_t b = (uint32_t)((half - u->min) >> u->shift);

	return u->desc ? u->nbuckets - 1 - b : b;
}

static inline void count_one(struct uuids *u, row_t row UNUSED, uint64_t half)
{
	u->at[bucket_of(u, half)]++;
}

static inline void place_one(struct uuids *u, row_t row, uint64_t half)
{
	uint64_t rest = half - u->min;
	uint32_t key = (uint32_t)(u->shift > 32 ? rest >> (u->shift - 32)
						: rest << (32 - u->shift));

	u->items[u->at[bucket_of(u, half)]++] = (struct item){ u->desc ? ~key : key, row };
}

struct span {
	uint64_t min, max, n;
};

/* Least and greatest first half, and how many there are. */
static void find_span(const struct uuids *u, struct span *ret)
{
	*ret = (struct span){ .min = UINT64_MAX };
	for (uint32_t i = 0; i < u->sel->order->nsegs; i++) {
		const struct column_view *v = &u->views[i];

		for (uint32_t k = 0; k < v->n; k++) {
			uint64_t half = first_half(v->uuid[k]);

			ret->min = MIN(ret->min, half);
			ret->max = MAX(ret->max, half);
		}
		ret->n += v->n;
	}
}

/* Buckets, with the rows of each counted. False: some hold far too many. */
static bool count_buckets(struct uuids *u)
{
	struct span span;
	uint32_t most = 0;

	find_span(u, &span);
	u->min = span.min;
	while (span.n && (span.max - span.min) >> u->shift > u->sel->count / OF_BUCKET + 1)
		u->shift++;
	u->nbuckets = span.n ? (uint32_t)((span.max - span.min) >> u->shift) + 1 : 1;
	u->at = xmalloc_huge(u->nbuckets * sizeof(*u->at));
	memset(u->at, 0, u->nbuckets * sizeof(*u->at));
	each_uuid(u, count_one);
	for (uint32_t b = 0; b < u->nbuckets; b++)
		most = MAX(most, u->at[b]);
	return most <= MOST;
}

/* Those of one id stay in time order. */
static int item_cmp(const void *a, const void *b, void *arg)
{
	const struct item *x = a, *y = b;
	const struct uuids *u = arg;
	const struct column_view *vx, *vy;
	int c;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	vx = &u->views[row_seg(x->row)];
	vy = &u->views[row_seg(y->row)];
	c = memcmp(vx->uuid[value_at(vx, row_in_seg(x->row))],
		   vy->uuid[value_at(vy, row_in_seg(y->row))], 16);
	if (c)
		return u->desc ? -c : c;
	return store_row_cmp(u->s, x->row, y->row);
}

static void sort_bucket(struct uuids *u, struct item *items, uint32_t n)
{
	if (n > INSERTION) {
		qsort_r(items, n, sizeof(*items), item_cmp, u);
		return;
	}
	for (uint32_t i = 1; i < n; i++) {
		struct item it = items[i];
		uint32_t j = i;

		for (; j && item_cmp(&it, &items[j - 1], u) < 0; j--)
			items[j] = items[j - 1];
		items[j] = it;
	}
}

/* Rows without an id come last, as they stand. */
static void add_others(const struct uuids *u, row_t *to, uint32_t n)
{
	const struct selection *sel = u->sel;

	if (n == sel->count)
		return;
	BITS_FOREACH(sel->bits, BITS_WORDS(sel->total), at) {
		row_t row = sel->order->rows[at];
		const struct column_view *v = &u->views[row_seg(row)];

		if (!v->n || value_at(v, row_in_seg(row)) == UINT32_MAX)
			to[n++] = row;
	}
}

static void place_all(struct uuids *u, row_t *to)
{
	uint32_t n = 0;

	for (uint32_t b = 0; b < u->nbuckets; b++) {
		uint32_t c = u->at[b];

		u->at[b] = n;
		n += c;
	}
	u->items = xmalloc_huge((size_t)n * sizeof(*u->items));
	each_uuid(u, place_one);
	for (uint32_t b = 0, from = 0; b < u->nbuckets; from = u->at[b++])
		sort_bucket(u, u->items + from, u->at[b] - from);
	for (uint32_t i = 0; i < n; i++)
		to[i] = u->items[i].row;
	free(u->items);
	add_others(u, to, n);
}

bool sort_by_uuid(const struct store *s, const struct selection *sel,
		  const struct sort_key *k, row_t *to)
{
	struct uuids u = { .s = s, .sel = sel, .desc = k->desc };
	bool done;

	if (sel->count < sel->total / FEW)
		return false;
	u.views = xcalloc((size_t)sel->order->nsegs + 1, sizeof(*u.views));
	done = open_views(&u, &k->field) && count_buckets(&u);
	if (done)
		place_all(&u, to);
	free(u.at);
	free(u.views);
	return done;
}
