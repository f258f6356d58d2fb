/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a field as numbers, the columns of a segment side by side. */
#include "eval/reader.h"

#include "store/value.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define MAX_ARENA ((size_t)1 << 20)

struct collect {
	struct rowtexts *rt;
	const struct eval_env *env;
	const struct place *place;
	row_t row;
	uint32_t nth; /* leaves of the row at the place so far */
};

static bool collect(void *arg, const struct value *val)
{
	struct collect *c = arg;
	bool literal = val->kind == VK_LIT || val->kind == VK_RAWLIT;
	uint32_t nth = c->nth++;
	struct sv text = val->text;

	if (val->kind == VK_BIG && c->env->big) {
		AUTO_BUF struct buf whole = BUF_INIT;

		if (c->env->big(c->env->source_arg, c->row, c->place->path, nth, &whole))
			text = sv_make(arena_text(&c->rt->arena, buf_sv(&whole)),
				       whole.len);
	}
	if (c->place->overflow && !place_value(c->place, text, &text, &literal))
		return true;
	if (literal && !literal_is_value(text))
		return true;
	ALLOC_GROW(c->rt->v, c->rt->n + 1, c->rt->cap);
	c->rt->v[c->rt->n++] = text;
	return true;
}

void rowtexts_read(struct rowtexts *rt, const struct eval_env *env, row_t row,
		   const struct source *src)
{
	rt->n = 0;
	if (rt->arena.total > MAX_ARENA)
		arena_release(&rt->arena);
	for (size_t i = 0; i < src->n; i++) {
		struct collect c = { rt, env, &src->places[i], row, 0 };

		value_each(env->store, row, c.place->path, true, &rt->arena, collect, &c);
	}
}

void rowtexts_release(struct rowtexts *rt)
{
	free(rt->v);
	arena_release(&rt->arena);
	*rt = (struct rowtexts){ .n = 0 };
}

void reader_init(struct reader *r, const struct eval_env *env, const struct fieldref *f)
{
	static const enum vkind kinds[2] = { VK_STR, VK_LIT };

	*r = (struct reader){ .env = env, .last_time = TICK_NONE };
	source_resolve(&r->src, env->store, f, false);
	source_sort_by_form(&r->src, env->store);
	if (r->src.kind == SRC_RUN)
		r->runs = xcalloc((size_t)source_run_count(&r->src, env->store) + 1,
				  sizeof(*r->runs));
	r->places = xcalloc(r->src.n + 1, sizeof(*r->places));
	for (size_t i = 0; i < r->src.n; i++)
		for (unsigned k = 0; k < 2; k++) {
			const struct dict *d =
				store_dict(env->store, r->src.places[i].path, kinds[k]);

			if (!d || r->src.places[i].overflow)
				continue;
			r->places[i].n[k] = dict_count(d);
			r->places[i].v[k] =
				xcalloc((size_t)r->places[i].n[k] + 1, sizeof(uint32_t));
		}
}

void reader_release(struct reader *r)
{
	for (size_t i = 0; i < r->src.n; i++) {
		free(r->places[i].v[0]);
		free(r->places[i].v[1]);
	}
	free(r->places);
	free(r->runs);
	free(r->cols);
	free(r->v);
	textmap_release(&r->texts);
	rowtexts_release(&r->row);
	buf_release(&r->text);
	source_release(&r->src);
}

void reader_segment(struct reader *r, const struct segment *seg)
{
	r->seg = seg;
	r->ncols = 0;
	for (size_t i = 0; i < r->src.n; i++) {
		path_t path = r->src.places[i].path;

		for (uint32_t c = segment_find(seg, path);
		     c < seg->ncols && seg->cols[c].path == path; c++) {
			struct reader_column *col;
			bool lit = seg->cols[c].kind == VK_LIT;

			if (seg->cols[c].kind == VK_ORDER)
				continue;
			ALLOC_GROW(r->cols, r->ncols + 1, r->colcap);
			col = &r->cols[r->ncols++];
			*col = (struct reader_column){ .place = i };
			column_view(seg, &seg->cols[c], &col->v);
			if (col->v.kind != VK_STR && !lit)
				continue;
			col->dict = store_dict(r->env->store, path, col->v.kind);
			col->numbers = r->places[i].v[lit];
		}
	}
}

