/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An explicit stack of open containers; nothing recurses over input. */
#include "json/tree.h"

#include "json/text.h"
#include "util/hashtab.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <strings.h>

/* --- parsing ------------------------------------------------------------------------- */

struct level {
	uint32_t node, last; /* the container, its last child so far */
	bool array;
};

/*
 * Parses twice: first without nodes, to know that the text is good and how many nodes it has,
 * then into an array of that size.
 */
struct parser {
	struct sv text;
	size_t at;
	struct level *levels; /* open containers, the innermost last */
	uint32_t depth, max_depth;
	struct json_node *nodes; /* NULL: only count */
	uint32_t n;
	size_t key_at, key_len; /* of the member whose value comes next */
	bool has_key;
	struct err *err;
};

static enum st bad(struct parser *p, size_t at, const char *why)
{
	enum st st = err_set(p->err, ST_SYNTAX, "bad JSON at byte %zu: %s", at, why);

	if (p->err)
		p->err->off = at;
	return st;
}

static void skip_blanks(struct parser *p)
{
	while (p->at < p->text.len) {
		char c = p->text.ptr[p->at];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return;
		p->at++;
	}
}

static bool is_hex4(struct sv v)
{
	if (v.len < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		char c = v.ptr[i];

		if (!((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')))
			return false;
	}
	return true;
}

/* The string whose quote stands at p->at; leaves p->at after its last quote. */
static enum st take_string(struct parser *p, size_t *ret_at, size_t *ret_len)
{
	const char *s = p->text.ptr;
	size_t n = p->text.len, start = p->at + 1, i = start;

	while (i < n && s[i] != '"') {
		unsigned char c = (unsigned char)s[i];
		uint32_t cp;
		size_t len;

		if (c < 0x20)
			return bad(p, i, "a raw control character in a string");
		if (c == '\\') {
			char e = i + 1 < n ? s[i + 1] : '\0';

			if (e == 'u' ? !is_hex4(sv_from(p->text, i + 2))
				     : !e || !strchr("\"\\/bfnrt", e))
				return bad(p, i, "a bad escape");
			i += e == 'u' ? 6 : 2;
			continue;
		}
		len = utf8_decode(s + i, n - i, &cp);
		if (cp == UTF8_BAD || (cp >= 0xd800 && cp <= 0xdfff))
			return bad(p, i, "a byte that is no UTF-8");
		i += len;
	}
	if (i >= n)
		return bad(p, n, "the text ends inside a string");
	*ret_at = start;
	*ret_len = i - start;
	p->at = i + 1;
	return ST_OK;
}

/* Append a node for the value that begins at p->at; its length comes later. */
static uint32_t add_node(struct parser *p, enum json_kind kind)
{
	struct level *up = p->depth ? &p->levels[p->depth - 1] : NULL;
	uint32_t i = p->n++;
	struct json_node *n;

	if (!p->nodes)
		return i;
	n = &p->nodes[i];
	*n = (struct json_node){
		.off = (uint32_t)p->at,
		.key_off = p->has_key ? (uint32_t)p->key_at : JT_NONE,
		.key_len = p->has_key ? (uint32_t)p->key_len : 0,
		.parent = up ? up->node : JT_NONE,
		.next = JT_NONE,
		.depth = p->depth,
		.kind = (uint8_t)kind,
	};
	if (up) {
		if (up->last != JT_NONE)
			p->nodes[up->last].next = i;
		up->last = i;
		p->nodes[up->node].nchildren++;
	}
	return i;
}

static void close_node(struct parser *p, uint32_t i)
{
	if (p->nodes)
		p->nodes[i].len = (uint32_t)(p->at - p->nodes[i].off);
}

static const struct {
	struct sv word;
	enum json_kind kind;
} words[] = {
	{ { "true", 4 }, JT_TRUE },
	{ { "false", 5 }, JT_FALSE },
	{ { "null", 4 }, JT_NULL },
};

/* A number or a word. */
static enum st take_literal(struct parser *p)
{
	size_t end = p->at;
	struct sv v;
	uint32_t i;

	while (end < p->text.len && !strchr(" \t\r\n,:[]{}\"", p->text.ptr[end]))
		end++;
	v = sv_make(p->text.ptr + p->at, end - p->at);
	for (size_t k = 0; k < ARRAY_SIZE(words); k++) {
		if (!sv_eq(v, words[k].word))
			continue;
		i = add_node(p, words[k].kind);
		p->at = end;
		close_node(p, i);
		return ST_OK;
	}
	if (!json_is_number(v))
		return bad(p, p->at, v.len ? "this is no value" : "a value is missing");
	i = add_node(p, JT_NUMBER);
	p->at = end;
	close_node(p, i);
	return ST_OK;
}

static enum st open_container(struct parser *p, bool array)
{
	struct level *l;

	if (p->depth == p->max_depth) {
		enum st st =
			err_set(p->err, ST_LIMIT, "nested deeper than %u", p->max_depth);

		if (p->err)
			p->err->off = p->at;
		return st;
	}
	l = &p->levels[p->depth];
	l->array = array;
	l->node = add_node(p, array ? JT_ARRAY : JT_OBJECT);
	l->last = JT_NONE;
	p->depth++;
	p->at++;
	return ST_OK;
}

/* The value at p->at; a container is only opened (*ret_opened). */
static enum st take_value(struct parser *p, bool *ret_opened)
{
	char c = p->at < p->text.len ? p->text.ptr[p->at] : '\0';
	size_t start = p->at, at, len;
	uint32_t i;
	enum st st;

	*ret_opened = c == '{' || c == '[';
	if (*ret_opened)
		return open_container(p, c == '[');
	if (p->at == p->text.len)
		return bad(p, p->at, "the text ends where a value should stand");
	if (c != '"')
		return take_literal(p);
	st = take_string(p, &at, &len);
	if (st != ST_OK)
		return st;
	len = p->at;
	p->at = start;
	i = add_node(p, JT_STRING);
	p->at = len;
	close_node(p, i);
	return ST_OK;
}

/* "key" and ':' of a member. */
static enum st take_key(struct parser *p)
{
	enum st st;

	skip_blanks(p);
	if (p->at == p->text.len || p->text.ptr[p->at] != '"')
		return bad(p, p->at, "a key in quotes should stand here");
	st = take_string(p, &p->key_at, &p->key_len);
	if (st != ST_OK)
		return st;
	skip_blanks(p);
	if (p->at == p->text.len || p->text.ptr[p->at] != ':')
		return bad(p, p->at, "a ':' should stand after the key");
	p->at++;
	p->has_key = true;
	skip_blanks(p);
	return ST_OK;
}

/*
 * After a value: close containers while their bracket stands here, then step over a comma.
 * *ret_done: the outermost value is complete.
 */
static enum st after_value(struct parser *p, bool opened, bool *ret_done)
{
	while (p->depth) {
		struct level *l = &p->levels[p->depth - 1];
		char c;

		skip_blanks(p);
		c = p->at < p->text.len ? p->text.ptr[p->at] : '\0';
		if (p->at == p->text.len)
			return bad(p, p->at,
				   l->array ? "the text ends inside an array"
					    : "the text ends inside an object");
		if (c == (l->array ? ']' : '}')) {
			p->at++;
			p->depth--;
			close_node(p, l->node);
			opened = false;
			continue;
		}
		if (opened)
			return ST_OK;
		if (c != ',')
			return bad(p, p->at,
				   l->array ? "a ',' or ']' should stand here"
					    : "a ',' or '}' should stand here");
		p->at++;
		return ST_OK;
	}
	*ret_done = true;
	return ST_OK;
}

/* One pass over the whole text. */
static enum st run(struct parser *p)
{
	bool done = false, opened;
	enum st st;

	p->at = 0;
	p->n = 0;
	while (!done) {
		p->has_key = false;
		skip_blanks(p);
		if (p->depth && !p->levels[p->depth - 1].array) {
			st = take_key(p);
			if (st != ST_OK)
				return st;
		}
		st = take_value(p, &opened);
		if (st == ST_OK)
			st = after_value(p, opened, &done);
		if (st != ST_OK)
			return st;
	}
	skip_blanks(p);
	if (p->at != p->text.len)
		return bad(p, p->at, "something follows the value");
	return ST_OK;
}

/* --- keys that stand twice ----------------------------------------------------------- */

/* The key of I decoded: the slice itself, or in SCRATCH. */
static struct sv key_of(const struct json_tree *t, uint32_t i, struct buf *scratch)
{
	struct sv key = json_node_key(t, i);

	if (sv_chr(key, '\\') < 0)
		return key;
	buf_clear(scratch);
	json_node_add_key(t, i, scratch);
	return buf_sv(scratch);
}

static bool same_key(const struct json_tree *t, uint32_t a, struct sv key_b,
		     uint32_t parent_b, struct buf *scratch)
{
	return t->nodes[a].parent == parent_b && sv_eq(key_of(t, a, scratch), key_b);
}

/* The latest member of PARENT under KEY, or HASHTAB_NONE. */
static uint32_t find_key(const struct json_tree *t, const struct hashtab *at, uint64_t hash,
			 struct sv key, uint32_t parent, struct buf *scratch)
{
	HASHTAB_EACH(at, hash, i)
		if (same_key(t, i, key, parent, scratch))
			return i;
	return HASHTAB_NONE;
}

/* Number the members of each object that share a key. False without memory. */
static bool number_keys(struct json_tree *t)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct hashtab at = { 0 };
	uint32_t keys = 0;

	for (uint32_t i = 0; i < t->n; i++)
		keys += t->nodes[i].key_off != JT_NONE;
	if (!hashtab_try_reserve(&at, keys))
		return false;
	for (uint32_t i = 0; i < t->n; i++) {
		struct json_node *n = &t->nodes[i], *old;
		uint32_t latest;
		uint64_t hash;
		struct sv key;

		if (n->key_off == JT_NONE)
			continue;
		key = key_of(t, i, &a);
		hash = hash_mix(hash_sv(key), n->parent);
		latest = find_key(t, &at, hash, key, n->parent, &b);
		if (latest == HASHTAB_NONE) {
			hashtab_add(&at, hash, i);
			continue;
		}
		old = &t->nodes[latest];
		t->ntwice += 1 + !old->twice;
		n->nth = old->nth + 1;
		n->twice = old->twice = true;
		hashtab_renumber(&at, hash, latest, i);
	}
	hashtab_release(&at);
	buf_release(&a);
	buf_release(&b);
	return true;
}

enum st json_tree_parse(struct sv text, uint32_t depth, struct json_tree *ret,
			struct err *err)
{
	struct parser p = { .text = text, .max_depth = depth, .err = err };
	struct json_tree t = { .text = text };
	enum st st;

	if (text.len >= UINT32_MAX)
		return err_set(err, ST_LIMIT, "the text is longer than 4 GiB");
	p.levels = xreallocarray(NULL, depth ? depth : 1, sizeof(*p.levels));
	st = run(&p);
	if (st == ST_OK) {
		p.nodes = try_calloc(p.n, sizeof(*p.nodes));
		st = p.nodes ? run(&p)
			     : err_set(err, ST_NOMEM, "no memory for %u values", p.n);
	}
	free(p.levels);
	t.nodes = p.nodes;
	t.n = p.n;
	if (st == ST_OK && !number_keys(&t))
		st = err_set(err, ST_NOMEM, "no memory for the keys of %u values", p.n);
	if (st == ST_OK)
		*ret = t;
	else
		free(p.nodes);
	return st;
}

void json_tree_release(struct json_tree *t)
{
	free(t->nodes);
	*t = (struct json_tree){ .n = 0 };
}

/* --- reading ------------------------------------------------------------------------- */

uint32_t json_node_end(const struct json_tree *t, uint32_t i)
{
	for (; i != JT_NONE; i = t->nodes[i].parent)
		if (t->nodes[i].next != JT_NONE)
			return t->nodes[i].next;
	return t->n;
}

static void add_decoded(struct buf *out, struct sv inside)
{
	char *to = buf_reserve(out, inside.len);
	size_t where, n = json_decode(inside, to, &where);

	if (n == SIZE_MAX) /* a tree holds good strings only */
		return;
	out->len += n;
	out->ptr[out->len] = '\0';
}

void json_node_add_key(const struct json_tree *t, uint32_t i, struct buf *out)
{
	add_decoded(out, json_node_key(t, i));
}

void json_node_add_text(const struct json_tree *t, uint32_t i, struct buf *out)
{
	struct sv v = json_node_value(t, i);

	if (t->nodes[i].kind == JT_STRING)
		add_decoded(out, sv_make(v.ptr + 1, v.len - 2));
	else
		buf_addsv(out, v);
}

uint32_t json_node_child(const struct json_tree *t, uint32_t i, struct sv key, uint32_t nth)
{
	struct buf scratch = BUF_INIT;
	uint32_t c = t->nodes[i].kind == JT_OBJECT ? json_node_first(t, i) : JT_NONE;

	for (; c != JT_NONE; c = t->nodes[c].next)
		if (t->nodes[c].nth == nth && sv_eq(key_of(t, c, &scratch), key))
			break;
	buf_release(&scratch);
	return c;
}

static bool is_bare_key(struct sv key, bool first)
{
	static const char *const keywords[] = { "and", "or", "not", "in", "has" };

	for (size_t i = 0; first && i < ARRAY_SIZE(keywords); i++)
		if (key.len == strlen(keywords[i]) &&
		    strncasecmp(key.ptr, keywords[i], key.len) == 0)
			return false;
	for (size_t i = 0; i < key.len; i++) {
		char c = key.ptr[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		      (c >= 'a' && c <= 'z') || (c && strchr("_-:@#$", c))))
			return false;
	}
	return key.len > 0;
}

void json_tree_path(const struct json_tree *t, uint32_t i, struct buf *out)
{
	struct buf scratch = BUF_INIT;
	uint32_t *up = NULL;
	size_t n = 0, cap = 0;

	for (; i != JT_NONE; i = t->nodes[i].parent) {
		if (t->nodes[i].key_off == JT_NONE)
			continue;
		ALLOC_GROW(up, n + 1, cap);
		up[n++] = i;
	}
	for (size_t k = n; k-- > 0;) {
		struct sv key = key_of(t, up[k], &scratch);

		if (k + 1 < n)
			buf_addc(out, '.');
		if (is_bare_key(key, k + 1 == n))
			buf_addsv(out, key);
		else
			json_quote(out, key);
	}
	free(up);
	buf_release(&scratch);
}
