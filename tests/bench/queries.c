/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions over the loaded store, the way the screen and the verbs ask them. */
#include "bench.h"
#include "rnd.h"

#include "count/count.h"
#include "ingest/raw.h"
#include "load/loader.h"
#include "util/hash.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPEATS 7

struct loaded {
	const struct corpus *c;
	struct store *s;
	struct raw *raw;
	struct eval_env env;
	uint64_t *bits;
	size_t words;
	double load_cpu;
};

static bool load(struct loaded *l, const struct corpus *c)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	const char *paths[1] = { c->dir };
	double start = now_cpu();
	struct loader *ld;
	int wake[2];
	char b[64];

	if (pipe(wake) != 0)
		return false;
	opt.threads = c->threads;
	opt.wake_fd = wake[1];
	l->c = c;
	l->s = store_new();
	ld = loader_start(l->s, paths, 1, &opt);
	while (!loader_done(ld))
		if (read(wake[0], b, sizeof(b)) <= 0)
			break;
	loader_finish(ld);
	l->load_cpu = now_cpu() - start;
	l->raw = raw_new(l->s, 64u << 20);
	l->env = (struct eval_env){ .store = l->s,
				    .big = raw_big_value,
				    .records = raw_scan,
				    .source_arg = l->raw,
				    .threads = c->threads };
	l->words = (size_t)store_nsegs(l->s) * SEG_WORDS;
	l->bits = xcalloc(l->words + 1, 8);
	return true;
}

/* Filters: a fresh evaluator each time, as after a key. */
static const struct {
	const char *name, *expr;
	double must; /* ms at 10 M events */
	const char *must_text, *aim;
} filters[] = {
	{ "filter event = PutObject", "event=PutObject", 50, "<= 50", "10" },
	{ "filter event ~ ^(Get|List)", "event ~ ^(Get|List)", 50, "<= 50", "10" },
	{ "filter ip ~ ^10\\.", "ip ~ ^10\\.", 50, "<= 50", "10" },
	{ "filter userIdentity.arn ~ admin", "userIdentity.arn ~ admin", 50, "<= 50",
	  "10" },
	{ "filter requestParameters.bucketName ~ data",
	  "requestParameters.bucketName ~ data", 50, "<= 50", "10" },
	{ "filter raw path, regex: resource ~ part-1.*7", "resource ~ part-1.*7", 400,
	  "<= 400", "100" },
	{ "filter UUID, regex: id ~ dead", "id ~ dead", 400, "<= 400", "100" },
	{ "filter UUID, exact", "id = 0b2c7e1a-6a53-4d9f-9d37-0a55f1c5b7aa", 50, "<= 50",
	  NULL },
	{ "text search, rare: i-0deadbeef", "i-0deadbeef", 1000, "<= 1000", "300" },
	{ "text search, regex: /10\\.\\d+\\.7\\./", "/10\\.\\d+\\.7\\./", 1000, "<= 1000",
	  "300" },
	{ "text search, hex: AccessDenied", "AccessDenied", 1000, "<= 1000", "300" },
	{ "text search, alternation",
	  "/PutBucketPolicy|DeleteTrail|StopLogging|CreateAccessKey/", 1000, "<= 1000",
	  "300" },
};

static void run_filters(struct loaded *l, double scale)
{
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		struct series wall = { .n = 0 };
		struct filter_times times = { TICK_NONE, TICK_NONE };
		struct filter *f;
		struct err err = ERR_INIT;
		char name[128];

		if (filter_parse(sv_str(filters[i].expr), &f, &err) != ST_OK ||
		    filter_bind(f, &times, &err) != ST_OK) {
			fprintf(stderr, "%s: %s\n", filters[i].expr, err.text);
			continue;
		}
		for (unsigned k = 0; k < REPEATS; k++) {
			double start = now_wall();
			struct eval *e = eval_new(&l->env, f);

			memset(l->bits, 0, l->words * 8);
			if (eval_run(e, 0, store_nsegs(l->s), l->bits) != ST_OK)
				break;
			eval_free(e);
			series_add(&wall, (now_wall() - start) * 1000);
		}
		snprintf(name, sizeof(name), "%s", filters[i].name);
		report(&(struct goal){ xstrdup(name), "ms",
				       scale < 1 ? NULL : filters[i].must_text,
				       filters[i].aim, filters[i].must, true },
		       &wall);
		filter_free(f);
	}
}

