/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/fileio.h"

#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* NAME below the folder of this run. */
static const char *in_dir(const char *name)
{
	static char paths[4][4200];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", tap_tmpdir(), name);
	return path;
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		BAIL("cannot write %s", path);
}

static bool holds(const char *path, const char *text)
{
	struct buf b = BUF_INIT;
	bool same = file_read(path, 1 << 20, &b, NULL) == ST_OK && sv_eqs(buf_sv(&b), text);

	buf_release(&b);
	return same;
}

static unsigned entries(void)
{
	DIR *d = opendir(tap_tmpdir());
	unsigned n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n - 2;
}

static void reading(void)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	put(in_dir("a"), "hello");
	buf_adds(&b, "> ");
	IS_ST(file_read(in_dir("a"), 5, &b, &err), ST_OK, "a file of exactly the limit");
	IS_SV(buf_sv(&b), "> hello", "it is appended");
	IS_ST(file_read(in_dir("a"), 4, &b, &err), ST_LIMIT, "one byte beyond the limit");
	IS_SV(buf_sv(&b), "> hello", "nothing is appended");
	OK(strstr(err.text, "larger than 4 bytes") != NULL, "the limit is named");
	IS_ST(file_read(in_dir("none"), 5, &b, &err), ST_IO, "no such file");
	IS_INT(err.sys, ENOENT, "errno is kept");
	IS_ST(file_read(tap_tmpdir(), 5, &b, &err), ST_IO, "a folder");
	if (mkfifo(in_dir("fifo"), 0600) == 0)
		IS_ST(file_read(in_dir("fifo"), 5, &b, &err), ST_IO,
		      "a pipe is not waited for");
	else
		SKIP(1, "no pipe");
	unlink(in_dir("fifo"));
	put(in_dir("a"), "");
	buf_clear(&b);
	IS_ST(file_read(in_dir("a"), 0, &b, &err), ST_OK, "an empty file");
	IS_STR(buf_str(&b), "", "nothing in it");
	unlink(in_dir("a"));
	buf_release(&b);
}

static void big(void)
{
	struct outfile f;
	struct buf in = BUF_INIT, out = BUF_INIT;
	int fd;

	for (int i = 0; i < 30000; i++)
		buf_addf(&in, "line %d\n", i);
	IS_ST(outfile_open(&f, in_dir("big"), false, NULL), ST_OK, "open");
	IS_ST(outfile_write(&f, in.ptr, in.len, NULL), ST_OK, "write");
	IS_ST(outfile_commit(&f, NULL), ST_OK, "commit");
	IS_ST(file_read(in_dir("big"), in.len, &out, NULL), ST_OK, "read");
	OK(sv_eq(buf_sv(&in), buf_sv(&out)), "all of it");
	fd = open(in_dir("big"), O_RDONLY | O_CLOEXEC);
	buf_clear(&out);
	IS_INT(pread_full(fd, buf_reserve(&out, 100), 100, (off_t)in.len - 10), 10,
	       "pread up to the end");
	OK(memcmp(out.ptr, in.ptr + in.len - 10, 10) == 0, "the right bytes");
	IS_INT(pread_full(fd, out.ptr, 10, (off_t)in.len), 0, "pread at the end");
	close(fd);
	IS_INT(pread_full(-1, out.ptr, 10, 0), -1, "pread of nothing");
	unlink(in_dir("big"));
	buf_release(&in);
	buf_release(&out);
}

