/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the panes of lists have in common. */
#include "ui/listpane.h"

#include "list/order.h"
#include "ui/act.h"
#include "util/termesc.h"
#include "util/xalloc.h"

#include <stdlib.h>

void list_pane_release(struct list_pane *lp)
{
	free(lp->order);
	buf_release(&lp->cursor);
}

/* ---- rows and page ---- */

static void get_cells(void *arg, size_t i, struct cell *cells)
{
	rows_cells(arg, i, cells);
}

static void reverse(uint32_t *v, uint32_t n)
{
	for (uint32_t i = 0; i < n / 2; i++) {
		uint32_t x = v[i];

		v[i] = v[n - 1 - i];
		v[n - 1 - i] = x;
	}
}

/* The rows in the order wanted; the cursor stays on its row. */
static void sort_rows(struct list_pane *lp)
{
	uint32_t n = lp->rows ? (uint32_t)lp->rows->n : 0, at = 0;
	AUTO_BUF struct buf text = BUF_INIT;

	lp->order = xreallocarray(lp->order, MAX(n, 1u), sizeof(*lp->order));
	for (uint32_t i = 0; i < n; i++)
		lp->order[i] = i;
	if (n && lp->sort) {
		const struct list_sort *s = &lp->sorts[lp->sort];
		struct rowsort_key key = { s->col, s->desc };
		const struct rowsort sort = { &key, 1 };
		size_t *order = xreallocarray(NULL, n, sizeof(*order));

		rowsort_order(get_cells, lp->rows, lp->of->ncols, n, &sort, order);
		for (uint32_t i = 0; i < n; i++)
			lp->order[i] = (uint32_t)order[i];
		free(order);
	}
	if (lp->reverse)
		reverse(lp->order, n);
	for (uint32_t i = 0; i < n && lp->has_cursor; i++) {
		buf_clear(&text);
		lp->of->identity(lp->rows, lp->order[i], &text);
		if (sv_eq(buf_sv(&text), buf_sv(&lp->cursor))) {
			at = i;
			break;
		}
	}
	list_renumber(&lp->list, at, n);
}

bool list_pane_upper(const struct list_pane *lp, size_t *ret_i)
{
	if (!lp->rows || lp->list.cur >= lp->rows->n)
		return false;
	*ret_i = lp->order[lp->list.cur];
	return true;
}

void list_pane_moved(struct list_pane *lp)
{
	size_t i;

	if (!list_pane_upper(lp, &i))
		return;
	lp->has_cursor = true;
	buf_clear(&lp->cursor);
	lp->of->identity(lp->rows, i, &lp->cursor);
}

bool list_pane_rows(struct list_pane *lp, struct rows *rows)
{
	lp->rows = rows;
	sort_rows(lp);
	list_pane_moved(lp);
	return lp->list.n > 0;
}

void list_pane_page(struct list_pane *lp, struct rows *page, bool same)
{
	lp->page = page;
	for (size_t i = 0; !same && i < lp->ntabs; i++)
		lp->tab_list[i].cur = lp->tab_list[i].top = 0;
}

bool list_pane_current(const struct list_pane *lp, struct rows **ret, size_t *ret_i)
{
	if (!lp->below) {
		*ret = lp->rows;
		return list_pane_upper(lp, ret_i);
	}
	if (!lp->page || lp->tab_list[lp->at].cur >= lp->page[lp->at].n)
		return false;
	*ret = &lp->page[lp->at];
	*ret_i = lp->tab_list[lp->at].cur;
	return true;
}

/* ---- actions ---- */

/* Through the rows and the lists below them. */
static void next_part(struct list_pane *lp, bool back)
{
	size_t at = lp->below ? 1 + lp->at : 0, n = 1 + lp->ntabs;

	at = (at + (back ? n - 1 : 1)) % n;
	lp->below = at > 0;
	if (at)
		lp->at = at - 1;
}

static bool current_expr(const struct list_pane *lp, struct buf *out)
{
	struct rows *r;
	size_t i;

	return list_pane_current(lp, &r, &i) && r->of->expr && r->of->expr(r, i, out);
}

static void open_row(struct ui *ui, struct list_pane *lp)
{
	AUTO_BUF struct buf expr = BUF_INIT;

	if (!current_expr(lp, &expr))
		ui_say(ui, ROLE_WARNING, "nothing under the cursor to open");
	else if (ui_add_filter(ui, buf_sv(&expr), false, lp->origin))
		ui_show(ui, PANE_TIMELINE, true);
}

/* + and -: a row may need more than one test. False: its value will do. */
static bool keep_row(struct ui *ui, struct list_pane *lp, bool drop)
{
	AUTO_BUF struct buf expr = BUF_INIT;

	if ((lp->below && lp->by_value) || !current_expr(lp, &expr))
		return false;
	ui_add_filter(ui, buf_sv(&expr), drop, drop ? "-" : "+");
	return true;
}

static void other_order(struct list_pane *lp, bool back)
{
	if (back)
		lp->reverse = !lp->reverse;
	else
		lp->sort = (lp->sort + 1) % lp->nsorts;
	sort_rows(lp);
}

