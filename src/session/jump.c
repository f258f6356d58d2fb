/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jumps: from an event to the next one of a sort, among those shown. */
#include "session/session_priv.h"

#include "count/count.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* Up to so many marks are looked up one by one. */
#define FEW_MARKS 4096

void jump_release(struct session *sn)
{
	posset_free(sn->hits);
	posset_free(sn->jump_set);
	sets_free(sn->sets);
	free(sn->jump_expr);
}

static void free_posset(void *p)
{
	posset_free(p);
}

static void free_sets(void *s)
{
	sets_free(s);
}

unsigned jump_take(struct session *sn)
{
	struct posset *p = engine_take(sn->engine, TASK_SEARCH, NULL);
	struct sets *s = engine_take(sn->engine, TASK_SETS, NULL);
	unsigned news = 0;

	if (p) {
		engine_discard(sn->engine, free_posset, sn->hits);
		sn->hits = p;
		news |= SN_SEARCH;
	}
	p = engine_take(sn->engine, TASK_JUMP, NULL);
	if (p) {
		engine_discard(sn->engine, free_posset, sn->jump_set);
		sn->jump_set = p;
	}
	if (s) {
		engine_discard(sn->engine, free_sets, sn->sets);
		sn->sets = s;
		news |= SN_SETS;
	}
	return news;
}

/* Where ROW stands in time order; *ret_in: it is there itself, else that is where it would
 * be. */
static uint32_t position_of(const struct session *sn, row_t row, bool *ret_in)
{
	const struct order *o = sn->view->sel->order;
	uint32_t pos;

	*ret_in = false;
	if (row == ROW_NONE)
		return 0;
	if (store_finished(sn->store))
		row = store_kept(sn->store, row);
	pos = order_find(sn->store, o, row);
	*ret_in = pos != UINT32_MAX;
	if (*ret_in)
		return pos;
	return order_lower(sn->store, o, store_time(sn->store, row));
}

/* Fill RET from the set BITS (by position). */
static enum jump_st jump_in(const struct session *sn, const uint64_t *bits, row_t row,
			    struct jump_answer *ret)
{
	const struct selection *sel = sn->view->sel;
	uint32_t n = sel->order->n, at;
	bool in;
	uint32_t pos = position_of(sn, row, &in);

	ret->of = bits_both(bits, sel->bits, n);
	ret->hidden = bits_count(bits, BITS_WORDS(n)) - ret->of;
	if (!ret->of)
		return JUMP_NOWHERE;
	if (ret->back) {
		at = bits_prev(bits, sel->bits, pos);
		ret->wrapped = at == UINT32_MAX;
		if (ret->wrapped)
			at = bits_prev(bits, sel->bits, n);
	} else {
		at = bits_next(bits, sel->bits, n, pos + in);
		ret->wrapped = at == UINT32_MAX;
		if (ret->wrapped)
			at = bits_next(bits, sel->bits, n, 0);
	}
	ret->row = sel->order->rows[at];
	ret->index = selection_rank(sel, at);
	ret->nth = bits_both(bits, sel->bits, at) + 1;
	return JUMP_FOUND;
}

static bool is_current(const struct session *sn, const struct order *o)
{
	return o == sn->view->sel->order;
}

/* The search is asked again when it was given up before. */
static enum jump_st wait_for_hits(struct session *sn)
{
	if (!engine_pending(sn->engine, TASK_SEARCH))
		search_ask(sn);
	return JUMP_WAIT;
}

static enum jump_st jump_search(struct session *sn, row_t row, struct jump_answer *ret)
{
	enum jump_st st;

	if (!*sn->pattern)
		return JUMP_NO_VALUE;
	if (!sn->hits || !is_current(sn, sn->hits->order))
		return wait_for_hits(sn);
	st = jump_in(sn, sn->hits->bits, row, ret);
	/* the next one may not have been looked at yet */
	if (!sn->hits->complete && (st == JUMP_NOWHERE || ret->wrapped))
		return wait_for_hits(sn);
	return st;
}

