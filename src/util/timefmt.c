/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of the civil calendar, and readers and writers of times. */
#include "util/timefmt.h"

#include <stdlib.h>
#include <time.h>

#define SECS_PER_DAY 86400
#define FRAC_DIGITS  7
#define NANO_DIGITS  9
/* 9999-12-31T23:59:59Z */
#define SEC_LAST INT64_C(253402300799)
/* The last day that ends below 2^32 seconds. */
#define DAY_LAST32 49709u

/* "00" to "99". */
static const char two_digits[] = "00010203040506070809101112131415161718192021222324"
				 "25262728293031323334353637383940414243444546474849"
				 "50515253545556575859606162636465666768697071727374"
				 "75767778798081828384858687888990919293949596979899";

static inline uint64_t load_le64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

int64_t time_days(int year, int month, int day)
{
	/* Years that begin in March: the leap day is the last of its year. */
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

bool time_date_ok(int year, int month, int day)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap);
}

static void civil_date(int64_t days, struct civil *c)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
	c->weekday = (int)(((days + 4) % 7 + 7) % 7);
}

void time_civil(tick_t t, struct civil *ret)
{
	int64_t sec = t / TICKS_PER_SEC - (t % TICKS_PER_SEC < 0);
	int64_t day = sec / SECS_PER_DAY - (sec % SECS_PER_DAY < 0);
	int rest = (int)(sec - day * SECS_PER_DAY);

	civil_date(day, ret);
	ret->hour = rest / 3600;
	ret->minute = rest / 60 % 60;
	ret->second = rest % 60;
}

/* N decimal digits at P as a number, or -1. */
static int digits(const char *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		unsigned d = (unsigned char)p[i] - (unsigned)'0';

		if (d > 9)
			return -1;
		v = v * 10 + (int)d;
	}
	return v;
}

/* "YYYY-MM-DD" with an existing day of 1970-9999: its days since 1970, else -1. */
static int64_t parse_date(const char *p)
{
	int y = digits(p, 4), m = digits(p + 5, 2), d = digits(p + 8, 2);

	if (y < 1970 || p[4] != '-' || p[7] != '-' || !time_date_ok(y, m, d))
		return -1;
	return time_days(y, m, d);
}

/* "HH:MM:SS" at P: seconds of the day, or -1. MAX_SEC is 59 or 60. */
static int parse_clock(const char *p, int max_sec)
{
	int h = digits(p, 2), m = digits(p + 3, 2), s = digits(p + 6, 2);

	if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > max_sec || p[2] != ':' ||
	    p[5] != ':')
		return -1;
	return h * 3600 + m * 60 + s;
}

