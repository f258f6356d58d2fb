/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/fn_lists.h"

#include <inttypes.h>
#include <string.h>

const char *const fn_list_names[FNL_COUNT] = {
#define E(id, name, empty) name,
	FN_LIST_LIST(E)
#undef E
};
static const char *const empty_words[FNL_COUNT] = {
#define E(id, name, empty) empty,
	FN_LIST_LIST(E)
#undef E
};

#define COLS_MAX    10
#define HOURS_WIDTH 24
#define CLOCK       -1 /* as wide as times are */

struct fn_cell {
	struct buf text;
	enum role role;
};

/* Fill CELL (empty text, ROLE_TEXT) with column COL of row I. */
typedef void (*cell_fn)(struct ui *ui, const struct fn_lists *l, uint32_t i, int col,
			struct fn_cell *cell);

struct list_col {
	const char *title;
	int min, want, keep;
	bool grow;
	unsigned flags; /* enum paint_flags */
};

/* ---- cells ---- */

static void put_sv(struct fn_cell *c, struct sv v)
{
	buf_addsv(&c->text, v.len ? v : SV_LIT("-"));
}

static void put_who(struct fn_cell *c, struct sv identity, struct sv session)
{
	if (!identity.len) {
		buf_addc(&c->text, '-');
		return;
	}
	buf_addc(&c->text, fmt_identity_letter(identity));
	buf_addc(&c->text, ' ');
	fmt_identity(&c->text, identity, session);
}

static void put_count(struct fn_cell *c, uint64_t n)
{
	char text[COUNT_TEXT];

	buf_adds(&c->text, count_text(n, text));
	c->role = ROLE_NUMBER;
}

static void put_time(struct ui *ui, struct fn_cell *c, tick_t t)
{
	ui_time_text(ui, t == INT64_MIN ? TICK_NONE : t, ui_clock_form(ui), &c->text);
	c->role = ROLE_TIME;
}

static enum role verdict_role(enum fn_verdict v)
{
	return v == VERDICT_REVOKED || v == VERDICT_NO_GRANT ? ROLE_ERROR
	       : v == VERDICT_UNKNOWN                        ? ROLE_WARNING
							     : ROLE_TEXT;
}

static void share_bar(struct fn_cell *c, uint64_t part, uint64_t all)
{
	uint64_t n = all ? (part * 8 + all - 1) / all : 0;

	c->role = ROLE_BAR;
	while (n--)
		buf_addc(&c->text, '#');
}

/* Calls over the time of the bars of the page, as blocks. */
static void put_hours(struct fn_cell *c, const struct fn_page *p, const struct fn_caller *v)
{
	static const char *const blocks[2][SPARK_LEVELS + 1] = {
		{ " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587",
		  "\u2588" },
		{ " ", ".", ":", "-", "=", "+", "*", "#", "@" },
	};
	uint32_t n[HOURS_WIDTH] = { 0 }, max = 0;
	tick_t span = axis_end(&p->axis) - p->axis.from;

	c->role = ROLE_BAR;
	for (size_t i = 0; p->axis.n && i < v->nhours; i++) {
		tick_t at = v->hours[i].hour * 3600 * TICKS_PER_SEC - p->axis.from;
		tick_t k = at <= 0 ? 0 : at / (span / HOURS_WIDTH + 1);

		n[MIN(k, HOURS_WIDTH - 1)] += v->hours[i].calls;
	}
	for (int i = 0; i < HOURS_WIDTH; i++)
		max = MAX(max, n[i]);
	for (int i = 0; i < HOURS_WIDTH; i++)
		buf_adds(&c->text, blocks[paint_is_ascii()][spark_level(n[i], max)]);
}

static void caller_cell(struct ui *ui, const struct fn_lists *l, uint32_t i, int col,
			struct fn_cell *c)
{
	const struct fn_caller *v = &l->page->callers[i];
	uint64_t all = l->page->row.shown.invocations;

	switch (col) {
	case 0:
		put_who(c, v->identity, SV_NULL);
		break;
	case 1:
		put_count(c, v->calls);
		break;
	case 2:
		buf_addf(&c->text, "%.1f%%",
			 all ? (double)v->calls * 100 / (double)all : 0.0);
		break;
	case 3:
		share_bar(c, v->calls, all);
		break;
	case 4:
		put_count(c, v->failed);
		break;
	case 5:
		c->role = verdict_role(v->verdict);
		buf_adds(&c->text, fn_verdict_names[v->verdict]);
		break;
	case 6:
		put_time(ui, c, v->first);
		break;
	case 7:
		put_time(ui, c, v->last);
		break;
	case 8:
		put_hours(c, l->page, v);
		break;
	default:
		if (v->is_new)
			buf_adds(&c->text, "NEW ");
		c->role = v->is_new ? ROLE_NEW : ROLE_TEXT;
		put_sv(c, v->source_arn);
		break;
	}
}

