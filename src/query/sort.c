/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/text.h"
#include "query/lex.h"
#include "query/reader.h"
#include "query/select.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* End of the item at AT: the comma outside of quotes, or the end. */
static size_t item_end(struct sv text, size_t at)
{
	bool quoted = false;

	for (; at < text.len; at++) {
		char c = text.ptr[at];

		if (c == '\\' && quoted)
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == ',' && !quoted)
			break;
	}
	return MIN(at, text.len);
}

static struct sv trim(struct sv v)
{
	while (v.len && lex_is_space(v.ptr[0]))
		v = sv_from(v, 1);
	while (v.len && lex_is_space(v.ptr[v.len - 1]))
		v.len--;
	return v;
}

static enum st parse_key(struct sv item, struct arena *arena, struct sort_key *ret,
			 struct err *err)
{
	struct sv tail;
	const char *colon;

	ret->desc = false;
	if (sv_ends(item, SV_LIT(":desc")) || sv_ends(item, SV_LIT(":asc"))) {
		ret->desc = sv_ends(item, SV_LIT(":desc"));
		return fieldref_parse(sv_head(item, item.len - (ret->desc ? 5 : 4)), arena,
				      &ret->field, err);
	}
	colon = memrchr(item.ptr, ':', item.len);
	tail = colon ? sv_from(item, (size_t)(colon - item.ptr) + 1) : SV_NULL;
	if (colon && field_find(sv_head(item, (size_t)(colon - item.ptr))) != FLD_NONE) {
		err_set(err, ST_SYNTAX, "'%.*s' is no direction: asc or desc",
			(int)MIN(tail.len, 40), tail.ptr);
		if (err)
			err->off =
				utf8_count(sv_head(item, (size_t)(colon - item.ptr) + 1));
		return ST_SYNTAX;
	}
	return fieldref_parse(item, arena, &ret->field, err);
}

enum st sort_parse(struct sv text, struct arena *arena, struct sort_key **ret,
		   size_t *ret_n, struct err *err)
{
	struct sort_key *v = NULL;
	size_t n = 0, cap = 0, at = 0;
	enum st st;

	for (;;) {
		size_t end = item_end(text, at);
		struct sv item = trim(sv_make(text.ptr + at, end - at));

		ALLOC_GROW(v, n + 1, cap);
		st = parse_key(item, arena, &v[n++], err);
		if (st && err)
			err->off +=
				utf8_count(sv_head(text, (size_t)(item.ptr - text.ptr)));
		if (st || end == text.len)
			break;
		at = end + 1;
	}
	if (!st) {
		*ret = arena_alloc(arena, n * sizeof(*v));
		memcpy(*ret, v, n * sizeof(*v));
		*ret_n = n;
	}
	free(v);
	return st;
}

int sort_text_cmp(struct sv a, struct sv b)
{
	bool na = json_is_number(a), nb = json_is_number(b);

	if (na != nb)
		return na ? -1 : 1;
	return na ? json_number_cmp(a, b) : sv_cmp(a, b);
}

static int number_cmp(const void *a, const void *b, void *texts)
{
	const struct sv *t = texts;

	return json_number_cmp(t[*(const uint32_t *)a], t[*(const uint32_t *)b]);
}

/* Rank of each text; equal numbers share one. The caller frees. */
static uint32_t *rank_texts(const struct textmap *m)
{
	uint32_t *idx = xreallocarray(NULL, (size_t)m->n + 1, sizeof(*idx));
	uint32_t *rank = xreallocarray(NULL, (size_t)m->n + 1, sizeof(*rank));
	uint32_t numbers = 0, others = m->n, at = 0;

	for (uint32_t i = 0; i < m->n; i++)
		if (json_is_number(m->texts[i]))
			idx[numbers++] = i;
		else
			idx[--others] = i;
	qsort_r(idx, numbers, sizeof(*idx), number_cmp, m->texts);
	keysort(m->texts, idx + numbers, m->n - numbers);
	for (uint32_t i = 0; i < m->n; i++) {
		if (i && (i >= numbers || number_cmp(&idx[i - 1], &idx[i], m->texts)))
			at++;
		rank[idx[i]] = at;
	}
	free(idx);
	return rank;
}

/* KEYS[i] = number of the text of rows[i] for the reader, UINT64_MAX without one. */
static void read_numbers(struct reader *r, const row_t *rows, size_t n, uint64_t *keys)
{
	uint32_t *idx = xreallocarray(NULL, n + 1, sizeof(*idx)), seg = UINT32_MAX;

	/* segment by segment: columns are opened once for each */
	for (size_t i = 0; i < n; i++) {
		idx[i] = (uint32_t)i;
		keys[i] = rows[i];
	}
	numbersort(keys, idx, n);
	for (size_t i = 0; i < n; i++) {
		row_t row = rows[idx[i]];
		uint32_t number;

		if (row_seg(row) != seg) {
			seg = row_seg(row);
			reader_segment(r, store_seg(r->env->store, seg));
		}
		number = reader_joined(r, row_in_seg(row));
		keys[idx[i]] = number == UINT32_MAX ? UINT64_MAX : number;
	}
	free(idx);
}

static void field_keys(const struct store *s, const row_t *rows, size_t n,
		       const struct sort_key *k, uint64_t *keys)
{
	struct eval_env env = { .store = s, .threads = 1 };
	struct reader r;
	uint32_t *rank;

	reader_init(&r, &env, &k->field);
	read_numbers(&r, rows, n, keys);
	rank = rank_texts(&r.texts);
	for (size_t i = 0; i < n; i++)
		if (keys[i] != UINT64_MAX)
			keys[i] = k->desc ? UINT32_MAX - rank[keys[i]] : rank[keys[i]];
	free(rank);
	reader_release(&r);
}

static void time_keys(const struct store *s, const row_t *rows, size_t n, bool desc,
		      uint64_t *keys)
{
	for (size_t i = 0; i < n; i++) {
		tick_t t = store_time(s, rows[i]);
		uint64_t u = (uint64_t)t ^ UINT64_C(1) << 63;

		keys[i] = t == TICK_NONE ? UINT64_MAX : desc ? ~u : u;
	}
}

void sort_rows(const struct store *s, row_t *rows, size_t n, const struct sort_key *keys,
	       size_t nkeys)
{
	uint64_t *num = xreallocarray(NULL, n + 1, sizeof(*num));
	uint32_t *idx = xreallocarray(NULL, n + 1, sizeof(*idx));
	row_t *sorted = xreallocarray(NULL, n + 1, sizeof(*sorted));

	for (size_t i = 0; i < n; i++)
		idx[i] = (uint32_t)i;
	/* the last key first: each pass keeps the order of those with equal keys */
	for (size_t k = nkeys; k--;) {
		if (keys[k].field.id == FLD_TIME)
			time_keys(s, rows, n, keys[k].desc, num);
		else
			field_keys(s, rows, n, &keys[k], num);
		numbersort(num, idx, n);
	}
	for (size_t i = 0; i < n; i++)
		sorted[i] = rows[idx[i]];
	if (n)
		memcpy(rows, sorted, n * sizeof(*rows));
	free(sorted);
	free(idx);
	free(num);
}
