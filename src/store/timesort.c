/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A counting sort. The span of time is cut into equal buckets; the rows of a bucket, few and
 * near to one another, are then sorted by themselves, unless it holds but one second.
 *
 * The runs are cut into parts, one or more for each thread. Each part counts its rows in
 * each bucket; where the rows of a part go within a bucket is after those of the parts
 * before it, so that the number of parts is not seen in the result.
 */
#include "store/timesort.h"

#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define FEW            32u          /* rows that are sorted by insertion */
#define ALONE          (64u * 1024) /* rows too few for a second thread */
#define ROWS_OF_BUCKET 32u          /* so many at least, on the whole */
#define NO_TIME        UINT64_MAX

/* Times as numbers that sort as they do: ticks, or seconds where all rows have such. */
struct timesort {
	const struct segment **segs; /* by number, those there are runs of */
	const struct run *runs;
	bool secs, copies;
	uint64_t min, max; /* of all readable times */
	unsigned shift;    /* a bucket is 1 << shift long */
	uint32_t nbuckets; /* the last one is of rows without a time */
	struct part *parts;
	uint32_t nparts;
	row_t *rows;
	uint32_t n, nslices;
	struct scratch *scratch; /* of each thread */
};

struct part {
	size_t from, to; /* of the runs */
	uint64_t min, max;
	uint32_t *at; /* by bucket: rows, then the place of the next one */
};

struct scratch {
	row_t *rows;
	uint32_t *at;
	size_t cap;
};

static inline uint64_t tick_key(tick_t t)
{
	return t == TICK_NONE ? NO_TIME : (uint64_t)t ^ UINT64_C(1) << 63;
}

static inline uint64_t seg_key(const struct timesort *ts, const struct segment *seg,
			       uint32_t r)
{
	return ts->secs ? seg->t32[r] : tick_key(segment_time(seg, r));
}

static inline uint64_t row_key(const struct timesort *ts, row_t row)
{
	return seg_key(ts, ts->segs[row_seg(row)], row_in_seg(row));
}

static inline uint32_t bucket_of(const struct timesort *ts, uint64_t key)
{
	return key == NO_TIME ? ts->nbuckets - 1 : (uint32_t)((key - ts->min) >> ts->shift);
}

static void span_of_part(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct timesort *ts = arg;
	struct part *p = &ts->parts[item];
	uint64_t min = UINT64_MAX, max = 0;

	for (size_t i = p->from; i < p->to; i++) {
		const struct run *run = &ts->runs[i];
		const struct segment *seg = ts->segs[run->seg];

		if (ts->secs) {
			uint32_t lo = UINT32_MAX, hi = 0;

			for (uint32_t r = run->from; r < run->to; r++) {
				lo = MIN(lo, seg->t32[r]);
				hi = MAX(hi, seg->t32[r]);
			}
			min = MIN(min, lo);
			max = MAX(max, hi);
			continue;
		}
		for (uint32_t r = run->from; r < run->to; r++) {
			uint64_t k = seg_key(ts, seg, r);

			min = MIN(min, k);
			max = k != NO_TIME && k > max ? k : max;
		}
	}
	p->min = min;
	p->max = max;
}

/* The rows wanted of FROM..TO-1 as bits of a word. */
static inline uint64_t wanted(const struct timesort *ts, const struct segment *seg,
			      uint32_t word, uint32_t from, uint32_t to)
{
	uint64_t w = ts->copies
			     ? UINT64_MAX
			     : ~atomic_load_explicit(&seg->dup[word], memory_order_relaxed);

	if (word == from >> 6)
		w &= UINT64_MAX << (from & 63);
	if (word == (to - 1) >> 6)
		w &= UINT64_MAX >> (63 - ((to - 1) & 63));
	return w;
}

static void count_part(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct timesort *ts = arg;
	struct part *p = &ts->parts[item];

	memset(p->at, 0, ts->nbuckets * sizeof(*p->at));
	for (size_t i = p->from; i < p->to; i++) {
		const struct run *run = &ts->runs[i];
		const struct segment *seg = ts->segs[run->seg];

		for (uint32_t w = run->from >> 6; w << 6 < run->to; w++)
			for (uint64_t m = wanted(ts, seg, w, run->from, run->to); m;
			     m &= m - 1) {
				uint32_t r = w << 6 | (uint32_t)__builtin_ctzll(m);

				p->at[bucket_of(ts, seg_key(ts, seg, r))]++;
			}
	}
}

