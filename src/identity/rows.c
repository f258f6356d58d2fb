/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the pane: a tally for each thread, merged and sorted. */
#include "identity/identity.h"

#include "eval/scan.h"
#include "lang/expr.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Events of one group. */
struct total {
	uint64_t events, denied;
	tick_t first, last;
};

/* Of one thread. */
struct tally {
	struct total *groups;
	uint64_t *met[IDF_COUNTED]; /* pairs */
	uint64_t *about;
	uint32_t count[SEG_ROWS];
	tick_t first[SEG_ROWS], last[SEG_ROWS];
};

struct pass {
	const struct identity_index *x;
	const struct selection *sel;
	struct tally **t;
	/* spark lines */
	const uint32_t *row_of; /* by group: row + 1 */
	uint32_t **spark;       /* by thread */
	struct axis axis;
};

static void count_row(struct tally *t, uint32_t k, tick_t time)
{
	t->count[k]++;
	if (time == TICK_NONE)
		return;
	if (time < t->first[k])
		t->first[k] = time;
	if (time > t->last[k])
		t->last[k] = time;
}

/* Add the combinations of a segment to their groups. */
static void flush(struct tally *t, const struct identity_seg *s)
{
	for (uint32_t k = 0; k < s->n; k++) {
		const struct identity_combo *c = &s->combos[k];
		struct total *g = &t->groups[c->group & ~IDENTITY_DENIED];

		if (!t->count[k])
			continue;
		g->events += t->count[k];
		if (c->group & IDENTITY_DENIED)
			g->denied += t->count[k];
		g->first = MIN(g->first, t->first[k]);
		g->last = MAX(g->last, t->last[k]);
		for (unsigned i = 0; i < IDF_COUNTED; i++)
			if (c->pair[i] != NUMBER_NONE)
				bit_set(t->met[i], c->pair[i]);
		if (c->about != NUMBER_NONE)
			bit_set(t->about, c->about);
	}
}

static void tally_segment(void *arg, unsigned worker, uint32_t item)
{
	struct pass *p = arg;
	struct tally *t = p->t[worker];
	const struct identity_seg *s = &p->x->segs[item];
	const struct segment *seg = store_seg(p->x->store, item);
	const uint64_t *bits = p->sel->rows + (size_t)item * SEG_WORDS;

	if (!bits_any(bits))
		return;
	for (uint32_t k = 0; k < s->n; k++) {
		t->count[k] = 0;
		t->first[k] = TICK_NONE;
		t->last[k] = INT64_MIN;
	}
	BITS_FOREACH(bits, SEG_WORDS, r)
		count_row(t, s->of[r], segment_time(seg, (uint32_t)r));
	flush(t, s);
}

static struct tally *tally_new(const struct identity_index *x)
{
	struct tally *t = xcalloc(1, sizeof(*t));
	uint32_t n = identity_index_ngroups(x);

	t->groups = xmalloc(MAX(n, 1u) * sizeof(*t->groups));
	for (uint32_t i = 0; i < n; i++)
		t->groups[i] = (struct total){ 0, 0, TICK_NONE, INT64_MIN };
	for (unsigned k = 0; k < IDF_COUNTED; k++)
		t->met[k] = xcalloc(BITS_WORDS(x->pairs[k].n) + 1, sizeof(uint64_t));
	t->about = xcalloc(BITS_WORDS(x->about.n) + 1, sizeof(uint64_t));
	return t;
}

static void tally_free(struct tally *t)
{
	free(t->groups);
	for (unsigned k = 0; k < IDF_COUNTED; k++)
		free(t->met[k]);
	free(t->about);
	free(t);
}

