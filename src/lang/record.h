/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of a record as a whole: patterns of CloudWatch Logs ({ $.eventName = Put* }) and of
 * EventBridge ({"detail": {"eventName": [{"prefix": "Put"}]}}). What they ask of elements of
 * arrays, of null and of types is in no column; so columns narrow the events down, and the
 * records of the rest are read. Every edge of meaning: the manual, PATTERNS.
 */
#ifndef LANG_RECORD_H
#define LANG_RECORD_H

#include "lang/ast.h"
#include "lang/lex.h"

struct log_node;   /* lang/logpattern.c */
struct bus_object; /* lang/buspattern.c */

struct record_test {
	struct sv src; /* the pattern as written, braces included */
	struct log_node *log;
	struct bus_object *bus; /* either of them */
	/* Every event that fits matches this too; NULL: nothing is known of them. */
	struct node *narrow;
};

/*
 * The pattern that SRC is, its first character being at byte OFF of the source of LX. What it
 * needs is of F's arena, and what it compiles is freed with the tests of F.
 */
enum st record_parse(struct filter *f, struct lex *lx, struct sv src, size_t off,
		     struct record_test **ret) WARN_UNUSED;
/* Free what lies outside of the arena. */
void record_release(struct record_test *r);

/* What each thread that matches has. */
struct record_scratch {
	struct regex_scratch *re;
	struct buf *text;
};

/* RE_NO for bytes that are no JSON object. */
enum re_answer record_match(const struct record_test *r, struct record_scratch *s,
			    struct sv bytes);

/* ---- of lang/record.c and the two readers ---- */

struct json_tree;
enum st log_parse(struct filter *f, struct lex *lx, struct sv src, size_t off,
		  struct record_test *r) WARN_UNUSED;
void log_release(struct log_node *n);
enum re_answer log_match(const struct log_node *n, struct record_scratch *s,
			 const struct json_tree *t);
enum st bus_parse(struct filter *f, struct lex *lx, struct sv src, size_t off,
		  struct record_test *r) WARN_UNUSED;
void bus_release(struct bus_object *o);
bool bus_match(const struct bus_object *o, struct record_scratch *s,
	       const struct json_tree *t);

#endif
