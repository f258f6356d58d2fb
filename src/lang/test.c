/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One test of the filter language: FIELD OP VALUE, FIELD in (...), has FIELD, TEXT. */
#include "lang/parse.h"

#include "util/cidr.h"
#include "util/fileio.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* A test that begins at OFF of the source. */
static struct test *test_new(struct filter *f, struct fieldref field, enum test_op op,
			     size_t off, struct node **ret)
{
	*ret = node_test(f, field, op);
	(*ret)->test->off = off;
	return (*ret)->test;
}

/* After a string or a regex something must end it. */
static enum st check_boundary(struct lex *lx, bool in_list)
{
	char c = lx->at < lx->src.len ? lx->src.ptr[lx->at] : ' ';

	if (lex_is_space(c) || c == ')' || (c == ',' && in_list))
		return ST_OK;
	return lex_fail(lx, lx->at, "a blank is missing after the closing quote");
}

/* A bare value at the cursor, taken; WHAT names it in the error. */
static enum st take_word(struct lex *lx, bool in_list, const char *what, struct sv *ret)
{
	*ret = lex_word_at(lx, lx->at, in_list);
	if (!ret->len || lex_word_is(lx, lx->at, "&&") || lex_word_is(lx, lx->at, "||"))
		return lex_fail(lx, lx->at, "%s is missing", what);
	if (lex_is_keyword(*ret))
		return lex_fail(lx, lx->at, "'%.*s' is a keyword: quote it", SV_ARG(*ret));
	lx->at += ret->len;
	return ST_OK;
}

/* Move the offset of an error within a pattern to the source. */
static enum st pattern_error(struct lex *lx, size_t start, bool quoted)
{
	if (!lx->err)
		return ST_SYNTAX;
	if (quoted) {
		size_t at = lex_pattern_place(lx, start - 1, lx->err->off);

		lx->err->off = utf8_count(sv_head(lx->src, at));
	} else {
		lx->err->off += utf8_count(sv_head(lx->src, start));
	}
	return ST_SYNTAX;
}

/* The pattern of T is P, which begins at START of the source. */
static enum st take_regex(struct lex *lx, struct test *t, struct sv p, bool caseless,
			  size_t start, bool quoted)
{
	t->pattern = p;
	t->how = caseless ? PATTERN_CASELESS : PATTERN_SMART;
	if (regex_compile(p, caseless, &t->re, lx->err))
		return pattern_error(lx, start, quoted);
	return ST_OK;
}

/* What follows ~ and !~. */
static enum st parse_pattern(struct lex *lx, struct test *t)
{
	size_t start = lx->at;
	bool caseless = false, quoted = false;
	struct sv p;
	enum st st;

	if (lex_peek(lx) == '"') {
		quoted = true;
		start++;
		st = lex_pattern(lx, &p);
		if (!st)
			st = check_boundary(lx, false);
	} else if (lex_peek(lx) == '/') {
		start++;
		st = lex_regex(lx, false, &p, &caseless);
	} else {
		st = take_word(lx, false, "a pattern", &p);
		t->bare = true;
	}
	if (st)
		return st;
	return take_regex(lx, t, p, caseless, start, quoted);
}

/* A time that stands at OFF, LEN bytes long without quotes. */
static enum st add_span(struct filter *f, struct lex *lx, struct test *t, struct sv text,
			size_t off, size_t len, enum test_op how)
{
	bool range;

	if (!span_ok(text, &range, lx->err)) {
		if (lx->err)
			lx->err->off += utf8_count(sv_head(lx->src, off));
		return ST_SYNTAX;
	}
	if (range && how != TEST_IN)
		return lex_fail(lx, off, "a time range needs '=' or 'in'");
	t->op = TEST_TIME;
	t->spans[t->nspans++] =
		(struct timespan){ .text = sv_make(arena_text(&f->arena, text), text.len),
				   .off = off,
				   .len = len,
				   .how = how };
	return ST_OK;
}

/* What V, written BARE where a value is compared for equality, asks for. */
static struct want want_of(struct sv v, bool bare)
{
	struct want w = { .text = v, .bare = bare };
	struct cidr block;

	if (bare && sv_chr(v, '*') >= 0)
		w.how = WANT_WILD;
	else if (bare && cidr_parse(v, &block))
		w.how = WANT_NET;
	return w;
}

