/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each request is one message over a pair of sockets; descriptors come back with the answer. */
#include "util/outside.h"

#include "util/fileio.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PREFIX    ".trailsift-"
#define TEMPS_MAX 64   /* files under way at once */
#define CLIP_MS   1000 /* how long the clipboard program may take */
#define STRAY_AGE 2    /* seconds */

enum request_op { ASK_TEMP, ASK_NAME, ASK_DROP, ASK_SPOOL, ASK_CLIP };

struct request {
	enum request_op op;
	bool overwrite;
	char tmp[OUTSIDE_NAME_MAX]; /* or the folder */
	char path[PATH_MAX];
};

struct reply {
	int error; /* errno, 0: done */
	unsigned strays;
	char tmp[OUTSIDE_NAME_MAX];
};

static struct {
	pthread_mutex_t lock;
	pid_t pid;
	int fd; /* -1: what is asked is done here */
} outside = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1 };

/* ---- done here ---- */

/*
 * NAME in FOLDER is what a killed program has left: nobody holds its lock, and it was not made
 * this moment, when its maker may be about to lock it. Remove it.
 */
static bool stray_remove(int folder, const char *name)
{
	int fd = openat(folder, name,
			O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool gone;

	if (fd < 0)
		return false;
	gone = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	       st.st_nlink == 1 && time(NULL) - st.st_mtime >= STRAY_AGE &&
	       flock(fd, LOCK_EX | LOCK_NB) == 0 && unlinkat(folder, name, 0) == 0;
	close(fd);
	return gone;
}

static unsigned strays_remove(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *e;
	unsigned n = 0;

	if (!dir)
		return 0;
	while ((e = readdir(dir)))
		if (strlen(e->d_name) == strlen(PREFIX "XXXXXX") &&
		    strncmp(e->d_name, PREFIX, strlen(PREFIX)) == 0)
			n += stray_remove(dirfd(dir), e->d_name);
	closedir(dir);
	return n;
}

static int temp_here(const char *folder, char *tmp, unsigned *strays)
{
	int n = snprintf(tmp, OUTSIDE_NAME_MAX, "%s" PREFIX "XXXXXX", folder), fd;

	if (n < 0 || n >= OUTSIDE_NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	*strays = strays_remove(folder);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd >= 0)
		(void)flock(fd, LOCK_EX | LOCK_NB); /* not every file system has locks */
	return fd;
}

static int name_here(const char *tmp, const char *path, bool overwrite)
{
	if (overwrite)
		return rename(tmp, path) < 0 ? errno : 0;
	if (renameat2(AT_FDCWD, tmp, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != ENOSYS && errno != EINVAL)
		return errno;
	/* a file system without this flag */
	if (link(tmp, path) < 0)
		return errno;
	return unlink(tmp) < 0 ? errno : 0;
}

static int spool_here(void)
{
	const char *dir = getenv("TMPDIR");
	char path[PATH_MAX];
	int fd, n;

	if (!dir || !*dir)
		dir = "/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	n = snprintf(path, sizeof(path), "%s/trailsift-XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0 && unlink(path) < 0) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

/* The program with FD as its input, in a process of its own. */
NORETURN static void clip_child(int fd)
{
	static char name[] = "tmux", load[] = "load-buffer", wide[] = "-w", in[] = "-";
	char *const argv[] = { name, load, wide, in, NULL };
	int null = open("/dev/null", O_RDWR);

	if (dup2(fd, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		_exit(127);
	execvp(name, argv);
	_exit(127);
}

/* Wait at most CLIP_MS for PID; 0 when it ended well. */
static int clip_wait(pid_t pid)
{
	int status = 0, waited = 0;
	pid_t got;

	while ((got = waitpid(pid, &status, WNOHANG)) == 0 && waited < CLIP_MS) {
		(void)poll(NULL, 0, 5);
		waited += 5;
	}
	if (got == 0) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
		return ETIMEDOUT;
	}
	return got == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EIO;
}

static int clip_here(int fd)
{
	pid_t pid;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return errno;
	pid = fork();
	if (pid < 0)
		return errno;
	if (pid == 0)
		clip_child(fd);
	return clip_wait(pid);
}

/* ---- messages ---- */

/* Send P, with the descriptor FD when it is one. */
static bool message_send(int to, const void *p, size_t n, int fd)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { (void *)(uintptr_t)p, n };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t put;

	memset(&control, 0, sizeof(control));
	if (fd >= 0) {
		m.msg_control = control.room;
		m.msg_controllen = sizeof(control.room);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	}
	do
		put = sendmsg(to, &m, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	return put == (ssize_t)n;
}

/* Receive exactly N bytes; RET_FD is the descriptor that came with them, or -1. */
static bool message_receive(int from, void *p, size_t n, int *ret_fd)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { p, n };
	struct msghdr m = { .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = control.room,
			    .msg_controllen = sizeof(control.room) };
	const struct cmsghdr *c;
	ssize_t got;

	*ret_fd = -1;
	do
		got = recvmsg(from, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return false;
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(ret_fd, CMSG_DATA(c), sizeof(*ret_fd));
	if (got == (ssize_t)n)
		return true;
	if (*ret_fd >= 0)
		close(*ret_fd);
	*ret_fd = -1;
	errno = EPIPE; /* it has ended */
	return false;
}

/* ---- the second process ---- */

static char *temps[TEMPS_MAX]; /* names it has made and not given away */

static char **temps_find(const char *name)
{
	for (size_t i = 0; i < TEMPS_MAX; i++)
		if (temps[i] && strcmp(temps[i], name) == 0)
			return &temps[i];
	return NULL;
}

static int serve_temp(const struct request *q, struct reply *a)
{
	size_t i = 0;
	int fd;

	while (i < TEMPS_MAX && temps[i])
		i++;
	if (i == TEMPS_MAX) {
		errno = EMFILE;
		return -1;
	}
	fd = temp_here(q->tmp, a->tmp, &a->strays);
	if (fd < 0)
		return fd;
	temps[i] = strdup(a->tmp);
	if (temps[i])
		return fd;
	unlink(a->tmp);
	close(fd);
	errno = ENOMEM;
	return -1;
}

static int serve_temp_end(const struct request *q)
{
	char **t = temps_find(q->tmp);
	int why = 0;

	if (!t)
		return EPERM; /* not a name of ours */
	if (q->op == ASK_NAME)
		why = name_here(q->tmp, q->path, q->overwrite);
	else if (unlink(q->tmp) < 0)
		why = errno;
	if (!why || q->op == ASK_DROP) {
		free(*t);
		*t = NULL;
	}
	return why;
}

/* Answer Q; WITH is the descriptor that came with it. Returns the one to send back, or -1. */
static int serve(const struct request *q, int with, struct reply *a)
{
	int fd = -1;

	switch (q->op) {
	case ASK_TEMP:
		fd = serve_temp(q, a);
		break;
	case ASK_SPOOL:
		fd = spool_here();
		break;
	case ASK_NAME:
	case ASK_DROP:
		a->error = serve_temp_end(q);
		return -1;
	case ASK_CLIP:
		a->error = with < 0 ? EBADF : clip_here(with);
		return -1;
	}
	a->error = fd < 0 ? errno : 0;
	return fd;
}

/* Only the socket stays open, and nothing of the terminal. */
static void leave_all(int keep)
{
	int null = open("/dev/null", O_RDWR);
	long max = sysconf(_SC_OPEN_MAX);

	for (int fd = 0; fd < (max > 0 && max < 65536 ? max : 65536); fd++)
		if (fd != keep && fd != null)
			close(fd);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fd != keep && fd != null)
			(void)dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

NORETURN static void second_process(int fd)
{
	struct request q;
	int with;

	setsid();
	signal(SIGPIPE, SIG_IGN);
	leave_all(fd);
	while (message_receive(fd, &q, sizeof(q), &with)) {
		struct reply a = { .error = 0 };
		int back;

		q.tmp[sizeof(q.tmp) - 1] = q.path[sizeof(q.path) - 1] = '\0';
		back = serve(&q, with, &a);
		if (with >= 0)
			close(with);
		if (!message_send(fd, &a, sizeof(a), back))
			break;
		if (back >= 0)
			close(back);
	}
	for (size_t i = 0; i < TEMPS_MAX; i++)
		if (temps[i])
			unlink(temps[i]);
	_exit(0);
}

bool outside_start(void)
{
	int pair[2];
	pid_t pid;

	if (outside.fd >= 0)
		return true;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return false;
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		second_process(pair[1]);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return false;
	}
	outside.fd = pair[0];
	outside.pid = pid;
	return true;
}

bool outside_is_on(void)
{
	return outside.fd >= 0;
}

void outside_stop(void)
{
	if (outside.fd < 0)
		return;
	close(outside.fd);
	outside.fd = -1;
	while (waitpid(outside.pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* ---- asking ---- */

/* Ask for Q (with descriptor WITH); the answer's errno, 0 when it was done. */
static int ask(const struct request *q, int with, struct reply *a, int *ret_fd)
{
	bool answered;

	pthread_mutex_lock(&outside.lock);
	answered = message_send(outside.fd, q, sizeof(*q), with) &&
		   message_receive(outside.fd, a, sizeof(*a), ret_fd);
	pthread_mutex_unlock(&outside.lock);
	return answered ? a->error : EPIPE;
}

/* A text into a request; false when it is too long. */
static bool put_text(char *to, size_t size, const char *text)
{
	size_t n = strlen(text);

	if (n >= size) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(to, text, n + 1);
	return true;
}

static int ask_fd(const struct request *q, struct reply *a)
{
	int fd = -1, why = ask(q, -1, a, &fd);

	if (!why && fd >= 0)
		return fd;
	errno = why ? why : EPIPE;
	return -1;
}

int outside_temp(const char *folder, char tmp[OUTSIDE_NAME_MAX], unsigned *strays)
{
	struct request q = { .op = ASK_TEMP };
	struct reply a = { .error = 0 };
	unsigned n = 0;
	int fd;

	if (outside.fd < 0) {
		fd = temp_here(folder, tmp, &n);
	} else if (!put_text(q.tmp, sizeof(q.tmp), folder)) {
		return -1;
	} else {
		fd = ask_fd(&q, &a);
		n = a.strays;
		memcpy(tmp, a.tmp, OUTSIDE_NAME_MAX);
	}
	if (strays)
		*strays = n;
	return fd;
}

int outside_name(const char *tmp, const char *path, bool overwrite)
{
	struct request q = { .op = ASK_NAME, .overwrite = overwrite };
	struct reply a;
	int fd;

	if (outside.fd < 0)
		return name_here(tmp, path, overwrite);
	if (!put_text(q.tmp, sizeof(q.tmp), tmp) || !put_text(q.path, sizeof(q.path), path))
		return errno;
	return ask(&q, -1, &a, &fd);
}

void outside_drop(const char *tmp)
{
	struct request q = { .op = ASK_DROP };
	struct reply a;
	int fd;

	if (outside.fd < 0)
		unlink(tmp);
	else if (put_text(q.tmp, sizeof(q.tmp), tmp))
		(void)ask(&q, -1, &a, &fd);
}

int outside_spool(void)
{
	struct request q = { .op = ASK_SPOOL };
	struct reply a;

	return outside.fd < 0 ? spool_here() : ask_fd(&q, &a);
}

bool outside_clip(struct sv text)
{
	struct request q = { .op = ASK_CLIP };
	struct reply a;
	int fd = memfd_create("clip", MFD_CLOEXEC), none, why = EIO;

	if (fd < 0)
		return false;
	if (write_full(fd, text.ptr, text.len))
		why = outside.fd < 0 ? clip_here(fd) : ask(&q, fd, &a, &none);
	close(fd);
	return why == 0;
}
