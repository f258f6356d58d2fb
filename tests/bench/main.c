/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "load/walk.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: bench [--pairs N] [--threads N] [--json FILE] [--only "
	"SECTION] [--small FOLDER] PROGRAM FOLDER\n"
	"\n"
	"  PROGRAM   the built trailsift\n"
	"  FOLDER    a corpus made by mktrail; --small: one of small files\n"
	"  SECTION   load, small, tools, queries or screen\n";

static const struct {
	const char *name;
	void (*fn)(struct corpus *c);
} sections[] = {
	{ "load", bench_load },       { "small", bench_small },   { "tools", bench_tools },
	{ "queries", bench_queries }, { "screen", bench_screen },
};

struct finding {
	struct corpus *c;
	size_t cap;
};

static bool found(void *arg, const struct walk_found *w)
{
	struct finding *f = arg;
	struct corpus *c = f->c;

	if (w->what != WALK_FILE || !w->bytes)
		return true;
	ALLOC_GROW(c->files, c->n + 1, f->cap);
	c->files[c->n++] = xstrdup(w->path);
	c->gz_bytes += w->bytes;
	return true;
}

/* False: there is nothing. */
static bool find_files(struct corpus *c, const char *dir)
{
	struct finding f = { .c = c };

	c->dir = dir;
	walk_paths(&dir, 1, found, &f);
	if (!c->n)
		fprintf(stderr, "bench: no files in '%s'\n", dir);
	return c->n > 0;
}

int main(int argc, char **argv)
{
	struct corpus c = { .pairs = 5, .threads = 1 }, small = { .n = 0 };
	const char *json = NULL, *only = NULL, *small_dir = NULL;
	double load = 0;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int i = 1;

	c.threads = cores > 1 ? (unsigned)cores : 1;
	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--pairs") == 0)
			c.pairs = (unsigned)strtoul(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--threads") == 0)
			c.threads = (unsigned)strtoul(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--json") == 0)
			json = argv[i + 1];
		else if (strcmp(argv[i], "--only") == 0)
			only = argv[i + 1];
		else if (strcmp(argv[i], "--small") == 0)
			small_dir = argv[i + 1];
	}
	if (argc - i != 2 || !c.pairs || !c.threads || c.threads > 64) {
		fputs(usage, stderr);
		return 2;
	}
	c.program = argv[i];
	if (!find_files(&c, argv[i + 1]) || (small_dir && !find_files(&small, small_dir)))
		return 2;
	small.threads = c.threads;
	c.small = small_dir ? &small : NULL;
	for (size_t k = 0; k < ARRAY_SIZE(sections); k++)
		if (!only || strcmp(only, sections[k].name) == 0)
			sections[k].fn(&c);
	if (getloadavg(&load, 1) == 1)
		report_note("%zu files, %.1f MB gz, %.1f MB JSON, %llu events; %u threads; "
			    "load "
			    "average at the end %.2f",
			    c.n, (double)c.gz_bytes / 1e6, (double)c.json_bytes / 1e6,
			    (unsigned long long)c.events, c.threads, load);
	report_print(json);
	return 0;
}
