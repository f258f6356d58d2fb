/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for bytes, but never so long that a stop is not noticed; spools what it gives. */
#include "ingest/pipe.h"

#include "ingest/inflate.h"
#include "util/fileio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STOP_MS 100 /* how soon a stop is noticed while nothing comes */

int pipe_open(const char *path)
{
	/* without waiting for a writer: whoever waits does so in wait_input() */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), flags;
	struct stat sb;

	if (fd < 0)
		return -1;
	flags = fcntl(fd, F_GETFL);
	if (fstat(fd, &sb) == 0 && S_ISFIFO(sb.st_mode) && flags >= 0 &&
	    fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) == 0)
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

/* Until there is something to be read; false when it is to stop. */
static bool wait_input(struct pipe_in *p)
{
	struct pollfd pfd = { .fd = p->from, .events = POLLIN };
	int n;

	if (p->stop(p->arg))
		return false;
	/* an error is told by read(), as the end is */
	while ((n = poll(&pfd, 1, STOP_MS)) == 0 || (n < 0 && errno == EINTR)) {
		if (n == 0)
			p->idle(p->arg);
		if (p->stop(p->arg))
			return false;
	}
	return true;
}

/* The next bytes, kept; 0 at the end, or when it was stopped; -1. */
static ssize_t take(struct pipe_in *p, char *to, size_t n)
{
	ssize_t got;

	if (p->stopped || !wait_input(p)) {
		p->stopped = true;
		return 0;
	}
	do
		got = read(p->from, to, n);
	while (got < 0 && errno == EINTR);
	if (got > 0 && !write_full(p->to, to, (size_t)got)) {
		p->failed_write = true;
		got = -1;
	}
	if (got < 0)
		p->error = errno;
	else
		p->bytes += (uint64_t)got;
	return got;
}

bool pipe_is_gzip(struct pipe_in *p)
{
	while (p->nhead < 2) {
		ssize_t n = take(p, p->head + p->nhead, 2 - p->nhead);

		if (n <= 0)
			return false;
		p->nhead += (unsigned)n;
	}
	return GZIP_MAGIC(p->head);
}

ssize_t pipe_read(void *arg, void *to, size_t n, uint64_t off UNUSED)
{
	struct pipe_in *p = arg;

	if (p->nhead) {
		n = MIN(n, (size_t)p->nhead);
		memcpy(to, p->head, n);
		memmove(p->head, p->head + n, p->nhead - n);
		p->nhead -= (unsigned)n;
		return (ssize_t)n;
	}
	if (p->error) {
		errno = p->error; /* met by pipe_is_gzip() */
		return -1;
	}
	return take(p, to, n);
}
