/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/token.h"

#include "json/text.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MAX_EDGES 48  /* ways kept for each path */
#define MAX_GAP   512 /* bytes of a gap that is remembered */

void token_init(struct token *t, struct stage *st, const struct token_limits *limits,
		bool memo)
{
	*t = (struct token){ .stage = st, .limits = *limits, .memo = memo };
	t->root = stage_path(st, PATH_ROOT);
	t->begin = xcalloc(1, sizeof(*t->begin));
	t->begin->parent = t->root;
	snprintf(t->too_deep, sizeof(t->too_deep), "nested deeper than %u", limits->depth);
	snprintf(t->too_long, sizeof(t->too_long), "longer than %llu bytes",
		 (unsigned long long)limits->record);
}

void token_release(struct token *t)
{
	free(t->begin);
	arena_release(&t->edges);
	buf_release(&t->text);
	buf_release(&t->key);
}

enum st token_fail(struct token *t, enum st st, const char *at, const char *reason)
{
	if (at >= t->end) {
		if (!t->final && st == ST_SYNTAX)
			return ST_MORE;
		if (st == ST_SYNTAX)
			reason = "the text ends inside the record";
		at = t->end;
	}
	t->fail_at = at;
	t->reason = reason;
	return st;
}

const struct stage_path *token_source(struct token *t)
{
	struct stage *st = t->stage;

	if (!t->source) {
		path_t p = path_find_child(st->trie, PATH_ROOT, SV_LIT("eventSource"));

		if (p != PATH_NONE && p < st->npaths)
			t->source = st->paths[p];
	}
	return t->source;
}

/* ---- bytes ---- */

static ALWAYS_INLINE bool same8(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, 8);
	memcpy(&y, b, 8);
	return x == y;
}

static ALWAYS_INLINE bool same16(const char *a, const char *b)
{
#ifdef __SSE2__
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)a);
	__m128i y = _mm_loadu_si128((const __m128i *)(const void *)b);

	return _mm_movemask_epi8(_mm_cmpeq_epi8(x, y)) == 0xffff;
#else
	return same8(a, b) && same8(a + 8, b + 8);
#endif
}

/* From the front, so that not more than 16 bytes behind the first difference are read. */
static ALWAYS_INLINE bool same_bytes(const char *a, const char *b, size_t n)
{
	if (n >= 16) {
		for (size_t i = 0; i + 16 <= n; i += 16)
			if (!same16(a + i, b + i))
				return false;
		return same16(a + n - 16, b + n - 16);
	}
	if (n >= 8)
		return same8(a, b) && same8(a + n - 8, b + n - 8);
	if (n >= 4) {
		uint32_t x, y, v, w;

		memcpy(&x, a, 4);
		memcpy(&y, b, 4);
		memcpy(&v, a + n - 4, 4);
		memcpy(&w, b + n - 4, 4);
		return x == y && v == w;
	}
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* What stands in a string before the byte that ends the scan. */
enum { SEEN_HIGH = 1 };

/*
 * From P to the first '"', '\\' or control character. *SEEN |= SEEN_HIGH when a byte that
 * is not ASCII stands before it. The padding behind the text ends the scan at the latest.
 */
static ALWAYS_INLINE const char *scan_string(const char *p, unsigned *seen)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	const __m128i ctrl = _mm_set1_epi8(0x1f);

	for (;; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i stop = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote),
							 _mm_cmpeq_epi8(v, back)),
					    _mm_cmpeq_epi8(_mm_min_epu8(v, ctrl), v));
		unsigned m = (unsigned)_mm_movemask_epi8(stop);
		unsigned high = (unsigned)_mm_movemask_epi8(v);

		if (m) {
			unsigned n = (unsigned)__builtin_ctz(m);

			*seen |= (high & ((1u << n) - 1)) != 0;
			return p + n;
		}
		*seen |= high != 0;
	}
#else
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;

	for (;; p += 8) {
		uint64_t v, q, b, stop;

		memcpy(&v, p, 8);
		q = v ^ ones * '"';
		b = v ^ ones * '\\';
		stop = (((q - ones) & ~q) | ((b - ones) & ~b) | ((v - ones * 0x20) & ~v)) &
		       tops;
		if (stop || (v & tops))
			break;
	}
	for (;; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\' || c < 0x20)
			return p;
		*seen |= c >= 0x80;
	}
#endif
}

/* The rest of a string that has an escape or a bad byte at AT. */
static enum st slow_string(struct token *t, const char *p, const char *at, struct sv *ret,
			   const char **ret_next)
{
	unsigned seen = 0;
	size_t len, bad;

	while (*at == '\\') {
		/* an escape: two bytes at least, so that an escaped quote is no end */
		if (at + 1 >= t->end)
			return token_fail(t, ST_SYNTAX, t->end, "bad escape in a string");
		at = scan_string(at + 2, &seen);
		if ((uint64_t)(at - t->start) > t->limits.record)
			return token_fail(t, ST_LIMIT, at, t->too_long);
	}
	if (*at != '"' || at >= t->end)
		return token_fail(t, ST_SYNTAX, at, "control character in a string");
	buf_clear(&t->text);
	buf_reserve(&t->text, (size_t)(at - p) + 8);
	len = json_decode(sv_make(p, (size_t)(at - p)), t->text.ptr, &bad);
	if (len == SIZE_MAX)
		return token_fail(t, ST_SYNTAX, p + bad,
				  "bad escape or bad UTF-8 in a string");
	*ret = sv_make(t->text.ptr, len);
	*ret_next = at + 1;
	return ST_OK;
}

