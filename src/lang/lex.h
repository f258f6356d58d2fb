/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pieces of the filter language, taken from where the cursor stands: what a piece is
 * depends on what the grammar expects there, so the parser asks for it. Of lang/ and eval/ only.
 */
#ifndef LANG_LEX_H
#define LANG_LEX_H

#include "lang/ast.h"

struct lex {
	struct sv src;
	size_t at; /* byte offset */
	struct arena *arena;
	struct err *err; /* may be NULL */
};

/* Set the error at byte AT of the source (offset in characters) and return ST_SYNTAX. */
enum st lex_fail(struct lex *lx, size_t at, const char *fmt, ...) PRINTF_LIKE(3, 4);

bool lex_is_space(char c);
void lex_space(struct lex *lx);
/* V without white space at its ends. */
struct sv lex_trim(struct sv v);
struct sv lex_trim_end(struct sv v);
/* No more than white space is left. */
bool lex_end(struct lex *lx);
/* The byte at the cursor, 0 at the end. */
static inline char lex_peek(const struct lex *lx)
{
	return lx->at < lx->src.len ? lx->src.ptr[lx->at] : '\0';
}

/* The bare word at byte AT; in a list it also ends at a comma. */
struct sv lex_word_at(const struct lex *lx, size_t at, bool in_list);
/* True when V is one of the keywords, in any case. */
bool lex_is_keyword(struct sv v);
/*
 * Is the word at byte AT the operator or keyword WORD (lower case), as a separate word? A
 * parenthesis ends it too.
 */
bool lex_word_is(const struct lex *lx, size_t at, const char *word);
/* The comparison at byte AT ("=", "!~" ...); its length, 0 when there is none. */
size_t lex_op_at(const struct lex *lx, size_t at, enum test_op *ret, bool *ret_negated);

/* A string in quotes, with JSON escapes, decoded into the arena. */
enum st lex_string(struct lex *lx, struct sv *ret) WARN_UNUSED;
/* A string in quotes that is a pattern: only \" is special. */
enum st lex_pattern(struct lex *lx, struct sv *ret) WARN_UNUSED;
/* Byte offset in the source of character N of a pattern that lex_pattern() took at AT. */
size_t lex_pattern_place(const struct lex *lx, size_t at, size_t n);
/* /regex/ or /regex/i; anything else is an error that says to quote it. */
enum st lex_regex(struct lex *lx, bool in_list, struct sv *ret,
		  bool *ret_caseless) WARN_UNUSED;

/*
 * A path or the name of a field. False when there is none at the cursor (which stays): then
 * *ret_st is ST_OK, or the error of a bad quoted key.
 */
bool lex_path(struct lex *lx, struct fieldref *ret, bool *ret_plain, enum st *ret_st);
/* How much of the beginning of V can stand in a path without quotes. */
size_t lex_key_len(struct sv v);
/* Give REF its field when the spelling is a plain name of the table. */
void lex_resolve_field(struct fieldref *ref, bool plain);

#endif
