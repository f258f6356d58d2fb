/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/pattern.h"

#include <stdlib.h>

void regex_needs_add(struct regex_needs *n, unsigned char c)
{
	if (c == 0 || c >= 0x80 || n->nbytes == sizeof(n->bytes) ||
	    memchr(n->bytes, c, n->nbytes))
		return;
	n->bytes[n->nbytes++] = c;
}

/* Forms that change how the rest is to be read: then nothing is said. */
static bool is_plain(struct sv p)
{
	for (size_t i = 0; i < p.len; i++) {
		struct sv rest = sv_from(p, i);

		if (sv_starts(rest, SV_LIT("\\Q")) || sv_starts(rest, SV_LIT("(*")))
			return false;
		/* options and comments: (?i) (?x) (?-i) (?#...) */
		if (sv_starts(rest, SV_LIT("(?")) && rest.len > 2 &&
		    ((rest.ptr[2] >= 'a' && rest.ptr[2] <= 'z') ||
		     strchr("-^#UJ", rest.ptr[2])))
			return false;
		if (p.ptr[i] == '\\')
			i++;
	}
	return true;
}

/* Behind the group whose parenthesis stands at AT. */
static size_t skip_group(struct sv p, size_t at)
{
	size_t depth = 0;

	while (at < p.len) {
		char c = p.ptr[at];

		if (c == '\\') {
			at = pattern_skip_escape(p, at);
		} else if (c == '[') {
			at = pattern_skip_class(p, at);
		} else {
			at++;
			depth += c == '(';
			if (c == ')' && --depth == 0)
				break;
		}
	}
	return at;
}

/*
 * One piece at *AT of the outermost level, skipped. Returns the ASCII character it stands
 * for, 0 for all else.
 */
static unsigned char take_atom(struct sv p, size_t *at)
{
	unsigned char c = (unsigned char)p.ptr[*at];

	if (c == '(') {
		*at = skip_group(p, *at);
		return 0;
	}
	if (c == '[') {
		*at = pattern_skip_class(p, *at);
		return 0;
	}
	if (c == '\\') {
		c = *at + 1 < p.len ? (unsigned char)p.ptr[*at + 1] : 0;
		*at = pattern_skip_escape(p, *at);
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z'))
			return 0;
		return c;
	}
	(*at)++;
	return c && strchr("^$.", c) ? 0 : c;
}

void pattern_needs(struct sv p, bool caseless, struct regex_needs *n)
{
	struct regex_needs found = { .nbytes = 0 };
	unsigned char last = 0; /* not yet known whether a quantifier makes it optional */

	if (!is_plain(p))
		return;
	for (size_t i = 0; i < p.len;) {
		char c = p.ptr[i];

		if (c == '|')
			return;
		if (c == '*' || c == '?' || c == '{') {
			last = 0;
			i++;
			while (c == '{' && i < p.len && strchr("0123456789,}", p.ptr[i]))
				if (p.ptr[i++] == '}')
					break;
			continue;
		}
		if (c == '+') {
			i++;
			continue;
		}
		regex_needs_add(&found, last);
		last = take_atom(p, &i);
		if (caseless && last && strchr("kKsS", last))
			last = 0;
	}
	regex_needs_add(&found, last);
	for (size_t i = 0; i < found.nbytes; i++)
		regex_needs_add(n, found.bytes[i]);
}
