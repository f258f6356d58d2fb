/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of CloudWatch Logs metric filters over JSON: { ($.a = x*) && $.b NOT EXISTS }. */
#include "lang/record.h"

#include "json/text.h"
#include "json/tree.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <strings.h>

#define LOG_DEPTH 100u /* parentheses within each other */

enum log_kind { LOG_AND, LOG_OR, LOG_TEST };
enum log_op {
	LOG_EQ,
	LOG_NE,
	LOG_LT,
	LOG_LE,
	LOG_GT,
	LOG_GE,
	LOG_NULL,
	LOG_TRUE,
	LOG_FALSE,
	LOG_ABSENT
};
enum step_kind { STEP_KEY, STEP_CHILD, STEP_INDEX, STEP_ELEMENT };

struct step {
	enum step_kind kind;
	struct sv key;
	uint32_t index;
};

struct log_node {
	enum log_kind kind;
	struct log_node **kids;
	size_t nkids;
	/* LOG_TEST */
	struct step *steps;
	size_t nsteps;
	enum log_op op;
	struct sv text; /* what it is compared with; `*` in it stands for anything */
	bool number;    /* TEXT is a JSON number, written bare */
	struct regex *re;
};

/* ---- reading ---- */

struct reader {
	struct filter *f;
	struct lex in;   /* the pattern alone */
	struct lex *out; /* the whole source, for errors */
	size_t off;      /* of the pattern in it */
	unsigned depth;
};

#define FAIL(r, at, ...) lex_fail((r)->out, (r)->off + (at), __VA_ARGS__)

static char peek(struct reader *r)
{
	lex_space(&r->in);
	return lex_peek(&r->in);
}

static bool take(struct reader *r, const char *sign)
{
	lex_space(&r->in);
	if (!sv_starts(sv_from(r->in.src, r->in.at), sv_str(sign)))
		return false;
	r->in.at += strlen(sign);
	return true;
}

/* A word in capitals or not, whole. */
static bool take_word(struct reader *r, const char *word)
{
	size_t n = strlen(word);
	struct sv rest;

	lex_space(&r->in);
	rest = sv_from(r->in.src, r->in.at);
	if (rest.len < n || strncasecmp(rest.ptr, word, n) != 0)
		return false;
	if (rest.len > n && !lex_is_space(rest.ptr[n]) && !strchr(")}&|", rest.ptr[n]))
		return false;
	r->in.at += n;
	return true;
}

static struct log_node *log_new(struct reader *r, enum log_kind kind)
{
	struct log_node *n = arena_alloc(&r->f->arena, sizeof(*n));

	*n = (struct log_node){ .kind = kind };
	return n;
}

static bool is_ident(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_' || c == '-';
}

/* .['key'] or ['key'], the bracket being at the cursor. */
static enum st take_quoted_key(struct reader *r, struct step *s)
{
	size_t start = r->in.at, end;
	ptrdiff_t close;

	r->in.at += 2;
	close = sv_find(sv_from(r->in.src, r->in.at), SV_LIT("']"));
	if (close < 0)
		return FAIL(r, start, "a \"']\" is missing");
	end = r->in.at + (size_t)close;
	*s = (struct step){ .kind = STEP_KEY };
	s->key = sv_make(r->in.src.ptr + r->in.at, end - r->in.at);
	r->in.at = end + 2;
	return ST_OK;
}

/* [3] or [*] */
static enum st take_bracket(struct reader *r, struct step *s)
{
	size_t start = r->in.at++;
	uint64_t v = 0;
	size_t digits = 0;

	if (take(r, "*")) {
		*s = (struct step){ .kind = STEP_ELEMENT };
	} else {
		while (lex_peek(&r->in) >= '0' && lex_peek(&r->in) <= '9' && digits++ < 9)
			v = v * 10 + (uint64_t)(r->in.src.ptr[r->in.at++] - '0');
		*s = (struct step){ .kind = STEP_INDEX, .index = (uint32_t)v };
		if (!digits)
			return FAIL(r, start, "a number or '*' is missing in '[]'");
	}
	return take(r, "]") ? ST_OK : FAIL(r, start, "a ']' is missing");
}

