/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From each node on to the next ones, breadth first, until nothing new is found; then what each of
 * them did is counted.
 */
#include "lang/expr.h"
#include "lang/filter.h"
#include "radius/priv.h"
#include "util/bits.h"
#include "util/workers.h"
#include "util/xalloc.h"

#include <stdlib.h>

const char *const radius_kinds[RADIUS_KIND_COUNT] = {
#define E(id, name) name,
	RADIUS_KIND_LIST(E)
#undef E
};
const struct lineage_name radius_rules[RADIUS_RULE_COUNT] = {
#define E(id, name, words) { name, words },
	RADIUS_RULE_LIST(E)
#undef E
};

struct sv radius_keep(struct growing *g, struct sv v)
{
	return v.ptr ? sv_make(arena_str(&g->r->arena, v), v.len) : SV_NULL;
}

struct sv radius_text(struct growing *g, row_t row, const char *field)
{
	return rowread_text(&g->rr, row, field, &g->r->arena);
}

uint64_t *radius_rows_of(struct growing *g, struct sv expr)
{
	const struct filter_times none = { TICK_NONE, TICK_NONE };
	uint32_t nsegs = g->ask->sel->order->nsegs;
	uint64_t *bits = xcalloc(MAX(g->words, 1), sizeof(*bits));
	struct filter *f = NULL;
	enum st rc = ST_OK;

	/* made of constants and quoted values: it is in the language */
	if (filter_parse(expr, &f, NULL) == ST_OK && filter_bind(f, &none, NULL) == ST_OK) {
		struct eval *e = eval_new(g->ask->env, f);

		rc = eval_run(e, 0, nsegs, bits);
		eval_free(e);
	}
	filter_free(f);
	if (rc == ST_OK)
		return bits;
	free(bits);
	return NULL;
}

static int by_order(const void *a, const void *b, void *arg)
{
	return store_row_cmp(arg, *(const row_t *)a, *(const row_t *)b);
}

row_t *radius_in_order(struct growing *g, const uint64_t *bits, size_t *ret_n)
{
	row_t *rows = xreallocarray(NULL, bits_count(bits, g->words) + 1, sizeof(*rows));
	size_t n = 0;

	BITS_FOREACH(bits, g->words, row)
		rows[n++] = (row_t)row;
	qsort_r(rows, n, sizeof(*rows), by_order, (void *)(uintptr_t)g->ask->env->store);
	*ret_n = n;
	return rows;
}

/* ---- nodes ---- */

static void add_evidence(struct growing *g, struct radius_node *n, row_t row)
{
	size_t at = n->nevidence;
	const struct store *s = g->ask->env->store;

	if (row == ROW_NONE)
		return;
	for (size_t i = 0; i < n->nevidence; i++)
		if (n->evidence[i] == row)
			return;
	ALLOC_GROW(n->evidence, n->nevidence + 1, n->evidencecap);
	for (; at && store_row_cmp(s, row, n->evidence[at - 1]) < 0; at--)
		n->evidence[at] = n->evidence[at - 1];
	n->evidence[at] = row;
	n->nevidence++;
}

static void set_way(struct growing *g, struct radius_node *n, const struct radius_edge *e)
{
	n->parent = e->parent;
	n->rule = e->rule;
	n->confidence = e->confidence;
	n->via = e->via;
	add_evidence(g, n, e->before);
	add_evidence(g, n, e->via);
}

/* Is E a better way to node I than the one it has? No way may lead from what grew of it. */
static bool is_better(const struct growing *g, uint32_t i, const struct radius_edge *e)
{
	const struct radius_node *n = &g->r->v[i];

	if (n->parent == RADIUS_NONE || e->parent >= i)
		return false;
	if (e->confidence != n->confidence)
		return e->confidence < n->confidence;
	return store_row_cmp(g->ask->env->store, e->via, n->via) < 0;
}

