/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of the rows of a count. Many rows with one key are dealt out to parts by keys taken
 * from among them, and each thread sorts parts.
 */
#include "count/tally.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define PARTS      64u
#define SAMPLES    16u /* for each part */
#define DEAL_ABOVE 50000u
#define AHEAD      16u    /* texts that are fetched early */
#define CHUNK      16384u /* rows that are moved at once */

struct dealing {
	const struct counts *c;
	uint32_t *idx, *spare;
	size_t n;
	uint32_t chunks;
	struct sv keys[PARTS - 1]; /* the first of each part but part 0 */
	uint8_t *part;             /* of each of IDX */
	size_t (*at)[PARTS];       /* by chunk: number, then place */
	size_t from[PARTS + 1];
};

static int sv_order(const void *a, const void *b)
{
	return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static void take_samples(struct dealing *d)
{
	struct sv v[PARTS * SAMPLES];

	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		v[i] = d->c->keys[d->idx[i * d->n / ARRAY_SIZE(v)]];
	qsort(v, ARRAY_SIZE(v), sizeof(*v), sv_order);
	for (unsigned p = 0; p + 1 < PARTS; p++)
		d->keys[p] = v[(p + 1) * SAMPLES];
}

static uint8_t part_of(const struct dealing *d, struct sv key)
{
	unsigned lo = 0, hi = PARTS - 1;

	while (lo < hi) {
		unsigned mid = (lo + hi) / 2;

		if (sv_cmp(d->keys[mid], key) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint8_t)lo;
}

static void note_chunk(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct dealing *d = arg;
	size_t to = MIN((size_t)(item + 1) * CHUNK, d->n);

	for (size_t i = (size_t)item * CHUNK; i < to; i++) {
		if (i + AHEAD < to)
			__builtin_prefetch(d->c->keys[d->idx[i + AHEAD]].ptr);
		d->part[i] = part_of(d, d->c->keys[d->idx[i]]);
		d->at[item][d->part[i]]++;
	}
}

static void deal_chunk(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct dealing *d = arg;
	size_t to = MIN((size_t)(item + 1) * CHUNK, d->n);

	for (size_t i = (size_t)item * CHUNK; i < to; i++)
		d->spare[d->at[item][d->part[i]]++] = d->idx[i];
}

static void sort_part(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct dealing *d = arg;
	size_t n = d->from[item + 1] - d->from[item];

	keysort(d->c->keys, d->spare + d->from[item], n);
	if (n)
		memcpy(d->idx + d->from[item], d->spare + d->from[item],
		       n * sizeof(*d->idx));
}

static void run_all(unsigned threads, uint32_t to, work_fn fn, void *arg)
{
	if (workers_run(threads, 0, to, NULL, fn, arg) != ST_OK)
		return; /* there is nothing that could cancel it */
}

/* keysort() by several threads. */
static void sort_keys(const struct counts *c, uint32_t *idx, size_t n, unsigned threads)
{
	struct dealing d = { .c = c, .idx = idx, .n = n };
	size_t at = 0;

	if (n < DEAL_ABOVE || threads < 2) {
		keysort(c->keys, idx, n);
		return;
	}
	d.chunks = (uint32_t)((n + CHUNK - 1) / CHUNK);
	d.spare = xreallocarray(NULL, n, sizeof(*d.spare));
	d.part = xmalloc(n);
	d.at = xcalloc(d.chunks, sizeof(*d.at));
	take_samples(&d);
	run_all(threads, d.chunks, note_chunk, &d);
	for (unsigned p = 0; p < PARTS; p++) {
		d.from[p] = at;
		for (uint32_t k = 0; k < d.chunks; k++) {
			size_t here = d.at[k][p];

			d.at[k][p] = at;
			at += here;
		}
	}
	d.from[PARTS] = at;
	run_all(threads, d.chunks, deal_chunk, &d);
	run_all(threads, PARTS, sort_part, &d);
	free(d.at);
	free(d.part);
	free(d.spare);
}

/* The most first. */
static void sort_by_count(const struct counts *c, uint32_t *idx)
{
	uint64_t *keys = xreallocarray(NULL, c->nrows, sizeof(*keys));

	for (size_t i = 0; i < c->nrows; i++)
		keys[i] = ~c->rows[i].count;
	numbersort(keys, idx, c->nrows);
	free(keys);
}

static int by_keys(const void *a, const void *b, void *arg)
{
	const struct counts *c = arg;
	const struct sv *x = c->keys + *(const uint32_t *)a * c->nfields;
	const struct sv *y = c->keys + *(const uint32_t *)b * c->nfields;

	for (size_t i = 0; i < c->nfields; i++) {
		int d = !x[i].ptr - !y[i].ptr; /* none after all strings */

		if (!d && x[i].ptr)
			d = sv_cmp(x[i], y[i]);
		if (d)
			return d;
	}
	return 0;
}

/* Rows of one count, by their one key. */
static void sort_run(struct counts *c, uint32_t *idx, size_t n, unsigned threads)
{
	/* at most one row has no key: out of the way, then last */
	for (size_t i = 0; i < n; i++)
		if (!c->keys[idx[i]].ptr) {
			uint32_t none = idx[i];

			idx[i] = idx[n - 1];
			idx[n - 1] = none;
			n--;
			break;
		}
	sort_keys(c, idx, n, threads);
}

struct moving {
	const struct counts *c;
	const uint32_t *idx;
	struct count_row *rows;
};

static void move_chunk(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct moving *m = arg;
	const struct counts *c = m->c;
	size_t to = MIN((size_t)(item + 1) * CHUNK, c->nrows);

	for (size_t i = (size_t)item * CHUNK; i < to; i++) {
		m->rows[i] = c->rows[m->idx[i]];
		m->rows[i].keys = c->keys + (size_t)m->idx[i] * c->nfields;
	}
}

/* Row I becomes what row IDX[I] was. */
static void permute(struct counts *c, const uint32_t *idx, unsigned threads)
{
	struct moving m = { c, idx, xreallocarray(NULL, c->nrows, sizeof(*c->rows)) };

	run_all(c->nrows < DEAL_ABOVE ? 1 : threads,
		(uint32_t)((c->nrows + CHUNK - 1) / CHUNK), move_chunk, &m);
	free(c->rows);
	c->rows = m.rows;
	c->cap = c->nrows;
}

void counts_sort(struct counts *c, unsigned threads)
{
	uint32_t *idx = xreallocarray(NULL, c->nrows + 1, sizeof(*idx));
	bool equal = true;

	for (size_t i = 0; i < c->nrows; i++) {
		idx[i] = (uint32_t)i;
		equal &= c->rows[i].count == c->rows[0].count;
	}
	if (!equal)
		sort_by_count(c, idx);
	for (size_t from = 0, to; from < c->nrows; from = to) {
		uint64_t count = c->rows[idx[from]].count;

		for (to = from + 1; to < c->nrows && c->rows[idx[to]].count == count; to++)
			;
		if (to - from == 1)
			continue;
		if (c->nfields == 1)
			sort_run(c, idx + from, to - from, threads);
		else
			qsort_r(idx + from, to - from, sizeof(*idx), by_keys, c);
	}
	if (c->nrows)
		permute(c, idx, threads);
	free(idx);
}
