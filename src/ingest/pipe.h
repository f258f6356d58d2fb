/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Standard input and FIFOs: read as they arrive, and kept in an unnamed temporary file on the
 * way, from which records are read again. Of ingest/ only.
 */
#ifndef INGEST_PIPE_H
#define INGEST_PIPE_H

#include "util/base.h"

#include <sys/types.h>

struct pipe_in {
	int from, to; /* TO: the temporary file */
	uint64_t bytes;
	int error; /* errno of reading, or of writing when FAILED_WRITE; 0: none */
	bool failed_write;
	bool stopped; /* by STOP, before the end */
	char head[2]; /* looked at by pipe_is_gzip(), and given by the next pipe_read() */
	unsigned nhead;
	/* asked while nothing comes, and before more is read; true = stop */
	bool (*stop)(void *arg);
	/* called when nothing has come for a moment */
	void (*idle)(void *arg);
	void *arg;
};

/* Open the FIFO PATH, waiting for nobody. -1 and errno; EINVAL: it is something else. */
int pipe_open(const char *path);
/* Do the first bytes say gzip? Waits for them. */
bool pipe_is_gzip(struct pipe_in *p);
/* An inflate_read_fn; ARG is the struct pipe_in. At most N bytes, those that are there. */
ssize_t pipe_read(void *arg, void *p, size_t n, uint64_t off);

#endif
