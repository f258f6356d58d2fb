/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 2: a row for each Lambda function; below, the five lists of the one under the cursor. */
#include "ui/fn_lists.h"

#include "cmd/fnpage.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What the tasks of the pane share; used by one of them at a time, on the worker's thread. */
struct shared {
	_Atomic(uint32_t) refs;
	struct fn_cache cache;
	struct fn_wiring *wiring;
};

struct question {
	struct shared *shared;
	struct span window;
	char *fn; /* text of the function in the index; NULL: the rows */
};

enum fn_order { BY_INVOCATIONS, BY_CHANGES, BY_ERRORS, BY_NEW, BY_LAST, BY_NAME, ORDER_COUNT };
static const char *const order_names[ORDER_COUNT] = { "INVOKED", "CHANGES", "ERRORS",
						      "NEW",	 "LAST",    "FUNCTION" };

struct functions_pane {
	struct shared *shared;
	struct span window; /* of the questions that are asked */
	struct fn_rows *rows;
	uint32_t *index; /* rows in the order shown */
	struct list list;
	char *cursor;	/* text of the function under it */
	char *asked;	/* function whose page is asked for; NULL: none */
	struct fn_page *page;
	struct fn_lists lists;
	enum fn_order order;
	bool reverse;
	bool below; /* the keys go to the list below */
	enum fn_list_id at;
};

/* ---- tasks ---- */

static void shared_unref(struct shared *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	fn_cache_release(&s->cache);
	fn_wiring_free(s->wiring);
	free(s);
}

static void question_free(void *arg)
{
	struct question *q = arg;

	shared_unref(q->shared);
	free(q->fn);
	free(q);
}

static struct question *question_new(struct functions_pane *fp, const char *fn)
{
	struct question *q = xcalloc(1, sizeof(*q));

	atomic_fetch_add_explicit(&fp->shared->refs, 1, memory_order_relaxed);
	q->shared = fp->shared;
	q->window = fp->window;
	q->fn = fn ? xstrdup(fn) : NULL;
	return q;
}

static void *make_rows(const struct task_env *env, void *arg)
{
	struct question *q = arg;
	const struct view *v = env->view;
	struct fn_rows *r;

	if (fn_cache_update(&q->shared->cache, &env->eval, v->sel, v->final) != ST_OK)
		return NULL;
	r = fn_rows_make(&q->shared->cache, &env->eval, v->sel, q->window);
	if (r)
		r->serial = v->serial;
	return r;
}

static void free_rows(void *result)
{
	fn_rows_free(result);
}

static void *make_page(const struct task_env *env, void *arg)
{
	struct question *q = arg;
	const struct view *v = env->view;
	struct fn_cache *c = &q->shared->cache;
	struct fn_page *p;
	uint32_t fn;

	if (fn_cache_update(c, &env->eval, v->sel, v->final) != ST_OK)
		return NULL;
	fn = names_find(&c->index->fns, sv_str(q->fn));
	if (fn == NUMBER_NONE) /* gone: it was of a copy */
		fn = 0;
	p = fn_page_make(c, &q->shared->wiring, &env->eval, v->sel, q->window, fn);
	if (p)
		p->serial = v->serial;
	return p;
}

static void free_page(void *result)
{
	fn_page_free(result);
}

static const struct task_ops rows_task = { .make = make_rows, .free = free_rows,
					   .free_arg = question_free };
static const struct task_ops page_task = { .make = make_page, .free = free_page,
					   .free_arg = question_free };

static struct span window_now(struct ui *ui)
{
	struct span w;

	stack_window_get(session_stack(ui->sn), &w.from, &w.to);
	return w;
}

static void ask_page(struct ui *ui, struct functions_pane *fp)
{
	if (!fp->cursor || (fp->asked && strcmp(fp->asked, fp->cursor) == 0))
		return;
	free(fp->asked);
	fp->asked = xstrdup(fp->cursor);
	engine_task(session_engine(ui->sn), TASK_PANE3, &page_task,
		    question_new(fp, fp->cursor));
}

static void ask_rows(struct ui *ui, struct functions_pane *fp)
{
	fp->window = window_now(ui);
	engine_task(session_engine(ui->sn), TASK_PANE2, &rows_task, question_new(fp, NULL));
	free(fp->asked);
	fp->asked = NULL;
	ask_page(ui, fp);
}

