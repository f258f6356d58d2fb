/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Partial records out of objects that have the fields of a record under other names: a list of
 * where a value stands there, and where it belongs.
 */
#ifndef FORM_MAPPING_H
#define FORM_MAPPING_H

#include "form/form.h"

struct mapping {
	/* "a.b.c": through objects, or one key "a.b.c"; several by '|': the first that is there */
	const char *from;
	const char *path; /* of the record; those of one object follow one another */
	as_fn fn; /* makes the value of the text that stands there; NULL: it stays as it is */
};

/*
 * The value at FROM below O, which is neither null nor an empty container; false: there is
 * none.
 */
bool mapping_find(const struct object *o, const char *from, struct sv *ret);
/*
 * The record of O as JSON; KIND is named in it. False: there is
 * neither a name nor an id. DEFS ends with a NULL FROM.
 */
bool mapping_compose(const struct object *o, const struct mapping *defs,
		     enum file_kind kind, struct cell_ctx *ctx, struct buf *out);

#endif
