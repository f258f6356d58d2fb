/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points in time as the contract reads and writes them. No strptime, no mktime, no locale.
 *
 * tick_t is a number of 100 ns steps since 1970-01-01T00:00:00Z: every year from 1970 to
 * 9999 fits, and a fraction of up to seven digits is exact. What a text says below a tick is
 * kept beside it where it is shown: time_below().
 */
#ifndef UTIL_TIMEFMT_H
#define UTIL_TIMEFMT_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

typedef int64_t tick_t;

#define TICKS_PER_SEC INT64_C(10000000)
/* A time that cannot be read; sorts after every readable one. */
#define TICK_NONE INT64_MAX

/*
 * A readable time by PRODUCT.md section 6: YYYY-MM-DD, 'T' or a blank, hh:mm:ss, optional
 * fraction, optional 'Z' or +hh:mm / -hh:mm / +hhmm (none = UTC), second 60 accepted (it is
 * the first second of the next minute), years 1970-9999, the day must exist, nothing around
 * it. Returns TICK_NONE for anything else.
 */
tick_t time_parse(struct sv text);
/* A JSON number as epoch seconds (fraction and exponent allowed), else TICK_NONE. */
tick_t time_parse_epoch(struct sv number);
/*
 * Exactly "YYYY-MM-DDTHH:MM:SSZ" with a valid date and second <= 59: the seconds since
 * 1970, when they fit in 32 bits. This is the form nearly every event has; fast.
 */
bool time_parse_canonical(const char *p, size_t len, uint32_t *ret_sec);
/* Write the 20 bytes "YYYY-MM-DDTHH:MM:SSZ" of SEC at OUT (no NUL). */
void time_format_sec(uint32_t sec, char *out);

/* Append "YYYY-MM-DDTHH:MM:SSZ", with ".fff" (trailing zeros dropped) when there is one. */
void time_format(struct buf *out, tick_t t);
/* The same with BELOW nanoseconds more (0 to 99): up to nine digits. */
void time_format_below(struct buf *out, tick_t t, unsigned below);
/* The nanoseconds that TEXT, as time_parse() reads it, says below a tick; digits beyond are
 * dropped. */
unsigned time_below(struct sv text);
/* Calendar parts in UTC. */
struct civil {
	int year, month, day, hour, minute, second;
	int weekday; /* 0 = Sunday */
};
void time_civil(tick_t t, struct civil *ret);
/* Days since 1970-01-01 of a proleptic Gregorian date (month 1-12, day 1-31). */
int64_t time_days(int year, int month, int day);
bool time_date_ok(int year, int month, int day);
/* Offset of the local zone from UTC at T, in seconds; honours TZ. */
int time_local_offset(tick_t t);
/* Now; $TRAILSIFT_NOW (a readable time) freezes it, for tests. */
tick_t time_now(void);

#endif
