/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the Sources pane: loaded events by account x region x day with the days that have
 * none, and what became of each file.
 */
#ifndef COVERAGE_COVERAGE_H
#define COVERAGE_COVERAGE_H

#include "eval/eval.h"
#include "store/order.h"
#include "util/buf.h"

/* One account in one region. */
struct cover_row {
	struct sv account,
		region; /* .ptr NULL: the event names none; borrowed from the arena */
	uint64_t events;
	uint64_t untimed;   /* of them without a readable time: in no day */
	tick_t first, last; /* TICK_NONE: none */
	uint32_t days,
		empty;     /* days from first to last, and those of them without an event */
	uint32_t *per_day; /* events on coverage.first_day + i (coverage.ndays of them) */
};

struct coverage {
	struct cover_row *rows; /* by account, then region; none after all texts */
	size_t n;
	int64_t first_day; /* days since 1970 */
	uint32_t ndays;    /* at most COVER_MAX_DAYS, the newest ones */
	bool cut;          /* older days were left out of per_day */
	struct arena arena;
};

#define COVER_MAX_DAYS 4096u

/* Over all rows of ORDER. NULL when cancelled. */
struct coverage *coverage_make(const struct eval_env *env, const struct order *order);
void coverage_free(struct coverage *c);
/* Runs of empty days between the first and last day of a row: "2024-05-03..2024-05-05". */
struct cover_gap {
	int64_t day; /* days since 1970 */
	uint32_t days;
};
size_t coverage_gaps(const struct coverage *c, const struct cover_row *row,
		     struct cover_gap *ret, size_t max);

/* The remarks of a file that are no problem ("3 ids with differing content"), one call
 * each. */
typedef void (*file_note_fn)(void *arg, const char *note);
void file_notes(const struct file *f, file_note_fn fn, void *arg);
/* Files in file order (before the end of the load: as found). Caller frees. */
uint32_t files_in_order(const struct store *s, uint32_t **ret);

#endif
