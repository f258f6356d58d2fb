/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes that fill the index of identities. */
#include "eval/scan.h"
#include "event/field.h"
#include "event/rules.h"
#include "identity/index.h"
#include "util/hash.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* COLUMN TABLE: where the numbers come from. */
enum {
	COL_WHO,
	COL_SESSION,
	COL_ACCOUNT,
	COL_ADDRESS,
	COL_KEY,
	COL_FUNCTION,
	COL_FUNCTION_NAME,
	COL_AGENT,
	COL_REGION,
	COL_SOURCE,
	COL_EVENT,
	COL_COUNT
};
static const uint8_t col_fields[COL_COUNT] = {
	[COL_WHO] = FLD_IDENTITY,
	[COL_SESSION] = FLD_SESSION,
	[COL_ACCOUNT] = FLD_CALLER,
	[COL_ADDRESS] = FLD_IP,
	[COL_KEY] = FLD_KEY,
	[COL_FUNCTION] = FLD_FUNCTION_ARN,
	[COL_FUNCTION_NAME] = FLD_FUNCTION,
	[COL_AGENT] = FLD_AGENT,
	[COL_REGION] = FLD_REGION,
	[COL_SOURCE] = FLD_SOURCE,
	[COL_EVENT] = FLD_EVENT,
};

static struct names *names_of(struct identity_index *x, unsigned col)
{
	switch (col) {
	case COL_WHO:
		return &x->who;
	case COL_SESSION:
		return &x->sessions;
	case COL_ACCOUNT:
		return &x->accounts;
	case COL_ADDRESS:
		return &x->names[IDF_ADDRESS];
	case COL_KEY:
		return &x->names[IDF_KEY];
	case COL_FUNCTION:
	case COL_FUNCTION_NAME:
		return &x->names[IDF_FUNCTION];
	default:
		return &x->names[IDF_AGENT + (col - COL_AGENT)];
	}
}

/* Addresses and keys are counted as written, and "" can be; names and groups are never "". */
static bool has_blank(unsigned col)
{
	return col == COL_ADDRESS || col == COL_KEY;
}

/* Which column a group is, and which one says more about it. */
static const uint8_t group_col[IDENTITY_BY_COUNT] = { COL_WHO, COL_WHO, COL_KEY,
						      COL_ADDRESS, COL_ACCOUNT };
static const uint8_t about_col[IDENTITY_BY_COUNT] = { COL_ACCOUNT, COL_ACCOUNT, COL_WHO,
						      COL_COUNT, COL_COUNT };

/* The derived field RESULT, by number: denied? */
static uint8_t *denied_lut(const struct store *s, path_t path)
{
	const struct dict *d = store_dict(s, path, VK_STR);
	uint32_t n = d ? dict_count(d) : 0;
	uint8_t *lut = xcalloc((size_t)n + 1, 1);

	for (uint32_t i = 0; i < n; i++)
		lut[i] = sv_eqs(dict_text(d, i), result_names[RES_DENIED]);
	return lut;
}

static path_t path_of_field(const struct store *s, enum field_id id)
{
	const struct path_trie *t = store_paths_ro(s);

	return fields[id].src == FS_DERIVED ? path_derived(t, id)
					    : path_of(t, fields[id].path);
}

/* Columns that share names are numbered by one thread. */
static void refresh_column(void *arg, unsigned worker UNUSED, uint32_t i)
{
	struct identity_index *x = arg;

	if (i == COL_FUNCTION_NAME)
		return;
	colnums_refresh(&x->cols[i]);
	if (i == COL_FUNCTION)
		colnums_refresh(&x->cols[COL_FUNCTION_NAME]);
}

/* Paths that no record had yet are looked for again: a load may go on. */
static enum st refresh(struct identity_index *x, const struct eval_env *env, unsigned from,
		       unsigned to)
{
	if (!x->cols) {
		x->cols = xcalloc(COL_COUNT, sizeof(*x->cols));
		x->ncols = COL_COUNT;
		for (unsigned i = 0; i < COL_COUNT; i++)
			colnums_init(&x->cols[i], x->store, PATH_NONE, names_of(x, i),
				     has_blank(i));
	}
	for (unsigned i = from; i < to; i++) {
		if (x->cols[i].path == PATH_NONE)
			x->cols[i].path = path_of_field(x->store, col_fields[i]);
	}
	return workers_run(MAX(env->threads, 1u), from, to, NULL, refresh_column, x);
}

