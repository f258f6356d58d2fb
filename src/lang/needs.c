/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text must hold for a pattern to match, by looking at the pattern. */
#include "lang/pattern.h"

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

/* Is there a quantifier at *AT? Then it is skipped. */
static bool skip_quantifier(struct sv p, size_t *at)
{
	char c = p.ptr[*at];

	if (c != '*' && c != '?' && c != '+' && c != '{')
		return false;
	(*at)++;
	while (c == '{' && *at < p.len && strchr("0123456789,}", p.ptr[*at]))
		if (p.ptr[(*at)++] == '}')
			break;
	return true;
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
		if (skip_quantifier(p, &i)) {
			if (c != '+')
				last = 0;
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

/* Characters that follow one another in every match. */
struct run {
	char text[LITERAL_MAX];
	size_t len;
};

static void run_end(struct run *r, struct literals *ls)
{
	literals_add(ls, sv_make(r->text, r->len));
	r->len = 0;
}

bool pattern_char_in(const char *alphabet, unsigned char c)
{
	if (strchr(alphabet, (char)c))
		return true;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return strchr(alphabet, (char)(c ^ 0x20)) != NULL;
	return false;
}

/*
 * Behind the head of the group at AT when it takes part as it stands; 0 for assertions etc.
 */
static size_t group_body(struct sv p, size_t at)
{
	static const char *const heads[] = { "(?:", "(?>", "(?|" };
	struct sv r = sv_from(p, at);
	size_t end;

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (sv_starts(r, sv_str(heads[i])))
			return at + 3;
	if (!sv_starts(r, SV_LIT("(?")))
		return at + 1;
	if (!sv_starts(r, SV_LIT("(?<")) || sv_starts(r, SV_LIT("(?<=")) ||
	    sv_starts(r, SV_LIT("(?<!")))
		return 0;
	end = at + 3;
	while (end < p.len && p.ptr[end] != '>')
		end++;
	return end + 1;
}

/* The alternative that begins at *AT; *AT gets to its end. */
static struct literals alternative(struct sv p, size_t *at)
{
	struct literals found = { .n = 0 };
	struct run r = { .len = 0 };

	while (*at < p.len && p.ptr[*at] != '|') {
		char c = p.ptr[*at];
		unsigned char atom;

		if (skip_quantifier(p, at)) {
			/* what it follows may be missing, or be there again */
			if (c != '+' && r.len)
				r.len--;
			run_end(&r, &found);
			continue;
		}
		atom = take_atom(p, at);
		if (!atom || atom >= 0x80 || r.len == sizeof(r.text))
			run_end(&r, &found);
		if (atom && atom < 0x80)
			r.text[r.len++] = (char)atom;
	}
	run_end(&r, &found);
	return found;
}

/* What stands in the one group that P is, or P. */
static struct sv without_group(struct sv p)
{
	size_t body;

	if (!p.len || p.ptr[0] != '(' || skip_group(p, 0) != p.len ||
	    p.ptr[p.len - 1] != ')')
		return p;
	body = group_body(p, 0);
	return body && body < p.len ? sv_make(p.ptr + body, p.len - 1 - body) : p;
}

unsigned pattern_literals(struct sv p, struct literals *ret, unsigned max)
{
	unsigned n = 0;

	if (!is_plain(p))
		return 0;
	p = without_group(p);
	for (size_t at = 0; n < max; at++) {
		ret[n] = alternative(p, &at);
		if (!ret[n++].n)
			return 0;
		if (at == p.len)
			return n;
	}
	return 0;
}

/* The alternatives from *AT on, up to the end or the parenthesis that closes them. */
static bool can_match(struct sv p, size_t *at, const char *alphabet)
{
	bool any = false, all = true, last = true;

	while (*at < p.len && p.ptr[*at] != ')') {
		char c = p.ptr[*at];
		size_t body;

		if (skip_quantifier(p, at)) {
			last |= c != '+';
			continue;
		}
		all &= last;
		last = true;
		body = c == '(' ? group_body(p, *at) : 0;
		if (c == '|') {
			any |= all;
			all = true;
			(*at)++;
		} else if (body) {
			*at = body;
			last = can_match(p, at, alphabet);
			*at = MIN(*at + 1, p.len);
		} else {
			unsigned char ch = take_atom(p, at);

			/* a letter beyond ASCII may be the other case of one within */
			last = !ch || ch >= 0x80 || pattern_char_in(alphabet, ch);
		}
	}
	return any || (all && last);
}

bool pattern_can_match(struct sv p, const char *alphabet)
{
	size_t at = 0;

	return !is_plain(p) || can_match(p, &at, alphabet);
}
