/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Trees as text. A value is written bare where it is plain, else in quotes; what must be bare
 * (wildcards) or has several ways to be written (patterns) is written and read back by the
 * lexer, so that the two cannot disagree.
 */
#include "lang/print.h"

#include "lang/lex.h"
#include "lang/record.h"
#include "util/cidr.h"

struct printer {
	struct buf *out;
	size_t start;   /* of the expression in OUT */
	unsigned depth; /* parentheses that are open */
	bool hungry;    /* the last word would take a ')' behind it */
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Stands for itself after an operator, and as a word, without quotes. */
static bool is_plain(struct sv v)
{
	struct cidr block;

	if (!v.len || !is_alnum(v.ptr[0]) || lex_is_keyword(v) || cidr_parse(v, &block))
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!is_alnum(v.ptr[i]) && (!v.ptr[i] || !strchr("_-.:/@#$+", v.ptr[i])))
			return false;
	return true;
}

/* The surrogate that stands, kept as three bytes, at byte I; else 0. */
static unsigned surrogate_at(struct sv v, size_t i)
{
	const unsigned char *p = (const unsigned char *)v.ptr + i;

	if (i + 2 >= v.len || p[0] != 0xed || (p[1] & 0xe0) != 0xa0 ||
	    (p[2] & 0xc0) != 0x80)
		return 0;
	return 0xd000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
}

/* All bytes as they are but those that cannot stand in quotes, or in a text. */
static void quote(struct buf *out, struct sv v)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < v.len; i++) {
		static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
		unsigned char c = (unsigned char)v.ptr[i];
		const char *known = c ? strchr(from, (char)c) : NULL;
		unsigned lone = surrogate_at(v, i);

		if (known) {
			buf_addf(out, "\\%c", to[known - from]);
		} else if (c < 0x20 || c == 0x7f) {
			buf_addf(out, "\\u%04x", c);
		} else if (lone && !surrogate_at(v, i + 3)) {
			/* two as escapes would be read as one character */
			buf_addf(out, "\\u%04x", lone);
			i += 2;
		} else {
			buf_addc(out, (char)c);
		}
	}
	buf_addc(out, '"');
}

void print_value(struct buf *out, struct sv v)
{
	if (is_plain(v))
		buf_addsv(out, v);
	else
		quote(out, v);
}

static void print_key(struct buf *out, struct sv key)
{
	if (key.len && lex_key_len(key) == key.len)
		buf_addsv(out, key);
	else
		quote(out, key);
}

/* Would the path as it stands be something else: a name, a keyword, a file? */
static bool needs_dot(struct sv text)
{
	return field_find(text) != FLD_NONE || lex_is_keyword(text) || text.ptr[0] == '@';
}

void print_field(struct buf *out, const struct fieldref *f)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (f->id != FLD_NONE) {
		buf_adds(out, fields[f->id].name);
		return;
	}
	for (size_t i = 0; i < f->nkeys; i++) {
		if (i)
			buf_addc(&text, '.');
		print_key(&text, f->keys[i]);
	}
	if (needs_dot(buf_sv(&text)))
		buf_addc(out, '.');
	buf_addsv(out, buf_sv(&text));
}

static bool is_hungry(struct sv word)
{
	size_t depth = 0;

	for (size_t i = 0; i < word.len; i++) {
		depth += word.ptr[i] == '(';
		depth -= word.ptr[i] == ')' && depth;
	}
	return depth != 0;
}

/* Does the bare word V come back whole, and as no keyword or operator? */
static bool is_word(struct sv v, bool in_list)
{
	struct lex lx = { .src = v };

	return v.len && v.ptr[0] != '"' && lex_word_at(&lx, 0, in_list).len == v.len &&
	       !lex_is_keyword(v) && !lex_word_is(&lx, 0, "&&") &&
	       !lex_word_is(&lx, 0, "||");
}

/* A value with wildcards has to stand bare. In a list a regex is an error. */
static bool print_wild(struct printer *p, struct sv v, bool in_list)
{
	struct arena arena = ARENA_INIT;
	struct lex lx = { .src = v, .arena = &arena };
	bool ok = is_word(v, in_list) && sv_chr(v, '*') >= 0, caseless;
	struct sv re;

	if (ok && in_list && v.ptr[0] == '/')
		ok = lex_regex(&lx, true, &re, &caseless) != ST_OK;
	arena_release(&arena);
	if (!ok)
		return false;
	buf_addsv(p->out, v);
	p->hungry = is_hungry(v);
	return true;
}

