/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Templates: JSON text in which `$X` stands for something drawn per event. Compiled once into
 * pieces of literal text and one-letter codes; putting one is a row of memcpy and calls.
 */
#ifndef MKTRAIL_TMPL_H
#define MKTRAIL_TMPL_H

#include "text.h"

struct tmpl_piece {
	const char *lit;
	uint32_t len;
	unsigned char code; /* after the literal; 0 = nothing */
};
struct tmpl {
	struct tmpl_piece *piece;
	uint32_t n; /* 0 = the JSON value null */
};

/* SRC must live as long as the template; NULL or "" gives the empty template. */
void tmpl_compile(struct tmpl *t, const char *src);
/* The same into pieces of the caller's; for what has fewer than ROOM codes. */
void tmpl_view(struct tmpl *t, struct tmpl_piece *piece, uint32_t room, const char *src);
void tmpl_release(struct tmpl *t);

typedef void (*tmpl_fn)(void *ctx, struct text *out);
/* CODES is indexed by the code letter; a letter without a function is a programming error. */
void tmpl_put(const struct tmpl *t, struct text *out, const tmpl_fn codes[128], void *ctx);

#endif