void radius_add(struct growing *g, enum radius_kind kind, struct sv id, struct sv expr,
		tick_t from, const struct radius_edge *e)
{
	struct radius *r = g->r;
	AUTO_BUF struct buf key = BUF_INIT;
	struct radius_node *n;
	uint32_t i;

	if (e->parent != RADIUS_NONE && e->confidence > g->ask->limit)
		return;
	buf_addf(&key, "%d ", (int)kind);
	buf_addsv(&key, id);
	i = names_find(&g->names, buf_sv(&key));
	if (i != NUMBER_NONE) {
		n = &r->v[i];
		if (n->parent == RADIUS_NONE)
			return;
		add_evidence(g, n, e->via);
		if (is_better(g, i, e))
			set_way(g, n, e);
		if (from < n->from) { /* it acts from earlier on */
			n->from = from;
			n->grown = false;
		}
		return;
	}
	if (r->n == RADIUS_MAX_NODES) {
		r->cut = true;
		return;
	}
	names_add(&g->names, buf_sv(&key), false);
	ALLOC_GROW(r->v, r->n + 1, r->cap);
	n = &r->v[r->n++];
	*n = (struct radius_node){ .id = radius_keep(g, id),
				   .kind = kind,
				   .expr = expr.len ? radius_keep(g, expr) : SV_NULL,
				   .from = from,
				   .first = TICK_NONE,
				   .last = TICK_NONE };
	set_way(g, n, e);
}

/* The whole second is meant: times of a filter are. */
static tick_t whole(tick_t t)
{
	return t == INT64_MIN || t == TICK_NONE ? t : t - t % TICKS_PER_SEC;
}

/* The acts of node I that are looked at; NULL when cancelled. */
static uint64_t *acts_of(struct growing *g, uint32_t i)
{
	const struct radius_node *n = &g->r->v[i];
	const struct store *s = g->ask->env->store;
	uint64_t *bits = radius_rows_of(g, n->expr);
	tick_t from = whole(n->from);

	for (size_t w = 0; bits && w < g->words; w++)
		bits[w] &= g->ask->sel->rows[w];
	if (!bits || from == INT64_MIN)
		return bits;
	BITS_FOREACH(bits, g->words, row) {
		tick_t t = store_time(s, (row_t)row);

		if (t == TICK_NONE || t < from)
			bit_clear(bits, row);
	}
	return bits;
}

static enum st grow(struct growing *g, uint32_t i)
{
	const struct radius_node n = g->r->v[i];
	enum st rc = ST_OK;
	uint64_t *bits;
	row_t *rows;
	size_t nrows;

	if (n.kind == RADIUS_FUNCTION)
		rc = radius_ran_as(g, i);
	if (rc == ST_OK && n.kind == RADIUS_ROLE && n.rule == RADIUS_BY_TRUST)
		rc = radius_trusted(g, i);
	if (rc != ST_OK || !n.expr.ptr)
		return rc;
	bits = acts_of(g, i);
	if (!bits)
		return ST_CANCELED;
	for (size_t w = 0; w < g->words; w++)
		bits[w] &= g->growth[w];
	rows = radius_in_order(g, bits, &nrows);
	for (size_t k = 0; k < nrows; k++)
		radius_take(g, i, rows[k]);
	free(rows);
	free(bits);
	return is_canceled(g->ask->env->cancel) ? ST_CANCELED : ST_OK;
}

/* A way that was found to be better may make earlier acts count: then once more. */
static enum st grow_all(struct growing *g)
{
	bool more = true;
	enum st rc = ST_OK;

	while (more && rc == ST_OK) {
		more = false;
		for (uint32_t i = 0; i < g->r->n && rc == ST_OK; i++) {
			if (g->r->v[i].grown)
				continue;
			g->r->v[i].grown = true;
			more = true;
			rc = g->ask->back ? radius_back(g, i) : grow(g, i);
		}
	}
	return rc;
}

/* ---- counts and the filter ---- */

static void note_time(struct radius_node *n, tick_t t)
{
	n->events++;
	if (t == TICK_NONE)
		return;
	n->first = MIN(n->first, t);
	n->last = n->last == TICK_NONE ? t : MAX(n->last, t);
}

