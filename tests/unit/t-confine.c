/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying to break out from inside. */
#include "util/confine.h"

#include "util/fileio.h"
#include "util/outside.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char source[4200], beside[4200], export[4200];

/* What is tried; each is true when it worked. */
static bool write_source(void)
{
	return open(source, O_WRONLY | O_CLOEXEC) >= 0;
}

static bool truncate_source(void)
{
	return truncate(source, 0) == 0;
}

static bool make_file(void)
{
	return open(beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool make_folder(void)
{
	return mkdir(beside, 0700) == 0;
}

static bool rename_source(void)
{
	return rename(source, beside) == 0;
}

static bool link_source(void)
{
	return link(source, beside) == 0 || symlink(source, beside) == 0;
}

static bool remove_source(void)
{
	return unlink(source) == 0;
}

static bool run_program(void)
{
	static char name[] = "true";
	char *const argv[] = { name, NULL };

	execv("/bin/true", argv);
	execv("/usr/bin/true", argv);
	return false; /* else the parent misses the answers */
}

static bool make_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return pid >= 0;
}

static bool reach_network(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool look_into_others(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool type_into_terminal(void)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY);

	/* refused by the filter before the kernel looks at the descriptor */
	return ioctl(fd, TIOCSTI, "x") == 0 || errno != EPERM;
}

/* What must go on. */
static bool read_source(void)
{
	AUTO_BUF struct buf b = BUF_INIT;

	return file_read(source, 100, &b, NULL) == ST_OK && sv_eqs(buf_sv(&b), "evidence");
}

static void *nothing(void *arg)
{
	return arg;
}

static bool start_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0;
}

static bool write_export(void)
{
	struct outfile f;

	return outfile_open(&f, export, false, NULL) == ST_OK &&
	       outfile_write(&f, "out", 3, NULL) == ST_OK &&
	       outfile_commit(&f, NULL) == ST_OK;
}

static bool keep_input(void)
{
	return outside_spool() >= 0;
}

static bool open_null(void)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC) >= 0;
}

enum by { BY_LANDLOCK, BY_SECCOMP, NOT_SANITIZED };

static const struct {
	const char *what;
	bool (*attempt)(void);
	bool works;
	enum by by;
} attempts[] = {
	{ "a source is read", read_source, true, BY_LANDLOCK },
	{ "a thread starts", start_thread, true, BY_SECCOMP },
	{ "/dev/null opens", open_null, true, BY_LANDLOCK },
	{ "standard input is kept", keep_input, true, BY_LANDLOCK },
	{ "an export is written by the second process", write_export, true, BY_LANDLOCK },
	{ "no source is opened for writing", write_source, false, BY_LANDLOCK },
	{ "no source is cut", truncate_source, false, BY_LANDLOCK },
	{ "no file is made", make_file, false, BY_LANDLOCK },
	{ "no folder is made", make_folder, false, BY_LANDLOCK },
	{ "no source is renamed", rename_source, false, BY_LANDLOCK },
	{ "no source gets another name", link_source, false, BY_LANDLOCK },
	{ "no source is removed", remove_source, false, BY_LANDLOCK },
	{ "no socket is made", reach_network, false, BY_SECCOMP },
	{ "nothing is typed into a terminal", type_into_terminal, false, BY_SECCOMP },
	{ "no program is run", run_program, false, BY_SECCOMP },
	{ "no process is made", make_process, false, NOT_SANITIZED },
	{ "no process is looked into", look_into_others, false, NOT_SANITIZED },
};

#define NATTEMPTS ARRAY_SIZE(attempts)

/* All of it from inside; the answers go to FD. */
NORETURN static void inside(int fd)
{
	struct confinement c;
	char answers[NATTEMPTS] = { 0 };

	if (!outside_start())
		_exit(2);
	c = confine_enter(true);
	for (size_t i = 0; i < NATTEMPTS; i++)
		answers[i] = attempts[i].attempt() ? 'y' : 'n';
	_exit(write(fd, &c, sizeof(c)) == sizeof(c) &&
			      write(fd, answers, sizeof(answers)) == sizeof(answers)
		      ? 0
		      : 3);
}

static bool sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return true;
#else
	return false;
#endif
}

int main(void)
{
	struct confinement c = { 0, false }, could = confine_available();
	AUTO_BUF struct buf text = BUF_INIT;
	char answers[NATTEMPTS] = { 0 };
	int fds[2], status = -1;
	FILE *f;
	pid_t pid;

	snprintf(source, sizeof(source), "%s/source", tap_tmpdir());
	snprintf(beside, sizeof(beside), "%s/beside", tap_tmpdir());
	snprintf(export, sizeof(export), "%s/export", tap_tmpdir());
	f = fopen(source, "w");
	if (!f || fputs("evidence", f) < 0 || fclose(f) != 0 || pipe(fds) < 0)
		BAIL("cannot write %s", source);
	pid = fork();
	if (pid == 0)
		inside(fds[1]);
	close(fds[1]);
	OK(read(fds[0], &c, sizeof(c)) == sizeof(c) &&
		   read(fds[0], answers, sizeof(answers)) == sizeof(answers),
	   "the attempts were made");
	OK(waitpid(pid, &status, 0) == pid && status == 0, "and it ended well");
	IS_INT(c.landlock, could.landlock, "Landlock as it is available");
	IS_INT(c.seccomp, could.seccomp, "seccomp as it is available");
	for (size_t i = 0; i < NATTEMPTS; i++) {
		bool held = attempts[i].by == BY_LANDLOCK ? c.landlock >= 3 : c.seccomp;

		if (attempts[i].by == NOT_SANITIZED && sanitized())
			held = false;
		if (!held && !attempts[i].works)
			SKIP(1, attempts[i].what);
		else
			IS_INT(answers[i], attempts[i].works ? 'y' : 'n', "%s",
			       attempts[i].what);
	}
	confine_text(&could, &text);
	OK(text.len > 0, "what is available has words: %s", buf_str(&text));
	OK(!confine_is_privileged(), "this program has no rights of its own");
	return DONE();
}
