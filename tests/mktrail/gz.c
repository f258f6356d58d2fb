/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/base.h"

#include "gz.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEVEL = 6 };

static NORETURN void fail(const char *path)
{
	fprintf(stderr, "mktrail: cannot write '%s': %s\n", path, strerror(errno));
	exit(74);
}

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>

void gz_init(struct gz *z)
{
	z->state = libdeflate_alloc_compressor(LEVEL);
	if (!z->state)
		fail("gzip");
	text_init(&z->room, 1 << 16);
	z->made[0] = '\0';
}

static size_t compress_text(struct gz *z, const char *text, size_t len)
{
	text_clear(&z->room);
	text_reserve(&z->room, libdeflate_gzip_compress_bound(z->state, len));
	return libdeflate_gzip_compress(z->state, text, len, z->room.base,
					(size_t)(z->room.end - z->room.base));
}

void gz_release(struct gz *z)
{
	libdeflate_free_compressor(z->state);
	text_release(&z->room);
}
#else
#include <zlib.h>

enum { GZIP_WRAPPER = 16 };

void gz_init(struct gz *z)
{
	z_stream *s = must_alloc(sizeof(*s));

	memset(s, 0, sizeof(*s));
	if (deflateInit2(s, LEVEL, Z_DEFLATED, MAX_WBITS + GZIP_WRAPPER, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		fail("gzip");
	z->state = s;
	text_init(&z->room, 1 << 16);
	z->made[0] = '\0';
}

static size_t compress_text(struct gz *z, const char *text, size_t len)
{
	z_stream *s = z->state;

	text_clear(&z->room);
	deflateReset(s);
	text_reserve(&z->room, deflateBound(s, len));
	s->next_in = (Bytef *)(uintptr_t)text;
	s->avail_in = (uInt)len;
	s->next_out = (Bytef *)z->room.base;
	s->avail_out = (uInt)(z->room.end - z->room.base);
	return deflate(s, Z_FINISH) == Z_STREAM_END ? s->total_out : 0;
}

void gz_release(struct gz *z)
{
	deflateEnd(z->state);
	free(z->state);
	text_release(&z->room);
}
#endif

static void make_folders(struct gz *z, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	char folder[512];

	if (!len || len >= sizeof(folder))
		return;
	memcpy(folder, path, len);
	folder[len] = '\0';
	if (!strcmp(folder, z->made))
		return;
	for (char *p = folder + 1;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		bool last = *p == '\0';

		*p = '\0';
		if (mkdir(folder, 0777) < 0 && errno != EEXIST)
			fail(folder);
		if (last)
			break;
		*p = '/';
	}
	memcpy(z->made, folder, len + 1);
}

void gz_write(struct gz *z, const char *path, const char *text, size_t len, bool compress,
	      unsigned cut)
{
	int fd;

	make_folders(z, path);
	if (compress) {
		len = compress_text(z, text, len);
		text = z->room.base;
		if (!len)
			fail(path);
		len -= len * cut / 100;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		fail(path);
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fail(path);
		text += n;
		len -= (size_t)n;
	}
	if (close(fd) < 0)
		fail(path);
}
