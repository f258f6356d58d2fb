/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be said of a regular expression by looking at its text. All of it must hold for
 * patterns that PCRE2 takes; for others anything may be said. Of lang/ and eval/ only.
 */
#ifndef LANG_PATTERN_H
#define LANG_PATTERN_H

#include "lang/literal.h"
#include "lang/regex.h"

/* Behind the escape sequence whose backslash stands at AT. */
size_t pattern_skip_escape(struct sv p, size_t at);
/* Behind the character class whose bracket stands at AT; p.len when it has no end. */
size_t pattern_skip_class(struct sv p, size_t at);

/*
 * Note in N the ASCII bytes that stand in every match, as far as they are plain to see.
 * When CASELESS those that also match a letter beyond ASCII (k, s) are left out.
 */
void pattern_needs(struct sv p, bool caseless, struct regex_needs *n);
/*
 * The texts of ASCII that stand in every match, as far as they are plain to see: in RET, one
 * for each alternative, of which one must be there. Returns how many alternatives, at most
 * MAX; 0 when nothing can be said of one of them.
 */
unsigned pattern_literals(struct sv p, struct literals *ret, unsigned max);
/*
 * False when it is plain to see that no text out of ALPHABET (ASCII) can match, in either
 * case.
 */
bool pattern_can_match(struct sv p, const char *alphabet);
/* Is C, or the same letter in the other case, in ALPHABET? */
bool pattern_char_in(const char *alphabet, unsigned char c);
/* Note C, unless it is there or no ASCII character. */
void regex_needs_add(struct regex_needs *n, unsigned char c);

#endif