static void place_part(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct timesort *ts = arg;
	const struct part *p = &ts->parts[item];

	for (size_t i = p->from; i < p->to; i++) {
		const struct run *run = &ts->runs[i];
		const struct segment *seg = ts->segs[run->seg];

		for (uint32_t w = run->from >> 6; w << 6 < run->to; w++)
			for (uint64_t m = wanted(ts, seg, w, run->from, run->to); m;
			     m &= m - 1) {
				uint32_t r = w << 6 | (uint32_t)__builtin_ctzll(m);
				uint32_t b = bucket_of(ts, seg_key(ts, seg, r));

				ts->rows[p->at[b]++] = row_make(run->seg, r);
			}
	}
}

/* Counts become places: buckets one after the other, in each the parts. */
static void lay_out(struct timesort *ts)
{
	uint32_t at = 0;

	for (uint32_t b = 0; b < ts->nbuckets; b++)
		for (uint32_t p = 0; p < ts->nparts; p++) {
			uint32_t c = ts->parts[p].at[b];

			ts->parts[p].at[b] = at;
			at += c;
		}
	ts->n = at;
}

/* ---- within a bucket ---- */

static void insertion(const struct timesort *ts, row_t *rows, uint32_t n)
{
	uint64_t keys[FEW];

	for (uint32_t i = 0; i < n; i++) {
		row_t row = rows[i];
		uint64_t k = row_key(ts, row);
		uint32_t j = i;

		for (; j && keys[j - 1] > k; j--) {
			keys[j] = keys[j - 1];
			rows[j] = rows[j - 1];
		}
		keys[j] = k;
		rows[j] = row;
	}
}

/* Least and greatest key; false when the rows are in order already. */
static bool span_of(const struct timesort *ts, const row_t *rows, uint32_t n,
		    uint64_t *ret_min, uint64_t *ret_max)
{
	uint64_t last = 0, min = UINT64_MAX, max = 0;
	bool sorted = true;

	for (uint32_t i = 0; i < n; i++) {
		uint64_t k = row_key(ts, rows[i]);

		sorted &= last <= k;
		last = k;
		min = MIN(min, k);
		max = MAX(max, k);
	}
	*ret_min = min;
	*ret_max = max;
	return !sorted;
}

static unsigned bits_of(uint64_t v)
{
	return v ? 64u - (unsigned)__builtin_clzll(v) : 0;
}

/* All have a time. At most half as many buckets as rows, and again in each. */
static void sort_some(const struct timesort *ts, struct scratch *sc, row_t *rows,
		      uint32_t n)
{
	uint32_t nb, at = 0;
	uint64_t min, max;
	unsigned shift;

	if (n <= FEW) {
		insertion(ts, rows, n);
		return;
	}
	if (!span_of(ts, rows, n, &min, &max))
		return;
	shift = bits_of(max - min);
	shift -= MIN(shift, bits_of(n) - 2);
	nb = (uint32_t)((max - min) >> shift) + 1;
	if (n > sc->cap) {
		sc->cap = n;
		free(sc->rows);
		free(sc->at);
		sc->rows = xreallocarray(NULL, sc->cap, sizeof(*sc->rows));
		sc->at = xreallocarray(NULL, sc->cap, sizeof(*sc->at));
	}
	memcpy(sc->rows, rows, n * sizeof(*rows));
	memset(sc->at, 0, nb * sizeof(*sc->at));
	for (uint32_t i = 0; i < n; i++)
		sc->at[(row_key(ts, rows[i]) - min) >> shift]++;
	for (uint32_t b = 0; b < nb; b++) {
		uint32_t c = sc->at[b];

		sc->at[b] = at;
		at += c;
	}
	for (uint32_t i = 0; i < n; i++) {
		row_t row = sc->rows[i];

		rows[sc->at[(row_key(ts, row) - min) >> shift]++] = row;
	}
	for (uint32_t i = 0, j; shift && i < n; i = j) {
		uint64_t b = (row_key(ts, rows[i]) - min) >> shift;

		for (j = i + 1; j < n && (row_key(ts, rows[j]) - min) >> shift == b; j++)
			;
		if (j - i > 1)
			sort_some(ts, sc, rows + i, j - i);
	}
}

/* Where bucket B begins: where the last part put its last row of the one before. */
static uint32_t bucket_start(const struct timesort *ts, uint32_t b)
{
	return b ? ts->parts[ts->nparts - 1].at[b - 1] : 0;
}

