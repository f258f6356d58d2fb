/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times, sizes, identities and results in few columns. */
#include "term/fmt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static tick_t in_zone(tick_t t, enum zone zone)
{
	return zone == ZONE_LOCAL ? t + time_local_offset(t) * TICKS_PER_SEC : t;
}

void fmt_zone(struct buf *out, enum zone zone, tick_t t)
{
	int off = zone == ZONE_LOCAL && t != TICK_NONE ? time_local_offset(t) : 0;

	if (zone != ZONE_LOCAL)
		buf_adds(out, "UTC");
	else
		buf_addf(out, "%c%02d:%02d", off < 0 ? '-' : '+', abs(off) / 3600,
			 abs(off) / 60 % 60);
}

void fmt_clock(struct buf *out, tick_t t, enum zone zone, enum clock_form form)
{
	struct civil c;

	if (t == TICK_NONE) {
		buf_addc(out, '-');
		return;
	}
	time_civil(in_zone(t, zone), &c);
	if (form == CLOCK_YEAR)
		buf_addf(out, "%04d-", c.year);
	if (form != CLOCK_TIME)
		buf_addf(out, "%02d-%02d ", c.month, c.day);
	buf_addf(out, "%02d:%02d:%02d", c.hour, c.minute, c.second);
}

int fmt_clock_width(enum clock_form form)
{
	static const int widths[] = { 8, 14, 19 };

	return widths[form];
}

enum clock_form fmt_clock_form(tick_t first, tick_t last, enum zone zone)
{
	struct civil a, b;

	if (first == TICK_NONE || last == TICK_NONE)
		return CLOCK_TIME;
	time_civil(in_zone(first, zone), &a);
	time_civil(in_zone(last, zone), &b);
	if (a.year != b.year)
		return CLOCK_YEAR;
	return a.month == b.month && a.day == b.day ? CLOCK_TIME : CLOCK_DAY;
}

void fmt_delta(struct buf *out, tick_t d)
{
	int64_t s = (d < 0 ? -d : d) / TICKS_PER_SEC;

	buf_addc(out, d < 0 ? '-' : '+');
	if (s < 100)
		buf_addf(out, "%" PRId64 "s", s);
	else if (s < 600)
		buf_addf(out, "%" PRId64 "m%" PRId64 "s", s / 60, s % 60);
	else if (s < 3600)
		buf_addf(out, "%" PRId64 "m", s / 60);
	else if (s < 36000)
		buf_addf(out, "%" PRId64 "h%" PRId64 "m", s / 3600, s / 60 % 60);
	else if (s < 86400)
		buf_addf(out, "%" PRId64 "h", s / 3600);
	else if (s < 86400 * 10)
		buf_addf(out, "%" PRId64 "d%" PRId64 "h", s / 86400, s / 3600 % 24);
	else
		buf_addf(out, "%" PRId64 "d", s / 86400);
}

void fmt_since(struct buf *out, tick_t d)
{
	int64_t s = (d < 0 ? -d : d) / TICKS_PER_SEC;

	buf_addc(out, d < 0 ? '-' : '+');
	if (s < 100 * 3600)
		buf_addf(out, "%" PRId64 ":%02d:%02d", s / 3600, (int)(s / 60 % 60),
			 (int)(s % 60));
	else if (s < INT64_C(86400) * 100)
		buf_addf(out, "%" PRId64 "d%02dh%02d", s / 86400, (int)(s / 3600 % 24),
			 (int)(s / 60 % 60));
	else
		buf_addf(out, "%" PRId64 "d%02dh", s / 86400, (int)(s / 3600 % 24));
}

void fmt_bytes(struct buf *out, uint64_t n)
{
	static const char *const units[] = { "B", "KB", "MB", "GB", "TB", "PB" };
	double v = (double)n;
	size_t u = 0;

	while (v >= 1000 && u + 1 < ARRAY_SIZE(units)) {
		v /= 1024;
		u++;
	}
	buf_addf(out, u && v < 9.95 ? "%.1f %s" : "%.0f %s", v, units[u]);
}

void fmt_seconds(struct buf *out, double s)
{
	uint64_t n = s < 0 ? 0 : (uint64_t)(s + 0.5);

	if (n < 100)
		buf_addf(out, "%" PRIu64 " s", n);
	else if (n < 3600)
		buf_addf(out, "%" PRIu64 " min", n / 60);
	else
		buf_addf(out, "%" PRIu64 " h %" PRIu64 " min", n / 3600, n / 60 % 60);
}

const char *fmt_result(struct sv v, enum result *ret)
{
	static const char *const words[RES_COUNT] = {
		[RES_OK] = "ok",
		[RES_DENIED] = "DENIED",
		[RES_THROTTLED] = "THROTL",
		[RES_ABSENT] = "ABSENT",
		[RES_FAILED] = "FAILED",
	};

	*ret = RES_OK;
	for (int i = 0; i < RES_COUNT; i++)
		if (sv_eqs(v, result_names[i]))
			*ret = (enum result)i;
	return v.len ? words[*ret] : "-";
}
