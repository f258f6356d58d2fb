/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of buckets, counts between them, and the labels of the axis. */
#include "columns/histogram.h"

#include "util/bits.h"

#define SECOND TICKS_PER_SEC
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const tick_t nice_steps[] = {
	1 * SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
	1 * MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
	1 * HOUR,   2 * HOUR,   3 * HOUR,   6 * HOUR,    12 * HOUR,   1 * DAY,
	2 * DAY,    7 * DAY,    14 * DAY,
};

/* The last of the table, and what lies above it goes in multiples of this. */
#define COARSE_STEP (28 * DAY)

static tick_t floor_to(tick_t t, tick_t step)
{
	return t - t % step;
}

/* Buckets of STEP that cover FIRST and LAST. */
static uint64_t buckets_of(tick_t first, tick_t last, tick_t step)
{
	return (uint64_t)((floor_to(last, step) - floor_to(first, step)) / step) + 1;
}

void axis_fit(struct axis *a, tick_t first, tick_t last, uint32_t width)
{
	tick_t step = 0;

	*a = (struct axis){ 0, SECOND, 0 };
	width = MIN(width, HISTOGRAM_MAX);
	if (first == TICK_NONE || last == TICK_NONE || last < first || first < 0 ||
	    width == 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(nice_steps) && !step; i++) {
		if (buckets_of(first, last, nice_steps[i]) <= width)
			step = nice_steps[i];
	}
	for (tick_t k = 1; !step; k *= 2) {
		/* more than any year that can be read: one bucket */
		if (buckets_of(first, last, k * COARSE_STEP) <= width || k > 1 << 18)
			step = k * COARSE_STEP;
	}
	a->from = floor_to(first, step);
	a->step = step;
	a->n = (uint32_t)MIN(buckets_of(first, last, step), (uint64_t)width);
}

tick_t axis_end(const struct axis *a)
{
	return a->from + (tick_t)a->n * a->step;
}

int64_t axis_bucket(const struct axis *a, tick_t t)
{
	if (t == TICK_NONE || t >= axis_end(a))
		return -2;
	if (t < a->from)
		return -1;
	return (t - a->from) / a->step;
}

/* Bits set in both A and B (or in A alone when B is NULL), positions [from, to). */
static uint32_t count_both(const uint64_t *a, const uint64_t *b, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	for (size_t w = from >> 6; from < to && w <= (to - 1) >> 6; w++) {
		uint64_t m = a[w];

		if (b)
			m &= b[w];
		if (w == from >> 6)
			m &= ~UINT64_C(0) << (from & 63);
		if (w == (to - 1) >> 6)
			m &= ~UINT64_C(0) >> (63 - ((to - 1) & 63));
		n += (uint32_t)__builtin_popcountll(m);
	}
	return n;
}

void histogram_make(const struct store *s, const struct selection *sel,
		    const uint64_t *errors, const struct axis *a, struct bucket *ret)
{
	uint32_t from = order_lower(s, sel->order, a->from);

	for (uint32_t i = 0; i < a->n; i++) {
		tick_t end = a->from + (tick_t)(i + 1) * a->step;
		uint32_t to = order_lower(s, sel->order, end);

		ret[i].all = to - from;
		ret[i].selected = count_both(sel->bits, NULL, from, to);
		ret[i].errors = errors ? count_both(sel->bits, errors, from, to) : 0;
		from = to;
	}
}

/* "N unit" with the unit's plural. */
static void add_unit(struct buf *out, int64_t n, const char *one, const char *many)
{
	buf_addf(out, "%lld %s", (long long)n, n == 1 ? one : many);
}

void axis_step_text(const struct axis *a, struct buf *out)
{
	if (a->step % DAY == 0)
		add_unit(out, a->step / DAY, "day", "days");
	else if (a->step % HOUR == 0)
		add_unit(out, a->step / HOUR, "h", "h");
	else if (a->step % MINUTE == 0)
		add_unit(out, a->step / MINUTE, "min", "min");
	else
		add_unit(out, a->step / SECOND, "s", "s");
}

/* Labels stand at multiples of these; the first that leaves room is taken. */
static const tick_t label_steps[] = {
	10 * SECOND, 30 * SECOND, 1 * MINUTE, 5 * MINUTE, 10 * MINUTE,
	30 * MINUTE, 1 * HOUR,    2 * HOUR,   3 * HOUR,   6 * HOUR,
	12 * HOUR,   1 * DAY,     2 * DAY,    7 * DAY,    14 * DAY,
	28 * DAY,    56 * DAY,    112 * DAY,  364 * DAY,  3640 * DAY,
};

