/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "util/buf.h"
#include "util/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void series_add(struct series *s, double v)
{
	if (s->n < SERIES_MAX)
		s->v[s->n++] = v;
}

static int double_cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double series_percentile(struct series *s, double p)
{
	if (!s->n)
		return 0;
	qsort(s->v, s->n, sizeof(s->v[0]), double_cmp);
	return s->v[(unsigned)(p * (s->n - 1) + 0.5)];
}

double series_median(struct series *s)
{
	return series_percentile(s, 0.5);
}

static double clock_now(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double now_wall(void)
{
	return clock_now(CLOCK_MONOTONIC);
}

double now_cpu(void)
{
	return clock_now(CLOCK_PROCESS_CPUTIME_ID);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct cost wait_for(pid_t pid, double start)
{
	struct cost c = { .status = -1 };
	struct rusage ru;

	while (wait4(pid, &c.status, 0, &ru) < 0)
		if (errno != EINTR)
			return c;
	c.wall = now_wall() - start;
	c.cpu = seconds(ru.ru_utime) + seconds(ru.ru_stime);
	c.peak_kib = ru.ru_maxrss;
	return c;
}

struct cost cost_of(int (*fn)(void *arg), void *arg)
{
	double start = now_wall();
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn(arg));
	return wait_for(pid, start);
}

static bool on_path(const char *program)
{
	char path[4096];
	const char *dirs = getenv("PATH");

	if (strchr(program, '/'))
		return access(program, X_OK) == 0;
	while (dirs && *dirs) {
		size_t n = strcspn(dirs, ":");

		snprintf(path, sizeof(path), "%.*s/%s", (int)n, dirs, program);
		if (access(path, X_OK) == 0)
			return true;
		dirs += n + (dirs[n] == ':');
	}
	return false;
}

struct cost cost_of_command(const char *program, const char *command)
{
	double start = now_wall();
	pid_t pid;

	if (!on_path(program))
		return (struct cost){ .status = -1 };
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	return wait_for(pid, start);
}

/* ---- the table ---- */

struct line {
	struct goal g;
	double min, median, max;
	bool missed;
};

static struct line *lines;
static size_t nlines, cap;
static struct buf notes = BUF_INIT;

void report(const struct goal *g, struct series *s)
{
	struct line *l;

	if (!s->n)
		return;
	ALLOC_GROW(lines, nlines + 1, cap);
	l = &lines[nlines++];
	*l = (struct line){ .g = *g, .median = series_median(s) };
	l->min = s->v[0];
	l->max = s->v[s->n - 1];
	l->missed = g->must && (g->less ? l->median > g->limit : l->median < g->limit);
	fprintf(stderr, "%-58s %10.3f %s\n", g->name, l->median, g->unit);
}

void report_note(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_addf(&notes, "%s\n", text);
}

static void write_json(const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		return;
	}
	fputs("[\n", f);
	for (size_t i = 0; i < nlines; i++) {
		const struct line *l = &lines[i];

		fprintf(f,
			"{\"name\":\"%s\",\"unit\":\"%s\",\"min\":%.6g,\"median\":%.6g,"
			"\"max\":%.6g,\"must\":%s%s%s,\"missed\":%s}%s\n",
			l->g.name, l->g.unit, l->min, l->median, l->max,
			l->g.must ? "\"" : "", l->g.must ? l->g.must : "null",
			l->g.must ? "\"" : "", l->missed ? "true" : "false",
			i + 1 < nlines ? "," : "");
	}
	fputs("]\n", f);
	fclose(f);
}

unsigned report_print(const char *path)
{
	unsigned missed = 0;

	printf("%-58s %10s %10s %10s  %-7s %-8s %-8s\n", "what", "min", "median", "max",
	       "unit", "must", "aim");
	for (size_t i = 0; i < nlines; i++) {
		const struct line *l = &lines[i];

		printf("%-58s %10.3f %10.3f %10.3f  %-7s %-8s %-8s %s\n", l->g.name, l->min,
		       l->median, l->max, l->g.unit, l->g.must ? l->g.must : "-",
		       l->g.aim ? l->g.aim : "-", l->missed ? "MISSED" : "");
		missed += l->missed;
	}
	fputs(buf_str(&notes), stdout);
	if (path)
		write_json(path);
	return missed;
}
