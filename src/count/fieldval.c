/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All values of a field of one event, as text. */
#include "count/count.h"
#include "eval/source.h"
#include "store/value.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define MAX_CACHED 64u
#define MAX_ARENA  ((size_t)256 << 10)

/* Where the fields asked for lie, so that it is found out once and not for each row. */
struct field_cache {
	struct cached_source {
		struct fieldref field; /* keys and spelling of OWN */
		struct arena own;
		const struct store *store;
		struct source source;
	} v[MAX_CACHED];
	size_t n;
};

static bool same_field(const struct fieldref *a, const struct fieldref *b)
{
	if (a->id != b->id)
		return false;
	if (a->id != FLD_NONE)
		return true;
	if (a->nkeys != b->nkeys)
		return false;
	for (size_t i = 0; i < a->nkeys; i++)
		if (!sv_eq(a->keys[i], b->keys[i]))
			return false;
	return true;
}

static void cached_release(struct cached_source *c)
{
	source_release(&c->source);
	arena_release(&c->own);
}

static void cache_clear(struct field_cache *c)
{
	for (size_t i = 0; i < c->n; i++)
		cached_release(&c->v[i]);
	c->n = 0;
}

static struct cached_source *cache_add(struct field_cache *c, const struct store *s,
				       const struct fieldref *f)
{
	struct cached_source *e;

	if (c->n == MAX_CACHED)
		cache_clear(c);
	e = &c->v[c->n++];
	*e = (struct cached_source){ .field = *f, .store = s };
	e->field.keys = arena_alloc(&e->own, (f->nkeys + 1) * sizeof(*f->keys));
	for (size_t i = 0; i < f->nkeys; i++)
		e->field.keys[i] = sv_make(arena_text(&e->own, f->keys[i]), f->keys[i].len);
	source_resolve(&e->source, s, &e->field, false);
	source_sort_by_form(&e->source, s);
	return e;
}

static const struct source *find_source(struct field_values *v, const struct store *s,
					const struct fieldref *f)
{
	struct field_cache *c = v->cache;

	if (!c)
		c = v->cache = xcalloc(1, sizeof(*c));
	for (size_t i = 0; i < c->n; i++) {
		struct cached_source *e = &c->v[i];

		if (e->store != s || !same_field(&e->field, f))
			continue;
		if (!source_is_current(&e->source, s)) {
			source_resolve(&e->source, s, &e->field, false);
			source_sort_by_form(&e->source, s);
		}
		return &e->source;
	}
	return &cache_add(c, s, f)->source;
}

static void add(struct field_values *v, struct sv text)
{
	ALLOC_GROW(v->v, v->n + 1, v->cap);
	v->v[v->n++] = text;
}

struct collect {
	struct field_values *ret;
	const struct place *place;
};

static bool collect(void *arg, const struct value *val)
{
	struct collect *c = arg;
	struct sv text = val->text;
	bool literal;

	if (c->place->overflow && (!place_value(c->place, text, &text, &literal) ||
				   (literal && !literal_is_value(text))))
		return true;
	add(c->ret, text);
	return true;
}

void field_values(const struct store *s, row_t row, const struct fieldref *f,
		  struct field_values *ret)
{
	const struct source *src = find_source(ret, s, f);
	AUTO_BUF struct buf text = BUF_INIT;
	const struct file_run *run;
	tick_t t;

	ret->n = 0;
	if (ret->arena.total > MAX_ARENA)
		arena_release(&ret->arena);
	switch (src->kind) {
	case SRC_TIME:
		t = store_time(s, row);
		if (t == TICK_NONE)
			break;
		time_format_below(&text, t, value_time_below(s, row));
		add(ret, sv_make(arena_text(&ret->arena, buf_sv(&text)), text.len));
		break;
	case SRC_RUN:
		run = segment_run(store_seg(s, row_seg(row)), row_in_seg(row));
		add(ret, source_run_text(src, s, source_run_value(src, s, run), &text));
		if (text.len)
			ret->v[0].ptr = arena_text(&ret->arena, ret->v[0]);
		break;
	case SRC_PATHS:
		for (size_t i = 0; i < src->n; i++) {
			struct collect c = { ret, &src->places[i] };

			value_each(s, row, c.place->path, false, &ret->arena, collect, &c);
		}
		break;
	case SRC_RECORD: /* is no column */
		break;
	}
}

void field_values_release(struct field_values *v)
{
	if (v->cache)
		cache_clear(v->cache);
	free(v->cache);
	free(v->v);
	arena_release(&v->arena);
	*v = (struct field_values){ .n = 0 };
}