static void change_cell(struct ui *ui, const struct fn_lists *l, uint32_t i, int col,
			struct fn_cell *c)
{
	static const enum role roles[RES_COUNT] = { ROLE_RESULT_OK, ROLE_RESULT_DENIED,
						    ROLE_RESULT_THROTTLED,
						    ROLE_RESULT_ABSENT,
						    ROLE_RESULT_FAILED };
	const struct fn_change *v = &l->page->changes[l->changes[i]];
	enum result result;

	switch (col) {
	case 0:
		put_time(ui, c, v->time);
		break;
	case 1:
		buf_adds(&c->text, fmt_result(v->result, &result));
		c->role = roles[result];
		break;
	case 2:
		put_sv(c, v->event);
		c->role = ROLE_CHANGE;
		break;
	case 3:
		put_who(c, v->identity, v->session);
		break;
	case 4:
		put_sv(c, v->ip);
		break;
	default:
		fn_change_text(v, &c->text);
		break;
	}
}

static void grant_cell(struct ui *ui, const struct fn_lists *l, uint32_t i, int col,
		       struct fn_cell *c)
{
	const struct fn_grant *g = &l->page->grants[i];

	switch (col) {
	case 0:
		buf_adds(&c->text, fn_grant_kind_names[g->kind]);
		break;
	case 1:
		put_sv(c, g->kind == GRANT_LAYER ? g->layer : g->st.sid);
		break;
	case 2:
		put_sv(c, g->st.nprincipals ? g->st.principals[0] : g->st.url_auth);
		if (g->st.nprincipals > 1)
			buf_adds(&c->text, " ...");
		break;
	case 3:
		put_sv(c, g->st.source_arn);
		break;
	case 4:
		put_time(ui, c, g->from);
		break;
	case 5:
		put_time(ui, c, g->to);
		break;
	default:
		for (size_t k = 0; k < g->flags.n; k++) {
			if (k)
				buf_adds(&c->text, "; ");
			buf_addsv(&c->text, g->flags.v[k]);
		}
		c->role = g->removed == ROW_NONE ? ROLE_WARNING : ROLE_DIM;
		break;
	}
}

static void trigger_cell(struct ui *ui, const struct fn_lists *l, uint32_t i, int col,
			 struct fn_cell *c)
{
	const struct fn_trigger *t = &l->page->triggers[i];

	switch (col) {
	case 0:
		put_sv(c, t->service);
		break;
	case 1:
		put_sv(c, t->event);
		break;
	case 2:
		put_sv(c, t->from);
		break;
	case 3:
		put_sv(c, t->state);
		c->role = sv_eqs(t->state, "set") || sv_eqs(t->state, "enabled") ? ROLE_TEXT
										 : ROLE_DIM;
		break;
	case 4:
		put_count(c, t->count);
		break;
	case 5:
		put_time(ui, c, t->last);
		break;
	default:
		put_who(c, t->identity, SV_NULL);
		break;
	}
}

static void act_cell(struct ui *ui, const struct fn_lists *l, uint32_t i, int col,
		     struct fn_cell *c)
{
	const struct fn_act *a = &l->page->acts[i];

	switch (col) {
	case 0:
		put_sv(c, a->source);
		break;
	case 1:
		put_sv(c, a->event);
		break;
	case 2:
		put_count(c, a->count);
		break;
	case 3:
		put_count(c, a->all);
		break;
	case 4:
		put_count(c, a->failed);
		break;
	case 5:
		put_time(ui, c, a->first);
		break;
	case 6:
		put_time(ui, c, a->last);
		break;
	case 7:
		buf_adds(&c->text, fn_evidence_words[a->evidence]);
		break;
	default:
		buf_addsv(&c->text, a->flag);
		c->role = ROLE_WARNING;
		break;
	}
}

/* ---- the lists ---- */

