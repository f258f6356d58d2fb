/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts over time as a short row of levels. */
#ifndef COLUMNS_SPARK_H
#define COLUMNS_SPARK_H

#include "columns/histogram.h"
#include "util/buf.h"

#define SPARK_LEVELS 8 /* 0: nothing; 1..8 */

/* The level of a count where the highest is MAX: 0 only for 0. */
unsigned spark_level(uint32_t count, uint32_t max);
/* N counts as text in ASCII: a character for each, ' ' for none, then . : - = + * # @. */
void spark_text(struct buf *out, const uint32_t *counts, uint32_t n);
/*
 * N equal buckets (whole seconds) of [from, to), as an axis for axis_bucket(); both ends
 * may be open: then the first and last of the data stand in. N is 0 when there is nothing
 * between them.
 */
void spark_axis(struct axis *a, struct span window, tick_t first, tick_t last, uint32_t n);

#endif
