/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nested objects are written as the paths of their values ask for them. */
#include "form/compose.h"

#include "json/text.h"

void compose_begin(struct compose *c, struct buf *out)
{
	*c = (struct compose){ .out = out };
	buf_addc(out, '{');
}

static void close_to(struct compose *c, unsigned depth)
{
	for (; c->depth > depth; c->depth--) {
		buf_addc(c->out, '}');
		c->comma = true;
	}
}

static void add_key(struct compose *c, struct sv key)
{
	if (c->comma)
		buf_addc(c->out, ',');
	json_quote(c->out, key);
	buf_addc(c->out, ':');
}

void compose_key(struct compose *c, const char *path)
{
	struct sv rest = sv_str(path);
	unsigned depth = 0;

	for (ptrdiff_t dot; (dot = sv_chr(rest, '.')) >= 0; depth++) {
		struct sv key = sv_head(rest, (size_t)dot);

		if (depth >= c->depth || !sv_eq(c->open[depth], key)) {
			close_to(c, depth);
			add_key(c, key);
			buf_addc(c->out, '{');
			c->open[c->depth++] = key;
			c->comma = false;
		}
		rest = sv_from(rest, (size_t)dot + 1);
	}
	close_to(c, depth);
	add_key(c, rest);
	c->comma = true;
	c->n++;
}

void compose_text(struct compose *c, const char *path, struct sv text)
{
	compose_key(c, path);
	json_quote(c->out, text);
}

void compose_end(struct compose *c, const char *form)
{
	compose_text(c, "partialRecord.form", sv_str(form));
	close_to(c, 0);
	buf_addc(c->out, '}');
}
