/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of the inputs of derived fields, laid out by row. */
#include "event/rules.h"
#include "store/derive_impl.h"

/* The node of "a.b.[].c", when it was met. */
static struct stage_path *find_input(struct stage *st, const char *path)
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

static struct sv blob_text(const struct stage_col *c, uint32_t i)
{
	uint32_t from = i ? c->vals[i - 1] : 0;

	return sv_make(c->blob.ptr + from, c->vals[i] - from);
}

/* Numbers of the texts that count as absent: "", null, {} and []. */
static void find_empty(struct input_col *in)
{
	static const struct sv texts[4] = {
		{ "", 0 }, { "null", 4 }, { "{}", 2 }, { "[]", 2 }
	};

	for (unsigned i = 0; i < 4; i++)
		if (in->empty[i] == DICT_NONE)
			in->empty[i] = stage_number(&in->sp->cache[i > 0], texts[i]);
}

/* Lay the values of one kind out by row; the first of a row wins. */
static void gather_kind(struct input_col *in, const struct stage_col *c, bool string)
{
	unsigned kind = c->kind;
	const uint32_t *e = in->empty;

	if (kind == VK_ORDER || (string && (kind == VK_LIT || kind == VK_RAWLIT)))
		return;
	for (uint32_t i = c->n; i-- > 0;) {
		in->at[c->rows[i]] = i;
		in->kind[c->rows[i]] = (uint8_t)kind;
	}
	if (kind == VK_STR)
		for (uint32_t i = c->n; i-- > 0;)
			in->key[c->rows[i]] = c->vals[i] == e[0] ? 0 : c->vals[i] + 1;
	else if (kind == VK_LIT)
		for (uint32_t i = c->n; i-- > 0;) {
			uint32_t v = c->vals[i];

			in->key[c->rows[i]] = v == e[1] || v == e[2] || v == e[3]
						      ? 0
						      : (v + 1) | UINT32_C(1) << 30;
		}
	else
		for (uint32_t i = c->n; i-- > 0;)
			in->key[c->rows[i]] = KEY_RAW;
	in->present = true;
}

/* Trip counts are fixed so that compilers work on many rows at a time. */
static void mark_changes(struct input_col *in)
{
	in->changed[0] = 1;
	for (uint32_t r = 1; r < SEG_ROWS; r++)
		in->changed[r] = in->key[r] != in->key[r - 1];
}

void derive_gather(struct derive *d, struct stage *st)
{
	for (unsigned i = 0; i < IN_COUNT; i++) {
		struct input_col *in = &d->in[i];

		if (in->present)
			memset(in->key, 0, SEG_ROWS * sizeof(uint32_t));
		in->present = false;
		if (!in->sp)
			in->sp = find_input(st, derive_inputs[i].path);
		if (!in->sp)
			continue;
		find_empty(in);
		for (unsigned k = 0; k < VK_ORDER; k++)
			if (in->sp->cols[k] && in->sp->cols[k]->n)
				gather_kind(in, in->sp->cols[k], derive_inputs[i].string);
		if (in->present)
			mark_changes(in);
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
	c = in->sp->cols[in->kind[r]];
	switch ((enum vkind)in->kind[r]) {
	case VK_STR:
	case VK_LIT:
		return dict_text(in->sp->cache[in->kind[r] == VK_LIT].dict,
				 c->vals[in->at[r]]);
	case VK_RAW:
	case VK_RAWLIT:
	case VK_BIG:
		v = blob_text(c, in->at[r]);
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
	case VK_ORDER:
	case VK_COUNT:
		break;
	}
	return SV_NULL;
}

/* The place of the first value of row R, or where it would be. */
static uint32_t first_of(const struct stage_col *c, uint32_t r)
{
	uint32_t lo = 0, hi = c->n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (c->rows[mid] < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void derive_prefer_function(struct derive *d, uint32_t r)
{
	static const uint8_t kinds[] = { VK_STR, VK_RAW };
	struct input_col *in = &d->in[IN_RES_ARN];
	struct stage_col *const *cols;
	const struct stage_col *c;
	struct sv name, arn;

	if (!in->present)
		return;
	cols = in->sp->cols;
	c = cols[in->kind[r]];
	if (in->key[r] && (in->at[r] + 1 == c->n || c->rows[in->at[r] + 1] != r) &&
	    (in->kind[r] == VK_STR ? !cols[VK_RAW] || !cols[VK_RAW]->n : !cols[VK_STR]))
		return; /* it has one only */
	for (unsigned k = 0; k < ARRAY_SIZE(kinds); k++) {
		c = cols[kinds[k]];
		if (!c)
			continue;
		for (uint32_t i = first_of(c, r); i < c->n && c->rows[i] == r; i++) {
			bool number = kinds[k] == VK_STR;
			struct sv v = number ? dict_text(in->sp->cache[0].dict, c->vals[i])
					     : blob_text(c, i);

			if (!rule_function_arn(v, &name, &arn))
				continue;
			in->at[r] = i;
			in->kind[r] = kinds[k];
			in->key[r] = number ? c->vals[i] + 1 : KEY_RAW;
			return;
		}
	}
}
