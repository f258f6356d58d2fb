/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of first rows for each of the three fields, extended as the store grows. */
#include "session/firstseen.h"

#include "event/field.h"
#include "util/bits.h"
#include "util/hashtab.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define SLOT_NONE UINT32_MAX
#define NODES_MAX 8

/* A distinct value and the earliest row that has it. */
struct seen {
	struct sv text; /* of the store; the bytes of a UUID when UUID is set */
	tick_t time;
	row_t row;
	bool uuid;
};

/* Numbers of a dictionary -> slots, filled as they are met. */
struct id_map {
	path_t path;
	enum vkind kind;
	uint32_t *slot;
	uint32_t n;
};

struct seen_field {
	struct seen *v;
	size_t n, cap;
	struct hashtab by_text;
	struct id_map maps[NODES_MAX * 2];
	size_t nmaps;
	struct arena texts; /* of values that no dictionary holds */
	bool too_many;
};

struct firstseen {
	const struct path_trie *paths;
	struct seen_field fields[FIRSTSEEN_FIELDS];
	uint32_t nsegs;
	bool final;
};

static const enum field_id seen_ids[FIRSTSEEN_FIELDS] = { FLD_IDENTITY, FLD_IP, FLD_EVENT };

struct firstseen *firstseen_new(const struct path_trie *paths)
{
	struct firstseen *f = xcalloc(1, sizeof(*f));

	f->paths = paths;
	return f;
}

static void field_clear(struct seen_field *f)
{
	for (size_t i = 0; i < f->nmaps; i++)
		free(f->maps[i].slot);
	free(f->v);
	hashtab_release(&f->by_text);
	arena_release(&f->texts);
	*f = (struct seen_field){ 0 };
}

void firstseen_free(struct firstseen *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < FIRSTSEEN_FIELDS; i++)
		field_clear(&f->fields[i]);
	free(f);
}

/*
 * The slot of a text, made when new; SLOT_NONE when there are too many. LASTING: the store
 * holds its bytes for good.
 */
static uint32_t slot_of(struct seen_field *f, struct sv text, bool uuid, bool lasting)
{
	uint64_t hash = hash_mix(hash_sv(text), uuid);

	HASHTAB_EACH(&f->by_text, hash, i)
		if (f->v[i].uuid == uuid && sv_eq(f->v[i].text, text))
			return i;
	if (f->n >= FIRSTSEEN_MAX_VALUES) {
		f->too_many = true;
		return SLOT_NONE;
	}
	if (!lasting)
		text.ptr = arena_text(&f->texts, text);
	ALLOC_GROW(f->v, f->n + 1, f->cap);
	f->v[f->n] = (struct seen){ text, TICK_NONE, ROW_NONE, uuid };
	hashtab_add(&f->by_text, hash, (uint32_t)f->n);
	return (uint32_t)f->n++;
}

static struct id_map *map_of(struct seen_field *f, path_t path, enum vkind kind)
{
	for (size_t i = 0; i < f->nmaps; i++) {
		if (f->maps[i].path == path && f->maps[i].kind == kind)
			return &f->maps[i];
	}
	if (f->nmaps == ARRAY_SIZE(f->maps))
		return NULL;
	f->maps[f->nmaps] = (struct id_map){ .path = path, .kind = kind };
	return &f->maps[f->nmaps++];
}

static uint32_t slot_of_id(struct seen_field *f, struct id_map *m, const struct dict *d,
			   uint32_t id)
{
	if (id >= m->n) {
		uint32_t n = MAX(id + 1, dict_count(d));

		m->slot = xreallocarray(m->slot, n, sizeof(*m->slot));
		memset(m->slot + m->n, 0xff, (n - m->n) * sizeof(*m->slot));
		m->n = n;
	}
	if (m->slot[id] == SLOT_NONE)
		m->slot[id] = slot_of(f, dict_text(d, id), false, true);
	return m->slot[id];
}

static void see(const struct store *s, struct seen_field *f, uint32_t slot,
		const struct segment *seg, uint32_t r)
{
	tick_t t = segment_time(seg, r);
	row_t row = row_make(seg->index, r);
	struct seen *e;

	if (slot == SLOT_NONE)
		return;
	e = &f->v[slot];
	if (e->row != ROW_NONE &&
	    (t > e->time || (t == e->time && store_row_cmp(s, row, e->row) >= 0)))
		return;
	if (segment_is_dup(seg, r))
		return;
	e->time = t;
	e->row = row;
}

