/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The browser on a terminal of its own: first rows, key to screen, bytes of a key. */
#include "bench.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEYS 100

/* What the program sends after each screen when it is asked to (doc: tests/README.md). */
static const char mark[] = "\033]9001;idle;";

struct term {
	int fd;
	pid_t pid;
	size_t bytes;   /* since the last mark, without the mark */
	size_t matched; /* of MARK */
	bool in_mark;
	bool row; /* an event's row was seen */
};

static bool term_start(struct term *t, const struct corpus *c)
{
	struct winsize ws = { .ws_row = 30, .ws_col = 100 };

	*t = (struct term){ .fd = -1 };
	t->pid = forkpty(&t->fd, NULL, NULL, &ws);
	if (t->pid < 0)
		return false;
	if (t->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		setenv("TRAILSIFT_TEST_SYNC", "1", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		execl(c->program, c->program, c->dir, (char *)NULL);
		_exit(127);
	}
	return true;
}

/* Count a byte; true at the end of a mark. */
static bool term_byte(struct term *t, char b)
{
	if (t->in_mark) {
		if (b != '\a')
			return false;
		t->in_mark = false;
		return true;
	}
	t->bytes++;
	if (b == mark[t->matched])
		t->matched++;
	else
		t->matched = b == mark[0];
	if (t->matched == sizeof(mark) - 1) {
		t->bytes -= t->matched;
		t->matched = 0;
		t->in_mark = true;
	}
	return false;
}

/*
 * Read until the next mark, or nothing for MS. False: nothing came, or the program ended.
 */
static bool term_wait(struct term *t, int ms,
		      bool (*more)(struct term *t, const char *p, size_t n))
{
	char b[65536];
	bool marked = false;

	while (!marked) {
		struct pollfd p = { .fd = t->fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, ms) <= 0)
			return false;
		n = read(t->fd, b, sizeof(b));
		if (n <= 0)
			return false;
		for (ssize_t i = 0; i < n; i++)
			marked |= term_byte(t, b[i]);
		if (more && more(t, b, (size_t)n))
			return true;
	}
	return true;
}

static bool see_row(struct term *t, const char *p, size_t n)
{
	/* the cursor stands before the first event of the list */
	for (size_t i = 0; i + 6 < n; i++)
		if (p[i] == '>' && memchr(p + i, ':', n - i < 40 ? n - i : 40))
			t->row = true;
	return t->row;
}

static void term_stop(struct term *t)
{
	int status;

	kill(t->pid, SIGKILL);
	waitpid(t->pid, &status, 0);
	close(t->fd);
}

void bench_screen(struct corpus *c)
{
	struct series first = { .n = 0 }, key = { .n = 0 }, bytes = { .n = 0 },
		      idle = { .n = 0 };
	struct term t;

	for (unsigned i = 0; i < 5; i++) {
		double start = now_wall();

		if (!term_start(&t, c))
			return;
		while (!t.row && term_wait(&t, 5000, see_row))
			;
		if (t.row)
			series_add(&first, (now_wall() - start) * 1000);
		term_stop(&t);
	}
	if (!term_start(&t, c))
		return;
	while (term_wait(&t, 3000, NULL)) /* until the load is through and all is still */
		;
	for (unsigned i = 0; i < KEYS; i++) {
		double start = now_wall();

		t.bytes = 0;
		if (write(t.fd, "j", 1) != 1 || !term_wait(&t, 2000, NULL))
			break;
		series_add(&key, (now_wall() - start) * 1000);
		while (term_wait(&t, 20, NULL)) /* what follows the key */
			;
		series_add(&bytes, (double)t.bytes);
	}
	t.bytes = 0;
	term_wait(&t, 2000, NULL);
	series_add(&idle, (double)t.bytes);
	term_stop(&t);
	report(&(struct goal){ "start to first rows, warm", "ms", "<= 100", "50", 100,
			       true },
	       &first);
	report(&(struct goal){ "key to screen (j)", "ms", "<= 16", "5", 16, true }, &key);
	report(&(struct goal){ "bytes to the terminal for j at 100x30", "bytes", "<= 300",
			       "150", 300, true },
	       &bytes);
	report(&(struct goal){ "bytes while idle for 2 s", "bytes", "<= 0", "0", 0, true },
	       &idle);
}