/* Each value goes with one group at least. */
static void reserve_pairs(struct identity_index *x, unsigned from, unsigned to)
{
	for (unsigned k = from; k < to; k++)
		pairs_reserve(&x->pairs[k], x->names[k].n);
}

#define AHEAD 8u             /* combinations whose pairs are fetched early */
#define LOCAL (2 * SEG_ROWS) /* slots of the combinations of one segment */

struct tuple {
	uint32_t v[7]; /* group, session, address, key, function, about, denied */
};
enum { T_GROUP, T_SESSION, T_ADDRESS, T_KEY, T_FUNCTION, T_ABOUT, T_DENIED };

/* Of one thread. */
struct builder {
	struct identity_index *x;
	const uint8_t *denied;
	path_t result;
	struct pair_cache groups, about, pairs[IDF_COUNT];
	uint32_t num[7][SEG_ROWS];
	uint16_t slots[LOCAL]; /* tuple + 1 */
	struct tuple tuples[SEG_ROWS];
	tick_t first[SEG_ROWS]; /* of each tuple */
	uint32_t n;
	size_t bytes;
};

static void read_columns(struct builder *b, const struct segment *seg)
{
	struct identity_index *x = b->x;
	const struct colnums *c = x->cols;
	uint64_t denied[SEG_WORDS] = { 0 };

	memset(b->num[T_SESSION], 0xff, seg->rows * sizeof(uint32_t));
	memset(b->num[T_ABOUT], 0xff, seg->rows * sizeof(uint32_t));
	colnums_rows(&c[group_col[x->by]], seg, false, b->num[T_GROUP]);
	if (x->by == IDENTITY_BY_SESSION)
		colnums_rows(&c[COL_SESSION], seg, false, b->num[T_SESSION]);
	colnums_rows(&c[COL_ADDRESS], seg, false, b->num[T_ADDRESS]);
	colnums_rows(&c[COL_KEY], seg, false, b->num[T_KEY]);
	colnums_rows(&c[COL_FUNCTION], seg, false, b->num[T_FUNCTION]);
	colnums_rows(&c[COL_FUNCTION_NAME], seg, true, b->num[T_FUNCTION]);
	if (about_col[x->by] != COL_COUNT)
		colnums_rows(&c[about_col[x->by]], seg, false, b->num[T_ABOUT]);
	for (uint32_t i = segment_find(seg, b->result);
	     i < seg->ncols && seg->cols[i].path == b->result; i++) {
		struct column_view v;

		column_view(seg, &seg->cols[i], &v);
		if (v.kind == VK_STR)
			scan_lut(&v, b->denied, denied);
	}
	for (uint32_t r = 0; r < seg->rows; r++)
		b->num[T_DENIED][r] = bit_get(denied, r);
}

/*
 * Number of the combination of row R in this segment. Asked for each event: a table of fixed size
 * that a cache holds, no util/hashtab.h.
 */
static uint32_t local_number(struct builder *b, uint32_t r)
{
	struct tuple t;
	uint64_t h;
	uint32_t i;

	for (unsigned k = 0; k < 7; k++)
		t.v[k] = b->num[k][r];
	h = hash_fold(((uint64_t)t.v[0] << 32 | t.v[2]) ^ UINT64_C(0x9e3779b97f4a7c15),
		      ((uint64_t)t.v[3] << 32 | t.v[4]) ^ UINT64_C(0xd6e8feb86659fd93));
	h ^= ((uint64_t)t.v[1] << 33) + ((uint64_t)t.v[5] << 1) + t.v[6];
	i = (uint32_t)(hash_fold(h, hash_key[0] | 1) >> 20) & (LOCAL - 1);
	for (; b->slots[i]; i = (i + 1) & (LOCAL - 1))
		if (!memcmp(&b->tuples[b->slots[i] - 1], &t, sizeof(t)))
			return b->slots[i] - 1u;
	b->tuples[b->n] = t;
	b->first[b->n] = TICK_NONE;
	b->slots[i] = (uint16_t)++b->n;
	return b->n - 1;
}

