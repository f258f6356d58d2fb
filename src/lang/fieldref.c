/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of fields outside of filters, and which of them the loaded records have. */
#include "lang/lex.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* The field at the cursor; the spelling is copied to the arena. */
static enum st take_field(struct lex *lx, struct fieldref *ret)
{
	size_t start = lx->at;
	bool plain, whole;
	enum st st;

	whole = lex_path(lx, ret, &plain, &st);
	if (st)
		return st;
	if (!whole ||
	    (lex_peek(lx) && lex_peek(lx) != ',' && !lex_is_space(lex_peek(lx)))) {
		struct sv word = lex_word_at(lx, start, true);

		if (!word.len)
			return lex_fail(lx, start, "a field is missing");
		return lex_fail(lx, start,
				"'%.*s' is no field: quote keys with other characters",
				(int)MIN(word.len, 60), word.ptr);
	}
	lex_resolve_field(ret, plain);
	ret->spelling.ptr = arena_text(lx->arena, ret->spelling);
	for (size_t i = 0; ret->id == FLD_NONE && i < ret->nkeys; i++)
		ret->keys[i].ptr = arena_text(lx->arena, ret->keys[i]);
	if (ret->id != FLD_RAW && ret->id != FLD_TEXT)
		return ST_OK;
	lex_fail(lx, start, "'%s' can only be used in a filter", fields[ret->id].name);
	if (lx->err)
		lx->err->st = ST_USAGE;
	return ST_USAGE;
}

enum st fieldref_parse(struct sv text, struct arena *arena, struct fieldref *ret,
		       struct err *err)
{
	struct lex lx = { .src = text, .arena = arena, .err = err };
	enum st st;

	lex_space(&lx);
	st = take_field(&lx, ret);
	if (st)
		return st;
	if (!lex_end(&lx))
		return lex_fail(&lx, lx.at, "nothing may follow the field here");
	return ST_OK;
}

enum st fieldref_parse_list(struct sv text, struct arena *arena, struct fieldref **ret,
			    size_t *ret_n, struct err *err)
{
	struct lex lx = { .src = text, .arena = arena, .err = err };
	struct fieldref *v = NULL;
	size_t n = 0, cap = 0;
	enum st st;

	do {
		ALLOC_GROW(v, n + 1, cap);
		lex_space(&lx);
		st = take_field(&lx, &v[n++]);
		if (!st && !lex_end(&lx) && lex_peek(&lx) != ',')
			st = lex_fail(&lx, lx.at, "a ',' is missing");
	} while (!st && lx.at++ < text.len);
	if (!st) {
		*ret = arena_alloc(arena, n * sizeof(*v));
		memcpy(*ret, v, n * sizeof(*v));
		*ret_n = n;
	}
	free(v);
	return st;
}
