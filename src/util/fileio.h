/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of our own: read whole, write atomically, find the XDG folders. */
#ifndef UTIL_FILEIO_H
#define UTIL_FILEIO_H

#include "util/base.h"
#include "util/buf.h"
#include "util/err.h"

#include <sys/types.h>

/* Append the whole of PATH to OUT; more than MAX bytes is ST_LIMIT. */
enum st file_read(const char *path, size_t max, struct buf *out,
		  struct err *err) WARN_UNUSED;
/* pread() until N bytes are there or the end; returns bytes read or -1 (errno). */
ssize_t pread_full(int fd, void *p, size_t n, off_t off) WARN_UNUSED;
/* write() everything, going on after EINTR and short writes; false sets errno. */
bool write_full(int fd, const void *p, size_t n) WARN_UNUSED;

/*
 * A file that appears whole or not at all: a temporary name in the same folder (mode 0600,
 * O_EXCL), written, fsync'd, then given its name; the folder is fsync'd too. Without
 * OVERWRITE an existing file is never replaced (renameat2 RENAME_NOREPLACE or linkat). What
 * changes the folder goes through util/outside.h.
 */
struct outfile {
	int fd; /* -1 when closed */
	char *path, *tmp;
	bool overwrite;
	unsigned strays; /* left by killed programs in this folder, removed now */
};

enum st outfile_open(struct outfile *f, const char *path, bool overwrite,
		     struct err *err) WARN_UNUSED;
enum st outfile_write(struct outfile *f, const void *p, size_t n,
		      struct err *err) WARN_UNUSED;
/* fsync, rename, close. On failure nothing is left behind. */
enum st outfile_commit(struct outfile *f, struct err *err) WARN_UNUSED;
/* Remove the temporary file; safe after commit and on a zeroed struct with fd -1. */
void outfile_abort(struct outfile *f);

/*
 * "$XDG_CONFIG_HOME/trailsift/NAME" (kind 'c'), state ('s'); NULL without HOME. Caller
 * frees.
 */
char *xdg_path(char kind, const char *name);

#endif
