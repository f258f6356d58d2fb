/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-8, strictly. Stored strings may also hold a lone surrogate as its three bytes
 * (ED A0..BF xx): that is how a JSON escape such as \ud800 is kept; it is valid input by
 * the JSON grammar, and shown as \ud800.
 */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

/*
 * Decode the sequence at P (LEN > 0). Returns its length and sets *ret_cp; for an invalid
 * byte returns 1 and sets *ret_cp to UTF8_BAD.
 */
#define UTF8_BAD UINT32_MAX
size_t utf8_decode(const char *p, size_t len, uint32_t *ret_cp);
/*
 * Write CP (up to U+10FFFF, surrogates included) at OUT (4 bytes of room); returns length.
 */
size_t utf8_encode(uint32_t cp, char *out);
/* Offset of the first byte that is no strict UTF-8 (surrogates are not), or LEN. */
size_t utf8_check(const char *p, size_t len);
/* Append V with U+FFFD for each byte that is no UTF-8. */
void utf8_add_lossy(struct buf *out, struct sv v);
/* Columns of a code point: 0 combining or control, 1, or 2. Own table: no locale needed. */
int utf8_width(uint32_t cp);
/* General category Lu (capital letters), for smart case. */
bool utf8_is_upper(uint32_t cp);
/* A character of Unicode 14: neither unassigned nor of private use. */
bool utf8_is_assigned(uint32_t cp);
/* Code points in V; invalid bytes count one each. */
size_t utf8_count(struct sv v);

#endif
