/* SPDX-License-Identifier: GPL-3.0-or-later */
/* or, and, not and parentheses, with a stack of operands of its own. */
#include "lang/parse.h"

#include "lang/record.h"
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

/* A pattern of another language: the test that it is. */
static enum st parse_record(struct filter *f, struct lex *lx, struct sv pattern,
			    struct node **ret)
{
	struct node *n = node_test(f, fieldref_of(FLD_RAW), TEST_RECORD);
	enum st st;

	n->test->off = lx->at;
	st = record_parse(f, lx, pattern, lx->at, &n->test->record);
	if (st)
		return st;
	lx->at += pattern.len;
	*ret = n;
	return ST_OK;
}

/* From the brace at the cursor to the one that closes it; to the end when none does. */
static struct sv braced(const struct lex *lx)
{
	struct sv rest = sv_from(lx->src, lx->at);
	size_t depth = 0, i = 0;
	bool quoted = false;

	for (; i < rest.len; i++) {
		char c = rest.ptr[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && c == '{')
			depth++;
		else if (!quoted && c == '}' && --depth == 0)
			return sv_head(rest, i + 1);
	}
	return rest;
}

static enum st parse_group(struct filter *f, struct lex *lx, unsigned depth,
			   struct node **ret)
{
	enum st st;

	if (depth == FILTER_MAX_DEPTH)
		return lex_fail(lx, lx->at, "more than %u parentheses within each other",
				FILTER_MAX_DEPTH);
	lx->at++;
	lex_space(lx);
	if (lex_peek(lx) == '{')
		st = parse_record(f, lx, braced(lx), ret);
	else
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

enum st parse_filter(struct filter *f, struct lex *lx)
{
	enum st st;

	if (lx->src.len > FILTER_MAX_LEN)
		return lex_fail(lx, FILTER_MAX_LEN, "a filter has at most %u bytes",
				FILTER_MAX_LEN);
	if (lex_end(lx))
		return lex_fail(lx, 0, "the filter is empty");
	if (lex_peek(lx) == '{') {
		struct sv pattern = lex_trim_end(sv_from(lx->src, lx->at));

		return parse_record(f, lx, pattern, &f->root);
	}
	if (lex_peek(lx) == '@')
		return lex_fail(lx, lx->at, "a file that is read cannot name another");
	st = parse_or(f, lx, 0, &f->root);
	if (st)
		return st;
	if (!lex_end(lx))
		return lex_fail(lx, lx->at, "this ')' closes nothing");
	return ST_OK;
}
