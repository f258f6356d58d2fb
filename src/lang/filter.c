/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter from text to tree, its times bound, and its errors with a caret. */
#include "lang/filter.h"

#include "lang/parse.h"
#include "store/order.h"
#include "util/termesc.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

enum st filter_parse(struct sv src, struct filter **ret, struct err *err)
{
	struct filter *f = filter_new();
	struct lex lx = { .arena = &f->arena, .err = err };
	enum st st;

	/* an expression that is too long is refused before anything looks at it twice */
	f->src = src.len > FILTER_MAX_LEN + 1 ? sv_head(src, FILTER_MAX_LEN + 1) : src;
	f->src.ptr = arena_str(&f->arena, f->src);
	lx.src = f->src;
	st = parse_filter(f, &lx);
	if (st) {
		filter_free(f);
		return st;
	}
	*ret = f;
	return ST_OK;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->ntests; i++)
		regex_free(f->tests[i]->re);
	free(f->tests);
	free(f->hint);
	arena_release(&f->arena);
	free(f);
}

struct sv filter_text(const struct filter *f)
{
	return f->src;
}

const char *filter_hint(const struct filter *f)
{
	return f->hint;
}

void filter_error_lines(struct sv src, const struct err *err, struct buf *out)
{
	size_t at = 0, cols;

	buf_adds(out, "filter: ");
	termesc_add(out, sv_str(err->text));
	buf_addf(out, " at %llu\n", (unsigned long long)err->off + 1);
	termesc_add(out, src);
	buf_addc(out, '\n');
	for (uint64_t n = 0; n < err->off && at < src.len; n++) {
		uint32_t cp;

		at += utf8_decode(src.ptr + at, src.len - at, &cp);
	}
	cols = termesc_width(sv_head(src, at));
	memset(buf_reserve(out, cols), ' ', cols);
	out->len += cols;
	buf_adds(out, "^\n");
}

static enum st bind_span(struct span *sp, const struct filter_times *t, struct err *err)
{
	bool range;
	tick_t from, to;
	enum st st = span_resolve(sp->text, t, &from, &to, &range, err);

	if (st)
		return st;
	if (sp->how == TEST_LT)
		to = from;
	if (sp->how == TEST_GT)
		from = to;
	if (sp->how == TEST_LT || sp->how == TEST_LE)
		from = INT64_MIN;
	if (sp->how == TEST_GT || sp->how == TEST_GE)
		to = TICK_NONE;
	sp->from = from;
	sp->to = to;
	return ST_OK;
}

enum st filter_bind(struct filter *f, const struct filter_times *t, struct err *err)
{
	for (size_t i = 0; i < f->ntests; i++)
		for (size_t k = 0; k < f->tests[i]->nspans; k++) {
			struct span *sp = &f->tests[i]->spans[k];
			enum st st = bind_span(sp, t, err);

			if (st && err)
				err->off = utf8_count(sv_head(f->src, sp->off));
			if (st)
				return st;
		}
	return ST_OK;
}

void filter_times_from(const struct store *s, const struct order *o, tick_t now,
		       struct filter_times *ret)
{
	const int64_t day = 86400 * TICKS_PER_SEC;
	uint32_t n = now == TICK_NONE ? o->timed : order_lower(s, o, now + 1);
	tick_t first, last;

	*ret = (struct filter_times){ TICK_NONE, TICK_NONE };
	if (n)
		ret->newest = store_time(s, o->rows[n - 1]);
	if (!o->timed)
		return;
	first = store_time(s, o->rows[0]);
	last = store_time(s, o->rows[o->timed - 1]);
	first -= ((first % day) + day) % day;
	if (last - first < day)
		ret->day = first;
}
