/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of events. Rows with the same eventID are found in two passes over the eventID
 * columns, by all threads. The first puts each id into a filter of a few bits and notes the
 * ids that seem to be in it already: all ids that come again, and some few others. The
 * second collects the rows that have one of these. Only they are sorted and compared, so
 * that memory is a few bytes for each event.
 *
 * Whichever thread comes first, one of two rows with the same id finds it in the filter;
 * what else it finds is gone once the ids are compared: threads are not seen in the result.
 *
 * Same content = same keyed 64-bit content hash, made while reading (store/stage.h).
 */
#include "store/store_impl.h"

#include "store/partial.h"
#include "util/bits.h"
#include "util/hash.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define ALONE     (64u * 1024) /* rows too few for a second thread */
#define BATCH     64u          /* ids whose words are fetched at once */
#define SLICES    64u          /* of the candidates */
#define INSERTION 32u

struct candidate {
	uint64_t hash; /* of the id */
	row_t row;
};

/* Rows of one id. */
struct place {
	uint64_t content;
	row_t row;
	uint32_t number; /* settle_partial(): of the group whose event it is */
};

/* Sets of hashes: three bits in a word chosen by the hash. */
struct filter {
	_Atomic(uint64_t) *words;
	unsigned shift;
};

/* What one thread found. */
struct finder {
	uint64_t *again; /* hashes met before */
	size_t nagain, againcap;
	struct candidate *found;
	size_t nfound, cap;
	struct place *places; /* of the id looked at */
	size_t placecap;
	struct copy *copies;
	size_t ncopies, copycap;
	row_t *differs;
	size_t ndiffers, differcap;
};

struct batch {
	uint64_t hash[BATCH];
	row_t row[BATCH];
	uint32_t n;
};

struct dedup;
typedef void (*ids_fn)(struct dedup *d, struct finder *f, const struct batch *b);

struct dedup {
	struct store *s;
	path_t path; /* eventID */
	unsigned threads;
	struct filter seen, again;
	ids_fn fn; /* of the pass */
	struct finder *finders;
	struct candidate *found;
	uint32_t *ends; /* of the candidates that begin with the same bits */
	uint32_t nends;
	unsigned shift;
};

static void filter_init(struct filter *f, uint64_t least)
{
	uint64_t words = 64;

	while (words < least)
		words *= 2;
	f->shift = (unsigned)(64 - __builtin_ctzll(words));
	f->words = xmalloc_huge(words * sizeof(*f->words));
	memset(f->words, 0, words * sizeof(*f->words));
}

static inline _Atomic(uint64_t) *filter_word(const struct filter *f, uint64_t hash)
{
	return &f->words[hash >> f->shift];
}

static inline uint64_t filter_bits(uint64_t hash)
{
	return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63) |
	       UINT64_C(1) << (hash >> 12 & 63);
}

static inline bool filter_has(const struct filter *f, uint64_t hash)
{
	uint64_t bits = filter_bits(hash);

	return !(bits & ~atomic_load_explicit(filter_word(f, hash), memory_order_relaxed));
}

/* True when it seemed to be there. SHARED: other threads add too. */
static inline bool filter_add(struct filter *f, uint64_t hash, bool shared)
{
	_Atomic(uint64_t) *word = filter_word(f, hash);
	uint64_t bits = filter_bits(hash);
	uint64_t old = atomic_load_explicit(word, memory_order_relaxed);

	if (!(bits & ~old))
		return true;
	if (shared)
		old = atomic_fetch_or_explicit(word, bits, memory_order_relaxed);
	else
		atomic_store_explicit(word, old | bits, memory_order_relaxed);
	return !(bits & ~old);
}

/* ---- the ids ---- */

static inline uint64_t uuid_hash(const uint8_t id[16])
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

static inline void add_id(struct dedup *d, struct finder *f, struct batch *b, row_t row,
			  uint64_t hash)
{
	b->hash[b->n] = hash;
	b->row[b->n++] = row;
	if (b->n == BATCH) {
		d->fn(d, f, b);
		b->n = 0;
	}
}

