/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measuring, apart from the tests: ratios of one run on the same files, with the figures of
 * PRODUCT.md section 7 beside them. `make bench` runs all of it.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "util/base.h"

#include <sys/types.h>

#define SERIES_MAX 512

/* Values of one measure; the median is what counts. */
struct series {
	double v[SERIES_MAX];
	unsigned n;
};
void series_add(struct series *s, double v);
double series_median(struct series *s);
double series_percentile(struct series *s, double p);

/* What a process took. */
struct cost {
	double cpu, wall; /* seconds; user and system */
	long peak_kib;
	int status; /* of waitpid() */
};
/* Run FN in a child; its return value is the exit status. */
struct cost cost_of(int (*fn)(void *arg), void *arg);
/*
 * Run a command of the shell with its output thrown away; status -1 when PROGRAM is not
 * there.
 */
struct cost cost_of_command(const char *program, const char *command);
double now_wall(void);
double now_cpu(void);

/*
 * A line of the table: medians with their range. MUST and AIM are printed as given (NULL:
 * none); LIMIT is what MUST says as a number, of the same unit, and LESS whether less is
 * better.
 */
struct goal {
	const char *name, *unit, *must, *aim;
	double limit;
	bool less;
};
void report(const struct goal *g, struct series *s);
/* A remark under the table. */
void report_note(const char *fmt, ...) PRINTF_LIKE(1, 2);
/*
 * Print the table; write it as JSON to PATH when not NULL. Returns the number of goals
 * missed.
 */
unsigned report_print(const char *path);

struct corpus {
	const char *dir;
	uint64_t events;
	uint64_t gz_bytes, json_bytes;
	char **files;
	size_t n;
	unsigned threads, pairs;
	const char *program;        /* the built trailsift */
	const struct corpus *small; /* many small files; NULL: none */
};

/* The sections. */
void bench_load(struct corpus *c);
void bench_tools(struct corpus *c);
void bench_queries(struct corpus *c);
void bench_screen(struct corpus *c);
void bench_small(struct corpus *c);
/* Of bench_queries(): JUDGED: there are as many events as the goals are for. */
struct eval_env;
struct order;
void bench_panes(const struct eval_env *env, struct order *o, bool judged);

/*
 * Inflate all files, as the floor of a load. FLOOR: 0 libdeflate, 1 zlib. Returns inflated
 * bytes.
 */
uint64_t inflate_all(const struct corpus *c, unsigned threads, int floor);

#endif
