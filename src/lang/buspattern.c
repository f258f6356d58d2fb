/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Event patterns of EventBridge: {"detail": {"eventName": [{"prefix": "Put"}]}}. */
#include "lang/bus.h"

#include "json/text.h"
#include "json/tree.h"

/* ---- reading ---- */

struct reader {
	struct filter *f;
	struct lex *out; /* the whole source, for errors */
	size_t off;      /* of the pattern in it */
	const struct json_tree *t;
};

#define FAIL(r, node, ...)                                                                 \
	lex_fail((r)->out, (r)->off + (r)->t->nodes[node].off, __VA_ARGS__)

static bool is_kind(const struct reader *r, uint32_t i, enum json_kind kind)
{
	return r->t->nodes[i].kind == kind;
}

static struct sv take_text(struct reader *r, uint32_t i, bool key)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (key)
		json_node_add_key(r->t, i, &b);
	else
		json_node_add_text(r->t, i, &b);
	return sv_make(arena_str(&r->f->arena, buf_sv(&b)), b.len);
}

static const char *const operators[] = {
	"prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric",
	"cidr",   "exists",
};

static bool is_operator(struct sv key)
{
	for (size_t i = 0; i < ARRAY_SIZE(operators); i++)
		if (sv_eqs(key, operators[i]))
			return true;
	return false;
}

/* A text that ignores case: at the beginning, at the end, or both. */
static enum st take_caseless(struct reader *r, uint32_t i, bool head, bool tail,
			     struct alt *a)
{
	AUTO_BUF struct buf p = BUF_INIT;
	struct err why = ERR_INIT;
	struct sv text;

	if (!is_kind(r, i, JT_STRING))
		return FAIL(r, i, "'equals-ignore-case' takes a string");
	text = take_text(r, i, false);
	buf_adds(&p, head ? "^" : "");
	for (size_t k = 0; k < text.len; k++) {
		unsigned char c = (unsigned char)text.ptr[k];

		if (c < 0x80)
			buf_addf(&p, "\\x%02x", c);
		else
			buf_addc(&p, (char)c);
	}
	buf_adds(&p, tail ? "$" : "");
	a->kind = ALT_REGEX;
	if (regex_compile(buf_sv(&p), true, &a->re, &why) != ST_OK)
		return FAIL(r, i, "%s", why.text);
	return ST_OK;
}

/* prefix and suffix: a string, or {"equals-ignore-case": a string}. */
static enum st take_affix(struct reader *r, uint32_t i, bool head, struct alt *a)
{
	if (is_kind(r, i, JT_OBJECT) && r->t->nodes[i].nchildren == 1 &&
	    sv_eqs(take_text(r, i + 1, true), "equals-ignore-case"))
		return take_caseless(r, i + 1, head, !head, a);
	if (!is_kind(r, i, JT_STRING))
		return FAIL(r, i, "'%s' takes a string", head ? "prefix" : "suffix");
	a->kind = head ? ALT_PREFIX : ALT_SUFFIX;
	a->text = take_text(r, i, false);
	return ST_OK;
}

/* Pieces between the `*`; `\*` and `\\` stand for themselves. */
static enum st take_wildcard(struct reader *r, uint32_t i, struct alt *a)
{
	struct sv text;
	char *out;
	size_t n = 0, from = 0;
	bool star = false;

	if (!is_kind(r, i, JT_STRING))
		return FAIL(r, i, "'wildcard' takes a string");
	text = take_text(r, i, false);
	a->kind = ALT_WILDCARD;
	a->pieces = arena_alloc(&r->f->arena, (text.len + 1) * sizeof(*a->pieces));
	out = arena_alloc(&r->f->arena, text.len + 1);
	for (size_t k = 0; k < text.len; k++) {
		char c = text.ptr[k];

		if (c == '*' && star)
			return FAIL(r, i, "a wildcard takes no '**'");
		star = c == '*';
		if (star) {
			a->pieces[a->npieces++] = sv_make(out + from, n - from);
			from = n;
			continue;
		}
		if (c == '\\') {
			c = ++k < text.len ? text.ptr[k] : '\0';
			if (c != '*' && c != '\\')
				return FAIL(r, i,
					    "a wildcard takes only the escapes \\* and "
					    "\\\\");
		}
		out[n++] = c;
	}
	a->pieces[a->npieces++] = sv_make(out + from, n - from);
	return ST_OK;
}

