/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 5: the values of a field in the shown events, with counts; pick some to keep or drop. */
#include "ui/grid.h"

#include "ui/act.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct values_pane {
	struct list list;
	enum values_sort sort;
	bool reverse;
	const uint32_t *order; /* rows in the order shown; borrowed until the next step */
	size_t norder;         /* 0: being counted or sorted */
	const uint32_t *of;    /* the order the cursor was put in, with its serial */
	char *field;           /* of the picks and the cursor */
	uint64_t serial;
	char **picked; /* texts; NULL stands for "no value" */
	size_t npicked, cappicked;
	char *cursor; /* the value under it stays under it */
	bool cursor_none;
	struct count_read read; /* row_at() */
	struct value_rows shown;
};

static void forget_picks(struct values_pane *vp)
{
	for (size_t i = 0; i < vp->npicked; i++)
		free(vp->picked[i]);
	vp->npicked = 0;
}

static void vp_release(struct ui *ui UNUSED, void *state)
{
	struct values_pane *vp = state;

	forget_picks(vp);
	free(vp->picked);
	free(vp->cursor);
	free(vp->field);
}

static void vp_enter(struct ui *ui, void *state UNUSED)
{
	struct err err = ERR_INIT;

	if (session_values_want(ui->sn, ui->values_field, &err) != ST_OK)
		ui_say_err(ui, &err);
}

static void vp_leave(struct ui *ui, void *state)
{
	struct values_pane *vp = state;

	if (session_values_want(ui->sn, NULL, NULL) != ST_OK)
		return;
	vp->of = NULL;
	vp->norder = 0;
}

/* Row of the counts at place I of the list, or NULL; valid until the next call. */
static const struct count_row *row_at(struct values_pane *vp, const struct values *v,
				      uint32_t i)
{
	return v && i < vp->norder ? counts_row(&v->counts, vp->order[i], &vp->read) : NULL;
}

static void remember_cursor(struct values_pane *vp, const struct values *v)
{
	const struct count_row *r = row_at(vp, v, vp->list.cur);

	free(vp->cursor);
	vp->cursor = NULL;
	vp->cursor_none = false;
	if (!r)
		return;
	vp->cursor_none = !r->keys[0].ptr;
	if (r->keys[0].ptr)
		vp->cursor = xmemdup0(r->keys[0].ptr, r->keys[0].len);
}

/* Rows of another order: the cursor goes to the value it was on. */
static void relocate(struct values_pane *vp, const struct values *v)
{
	uint32_t at = 0;
	size_t row = SIZE_MAX;

	if (vp->cursor || vp->cursor_none)
		row = counts_find(&v->counts, vp->cursor ? sv_str(vp->cursor) : SV_NULL);
	for (uint32_t i = 0; row != SIZE_MAX && i < vp->norder; i++)
		if (vp->order[i] == row) {
			at = i;
			break;
		}
	list_renumber(&vp->list, at, (uint32_t)vp->norder);
}

/* The counts of the field wanted, with the order of their rows; NULL: not yet. */
static const struct values *current(struct ui *ui, struct values_pane *vp)
{
	const struct values *v = session_values(ui->sn);

	if (!vp->field || strcmp(vp->field, ui->values_field) != 0) {
		free(vp->field);
		vp->field = xstrdup(ui->values_field);
		forget_picks(vp);
		vp->of = NULL;
	}
	vp->norder = 0;
	if (!v || strcmp(v->field, ui->values_field) != 0)
		return NULL;
	vp->order = session_values_order(ui->sn, vp->sort, vp->reverse);
	if (!vp->order)
		return v;
	vp->norder = v->counts.n;
	if (vp->order != vp->of || v->serial != vp->serial) {
		vp->of = vp->order;
		vp->serial = v->serial;
		relocate(vp, v);
	}
	return v;
}

static ptrdiff_t picked_at(const struct values_pane *vp, struct sv key)
{
	for (size_t i = 0; i < vp->npicked; i++)
		if (key.ptr ? vp->picked[i] && sv_eqs(key, vp->picked[i]) : !vp->picked[i])
			return (ptrdiff_t)i;
	return -1;
}

