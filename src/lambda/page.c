/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page put together from its lists, and texts that they share. */
#include "lambda/page.h"

#include "json/text.h"
#include "lambda/priv.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

struct sv lambda_keep(struct lambda_draft *m, struct sv v)
{
	return v.ptr ? sv_make(arena_str(&m->p->arena, v), v.len) : SV_NULL;
}

struct sv lambda_keepf(struct lambda_draft *m, const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return lambda_keep(m, sv_str(text));
}

struct sv lambda_cut(struct sv v, size_t n)
{
	if (v.len <= n)
		return v;
	while (n && ((unsigned char)v.ptr[n] & 0xc0) == 0x80)
		n--;
	return sv_make(v.ptr, n);
}

bool lambda_texts_has(const struct lambda_texts *t, struct sv v)
{
	for (size_t i = 0; i < t->n; i++)
		if (sv_eq(t->v[i], v))
			return true;
	return false;
}

bool lambda_texts_add(struct lambda_draft *m, struct lambda_texts *t, struct sv v,
		      size_t max)
{
	if (lambda_texts_has(t, v))
		return false;
	if (t->n == max) {
		t->more++;
		return false;
	}
	if (t->n == t->cap) {
		size_t cap = MAX(t->cap * 2, (size_t)4);
		struct sv *bigger = arena_alloc(&m->p->arena, cap * sizeof(*bigger));

		if (t->n)
			memcpy(bigger, t->v, t->n * sizeof(*bigger));
		t->v = bigger;
		t->cap = cap;
	}
	t->v[t->n++] = lambda_keep(m, v);
	return true;
}

struct sv lambda_text(struct lambda_draft *m, row_t row, const char *field)
{
	return rowread_text(&m->rr, row, field, &m->p->arena);
}

struct sv lambda_time(struct lambda_draft *m, tick_t t)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (t == TICK_NONE || t == INT64_MIN)
		return SV_LIT("at an unknown time");
	time_format(&b, t);
	return lambda_keep(m, buf_sv(&b));
}

void lambda_add_quoted(struct buf *out, struct sv value)
{
	json_quote(out, value);
}

void lambda_add_quoted_pattern(struct buf *out, struct sv pattern)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] == '"')
			buf_addc(out, '\\');
		buf_addc(out, pattern.ptr[i]);
	}
	buf_addc(out, '"');
}

void lambda_add_test(struct buf *out, const char *field, struct sv value)
{
	buf_adds(out, field);
	buf_addc(out, '=');
	lambda_add_quoted(out, value);
}

void lambda_expr(struct buf *out, const struct lambda_id *id)
{
	if (id->arn.ptr)
		lambda_add_test(out, "function.arn", id->arn);
	else if (!id->unknown) {
		lambda_add_test(out, "function", id->name);
		buf_adds(out, " not has function.arn");
	} else {
		buf_adds(out,
			 "source=lambda not has function (kind=invoke or category=Data or "
			 "event ~ ^(Checkpoint|Get|Send|Stop)DurableExecution)");
	}
}

uint64_t *lambda_rows_of(struct lambda_draft *m, const char *expr)
{
	return lambda_rows_matching(m->env, m->p->index->nsegs, expr);
}

uint64_t *lambda_rows_matching(const struct eval_env *env, uint32_t nsegs, const char *expr)
{
	uint64_t *bits = xcalloc((size_t)MAX(nsegs, 1u) * SEG_WORDS, sizeof(*bits));
	const struct filter_times none = { TICK_NONE, TICK_NONE };
	struct filter *f = NULL;
	struct eval *e;
	enum st rc;

	/* made of constants and quoted values: it is in the language */
	if (filter_parse(sv_str(expr), &f, NULL) != ST_OK ||
	    filter_bind(f, &none, NULL) != ST_OK) {
		filter_free(f);
		return bits;
	}
	e = eval_new(env, f);
	rc = eval_run(e, 0, nsegs, bits);
	eval_free(e);
	filter_free(f);
	if (rc == ST_OK)
		return bits;
	free(bits);
	return NULL;
}

static int row_cmp(const void *a, const void *b, void *arg)
{
	return store_row_cmp(arg, *(const row_t *)a, *(const row_t *)b);
}

/* Changes of the function up to p->until, in time order. */
static void find_changes(struct lambda_draft *m)
{
	const struct lambda_index *x = m->p->index;
	size_t cap = 0;

	for (uint32_t k = 0; k < x->nsegs; k++) {
		const struct lambda_seg *s = &x->segs[k];
		const struct segment *seg = store_seg(x->store, k);

		for (uint32_t i = 0; i < s->n; i++) {
			tick_t t;

			if (!(s->flags[i] & FNE_CHANGE) ||
			    x->callers.v[s->pair[i]].a != m->p->fn)
				continue;
			t = segment_time(seg, s->row[i]);
			if (m->p->until != TICK_NONE && t >= m->p->until)
				continue;
			ALLOC_GROW(m->rows, m->nrows + 1, cap);
			m->rows[m->nrows++] = row_make(k, s->row[i]);
		}
	}
	if (m->nrows)
		qsort_r(m->rows, m->nrows, sizeof(*m->rows), row_cmp,
			(void *)(uintptr_t)x->store);
}