static const uint8_t part[IDF_COUNTED] = { T_ADDRESS, T_KEY, T_FUNCTION };

/* What make_combo() will look for; sessions are numbered first, and not known here. */
static void fetch_combo(const struct builder *b, const struct tuple *t)
{
	for (unsigned k = 0; k < IDF_COUNTED && b->x->by != IDENTITY_BY_SESSION; k++)
		if (t->v[part[k]] != NUMBER_NONE)
			pair_cache_fetch(&b->pairs[k], t->v[T_GROUP], t->v[part[k]]);
}

/* The combination as it is kept. */
static struct identity_combo make_combo(struct builder *b, const struct tuple *t,
					tick_t first)
{
	struct identity_combo c = { .group = t->v[T_GROUP] };

	if (b->x->by == IDENTITY_BY_SESSION)
		c.group = pair_cache_see(&b->groups, t->v[T_GROUP], t->v[T_SESSION], first);
	else if (c.group == NUMBER_NONE)
		c.group = 0; /* see identity_index_new() */
	for (unsigned k = 0; k < IDF_COUNTED; k++)
		c.pair[k] = t->v[part[k]] == NUMBER_NONE
				    ? NUMBER_NONE
				    : pair_cache_see(&b->pairs[k], c.group, t->v[part[k]],
						     first);
	c.about = t->v[T_ABOUT] == NUMBER_NONE
			  ? NUMBER_NONE
			  : pair_cache_see(&b->about, c.group, t->v[T_ABOUT], first);
	if (t->v[T_DENIED])
		c.group |= IDENTITY_DENIED;
	return c;
}

static void build_segment(void *arg, unsigned worker, uint32_t item)
{
	struct builder *b = ((struct builder **)arg)[worker];
	const struct segment *seg = store_seg(b->x->store, item);
	struct identity_seg *s = &b->x->segs[item];

	read_columns(b, seg);
	memset(b->slots, 0, sizeof(b->slots));
	b->n = 0;
	s->of = xmalloc(MAX(seg->rows, 1u) * sizeof(*s->of));
	for (uint32_t r = 0; r < seg->rows; r++) {
		uint32_t k = local_number(b, r);
		tick_t t = segment_time(seg, r);

		s->of[r] = (uint16_t)k;
		if (t < b->first[k])
			b->first[k] = t;
	}
	s->n = b->n;
	s->combos = xmalloc(MAX(b->n, 1u) * sizeof(*s->combos));
	for (uint32_t k = 0; k < MIN(b->n, AHEAD); k++)
		fetch_combo(b, &b->tuples[k]);
	for (uint32_t k = 0; k < b->n; k++) {
		if (k + AHEAD < b->n)
			fetch_combo(b, &b->tuples[k + AHEAD]);
		s->combos[k] = make_combo(b, &b->tuples[k], b->first[k]);
	}
	b->bytes += seg->rows * sizeof(*s->of) + b->n * sizeof(*s->combos);
}

static struct builder *builder_new(struct identity_index *x, path_t result,
				   const uint8_t *denied)
{
	struct builder *b = xcalloc(1, sizeof(*b));

	b->x = x;
	b->result = result;
	b->denied = denied;
	pair_cache_init(&b->groups, &x->groups);
	pair_cache_init(&b->about, &x->about);
	for (unsigned k = 0; k < IDF_COUNT; k++)
		pair_cache_init(&b->pairs[k], &x->pairs[k]);
	return b;
}

static void builder_free(struct builder *b)
{
	pair_cache_merge(&b->groups);
	pair_cache_merge(&b->about);
	for (unsigned k = 0; k < IDF_COUNT; k++)
		pair_cache_merge(&b->pairs[k]);
	b->x->bytes += b->bytes;
	free(b);
}