static void push(struct reader *r, uint32_t number)
{
	ALLOC_GROW(r->v, r->n + 1, r->cap);
	r->v[r->n++] = number;
}

static uint32_t add_text(struct reader *r, struct sv text, bool copy)
{
	return textmap_add(&r->texts, text, hash_sv(text), copy);
}

/* The one value of a row. False: it has to be read the slow way. */
static bool read_one(struct reader *r, const struct reader_column *c, uint32_t i)
{
	AUTO_TEXT struct column_text ct = { 0 };
	char form[36];
	struct sv text;
	uint32_t id;

	if (r->src.places[c->place].overflow)
		return false;
	switch (c->v.kind) {
	case VK_STR:
	case VK_LIT:
		id = column_id(&c->v, i);
		if (!c->numbers[id]) {
			text = dict_text(c->dict, id);
			c->numbers[id] = c->v.kind == VK_LIT && !literal_is_value(text)
						 ? UINT32_MAX
						 : add_text(r, text, false) + 1;
		}
		if (c->numbers[id] != UINT32_MAX)
			push(r, c->numbers[id] - 1);
		return true;
	case VK_RAW:
	case VK_RAWLIT:
		text = column_text(&c->v, i, &ct);
		if (c->v.kind == VK_RAW || literal_is_value(text))
			push(r, add_text(r, text, !column_text_lasts(&c->v)));
		return true;
	case VK_UUID:
		uuid_format(c->v.uuid[i], form);
		push(r, add_text(r, sv_make(form, 36), true));
		return true;
	case VK_TIME:
		time_format_sec(c->v.secs[i], form);
		push(r, add_text(r, sv_make(form, 20), true));
		return true;
	case VK_BIG:
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return false;
}

static void read_paths(struct reader *r, uint32_t row)
{
	const struct reader_column *one = NULL;
	uint32_t at = 0, found = 0;

	for (size_t c = 0; c < r->ncols; c++) {
		uint32_t from, to;

		if (!column_row(&r->cols[c].v, row, &from, &to))
			continue;
		one = &r->cols[c];
		at = from;
		found += to - from;
	}
	if (!found || (found == 1 && read_one(r, one, at)))
		return;
	rowtexts_read(&r->row, r->env, row_make(r->seg->index, row), &r->src);
	for (size_t i = 0; i < r->row.n; i++)
		push(r, add_text(r, r->row.v[i], true));
}

void reader_row(struct reader *r, uint32_t row)
{
	tick_t t;
	uint32_t run;

	r->n = 0;
	switch (r->src.kind) {
	case SRC_PATHS:
		read_paths(r, row);
		break;
	case SRC_TIME:
		t = segment_time(r->seg, row);
		if (t == TICK_NONE)
			break;
		if (t != r->last_time || r->seg->t64) {
			row_t at = row_make(r->seg->index, row);

			buf_clear(&r->text);
			time_format_below(&r->text, t, value_time_below(r->env->store, at));
			r->last_number = add_text(r, buf_sv(&r->text), true);
			r->last_time = t;
		}
		push(r, r->last_number);
		break;
	case SRC_RUN:
		run = source_run_value(&r->src, r->env->store, segment_run(r->seg, row));
		if (!r->runs[run]) {
			buf_clear(&r->text);
			r->runs[run] = add_text(r,
						source_run_text(&r->src, r->env->store, run,
								&r->text),
						true) +
				       1;
		}
		push(r, r->runs[run] - 1);
		break;
	case SRC_RECORD: /* is no column */
		break;
	}
}

uint32_t reader_joined(struct reader *r, uint32_t row)
{
	reader_row(r, row);
	if (r->n < 2)
		return r->n ? r->v[0] : UINT32_MAX;
	buf_clear(&r->text);
	for (size_t i = 0; i < r->n; i++) {
		if (i)
			buf_addc(&r->text, ' ');
		buf_addsv(&r->text, r->texts.texts[r->v[i]]);
	}
	return add_text(r, buf_sv(&r->text), true);
}
