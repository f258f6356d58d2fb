/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values, paths and windows spelled so that they are read back as they were. */
#include "lang/expr.h"

#include "json/text.h"

#include <strings.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_keyword(struct sv v)
{
	static const char *const words[] = { "and", "or", "not", "in", "has" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (v.len == strlen(words[i]) && strncasecmp(v.ptr, words[i], v.len) == 0)
			return true;
	}
	return false;
}

/* Stands for itself after an operator without quotes. */
static bool is_plain_value(struct sv v)
{
	if (v.len == 0 || !is_alnum(v.ptr[0]) || is_keyword(v))
		return false;
	for (size_t i = 0; i < v.len; i++) {
		if (!is_alnum(v.ptr[i]) && !strchr("_-.:/@#$+", v.ptr[i]))
			return false;
		if (v.ptr[i] == '\0')
			return false;
	}
	return true;
}

void expr_quote(struct buf *out, struct sv value)
{
	if (is_plain_value(value))
		buf_addsv(out, value);
	else
		json_quote(out, value);
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
	expr_quote(out, value);
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
	bool escaped = false;

	if (sv_chr(pattern, '/') < 0 && pattern.len) {
		buf_addc(out, '/');
		buf_addsv(out, pattern);
		buf_addc(out, '/');
		return;
	}
	buf_adds(out, "text ~ \"");
	for (size_t i = 0; i < pattern.len; i++) {
		/* a quote that the pattern escapes already is escaped for the string too */
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

/* Where we are in an expression. */
struct scan {
	struct sv src;
	size_t at;
	struct buf *out;
};

static char scan_peek(const struct scan *s)
{
	return s->at < s->src.len ? s->src.ptr[s->at] : '\0';
}

static bool scan_end(const struct scan *s)
{
	return s->at >= s->src.len;
}

static void scan_copy(struct scan *s, size_t to)
{
	buf_add(s->out, s->src.ptr + s->at, MIN(to, s->src.len) - s->at);
	s->at = MIN(to, s->src.len);
}

static void scan_space(struct scan *s)
{
	size_t to = s->at;

	while (to < s->src.len && is_space(s->src.ptr[to]))
		to++;
	scan_copy(s, to);
}

/* "..." with its escapes, or /.../ with its classes. */
static void scan_delimited(struct scan *s, char end)
{
	bool in_class = false;
	size_t to = s->at + 1;

	for (; to < s->src.len; to++) {
		char c = s->src.ptr[to];

		if (c == '\\')
			to++;
		else if (end == '/' && c == '[')
			in_class = true;
		else if (c == ']')
			in_class = false;
		else if (c == end && !in_class)
			break;
	}
	scan_copy(s, to + 1);
}

/* A word that is a keyword stands at the scan; its length, else 0. */
static size_t scan_keyword(const struct scan *s, const char *word)
{
	size_t n = strlen(word);
	struct sv rest = sv_from(s->src, s->at);

	if (rest.len <= n || strncasecmp(rest.ptr, word, n) != 0)
		return 0;
	return is_space(rest.ptr[n]) || rest.ptr[n] == '(' ? n : 0;
}

/* The bare value of a test of time, to white space, ')' or ','. */
static void scan_time_value(struct scan *s, tick_t day)
{
	size_t to = s->at;

	while (to < s->src.len && !is_space(s->src.ptr[to]) && s->src.ptr[to] != ')' &&
	       s->src.ptr[to] != ',')
		to++;
	add_time_value(s->out, sv_make(s->src.ptr + s->at, to - s->at), day);
	s->at = to;
}

/* "time" was copied: its operator and values. */
static void scan_time_test(struct scan *s, tick_t day)
{
	size_t n;

	scan_space(s);
	n = scan_keyword(s, "not");
	if (n) {
		scan_copy(s, s->at + n);
		scan_space(s);
	}
	n = scan_keyword(s, "in");
	if (n) {
		scan_copy(s, s->at + n);
		scan_space(s);
		if (scan_peek(s) != '(')
			return;
		while (!scan_end(s) && scan_peek(s) != ')') {
			scan_copy(s, s->at + 1); /* ( or , */
			scan_space(s);
			if (scan_peek(s) == '"')
				scan_delimited(s, '"');
			else
				scan_time_value(s, day);
			scan_space(s);
			if (scan_peek(s) != ',')
				break;
		}
		return;
	}
	n = 0;
	while (n < 2 && s->at + n < s->src.len && strchr("=!<>", s->src.ptr[s->at + n]))
		n++;
	if (!n)
		return;
	scan_copy(s, s->at + n);
	scan_space(s);
	scan_time_value(s, day);
}

/* A word from the start of a test; with its operator and value when they follow at once. */
static void scan_word(struct scan *s, tick_t day)
{
	static const char name[] = "time";
	struct sv rest = sv_from(s->src, s->at);
	size_t to = s->at;
	size_t n = sizeof(name) - 1;

	if (sv_starts(rest, SV_LIT("time")) && rest.len > n &&
	    (is_space(rest.ptr[n]) || strchr("=!<>", rest.ptr[n]))) {
		scan_copy(s, s->at + n);
		scan_time_test(s, day);
		return;
	}
	while (to < s->src.len && !is_space(s->src.ptr[to])) {
		char c = s->src.ptr[to];
		bool op = strchr("=<>~", c) != NULL;

		to++;
		if (c == '(' || c == ')' || c == ',')
			break;
		if (!op || to >= s->src.len)
			continue;
		if (s->src.ptr[to] == '"' || (c == '~' && s->src.ptr[to] == '/')) {
			scan_copy(s, to);
			scan_delimited(s, scan_peek(s));
			return;
		}
	}
	scan_copy(s, to);
}

void expr_whole_times(struct buf *out, struct sv expr, tick_t day)
{
	struct scan s = { expr, 0, out };

	if (day == TICK_NONE) {
		buf_addsv(out, expr);
		return;
	}
	while (!scan_end(&s)) {
		char c = scan_peek(&s);

		if (is_space(c) || strchr("()!,", c))
			scan_copy(&s, s.at + 1);
		else if (c == '"' || c == '/')
			scan_delimited(&s, c);
		else
			scan_word(&s, day);
	}
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