static void whole_or_not(void)
{
	struct err err = ERR_INIT;
	struct outfile f, g;
	struct stat st;

	IS_ST(outfile_open(&f, in_dir("x"), false, &err), ST_OK, "open");
	IS_ST(outfile_write(&f, "one", 3, &err), ST_OK, "write");
	OK(access(in_dir("x"), F_OK) != 0, "no name before the commit");
	IS_INT(entries(), 1, "a temporary name in the same folder");
	IS_ST(outfile_commit(&f, &err), ST_OK, "commit");
	OK(holds(in_dir("x"), "one"), "its content");
	IS_INT(entries(), 1, "the temporary name is gone");
	OK(stat(in_dir("x"), &st) == 0 && (st.st_mode & 0777) == 0600, "mode 0600");
	outfile_abort(&f);
	OK(holds(in_dir("x"), "one"), "abort after commit does nothing");

	IS_ST(outfile_open(&f, in_dir("x"), false, &err), ST_EXISTS, "it is there already");
	OK(strstr(err.text, "already exists") != NULL, "said in words");
	IS_ST(outfile_open(&f, in_dir("y"), false, &err), ST_OK,
	      "two at the same name: one");
	IS_ST(outfile_open(&g, in_dir("y"), false, &err), ST_OK,
	      "two at the same name: two");
	IS_ST(outfile_write(&f, "f", 1, &err), ST_OK, "write one");
	IS_ST(outfile_write(&g, "g", 1, &err), ST_OK, "write two");
	IS_ST(outfile_commit(&f, &err), ST_OK, "the first wins");
	IS_ST(outfile_commit(&g, &err), ST_EXISTS, "the second does not replace it");
	OK(holds(in_dir("y"), "f"), "the first is there");
	IS_INT(entries(), 2, "nothing is left behind");

	IS_ST(outfile_open(&f, in_dir("x"), true, &err), ST_OK, "overwrite");
	IS_ST(outfile_write(&f, "two", 3, &err), ST_OK, "write");
	OK(holds(in_dir("x"), "one"), "the old one until the commit");
	IS_ST(outfile_commit(&f, &err), ST_OK, "commit");
	OK(holds(in_dir("x"), "two"), "the new one after it");
	IS_ST(outfile_open(&f, in_dir("x"), true, &err), ST_OK, "overwrite and give up");
	outfile_abort(&f);
	OK(holds(in_dir("x"), "two"), "the old one stays");
	IS_INT(entries(), 2, "nothing is left behind");
	unlink(in_dir("x"));
	unlink(in_dir("y"));
}

static void odd_targets(void)
{
	struct err err = ERR_INIT;
	struct outfile f = { .fd = -1 };

	outfile_abort(&f);
	PASS("abort of a zeroed struct");
	IS_ST(outfile_open(&f, in_dir("no/such/x"), false, &err), ST_IO, "no such folder");
	IS_INT(err.sys, ENOENT, "errno is kept");
	IS_ST(outfile_open(&f, tap_tmpdir(), true, &err), ST_IO, "a folder");
	IS_ST(outfile_open(&f, "/dev/null", true, &err), ST_IO, "a device is not replaced");
	put(in_dir("real"), "old");
	if (symlink("real", in_dir("link")) != 0)
		BAIL("no symbolic links");
	IS_ST(outfile_open(&f, in_dir("link"), false, &err), ST_EXISTS, "a link is there");
	IS_ST(outfile_open(&f, in_dir("link"), true, &err), ST_OK, "a link is followed");
	IS_ST(outfile_write(&f, "new", 3, &err), ST_OK, "write");
	IS_ST(outfile_commit(&f, &err), ST_OK, "commit");
	OK(holds(in_dir("real"), "new"), "its target is replaced");
	unlink(in_dir("link"));
	unlink(in_dir("real"));
	IS_ST(outfile_open(&f, in_dir("gone"), false, &err), ST_OK, "open");
	close(f.fd);
	f.fd = -1;
	IS_ST(outfile_write(&f, "x", 1, &err), ST_IO, "a write that fails");
	outfile_abort(&f);
	IS_INT(entries(), 0, "nothing is left behind");
}

static void xdg(void)
{
	static const struct {
		const char *config, *state, *home, *want_c, *want_s;
	} rows[] = {
		{ "/c", "/s", "/home/x", "/c/trailsift/n", "/s/trailsift/n" },
		{ NULL, NULL, "/home/x", "/home/x/.config/trailsift/n",
		  "/home/x/.local/state/trailsift/n" },
		{ "", "", "/h", "/h/.config/trailsift/n", "/h/.local/state/trailsift/n" },
		{ "rel", "rel", "/h", "/h/.config/trailsift/n",
		  "/h/.local/state/trailsift/n" },
		{ NULL, NULL, NULL, NULL, NULL },
		{ "/c", NULL, "", "/c/trailsift/n", NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *const env[][2] = { { "XDG_CONFIG_HOME", rows[i].config },
					       { "XDG_STATE_HOME", rows[i].state },
					       { "HOME", rows[i].home } };
		AUTO_FREE char *c = NULL;
		AUTO_FREE char *s = NULL;

		for (size_t k = 0; k < ARRAY_SIZE(env); k++) {
			unsetenv(env[k][0]);
			if (env[k][1])
				setenv(env[k][0], env[k][1], 1);
		}
		c = xdg_path('c', "n");
		s = xdg_path('s', "n");
		IS_STR(c, rows[i].want_c, "config %zu", i);
		IS_STR(s, rows[i].want_s, "state %zu", i);
	}
}

int main(void)
{
	reading();
	big();
	whole_or_not();
	odd_targets();
	xdg();
	return DONE();
}
