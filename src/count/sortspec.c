/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what --sort takes, and compares two texts as it says. */
#include "eval/select.h"
#include "json/text.h"
#include "lang/lex.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* End of the item at AT: the comma outside of quotes, or the end. */
static size_t item_end(struct sv text, size_t at)
{
	bool quoted = false;

	for (; at < text.len; at++) {
		char c = text.ptr[at];

		if (c == '\\' && quoted)
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == ',' && !quoted)
			break;
	}
	return MIN(at, text.len);
}

static struct sv trim(struct sv v)
{
	while (v.len && lex_is_space(v.ptr[0]))
		v = sv_from(v, 1);
	while (v.len && lex_is_space(v.ptr[v.len - 1]))
		v.len--;
	return v;
}

static enum st parse_key(struct sv item, struct arena *arena, struct sort_key *ret,
			 struct err *err)
{
	struct sv tail;
	const char *colon;

	ret->desc = false;
	if (sv_ends(item, SV_LIT(":desc")) || sv_ends(item, SV_LIT(":asc"))) {
		ret->desc = sv_ends(item, SV_LIT(":desc"));
		return fieldref_parse(sv_head(item, item.len - (ret->desc ? 5 : 4)), arena,
				      &ret->field, err);
	}
	colon = memrchr(item.ptr, ':', item.len);
	tail = colon ? sv_from(item, (size_t)(colon - item.ptr) + 1) : SV_NULL;
	if (colon && field_find(sv_head(item, (size_t)(colon - item.ptr))) != FLD_NONE) {
		err_set(err, ST_SYNTAX, "'%.*s' is no direction: asc or desc",
			(int)MIN(tail.len, 40), tail.ptr);
		if (err)
			err->off =
				utf8_count(sv_head(item, (size_t)(colon - item.ptr) + 1));
		return ST_SYNTAX;
	}
	return fieldref_parse(item, arena, &ret->field, err);
}

enum st sort_parse(struct sv text, struct arena *arena, struct sort_key **ret,
		   size_t *ret_n, struct err *err)
{
	struct sort_key *v = NULL;
	size_t n = 0, cap = 0, at = 0;
	enum st st;

	for (;;) {
		size_t end = item_end(text, at);
		struct sv item = trim(sv_make(text.ptr + at, end - at));

		ALLOC_GROW(v, n + 1, cap);
		st = parse_key(item, arena, &v[n++], err);
		if (st && err)
			err->off +=
				utf8_count(sv_head(text, (size_t)(item.ptr - text.ptr)));
		if (st || end == text.len)
			break;
		at = end + 1;
	}
	if (!st) {
		*ret = arena_alloc(arena, n * sizeof(*v));
		memcpy(*ret, v, n * sizeof(*v));
		*ret_n = n;
	}
	free(v);
	return st;
}

int sort_text_cmp(struct sv a, struct sv b)
{
	bool na = json_is_number(a), nb = json_is_number(b);

	if (na != nb)
		return na ? -1 : 1;
	return na ? json_number_cmp(a, b) : sv_cmp(a, b);
}
