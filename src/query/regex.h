/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Regular expressions: the only file that knows PCRE2. Patterns are UTF (invalid bytes in the
 * subject never match and never fail), compiled by JIT when it is there, with limits on
 * matching (reference reliability.md section 3).
 */
#ifndef QUERY_REGEX_H
#define QUERY_REGEX_H

#include "util/base.h"
#include "util/err.h"
#include "util/sv.h"

struct regex;

/*
 * CASELESS: true ignores case always; false = smart case: ignored unless a capital (Lu) stands in
 * the pattern outside escape sequences and group names. On ST_SYNTAX err->off is the offset
 * in characters within PATTERN.
 */
enum st regex_compile(struct sv pattern, bool caseless, struct regex **ret,
		      struct err *err) WARN_UNUSED;
void regex_free(struct regex *re);

/* Each thread that matches has one. */
struct regex_scratch;
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *s);

enum re_answer { RE_NO, RE_YES, RE_UNDECIDED };
enum re_answer regex_match(const struct regex *re, struct regex_scratch *s, struct sv subject);
/* First match from byte AT: its range. For highlights. */
enum re_answer regex_find(const struct regex *re, struct regex_scratch *s, struct sv subject,
			  size_t at, size_t *ret_from, size_t *ret_to);
/* Bytes that every match must contain (bit set of 256), for skipping columns: false when unknown. */
bool regex_needs(const struct regex *re, unsigned char *ret_byte, bool *ret_caseless,
		 size_t *ret_min_len);

/* Smart-case literal search: compiled to a quoted pattern. */
enum st regex_compile_literal(struct sv text, struct regex **ret, struct err *err) WARN_UNUSED;
/* Wildcards (`*`) of an unquoted value: anchored, case-sensitive, `*` matches anything. */
bool wildcard_match(struct sv pattern, struct sv text);

#endif