static void tally_merge(struct tally *to, const struct tally *from,
			const struct identity_index *x)
{
	uint32_t n = identity_index_ngroups(x);

	for (uint32_t i = 0; i < n; i++) {
		struct total *a = &to->groups[i];
		const struct total *b = &from->groups[i];

		a->events += b->events;
		a->denied += b->denied;
		a->first = MIN(a->first, b->first);
		a->last = MAX(a->last, b->last);
	}
	for (unsigned k = 0; k < IDF_COUNTED; k++)
		for (size_t i = 0; i < BITS_WORDS(x->pairs[k].n); i++)
			to->met[k][i] |= from->met[k][i];
	for (size_t i = 0; i < BITS_WORDS(x->about.n); i++)
		to->about[i] |= from->about[i];
}

static enum st make_tally(struct pass *p, const struct eval_env *env)
{
	unsigned threads = MAX(env->threads, 1u);
	enum st st;

	p->t = xcalloc(threads, sizeof(*p->t));
	for (unsigned i = 0; i < threads; i++)
		p->t[i] = tally_new(p->x);
	st = workers_run(threads, 0, p->sel->order->nsegs, env->cancel, tally_segment, p);
	for (unsigned i = 1; i < threads; i++) {
		if (st == ST_OK)
			tally_merge(p->t[0], p->t[i], p->x);
		tally_free(p->t[i]);
	}
	return st;
}

/* Rows of the groups with events, in the order of the groups; *RET_ROW_OF by group: row + 1. */
static void make_rows(struct identity_rows *r, const struct tally *t, uint32_t *row_of)
{
	const struct identity_index *x = r->index;
	uint32_t n = identity_index_ngroups(x);

	for (uint32_t i = 0; i < n; i++)
		r->n += t->groups[i].events != 0;
	r->rows = xcalloc(MAX(r->n, 1u), sizeof(*r->rows));
	r->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct total *g = &t->groups[i];
		struct identity_row *row = &r->rows[r->n];

		if (!g->events)
			continue;
		row->group = i;
		row->name = identity_group_name(x, i, &row->session);
		row->events = g->events;
		row->denied = g->denied;
		row->first = g->last == INT64_MIN ? TICK_NONE : g->first;
		row->last = g->last == INT64_MIN ? TICK_NONE : g->last;
		r->events += g->events;
		row_of[i] = (uint32_t)++r->n;
	}
	for (unsigned k = 0; k < IDF_COUNTED; k++)
		BITS_FOREACH(t->met[k], BITS_WORDS(x->pairs[k].n), i)
			r->rows[row_of[x->pairs[k].v[i].a] - 1].count[k]++;
}

/*
 * The account of an identity, the identity of a key, as the events counted have it: one, as a
 * rule; else the first by bytes.
 */
static void add_about(struct identity_rows *r, const struct tally *t,
		      const uint32_t *row_of)
{
	const struct identity_index *x = r->index;
	const struct names *names = x->by == IDENTITY_BY_KEY ? &x->who : &x->accounts;

	BITS_FOREACH(t->about, BITS_WORDS(x->about.n), i) {
		const struct pair *p = &x->about.v[i];
		struct sv v = names->v[p->b];
		struct identity_row *row;

		row = &r->rows[row_of[p->a] - 1];
		if (row->name.ptr && (!row->about.ptr || sv_cmp(v, row->about) < 0))
			row->about = v;
	}
}

/* What was first seen inside the window, of groups that were there before it. */
static void add_fresh(struct identity_rows *r, const uint32_t *row_of, struct span w)
{
	const struct identity_index *x = r->index;

	for (size_t i = 0; i < r->n; i++)
		r->rows[i].is_new = true;
	for (unsigned k = 0; k < IDF_COUNT; k++)
		for (uint32_t i = 0; i < x->pairs[k].n; i++) {
			const struct pair *p = &x->pairs[k].v[i];
			struct identity_row *row;

			if (!row_of[p->a])
				continue;
			row = &r->rows[row_of[p->a] - 1];
			if (p->first < w.from)
				row->is_new = false;
			else if (p->first < w.to)
				row->fresh[k]++;
		}
	for (size_t i = 0; i < r->n; i++)
		if (r->rows[i].is_new)
			memset(r->rows[i].fresh, 0, sizeof(r->rows[i].fresh));
	r->has_fresh = true;
}

