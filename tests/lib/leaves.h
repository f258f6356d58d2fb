/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The leaves of a record as a list, from the store and from jansson, to be compared.
 *
 * A path is written key by key as "<length>:<bytes>", "[" for the elements of an array.
 * Leaves are sorted by path; those of one path keep their order. Kind: 's' string, 'l'
 * literal (number, true, false, null, {} or []) by its text.
 */
#ifndef TESTS_LEAVES_H
#define TESTS_LEAVES_H

#include "load/loader.h"
#include "store/store.h"
#include "store/value.h"
#include "util/arena.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include "tap.h"

#include <jansson.h>
#include <math.h>

struct leaf {
	struct sv path, text;
	char kind;
	uint64_t full_len; /* longer than the text: only its beginning is kept */
	size_t nth;        /* for a stable order */
};

struct leaves {
	struct arena arena;
	struct leaf *v;
	size_t n, cap;
};

static inline void leaves_init(struct leaves *l)
{
	memset(l, 0, sizeof(*l));
}

static inline void leaves_release(struct leaves *l)
{
	arena_release(&l->arena);
	free(l->v);
	memset(l, 0, sizeof(*l));
}

static inline struct sv leaves_copy(struct leaves *l, struct sv v)
{
	char *p = arena_alloc(&l->arena, v.len + 1);

	if (v.len)
		memcpy(p, v.ptr, v.len);
	p[v.len] = '\0';
	return sv_make(p, v.len);
}

static inline void leaves_add(struct leaves *l, struct sv path, char kind, struct sv text,
			      uint64_t full_len)
{
	ALLOC_GROW(l->v, l->n + 1, l->cap);
	l->v[l->n] = (struct leaf){ .path = leaves_copy(l, path),
				    .text = leaves_copy(l, text),
				    .kind = kind,
				    .full_len = full_len,
				    .nth = l->n };
	l->n++;
}

static inline int leaf_cmp(const void *pa, const void *pb)
{
	const struct leaf *a = pa, *b = pb;
	int c = sv_cmp(a->path, b->path);

	if (c)
		return c;
	return a->nth < b->nth ? -1 : a->nth > b->nth;
}

static inline void leaves_sort(struct leaves *l)
{
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), leaf_cmp);
}

/* Append a key, or the mark of an array, to a path. */
static inline void leaf_path_key(struct buf *path, struct sv key)
{
	buf_addf(path, "%zu:", key.len);
	buf_addsv(path, key);
}

/* From the store. */

struct leaves_arg {
	struct leaves *l;
	const struct path_trie *trie;
	struct buf path;
};

static inline void leaf_trie_path(const struct path_trie *trie, path_t p, struct buf *out)
{
	const struct path_node *n;

	if (p == PATH_ROOT)
		return;
	n = path_get(trie, p);
	leaf_trie_path(trie, n->parent, out);
	if (n->flags & PATH_ARRAY)
		buf_addc(out, '[');
	else if (n->flags & PATH_OVERFLOW)
		buf_addc(out, '+');
	else
		leaf_path_key(out, n->key);
}

static inline bool leaves_take(void *arg, path_t path, const struct value *v)
{
	struct leaves_arg *a = arg;
	char kind = 's';

	switch (v->kind) {
	case VK_LIT:
	case VK_RAWLIT:
		kind = 'l';
		break;
	default:
		break;
	}
	buf_clear(&a->path);
	leaf_trie_path(a->trie, path, &a->path);
	leaves_add(a->l, buf_sv(&a->path), kind, v->text, v->full_len);
	return true;
}

static inline void leaves_of_row(struct leaves *l, struct store *s, row_t row)
{
	struct leaves_arg a = { l, store_paths(s), BUF_INIT };
	struct arena arena = ARENA_INIT;

	value_leaves(s, row, &arena, leaves_take, &a);
	arena_release(&arena);
	buf_release(&a.path);
	leaves_sort(l);
}

/* From jansson. */

