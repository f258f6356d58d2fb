/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file appears whole or not at all: written beside, synced, renamed. */
#include "util/fileio.h"

#include "util/outside.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum st file_read(const char *path, size_t max, struct buf *out, struct err *err)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	size_t start = out->len;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(err, ST_IO, errno, "cannot open '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ST_IO, "cannot read '%s': not a regular file", path);
	for (;;) {
		size_t room = MIN(max - (out->len - start) + 1, (size_t)65536);
		ssize_t n = read(fd, buf_reserve(out, room), room);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int why = errno;

			out->ptr[out->len] = '\0';
			if (n == 0)
				return ST_OK;
			out->len = start;
			return err_sys(err, ST_IO, why, "cannot read '%s'", path);
		}
		out->len += (size_t)n;
		if (out->len - start > max) {
			out->len = start;
			out->ptr[out->len] = '\0';
			return err_set(err, ST_LIMIT, "'%s' is larger than %zu bytes", path,
				       max);
		}
	}
}

ssize_t pread_full(int fd, void *p, size_t n, off_t off)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, (char *)p + done, n - done, off + (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

bool write_full(int fd, const void *p, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = write(fd, (const char *)p + done, n - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put == 0)
			errno = EIO; /* would never end */
		if (put <= 0)
			return false;
		done += (size_t)put;
	}
	return true;
}

/* The folder of PATH with its last slash; "./" when there is none. Caller frees. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xmemdup0(path, (size_t)(slash - path) + 1) : xstrdup("./");
}

/* May PATH be (over)written? A link is followed: *path becomes what it leads to. */
static enum st check_target(char **path, bool overwrite, struct err *err)
{
	struct stat st;
	char *real;

	if (lstat(*path, &st) < 0)
		return ST_OK;
	if (!overwrite)
		return err_set(err, ST_EXISTS, "'%s' already exists", *path);
	if (S_ISLNK(st.st_mode) && stat(*path, &st) == 0) {
		real = realpath(*path, NULL);
		if (real) {
			free(*path);
			*path = real;
		}
	}
	if (!S_ISREG(st.st_mode))
		return err_set(err, ST_IO, "cannot write '%s': not a regular file", *path);
	return ST_OK;
}

enum st outfile_open(struct outfile *f, const char *path, bool overwrite, struct err *err)
{
	AUTO_FREE char *folder = NULL;
	char tmp[OUTSIDE_NAME_MAX];
	enum st st;

	*f = (struct outfile){ .fd = -1, .path = xstrdup(path), .overwrite = overwrite };
	st = check_target(&f->path, overwrite, err);
	if (st != ST_OK) {
		outfile_abort(f);
		return st;
	}
	folder = folder_of(f->path);
	f->fd = outside_temp(folder, tmp, &f->strays);
	if (f->fd < 0) {
		int why = errno;

		outfile_abort(f);
		return err_sys(err, ST_IO, why, "cannot write '%s'", path);
	}
	f->tmp = xstrdup(tmp);
	return ST_OK;
}

enum st outfile_write(struct outfile *f, const void *p, size_t n, struct err *err)
{
	if (!write_full(f->fd, p, n))
		return err_sys(err, ST_IO, errno, "cannot write '%s'", f->path);
	return ST_OK;
}

/* The name is there already when this fails: not every file system can do it. */
static void sync_folder(const char *path)
{
	AUTO_FREE char *folder = folder_of(path);
	AUTO_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		(void)fsync(fd);
}

enum st outfile_commit(struct outfile *f, struct err *err)
{
	enum st st = ST_OK;
	int why = 0;

	if (fsync(f->fd) < 0)
		why = errno;
	if (close(f->fd) < 0 && !why)
		why = errno;
	f->fd = -1;
	if (!why)
		why = outside_name(f->tmp, f->path, f->overwrite);
	if (why == EEXIST && !f->overwrite)
		st = err_set(err, ST_EXISTS, "'%s' already exists", f->path);
	else if (why)
		st = err_sys(err, ST_IO, why, "cannot write '%s'", f->path);
	if (st == ST_OK) {
		sync_folder(f->path);
		free(f->tmp);
		f->tmp = NULL;
	}
	outfile_abort(f);
	return st;
}

void outfile_abort(struct outfile *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->tmp)
		outside_drop(f->tmp);
	free(f->tmp);
	free(f->path);
	*f = (struct outfile){ .fd = -1 };
}

char *xdg_path(char kind, const char *name)
{
	const char *base = getenv(kind == 's' ? "XDG_STATE_HOME" : "XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	struct buf path = BUF_INIT;

	if (base && base[0] == '/')
		buf_addf(&path, "%s/trailsift/%s", base, name);
	else if (home && home[0])
		buf_addf(&path, "%s/%s/trailsift/%s", home,
			 kind == 's' ? ".local/state" : ".config", name);
	else
		return NULL;
	return buf_detach(&path, NULL);
}
