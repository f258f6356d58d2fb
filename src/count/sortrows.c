/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows sorted by fields: a stable counting sort for each key, the last key first. The texts
 * of a field get numbers as they come; segment by segment each row wanted gets the number
 * of its text, and they are counted; the distinct texts are ranked, and each row goes to
 * the place of its text.
 */
#include "count/sortrows.h"

#include "json/text.h"
#include "util/bits.h"
#include "util/radix.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Slot of a row: number of its text + 1, or 0 without one. */
struct sorter {
	const struct store *s;
	const struct selection *sel;
	struct reader r;
	uint32_t seg;   /* read now */
	uint16_t *few;  /* slots by row, while they fit ... */
	uint32_t *many; /* ... or else */
	uint32_t *at;   /* by slot: rows that have it, then the place of the next one */
	size_t cap;     /* of AT */
};

static inline uint32_t get_slot(const struct sorter *so, size_t row)
{
	return so->many ? so->many[row] : so->few[row];
}

static inline void put_slot(struct sorter *so, size_t row, uint32_t slot)
{
	if (so->many)
		so->many[row] = slot;
	else
		so->few[row] = (uint16_t)slot;
}

/* Wider slots, as there are many texts. */
static void widen(struct sorter *so)
{
	size_t nsegs = so->sel->order->nsegs;
	uint32_t *many = xmalloc_huge((nsegs << SEG_SHIFT) * sizeof(*many));

	if (so->few)
		BITS_FOREACH(so->sel->rows, ((size_t)so->seg + 1) * SEG_WORDS, row)
			many[row] = so->few[row];
	free(so->few);
	so->few = NULL;
	so->many = many;
}

/* ---- which row has which text ---- */

static void make_room(struct sorter *so)
{
	size_t need = (size_t)so->r.texts.n + 1, old = so->cap;

	ALLOC_GROW(so->at, need, so->cap);
	if (so->cap > old)
		memset(so->at + old, 0, (so->cap - old) * sizeof(*so->at));
}

static uint32_t learn(struct sorter *so, uint32_t r)
{
	uint32_t number = reader_joined(&so->r, r);

	make_room(so);
	return number == UINT32_MAX ? 0 : number + 1;
}

/* Rows of a segment where the field is one column of dictionary numbers. */
static ALWAYS_INLINE void dict_rows(struct sorter *so, unsigned width, bool dense,
				    bool wide)
{
	const uint64_t *wanted = so->sel->rows + (size_t)so->seg * SEG_WORDS;
	size_t base = (size_t)so->seg << SEG_SHIFT;
	const struct reader_column *col = &so->r.cols[0];
	const struct column_view *v = &col->v;
	const uint32_t *numbers = col->numbers, *local = v->local;

	for (uint32_t w = 0; w < SEG_WORDS; w++) {
		uint64_t has = dense ? UINT64_MAX : v->bitmap[w], m = wanted[w];
		uint32_t first = dense ? w * 64 : v->rank[w];

		for (; m; m &= m - 1) {
			unsigned b = (unsigned)__builtin_ctzll(m);
			uint32_t i =
				dense ? first + b
				      : first + (uint32_t)__builtin_popcountll(
							has & ((UINT64_C(1) << b) - 1));
			uint32_t slot = 0;

			if (has >> b & 1) {
				uint32_t id = width == 0   ? v->base
					      : width == 1 ? ((const uint8_t *)v->ids)[i]
					      : width == 2 ? ((const uint16_t *)v->ids)[i]
							   : ((const uint32_t *)v->ids)[i];

				slot = numbers[local ? local[id] : id];
				/* not met yet, or null, which is no value */
				if (UNLIKELY(slot + 1 <= 1))
					slot = learn(so, w * 64 + b);
			}
			if (wide)
				so->many[base + w * 64 + b] = slot;
			else
				so->few[base + w * 64 + b] = (uint16_t)slot;
			so->at[slot]++;
		}
	}
}

