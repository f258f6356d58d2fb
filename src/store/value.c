/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks over the columns of a row, decoding each kind. */
#include "store/value.h"

#include "util/xalloc.h"

#include <stdlib.h>

/* The columns of a path in a segment, opened at one row. */
struct cursor {
	struct column_view v;
	struct column_text text;
	uint32_t at, to;
};

struct opened {
	struct cursor c[VK_COUNT];
	bool has[VK_COUNT];
	unsigned n; /* kinds with values in the row */
};

static void open_path(const struct segment *seg, uint32_t r, path_t path, struct opened *o)
{
	memset(o->has, 0, sizeof(o->has));
	o->n = 0;
	for (uint32_t i = segment_find(seg, path);
	     i < seg->ncols && seg->cols[i].path == path; i++) {
		unsigned k = seg->cols[i].kind;
		struct cursor *c = &o->c[k];

		column_view(seg, &seg->cols[i], &c->v);
		c->text = (struct column_text){ 0 };
		if (!column_row(&c->v, r, &c->at, &c->to))
			continue;
		o->has[k] = true;
		o->n += k != VK_ORDER;
	}
}

static struct value read_value(const struct store *s, struct cursor *c, path_t path,
			       uint32_t i, struct arena *arena)
{
	struct value v = { .kind = c->v.kind };

	switch (c->v.kind) {
	case VK_STR:
	case VK_LIT:
	case VK_ORDER:
		v.text = dict_text(store_dict(s, path, c->v.kind), column_id(&c->v, i));
		break;
	case VK_UUID: {
		char *to = arena_alloc(arena, 36);

		uuid_format(c->v.uuid[i], to);
		v.text = sv_make(to, 36);
		break;
	}
	case VK_TIME: {
		char *to = arena_alloc(arena, 20);

		time_format_sec(c->v.secs[i], to);
		v.text = sv_make(to, 20);
		break;
	}
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		v.text = column_text(&c->v, i, &c->text);
		if (c->text.tmp) /* put together: keep it for the caller */
			v.text = sv_make(arena_text(arena, v.text), v.text.len);
		break;
	case VK_COUNT:
		break;
	}
	v.full_len = c->v.kind == VK_BIG ? c->v.full_len[i] : v.text.len;
	return v;
}

static bool is_empty(const struct value *v)
{
	return v->kind == VK_LIT &&
	       (sv_eqs(v->text, "null") || sv_eqs(v->text, "{}") || sv_eqs(v->text, "[]"));
}

static bool yield(const struct store *s, struct cursor *c, path_t path, bool with_empty,
		  struct arena *arena, value_fn fn, void *arg)
{
	struct value v = read_value(s, c, path, c->at++, arena);

	return (!with_empty && is_empty(&v)) || fn(arg, &v);
}

static void close_path(struct opened *o)
{
	for (unsigned k = 0; k < VK_ORDER; k++)
		if (o->has[k])
			column_text_release(&o->c[k].text);
}

static void each_opened(const struct store *s, struct opened *o, path_t path,
			bool with_empty, struct arena *arena, value_fn fn, void *arg)
{
	if (o->has[VK_ORDER]) {
		struct sv kinds =
			dict_text(store_dict(s, path, VK_ORDER),
				  column_id(&o->c[VK_ORDER].v, o->c[VK_ORDER].at));

		for (size_t i = 0; i < kinds.len; i++)
			if (!yield(s, &o->c[kinds.ptr[i] - 'a'], path, with_empty, arena,
				   fn, arg))
				return;
		return;
	}
	for (unsigned k = 0; k < VK_ORDER; k++)
		while (o->has[k] && o->c[k].at < o->c[k].to)
			if (!yield(s, &o->c[k], path, with_empty, arena, fn, arg))
				return;
}

void value_each(const struct store *s, row_t row, path_t path, bool with_empty,
		struct arena *arena, value_fn fn, void *arg)
{
	struct opened o;

	open_path(store_seg(s, row_seg(row)), row_in_seg(row), path, &o);
	each_opened(s, &o, path, with_empty, arena, fn, arg);
	close_path(&o);
}

static bool keep_first(void *arg, const struct value *v)
{
	*(struct value *)arg = *v;
	return false;
}

struct value value_first(const struct store *s, row_t row, path_t path, struct arena *arena)
{
	struct value v = { .text = SV_NULL };

	value_each(s, row, path, false, arena, keep_first, &v);
	return v;
}

struct leaf_arg {
	leaf_fn fn;
	void *arg;
	path_t path;
	bool go_on;
};

static bool leaf_value(void *arg, const struct value *v)
{
	struct leaf_arg *l = arg;

	return l->go_on = l->fn(l->arg, l->path, v);
}

unsigned value_time_below(const struct store *s, row_t row)
{
	const struct segment *seg = store_seg(s, row_seg(row));
	tick_t t = segment_time(seg, row_in_seg(row));
	struct arena arena = ARENA_INIT;
	struct value v;
	unsigned below = 0;
	path_t path;

	/* whole seconds, all of them */
	if (seg->t32 || t == TICK_NONE)
		return 0;
	path = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventTime"));
	if (path == PATH_NONE)
		return 0;
	v = value_first(s, row, path, &arena);
	if (v.text.ptr && (v.kind == VK_STR || v.kind == VK_RAW) && time_parse(v.text) == t)
		below = time_below(v.text);
	arena_release(&arena);
	return below;
}

void value_leaves(const struct store *s, row_t row, struct arena *arena, leaf_fn fn,
		  void *arg)
{
	const struct segment *seg = store_seg(s, row_seg(row));
	struct leaf_arg l = { fn, arg, PATH_NONE, true };

	for (uint32_t i = 0; i < seg->ncols && l.go_on; i++) {
		path_t p = seg->cols[i].path;

		if (p == l.path || (path_get(store_paths_ro(s), p)->flags & PATH_DERIVED))
			continue;
		l.path = p;
		value_each(s, row, p, true, arena, leaf_value, &l);
	}
}
