/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"

#include <math.h>
#include <stdlib.h>

#include "text.h"

enum { DAYS = 90, MEAN_FILE = 3000 };

/* Is now, by the hour and the day of the week, a time at which something happens? */
static bool busy(int64_t seconds, struct rng *r)
{
	double hour = (double)(seconds % 86400) / 3600.0;
	double level =
		2.0 + sin((hour - 9.0) * 0.2617993877991494); /* 1 .. 3, peak at 15 UTC */
	int64_t weekday = (seconds / 86400 + 4) % 7;          /* 0 = Sunday */

	if (weekday == 0 || weekday == 6)
		level *= 0.4;
	return rng_unit(r) * 3.0 < level;
}

/*
 * An attack is planted in the first file that is big enough and whose account has functions,
 * and in every hundredth of those after it.
 */
static void choose_stories(struct plan *p, const struct world *w)
{
	uint32_t fit = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		struct planned *f = &p->file[i];

		if (!f->region && plan_own(f) >= 500 && w->account[f->account].n_fns > 4)
			f->story = fit++ % 100 == 0;
	}
}

static int by_stamp(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t *make_stamps(uint32_t n, struct rng *r)
{
	int64_t *stamp = must_alloc(n * sizeof(*stamp)),
		start = seconds_of(2024, 3, 1, 0, 0, 0);

	for (uint32_t i = 0; i < n; i++) {
		do
			stamp[i] = start + 300 * (1 + rng_below(r, DAYS * 288));
		while (!busy(stamp[i], r));
	}
	qsort(stamp, n, sizeof(*stamp), by_stamp);
	return stamp;
}

/* Sizes by the variant, then stretched so that they sum up to what was asked for; none is 0. */
static void make_sizes(struct plan *p, const struct config *c, struct rng *r)
{
	bool small = c->variant == VARIANT_SMALL_FILES;
	double sum = 0, part = 0, spread = (double)(c->events - p->n);
	uint32_t *size = must_alloc(p->n * sizeof(*size));
	uint64_t done = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		size[i] = small ? rng_lognormal(r, 5, 0.9, 1, 20)
				: rng_lognormal(r, 2500, 0.5, 1000, 5000);
		sum += size[i];
	}
	for (uint32_t i = 0; i < p->n; i++) {
		uint64_t until;

		part += size[i];
		until = i + 1 < p->n ? (uint64_t)(part / sum * spread) : c->events - p->n;
		p->file[i].n_events = (uint32_t)(1 + until - done);
		done = until;
	}
	free(size);
}

static void make_copies(struct plan *p, const struct config *c, struct rng *r)
{
	for (uint32_t i = 0; i < p->n; i++) {
		struct planned *f = &p->file[i];
		double want = c->duplicates * f->n_events;

		f->copies_of = f->previous[0] != NO_FILE ? f->previous[0] : i ? i - 1 : 1;
		if (p->n < 2)
			continue;
		f->n_copies = (uint32_t)(want + rng_unit(r));
		if (f->n_copies >= f->n_events)
			f->n_copies = f->n_events / 2;
	}
	for (uint32_t i = 0; i < p->n; i++) {
		struct planned *f = &p->file[i];

		if (f->n_copies > plan_own(&p->file[f->copies_of]))
			f->n_copies = plan_own(&p->file[f->copies_of]);
	}
}

void plan_init(struct plan *p, const struct config *c, const struct world *w)
{
	struct rng r = rng_stream(c->seed, STREAM_PLAN, 0);
	uint32_t last[N_ACCOUNTS][PREVIOUS], mean = MEAN_FILE;
	int64_t *stamp;

	if (c->variant == VARIANT_SMALL_FILES)
		mean = 6;
	p->n = c->files ? c->files : (uint32_t)((c->events + mean - 1) / mean);
	if (!c->files && p->n < 4)
		p->n = c->events < 4 ? 1 : 4;
	p->file = must_alloc(p->n * sizeof(*p->file));
	memset(p->file, 0, p->n * sizeof(*p->file));
	memset(last, 0xff, sizeof(last));
	stamp = make_stamps(p->n, &r);
	make_sizes(p, c, &r);
	for (uint32_t i = 0; i < p->n; i++) {
		struct planned *f = &p->file[i];

		f->stamp = stamp[i];
		f->account = (uint8_t)pick_draw(&w->pick_account, &r);
		f->region = rng_chance(&r, 8500) ? 0 : (uint8_t)rng_below(&r, N_REGIONS);
		f->unsorted = rng_chance(&r, 3333);
		f->n_sessions = f->n_events / 55 + 1;
		memcpy(f->previous, last[f->account], sizeof(f->previous));
		memmove(&last[f->account][1], &last[f->account][0],
			(PREVIOUS - 1) * sizeof(last[0][0]));
		last[f->account][0] = i;
	}
	make_copies(p, c, &r);
	choose_stories(p, w);
	free(stamp);
}

void plan_release(struct plan *p)
{
	free(p->file);
}
