/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store filled from JSON values of jansson, without files and without the reader of
 * records, and a naive way to ask the same values: the oracle of the tests of eval/ and count/.
 *
 *	struct jstore js;
 *	jstore_init(&js);
 *	jstore_add(&js, file, json);	(takes the reference; FILE: store_add_file(js.s, ..))
 *	jstore_finish(&js);
 *	... js.s, js.recs[i], js.rows[i], js.n ...
 *	jstore_release(&js);
 */
#ifndef TESTS_JSTORE_H
#define TESTS_JSTORE_H

#include "store/order.h"
#include "store/overflow.h"
#include "store/stage.h"
#include "util/xalloc.h"

#include <jansson.h>
#include <stdlib.h>

struct jstore {
	struct store *s;
	struct stage *st;
	json_t **recs;
	row_t *rows;
	uint32_t *files;
	size_t n, cap, rowcap, filecap;
};

UNUSED static void jstore_init(struct jstore *js)
{
	memset(js, 0, sizeof(*js));
	js->s = store_new();
	js->st = stage_new(js->s, NULL);
}

/* The text of a leaf; literals as written. False for a container with something in it. */
UNUSED static bool js_leaf(json_t *v, struct buf *out, bool *literal)
{
	char num[64];

	buf_clear(out);
	*literal = !json_is_string(v);
	switch (json_typeof(v)) {
	case JSON_STRING:
		buf_add(out, json_string_value(v), json_string_length(v));
		return true;
	case JSON_INTEGER:
		snprintf(num, sizeof(num), "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		buf_adds(out, num);
		return true;
	case JSON_REAL:
		snprintf(num, sizeof(num), "%.1f", json_real_value(v));
		buf_adds(out, num);
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		buf_adds(out, json_is_true(v) ? "true" : "false");
		return true;
	case JSON_NULL:
		buf_adds(out, "null");
		return true;
	case JSON_ARRAY:
		buf_adds(out, "[]");
		return json_array_size(v) == 0;
	case JSON_OBJECT:
		buf_adds(out, "{}");
		return json_object_size(v) == 0;
	}
	return false;
}

/* The leaves below OVER, an overflow node; REL: the keys from there on. */
UNUSED static void js_overflow(struct jstore *js, struct stage_path *over, struct buf *rel,
			       json_t *v)
{
	struct buf text = BUF_INIT, leaf = BUF_INIT;
	size_t len = rel->len, i;
	const char *key;
	bool literal;
	json_t *kid;

	if (js_leaf(v, &leaf, &literal)) {
		buf_addsv(&text, buf_sv(rel));
		buf_addc(&text, '\x1e');
		buf_addc(&text, literal ? 'l' : 's');
		buf_addsv(&text, buf_sv(&leaf));
		stage_overflow(js->st, over, buf_sv(&text));
	} else if (json_is_array(v)) {
		json_array_foreach(v, i, kid) js_overflow(js, over, rel, kid);
	} else {
		json_object_foreach(v, key, kid)
		{
			overflow_key(rel, sv_str(key), len == 0);
			js_overflow(js, over, rel, kid);
			rel->len = len;
		}
	}
	buf_release(&text);
	buf_release(&leaf);
}

UNUSED static void js_stage(struct jstore *js, struct stage_path *sp, json_t *v)
{
	struct stage_memo memo;
	struct buf leaf = BUF_INIT;
	const char *key;
	bool literal;
	json_t *kid;
	size_t i;

	if (js_leaf(v, &leaf, &literal)) {
		memset(&memo, 0, sizeof(memo));
		if (literal)
			stage_literal(js->st, sp, buf_sv(&leaf), &memo);
		else
			stage_string(js->st, sp, buf_sv(&leaf), &memo);
	} else if (json_is_array(v)) {
		struct stage_path *array = stage_array(js->st, sp);

		json_array_foreach(v, i, kid) js_stage(js, array, kid);
	} else {
		json_object_foreach(v, key, kid)
		{
			struct stage_path *child = stage_child(js->st, sp, sv_str(key));
			struct buf rel = BUF_INIT;

			if (child) {
				js_stage(js, child, kid);
				continue;
			}
			overflow_key(&rel, sv_str(key), true);
			js_overflow(js,
				    stage_path(js->st,
					       path_overflow(store_paths(js->s), sp->path)),
				    &rel, kid);
			buf_release(&rel);
		}
	}
	buf_release(&leaf);
}

UNUSED static void jstore_add(struct jstore *js, uint32_t file, json_t *rec)
{
	js_stage(js, stage_path(js->st, PATH_ROOT), rec);
	stage_keep(js->st, file, js->n * 1000, 1000, (struct row_how){ 0 });
	ALLOC_GROW(js->recs, js->n + 1, js->cap);
	ALLOC_GROW(js->rows, js->n + 1, js->rowcap);
	ALLOC_GROW(js->files, js->n + 1, js->filecap);
	js->recs[js->n] = rec;
	js->files[js->n] = file;
	js->rows[js->n++] = row_make(store_nsegs(js->s), js->st->row - 1);
	if (stage_full(js->st) && !stage_seal(js->st))
		abort();
}

UNUSED static void jstore_seal(struct jstore *js)
{
	if (!stage_seal(js->st))
		abort();
}

UNUSED static void jstore_finish(struct jstore *js)
{
	jstore_seal(js);
	stage_free(js->st);
	js->st = NULL;
	store_finish(js->s, 2);
}

UNUSED static void jstore_release(struct jstore *js)
{
	if (js->st) {
		jstore_seal(js);
		stage_free(js->st);
	}
	for (size_t i = 0; i < js->n; i++)
		json_decref(js->recs[i]);
	free(js->recs);
	free(js->rows);
	free(js->files);
	store_free(js->s);
}

/* ---- the oracle's way to values ---- */

/* FN returns true to stop; then so does js_each(). Null, {} and [] are not values. */
typedef bool (*js_value_fn)(void *arg, struct sv text, bool literal);

/*
 * Values at KEYS (arrays are walked through), with BELOW also all below, without keys all.
 */
UNUSED static bool js_each(json_t *v, const struct sv *keys, size_t nkeys, bool below,
			   js_value_fn fn, void *arg)
{
	struct buf leaf = BUF_INIT;
	bool literal, stop = false;
	const char *key;
	json_t *kid;
	size_t i;

	if (js_leaf(v, &leaf, &literal)) {
		stop = !nkeys && !json_is_null(v) && !json_is_array(v) &&
		       !json_is_object(v) && fn(arg, buf_sv(&leaf), literal);
	} else if (json_is_array(v)) {
		json_array_foreach(v, i, kid) if (!stop) stop =
			js_each(kid, keys, nkeys, below, fn, arg);
	} else if (nkeys || below) {
		json_object_foreach(v, key, kid)
		{
			if (stop || (nkeys && !sv_eqs(keys[0], key)))
				continue;
			stop = js_each(kid, nkeys ? keys + 1 : keys, nkeys ? nkeys - 1 : 0,
				       below, fn, arg);
		}
	}
	buf_release(&leaf);
	return stop;
}

#endif
