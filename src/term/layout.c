/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rectangles cut off one another. */
#include "term/layout.h"

struct rect rect_take_top(struct rect *from, int n)
{
	struct rect r = *from;

	r.h = MAX(0, MIN(n, from->h));
	from->y += r.h;
	from->h -= r.h;
	return r;
}

struct rect rect_take_bottom(struct rect *from, int n)
{
	struct rect r = *from;

	r.h = MAX(0, MIN(n, from->h));
	from->h -= r.h;
	r.y = from->y + from->h;
	return r;
}

struct rect rect_center(struct rect frame, int h, int w)
{
	struct rect r;

	r.h = MAX(0, MIN(h, frame.h));
	r.w = MAX(0, MIN(w, frame.w));
	r.y = frame.y + (frame.h - r.h) / 2;
	r.x = frame.x + (frame.w - r.w) / 2;
	return r;
}

void layout_screen(int rows, int cols, bool hints, struct layout *ret)
{
	struct rect all = { 0, 0, MAX(rows, 0), MAX(cols, 0) };

	*ret = (struct layout){ .small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS };
	if (ret->small) {
		ret->message = rect_take_top(&all, 1);
		return;
	}
	ret->title = rect_take_top(&all, 1);
	ret->tabs = rect_take_top(&all, 1);
	ret->filters = rect_take_top(&all, 1);
	ret->message = rect_take_bottom(&all, 1);
	if (hints)
		ret->hints = rect_take_bottom(&all, 1);
	ret->body = all;
}

void layout_timeline(struct rect body, int facts, bool brush, struct layout_timeline *ret)
{
	int spare = body.h - LAYOUT_LIST_MIN - 1 - brush; /* 1: titles of the columns */
	int bars = 0;

	*ret = (struct layout_timeline){ 0 };
	/* Facts need a rule and a row; the histogram a rule, two bars, axis and times. */
	if (facts > 0 && spare >= 2) {
		facts = MIN(facts, MAX(1, spare - 1 - (spare >= 9 ? 5 : 0)));
		spare -= facts + 1;
	} else {
		facts = 0;
	}
	if (spare >= 4) {
		bars = MIN(4, spare - 3);
		bars = MAX(1, MIN(bars, body.h / 5));
		spare -= bars + 3;
	}
	if (bars) {
		ret->rule = rect_take_top(&body, 1);
		ret->bars = rect_take_top(&body, bars);
		ret->axis = rect_take_top(&body, 1);
		ret->ticks = rect_take_top(&body, 1);
		if (brush)
			ret->brush = rect_take_top(&body, 1);
	} else if (brush) {
		ret->brush = rect_take_top(&body, body.h > 2);
	}
	ret->head = rect_take_top(&body, 1);
	if (facts) {
		ret->facts = rect_take_bottom(&body, facts);
		ret->fact_rule = rect_take_bottom(&body, 1);
	}
	ret->list = body;
}

void layout_split(struct rect body, int want, struct rect *ret_top, struct rect *ret_rule,
		  struct rect *ret_low)
{
	struct rect none = { body.y + body.h, body.x, 0, body.w };
	int low = MIN(want, body.h - 1 - LAYOUT_LIST_MIN);

	*ret_low = *ret_rule = none;
	if (low >= 2) {
		*ret_low = rect_take_bottom(&body, low);
		*ret_rule = rect_take_bottom(&body, 1);
	}
	*ret_top = body;
}

/* Width of the columns that are in, with their gaps. */
static int cols_width(const struct layout_col *cols, size_t n, int gap)
{
	int sum = 0, shown = 0;

	for (size_t i = 0; i < n; i++) {
		sum += cols[i].width;
		shown += cols[i].width > 0;
	}
	return sum + (shown > 1 ? (shown - 1) * gap : 0);
}

void layout_cols(struct layout_col *cols, size_t n, int width, int gap)
{
	int over, left;

	for (size_t i = 0; i < n; i++)
		cols[i].width = cols[i].want;
	/* Too wide: first shrink the one that may lose most, then drop by rank. */
	while ((over = cols_width(cols, n, gap) - width) > 0) {
		struct layout_col *fat = NULL, *drop = NULL;

		for (size_t i = 0; i < n; i++) {
			struct layout_col *c = &cols[i];

			if (c->width > c->min &&
			    (!fat || c->width - c->min > fat->width - fat->min))
				fat = c;
			if (c->width && (!drop || c->keep >= drop->keep))
				drop = c;
		}
		if (fat)
			fat->width -= MAX(1, MIN(over, (fat->width - fat->min) / 2));
		else if (drop && drop->keep > 0)
			drop->width = 0;
		else
			break;
	}
	/* The last that cannot go is cut at the edge. */
	for (size_t i = n; i-- > 0 && (over = cols_width(cols, n, gap) - width) > 0;)
		cols[i].width = MAX(0, cols[i].width - over);
	left = width - cols_width(cols, n, gap);
	for (size_t i = 0; i < n && left > 0; i++)
		if (cols[i].grow && cols[i].width) {
			cols[i].width += left;
			left = 0;
		}
}
