/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of each column first, then one block of memory for all of them. */
#include "store/seal.h"

#include "store/rawcol.h"
#include "util/bits.h"
#include "util/bytes.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* A column as it will be packed. */
struct plan {
	struct stage_col *col;
	struct column out;
	struct rawcol_plan raw;
	/* out.local: index of each run, and the numbers; both in the scratch arena */
	uint16_t *index;
	uint32_t *ids, nlocal;
	size_t bytes;
};

static size_t pad8(size_t n)
{
	return ROUND_UP(n, (size_t)8);
}

static size_t rows_bytes(enum venc enc, uint32_t n)
{
	switch (enc) {
	case VE_DENSE:
		return 0;
	case VE_BITMAP:
		return SEG_WORDS * sizeof(uint64_t) + SEG_WORDS * sizeof(uint16_t);
	default:
		return pad8(n * sizeof(uint16_t));
	}
}

/*
 * The distinct numbers of a column, up to a limit: number -> index. Asked for each run of each
 * column: of fixed size, and emptied by counting on (no util/hashtab.h).
 */
#define IDSET_SLOTS 8192u

struct idset {
	uint32_t round; /* slots of another round are free */
	uint32_t n;
	uint32_t ids[LOCAL_MAX];
	struct {
		uint32_t id, round;
		uint32_t index;
	} slots[IDSET_SLOTS];
};

/* Index of ID, or UINT32_MAX when it would be one more than MAX. */
static uint32_t idset_add(struct idset *set, uint32_t id, uint32_t max)
{
	uint32_t i = (id * UINT32_C(2654435761)) >> 19;

	for (; set->slots[i].round == set->round; i = (i + 1) & (IDSET_SLOTS - 1))
		if (set->slots[i].id == id)
			return set->slots[i].index;
	if (set->n == max)
		return UINT32_MAX;
	set->slots[i].id = id;
	set->slots[i].round = set->round;
	set->slots[i].index = set->n;
	set->ids[set->n] = id;
	return set->n++;
}

static size_t local_bytes(uint32_t nlocal)
{
	return pad8(4u * ((size_t)nlocal + 1));
}

/* Index the values of C by the numbers it has, when that is smaller. */
static void plan_local(struct plan *p, struct stage *st)
{
	const struct stage_col *c = p->col;
	uint32_t max = p->out.width == 2 ? 256 : MIN(LOCAL_MAX, c->n / 2);
	struct idset *set = st->idset;
	size_t small;

	set->round++;
	set->n = 0;
	p->index =
		arena_alloc(&st->scratch, (size_t)(c->last - c->runs) * sizeof(*p->index));
	EACH_RUN(c, r) {
		uint32_t k = idset_add(set, r->id, max);

		if (k == UINT32_MAX)
			goto no;
		p->index[r - c->runs - 1] = (uint16_t)k;
	}
	small = (size_t)c->n * (set->n <= 256 ? 1 : 2);
	if (pad8(small) + local_bytes(set->n) >= pad8((size_t)c->n * p->out.width))
		goto no;
	p->out.width = set->n <= 256 ? 1 : 2;
	p->out.local = 1;
	p->nlocal = set->n;
	p->ids = arena_alloc(&st->scratch, set->n * sizeof(*p->ids));
	memcpy(p->ids, set->ids, set->n * sizeof(*p->ids));
	return;
no:
	p->index = NULL;
}

static void plan_ids(struct plan *p, struct stage *st)
{
	const struct stage_col *c = p->col;
	uint32_t lo = UINT32_MAX, hi = 0;

	EACH_RUN(c, r) {
		lo = MIN(lo, r->id);
		hi = MAX(hi, r->id);
	}
	p->out.base = lo;
	p->out.width = lo == hi ? 0 : hi <= UINT8_MAX ? 1 : hi <= UINT16_MAX ? 2 : 4;
	if (p->out.width >= 2 && c->n >= 16)
		plan_local(p, st);
	p->bytes += pad8((size_t)c->n * p->out.width) +
		    (p->out.local ? local_bytes(p->nlocal) : 0);
}

