/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --sort over typed cells: what each row sorts by is taken out of it once. */
#include "list/order.h"

#include "eval/select.h"
#include "util/xalloc.h"

#include <assert.h>
#include <stdlib.h>

/* The end of the key at the start of TEXT: a comma outside of quotes. */
static size_t key_end(struct sv text)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		if (quoted && text.ptr[i] == '\\' && i + 1 < text.len)
			i++;
		else if (text.ptr[i] == '"')
			quoted = !quoted;
		else if (text.ptr[i] == ',' && !quoted)
			return i;
	}
	return text.len;
}

static struct sv trim(struct sv v)
{
	while (v.len && v.ptr[0] == ' ')
		v = sv_from(v, 1);
	while (v.len && v.ptr[v.len - 1] == ' ')
		v.len--;
	return v;
}

static bool strip_suffix(struct sv *v, struct sv suffix)
{
	if (!sv_ends(*v, suffix))
		return false;
	v->len -= suffix.len;
	return true;
}

enum st rowsort_parse(const char *text, const struct col *cols, size_t ncols,
		      struct arena *arena, struct rowsort *ret, struct err *err)
{
	struct sv rest = sv_str(text);
	size_t cap = 1;

	*ret = (struct rowsort){ NULL, 0 };
	if (!text)
		return ST_OK;
	for (size_t i = 0; i < rest.len; i++)
		cap += rest.ptr[i] == ',';
	ret->keys = arena_alloc(arena, cap * sizeof(*ret->keys));
	do {
		size_t end = key_end(rest), col = 0;
		struct sv key = trim(sv_head(rest, end));
		bool desc = strip_suffix(&key, SV_LIT(":desc"));

		if (!desc)
			(void)strip_suffix(&key, SV_LIT(":asc"));
		while (col < ncols && !sv_eqs(key, cols[col].key))
			col++;
		if (col == ncols)
			return err_set(err, ST_USAGE,
				       "option '--sort': unknown column '" SV_FMT "'",
				       SV_ARG(key));
		ret->keys[ret->n++] = (struct rowsort_key){ col, desc };
		if (end >= rest.len)
			return ST_OK;
		rest = sv_from(rest, end + 1);
	} while (true);
}

/* What a cell sorts by. */
struct sort_value {
	enum { SORT_NONE, SORT_NUM, SORT_TEXT } kind;
	uint64_t num;
	struct sv text;
};

struct sorter {
	const struct rowsort *sort;
	struct sort_value *values; /* sort->n for each row */
};

static struct sv joined(const struct cell *c, struct arena *arena)
{
	AUTO_BUF struct buf b = BUF_INIT;

	for (size_t i = 0; i < c->u.list.n; i++) {
		if (i)
			buf_addc(&b, ' ');
		buf_addsv(&b, c->u.list.v[i]);
	}
	return sv_make(arena_text(arena, buf_sv(&b)), b.len);
}

/* The text may be gone with the next row. */
static struct sv kept(struct sv v, struct arena *arena)
{
	return sv_make(arena_text(arena, v), v.len);
}

static struct sort_value value_of(const struct cell *c, struct arena *arena)
{
	struct sort_value v = { .kind = cell_is_empty(c) ? SORT_NONE : SORT_NUM };

	if (v.kind == SORT_NONE)
		return v;
	switch (c->kind) {
	case CELL_NUM:
	case CELL_BYTES:
	case CELL_TENTHS:
		v.num = c->u.num;
		break;
	case CELL_BOOL:
		v.num = c->u.yes;
		break;
	case CELL_SHARE:
		v.num = cell_per_mille(c);
		break;
	case CELL_WORD:
		v.num = c->u.word.weight;
		break;
	case CELL_TIME:
		/* shifted, so that times before 1970 come first */
		v.num = (uint64_t)c->u.time + (UINT64_C(1) << 63);
		break;
	case CELL_TEXT:
	case CELL_RESULT:
	case CELL_WHO:
		v.kind = SORT_TEXT;
		v.text = kept(c->kind == CELL_WHO ? c->u.who.identity : c->u.text, arena);
		break;
	case CELL_LIST:
	case CELL_PHRASES:
		v.kind = SORT_TEXT;
		v.text = joined(c, arena);
		break;
	default: /* nothing to sort by */
		v.kind = SORT_NONE;
		break;
	}
	return v;
}

static int compare(const void *pa, const void *pb, void *arg)
{
	size_t a = *(const size_t *)pa, b = *(const size_t *)pb;
	const struct sorter *s = arg;

	for (size_t k = 0; k < s->sort->n; k++) {
		const struct sort_value *x = &s->values[a * s->sort->n + k];
		const struct sort_value *y = &s->values[b * s->sort->n + k];
		int c;

		if (x->kind == SORT_NONE || y->kind == SORT_NONE)
			c = (x->kind == SORT_NONE) - (y->kind == SORT_NONE);
		else if (x->kind == SORT_NUM && y->kind == SORT_NUM)
			c = x->num < y->num ? -1 : x->num > y->num;
		else
			c = sort_text_cmp(x->text, y->text);
		if (!c)
			continue;
		return s->sort->keys[k].desc && x->kind != SORT_NONE && y->kind != SORT_NONE
			       ? -c
			       : c;
	}
	return a < b ? -1 : a > b;
}

void rowsort_order(row_fn get, void *arg, size_t ncols, size_t n,
		   const struct rowsort *sort, size_t *ret)
{
	struct arena arena = ARENA_INIT;
	struct sorter s = { .sort = sort };
	struct cell cells[ROWS_MAX_COLS];

	assert(ncols <= ROWS_MAX_COLS);
	s.values = xreallocarray(NULL, MAX(n * sort->n, 1), sizeof(*s.values));
	for (size_t i = 0; i < n; i++) {
		ret[i] = i;
		get(arg, i, cells);
		for (size_t k = 0; k < sort->n; k++)
			s.values[i * sort->n + k] =
				value_of(&cells[sort->keys[k].col], &arena);
	}
	if (n)
		qsort_r(ret, n, sizeof(*ret), compare, &s);
	free(s.values);
	arena_release(&arena);
}

static void view_get(void *arg, size_t row, struct cell *cells)
{
	const struct rowview *v = arg;

	v->rows->get(v->rows->arg, v->order ? v->order[row] : row, cells);
}

void rowview_init(struct rowview *v, const struct rowset *rows, const struct rowsort *sort,
		  size_t limit, struct rowset *ret)
{
	*v = (struct rowview){ rows, NULL };
	*ret = *rows;
	ret->get = view_get;
	ret->arg = v;
	ret->nrows = MIN(rows->nrows, limit);
	if (!sort->n || !rows->nrows)
		return;
	v->order = xreallocarray(NULL, rows->nrows, sizeof(*v->order));
	rowsort_order(rows->get, rows->arg, rows->ncols, rows->nrows, sort, v->order);
}

void rowview_release(struct rowview *v)
{
	free(v->order);
	v->order = NULL;
}