/* Run FN over segments [FROM, TO) with a builder for each thread. */
static enum st run_pass(struct identity_index *x, const struct eval_env *env, uint32_t from,
			uint32_t to, work_fn fn)
{
	unsigned threads = MAX(env->threads, 1u);
	struct builder **b = xcalloc(threads, sizeof(*b));
	path_t result = path_derived(store_paths_ro(x->store), FLD_RESULT);
	uint8_t *denied = denied_lut(x->store, result);
	enum st st;

	for (unsigned t = 0; t < threads; t++)
		b[t] = builder_new(x, result, denied);
	st = workers_run(threads, from, to, env->cancel, fn, b);
	for (unsigned t = 0; t < threads; t++)
		builder_free(b[t]);
	free(b);
	free(denied);
	return st;
}

static void drop_segs(struct identity_index *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		free(x->segs[i].of);
		free(x->segs[i].combos);
		x->segs[i] = (struct identity_seg){ .n = 0 };
	}
}

#define SLICE 256u /* segments: what is done stays done when a pass is cancelled */

enum st identity_index_update(struct identity_index *x, const struct eval_env *env,
			      uint32_t nsegs)
{
	enum st refreshed;

	if (nsegs <= x->nsegs)
		return ST_OK;
	refreshed = refresh(x, env, 0, COL_AGENT);
	if (refreshed != ST_OK)
		return refreshed;
	reserve_pairs(x, 0, IDF_COUNTED);
	x->segs = xreallocarray(x->segs, nsegs, sizeof(*x->segs));
	memset(x->segs + x->nsegs, 0, (nsegs - x->nsegs) * sizeof(*x->segs));
	while (x->nsegs < nsegs) {
		uint32_t to = MIN(nsegs, x->nsegs + (env->cancel ? SLICE : nsegs));
		enum st st = run_pass(x, env, x->nsegs, to, build_segment);

		if (st != ST_OK) {
			drop_segs(x, x->nsegs, to);
			return st;
		}
		x->nsegs = to;
	}
	return ST_OK;
}

#define FAST 2048u

/* Pairs met lately in the segment: most events are like one a little before. */
struct fast {
	uint64_t key;
	uint32_t pair; /* + 1 */
};

static void see_values(struct builder *b, const struct segment *seg,
		       const struct identity_seg *s, unsigned fact, struct fast *fast)
{
	struct pair_cache *c = &b->pairs[fact];
	uint32_t *num = b->num[0];

	colnums_rows(&b->x->cols[COL_AGENT + (fact - IDF_AGENT)], seg, false, num);
	memset(fast, 0, FAST * sizeof(*fast));
	for (uint32_t r = 0; r < seg->rows; r++) {
		uint32_t group = s->combos[s->of[r]].group & ~IDENTITY_DENIED;
		uint64_t key = (uint64_t)group << 32 | num[r];
		struct fast *f = &fast[(group * 31 + num[r]) % FAST];
		tick_t t = segment_time(seg, r);

		if (num[r] == NUMBER_NONE)
			continue;
		if (f->pair && f->key == key) {
			if (t < c->first[f->pair - 1])
				c->first[f->pair - 1] = t;
			continue;
		}
		f->key = key;
		f->pair = pair_cache_see(c, group, num[r], t) + 1;
	}
}

static void news_segment(void *arg, unsigned worker, uint32_t item)
{
	struct builder *b = ((struct builder **)arg)[worker];
	const struct segment *seg = store_seg(b->x->store, item);
	struct fast fast[FAST];

	for (unsigned k = IDF_AGENT; k < IDF_COUNT; k++)
		see_values(b, seg, &b->x->segs[item], k, fast);
}

enum st identity_index_news(struct identity_index *x, const struct eval_env *env)
{
	enum st refreshed;

	if (x->news_nsegs == x->nsegs)
		return ST_OK;
	refreshed = refresh(x, env, COL_AGENT, COL_COUNT);
	if (refreshed != ST_OK)
		return refreshed;
	reserve_pairs(x, IDF_AGENT, IDF_COUNT);
	while (x->news_nsegs < x->nsegs) {
		uint32_t to =
			MIN(x->nsegs, x->news_nsegs + (env->cancel ? SLICE : x->nsegs));
		enum st st = run_pass(x, env, x->news_nsegs, to, news_segment);

		if (st != ST_OK)
			return st;
		x->news_nsegs = to;
	}
	return ST_OK;
}