/* ---- rows ---- */

static const struct fn_row *row_at(const struct functions_pane *fp, uint32_t i)
{
	return fp->rows && i < fp->rows->n ? &fp->rows->rows[fp->index[i]] : NULL;
}

static struct sv text_of(const struct functions_pane *fp, const struct fn_row *r)
{
	return fp->rows->index->fns.v[r->fn].text;
}

static uint64_t news_of(const struct fn_row *r)
{
	return r->is_new ? UINT64_MAX :
			   (uint64_t)r->new_callers + r->new_addresses + r->new_sources;
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return a > b ? -1 : a < b;
}

static int row_cmp(const void *pa, const void *pb, void *arg)
{
	uint32_t i = *(const uint32_t *)pa, k = *(const uint32_t *)pb;
	const struct functions_pane *fp = arg;
	const struct fn_row *a = &fp->rows->rows[i], *b = &fp->rows->rows[k];
	int c = 0;

	switch (fp->order) {
	case BY_CHANGES:
		c = cmp_u64(a->shown.changes, b->shown.changes);
		break;
	case BY_ERRORS:
		c = cmp_u64(a->shown.errors, b->shown.errors);
		break;
	case BY_NEW:
		c = cmp_u64(news_of(a), news_of(b));
		break;
	case BY_LAST:
		c = cmp_u64((uint64_t)(a->shown.last == TICK_NONE ? 0 : a->shown.last),
			    (uint64_t)(b->shown.last == TICK_NONE ? 0 : b->shown.last));
		break;
	case BY_NAME:
		c = sv_cmp(fn_index_id(fp->rows->index, a->fn).name,
			   fn_index_id(fp->rows->index, b->fn).name);
		break;
	default:
		break;
	}
	if (!c) /* as they came: by invocations, changes, ARN */
		c = i < k ? -1 : i > k;
	return fp->reverse ? -c : c;
}

static void sort_rows_shown(struct functions_pane *fp)
{
	uint32_t n = fp->rows ? (uint32_t)fp->rows->n : 0, at = 0;

	fp->index = xreallocarray(fp->index, MAX(n, 1u), sizeof(*fp->index));
	for (uint32_t i = 0; i < n; i++)
		fp->index[i] = i;
	if (n)
		qsort_r(fp->index, n, sizeof(*fp->index), row_cmp, fp);
	for (uint32_t i = 0; i < n && fp->cursor; i++)
		if (sv_eqs(text_of(fp, row_at(fp, i)), fp->cursor)) {
			at = i;
			break;
		}
	list_renumber(&fp->list, at, n);
}

static void remember_cursor(struct ui *ui, struct functions_pane *fp)
{
	const struct fn_row *r = row_at(fp, fp->list.cur);

	if (!r)
		return;
	free(fp->cursor);
	fp->cursor = xmemdup0(text_of(fp, r).ptr, text_of(fp, r).len);
	ask_page(ui, fp);
}

static void use_page(struct functions_pane *fp, struct fn_page *page)
{
	struct fn_lists *l = &fp->lists;
	size_t n = 0;

	if (page && fp->page && page->fn != fp->page->fn)
		for (int i = 0; i < FNL_COUNT; i++)
			l->list[i].cur = l->list[i].top = 0;
	fn_page_free(fp->page);
	fp->page = page;
	l->page = page;
	free(l->changes);
	l->changes = xcalloc(page ? page->nchanges_shown + 1 : 1, sizeof(*l->changes));
	for (size_t i = 0; page && i < page->nchanges; i++)
		if (page->changes[i].shown)
			l->changes[n++] = (uint32_t)i;
}

static bool fp_arrived(struct ui *ui, void *state)
{
	struct functions_pane *fp = state;
	struct fn_rows *rows = engine_take(session_engine(ui->sn), TASK_PANE2, NULL);
	struct fn_page *page = engine_take(session_engine(ui->sn), TASK_PANE3, NULL);

	if (rows) {
		fn_rows_free(fp->rows);
		fp->rows = rows;
		sort_rows_shown(fp);
		remember_cursor(ui, fp);
	}
	if (page)
		use_page(fp, page);
	return rows || page;
}

/* ---- life ---- */

