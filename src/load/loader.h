/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loading: a walker finds files, N threads read them into the store, all in the background.
 *
 * Layer load owns the threads. The result never depends on their number or timing.
 */
#ifndef LOAD_LOADER_H
#define LOAD_LOADER_H

#include "store/store.h"
#include "util/err.h"

struct load_options {
	unsigned threads;      /* at least 1 */
	uint64_t memory;       /* of the process: what a load may take; 0 = no limit */
	unsigned limit_depth;  /* 512 */
	uint64_t limit_record; /* 16 MiB */
	uint64_t limit_file;   /* 4 GiB of inflated bytes of one compressed file */
	uint64_t limit_ratio;  /* 1000 times its size */
	bool hash;             /* SHA-256 of what each file holds (file.sum) */
	bool no_memo;          /* read without the gap memo (same result; for tests) */
	int wake_fd;           /* a byte is written here when there is news; -1: none */
};
#define LOAD_OPTIONS_INIT                                                                  \
	{                                                                                  \
		.threads = 1, .limit_depth = 512, .limit_record = 16u << 20,               \
		.limit_file = UINT64_C(4) << 30, .limit_ratio = 1000, .wake_fd = -1        \
	}

struct load_progress {
	uint64_t files_found, files_done;
	uint64_t bytes_found, bytes_done; /* on disk */
	uint64_t events, bad_files;
	bool walking, running, stopped; /* stopped: by loader_stop() */
	bool memory_limit;
	double seconds;
};

struct loader;

/* Start loading PATHS ("-" is standard input) into S. Paths must stay valid. */
struct loader *loader_start(struct store *s, const char *const *paths, size_t npaths,
			    const struct load_options *opt);
/* Ask to stop; what is loaded stays. Safe from any thread. */
void loader_stop(struct loader *l);
void loader_progress(const struct loader *l, struct load_progress *ret);
/* True once every thread is through; then call loader_finish(). Never blocks. */
bool loader_done(const struct loader *l);
/*
 * Stop, wait for the threads and free the loader: the store is not finished and only good
 * to be freed.
 */
void loader_abandon(struct loader *l);
/* Wait for the end, finish the store, free the loader. */
void loader_finish(struct loader *l);
/*
 * Memory that may be used: N% of what is available (least of MemAvailable, cgroup,
 * RLIMIT_AS).
 */
uint64_t memory_available(void);
/* What this process has in memory now; FD is of /proc/self/statm. 0: it cannot be told. */
uint64_t memory_resident(int fd);

#endif
