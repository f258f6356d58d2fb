/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 2: a row for each Lambda function; below, the five lists of the one under the cursor. */
#include "pane/function_pane.h"

#include "util/xalloc.h"
#include "verb/functionpage.h"

#include <stdlib.h>
#include <string.h>

static struct sv text_of(const struct functions_pane *fp, const struct lambda_row *r)
{
	return fp->rows->index->fns.v[r->fn];
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return a > b ? -1 : a < b;
}

static int row_cmp(const void *pa, const void *pb, void *arg)
{
	uint32_t i = *(const uint32_t *)pa, k = *(const uint32_t *)pb;
	const struct functions_pane *fp = arg;
	const struct lambda_row *a = &fp->rows->rows[i], *b = &fp->rows->rows[k];
	int c = 0;

	switch (fp->order) {
	case BY_CHANGES:
		c = cmp_u64(a->shown.changes, b->shown.changes);
		break;
	case BY_ERRORS:
		c = cmp_u64(a->shown.errors, b->shown.errors);
		break;
	case BY_NEW:
		c = cmp_u64(function_row_news(a), function_row_news(b));
		break;
	case BY_LAST:
		c = cmp_u64((uint64_t)(a->shown.last == TICK_NONE ? 0 : a->shown.last),
			    (uint64_t)(b->shown.last == TICK_NONE ? 0 : b->shown.last));
		break;
	case BY_NAME:
		c = sv_cmp(lambda_index_id(fp->rows->index, a->fn).name,
			   lambda_index_id(fp->rows->index, b->fn).name);
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
		if (sv_eqs(text_of(fp, function_row_at(fp, i)), fp->cursor)) {
			at = i;
			break;
		}
	list_renumber(&fp->list, at, n);
}

static int name_cmp(const void *pa, const void *pb, void *arg)
{
	const struct lambda_rows *rows = arg;
	uint32_t i = *(const uint32_t *)pa, k = *(const uint32_t *)pb;
	struct lambda_id a = lambda_index_id(rows->index, rows->rows[i].fn);
	struct lambda_id b = lambda_index_id(rows->index, rows->rows[k].fn);
	int c = sv_cmp(a.name, b.name);

	return c ? c : sv_cmp(a.region, b.region);
}

static void find_twins(struct functions_pane *fp)
{
	const struct lambda_rows *rows = fp->rows;
	uint32_t n = (uint32_t)rows->n;
	uint32_t *by_name = xcalloc(MAX(n, 1u), sizeof(*by_name));

	free(fp->twin);
	fp->twin = xcalloc(MAX(n, 1u), sizeof(*fp->twin));
	for (uint32_t i = 0; i < n; i++)
		by_name[i] = i;
	qsort_r(by_name, n, sizeof(*by_name), name_cmp, fp->rows);
	for (uint32_t i = 1; i < n; i++) {
		struct lambda_id a =
			lambda_index_id(rows->index, rows->rows[by_name[i - 1]].fn);
		struct lambda_id b =
			lambda_index_id(rows->index, rows->rows[by_name[i]].fn);
		bool near = sv_eq(a.region, b.region);
		uint8_t *t = &fp->twin[by_name[i - 1]], *u = &fp->twin[by_name[i]];

		if (!a.arn.ptr || !b.arn.ptr || !sv_eq(a.name, b.name))
			continue;
		*u = near ? TWIN_ACCOUNT : TWIN_REGION;
		if (*t != TWIN_ACCOUNT)
			*t = *u;
	}
	free(by_name);
}

static void remember_cursor(struct ui *ui, struct functions_pane *fp)
{
	const struct lambda_row *r = function_row_at(fp, fp->list.cur);

	if (!r)
		return;
	free(fp->cursor);
	fp->cursor = xmemdup0(text_of(fp, r).ptr, text_of(fp, r).len);
	function_ask_page(ui, fp);
}

static void use_page(struct functions_pane *fp, struct lambda_page *page)
{
	struct function_lists *l = &fp->lists;
	size_t n = 0;

	if (page && fp->page && page->fn != fp->page->fn)
		for (int i = 0; i < FNL_COUNT; i++)
			l->list[i].cur = l->list[i].top = 0;
	lambda_page_free(fp->page);
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
	struct lambda_rows *rows = function_take_rows(ui);
	struct lambda_page *page = function_take_page(ui);

	if (rows) {
		lambda_rows_free(fp->rows);
		fp->rows = rows;
		find_twins(fp);
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

	fp->shared = function_shared_new();
}

static void fp_release(struct ui *ui UNUSED, void *state)
{
	struct functions_pane *fp = state;

	lambda_rows_free(fp->rows);
	lambda_page_free(fp->page);
	free(fp->lists.changes);
	free(fp->index);
	free(fp->twin);
	free(fp->cursor);
	free(fp->asked);
	function_shared_unref(fp->shared);
}

static void fp_enter(struct ui *ui, void *state)
{
	function_ask_rows(ui, state);
}

static void fp_leave(struct ui *ui, void *state UNUSED)
{
	function_ask_none(ui);
}

/* The tasks are asked again for each view; only another window is another question. */
static void fp_news(struct ui *ui, void *state, unsigned news)
{
	if ((news & SN_VIEW) && function_ask_outdated(ui, state))
		function_ask_rows(ui, state);
}
/* ---- keys ---- */

/* Through the rows and the lists below them. */
static void next_part(struct functions_pane *fp, bool back)
{
	int at = fp->below ? 1 + (int)fp->at : 0, n = 1 + FNL_COUNT;

	at = (at + (back ? n - 1 : 1)) % n;
	fp->below = at > 0;
	if (at)
		fp->at = (enum function_list_id)(at - 1);
}

static bool row_expr(const struct functions_pane *fp, struct buf *out)
{
	const struct lambda_row *r = function_row_at(fp, fp->list.cur);
	struct lambda_id id;

	if (!r)
		return false;
	id = lambda_index_id(fp->rows->index, r->fn);
	lambda_expr(out, &id);
	return true;
}

static void open_row(struct ui *ui, struct functions_pane *fp)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	bool has = fp->below ? function_list_expr(&fp->lists, fp->at, &expr)
			     : row_expr(fp, &expr);

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

static void fp_draw(struct ui *ui, void *state, struct rect body)
{
	function_draw(ui, state, body);
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
	const struct lambda_row *r = function_row_at(fp, i);

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
			fp->order = (enum function_order)((fp->order + 1) % ORDER_COUNT);
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
	const struct lambda_row *r = function_row_at(fp, fp->list.cur);
	struct lambda_id id;

	if (fp->below)
		return function_list_value(&fp->lists, fp->at, ret);
	if (!r)
		return false;
	id = lambda_index_id(fp->rows->index, r->fn);
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
	{ ACT_NEXT_PART, 0, "lists" },
	{ ACT_OPEN, 0, "its events" },
	{ ACT_KEEP, ACT_DROP, "keep/drop" },
	{ ACT_SORT, ACT_REVERSE, "sort" },
	{ ACT_COPY_VALUE, 0, "copy" },
	{ ACT_TIME, 0, "time" },
	{ ACT_UNDO, 0, "undo" },
	{ ACT_NONE, 0, NULL },
};

static const char *fp_verb(struct ui *ui UNUSED, void *state UNUSED,
			   struct buf *rest UNUSED)
{
	return "functions";
}

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
	.verb = fp_verb,
	.print = fp_print,
	.hints = fp_hints,
};
