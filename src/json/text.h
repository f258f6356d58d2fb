/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON texts, piece by piece: number grammar, string decoding and quoting, skipping values.
 * No DOM. The grammar is RFC 8259 to the letter.
 *
 * Layer json knows the grammar and nothing of CloudTrail.
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include "util/base.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/sv.h"

/* True when V is a JSON number, whole. */
bool json_is_number(struct sv v);
/* Compare two JSON numbers of any length by value, exactly: <0, 0, >0. */
int json_number_cmp(struct sv a, struct sv b);

/*
 * Decode the inside of a JSON string (no quotes) into OUT, which has room for V.len bytes
 * and does not overlap V; a surrogate pair becomes one code point, a lone surrogate its
 * three bytes (util/utf8.h).
 * Returns the length, or SIZE_MAX for a bad escape, a raw control character or bad UTF-8;
 * then *ret_bad is the offset in V.
 */
size_t json_decode(struct sv v, char *out, size_t *ret_bad);
/* Append V as a JSON string with quotes; lone surrogates as \udXXX; invalid UTF-8 as U+FFFD. */
void json_quote(struct buf *out, struct sv v);
/* As json_quote() without the quotes around. */
void json_escape(struct buf *out, struct sv v);

#endif
