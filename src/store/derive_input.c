/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of the inputs of derived fields, laid out by row. */
#include "store/derive_impl.h"

struct stage_path *derive_node(struct stage *st, const char *path)
{
	struct sv rest = sv_str(path);
	path_t p = PATH_ROOT;

	while (rest.len && p != PATH_NONE) {
		ptrdiff_t dot = sv_chr(rest, '.');
		struct sv key = dot < 0 ? rest : sv_head(rest, (size_t)dot);

		if (sv_eqs(key, "[]"))
			p = st->paths[p] && st->paths[p]->array ? st->paths[p]->array->path
								: PATH_NONE;
		else
			p = path_find_child(st->trie, p, key);
		if (p != PATH_NONE && (p >= st->npaths || !st->paths[p]))
			return NULL; /* not met by this thread */
		rest = dot < 0 ? SV_NULL : sv_from(rest, (size_t)dot + 1);
	}
	return p == PATH_NONE ? NULL : st->paths[p];
}

/* Numbers of the texts that count as absent: "", null, {} and []. */
static void find_empty(struct input_col *in)
{
	static const struct sv texts[4] = {
		{ "", 0 }, { "null", 4 }, { "{}", 2 }, { "[]", 2 }
	};

	for (unsigned i = 0; i < 4; i++)
		if (in->empty[i] == DICT_NONE)
			in->empty[i] = intern_number(&in->sp->intern[i > 0], texts[i]);
}

/* Rows ROW..ROW+N-1 have KEY. */
static void set_keys(struct input_col *in, uint32_t row, uint32_t n, uint32_t key)
{
	for (uint32_t k = 0; k < n; k++)
		in->key[row + k] = key;
	in->changed[row] = 1;
	if (row + n < SEG_ROWS)
		in->changed[row + n] = 1;
}

/* Lay the values of one kind out by row; the first of a row wins. */
static void gather_kind(struct input_col *in, const struct stage_col *c, bool string)
{
	unsigned kind = c->kind;
	const uint32_t *e = in->empty;

	if (kind == VK_ORDER || (string && (kind == VK_LIT || kind == VK_RAWLIT)))
		return;
	in->present = true;
	if (kind == VK_STR)
		for (const struct num_run *r = c->last; r > c->runs; r--)
			set_keys(in, r->row, r->n, r->id == e[0] ? 0 : r->id + 1);
	else if (kind == VK_LIT)
		for (const struct num_run *r = c->last; r > c->runs; r--) {
			uint32_t v = r->id;
			bool none = v == e[1] || v == e[2] || v == e[3];

			set_keys(in, r->row, r->n, none ? 0 : (v + 1) | KEY_LITERAL);
		}
	else
		for (uint32_t i = c->n; i-- > 0;) {
			in->at[c->rows[i]] = i;
			in->kind[c->rows[i]] = (uint8_t)kind;
			set_keys(in, c->rows[i], 1, KEY_RAW);
		}
}

void derive_gather(struct derive *d, struct stage *st)
{
	for (unsigned i = 0; i < IN_COUNT; i++) {
		struct input_col *in = &d->in[i];

		if (in->present) {
			memset(in->key, 0, SEG_ROWS * sizeof(uint32_t));
			memset(in->changed, 0, SEG_ROWS);
		}
		in->present = false;
		if (!in->sp)
			in->sp = derive_node(st, derived_paths[i].path);
		if (!in->sp)
			continue;
		find_empty(in);
		for (unsigned k = 0; k < VK_ORDER; k++)
			if (in->sp->cols[k] && in->sp->cols[k]->n)
				gather_kind(in, in->sp->cols[k], derived_paths[i].string);
	}
}

/* Text of input I in row R; what has no stored text is formatted into scratch. */
struct sv derive_text(struct derive *d, unsigned i, uint32_t r)
{
	const struct input_col *in = &d->in[i];
	const struct stage_col *c;
	struct sv v;

	if (!in->present || !in->key[r])
		return SV_NULL;
	if (in->key[r] != KEY_RAW) {
		bool literal = in->key[r] & KEY_LITERAL;

		return dict_text(in->sp->intern[literal].dict,
				 (in->key[r] & ~KEY_LITERAL) - 1);
	}
	c = in->sp->cols[in->kind[r]];
	switch ((enum vkind)in->kind[r]) {
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		v = stagecol_text(c, in->at[r]);
		return v.len ? v : SV_NULL;
	case VK_TIME: {
		char *to = buf_reserve(&d->scratch, 20);

		time_format_sec(c->vals[in->at[r]], to);
		d->scratch.len += 20;
		return sv_make(to, 20);
	}
	case VK_UUID: {
		char *to = buf_reserve(&d->scratch, 36);

		uuid_format(c->uuid[in->at[r]], to);
		d->scratch.len += 36;
		return sv_make(to, 36);
	}
	case VK_STR:
	case VK_LIT:
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return SV_NULL;
}
