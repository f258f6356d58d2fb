/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of events. Rows with the same eventID are found in two passes over the eventID
 * columns: one sets a bit for each id in a table and notes the slots that are hit again;
 * the other collects the rows of those slots. Only these are sorted and compared, so that
 * memory is a few bytes for each event.
 *
 * Same content = same keyed 64-bit content hash, made while reading (store/stage.h).
 */
#include "store/store_impl.h"

#include "util/bits.h"
#include "util/hash.h"
#include "util/xalloc.h"

#include <stdlib.h>

struct candidate {
	uint64_t id_hash, content;
	row_t row;
};

struct dedup {
	struct store *s;
	path_t path; /* eventID */
	unsigned shift;
	uint64_t *seen, *again;
	struct candidate *found;
	size_t nfound, cap;
};

typedef void (*id_fn)(struct dedup *d, row_t row, uint64_t hash);

static uint64_t uuid_hash(const uint8_t id[16])
{
	uint64_t w[2];

	memcpy(w, id, 16);
	return hash_mix(hash_u64(w[0]), w[1]);
}

static uint64_t value_hash(const struct dedup *d, const struct column_view *v, uint32_t i,
			   struct column_text *ct)
{
	switch (v->kind) {
	case VK_UUID:
		return uuid_hash(v->uuid[i]);
	case VK_STR: {
		struct sv text =
			dict_text(store_dict(d->s, d->path, VK_STR), column_id(v, i));

		return text.len ? hash_sv(text) : 0;
	}
	case VK_RAW:
	case VK_BIG: {
		struct sv text = column_text(v, i, ct);

		return text.len ? hash_sv(text) : 0;
	}
	case VK_TIME:
		return hash_u64(v->secs[i]);
	case VK_LIT:
	case VK_RAWLIT:
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return 0; /* no string: never merged */
}

/*
 * Give FN each event's id of a segment; a row with several ids gives its first of each
 * kind.
 */
static void each_id(struct dedup *d, const struct segment *seg, id_fn fn)
{
	uint32_t c = segment_find(seg, d->path);

	for (; c < seg->ncols && seg->cols[c].path == d->path; c++) {
		AUTO_TEXT struct column_text ct = { 0 };
		struct column_view v;
		uint32_t last = UINT32_MAX;

		column_view(seg, &seg->cols[c], &v);
		for (uint32_t i = 0; i < v.n; i++) {
			uint64_t h = value_hash(d, &v, i, &ct);
			uint32_t r = v.enc == VE_DENSE ? i : column_row_of(&v, i);

			if (h && r != last)
				fn(d, row_make(seg->index, r), h);
			last = r;
		}
	}
}

static void note_id(struct dedup *d, row_t row UNUSED, uint64_t hash)
{
	size_t slot = hash >> d->shift;

	if (bit_get(d->seen, slot))
		bit_set(d->again, slot);
	else
		bit_set(d->seen, slot);
}

static void collect_id(struct dedup *d, row_t row, uint64_t hash)
{
	const struct segment *seg;

	if (!bit_get(d->again, hash >> d->shift))
		return;
	seg = store_seg(d->s, row_seg(row));
	ALLOC_GROW(d->found, d->nfound + 1, d->cap);
	d->found[d->nfound++] =
		(struct candidate){ hash, seg->content[row_in_seg(row)], row };
}

static int candidate_cmp(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->id_hash != y->id_hash)
		return x->id_hash < y->id_hash ? -1 : 1;
	if (x->content != y->content)
		return x->content < y->content ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void set_bit(_Atomic(uint64_t) *words, uint32_t r)
{
	atomic_fetch_or_explicit(&words[r >> 6], UINT64_C(1) << (r & 63),
				 memory_order_relaxed);
}

/* Rows A..B-1 of FOUND have one id and one content: keep the first place. */
static void merge(struct dedup *d, size_t a, size_t b, size_t *cap)
{
	struct store *s = d->s;
	size_t first = a;

	/* by place: few rows, insertion sort */
	for (size_t i = a + 1; i < b; i++) {
		struct candidate c = d->found[i];
		size_t j = i;

		for (; j > a && store_place_cmp(s, c.row, d->found[j - 1].row) < 0; j--)
			d->found[j] = d->found[j - 1];
		d->found[j] = c;
	}
	for (size_t i = a + 1; i < b; i++) {
		row_t row = d->found[i].row;
		uint64_t off;
		struct file *f = store_row_file(s, row, &off, NULL);

		set_bit(store_seg(s, row_seg(row))->dup, row_in_seg(row));
		f->duplicates++;
		ALLOC_GROW(s->copies, s->ncopies + 1, *cap);
		s->copies[s->ncopies++] =
			(struct copy){ d->found[first].row, row, (uint32_t)(i - a) };
	}
}

static int rank_cmp(const void *a, const void *b, void *arg)
{
	return store_place_cmp(arg, ((const struct candidate *)a)->row,
			       ((const struct candidate *)b)->row);
}

/* All rows of one id, A..B-1, sorted by content. */
static void settle(struct dedup *d, size_t a, size_t b, size_t *cap)
{
	bool differs = d->found[a].content != d->found[b - 1].content;
	struct store *s = d->s;

	for (size_t i = a; i < b;) {
		size_t j = i + 1;

		while (j < b && d->found[j].content == d->found[i].content)
			j++;
		if (j - i > 64)
			qsort_r(d->found + i, j - i, sizeof(*d->found), rank_cmp, s);
		if (j - i > 1)
			merge(d, i, j, cap);
		if (differs) {
			row_t row = d->found[i].row; /* the kept one is first now */

			set_bit(store_seg(s, row_seg(row))->differs, row_in_seg(row));
			store_row_file(s, row, NULL, NULL)->differing++;
		}
		i = j;
	}
}

void store_dedup(struct store *s, unsigned threads UNUSED)
{
	uint64_t rows = atomic_load_explicit(&s->rows, memory_order_relaxed);
	struct dedup d = { .s = s };
	size_t slots = 1024, cap = 0;

	d.path = path_find_child(s->paths, PATH_ROOT, SV_LIT("eventID"));
	if (d.path == PATH_NONE)
		return;
	while (slots < rows * 8)
		slots *= 2;
	d.shift = (unsigned)(64 - __builtin_ctzll(slots));
	d.seen = xcalloc(slots / 64, 8);
	d.again = xcalloc(slots / 64, 8);
	for (uint32_t i = 0; i < store_nsegs(s); i++)
		each_id(&d, store_seg(s, i), note_id);
	for (uint32_t i = 0; i < store_nsegs(s); i++)
		each_id(&d, store_seg(s, i), collect_id);
	free(d.seen);
	free(d.again);
	if (d.nfound)
		qsort(d.found, d.nfound, sizeof(*d.found), candidate_cmp);
	for (size_t a = 0; a < d.nfound;) {
		size_t b = a + 1;

		while (b < d.nfound && d.found[b].id_hash == d.found[a].id_hash)
			b++;
		if (b - a > 1)
			settle(&d, a, b, &cap);
		a = b;
	}
	free(d.found);
	store_sort_copies(s);
}