static bool print_want(struct printer *p, const struct want *w, bool in_list)
{
	p->hungry = false;
	switch (w->how) {
	case WANT_WILD:
		return print_wild(p, w->text, in_list);
	case WANT_NET:
		buf_addsv(p->out, w->text);
		break;
	case WANT_TEXT:
		print_value(p->out, w->text);
		break;
	}
	return true;
}

/* "re" with only \" escaped: does it come back as PATTERN? */
static bool quoted_pattern(struct buf *out, struct sv pattern)
{
	struct arena arena = ARENA_INIT;
	struct lex lx = { .arena = &arena };
	size_t start = out->len;
	struct sv back;
	bool ok;

	buf_addc(out, '"');
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] == '"')
			buf_addc(out, '\\');
		buf_addc(out, pattern.ptr[i]);
	}
	buf_addc(out, '"');
	lx.src = sv_from(buf_sv(out), start);
	ok = lex_pattern(&lx, &back) == ST_OK && lx.at == lx.src.len &&
	     sv_eq(back, pattern);
	if (!ok)
		out->len = start;
	arena_release(&arena);
	return ok;
}

/* /re/ or /re/i: does it come back as PATTERN? */
static bool slashed_pattern(struct buf *out, struct sv pattern, bool caseless)
{
	struct lex lx = { .at = 0 };
	size_t start = out->len;
	bool back_caseless;
	struct sv back;

	buf_addc(out, '/');
	buf_addsv(out, pattern);
	buf_adds(out, caseless ? "/i" : "/");
	lx.src = sv_from(buf_sv(out), start);
	if (lex_regex(&lx, false, &back, &back_caseless) == ST_OK && lx.at == lx.src.len &&
	    sv_eq(back, pattern) && back_caseless == caseless)
		return true;
	out->len = start;
	return false;
}

bool print_pattern(struct buf *out, struct sv pattern, enum pattern_how how)
{
	if (how == PATTERN_TEXT) {
		print_value(out, pattern);
		return true;
	}
	return slashed_pattern(out, pattern, how == PATTERN_CASELESS) ||
	       (how == PATTERN_SMART && quoted_pattern(out, pattern));
}

/* `field ~ PATTERN`: also bare, the last way for one that holds quote and slash. */
static bool print_field_pattern(struct printer *p, const struct test *t)
{
	bool smart = t->how == PATTERN_SMART;

	if (smart && is_plain(t->pattern) && sv_chr(t->pattern, '/') < 0)
		buf_addsv(p->out, t->pattern);
	else if (print_pattern(p->out, t->pattern, t->how))
		return true;
	else if (smart && is_word(t->pattern, false) && t->pattern.ptr[0] != '/')
		buf_addsv(p->out, t->pattern);
	else
		return false;
	p->hungry = is_hungry(t->pattern);
	return true;
}

static bool print_match(struct printer *p, const struct test *t, bool negated)
{
	size_t start = p->out->len;

	if (t->field.id == FLD_TEXT) {
		buf_adds(p->out, negated ? "not " : "");
		if (t->how == PATTERN_TEXT)
			return print_pattern(p->out, t->pattern, t->how);
		if (slashed_pattern(p->out, t->pattern, t->how == PATTERN_CASELESS))
			return true;
		p->out->len = start;
	}
	print_field(p->out, &t->field);
	buf_adds(p->out, negated ? " !~ " : " ~ ");
	return print_field_pattern(p, t);
}

static void print_time(struct printer *p, const struct timespan *s)
{
	bool plain = s->text.len > 0;

	for (size_t i = 0; plain && i < s->text.len; i++)
		plain = is_alnum(s->text.ptr[i]) ||
			(s->text.ptr[i] && strchr("-.:+", s->text.ptr[i]));
	p->hungry = false;
	if (plain)
		buf_addsv(p->out, s->text);
	else
		quote(p->out, s->text);
}

static void close_list(struct printer *p)
{
	buf_adds(p->out, p->hungry ? " )" : ")");
	p->hungry = false;
}

static const char *op_text(enum test_op op, bool negated)
{
	static const char *const ops[] = {
		[TEST_ANY] = "=", [TEST_IN] = "=", [TEST_LT] = "<",
		[TEST_LE] = "<=", [TEST_GT] = ">", [TEST_GE] = ">=",
	};

	return negated ? "!=" : ops[op];
}

/* One value, unless it is a `*` that is no `= *`: that stands in a list of one. */
static bool stands_alone(const struct test *t)
{
	return t->nwants == 1 && !(t->op == TEST_IN && t->wants[0].how == WANT_WILD &&
				   sv_eqs(t->wants[0].text, "*"));
}

