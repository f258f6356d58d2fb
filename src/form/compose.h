/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A record as JSON from values under paths. Paths that begin alike must follow one another:
 * objects are opened and closed as the paths go.
 */
#ifndef FORM_COMPOSE_H
#define FORM_COMPOSE_H

#include "util/buf.h"
#include "util/sv.h"

#define COMPOSE_DEPTH 8u

struct compose {
	struct buf *out;
	struct sv open[COMPOSE_DEPTH]; /* keys of the objects that are open */
	unsigned depth;
	bool comma;
	unsigned n; /* values so far */
};

void compose_begin(struct compose *c, struct buf *out);
/* The key of PATH ("a.b.c"): the value is to be appended to c->out. */
void compose_key(struct compose *c, const char *path);
void compose_text(struct compose *c, const char *path, struct sv text);
/* The member partialRecord, and the end. */
void compose_end(struct compose *c, const char *form);

#endif
