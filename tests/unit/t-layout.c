/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangles: inside their frame at any size, and the promises of the contract. */
#include "term/layout.h"

#include "tap.h"

static bool inside(struct rect r, struct rect frame)
{
	return r.h >= 0 && r.w >= 0 &&
	       (r.h == 0 || (r.y >= frame.y && r.y + r.h <= frame.y + frame.h));
}

/* The parts of the timeline follow one another without a gap or an overlap. */
static bool stacked(const struct layout_timeline *t, struct rect body)
{
	const struct rect *parts[] = { &t->rule,  &t->bars,      &t->axis,
				       &t->ticks, &t->brush,     &t->head,
				       &t->list,  &t->fact_rule, &t->facts };
	int y = body.y;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!parts[i]->h)
			continue;
		if (parts[i]->y != y || !inside(*parts[i], body))
			return false;
		y += parts[i]->h;
	}
	return y == body.y + body.h;
}

static void test_sizes(void)
{
	int bad = 0, few = 0;

	for (int rows = 0; rows < 120; rows++) {
		for (int cols = 0; cols < 130; cols += 13) {
			for (int k = 0; k < 8; k++) {
				struct rect all = { 0, 0, rows, cols };
				struct layout_timeline t;
				struct layout lay;

				layout_screen(rows, cols, k & 1, &lay);
				if (lay.small != (rows < LAYOUT_MIN_ROWS ||
						  cols < LAYOUT_MIN_COLS) ||
				    !inside(lay.message, all) || !inside(lay.body, all))
					bad++;
				if (lay.small)
					continue;
				layout_timeline(lay.body, k & 2 ? 4 : 0, k & 4, &t);
				bad += !stacked(&t, lay.body);
				if (rows >= 24)
					few += t.list.h < LAYOUT_LIST_MIN;
			}
		}
	}
	IS_INT(bad, 0, "every part is inside its frame and follows the one before");
	IS_INT(few, 0, "from 24 rows on the list keeps its rows");
}

static void test_80x24(void)
{
	struct layout lay;
	struct layout_timeline t;

	layout_screen(24, 80, true, &lay);
	layout_timeline(lay.body, 3, true, &t);
	OK(t.list.h >= LAYOUT_LIST_MIN, "80x24: %d rows of the list", t.list.h);
	OK(t.bars.h > 0, "80x24: with a histogram");
	OK(t.facts.h > 0, "80x24: with facts");
	layout_screen(30, 100, true, &lay);
	layout_timeline(lay.body, 4, false, &t);
	IS_INT(t.bars.h, 4, "100x30: bars of 4 rows");
	IS_INT(t.facts.h, 4, "100x30: 4 rows of facts");
}

static void test_split(void)
{
	static const struct {
		int h, want, top, low;
	} cases[] = { { 20, 5, 14, 5 }, { 12, 5, 8, 3 }, { 10, 5, 10, 0 }, { 0, 3, 0, 0 } };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rect body = { 3, 0, cases[i].h, 80 }, top, rule, low;

		layout_split(body, cases[i].want, &top, &rule, &low);
		IS_INT(top.h, cases[i].top, "split %d: rows above", cases[i].h);
		IS_INT(low.h, cases[i].low, "split %d: rows below", cases[i].h);
	}
}

static void test_cols(void)
{
	struct layout_col c[] = {
		{ 8, 8, 0, false, 0 },
		{ 6, 6, 5, false, 0 },
		{ 10, 30, 0, true, 0 },
		{ 5, 10, 2, false, 0 },
	};
	int sum, bad = 0;

	layout_cols(c, 4, 100, 1);
	IS_INT(c[0].width + c[1].width + c[2].width + c[3].width + 3, 100,
	       "what is left over is taken");
	layout_cols(c, 4, 30, 1);
	IS_INT(c[1].width, 0, "the column of the highest rank goes first");
	IS_INT(c[0].width, 8, "the first stays");
	for (int w = 0; w < 120; w++) {
		layout_cols(c, 4, w, 1);
		sum = -1;
		for (int i = 0; i < 4; i++)
			sum += c[i].width ? c[i].width + 1 : 0;
		bad += sum > w;
	}
	IS_INT(bad, 0, "never wider than the window");
}

static void test_center(void)
{
	struct rect frame = { 2, 4, 10, 40 }, r = rect_center(frame, 4, 20);

	IS_INT(r.y, 5, "in the middle");
	IS_INT(r.x, 14, "in the middle, across");
	r = rect_center(frame, 99, 99);
	IS_INT(r.h, 10, "cut to the frame");
}

int main(void)
{
	test_sizes();
	test_80x24();
	test_split();
	test_cols();
	test_center();
	return DONE();
}
