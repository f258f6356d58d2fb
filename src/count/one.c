/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts by one field that lies in paths.
 *
 * First pass: values that are numbers of dictionaries are counted in arrays by number.
 * Second pass, only where there are others: texts. In rounds, threads read segments and sort
 * texts by hash into parts, then each part is added to a table of its own, so that nothing has
 * to be merged. A thread that has noted much, as of long lists, adds it before the round is
 * over. Rows whose values lie in several columns are left to the second pass too, because one
 * text may then stand in more than one of them.
 * Columns of UUIDs are counted as bytes (count/uuid.h), and texts that are UUIDs go there.
 */
#include "count/tally.h"
#include "count/uuid.h"
#include "eval/fieldcols.h"
#include "eval/reader.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define SPAWN_ABOVE   16u /* segments */
#define MAX_THREADS   8u
#define MAX_ROW_ARENA ((size_t)1 << 20)
#define FEW_TEXTS     16u /* of one row: compared with each other rather than sorted */
#define ROUND         16u /* segments for each thread */
#define MAX_ID_SEGS   (1u << 19) /* count/uuid.h needs numbers beyond those of rows */
#define MAX_ARRAYS    ((size_t)1 << 30) /* bytes of arrays by number, for all threads */

struct worker_state {
	struct fieldcols layout;
	struct acc **acc; /* first pass: by slot, then number */
	struct acc none;
	bool others; /* there is something for the second pass */
	/* second pass */
	struct rowtexts row;
	struct column_text ct;
	struct text_notes notes;
	struct textcount ids; /* texts that are UUIDs, by their 16 bytes */
};

struct one {
	const struct eval_env *env;
	const uint64_t *bits;
	uint32_t nsegs;
	struct source src;
	struct slot *slots; /* two a place: VK_STR, VK_LIT */
	size_t nslots;
	struct worker_state *w;
	unsigned threads;
	struct text_tables texts;
	struct idcounts *ids; /* NULL: there is no column of UUIDs */
	uint32_t nchunks;     /* of segments, for IDS */
};

static void init_slots(struct one *o)
{
	static const enum vkind kinds[2] = { VK_STR, VK_LIT };

	o->nslots = o->src.n * 2;
	o->slots = xcalloc(o->nslots + 1, sizeof(*o->slots));
	for (size_t i = 0; i < o->nslots; i++) {
		struct slot *s = &o->slots[i];

		if (o->src.places[i / 2].overflow)
			continue;
		s->dict =
			store_dict(o->env->store, o->src.places[i / 2].path, kinds[i % 2]);
		if (!s->dict)
			continue;
		s->n = dict_count(s->dict);
		s->used = i % 2 == 0 && s->n;
		if (i % 2 == 0)
			continue;
		s->is_value = xcalloc((size_t)s->n + 1, 1);
		for (uint32_t k = 0; k < s->n; k++)
			s->used |= s->is_value[k] = literal_is_value(dict_text(s->dict, k));
	}
}

/* Was the number of value I seen before among values FROM.. of the same row? */
static bool seen_before(const struct column_view *v, uint32_t from, uint32_t i)
{
	uint32_t id = column_id(v, i);

	while (from < i)
		if (column_id(v, from++) == id)
			return true;
	return false;
}

/* Dictionary column of lists: each row counts a number once. */
static void count_list(const struct segment *seg, const struct column_view *v,
		       const uint64_t *mask, const uint8_t *is_value, struct acc *acc)
{
	for (uint32_t from = 0, to; from < v->n; from = to) {
		uint32_t row = v->rows[from];
		tick_t t;

		for (to = from + 1; to < v->n && v->rows[to] == row; to++)
			;
		if (!bit_get(mask, row))
			continue;
		t = segment_time(seg, row);
		for (uint32_t i = from; i < to; i++) {
			uint32_t id = column_id(v, i);

			if ((!is_value || is_value[id]) && !seen_before(v, from, i))
				acc_add(&acc[id], t);
		}
	}
}

static void count_single(const struct segment *seg, const struct column_view *v,
			 const uint64_t *mask, const uint8_t *is_value, struct acc *acc)
{
	struct column_iter it = column_iter(v);

	while (column_next(&it)) {
		uint32_t id = column_id(v, it.i);

		if (bit_get(mask, it.row) && (!is_value || is_value[id]))
			acc_add(&acc[id], segment_time(seg, it.row));
	}
}

