/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cursor and scroll of lists. */
#include "ui/list.h"

#include "tap.h"

static void test_moves(void)
{
	static const struct {
		enum action act;
		uint32_t cur, top;
		enum list_moved moved;
	} steps[] = {
		{ ACT_UP, 0, 0, LIST_STUCK },
		{ ACT_DOWN, 1, 0, LIST_MOVED },
		{ ACT_PAGE_DOWN, 10, 9, LIST_MOVED },
		{ ACT_HALF_DOWN, 15, 14, LIST_MOVED },
		{ ACT_UP, 14, 14, LIST_MOVED },
		{ ACT_UP, 13, 7, LIST_MOVED },
		{ ACT_LAST, 99, 90, LIST_MOVED },
		{ ACT_DOWN, 99, 90, LIST_STUCK },
		{ ACT_ROW_TOP, 99, 90, LIST_MOVED },
		{ ACT_PAGE_UP, 90, 81, LIST_MOVED },
		{ ACT_ROW_MIDDLE, 90, 85, LIST_MOVED },
		{ ACT_FIRST, 0, 0, LIST_MOVED },
		{ ACT_HELP, 0, 0, LIST_NOT },
	};
	struct list l = { 0 };

	list_fit(&l, 100, 10);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		enum list_moved m = list_act(&l, steps[i].act);

		IS_INT(m, steps[i].moved, "step %zu: moved", i);
		IS_INT(l.cur, steps[i].cur, "step %zu: cursor", i);
		IS_INT(l.top, steps[i].top, "step %zu: top", i);
	}
}

static void test_renumber(void)
{
	struct list l = { 0 };

	list_fit(&l, 100, 10);
	list_go(&l, 50);
	l.top = 45;
	list_renumber(&l, 60, 200);
	IS_INT(l.cur, 60, "the event has another number");
	IS_INT(l.top, 55, "and stands on the same line");
	list_renumber(&l, 2, 3);
	IS_INT(l.top, 0, "fewer than the window holds");
	list_renumber(&l, 7, 0);
	IS_INT(l.cur, 0, "an empty list");
	list_fit(&l, 100, 10);
	list_go(&l, 50);
	l.top = 45;
	list_renumber(&l, 0, 0);
	list_renumber(&l, 50, 100);
	IS_INT(l.top, 45, "after an empty list it stands where it stood");
	list_fit(&l, 0, 0);
	IS_INT(list_act(&l, ACT_PAGE_DOWN), LIST_STUCK, "no rows at all");
}

static void test_fit(void)
{
	struct list l = { 0 };
	int bad = 0;

	for (uint32_t n = 0; n < 30; n++)
		for (int rows = 0; rows < 12; rows++)
			for (uint32_t cur = 0; cur < 35; cur++) {
				list_fit(&l, 40, 7);
				list_go(&l, cur);
				list_fit(&l, n, rows);
				bad += n && (l.cur >= n || l.cur < l.top ||
					     l.cur - l.top >= (uint32_t)MAX(rows, 1));
			}
	IS_INT(bad, 0, "the cursor is always seen");
}

int main(void)
{
	test_moves();
	test_renumber();
	test_fit();
	return DONE();
}
