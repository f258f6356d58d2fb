/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `*` in unquoted values: a walk with one place to come back to. */
#include "lang/regex.h"

/*
 * Piece by piece: the first is anchored at the start, the last at the end, those between
 * are taken where they come first. No backtracking, so no pattern is slow.
 */
bool wildcard_match(struct sv pattern, struct sv text)
{
	ptrdiff_t star = sv_chr(pattern, '*');

	if (star < 0)
		return sv_eq(pattern, text);
	if (!sv_starts(text, sv_head(pattern, (size_t)star)))
		return false;
	text = sv_from(text, (size_t)star);
	pattern = sv_from(pattern, (size_t)star + 1);
	while ((star = sv_chr(pattern, '*')) >= 0) {
		ptrdiff_t at = sv_find(text, sv_head(pattern, (size_t)star));

		if (at < 0)
			return false;
		text = sv_from(text, (size_t)(at + star));
		pattern = sv_from(pattern, (size_t)star + 1);
	}
	return sv_ends(text, pattern);
}