static void first_pass(void *arg, unsigned worker, uint32_t item)
{
	struct one *o = arg;
	struct worker_state *w = &o->w[worker];
	const struct segment *seg = store_seg(o->env->store, item);
	const uint64_t *mask = o->bits + (size_t)item * SEG_WORDS;
	uint64_t fast[SEG_WORDS], slow[SEG_WORDS];

	if (!bits_any(mask))
		return;
	fieldcols_make(&w->layout, seg, &o->src, o->slots);
	fieldcols_split(&w->layout, mask, fast, slow);
	w->others |= bits_any(slow);
	for (size_t c = 0; c < w->layout.n; c++) {
		const struct fieldcol *lc = &w->layout.cols[c];
		const uint8_t *is_value;

		if (lc->slot == SIZE_MAX) {
			w->others |= !o->ids || lc->v.kind != VK_UUID;
			continue;
		}
		is_value = o->slots[lc->slot].is_value;
		if (lc->v.enc == VE_LIST)
			count_list(seg, &lc->v, fast, is_value, w->acc[lc->slot]);
		else
			count_single(seg, &lc->v, fast, is_value, w->acc[lc->slot]);
	}
	for (unsigned i = 0; i < SEG_WORDS; i++)
		fast[i] &= ~w->layout.any[i];
	BITS_FOREACH(fast, SEG_WORDS, r)
		acc_add(&w->none, segment_time(seg, (uint32_t)r));
}

/* ---- the second pass ---- */

/* Is TEXT a UUID? Then it is counted with those. */
static bool take_id(const struct one *o, struct worker_state *w, struct sv text,
		    const struct acc *acc)
{
	uint8_t id[16];
	struct sv bytes = sv_make((const char *)id, sizeof(id));

	if (!o->ids || !uuid_parse(text, id))
		return false;
	textcount_merge(&w->ids, bytes, hash_sv(bytes), true, acc);
	return true;
}

/*
 * Text of value I, of a column without odd values; false for null, {} and []. *RET_COPY: it
 * does not last longer than CT and FORM (36 bytes).
 */
static bool value_text(const struct one *o, const struct fieldcol *lc, uint32_t i,
		       struct column_text *ct, char *form, struct sv *ret, bool *ret_copy)
{
	const struct column_view *v = &lc->v;

	*ret_copy = v->kind == VK_UUID || v->kind == VK_TIME;
	if (lc->slot != SIZE_MAX) {
		*ret = dict_text(o->slots[lc->slot].dict, column_id(v, i));
	} else if (v->kind == VK_UUID) {
		uuid_format(v->uuid[i], form);
		*ret = sv_make(form, 36);
	} else if (v->kind == VK_TIME) {
		time_format_sec(v->secs[i], form);
		*ret = sv_make(form, 20);
	} else {
		*ret = column_text(v, i, ct);
		*ret_copy = !column_text_lasts(v);
	}
	return (v->kind != VK_LIT && v->kind != VK_RAWLIT) || literal_is_value(*ret);
}

/* Values of one row that were noted already. */
struct row_seen {
	struct sv text[LONG_ROW];
	uint64_t hash[LONG_ROW];
	unsigned n;
	uint32_t row;
};

static bool is_repeated(struct row_seen *seen, uint32_t row, struct sv text, uint64_t hash)
{
	if (seen->row != row)
		seen->n = 0;
	seen->row = row;
	for (unsigned i = 0; i < seen->n; i++)
		if (seen->hash[i] == hash && sv_eq(seen->text[i], text))
			return true;
	if (seen->n < LONG_ROW) { /* see fieldcols_split() */
		seen->text[seen->n] = text;
		seen->hash[seen->n++] = hash;
	}
	return false;
}