static void fp_init(struct ui *ui UNUSED, void *state)
{
	struct functions_pane *fp = state;

	fp->shared = xcalloc(1, sizeof(*fp->shared));
	fp->shared->refs = 1;
}

static void fp_release(struct ui *ui UNUSED, void *state)
{
	struct functions_pane *fp = state;

	fn_rows_free(fp->rows);
	fn_page_free(fp->page);
	free(fp->lists.changes);
	free(fp->index);
	free(fp->cursor);
	free(fp->asked);
	shared_unref(fp->shared);
}

static void fp_enter(struct ui *ui, void *state)
{
	ask_rows(ui, state);
}

static void fp_leave(struct ui *ui, void *state UNUSED)
{
	engine_task(session_engine(ui->sn), TASK_PANE2, NULL, NULL);
	engine_task(session_engine(ui->sn), TASK_PANE3, NULL, NULL);
}

/* The tasks are asked again for each view; only another window is another question. */
static void fp_news(struct ui *ui, void *state, unsigned news)
{
	struct functions_pane *fp = state;
	struct span w = window_now(ui);

	if ((news & SN_VIEW) && (w.from != fp->window.from || w.to != fp->window.to))
		ask_rows(ui, fp);
}

/* ---- drawing ---- */

enum { C_NAME, C_PLACE, C_INVOKED, C_CALLERS, C_CHANGES, C_ERRORS, C_NEW, C_FIRST, C_LAST,
       C_BARS, C_COUNT };

static void fit(struct ui *ui, struct layout_col *c, int w)
{
	int clock = fmt_clock_width(ui_clock_form(ui));

	c[C_NAME] = (struct layout_col){ 16, 28, 0, true, 0 };
	c[C_PLACE] = (struct layout_col){ 12, 27, 6, false, 0 };
	c[C_INVOKED] = (struct layout_col){ 8, 10, 0, false, 0 };
	c[C_CALLERS] = (struct layout_col){ 7, 7, 2, false, 0 };
	c[C_CHANGES] = (struct layout_col){ 7, 7, 0, false, 0 };
	c[C_ERRORS] = (struct layout_col){ 6, 7, 0, false, 0 };
	c[C_NEW] = (struct layout_col){ 3, 3, 1, false, 0 };
	c[C_FIRST] = (struct layout_col){ clock, clock, 5, false, 0 };
	c[C_LAST] = (struct layout_col){ clock, clock, 3, false, 0 };
	c[C_BARS] = (struct layout_col){ FN_SPARK / 2, FN_SPARK, 4, false, 0 };
	layout_cols(c, C_COUNT, w, 1);
}

static bool is_number(int col)
{
	return col >= C_INVOKED && col <= C_ERRORS;
}