static const struct {
	const char *name, *by;
	double must;
	const char *must_text, *aim;
} counts[] = {
	{ "count by event", "event", 100, "<= 100", "20" },
	{ "count by identity", "identity", 100, "<= 100", "20" },
	{ "count by key", "key", 100, "<= 100", "20" },
	{ "count by event,result", "event,result", 0, NULL, NULL },
	{ "count by id (all distinct)", "id", 3000, "<= 3000", "1000" },
	{ "count by request (UUIDs and others)", "request", 3000, "<= 3000", "1000" },
	{ "count by resource (raw, several in an event)", "resource", 3000, "<= 3000",
	  "1000" },
};

static void run_counts(struct loaded *l, double scale)
{
	memset(l->bits, 0xff, l->words * 8);
	for (uint32_t i = 0; i < store_nsegs(l->s); i++) {
		const struct segment *seg = store_seg(l->s, i);

		for (uint32_t r = 0; r < SEG_ROWS; r++)
			if (r >= seg->rows || segment_is_dup(seg, r))
				l->bits[(size_t)i * SEG_WORDS + (r >> 6)] &=
					~(UINT64_C(1) << (r & 63));
	}
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct series wall = { .n = 0 };
		struct arena a = ARENA_INIT;
		struct fieldref *by;
		size_t n;

		if (fieldref_parse_list(sv_str(counts[i].by), &a, &by, &n, NULL) != ST_OK)
			continue;
		for (unsigned k = 0; k < REPEATS; k++) {
			struct counts c;
			double start = now_wall();

			if (count_by(&l->env, l->bits, store_nsegs(l->s), by, n, &c) !=
			    ST_OK)
				break;
			series_add(&wall, (now_wall() - start) * 1000);
			counts_release(&c);
		}
		report(&(struct goal){ counts[i].name, "ms",
				       scale < 1 ? NULL : counts[i].must_text,
				       counts[i].aim, counts[i].must, true },
		       &wall);
		arena_release(&a);
	}
}

static void run_drill(struct loaded *l)
{
	const struct order *o = store_order(l->s);
	struct series ms = { .n = 0 }, p99 = { .n = 0 };
	uint64_t x = RND_SEED;

	for (unsigned i = 0; i < 300 && o->n; i++) {
		struct buf b = BUF_INIT;
		double start = now_wall();

		rnd_next(&x);
		if (raw_get(l->raw, o->rows[x % o->n], &b, NULL) == ST_OK)
			series_add(&ms, (now_wall() - start) * 1000);
		buf_release(&b);
	}
	series_add(&p99, series_percentile(&ms, 0.99));
	report(&(struct goal){ "drill-down to raw JSON, 300 random events", "ms", "<= 5",
			       "2", 5, true },
	       &ms);
	report(&(struct goal){ "drill-down, 99th percentile", "ms", NULL, NULL, 0, true },
	       &p99);
}

static bool take(void *arg, row_t row UNUSED, struct sv bytes, const struct err *err UNUSED)
{
	*(uint64_t *)arg += bytes.len;
	return bytes.ptr != NULL;
}

static void run_everything(struct loaded *l)
{
	const struct order *o = store_order(l->s);
	struct series cpu = { .n = 0 };

	for (unsigned i = 0; i < (l->c->pairs > 2 ? 2 : l->c->pairs); i++) {
		double a = now_cpu(), b;
		uint64_t bytes = 0;

		inflate_all(l->c, 1, 0);
		b = now_cpu();
		if (raw_each(l->raw, o->rows, o->n, 96u << 20, l->c->threads, take,
			     &bytes) != ST_OK)
			return;
		series_add(&cpu, (now_cpu() - b) / (b - a));
	}
	report(&(struct goal){ "everything out in time order / inflate: CPU", "x", "<= 3",
			       "2", 3, true },
	       &cpu);
}