/* What follows the other operators. */
static enum st parse_value(struct filter *f, struct lex *lx, struct test *t)
{
	size_t start = lx->at;
	bool quoted = lex_peek(lx) == '"';
	struct sv v;
	enum st st;

	if (quoted) {
		start++;
		st = lex_string(lx, &v);
		if (!st)
			st = check_boundary(lx, false);
	} else {
		st = take_word(lx, false, "a value", &v);
	}
	if (st)
		return st;
	if (t->op == TEST_IN && !quoted && sv_eqs(v, "*")) {
		t->op = TEST_ANY;
		return ST_OK;
	}
	if (t->field.id == FLD_TIME) {
		t->spans = arena_alloc(&f->arena, sizeof(*t->spans));
		return add_span(f, lx, t, v, start, lx->at - quoted - start, t->op);
	}
	t->wants = arena_alloc(&f->arena, sizeof(*t->wants));
	t->nwants = 1;
	t->wants[0] = want_of(v, !quoted && t->op == TEST_IN);
	t->wants[0].bare = !quoted;
	return ST_OK;
}

/* Values of an in-list while they are being read. */
struct list {
	struct want *v;
	struct place {
		size_t off, len; /* in the source, without quotes */
	} * at;
	size_t n, cap, atcap;
};

static enum st parse_list_value(struct lex *lx, struct list *l)
{
	size_t start = lx->at;
	struct sv v;
	struct lex probe = *lx;
	struct sv re;
	bool caseless, quoted = lex_peek(lx) == '"';
	enum st st;

	probe.err = NULL;
	if (lex_peek(lx) == '/' && !lex_regex(&probe, true, &re, &caseless))
		return lex_fail(lx, start, "a list takes no regex: use ~, or quote it");
	if (quoted) {
		start++;
		st = lex_string(lx, &v);
		if (!st)
			st = check_boundary(lx, true);
	} else {
		st = take_word(lx, true, "a value", &v);
	}
	if (st)
		return st;
	ALLOC_GROW(l->v, l->n + 1, l->cap);
	ALLOC_GROW(l->at, l->n + 1, l->atcap);
	l->at[l->n] = (struct place){ start, lx->at - quoted - start };
	l->v[l->n++] = want_of(v, !quoted);
	return ST_OK;
}

static enum st parse_list_items(struct lex *lx, struct list *l)
{
	for (;;) {
		enum st st;

		lex_space(lx);
		st = parse_list_value(lx, l);
		if (st)
			return st;
		lex_space(lx);
		if (lex_peek(lx) == ')')
			break;
		if (lex_peek(lx) != ',')
			return lex_fail(lx, lx->at, "a ',' or ')' is missing");
		lx->at++;
	}
	lx->at++;
	return ST_OK;
}

/* The values of L are those of T. */
static enum st take_list(struct filter *f, struct lex *lx, struct test *t,
			 const struct list *l)
{
	enum st st = ST_OK;

	if (t->field.id == FLD_TIME) {
		t->op = TEST_TIME;
		t->spans = arena_alloc(&f->arena, (l->n + 1) * sizeof(*t->spans));
		for (size_t i = 0; !st && i < l->n; i++)
			st = add_span(f, lx, t, l->v[i].text, l->at[i].off, l->at[i].len,
				      TEST_IN);
		return st;
	}
	t->op = TEST_IN;
	t->nwants = l->n;
	t->wants = arena_alloc(&f->arena, (l->n + 1) * sizeof(*t->wants));
	if (l->n)
		memcpy(t->wants, l->v, l->n * sizeof(*t->wants));
	return ST_OK;
}

/* "(" VALUE {"," VALUE} ")" */
static enum st parse_list(struct filter *f, struct lex *lx, struct test *t)
{
	struct list l = { .n = 0 };
	enum st st;

	lx->at++;
	st = parse_list_items(lx, &l);
	if (!st)
		st = take_list(f, lx, t, &l);
	free(l.v);
	free(l.at);
	return st;
}

static void add_line(struct list *l, struct sv v, size_t off)
{
	struct want w = { .text = v };
	struct cidr block;

	if (cidr_parse(v, &block))
		w.how = WANT_NET;
	ALLOC_GROW(l->v, l->n + 1, l->cap);
	ALLOC_GROW(l->at, l->n + 1, l->atcap);
	l->at[l->n] = (struct place){ .off = off };
	l->v[l->n++] = w;
}

