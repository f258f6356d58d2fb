/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers that only set a flag or end the program. */
#include "verb/signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Shared with the handler. */
static volatile sig_atomic_t loading, interrupted;
static volatile sig_atomic_t wake = -1;

static void on_signal(int sig)
{
	int saved = errno;

	if (sig != SIGINT || !loading || interrupted)
		_exit(128 + sig);
	interrupted = 1;
	if (wake >= 0) {
		ssize_t n = write(wake, "", 1);

		(void)n; /* a full pipe wakes as well */
	}
	errno = saved;
}

void signals_install(int wake_fd)
{
	static const int sigs[] = { SIGHUP, SIGINT, SIGTERM };
	struct sigaction sa, old;

	wake = wake_fd;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	sa.sa_flags = SA_RESTART;
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(sigs); i++)
		if (sigaction(sigs[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(sigs[i], &sa, NULL);
}

void signals_loading(bool on)
{
	loading = on;
}

bool signals_interrupted(void)
{
	return interrupted;
}
