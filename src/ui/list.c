/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cursor and first row after each movement. */
#include "ui/list.h"

static void list_show(struct list *l)
{
	uint32_t rows = (uint32_t)MAX(l->rows, 1);

	if (l->cur < l->top)
		l->top = l->cur;
	else if (l->cur - l->top >= rows)
		l->top = l->cur - rows + 1;
	if (l->n <= rows)
		l->top = 0;
	else if (l->top > l->n - rows)
		l->top = l->n - rows;
}

void list_fit(struct list *l, uint32_t n, int rows)
{
	l->n = n;
	l->rows = rows;
	if (l->cur >= n)
		l->cur = n ? n - 1 : 0;
	list_show(l);
}

void list_go(struct list *l, uint32_t cur)
{
	uint32_t rows = (uint32_t)MAX(l->rows, 1);

	l->cur = l->n ? MIN(cur, l->n - 1) : 0;
	/* Far away: not at the edge, so that what is around it is seen. */
	if (l->cur + rows < l->top || l->cur > l->top + 2 * rows)
		l->top = l->cur > rows / 3 ? l->cur - rows / 3 : 0;
	list_show(l);
}

void list_renumber(struct list *l, uint32_t cur, uint32_t n)
{
	if (l->n)
		l->line = l->cur >= l->top ? l->cur - l->top : 0;
	l->n = n;
	l->cur = n ? MIN(cur, n - 1) : 0;
	l->top = l->cur > l->line ? l->cur - l->line : 0;
	list_show(l);
}

enum list_moved list_act(struct list *l, enum action a)
{
	uint32_t rows = (uint32_t)MAX(l->rows, 1), half = MAX(rows / 2, 1), page,
		 was = l->cur;
	uint32_t last = l->n ? l->n - 1 : 0, line = l->cur - l->top, by = 0;
	bool down = a == ACT_DOWN || a == ACT_HALF_DOWN || a == ACT_PAGE_DOWN;

	page = MAX(rows, 2) - 1;
	switch ((int)a) {
	case ACT_DOWN:
	case ACT_UP:
		by = 1;
		break;
	case ACT_HALF_DOWN:
	case ACT_HALF_UP:
		by = half;
		break;
	case ACT_PAGE_DOWN:
	case ACT_PAGE_UP:
		by = page;
		break;
	case ACT_FIRST:
		l->cur = 0;
		break;
	case ACT_LAST:
		l->cur = last;
		break;
	case ACT_ROW_TOP:
		l->top = l->cur;
		list_show(l);
		return LIST_MOVED;
	case ACT_ROW_MIDDLE:
		l->top = l->cur > half ? l->cur - half : 0;
		list_show(l);
		return LIST_MOVED;
	case ACT_ROW_BOTTOM:
		l->top = l->cur >= rows ? l->cur - rows + 1 : 0;
		list_show(l);
		return LIST_MOVED;
	default:
		return LIST_NOT;
	}
	if (by) {
		l->cur = down ? MIN(last, l->cur + MIN(by, last))
			      : (l->cur > by ? l->cur - by : 0);
		/* Pages keep the cursor's line on the screen. */
		if (by > 1)
			l->top = l->cur > line ? l->cur - line : 0;
	}
	/* Over the edge: by a third of the window, so that most keys move the cursor only. */
	if (by == 1 && l->cur >= l->top + rows)
		l->top = l->cur - rows + 1 + rows / 3;
	else if (by == 1 && l->cur < l->top)
		l->top = l->cur > rows * 2 / 3 ? l->cur - rows * 2 / 3 : 0;
	list_show(l);
	return l->cur == was ? LIST_STUCK : LIST_MOVED;
}