static int cmp_text(struct sv a, struct sv b)
{
	if (!a.ptr || !b.ptr)
		return !a.ptr - !b.ptr;
	return sv_cmp(a, b);
}

static int by_events(const void *a, const void *b)
{
	const struct identity_row *x = a, *y = b;
	int c = x->events > y->events ? -1 : x->events < y->events;

	if (!c)
		c = cmp_text(x->name, y->name);
	return c ? c : cmp_text(x->session, y->session);
}

/* Buckets by whole seconds: what a spark line's axis is, as a rule. */
static void spark_seconds(const struct pass *p, const struct segment *seg,
			  const struct identity_seg *s, const uint64_t *bits,
			  uint32_t *spark)
{
	const uint32_t from = (uint32_t)(p->axis.from / TICKS_PER_SEC);
	const uint32_t step = (uint32_t)(p->axis.step / TICKS_PER_SEC);

	BITS_FOREACH(bits, SEG_WORDS, r) {
		uint32_t row = p->row_of[s->combos[s->of[r]].group & ~IDENTITY_DENIED];
		uint32_t at = (seg->t32[r] - from) / step;

		if (row && seg->t32[r] >= from && at < IDENTITY_SPARK)
			spark[(size_t)(row - 1) * IDENTITY_SPARK + at]++;
	}
}

static void spark_segment(void *arg, unsigned worker, uint32_t item)
{
	struct pass *p = arg;
	const struct identity_seg *s = &p->x->segs[item];
	const struct segment *seg = store_seg(p->x->store, item);
	const uint64_t *bits = p->sel->rows + (size_t)item * SEG_WORDS;
	uint32_t *spark = p->spark[worker];

	if (seg->t32 && p->axis.from % TICKS_PER_SEC == 0 &&
	    p->axis.step % TICKS_PER_SEC == 0 && p->axis.from >= 0 &&
	    p->axis.from / TICKS_PER_SEC <= UINT32_MAX &&
	    p->axis.step / TICKS_PER_SEC <= UINT32_MAX) {
		spark_seconds(p, seg, s, bits, spark);
		return;
	}
	BITS_FOREACH(bits, SEG_WORDS, r) {
		uint32_t row = p->row_of[s->combos[s->of[r]].group & ~IDENTITY_DENIED];
		int64_t at = axis_bucket(&p->axis, segment_time(seg, (uint32_t)r));

		if (row && at >= 0)
			spark[(size_t)(row - 1) * IDENTITY_SPARK + (size_t)at]++;
	}
}

static enum st make_spark(struct identity_rows *r, struct pass *p,
			  const struct eval_env *env, uint32_t *row_of)
{
	size_t n = MIN(r->n, IDENTITY_SPARK_ROWS) * IDENTITY_SPARK;
	unsigned threads = MAX(env->threads, 1u);
	enum st st;

	memset(row_of, 0, identity_index_ngroups(r->index) * sizeof(*row_of));
	for (size_t i = 0; i < n / IDENTITY_SPARK; i++)
		row_of[r->rows[i].group] = (uint32_t)i + 1;
	p->row_of = row_of;
	p->axis = r->axis;
	p->spark = xcalloc(threads, sizeof(*p->spark));
	for (unsigned t = 0; t < threads; t++)
		p->spark[t] = xcalloc(MAX(n, 1u), sizeof(**p->spark));
	st = workers_run(threads, 0, p->sel->order->nsegs, env->cancel, spark_segment, p);
	r->spark = p->spark[0];
	for (unsigned t = 1; t < threads; t++) {
		for (size_t i = 0; i < n; i++)
			r->spark[i] += p->spark[t][i];
		free(p->spark[t]);
	}
	free(p->spark);
	return st;
}