static enum jump_st jump_sets(struct session *sn, enum jump kind, row_t row,
			      struct jump_answer *ret)
{
	const struct sets *s = sn->sets;
	const uint64_t *bits;

	if (!s || !is_current(sn, s->order))
		return JUMP_WAIT;
	bits = kind == JUMP_ERROR    ? s->errors
	       : kind == JUMP_CHANGE ? s->changes
				     : s->firsts;
	return bits ? jump_in(sn, bits, row, ret) : JUMP_WAIT;
}

static enum jump_st jump_by_expr(struct session *sn, const char *expr, row_t row,
				 struct jump_answer *ret)
{
	bool same = sn->jump_expr && strcmp(sn->jump_expr, expr) == 0;

	if (same && sn->jump_set && is_current(sn, sn->jump_set->order))
		return jump_in(sn, sn->jump_set->bits, row, ret);
	if (!same || !engine_pending(sn->engine, TASK_JUMP)) {
		char *copy = xstrdup(expr);

		free(sn->jump_expr);
		sn->jump_expr = copy;
		posset_free(sn->jump_set);
		sn->jump_set = NULL;
		posset_ask(sn->engine, TASK_JUMP, copy, true);
	}
	return JUMP_WAIT;
}

/* Append "FIELD=VALUE" for the row's first value, after JOIN when there is something
 * already. */
static void add_own_value(const struct session *sn, row_t row, enum field_id id,
			  const char *join, struct buf *out)
{
	struct field_values v = { 0 };
	const struct fieldref ref = fieldref_of(id);

	field_values(sn->store, row, &ref, &v);
	if (v.n && v.v[0].len) {
		if (out->len)
			buf_adds(out, join);
		expr_for_value(out, ref.spelling, v.v[0]);
	}
	field_values_release(&v);
}

static enum jump_st jump_by_row(struct session *sn, enum jump kind, row_t row,
				struct jump_answer *ret)
{
	struct buf expr = BUF_INIT;
	enum jump_st st = JUMP_NO_VALUE;

	if (row != ROW_NONE && kind == JUMP_IDENTITY) {
		add_own_value(sn, row, FLD_IDENTITY, "", &expr);
	} else if (row != ROW_NONE) {
		add_own_value(sn, row, FLD_KEY, "", &expr);
		add_own_value(sn, row, FLD_REQUEST, " or ", &expr);
	}
	if (expr.len)
		st = jump_by_expr(sn, buf_str(&expr), row, ret);
	buf_release(&expr);
	return st;
}

/* Few marks: each is looked up in the order. */
static enum jump_st jump_few_marks(struct session *sn, row_t row, struct jump_answer *ret)
{
	const struct selection *sel = sn->view->sel;
	size_t words = BITS_WORDS(sel->order->n);
	uint64_t *bits = xcalloc(MAX(words, 1), sizeof(*bits));
	enum jump_st st;
	row_t *rows;
	size_t n = marks_rows(&sn->stack.marks, &rows);

	for (size_t i = 0; i < n; i++) {
		uint32_t pos = order_find(sn->store, sel->order, rows[i]);

		if (pos != UINT32_MAX)
			bit_set(bits, pos);
	}
	free(rows);
	st = jump_in(sn, bits, row, ret);
	free(bits);
	return st;
}

/* Many marks: all of them are laid out in time order. */
static enum jump_st jump_many_marks(struct session *sn, row_t row, struct jump_answer *ret)
{
	struct rowbits all = { .bits = sn->stack.marks.w };
	enum jump_st st;
	uint64_t *bits;

	all.nsegs = (uint32_t)(sn->stack.marks.words / SEG_WORDS);
	bits = rowbits_in_order(&all, sn->store, sn->view->sel->order);
	st = jump_in(sn, bits, row, ret);
	free(bits);
	return st;
}

static enum jump_st jump_marks(struct session *sn, row_t row, struct jump_answer *ret)
{
	if (sn->stack.marks.count <= FEW_MARKS)
		return jump_few_marks(sn, row, ret);
	return jump_many_marks(sn, row, ret);
}

