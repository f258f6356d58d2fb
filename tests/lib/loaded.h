/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests: files made of texts, stores loaded from them, and a store as text that two
 * loads can be compared by.
 */
#ifndef TESTS_LOADED_H
#define TESTS_LOADED_H

#include "load/loader.h"
#include "store/order.h"
#include "store/value.h"
#include "tap.h"
#include "util/buf.h"
#include "util/xalloc.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/*
 * Write LEN bytes as NAME in the folder of this run; the path is good until the next 7
 * calls.
 */
UNUSED static const char *trail_file(const char *name, const void *p, size_t len)
{
	static char paths[8][8192];
	static unsigned next;
	char *path = paths[next++ % 8], *slash;
	int fd;

	snprintf(path, sizeof(paths[0]), "%s/%s", tap_tmpdir(), name);
	for (slash = strchr(path + strlen(tap_tmpdir()) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, p, len) != (ssize_t)len)
		BAIL("cannot write %s", path);
	close(fd);
	return path;
}

UNUSED static const char *trail_text(const char *name, const char *text)
{
	return trail_file(name, text, strlen(text));
}

/* Append P as one gzip member. */
UNUSED static void trail_gzip(struct buf *out, const void *p, size_t len)
{
	z_stream z = { 0 };
	char *to = buf_reserve(out, len + len / 100 + 100);

	deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)len;
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)(len + len / 100 + 100);
	deflate(&z, Z_FINISH);
	out->len += z.total_out;
	deflateEnd(&z);
}

UNUSED static struct store *trail_load_opt(const char *const *paths, size_t n,
					   const struct load_options *opt)
{
	struct load_options o = *opt;
	struct store *s = store_new();
	struct loader *l;
	int fds[2];
	char c[64];

	if (pipe(fds) != 0)
		BAIL("no pipe");
	o.wake_fd = fds[1];
	l = loader_start(s, paths, n, &o);
	while (!loader_done(l))
		if (read(fds[0], c, sizeof(c)) <= 0)
			break;
	loader_finish(l);
	close(fds[0]);
	close(fds[1]);
	return s;
}

UNUSED static struct store *trail_load(const char *path)
{
	const struct load_options opt = LOAD_OPTIONS_INIT;

	return trail_load_opt(&path, 1, &opt);
}

/* A store of one file that holds TEXT. */
UNUSED static struct store *trail_store(const char *text)
{
	return trail_load(trail_text("trail.json", text));
}

struct trail_dump {
	const struct store *s;
	char **lines;
	size_t n, cap;
};

UNUSED static bool trail_dump_leaf(void *arg, path_t path, const struct value *v)
{
	struct trail_dump *d = arg;
	struct buf b = BUF_INIT;

	path_format(store_paths_ro(d->s), path, &b);
	buf_addf(&b, " %s %llu ", v->kind == VK_LIT || v->kind == VK_RAWLIT ? "lit" : "str",
		 (unsigned long long)v->full_len);
	for (size_t i = 0; i < v->text.len; i++) {
		unsigned char c = (unsigned char)v->text.ptr[i];

		if (c > ' ' && c < 0x7f)
			buf_addc(&b, (char)c);
		else
			buf_addf(&b, "\\x%02x", c);
	}
	ALLOC_GROW(d->lines, d->n + 1, d->cap);
	d->lines[d->n++] = buf_detach(&b, NULL);
	return true;
}

/* By path alone: lines of one path stay in their order. */
UNUSED static int trail_line_cmp(const char *x, const char *y)
{
	return sv_cmp(sv_head(sv_str(x), strcspn(x, " ")),
		      sv_head(sv_str(y), strcspn(y, " ")));
}

UNUSED static void trail_dump_event(const struct store *s, row_t row, struct buf *out)
{
	struct trail_dump d = { .s = s };
	struct arena arena = ARENA_INIT;

	value_leaves(s, row, &arena, trail_dump_leaf, &d);
	for (size_t i = 1; i < d.n; i++) {
		char *line = d.lines[i];
		size_t j = i;

		for (; j > 0 && trail_line_cmp(d.lines[j - 1], line) > 0; j--)
			d.lines[j] = d.lines[j - 1];
		d.lines[j] = line;
	}
	for (size_t i = 0; i < d.n; i++) {
		buf_adds(out, d.lines[i]);
		buf_addc(out, '\n');
		free(d.lines[i]);
	}
	free(d.lines);
	for (unsigned f = 0; f < FLD_COUNT; f++) {
		struct value v =
			value_first(s, row, path_derived(store_paths_ro(s), f), &arena);

		if (v.text.ptr)
			buf_addf(out, "= %s " SV_FMT "\n", fields[f].name, SV_ARG(v.text));
	}
	arena_release(&arena);
}

/*
 * Everything a reader can see of S, event by event in their order, paths sorted, derived
 * fields included: equal texts = equal stores. The caller frees it.
 */
UNUSED static char *trail_dump(const struct store *s)
{
	const struct order *o = store_order(s);
	struct buf out = BUF_INIT;

	for (uint32_t k = 0; k < o->n; k++) {
		row_t row = o->rows[k], *places;
		uint64_t off;
		uint32_t len, n = store_places(s, row, &places);
		const struct file *f = store_row_file(s, row, &off, &len);

		free(places);
		buf_addf(&out,
			 "event %u %s %llu+%u time %lld marks %x differs %d places %u\n", k,
			 strrchr(f->path, '/'), (unsigned long long)off, len,
			 (long long)store_time(s, row), store_row_marks(s, row),
			 store_row_differs(s, row), n);
		trail_dump_event(s, row, &out);
	}
	return buf_detach(&out, NULL);
}

#endif
