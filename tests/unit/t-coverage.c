/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage by account, region and day; what became of the files. */
#include "session/session.h"
#include "tap.h"
#include "trail.h"

#define DAY_S 86400

static void write_trail(void)
{
	static const struct {
		int day;
		const char *account, *region;
	} rows[] = {
		{ 0, "111122223333", "eu-west-1" }, { 0, "111122223333", "eu-west-1" },
		{ 1, "111122223333", "eu-west-1" }, { 4, "111122223333", "eu-west-1" },
		{ 2, "111122223333", "us-east-1" }, { 3, "999988887777", "eu-west-1" },
		{ 4, "999988887777", "eu-west-1" },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		buf_adds(&out, "{\"eventName\":\"X\",\"eventTime\":\"");
		time_format(&out, TRAIL_T0 + (int64_t)rows[i].day * DAY_S * TICKS_PER_SEC);
		buf_addf(&out, "\",\"recipientAccountId\":\"%s\",\"awsRegion\":\"%s\"}\n",
			 rows[i].account, rows[i].region);
	}
	buf_adds(&out, "{\"eventName\":\"X\",\"eventTime\":\"never\"}\n");
	trail_write_bytes("c.json", buf_sv(&out));
	buf_release(&out);
}

static void count_note(void *arg, const char *note)
{
	struct buf *out = arg;

	buf_adds(out, note);
	buf_addc(out, ';');
}

static void test_rows(const struct coverage *c)
{
	IS_INT(c->n, 4, "rows");
	IS_INT(c->ndays, 5, "days");
	OK(!c->cut, "all days");
	IS_INT(c->first_day, TRAIL_T0 / TICKS_PER_SEC / DAY_S, "first day");
	IS_SV(c->rows[0].account, "111122223333", "account");
	IS_SV(c->rows[0].region, "eu-west-1", "region");
	IS_INT(c->rows[0].events, 4, "events");
	IS_INT(c->rows[0].per_day[0], 2, "first day");
	IS_INT(c->rows[0].per_day[1], 1, "second day");
	IS_INT(c->rows[0].per_day[2], 0, "gap");
	IS_INT(c->rows[0].per_day[4], 1, "last day");
	IS_INT(cover_row_days(c, &c->rows[0]), 5, "days from first to last");
	IS_INT(c->rows[0].median, DAY_S, "lower median of 0, 1 and 3 days");
	IS_INT(c->rows[0].ngaps, 0, "no silence of 20 times that");
	IS_INT(c->rows[0].management, 4, "management events");
	IS_INT(c->rows[0].ndata, 0, "no data events");
	IS_SV(c->rows[1].region, "us-east-1", "by region");
	IS_INT(cover_row_days(c, &c->rows[1]), 1, "one day");
	IS_INT(c->rows[1].median, -1, "one event has no silence");
	IS_INT(c->rows[1].ngaps, 0, "without gap");
	IS_SV(c->rows[2].account, "999988887777", "by account");
	OK(!c->rows[3].account.ptr && !c->rows[3].region.ptr, "none is last");
	IS_INT(c->rows[3].untimed, 1, "without a time");
	IS_INT(cover_row_days(c, &c->rows[3]), 0, "in no day");
	IS_INT(c->rows[0].untimed, 0, "all with a time");
}

static void test_files(const struct store *s)
{
	struct buf out = BUF_INIT;
	uint32_t *files;

	IS_INT(files_in_order(s, &files), 2, "files");
	OK(strstr(store_file(s, files[0])->path, "/a.txt") != NULL, "in file order");
	OK(strstr(store_file(s, files[1])->path, "/c.json") != NULL, "in file order");
	file_notes(store_file(s, files[0]), count_note, &out);
	IS_STR(buf_str(&out), "", "no remark");
	file_notes(store_file(s, files[1]), count_note, &out);
	IS_STR(buf_str(&out), "1 marked record;", "the unreadable time");
	free(files);
	buf_release(&out);
}

int main(void)
{
	struct session_options opt = { .npaths = 1, .load = LOAD_OPTIONS_INIT };
	const char *const paths[] = { tap_tmpdir() };
	struct session *sn;

	write_trail();
	trail_write_bytes("a.txt", SV_LIT("no trail\n"));
	opt.paths = paths;
	sn = session_open(&opt, NULL);
	if (!sn)
		BAIL("cannot open a session");
	session_coverage_want(sn, true);
	if (!session_settle(sn, 60000))
		BAIL("the session does not come to rest");
	if (OK(session_coverage(sn), "coverage"))
		test_rows(session_coverage(sn));
	test_files(session_store(sn));
	session_close(sn);
	return DONE();
}
