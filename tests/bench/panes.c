/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pane has to compute before it shows rows, and sorting of the event list. */
#include "bench.h"

#include "identity/identity.h"
#include "lambda/rows.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define REPEATS 7

/* A filter that leaves about half of the events. */
#define HALF "event ~ ^(Get|List|Invoke)"

static struct selection *select_rows(const struct eval_env *env, struct order *o,
				     const char *expr)
{
	const struct filter_times times = { TICK_NONE, TICK_NONE };
	uint64_t *bits = xcalloc((size_t)o->nsegs * SEG_WORDS + 1, sizeof(*bits));
	const uint64_t *sets[1] = { bits };
	struct selection *sel = NULL;
	struct filter *f;
	struct eval *e;

	if (!expr) {
		free(bits);
		return selection_make(env->store, o, NULL, 0, 0, TICK_NONE, NULL);
	}
	if (filter_parse(sv_str(expr), &f, NULL) == ST_OK) {
		if (filter_bind(f, &times, NULL) == ST_OK) {
			e = eval_new(env, f);
			if (eval_run(e, 0, o->nsegs, bits) == ST_OK)
				sel = selection_make(env->store, o, sets, 1, 0, TICK_NONE,
						     NULL);
			eval_free(e);
		}
		filter_free(f);
	}
	free(bits);
	return sel;
}

struct pane_times {
	struct series open, after;
};

static bool functions_once(const struct eval_env *env, const struct selection *all,
			   const struct selection *half, struct pane_times *t)
{
	const struct span window = { 0, TICK_NONE };
	struct lambda_cache cache = { .index = NULL };
	double start = now_wall(), opened;
	struct lambda_rows *rows = NULL, *after = NULL;
	bool done = false;

	if (lambda_cache_update(&cache, env, all, true) == ST_OK)
		rows = lambda_rows_new(&cache, env, all, window);
	opened = now_wall();
	if (rows)
		after = lambda_rows_new(&cache, env, half, window);
	if (after) {
		series_add(&t->open, (opened - start) * 1000);
		series_add(&t->after, (now_wall() - opened) * 1000);
		done = true;
	}
	lambda_rows_free(after);
	lambda_rows_free(rows);
	lambda_cache_release(&cache);
	return done;
}

static bool identities_once(const struct eval_env *env, const struct selection *all,
			    const struct selection *half, struct pane_times *t)
{
	const struct span window = { 0, TICK_NONE };
	const struct order *o = all->order;
	tick_t first = o->timed ? store_time(env->store, o->rows[0]) : TICK_NONE;
	tick_t last = o->timed ? store_time(env->store, o->rows[o->timed - 1]) : TICK_NONE;
	double start = now_wall(), opened;
	struct identity_index *x = identity_index_new(env->store, IDENTITY_BY_IDENTITY);
	struct identity_rows *rows = NULL, *after = NULL;
	bool done = false;

	if (identity_index_update(x, env, o->nsegs) == ST_OK)
		rows = identity_rows_new(x, env, all, window, first, last, false, true);
	opened = now_wall();
	if (rows)
		after = identity_rows_new(x, env, half, window, first, last, false, true);
	if (after) {
		series_add(&t->open, (opened - start) * 1000);
		series_add(&t->after, (now_wall() - opened) * 1000);
		done = true;
	}
	identity_rows_free(after);
	identity_rows_free(rows);
	identity_index_unref(x);
	return done;
}

static void report_pane(const char *open, const char *after, bool judged,
			struct pane_times *t)
{
	report(&(struct goal){ open, "ms", judged ? "<= 200" : NULL, "50", 200, true },
	       &t->open);
	report(&(struct goal){ after, "ms", judged ? "<= 50" : NULL, NULL, 50, true },
	       &t->after);
}

/* All events by a column that has a dictionary, from the order of time. */
static void bench_sort(const struct eval_env *env, const struct selection *all,
		       const char *name, const char *by)
{
	struct series wall = { .n = 0 };
	struct arena a = ARENA_INIT;
	struct sort_key *keys;
	size_t nkeys;

	if (sort_parse(sv_str(by), &a, &keys, &nkeys, NULL) == ST_OK)
		for (unsigned k = 0; k < 3; k++) {
			double start = now_wall();

			free(selection_sorted(env->store, all, keys, nkeys));
			series_add(&wall, (now_wall() - start) * 1000);
		}
	report(&(struct goal){ name, "ms", NULL, NULL, 0, true }, &wall);
	arena_release(&a);
}

void bench_panes(const struct eval_env *env, struct order *o, bool judged)
{
	struct selection *all = select_rows(env, o, NULL);
	struct selection *half = select_rows(env, o, HALF);
	struct pane_times fn = { .open.n = 0 }, id = { .open.n = 0 };

	for (unsigned i = 0; all && half && i < REPEATS; i++)
		if (!functions_once(env, all, half, &fn) ||
		    !identities_once(env, all, half, &id))
			break;
	report_pane("open the functions pane", "functions after a filter", judged, &fn);
	report_pane("open the identities pane", "identities after a filter", judged, &id);
	if (all) {
		bench_sort(env, all, "sort by a dictionary column: eventName", "eventName");
		bench_sort(env, all, "sort by a dictionary column: identity", "identity");
	}
	selection_unref(all);
	selection_unref(half);
}
