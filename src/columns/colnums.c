/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of a path's first value: dense columns at once, the rest row by row. */
#include "columns/colnums.h"

#include "eval/scan.h"
#include "util/xalloc.h"

#include <stdlib.h>

void colnums_init(struct colnums *c, const struct store *s, path_t path,
		  struct names *names, bool blank)
{
	*c = (struct colnums){ .store = s, .path = path, .names = names, .blank = blank };
}

void colnums_release(struct colnums *c)
{
	free(c->dicts[0].v);
	free(c->dicts[1].v);
	c->dicts[0].v = c->dicts[1].v = NULL;
	c->dicts[0].n = c->dicts[1].n = 0;
}

static bool no_value(const struct colnums *c, struct sv v, bool literal)
{
	return v.len ? literal && strchr("n{[", v.ptr[0]) : !c->blank;
}

void colnums_refresh(struct colnums *c)
{
	for (unsigned k = 0; k < 2 && c->path != PATH_NONE; k++) {
		struct colnums_dict *d = &c->dicts[k];
		uint32_t n;

		if (!d->dict)
			d->dict = store_dict(c->store, c->path, k ? VK_LIT : VK_STR);
		n = d->dict ? dict_count(d->dict) : 0;
		if (n == d->n)
			continue;
		d->v = xreallocarray(d->v, n, sizeof(*d->v));
		names_reserve(c->names, n - d->n);
		for (; d->n < n; d->n++) {
			struct sv text = dict_text(d->dict, d->n);

			d->v[d->n] = no_value(c, text, k) ? NUMBER_NONE
							  : names_add_alone(c->names, text);
		}
	}
}

/* Number of value I where the table does not tell. */
static uint32_t slow_number(const struct colnums *c, const struct column_view *v,
			    uint32_t i, struct column_text *text)
{
	char form[36];
	struct sv t = SV_NULL;
	bool kept = false, literal = v->kind == VK_LIT || v->kind == VK_RAWLIT;

	switch (v->kind) {
	case VK_STR:
	case VK_LIT:
		t = dict_text(store_dict(c->store, c->path, v->kind), column_id(v, i));
		kept = true;
		break;
	case VK_UUID:
		uuid_format(v->uuid[i], form);
		t = sv_make(form, 36);
		break;
	case VK_TIME:
		time_format_sec(v->secs[i], form);
		t = sv_make(form, 20);
		break;
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		t = column_text(v, i, text);
		kept = column_text_lasts(v);
		break;
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return no_value(c, t, literal) ? NUMBER_NONE : names_add(c->names, t, kept);
}

/* Every row has a value. */
static void dense_rows(const struct colnums_dict *d, const struct column_view *v,
		       uint32_t *ret)
{
#define COPY(type)                                                                         \
	do {                                                                               \
		const type *ids = v->ids;                                                  \
		if (v->local)                                                              \
			for (uint32_t i = 0; i < v->n; i++)                                \
				ret[i] = d->v[v->local[ids[i]]];                           \
		else                                                                       \
			for (uint32_t i = 0; i < v->n; i++)                                \
				ret[i] = d->v[ids[i]];                                     \
	} while (0)
	switch (v->width) {
	case 1:
		COPY(uint8_t);
		break;
	case 2:
		COPY(uint16_t);
		break;
	default:
		for (uint32_t i = 0; i < v->n; i++)
			ret[i] = d->v[column_id(v, i)];
	}
#undef COPY
}

static void column_rows(const struct colnums *c, const struct column_view *v, bool add,
			uint32_t *ret)
{
	const struct colnums_dict *d = v->kind == VK_STR || v->kind == VK_LIT
					       ? &c->dicts[v->kind == VK_LIT]
					       : NULL;
	struct column_iter it = column_iter(v);
	AUTO_TEXT struct column_text text = { 0 };

	if (d && d->v && v->enc == VE_DENSE && !add) {
		dense_rows(d, v, ret);
		return;
	}
	while (column_next(&it)) {
		uint32_t id;

		if (ret[it.row] != NUMBER_NONE)
			continue;
		if (!d) {
			ret[it.row] = slow_number(c, v, it.i, &text);
			continue;
		}
		id = column_id(v, it.i);
		ret[it.row] = id < d->n ? d->v[id] : slow_number(c, v, it.i, &text);
	}
}

void colnums_rows(const struct colnums *c, const struct segment *seg, bool add,
		  uint32_t *ret)
{
	if (!add)
		memset(ret, 0xff, seg->rows * sizeof(*ret));
	if (c->path == PATH_NONE)
		return;
	for (uint32_t i = segment_find(seg, c->path);
	     i < seg->ncols && seg->cols[i].path == c->path; i++) {
		struct column_view v;

		if (seg->cols[i].kind == VK_ORDER)
			continue;
		column_view(seg, &seg->cols[i], &v);
		column_rows(c, &v, add || i > segment_find(seg, c->path), ret);
	}
}
