/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tmpl.h"

#include <assert.h>
#include <stdlib.h>

void tmpl_compile(struct tmpl *t, const char *src)
{
	uint32_t room = 1;

	t->piece = NULL;
	t->n = 0;
	if (!src || !*src)
		return;
	for (const char *p = src; *p; p++)
		room += *p == '$';
	tmpl_view(t, must_alloc(room * sizeof(*t->piece)), room, src);
}

void tmpl_view(struct tmpl *t, struct tmpl_piece *piece, uint32_t room, const char *src)
{
	t->piece = piece;
	for (t->n = 0; *src; t->n++, piece++) {
		const char *end = strchr(src, '$');

		assert(t->n < room);
		piece->lit = src;
		piece->len = (uint32_t)(end ? (size_t)(end - src) : strlen(src));
		piece->code = end ? (unsigned char)end[1] : 0;
		src = end ? end + 2 : src + piece->len;
	}
}

void tmpl_release(struct tmpl *t)
{
	free(t->piece);
}

void tmpl_put(const struct tmpl *t, struct text *out, const tmpl_fn codes[128], void *ctx)
{
	for (const struct tmpl_piece *p = t->piece, *end = p + t->n; p < end; p++) {
		put(out, p->lit, p->len);
		if (p->code) {
			assert(p->code < 128 && codes[p->code]);
			codes[p->code](ctx, out);
		}
	}
}
