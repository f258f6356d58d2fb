/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/timefmt.h"

#include "tap.h"

#include <time.h>

#define BAD    TICK_NONE
#define S(sec) ((tick_t)(sec)*TICKS_PER_SEC)

static const struct {
	const char *text;
	tick_t want;
} times[] = {
	{ "1970-01-01T00:00:00Z", 0 },
	{ "1970-01-01T00:00:01Z", S(1) },
	{ "2021-07-28T10:20:30Z", S(1627467630) },
	{ "2021-07-28T10:20:30", S(1627467630) },
	{ "2021-07-28 10:20:30", S(1627467630) },
	{ "2021-07-28 10:20:30Z", S(1627467630) },
	{ "2021-07-28T10:20:30+00:00", S(1627467630) },
	{ "2021-07-28T21:20:30+11:00", S(1627467630) },
	{ "2021-07-28T21:20:30+1100", S(1627467630) },
	{ "2021-07-28T02:20:30-08:00", S(1627467630) },
	{ "2021-07-28T10:20:30.5Z", S(1627467630) + 5000000 },
	{ "2021-07-28T10:20:30.999Z", S(1627467630) + 9990000 },
	{ "2021-07-28T10:20:30.123456789Z", S(1627467630) + 1234567 },
	{ "2021-07-28T10:20:30.000000000000000000000000001", S(1627467630) },
	{ "2021-07-28T10:20:30.25+01:00", S(1627464030) + 2500000 },
	{ "2016-12-31T23:59:60Z", S(1483228800) },
	{ "2024-02-29T00:00:00Z", S(1709164800) },
	{ "2000-02-29T00:00:00Z", S(951782400) },
	{ "2106-02-07T06:28:15Z", S(4294967295) },
	{ "2106-02-07T06:28:16Z", S(4294967296) },
	{ "9999-12-31T23:59:59Z", S(253402300799) },
	{ "9999-12-31T23:59:59.9999999Z", S(253402300799) + 9999999 },
	/* not readable */
	{ "", BAD },
	{ "redacted", BAD },
	{ "...", BAD },
	{ "2021-07-28", BAD },
	{ "2021-07-28T10:20", BAD },
	{ "2021-07-28T10:20:3", BAD },
	{ "2021-07-28t10:20:30Z", BAD },
	{ "2021-07-28T10:20:30z", BAD },
	{ " 2021-07-28T10:20:30Z", BAD },
	{ "2021-07-28T10:20:30Z ", BAD },
	{ "2021-07-28  10:20:30", BAD },
	{ "2021-07-28T20: 10: 41Z", BAD },
	{ "2021-7-28T10:20:30Z", BAD },
	{ "2021/07/28T10:20:30Z", BAD },
	{ "2021-07-28T10.20.30Z", BAD },
	{ "2021-07-28T10:20:30.Z", BAD },
	{ "2021-07-28T10:20:30.", BAD },
	{ "2021-07-28T10:20:30,5Z", BAD },
	{ "2021-07-28T10:20:30+25:00", BAD },
	{ "2021-07-28T10:20:30+24:00", BAD },
	{ "2021-07-28T10:20:30+01:60", BAD },
	{ "2021-07-28T10:20:30+01", BAD },
	{ "2021-07-28T10:20:30+1:00", BAD },
	{ "2021-07-28T10:20:30+01-00", BAD },
	{ "2021-07-28T10:20:30ZZ", BAD },
	{ "2021-07-28T24:00:00Z", BAD },
	{ "2021-07-28T23:60:00Z", BAD },
	{ "2021-07-28T23:59:61Z", BAD },
	{ "2021-02-29T00:00:00Z", BAD },
	{ "2024-02-30T00:00:00Z", BAD },
	{ "1900-02-29T00:00:00Z", BAD },
	{ "2100-02-29T00:00:00Z", BAD },
	{ "2021-04-31T00:00:00Z", BAD },
	{ "2021-00-10T00:00:00Z", BAD },
	{ "2021-13-10T00:00:00Z", BAD },
	{ "2021-01-00T00:00:00Z", BAD },
	{ "2021-01-32T00:00:00Z", BAD },
	{ "0000-01-01T00:00:00Z", BAD },
	{ "1969-12-31T23:59:59Z", BAD },
	{ "10000-01-01T00:00:00Z", BAD },
	{ "1970-01-01T00:00:00+01:00", BAD },
	{ "9999-12-31T23:59:60Z", BAD },
	{ "9999-12-31T23:30:00-01:00", BAD },
	{ "+021-07-28T10:20:30Z", BAD },
};

