/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source of loaded events, opened again. Of ingest/ only. */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include "store/store.h"
#include "util/err.h"

/* Bytes of F as it stands in its file, or in what was kept of a pipe. */
static inline uint64_t source_size(const struct file *f)
{
	return f->source.spooled ? f->bytes : (uint64_t)f->source.size;
}
/* Does FD still have the device, inode, size and times that F had when it was loaded? */
bool source_is_same(const struct file *f, int fd) WARN_UNUSED;
/*
 * Open F and see that it is what was loaded, else ST_CHANGED. *RET_OWN: the caller closes
 * the descriptor.
 */
enum st source_reopen(const struct file *f, int *ret_fd, bool *ret_own,
		      struct err *err) WARN_UNUSED;
/* "F changed since it was loaded: WHAT"; returns ST_CHANGED. */
enum st source_changed(const struct file *f, struct err *err, const char *what) WARN_UNUSED;
/* An inflate_read_fn; ARG is a pointer to the descriptor. */
ssize_t source_read(void *arg, void *p, size_t n, uint64_t off) WARN_UNUSED;

#endif