static void any_rows(struct sorter *so)
{
	const uint64_t *wanted = so->sel->rows + (size_t)so->seg * SEG_WORDS;
	size_t base = (size_t)so->seg << SEG_SHIFT;

	BITS_FOREACH(wanted, SEG_WORDS, r) {
		uint32_t slot = learn(so, (uint32_t)r);

		if (slot > UINT16_MAX && !so->many)
			widen(so);
		put_slot(so, base + r, slot);
		so->at[slot]++;
	}
}

static bool one_dict_column(const struct reader *r)
{
	const struct reader_column *c = r->cols;

	return r->src.kind == SRC_PATHS && r->ncols == 1 &&
	       (c->v.kind == VK_STR || c->v.kind == VK_LIT) && c->v.enc != VE_LIST &&
	       !r->src.places[c->place].overflow;
}

static void read_segment(struct sorter *so)
{
	bool dense;

	reader_segment(&so->r, store_seg(so->s, so->seg));
	if (!one_dict_column(&so->r)) {
		any_rows(so);
		return;
	}
	if (!so->many && so->r.texts.n + SEG_ROWS >= UINT16_MAX)
		widen(so);
	dense = so->r.cols[0].v.enc == VE_DENSE;
#define ROWS(width)                                                                        \
	if (so->many)                                                                      \
		dict_rows(so, width, dense, true);                                         \
	else if (dense)                                                                    \
		dict_rows(so, width, true, false);                                         \
	else                                                                               \
		dict_rows(so, width, false, false)
	switch (so->r.cols[0].v.width) {
	case 0:
		ROWS(0);
		break;
	case 1:
		ROWS(1);
		break;
	case 2:
		ROWS(2);
		break;
	default:
		ROWS(4);
		break;
	}
#undef ROWS
}

/* ---- where it goes ---- */

static int number_cmp(const void *a, const void *b, void *texts)
{
	const struct sv *t = texts;

	return json_number_cmp(t[*(const uint32_t *)a], t[*(const uint32_t *)b]);
}

/* Equal numbers, however they are written, are one text: that of the first. */
static void join_numbers(struct sorter *so, const uint32_t *idx, uint32_t n)
{
	const struct textmap *m = &so->r.texts;
	uint32_t *first = NULL;

	for (uint32_t i = 1; i < n; i++) {
		uint32_t a = idx[i - 1] + 1, b = idx[i] + 1;

		if (number_cmp(&idx[i - 1], &idx[i], m->texts))
			continue;
		if (!first) {
			first = xreallocarray(NULL, (size_t)m->n + 1, sizeof(*first));
			for (uint32_t k = 0; k <= m->n; k++)
				first[k] = k;
		}
		first[b] = first[a];
		so->at[first[a]] += so->at[b];
		so->at[b] = 0;
	}
	if (first)
		BITS_FOREACH(so->sel->rows, (size_t)so->sel->order->nsegs * SEG_WORDS, row)
			put_slot(so, row, first[get_slot(so, row)]);
	free(first);
}

/* Counts become places, texts by rank, those without one last. */
static void lay_out(struct sorter *so, bool desc)
{
	const struct textmap *m = &so->r.texts;
	uint32_t *idx = xreallocarray(NULL, (size_t)m->n + 1, sizeof(*idx));
	uint32_t numbers = 0, others = m->n, at = 0, c;

	for (uint32_t i = 0; i < m->n; i++)
		if (json_is_number(m->texts[i]))
			idx[numbers++] = i;
		else
			idx[--others] = i;
	qsort_r(idx, numbers, sizeof(*idx), number_cmp, m->texts);
	join_numbers(so, idx, numbers);
	keysort(m->texts, idx + numbers, m->n - numbers);
	for (uint32_t i = 0; i < m->n; i++) {
		uint32_t *place = &so->at[idx[desc ? m->n - 1 - i : i] + 1];

		c = *place;
		*place = at;
		at += c;
	}
	so->at[0] = at;
	free(idx);
}