static const struct {
	const char *text;
	tick_t want;
} epochs[] = {
	{ "0", 0 },
	{ "-0", 0 },
	{ "-0.000e5", 0 },
	{ "1", S(1) },
	{ "1627467630", S(1627467630) },
	{ "1627467630.5", S(1627467630) + 5000000 },
	{ "1627467630.12345678", S(1627467630) + 1234567 },
	{ "1.62746763E9", S(1627467630) },
	{ "1.62746763e+9", S(1627467630) },
	{ "16274676305e-1", S(1627467630) + 5000000 },
	{ "0.0000001", 1 },
	{ "1e-7", 1 },
	{ "1e-8", 0 },
	{ "1e-999999999999999999999", 0 },
	{ "0e999999999999999999999", 0 },
	{ "253402300799", S(253402300799) },
	{ "253402300799.9999999", S(253402300799) + 9999999 },
	{ "253402300800", BAD },
	{ "1627467630000", BAD },
	{ "1e999", BAD },
	{ "1e999999999999999999999", BAD },
	{ "99999999999999999999999999999999", BAD },
	{ "-1", BAD },
	{ "-1e-300", BAD },
	{ "", BAD },
	{ "-", BAD },
	{ "01", BAD },
	{ "+1", BAD },
	{ "1.", BAD },
	{ ".5", BAD },
	{ "1e", BAD },
	{ "1e+", BAD },
	{ "1 ", BAD },
	{ "true", BAD },
	{ "0x10", BAD },
};

static const struct {
	const char *text;
	bool ok;
	uint32_t sec;
} canonical[] = {
	{ "1970-01-01T00:00:00Z", true, 0 },
	{ "2021-07-28T10:20:30Z", true, 1627467630 },
	{ "2021-07-28T23:59:59Z", true, 1627516799 },
	{ "2106-02-06T23:59:59Z", true, 4294943999u },
	{ "2106-02-07T06:28:15Z", true, UINT32_MAX },
	{ "2106-02-07T06:28:16Z", false, 0 },
	{ "2107-01-01T00:00:00Z", false, 0 },
	{ "1969-12-31T23:59:59Z", false, 0 },
	{ "2016-12-31T23:59:60Z", false, 0 },
	{ "2021-07-28 10:20:30Z", false, 0 },
	{ "2021-07-28T10:20:30z", false, 0 },
	{ "2021-07-28T24:00:00Z", false, 0 },
	{ "2021-07-28T30:00:00Z", false, 0 },
	{ "2021-07-28T10:60:00Z", false, 0 },
	{ "2021-07-28T10-20:30Z", false, 0 },
	{ "2021-07-28T10:20;30Z", false, 0 },
	{ "2021-07-28T1:220:30Z", false, 0 },
	{ "2021-07-28T10:20:\xb3\xb0Z", false, 0 },
	{ "2021-07-28T/0:20:30Z", false, 0 },
	{ "2021-02-30T10:20:30Z", false, 0 },
	{ "2021-07-28T10:20:30", false, 0 },
	{ "2021-07-28T10:20:30ZZ", false, 0 },
	{ "", false, 0 },
};