static void second_column(struct one *o, struct worker_state *w, const struct segment *seg,
			  const struct fieldcol *lc, const uint64_t *mask)
{
	struct column_iter it = column_iter(&lc->v);
	struct row_seen seen = { .row = UINT32_MAX };
	bool list = lc->v.enc == VE_LIST;
	char form[36];

	w->ct.next = 0;
	while (column_next(&it)) {
		struct sv text;
		uint64_t hash;
		bool copy;

		if (!bit_get(mask, it.row) ||
		    !value_text(o, lc, it.i, &w->ct, form, &text, &copy))
			continue;
		if (copy)
			text.ptr = arena_text(&w->notes.arena, text);
		hash = hash_sv(text);
		if (!list || !is_repeated(&seen, it.row, text, hash))
			text_notes_add(&w->notes, text, hash, copy,
				       segment_time(seg, it.row));
	}
}

/* All values of a row, from several columns. */
static void gather_row(struct one *o, struct worker_state *w, uint32_t row)
{
	struct rowtexts *rt = &w->row;
	struct column_text *ct = &w->ct;

	rt->n = 0;
	if (rt->arena.total > MAX_ROW_ARENA)
		arena_release(&rt->arena);
	for (size_t c = 0; c < w->layout.n; c++) {
		uint32_t i, to;

		if (!column_row(&w->layout.cols[c].v, row, &i, &to))
			continue;
		for (ct->next = 0; i < to; i++) {
			struct sv text;
			char form[36];
			bool copy;

			if (!value_text(o, &w->layout.cols[c], i, ct, form, &text, &copy))
				continue;
			if (copy)
				text.ptr = arena_text(&rt->arena, text);
			ALLOC_GROW(rt->v, rt->n + 1, rt->cap);
			rt->v[rt->n++] = text;
		}
	}
}

