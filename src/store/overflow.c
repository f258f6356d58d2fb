/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys below the overflow node as one JSON string, made and taken apart. */
#include "store/overflow.h"

#include "json/text.h"

#define KEY_SEP   '\x1f'
#define VALUE_SEP '\x1e'

void overflow_key(struct buf *out, struct sv key, bool first)
{
	if (!first)
		buf_addc(out, KEY_SEP);
	json_escape(out, key);
}

bool overflow_split(struct sv text, struct sv *ret_rel, bool *ret_literal,
		    struct sv *ret_value)
{
	ptrdiff_t at = sv_chr(text, VALUE_SEP);

	if (at < 0 || (size_t)at + 1 >= text.len)
		return false;
	*ret_rel = sv_head(text, (size_t)at);
	*ret_literal = text.ptr[at + 1] == 'l';
	*ret_value = sv_from(text, (size_t)at + 2);
	return true;
}

void overflow_rel(struct buf *out, const struct sv *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		overflow_key(out, keys[i], i == 0);
}