static enum st take_bound(struct reader *r, uint32_t op, uint32_t number, struct bound *b)
{
	static const char *const ops[] = { "<", "<=", ">", ">=", "=" };
	struct sv text = take_text(r, op, false);

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++)
		if (is_kind(r, op, JT_STRING) && sv_eqs(text, ops[i])) {
			if (!is_kind(r, number, JT_NUMBER))
				return FAIL(r, number, "'numeric' compares with a number");
			*b = (struct bound){ (enum bound_op)i,
					     take_text(r, number, false) };
			return ST_OK;
		}
	return FAIL(r, op, "'numeric' takes = < <= > >=");
}

static enum st take_numeric(struct reader *r, uint32_t i, struct alt *a)
{
	uint32_t n = r->t->nodes[i].nchildren;
	bool low;

	if (!is_kind(r, i, JT_ARRAY) || (n != 2 && n != 4))
		return FAIL(r, i,
			    "'numeric' takes one or two operators with a number each");
	for (uint32_t k = 1; k <= n; k++)
		if (json_node_is_inner(&r->t->nodes[i + k]))
			return FAIL(r, i + k, "'numeric' takes operators and numbers");
	a->kind = ALT_NUMERIC;
	for (; a->nbounds < n / 2; a->nbounds++) {
		uint32_t at = i + 1 + 2 * (uint32_t)a->nbounds;
		enum st st = take_bound(r, at, at + 1, &a->bounds[a->nbounds]);

		if (st)
			return st;
	}
	if (n == 2)
		return ST_OK;
	low = a->bounds[0].op == BOUND_GT || a->bounds[0].op == BOUND_GE;
	if (!low || a->bounds[1].op == BOUND_EQ || a->bounds[1].op > BOUND_LE)
		return FAIL(r, i, "a range is a '>' or '>=' and then a '<' or '<='");
	if (json_number_cmp(a->bounds[0].number, a->bounds[1].number) >= 0)
		return FAIL(r, i, "the range has its end before its start");
	return ST_OK;
}

static enum st take_cidr(struct reader *r, uint32_t i, struct alt *a)
{
	a->kind = ALT_CIDR;
	if (!is_kind(r, i, JT_STRING) || !cidr_parse(take_text(r, i, false), &a->block))
		return FAIL(r, i, "'cidr' takes a block of addresses");
	return ST_OK;
}

static enum st take_exists(struct reader *r, uint32_t i, struct alt *a)
{
	if (!is_kind(r, i, JT_TRUE) && !is_kind(r, i, JT_FALSE))
		return FAIL(r, i, "'exists' takes true or false");
	a->kind = is_kind(r, i, JT_TRUE) ? ALT_PRESENT : ALT_ABSENT;
	return ST_OK;
}

static enum st take_literal(struct reader *r, uint32_t i, struct alt *a)
{
	static const enum alt_kind kinds[] = {
		[JT_STRING] = ALT_STRING, [JT_NUMBER] = ALT_NUMBER, [JT_TRUE] = ALT_TRUE,
		[JT_FALSE] = ALT_FALSE,   [JT_NULL] = ALT_NULL,
	};

	a->kind = kinds[r->t->nodes[i].kind];
	a->text = take_text(r, i, false);
	return ST_OK;
}