/* "", "Z", "+hh:mm", "-hh:mm", "+hhmm", "-hhmm": *ret in seconds. */
static bool parse_offset(struct sv v, int *ret)
{
	int h, m;

	*ret = 0;
	if (v.len == 0)
		return true;
	if (v.len == 1)
		return v.ptr[0] == 'Z';
	if ((v.ptr[0] != '+' && v.ptr[0] != '-') || (v.len != 5 && v.len != 6))
		return false;
	if (v.len == 6 && v.ptr[3] != ':')
		return false;
	h = digits(v.ptr + 1, 2);
	m = digits(v.ptr + v.len - 2, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*ret = (h * 3600 + m * 60) * (v.ptr[0] == '-' ? -1 : 1);
	return true;
}

tick_t time_parse(struct sv text)
{
	int64_t day, sec, frac = 0;
	int clock, offset;
	size_t at = 19;

	if (text.len < at || (text.ptr[10] != 'T' && text.ptr[10] != ' '))
		return TICK_NONE;
	day = parse_date(text.ptr);
	clock = parse_clock(text.ptr + 11, 60);
	if (day < 0 || clock < 0)
		return TICK_NONE;
	if (at < text.len && text.ptr[at] == '.') {
		size_t from = ++at;

		for (int64_t unit = TICKS_PER_SEC / 10; at < text.len; at++, unit /= 10) {
			unsigned d = (unsigned char)text.ptr[at] - (unsigned)'0';

			if (d > 9)
				break;
			frac += (int64_t)d * unit;
		}
		if (at == from)
			return TICK_NONE;
	}
	if (!parse_offset(sv_from(text, at), &offset))
		return TICK_NONE;
	sec = day * SECS_PER_DAY + clock - offset;
	if (sec < 0 || sec > SEC_LAST)
		return TICK_NONE;
	return sec * TICKS_PER_SEC + frac;
}

/* A JSON number taken apart. */
struct number {
	struct sv mant; /* digits with at most one '.' */
	bool neg;
	int64_t exp; /* clamped far beyond any use */
};

static bool number_split(struct sv v, struct number *n)
{
	size_t i = 0, start, ndigits = 0;
	bool exp_neg = false;

	*n = (struct number){ SV_NULL, false, 0 };
	if (i < v.len && v.ptr[i] == '-') {
		n->neg = true;
		i++;
	}
	start = i;
	while (i < v.len && v.ptr[i] >= '0' && v.ptr[i] <= '9')
		i++;
	if (i == start || (v.ptr[start] == '0' && i > start + 1))
		return false;
	if (i < v.len && v.ptr[i] == '.') {
		size_t from = ++i;

		while (i < v.len && v.ptr[i] >= '0' && v.ptr[i] <= '9')
			i++;
		if (i == from)
			return false;
	}
	n->mant = sv_make(v.ptr + start, i - start);
	if (i == v.len)
		return true;
	if (v.ptr[i] != 'e' && v.ptr[i] != 'E')
		return false;
	i++;
	if (i < v.len && (v.ptr[i] == '+' || v.ptr[i] == '-'))
		exp_neg = v.ptr[i++] == '-';
	for (; i < v.len && v.ptr[i] >= '0' && v.ptr[i] <= '9'; i++, ndigits++)
		if (n->exp < INT64_C(1000000000000))
			n->exp = n->exp * 10 + (v.ptr[i] - '0');
	if (exp_neg)
		n->exp = -n->exp;
	return i == v.len && ndigits > 0;
}

tick_t time_parse_epoch(struct sv number)
{
	struct number n;
	ptrdiff_t dot;
	int64_t scale; /* power of ten of the digit that comes next, in ticks */
	int64_t t = 0;
	bool nonzero = false;

	if (!number_split(number, &n))
		return TICK_NONE;
	dot = sv_chr(n.mant, '.');
	scale = (dot < 0 ? (int64_t)n.mant.len : dot) + n.exp + FRAC_DIGITS;
	for (size_t i = 0; i < n.mant.len; i++) {
		int d = n.mant.ptr[i] - '0';

		if (n.mant.ptr[i] == '.')
			continue;
		nonzero |= d != 0;
		scale--;
		if (scale < 0)
			continue;
		if (t > (SEC_LAST + 1) * TICKS_PER_SEC / 10)
			return TICK_NONE;
		t = t * 10 + d;
	}
	if (n.neg && nonzero)
		return TICK_NONE;
	for (; scale > 0 && t != 0; scale--) {
		if (t > (SEC_LAST + 1) * TICKS_PER_SEC / 10)
			return TICK_NONE;
		t *= 10;
	}
	return t < (SEC_LAST + 1) * TICKS_PER_SEC ? t : TICK_NONE;
}

/* Days seen lately by this thread: the text of the day and its first second. */
#define DAY_SLOTS 8

struct day_slot {
	uint64_t head; /* "YYYY-MM-" */
	uint16_t tail; /* "DD" */
	uint32_t sec;
};

static _Thread_local struct day_slot parsed_days[DAY_SLOTS];

static bool parse_day_slow(const char *p, struct day_slot *slot)
{
	int64_t day = parse_date(p);

	if (day < 0 || day > (int64_t)DAY_LAST32)
		return false;
	memcpy(&slot->head, p, 8);
	memcpy(&slot->tail, p + 8, 2);
	slot->sec = (uint32_t)day * SECS_PER_DAY;
	return true;
}

/* The last day of 32-bit seconds is cut short: not worth a slot. */
static bool parse_last_day(const char *p, uint32_t *ret_sec)
{
	int64_t day = parse_date(p);
	int clock = parse_clock(p + 11, 59);

	if (day < 0 || clock < 0 || day * SECS_PER_DAY + clock > UINT32_MAX)
		return false;
	*ret_sec = (uint32_t)(day * SECS_PER_DAY + clock);
	return true;
}

bool time_parse_canonical(const char *p, size_t len, uint32_t *ret_sec)
{
	struct day_slot *slot;
	uint64_t head, t, v;
	uint32_t h, m, s;
	uint16_t tail;

	if (len != 20 || p[10] != 'T' || p[19] != 'Z')
		return false;
	/*
	 * "HH:MM:SS" in one word: xor leaves digits 0-9 and zeros for the colons; adding
	 * 0x7f - maximum to each byte lifts its top bit when it is too big.
	 */
	t = load_le64(p + 11) ^ UINT64_C(0x30303a30303a3030);
	if (((t + UINT64_C(0x767a7f767a7f767d)) | t) & UINT64_C(0x8080808080808080))
		return false;
	v = t * 10 + (t >> 8);
	h = v & 0xff;
	m = v >> 24 & 0xff;
	s = v >> 48 & 0xff;
	if (h > 23)
		return false;
	memcpy(&head, p, 8);
	memcpy(&tail, p + 8, 2);
	slot = &parsed_days[((unsigned char)p[9] ^ (unsigned char)p[8] << 1) % DAY_SLOTS];
	if (UNLIKELY(slot->head != head || slot->tail != tail) && !parse_day_slow(p, slot))
		return parse_last_day(p, ret_sec);
	*ret_sec = slot->sec + h * 3600 + m * 60 + s;
	return true;
}

/* The day this thread wrote last: its text with the 'T', and its number plus one. */
static _Thread_local char written_day[11];
static _Thread_local uint32_t written_day_no;

static void put2(char *out, unsigned v)
{
	memcpy(out, two_digits + v * 2, 2);
}

static void put_date(char *out, int64_t days)
{
	struct civil c;

	civil_date(days, &c);
	put2(out, (unsigned)c.year / 100 % 100);
	put2(out + 2, (unsigned)c.year % 100);
	out[4] = '-';
	put2(out + 5, (unsigned)c.month);
	out[7] = '-';
	put2(out + 8, (unsigned)c.day);
	out[10] = 'T';
}

static void put_clock(char *out, uint32_t rest)
{
	put2(out, rest / 3600);
	out[2] = ':';
	put2(out + 3, rest / 60 % 60);
	out[5] = ':';
	put2(out + 6, rest % 60);
	out[8] = 'Z';
}

void time_format_sec(uint32_t sec, char *out)
{
	uint32_t day = sec / SECS_PER_DAY;

	if (UNLIKELY(day + 1 != written_day_no)) {
		put_date(written_day, day);
		written_day_no = day + 1;
	}
	memcpy(out, written_day, sizeof(written_day));
	put_clock(out + sizeof(written_day), sec - day * SECS_PER_DAY);
}

void time_format(struct buf *out, tick_t t)
{
	time_format_below(out, t, 0);
}

void time_format_below(struct buf *out, tick_t t, unsigned below)
{
	int64_t sec = t / TICKS_PER_SEC, frac = t % TICKS_PER_SEC * 100 + below;
	char *p;

	if (t < 0 || sec > SEC_LAST)
		return;
	p = buf_reserve(out, 21 + NANO_DIGITS);
	put_date(p, sec / SECS_PER_DAY);
	put_clock(p + 11, (uint32_t)(sec % SECS_PER_DAY));
	out->len += 19;
	if (frac) {
		int n = NANO_DIGITS;

		for (; frac % 10 == 0; frac /= 10)
			n--;
		p[19] = '.';
		for (int i = n; i > 0; i--, frac /= 10)
			p[19 + i] = (char)('0' + frac % 10);
		out->len += (size_t)n + 1;
	}
	buf_addc(out, 'Z');
}

unsigned time_below(struct sv text)
{
	const size_t from = 20 + FRAC_DIGITS;
	unsigned v = 0;

	if (text.len <= 19 || text.ptr[19] != '.')
		return 0;
	for (size_t i = 20; i < from + 2; i++) {
		unsigned d = i < text.len ? (unsigned char)text.ptr[i] - (unsigned)'0' : 10;

		if (d > 9)
			return i > from ? v * 10 : 0;
		if (i >= from)
			v = v * 10 + d;
	}
	return v;
}

int time_local_offset(tick_t t)
{
	time_t sec = (time_t)(t / TICKS_PER_SEC - (t % TICKS_PER_SEC < 0));
	struct tm tm;

	if (t == TICK_NONE || !localtime_r(&sec, &tm))
		return 0;
	return (int)tm.tm_gmtoff;
}

tick_t time_now(void)
{
	const char *fixed = getenv("TRAILSIFT_NOW");
	tick_t t = fixed ? time_parse(sv_str(fixed)) : TICK_NONE;
	struct timespec now;

	if (t != TICK_NONE)
		return t;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * TICKS_PER_SEC + now.tv_nsec / 100;
}
