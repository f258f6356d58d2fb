/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders in byte order, each entry told as it is found. */
#include "load/walk.h"

#include "util/buf.h"
#include "util/xalloc.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEPTH_MAX 256

struct walk {
	walk_fn fn;
	void *arg;
	uint32_t nth;
	/* folders still to be read */
	struct todo {
		char *path;
		unsigned depth;
	} * todo;
	size_t n, cap;
	bool stdin_told;
};

static bool tell(struct walk *w, enum walk_what what, const char *path, uint64_t bytes,
		 const char *why)
{
	return w->fn(w->arg, &(struct walk_found){ what, path, w->nth, bytes, why });
}

static void later(struct walk *w, const char *path, unsigned depth)
{
	ALLOC_GROW(w->todo, w->n + 1, w->cap);
	w->todo[w->n++] = (struct todo){ xstrdup(path), depth };
}

static unsigned type_of(const struct dirent *e, const char *path)
{
	struct stat sb;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (lstat(path, &sb) != 0)
		return DT_REG; /* opening it will tell */
	return IFTODT(sb.st_mode);
}

/* Why something of TYPE is not opened, NULL when it may be. */
static const char *not_regular(unsigned type)
{
	switch (type) {
	case DT_FIFO:
		return "not a regular file (FIFO)";
	case DT_SOCK:
		return "not a regular file (socket)";
	case DT_CHR:
	case DT_BLK:
		return "not a regular file (device)";
	default:
		return NULL;
	}
}

/* Asked of the folder: the way to it is not walked again for each of its files. */
static uint64_t bytes_of(int dir, const char *name)
{
	struct stat sb;

	return fstatat(dir, name, &sb, 0) == 0 && S_ISREG(sb.st_mode) ? (uint64_t)sb.st_size
								      : 0;
}

static bool entry(struct walk *w, const struct dirent *e, const char *path, int dir,
		  unsigned depth)
{
	unsigned type = type_of(e, path);
	const char *no_file = not_regular(type);

	if (no_file)
		return tell(w, WALK_SKIP, path, 0, no_file);
	if (type == DT_LNK)
		return tell(w, WALK_SKIP, path, 0,
			    "a symbolic link in a folder is not followed");
	if (type != DT_DIR)
		return tell(w, WALK_FILE, path, bytes_of(dir, e->d_name), NULL);
	if (depth >= DEPTH_MAX)
		return tell(w, WALK_SKIP, path, 0, "a folder nested too deep");
	later(w, path, depth + 1);
	return true;
}

static bool cannot_read(struct walk *w, const char *path)
{
	char why[128], text[192];

	snprintf(text, sizeof(text), "cannot read the folder: %s",
		 strerror_r(errno, why, sizeof(why)));
	return tell(w, WALK_ERROR, path, 0, text);
}

static bool folder(struct walk *w, const char *path, unsigned depth)
{
	AUTO_BUF struct buf full = BUF_INIT;
	DIR *d = opendir(path);
	const struct dirent *e;
	size_t base;
	bool go_on = true;

	if (!d)
		return cannot_read(w, path);
	buf_adds(&full, path);
	if (full.len && full.ptr[full.len - 1] != '/')
		buf_addc(&full, '/');
	base = full.len;
	while (go_on && (errno = 0, e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		full.len = base;
		buf_adds(&full, e->d_name);
		go_on = entry(w, e, buf_str(&full), dirfd(d), depth);
	}
	if (go_on && errno)
		go_on = cannot_read(w, path);
	closedir(d);
	return go_on;
}

/* Somebody named it and expects events of it: no file is an error here. */
static bool no_file(struct walk *w, const char *path, mode_t mode)
{
	char text[96];

	snprintf(text, sizeof(text), "cannot read: %s", not_regular(IFTODT(mode)));
	return tell(w, WALK_ERROR, path, 0, text);
}

static bool argument(struct walk *w, const char *path)
{
	struct stat sb;
	bool go_on = true;

	if (strcmp(path, "-") == 0) {
		if (w->stdin_told)
			return true; /* a source is read once */
		w->stdin_told = true;
		return tell(w, WALK_STDIN, path, 0, NULL);
	}
	if (stat(path, &sb) != 0)
		return tell(w, WALK_FILE, path, 0, NULL); /* opening it will tell */
	if (S_ISFIFO(sb.st_mode))
		return tell(w, WALK_FIFO, path, 0, NULL);
	if (!S_ISREG(sb.st_mode) && !S_ISDIR(sb.st_mode))
		return no_file(w, path, sb.st_mode);
	if (!S_ISDIR(sb.st_mode))
		return tell(w, WALK_FILE, path, (uint64_t)sb.st_size, NULL);
	later(w, path, 0);
	while (w->n) {
		struct todo t = w->todo[--w->n];

		if (go_on)
			go_on = folder(w, t.path, t.depth);
		free(t.path);
	}
	return go_on;
}

void walk_paths(const char *const *paths, size_t n, walk_fn fn, void *arg)
{
	struct walk w = { .fn = fn, .arg = arg };

	for (size_t i = 0; i < n; i++) {
		w.nth = (uint32_t)i;
		if (!argument(&w, paths[i]))
			break;
	}
	free(w.todo);
}
