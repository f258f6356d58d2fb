/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lengths, days and ranges, as windows or places to go to. */
#include "ui/window.h"

static struct sv trim(struct sv v)
{
	while (v.len && v.ptr[0] == ' ')
		v = sv_from(v, 1);
	while (v.len && v.ptr[v.len - 1] == ' ')
		v.len--;
	return v;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "90s" "15m" "2h" "1d" "1w" */
static bool parse_length(struct sv v, tick_t *ret)
{
	static const struct {
		char unit;
		int64_t sec;
	} units[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 }
	};
	int64_t n = 0;
	size_t i = 0;

	while (i < v.len && is_digit(v.ptr[i]) && n < 1000000)
		n = n * 10 + (v.ptr[i++] - '0');
	if (!i || i + 1 != v.len || !n)
		return false;
	for (size_t u = 0; u < ARRAY_SIZE(units); u++)
		if (units[u].unit == v.ptr[i]) {
			*ret = n * units[u].sec * TICKS_PER_SEC;
			return true;
		}
	return false;
}

/* "14 10:00": on that day of the month of the cursor (else of the newest event). */
static bool day_literal(struct sv v, const struct filter_times *times, tick_t cursor,
			struct buf *out)
{
	tick_t base = cursor != TICK_NONE ? cursor : times->newest;
	struct civil c;
	int day = 0;
	size_t i = 0;

	while (i < v.len && i < 2 && is_digit(v.ptr[i]))
		day = day * 10 + (v.ptr[i++] - '0');
	if (!i || i >= v.len || v.ptr[i] != ' ' || base == TICK_NONE)
		return false;
	time_civil(base, &c);
	if (!time_date_ok(c.year, c.month, day))
		return false;
	buf_addf(out, "%04d-%02d-%02dT", c.year, c.month, day);
	buf_addsv(out, trim(sv_from(v, i)));
	return true;
}

static enum st one_time(struct sv v, const struct filter_times *times, tick_t cursor,
			struct timelit *ret, struct err *err)
{
	struct buf whole = BUF_INIT;
	enum st st;

	v = trim(v);
	if (day_literal(v, times, cursor, &whole))
		v = buf_sv(&whole);
	st = timelit_parse(v, times, ret, err);
	buf_release(&whole);
	return st;
}

static enum st around(struct sv v, tick_t cursor, struct window *ret, struct err *err)
{
	tick_t half = 1800 * TICKS_PER_SEC;

	if (cursor == TICK_NONE)
		return err_set(err, ST_USAGE,
			       "there is no event with a time under the cursor");
	v = trim(v);
	if (v.len && !parse_length(v, &half))
		return err_set(err, ST_SYNTAX,
			       "'" SV_FMT "' is no length such as 10m or 2h", SV_ARG(v));
	*ret = (struct window){ false, cursor > half ? cursor - half : 0,
				cursor + half + 1 };
	return ST_OK;
}

static enum st go_to(struct sv v, const struct filter_times *times, tick_t cursor,
		     struct window *ret, struct err *err)
{
	struct timelit t;
	enum st st = one_time(v, times, cursor, &t, err);

	if (st == ST_OK)
		*ret = (struct window){ true, t.start, t.end };
	return st;
}

/* "10:00", "10:00:30", "14 10:00": no year, no zone. */
static bool is_hour(struct sv v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!is_digit(v.ptr[i]) && v.ptr[i] != ':' && v.ptr[i] != ' ')
			return false;
	return sv_chr(v, ':') > 0;
}

/* Index of the last '+' behind which a length stands, or of the '-' of "10:00-11:00"; or -1. */
static ptrdiff_t split_at(struct sv v, char sign)
{
	tick_t len;

	for (size_t i = v.len; i-- > 1;) {
		if (v.ptr[i] != sign)
			continue;
		if (sign == '+')
			return parse_length(trim(sv_from(v, i + 1)), &len) ? (ptrdiff_t)i
									   : -1;
		/* A bare hour on both sides; "-07:00" behind a date is the offset of a zone. */
		if (is_hour(sv_head(v, i)) && is_hour(sv_from(v, i + 1)))
			return (ptrdiff_t)i;
	}
	return -1;
}

static enum st parse_range(struct sv v, const struct filter_times *times, tick_t cursor,
			   struct window *ret, struct err *err)
{
	struct timelit a, b;
	ptrdiff_t at;
	tick_t len;
	enum st st;

	if (sv_find(v, SV_LIT("..")) >= 0)
		return timerange_parse(v, times, &ret->from, &ret->to, err);
	if ((at = split_at(v, '+')) > 0) {
		st = one_time(sv_head(v, (size_t)at), times, cursor, &a, err);
		if (st == ST_OK && parse_length(trim(sv_from(v, (size_t)at + 1)), &len)) {
			ret->from = a.start;
			ret->to = a.start + len;
		}
		return st;
	}
	if ((at = split_at(v, '-')) > 0) {
		st = one_time(sv_head(v, (size_t)at), times, cursor, &a, err);
		if (st == ST_OK)
			st = one_time(sv_from(v, (size_t)at + 1), times, cursor, &b, err);
		if (st == ST_OK) {
			ret->from = a.start;
			ret->to = b.start;
		}
		return st;
	}
	st = one_time(v, times, cursor, &a, err);
	if (st == ST_OK) {
		ret->from = a.start;
		/* "-15m" is a moment: from then on. */
		ret->to = v.ptr[0] == '-' ? TICK_NONE : a.end;
	}
	return st;
}

enum st window_parse(struct sv text, const struct filter_times *times, tick_t cursor,
		     struct window *ret, struct err *err)
{
	struct window w = { false, 0, TICK_NONE };
	enum st st = ST_OK;

	text = trim(text);
	if (!text.len)
		return err_set(err, ST_USAGE,
			       "a time such as 10:00-11:00, 2024-05-14, -15m, around, all");
	if (sv_eqs(text, "now")) {
		if (times->newest == TICK_NONE)
			return err_set(err, ST_USAGE, "no event with a time is loaded");
		w = (struct window){ true, times->newest, TICK_NONE };
	} else if (sv_eqs(text, "@") || sv_starts(text, SV_LIT("around"))) {
		st = around(sv_from(text, text.ptr[0] == '@' ? 1 : 6), cursor, &w, err);
	} else if (text.ptr[0] == '@') {
		st = go_to(sv_from(text, 1), times, cursor, &w, err);
	} else if (sv_starts(text, SV_LIT("at "))) {
		st = go_to(sv_from(text, 3), times, cursor, &w, err);
	} else if (!sv_eqs(text, "all")) {
		st = parse_range(text, times, cursor, &w, err);
		if (st == ST_OK && w.from >= w.to)
			st = err_set(err, ST_USAGE, "the end is not after the start");
	}
	if (st == ST_OK)
		*ret = w;
	return st;
}