static enum st take_step(struct reader *r, struct step *s)
{
	struct sv rest = sv_from(r->in.src, r->in.at);
	size_t n = 0;

	if (sv_starts(rest, SV_LIT(".['"))) {
		r->in.at++;
		return take_quoted_key(r, s);
	}
	if (sv_starts(rest, SV_LIT("['")))
		return take_quoted_key(r, s);
	if (rest.ptr[0] == '[')
		return take_bracket(r, s);
	r->in.at++;
	rest = sv_from(rest, 1);
	if (sv_starts(rest, SV_LIT("*"))) {
		r->in.at++;
		*s = (struct step){ .kind = STEP_CHILD };
		return ST_OK;
	}
	while (n < rest.len && is_ident(rest.ptr[n]))
		n++;
	if (!n)
		return FAIL(r, r->in.at, "a name is missing after '.'");
	*s = (struct step){ .kind = STEP_KEY, .key = sv_head(rest, n) };
	r->in.at += n;
	return ST_OK;
}

static enum st take_selector(struct reader *r, struct log_node *n)
{
	struct step *v = NULL;
	size_t len = 0, cap = 0;
	enum st st = ST_OK;

	r->in.at++; /* $ */
	while (!st && (lex_peek(&r->in) == '.' || lex_peek(&r->in) == '[')) {
		ALLOC_GROW(v, len + 1, cap);
		st = take_step(r, &v[len]);
		len += !st;
	}
	if (!st && !len)
		st = FAIL(r, r->in.at, "a '.' and a name are missing after '$'");
	if (!st) {
		n->steps = arena_alloc(&r->f->arena, len * sizeof(*v));
		memcpy(n->steps, v, len * sizeof(*v));
		n->nsteps = len;
	}
	free(v);
	return st;
}

/* "text", with \" and \\ */
static enum st take_string(struct reader *r, struct log_node *n)
{
	size_t start = r->in.at++, len = 0;
	char *out = arena_alloc(&r->f->arena, r->in.src.len - start + 1);

	while (r->in.at < r->in.src.len && lex_peek(&r->in) != '"') {
		struct sv rest = sv_from(r->in.src, r->in.at);

		if (sv_starts(rest, SV_LIT("\\\"")) || sv_starts(rest, SV_LIT("\\\\")))
			r->in.at++;
		out[len++] = lex_peek(&r->in);
		r->in.at++;
	}
	if (r->in.at == r->in.src.len)
		return FAIL(r, start, "the quoted string has no end");
	r->in.at++;
	n->text = sv_make(out, len);
	return ST_OK;
}

static bool is_pattern_char(char c)
{
	return is_ident(c) || (c && strchr("#=@/;,:^$?[]{}|\\*+.", c));
}

/* %regex%, in the subset that there is; it is case-sensitive. */
static enum st take_regex(struct reader *r, struct log_node *n)
{
	static const char sensitive[] = "(?-i)";
	size_t start = ++r->in.at, bad = start;
	ptrdiff_t len = sv_chr(sv_from(r->in.src, start), '%');
	AUTO_BUF struct buf p = BUF_INIT;
	struct err why = ERR_INIT;

	if (len <= 0)
		return FAIL(r, start - 1, "the %%regex%% has no end");
	while (bad < start + (size_t)len && is_pattern_char(r->in.src.ptr[bad]))
		bad++;
	if (bad < start + (size_t)len)
		return FAIL(r, bad, "a %%regex%% takes no '%c'",
			    (unsigned char)r->in.src.ptr[bad] < 0x80 ? r->in.src.ptr[bad]
								     : '?');
	buf_adds(&p, sensitive);
	buf_addsv(&p, sv_make(r->in.src.ptr + start, (size_t)len));
	if (regex_compile(buf_sv(&p), false, &n->re, &why) != ST_OK)
		return FAIL(r, start + MAX(why.off, strlen(sensitive)) - strlen(sensitive),
			    "%s", why.text);
	r->in.at = start + (size_t)len + 1;
	return ST_OK;
}

