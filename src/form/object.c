/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the members of an object stand. */
#include "form/object.h"

#include "form/codec.h"
#include "form/form.h"
#include "json/scan.h"

static const char *skip_space(const char *p)
{
	while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')
		p++;
	return p;
}

/* Behind the quote that ends the string whose first byte is P; zero bytes follow END. */
static const char *skip_string(const char *p, const char *end)
{
	unsigned seen = 0;

	for (;;) {
		p = scan_string(p, &seen);
		if (p >= end)
			return NULL;
		if (*p == '"')
			return p + 1;
		p += *p == '\\' ? 2 : 1;
	}
}

/* Behind the container at P. */
static const char *skip_container(const char *p, const char *end)
{
	size_t depth = 0;

	do {
		/* what stands between brackets and strings is of no interest */
		while (p < end && *p != '"' && *p != '{' && *p != '}' && *p != '[' &&
		       *p != ']')
			p++;
		if (p >= end)
			return NULL;
		if (*p == '"') {
			p = skip_string(p + 1, end);
			if (!p)
				return NULL;
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else
			depth--;
		p++;
	} while (depth);
	return p;
}

const char *value_skip(const char *p, const char *end)
{
	if (p >= end)
		return NULL;
	if (*p == '"')
		return skip_string(p + 1, end);
	if (*p == '{' || *p == '[')
		return skip_container(p, end);
	while (p < end && !strchr(",:{}[]\" \t\r\n", *p))
		p++;
	return p < end ? p : NULL;
}

static void add_member(struct object *o, const struct member *m)
{
	const struct key_info *k = form_key(m->key);

	if (k)
		o->forms |= k->forms;
	if (o->n < OBJECT_MEMBERS)
		o->m[o->n++] = *m;
}

const char *object_scan(struct object *o, const char *p, const char *end)
{
	o->from = p;
	o->n = 0;
	o->forms = 0;
	if (p >= end || *p != '{')
		return NULL;
	p = skip_space(p + 1);
	if (*p == '}')
		return o->to = p + 1;
	for (;;) {
		struct member m;
		const char *q;

		if (p >= end || *p != '"' || !(q = skip_string(p + 1, end)))
			return NULL;
		m.key = sv_make(p + 1, (size_t)(q - p) - 2);
		p = skip_space(q);
		if (*p != ':')
			return NULL;
		m.val = skip_space(p + 1);
		m.end = value_skip(m.val, end);
		if (!m.end || m.end == m.val)
			return NULL;
		add_member(o, &m);
		p = skip_space(m.end);
		if (*p == '}')
			return p < end ? (o->to = p + 1) : NULL;
		if (*p != ',')
			return NULL;
		p = skip_space(p + 1);
	}
}

const struct member *object_get(const struct object *o, const char *key)
{
	for (unsigned i = 0; i < o->n; i++)
		if (sv_eqs(o->m[i].key, key))
			return &o->m[i];
	return NULL;
}

const struct member *object_get_as(const struct object *o, const char *key, char first)
{
	const struct member *m = object_get(o, key);

	return m && *m->val == first ? m : NULL;
}

bool object_enter(const struct member *m, struct object *ret)
{
	return m && object_scan(ret, m->val, m->end) == m->end;
}

struct sv member_inside(const struct member *m)
{
	if (!m || *m->val != '"')
		return SV_NULL;
	return sv_make(m->val + 1, (size_t)(m->end - m->val) - 2);
}

struct sv member_text(const struct member *m, struct buf *tmp)
{
	struct sv v = member_inside(m);

	if (!m)
		return SV_LIT("");
	if (!v.ptr)
		v = sv_make(m->val, (size_t)(m->end - m->val));
	else if (sv_chr(v, '\\') >= 0)
		v = codec_decode_step(STEP_STRING, v, tmp) ? buf_sv(tmp) : SV_LIT("");
	return *m->val != '"' && sv_eqs(v, "null") ? SV_LIT("") : v;
}

bool member_ends(const struct member *m, const char *tail)
{
	struct sv v = member_inside(m);
	size_t n = strlen(tail);

	return v.ptr && v.len >= n && memcmp(v.ptr + v.len - n, tail, n) == 0;
}

bool member_is(const struct member *m, const char *text)
{
	struct sv v = member_inside(m);

	return v.ptr && sv_eqs(v, text);
}