static void parse(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(times); i++)
		IS_INT(time_parse(sv_str(times[i].text)), times[i].want, "time '%s'",
		       times[i].text);
	for (size_t i = 0; i < ARRAY_SIZE(epochs); i++)
		IS_INT(time_parse_epoch(sv_str(epochs[i].text)), epochs[i].want,
		       "epoch '%s'", epochs[i].text);
	/* twice: the second time out of the cache */
	for (size_t i = 0; i < 2 * ARRAY_SIZE(canonical); i++) {
		size_t k = i / 2;
		uint32_t sec = 7;
		bool ok = time_parse_canonical(canonical[k].text, strlen(canonical[k].text),
					       &sec);

		OK(ok == canonical[k].ok && sec == (ok ? canonical[k].sec : 7),
		   "canonical '%s'", canonical[k].text);
	}
}

/* Every day to 2106, and every second of one: there and back, against the C library. */
static void round_trips(void)
{
	unsigned bad = 0, bad_civil = 0, bad_slow = 0;
	char text[21] = "";

	for (uint64_t sec = 12345; sec <= UINT32_MAX; sec += 86400 - 7) {
		time_t t = (time_t)sec;
		char want[64];
		uint32_t got;
		struct civil c;
		struct tm tm;

		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm);
		time_format_sec((uint32_t)sec, text);
		bad += strcmp(text, want) != 0;
		bad += !time_parse_canonical(text, 20, &got) || got != sec;
		bad_slow += time_parse(sv_str(text)) != S(sec);
		time_civil(S(sec), &c);
		bad_civil += c.weekday != tm.tm_wday || c.day != tm.tm_mday ||
			     c.month != tm.tm_mon + 1 || c.year != tm.tm_year + 1900 ||
			     c.hour != tm.tm_hour || c.minute != tm.tm_min ||
			     c.second != tm.tm_sec;
	}
	IS_INT(bad, 0, "every day to 2106 there and back");
	IS_INT(bad_slow, 0, "the general parser agrees with the fast one");
	IS_INT(bad_civil, 0, "calendar parts of every day");
	bad = 0;
	for (uint32_t sec = 1627430400; sec < 1627430400 + 86400; sec++) {
		uint32_t got;

		time_format_sec(sec, text);
		bad += !time_parse_canonical(text, 20, &got) || got != sec;
	}
	IS_INT(bad, 0, "every second of a day there and back");
}

/* No byte changed in a canonical time makes the fast parser say what the general does not. */
static void one_byte_off(void)
{
	unsigned bad = 0;

	for (size_t at = 0; at < 20; at++)
		for (unsigned c = 0; c < 256; c++) {
			char text[] = "2021-07-28T13:47:52Z";
			uint32_t sec;
			tick_t slow;
			bool fast;

			text[at] = (char)c;
			slow = time_parse(sv_make(text, 20));
			fast = time_parse_canonical(text, 20, &sec);
			if (fast)
				bad += slow != S(sec);
			else /* forms that only the general parser takes */
				bad += slow < S(UINT32_MAX) && text[10] != ' ' &&
				       text[17] != '6';
		}
	IS_INT(bad, 0, "each byte of a time replaced by every other");
}

static const struct {
	tick_t t;
	const char *want;
} formats[] = {
	{ 0, "1970-01-01T00:00:00Z" },
	{ S(1627467630), "2021-07-28T10:20:30Z" },
	{ S(1627467630) + 5000000, "2021-07-28T10:20:30.5Z" },
	{ S(1627467630) + 9990000, "2021-07-28T10:20:30.999Z" },
	{ S(1627467630) + 1, "2021-07-28T10:20:30.0000001Z" },
	{ S(253402300799) + 9999999, "9999-12-31T23:59:59.9999999Z" },
	{ S(1709164800), "2024-02-29T00:00:00Z" },
	{ TICK_NONE, "" },
	{ -1, "" },
};

static void format(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		buf_clear(&out);
		time_format(&out, formats[i].t);
		IS_SV(buf_sv(&out), formats[i].want, "format %s", formats[i].want);
	}
	buf_release(&out);
}

