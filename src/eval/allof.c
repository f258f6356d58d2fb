/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events that pass several filters: columns first, then records, within the rest. */
#include "eval/allof.h"

#include "util/xalloc.h"

#include <stdlib.h>

void allof_init(struct allof *a, const struct eval_env *env, uint32_t nsegs,
		const struct filter_times *times, bool final)
{
	*a = (struct allof){
		.env = env, .nsegs = nsegs, .times = *times, .final = final, .to = TICK_NONE
	};
}

void allof_release(struct allof *a)
{
	free(a->parts);
	free(a->within);
	*a = (struct allof){ .to = TICK_NONE };
}

void allof_window(struct allof *a, tick_t from, tick_t to)
{
	a->from = from;
	a->to = to;
}

void allof_add(struct allof *a, struct rowbits *rows)
{
	ALLOC_GROW(a->parts, a->n + 1, a->cap);
	a->parts[a->n++] = rows;
}

static bool has_window(const struct allof *a)
{
	return a->from > 0 || a->to != TICK_NONE;
}

/* Everything, or what the window lets through. */
static enum st within_window(struct allof *a)
{
	size_t words = (size_t)a->nsegs * SEG_WORDS;
	struct rowbits window;
	enum st st = ST_OK;

	a->within = xreallocarray(a->within, MAX(words, 1), sizeof(*a->within));
	memset(a->within, 0xff, words * sizeof(*a->within));
	if (!has_window(a) || !words)
		return ST_OK;
	rowbits_init_window(&window, a->from, a->to);
	st = rowbits_update(&window, a->env, a->nsegs, &a->times, a->final, NULL, NULL);
	if (!st)
		memcpy(a->within, window.bits, words * sizeof(*a->within));
	rowbits_release(&window);
	return st;
}

/* What R does not reject: it has it, or leaves it open. */
static void narrow(struct allof *a, const struct rowbits *r, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const uint64_t *open = rowbits_open(r, i);
		size_t at = (size_t)i * SEG_WORDS;

		for (unsigned w = 0; w < SEG_WORDS; w++)
			a->within[at + w] &= r->bits[at + w] | (open ? open[w] : 0);
	}
}

/* One slice of those that read records, each within what those before it let through. */
static enum st read_slice(struct allof *a, uint32_t from, uint32_t to, bool *ret_any)
{
	uint64_t any = 0;

	for (size_t i = 0; i < a->n; i++) {
		struct rowbits *r = a->parts[i];
		enum st st;

		if (!r->asked || r->problem)
			continue;
		st = rowbits_read(r, a->env, from, to, a->within);
		if (st)
			return st;
		narrow(a, r, from, to);
	}
	for (size_t w = (size_t)from * SEG_WORDS; w < (size_t)to * SEG_WORDS; w++)
		any |= a->within[w];
	*ret_any |= any != 0;
	return ST_OK;
}

static enum st read_records(struct allof *a, allof_part_fn part, void *arg)
{
	bool news = false;
	struct pace pace;
	enum st st = within_window(a);

	for (size_t i = 0; i < a->n; i++)
		if (!a->parts[i]->asked && !a->parts[i]->problem)
			narrow(a, a->parts[i], 0, a->nsegs);
	pace_init(&pace, true);
	for (uint32_t at = 0; at < a->nsegs && !st;) {
		uint32_t to = part ? MIN(a->nsegs, at + pace.segs) : a->nsegs;

		st = read_slice(a, at, to, &news);
		at = to;
		if (!st && part && at < a->nsegs)
			st = part(arg, news);
		news = false;
		pace_next(&pace, true);
	}
	return st;
}

enum st allof_run(struct allof *a, allof_part_fn part, void *arg)
{
	bool reading = false;
	enum st st = ST_OK;

	for (size_t i = 0; i < a->n && !st; i++) {
		struct rowbits *r = a->parts[i];

		if (rowbits_ready(r, a->env, a->nsegs, &a->times, a->final))
			reading = true;
		else
			st = rowbits_update(r, a->env, a->nsegs, &a->times, a->final, NULL,
					    NULL);
	}
	return st || !reading ? st : read_records(a, part, arg);
}

struct selection *allof_selection(const struct allof *a, struct order *order)
{
	const uint64_t **sets = xcalloc(a->n + 1, sizeof(*sets));
	const struct eval **opens = xcalloc(a->n + 1, sizeof(*opens));
	struct selection *sel;
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++) {
		if (a->parts[i]->problem)
			continue;
		opens[n] = a->parts[i]->eval;
		sets[n++] = a->parts[i]->bits;
	}
	sel = selection_make_open(a->env->store, order, sets, opens, n, a->from, a->to,
				  a->env->cancel);
	free(sets);
	free(opens);
	return sel;
}
