/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The members of one JSON object, found by its brackets and strings alone: what a form
 * looks at. Whether values are right is told by whoever reads them.
 */
#ifndef FORM_OBJECT_H
#define FORM_OBJECT_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

#define OBJECT_MEMBERS 96 /* more are not looked at */

struct member {
	struct sv key;         /* as it stands between its quotes */
	const char *val, *end; /* the value */
};

struct object {
	const char *from, *to; /* braces included */
	uint64_t forms;        /* that have one of its keys: bits of key_info.forms */
	unsigned n;
	struct member m[OBJECT_MEMBERS];
};

/*
 * The object whose '{' is at P; returns what is behind its '}', or NULL: it is not whole
 * before END, or no object.
 */
const char *object_scan(struct object *o, const char *p, const char *end);
/* The first member KEY, or NULL. */
const struct member *object_get(const struct object *o, const char *key);
/* Is there one whose value begins with FIRST ('{', '[', '"')? NULL: no. */
const struct member *object_get_as(const struct object *o, const char *key, char first);
/* The value of M as an object of its own; false: it is none. */
bool object_enter(const struct member *m, struct object *ret);
/* Between the quotes of the string M (NULL: none), as it stands; ptr NULL: it is none. */
struct sv member_inside(const struct member *m);
/*
 * The text of M, decoded to TMP where it must be; of what is no string as it stands, of null
 * and of no member "".
 */
struct sv member_text(const struct member *m, struct buf *tmp);
/* Is M a string that ends with TAIL, no escapes looked at? */
bool member_ends(const struct member *m, const char *tail);
bool member_is(const struct member *m, const char *text);

/* Behind the value at P, or NULL: it is not whole before END. */
const char *value_skip(const char *p, const char *end);

#endif