/* Over the bytes of every record; case ignored unless a capital stands in the pattern. */
static const struct {
	const char *name, *expr;
	bool judged;
} searches[] = {
	{ "raw search / inflate: CPU, literal", "raw ~ i-0deadbeef", true },
	{ "raw search / inflate: CPU, key and value",
	  "raw ~ \"\\\"errorCode\\\":\\\"[A-Za-z.]*Denied\"", true },
	{ "raw search / inflate: CPU, led by a literal",
	  "raw ~ arn:aws:iam::\\d+:user/[a-z]+x9", true },
	{ "raw search / inflate: CPU, alternation",
	  "raw ~ PutBucketPolicy|DeleteTrail|StopLogging|CreateAccessKey", false },
};

static double search_cpu(struct loaded *l, const char *expr)
{
	const struct filter_times times = { TICK_NONE, TICK_NONE };
	double start = now_cpu(), cpu;
	struct filter *f;
	struct eval *e;

	if (filter_parse(sv_str(expr), &f, NULL) != ST_OK ||
	    filter_bind(f, &times, NULL) != ST_OK)
		return 0;
	e = eval_new(&l->env, f);
	if (eval_run(e, 0, store_nsegs(l->s), l->bits) != ST_OK || eval_undecided(e))
		fprintf(stderr, "%s: not answered\n", expr);
	cpu = now_cpu() - start;
	eval_free(e);
	filter_free(f);
	return cpu;
}

/* What the screen shows first: a slice of two segments. */
static void run_first_slice(struct loaded *l)
{
	const struct filter_times times = { TICK_NONE, TICK_NONE };
	struct series wall = { .n = 0 };
	struct filter *f;

	if (filter_parse(SV_LIT("raw ~ i-0deadbeef"), &f, NULL) != ST_OK ||
	    filter_bind(f, &times, NULL) != ST_OK)
		return;
	for (unsigned k = 0; k < REPEATS; k++) {
		double start = now_wall();
		struct eval *e = eval_new(&l->env, f);

		if (eval_run(e, 0, MIN(store_nsegs(l->s), 2u), l->bits) == ST_OK)
			series_add(&wall, (now_wall() - start) * 1000);
		eval_free(e);
	}
	filter_free(f);
	report(&(struct goal){ "raw search, first slice", "ms", "<= 200", NULL, 200, true },
	       &wall);
}

static void run_searches(struct loaded *l)
{
	for (size_t i = 0; i < ARRAY_SIZE(searches); i++) {
		struct series cpu = { .n = 0 };

		for (unsigned k = 0; k < MIN(l->c->pairs, 5u); k++) {
			double start = now_cpu(), floor;

			inflate_all(l->c, l->c->threads, 0);
			floor = now_cpu() - start;
			series_add(&cpu, search_cpu(l, searches[i].expr) / floor);
		}
		report(&(struct goal){ searches[i].name, "x",
				       searches[i].judged ? "<= 1.4" : NULL, NULL, 1.4,
				       true },
		       &cpu);
	}
}

void bench_queries(struct corpus *c)
{
	struct loaded l = { 0 };
	double scale;

	hash_seed();
	if (!load(&l, c))
		return;
	/* the milliseconds of the contract hold at ten million events */
	scale = (double)store_order(l.s)->n / 9.5e6;
	if (scale < 1)
		report_note("%u events: the milliseconds of the contract are for ten "
			    "million and "
			    "are not judged here",
			    store_order(l.s)->n);
	report_note("load CPU of the run that was asked: %.2f s", l.load_cpu);
	run_filters(&l, scale);
	run_counts(&l, scale);
	bench_panes(&l.env, store_order(l.s), scale >= 1);
	run_drill(&l);
	run_everything(&l);
	run_searches(&l);
	run_first_slice(&l);
	free(l.bits);
	raw_free(l.raw);
	store_free(l.s);
}
