/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lang/filter.h"

#include "tap.h"

static struct sv S(const char *s) {
	return sv_make(s, strlen(s));
}

#define SEC  TICKS_PER_SEC
#define MIN_ (60 * SEC)
#define DAY  (86400 * SEC)

static tick_t
T(const char *text)
{
	tick_t t = time_parse(sv_str(text));

	if (t == TICK_NONE)
		FAIL("the test's own time %s", text);
	return t;
}

static void test_literals(void)
{
	static const struct {
		const char *text, *start;
		int64_t unit;
	} t[] = {
		{ "2021-07-28", "2021-07-28T00:00:00Z", DAY },
		{ "2021-07-28Z", "2021-07-28T00:00:00Z", DAY },
		{ "2021-07-28+02:00", "2021-07-27T22:00:00Z", DAY },
		{ "2021-07-28T10:00", "2021-07-28T10:00:00Z", MIN_ },
		{ "2021-07-28 10:00", "2021-07-28T10:00:00Z", MIN_ },
		{ "2021-07-28T10:00Z", "2021-07-28T10:00:00Z", MIN_ },
		{ "2021-07-28T10:00:30", "2021-07-28T10:00:30Z", SEC },
		{ "2021-07-28T10:00:30Z", "2021-07-28T10:00:30Z", SEC },
		{ "2021-07-28T10:00:30-05:00", "2021-07-28T15:00:30Z", SEC },
		{ "2021-07-28T10:00:30+0530", "2021-07-28T04:30:30Z", SEC },
		{ "2021-07-28T10:00:30+02", "2021-07-28T08:00:30Z", SEC },
		{ "2021-07-28T10:00:30.25Z", "2021-07-28T10:00:30.25Z", SEC / 100 },
		{ "2021-12-31T23:59:60Z", "2022-01-01T00:00:00Z", SEC },
		{ "2024-02-29", "2024-02-29T00:00:00Z", DAY },
		{ "10:00", "2021-07-05T10:00:00Z", MIN_ },
		{ "10:00:07", "2021-07-05T10:00:07Z", SEC },
		{ "10:00+02:00", "2021-07-05T08:00:00Z", MIN_ },
		{ "-15m", "2021-07-05T11:45:00Z", SEC },
		{ "-6h", "2021-07-05T06:00:00Z", SEC },
		{ "-7d", "2021-06-28T12:00:00Z", SEC },
		{ "-90s", "2021-07-05T11:58:30Z", SEC },
		{ "-1w", "2021-06-28T12:00:00Z", SEC },
		{ "9999-12-31", "9999-12-31T00:00:00Z", DAY },
	};
	struct filter_times times = { T("2021-07-05T12:00:00Z"),
				      T("2021-07-05T00:00:00Z") };

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		struct timelit lit = { 0, 0 };
		struct err err = ERR_INIT;

		IS_ST(timelit_parse(S(t[i].text), &times, &lit, &err), ST_OK, "%s",
		      t[i].text);
		IS_INT(lit.start, T(t[i].start), "%s: start", t[i].text);
		IS_INT(lit.end - lit.start, t[i].unit, "%s: unit", t[i].text);
		OK(timelit_ok(S(t[i].text), NULL), "%s by form", t[i].text);
	}
}

static void test_bad(void)
{
	static const char *const bad[] = {
		"",
		"x",
		"2021",
		"2021-07",
		"2021-7-28",
		"2021-02-30",
		"2021-13-01",
		"1969-12-31",
		"2021-07-28T",
		"2021-07-28T10",
		"2021-07-28T24:00",
		"2021-07-28T10:60",
		"2021-07-28T10:00:61",
		"2021-07-28T10:00:00.",
		"2021-07-28T10:00+",
		"10:0",
		"2021-07-28T10:00+2",
		"2021-07-28T10:00+24:00",
		"2021-07-28t10:00",
		"25:00",
		" 2021-07-28",
		"2021-07-28 ",
		"2021-07-28x",
		"-",
		"-m",
		"-15",
		"-15x",
		"-15mm",
		"-12345678d",
		"+15m",
		"2021-07-28..",
		"10:00:",
		"2021-07-28*",
		"1627430400",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct filter_times times = { T("2021-07-05T12:00:00Z"), 0 };
		struct timelit lit;
		struct err err = ERR_INIT;

		IS_ST(timelit_parse(S(bad[i]), &times, &lit, &err), ST_SYNTAX,
		      "'%s' is no time", bad[i]);
		OK(!timelit_ok(S(bad[i]), NULL), "'%s' by form", bad[i]);
	}
}

static void test_unresolved(void)
{
	struct filter_times none = { TICK_NONE, TICK_NONE };
	struct timelit lit;
	struct err err = ERR_INIT;

	IS_ST(timelit_parse(SV_LIT("10:00"), &none, &lit, &err), ST_USAGE, "no day");
	IS_ST(timelit_parse(SV_LIT("-15m"), &none, &lit, NULL), ST_USAGE, "no event");
	IS_ST(timelit_parse(SV_LIT("-15m"), NULL, &lit, NULL), ST_USAGE, "no times");
	IS_ST(timelit_parse(SV_LIT("2021-07-28"), NULL, &lit, NULL), ST_OK,
	      "none are needed");
	OK(timelit_ok(SV_LIT("10:00"), NULL) && timelit_ok(SV_LIT("-15m"), NULL),
	   "by form");
}

static void test_ranges(void)
{
	static const struct {
		const char *text, *from, *to;
	} t[] = {
		{ "2021-07-28..2021-07-30", "2021-07-28T00:00:00Z",
		  "2021-07-30T00:00:00Z" },
		{ "2021-07-28..", "2021-07-28T00:00:00Z", NULL },
		{ "..2021-07-28T10:00", NULL, "2021-07-28T10:00:00Z" },
		{ "2021-07-28", "2021-07-28T00:00:00Z", "2021-07-29T00:00:00Z" },
		{ "10:00..11:30", "2021-07-05T10:00:00Z", "2021-07-05T11:30:00Z" },
		{ "-6h..-5h", "2021-07-05T06:00:00Z", "2021-07-05T07:00:00Z" },
		{ "2021-07-28T10:00:30.5..2021-07-28T10:00:31", "2021-07-28T10:00:30.5Z",
		  "2021-07-28T10:00:31Z" },
	};
	static const struct {
		const char *text;
		unsigned off;
	} bad[] = { { "..", 0 },
		    { "x..2021-07-28", 0 },
		    { "2021-07-28..x", 12 },
		    { "2021-07-28...2021-07-29", 12 },
		    { "2021-07-28..2021-07-29..", 12 } };
	struct filter_times times = { T("2021-07-05T12:00:00Z"),
				      T("2021-07-05T00:00:00Z") };
	tick_t from, to;

	for (size_t i = 0; i < ARRAY_SIZE(t); i++) {
		IS_ST(timerange_parse(S(t[i].text), &times, &from, &to, NULL), ST_OK, "%s",
		      t[i].text);
		IS_INT(from, t[i].from ? T(t[i].from) : 0, "%s: from", t[i].text);
		IS_INT(to, t[i].to ? T(t[i].to) : TICK_NONE, "%s: to", t[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct err err = ERR_INIT;

		IS_ST(timerange_parse(S(bad[i].text), &times, &from, &to, &err), ST_SYNTAX,
		      "%s is no range", bad[i].text);
		IS_INT(err.off, bad[i].off, "%s: where", bad[i].text);
	}
}

int main(void)
{
	test_literals();
	test_bad();
	test_unresolved();
	test_ranges();
	return DONE();
}