static void calendar(void)
{
	struct civil c;

	IS_INT(time_days(1970, 1, 1), 0, "day 0");
	IS_INT(time_days(1969, 12, 31), -1, "day -1");
	IS_INT(time_days(2000, 3, 1), 11017, "after a leap day");
	IS_INT(time_days(1, 1, 1), -719162, "year 1");
	IS_INT(time_days(9999, 12, 31), 2932896, "year 9999");
	OK(time_date_ok(2024, 2, 29) && !time_date_ok(2023, 2, 29), "leap years");
	OK(!time_date_ok(2023, 0, 1) && !time_date_ok(2023, 13, 1), "months");
	OK(!time_date_ok(2023, 1, 0) && !time_date_ok(2023, 1, 32), "days");
	time_civil(-1, &c);
	OK(c.year == 1969 && c.month == 12 && c.day == 31 && c.hour == 23 &&
		   c.second == 59 && c.weekday == 3,
	   "before 1970");
}

static void zone(void)
{
	setenv("TZ", "XYZ-5:30", 1);
	tzset();
	IS_INT(time_local_offset(S(1627467630)), 19800, "offset of TZ");
	IS_INT(time_local_offset(TICK_NONE), 0, "no time, no offset");
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	IS_INT(time_local_offset(time_parse(SV_LIT("2024-01-15T00:00:00Z"))), 3600,
	       "winter");
	IS_INT(time_local_offset(time_parse(SV_LIT("2024-07-15T00:00:00Z"))), 7200,
	       "summer");
	setenv("TZ", "UTC", 1);
	tzset();
}

static void now(void)
{
	tick_t before = (tick_t)time(NULL) * TICKS_PER_SEC;

	unsetenv("TRAILSIFT_NOW");
	OK(time_now() >= before && time_now() < before + S(3600), "the clock");
	setenv("TRAILSIFT_NOW", "2024-05-01T12:00:00Z", 1);
	IS_INT(time_now(), S(1714564800), "a frozen clock");
	setenv("TRAILSIFT_NOW", "yesterday", 1);
	OK(time_now() >= before, "a clock that cannot be read");
}

/* What a fraction says below a tick, and both together again. */
static void below(void)
{
	static const struct {
		const char *text;
		unsigned below;
		const char *again;
	} cases[] = {
		{ "2021-07-28T10:20:30Z", 0, "2021-07-28T10:20:30Z" },
		{ "2021-07-28T10:20:30.1234567Z", 0, "2021-07-28T10:20:30.1234567Z" },
		{ "2021-07-28T10:20:30.12345678Z", 80, "2021-07-28T10:20:30.12345678Z" },
		{ "2021-07-28T10:20:30.123456789Z", 89, "2021-07-28T10:20:30.123456789Z" },
		{ "2021-07-28T10:20:30.123456709", 9, "2021-07-28T10:20:30.123456709Z" },
		{ "2021-07-28T10:20:30.12345678999Z", 89,
		  "2021-07-28T10:20:30.123456789Z" },
		{ "2021-07-28T10:20:30.000000001+01:00", 1,
		  "2021-07-28T09:20:30.000000001Z" },
		{ "2021-07-28T10:20:30.100000000Z", 0, "2021-07-28T10:20:30.1Z" },
		{ "9999-12-31T23:59:59.999999999Z", 99, "9999-12-31T23:59:59.999999999Z" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sv text = sv_str(cases[i].text);
		AUTO_BUF struct buf out = BUF_INIT;

		IS_INT(time_below(text), cases[i].below, "below a tick in %s",
		       cases[i].text);
		time_format_below(&out, time_parse(text), time_below(text));
		IS_SV(buf_sv(&out), cases[i].again, "%s is written", cases[i].text);
	}
	IS_INT(time_below(SV_LIT("")), 0, "nothing says nothing");
}

int main(void)
{
	below();
	parse();
	round_trips();
	one_byte_off();
	format();
	calendar();
	zone();
	now();
	return DONE();
}
