/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter from text to tree, its times bound, and its errors with a caret. */
#include "lang/filter.h"

#include "lang/parse.h"
#include "lang/record.h"
#include "store/order.h"
#include "util/fileio.h"
#include "util/termesc.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

/* The name in "@FILE" or @"FILE", allocated; NULL when SRC is an expression. */
static char *file_name(struct sv src)
{
	struct arena arena = ARENA_INIT;
	struct lex lx = { .arena = &arena };
	struct sv name;
	char *ret = NULL;

	src = lex_trim(src);
	if (!src.len || src.ptr[0] != '@')
		return NULL;
	name = lx.src = sv_from(src, 1);
	if (lex_peek(&lx) == '"' && (lex_string(&lx, &name) != ST_OK || !lex_end(&lx)))
		name = lx.src;
	if (sv_chr(name, '\0') < 0)
		ret = xmemdup0(name.ptr, name.len);
	arena_release(&arena);
	return ret;
}

/* What SRC stands for, in OUT, when it is the name of a file; its caret is at its start. */
static enum st read_source(struct sv src, struct buf *out, bool *ret_file, struct err *err)
{
	AUTO_FREE char *name = file_name(src);
	struct err why = ERR_INIT;
	struct sv text;

	*ret_file = name != NULL;
	if (!name)
		return ST_OK;
	if (file_read(name, FILTER_MAX_LEN + 3, out, &why) == ST_OK) {
		text = buf_sv(out);
		if (sv_starts(text, SV_LIT("\xef\xbb\xbf"))) {
			memmove(out->ptr, out->ptr + 3, out->len - 3);
			out->len -= 3;
		}
		return ST_OK;
	}
	err_set(err, ST_SYNTAX, "%s", *name ? why.text : "the name of a file is missing");
	if (err)
		err->off = 0;
	return ST_SYNTAX;
}

static enum st parse_source(struct filter *f, struct sv src, struct err *err)
{
	struct lex lx = { .arena = &f->arena, .err = err };
	AUTO_BUF struct buf text = BUF_INIT;
	bool file;
	enum st st = read_source(src, &text, &file, err);

	if (st)
		return st;
	if (file)
		src = buf_sv(&text);
	/* an expression that is too long is refused before anything looks at it twice */
	f->src = src.len > FILTER_MAX_LEN + 1 ? sv_head(src, FILTER_MAX_LEN + 1) : src;
	f->src.ptr = arena_str(&f->arena, f->src);
	lx.src = f->src;
	return parse_filter(f, &lx);
}

enum st filter_parse(struct sv src, struct filter **ret, struct err *err)
{
	struct filter *f = filter_new();
	enum st st = parse_source(f, src, err);

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
	for (size_t i = 0; i < f->ntests; i++) {
		regex_free(f->tests[i]->re);
		record_release(f->tests[i]->record);
	}
	free(f->tests);
	arena_release(&f->arena);
	free(f);
}

struct sv filter_text(const struct filter *f)
{
	return f->src;
}

void filter_error_lines(struct sv src, const struct err *err, struct buf *out)
{
	AUTO_BUF struct buf text = BUF_INIT;
	size_t at = 0, cols;
	bool file;

	if (read_source(src, &text, &file, NULL) == ST_OK && file)
		src = lex_trim_end(buf_sv(&text));
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

static enum st bind_span(struct timespan *sp, const struct filter_times *t, struct err *err)
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
			struct timespan *sp = &f->tests[i]->spans[k];
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
