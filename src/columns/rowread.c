/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields are found once by name, then read row by row. */
#include "columns/rowread.h"

#include "util/xalloc.h"

#include <stdlib.h>

void rowread_init(struct rowread *r, const struct store *s)
{
	*r = (struct rowread){ .store = s };
}

void rowread_release(struct rowread *r)
{
	for (size_t i = 0; i < r->n; i++) {
		field_values_release(&r->fields[i]->values);
		free(r->fields[i]);
	}
	arena_release(&r->arena);
	r->n = 0;
}

static struct rowread_field *find(struct rowread *r, const char *name)
{
	struct rowread_field *f;

	for (size_t i = 0; i < r->n; i++)
		if (r->fields[i]->name == name)
			return r->fields[i];
	if (r->n == ROWREAD_MAX)
		abort(); /* fewer names than that are in the source */
	f = xcalloc(1, sizeof(*f));
	f->name = name;
	if (fieldref_parse(sv_str(name), &r->arena, &f->ref, NULL) != ST_OK)
		abort();
	r->fields[r->n++] = f;
	return f;
}

const struct sv *rowread_all(struct rowread *r, row_t row, const char *field, size_t *ret_n)
{
	struct rowread_field *f = find(r, field);

	field_values(r->store, row, &f->ref, &f->values);
	*ret_n = f->values.n;
	return f->values.v;
}

struct sv rowread_peek(struct rowread *r, row_t row, const char *field)
{
	size_t n;
	const struct sv *v = rowread_all(r, row, field, &n);

	return n ? v[0] : SV_NULL;
}

struct sv rowread_text(struct rowread *r, row_t row, const char *field, struct arena *arena)
{
	struct sv v = rowread_peek(r, row, field);

	return v.ptr ? sv_make(arena_str(arena, v), v.len) : SV_NULL;
}

struct sv rowread_join(struct rowread *r, row_t row, const char *field, struct arena *arena)
{
	AUTO_BUF struct buf b = BUF_INIT;
	size_t n;
	const struct sv *v = rowread_all(r, row, field, &n);

	if (!n)
		return SV_NULL;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(&b, ' ');
		buf_addsv(&b, v[i]);
	}
	return sv_make(arena_str(arena, buf_sv(&b)), b.len);
}

struct key_search {
	const struct segment *seg;
	uint32_t r;
	bool found;
};

static void look(void *arg, path_t node, const struct sv *rest UNUSED, size_t nrest)
{
	struct key_search *k = arg;

	if (nrest || k->found)
		return;
	for (uint32_t i = segment_find(k->seg, node);
	     i < k->seg->ncols && k->seg->cols[i].path == node && !k->found; i++) {
		struct column_view v;
		uint32_t from, to;

		column_view(k->seg, &k->seg->cols[i], &v);
		k->found = column_row(&v, k->r, &from, &to);
	}
}

bool rowread_has_key(const struct store *s, row_t row, const char *path)
{
	struct key_search k = { store_seg(s, row_seg(row)), row_in_seg(row), false };
	struct sv keys[16], rest = sv_str(path);
	size_t n = 0;

	while (rest.len && n < ARRAY_SIZE(keys)) {
		ptrdiff_t dot = sv_chr(rest, '.');

		keys[n++] = dot < 0 ? rest : sv_head(rest, (size_t)dot);
		rest = dot < 0 ? SV_NULL : sv_from(rest, (size_t)dot + 1);
	}
	path_match_below(store_paths_ro(s), keys, n, look, &k);
	return k.found;
}
