/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts by account, region and day, and the days between that have none. */
#include "coverage/coverage.h"

#include "count/count.h"
#include "eval/select.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY (86400 * TICKS_PER_SEC)

/* Events of each row are told apart by account and region, then counted by day. */
static const enum field_id cover_fields[] = { FLD_ACCOUNT, FLD_REGION };

static int64_t day_of(tick_t t)
{
	return t / DAY;
}

/* Days looked at: from the first to the last event, the newest ones when too many. */
static void set_days(struct coverage *c, const struct store *s, const struct order *o)
{
	int64_t first, last;

	if (!o->timed)
		return;
	first = day_of(store_time(s, o->rows[0]));
	last = day_of(store_time(s, o->rows[o->timed - 1]));
	if (last - first + 1 > COVER_MAX_DAYS) {
		c->cut = true;
		first = last - COVER_MAX_DAYS + 1;
	}
	c->first_day = first;
	c->ndays = (uint32_t)(last - first + 1);
}

static bool sv_same(struct sv a, struct sv b)
{
	return (a.ptr == NULL) == (b.ptr == NULL) && sv_eq(a, b);
}

static struct sv keep_text(struct arena *arena, struct sv v)
{
	if (!v.ptr)
		return SV_NULL;
	return sv_make(arena_text(arena, v), v.len);
}

/* None after all texts. */
static int key_cmp(struct sv a, struct sv b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr - !b.ptr;
	return sv_cmp(a, b);
}

static int row_cmp(const void *a, const void *b)
{
	const struct cover_row *x = a, *y = b;
	int c = key_cmp(x->account, y->account);

	return c ? c : key_cmp(x->region, y->region);
}

/* The rows, with their counts and ends; days are still empty. */
static void add_rows(struct coverage *c, const struct counts *counts)
{
	c->n = counts->n;
	c->rows = arena_alloc(&c->arena, MAX(c->n, 1) * sizeof(*c->rows));
	for (size_t i = 0; i < c->n; i++) {
		const struct count_row *r = &counts->rows[i];
		size_t bytes = MAX(c->ndays, 1u) * sizeof(uint32_t);

		c->rows[i] = (struct cover_row){
			.account = keep_text(&c->arena, r->keys[0]),
			.region = keep_text(&c->arena, r->keys[1]),
			.events = r->count,
			.first = r->first,
			.last = r->last,
			.per_day = arena_alloc(&c->arena, bytes),
		};
		memset(c->rows[i].per_day, 0, bytes);
	}
	qsort(c->rows, c->n, sizeof(*c->rows), row_cmp);
}

static struct cover_row *find_row(struct coverage *c, struct sv account, struct sv region)
{
	for (size_t i = 0; i < c->n; i++) {
		if (sv_same(c->rows[i].account, account) &&
		    sv_same(c->rows[i].region, region))
			return &c->rows[i];
	}
	return NULL;
}

/* The rows of one day, set in BITS, which is empty before and after. */
static enum st count_day(struct coverage *c, const struct eval_env *env,
			 const struct order *o, const struct fieldref *by, uint64_t *bits,
			 uint32_t day)
{
	uint32_t from = order_lower(env->store, o, (c->first_day + day) * DAY);
	uint32_t to = order_lower(env->store, o, (c->first_day + day + 1) * DAY);
	struct counts counts = { 0 };
	enum st rc;

	if (from == to)
		return ST_OK;
	for (uint32_t i = from; i < to; i++)
		bit_set(bits, o->rows[i]);
	rc = count_by(env, bits, o->nsegs, by, ARRAY_SIZE(cover_fields), &counts);
	for (uint32_t i = from; i < to; i++)
		bit_clear(bits, o->rows[i]);
	for (size_t i = 0; rc == ST_OK && i < counts.n; i++) {
		struct cover_row *r =
			find_row(c, counts.rows[i].keys[0], counts.rows[i].keys[1]);

		if (r)
			r->per_day[day] = (uint32_t)counts.rows[i].count;
	}
	if (rc == ST_OK)
		counts_release(&counts);
	return rc;
}