/* One entry of what anything-but names: a literal, or what its OPERATOR takes. */
static enum st take_excluded(struct reader *r, uint32_t i, const char *word, struct alt *a)
{
	if (!word && (is_kind(r, i, JT_STRING) || is_kind(r, i, JT_NUMBER)))
		return take_literal(r, i, a);
	if (!word)
		return FAIL(r, i, "'anything-but' takes strings or numbers");
	if (!strcmp(word, "prefix") || !strcmp(word, "suffix"))
		return take_affix(r, i, *word == 'p', a);
	if (!strcmp(word, "wildcard"))
		return take_wildcard(r, i, a);
	if (!strcmp(word, "equals-ignore-case"))
		return take_caseless(r, i, true, true, a);
	return FAIL(r, i, "'anything-but' takes no '%s'", word);
}

/* A value, or a list of values of one kind. */
static enum st take_anything_but(struct reader *r, uint32_t i, struct alt *a)
{
	const char *word = NULL;
	bool list;
	uint32_t n;
	enum st st = ST_OK;

	if (is_kind(r, i, JT_OBJECT)) {
		if (r->t->nodes[i].nchildren != 1)
			return FAIL(r, i, "one operator is wanted");
		word = take_text(r, ++i, true).ptr;
	}
	list = is_kind(r, i, JT_ARRAY);
	n = list ? r->t->nodes[i].nchildren : 1;
	if (!n)
		return FAIL(r, i, "an empty list");
	a->kind = ALT_NONE_OF;
	a->list = arena_alloc(&r->f->arena, n * sizeof(*a->list));
	memset(a->list, 0, n * sizeof(*a->list));
	for (uint32_t k = list ? i + 1 : i; !st && a->nlist < n; k = r->t->nodes[k].next) {
		/* counted before: it may have compiled something */
		st = take_excluded(r, k, word, &a->list[a->nlist++]);
		if (!st && !word && a->list[0].kind != a->list[a->nlist - 1].kind)
			st = FAIL(r, k,
				  "'anything-but' takes strings or numbers, not both");
	}
	return st;
}

/* {"prefix": ...} */
static enum st take_matcher(struct reader *r, uint32_t i, struct alt *a)
{
	uint32_t v = i + 1;
	struct sv key;

	if (r->t->nodes[i].nchildren != 1)
		return FAIL(r, i, "one operator is wanted");
	key = take_text(r, v, true);
	if (sv_eqs(key, "prefix") || sv_eqs(key, "suffix"))
		return take_affix(r, v, key.ptr[0] == 'p', a);
	if (sv_eqs(key, "equals-ignore-case"))
		return take_caseless(r, v, true, true, a);
	if (sv_eqs(key, "wildcard"))
		return take_wildcard(r, v, a);
	if (sv_eqs(key, "anything-but"))
		return take_anything_but(r, v, a);
	if (sv_eqs(key, "numeric"))
		return take_numeric(r, v, a);
	if (sv_eqs(key, "cidr"))
		return take_cidr(r, v, a);
	if (sv_eqs(key, "exists"))
		return take_exists(r, v, a);
	return FAIL(r, i, "there is no operator '%.*s'", (int)MIN(key.len, 60), key.ptr);
}

static enum st take_alternatives(struct reader *r, uint32_t i, struct bus_field *f)
{
	uint32_t n = r->t->nodes[i].nchildren;
	enum st st = ST_OK;

	if (!n)
		return FAIL(r, i, "an empty list matches nothing");
	f->alts = arena_alloc(&r->f->arena, n * sizeof(*f->alts));
	memset(f->alts, 0, n * sizeof(*f->alts));
	for (uint32_t k = i + 1; k != JT_NONE && !st; k = r->t->nodes[k].next) {
		struct alt *a = &f->alts[f->nalts++];

		if (is_kind(r, k, JT_OBJECT))
			st = take_matcher(r, k, a);
		else if (is_kind(r, k, JT_ARRAY))
			st = FAIL(r, k, "a list within a list");
		else
			st = take_literal(r, k, a);
	}
	return st;
}