static void pick(struct values_pane *vp, struct sv key)
{
	ptrdiff_t at = picked_at(vp, key);

	if (at >= 0) {
		free(vp->picked[at]);
		vp->picked[at] = vp->picked[--vp->npicked];
		return;
	}
	ALLOC_GROW(vp->picked, vp->npicked + 1, vp->cappicked);
	vp->picked[vp->npicked++] = key.ptr ? xmemdup0(key.ptr, key.len) : NULL;
}

static void draw_head(struct ui *ui, struct values_pane *vp, const struct values *v,
		      struct rect r)
{
	static const char *const sorts[] = { "count", "value", "first", "last" };
	struct buf text = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT];

	buf_addf(&text, "values of %s", ui->values_field);
	if (v)
		buf_addf(&text, ": %s values in %s of %s events shown",
			 count_text(v->counts.n, a), count_text(v->with, b),
			 count_text(v->events, c));
	else
		buf_adds(&text, ": counting ...");
	buf_addf(&text, "; by %s%s%s", sorts[vp->sort], vp->reverse ? ", reversed" : "",
		 v && v->counts.n && !vp->norder ? " ..." : "");
	if (vp->npicked)
		buf_addf(&text, "; %zu picked", vp->npicked);
	paint_rule(r, 0, buf_str(&text));
	buf_release(&text);
}

static char pick_mark(void *arg, size_t i, enum role *ret_role)
{
	struct values_pane *vp = arg;
	const struct count_row *r = counts_row(&vp->shown.v->counts, i, &vp->read);

	*ret_role = ROLE_MARKED;
	return picked_at(vp, r->keys[0]) >= 0 ? '*' : ' ';
}

/* The value under the cursor, whole. */
static void draw_whole(struct values_pane *vp, const struct values *v, struct rect rule,
		       struct rect r)
{
	const struct count_row *cr = row_at(vp, v, vp->list.cur);
	struct sv rest = cr ? cr->keys[0] : SV_NULL;

	paint_rule(rule, 0, "whole value");
	for (int row = 0; row < r.h; row++) {
		struct pen pen = pen_row(r, row);
		size_t n;

		pen_str(&pen, ROLE_TEXT, " ");
		n = row + 1 < r.h ? paint_fit(rest, pen_left(&pen)) : rest.len;
		pen_sv(&pen, ROLE_TEXT, sv_head(rest, n));
		pen_rest(&pen, ROLE_TEXT);
		rest = sv_from(rest, n);
	}
}

static void vp_draw(struct ui *ui, void *state, struct rect body)
{
	struct values_pane *vp = state;
	const struct values *v = current(ui, vp);
	struct rect head = rect_take_top(&body, 1), titles = rect_take_top(&body, 1);
	struct rect list, rule, low;
	struct grid g = { .of = &values_listing,
			  .list = &vp->list,
			  .cursor = true,
			  .focus = true,
			  .search = true,
			  .mark = pick_mark,
			  .mark_arg = vp,
			  .none = "" };

	layout_split(body, 2, &list, &rule, &low);
	draw_head(ui, vp, v, head);
	if (v) {
		value_rows_init(&vp->shown, v, vp->norder);
		g.rows = &vp->shown.r;
		g.order = vp->order;
	}
	grid_draw(ui, &g, titles, list);
	if (low.h)
		draw_whole(vp, v, rule, low);
}

/* "field in (a, b)" of what was picked; "no value" needs a test of its own. */
static bool picked_expr(struct ui *ui, struct values_pane *vp, struct buf *out)
{
	bool none = false, any = false;
	struct buf list = BUF_INIT;

	for (size_t i = 0; i < vp->npicked; i++) {
		if (!vp->picked[i]) {
			none = true;
			continue;
		}
		if (any)
			buf_adds(&list, ", ");
		expr_quote(&list, sv_str(vp->picked[i]));
		any = true;
	}
	if (any)
		buf_addf(out, "%s in (%s)", ui->values_field, buf_str(&list));
	if (none) {
		if (any)
			buf_adds(out, " or ");
		buf_addf(out, "not %s=*", ui->values_field);
	}
	buf_release(&list);
	return out->len > 0;
}

static bool keep_picked(struct ui *ui, struct values_pane *vp, bool drop)
{
	struct buf expr = BUF_INIT;
	bool done = vp->npicked && picked_expr(ui, vp, &expr);

	if (done && ui_add_filter(ui, buf_sv(&expr), drop, "from Values pane"))
		forget_picks(vp);
	buf_release(&expr);
	return done;
}