/*
 * A value a line. Lines that begin with `#` are remarks; of one with a remark behind its value
 * both are taken, for a value may hold a ` #` itself.
 */
static void add_lines(struct list *l, struct sv text, size_t off)
{
	if (sv_starts(text, SV_LIT("\xef\xbb\xbf")))
		text = sv_from(text, 3);
	while (text.len) {
		ptrdiff_t lf = sv_chr(text, '\n'), remark;
		struct sv line = lex_trim(lf < 0 ? text : sv_head(text, (size_t)lf));

		text = sv_from(text, lf < 0 ? text.len : (size_t)lf + 1);
		if (!line.len || line.ptr[0] == '#')
			continue;
		add_line(l, line, off);
		remark = sv_find(line, SV_LIT(" #"));
		if (remark < 0)
			remark = sv_find(line, SV_LIT("\t#"));
		if (remark > 0)
			add_line(l, lex_trim(sv_head(line, (size_t)remark)), off);
	}
}

/* "@" FILE */
static enum st parse_file(struct filter *f, struct lex *lx, struct test *t)
{
	size_t start = lx->at;
	struct list l = { .n = 0 };
	AUTO_BUF struct buf text = BUF_INIT;
	struct err why = ERR_INIT;
	enum st st;

	lx->at++;
	if (lex_peek(lx) == '"') {
		st = lex_string(lx, &t->file);
		if (!st)
			st = check_boundary(lx, false);
	} else {
		st = take_word(lx, false, "the name of a file", &t->file);
	}
	if (st)
		return st;
	if (!t->file.len || sv_chr(t->file, '\0') >= 0)
		return lex_fail(lx, start, "the name of a file is missing");
	t->file = sv_make(arena_str(&f->arena, t->file), t->file.len);
	if (file_read(t->file.ptr, FILTER_MAX_FILE, &text, &why) != ST_OK)
		return lex_fail(lx, start, "%s", why.text);
	add_lines(&l, sv_make(arena_text(&f->arena, buf_sv(&text)), text.len), start);
	st = take_list(f, lx, t, &l);
	free(l.v);
	free(l.at);
	return st;
}

/* "in (", "in @" or "not ..." at byte AT: the offset of what follows "in", else 0. */
static size_t find_list(const struct lex *lx, size_t at, bool *ret_negated)
{
	struct lex l = *lx;

	l.at = at;
	lex_space(&l);
	*ret_negated = lex_word_is(&l, l.at, "not");
	if (*ret_negated) {
		l.at += 3;
		lex_space(&l);
	}
	if (!lex_word_is(&l, l.at, "in"))
		return 0;
	l.at += 2;
	lex_space(&l);
	return lex_peek(&l) == '(' || lex_peek(&l) == '@' ? l.at : 0;
}

static enum st check_field(struct lex *lx, const struct fieldref *ref, size_t start,
			   bool comparable)
{
	if ((ref->id == FLD_RAW || ref->id == FLD_TEXT) && !comparable)
		return lex_fail(lx, start,
				"'%s' takes only ~ !~ = !=", fields[ref->id].name);
	return ST_OK;
}

/* FIELD was taken; the operator follows at byte OP_AT. */
static enum st parse_compare(struct filter *f, struct lex *lx, const struct fieldref *ref,
			     size_t start, size_t op_at, struct node **ret)
{
	bool negated = false;
	enum test_op op;
	size_t n = lex_op_at(lx, op_at, &op, &negated);
	size_t list = n ? 0 : find_list(lx, op_at, &negated);
	struct test *t;
	enum st st;

	st = check_field(lx, ref, start, n && (op == TEST_IN || op == TEST_MATCH));
	if (st)
		return st;
	t = test_new(f, *ref, n ? op : TEST_IN, start, ret);
	if (list) {
		lx->at = list;
		st = lex_peek(lx) == '@' ? parse_file(f, lx, t) : parse_list(f, lx, t);
	} else {
		lx->at = op_at + n;
		lex_space(lx);
		st = op == TEST_MATCH ? parse_pattern(lx, t) : parse_value(f, lx, t);
	}
	if (!st && negated)
		*ret = node_not(f, *ret);
	return st;
}

static enum st parse_has(struct filter *f, struct lex *lx, struct node **ret)
{
	size_t start = lx->at;
	struct fieldref ref;
	struct sv word;
	bool plain, neg;
	enum test_op op;
	enum st st;

