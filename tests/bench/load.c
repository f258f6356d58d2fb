/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading against only reading and inflating the same files; memory; threads. */
#include "bench.h"

#include "load/loader.h"
#include "store/order.h"
#include "util/hash.h"
#include "util/xalloc.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#endif

/* ---- the floor ---- */

struct floor_run {
	const struct corpus *c;
	int floor;
	_Atomic(size_t) next;
	_Atomic(uint64_t) bytes;
};

static size_t inflate_zlib(const char *in, size_t n, char *out, size_t room)
{
	z_stream z = { 0 };

	inflateInit2(&z, 15 + 16);
	z.next_in = (Bytef *)(uintptr_t)in;
	z.avail_in = (uInt)n;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	inflate(&z, Z_FINISH);
	inflateEnd(&z);
	return z.total_out;
}

static void *floor_main(void *arg)
{
	struct floor_run *f = arg;
	size_t room = 256u << 20, i;
	char *out = xmalloc(room), *in = NULL;
#ifdef HAVE_LIBDEFLATE
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
#endif

	while ((i = atomic_fetch_add(&f->next, 1)) < f->c->n) {
		int fd = open(f->c->files[i], O_RDONLY);
		struct stat sb;
		ssize_t n;
		size_t got = 0;

		if (fd < 0 || fstat(fd, &sb) != 0)
			continue;
		in = xrealloc(in, (size_t)sb.st_size + 1);
		n = read(fd, in, (size_t)sb.st_size);
		close(fd);
		if (n < 18)
			continue;
#ifdef HAVE_LIBDEFLATE
		if (!f->floor)
			libdeflate_gzip_decompress(d, in, (size_t)n, out, room, &got);
		else
#endif
			got = inflate_zlib(in, (size_t)n, out, room);
		atomic_fetch_add(&f->bytes, got);
	}
#ifdef HAVE_LIBDEFLATE
	libdeflate_free_decompressor(d);
#endif
	free(in);
	free(out);
	return NULL;
}

uint64_t inflate_all(const struct corpus *c, unsigned threads, int floor)
{
	struct floor_run f = { .c = c, .floor = floor };
	pthread_t t[64];

	for (unsigned i = 0; i < threads; i++)
		pthread_create(&t[i], NULL, floor_main, &f);
	for (unsigned i = 0; i < threads; i++)
		pthread_join(t[i], NULL);
	return atomic_load(&f.bytes);
}

/* ---- children ---- */

struct job {
	const struct corpus *c;
	unsigned threads;
	int floor;
	int fd; /* what the child has to say; -1 */
};

static int child_floor(void *arg)
{
	const struct job *j = arg;

	return inflate_all(j->c, j->threads, j->floor) == 0;
}