static tick_t label_step(const struct axis *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(label_steps); i++) {
		tick_t room = label_steps[i] / a->step;
		tick_t want = label_steps[i] >= DAY ? 12 : 10;

		if (label_steps[i] >= a->step && room >= want)
			return label_steps[i];
	}
	return (a->step < DAY ? DAY : a->step) * 12;
}

static void label_text(tick_t local, tick_t step, char *text, size_t size)
{
	struct buf b = BUF_INIT;
	struct civil c;

	time_civil(local, &c);
	if (step >= DAY || (c.hour == 0 && c.minute == 0 && c.second == 0))
		buf_addf(&b, "%04d-%02d-%02d", c.year, c.month, c.day);
	else if (step % MINUTE)
		buf_addf(&b, "%02d:%02d:%02d", c.hour, c.minute, c.second);
	else
		buf_addf(&b, "%02d:%02d", c.hour, c.minute);
	memset(text, 0, size);
	memcpy(text, buf_str(&b), MIN(b.len, size - 1));
	buf_release(&b);
}

size_t axis_labels(const struct axis *a, int offset, struct axis_label *ret, size_t max)
{
	tick_t zone = (tick_t)offset * SECOND;
	size_t n = 0;
	uint32_t next = 0; /* first column that is free */
	tick_t step, at;

	if (a->n == 0)
		return 0;
	step = label_step(a);
	at = (a->from + zone + step - 1) / step * step;
	for (; at - zone < axis_end(a) && n < max; at += step) {
		uint32_t col = (uint32_t)((at - zone - a->from) / a->step);
		struct axis_label l = { .col = col };

		label_text(at, step, l.text, sizeof(l.text));
		if (col < next || col + strlen(l.text) > a->n)
			continue;
		next = col + (uint32_t)strlen(l.text) + 1;
		ret[n++] = l;
	}
	return n;
}

struct span span_zoom(struct span s, tick_t at, bool in, tick_t first, tick_t last)
{
	tick_t len = s.to - s.from;
	tick_t want = in ? MAX(floor_to(len / 2, SECOND), SECOND) : len * 2;
	tick_t end = floor_to(last, SECOND) + SECOND;
	struct span r;

	first = floor_to(first, SECOND);
	if (want >= end - first)
		return (struct span){ first, end };
	at = MIN(MAX(at, s.from), s.to);
	r.from = floor_to(MAX(at - want / 2, 0), SECOND);
	r.to = r.from + want;
	if (r.to > end)
		r = (struct span){ end - want, end };
	if (r.from < first)
		r = (struct span){ first, first + want };
	return r;
}

struct span span_pan(struct span s, bool later, tick_t first, tick_t last)
{
	tick_t len = s.to - s.from;
	tick_t by = MAX(floor_to(len / 2, SECOND), SECOND);
	tick_t end = floor_to(last, SECOND) + SECOND;

	s.from += later ? by : -by;
	/* something of what is loaded stays in sight */
	if (s.from > end - SECOND)
		s.from = end - SECOND;
	if (s.from + len <= floor_to(first, SECOND))
		s.from = floor_to(first, SECOND) + SECOND - len;
	s.from = MAX(s.from, 0);
	s.to = s.from + len;
	return s;
}

struct span span_brush(const struct axis *a, uint32_t b1, uint32_t b2)
{
	uint32_t lo = MIN(b1, b2), hi = MAX(b1, b2);

	return (struct span){ a->from + (tick_t)lo * a->step,
			      a->from + (tick_t)(hi + 1) * a->step };
}

struct span span_of(tick_t from, tick_t to, tick_t first, tick_t last)
{
	struct span s = { from, to };

	if (first == TICK_NONE)
		return (struct span){ from, to == TICK_NONE ? from : to };
	if (from <= 0)
		s.from = floor_to(first, SECOND);
	if (to == TICK_NONE)
		s.to = floor_to(last, SECOND) + SECOND;
	if (s.to <= s.from)
		s.to = s.from + SECOND;
	return s;
}

void span_length_text(struct span s, struct buf *out)
{
	static const struct {
		tick_t unit;
		char letter;
	} units[] = { { DAY, 'd' }, { HOUR, 'h' }, { MINUTE, 'm' }, { SECOND, 's' } };
	tick_t left = s.to - s.from;
	bool any = false;

	buf_addc(out, '+');
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		tick_t n = left / units[i].unit;

		if (!n)
			continue;
		buf_addf(out, "%lld%c", (long long)n, units[i].letter);
		left -= n * units[i].unit;
		any = true;
	}
	if (!any)
		buf_adds(out, "0s");
}