/* The first bucket that begins at place AT or later. */
static uint32_t bucket_at(const struct timesort *ts, uint32_t at)
{
	uint32_t lo = 0, hi = ts->nbuckets - 1;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (bucket_start(ts, mid) < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static uint32_t slice_start(const struct timesort *ts, uint32_t i)
{
	return bucket_at(ts, (uint32_t)((uint64_t)ts->n * i / ts->nslices));
}

static void sort_slice(void *arg, unsigned worker, uint32_t item)
{
	const struct timesort *ts = arg;
	uint32_t b = slice_start(ts, item);
	uint32_t to = item + 1 < ts->nslices ? slice_start(ts, item + 1) : ts->nbuckets - 1;

	for (; b < to; b++) {
		uint32_t at = bucket_start(ts, b), n = bucket_start(ts, b + 1) - at;

		if (n > 1)
			sort_some(ts, &ts->scratch[worker], ts->rows + at, n);
	}
}

/* ---- the whole ---- */

static void each(struct timesort *ts, unsigned threads, uint32_t n, work_fn fn)
{
	(void)!workers_run(threads, 0, n, NULL, fn, ts);
}

/* Parts with as many rows each; a run is of one part. */
static void cut(struct timesort *ts, size_t nruns, uint64_t rows)
{
	uint64_t done = 0;
	size_t at = 0;

	for (uint32_t p = 0; p < ts->nparts; p++) {
		ts->parts[p].from = at;
		while (at < nruns && done < rows * (p + 1) / ts->nparts) {
			done += ts->runs[at].to - ts->runs[at].from;
			at++;
		}
		ts->parts[p].to = at;
	}
}

static void choose_buckets(struct timesort *ts, uint64_t rows)
{
	uint64_t most = rows / ROWS_OF_BUCKET / ts->nparts + 1, span;

	ts->min = UINT64_MAX;
	for (uint32_t p = 0; p < ts->nparts; p++) {
		ts->min = MIN(ts->min, ts->parts[p].min);
		ts->max = MAX(ts->max, ts->parts[p].max);
	}
	span = ts->max > ts->min ? ts->max - ts->min : 0;
	while (span >> ts->shift >= most)
		ts->shift++;
	ts->nbuckets = (uint32_t)(span >> ts->shift) + 2;
}

row_t *timesort(const struct store *s, const struct run *runs, size_t nruns, bool copies,
		unsigned threads, uint32_t *ret_n, uint32_t *ret_timed)
{
	struct timesort ts = { .runs = runs, .secs = true, .copies = copies };
	uint64_t rows = 0;
	uint32_t *tables;

	ts.segs = xcalloc((size_t)store_nsegs(s) + 1, sizeof(*ts.segs));
	for (size_t i = 0; i < nruns; i++) {
		const struct segment *seg = store_seg(s, runs[i].seg);

		rows += runs[i].to - runs[i].from;
		ts.segs[runs[i].seg] = seg;
		ts.secs &= seg->t32 != NULL;
	}
	if (rows < ALONE || !threads)
		threads = 1;
	ts.nparts = threads;
	ts.parts = xcalloc(ts.nparts, sizeof(*ts.parts));
	cut(&ts, nruns, rows);
	each(&ts, threads, ts.nparts, span_of_part);
	choose_buckets(&ts, rows);
	tables = xmalloc_huge((size_t)ts.nparts * ts.nbuckets * sizeof(*tables));
	for (uint32_t p = 0; p < ts.nparts; p++)
		ts.parts[p].at = tables + (size_t)p * ts.nbuckets;
	each(&ts, threads, ts.nparts, count_part);
	lay_out(&ts);
	ts.rows = xmalloc_huge(((size_t)ts.n + 1) * sizeof(*ts.rows));
	each(&ts, threads, ts.nparts, place_part);
	if (ts.shift) {
		ts.scratch = xcalloc(threads, sizeof(*ts.scratch));
		ts.nslices = threads * 8;
		each(&ts, threads, ts.nslices, sort_slice);
		for (unsigned i = 0; i < threads; i++) {
			free(ts.scratch[i].rows);
			free(ts.scratch[i].at);
		}
		free(ts.scratch);
	}
	*ret_n = ts.n;
	*ret_timed = bucket_start(&ts, ts.nbuckets - 1);
	free(tables);
	free(ts.parts);
	free(ts.segs);
	return ts.rows;
}