static void open_value(struct ui *ui, struct values_pane *vp)
{
	if (!keep_picked(ui, vp, false))
		ui_keep(ui, false);
	ui_show(ui, PANE_TIMELINE, true);
}

static bool vp_act(struct ui *ui, void *state, enum action a)
{
	struct values_pane *vp = state;
	const struct values *v = current(ui, vp);
	const struct count_row *cr;
	bool moved = list_act(&vp->list, a) != LIST_NOT;

	if (moved) {
		remember_cursor(vp, v);
		return true;
	}
	cr = row_at(vp, v, vp->list.cur);
	switch ((int)a) {
	case ACT_OPEN:
		if (cr)
			open_value(ui, vp);
		else
			ui_say(ui, ROLE_WARNING, "no value to open");
		return true;
	case ACT_KEEP:
	case ACT_DROP:
		return keep_picked(ui, vp, a == ACT_DROP);
	case ACT_MARK:
		if (cr) {
			pick(vp, cr->keys[0]);
			list_act(&vp->list, ACT_DOWN);
			remember_cursor(vp, v);
		}
		return true;
	case ACT_SORT:
	case ACT_REVERSE:
		if (a == ACT_SORT)
			vp->sort = (enum values_sort)((vp->sort + 1) % (VALUES_LAST + 1));
		else
			vp->reverse = !vp->reverse;
		vp->of = NULL;
		return true;
	default:
		return false;
	}
}

static bool vp_value(struct ui *ui, void *state, struct pane_value *ret)
{
	struct values_pane *vp = state;
	const struct count_row *cr = row_at(vp, current(ui, vp), vp->list.cur);

	if (!cr)
		return false;
	buf_adds(&ret->field, ui->values_field);
	ret->none = !cr->keys[0].ptr;
	if (cr->keys[0].ptr)
		buf_addsv(&ret->value, cr->keys[0]);
	return true;
}

static struct list *vp_list(struct ui *ui, void *state)
{
	struct values_pane *vp = state;

	return current(ui, vp) && vp->norder ? &vp->list : NULL;
}

static void vp_entry(struct ui *ui, void *state, uint32_t i, struct buf *out)
{
	struct values_pane *vp = state;
	const struct count_row *cr = row_at(vp, session_values(ui->sn), i);

	if (cr && cr->keys[0].ptr)
		buf_addsv(out, cr->keys[0]);
}

static void vp_found(struct ui *ui, void *state)
{
	struct values_pane *vp = state;

	remember_cursor(vp, session_values(ui->sn));
}

static void vp_print(struct ui *ui, void *state, struct buf *out)
{
	struct values_pane *vp = state;
	const struct values *v = current(ui, vp);

	for (uint32_t i = 0; v && i < vp->norder && i < 10000; i++) {
		const struct count_row *cr = row_at(vp, v, i);

		buf_addf(out, "%10" PRIu64 "  ", cr->count);
		buf_addsv(out, cr->keys[0].ptr ? cr->keys[0] : SV_LIT("(no value)"));
		buf_addc(out, '\n');
	}
}

static const struct pane_hint vp_hints[] = {
	{ ACT_OPEN, 0, "its events" },     { ACT_KEEP, ACT_DROP, "keep/drop" },
	{ ACT_MARK, 0, "pick" },           { ACT_GROUP_BY, 0, "other field" },
	{ ACT_SORT, ACT_REVERSE, "sort" }, { ACT_COPY_VALUE, 0, "copy" },
	{ ACT_UNDO, 0, "undo" },           { ACT_NONE, 0, NULL },
};

static const char *vp_verb(struct ui *ui, void *state UNUSED, struct buf *rest)
{
	buf_adds(rest, "--by ");
	shell_quote(rest, sv_str(ui->values_field));
	return "count";
}

const struct pane_ops pane_values_ops = {
	.title = "Values",
	.ctx = KC_VALUES,
	.size = sizeof(struct values_pane),
	.release = vp_release,
	.enter = vp_enter,
	.leave = vp_leave,
	.draw = vp_draw,
	.act = vp_act,
	.value = vp_value,
	.list = vp_list,
	.entry = vp_entry,
	.found = vp_found,
	.verb = vp_verb,
	.print = vp_print,
	.hints = vp_hints,
};