static void finish_row(struct coverage *c, struct cover_row *r)
{
	int64_t from, to;
	uint64_t timed = 0;

	if (r->first == TICK_NONE) {
		r->untimed = r->events;
		return;
	}
	from = MAX(day_of(r->first), c->first_day);
	to = day_of(r->last);
	for (int64_t d = from; d <= to; d++) {
		uint32_t n = r->per_day[d - c->first_day];

		timed += n;
		r->days++;
		r->empty += n == 0;
	}
	if (!c->cut)
		r->untimed = r->events - timed;
}

/* All rows of the order, as bits by row. */
static uint64_t *all_rows(const struct order *o)
{
	uint64_t *bits = xcalloc(MAX(o->nsegs, 1u) * (size_t)SEG_WORDS, sizeof(*bits));

	for (uint32_t i = 0; i < o->n; i++)
		bit_set(bits, o->rows[i]);
	return bits;
}

static enum st coverage_fill(struct coverage *c, const struct eval_env *env,
			     const struct order *o, const struct fieldref *by)
{
	uint64_t *bits = all_rows(o);
	struct counts counts = { 0 };
	enum st rc = count_by(env, bits, o->nsegs, by, ARRAY_SIZE(cover_fields), &counts);

	if (rc == ST_OK) {
		add_rows(c, &counts);
		counts_release(&counts);
		memset(bits, 0, (size_t)o->nsegs * SEG_WORDS * sizeof(*bits));
	}
	for (uint32_t d = 0; rc == ST_OK && d < c->ndays; d++)
		rc = count_day(c, env, o, by, bits, d);
	free(bits);
	for (size_t i = 0; rc == ST_OK && i < c->n; i++)
		finish_row(c, &c->rows[i]);
	return rc;
}

struct coverage *coverage_make(const struct eval_env *env, const struct order *order)
{
	struct coverage *c = xcalloc(1, sizeof(*c));
	struct fieldref by[ARRAY_SIZE(cover_fields)];
	enum st rc;

	for (size_t i = 0; i < ARRAY_SIZE(by); i++)
		by[i] = fieldref_of(cover_fields[i]);
	set_days(c, env->store, order);
	rc = coverage_fill(c, env, order, by);
	if (rc != ST_OK) {
		coverage_free(c);
		return NULL;
	}
	return c;
}

void coverage_free(struct coverage *c)
{
	if (!c)
		return;
	arena_release(&c->arena);
	free(c);
}

size_t coverage_gaps(const struct coverage *c, const struct cover_row *row,
		     struct cover_gap *ret, size_t max)
{
	size_t n = 0;
	int64_t from, to;

	if (row->first == TICK_NONE)
		return 0;
	from = MAX(day_of(row->first), c->first_day);
	to = day_of(row->last);
	for (int64_t d = from; d <= to; d++) {
		if (row->per_day[d - c->first_day])
			continue;
		if (n && ret[n - 1].day + ret[n - 1].days == d) {
			ret[n - 1].days++;
			continue;
		}
		if (n == max)
			break;
		ret[n++] = (struct cover_gap){ d, 1 };
	}
	return n;
}

void file_notes(const struct file *f, file_note_fn fn, void *arg)
{
	char text[128];

	if (f->differing) {
		snprintf(text, sizeof(text),
			 "%llu event%s share%s the id with other content",
			 (unsigned long long)f->differing, f->differing == 1 ? "" : "s",
			 f->differing == 1 ? "s" : "");
		fn(arg, text);
	}
	if (f->marked) {
		snprintf(text, sizeof(text), "%llu marked record%s",
			 (unsigned long long)f->marked, f->marked == 1 ? "" : "s");
		fn(arg, text);
	}
}

struct rank {
	const struct file *file;
	uint32_t i;
};

static int rank_cmp(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;
	int c = file_cmp(x->file, y->file);

	if (c)
		return c;
	return x->i < y->i ? -1 : x->i > y->i;
}

uint32_t files_in_order(const struct store *s, uint32_t **ret)
{
	uint32_t n = store_nfiles(s);
	struct rank *r = xcalloc(MAX(n, 1u), sizeof(*r));
	uint32_t *out = xcalloc(MAX(n, 1u), sizeof(*out));

	for (uint32_t i = 0; i < n; i++)
		r[i] = (struct rank){ store_file(s, i), i };
	if (store_finished(s))
		qsort(r, n, sizeof(*r), rank_cmp);
	for (uint32_t i = 0; i < n; i++)
		out[i] = r[i].i;
	free(r);
	*ret = out;
	return n;
}
