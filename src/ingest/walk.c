/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one piece of grammar code: what stands between two values of a record. */
#include "ingest/token.h"

#include "store/overflow.h"
#include "util/xalloc.h"

#include <stdlib.h>

/*
 * A value is about to begin at P for the path TO; LEVEL: of its brace, should it have one.
 */
static enum st value_start(struct token *t, struct stage_path *to, unsigned level,
			   const char *p, struct token_step *ret, bool *ret_descend)
{
	static const struct sv constants[] = { { "true", 4 },
					       { "false", 5 },
					       { "null", 4 } };

	*ret_descend = false;
	ret->to = to;
	ret->next = p;
	if (UNLIKELY(to->frame & t->stop) && to->parent == t->root && p < t->end) {
		t->stopped = to;
		return ST_FORMAT;
	}
	if (*p == '"') {
		ret->cls = TC_STRING;
		ret->next = p + 1;
		return ST_OK;
	}
	if (*p == '-' || (*p >= '0' && *p <= '9')) {
		ret->cls = TC_NUMBER;
		return ST_OK;
	}
	if (*p == '{' || *p == '[') {
		const char *q = token_skip_space(p + 1);

		if (level > t->limits.depth)
			return token_fail(t, ST_LIMIT, p, t->too_deep);
		if (*q != (*p == '{' ? '}' : ']')) {
			*ret_descend = true;
			return ST_OK;
		}
		ret->cls = TC_CONST;
		ret->constant = *p == '{' ? SV_LIT("{}") : SV_LIT("[]");
		ret->next = q + 1;
		return ST_OK;
	}
	for (size_t i = 0; i < ARRAY_SIZE(constants); i++) {
		if (strncmp(p, constants[i].ptr, constants[i].len) != 0)
			continue;
		ret->cls = TC_CONST;
		ret->constant = constants[i];
		ret->next = p + constants[i].len;
		return ST_OK;
	}
	/* a constant may be cut by the end of the text */
	while (*p >= 'a' && *p <= 'z')
		p++;
	return token_fail(t, ST_SYNTAX, p, "a value was expected");
}

/* Key and colon at P; *RET_KEY may live in t->key. */
static enum st member_key(struct token *t, const char *p, struct sv *ret_key,
			  const char **ret_next)
{
	struct sv key;
	enum st st;

	if (*p != '"')
		return token_fail(t, ST_SYNTAX, p, "a key in quotes was expected");
	st = token_string(t, p + 1, &key, &p);
	if (st != ST_OK)
		return st;
	buf_clear(&t->key);
	buf_addsv(&t->key, key);
	*ret_key = buf_sv(&t->key);
	p = token_skip_space(p);
	if (*p != ':')
		return token_fail(t, ST_SYNTAX, p, "':' was expected after a key");
	*ret_next = token_skip_space(p + 1);
	return ST_OK;
}

/* ---- overflow: a subtree without nodes ---- */

struct level {
	size_t rel_len; /* of the relative path before this container's members */
	bool array;
};

struct overflow {
	struct token *t;
	struct stage_path *node;
	struct buf rel, text;
	struct level *levels;
	size_t n, cap;
	unsigned depth; /* of the subtree's root */
};

static void overflow_leaf(struct overflow *o, bool literal, struct sv value)
{
	buf_clear(&o->text);
	buf_addsv(&o->text, buf_sv(&o->rel));
	buf_adds(&o->text, literal ? "\x1el" : "\x1es");
	buf_addsv(&o->text, value);
	stage_overflow(o->t->stage, o->node, buf_sv(&o->text));
}

static void overflow_push(struct overflow *o, const char *p)
{
	ALLOC_GROW(o->levels, o->n + 1, o->cap);
	o->levels[o->n++] = (struct level){ o->rel.len, *p == '[' };
}

/* A value of the subtree at P. *RET_OPEN: it opened a container. */
static enum st overflow_value(struct overflow *o, const char **p, bool *ret_open)
{
	struct token_step step;
	struct sv text;
	enum st st = value_start(o->t, o->node, o->depth + (unsigned)o->n + 1, *p, &step,
				 ret_open);

	if (st != ST_OK)
		return st;
	if (*ret_open) {
		overflow_push(o, *p);
		*p = token_skip_space(*p + 1);
		return ST_OK;
	}
	*p = step.next;
	if (step.cls == TC_STRING)
		st = token_string(o->t, *p, &text, p);
	else if (step.cls == TC_NUMBER)
		st = token_number(o->t, *p, &text);
	else
		text = step.constant;
	if (st != ST_OK)
		return st;
	if (step.cls == TC_NUMBER)
		*p += text.len;
	overflow_leaf(o, step.cls != TC_STRING, text);
	return ST_OK;
}