static enum st count(struct growing *g)
{
	for (uint32_t i = 0; i < g->r->n; i++) {
		struct radius_node *n = &g->r->v[i];
		uint64_t *bits;

		if (!n->expr.ptr)
			continue;
		bits = acts_of(g, i);
		if (!bits)
			return ST_CANCELED;
		BITS_FOREACH(bits, g->words, row)
			note_time(n, store_time(g->ask->env->store, (row_t)row));
		free(bits);
	}
	return ST_OK;
}

void radius_node_expr(const struct radius_node *n, struct buf *out)
{
	buf_addc(out, '(');
	buf_addsv(out, n->expr);
	if (n->from != INT64_MIN) {
		buf_adds(out, " time>=");
		time_format(out, whole(n->from));
	}
	buf_addc(out, ')');
}

/* All events of all nodes, within what is looked at. */
static void make_filter(struct growing *g)
{
	const struct radius_ask *ask = g->ask;
	struct buf *out = &g->r->filter;
	bool bounded = ask->from > 0 || ask->to != TICK_NONE || ask->nfilters;
	bool any = false;

	buf_adds(out, bounded ? "(" : "");
	for (size_t i = 0; i < g->r->n; i++) {
		if (!g->r->v[i].expr.ptr || !g->r->v[i].events)
			continue;
		buf_adds(out, any ? " or " : "");
		radius_node_expr(&g->r->v[i], out);
		any = true;
	}
	buf_adds(out, bounded ? ")" : "");
	if (ask->from > 0 || ask->to != TICK_NONE) {
		buf_addc(out, ' ');
		expr_for_window(out, ask->from, ask->to);
	}
	for (size_t i = 0; i < ask->nfilters; i++)
		buf_addf(out, " (%s)", ask->filters[i]);
	g->r->long_filter = out->len > FILTER_MAX_LEN;
	if (!any || g->r->long_filter)
		buf_clear(out);
}

/* What the seeds did before the window. */
static enum st count_before(struct growing *g)
{
	uint64_t *all;

	if (!g->ask->from)
		return ST_OK;
	all = xcalloc(MAX(g->words, 1), sizeof(*all));
	for (size_t i = 0; i < g->r->n && g->r->v[i].parent == RADIUS_NONE; i++) {
		uint64_t *bits;

		if (!g->r->v[i].expr.ptr)
			continue;
		bits = radius_rows_of(g, g->r->v[i].expr);
		if (!bits) {
			free(all);
			return ST_CANCELED;
		}
		for (size_t w = 0; w < g->words; w++)
			all[w] |= bits[w];
		free(bits);
	}
	BITS_FOREACH(all, g->words, row)
		g->r->before += store_time(g->ask->env->store, (row_t)row) < g->ask->from;
	free(all);
	return ST_OK;
}

enum st radius_make(const struct radius_ask *ask, struct sv seeds, struct radius *ret,
		    struct err *err)
{
	struct growing g = { .ask = ask,
			     .r = ret,
			     .words = (size_t)ask->sel->order->nsegs * SEG_WORDS };
	enum st rc;

	*ret = (struct radius){ .arena = ARENA_INIT };
	names_init(&g.names);
	rowread_init(&g.rr, ask->env->store);
	g.growth = radius_rows_of(&g, radius_growth_expr(&g));
	rc = g.growth ? radius_sow(&g, seeds, err) : ST_CANCELED;
	if (rc == ST_OK)
		rc = grow_all(&g);
	if (rc == ST_OK)
		rc = count(&g);
	if (rc == ST_OK)
		rc = count_before(&g);
	if (rc == ST_OK)
		make_filter(&g);
	free(g.growth);
	rowread_release(&g.rr);
	names_release(&g.names);
	return rc;
}

void radius_release(struct radius *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i].evidence);
	free(r->v);
	free(r->seeds);
	buf_release(&r->filter);
	arena_release(&r->arena);
}