enum st token_string(struct token *t, const char *p, struct sv *ret, const char **ret_next)
{
	unsigned seen = 0;
	const char *at = scan_string(p, &seen);

	if (UNLIKELY(*at != '"'))
		return slow_string(t, p, at, ret, ret_next);
	if (UNLIKELY(seen)) {
		size_t ok = utf8_check(p, (size_t)(at - p));

		if (ok != (size_t)(at - p))
			return token_fail(t, ST_SYNTAX, p + ok, "bad UTF-8 in a string");
	}
	*ret = sv_make(p, (size_t)(at - p));
	*ret_next = at + 1;
	return ST_OK;
}

static bool number_char(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' ||
	       c == 'E';
}

enum st token_number(struct token *t, const char *p, struct sv *ret)
{
	const char *q = p;

	while (number_char(*q))
		q++;
	*ret = sv_make(p, (size_t)(q - p));
	if (q >= t->end && !t->final)
		return ST_MORE;
	if (!json_is_number(*ret))
		return token_fail(t, ST_SYNTAX, p, "bad number");
	return ST_OK;
}

/* ---- values at a known path ---- */

static ALWAYS_INLINE bool memo_hit(const struct token *t, const struct stage_memo *m,
				   const char *p)
{
	return m->ptr && (size_t)(t->end - p) > m->len && p[m->len] == '"' &&
	       same_bytes(m->ptr, p, m->len);
}

/* Which of the recent values of an edge could equal TEXT. */
static ALWAYS_INLINE unsigned recent_slot(struct sv text)
{
	unsigned char mid = (unsigned char)text.ptr[text.len / 2];
	unsigned char last = (unsigned char)text.ptr[text.len - 1];

	return (unsigned)(text.len + mid * 5u + last * 11u) % TOKEN_RECENT;
}

/* A string that is not the last or the one before: one of the recent ones, or looked up. */
static enum st new_string(struct token *t, struct token_edge *e, const char *p,
			  const char **ret_next)
{
	struct stage_memo memo, *recent = NULL;
	struct sv text;
	enum st st = token_string(t, p, &text, ret_next);
	/* what was decoded cannot be compared with source bytes */
	bool plain = (size_t)(*ret_next - p) == text.len + 1;

	if (st != ST_OK)
		return st;
	if (plain && text.len && e->len) { /* an edge that is kept */
		if (!e->recent) {
			e->recent =
				arena_alloc(&t->edges, TOKEN_RECENT * sizeof(*e->recent));
			memset(e->recent, 0, TOKEN_RECENT * sizeof(*e->recent));
		}
		recent = &e->recent[recent_slot(text)];
		if (recent->ptr && recent->len == text.len &&
		    same_bytes(recent->ptr, text.ptr, text.len)) {
			stage_again(t->stage, e->to, recent);
			e->memo2 = e->memo;
			e->memo = *recent;
			return ST_OK;
		}
	}
	stage_string(t->stage, e->to, text, &memo);
	if (!memo.ptr || !plain)
		return ST_OK;
	e->memo2 = e->memo;
	e->memo = memo;
	if (recent)
		*recent = memo;
	return ST_OK;
}

static enum st read_number(struct token *t, struct token_edge *e, const char *p,
			   const char **ret_next)
{
	const struct stage_memo *m = &e->memo;
	struct sv text;
	enum st st;

	if (m->ptr && same_bytes(m->ptr, p, m->len) && !number_char(p[m->len])) {
		stage_again(t->stage, e->to, m);
		*ret_next = p + m->len;
		return ST_OK;
	}
	st = token_number(t, p, &text);
	if (st != ST_OK)
		return st;
	stage_literal(t->stage, e->to, text, &e->memo);
	*ret_next = p + text.len;
	return ST_OK;
}

/* ---- gaps ---- */

/* At the start of a cache line. */
static void *line_alloc(struct arena *a, size_t n)
{
	uintptr_t p = (uintptr_t)arena_alloc(a, n + CACHE_LINE);

	return (void *)ROUND_UP(p, (uintptr_t)CACHE_LINE);
}

static struct token_edge *add_edge(struct token *t, struct stage_path *from, const char *p,
				   const struct token_step *step)
{
	size_t len = (size_t)(step->next - p);
	struct token_edge *e;

	if (!t->memo || len > MAX_GAP || from->nedges >= MAX_EDGES ||
	    (step->to && step->to->frame == FRAME_RECORDS))
		return NULL;
	from->nedges++;
	e = line_alloc(&t->edges, sizeof(*e) + len + 8);
	*e = (struct token_edge){
		.next = from->edges,
		.to = step->to,
		.len = (uint32_t)len,
		.cls = (uint8_t)step->cls,
		.frame = step->to ? step->to->frame : 0,
	};
	memcpy(e->text, p, len);
	memset(e->text + len, 0, 8);
	from->edges = e;
	return e;
}

