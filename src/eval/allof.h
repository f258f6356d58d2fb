/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several filters at once: the events that pass all of them. Verbs and screen ask here, so
 * that both answer alike.
 *
 *	struct allof a;
 *
 *	allof_init(&a, &env, nsegs, &times, final);
 *	allof_add(&a, &rows);		for each filter
 *	st = allof_run(&a, NULL, NULL);
 *	sel = allof_selection(&a, order, from, to);
 *	allof_release(&a);
 *
 * Filters that read records come last and read only what the others let through; nothing
 * else depends on the order. What each has found stays in its struct rowbits.
 */
#ifndef EVAL_ALLOF_H
#define EVAL_ALLOF_H

#include "eval/rowbits.h"
#include "eval/select.h"

struct allof {
	const struct eval_env *env;
	uint32_t nsegs;
	struct filter_times times;
	bool final; /* the store is finished */
	tick_t from, to;
	struct rowbits **parts; /* borrowed */
	size_t n, cap;
	uint64_t *within; /* what the parts that are decided let through */
};

/* Of the first NSEGS segments; ENV is borrowed. */
void allof_init(struct allof *a, const struct eval_env *env, uint32_t nsegs,
		const struct filter_times *times, bool final);
void allof_release(struct allof *a);
/* Only events with from <= time < to; 0 and TICK_NONE: all. */
void allof_window(struct allof *a, tick_t from, tick_t to);
/* One filter more. One that cannot be evaluated (rows->problem) lets everything through. */
void allof_add(struct allof *a, struct rowbits *rows);

/*
 * Bring all of them up to date. PART (may be NULL) is called between two slices of records,
 * when allof_selection() gives a part of the answer; NEWS: an event was found since the last
 * call. It stops the work by returning another status than ST_OK. Without it each file is
 * read in one go. ST_CANCELED when the flag of ENV was seen.
 */
typedef enum st (*allof_part_fn)(void *arg, bool news);
enum st allof_run(struct allof *a, allof_part_fn part, void *arg) WARN_UNUSED;
/* What was found. NULL when the flag of ENV was seen. */
struct selection *allof_selection(const struct allof *a, struct order *order);

#endif