/* ROWS, in any order, by the field of K. */
static void by_field(struct sorter *so, const row_t *rows, const struct sort_key *k,
		     row_t *to)
{
	struct eval_env env = { .store = so->s, .threads = 1 };
	size_t n = so->sel->count, nsegs = so->sel->order->nsegs;

	reader_init(&so->r, &env, &k->field);
	if (!so->many && !so->few)
		so->few = xmalloc_huge((nsegs << SEG_SHIFT) * sizeof(*so->few));
	make_room(so);
	memset(so->at, 0, so->cap * sizeof(*so->at));
	for (so->seg = 0; so->seg < nsegs; so->seg++)
		if (bits_count(so->sel->rows + (size_t)so->seg * SEG_WORDS, SEG_WORDS))
			read_segment(so);
	lay_out(so, k->desc);
	if (so->many)
		for (size_t i = 0; i < n; i++)
			to[so->at[so->many[rows[i]]]++] = rows[i];
	else
		for (size_t i = 0; i < n; i++)
			to[so->at[so->few[rows[i]]]++] = rows[i];
	reader_release(&so->r);
}

/* ---- by time ---- */

/*
 * Rows that are in order of time, the other way round. STARTS: bits of those whose time is
 * not that of the row before.
 */
static void backwards(const struct store *s, const row_t *rows, size_t n,
		      const uint64_t *starts, row_t *to)
{
	size_t end = n, at = 0;

	while (end && store_time(s, rows[end - 1]) == TICK_NONE)
		end--;
	for (size_t i = end; i < n; i++)
		to[i] = rows[i];
	for (size_t i = end; i--;) {
		if (!bit_get(starts, i))
			continue;
		for (size_t k = i; k < end; k++)
			to[at++] = rows[k];
		end = i;
	}
}

static void by_any_time(const struct store *s, const row_t *rows, size_t n, bool desc,
			row_t *to)
{
	struct radix_item *items = xreallocarray(NULL, n, sizeof(*items));
	struct radix_item *spare = xreallocarray(NULL, n, sizeof(*spare));

	for (size_t i = 0; i < n; i++) {
		tick_t t = store_time(s, rows[i]);
		uint64_t u = (uint64_t)t ^ UINT64_C(1) << 63;

		items[i] = (struct radix_item){ t == TICK_NONE ? UINT64_MAX
						: desc         ? ~u
							       : u,
						rows[i] };
	}
	radix_sort(items, spare, n);
	for (size_t i = 0; i < n; i++)
		to[i] = items[i].value;
	free(spare);
	free(items);
}

static void by_time(const struct store *s, const row_t *rows, size_t n, bool desc,
		    row_t *to)
{
	uint64_t *starts = xcalloc(BITS_WORDS(n) + 1, sizeof(*starts));
	tick_t last = INT64_MIN;
	size_t i;

	for (i = 0; i < n; i++) {
		tick_t t = store_time(s, rows[i]);

		if (t < last)
			break;
		if (t != last)
			bit_set(starts, i);
		last = t;
	}
	if (i < n)
		by_any_time(s, rows, n, desc, to);
	else if (desc)
		backwards(s, rows, n, starts, to);
	else
		memcpy(to, rows, n * sizeof(*to));
	free(starts);
}

/* ---- the whole ---- */

static row_t *list_rows(const struct selection *sel)
{
	row_t *rows = xmalloc_huge(sel->count * sizeof(*rows));
	size_t n = 0;

	BITS_FOREACH(sel->bits, BITS_WORDS(sel->total), at)
		rows[n++] = sel->order->rows[at];
	return rows;
}

row_t *selection_sorted(const struct store *s, const struct selection *sel,
			const struct sort_key *keys, size_t nkeys)
{
	struct sorter so = { .s = s, .sel = sel };
	const row_t *from = sel->order->rows;
	row_t *rows = NULL;

	if (sel->count < sel->total || !nkeys)
		from = rows = list_rows(sel);
	/* the last key first: each pass keeps the order of those with equal keys */
	for (size_t k = nkeys; k--;) {
		row_t *to = xmalloc_huge(sel->count * sizeof(*to));

		if (keys[k].field.id == FLD_TIME)
			by_time(s, from, sel->count, keys[k].desc, to);
		else if (k + 1 < nkeys || !sort_by_uuid(s, sel, &keys[k], to))
			by_field(&so, from, &keys[k], to);
		free(rows);
		from = rows = to;
	}
	free(so.few);
	free(so.many);
	free(so.at);
	return rows;
}