static void column_ids(struct dedup *d, struct finder *f, struct batch *b, uint32_t seg,
		       const struct column_view *v)
{
	AUTO_TEXT struct column_text ct = { 0 };
	uint32_t last = UINT32_MAX, r = 0;
	uint64_t word = 0;

	if (v->kind == VK_UUID && v->enc == VE_DENSE) {
		for (uint32_t i = 0; i < v->n; i++)
			add_id(d, f, b, row_make(seg, i), uuid_hash(v->uuid[i]));
		return;
	}
	for (uint32_t i = 0, w = 0; i < v->n; i++) {
		uint64_t h = value_hash(d, v, i, &ct);

		if (v->enc == VE_BITMAP) {
			while (!word)
				word = v->bitmap[w++];
			r = (w - 1) * 64 + (uint32_t)__builtin_ctzll(word);
			word &= word - 1;
		} else {
			r = v->enc == VE_DENSE ? i : v->rows[i];
		}
		if (h && r != last)
			add_id(d, f, b, row_make(seg, r), h);
		last = r;
	}
}

/* Each event's id of a segment; a row with several ids gives its first of each kind. */
static void segment_ids(void *arg, unsigned worker, uint32_t item)
{
	struct dedup *d = arg;
	const struct segment *seg = store_seg(d->s, item);
	uint32_t c = segment_find(seg, d->path);
	struct batch b;

	b.n = 0;
	for (; c < seg->ncols && seg->cols[c].path == d->path; c++) {
		struct column_view v;

		column_view(seg, &seg->cols[c], &v);
		column_ids(d, &d->finders[worker], &b, seg->index, &v);
	}
	if (b.n)
		d->fn(d, &d->finders[worker], &b);
}

static void note_ids(struct dedup *d, struct finder *f, const struct batch *b)
{
	bool shared = d->threads > 1;

	for (uint32_t i = 0; i < b->n; i++)
		__builtin_prefetch(filter_word(&d->seen, b->hash[i]), 1);
	for (uint32_t i = 0; i < b->n; i++)
		if (filter_add(&d->seen, b->hash[i], shared)) {
			ALLOC_GROW(f->again, f->nagain + 1, f->againcap);
			f->again[f->nagain++] = b->hash[i];
		}
}

static void collect_ids(struct dedup *d, struct finder *f, const struct batch *b)
{
	for (uint32_t i = 0; i < b->n; i++)
		__builtin_prefetch(filter_word(&d->again, b->hash[i]));
	for (uint32_t i = 0; i < b->n; i++)
		if (filter_has(&d->again, b->hash[i])) {
			ALLOC_GROW(f->found, f->nfound + 1, f->cap);
			f->found[f->nfound++] = (struct candidate){ b->hash[i], b->row[i] };
		}
}

static void pass(struct dedup *d, uint32_t n, ids_fn fn, work_fn each)
{
	d->fn = fn;
	(void)!workers_run(d->threads, 0, n, NULL, each, d);
}

/* False: no id comes again. */
static bool find_again(struct dedup *d, uint64_t rows)
{
	uint64_t n = 0;

	filter_init(&d->seen, rows / 8);
	pass(d, store_nsegs(d->s), note_ids, segment_ids);
	free(d->seen.words);
	for (unsigned w = 0; w < d->threads; w++)
		n += d->finders[w].nagain;
	if (!n)
		return false;
	filter_init(&d->again, n / 2);
	for (unsigned w = 0; w < d->threads; w++) {
		struct finder *f = &d->finders[w];

		for (size_t i = 0; i < f->nagain; i++)
			filter_add(&d->again, f->again[i], false);
		free(f->again);
		f->again = NULL;
	}
	pass(d, store_nsegs(d->s), collect_ids, segment_ids);
	free(d->again.words);
	return true;
}

/* ---- the candidates ---- */

