/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 (RFC 4648, the alphabet with + and /), with padding. */
#ifndef UTIL_BASE64_H
#define UTIL_BASE64_H

#include "util/buf.h"

/* Append the base64 of V. */
void base64_add(struct buf *out, struct sv v);
/*
 * Append the bytes that TEXT stands for. Strict: nothing but groups of four digits, padding
 * only in the last, and no bits left over; what base64_add() makes, and no other spelling of
 * the same bytes. False otherwise, and OUT is as it was.
 */
bool base64_decode(struct buf *out, struct sv text) WARN_UNUSED;

#endif