/* Where the words of a bare value end: `)`, `}`, `&&`, `||`. */
static bool at_end(struct sv rest)
{
	return !rest.len || rest.ptr[0] == ')' || rest.ptr[0] == '}' ||
	       sv_starts(rest, SV_LIT("&&")) || sv_starts(rest, SV_LIT("||"));
}

/* One word, or several as the CIS benchmark prints them: Failed authentication. */
static enum st take_bare(struct reader *r, struct log_node *n)
{
	size_t start = r->in.at;
	struct sv v;

	while (!at_end(sv_from(r->in.src, r->in.at))) {
		if (strchr("\"%$(<>=!", lex_peek(&r->in)))
			return FAIL(r, r->in.at, "a value cannot hold '%c': quote it",
				    lex_peek(&r->in));
		r->in.at++;
	}
	v = lex_trim_end(sv_make(r->in.src.ptr + start, r->in.at - start));
	if (!v.len)
		return FAIL(r, start, "a value is missing");
	n->text = v;
	if (v.ptr[0] == '+')
		v = sv_from(v, 1);
	n->number = json_is_number(v);
	if (n->number)
		n->text = v;
	return ST_OK;
}

static enum st take_value(struct reader *r, struct log_node *n)
{
	size_t start;
	char c = peek(r);
	enum st st;

	start = r->in.at;
	st = c == '"' ? take_string(r, n) : c == '%' ? take_regex(r, n) : take_bare(r, n);
	if (!st && n->op >= LOG_LT && !n->number)
		return FAIL(r, start, "'<' and '>' compare with a number");
	return st;
}

static enum st take_is(struct reader *r, struct log_node *n)
{
	static const struct {
		const char *word;
		enum log_op op;
	} words[] = { { "NULL", LOG_NULL }, { "TRUE", LOG_TRUE }, { "FALSE", LOG_FALSE } };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (take_word(r, words[i].word)) {
			n->op = words[i].op;
			return ST_OK;
		}
	return FAIL(r, r->in.at, "IS takes NULL, TRUE or FALSE");
}

/* What stands behind the selector. */
static enum st take_test(struct reader *r, struct log_node *n)
{
	static const struct {
		const char *sign;
		enum log_op op;
	} ops[] = { { "!=", LOG_NE }, { "<=", LOG_LE }, { ">=", LOG_GE }, { "==", LOG_EQ },
		    { "=", LOG_EQ },  { "<", LOG_LT },  { ">", LOG_GT } };

	if (take_word(r, "IS"))
		return take_is(r, n);
	if (take_word(r, "NOT")) {
		n->op = LOG_ABSENT;
		return take_word(r, "EXISTS") ? ST_OK
					      : FAIL(r, r->in.at, "NOT takes EXISTS");
	}
	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (take(r, ops[i].sign)) {
			n->op = ops[i].op;
			return take_value(r, n);
		}
	return FAIL(r, r->in.at, "an operator is missing after the selector");
}

static enum st read_or(struct reader *r, struct log_node **ret);

static enum st read_primary(struct reader *r, struct log_node **ret)
{
	enum st st;

	if (peek(r) == '$') {
		*ret = log_new(r, LOG_TEST);
		st = take_selector(r, *ret);
		return st ? st : take_test(r, *ret);
	}
	if (!take(r, "("))
		return FAIL(r, r->in.at, "a test that begins with '$' is missing");
	if (r->depth == LOG_DEPTH)
		return FAIL(r, r->in.at, "more than %u parentheses within each other",
			    LOG_DEPTH);
	r->depth++;
	st = read_or(r, ret);
	r->depth--;
	if (!st && !take(r, ")"))
		return FAIL(r, r->in.at, "a ')' is missing");
	return st;
}