#define R PAINT_RIGHT
#define T PAINT_TAIL
static const struct list_kind {
	struct list_col cols[COLS_MAX];
	cell_fn cell;
} kinds[FNL_COUNT] = {
	[FNL_CALLERS] = { { { "CALLER", 14, 28, 0, true, 0 },
			    { "CALLS", 9, 10, 0, false, R },
			    { "SHARE", 6, 6, 3, false, R },
			    { "", 8, 8, 5, false, 0 },
			    { "FAILED", 6, 7, 2, false, R },
			    { "VERDICT", 10, 10, 0, false, 0 },
			    { "FIRST", CLOCK, 0, 4, false, 0 },
			    { "LAST", CLOCK, 0, 1, false, 0 },
			    { "BY HOUR", HOURS_WIDTH, HOURS_WIDTH, 7, false, 0 },
			    { "SOURCE", 12, 30, 6, true, T } },
			  caller_cell },
	[FNL_CHANGES] = { { { "TIME", CLOCK, 0, 0, false, 0 },
			    { "RESULT", 6, 6, 0, false, 0 },
			    { "EVENT", 14, 24, 0, false, 0 },
			    { "WHO", 12, 22, 1, false, 0 },
			    { "SOURCE IP", 10, 15, 2, false, 0 },
			    { "WHAT", 12, 40, 3, true, 0 } },
			  change_cell },
	[FNL_GRANTS] = { { { "KIND", 9, 9, 0, false, 0 },
			   { "STATEMENT", 8, 18, 2, false, 0 },
			   { "PRINCIPAL", 12, 24, 0, false, T },
			   { "SOURCE", 10, 24, 4, false, T },
			   { "ADDED", CLOCK, 0, 1, false, 0 },
			   { "REMOVED", CLOCK, 0, 1, false, 0 },
			   { "FLAGS", 12, 40, 3, true, 0 } },
			 grant_cell },
	[FNL_TRIGGERS] = { { { "SERVICE", 8, 12, 0, false, 0 },
			     { "EVENT", 12, 24, 1, false, 0 },
			     { "FROM", 14, 40, 0, true, T },
			     { "STATE", 8, 12, 0, false, 0 },
			     { "REQS", 4, 5, 4, false, R },
			     { "LAST", CLOCK, 0, 2, false, 0 },
			     { "BY", 10, 22, 3, false, 0 } },
			   trigger_cell },
	[FNL_ACTS] = { { { "SOURCE", 8, 15, 0, false, 0 },
			 { "EVENT", 14, 24, 0, true, 0 },
			 { "COUNT", 6, 9, 0, false, R },
			 { "OF ALL", 6, 9, 6, false, R },
			 { "FAILED", 6, 7, 1, false, R },
			 { "FIRST", CLOCK, 0, 4, false, 0 },
			 { "LAST", CLOCK, 0, 3, false, 0 },
			 { "EVIDENCE", 9, 28, 2, false, 0 },
			 { "REMARK", 8, 22, 5, false, 0 } },
		       act_cell },
};
#undef R
#undef T

uint32_t fn_list_size(const struct fn_lists *l, enum fn_list_id id)
{
	const struct fn_page *p = l->page;

	if (!p)
		return 0;
	switch (id) {
	case FNL_CALLERS:
		return (uint32_t)p->ncallers;
	case FNL_CHANGES:
		return (uint32_t)p->nchanges_shown;
	case FNL_GRANTS:
		return (uint32_t)p->ngrants;
	case FNL_TRIGGERS:
		return (uint32_t)p->ntriggers;
	default:
		return (uint32_t)p->nacts;
	}
}

static int fit(struct ui *ui, const struct list_kind *k, struct layout_col *cols, int w)
{
	int clock = fmt_clock_width(ui_clock_form(ui)), n = 0;

	for (; n < COLS_MAX && k->cols[n].title; n++) {
		const struct list_col *c = &k->cols[n];

		cols[n] = (struct layout_col){ c->min, c->want, c->keep, c->grow, 0 };
		if (c->min == CLOCK)
			cols[n].min = cols[n].want = clock;
	}
	layout_cols(cols, (size_t)n, w, 1);
	return n;
}

static void draw_titles(const struct list_kind *k, const struct layout_col *cols, int n,
			struct rect r)
{
	struct pen pen = pen_row(r, 0);

	pen_skip(&pen, 3);
	for (int i = 0; i < n; i++) {
		if (!cols[i].width)
			continue;
		pen_cell(&pen, ROLE_HEADING, cols[i].width, sv_str(k->cols[i].title),
			 k->cols[i].flags & PAINT_RIGHT);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
}

static void draw_row(struct ui *ui, const struct fn_lists *l, enum fn_list_id id,
		     const struct layout_col *cols, int n, struct rect r, int row,
		     bool focus)
{
	const struct list_kind *k = &kinds[id];
	uint32_t i = l->list[id].top + (uint32_t)row;
	bool on = focus && i == l->list[id].cur;
	struct pen pen = pen_row(r, row);
	struct fn_cell cell = { BUF_INIT, ROLE_TEXT };

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	for (int c = 0; c < n; c++) {
		if (!cols[c].width)
			continue;
		buf_clear(&cell.text);
		cell.role = ROLE_TEXT;
		k->cell(ui, l, i, c, &cell);
		pen_cell(&pen, on && c == 0 ? ROLE_CELL : cell.role, cols[c].width,
			 buf_sv(&cell.text), k->cols[c].flags);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&cell.text);
}

void fn_list_draw(struct ui *ui, struct fn_lists *l, enum fn_list_id id, struct rect r,
		  bool focus)
{
	struct rect titles = rect_take_top(&r, 1);
	struct layout_col cols[COLS_MAX];
	struct list *list = &l->list[id];
	int n = fit(ui, &kinds[id], cols, r.w - 3);

	draw_titles(&kinds[id], cols, n, titles);
	list_fit(list, fn_list_size(l, id), r.h);
	for (int row = 0; row < r.h && list->top + (uint32_t)row < list->n; row++)
		draw_row(ui, l, id, cols, n, r, row, focus);
	if (!list->n) {
		struct pen pen = pen_row(r, 0);
		bool unlogged = l->page && id == FNL_CALLERS && !l->page->index->has_calls;

		pen_skip(&pen, 3);
		pen_str(&pen, ROLE_DIM,
			!l->page   ? "working it out ..."
			: unlogged ? "invocations are not logged in this trail"
				   : empty_words[id]);
	}
	if (focus)
		paint_cursor(r.y + (int)(list->cur - list->top), r.x + 1, false);
}
