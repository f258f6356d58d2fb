/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The load of a verb: progress on stderr, and Ctrl-C. */
#include "verb/message.h"
#include "verb/run.h"
#include "verb/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_MS 250

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void show_progress(const struct load_progress *p)
{
	AUTO_BUF struct buf line = BUF_INIT;
	double done = p->bytes_found ? (double)p->bytes_done / (double)p->bytes_found : 0;

	buf_addf(&line, "loading");
	if (!p->walking && p->bytes_found)
		buf_addf(&line, " %d%%", (int)(100 * done));
	buf_addf(&line, ", %llu of %llu%s files, %llu events",
		 (unsigned long long)p->files_done, (unsigned long long)p->files_found,
		 p->walking ? "+" : "", (unsigned long long)p->events);
	if (!p->walking && done > 0.02 && p->seconds > 1)
		buf_addf(&line, ", about %d s left",
			 (int)(p->seconds * (1 - done) / done + 1));
	progress_show(buf_sv(&line));
}

static void drain(int fd)
{
	char bytes[256];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

static void wait_for(struct loader *l, int wake_fd, bool show)
{
	int64_t shown = now_ms();
	bool stopped = false;

	while (!loader_done(l)) {
		struct pollfd p = { .fd = wake_fd, .events = POLLIN };

		(void)poll(&p, 1, PROGRESS_MS);
		drain(wake_fd);
		if (signals_interrupted() && !stopped) {
			loader_stop(l);
			stopped = true;
		}
		if (show && now_ms() - shown >= PROGRESS_MS) {
			struct load_progress progress;

			loader_progress(l, &progress);
			show_progress(&progress);
			shown = now_ms();
		}
	}
}

int run_load(struct run *r)
{
	const struct options *opt = r->opt;
	struct load_options load = opt->load;
	struct loader *l;
	int wake[2];

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) {
		message_error("cannot make a pipe: %s", strerror(errno));
		return EXIT_INTERNAL;
	}
	signals_install(wake[1]);
	load.wake_fd = wake[1];
	load.hash = r->hash;
	r->store = store_new();
	signals_loading(true);
	l = loader_start(r->store, opt->paths, opt->npaths, &load);
	wait_for(l, wake[0], !opt->quiet && isatty(STDERR_FILENO));
	loader_progress(l, &r->load);
	loader_finish(l);
	signals_loading(false);
	progress_end();
	r->interrupted = signals_interrupted();
	signals_install(-1);
	close(wake[0]);
	close(wake[1]);
	return EXIT_OK;
}
