/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regular expressions: the only file that knows PCRE2. Patterns are UTF (invalid bytes in
 * the subject never match and never fail), compiled by JIT when it is there, with limits on
 * matching (match limit 100,000, depth 10,000, heap 20,000 KiB), patterns of at most 4 KiB
 * and 100 nested parentheses. `$` is the very end of the subject, newline is LF.
 */
#ifndef LANG_REGEX_H
#define LANG_REGEX_H

#include "util/base.h"
#include "util/err.h"
#include "util/sv.h"

#define REGEX_MAX_PATTERN 4096u

struct regex;

/*
 * CASELESS: true ignores case always; false = smart case: ignored unless a capital (Lu)
 * stands in the pattern outside escape sequences and group names. `(?-i)` in the pattern
 * has the last word. On ST_SYNTAX err->off is the offset in characters within PATTERN.
 */
enum st regex_compile(struct sv pattern, bool caseless, struct regex **ret,
		      struct err *err) WARN_UNUSED;
/* Smart-case search for TEXT itself. TEXT may be any bytes. */
enum st regex_compile_literal(struct sv text, struct regex **ret,
			      struct err *err) WARN_UNUSED;
void regex_free(struct regex *re);
/* Does the pattern ask for case to count? (What smart case decided.) */
bool regex_has_capital(struct sv pattern);

/* Each thread that matches has one. */
struct regex_scratch;
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *s);

/*
 * UNDECIDED: a limit was reached, by JIT and by the interpreter. It is no match, but it
 * must be counted and said.
 */
enum re_answer { RE_NO, RE_YES, RE_UNDECIDED };
enum re_answer regex_match(const struct regex *re, struct regex_scratch *s,
			   struct sv subject);
/* First match from byte AT: its range. For highlights. */
enum re_answer regex_find(const struct regex *re, struct regex_scratch *s,
			  struct sv subject, size_t at, size_t *ret_from, size_t *ret_to);

/*
 * What a match cannot do without, as far as it is known: for skipping values of a known
 * form unseen. Each of the BYTES (all ASCII, in either case) stands in every match, and a
 * match has at least MIN_LEN characters.
 */
struct regex_needs {
	unsigned char bytes[32];
	size_t nbytes;
	size_t min_len;
};
const struct regex_needs *regex_needs(const struct regex *re);
/* False when no text of at most MAX_LEN bytes out of ALPHABET (ASCII) can match. */
bool regex_can_match(const struct regex *re, const char *alphabet, size_t max_len);

/* Wildcards (`*`) of an unquoted value: anchored, case-sensitive, `*` matches anything. */
bool wildcard_match(struct sv pattern, struct sv text);

#endif