bool list_pane_act(struct ui *ui, struct list_pane *lp, enum action a, bool *ret_moved)
{
	struct list *l = lp->below ? &lp->tab_list[lp->at] : &lp->list;

	*ret_moved = false;
	if (list_act(l, a) != LIST_NOT) {
		*ret_moved = !lp->below;
		if (!lp->below)
			list_pane_moved(lp);
		return true;
	}
	switch ((int)a) {
	case ACT_NEXT_PART:
	case ACT_PREV_PART:
		next_part(lp, a == ACT_PREV_PART);
		return lp->ntabs > 0;
	case ACT_OPEN:
		open_row(ui, lp);
		return true;
	case ACT_KEEP:
	case ACT_DROP:
		return keep_row(ui, lp, a == ACT_DROP);
	case ACT_BACK:
		if (!lp->below)
			return false;
		lp->below = false;
		return true;
	case ACT_SORT:
	case ACT_REVERSE:
		other_order(lp, a == ACT_REVERSE);
		return true;
	default:
		return false;
	}
}

struct list *list_pane_list(struct list_pane *lp)
{
	lp->below = false;
	return lp->rows ? &lp->list : NULL;
}

void list_pane_entry(struct list_pane *lp, uint32_t i, struct buf *out)
{
	if (lp->rows && i < lp->rows->n)
		lp->of->identity(lp->rows, lp->order[i], out);
}

bool list_pane_value(const struct list_pane *lp, struct pane_value *ret)
{
	const char *field;
	struct rows *r;
	struct sv v;
	size_t i;

	if (!list_pane_current(lp, &r, &i) || !r->of->value ||
	    !r->of->value(r, i, &field, &v))
		return false;
	buf_adds(&ret->field, field);
	ret->none = !v.ptr;
	buf_addsv(&ret->value, v);
	return true;
}

/* ---- drawing ---- */

void list_pane_order_words(const struct list_pane *lp, struct buf *out)
{
	buf_addf(out, "by %s%s", lp->sorts[lp->sort].title,
		 lp->reverse ? ", reversed" : "");
}

/* "payments-charge: [invoked by 4] changed by 14  may invoke 5 ..." */
static void draw_tabs(const struct list_pane *lp, const struct list_pane_words *w,
		      struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT, tabs = BUF_INIT;
	int room;

	for (size_t i = 0; i < lp->ntabs; i++) {
		const struct listing *of = &lp->tabs[i];

		buf_addf(&tabs, i == lp->at ? " [%s %zu]" : " %s %zu",
			 of->tab ? of->tab : of->title, lp->page ? lp->page[i].n : 0);
	}
	/* the lists are seen first, then as much of the name as has room */
	room = r.w - 6 - (int)tabs.len;
	if (!w->clip)
		buf_addsv(&text, w->name);
	else if (room > 3 && w->name.len)
		termesc_clip(&text, w->name, (size_t)room, true);
	buf_addsv(&text, buf_sv(&tabs));
	paint_rule(r, 0, buf_str(&text));
}

static void draw_page(struct ui *ui, struct list_pane *lp, struct rect r)
{
	struct rect titles = rect_take_top(&r, 1);
	const struct grid g = { .of = &lp->tabs[lp->at],
				.rows = lp->page ? &lp->page[lp->at] : NULL,
				.list = &lp->tab_list[lp->at],
				.cursor = lp->below,
				.focus = lp->below };

	grid_draw(ui, &g, titles, r);
}

void list_pane_draw(struct ui *ui, struct list_pane *lp, const struct list_pane_words *w,
		    struct rect body)
{
	struct rect head = rect_take_top(&body, 1), titles = rect_take_top(&body, 1);
	struct rect list, rule, low, detail = { 0, 0, 0, 0 };
	const struct grid g = { .of = lp->of,
				.rows = lp->rows,
				.order = lp->order,
				.list = &lp->list,
				.cursor = true,
				.focus = !lp->below,
				.search = true,
				.none = lp->rows ? w->none : "" };
	int row = 0;

	if (lp->below) { /* the list that has the keys is the big one */
		list = rect_take_top(&body, MAX(1, MIN(3, body.h - LAYOUT_LIST_MIN - 2)));
		rule = rect_take_top(&body, 1);
		low = body;
	} else {
		layout_split(body, lp->ntabs ? MAX(5, body.h / 2) : 3, &list, &rule, &low);
	}
	if (low.h >= 6)
		detail = rect_take_bottom(&low, low.h >= 9 ? 3 : 2);
	paint_rule(head, 0, w->head.ptr ? w->head.ptr : "");
	grid_draw(ui, &g, titles, list);
	if (!low.h)
		return;
	if (!lp->ntabs ||
	    (lp->rows && !lp->list.n)) { /* of nothing there is nothing to list */
		paint_rule(rule, 0, "");
		detail = lp->ntabs ? detail : low;
	} else {
		draw_tabs(lp, w, rule);
		draw_page(ui, lp, low);
	}
	if (detail.h && w->detail.len && lp->list.n)
		grid_flow(detail, &row, ROLE_DIM, w->detail);
}
