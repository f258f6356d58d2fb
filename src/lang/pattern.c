/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Smart case: does a capital of the pattern count? Those of escape sequences (\W, \pL,
 * \x{AB}, \cX), of group names, of verbs and of comments do not. A wrong guess for a
 * pattern that PCRE2 refuses is harmless.
 */
#include "lang/pattern.h"

#include "util/utf8.h"

/* Bytes up to and with the first END from AT on; the rest when there is none. */
static size_t skip_to(struct sv p, size_t at, char end)
{
	ptrdiff_t n = sv_chr(sv_from(p, at), end);

	return n < 0 ? p.len : at + (size_t)n + 1;
}

/* A name or number in braces, angles or quotes that may follow \g \k \x \o \p \P \N. */
static size_t skip_enclosed(struct sv p, size_t at)
{
	if (at >= p.len)
		return at;
	switch (p.ptr[at]) {
	case '{':
		return skip_to(p, at, '}');
	case '<':
		return skip_to(p, at, '>');
	case '\'':
		return skip_to(p, at + 1, '\'');
	default:
		return at;
	}
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

size_t pattern_skip_escape(struct sv p, size_t at)
{
	size_t i = at + 1;
	uint32_t cp;
	char c;

	if (i >= p.len)
		return p.len;
	c = p.ptr[i];
	i += utf8_decode(p.ptr + i, p.len - i, &cp);
	switch (c) {
	case 'x':
		if (i < p.len && p.ptr[i] == '{')
			return skip_enclosed(p, i);
		for (int n = 0; n < 2 && i < p.len && is_hex(p.ptr[i]); n++)
			i++;
		return i;
	case 'p':
	case 'P':
		return i < p.len && p.ptr[i] != '{' ? i + 1 : skip_enclosed(p, i);
	case 'c':
		return MIN(i + 1, p.len);
	case 'g':
	case 'k':
	case 'o':
	case 'N':
		return skip_enclosed(p, i);
	default:
		return i;
	}
}

/* What follows "(" at AT and is no pattern: a verb, a name, options. */
static size_t skip_group_head(struct sv p, size_t at)
{
	struct sv r = sv_from(p, at);

	if (sv_starts(r, SV_LIT("(*")))
		return skip_to(p, at, ')');
	if (!sv_starts(r, SV_LIT("(?")))
		return at + 1;
	r = sv_from(r, 2);
	at += 2;
	if (sv_starts(r, SV_LIT("#")) || sv_starts(r, SV_LIT("&")) ||
	    sv_starts(r, SV_LIT("P>")) || sv_starts(r, SV_LIT("P=")) ||
	    sv_starts(r, SV_LIT("R")))
		return skip_to(p, at, ')');
	if (sv_starts(r, SV_LIT("P<")))
		return skip_to(p, at, '>');
	if (sv_starts(r, SV_LIT("<")) && !sv_starts(r, SV_LIT("<=")) &&
	    !sv_starts(r, SV_LIT("<!")))
		return skip_to(p, at, '>');
	if (sv_starts(r, SV_LIT("'")))
		return skip_to(p, at + 1, '\'');
	if (sv_starts(r, SV_LIT("(?")) || sv_starts(r, SV_LIT("(*")))
		return at; /* a condition that is an assertion: a group of its own */
	if (sv_starts(r, SV_LIT("(")))
		return skip_to(p, at, ')');
	/* option letters, among them U and J */
	while (at < p.len && (p.ptr[at] == '-' || p.ptr[at] == '^' ||
			      (p.ptr[at] >= 'a' && p.ptr[at] <= 'z') || p.ptr[at] == 'U' ||
			      p.ptr[at] == 'J'))
		at++;
	return at;
}

static bool any_upper(struct sv v)
{
	for (size_t i = 0; i < v.len;) {
		uint32_t cp;

		i += utf8_decode(v.ptr + i, v.len - i, &cp);
		if (cp != UTF8_BAD && utf8_is_upper(cp))
			return true;
	}
	return false;
}

/* The end of "[:name:]" at AT, or AT. */
static size_t skip_posix(struct sv s, size_t at)
{
	size_t i = at + 2;

	if (at + 1 >= s.len || !memchr(":.=", s.ptr[at + 1], 3))
		return at;
	while (i < s.len && ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || s.ptr[i] == '^'))
		i++;
	if (i + 1 < s.len && s.ptr[i] == s.ptr[at + 1] && s.ptr[i + 1] == ']')
		return i + 2;
	return at;
}

size_t pattern_skip_class(struct sv p, size_t at)
{
	size_t i = at + 1;

	i += i < p.len && p.ptr[i] == '^';
	i += i < p.len && p.ptr[i] == ']'; /* an ordinary one */
	while (i < p.len && p.ptr[i] != ']') {
		size_t posix = p.ptr[i] == '[' ? skip_posix(p, i) : i;

		if (posix != i)
			i = posix;
		else if (p.ptr[i] == '\\')
			i += 2;
		else
			i++;
	}
	return MIN(i + 1, p.len);
}

bool regex_has_capital(struct sv p)
{
	bool in_class = false;

	for (size_t i = 0; i < p.len;) {
		uint32_t cp;

		if (p.ptr[i] == '\\' && i + 1 < p.len && p.ptr[i + 1] == 'Q') {
			struct sv lit = sv_from(p, i + 2);
			ptrdiff_t end = sv_find(lit, SV_LIT("\\E"));

			if (end >= 0)
				lit.len = (size_t)end;
			if (any_upper(lit))
				return true;
			i += 2 + lit.len;
			continue;
		}
		if (p.ptr[i] == '\\') {
			i = pattern_skip_escape(p, i);
			continue;
		}
		if (p.ptr[i] == '(' && !in_class) {
			i = skip_group_head(p, i);
			continue;
		}
		if (p.ptr[i] == '[' && !in_class) {
			in_class = true;
			/* a bracket right after it is an ordinary one */
			i += 1 + (i + 1 < p.len && p.ptr[i + 1] == '^');
			i += i < p.len && p.ptr[i] == ']';
			continue;
		}
		if (p.ptr[i] == ']')
			in_class = false;
		i += utf8_decode(p.ptr + i, p.len - i, &cp);
		if (cp != UTF8_BAD && utf8_is_upper(cp))
			return true;
	}
	return false;
}
