/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts cut into head and tail where that saves room. */
#include "store/rawcol.h"

#include "util/bytes.h"
#include "util/hashtab.h"
#include "util/xalloc.h"

#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define SAMPLE 64u

static size_t pad8(size_t n)
{
	return ROUND_UP(n, (size_t)8);
}

static uint8_t width_for(uint32_t max)
{
	return max <= UINT8_MAX ? 1 : max <= UINT16_MAX ? 2 : 4;
}

static uint32_t get(const char *p, unsigned width, uint32_t i)
{
	switch (width) {
	case 1:
		return ((const uint8_t *)p)[i];
	case 2:
		return ((const uint16_t *)(const void *)p)[i];
	default:
		return ((const uint32_t *)(const void *)p)[i];
	}
}

static void put(char *p, unsigned width, uint32_t i, uint32_t v)
{
	switch (width) {
	case 1:
		((uint8_t *)p)[i] = (uint8_t)v;
		break;
	case 2:
		((uint16_t *)(void *)p)[i] = (uint16_t)v;
		break;
	default:
		((uint32_t *)(void *)p)[i] = v;
	}
}

/* ---- planning ---- */

static bool cuts(char c)
{
	return c == '/' || c == ':';
}

/* Bytes of the head of a text: to its last '/' or ':'. */
static size_t head_len(struct sv v)
{
	size_t n = v.len;

#ifdef __SSE2__
	const __m128i slash = _mm_set1_epi8('/'), colon = _mm_set1_epi8(':');

	for (; n >= 16; n -= 16) {
		__m128i x =
			_mm_loadu_si128((const __m128i *)(const void *)(v.ptr + n - 16));
		unsigned m = (unsigned)_mm_movemask_epi8(
			_mm_or_si128(_mm_cmpeq_epi8(x, slash), _mm_cmpeq_epi8(x, colon)));

		if (m)
			return n - (unsigned)__builtin_clz(m << 16);
	}
#endif
	while (n && !cuts(v.ptr[n - 1]))
		n--;
	return n;
}

/* Do the texts have heads at all, worth a closer look? */
static bool has_heads(const struct stage_col *c)
{
	size_t heads = 0, all = 0, n = MIN(c->n, SAMPLE);

	for (uint32_t i = 0; i < n; i++) {
		struct sv v = stagecol_text(c, (uint32_t)((uint64_t)i * c->n / n));

		heads += head_len(v);
		all += v.len;
	}
	return c->n >= 16 && heads > all / 4;
}

struct heads {
	struct hashtab by_text;
	struct rawcol_plan *p;
};

static uint32_t intern_head(struct heads *h, struct sv v)
{
	struct rawcol_plan *p = h->p;
	uint64_t hash = hash_sv(v);

	HASHTAB_EACH(&h->by_text, hash, k) {
		uint32_t from = k ? p->ends[k - 1] : 0;

		if (sv_eq(sv_make(p->heads + from, p->ends[k] - from), v))
			return k;
	}
	if (v.len)
		memcpy(p->heads + p->head.head_bytes, v.ptr, v.len);
	p->head.head_bytes += (uint32_t)v.len;
	p->ends[p->head.nheads] = p->head.head_bytes;
	hashtab_add(&h->by_text, hash, p->head.nheads);
	return p->head.nheads++;
}

/* Cut every text; keep the cuts when they save an eighth. */
static void plan_heads(struct rawcol_plan *p, const struct stage_col *c,
		       struct arena *scratch)
{
	struct heads h = { .p = p };
	size_t cut = 0, cost;

	p->ids = arena_alloc(scratch, c->n * sizeof(*p->ids));
	p->cuts = arena_alloc(scratch, c->n * sizeof(*p->cuts));
	p->ends = arena_alloc(scratch, c->n * sizeof(*p->ends));
	p->heads = arena_alloc(scratch, c->blob.len);
	for (uint32_t i = 0; i < c->n; i++) {
		struct sv v = stagecol_text(c, i);
		size_t n = head_len(v);

		/* mostly that of the value before */
		if (i && n == p->cuts[i - 1] &&
		    memcmp(stagecol_text(c, i - 1).ptr, v.ptr, n) == 0)
			p->ids[i] = p->ids[i - 1];
		else
			p->ids[i] = intern_head(&h, sv_head(v, n));
		p->cuts[i] = (uint32_t)n;
		cut += n;
	}
	hashtab_release(&h.by_text);
	p->head.num_width = width_for(p->head.nheads - 1);
	cost = p->head.head_bytes + p->head.nheads * 4u + (size_t)c->n * p->head.num_width;
	if (cost + c->blob.len / 8 > cut) {
		p->head.nheads = p->head.head_bytes = 0;
		p->head.num_width = 0;
	} else {
		p->tail_bytes = c->blob.len - cut;
	}
}

static ALWAYS_INLINE uint32_t tail_len(const struct rawcol_plan *p,
				       const struct stage_col *c, uint32_t i)
{
	uint32_t n = c->vals[i] - (i ? c->vals[i - 1] : 0);

	return p->head.nheads ? n - p->cuts[i] : n;
}

