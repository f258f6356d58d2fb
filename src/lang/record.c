/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns over whole records: which language, and the record as a tree. */
#include "lang/record.h"

#include "json/tree.h"

enum st record_parse(struct filter *f, struct lex *lx, struct sv src, size_t off,
		     struct record_test **ret)
{
	struct record_test *r = arena_alloc(&f->arena, sizeof(*r));
	struct lex inside = { .src = src, .at = 1 };
	enum st st;

	*r = (struct record_test){ .src = src };
	*ret = r; /* released with its test, whatever comes of it */
	lex_space(&inside);
	st = lex_peek(&inside) == '"' ? bus_parse(f, lx, src, off, r)
				      : log_parse(f, lx, src, off, r);
	return st;
}

void record_release(struct record_test *r)
{
	if (!r)
		return;
	if (r->log)
		log_release(r->log);
	if (r->bus)
		bus_release(r->bus);
}

enum re_answer record_match(const struct record_test *r, struct record_scratch *s,
			    struct sv bytes)
{
	struct json_tree t;
	enum re_answer a = RE_NO;

	if (json_tree_parse(bytes, JSON_DEPTH_MAX, &t, NULL) != ST_OK)
		return RE_NO;
	if (t.nodes[0].kind == JT_OBJECT && r->log)
		a = log_match(r->log, s, &t);
	else if (t.nodes[0].kind == JT_OBJECT)
		a = bus_match(r->bus, s, &t) ? RE_YES : RE_NO;
	json_tree_release(&t);
	return a;
}