/* All of them, those whose hashes begin alike together. */
static void gather(struct dedup *d)
{
	uint32_t n = 0, at = 0, ends = SLICES;

	for (unsigned w = 0; w < d->threads; w++)
		n += (uint32_t)d->finders[w].nfound;
	while (ends < n / 4)
		ends *= 2;
	d->nends = ends;
	d->shift = (unsigned)(64 - __builtin_ctz(ends));
	d->ends = xcalloc(ends, sizeof(*d->ends));
	d->found = xreallocarray(NULL, (size_t)n + 1, sizeof(*d->found));
	for (unsigned w = 0; w < d->threads; w++)
		for (size_t i = 0; i < d->finders[w].nfound; i++)
			d->ends[d->finders[w].found[i].hash >> d->shift]++;
	for (uint32_t e = 0; e < ends; e++) {
		uint32_t c = d->ends[e];

		d->ends[e] = at;
		at += c;
	}
	for (unsigned w = 0; w < d->threads; w++) {
		struct finder *f = &d->finders[w];

		for (size_t i = 0; i < f->nfound; i++)
			d->found[d->ends[f->found[i].hash >> d->shift]++] = f->found[i];
		free(f->found);
		f->found = NULL;
	}
}

static int candidate_cmp(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static int place_cmp(const void *a, const void *b, void *s)
{
	const struct place *x = a, *y = b;

	if (x->content != y->content)
		return x->content < y->content ? -1 : 1;
	return store_place_cmp(s, x->row, y->row);
}

static void set_bit(_Atomic(uint64_t) *words, uint32_t r)
{
	atomic_fetch_or_explicit(&words[r >> 6], UINT64_C(1) << (r & 63),
				 memory_order_relaxed);
}

/* ROW is the RANKth copy of the event kept at KEPT. */
static void copy_of(const struct store *s, struct finder *f, row_t kept, row_t row,
		    uint32_t rank)
{
	set_bit(store_seg(s, row_seg(row))->dup, row_in_seg(row));
	ALLOC_GROW(f->copies, f->ncopies + 1, f->copycap);
	f->copies[f->ncopies++] = (struct copy){ kept, row, rank };
}

/* The places A..B-1 hold one event: the first is kept. */
static void merge(const struct store *s, struct finder *f, size_t a, size_t b)
{
	for (size_t i = a + 1; i < b; i++)
		copy_of(s, f, f->places[a].row, f->places[i].row, (uint32_t)(i - a));
}

static void flag(const struct store *s, struct finder *f, row_t row)
{
	set_bit(store_seg(s, row_seg(row))->differs, row_in_seg(row));
	ALLOC_GROW(f->differs, f->ndiffers + 1, f->differcap);
	f->differs[f->ndiffers++] = row;
}

static int row_cmp(const void *a, const void *b, void *s)
{
	return store_place_cmp(s, ((const struct place *)a)->row,
			       ((const struct place *)b)->row);
}

/*
 * The N rows of one id, some of them partial: PLACES are by content. Groups of one content
 * become one event where partial_settle() says so; their place's content is then the number
 * of the group they belong to.
 */
static void settle_partial(struct store *s, struct finder *f, size_t n)
{
	struct row_group *g = xcalloc(n, sizeof(*g));
	uint32_t ngroups = 0, nevents = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t content = f->places[i].content;

		if (!i || content != f->places[i - 1].content)
			g[ngroups++].row = f->places[i].row;
	}
	partial_settle(s, g, ngroups);
	for (size_t i = 0, k = 0; i < n; k++) {
		uint64_t content = f->places[i].content;

		for (; i < n && f->places[i].content == content; i++)
			f->places[i].number = g[k].into;
	}
	for (uint32_t k = 0; k < ngroups; k++)
		nevents += g[k].into == k;
	qsort_r(f->places, n, sizeof(*f->places), row_cmp, s);
	for (uint32_t k = 0; k < ngroups; k++) {
		uint32_t rank = 0;

		if (g[k].into != k)
			continue;
		for (size_t i = 0; i < n; i++)
			if (f->places[i].number == k && f->places[i].row != g[k].row)
				copy_of(s, f, g[k].row, f->places[i].row, ++rank);
		if (nevents > 1)
			flag(s, f, g[k].row);
	}
	free(g);
}