static uint64_t resident(void)
{
	unsigned long total, rss = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (f && fscanf(f, "%lu %lu", &total, &rss) != 2)
		rss = 0;
	if (f)
		fclose(f);
	return (uint64_t)rss * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int child_load(void *arg)
{
	const struct job *j = arg;
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct store *s;
	struct loader *l;
	const char *paths[1] = { j->c->dir };
	uint64_t said[2];
	int wake[2];
	char c[64];

	hash_seed();
	if (pipe(wake) != 0)
		return 1;
	opt.threads = j->threads;
	opt.wake_fd = wake[1];
	s = store_new();
	l = loader_start(s, paths, 1, &opt);
	while (!loader_done(l))
		if (read(wake[0], c, sizeof(c)) <= 0)
			break;
	loader_finish(l);
	said[0] = resident();
	said[1] = store_order(s)->n;
	if (j->fd >= 0 && write(j->fd, said, sizeof(said)) != (ssize_t)sizeof(said))
		return 1;
	return 0; /* the system frees */
}

void bench_load(struct corpus *c)
{
	struct series cpu = { .n = 0 }, wall = { .n = 0 }, zcpu = { .n = 0 },
		      two = { .n = 0 }, mem = { .n = 0 }, peak = { .n = 0 },
		      rate = { .n = 0 };
	int said[2];
	uint64_t v[2] = { 0, 0 };

	c->json_bytes = inflate_all(c, c->threads, 0); /* warms the page cache */
	if (pipe(said) != 0)
		return;
	for (unsigned i = 0; i < c->pairs; i++) {
		struct job floor = { c, c->threads, 0, -1 },
			   zlib = { c, c->threads, 1, -1 };
		struct job load = { c, c->threads, 0, said[1] }, one = { c, 1, 0, -1 };
		struct cost a = cost_of(child_floor, &floor),
			    b = cost_of(child_load, &load);
		struct cost z = cost_of(child_floor, &zlib), o = { 0 };

		if (read(said[0], v, sizeof(v)) != (ssize_t)sizeof(v) || b.status)
			return;
		series_add(&cpu, b.cpu / a.cpu);
		series_add(&wall, b.wall / a.wall);
		series_add(&zcpu, b.cpu / z.cpu);
		series_add(&mem, (double)v[0] / (double)c->json_bytes);
		series_add(&peak, (double)b.peak_kib * 1024 / (double)c->json_bytes);
		series_add(&rate, (double)v[1] / b.wall / 1e6);
		if (c->threads >= 2) {
			o = cost_of(child_load, &one);
			series_add(&two, o.wall / b.wall);
		}
	}
	c->events = v[1];
	report(&(struct goal){ "load / inflate only, libdeflate: CPU", "x", "<= 3.0", "2.0",
			       3.0, true },
	       &cpu);
	report(&(struct goal){ "load / inflate only, libdeflate: wall", "x", NULL, NULL, 0,
			       true },
	       &wall);
	report(&(struct goal){ "load / inflate only, zlib: CPU", "x", NULL, NULL, 0, true },
	       &zcpu);
	report(&(struct goal){ "one loader thread / all of them: wall", "x", ">= 1.8",
			       "1.95", 1.8, false },
	       &two);
	report(&(struct goal){ "events loaded a second", "M/s", NULL, NULL, 0, false },
	       &rate);
	report(&(struct goal){ "resident memory / uncompressed JSON", "", "<= 0.15", "0.12",
			       0.15, true },
	       &mem);
	report(&(struct goal){ "peak memory / uncompressed JSON", "", "<= 0.16", NULL, 0.16,
			       true },
	       &peak);
	close(said[0]);
	close(said[1]);
}

/* Seconds of CPU for an event, whole and without inflating. */
struct per_event {
	double all, rest;
};

static bool event_costs(const struct corpus *c, int said[2], struct per_event *ret)
{
	struct job floor = { c, c->threads, 0, -1 }, load = { c, c->threads, 0, said[1] };
	struct cost a = cost_of(child_floor, &floor), b = cost_of(child_load, &load);
	uint64_t v[2];

	if (b.status || read(said[0], v, sizeof(v)) != (ssize_t)sizeof(v) || !v[1])
		return false;
	ret->all = b.cpu / (double)v[1];
	ret->rest = (b.cpu - a.cpu) / (double)v[1];
	return true;
}

/* Many small files against few big ones with the same sort of events. */
void bench_small(struct corpus *c)
{
	struct series all = { .n = 0 }, rest = { .n = 0 }, each = { .n = 0 };
	struct per_event small, big;
	int said[2];

	if (!c->small)
		report_note("no corpus of small files (--small): not measured");
	if (!c->small || pipe(said) != 0)
		return;
	inflate_all(c->small, c->threads, 0); /* warms the page cache */
	for (unsigned i = 0; i < c->pairs; i++) {
		if (!event_costs(c->small, said, &small) || !event_costs(c, said, &big))
			break;
		series_add(&all, small.all / big.all);
		series_add(&rest, small.rest / big.rest);
		series_add(&each, small.all * 1e6);
	}
	close(said[0]);
	close(said[1]);
	report(&(struct goal){ "load, small files / big ones: CPU an event", "x", "<= 1.2",
			       NULL, 1.2, true },
	       &all);
	report(&(struct goal){ "the same without reading and inflating", "x", NULL, NULL, 0,
			       true },
	       &rest);
	report(&(struct goal){ "load, small files: CPU an event", "us", NULL, NULL, 0,
			       true },
	       &each);
	report_note("small files: %zu of them, %.1f MB gz", c->small->n,
		    (double)c->small->gz_bytes / 1e6);
}