struct identity_rows *identity_rows_new(struct identity_index *x,
					const struct eval_env *env,
					const struct selection *sel, struct span window,
					tick_t first, tick_t last, bool fresh, bool spark)
{
	struct identity_rows *r = xcalloc(1, sizeof(*r));
	struct pass p = { .x = x, .sel = sel };
	uint32_t n = identity_index_ngroups(x);
	uint32_t *row_of = xcalloc(MAX(n, 1u), sizeof(*row_of));
	enum st st = make_tally(&p, env);

	r->index = identity_index_ref(x);
	r->total = n;
	r->has_window = window.from > 0 && first != TICK_NONE && first < window.from;
	if (st == ST_OK) {
		make_rows(r, p.t[0], row_of);
		add_about(r, p.t[0], row_of);
		if (fresh && r->has_window)
			add_fresh(r, row_of, window);
		qsort(r->rows, r->n, sizeof(*r->rows), by_events);
		spark_axis(&r->axis, window, first, last, IDENTITY_SPARK);
	}
	if (st == ST_OK && spark && r->axis.n)
		st = make_spark(r, &p, env, row_of);
	tally_free(p.t[0]);
	free(p.t);
	free(row_of);
	if (st == ST_OK)
		return r;
	identity_rows_free(r);
	return NULL;
}

void identity_rows_free(struct identity_rows *r)
{
	if (!r)
		return;
	identity_index_unref(r->index);
	free(r->rows);
	free(r->spark);
	free(r);
}

struct sv identity_type(struct sv identity)
{
	ptrdiff_t at = identity.ptr ? sv_chr(identity, ':') : -1;

	return at < 0 ? identity : sv_head(identity, (size_t)at);
}

void identity_row_expr(enum identity_by by, struct sv name, struct sv session,
		       struct buf *out)
{
	static const char *const field[IDENTITY_BY_COUNT] = { "identity", "identity", "key",
							      "ip", "caller" };

	if (!name.ptr) { /* no value, or the empty one */
		buf_addf(out, "(not %s=* or %s=\"\")", field[by], field[by]);
		return;
	}
	expr_for_value(out, sv_str(field[by]), name);
	if (by != IDENTITY_BY_SESSION)
		return;
	buf_addc(out, ' ');
	expr_for_value(out, SV_LIT("session"), session);
}

void identity_row_fresh_words(const struct identity_row *r, struct buf *out)
{
	bool any = false;

	if (r->is_new) {
		buf_adds(out, "all of it");
		return;
	}
	for (unsigned k = 0; k < IDF_COUNT; k++) {
		/* temporary keys are always new */
		if (!r->fresh[k] || k == IDF_KEY)
			continue;
		buf_adds(out, any ? ", " : "");
		if (r->fresh[k] > 1)
			buf_addf(out, "%u ", r->fresh[k]);
		buf_adds(out, identity_fact_names[k]);
		if (r->fresh[k] > 1)
			buf_adds(out, k == IDF_ADDRESS ? "es" : "s");
		any = true;
	}
}

/* The name at the end of an identity. */
static bool ends_in_name(struct sv identity, struct sv name)
{
	if (!sv_ends(identity, name) || identity.len == name.len)
		return false;
	switch (identity.ptr[identity.len - name.len - 1]) {
	case '/':
	case ':':
		return true;
	default:
		return false;
	}
}

size_t identity_index_match(const struct identity_index *x, struct sv name, uint32_t **ret)
{
	uint32_t exact = identity_group_find(x, name, SV_NULL),
		 n = identity_index_ngroups(x), cap = 0, k = 0;

	*ret = NULL;
	if (name.len && exact != NUMBER_NONE) {
		*ret = xmalloc(sizeof(**ret));
		**ret = exact;
		return 1;
	}
	for (uint32_t i = 0; i < n && name.len; i++) {
		struct sv session, v = identity_group_name(x, i, &session);

		if (!v.ptr || !ends_in_name(v, name))
			continue;
		ALLOC_GROW(*ret, k + 1, cap);
		(*ret)[k++] = i;
	}
	return k;
}
