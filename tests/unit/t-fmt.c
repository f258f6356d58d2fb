/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short forms of values for the screen, and the times of the prompt. */
#include "event/who.h"
#include "term/fmt.h"
#include "ui/window.h"

#include "tap.h"

static void test_delta(void)
{
	static const struct {
		int64_t sec;
		const char *want;
	} cases[] = {
		{ 0, "+0s" },      { 36, "+36s" },      { 99, "+99s" },
		{ -12, "-12s" },   { 125, "+2m5s" },    { 599, "+9m59s" },
		{ 3720, "+1h2m" }, { 90000, "+1d1h" },  { 86400 * 812, "+812d" },
		{ 3599, "+59m" },  { 35999, "+9h59m" }, { 86399, "+23h" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf b = BUF_INIT;

		fmt_delta(&b, cases[i].sec * TICKS_PER_SEC);
		IS_STR(buf_str(&b), cases[i].want, "difference of %lld s",
		       (long long)cases[i].sec);
		buf_release(&b);
	}
}

static void test_since(void)
{
	static const struct {
		int64_t sec;
		const char *want;
	} cases[] = {
		{ 0, "+0:00:00" },      { 20764, "+5:46:04" },
		{ -61, "-0:01:01" },    { 359999, "+99:59:59" },
		{ 360000, "+4d04h00" }, { 86400 * 812, "+812d00h" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf b = BUF_INIT;

		fmt_since(&b, cases[i].sec * TICKS_PER_SEC);
		IS_STR(buf_str(&b), cases[i].want, "since %lld s", (long long)cases[i].sec);
		buf_release(&b);
	}
}

static void test_clock(void)
{
	tick_t t = time_parse(SV_LIT("2024-05-14T10:20:12Z"));
	struct buf b = BUF_INIT;

	fmt_clock(&b, t, ZONE_UTC, CLOCK_TIME);
	buf_addc(&b, '|');
	fmt_clock(&b, t, ZONE_UTC, CLOCK_DAY);
	buf_addc(&b, '|');
	fmt_clock(&b, t, ZONE_UTC, CLOCK_YEAR);
	buf_addc(&b, '|');
	fmt_clock(&b, TICK_NONE, ZONE_UTC, CLOCK_YEAR);
	IS_STR(buf_str(&b), "10:20:12|05-14 10:20:12|2024-05-14 10:20:12|-", "clocks");
	IS_INT(fmt_clock_form(t, t + TICKS_PER_SEC, ZONE_UTC), CLOCK_TIME, "one day");
	IS_INT(fmt_clock_form(t, t + 86400 * TICKS_PER_SEC, ZONE_UTC), CLOCK_DAY,
	       "two days");
	IS_INT(fmt_clock_form(t, t + 300 * 86400 * TICKS_PER_SEC, ZONE_UTC), CLOCK_YEAR,
	       "two years");
	buf_release(&b);
}

static void test_identity(void)
{
	static const struct {
		const char *identity, *session, *want;
		char letter;
	} cases[] = {
		{ "user:arn:aws:iam::111122223333:user/team/alice", "", "alice", 'U' },
		{ "role:arn:aws:iam::111122223333:role/ci-deploy", "gh-1234",
		  "ci-deploy/gh-1234", 'R' },
		{ "role:arn:aws:iam::111122223333:role/ci-deploy", "", "ci-deploy", 'R' },
		{ "service:events.amazonaws.com", "", "events", 'S' },
		{ "account:999988887777", "", "999988887777", 'X' },
		{ "root:111122223333", "", "111122223333", '!' },
		{ "saml:idp/alice", "", "idp/alice", 'F' },
		{ "unknown", "", "unknown", '?' },
		{ "user:arn:aws:sts::1:x", "", "x", 'U' },
		{ "", "", "", '?' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf b = BUF_INIT;

		who_short(&b, sv_str(cases[i].identity), sv_str(cases[i].session));
		IS_STR(buf_str(&b), cases[i].want, "identity '%s'", cases[i].identity);
		IS_INT(who_letter(sv_str(cases[i].identity)), cases[i].letter,
		       "its letter");
		buf_release(&b);
	}
}

static void test_window(void)
{
	static const struct {
		const char *text, *from, *to; /* NULL: open */
		bool jump;
	} cases[] = {
		{ "10:00-11:00", "2024-05-14T10:00:00Z", "2024-05-14T11:00:00Z", false },
		{ " 10:00..11:00 ", "2024-05-14T10:00:00Z", "2024-05-14T11:00:00Z", false },
		{ "10:00+2h", "2024-05-14T10:00:00Z", "2024-05-14T12:00:00Z", false },
		{ "13 10:00+90s", "2024-05-13T10:00:00Z", "2024-05-13T10:01:30Z", false },
		{ "2024-05-12", "2024-05-12T00:00:00Z", "2024-05-13T00:00:00Z", false },
		{ "-15m", "2024-05-14T11:45:00Z", NULL, false },
		{ "@", "2024-05-14T09:30:00Z", "2024-05-14T10:30:00.0000001Z", false },
		{ "around 10m", "2024-05-14T09:50:00Z", "2024-05-14T10:10:00.0000001Z",
		  false },
		{ "@10:21", "2024-05-14T10:21:00Z", "2024-05-14T10:22:00Z", true },
		{ "at 10:21:36", "2024-05-14T10:21:36Z", "2024-05-14T10:21:37Z", true },
		{ "now", "2024-05-14T12:00:00Z", NULL, true },
		{ "all", NULL, NULL, false },
		{ "2024-05-14T10:00+1d", "2024-05-14T10:00:00Z", "2024-05-15T10:00:00Z",
		  false },
	};
	static const char *const bad[] = { "",         "x",        "11:00-10:00",
					   "around x", "@x",       "10:00+",
					   "10:00-",   "32 10:00", "10:00+99999999h" };
	struct filter_times times = {
		.newest = time_parse(SV_LIT("2024-05-14T12:00:00Z")),
		.day = time_parse(SV_LIT("2024-05-14T00:00:00Z")),
	};
	tick_t cursor = time_parse(SV_LIT("2024-05-14T10:00:00Z"));
	struct window w;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;

		if (!IS_ST(window_parse(sv_str(cases[i].text), &times, cursor, &w, &err),
			   ST_OK, "'%s'", cases[i].text))
			continue;
		OK(w.from == (cases[i].from ? time_parse(sv_str(cases[i].from)) : 0),
		   "'%s': start", cases[i].text);
		OK(w.to == (cases[i].to ? time_parse(sv_str(cases[i].to)) : TICK_NONE),
		   "'%s': end", cases[i].text);
		IS_INT(w.jump, cases[i].jump, "'%s': jump or window", cases[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		OK(window_parse(sv_str(bad[i]), &times, cursor, &w, NULL) != ST_OK,
		   "'%s' is refused", bad[i]);
	OK(window_parse(SV_LIT("@"), &times, TICK_NONE, &w, NULL) != ST_OK,
	   "around nothing is refused");
}

int main(void)
{
	test_delta();
	test_since();
	test_clock();
	test_identity();
	test_window();
	return DONE();
}