/* Each value of a column. */
struct column_scan {
	const struct store *s;
	struct seen_field *f;
	const struct segment *seg;
	struct column_view v;
	const struct dict *dict;
	struct id_map *map;
	struct column_text text;
};

static void see_value(struct column_scan *c, uint32_t i, uint32_t r)
{
	const struct column_view *v = &c->v;
	uint32_t slot;

	if (c->map)
		slot = slot_of_id(c->f, c->map, c->dict, column_id(v, i));
	else if (v->kind == VK_UUID)
		slot = slot_of(c->f, sv_make((const char *)v->uuid[i], 16), true, true);
	else
		slot = slot_of(c->f, column_text(v, i, &c->text), false, false);
	see(c->s, c->f, slot, c->seg, r);
}

static void see_column(struct column_scan *c)
{
	const struct column_view *v = &c->v;
	uint32_t i = 0;

	switch (v->enc) {
	case VE_DENSE:
		for (; i < v->n; i++)
			see_value(c, i, i);
		break;
	case VE_BITMAP:
		BITS_FOREACH(v->bitmap, SEG_WORDS, r)
			see_value(c, i++, (uint32_t)r);
		break;
	case VE_LIST:
		for (; i < v->n; i++)
			see_value(c, i, v->rows[i]);
		break;
	}
}

static void see_node(const struct store *s, struct seen_field *f, const struct segment *seg,
		     path_t path)
{
	for (uint32_t k = segment_find(seg, path);
	     k < seg->ncols && seg->cols[k].path == path; k++) {
		struct column_scan c = { .s = s, .f = f, .seg = seg };

		column_view(seg, &seg->cols[k], &c.v);
		switch (c.v.kind) {
		case VK_STR:
			c.dict = store_dict(s, path, c.v.kind);
			c.map = map_of(f, path, c.v.kind);
			if (c.map && c.dict)
				see_column(&c);
			break;
		case VK_UUID:
		case VK_RAW:
		case VK_BIG:
			see_column(&c);
			column_text_release(&c.text);
			break;
		default: /* numbers, null: no name of anybody */
			break;
		}
	}
}

struct nodes {
	path_t v[NODES_MAX];
	size_t n;
};

static void add_node(void *arg, path_t node, const struct sv *rest, size_t nrest)
{
	struct nodes *l = arg;

	(void)rest;
	if (nrest == 0 && l->n < NODES_MAX)
		l->v[l->n++] = node;
}

static void find_nodes(const struct path_trie *t, enum field_id id, struct nodes *ret)
{
	ret->n = 0;
	if (fields[id].src == FS_DERIVED) {
		ret->v[ret->n++] = path_derived(t, id);
	} else {
		struct sv key = sv_str(fields[id].path);

		path_match(t, &key, 1, add_node, ret);
	}
}

enum st firstseen_update(struct firstseen *f, const struct eval_env *env, uint32_t nsegs,
			 bool final)
{
	const struct store *s = env->store;
	struct nodes nodes[FIRSTSEEN_FIELDS];

	if (final && !f->final) {
		for (size_t i = 0; i < FIRSTSEEN_FIELDS; i++)
			field_clear(&f->fields[i]);
		f->nsegs = 0;
		f->final = true;
	}
	for (size_t i = 0; i < FIRSTSEEN_FIELDS; i++)
		find_nodes(f->paths, seen_ids[i], &nodes[i]);
	for (; f->nsegs < nsegs; f->nsegs++) {
		const struct segment *seg = store_seg(s, f->nsegs);

		if (env->cancel && atomic_load(env->cancel))
			return ST_CANCELED;
		for (size_t i = 0; i < FIRSTSEEN_FIELDS; i++) {
			for (size_t k = 0; k < nodes[i].n && !f->fields[i].too_many; k++)
				see_node(s, &f->fields[i], seg, nodes[i].v[k]);
		}
	}
	return ST_OK;
}

void firstseen_rows(const struct firstseen *f, unsigned field, uint64_t *rows,
		    uint32_t nsegs)
{
	const struct seen_field *x = &f->fields[field];
	row_t end = nsegs << SEG_SHIFT;

	if (x->too_many)
		return;
	for (size_t i = 0; i < x->n; i++) {
		if (x->v[i].row < end)
			bit_set(rows, x->v[i].row);
	}
}
