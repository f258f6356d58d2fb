/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time literals of the filter language. */
#include "lang/ast.h"

#include "util/utf8.h"

enum lit_kind { LIT_ABS, LIT_CLOCK, LIT_REL };

struct lit {
	enum lit_kind kind;
	int64_t ticks; /* ABS: since 1970, CLOCK: into the day, REL: to go back */
	int64_t unit;
};

struct scan {
	struct sv text;
	size_t at;
};

static bool scan_char(struct scan *s, char c)
{
	if (s->at < s->text.len && s->text.ptr[s->at] == c) {
		s->at++;
		return true;
	}
	return false;
}

/* Exactly N digits. */
static bool scan_digits(struct scan *s, size_t n, int *ret)
{
	int v = 0;

	if (s->text.len - s->at < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s->text.ptr[s->at + i];

		if (c < '0' || c > '9')
			return false;
		v = v * 10 + (c - '0');
	}
	s->at += n;
	*ret = v;
	return true;
}

/* Digits after the point: their value in ticks, *UNIT what the last of them stands for. */
static bool scan_fraction(struct scan *s, int64_t *ret, int64_t *unit)
{
	int64_t step = TICKS_PER_SEC, v = 0;
	size_t n = 0;
	int d;

	for (; scan_digits(s, 1, &d); n++) {
		if (step == 1)
			continue; /* beyond what a time can hold */
		step /= 10;
		v += d * step;
	}
	*ret = v;
	*unit = step;
	return n > 0;
}

/* hh:mm[:ss[.f]]; second 60 is the first of the next minute. */
static bool scan_clock(struct scan *s, struct lit *l)
{
	int64_t frac = 0;
	int h, m, sec = 0;

	if (!scan_digits(s, 2, &h) || !scan_char(s, ':') || !scan_digits(s, 2, &m) ||
	    h > 23 || m > 59)
		return false;
	l->unit = 60 * TICKS_PER_SEC;
	if (scan_char(s, ':')) {
		if (!scan_digits(s, 2, &sec) || sec > 60)
			return false;
		l->unit = TICKS_PER_SEC;
		if (scan_char(s, '.') && !scan_fraction(s, &frac, &l->unit))
			return false;
	}
	l->ticks += ((int64_t)h * 3600 + m * 60 + sec) * TICKS_PER_SEC + frac;
	return true;
}

/* Nothing, Z, +hh:mm, +hhmm or +hh. */
static bool scan_zone(struct scan *s, struct lit *l)
{
	int sign, h, m = 0;

	if (s->at == s->text.len || scan_char(s, 'Z'))
		return true;
	if (scan_char(s, '+'))
		sign = 1;
	else if (scan_char(s, '-'))
		sign = -1;
	else
		return false;
	if (!scan_digits(s, 2, &h))
		return false;
	if (scan_char(s, ':') ? !scan_digits(s, 2, &m)
			      : s->at < s->text.len && !scan_digits(s, 2, &m))
		return false;
	if (h > 23 || m > 59)
		return false;
	l->ticks -= sign * ((int64_t)h * 3600 + m * 60) * TICKS_PER_SEC;
	return true;
}

/* -15m; a point, of which the second is meant. */
static bool scan_relative(struct scan *s, struct lit *l)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 }
	};
	int64_t n = 0;
	size_t digits = 0;
	int d;

	for (; scan_digits(s, 1, &d); digits++) {
		if (digits == 7)
			return false;
		n = n * 10 + d;
	}
	l->kind = LIT_REL;
	l->unit = TICKS_PER_SEC;
	for (size_t i = 0; digits && i < ARRAY_SIZE(units); i++)
		if (scan_char(s, units[i].unit)) {
			l->ticks = n * units[i].seconds * TICKS_PER_SEC;
			return true;
		}
	return false;
}

static bool scan_date(struct scan *s, struct lit *l)
{
	int y, mo, d;

	if (!scan_digits(s, 4, &y) || !scan_char(s, '-') || !scan_digits(s, 2, &mo) ||
	    !scan_char(s, '-') || !scan_digits(s, 2, &d) || y < 1970 ||
	    !time_date_ok(y, mo, d))
		return false;
	l->kind = LIT_ABS;
	l->ticks = time_days(y, mo, d) * 86400 * TICKS_PER_SEC;
	l->unit = 86400 * TICKS_PER_SEC;
	if (scan_char(s, 'T') || scan_char(s, ' '))
		return scan_clock(s, l);
	return true;
}

