/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts to levels, and levels to glyphs. */
#include "columns/spark.h"

unsigned spark_level(uint32_t count, uint32_t max)
{
	if (!count || !max)
		return 0;
	return (unsigned)(((uint64_t)count * SPARK_LEVELS + max - 1) / max);
}

void spark_text(struct buf *out, const uint32_t *counts, uint32_t n)
{
	static const char levels[SPARK_LEVELS + 2] = " .:-=+*#@";
	uint32_t max = 0;

	for (uint32_t i = 0; i < n; i++)
		max = MAX(max, counts[i]);
	for (uint32_t i = 0; i < n; i++)
		buf_addc(out, levels[spark_level(counts[i], max)]);
}

void spark_axis(struct axis *a, struct span window, tick_t first, tick_t last, uint32_t n)
{
	struct span s;
	tick_t width;

	*a = (struct axis){ .n = 0 };
	if (!n || first == TICK_NONE || last == TICK_NONE)
		return;
	s = span_of(window.from, window.to, first, last);
	if (s.from >= s.to)
		return;
	width = (s.to - s.from + n - 1) / n;
	width = (width + TICKS_PER_SEC - 1) / TICKS_PER_SEC * TICKS_PER_SEC;
	*a = (struct axis){ .from = s.from, .step = width, .n = n };
}
