/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts by the values of several fields: each thread its own table, merged at the end. */
#include "count/tally.h"
#include "eval/reader.h"
#include "eval/scan.h"
#include "util/hashtab.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define NONE             UINT32_MAX
#define MAX_COMBINATIONS 1000000u /* of one event */
#define SPAWN_ABOVE      16u      /* segments */
#define MAX_THREADS      8u

/* Distinct tuples of numbers with their events. */
struct tuples {
	size_t width;
	uint32_t *keys; /* n * width */
	struct acc *acc;
	uint32_t n, cap;
	struct hashtab by_key;
};

struct tally {
	struct reader *fields;
	struct tuples tuples;
	uint32_t *key, *at; /* the tuple being made; where each field stands */
	bool limit;
};

struct many {
	const struct eval_env *env;
	const uint64_t *bits;
	size_t nby;
	struct tally *tallies;
};

static uint64_t tuple_hash(const uint32_t *key, size_t width)
{
	uint64_t h = width;

	for (size_t i = 0; i < width; i++)
		h = hash_mix(h, key[i]);
	return h;
}

static void tuples_grow(struct tuples *t)
{
	t->cap = t->cap ? t->cap * 2 : 256;
	t->keys = xreallocarray(t->keys, t->cap * t->width, sizeof(*t->keys));
	t->acc = xreallocarray(t->acc, t->cap, sizeof(*t->acc));
}

static struct acc *tuples_add(struct tuples *t, const uint32_t *key)
{
	size_t bytes = t->width * sizeof(*key);
	uint64_t hash = tuple_hash(key, t->width);

	HASHTAB_EACH(&t->by_key, hash, i)
		if (!memcmp(t->keys + i * t->width, key, bytes))
			return &t->acc[i];
	if (t->n == t->cap)
		tuples_grow(t);
	memcpy(t->keys + t->n * t->width, key, bytes);
	t->acc[t->n] = (struct acc)ACC_INIT;
	hashtab_add(&t->by_key, hash, t->n);
	return &t->acc[t->n++];
}

