/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gap and value of a record before are compared first; parsing is the way out. */
#include "ingest/token.h"

#include "json/scan.h"
#include "util/bytes.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MAX_EDGES 128                /* ways kept for each path */
#define MAX_GAP   512                /* bytes of a gap that is remembered */
#define MAX_ALL   ((size_t)64 << 20) /* bytes of all ways */

void token_init(struct token *t, struct stage *st, const struct token_limits *limits,
		bool memo)
{
	*t = (struct token){
		.stage = st, .limits = *limits, .memo = memo, .no_notice = DICT_NONE
	};
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

/* The top-level path KEY, looked for until it was met. */
static const struct stage_path *top_path(struct stage *st, struct stage_path **sp,
					 struct sv key)
{
	if (!*sp) {
		path_t p = path_find_child(st->trie, PATH_ROOT, key);

		if (p != PATH_NONE && p < st->npaths)
			*sp = st->paths[p];
	}
	return *sp;
}

const struct stage_path *token_source(struct token *t)
{
	return top_path(t->stage, &t->source, SV_LIT("eventSource"));
}

/* ---- bytes ---- */

/* What differs from CHAR_ANY | CHAR_ENDS_NUMBER. */
#define ENDS   CHAR_ENDS_VALUE
#define NUMBER CHAR_ENDS_NUMBER
#define BEGINS (CHAR_ENDS_NUMBER | CHAR_BEGINS_NUMBER)
const uint8_t token_chars[256] = {
	['0'] = BEGINS, ['1'] = BEGINS, ['2'] = BEGINS, ['3'] = BEGINS, ['4'] = BEGINS,
	['5'] = BEGINS, ['6'] = BEGINS, ['7'] = BEGINS, ['8'] = BEGINS, ['9'] = BEGINS,
	['-'] = BEGINS, ['+'] = NUMBER, ['.'] = NUMBER, ['e'] = NUMBER, ['E'] = NUMBER,
	[','] = ENDS,   ['}'] = ENDS,   [']'] = ENDS,   [' '] = ENDS,   ['\n'] = ENDS,
	['\r'] = ENDS,  ['\t'] = ENDS,
};

/*
 * Bytes that A and B have in common, N or more when the first N are the same. Up to 15
 * bytes behind the first difference, or behind N, are read.
 */
static ALWAYS_INLINE size_t same_until(const char *a, const char *b, size_t n)
{
#ifdef __SSE2__
	for (size_t i = 0;; i += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(a + i));
		__m128i y = _mm_loadu_si128((const __m128i *)(const void *)(b + i));
		unsigned m = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y));

		if (m != 0xffff)
			return i + (unsigned)__builtin_ctz(~m);
		if (i + 16 >= n)
			return i + 16;
	}
#else
	for (size_t i = 0;; i += 8) {
		uint64_t x, y;

		memcpy(&x, a + i, 8);
		memcpy(&y, b + i, 8);
		if (x !=
		    y) /* the first differing byte is the lowest: little-endian hosts */
			return i + (unsigned)__builtin_ctzll(x ^ y) / 8;
		if (i + 8 >= n)
			return i + 8;
	}
#endif
}

/* ---- values at a known path ---- */

static const uint8_t need_of[] = {
	[TC_STRING] = CHAR_ANY, [TC_NUMBER] = CHAR_ENDS_NUMBER, [TC_CONST] = CHAR_ENDS_VALUE
};

/* MEMO is the value E led to last; its text is held behind the gap where it fits. */
static void hold(struct token_edge *e, const struct stage_memo *memo)
{
	size_t n = memo->len;

	e->memo = *memo;
	if (n + 1 > e->room) {
		e->all = e->gap;
		e->need = 0;
		return;
	}
	copy_bytes(e->text + e->gap, memo->ptr, n);
	if (e->cls == TC_STRING)
		e->text[e->gap + n++] = '"';
	e->all = (uint16_t)(e->gap + n);
	e->need = need_of[e->cls];
}

/*
 * A string that is not the last one: looked up. What was decoded cannot be compared with
 * source bytes, and is not held.
 */
static NOINLINE enum st new_string(struct token *t, struct token_edge *e, const char *p,
				   const char **ret_next)
{
	struct stage_memo memo;
	unsigned seen = 0;
	const char *at = scan_string(p, &seen);
	struct sv text = sv_make(p, (size_t)(at - p));

	if (UNLIKELY(*at != '"' || seen || !e->gap)) {
		enum st st = token_string(t, p, &text, ret_next);

		if (st == ST_OK)
			stage_string(t->stage, e->to, text, &memo);
		return st;
	}
	*ret_next = at + 1;
	e->kind = (uint8_t)stage_string(t->stage, e->to, text, &memo);
	if (memo.ptr)
		hold(e, &memo);
	return ST_OK;
}