static enum st lit_scan(struct sv text, struct lit *l, struct err *err)
{
	struct scan s = { text, 0 };
	bool ok;

	*l = (struct lit){ .kind = LIT_CLOCK };
	if (scan_char(&s, '-'))
		ok = scan_relative(&s, l);
	else if (text.len > 2 && text.ptr[2] == ':')
		ok = scan_clock(&s, l) && scan_zone(&s, l);
	else
		ok = scan_date(&s, l) && scan_zone(&s, l);
	if (ok && s.at == text.len)
		return ST_OK;
	err_set(err, ST_SYNTAX,
		"'%.*s' is no time (as 2021-07-28, 2021-07-28T10:00, 10:00, -15m)",
		(int)MIN(text.len, 40), text.ptr ? text.ptr : "");
	if (err)
		err->off = 0;
	return ST_SYNTAX;
}

static enum st lit_resolve(const struct lit *l, const struct filter_times *t,
			   struct timelit *ret, struct err *err)
{
	switch (l->kind) {
	case LIT_ABS:
		ret->start = l->ticks;
		break;
	case LIT_CLOCK:
		if (!t || t->day == TICK_NONE)
			return err_set(err, ST_USAGE,
				       "a bare hour needs a day: "
				       "not just one day is loaded");
		ret->start = t->day + l->ticks;
		break;
	case LIT_REL:
		if (!t || t->newest == TICK_NONE)
			return err_set(
				err, ST_USAGE,
				"a relative time needs an event with a readable time");
		ret->start = t->newest - l->ticks;
		break;
	}
	ret->end = ret->start + l->unit;
	return ST_OK;
}

enum st timelit_parse(struct sv text, const struct filter_times *t, struct timelit *ret,
		      struct err *err)
{
	struct lit l;
	enum st st = lit_scan(text, &l, err);

	return st ? st : lit_resolve(&l, t, ret, err);
}

bool timelit_ok(struct sv text, struct err *err)
{
	struct lit l;

	return lit_scan(text, &l, err) == ST_OK;
}

/* Offset of "..", or -1. */
static ptrdiff_t find_dots(struct sv text)
{
	return sv_find(text, SV_LIT(".."));
}

bool span_ok(struct sv text, bool *ret_range, struct err *err)
{
	ptrdiff_t dots = find_dots(text);
	struct sv b;

	*ret_range = dots >= 0;
	if (dots < 0)
		return timelit_ok(text, err);
	b = sv_from(text, (size_t)dots + 2);
	if (!dots && !b.len) {
		err_set(err, ST_SYNTAX, "a time range needs a start or an end");
		if (err)
			err->off = 0;
		return false;
	}
	if (dots && !timelit_ok(sv_head(text, (size_t)dots), err))
		return false;
	if (b.len && !timelit_ok(b, err)) {
		if (err)
			err->off = utf8_count(sv_head(text, (size_t)dots + 2));
		return false;
	}
	return true;
}

enum st span_resolve(struct sv text, const struct filter_times *t, tick_t *ret_from,
		     tick_t *ret_to, bool *ret_range, struct err *err)
{
	ptrdiff_t dots = find_dots(text);
	struct timelit a = { .start = INT64_MIN }, b = { .start = TICK_NONE };
	enum st st;
	struct sv end;

	if (!span_ok(text, ret_range, err))
		return ST_SYNTAX;
	if (dots < 0) {
		st = timelit_parse(text, t, &a, err);
		if (st)
			return st;
		*ret_from = a.start;
		*ret_to = a.end;
		return ST_OK;
	}
	end = sv_from(text, (size_t)dots + 2);
	if (dots) {
		st = timelit_parse(sv_head(text, (size_t)dots), t, &a, err);
		if (st)
			return st;
	}
	if (end.len) {
		st = timelit_parse(end, t, &b, err);
		if (st)
			return st;
	}
	*ret_from = a.start;
	*ret_to = b.start;
	return ST_OK;
}

enum st timerange_parse(struct sv text, const struct filter_times *t, tick_t *ret_from,
			tick_t *ret_to, struct err *err)
{
	bool range;
	enum st st = span_resolve(text, t, ret_from, ret_to, &range, err);

	if (!st && *ret_from == INT64_MIN)
		*ret_from = 0;
	return st;
}
