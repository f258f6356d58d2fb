/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time axis and histogram: pure arithmetic over a selection. A bucket's bounds are found by
 * binary search in time order, its counts by popcount.
 */
#ifndef COLUMNS_HISTOGRAM_H
#define COLUMNS_HISTOGRAM_H

#include "eval/select.h"
#include "util/buf.h"
#include "util/timefmt.h"

#define HISTOGRAM_MAX 1024

/* N buckets of STEP ticks from FROM on: bucket I is [from + i*step, from + (i+1)*step). */
struct axis {
	tick_t from, step;
	uint32_t n;
};

struct bucket {
	uint32_t all;      /* events loaded */
	uint32_t selected; /* of them shown */
	uint32_t errors;   /* of the shown those whose result is not ok */
};

/*
 * The axis of at most WIDTH buckets that covers [first, last] (both inside) with the
 * smallest nice step: 1 2 5 10 15 30 s, 1 2 5 10 15 30 min, 1 2 3 6 12 h, 1 2 7 14 days,
 * and whole multiples of 28 days. FROM is a multiple of the step. N is 0 without times or
 * width.
 */
void axis_fit(struct axis *a, tick_t first, tick_t last, uint32_t width);
tick_t axis_end(const struct axis *a);
/* Bucket of T, or -1 (before), -2 (after, or no time). */
int64_t axis_bucket(const struct axis *a, tick_t t);

/*
 * Counts of the buckets. ERRORS: bits in time order (NULL: none). Rows before the first
 * and after the last bucket, and those without a time, are in none.
 */
void histogram_make(const struct store *s, const struct selection *sel,
		    const uint64_t *errors, const struct axis *a, struct bucket *ret);

/* "3 min", "1 h", "2 days". */
void axis_step_text(const struct axis *a, struct buf *out);

/* A label under the axis, at column COL (from 0): "08:30", at midnight the day
 * "2024-05-14". */
struct axis_label {
	uint32_t col;
	char text[16];
};
/* Labels that do not touch each other, at round times; OFFSET seconds of the zone shown. */
size_t axis_labels(const struct axis *a, int offset, struct axis_label *ret, size_t max);

/* [from, to): a window of time. */
struct span {
	tick_t from, to;
};
/* Half as wide (IN) or twice as wide around AT, inside [first, last]; never below one
 * second. */
struct span span_zoom(struct span s, tick_t at, bool in, tick_t first, tick_t last);
/* Moved by half of its width, later or earlier; kept touching [first, last]. */
struct span span_pan(struct span s, bool later, tick_t first, tick_t last);
/* The span of buckets A..B (any order, both inside). */
struct span span_brush(const struct axis *a, uint32_t b1, uint32_t b2);
/* The window in force, or all of [first, last] when it is open at an end. */
struct span span_of(tick_t from, tick_t to, tick_t first, tick_t last);
/* "+30m", "+1h30m", "+1d3h": the length of a span. */
void span_length_text(struct span s, struct buf *out);

#endif
