/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time axis: steps, buckets, labels, zoom and pan. */
#include "columns/histogram.h"
#include "tap.h"

#define S    TICKS_PER_SEC
#define MIN_ (60 * S)
#define H    (3600 * S)
#define D    (86400 * S)
#define T0   (INT64_C(1715644800) * S) /* 2024-05-14T00:00:00Z */

static const char *step_text(const struct axis *a)
{
	static char text[32];
	struct buf out = BUF_INIT;

	axis_step_text(a, &out);
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_release(&out);
	return text;
}

static void test_fit(void)
{
	static const struct {
		tick_t first, last;
		uint32_t width;
		const char *step;
		uint32_t n;
	} cases[] = {
		{ T0, T0, 80, "1 s", 1 },
		{ T0, T0 + 79 * S, 80, "1 s", 80 },
		{ T0, T0 + 80 * S, 80, "2 s", 41 },
		{ T0 + 8 * H, T0 + 12 * H - S, 80, "5 min", 48 },
		{ T0, T0 + D - 1, 80, "30 min", 48 },
		{ T0, T0 + 30 * D - 1, 80, "12 h", 60 },
		{ T0 - 4000 * D, T0, 80, "56 days", 72 },
		{ 0, INT64_C(253402300799) * S, 1024, "3584 days", 819 },
		{ 0, INT64_C(253402300799) * S, 1, "3670016 days", 1 },
		{ T0 + 59 * MIN_, T0 + 61 * MIN_, 2, "2 min", 2 },
		{ T0 + 1, T0 + 2, 1, "1 s", 1 },
	};
	struct axis a;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		axis_fit(&a, cases[i].first, cases[i].last, cases[i].width);
		IS_STR(step_text(&a), cases[i].step, "step %zu", i);
		IS_INT(a.n, cases[i].n, "buckets %zu", i);
		IS_INT(a.from % a.step, 0, "begins at a multiple %zu", i);
		OK(a.from <= cases[i].first && axis_end(&a) > cases[i].last, "covers %zu",
		   i);
		OK(a.n <= cases[i].width, "fits %zu", i);
		IS_INT(axis_bucket(&a, cases[i].first), 0, "first in the first bucket %zu",
		       i);
		IS_INT(axis_bucket(&a, cases[i].last), a.n - 1,
		       "last in the last bucket %zu", i);
	}
	axis_fit(&a, TICK_NONE, TICK_NONE, 80);
	IS_INT(a.n, 0, "no time, no axis");
	axis_fit(&a, T0, T0, 0);
	IS_INT(a.n, 0, "no width, no axis");
	axis_fit(&a, T0, T0 + H, 10);
	IS_INT(axis_bucket(&a, T0 - 1), -1, "before");
	IS_INT(axis_bucket(&a, axis_end(&a)), -2, "after");
	IS_INT(axis_bucket(&a, TICK_NONE), -2, "no time");
}

static void test_labels(void)
{
	struct axis_label l[32];
	struct axis a;
	size_t n;

	axis_fit(&a, T0 + 8 * H, T0 + 12 * H - S, 80); /* 5 min a column, 48 columns */
	n = axis_labels(&a, 0, l, 32);
	IS_INT(n, 4, "four labels");
	IS_STR(l[0].text, "08:00", "first");
	IS_INT(l[0].col, 0, "at its column");
	IS_STR(l[3].text, "11:00", "last");
	IS_INT(l[3].col, 36, "at its column");
	n = axis_labels(&a, 2 * 3600, l, 32);
	IS_STR(l[0].text, "10:00", "in another zone");
	n = axis_labels(&a, 1800, l, 32);
	IS_STR(l[0].text, "09:00", "a zone of half an hour");
	IS_INT(l[0].col, 6, "moves the labels");

	axis_fit(&a, T0 - 3 * H, T0 + 3 * H - 1, 100);
	n = axis_labels(&a, 0, l, 32);
	for (size_t i = 0; i < n; i++) {
		if (l[i].col == (uint32_t)(3 * H / a.step))
			IS_STR(l[i].text, "2024-05-14", "midnight names the day");
		OK(i == 0 || l[i].col > l[i - 1].col + strlen(l[i - 1].text), "apart %zu",
		   i);
		OK(l[i].col + strlen(l[i].text) <= a.n, "inside %zu", i);
	}
	OK(n > 2, "some labels");
	IS_INT(axis_labels(&a, 0, l, 2), 2, "no more than there is room for");
	axis_fit(&a, T0, T0 + 20 * D, 3);
	IS_INT(axis_labels(&a, 0, l, 32), 0, "no room for any");
	axis_fit(&a, 0, INT64_C(253402300799) * S, 100);
	n = axis_labels(&a, 0, l, 32);
	OK(n > 1 && n < 32, "all years there are");
}

