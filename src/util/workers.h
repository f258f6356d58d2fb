/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loop over numbered items by several threads. */
#ifndef UTIL_WORKERS_H
#define UTIL_WORKERS_H

#include "util/base.h"
#include "util/err.h"

#include <stdatomic.h>

/* WORKER is below the number of threads; 0 is the caller's own. */
typedef void (*work_fn)(void *arg, unsigned worker, uint32_t item);

/*
 * FN for each item in [from, to), by up to THREADS threads, the caller's included (a thread
 * that cannot be started is done without). Stops early, ST_CANCELED, when *CANCEL (may be
 * NULL) was seen. Threads block all signals.
 */
enum st workers_run(unsigned threads, uint32_t from, uint32_t to,
		    const _Atomic(bool) *cancel, work_fn fn, void *arg) WARN_UNUSED;

static inline bool is_canceled(const _Atomic(bool) *cancel)
{
	return cancel && atomic_load_explicit(cancel, memory_order_relaxed);
}

#endif