void rawcol_plan(struct rawcol_plan *p, const struct stage_col *c, struct arena *scratch)
{
	uint32_t lo = UINT32_MAX, hi = 0;

	*p = (struct rawcol_plan){ .head.n = c->n, .tail_bytes = c->blob.len };
	if (has_heads(c))
		plan_heads(p, c, scratch);
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t n = tail_len(p, c, i);

		lo = MIN(lo, n);
		hi = MAX(hi, n);
	}
	p->head.len = lo;
	p->head.len_width = lo == hi ? 0 : width_for(hi);
	p->bytes = pad8(sizeof(p->head)) + pad8(p->head.nheads * 4u) +
		   pad8((size_t)c->n * p->head.num_width) +
		   pad8(p->head.len_width ? ROUND_UP(c->n, RAW_BLOCK) / RAW_BLOCK * 4 : 0) +
		   pad8((size_t)c->n * p->head.len_width) + pad8(p->head.head_bytes) +
		   pad8(p->tail_bytes);
}

/* ---- the parts of a packed column ---- */

struct parts {
	const char *ends, *ids, *bases, *lens, *heads, *tails;
};

static struct parts parts_of(const struct raw_head *h)
{
	const char *at = (const char *)h + pad8(sizeof(*h));
	struct parts p;

	p.ends = at;
	at += pad8(h->nheads * 4u);
	p.ids = at;
	at += pad8((size_t)h->n * h->num_width);
	p.bases = at;
	at += pad8(h->len_width ? ROUND_UP(h->n, RAW_BLOCK) / RAW_BLOCK * 4 : 0);
	p.lens = at;
	at += pad8((size_t)h->n * h->len_width);
	p.heads = at;
	p.tails = at + pad8(h->head_bytes);
	return p;
}

void rawcol_pack(const struct rawcol_plan *p, const struct stage_col *c, char *to)
{
	struct raw_head *h = (struct raw_head *)(void *)to;
	struct parts at;
	char *tails;
	uint32_t pos = 0;

	*h = p->head;
	at = parts_of(h);
	tails = (char *)(uintptr_t)at.tails;
	if (h->nheads) {
		memcpy((char *)(uintptr_t)at.ends, p->ends, h->nheads * 4u);
		memcpy((char *)(uintptr_t)at.heads, p->heads, h->head_bytes);
	} else if (c->blob.len) {
		memcpy(tails, c->blob.ptr, c->blob.len);
	}
	for (uint32_t i = 0; i < c->n; i++) {
		struct sv v = stagecol_text(c, i);
		uint32_t n = tail_len(p, c, i);

		if (h->nheads) {
			put((char *)(uintptr_t)at.ids, h->num_width, i, p->ids[i]);
			copy_bytes(tails + pos, v.ptr + v.len - n, n);
		}
		if (h->len_width) {
			if (i % RAW_BLOCK == 0)
				put((char *)(uintptr_t)at.bases, 4, i / RAW_BLOCK, pos);
			put((char *)(uintptr_t)at.lens, h->len_width, i, n);
		}
		pos += n;
	}
}

/* ---- reading ---- */

static uint32_t sum(const char *lens, unsigned width, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	if (width == 1)
		for (uint32_t i = from; i < to; i++)
			n += ((const uint8_t *)lens)[i];
	else
		for (uint32_t i = from; i < to; i++)
			n += get(lens, width, i);
	return n;
}

struct sv column_text(const struct column_view *v, uint32_t i, struct column_text *ct)
{
	const struct raw_head *h = v->raw;
	const struct parts p = parts_of(h);
	uint32_t pos, n = h->len, k, from, head;

	if (!h->len_width) {
		pos = i * h->len;
	} else {
		n = get(p.lens, h->len_width, i);
		pos = i == ct->next && i ? ct->pos
					 : get(p.bases, 4, i / RAW_BLOCK) +
						   sum(p.lens, h->len_width,
						       i / RAW_BLOCK * RAW_BLOCK, i);
		ct->next = i + 1;
		ct->pos = pos + n;
	}
	if (!h->nheads)
		return sv_make(p.tails + pos, n);
	k = get(p.ids, h->num_width, i);
	from = k ? get(p.ends, 4, k - 1) : 0;
	head = get(p.ends, 4, k) - from;
	if (!ct->tmp || head + n > ct->cap) {
		ct->cap = MAX((size_t)head + n, (size_t)512);
		ct->tmp = xrealloc(ct->tmp, ct->cap);
	}
	memcpy(ct->tmp, p.heads + from, head);
	memcpy(ct->tmp + head, p.tails + pos, n);
	return sv_make(ct->tmp, (size_t)head + n);
}

bool column_text_lasts(const struct column_view *v)
{
	return !v->raw->nheads;
}

void column_text_release(struct column_text *ct)
{
	free(ct->tmp);
	*ct = (struct column_text){ 0 };
}