static inline void leaves_of_json_at(struct leaves *l, const json_t *v, struct buf *path)
{
	size_t was = path->len, i;
	const char *key;
	json_t *member;
	char number[64];

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		if (json_object_size(v) == 0)
			leaves_add(l, buf_sv(path), 'l', SV_LIT("{}"), 2);
		for (void *at = json_object_iter((json_t *)(uintptr_t)v); at;
		     at = json_object_iter_next((json_t *)(uintptr_t)v, at)) {
			key = json_object_iter_key(at);
			leaf_path_key(path, sv_str(key) /* jansson has no NUL in keys */);
			leaves_of_json_at(l, json_object_iter_value(at), path);
			path->len = was;
		}
		return;
	case JSON_ARRAY:
		if (json_array_size(v) == 0)
			leaves_add(l, buf_sv(path), 'l', SV_LIT("[]"), 2);
		buf_addc(path, '[');
		json_array_foreach(v, i, member) leaves_of_json_at(l, member, path);
		path->len = was;
		return;
	case JSON_STRING:
		leaves_add(l, buf_sv(path), 's',
			   sv_make(json_string_value(v), json_string_length(v)),
			   json_string_length(v));
		return;
	case JSON_INTEGER:
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
			 json_integer_value(v));
		break;
	case JSON_REAL:
		snprintf(number, sizeof(number), "%.17g", json_real_value(v));
		break;
	case JSON_TRUE:
		snprintf(number, sizeof(number), "true");
		break;
	case JSON_FALSE:
		snprintf(number, sizeof(number), "false");
		break;
	case JSON_NULL:
		snprintf(number, sizeof(number), "null");
		break;
	}
	leaves_add(l, buf_sv(path), 'l', sv_str(number), strlen(number));
}

static inline void leaves_of_json(struct leaves *l, const json_t *record)
{
	struct buf path = BUF_INIT;

	leaves_of_json_at(l, record, &path);
	buf_release(&path);
	leaves_sort(l);
}

/* Comparing. */

/* The same number written in two ways. */
static inline bool leaf_number_eq(struct sv a, struct sv b)
{
	double x, y;

	if (!a.len || !b.len || !strchr("-0123456789", a.ptr[0]) ||
	    !strchr("-0123456789", b.ptr[0]))
		return false;
	/* copies end in NUL */
	x = strtod(a.ptr, NULL);
	y = strtod(b.ptr, NULL);
	return !(x < y) && !(x > y);
}

static inline bool leaf_eq(const struct leaf *got, const struct leaf *want, bool by_value)
{
	if (!sv_eq(got->path, want->path) || got->kind != want->kind ||
	    got->full_len != want->full_len)
		if (!by_value || got->kind != 'l' || !sv_eq(got->path, want->path) ||
		    want->kind != 'l')
			return false;
	if (got->full_len > got->text.len)
		return sv_starts(want->text, got->text);
	return sv_eq(got->text, want->text) ||
	       (by_value && got->kind == 'l' && leaf_number_eq(got->text, want->text));
}

static inline void leaf_diag(const char *what, const struct leaves *l, size_t i)
{
	if (i < l->n)
		DIAG("  %s: %.300s = %c %.300s", what, l->v[i].path.ptr, l->v[i].kind,
		     l->v[i].text.ptr);
	else
		DIAG("  %s: nothing more", what);
}

/*
 * True when equal; else the first difference is a remark (for the first few calls).
 * BY_VALUE: numbers by value.
 */
static inline bool leaves_eq(const struct leaves *got, const struct leaves *want,
			     bool by_value, const char *name)
{
	static unsigned shown;
	size_t i = 0;

	while (i < got->n && i < want->n && leaf_eq(&got->v[i], &want->v[i], by_value))
		i++;
	if (i == got->n && i == want->n)
		return true;
	if (shown++ < 20) {
		DIAG("%s: leaf %zu differs", name, i);
		leaf_diag("got ", got, i);
		leaf_diag("want", want, i);
	}
	return false;
}

/* Loading. */

static inline struct store *leaves_load(const char *const *paths, size_t n,
					const struct load_options *opt)
{
	struct store *s = store_new();

	loader_finish(loader_start(s, paths, n, opt));
	return s;
}

/* An event, and neither an S3 notification nor a digest. */
static inline bool leaves_is_event(const json_t *v)
{
	const char *source = json_string_value(json_object_get(v, "eventSource"));
	bool name = json_object_get(v, "eventName") != NULL;

	if (!json_is_object(v) || json_object_get(v, "s3") ||
	    json_object_get(v, "digestS3Object") ||
	    (source && strncmp(source, "aws:", 4) == 0) ||
	    (json_object_get(v, "logFiles") && !name))
		return false;
	return name || json_object_get(v, "eventTime") ||
	       json_object_get(v, "insightDetails");
}

#endif