/* Does the string that E led to last stand at P, too long to be held? */
static ALWAYS_INLINE bool long_hit(const struct token *t, const struct token_edge *e,
				   const char *p)
{
	const struct stage_memo *m = &e->memo;

	return !e->need && m->ptr && (size_t)(t->end - p) > m->len && p[m->len] == '"' &&
	       memcmp(m->ptr, p, m->len) == 0;
}

/* A string that is not the one that is held, at P. */
static ALWAYS_INLINE enum st other_string(struct token *t, struct token_edge *e,
					  const char *p, const char **ret_next)
{
	if (e->kind == VK_UUID && p + 36 < t->end && p[36] == '"' &&
	    stage_uuid(t->stage, e->to, p)) {
		*ret_next = p + 37;
		return ST_OK;
	}
	if (e->kind == VK_TIME && p + 20 < t->end && p[20] == '"' &&
	    stage_time(t->stage, e->to, p)) {
		*ret_next = p + 21;
		return ST_OK;
	}
	if (long_hit(t, e, p)) {
		stage_again(t->stage, e->to, &e->memo);
		*ret_next = p + e->memo.len + 1;
		return ST_OK;
	}
	return new_string(t, e, p, ret_next);
}

static NOINLINE enum st read_number(struct token *t, struct token_edge *e, const char *p,
				    const char **ret_next)
{
	struct stage_memo memo;
	struct sv text;
	enum st st = token_number(t, p, &text);

	if (st != ST_OK)
		return st;
	stage_literal(t->stage, e->to, text, &memo);
	if (memo.ptr && e->gap)
		hold(e, &memo);
	*ret_next = p + text.len;
	return ST_OK;
}

/* ---- gaps ---- */

/* At the start of a cache line. */
static void *edge_alloc(struct arena *a, size_t n)
{
	uintptr_t p = (uintptr_t)arena_alloc(a, n + CACHE_LINE);

	return (void *)ROUND_UP(p, (uintptr_t)CACHE_LINE);
}

static const uint8_t first_of[] = { [TC_STRING] = CHAR_ANY,
				    [TC_NUMBER] = CHAR_BEGINS_NUMBER,
				    [TC_CONST] = CHAR_ENDS_VALUE,
				    [TC_END] = CHAR_ANY };

/*
 * A way to a key of a form is found anew each time, so that the walker sees the key; below
 * it ways are as good as elsewhere.
 */
static bool leads_to_form(const struct stage_path *from, const struct stage_path *to)
{
	return to && to->frame & FRAME_FORM && !(from->frame & FRAME_FORM);
}

static struct token_edge *add_edge(struct token *t, struct stage_path *from, const char *p,
				   const struct token_step *step)
{
	size_t len = (size_t)(step->next - p), room, text;
	struct token_edge *e;

	if (!t->memo || len > MAX_GAP || from->nedges >= MAX_EDGES ||
	    t->edges.total > MAX_ALL || leads_to_form(from, step->to))
		return NULL;
	from->nedges++;
	room = step->cls == TC_STRING || step->cls == TC_NUMBER ? TOKEN_HOLD : 0;
	text = len + room + 16;
	e = edge_alloc(&t->edges, offsetof(struct token_edge, text) + text);
	*e = (struct token_edge){
		.next = from->edges,
		.to = step->to,
		.room = (uint16_t)room,
		.gap = (uint16_t)len,
		.all = (uint16_t)len,
		.cls = (uint8_t)step->cls,
		.first = first_of[step->cls],
		.frame = step->to ? step->to->frame : 0,
	};
	memset(e->text, 0, text);
	memcpy(e->text, p, len);
	from->edges = e;
	return e;
}

/* Does the gap of E, N bytes of which stand at P, lead to a value there? */
static ALWAYS_INLINE bool edge_fits(const struct token_edge *e, const char *p, size_t n)
{
	return n >= e->gap && token_char(p[e->gap]) & e->first;
}

/* Does the value that E holds stand at P too, N bytes being the same? */
static ALWAYS_INLINE bool held_at(const struct token_edge *e, const char *p, size_t n)
{
	return n >= e->all && token_char(p[e->all]) & e->need;
}

/* A way from FROM whose text stands at P; it becomes the first to be tried. */
static struct token_edge *find_edge(struct stage_path *from, const char *p)
{
	struct token_edge **link = &from->edges;

	for (struct token_edge *e = *link; e; link = &e->next, e = *link) {
		if (!edge_fits(e, p, same_until(e->text, p, e->gap)))
			continue;
		*link = e->next;
		e->next = from->edges;
		from->edges = e;
		return e;
	}
	return NULL;
}

