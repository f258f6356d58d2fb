/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each path is looked for by itself: objects of this size are scanned in no time. */
#include "form/mapping.h"

#include "form/compose.h"

#define DEEP 6u /* keys of a path */

static bool is_nothing(struct sv v)
{
	size_t i = 1;

	if (sv_eqs(v, "null"))
		return true;
	if (v.ptr[0] != '{' && v.ptr[0] != '[')
		return false;
	while (i < v.len && strchr(" \t\r\n", v.ptr[i]))
		i++;
	return i + 1 == v.len;
}

static const struct member *get(const struct object *o, struct sv key)
{
	for (unsigned i = 0; i < o->n; i++)
		if (sv_eq(o->m[i].key, key))
			return &o->m[i];
	return NULL;
}

/* One way: down as far as keys lead, the rest of the path as one key. */
static bool find_one(const struct object *o, struct sv path, struct sv *ret)
{
	struct object at = *o;

	for (unsigned depth = 0; depth < DEEP; depth++) {
		const struct member *whole = get(&at, path), *m;
		ptrdiff_t dot = sv_chr(path, '.');
		struct object inner;

		if (whole) {
			*ret = sv_make(whole->val, (size_t)(whole->end - whole->val));
			return !is_nothing(*ret);
		}
		if (dot < 0)
			return false;
		m = get(&at, sv_head(path, (size_t)dot));
		if (!object_enter(m, &inner))
			return false;
		at = inner;
		path = sv_from(path, (size_t)dot + 1);
	}
	return false;
}

bool mapping_find(const struct object *o, const char *from, struct sv *ret)
{
	struct sv left = sv_str(from);

	while (left.len) {
		ptrdiff_t bar = sv_chr(left, '|');
		struct sv one = bar < 0 ? left : sv_head(left, (size_t)bar);

		if (find_one(o, one, ret))
			return true;
		left = sv_from(left, one.len + (bar >= 0));
	}
	return false;
}

/* The value V, by the function of D, to ctx->value. */
static bool value_of(const struct mapping *d, struct sv v, struct cell_ctx *ctx)
{
	const struct member m = { SV_NULL, v.ptr, v.ptr + v.len };

	buf_clear(&ctx->value);
	if (!d->fn) {
		buf_addsv(&ctx->value, v);
		return true;
	}
	v = member_text(&m, &ctx->cell);
	return v.len && d->fn(v, ctx, &ctx->value);
}

bool mapping_compose(const struct object *o, const struct mapping *defs,
		     enum file_kind kind, struct cell_ctx *ctx, struct buf *out)
{
	struct compose c;
	bool told = false;

	compose_begin(&c, out);
	for (const struct mapping *d = defs; d->from; d++) {
		struct sv v;

		if (!mapping_find(o, d->from, &v) || !value_of(d, v, ctx))
			continue;
		compose_key(&c, d->path);
		buf_addsv(out, buf_sv(&ctx->value));
		told |= strcmp(d->path, "eventName") == 0 ||
			strcmp(d->path, "eventID") == 0;
	}
	compose_end(&c, file_kind_names[kind]);
	return told;
}
