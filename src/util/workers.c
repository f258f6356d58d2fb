/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads that take the next number. */
#include "util/workers.h"

#include "util/xalloc.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct loop {
	_Atomic(uint64_t) next;
	uint32_t to;
	const _Atomic(bool) *cancel;
	work_fn fn;
	void *arg;
};

struct worker {
	struct loop *loop;
	unsigned number;
	pthread_t thread;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct loop *l = w->loop;

	for (;;) {
		uint64_t i;

		if (is_canceled(l->cancel))
			break;
		i = atomic_fetch_add_explicit(&l->next, 1, memory_order_relaxed);
		if (i >= l->to)
			break;
		l->fn(l->arg, w->number, (uint32_t)i);
	}
	return NULL;
}

enum st workers_run(unsigned threads, uint32_t from, uint32_t to,
		    const _Atomic(bool) *cancel, work_fn fn, void *arg)
{
	struct loop l = { .to = to, .cancel = cancel, .fn = fn, .arg = arg };
	struct worker self = { .loop = &l }, *others = NULL;
	unsigned n = 0;
	sigset_t all, old;

	atomic_store_explicit(&l.next, from, memory_order_relaxed);
	if (to > from && threads > to - from)
		threads = to - from;
	if (threads > 1) {
		others = xcalloc(threads - 1, sizeof(*others));
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &old);
		for (; n < threads - 1; n++) {
			others[n] = (struct worker){ .loop = &l, .number = n + 1 };
			if (pthread_create(&others[n].thread, NULL, work, &others[n]))
				break;
		}
		pthread_sigmask(SIG_SETMASK, &old, NULL);
	}
	work(&self);
	for (unsigned i = 0; i < n; i++)
		pthread_join(others[i].thread, NULL);
	free(others);
	return is_canceled(cancel) ? ST_CANCELED : ST_OK;
}