/* A constant that is not followed by what ends a value ("truex") is none. */
static bool ends_value(char c)
{
	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' ||
	       c == '\t';
}

/*
 * Does the gap of E stand at P? The gap before a number is also the head of one before a
 * string.
 */
static ALWAYS_INLINE bool edge_fits(const struct token_edge *e, const char *p)
{
	if (!same_bytes(e->text, p, e->len))
		return false;
	if (e->cls == TC_NUMBER)
		return p[e->len] == '-' || (p[e->len] >= '0' && p[e->len] <= '9');
	return e->cls != TC_CONST || ends_value(p[e->len]);
}

/* A way from FROM whose text stands at P; it becomes the first to be tried. */
static struct token_edge *find_edge(struct stage_path *from, const char *p)
{
	struct token_edge **link = &from->edges;

	for (struct token_edge *e = *link; e; link = &e->next, e = *link) {
		if (!edge_fits(e, p))
			continue;
		*link = e->next;
		e->next = from->edges;
		from->edges = e;
		return e;
	}
	return NULL;
}

/* The value that edge E leads to, at P. */
static ALWAYS_INLINE enum st take(struct token *t, struct token_edge *e, const char *p,
				  const char **ret_next)
{
	switch ((enum token_class)e->cls) {
	case TC_STRING:
		if (memo_hit(t, &e->memo, p)) {
			stage_again(t->stage, e->to, &e->memo);
			*ret_next = p + e->memo.len + 1;
			return ST_OK;
		}
		if (memo_hit(t, &e->memo2, p)) {
			struct stage_memo m = e->memo2;

			e->memo2 = e->memo;
			e->memo = m;
			stage_again(t->stage, e->to, &e->memo);
			*ret_next = p + m.len + 1;
			return ST_OK;
		}
		return new_string(t, e, p, ret_next);
	case TC_NUMBER:
		return read_number(t, e, p, ret_next);
	case TC_CONST:
		*ret_next = p;
		if (e->memo.ptr)
			stage_again(t->stage, e->to, &e->memo);
		return ST_OK;
	case TC_END:
		break;
	}
	*ret_next = p;
	return ST_END;
}

/* Parse the gap at P, remember it, take the value behind it. */
static enum st walk_and_take(struct token *t, struct stage_path **from, const char *p,
			     struct token_edge **ret_edge, const char **ret_next)
{
	struct token_edge once = { .len = 0 }, *e;
	struct token_step step = { 0 };
	enum st st = token_walk(t, from, p, &step);

	*ret_edge = NULL;
	*ret_next = step.next;
	if (st == ST_END) /* overflow leaves were staged */
		return ST_OK;
	if (st != ST_OK)
		return st;
	e = add_edge(t, *from, p, &step);
	*ret_edge = e;
	if (!e) {
		once.to = step.to;
		once.cls = (uint8_t)step.cls;
		once.frame = step.to ? step.to->frame : 0;
		e = &once;
	}
	t->frame |= e->frame;
	if (e->cls == TC_CONST) {
		stage_literal(t->stage, e->to, step.constant, &e->memo);
		*from = e->to;
		return ST_OK;
	}
	st = take(t, e, step.next, ret_next);
	if (st == ST_OK)
		*from = e->to;
	return st;
}

enum st token_record(struct token *t, const char *p, const char *end, bool final, bool top,
		     const char **ret_end)
{
	struct stage_path *from = t->begin;
	struct token_edge *prev = NULL;
	enum st st;

	t->start = p;
	t->end = end;
	t->final = final;
	t->top = top;
	t->frame = 0;
	for (;;) {
		struct token_edge *e = prev ? prev->follow : from->edges;

		if (!e || !edge_fits(e, p)) {
			e = find_edge(from, p);
			if (prev && e)
				prev->follow = e;
		}
		if (LIKELY(e != NULL)) {
			t->frame |= e->frame;
			st = take(t, e, p + e->len, &p);
			from = e->to;
		} else {
			st = walk_and_take(t, &from, p, &e, &p);
			if (prev && e)
				prev->follow = e;
		}
		prev = e;
		if (UNLIKELY(st != ST_OK))
			break;
		if (UNLIKELY((uint64_t)(p - t->start) > t->limits.record))
			return token_fail(t, ST_LIMIT, p, t->too_long);
	}
	*ret_end = p;
	if (st != ST_END)
		return st;
	if (p > end) /* cannot be: the padding is no JSON */
		return token_fail(t, ST_SYNTAX, end, "the text ends inside the record");
	if ((uint64_t)(p - t->start) > t->limits.record)
		return token_fail(t, ST_LIMIT, p, t->too_long);
	return ST_OK;
}
