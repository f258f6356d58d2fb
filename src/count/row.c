/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a count, one by one. */
#include "count/uuid.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* How many of the rows in .rows come before row I. */
static size_t rows_before(const struct counts *c, size_t i)
{
	size_t lo = 0, hi = c->nrows;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (c->at[mid] < i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct count_row *counts_row(const struct counts *c, size_t i, struct count_read *tmp)
{
	size_t before;

	if (!c->ids)
		return &c->rows[i];
	before = rows_before(c, i);
	if (before < c->nrows && c->at[before] == i)
		return &c->rows[before];
	idcounts_row(c->ids, i - before, tmp);
	return &tmp->row;
}

/* Place among all of value number I of the UUIDs. */
static size_t place_of(const struct counts *c, size_t i)
{
	size_t lo = 0, hi = c->nrows;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (c->at[mid] - mid <= i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo + i;
}

static size_t find_id(const struct counts *c, const uint8_t id[16])
{
	const struct idcounts *ic = c->ids;
	size_t lo = 0, hi = ic->nones;

	for (size_t i = 0; i < ic->nrows; i++)
		if (ic->rows[i].hi == ((uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 |
				       (uint32_t)id[2] << 8 | id[3]) &&
		    !memcmp(idcounts_id(ic, ic->rows[i].row), id, 16))
			return place_of(c, i);
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (memcmp(idcounts_id(ic, ic->ones[mid]), id, 16) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == ic->nones || memcmp(idcounts_id(ic, ic->ones[lo]), id, 16) != 0)
		return SIZE_MAX;
	return place_of(c, ic->nrows + lo);
}

size_t counts_find(const struct counts *c, struct sv key)
{
	uint8_t id[16];

	if (c->ids && key.ptr && uuid_parse(key, id))
		return find_id(c, id);
	for (size_t i = 0; i < c->nrows; i++) {
		struct sv k = c->rows[i].keys[0];

		if (!k.ptr == !key.ptr && (!k.ptr || sv_eq(k, key)))
			return c->ids ? c->at[i] : i;
	}
	return SIZE_MAX;
}

/* ---- by key ---- */

struct sort_arg {
	const struct counts *c;
	bool reverse; /* the answer is going to be reversed */
};

static int row_cmp(const void *pa, const void *pb, void *parg)
{
	const struct sort_arg *arg = parg;
	uint32_t i = *(const uint32_t *)pa, k = *(const uint32_t *)pb;
	struct sv a = arg->c->rows[i].keys[0], b = arg->c->rows[k].keys[0];
	int d = !a.ptr || !b.ptr ? !a.ptr - !b.ptr : sort_text_cmp(a, b);

	return d ? d : (i < k) != arg->reverse ? -1 : 1;
}

static int row_uuid_cmp(const void *pa, const void *pb, void *arg)
{
	const struct idcounts *ic = arg;
	const struct uuid_row *a = &ic->rows[*(const uint32_t *)pa];
	const struct uuid_row *b = &ic->rows[*(const uint32_t *)pb];

	if (a->hi != b->hi)
		return a->hi < b->hi ? -1 : 1;
	return memcmp(idcounts_id(ic, a->row), idcounts_id(ic, b->row), 16);
}

/* Numbers of all UUIDs, ascending. */
static uint32_t *sort_ids(const struct idcounts *ic)
{
	uint32_t *many = xreallocarray(NULL, ic->nrows + 1, sizeof(*many));
	uint32_t *all = xreallocarray(NULL, idcounts_n(ic) + 1, sizeof(*all));
	size_t n = 0, one = 0;

	for (size_t i = 0; i < ic->nrows; i++)
		many[i] = (uint32_t)i;
	qsort_r(many, ic->nrows, sizeof(*many), row_uuid_cmp, (void *)(uintptr_t)ic);
	for (size_t i = 0; i < ic->nrows; i++) {
		const uint8_t *id = idcounts_id(ic, ic->rows[many[i]].row);

		while (one < ic->nones &&
		       memcmp(idcounts_id(ic, ic->ones[one]), id, 16) < 0)
			all[n++] = (uint32_t)(ic->nrows + one++);
		all[n++] = many[i];
	}
	while (one < ic->nones)
		all[n++] = (uint32_t)(ic->nrows + one++);
	free(many);
	return all;
}

/* Does the UUID IDS[I] come before the row with KEY? */
static bool row_uuid_before(const struct counts *c, const uint32_t *ids, size_t i,
			    struct sv key)
{
	struct count_read tmp;

	if (!key.ptr)
		return true;
	idcounts_row(c->ids, ids[i], &tmp);
	return sort_text_cmp(tmp.key, key) < 0;
}

/* The first of IDS, from FROM on, that does not come before KEY. */
static size_t ids_before(const struct counts *c, const uint32_t *ids, size_t from,
			 struct sv key)
{
	size_t n = idcounts_n(c->ids), step = 1, hi = from;

	while (hi < n && row_uuid_before(c, ids, hi, key)) {
		from = hi + 1;
		hi += step;
		step *= 2;
	}
	hi = MIN(hi, n);
	while (from < hi) {
		size_t mid = (from + hi) / 2;

		if (row_uuid_before(c, ids, mid, key))
			from = mid + 1;
		else
			hi = mid;
	}
	return from;
}

static void reverse_order(uint32_t *v, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t swap = v[i];

		v[i] = v[n - 1 - i];
		v[n - 1 - i] = swap;
	}
}

void counts_by_key(const struct counts *c, bool reverse, uint32_t *ret)
{
	struct sort_arg arg = { c, reverse };
	size_t nids = c->ids ? idcounts_n(c->ids) : 0, id = 0, n = 0;
	uint32_t *ids = c->ids ? sort_ids(c->ids) : NULL;
	uint32_t *rows = xreallocarray(NULL, c->nrows + 1, sizeof(*rows));

	for (size_t i = 0; i < c->nrows; i++)
		rows[i] = (uint32_t)i;
	qsort_r(rows, c->nrows, sizeof(*rows), row_cmp, &arg);
	for (size_t i = 0; i < c->nrows; i++) {
		if (ids) {
			size_t to = ids_before(c, ids, id, c->rows[rows[i]].keys[0]);

			while (id < to)
				ret[n++] = (uint32_t)place_of(c, ids[id++]);
		}
		ret[n++] = ids ? c->at[rows[i]] : rows[i];
	}
	while (id < nids)
		ret[n++] = (uint32_t)place_of(c, ids[id++]);
	if (reverse)
		reverse_order(ret,
			      n - (c->nrows && !c->rows[rows[c->nrows - 1]].keys[0].ptr));
	free(rows);
	free(ids);
}

void counts_spell(struct counts *c)
{
	struct count_row *rows;
	struct sv *keys;

	if (!c->ids)
		return;
	rows = xreallocarray(NULL, c->n + 1, sizeof(*rows));
	keys = xreallocarray(NULL, c->n + 1, sizeof(*keys));
	for (size_t i = 0; i < c->n; i++) {
		struct count_read tmp;
		const struct count_row *r = counts_row(c, i, &tmp);

		rows[i] = *r;
		keys[i] = r->keys[0];
		if (r == &tmp.row)
			keys[i].ptr = arena_text(&c->arena, keys[i]);
		rows[i].keys = &keys[i];
	}
	idcounts_free(c->ids);
	free(c->at);
	free(c->rows);
	free(c->keys);
	c->ids = NULL;
	c->at = NULL;
	c->rows = rows;
	c->keys = keys;
	c->nrows = c->cap = c->keycap = c->n;
}