static bool print_file(struct printer *p, const struct test *t, bool negated)
{
	buf_adds(p->out, negated ? " not in @" : " in @");
	print_value(p->out, t->file);
	return true;
}

static bool print_wants(struct printer *p, const struct test *t, bool negated)
{
	bool ok = true;

	print_field(p->out, &t->field);
	if (t->file.len)
		return print_file(p, t, negated);
	if (stands_alone(t)) {
		buf_adds(p->out, op_text(t->op, negated));
		return print_want(p, &t->wants[0], false);
	}
	buf_adds(p->out, negated ? " not in (" : " in (");
	for (size_t i = 0; ok && i < t->nwants; i++) {
		buf_adds(p->out, i ? ", " : "");
		ok = print_want(p, &t->wants[i], true);
	}
	close_list(p);
	return ok;
}

static void print_spans(struct printer *p, const struct test *t, bool negated)
{
	print_field(p->out, &t->field);
	if (t->file.len) {
		print_file(p, t, negated);
		return;
	}
	if (t->nspans == 1) {
		buf_adds(p->out, op_text(t->spans[0].how, negated));
		print_time(p, &t->spans[0]);
		return;
	}
	buf_adds(p->out, negated ? " not in (" : " in (");
	for (size_t i = 0; i < t->nspans; i++) {
		buf_adds(p->out, i ? ", " : "");
		print_time(p, &t->spans[i]);
	}
	close_list(p);
}

/* Is there an operator that says NOT of the test? */
static bool has_opposite(const struct test *t)
{
	if (t->op == TEST_TIME)
		return !t->nspans || t->spans[0].how == TEST_IN;
	return t->op == TEST_ANY || t->op == TEST_IN || t->op == TEST_MATCH;
}

static bool print_test(struct printer *p, const struct test *t, bool negated)
{
	if (negated && !has_opposite(t)) {
		buf_adds(p->out, "not ");
		negated = false;
	}
	p->hungry = false;
	switch (t->op) {
	case TEST_HAS:
		buf_adds(p->out, "has ");
		print_field(p->out, &t->field);
		return true;
	case TEST_ANY:
		print_field(p->out, &t->field);
		buf_addf(p->out, "%s*", op_text(t->op, negated));
		return true;
	case TEST_MATCH:
		return print_match(p, t, negated);
	case TEST_TIME:
		print_spans(p, t, negated);
		return true;
	case TEST_RECORD:
		buf_addc(p->out, '(');
		buf_addsv(p->out, t->record->src);
		buf_addc(p->out, ')');
		return p->depth < FILTER_MAX_DEPTH;
	case TEST_IN:
	case TEST_LT:
	case TEST_LE:
	case TEST_GT:
	case TEST_GE:
		break;
	}
	return print_wants(p, t, negated);
}

static bool print_tree(struct printer *p, const struct node *n);

static bool print_group(struct printer *p, const struct node *n)
{
	bool ok;

	if (p->depth == FILTER_MAX_DEPTH)
		return false;
	p->depth++;
	buf_addc(p->out, '(');
	p->hungry = false;
	ok = print_tree(p, n);
	close_list(p);
	p->depth--;
	return ok;
}

/* What binds looser than its place, or as tight, stands in parentheses. */
static bool print_operand(struct printer *p, const struct node *n, enum node_kind within)
{
	bool bare = n->kind == NODE_TEST || (n->kind == NODE_AND && within == NODE_OR) ||
		    (n->kind == NODE_NOT && within != NODE_NOT);

	return bare ? print_tree(p, n) : print_group(p, n);
}

static bool print_tree(struct printer *p, const struct node *n)
{
	if (p->out->len - p->start > FILTER_MAX_LEN)
		return false;
	if (n->kind == NODE_TEST)
		return print_test(p, n->test, false);
	if (n->kind == NODE_NOT) {
		if (n->kids[0]->kind == NODE_TEST)
			return print_test(p, n->kids[0]->test, true);
		buf_adds(p->out, "not ");
		return print_operand(p, n->kids[0], NODE_NOT);
	}
	for (size_t i = 0; i < n->nkids; i++) {
		if (i)
			buf_adds(p->out, n->kind == NODE_AND ? " and " : " or ");
		if (!print_operand(p, n->kids[i], n->kind))
			return false;
	}
	return true;
}

bool print_node(struct buf *out, const struct node *n)
{
	struct printer p = { .out = out, .start = out->len };

	if (print_tree(&p, n) && out->len - p.start <= FILTER_MAX_LEN)
		return true;
	out->len = p.start;
	return false;
}