static void note(struct lambda_draft *m, const char *text)
{
	lambda_texts_add(m, &m->p->notes, sv_str(text), LAMBDA_TEXTS_MAX);
}

static void add_notes(struct lambda_draft *m)
{
	struct lambda_page *p = m->p;

	if (!p->row.logged && p->id.arn.ptr)
		lambda_texts_add(m, &p->notes,
				 lambda_keepf(m,
					      "invocations are not logged: no Lambda data "
					      "event of " SV_FMT " " SV_FMT " is loaded",
					      SV_ARG(p->id.account), SV_ARG(p->id.region)),
				 LAMBDA_TEXTS_MAX);
	else if (!p->row.logged)
		note(m, "invocations are not logged: no Lambda data event of it is loaded");
	else if (!p->row.all.invocations && !p->id.unknown)
		note(m,
		     "no invocation of this function is in what is loaded; its data events "
		     "may not be logged");
	if (p->id.unknown)
		note(m, "Lambda data events that name no function");
	else if (lambda_known_since(m) == TICK_NONE)
		note(m, "the function was created before the log begins: permissions given "
			"until then are not known");
	if (p->nknown && p->known[0].gone)
		note(m, "the function is deleted: the configuration is what it was before");
	if (p->until != TICK_NONE)
		note(m, "histories end with the time window");
}

/* Its row, as the pane shows it. */
static bool find_row(struct lambda_draft *m, struct lambda_cache *c)
{
	struct lambda_rows *r = lambda_rows_new(c, m->env, m->sel, m->window);
	struct lambda_page *p = m->p;

	if (!r)
		return false;
	p->row = (struct lambda_row){ .fn = p->fn,
				      .all = c->all[p->fn],
				      .shown = { .first = TICK_NONE, .last = TICK_NONE } };
	for (size_t i = 0; i < r->n; i++) {
		if (r->rows[i].fn != p->fn)
			continue;
		p->row = r->rows[i];
		p->axis = r->axis;
		if (!r->axis.n)
			continue;
		p->spark = arena_alloc(&p->arena, r->axis.n * sizeof(*p->spark));
		memcpy(p->spark, r->spark + i * r->axis.n, r->axis.n * sizeof(*p->spark));
	}
	lambda_rows_free(r);
	return true;
}

struct lambda_page *lambda_page_new(struct lambda_cache *c, const struct eval_env *env,
				    const struct selection *sel, struct span window,
				    uint32_t fn)
{
	struct lambda_page *p = xcalloc(1, sizeof(*p));
	struct lambda_draft m = { .p = p, .env = env, .sel = sel, .window = window };
	enum st rc = ST_OK;

	p->index = lambda_index_ref(c->index);
	p->fn = fn;
	p->id = lambda_index_id(c->index, fn);
	p->until = window.to;
	rowread_init(&m.rr, env->store);
	lambda_ids_init(&m.ids);
	if (!find_row(&m, c))
		rc = ST_CANCELED;
	if (rc == ST_OK) {
		find_changes(&m);
		rc = lambda_history_fill(&m);
	}
	if (rc == ST_OK)
		rc = lambda_grants_fill(&m);
	if (rc == ST_OK)
		rc = lambda_mappings_fill(&m);
	if (rc == ST_OK)
		rc = lambda_callers_fill(&m);
	if (rc == ST_OK && !p->id.unknown)
		rc = lambda_wired_fill(&m, c->wiring);
	if (rc == ST_OK)
		rc = lambda_acts_fill(&m);
	add_notes(&m);
	free(m.rows);
	free(m.marks);
	lambda_ids_release(&m.ids);
	rowread_release(&m.rr);
	if (rc == ST_OK)
		return p;
	lambda_page_free(p);
	return NULL;
}

struct lambda_page *lambda_page_acts(struct lambda_cache *c, const struct eval_env *env,
				     const struct selection *sel, uint32_t fn)
{
	struct lambda_page *p = xcalloc(1, sizeof(*p));
	struct lambda_draft m = {
		.p = p, .env = env, .sel = sel, .window = { 0, TICK_NONE }
	};
	enum st rc;

	p->index = lambda_index_ref(c->index);
	p->fn = fn;
	p->id = lambda_index_id(c->index, fn);
	p->until = TICK_NONE;
	rowread_init(&m.rr, env->store);
	lambda_ids_init(&m.ids);
	find_changes(&m);
	rc = lambda_history_fill(&m);
	if (rc == ST_OK)
		rc = lambda_acts_fill(&m);
	free(m.rows);
	free(m.marks);
	lambda_ids_release(&m.ids);
	rowread_release(&m.rr);
	if (rc == ST_OK)
		return p;
	lambda_page_free(p);
	return NULL;
}

void lambda_page_free(struct lambda_page *p)
{
	if (!p)
		return;
	free(p->callers);
	free(p->known);
	free(p->grants);
	for (size_t i = 0; i < p->ntriggers; i++)
		free(p->triggers[i].spans);
	free(p->triggers);
	free(p->acts);
	lambda_index_unref(p->index);
	arena_release(&p->arena);
	free(p);
}
