/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of addresses as ranges: sorted, joined where they touch, looked up by halves. */
#include "util/cidr.h"

#include "util/xalloc.h"

#include <stdlib.h>

/* ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255 */
#define LONGEST 45u

/* A number of at most MAX without zeros in front. */
static bool parse_number(struct sv text, unsigned max, unsigned *ret)
{
	unsigned v = 0;

	if (!text.len || text.len > 3 || (text.len > 1 && text.ptr[0] == '0'))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		v = v * 10 + (unsigned)(text.ptr[i] - '0');
	}
	*ret = v;
	return v <= max;
}

/* Up to the next SEP, or all; TEXT goes on behind it. */
static struct sv take_part(struct sv *text, char sep)
{
	ptrdiff_t at = sv_chr(*text, sep);
	struct sv part = at < 0 ? *text : sv_head(*text, (size_t)at);

	*text = sv_from(*text, at < 0 ? text->len : (size_t)at + 1);
	return part;
}

/* Four numbers with points between them. */
static bool parse_four(struct sv text, uint8_t *out)
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned v;

		if ((i < 3) != (sv_chr(text, '.') >= 0) ||
		    !parse_number(take_part(&text, '.'), 255, &v))
			return false;
		out[i] = (uint8_t)v;
	}
	return true;
}

/* One to four hexadecimal digits. */
static bool parse_group(struct sv text, uint8_t *out)
{
	unsigned v = 0;

	if (!text.len || text.len > 4)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (unsigned)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v << 4 | (unsigned)((c | 0x20) - 'a' + 10);
		else
			return false;
	}
	out[0] = (uint8_t)(v >> 8);
	out[1] = (uint8_t)v;
	return true;
}

/*
 * Groups with colons between them, at most 16 bytes of them; the last may be an IPv4 address.
 * Returns how many bytes, or -1. Nothing is no group.
 */
static int parse_groups(struct sv text, uint8_t *out)
{
	int n = 0;

	while (text.len) {
		bool last = sv_chr(text, ':') < 0;
		struct sv part = take_part(&text, ':');

		if (last && n <= 12 && sv_chr(part, '.') >= 0)
			return parse_four(part, out + n) ? n + 4 : -1;
		if (n == 16 || !parse_group(part, out + n))
			return -1;
		n += 2;
		if (!last && !text.len)
			return -1;
	}
	return n;
}

static bool parse_six(struct sv text, uint8_t *out)
{
	ptrdiff_t gap = sv_find(text, SV_LIT("::"));
	uint8_t head[16], tail[16];
	int nhead, ntail;

	if (gap < 0)
		return parse_groups(text, out) == 16;
	if (sv_chr(sv_head(text, (size_t)gap), '.') >= 0)
		return false;
	nhead = parse_groups(sv_head(text, (size_t)gap), head);
	ntail = parse_groups(sv_from(text, (size_t)gap + 2), tail);
	/* the gap stands for one group at least */
	if (nhead < 0 || ntail < 0 || nhead + ntail > 14)
		return false;
	memset(out, 0, 16);
	memcpy(out, head, (size_t)nhead);
	memcpy(out + 16 - ntail, tail, (size_t)ntail);
	return true;
}

bool ipaddr_parse(struct sv text, struct ipaddr *ret)
{
	bool six = text.len <= LONGEST && sv_chr(text, ':') >= 0;

	*ret = (struct ipaddr){ .len = six ? 16 : 4 };
	if (!text.len || text.len > LONGEST)
		return false;
	return six ? parse_six(text, ret->bytes) : parse_four(text, ret->bytes);
}

bool cidr_parse(struct sv text, struct cidr *ret)
{
	ptrdiff_t slash = sv_chr(text, '/');
	struct cidr c;
	unsigned bits;

	if (slash < 0 || !ipaddr_parse(sv_head(text, (size_t)slash), &c.first) ||
	    !parse_number(sv_from(text, (size_t)slash + 1), c.first.len * 8, &bits))
		return false;
	c.last = c.first;
	for (unsigned i = 0; i < c.first.len; i++) {
		unsigned kept = bits > i * 8 ? MIN(bits - i * 8, 8u) : 0;
		uint8_t below = (uint8_t)(0xff >> kept);

		c.first.bytes[i] &= (uint8_t)~below;
		c.last.bytes[i] |= below;
	}
	*ret = c;
	return true;
}

void cidrset_release(struct cidrset *s)
{
	free(s->v);
	*s = (struct cidrset){ .n = 0 };
}

void cidrset_add(struct cidrset *s, const struct cidr *c)
{
	ALLOC_GROW(s->v, s->n + 1, s->cap);
	s->v[s->n++] = *c;
}

static int ipaddr_cmp(const struct ipaddr *a, const struct ipaddr *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->bytes, b->bytes, a->len);
}

static int cidr_cmp(const void *a, const void *b)
{
	const struct cidr *x = a, *y = b;

	return ipaddr_cmp(&x->first, &y->first);
}

void cidrset_sort(struct cidrset *s)
{
	size_t n = 0;

	if (!s->n)
		return;
	qsort(s->v, s->n, sizeof(*s->v), cidr_cmp);
	for (size_t i = 1; i < s->n; i++) {
		struct cidr *last = &s->v[n];

		if (ipaddr_cmp(&s->v[i].first, &last->last) > 0)
			s->v[++n] = s->v[i];
		else if (ipaddr_cmp(&s->v[i].last, &last->last) > 0)
			last->last = s->v[i].last;
	}
	s->n = n + 1;
}

bool cidrset_has(const struct cidrset *s, const struct ipaddr *a)
{
	size_t lo = 0, hi = s->n;

	/* the last range that begins at A or before it */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ipaddr_cmp(&s->v[mid].first, a) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && ipaddr_cmp(a, &s->v[lo - 1].last) <= 0;
}
