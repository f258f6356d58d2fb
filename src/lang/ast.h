/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The typed tree a filter is parsed to. Of lang/ and eval/ only; others see struct filter. */
#ifndef LANG_AST_H
#define LANG_AST_H

#include "lang/filter.h"
#include "lang/regex.h"

enum node_kind { NODE_AND, NODE_OR, NODE_NOT, NODE_TEST };

struct test;

struct node {
	enum node_kind kind;
	struct node **kids; /* NODE_NOT: one */
	size_t nkids;
	struct test *test; /* NODE_TEST */
};

/* `x != v` and `x !~ v` are NODE_NOT of these. */
enum test_op {
	TEST_HAS,   /* a value at the path or below it */
	TEST_ANY,   /* `= *`: a value at the path */
	TEST_IN,    /* equal to one of the wants (also `=`) */
	TEST_MATCH, /* the regular expression (also TEXT) */
	TEST_LT,
	TEST_LE,
	TEST_GT,
	TEST_GE,
	TEST_TIME /* the row's time is in one of the spans */
};

struct want {
	struct sv text;
	bool wild; /* `*` stands for anything */
};

/* A time of the expression: its text, where it stood, and what it means once bound. */
struct span {
	struct sv text;
	size_t off;       /* byte offset in the source */
	enum test_op how; /* TEST_IN: inside it; TEST_LT .. TEST_GE */
	tick_t from, to;  /* from <= t < to */
};

struct test {
	unsigned index; /* in struct filter.tests */
	struct fieldref field;
	enum test_op op;
	struct want *wants;
	size_t nwants;
	struct regex *re;
	struct span *spans;
	size_t nspans;
	size_t off; /* byte offset of the test in the source */
};

struct filter {
	struct arena arena;
	struct sv src;
	struct node *root;
	struct test **tests;
	size_t ntests, tests_cap;
	char *hint;
};

/* A range or literal: [*from, *to), INT64_MIN and TICK_NONE where it is open. */
enum st span_resolve(struct sv text, const struct filter_times *t, tick_t *ret_from,
		     tick_t *ret_to, bool *ret_range, struct err *err) WARN_UNUSED;
/* Is TEXT one of these by its form? *ret_range: it has "..". */
bool span_ok(struct sv text, bool *ret_range, struct err *err);

#endif