/* The value that edge E leads to, at P; it is not the one that is held. */
static ALWAYS_INLINE enum st take(struct token *t, struct token_edge *e, const char *p,
				  const char **ret_next)
{
	*ret_next = p;
	switch ((enum token_class)e->cls) {
	case TC_STRING:
		return other_string(t, e, p, ret_next);
	case TC_NUMBER:
		return read_number(t, e, p, ret_next);
	case TC_CONST:
		stage_again(t->stage, e->to, &e->memo);
		return ST_OK;
	case TC_END:
		break;
	}
	return ST_END;
}

/* Parse the gap at P, remember it, take the value behind it. */
static enum st walk_and_take(struct token *t, struct stage_path **from, const char *p,
			     struct token_edge **ret_edge, const char **ret_next)
{
	struct token_edge once = { .gap = 0 }, *e;
	struct token_step step = { 0 };
	enum st st = token_walk(t, from, p, &step);

	*ret_edge = NULL;
	*ret_next = step.next;
	if (st == ST_END) /* overflow leaves were staged */
		return ST_OK;
	if (st != ST_OK)
		return st;
	if (step.cls == TC_CONST) {
		stage_literal(t->stage, step.to, step.constant, &once.memo);
		once.need = need_of[TC_CONST]; /* the gap holds it */
	}
	/* a constant that has no number is staged by its text, each time */
	e = step.cls == TC_CONST && !once.memo.ptr ? NULL : add_edge(t, *from, p, &step);
	*ret_edge = e;
	if (!e) {
		once.to = step.to;
		once.cls = (uint8_t)step.cls;
		once.frame = step.to ? step.to->frame : 0;
		e = &once;
	}
	t->frame |= e->frame;
	if (e->cls == TC_CONST) {
		e->memo = once.memo;
		e->need = once.need;
		*from = e->to;
		return ST_OK;
	}
	st = take(t, e, step.next, ret_next);
	if (st == ST_OK)
		*from = e->to;
	return st;
}

/*
 * Which way leads on mostly depends on the event (its requestParameters follow the user
 * agent): the way that was taken from FROM by the last event of the same name.
 */
static struct token_guess *guess_at(struct token *t, const struct stage_path *from)
{
	struct stage *st = t->stage;
	const struct stage_path *name = top_path(st, &t->name, SV_LIT("eventName"));
	const struct stage_col *c = name ? name->cols[VK_STR] : NULL;
	uint32_t id = c && stagecol_last_row(c) == st->row ? c->last->id : DICT_NONE;
	struct token_guess *g = &t->guess[(from->path * 67u + id * 31u) % TOKEN_GUESSES];

	if (g->from != from || g->name != id)
		*g = (struct token_guess){ from, NULL, id };
	return g;
}

/* The gap and value at P are not what E, the way taken after PREV, holds. */
static NOINLINE enum st other_way(struct token *t, struct stage_path **from,
				  struct token_edge *prev, const char *p,
				  struct token_edge **ret_edge, const char **ret_next)
{
	struct token_guess *g = guess_at(t, *from);
	struct token_edge *e = g->way;
	enum st st;

	if (!e || !edge_fits(e, p, same_until(e->text, p, e->gap)))
		e = find_edge(*from, p);
	if (e) {
		t->frame |= e->frame;
		*from = e->to;
		if (held_at(e, p, same_until(e->text, p, e->all))) {
			stage_again(t->stage, e->to, &e->memo);
			*ret_next = p + e->all;
			st = ST_OK;
		} else {
			st = take(t, e, p + e->gap, ret_next);
		}
	} else {
		st = walk_and_take(t, from, p, &e, ret_next);
	}
	if (prev && e) {
		prev->follow = e;
		g->way = e;
	}
	*ret_edge = e;
	return st;
}

enum st token_record(struct token *t, const char *p, const char *end, bool final,
		     unsigned stop, const char **ret_end)
{
	struct stage_path *from = t->begin;
	struct token_edge *prev = NULL;
	struct stage *stage = t->stage;
	/* the last byte there is, or may be looked at */
	const char *limit = p + MIN(t->limits.record, (uint64_t)(end - p) + TOKEN_PAD);
	enum st st;

	t->start = p;
	t->end = end;
	t->final = final;
	t->stop = stop;
	t->frame = 0;
	for (;;) {
		struct token_edge *e = prev ? prev->follow : from->edges;
		size_t n = e ? same_until(e->text, p, e->all) : 0;

		if (LIKELY(e && held_at(e, p, n))) {
			p += e->all;
			t->frame |= e->frame;
			from = e->to;
			stage_again(stage, from, &e->memo);
			st = ST_OK;
		} else if (LIKELY(e && edge_fits(e, p, n))) {
			const char *next;

			t->frame |= e->frame;
			st = take(t, e, p + e->gap, &next);
			p = next;
			from = e->to;
		} else {
			struct stage_path *at = from;
			const char *next;

			st = other_way(t, &at, prev, p, &e, &next);
			p = next;
			from = at;
		}
		prev = e;
		if (UNLIKELY(st != ST_OK))
			break;
		if (UNLIKELY(p > limit))
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