static void draw_titles(const struct layout_col *c, struct rect r)
{
	static const char *const titles[C_COUNT] = { "FUNCTION", "ACCOUNT REGION", "INVOKED",
						     "CALLERS",	 "CHANGES",	   "ERRORS",
						     "NEW",	 "FIRST",	   "LAST",
						     "" };
	struct pen pen = pen_row(r, 0);

	pen_skip(&pen, 3);
	for (int i = 0; i < C_COUNT; i++) {
		if (!c[i].width)
			continue;
		pen_cell(&pen, ROLE_HEADING, c[i].width, sv_str(titles[i]),
			 is_number(i) ? PAINT_RIGHT : 0);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
}

static void put_count(struct buf *out, uint64_t n, bool known)
{
	char text[COUNT_TEXT];

	buf_adds(out, known ? count_text(n, text) : "-");
}

static void cell_text_of(struct ui *ui, const struct functions_pane *fp,
			 const struct fn_row *r, int col, struct buf *out)
{
	struct fn_id id = fn_index_id(fp->rows->index, r->fn);
	bool logged = fp->rows->has_calls;

	switch (col) {
	case C_NAME:
		buf_addsv(out, id.unknown ? SV_LIT("(function name unknown)") : id.name);
		break;
	case C_PLACE:
		buf_addsv(out, id.account);
		buf_addc(out, ' ');
		buf_addsv(out, id.region);
		break;
	case C_INVOKED:
		put_count(out, r->shown.invocations, logged);
		break;
	case C_CALLERS:
		put_count(out, r->shown.callers, logged);
		break;
	case C_CHANGES:
		put_count(out, r->shown.changes, true);
		break;
	case C_ERRORS:
		put_count(out, r->shown.errors, true);
		break;
	case C_NEW:
		buf_adds(out, r->is_new ? "NEW" : news_of(r) ? " ! " : "");
		break;
	default:
		ui_time_text(ui, col == C_FIRST ? r->shown.first : r->shown.last,
			     ui_clock_form(ui), out);
		break;
	}
}

/* W counts out of those of row I: two or more buckets become one where there is no room. */
static void draw_bars(const struct functions_pane *fp, uint32_t i, struct pen *pen, int w)
{
	static const char marks[] = ".:-=+*#@";
	const struct axis *a = &fp->rows->axis;
	const uint32_t *v = a->n ? fp->rows->spark + (size_t)fp->index[i] * a->n : NULL;
	uint32_t per = a->n ? (a->n + (uint32_t)w - 1) / (uint32_t)w : 1, max = 0;

	for (int pass = 0; v && pass < 2; pass++)
		for (uint32_t b = 0; b < a->n; b += per) {
			uint32_t n = 0;
			unsigned level;

			for (uint32_t k = b; k < MIN(b + per, a->n); k++)
				n += v[k];
			if (!pass) {
				max = MAX(max, n);
				continue;
			}
			level = spark_level(n, max);
			if (pen_left(pen) <= 0)
				return;
			paint_block(pen->y, pen->x++, ROLE_BAR, (int)level,
				    marks[level ? level - 1 : 0]);
		}
}

static enum role cell_role(const struct fn_row *r, int col, bool on)
{
	if (on && col == C_NAME)
		return ROLE_CELL;
	if (col == C_NEW)
		return ROLE_NEW;
	if (col == C_CHANGES && r->shown.changes)
		return ROLE_CHANGE;
	if (col == C_ERRORS && r->shown.errors)
		return ROLE_ERROR;
	return is_number(col) ? ROLE_NUMBER : col > C_NEW ? ROLE_TIME : ROLE_TEXT;
}

static void draw_row(struct ui *ui, const struct functions_pane *fp,
		     const struct layout_col *c, struct rect r, int row)
{
	uint32_t i = fp->list.top + (uint32_t)row;
	const struct fn_row *fr = row_at(fp, i);
	bool on = i == fp->list.cur;
	struct pen pen = pen_row(r, row);
	struct highlight hl = ui_highlight(ui);
	AUTO_BUF struct buf text = BUF_INIT;

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	for (int k = 0; k < C_COUNT; k++) {
		if (!c[k].width)
			continue;
		if (k == C_BARS) {
			draw_bars(fp, i, &pen, c[k].width);
			break;
		}
		buf_clear(&text);
		cell_text_of(ui, fp, fr, k, &text);
		pen.hl = k == C_NAME ? &hl : NULL;
		pen_cell(&pen, cell_role(fr, k, on), c[k].width, buf_sv(&text),
			 is_number(k) ? PAINT_RIGHT : k == C_NAME ? PAINT_TAIL : 0);
		pen_skip(&pen, 1);
	}
}

static void draw_head(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT];

	if (fp->rows)
		buf_addf(&text, "%s functions of %s; %s events; by %s%s",
			 count_text(fp->rows->n, a), count_text(fp->rows->total, b),
			 count_text(fp->rows->by_events, c), order_names[fp->order],
			 fp->reverse ? ", reversed" : "");
	else
		buf_adds(&text, "functions: working them out ...");
	paint_rule(r, 0, buf_str(&text));
}

/* "payments-charge: [invoked by 4] changed by 14  may invoke 5 ..." */
static void draw_tabs(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;

	if (fp->page)
		buf_addsv(&text, fp->page->id.name);
	for (int i = 0; i < FNL_COUNT; i++)
		buf_addf(&text, i == (int)fp->at ? " [%s %u]" : " %s %u", fn_list_names[i],
			 fn_list_size(&fp->lists, (enum fn_list_id)i));
	paint_rule(r, 0, buf_str(&text));
}

static void row_detail(const struct functions_pane *fp, const struct fn_row *r,
		       struct buf *out)
{
	struct fn_id id = fn_index_id(fp->rows->index, r->fn);