static void is_span(struct span s, tick_t from, tick_t to, const char *name)
{
	IS_INT(s.from, from, "%s: from", name);
	IS_INT(s.to, to, "%s: to", name);
}

static void test_spans(void)
{
	struct span all = span_of(0, TICK_NONE, T0 + 5, T0 + 10 * H + 3);
	struct span s;
	struct axis a;
	struct buf out = BUF_INIT;

	is_span(all, T0, T0 + 10 * H + S, "all");
	s = span_zoom(all, T0 + 5 * H, true, T0, T0 + 10 * H);
	IS_INT(s.to - s.from, 5 * H, "half as wide");
	OK(s.from <= T0 + 5 * H && s.to > T0 + 5 * H, "around the cursor");
	s = span_zoom(s, T0 + 5 * H, false, T0, T0 + 10 * H);
	is_span(s, T0, T0 + 10 * H, "and back");
	s = span_zoom((struct span){ T0, T0 + 4 * H }, T0, true, T0, T0 + 10 * H);
	is_span(s, T0, T0 + 2 * H, "at the beginning");
	s = span_zoom((struct span){ T0 + 6 * H, T0 + 10 * H }, T0 + 10 * H, true, T0,
		      T0 + 10 * H - 1);
	is_span(s, T0 + 8 * H, T0 + 10 * H, "at the end");
	s = span_zoom((struct span){ T0, T0 + S }, T0, true, T0, T0 + H);
	is_span(s, T0, T0 + S, "not below a second");
	s = span_zoom((struct span){ T0, T0 + 8 * H }, T0, false, T0 + 3, T0 + 10 * H);
	is_span(s, T0, T0 + 10 * H + S, "not beyond all");

	s = span_pan((struct span){ T0, T0 + 2 * H }, true, T0, T0 + 10 * H);
	is_span(s, T0 + H, T0 + 3 * H, "pan on");
	s = span_pan(s, false, T0, T0 + 10 * H);
	is_span(s, T0, T0 + 2 * H, "pan back");
	for (int i = 0; i < 50; i++)
		s = span_pan(s, true, T0, T0 + 10 * H);
	is_span(s, T0 + 10 * H, T0 + 12 * H, "the last event stays in sight");
	for (int i = 0; i < 50; i++)
		s = span_pan(s, false, T0, T0 + 10 * H);
	is_span(s, T0 + S - 2 * H, T0 + S, "the first event stays in sight");

	axis_fit(&a, T0, T0 + 10 * MIN_ - 1, 10);
	is_span(span_brush(&a, 7, 3), T0 + 3 * MIN_, T0 + 8 * MIN_, "brush");
	is_span(span_of(T0 + H, TICK_NONE, T0, T0 + 2 * H), T0 + H, T0 + 2 * H + S,
		"open end");
	is_span(span_of(T0 + 9 * H, TICK_NONE, T0, T0 + 2 * H), T0 + 9 * H, T0 + 9 * H + S,
		"never empty");
	span_length_text((struct span){ T0, T0 + D + 3 * H + 5 * S }, &out);
	IS_STR(buf_str(&out), "+1d3h5s", "length in words");
	buf_clear(&out);
	span_length_text((struct span){ T0, T0 + H + 30 * MIN_ }, &out);
	IS_STR(buf_str(&out), "+1h30m", "length in words");
	buf_release(&out);
}

int main(void)
{
	test_fit();
	test_labels();
	test_spans();
	return DONE();
}