static enum st overflow_key_at(struct overflow *o, const char **p)
{
	struct sv key;
	enum st st = member_key(o->t, *p, &key, p);

	o->rel.len = o->levels[o->n - 1].rel_len;
	if (st == ST_OK)
		overflow_key(&o->rel, key, o->rel.len == 0);
	return st;
}

/* Whole value at *P, whose relative path is O->rel so far. */
static enum st overflow_tree(struct overflow *o, const char **p)
{
	bool open;
	enum st st = overflow_value(o, p, &open);

	if (st == ST_OK && open && !o->levels[o->n - 1].array)
		st = overflow_key_at(o, p);
	while (st == ST_OK && o->n) {
		struct level *l = &o->levels[o->n - 1];

		if (!open) {
			*p = token_skip_space(*p);
			if (**p == (l->array ? ']' : '}')) {
				o->rel.len = l->rel_len;
				o->n--;
				++*p;
				continue;
			}
			if (**p != ',')
				return token_fail(o->t, ST_SYNTAX, *p, "',' was expected");
			*p = token_skip_space(*p + 1);
			if (!l->array)
				st = overflow_key_at(o, p);
			if (st != ST_OK)
				return st;
		}
		st = overflow_value(o, p, &open);
		if (st == ST_OK && open && !o->levels[o->n - 1].array)
			st = overflow_key_at(o, p);
	}
	return st;
}

/*
 * The value at P stands below PARENT under KEY (NULL: elements of an array that PARENT
 * itself holds) and has no node. Afterwards *FROM says where we are.
 */
static enum st overflow_walk(struct token *t, struct stage_path *parent,
			     const struct sv *key, const char *p, struct stage_path **from,
			     struct token_step *ret)
{
	struct stage_path *node =
		stage_path(t->stage, path_overflow(t->stage->trie, parent->path));
	struct overflow o = { .t = t, .node = node, .depth = parent->depth + 1 };
	enum st st;

	if (key)
		overflow_key(&o.rel, *key, true);
	st = overflow_tree(&o, &p);
	buf_release(&o.rel);
	buf_release(&o.text);
	free(o.levels);
	if (st != ST_OK)
		return st;
	t->frame |= node->frame;
	ret->next = p;
	*from = key ? node : parent;
	return ST_END;
}

/* ---- the walker ---- */

/*
 * Go down into the container at P for the path TO, until a value without members is found.
 */
static enum st descend(struct token *t, struct stage_path *to, const char *p,
		       struct stage_path **from, struct token_step *ret)
{
	bool open = true;
	enum st st;

	while (open) {
		struct stage_path *up = to;
		struct sv key = SV_NULL;

		if (*p == '[') {
			to = stage_array(t->stage, up);
			if (!to)
				return overflow_walk(t, up, NULL, p, from, ret);
			p = token_skip_space(p + 1);
		} else {
			st = member_key(t, token_skip_space(p + 1), &key, &p);
			if (st != ST_OK)
				return st;
			to = stage_child(t->stage, up, key);
			if (!to)
				return overflow_walk(t, up, &key, p, from, ret);
		}
		st = value_start(t, to, to->depth + 1, p, ret, &open);
		if (st != ST_OK)
			return st;
	}
	return ST_OK;
}

enum st token_walk(struct token *t, struct stage_path **from, const char *p,
		   struct token_step *ret)
{
	struct stage_path *at = *from;
	struct stage_path *to;
	struct sv key;
	bool open;
	enum st st;

	if (at == t->begin) {
		const char *q = token_skip_space(p + 1);

		if (*q != '}')
			return descend(t, t->root, p, from, ret);
		*ret = (struct token_step){ .next = q + 1, .cls = TC_END };
		return ST_OK;
	}
	for (;;) {
		struct stage_path *up = at->parent;
		bool array = at->flags & PATH_ARRAY;

		p = token_skip_space(p);
		if (*p == (array ? ']' : '}')) {
			p++;
			if (up == t->root) {
				*ret = (struct token_step){ .next = p, .cls = TC_END };
				return ST_OK;
			}
			at = up;
			continue;
		}
		if (*p != ',')
			return token_fail(t, ST_SYNTAX, p,
					  array ? "',' or ']' was expected"
						: "',' or '}' was expected");
		p = token_skip_space(p + 1);
		if (array) {
			to = at;
		} else {
			st = member_key(t, p, &key, &p);
			if (st != ST_OK)
				return st;
			to = stage_child(t->stage, up, key);
			if (!to)
				return overflow_walk(t, up, &key, p, from, ret);
		}
		st = value_start(t, to, to->depth + 1, p, ret, &open);
		return st != ST_OK || !open ? st : descend(t, to, p, from, ret);
	}
}