/* "$or": two objects or more, none of which is an operator. */
static bool is_choice(struct reader *r, uint32_t i)
{
	if (!sv_eqs(take_text(r, i, true), "$or") || !is_kind(r, i, JT_ARRAY) ||
	    r->t->nodes[i].nchildren < 2)
		return false;
	for (uint32_t k = i + 1; k != JT_NONE; k = r->t->nodes[k].next) {
		if (!is_kind(r, k, JT_OBJECT) || !r->t->nodes[k].nchildren)
			return false;
		for (uint32_t m = k + 1; m != JT_NONE; m = r->t->nodes[m].next)
			if (is_operator(take_text(r, m, true)))
				return false;
	}
	return true;
}

static enum st take_object(struct reader *r, uint32_t i, struct bus_object **ret);

static enum st take_choice(struct reader *r, uint32_t i, struct choice *c)
{
	enum st st = ST_OK;

	c->v = arena_alloc(&r->f->arena, r->t->nodes[i].nchildren * sizeof(*c->v));
	for (uint32_t k = i + 1; k != JT_NONE && !st; k = r->t->nodes[k].next) {
		c->v[c->n] = NULL;
		st = take_object(r, k, &c->v[c->n]);
		c->n += c->v[c->n] != NULL;
	}
	return st;
}

static enum st take_field(struct reader *r, uint32_t i, struct bus_field *f)
{
	*f = (struct bus_field){ .key = take_text(r, i, true) };
	if (r->t->nodes[i].twice)
		return FAIL(r, i, "the key '%.*s' stands here twice",
			    (int)MIN(f->key.len, 60), f->key.ptr);
	if (is_kind(r, i, JT_OBJECT))
		return take_object(r, i, &f->sub);
	if (is_kind(r, i, JT_ARRAY))
		return take_alternatives(r, i, f);
	return FAIL(r, i, "a field takes an object or a list of alternatives");
}

static enum st take_object(struct reader *r, uint32_t i, struct bus_object **ret)
{
	uint32_t n = r->t->nodes[i].nchildren;
	struct bus_object *o = arena_alloc(&r->f->arena, sizeof(*o));
	enum st st = ST_OK;

	*o = (struct bus_object){ .nfields = 0 };
	*ret = o;
	if (!n)
		return FAIL(r, i, "an empty pattern");
	if (r->t->nodes[i].depth > BUS_DEPTH)
		return FAIL(r, i, "more than %u levels", BUS_DEPTH);
	o->fields = arena_alloc(&r->f->arena, n * sizeof(*o->fields));
	o->choices = arena_alloc(&r->f->arena, n * sizeof(*o->choices));
	for (uint32_t k = i + 1; k != JT_NONE && !st; k = r->t->nodes[k].next) {
		if (is_choice(r, k)) {
			o->choices[o->nchoices] = (struct choice){ .n = 0 };
			st = take_choice(r, k, &o->choices[o->nchoices++]);
		} else {
			st = take_field(r, k, &o->fields[o->nfields++]);
		}
	}
	return st;
}

static void alts_release(struct alt *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		regex_free(v[i].re);
		alts_release(v[i].list, v[i].nlist);
	}
}

void bus_release(struct bus_object *o)
{
	for (size_t i = 0; i < o->nfields; i++) {
		if (o->fields[i].sub)
			bus_release(o->fields[i].sub);
		alts_release(o->fields[i].alts, o->fields[i].nalts);
	}
	for (size_t i = 0; i < o->nchoices; i++)
		for (size_t k = 0; k < o->choices[i].n; k++)
			bus_release(o->choices[i].v[k]);
}

enum st bus_parse(struct filter *f, struct lex *lx, struct sv src, size_t off,
		  struct record_test *ret)
{
	struct err why = ERR_INIT;
	struct json_tree t;
	struct reader r = { .f = f, .out = lx, .off = off, .t = &t };
	enum st st;

	if (json_tree_parse(src, BUS_DEPTH + 2, &t, &why) != ST_OK)
		return lex_fail(lx, off + why.off, "%s", why.text);
	st = take_object(&r, 0, &ret->bus);
	json_tree_release(&t);
	if (!st)
		ret->narrow = bus_narrow(f, ret->bus);
	return st;
}