static int number_cmp(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Each number once; the order does not matter here. */
static void distinct(struct reader *r)
{
	size_t n = 0;

	if (r->n < 2)
		return;
	qsort(r->v, r->n, sizeof(*r->v), number_cmp);
	for (size_t i = 0; i < r->n; i++)
		if (!n || r->v[n - 1] != r->v[i])
			r->v[n++] = r->v[i];
	r->n = n;
}

/* Every combination of the values the readers stand at, like the digits of a number. */
static void add_combinations(struct tally *t, size_t nby, tick_t time)
{
	size_t i;

	for (i = 0; i < nby; i++) {
		t->at[i] = 0;
		t->key[i] = t->fields[i].n ? t->fields[i].v[0] : NONE;
	}
	for (;;) {
		acc_add(tuples_add(&t->tuples, t->key), time);
		for (i = 0; i < nby; i++) {
			struct reader *r = &t->fields[i];

			if (++t->at[i] < r->n) {
				t->key[i] = r->v[t->at[i]];
				break;
			}
			t->at[i] = 0;
			if (r->n)
				t->key[i] = r->v[0];
		}
		if (i == nby)
			return;
	}
}

static void tally_segment(void *arg, unsigned worker, uint32_t item)
{
	struct many *m = arg;
	struct tally *t = &m->tallies[worker];
	const struct segment *seg = store_seg(m->env->store, item);
	const uint64_t *bits = m->bits + (size_t)item * SEG_WORDS;

	if (t->limit || !bits_any(bits))
		return;
	for (size_t i = 0; i < m->nby; i++)
		reader_segment(&t->fields[i], seg);
	BITS_FOREACH(bits, SEG_WORDS, row) {
		size_t product = 1;

		for (size_t i = 0; i < m->nby; i++) {
			reader_row(&t->fields[i], (uint32_t)row);
			distinct(&t->fields[i]);
			product *= MAX(t->fields[i].n, 1u);
			if (product > MAX_COMBINATIONS)
				t->limit = true;
			if (t->limit || is_canceled(m->env->cancel))
				return;
		}
		add_combinations(t, m->nby, segment_time(seg, (uint32_t)row));
	}
}

/* What FROM counted, in the numbers of TO. */
static void merge(struct tally *to, struct tally *from, size_t nby)
{
	uint32_t **numbers = xcalloc(nby, sizeof(*numbers));

	for (size_t i = 0; i < nby; i++) {
		const struct textmap *texts = &from->fields[i].texts;

		numbers[i] = xreallocarray(NULL, (size_t)texts->n + 1, sizeof(**numbers));
		for (uint32_t k = 0; k < texts->n; k++)
			numbers[i][k] = textmap_add(&to->fields[i].texts, texts->texts[k],
						    hash_sv(texts->texts[k]), false);
		arena_adopt(&to->fields[i].texts.arena, &from->fields[i].texts.arena);
	}
	for (uint32_t k = 0; k < from->tuples.n; k++) {
		const uint32_t *key = from->tuples.keys + k * nby;

		for (size_t i = 0; i < nby; i++)
			to->key[i] = key[i] == NONE ? NONE : numbers[i][key[i]];
		acc_merge(tuples_add(&to->tuples, to->key), &from->tuples.acc[k]);
	}
	for (size_t i = 0; i < nby; i++)
		free(numbers[i]);
	free(numbers);
}

static void take_rows(struct tally *t, size_t nby, struct counts *ret)
{
	struct sv *keys = xcalloc(nby, sizeof(*keys));

	counts_reserve(ret, t->tuples.n);
	for (uint32_t k = 0; k < t->tuples.n; k++) {
		const uint32_t *key = t->tuples.keys + k * nby;

		for (size_t i = 0; i < nby; i++)
			keys[i] =
				key[i] == NONE ? SV_NULL : t->fields[i].texts.texts[key[i]];
		counts_push(ret, keys, &t->tuples.acc[k]);
	}
	for (size_t i = 0; i < nby; i++)
		arena_adopt(&ret->arena, &t->fields[i].texts.arena);
	free(keys);
}

static void tally_init(struct tally *t, const struct eval_env *env,
		       const struct fieldref *by, size_t nby)
{
	t->fields = xcalloc(nby, sizeof(*t->fields));
	for (size_t i = 0; i < nby; i++)
		reader_init(&t->fields[i], env, &by[i]);
	t->tuples.width = nby;
	t->key = xcalloc(nby, sizeof(*t->key));
	t->at = xcalloc(nby, sizeof(*t->at));
}

static void tally_release(struct tally *t, size_t nby)
{
	for (size_t i = 0; i < nby; i++)
		reader_release(&t->fields[i]);
	free(t->fields);
	free(t->tuples.keys);
	free(t->tuples.acc);
	hashtab_release(&t->tuples.by_key);
	free(t->key);
	free(t->at);
}

enum st count_many(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
		   const struct fieldref *by, size_t nby, struct counts *ret)
{
	unsigned threads =
		nsegs > SPAWN_ABOVE ? MIN(MAX(env->threads, 1u), MAX_THREADS) : 1;
	struct many m = { env, bits, nby, xcalloc(threads, sizeof(*m.tallies)) };
	enum st st;

	for (unsigned i = 0; i < threads; i++)
		tally_init(&m.tallies[i], env, by, nby);
	st = workers_run(threads, 0, nsegs, env->cancel, tally_segment, &m);
	for (unsigned i = 0; !st && i < threads; i++)
		if (m.tallies[i].limit)
			st = ST_LIMIT;
	for (unsigned i = 1; !st && i < threads; i++)
		merge(&m.tallies[0], &m.tallies[i], nby);
	if (!st)
		take_rows(&m.tallies[0], nby, ret);
	for (unsigned i = 0; i < threads; i++)
		tally_release(&m.tallies[i], nby);
	free(m.tallies);
	return st;
}
