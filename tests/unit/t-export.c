/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export: the records' own bytes, tables; whole or not at all. */
#include "output/export.h"
#include "session/session.h"
#include "tap.h"
#include "trail.h"
#include "util/fileio.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 60000

/* Bytes that a writer of its own would not give back. */
#define REC_A                                                                              \
	"{ "                                                                               \
	"\"eventID\":\"x-a\",\"eventTime\":\"2024-05-14T10:00:02Z\",\"eventName\":\"A\\/"  \
	"b\","                                                                             \
	"\"z\" : 1E2 , \"k\":-0,\"k\":\"\\u00e9\" }"
#define REC_B                                                                              \
	"{\"eventID\":\"x-b\",\n  \"eventTime\":\"2024-05-14T10:00:01Z\",\n  "             \
	"\"eventName\":\"=cmd\","                                                          \
	"\"s\":\"a\\nb\"}"
#define REC_B_LINE                                                                         \
	"{\"eventID\":\"x-b\",\"eventTime\":\"2024-05-14T10:00:01Z\",\"eventName\":\"="    \
	"cmd\","                                                                           \
	"\"s\":\"a\\nb\"}"

static struct session *sn;
static char *target;

static row_t *all_rows(size_t *ret_n)
{
	const struct selection *sel = session_view(sn)->sel;
	row_t *rows = xcalloc(MAX(sel->count, 1u), sizeof(*rows));

	for (uint32_t i = 0; i < sel->count; i++)
		rows[i] = session_row(sn, i);
	*ret_n = sel->count;
	return rows;
}

static enum st run(enum export_format format, bool overwrite, const char *columns,
		   uint64_t *ret_rows, struct err *err)
{
	struct export_options opt = {
		.store = session_store(sn),
		.raw = session_raw(sn),
		.path = target,
		.overwrite = overwrite,
		.format = format,
		.columns = columns,
		.threads = 2,
		.wake_fd = -1,
	};
	struct export *x = NULL;
	uint64_t bytes;
	size_t n;
	row_t *rows = all_rows(&n);
	enum st st = export_start(&opt, rows, n, &x, err);

	return st == ST_OK ? export_finish(x, ret_rows, &bytes, err) : st;
}

/* Files in the folder of the run. */
static unsigned files_there(void)
{
	DIR *d = opendir(tap_tmpdir());
	unsigned n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n - 2;
}

static void is_file(const char *want, const char *name)
{
	struct buf out = BUF_INIT;

	IS_ST(file_read(target, 1 << 20, &out, NULL), ST_OK, "%s: file", name);
	IS_STR(buf_str(&out), want, "%s: bytes", name);
	buf_release(&out);
	unlink(target);
}

static void test_formats(void)
{
	struct err err = ERR_INIT;
	struct stat st;
	uint64_t rows = 0;

	IS_ST(run(EXPORT_JSON, false, NULL, &rows, &err), ST_OK, "json");
	IS_INT(rows, 2, "rows");
	IS_INT(stat(target, &st), 0, "there");
	IS_INT(st.st_mode & 0777, 0600, "for the owner only");
	IS_ST(run(EXPORT_JSON, false, NULL, &rows, &err), ST_EXISTS, "never over a file");
	OK(strstr(err.text, "exists") != NULL, "says why");
	IS_ST(run(EXPORT_JSON, true, NULL, &rows, &err), ST_OK, "unless told to");
	is_file("{\"Records\":[" REC_B "," REC_A "]}\n", "json");
	IS_ST(run(EXPORT_NDJSON, false, NULL, &rows, &err), ST_OK, "ndjson");
	is_file(REC_B_LINE "\n" REC_A "\n", "ndjson");
	IS_ST(run(EXPORT_CSV, false, "time,event,id", &rows, &err), ST_OK, "csv");
	is_file("time,event,id\n2024-05-14T10:00:01Z,'=cmd,x-b\n2024-05-14T10:00:02Z,A/"
		"b,x-a\n",
		"csv");
	IS_ST(run(EXPORT_MD, false, "event", &rows, &err), ST_OK, "md");
	unlink(target);
	IS_ST(run(EXPORT_CSV, false, "no such,column,", &rows, &err), ST_SYNTAX,
	      "bad column");
	IS_INT(files_there(), 1, "nothing is left behind");
}

static void test_nothing(void)
{
	struct export_options opt = {
		.store = session_store(sn),
		.raw = session_raw(sn),
		.path = target,
		.format = EXPORT_JSON,
		.wake_fd = -1,
	};
	struct export_progress p;
	struct export *x;
	uint64_t rows, bytes;
	int fds[2];
	char byte;

	if (pipe2(fds, O_CLOEXEC))
		BAIL("no pipe");
	opt.wake_fd = fds[1];
	IS_ST(export_start(&opt, xmalloc(1), 0, &x, NULL), ST_OK, "no row");
	IS_INT(read(fds[0], &byte, 1), 1, "wakes");
	export_progress(x, &p);
	OK(p.over && p.rows == 0, "over");
	IS_ST(export_finish(x, &rows, &bytes, NULL), ST_OK, "fine");
	IS_INT(bytes, 15, "bytes");
	is_file("{\"Records\":[]}\n", "no row");
	close(fds[0]);
	close(fds[1]);
}

static void test_no_space(void)
{
	struct rlimit old, small = { 40, 0 };
	struct err err = ERR_INIT;
	uint64_t rows;
	enum st st;

	getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	st = run(EXPORT_JSON, false, NULL, &rows, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	IS_ST(st, ST_IO, "no room in the file");
	OK(strstr(err.text, "cannot write") != NULL, "says so: %s", err.text);
	IS_INT(files_there(), 1, "nothing is left behind");
}

static void test_changed(void)
{
	struct err err = ERR_INIT;
	char *path = trail_path("x.json");
	uint64_t rows;
	FILE *f = fopen(path, "a");

	fputs("\n", f);
	fclose(f);
	IS_ST(run(EXPORT_JSON, false, NULL, &rows, &err), ST_CHANGED, "the source changed");
	OK(strstr(err.text, "x.json") != NULL, "names it: %s", err.text);
	IS_INT(files_there(), 1, "nothing is left behind");
	IS_ST(run(EXPORT_CSV, false, NULL, &rows, &err), ST_OK,
	      "what was loaded can still be had as a table");
	unlink(target);
	free(path);
}

static void test_names(void)
{
	IS_INT(export_format_of("a/b.csv"), EXPORT_CSV, "by suffix");
	IS_INT(export_format_of("a.ndjson"), EXPORT_NDJSON, "by suffix");
	IS_INT(export_format_of("a.md"), EXPORT_MD, "by suffix");
	IS_INT(export_format_of("a"), EXPORT_JSON, "else JSON");
	IS_INT(export_format_find(SV_LIT("csv")), EXPORT_CSV, "by name");
	IS_INT(export_format_find(SV_LIT("xml")), EXPORT_COUNT, "no such format");
}

int main(void)
{
	struct session_options opt = { .npaths = 1, .load = LOAD_OPTIONS_INIT };
	char *path = trail_path("x.json");
	const char *const paths[] = { path };

	target = trail_path("out");
	trail_write_bytes("x.json", SV_LIT("{\"Records\":[" REC_A ",\n" REC_B "]}"));
	opt.paths = paths;
	sn = session_open(&opt, NULL);
	if (!sn || !session_settle(sn, WAIT_MS))
		BAIL("cannot load");
	test_names();
	test_formats();
	test_nothing();
	test_no_space();
	test_changed();
	session_close(sn);
	free(target);
	free(path);
	return DONE();
}
