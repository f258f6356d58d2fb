/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/outside.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[4200];

static const char *in_folder(const char *name)
{
	static char path[2][4300];
	static unsigned next;
	char *p = path[next++ % 2];

	snprintf(p, sizeof(path[0]), "%s%s", folder, name);
	return p;
}

static bool is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* A file as a killed program leaves it; OLD: not of this moment. Returns it open. */
static int leave(const char *name, bool old)
{
	const struct timespec times[2] = { { 1000000, 0 }, { 1000000, 0 } };
	int fd = open(in_folder(name), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || (old && futimens(fd, times) < 0))
		BAIL("cannot make %s", name);
	return fd;
}

static void files(const char *how)
{
	char a[OUTSIDE_NAME_MAX], b[OUTSIDE_NAME_MAX];
	unsigned strays = 7;
	struct stat st;
	int fd = outside_temp(folder, a, &strays), fd2 = outside_temp(folder, b, NULL);

	OK(fd >= 0 && fd2 >= 0 && strcmp(a, b) != 0, "%s: two files under way", how);
	OK(fstat(fd, &st) == 0 && (st.st_mode & 0777) == 0600, "%s: for their owner only",
	   how);
	IS_INT(strays, 0, "%s: nothing was left there", how);
	OK(write(fd, "one", 3) == 3, "%s: it can be written", how);
	IS_INT(outside_name(a, in_folder("named"), false), 0, "%s: it gets its name", how);
	OK(!is_there(a) && stat(in_folder("named"), &st) == 0 && st.st_size == 3,
	   "%s: and has no other", how);
	IS_INT(outside_name(b, in_folder("named"), false), EEXIST,
	       "%s: no file is replaced", how);
	IS_INT(outside_name(b, in_folder("named"), true), 0, "%s: unless it is asked for",
	       how);
	close(fd);
	close(fd2);
	fd = outside_temp(folder, a, NULL);
	outside_drop(a);
	OK(fd >= 0 && !is_there(a), "%s: dropped", how);
	close(fd);
	unlink(in_folder("named"));
	errno = 0;
	OK(outside_temp("/nowhere/at/all/", a, NULL) < 0 && errno == ENOENT,
	   "%s: a folder that is not there", how);
}

static void strays(const char *how)
{
	char a[OUTSIDE_NAME_MAX];
	unsigned n = 0;
	int fd, held;

	close(leave(".trailsift-aaaaaa", true));
	close(leave(".trailsift-bbbbbb", false));
	close(leave(".trailsift-longer-name", true));
	held = leave(".trailsift-cccccc", true);
	OK(flock(held, LOCK_EX) == 0, "%s: one is in use", how);
	fd = outside_temp(folder, a, &n);
	IS_INT(n, 1, "%s: one was left by a killed program", how);
	OK(!is_there(in_folder(".trailsift-aaaaaa")), "%s: it is removed", how);
	OK(is_there(in_folder(".trailsift-bbbbbb")) &&
		   is_there(in_folder(".trailsift-cccccc")) &&
		   is_there(in_folder(".trailsift-longer-name")),
	   "%s: what is new, in use or named otherwise stays", how);
	outside_drop(a);
	close(fd);
	close(held);
	unlink(in_folder(".trailsift-bbbbbb"));
	unlink(in_folder(".trailsift-cccccc"));
	unlink(in_folder(".trailsift-longer-name"));
}

static void spool(const char *how)
{
	int fd = outside_spool();
	struct stat st;

	OK(fd >= 0 && fstat(fd, &st) == 0 && st.st_nlink == 0, "%s: a file without a name",
	   how);
	OK(write(fd, "x", 1) == 1, "%s: for writing", how);
	close(fd);
}

static void clip(const char *how)
{
	char got[64] = "";
	FILE *f;

	unlink(in_folder("clip"));
	OK(outside_clip(sv_str("$(id) \033 text")), "%s: the clipboard program takes it",
	   how);
	f = fopen(in_folder("clip"), "r");
	OK(f && fread(got, 1, sizeof(got) - 1, f) > 0, "%s: it has run", how);
	IS_STR(got, "load-buffer -w - $(id) \033 text",
	       "%s: fixed arguments, the text as input", how);
	if (f)
		fclose(f);
}

/* tmux of this test: what it was called with and what it was given. */
static void put_tmux(void)
{
	char path[4300];
	FILE *f;

	snprintf(path, sizeof(path), "%stmux", folder);
	f = fopen(path, "w");
	if (!f ||
	    fprintf(f,
		    "#!/bin/sh\nPATH=/bin:/usr/bin\nprintf '%%s ' \"$@\" >%sclip\ncat "
		    ">>%sclip\n",
		    folder, folder) < 0 ||
	    fclose(f) != 0 || chmod(path, 0700) < 0)
		BAIL("cannot write %s", path);
	setenv("PATH", folder, 1);
}

/* The second process outlives kill -9 of the first just long enough to clean up. */
static void killed(void)
{
	char tmp[OUTSIDE_NAME_MAX];
	char event[4096];
	int watch = inotify_init1(IN_CLOEXEC), fds[2];
	pid_t pid;

	if (watch < 0 || pipe(fds) < 0 || inotify_add_watch(watch, folder, IN_DELETE) < 0)
		BAIL("no inotify");
	pid = fork();
	if (pid == 0) {
		if (!outside_start() || outside_temp(folder, tmp, NULL) < 0 ||
		    write(fds[1], tmp, sizeof(tmp)) != sizeof(tmp))
			_exit(1);
		pause();
		_exit(0);
	}
	OK(read(fds[0], tmp, sizeof(tmp)) == sizeof(tmp) && is_there(tmp),
	   "a file is under way");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	OK(read(watch, event, sizeof(event)) > 0 && !is_there(tmp),
	   "kill -9 of the program leaves no file behind");
	close(watch);
}

int main(void)
{
	char tmp[OUTSIDE_NAME_MAX];
	int fd;

	snprintf(folder, sizeof(folder), "%s/", tap_tmpdir());
	put_tmux();
	OK(!outside_is_on(), "not on from the start");
	files("here");
	strays("here");
	spool("here");
	clip("here");
	killed();
	OK(outside_start() && outside_is_on(), "the second process runs");
	files("asked");
	strays("asked");
	spool("asked");
	clip("asked");

	/* only names that it made itself */
	fd = leave("other", true);
	close(fd);
	outside_drop(in_folder("other"));
	OK(is_there(in_folder("other")), "a file of somebody else is not removed");
	IS_INT(outside_name(in_folder("other"), in_folder("x"), true), EPERM,
	       "nor renamed");
	unlink(in_folder("other"));
	outside_stop();
	OK(!outside_is_on(), "it has ended");
	fd = outside_temp(folder, tmp, NULL);
	OK(fd >= 0, "then files are made here again");
	outside_drop(tmp);
	close(fd);
	setenv("PATH", "/nowhere", 1);
	OK(!outside_clip(SV_LIT("x")), "no clipboard program: said");
	return DONE();
}
