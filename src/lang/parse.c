/* SPDX-License-Identifier: GPL-3.0-or-later */
/* or, and, not and parentheses, with a stack of operands of its own. */
#include "lang/parse.h"

#include "util/xalloc.h"

#include <stdlib.h>

/* Operands of one "and" or "or", until they are all there. */
struct operands {
	struct node **v;
	size_t n, cap;
};

static void operands_add(struct operands *o, struct node *n)
{
	ALLOC_GROW(o->v, o->n + 1, o->cap);
	o->v[o->n++] = n;
}

static struct node *operands_take(struct filter *f, struct operands *o, enum node_kind kind)
{
	struct node *n = node_join(f, kind, o->v, o->n);

	free(o->v);
	return n;
}

static enum st parse_or(struct filter *f, struct lex *lx, unsigned depth,
			struct node **ret);

static enum st parse_group(struct filter *f, struct lex *lx, unsigned depth,
			   struct node **ret)
{
	enum st st;

	if (depth == FILTER_MAX_DEPTH)
		return lex_fail(lx, lx->at, "more than %u parentheses within each other",
				FILTER_MAX_DEPTH);
	lx->at++;
	st = parse_or(f, lx, depth + 1, ret);
	if (st)
		return st;
	lex_space(lx);
	if (lex_peek(lx) != ')')
		return lex_fail(lx, lx->at, "a ')' is missing");
	lx->at++;
	return ST_OK;
}

static enum st parse_unary(struct filter *f, struct lex *lx, unsigned depth,
			   struct node **ret)
{
	bool negated = false;
	enum test_op op;
	bool neg;
	enum st st;

	for (;; negated = !negated) {
		lex_space(lx);
		if (lex_peek(lx) == '!') {
			size_t n = lex_op_at(lx, lx->at, &op, &neg);

			if (n)
				return lex_fail(lx, lx->at,
						"a field is missing before '%.*s'", (int)n,
						lx->src.ptr + lx->at);
			lx->at++;
		} else if (lex_word_is(lx, lx->at, "not")) {
			lx->at += 3;
		} else {
			break;
		}
	}
	if (lx->at == lx->src.len || lex_peek(lx) == ')')
		return lex_fail(lx, lx->at, "a test is missing");
	if (lex_peek(lx) == '(')
		st = parse_group(f, lx, depth, ret);
	else
		st = parse_test(f, lx, ret);
	if (!st && negated)
		*ret = node_not(f, *ret);
	return st;
}

/* The operator WORD or SIGN at the cursor, taken. */
static bool take_operator(struct lex *lx, const char *word, const char *sign)
{
	const char *which = lex_word_is(lx, lx->at, word)   ? word
			    : lex_word_is(lx, lx->at, sign) ? sign
							    : NULL;

	if (which)
		lx->at += strlen(which);
	return which;
}

static bool at_or(const struct lex *lx)
{
	return lex_word_is(lx, lx->at, "or") || lex_word_is(lx, lx->at, "||");
}

static enum st parse_and(struct filter *f, struct lex *lx, unsigned depth,
			 struct node **ret)
{
	struct operands o = { NULL, 0, 0 };
	struct node *n;
	enum st st;

	do {
		st = parse_unary(f, lx, depth, &n);
		if (st) {
			free(o.v);
			return st;
		}
		operands_add(&o, n);
		lex_space(lx);
	} while (take_operator(lx, "and", "&&") ||
		 (lx->at < lx->src.len && lex_peek(lx) != ')' && !at_or(lx)));
	*ret = operands_take(f, &o, NODE_AND);
	return ST_OK;
}

static enum st parse_or(struct filter *f, struct lex *lx, unsigned depth, struct node **ret)
{
	struct operands o = { NULL, 0, 0 };
	struct node *n;
	enum st st;

	do {
		st = parse_and(f, lx, depth, &n);
		if (st) {
			free(o.v);
			return st;
		}
		operands_add(&o, n);
	} while (take_operator(lx, "or", "||"));
	*ret = operands_take(f, &o, NODE_OR);
	return ST_OK;
}

/* What begins with a brace is a pattern of another language. */
static enum st fail_pattern(struct lex *lx)
{
	size_t at = lx->at++;

	lex_space(lx);
	return lex_fail(lx, at, "%s patterns are not in this version",
			lex_peek(lx) == '"' ? "EventBridge event"
					    : "CloudWatch Logs filter");
}

enum st parse_filter(struct filter *f, struct lex *lx)
{
	enum st st;

	if (lx->src.len > FILTER_MAX_LEN)
		return lex_fail(lx, FILTER_MAX_LEN, "a filter has at most %u bytes",
				FILTER_MAX_LEN);
	if (lex_end(lx))
		return lex_fail(lx, 0, "the filter is empty");
	if (lex_peek(lx) == '{')
		return fail_pattern(lx);
	if (lex_peek(lx) == '@')
		return lex_fail(lx, lx->at, "a file that is read cannot name another");
	st = parse_or(f, lx, 0, &f->root);
	if (st)
		return st;
	if (!lex_end(lx))
		return lex_fail(lx, lx->at, "this ')' closes nothing");
	return ST_OK;
}
