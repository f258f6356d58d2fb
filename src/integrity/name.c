/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names are cut at '_' and '/'; nothing is allocated. */
#include "integrity/name.h"

#define PARTS_MAX 32

static struct sv without(struct sv v, struct sv tail)
{
	return v.len > tail.len && sv_ends(v, tail) ? sv_head(v, v.len - tail.len) : v;
}

static ptrdiff_t last_slash(struct sv v)
{
	const char *p = v.len ? memrchr(v.ptr, '/', v.len) : NULL;

	return p ? p - v.ptr : -1;
}

struct sv name_base(struct sv path)
{
	return sv_from(path, (size_t)(last_slash(path) + 1));
}

struct sv name_stem(struct sv path)
{
	return without(name_base(path), SV_LIT(".gz"));
}

static bool all_digits(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.ptr[i] < '0' || v.ptr[i] > '9')
			return false;
	return v.len > 0;
}

/* YYYYMMDDTHHMM[SS]Z */
static tick_t stamp(struct sv v)
{
	char text[] = "YYYY-MM-DDTHH:MM:00Z";

	if ((v.len != 14 && v.len != 16) || v.ptr[8] != 'T' || v.ptr[v.len - 1] != 'Z' ||
	    !all_digits(sv_head(v, 8)) || !all_digits(sv_make(v.ptr + 9, v.len - 10)))
		return TICK_NONE;
	memcpy(text, v.ptr, 4);
	memcpy(text + 5, v.ptr + 4, 2);
	memcpy(text + 8, v.ptr + 6, 2);
	memcpy(text + 11, v.ptr + 9, 2);
	memcpy(text + 14, v.ptr + 11, 2);
	if (v.len == 16)
		memcpy(text + 17, v.ptr + 13, 2);
	return time_parse(sv_make(text, sizeof(text) - 1));
}

static size_t cut(struct sv v, struct sv parts[PARTS_MAX])
{
	size_t n = 0;

	while (n < PARTS_MAX) {
		ptrdiff_t at = sv_chr(v, '_');

		parts[n++] = at < 0 ? v : sv_head(v, (size_t)at);
		if (at < 0)
			return n;
		v = sv_from(v, (size_t)at + 1);
	}
	return 0;
}

/* A trail may have '_' in its name: what stands between the others. */
static struct trail_name digest_name(const struct sv *parts, size_t n)
{
	struct trail_name r = { .kind = NAME_DIGEST, .stamp = TICK_NONE };

	r.backfill = sv_eqs(parts[n - 1], "backfill");
	n -= r.backfill;
	if (n < 6 || stamp(parts[n - 1]) == TICK_NONE)
		return (struct trail_name){ .stamp = TICK_NONE };
	r.account = parts[0];
	r.region = parts[2];
	r.stamp = stamp(parts[n - 1]);
	r.trail = sv_make(parts[3].ptr,
			  (size_t)(parts[n - 3].ptr + parts[n - 3].len - parts[3].ptr));
	return r;
}

struct trail_name name_parse(struct sv path)
{
	struct sv v = without(name_stem(path), SV_LIT(".json")), parts[PARTS_MAX];
	size_t n = cut(v, parts);
	struct trail_name none = { .stamp = TICK_NONE };

	if (n < 5 || parts[0].len != 12 || !all_digits(parts[0]) ||
	    !sv_starts(parts[1], SV_LIT("CloudTrail")))
		return none;
	if (sv_eqs(parts[1], "CloudTrail-Digest"))
		return digest_name(parts, n);
	if (stamp(parts[3]) == TICK_NONE)
		return none;
	return (struct trail_name){ .kind = NAME_LOG,
				    .account = parts[0],
				    .region = parts[2],
				    .stamp = stamp(parts[3]) };
}

/* Take the last component off V. */
static struct sv pop(struct sv *v)
{
	struct sv last;

	while (v->len && v->ptr[v->len - 1] == '/')
		v->len--;
	last = name_base(*v);
	v->len -= last.len;
	return last;
}

size_t name_common(struct sv a, struct sv b)
{
	size_t n = 0;

	for (;;) {
		struct sv x = pop(&a), y = pop(&b);

		if (!x.len || !y.len ||
		    !(n ? sv_eq(x, y) : sv_eq(name_stem(x), name_stem(y))))
			return n;
		n++;
	}
}

size_t name_components(struct sv path)
{
	size_t n = 0;

	while (pop(&path).len)
		n++;
	return n;
}

struct sv name_above(struct sv path, size_t n)
{
	while (n--)
		pop(&path);
	while (path.len && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}
