/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree of a filter. lang/parse.c makes it of text; readers of other languages build it
 * with the functions below; evaluators, lang/print.c and writers of other languages walk it.
 *
 *	struct filter *f = filter_new();
 *	struct node *kids[2];
 *
 *	kids[0] = node_in(f, fieldref_of(FLD_EVENT), &want, 1);
 *	kids[1] = node_not(f, node_has(f, field_path(f, keys, nkeys)));
 *	st = filter_build(f, node_join(f, NODE_AND, kids, 2), &err);
 *
 * Ownership: nodes, tests and the texts they are given lie in the arena of their filter and
 * live as long as it does; what is passed in is copied. A node has one parent.
 *
 * Form: NODE_AND and NODE_OR have two operands at least (node_join() of one is that one),
 * NODE_NOT has one, NODE_TEST none. A tree has at most NODE_MAX_DEPTH levels and
 * NODE_MAX_TESTS tests; filter_parse() and filter_build() refuse others, so that whoever
 * walks one may recurse.
 */
#ifndef LANG_AST_H
#define LANG_AST_H

#include "lang/filter.h"
#include "lang/regex.h"

#define NODE_MAX_DEPTH (3 * FILTER_MAX_DEPTH + 8)
#define NODE_MAX_TESTS 65536u

enum node_kind { NODE_AND, NODE_OR, NODE_NOT, NODE_TEST };

struct test;
struct record_test;

struct node {
	enum node_kind kind;
	struct node **kids;
	size_t nkids;
	struct test *test; /* NODE_TEST */
};

/*
 * What a test asks of the values of its field; one that fits is enough. `x != v` and `x !~ v`
 * are NODE_NOT of these: true where there is no value.
 */
enum test_op {
	TEST_HAS,   /* a value at the path or below it */
	TEST_ANY,   /* `= *`: a value at the path */
	TEST_IN,    /* equal to one of the wants (also `=`) */
	TEST_MATCH, /* the pattern is found in it (also TEXT) */
	TEST_LT,    /* before the one want: numbers as numbers, others by bytes */
	TEST_LE,
	TEST_GT,
	TEST_GE,
	TEST_TIME,  /* the row's time is in one of the spans; of FLD_TIME alone */
	TEST_RECORD /* the record fits a pattern (lang/record.h); of FLD_RAW alone */
};

/* How a wanted value is meant. */
enum want_how {
	WANT_TEXT, /* this text */
	WANT_WILD, /* `*` in it stands for anything */
	WANT_NET   /* an address within the block (util/cidr.h), or this text */
};

struct want {
	struct sv text;
	enum want_how how;
	bool bare; /* written without quotes; of no meaning */
};

/* A time of the expression: its text, where it stood, and what it means once bound. */
struct timespan {
	struct sv text;
	size_t off, len; /* of the text in the source, in bytes; len 0: not from a source */
	enum test_op how; /* TEST_IN: inside it; TEST_LT .. TEST_GE */
	tick_t from, to;  /* from <= t < to */
};

/* How the pattern of a test is meant. */
enum pattern_how {
	PATTERN_SMART,    /* a regular expression; smart case */
	PATTERN_CASELESS, /* one that ignores case (/re/i) */
	PATTERN_TEXT      /* the text itself; smart case. Of FLD_TEXT alone */
};

struct test {
	unsigned index; /* in the order they were made: a filter has filter_ntests() */
	struct fieldref field;
	enum test_op op;
	struct want *wants; /* TEST_IN: one or more; TEST_LT .. TEST_GE: one */
	size_t nwants;      /* from a file: perhaps none */
	struct sv file;     /* TEST_IN, TEST_TIME: the values are its lines; else empty */
	struct sv pattern;  /* TEST_MATCH */
	enum pattern_how how;
	bool bare;        /* the pattern was written without quotes; of no meaning */
	struct regex *re; /* the pattern, ready to be asked */
	struct record_test *record; /* TEST_RECORD; freed with the filter */
	struct timespan *spans;
	size_t nspans;
	size_t off; /* byte offset of the test in the source */
};

struct filter {
	struct arena arena;
	struct sv src; /* as typed; of a tree that was built: as printed, or empty */
	struct node *root;
	struct test **tests;
	size_t ntests, tests_cap;
};

/* An empty filter, to be built. filter_free() frees it, whole or not. */
struct filter *filter_new(void);
/*
 * ROOT is the whole tree of F. ST_LIMIT when it is deeper or has more tests than the bounds.
 * filter_text() is then what lang/print.h makes of it, empty when it cannot be written.
 */
enum st filter_build(struct filter *f, struct node *root, struct err *err) WARN_UNUSED;

/* A path of one key or more; a field of the table is fieldref_of() it. */
struct fieldref field_path(struct filter *f, const struct sv *keys, size_t nkeys);

/* NODE_AND or NODE_OR of N operands, one at least. */
struct node *node_join(struct filter *f, enum node_kind kind, struct node *const *kids,
		       size_t n);
struct node *node_not(struct filter *f, struct node *kid);
/* TEST_HAS and TEST_ANY. */
struct node *node_has(struct filter *f, struct fieldref field);
struct node *node_any(struct filter *f, struct fieldref field);
/* TEST_IN. Not of FLD_TIME. */
struct node *node_in(struct filter *f, struct fieldref field, const struct want *wants,
		     size_t n);
/* TEST_LT .. TEST_GE. Not of FLD_TIME. */
struct node *node_compare(struct filter *f, struct fieldref field, enum test_op op,
			  struct sv want);
/* TEST_MATCH. ST_SYNTAX as regex_compile() says. */
enum st node_match(struct filter *f, struct fieldref field, struct sv pattern,
		   enum pattern_how how, struct node **ret, struct err *err) WARN_UNUSED;
/*
 * TEST_TIME: HOW is TEST_IN with N literals or ranges, or TEST_LT .. TEST_GE with one literal.
 * ST_SYNTAX when one of TEXTS is no time.
 */
enum st node_time(struct filter *f, enum test_op how, const struct sv *texts, size_t n,
		  struct node **ret, struct err *err) WARN_UNUSED;

/* For those above, lang/parse.c and lang/test.c: a test without anything yet. */
struct node *node_test(struct filter *f, struct fieldref field, enum test_op op);

/*
 * FN for N and all below it, parents first, operands in their order. It stops, and returns
 * false, when FN does.
 */
typedef bool (*node_fn)(void *arg, const struct node *n);
bool node_walk(const struct node *n, node_fn fn, void *arg);
/* Do both ask the same, word for word? Where they stood in a source does not matter. */
bool node_equal(const struct node *a, const struct node *b);
bool field_equal(const struct fieldref *a, const struct fieldref *b);

/* A range or literal: [*from, *to), INT64_MIN and TICK_NONE where it is open. */
enum st span_resolve(struct sv text, const struct filter_times *t, tick_t *ret_from,
		     tick_t *ret_to, bool *ret_range, struct err *err) WARN_UNUSED;
/* Is TEXT one of these by its form? *ret_range: it has "..". */
bool span_ok(struct sv text, bool *ret_range, struct err *err);

#endif