	buf_addsv(out, id.arn.ptr ? id.arn : id.name);
	buf_addf(out, ": %" PRIu64 " of %" PRIu64 " events shown, %" PRIu64 " of %" PRIu64
		      " invocations, %" PRIu64 " of %" PRIu64 " changes, %" PRIu64 " denied",
		 r->shown.events, r->all.events, r->shown.invocations, r->all.invocations,
		 r->shown.changes, r->all.changes, r->shown.denied);
	if (r->is_new)
		buf_adds(out, "; first seen inside the window");
	else if (news_of(r))
		buf_addf(out, "; new inside the window: %u callers, %u addresses, %u sources",
			 r->new_callers, r->new_addresses, r->new_sources);
	for (size_t i = 0; fp->page && i < fp->page->notes.n; i++) {
		buf_adds(out, "; ");
		buf_addsv(out, fp->page->notes.v[i]);
	}
}

static void draw_detail(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	const struct fn_row *row = row_at(fp, fp->list.cur);
	int at = 0;

	if (fp->below)
		fn_list_detail(&fp->lists, fp->at, &text);
	else if (row)
		row_detail(fp, row, &text);
	if (text.len)
		fn_flow(r, &at, ROLE_DIM, buf_sv(&text));
}

static void draw_empty(const struct functions_pane *fp, struct rect r)
{
	AUTO_BUF struct buf text = BUF_INIT;
	struct pen pen = pen_row(r, 0);

	if (fp->rows)
		fn_rows_remark(fp->rows, &text);
	pen_skip(&pen, 3);
	pen_sv(&pen, ROLE_DIM, buf_sv(&text));
}

static void fp_draw(struct ui *ui, void *state, struct rect body)
{
	struct functions_pane *fp = state;
	struct rect head = rect_take_top(&body, 1), titles = rect_take_top(&body, 1);
	struct rect list, rule, low, detail = { 0, 0, 0, 0 };
	struct layout_col cols[C_COUNT];

	if (fp->below) { /* the list that has the keys is the big one */
		list = rect_take_top(&body, MAX(1, MIN(3, body.h - LAYOUT_LIST_MIN - 2)));
		rule = rect_take_top(&body, 1);
		low = body;
	} else {
		layout_split(body, MAX(5, body.h / 2), &list, &rule, &low);
	}
	if (low.h >= 6)
		detail = rect_take_bottom(&low, low.h >= 9 ? 3 : 2);
	draw_head(fp, head);
	fit(ui, cols, body.w - 3);
	draw_titles(cols, titles);
	list_fit(&fp->list, fp->rows ? (uint32_t)fp->rows->n : 0, list.h);
	for (int row = 0; row < list.h && fp->list.top + (uint32_t)row < fp->list.n; row++)
		draw_row(ui, fp, cols, list, row);
	if (!fp->list.n)
		draw_empty(fp, list);
	if (!fp->below)
		paint_cursor(list.y + (int)(fp->list.cur - fp->list.top), list.x + 1, false);
	if (!low.h)
		return;
	draw_tabs(fp, rule);
	fn_list_draw(ui, &fp->lists, fp->at, low, fp->below);
	if (detail.h)
		draw_detail(fp, detail);
}

/* ---- keys ---- */

/* Through the rows and the lists below them. */
static void next_part(struct functions_pane *fp, bool back)
{
	int at = fp->below ? 1 + (int)fp->at : 0, n = 1 + FNL_COUNT;

	at = (at + (back ? n - 1 : 1)) % n;
	fp->below = at > 0;
	if (at)
		fp->at = (enum fn_list_id)(at - 1);
}

static bool row_expr(const struct functions_pane *fp, struct buf *out)
{
	const struct fn_row *r = row_at(fp, fp->list.cur);
	struct fn_id id;

	if (!r)
		return false;
	id = fn_index_id(fp->rows->index, r->fn);
	fn_expr(out, &id);
	return true;
}

static void open_row(struct ui *ui, struct functions_pane *fp)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	bool has = fp->below ? fn_list_expr(&fp->lists, fp->at, &expr) : row_expr(fp, &expr);

	if (!has)
		ui_say(ui, ROLE_WARNING, "nothing under the cursor to open");
	else if (ui_add_filter(ui, buf_sv(&expr), false, "from Functions pane"))
		ui_show(ui, PANE_TIMELINE, true);
}

