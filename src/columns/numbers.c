/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table of texts, and per segment a table from dictionary numbers to ours. */
#include "columns/numbers.h"

#include "util/xalloc.h"

#include <stdlib.h>

void names_init(struct names *x)
{
	*x = (struct names){ .n = 0 };
	pthread_mutex_init(&x->lock, NULL);
}

void names_release(struct names *x)
{
	free(x->v);
	hashtab_release(&x->by_text);
	arena_release(&x->arena);
	pthread_mutex_destroy(&x->lock);
	x->v = NULL;
	x->n = x->cap = 0;
}

/* Number of TEXT or NUMBER_NONE. */
static uint32_t find(const struct names *x, struct sv text, uint64_t hash)
{
	HASHTAB_EACH(&x->by_text, hash, i)
		if (sv_eq(x->v[i], text))
			return i;
	return NUMBER_NONE;
}

void names_reserve(struct names *x, uint32_t n)
{
	hashtab_reserve(&x->by_text, (size_t)x->n + n);
	ALLOC_GROW(x->v, x->n + n, x->cap);
}

/* Number of TEXT, whose bytes are kept or copied. */
static uint32_t add(struct names *x, struct sv text, uint64_t hash, bool kept)
{
	uint32_t number = find(x, text, hash);

	if (number != NUMBER_NONE)
		return number;
	ALLOC_GROW(x->v, x->n + 1, x->cap);
	if (!kept)
		text = sv_make(arena_text(&x->arena, text), text.len);
	hashtab_add(&x->by_text, hash, x->n);
	x->v[x->n] = text;
	return x->n++;
}

uint32_t names_add_alone(struct names *x, struct sv text)
{
	return add(x, text, hash_sv(text), true);
}

uint32_t names_add(struct names *x, struct sv text, bool kept)
{
	uint64_t hash = hash_sv(text);
	uint32_t number;

	pthread_mutex_lock(&x->lock);
	number = add(x, text, hash, kept);
	pthread_mutex_unlock(&x->lock);
	return number;
}

uint32_t names_find(const struct names *x, struct sv text)
{
	return find(x, text, hash_sv(text));
}

uint32_t names_number(void *arg, struct sv text, bool kept)
{
	return names_add(arg, text, kept);
}

void numberer_init(struct numberer *nb, const struct store *s, path_t path, number_fn fn,
		   void *arg)
{
	*nb = (struct numberer){ .store = s, .path = path, .fn = fn, .arg = arg };
}

void numberer_release(struct numberer *nb)
{
	free(nb->map[0].v);
	free(nb->map[1].v);
	nb->map[0].v = nb->map[1].v = NULL;
}

static bool no_value(struct sv literal)
{
	return sv_eqs(literal, "null") || sv_eqs(literal, "{}") || sv_eqs(literal, "[]");
}

static uint32_t ask_dict(struct numberer *nb, struct number_map *m, bool literal,
			 uint32_t id)
{
	struct sv text;

	if (id >= m->n) {
		uint32_t n = MAX(id + 1, dict_count(m->dict));

		m->v = xreallocarray(m->v, n, sizeof(*m->v));
		memset(m->v + m->n, 0, (n - m->n) * sizeof(*m->v));
		m->n = n;
	}
	text = dict_text(m->dict, id);
	m->v[id] =
		(literal && no_value(text) ? NUMBER_NONE : nb->fn(nb->arg, text, true)) + 2;
	return m->v[id] - 2;
}

/* What FN says of value I of a column. */
static uint32_t ask(struct numberer *nb, const struct column_view *v, uint32_t i,
		    struct column_text *ct)
{
	char form[36];

	switch (v->kind) {
	case VK_STR:
	case VK_LIT: {
		struct number_map *m = &nb->map[v->kind == VK_LIT];
		uint32_t id = column_id(v, i);

		if (LIKELY(id < m->n && m->v[id]))
			return m->v[id] - 2;
		return ask_dict(nb, m, v->kind == VK_LIT, id);
	}
	case VK_UUID:
		uuid_format(v->uuid[i], form);
		return nb->fn(nb->arg, sv_make(form, 36), false);
	case VK_TIME:
		time_format_sec(v->secs[i], form);
		return nb->fn(nb->arg, sv_make(form, 20), false);
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		return nb->fn(nb->arg, column_text(v, i, ct), false);
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return NUMBER_NONE;
}

static void ask_column(struct numberer *nb, const struct column_view *v,
		       const uint16_t *rows, uint32_t n, uint32_t *ret)
{
	AUTO_TEXT struct column_text ct = { 0 };
	uint32_t at = 0;

	for (uint32_t k = 0; k < n; k++) {
		uint32_t r = rows[k], to;

		if (v->enc == VE_DENSE) {
			at = r;
		} else if (v->enc == VE_BITMAP) {
			if (!column_row(v, r, &at, &to))
				continue;
		} else {
			while (at < v->n && v->rows[at] < r)
				at++;
			if (at == v->n)
				return;
			if (v->rows[at] != r)
				continue;
		}
		if (ret[k] == NUMBER_NONE)
			ret[k] = ask(nb, v, at, &ct);
	}
}

void numberer_rows(struct numberer *nb, const struct segment *seg, const uint16_t *rows,
		   uint32_t n, uint32_t *ret)
{
	memset(ret, 0xff, n * sizeof(*ret));
	if (nb->path == PATH_NONE)
		return;
	for (uint32_t i = segment_find(seg, nb->path);
	     i < seg->ncols && seg->cols[i].path == nb->path; i++) {
		struct column_view v;

		if (seg->cols[i].kind == VK_ORDER)
			continue;
		column_view(seg, &seg->cols[i], &v);
		if (v.kind == VK_STR || v.kind == VK_LIT) {
			struct number_map *m = &nb->map[v.kind == VK_LIT];

			if (!m->dict)
				m->dict = store_dict(nb->store, nb->path, v.kind);
		}
		ask_column(nb, &v, rows, n, ret);
	}
}

path_t path_of(const struct path_trie *t, const char *dotted)
{
	struct sv rest = sv_str(dotted);
	path_t p = PATH_ROOT;

	while (rest.len && p != PATH_NONE) {
		ptrdiff_t dot = sv_chr(rest, '.');

		p = path_find_child(t, p, dot < 0 ? rest : sv_head(rest, (size_t)dot));
		rest = dot < 0 ? SV_NULL : sv_from(rest, (size_t)dot + 1);
	}
	return p;
}