static bool any_partial(const struct store *s, const struct place *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (row_is_partial(s, p[i].row))
			return true;
	return false;
}

/* The N > 1 rows of one id. */
static void settle(struct store *s, struct finder *f, const struct candidate *c, size_t n)
{
	bool differs;

	ALLOC_GROW(f->places, n, f->placecap);
	for (size_t i = 0; i < n; i++)
		f->places[i] = (struct place){
			store_seg(s, row_seg(c[i].row))->content[row_in_seg(c[i].row)],
			c[i].row,
			0,
		};
	qsort_r(f->places, n, sizeof(*f->places), place_cmp, s);
	differs = f->places[0].content != f->places[n - 1].content;
	if (differs && any_partial(s, f->places, n)) {
		settle_partial(s, f, n);
		return;
	}
	for (size_t i = 0, j; i < n; i = j) {
		row_t row = f->places[i].row;

		for (j = i + 1; j < n && f->places[j].content == f->places[i].content; j++)
			;
		merge(s, f, i, j);
		if (differs)
			flag(s, f, row);
	}
}

static void settle_slice(void *arg, unsigned worker, uint32_t item)
{
	struct dedup *d = arg;
	uint32_t e = d->nends / SLICES * item, to = e + d->nends / SLICES;
	size_t a = e ? d->ends[e - 1] : 0;

	for (; e < to; e++) {
		size_t end = d->ends[e], b;

		if (end - a > INSERTION)
			qsort(d->found + a, end - a, sizeof(*d->found), candidate_cmp);
		else
			for (size_t i = a + 1; i < end; i++) {
				struct candidate c = d->found[i];
				size_t j = i;

				for (; j > a && d->found[j - 1].hash > c.hash; j--)
					d->found[j] = d->found[j - 1];
				d->found[j] = c;
			}
		for (; a < end; a = b) {
			for (b = a + 1; b < end && d->found[b].hash == d->found[a].hash;
			     b++)
				;
			if (b - a > 1)
				settle(d->s, &d->finders[worker], d->found + a, b - a);
		}
	}
}

/* What the threads found, for the store and the files. */
static void join(struct dedup *d)
{
	struct store *s = d->s;
	size_t n = 0;

	for (unsigned w = 0; w < d->threads; w++)
		n += d->finders[w].ncopies;
	s->copies = xreallocarray(NULL, n + 1, sizeof(*s->copies));
	for (unsigned w = 0; w < d->threads; w++) {
		struct finder *f = &d->finders[w];

		for (size_t i = 0; i < f->ncopies; i++) {
			s->copies[s->ncopies++] = f->copies[i];
			store_row_file(s, f->copies[i].row, NULL, NULL)->duplicates++;
		}
		for (size_t i = 0; i < f->ndiffers; i++)
			store_row_file(s, f->differs[i], NULL, NULL)->differing++;
		free(f->copies);
		free(f->differs);
		free(f->places);
	}
	store_sort_copies(s);
}

void store_dedup(struct store *s, unsigned threads)
{
	uint64_t rows = atomic_load_explicit(&s->rows, memory_order_relaxed);
	struct dedup d = { .s = s, .threads = rows < ALONE || !threads ? 1 : threads };

	d.path = path_find_child(s->paths, PATH_ROOT, SV_LIT("eventID"));
	if (d.path == PATH_NONE)
		return;
	d.finders = xcalloc(d.threads, sizeof(*d.finders));
	if (find_again(&d, rows)) {
		gather(&d);
		pass(&d, SLICES, NULL, settle_slice);
		free(d.found);
		free(d.ends);
		join(&d);
	}
	free(d.finders);
}