	lx->at += 3;
	lex_space(lx);
	start = lx->at;
	word = lex_word_at(lx, lx->at, false);
	if (lex_is_keyword(word))
		return lex_fail(lx, start, "'%.*s' is a keyword: quote it", SV_ARG(word));
	if (!lex_path(lx, &ref, &plain, &st))
		return st ? st : lex_fail(lx, start, "a field is missing after 'has'");
	if (lex_op_at(lx, lx->at, &op, &neg))
		return lex_fail(lx, lx->at, "'has' takes a field alone");
	if (lx->at < lx->src.len && !lex_is_space(lex_peek(lx)) && lex_peek(lx) != ')')
		return lex_fail(lx, lx->at, "a field cannot hold this: quote the key");
	lex_resolve_field(&ref, plain);
	st = check_field(lx, &ref, start, false);
	if (st)
		return st;
	test_new(f, ref, TEST_HAS, start, ret);
	return ST_OK;
}

static enum st parse_text(struct filter *f, struct lex *lx, struct node **ret)
{
	size_t start = lx->at;
	struct test *t = test_new(f, fieldref_of(FLD_TEXT), TEST_MATCH, start, ret);
	bool caseless;
	struct sv v;
	enum st st;

	if (lex_peek(lx) == '/') {
		st = lex_regex(lx, false, &v, &caseless);
		if (st)
			return st;
		return take_regex(lx, t, v, caseless, start + 1, false);
	}
	if (lex_peek(lx) == '"') {
		st = lex_string(lx, &v);
		if (!st)
			st = check_boundary(lx, false);
	} else {
		st = take_word(lx, false, "a test", &v);
		t->bare = true;
	}
	if (st)
		return st;
	t->pattern = v;
	t->how = PATTERN_TEXT;
	if (regex_compile_literal(v, &t->re, lx->err))
		return pattern_error(lx, start, false);
	return ST_OK;
}

/* After a word that cannot be a field: an operator that stands alone is a mistake. */
static enum st check_lone_op(struct lex *lx, size_t at, struct sv before)
{
	struct lex l = *lx;
	enum test_op op;
	bool neg;
	size_t n;

	l.at = at;
	lex_space(&l);
	n = lex_op_at(&l, l.at, &op, &neg);
	if (!n || lex_word_at(&l, l.at, false).len != n)
		return ST_OK;
	if (!before.len)
		return lex_fail(lx, l.at, "a field is missing before '%.*s'", (int)n,
				l.src.ptr + l.at);
	return lex_fail(lx, lx->at, "'%.*s' is no field: quote keys with other characters",
			(int)MIN(before.len, 60), before.ptr);
}

enum st parse_test(struct filter *f, struct lex *lx, struct node **ret)
{
	static const char *const misplaced[] = { "and", "or", "in", "&&", "||" };
	size_t start = lx->at, after;
	struct fieldref ref;
	struct sv word;
	bool plain, negated, is_path;
	enum test_op op;
	enum st st;

	if (lex_peek(lx) == '/')
		return parse_text(f, lx, ret);
	if (lex_word_is(lx, start, "has"))
		return parse_has(f, lx, ret);
	word = lex_word_at(lx, start, false);
	for (size_t i = 0; i < ARRAY_SIZE(misplaced); i++)
		if (lex_word_is(lx, start, misplaced[i]))
			return lex_fail(lx, start, "'%s' needs a test before it, or quotes",
					misplaced[i]);
	is_path = lex_path(lx, &ref, &plain, &st);
	if (st)
		return st;
	if (is_path) {
		bool quoted = ref.spelling.ptr[0] == '"';

		lex_resolve_field(&ref, plain);
		after = lx->at;
		lex_space(lx);
		if (lex_op_at(lx, lx->at, &op, &negated) || find_list(lx, lx->at, &negated))
			return parse_compare(f, lx, &ref, start, lx->at, ret);
		if (quoted && ref.nkeys > 1)
			return lex_fail(lx, after,
					"an operator is missing after the field");
	}
	lx->at = start;
	if (lex_peek(lx) != '"') {
		st = check_lone_op(lx, start, SV_NULL);
		if (!st)
			st = check_lone_op(lx, start + word.len, word);
		if (st)
			return st;
	}
	return parse_text(f, lx, ret);
}
