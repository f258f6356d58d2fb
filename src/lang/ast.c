/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees of filters: made node by node, walked, compared. */
#include "lang/ast.h"

#include "lang/print.h"
#include "lang/record.h"
#include "util/xalloc.h"

#include <assert.h>
#include <stdlib.h>

struct filter *filter_new(void)
{
	return xcalloc(1, sizeof(struct filter));
}

static struct sv copy(struct filter *f, struct sv v)
{
	return sv_make(arena_str(&f->arena, v), v.len);
}

/* Levels of the tree below N, as far as they matter: LIMIT + 1 when there are more. */
static unsigned depth_of(const struct node *n, unsigned limit)
{
	unsigned most = 0;

	for (size_t i = 0; i < n->nkids && limit && most < limit; i++)
		most = MAX(most, depth_of(n->kids[i], limit - 1));
	return most + 1;
}

enum st filter_build(struct filter *f, struct node *root, struct err *err)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (depth_of(root, NODE_MAX_DEPTH) > NODE_MAX_DEPTH)
		return err_set(err, ST_LIMIT, "an expression has at most %u levels",
			       NODE_MAX_DEPTH);
	if (f->ntests > NODE_MAX_TESTS)
		return err_set(err, ST_LIMIT, "an expression has at most %u tests",
			       NODE_MAX_TESTS);
	f->root = root;
	f->src = SV_LIT("");
	if (print_node(&text, root))
		f->src = copy(f, buf_sv(&text));
	return ST_OK;
}

struct fieldref field_path(struct filter *f, const struct sv *keys, size_t nkeys)
{
	struct fieldref ref = { .id = FLD_NONE, .nkeys = nkeys };
	AUTO_BUF struct buf text = BUF_INIT;

	assert(nkeys);
	ref.keys = arena_alloc(&f->arena, nkeys * sizeof(*ref.keys));
	for (size_t i = 0; i < nkeys; i++)
		ref.keys[i] = copy(f, keys[i]);
	print_field(&text, &ref);
	ref.spelling = copy(f, buf_sv(&text));
	return ref;
}

static struct node *node_new(struct filter *f, enum node_kind kind, size_t nkids)
{
	struct node *n = arena_alloc(&f->arena, sizeof(*n));

	*n = (struct node){ .kind = kind, .nkids = nkids };
	if (nkids)
		n->kids = arena_alloc(&f->arena, nkids * sizeof(*n->kids));
	return n;
}

struct node *node_join(struct filter *f, enum node_kind kind, struct node *const *kids,
		       size_t n)
{
	struct node *join;

	assert(n && (kind == NODE_AND || kind == NODE_OR));
	if (n == 1)
		return kids[0];
	join = node_new(f, kind, n);
	memcpy(join->kids, kids, n * sizeof(*kids));
	return join;
}

struct node *node_not(struct filter *f, struct node *kid)
{
	struct node *n = node_new(f, NODE_NOT, 1);

	n->kids[0] = kid;
	return n;
}

struct node *node_test(struct filter *f, struct fieldref field, enum test_op op)
{
	struct node *n = node_new(f, NODE_TEST, 0);
	struct test *t = arena_alloc(&f->arena, sizeof(*t));

	*t = (struct test){ .index = (unsigned)f->ntests, .field = field, .op = op };
	ALLOC_GROW(f->tests, f->ntests + 1, f->tests_cap);
	f->tests[f->ntests++] = t;
	n->test = t;
	return n;
}

struct node *node_has(struct filter *f, struct fieldref field)
{
	return node_test(f, field, TEST_HAS);
}

struct node *node_any(struct filter *f, struct fieldref field)
{
	return node_test(f, field, TEST_ANY);
}

struct node *node_in(struct filter *f, struct fieldref field, const struct want *wants,
		     size_t n)
{
	struct node *node = node_test(f, field, TEST_IN);
	struct test *t = node->test;

	assert(n && field.id != FLD_TIME);
	t->wants = arena_alloc(&f->arena, n * sizeof(*t->wants));
	t->nwants = n;
	for (size_t i = 0; i < n; i++) {
		t->wants[i] = wants[i];
		t->wants[i].text = copy(f, wants[i].text);
	}
	return node;
}

struct node *node_compare(struct filter *f, struct fieldref field, enum test_op op,
			  struct sv want)
{
	struct want w = { .text = want };
	struct node *node = node_in(f, field, &w, 1);

	assert(op >= TEST_LT && op <= TEST_GE);
	node->test->op = op;
	return node;
}

enum st node_match(struct filter *f, struct fieldref field, struct sv pattern,
		   enum pattern_how how, struct node **ret, struct err *err)
{
	struct node *node = node_test(f, field, TEST_MATCH);
	struct test *t = node->test;
	enum st st;

	assert(how != PATTERN_TEXT || field.id == FLD_TEXT);
	t->pattern = copy(f, pattern);
	t->how = how;
	if (how == PATTERN_TEXT)
		st = regex_compile_literal(t->pattern, &t->re, err);
	else
		st = regex_compile(t->pattern, how == PATTERN_CASELESS, &t->re, err);
	if (!st)
		*ret = node;
	return st;
}

enum st node_time(struct filter *f, enum test_op how, const struct sv *texts, size_t n,
		  struct node **ret, struct err *err)
{
	struct node *node = node_test(f, fieldref_of(FLD_TIME), TEST_TIME);
	struct test *t = node->test;

	assert(n && (n == 1 || how == TEST_IN));
	t->spans = arena_alloc(&f->arena, n * sizeof(*t->spans));
	for (size_t i = 0; i < n; i++) {
		bool range;

		if (!span_ok(texts[i], &range, err))
			return ST_SYNTAX;
		if (range && how != TEST_IN)
			return err_set(err, ST_SYNTAX, "a time range needs '=' or 'in'");
		t->spans[t->nspans++] =
			(struct timespan){ .text = copy(f, texts[i]), .how = how };
	}
	*ret = node;
	return ST_OK;
}

bool node_walk(const struct node *n, node_fn fn, void *arg)
{
	if (!fn(arg, n))
		return false;
	for (size_t i = 0; i < n->nkids; i++)
		if (!node_walk(n->kids[i], fn, arg))
			return false;
	return true;
}

bool field_equal(const struct fieldref *a, const struct fieldref *b)
{
	if (a->id != b->id || a->nkeys != b->nkeys)
		return false;
	for (size_t i = 0; i < a->nkeys; i++)
		if (!sv_eq(a->keys[i], b->keys[i]))
			return false;
	return true;
}

static bool test_equal(const struct test *a, const struct test *b)
{
	if (!field_equal(&a->field, &b->field) || a->op != b->op ||
	    a->nwants != b->nwants || a->nspans != b->nspans || a->how != b->how ||
	    !sv_eq(a->pattern, b->pattern) || !sv_eq(a->file, b->file) ||
	    (a->record && !sv_eq(a->record->src, b->record->src)))
		return false;
	for (size_t i = 0; i < a->nwants; i++)
		if (!sv_eq(a->wants[i].text, b->wants[i].text) ||
		    a->wants[i].how != b->wants[i].how)
			return false;
	for (size_t i = 0; i < a->nspans; i++)
		if (!sv_eq(a->spans[i].text, b->spans[i].text) ||
		    a->spans[i].how != b->spans[i].how)
			return false;
	return true;
}

bool node_equal(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind || a->nkids != b->nkids)
		return false;
	if (a->kind == NODE_TEST)
		return test_equal(a->test, b->test);
	for (size_t i = 0; i < a->nkids; i++)
		if (!node_equal(a->kids[i], b->kids[i]))
			return false;
	return true;
}
