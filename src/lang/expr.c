/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, paths and windows spelled so that they are read back as they were. */
#include "lang/expr.h"

#include "lang/print.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void expr_quote(struct buf *out, struct sv value)
{
	print_value(out, value);
}

bool expr_for_value(struct buf *out, struct sv field, struct sv value)
{
	enum field_id id = field_find(field);

	if (id != FLD_NONE && (fields[id].src == FS_TEXT || fields[id].src == FS_RAW))
		return false;
	if (!value.ptr) {
		buf_adds(out, id == FLD_TIME ? "not has " : "not ");
		buf_addsv(out, field);
		if (id != FLD_TIME)
			buf_adds(out, "=*");
		return true;
	}
	buf_addsv(out, field);
	buf_addc(out, '=');
	if (id == FLD_TIME) {
		ptrdiff_t dot = sv_chr(value, '.');

		buf_addsv(out, dot < 0 ? value : sv_head(value, (size_t)dot));
		if (dot >= 0)
			buf_addc(out, 'Z');
		return true;
	}
	print_value(out, value);
	return true;
}

void expr_path(struct buf *out, const struct path_trie *t, path_t path)
{
	struct buf text = BUF_INIT;

	path_format(t, path, &text);
	if (field_find(buf_sv(&text)) != FLD_NONE)
		buf_addc(out, '.');
	buf_addsv(out, buf_sv(&text));
	buf_release(&text);
}

void expr_for_search(struct buf *out, struct sv pattern)
{
	struct test t = { .field = { .id = FLD_TEXT },
			  .op = TEST_MATCH,
			  .pattern = pattern };
	struct node n = { .kind = NODE_TEST, .test = &t };
	bool escaped = false;

	if (print_node(out, &n))
		return;
	/* a quote that the pattern escapes already is escaped for the string too */
	buf_adds(out, "text ~ \"");
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.ptr[i] == '"' && !escaped)
			buf_addc(out, '\\');
		buf_addc(out, pattern.ptr[i]);
		escaped = pattern.ptr[i] == '\\' && !escaped;
	}
	buf_addc(out, '"');
}

static bool is_expr(struct sv v)
{
	struct filter *f = NULL;

	if (filter_parse(v, &f, NULL) != ST_OK)
		return false;
	filter_free(f);
	return true;
}

void expr_negate(struct buf *out, struct sv expr)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "not (");
	buf_addsv(&text, expr);
	buf_addc(&text, ')');
	if (!is_expr(buf_sv(&text))) {
		/* a bare value at the end that opens a parenthesis swallows ours */
		text.len--;
		buf_adds(&text, " )");
	}
	buf_addsv(out, buf_sv(&text));
	buf_release(&text);
}

void expr_for_window(struct buf *out, tick_t from, tick_t to)
{
	buf_adds(out, "time in (");
	if (from > 0)
		time_format(out, from);
	buf_adds(out, "..");
	if (to != TICK_NONE)
		time_format(out, to);
	buf_addc(out, ')');
}

/* HH:MM or HH:MM:SS, perhaps with a zone: a time of no day. */
static bool is_bare_hour(struct sv v)
{
	return v.len >= 5 && is_digit(v.ptr[0]) && is_digit(v.ptr[1]) && v.ptr[2] == ':' &&
	       is_digit(v.ptr[3]) && is_digit(v.ptr[4]) && timelit_ok(v, NULL);
}

static void add_date(struct buf *out, tick_t day)
{
	struct civil c;

	time_civil(day, &c);
	buf_addf(out, "%04d-%02d-%02dT", c.year, c.month, c.day);
}

/* A value of a test of time: a literal, or a range of two. */
static void add_time_value(struct buf *out, struct sv v, tick_t day)
{
	ptrdiff_t dots = sv_find(v, SV_LIT(".."));
	struct sv a = dots < 0 ? v : sv_head(v, (size_t)dots);

	if (is_bare_hour(a))
		add_date(out, day);
	buf_addsv(out, a);
	if (dots >= 0) {
		buf_adds(out, "..");
		add_time_value(out, sv_from(v, (size_t)dots + 2), day);
	}
}

void expr_whole_times(struct buf *out, struct sv expr, tick_t day)
{
	struct filter *f = NULL;
	size_t at = 0;

	if (day != TICK_NONE && filter_parse(expr, &f, NULL) == ST_OK) {
		/* tests stand in the order of the text, and so do their times */
		for (size_t i = 0; i < f->ntests; i++)
			for (size_t k = 0; k < f->tests[i]->nspans; k++) {
				const struct timespan *s = &f->tests[i]->spans[k];

				if (!s->len)
					continue; /* from a file */
				buf_addsv(out, sv_make(expr.ptr + at, s->off - at));
				add_time_value(out, s->text, day);
				at = s->off + s->len;
			}
		filter_free(f);
	}
	buf_addsv(out, sv_from(expr, at));
}

void shell_quote(struct buf *out, struct sv word)
{
	bool plain = word.len > 0;

	for (size_t i = 0; plain && i < word.len; i++) {
		char c = word.ptr[i];

		plain = is_alnum(c) || (c && strchr("_@%+=:,./-", c));
	}
	if (plain) {
		buf_addsv(out, word);
		return;
	}
	buf_addc(out, '\'');
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, word.ptr[i]);
	}
	buf_addc(out, '\'');
}