static enum jump_st jump_once(struct session *sn, enum jump kind, row_t row,
			      struct jump_answer *ret)
{
	switch (kind) {
	case JUMP_SEARCH:
		return jump_search(sn, row, ret);
	case JUMP_ERROR:
	case JUMP_CHANGE:
	case JUMP_NEW:
		return jump_sets(sn, kind, row, ret);
	case JUMP_IDENTITY:
	case JUMP_SESSION:
		return jump_by_row(sn, kind, row, ret);
	case JUMP_MARK:
		return jump_marks(sn, row, ret);
	case JUMP_EXPR:
		return jump_by_expr(sn, sn->jump.expr, row, ret);
	case JUMP_COUNT:
		break;
	}
	return JUMP_NO_VALUE;
}

enum jump_st session_jump(struct session *sn, enum jump kind, bool back, row_t row,
			  struct jump_answer *ret)
{
	struct jump_answer a = { .kind = kind, .back = back, .row = ROW_NONE };

	a.st = jump_once(sn, kind, row, &a);
	/* another jump takes the place of one that waits */
	sn->jump.on = a.st == JUMP_WAIT;
	sn->jump.ready = false;
	sn->jump.kind = kind;
	sn->jump.back = back;
	sn->jump.row = row;
	*ret = a;
	return a.st;
}

enum jump_st session_jump_expr(struct session *sn, const char *expr, bool back, row_t row,
			       struct jump_answer *ret)
{
	char *copy = xstrdup(expr);

	free(sn->jump.expr);
	sn->jump.expr = copy;
	return session_jump(sn, JUMP_EXPR, back, row, ret);
}

bool jump_retry(struct session *sn)
{
	struct jump_answer a = { .kind = sn->jump.kind,
				 .back = sn->jump.back,
				 .row = ROW_NONE };

	if (!sn->jump.on)
		return false;
	a.st = jump_once(sn, a.kind, sn->jump.row, &a);
	if (a.st == JUMP_WAIT)
		return false;
	sn->jump.on = false;
	sn->jump.ready = true;
	sn->jump.answer = a;
	return true;
}

bool session_jump_take(struct session *sn, struct jump_answer *ret)
{
	if (!sn->jump.ready)
		return false;
	sn->jump.ready = false;
	*ret = sn->jump.answer;
	return true;
}

/* What is looked for, in words. */
static const char *const jump_words[JUMP_COUNT] = {
	[JUMP_SEARCH] = "match",
	[JUMP_ERROR] = "event with an error",
	[JUMP_IDENTITY] = "other event of this identity",
	[JUMP_SESSION] = "other event of this access key or request",
	[JUMP_CHANGE] = "event that changes something",
	[JUMP_NEW] = "event with a first-seen value",
	[JUMP_MARK] = "marked event",
	[JUMP_EXPR] = "event with this value",
};

static const char *const no_value_words[JUMP_COUNT] = {
	[JUMP_SEARCH] = "no search yet: type / first",
	[JUMP_IDENTITY] = "this event has no identity",
	[JUMP_SESSION] = "this event has no access key and no request id",
};

void jump_message(const struct jump_answer *a, struct buf *out)
{
	switch (a->st) {
	case JUMP_FOUND:
		if (a->of == 1 && a->wrapped)
			buf_addf(out, "no other %s", jump_words[a->kind]);
		else if (a->wrapped)
			buf_addf(out, "%s, going on from the %s",
				 a->back ? "first event reached" : "last event reached",
				 a->back ? "last" : "first");
		break;
	case JUMP_NOWHERE:
		buf_addf(out, "no %s is shown", jump_words[a->kind]);
		if (a->hidden)
			buf_addf(out, " (%llu hidden by filters)",
				 (unsigned long long)a->hidden);
		break;
	case JUMP_WAIT:
		buf_adds(out, "looking ...");
		break;
	case JUMP_NO_VALUE:
		if (no_value_words[a->kind])
			buf_adds(out, no_value_words[a->kind]);
		break;
	case JUMP_FAILED:
		buf_adds(out, "stopped");
		break;
	}
}