/* Operands with SIGN between them; what was read stays in *RET also on failure. */
static enum st read_chain(struct reader *r, const char *sign, enum log_kind kind,
			  enum st (*operand)(struct reader *, struct log_node **),
			  struct log_node **ret)
{
	struct log_node **v = NULL;
	size_t n = 0, cap = 0;
	enum st st;

	do {
		ALLOC_GROW(v, n + 1, cap);
		v[n] = NULL;
		st = operand(r, &v[n]);
		n += v[n] != NULL;
	} while (!st && take(r, sign));
	if (n == 1) {
		*ret = v[0];
	} else if (n) {
		*ret = log_new(r, kind);
		(*ret)->kids = arena_alloc(&r->f->arena, n * sizeof(struct log_node *));
		memcpy((*ret)->kids, v, n * sizeof(struct log_node *));
		(*ret)->nkids = n;
	}
	free(v);
	return st;
}

static enum st read_and(struct reader *r, struct log_node **ret)
{
	return read_chain(r, "&&", LOG_AND, read_primary, ret);
}

static enum st read_or(struct reader *r, struct log_node **ret)
{
	return read_chain(r, "||", LOG_OR, read_and, ret);
}

void log_release(struct log_node *n)
{
	for (size_t i = 0; i < n->nkids; i++)
		log_release(n->kids[i]);
	regex_free(n->re);
}

/* ---- what columns can say ---- */

/* The keys of the path, when it has no step to any child. */
static bool path_of(struct reader *r, const struct log_node *n, struct fieldref *ret)
{
	struct sv *keys = arena_alloc(&r->f->arena, n->nsteps * sizeof(*keys));
	size_t len = 0;

	for (size_t i = 0; i < n->nsteps; i++) {
		if (n->steps[i].kind == STEP_CHILD)
			return false;
		if (n->steps[i].kind == STEP_KEY)
			keys[len++] = n->steps[i].key;
	}
	if (len)
		*ret = field_path(r->f, keys, len);
	return len;
}

static struct node *narrow_test(struct reader *r, const struct log_node *n)
{
	struct want w = { .text = n->text };
	struct fieldref field;

	if (n->op == LOG_NULL || n->op == LOG_ABSENT || !path_of(r, n, &field))
		return NULL;
	if (n->op == LOG_TRUE || n->op == LOG_FALSE)
		w.text = sv_str(n->op == LOG_TRUE ? "true" : "false");
	else if (n->op != LOG_EQ || n->number || n->re)
		return node_any(r->f, field);
	if (sv_chr(w.text, '*') >= 0)
		w.how = WANT_WILD;
	return node_in(r->f, field, &w, 1);
}

/* A tree that holds wherever N does; NULL when there is none. */
static struct node *narrow(struct reader *r, const struct log_node *n)
{
	struct node **v, *ret = NULL;
	size_t len = 0;

	if (n->kind == LOG_TEST)
		return narrow_test(r, n);
	v = xcalloc(n->nkids, sizeof(struct node *));
	for (size_t i = 0; i < n->nkids; i++) {
		v[len] = narrow(r, n->kids[i]);
		len += v[len] != NULL;
	}
	if (len && (n->kind == LOG_AND || len == n->nkids))
		ret = node_join(r->f, n->kind == LOG_AND ? NODE_AND : NODE_OR, v, len);
	free(v);
	return ret;
}

enum st log_parse(struct filter *f, struct lex *lx, struct sv src, size_t off,
		  struct record_test *ret)
{
	struct reader r = { .f = f,
			    .in = { .src = src, .at = 1, .arena = &f->arena },
			    .out = lx,
			    .off = off };
	enum st st = read_or(&r, &ret->log);

	if (st)
		return st;
	if (!take(&r, "}"))
		return FAIL(&r, r.in.at, "a '}' is missing");
	if (!lex_end(&r.in))
		return FAIL(&r, r.in.at, "nothing may follow the pattern");
	ret->narrow = narrow(&r, ret->log);
	return ST_OK;
}

/* ---- matching ---- */