static int sv_order(const void *a, const void *b)
{
	return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

/* Each text once. */
static void distinct_texts(struct rowtexts *rt)
{
	size_t n = 0;

	if (rt->n > FEW_TEXTS)
		qsort(rt->v, rt->n, sizeof(*rt->v), sv_order);
	for (size_t i = 0; i < rt->n; i++) {
		size_t k = rt->n > FEW_TEXTS && n ? n - 1 : 0;

		while (k < n && !sv_eq(rt->v[k], rt->v[i]))
			k++;
		if (k == n)
			rt->v[n++] = rt->v[i];
	}
	rt->n = n;
}

static void slow_row(struct one *o, struct worker_state *w, const struct segment *seg,
		     uint32_t row)
{
	struct rowtexts *rt = &w->row;
	struct acc one = ACC_INIT;
	tick_t t = segment_time(seg, row);

	acc_add(&one, t);
	if (w->layout.odd)
		rowtexts_read(rt, o->env, row_make(seg->index, row), &o->src);
	else
		gather_row(o, w, row);
	if (!rt->n)
		acc_add(&w->none, t);
	distinct_texts(rt);
	for (size_t i = 0; i < rt->n; i++) {
		struct sv text = rt->v[i];

		if (take_id(o, w, text, &one))
			continue;
		text.ptr = arena_text(&w->notes.arena, text);
		text_notes_add(&w->notes, text, hash_sv(text), true, t);
		text_notes_limit(&w->notes, &o->texts);
	}
}

static void second_pass(void *arg, unsigned worker, uint32_t item)
{
	struct one *o = arg;
	struct worker_state *w = &o->w[worker];
	const struct segment *seg = store_seg(o->env->store, item);
	const uint64_t *mask = o->bits + (size_t)item * SEG_WORDS;
	uint64_t fast[SEG_WORDS], slow[SEG_WORDS];

	if (!bits_any(mask))
		return;
	fieldcols_make(&w->layout, seg, &o->src, o->slots);
	fieldcols_split(&w->layout, mask, fast, slow);
	for (size_t c = 0; c < w->layout.n; c++) {
		if (w->layout.cols[c].slot == SIZE_MAX &&
		    (!o->ids || w->layout.cols[c].v.kind != VK_UUID))
			second_column(o, w, seg, &w->layout.cols[c], fast);
		text_notes_limit(&w->notes, &o->texts);
	}
	BITS_FOREACH(slow, SEG_WORDS, r)
		slow_row(o, w, seg, (uint32_t)r);
}

/* Add what all threads noted for a part. */
static void add_part(void *arg, unsigned worker UNUSED, uint32_t item)
{
	struct one *o = arg;

	for (unsigned i = 0; i < o->threads; i++)
		text_notes_give(&o->w[i].notes, &o->texts, item);
}

/* Add what the first pass has of the numbers of SLOT. */
static void second_slot(struct one *o, size_t slot)
{
	const struct slot *s = &o->slots[slot];

	for (uint32_t id = 0; id < s->n; id++) {
		struct acc sum = ACC_INIT;
		struct sv text;
		uint64_t hash;

		for (unsigned i = 0; i < o->threads; i++)
			if (o->w[i].acc[slot])
				acc_merge(&sum, &o->w[i].acc[slot][id]);
		if (!sum.count)
			continue;
		text = dict_text(s->dict, id);
		if (take_id(o, &o->w[0], text, &sum))
			continue;
		hash = hash_sv(text);
		textcount_merge(&o->texts.part[hash % TEXT_PARTS], text, hash, false, &sum);
	}
}

static enum st count_texts(struct one *o)
{
	const _Atomic(bool) *cancel = o->env->cancel;
	uint32_t step = ROUND * o->threads;
	enum st st = ST_OK;

	for (uint32_t from = 0; !st && from < o->nsegs;
	     from += MIN(step, o->nsegs - from)) {
		st = workers_run(o->threads, from, from + MIN(step, o->nsegs - from),
				 cancel, second_pass, o);
		if (!st)
			st = workers_run(o->threads, 0, TEXT_PARTS, cancel, add_part, o);
		for (unsigned i = 0; i < o->threads; i++)
			text_notes_reset(&o->w[i].notes);
	}
	for (size_t i = 0; !st && i < o->nslots; i++)
		second_slot(o, i);
	return st;
}

/* ---- both ---- */

/* How many threads may have arrays of their own. */
static unsigned array_threads(const struct one *o, unsigned threads)
{
	size_t bytes = 1;

	for (size_t i = 0; i < o->nslots; i++)
		bytes += o->slots[i].n * sizeof(struct acc);
	return (unsigned)MIN(MAX(MAX_ARRAYS / bytes, 1u), threads);
}

static void take_slot(struct one *o, size_t slot, struct counts *ret)
{
	for (uint32_t id = 0; id < o->slots[slot].n; id++) {
		struct acc sum = ACC_INIT;
		struct sv text;

		for (unsigned i = 0; i < o->threads; i++)
			if (o->w[i].acc[slot])
				acc_merge(&sum, &o->w[i].acc[slot][id]);
		if (!sum.count)
			continue;
		text = dict_text(o->slots[slot].dict, id);
		if (!take_id(o, &o->w[0], text, &sum))
			counts_push(ret, &text, &sum);
	}
}

static void take_rows(struct one *o, bool by_text, struct counts *ret)
{
	static const struct sv no_key = { NULL, 0 };
	struct acc none = ACC_INIT;
	size_t n = 1;

	for (unsigned p = 0; p < TEXT_PARTS; p++)
		n += o->texts.part[p].map.n;
	counts_reserve(ret, n);
	for (unsigned p = 0; p < TEXT_PARTS; p++)
		textcount_take(&o->texts.part[p], ret);
	for (size_t i = 0; !by_text && i < o->nslots; i++)
		take_slot(o, i, ret);
	for (unsigned i = 0; i < o->threads; i++)
		acc_merge(&none, &o->w[i].none);
	if (none.count)
		counts_push(ret, &no_key, &none);
}

static void one_release(struct one *o)
{
	for (unsigned i = 0; i < o->threads; i++) {
		struct worker_state *w = &o->w[i];

		for (size_t k = 0; k < o->nslots; k++)
			free(w->acc[k]);
		free(w->acc);
		free(w->layout.cols);
		rowtexts_release(&w->row);
		column_text_release(&w->ct);
		text_notes_release(&w->notes);
		textcount_release(&w->ids);
	}
	for (size_t i = 0; i < o->nslots; i++)
		free(o->slots[i].is_value);
	free(o->w);
	free(o->slots);
	text_tables_release(&o->texts);
	source_release(&o->src);
	idcounts_free(o->ids);
}

/* ---- UUIDs ---- */

/* FN for each column of UUIDs of a chunk, with the rows that have one value. */
static void each_ids(struct one *o, unsigned worker, uint32_t chunk, bool put)
{
	struct fieldcols *l = &o->w[worker].layout;
	uint32_t to = (uint32_t)((uint64_t)(chunk + 1) * o->nsegs / o->nchunks);

	for (uint32_t i = (uint32_t)((uint64_t)chunk * o->nsegs / o->nchunks); i < to;
	     i++) {
		const uint64_t *mask = o->bits + (size_t)i * SEG_WORDS;
		uint64_t fast[SEG_WORDS], slow[SEG_WORDS];

		if (!bits_any(mask))
			continue;
		fieldcols_make(l, store_seg(o->env->store, i), &o->src, o->slots);
		fieldcols_split(l, mask, fast, slow);
		for (size_t c = 0; c < l->n; c++) {
			if (l->cols[c].v.kind != VK_UUID)
				continue;
			if (put)
				idcounts_put(o->ids, chunk, i, &l->cols[c].v, fast);
			else
				idcounts_note(o->ids, chunk, &l->cols[c].v, fast);
		}
	}
}

static void note_ids(void *arg, unsigned worker, uint32_t item)
{
	each_ids(arg, worker, item, false);
}

static void put_ids(void *arg, unsigned worker, uint32_t item)
{
	each_ids(arg, worker, item, true);
}

static enum st count_ids(struct one *o)
{
	const _Atomic(bool) *cancel = o->env->cancel;
	enum st st = workers_run(o->threads, 0, o->nchunks, cancel, note_ids, o);

	if (st)
		return st;
	for (unsigned i = 0; i < o->threads; i++)
		idcounts_texts(o->ids, &o->w[i].ids);
	idcounts_place(o->ids);
	st = workers_run(o->threads, 0, o->nchunks, cancel, put_ids, o);
	return st ? st : idcounts_sort(o->ids, o->threads, cancel);
}

static void init_ids(struct one *o)
{
	path_t *paths = xcalloc(o->src.n + 1, sizeof(*paths));
	size_t n = 0;

	for (size_t i = 0; i < o->src.n; i++)
		if (!n || paths[n - 1] != o->src.places[i].path)
			paths[n++] = o->src.places[i].path;
	o->nchunks = MIN(o->nsegs, UUID_CHUNKS);
	o->ids = idcounts_new(o->env->store, o->nsegs, paths, n);
	if (!idcounts_any(o->ids) || o->nsegs > MAX_ID_SEGS) {
		idcounts_free(o->ids);
		o->ids = NULL;
	}
	free(paths);
}

static enum st run(struct one *o, unsigned first_threads, struct counts *ret)
{
	size_t used = 0;
	bool others = false;
	enum st st;

	st = workers_run(first_threads, 0, o->nsegs, o->env->cancel, first_pass, o);
	if (st)
		return st;
	for (unsigned i = 0; i < o->threads; i++)
		others |= o->w[i].others;
	for (size_t i = 0; i < o->nslots; i++)
		used += o->slots[i].used;
	/* one dictionary alone: its numbers are the distinct texts */
	if (others || used > 1)
		st = count_texts(o);
	if (st)
		return st;
	take_rows(o, others || used > 1, ret);
	if (!o->ids)
		return ST_OK;
	st = count_ids(o);
	if (!st) {
		ret->ids = o->ids;
		o->ids = NULL;
	}
	return st;
}

enum st count_one(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
		  const struct fieldref *f, struct counts *ret)
{
	struct one o = { .env = env, .bits = bits, .nsegs = nsegs };
	unsigned first;
	enum st st;

	source_resolve(&o.src, env->store, f, false);
	text_tables_init(&o.texts);
	init_slots(&o);
	init_ids(&o);
	o.threads = nsegs > SPAWN_ABOVE ? MIN(MAX(env->threads, 1u), MAX_THREADS) : 1;
	first = array_threads(&o, o.threads);
	o.w = xcalloc(o.threads, sizeof(*o.w));
	for (unsigned i = 0; i < o.threads; i++) {
		o.w[i].none = (struct acc)ACC_INIT;
		o.w[i].acc = xcalloc(o.nslots + 1, sizeof(*o.w[i].acc));
		for (size_t k = 0; i < first && k < o.nslots; k++)
			o.w[i].acc[k] = acc_new(o.slots[k].n);
	}
	st = run(&o, first, ret);
	one_release(&o);
	return st;
}
