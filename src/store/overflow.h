/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies below a key that found no node of its own (store/path.h): each leaf is one
 * string of the overflow node: the keys from there on, JSON-escaped, joined by byte 1F;
 * byte 1E; 's' for a string or 'l' for a literal; the value. Elements of arrays add no key.
 */
#ifndef STORE_OVERFLOW_H
#define STORE_OVERFLOW_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

/*
 * Append one key of the relative path (the caller puts the separators by calling in order).
 */
void overflow_key(struct buf *out, struct sv key, bool first);
/* Split a stored text; false when it is none. */
bool overflow_split(struct sv text, struct sv *ret_rel, bool *ret_literal,
		    struct sv *ret_value) WARN_UNUSED;
/* The relative path of decoded keys, as stored. */
void overflow_rel(struct buf *out, const struct sv *keys, size_t n);

#endif