static enum re_answer answer_of(bool yes)
{
	return yes ? RE_YES : RE_NO;
}

/* Exact when both are numbers, else as text. */
static bool equals(const struct log_node *n, enum json_kind kind, struct sv text)
{
	if (n->number && kind == JT_NUMBER)
		return json_number_cmp(text, n->text) == 0;
	return wildcard_match(n->text, text);
}

static bool ordered(const struct log_node *n, struct sv text)
{
	int c;

	if (!json_is_number(text))
		return false;
	c = json_number_cmp(text, n->text);
	switch (n->op) {
	case LOG_LT:
		return c < 0;
	case LOG_LE:
		return c <= 0;
	case LOG_GT:
		return c > 0;
	default:
		return c >= 0;
	}
}

/* The test on one value that is there. */
static enum re_answer test_value(const struct log_node *n, struct record_scratch *s,
				 const struct json_tree *t, uint32_t i)
{
	enum json_kind kind = (enum json_kind)t->nodes[i].kind;
	enum re_answer a;

	if (n->op == LOG_NULL || n->op == LOG_TRUE || n->op == LOG_FALSE)
		return answer_of(kind == (n->op == LOG_NULL   ? JT_NULL
					  : n->op == LOG_TRUE ? JT_TRUE
							      : JT_FALSE));
	if (json_node_is_inner(&t->nodes[i]) || kind == JT_NULL)
		return RE_NO;
	buf_clear(s->text);
	json_node_add_text(t, i, s->text);
	if (n->op >= LOG_LT)
		return answer_of(ordered(n, buf_sv(s->text)));
	a = n->re ? regex_match(n->re, s->re, buf_sv(s->text))
		  : answer_of(equals(n, kind, buf_sv(s->text)));
	if (n->op == LOG_NE && a != RE_UNDECIDED)
		a = answer_of(a == RE_NO);
	return a;
}

/* What the steps from the Kth on find below node I: YES when one of them fits. */
static enum re_answer test_below(const struct log_node *n, struct record_scratch *s,
				 const struct json_tree *t, uint32_t i, size_t k)
{
	const struct step *step = &n->steps[k];
	enum re_answer any = RE_NO;
	uint32_t kid, nth = 0;

	if (k == n->nsteps)
		return n->op == LOG_ABSENT ? RE_YES : test_value(n, s, t, i);
	if (step->kind == STEP_KEY) {
		if (t->nodes[i].kind != JT_OBJECT)
			return RE_NO;
		while (any != RE_YES &&
		       (kid = json_node_child(t, i, step->key, nth++)) != JT_NONE) {
			enum re_answer a = test_below(n, s, t, kid, k + 1);

			any = a == RE_NO ? any : a;
		}
		return any;
	}
	if (!json_node_is_inner(&t->nodes[i]) ||
	    (step->kind != STEP_CHILD && t->nodes[i].kind != JT_ARRAY))
		return RE_NO;
	for (kid = json_node_first(t, i); kid != JT_NONE && any != RE_YES;
	     kid = t->nodes[kid].next) {
		enum re_answer a;

		if (step->kind == STEP_INDEX && nth++ != step->index)
			continue;
		a = test_below(n, s, t, kid, k + 1);
		if (a != RE_NO)
			any = a;
	}
	return any;
}

enum re_answer log_match(const struct log_node *n, struct record_scratch *s,
			 const struct json_tree *t)
{
	enum re_answer decides = n->kind == LOG_AND ? RE_NO : RE_YES, all;

	if (n->kind == LOG_TEST) {
		all = test_below(n, s, t, 0, 0);
		return n->op == LOG_ABSENT ? answer_of(all == RE_NO) : all;
	}
	all = n->kind == LOG_AND ? RE_YES : RE_NO;
	for (size_t i = 0; i < n->nkids; i++) {
		enum re_answer a = log_match(n->kids[i], s, t);

		if (a == decides)
			return a;
		if (a == RE_UNDECIDED)
			all = a;
	}
	return all;
}