/* + and - on a function without a name or an ARN need more than one test. */
static bool keep_row(struct ui *ui, struct functions_pane *fp, bool drop)
{
	AUTO_BUF struct buf expr = BUF_INIT;

	if (fp->below || !row_expr(fp, &expr))
		return false;
	ui_add_filter(ui, buf_sv(&expr), drop, drop ? "-" : "+");
	return true;
}

static struct list *fp_list(struct ui *ui UNUSED, void *state)
{
	struct functions_pane *fp = state;

	fp->below = false;
	return fp->rows ? &fp->list : NULL;
}

static void fp_entry(struct ui *ui UNUSED, void *state, uint32_t i, struct buf *out)
{
	struct functions_pane *fp = state;
	const struct fn_row *r = row_at(fp, i);

	if (r)
		buf_addsv(out, text_of(fp, r));
}

static void fp_found(struct ui *ui, void *state)
{
	remember_cursor(ui, state);
}

static bool fp_act(struct ui *ui, void *state, enum action a)
{
	struct functions_pane *fp = state;
	struct list *l = fp->below ? &fp->lists.list[fp->at] : &fp->list;

	if (list_act(l, a) != LIST_NOT) {
		if (!fp->below)
			remember_cursor(ui, fp);
		return true;
	}
	switch ((int)a) {
	case ACT_NEXT_PART:
	case ACT_PREV_PART:
		next_part(fp, a == ACT_PREV_PART);
		return true;
	case ACT_OPEN:
		open_row(ui, fp);
		return true;
	case ACT_KEEP:
	case ACT_DROP:
		return keep_row(ui, fp, a == ACT_DROP);
	case ACT_BACK:
		if (!fp->below)
			return false;
		fp->below = false;
		return true;
	case ACT_SORT:
	case ACT_REVERSE:
		if (a == ACT_SORT)
			fp->order = (enum fn_order)((fp->order + 1) % ORDER_COUNT);
		else
			fp->reverse = !fp->reverse;
		sort_rows_shown(fp);
		return true;
	default:
		return false;
	}
}

static bool fp_value(struct ui *ui UNUSED, void *state, struct pane_value *ret)
{
	struct functions_pane *fp = state;
	const struct fn_row *r = row_at(fp, fp->list.cur);
	struct fn_id id;

	if (fp->below)
		return fn_list_value(&fp->lists, fp->at, ret);
	if (!r)
		return false;
	id = fn_index_id(fp->rows->index, r->fn);
	buf_adds(&ret->field, id.arn.ptr ? "function.arn" : "function");
	ret->none = id.unknown;
	if (!id.unknown)
		buf_addsv(&ret->value, id.arn.ptr ? id.arn : id.name);
	return true;
}

static void fp_print(struct ui *ui, void *state, struct buf *out)
{
	struct functions_pane *fp = state;
	const struct writer_options opt = { .format = FMT_TABLE,
					    .local = ui->zone == ZONE_LOCAL };
	struct fnpage *t;

	if (!fp->page)
		return;
	t = fnpage_new(fp->page, FMT_TABLE, 1000);
	writer_rows_buf(&opt, fnpage_rows(t), out);
	fnpage_free(t);
}

static const struct pane_hint fp_hints[] = {
	{ ACT_NEXT_PART, 0, "lists" },	   { ACT_OPEN, 0, "its events" },
	{ ACT_KEEP, ACT_DROP, "keep/drop" }, { ACT_SORT, ACT_REVERSE, "sort" },
	{ ACT_COPY_VALUE, 0, "copy" },	   { ACT_TIME, 0, "time" },
	{ ACT_UNDO, 0, "undo" },	   { ACT_NONE, 0, NULL },
};

const struct pane_ops pane_functions_ops = {
	.title = "Functions",
	.ctx = KC_FUNCTIONS,
	.size = sizeof(struct functions_pane),
	.init = fp_init,
	.release = fp_release,
	.enter = fp_enter,
	.leave = fp_leave,
	.news = fp_news,
	.arrived = fp_arrived,
	.draw = fp_draw,
	.act = fp_act,
	.value = fp_value,
	.list = fp_list,
	.entry = fp_entry,
	.found = fp_found,
	.print = fp_print,
	.hints = fp_hints,
};