static void plan_column(struct plan *p, struct stage *st, struct stage_col *c,
			uint32_t rows)
{
	*p = (struct plan){ .col = c };
	p->out.path = c->path;
	p->out.kind = c->kind;
	p->out.n = c->n;
	if (c->multi)
		p->out.enc = VE_LIST;
	else if (c->n == rows)
		p->out.enc = VE_DENSE;
	else
		p->out.enc = rows_bytes(VE_BITMAP, c->n) < rows_bytes(VE_LIST, c->n)
				     ? VE_BITMAP
				     : VE_LIST;
	p->bytes = rows_bytes((enum venc)p->out.enc, c->n);
	if (c->kind == VK_UUID)
		p->bytes += 16u * (size_t)c->n;
	else if (c->kind == VK_TIME)
		p->bytes += pad8(4u * (size_t)c->n);
	else if (!kind_is_text(c->kind))
		plan_ids(p, st);
	else {
		rawcol_plan(&p->raw, c, &st->scratch);
		p->bytes += p->raw.bytes + (c->kind == VK_BIG ? 8u * (size_t)c->n : 0);
	}
}

static int plan_cmp(const void *a, const void *b)
{
	const struct column *x = &((const struct plan *)a)->out,
			    *y = &((const struct plan *)b)->out;

	if (x->path != y->path)
		return x->path < y->path ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

static void list_rows(const struct stage_col *c, uint16_t *to)
{
	if (!kind_is_number(c->kind)) {
		memcpy(to, c->rows, c->n * sizeof(*to));
		return;
	}
	EACH_RUN(c, r)
		for (uint32_t k = 0; k < r->n; k++)
			*to++ = (uint16_t)(r->row + k);
}

static void map_rows(const struct stage_col *c, uint64_t *words)
{
	memset(words, 0, SEG_WORDS * sizeof(*words));
	if (!kind_is_number(c->kind)) {
		for (uint32_t i = 0; i < c->n; i++)
			bit_set(words, c->rows[i]);
		return;
	}
	EACH_RUN(c, r) {
		unsigned bit = r->row & 63;

		if (bit + r->n <= 64)
			words[r->row >> 6] |= ~UINT64_C(0) >> (64 - r->n) << bit;
		else
			bits_set_range(words, r->row, (size_t)r->row + r->n);
	}
}

static char *pack_rows(const struct plan *p, char *to)
{
	const struct stage_col *c = p->col;

	if (p->out.enc == VE_LIST)
		list_rows(c, (uint16_t *)(void *)to);
	if (p->out.enc == VE_BITMAP) {
		uint64_t *words = (uint64_t *)(void *)to;
		uint16_t *rank = (uint16_t *)(void *)(words + SEG_WORDS);
		uint32_t before = 0;

		map_rows(c, words);
		for (uint32_t w = 0; w < SEG_WORDS; w++) {
			rank[w] = (uint16_t)before;
			before += (uint32_t)__builtin_popcountll(words[w]);
		}
	}
	return to + rows_bytes((enum venc)p->out.enc, c->n);
}

/* N times V, WIDTH bytes each, at TO; returns what is behind them. */
static ALWAYS_INLINE char *fill(char *to, unsigned width, uint64_t v, size_t n)
{
	uint64_t pattern = width == 1   ? v * UINT64_C(0x0101010101010101)
			   : width == 2 ? v * UINT64_C(0x0001000100010001)
					: v * UINT64_C(0x0000000100000001);

	fill_over(to, pattern, n * width);
	return to + n * width;
}

static void pack_local(struct plan *p, char *to)
{
	const uint16_t *index = p->index;

	((uint32_t *)(void *)to)[0] = p->nlocal;
	memcpy(to + 4, p->ids, p->nlocal * sizeof(*p->ids));
	to += local_bytes(p->nlocal);
	EACH_RUN(p->col, r)
		to = fill(to, p->out.width, *index++, r->n);
}

static void pack_ids(struct plan *p, char *to)
{
	if (p->out.local)
		pack_local(p, to);
	else if (p->out.width)
		EACH_RUN(p->col, r)
			to = fill(to, p->out.width, r->id, r->n);
}

static void pack_blob(struct plan *p, char *to)
{
	const struct stage_col *c = p->col;

	if (c->kind == VK_BIG) {
		memcpy(to, c->full_len, 8u * (size_t)c->n);
		to += 8u * (size_t)c->n;
	}
	rawcol_pack(&p->raw, c, to);
}

static void pack_column(struct plan *p, char *to)
{
	const struct stage_col *c = p->col;

	to = pack_rows(p, to);
	if (c->kind == VK_UUID)
		memcpy(to, c->uuid, 16u * (size_t)c->n);
	else if (c->kind == VK_TIME)
		memcpy(to, c->vals, c->n * sizeof(uint32_t));
	else if (kind_is_text(c->kind))
		pack_blob(p, to);
	else
		pack_ids(p, to);
}

static tick_t time_of_text(enum vkind kind, struct sv text)
{
	return kind == VK_LIT || kind == VK_RAWLIT ? time_parse_epoch(text)
						   : time_parse(text);
}

/* The first value of a row wins: from the last to the first. */
static void read_times_of(const struct stage_path *sp, enum vkind kind, tick_t *t64)
{
	const struct stage_col *c = sp->cols[kind];

	if (kind == VK_TIME)
		for (uint32_t i = c->n; i-- > 0;)
			t64[c->rows[i]] = (tick_t)c->vals[i] * TICKS_PER_SEC;
	if (kind_is_text(kind))
		for (uint32_t i = c->n; i-- > 0;)
			t64[c->rows[i]] = time_of_text(kind, stagecol_text(c, i));
	if (!kind_is_number(kind))
		return;
	for (const struct num_run *r = c->last; r > c->runs; r--) {
		tick_t t = time_of_text(kind,
					dict_text(sp->intern[kind == VK_LIT].dict, r->id));

		for (uint32_t k = 0; k < r->n; k++)
			t64[r->row + k] = t;
	}
}

/* The times that stand at path P. */
static void read_times_at(const struct stage *st, path_t p, tick_t *t64)
{
	const struct stage_path *sp =
		p != PATH_NONE && p < st->npaths ? st->paths[p] : NULL;

	for (unsigned k = 0; sp && k < VK_ORDER; k++)
		if (sp->cols[k] && sp->cols[k]->n)
			read_times_of(sp, (enum vkind)k, t64);
}

/*
 * Time of the first value of eventTime in each row that the packed columns hold; of events
 * that were counted together the start of their window.
 */
static void read_times(const struct stage *st, tick_t *t64, uint32_t rows)
{
	path_t window = path_find_child(st->trie, PATH_ROOT, SV_LIT("timeWindow"));

	for (uint32_t r = 0; r < rows; r++)
		t64[r] = TICK_NONE;
	if (window != PATH_NONE)
		read_times_at(st, path_find_child(st->trie, window, SV_LIT("windowStart")),
			      t64);
	read_times_at(st, path_find_child(st->trie, PATH_ROOT, SV_LIT("eventTime")), t64);
}

/* The column of eventTime when it gives every row its time, else NULL. */
static const struct plan *time_column(const struct stage *st, const struct plan *plans,
				      uint32_t n)
{
	path_t p = path_find_child(st->trie, PATH_ROOT, SV_LIT("eventTime"));

	for (uint32_t i = 0; i < n; i++)
		if (plans[i].out.path == p && plans[i].out.kind == VK_TIME &&
		    plans[i].out.enc == VE_DENSE &&
		    (i + 1 == n || plans[i + 1].out.path != p) &&
		    (i == 0 || plans[i - 1].out.path != p))
			return &plans[i];
	return NULL;
}

static void mark_times(struct segment *seg, const struct stage *st)
{
	uint32_t n = 0;

	/* merge the staged marks with those of rows without a time; both ascend */
	for (uint32_t r = 0, m = 0; r < seg->rows; r++) {
		uint16_t bits = 0;

		if (m < st->nmarks && st->marks[m].row == r)
			bits = st->marks[m++].bits;
		if (seg->t64 && seg->t64[r] == TICK_NONE)
			bits |= MARK_BAD_TIME;
		if (bits)
			seg->marks[n++] = (struct row_mark){ (uint16_t)r, bits };
	}
	seg->nmarks = n;
}

/* Do the records of each run follow one another with the same gap? */
static bool even_gaps(const struct stage *st, uint32_t rows, uint32_t *ret_gap)
{
	bool first = true;

	for (uint32_t k = 0; k < st->nruns; k++) {
		uint32_t to = k + 1 < st->nruns ? st->runs[k + 1].row : rows;

		for (uint32_t r = st->runs[k].row + 1; r < to; r++) {
			uint32_t gap = st->off[r] - st->off[r - 1] - st->len[r - 1];

			if (first)
				*ret_gap = gap;
			else if (gap != *ret_gap)
				return false;
			first = false;
		}
	}
	return true;
}

static void *take(char **at, size_t n)
{
	void *p = *at;

	*at += pad8(n);
	return p;
}

struct places {
	bool even, short_lens;
	uint32_t gap;
	size_t bytes;
};

static void plan_places(struct places *p, const struct stage *st, uint32_t rows)
{
	uint32_t longest = 0;

	*p = (struct places){ .gap = 1 };
	for (uint32_t r = 0; r < rows; r++)
		longest = MAX(longest, st->len[r]);
	p->short_lens = longest <= UINT16_MAX;
	p->even = even_gaps(st, rows, &p->gap);
	p->bytes = pad8((size_t)rows * (p->short_lens ? 2 : 4)) +
		   (p->even ? 8 * BITS_WORDS(rows) : pad8((size_t)rows * 4));
}

static void pack_places(const struct places *p, const struct stage *st, struct segment *seg,
			char **at)
{
	uint32_t rows = seg->rows;

	seg->gap = p->gap;
	if (p->short_lens) {
		uint16_t *len = take(at, rows * sizeof(*len));

		for (uint32_t r = 0; r < rows; r++)
			len[r] = (uint16_t)st->len[r];
		seg->len16 = len;
	} else {
		uint32_t *len = take(at, rows * sizeof(*len));

		memcpy(len, st->len, rows * sizeof(*len));
		seg->len32 = len;
	}
	if (!p->even) {
		uint32_t *off = take(at, rows * sizeof(*off));

		memcpy(off, st->off, rows * sizeof(*off));
		seg->off32 = off;
		return;
	}
	uint64_t *block = take(at, BITS_WORDS(rows) * sizeof(*block));

	for (uint32_t r = 0, k = 0; r < rows; r += 64) {
		while (k + 1 < st->nruns && st->runs[k + 1].row <= r)
			k++;
		block[r / 64] = st->runs[k].base + st->off[r];
	}
	seg->block = block;
}

struct segment *seal_segment(struct stage *st, uint32_t rows)
{
	struct plan *plans;
	const struct plan *times;
	struct places places;
	struct segment *seg;
	size_t bytes = 0, frame;
	uint32_t ncols = 0;
	char *at, *data;

	arena_reset(&st->scratch);
	plans = arena_alloc(&st->scratch, (st->nactive + 1) * sizeof(*plans));
	if (!st->idset)
		st->idset = xcalloc(1, sizeof(*st->idset));
	plan_places(&places, st, rows);
	for (uint32_t i = 0; i < st->nactive; i++)
		if (st->active[i]->n)
			plan_column(&plans[ncols++], st, st->active[i], rows);
	qsort(plans, ncols, sizeof(*plans), plan_cmp);
	times = time_column(st, plans, ncols);
	frame = pad8(sizeof(*seg)) + pad8(ncols * sizeof(struct column)) +
		pad8(st->nruns * sizeof(struct file_run)) +
		pad8((times ? st->nmarks : rows) * sizeof(struct row_mark)) + places.bytes +
		rows * sizeof(uint64_t) + (times ? 0 : rows * sizeof(tick_t)) +
		2 * SEG_WORDS * sizeof(uint64_t);
	for (uint32_t i = 0; i < ncols; i++)
		bytes += plans[i].bytes;
	seg = store_take(st->store, frame + bytes + BYTES_OVER);
	at = (char *)seg;
	if (!seg)
		return NULL;
	memset(seg, 0, sizeof(*seg));
	take(&at, sizeof(*seg));
	seg->rows = rows;
	seg->ncols = ncols;
	seg->nruns = st->nruns;
	seg->bytes = frame + bytes;
	seg->cols = take(&at, ncols * sizeof(struct column));
	seg->runs = take(&at, st->nruns * sizeof(struct file_run));
	seg->marks = take(&at, (times ? st->nmarks : rows) * sizeof(struct row_mark));
	pack_places(&places, st, seg, &at);
	seg->content = take(&at, rows * sizeof(uint64_t));
	seg->dup = take(&at, SEG_WORDS * sizeof(uint64_t));
	seg->differs = take(&at, SEG_WORDS * sizeof(uint64_t));
	memset((void *)(uintptr_t)seg->dup, 0, 2 * SEG_WORDS * sizeof(uint64_t));
	if (!times) {
		tick_t *t64 = take(&at, rows * sizeof(tick_t));

		read_times(st, t64, rows);
		seg->t64 = t64;
	}
	memcpy(seg->runs, st->runs, st->nruns * sizeof(struct file_run));
	memcpy(seg->content, st->hash, rows * sizeof(uint64_t));
	mark_times(seg, st);
	seg->data = data = at;
	for (uint32_t i = 0; i < ncols; i++) {
		struct plan *p = &plans[i];

		p->out.at = (uint32_t)((size_t)(at - data) / 8);
		pack_column(p, at);
		seg->cols[i] = p->out;
		if (p == times)
			seg->t32 = (const uint32_t *)(const void *)at;
		at += p->bytes;
	}
	return seg;
}
