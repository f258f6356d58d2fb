/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it still the file that was loaded? Compares what the system says of it. */
#include "ingest/source.h"

#include "ingest/intake.h"
#include "util/fileio.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum st source_changed(const struct file *f, struct err *err, const char *what)
{
	return err_set(err, ST_CHANGED, "'%s' changed since it was loaded: %s", f->path,
		       what);
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool source_is_same(const struct file *f, int fd)
{
	struct stat sb;

	/* what came through a pipe is ours alone, and may still grow */
	if (f->source.spooled)
		return true;
	return fstat(fd, &sb) == 0 && sb.st_dev == f->source.dev &&
	       sb.st_ino == f->source.ino && sb.st_size == f->source.size &&
	       same_time(sb.st_mtim, f->source.mtime) &&
	       same_time(sb.st_ctim, f->source.ctime);
}

enum st source_reopen(const struct file *f, int *ret_fd, bool *ret_own, struct err *err)
{
	const char *why;
	struct stat sb;
	int fd = f->source.spooled ? f->source.spool_fd : source_open(f->path, &sb, &why);

	*ret_own = !f->source.spooled;
	if (fd < 0)
		return err_sys(err, ST_CHANGED, errno, "cannot open '%s' again", f->path);
	if (!source_is_same(f, fd)) {
		if (*ret_own)
			close(fd);
		return source_changed(f, err,
				      "it is another file, or its size or times differ");
	}
	*ret_fd = fd;
	return ST_OK;
}

ssize_t source_read(void *arg, void *p, size_t n, uint64_t off)
{
	return pread_full(*(const int *)arg, p, n, (off_t)off);
}
