/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 2: a row for each Lambda function; below, the five lists of the one under the cursor. */
#include "lambda/ask.h"
#include "lambda/lists.h"
#include "ui/listpane.h"

#include "output/writer.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

struct functions_pane {
	struct list_pane lp;
	struct lambda_shared *shared;
	struct lambda_rows *rows;
	struct lambda_list list;
	char *asked; /* function whose page is asked for; NULL: none */
	struct lambda_page *page;
	struct lambda_lists lists;
};

static const struct list_sort sorts[] = {
	{ "INVOKED", LC_INVOCATIONS, true }, { "CHANGES", LC_CHANGES, true },
	{ "ERRORS", LC_ERRORS, true },       { "NEW", LC_NEW, true },
	{ "LAST", LC_LAST, true },           { "FUNCTION", LC_FUNCTION, false },
};

/* The page of the function under the cursor, when it is another than that asked for. */
static void ask_page(struct ui *ui, struct functions_pane *fp)
{
	const char *fn = buf_str(&fp->lp.cursor);

	if (!fp->lp.has_cursor || (fp->asked && strcmp(fp->asked, fn) == 0))
		return;
	free(fp->asked);
	fp->asked = xstrdup(fn);
	lambda_ask_page(ui->sn, fp->shared, fn);
}

static void use_rows(struct functions_pane *fp, struct lambda_rows *rows)
{
	lambda_list_release(&fp->list);
	lambda_rows_free(fp->rows);
	fp->rows = rows;
	lambda_list_init(&fp->list, rows, READER_SCREEN);
	list_pane_rows(&fp->lp, &fp->list.r);
}

static void use_page(struct functions_pane *fp, struct lambda_page *page)
{
	bool same = fp->page && page->fn == fp->page->fn;

	lambda_lists_release(&fp->lists);
	lambda_page_free(fp->page);
	fp->page = page;
	lambda_lists_init(&fp->lists, page, READER_SCREEN);
	list_pane_page(&fp->lp, fp->lists.r, same);
}

static bool fp_arrived(struct ui *ui, void *state)
{
	struct functions_pane *fp = state;
	struct lambda_rows *rows = session_answer(ui->sn, &lambda_rows_question);
	struct lambda_page *page = session_answer(ui->sn, &lambda_page_question);

	if (rows) {
		use_rows(fp, rows);
		ask_page(ui, fp);
	}
	if (page)
		use_page(fp, page);
	return rows || page;
}

/* ---- life ---- */

static void fp_init(struct ui *ui UNUSED, void *state)
{
	struct functions_pane *fp = state;

	fp->shared = lambda_shared_new();
	fp->lp = (struct list_pane){ .of = &lambda_listing,
				     .sorts = sorts,
				     .nsorts = ARRAY_SIZE(sorts),
				     .tabs = lambda_listings,
				     .ntabs = LL_TABS,
				     .by_value = true,
				     .origin = "from Functions pane" };
}

static void fp_release(struct ui *ui UNUSED, void *state)
{
	struct functions_pane *fp = state;

	list_pane_release(&fp->lp);
	lambda_list_release(&fp->list);
	lambda_lists_release(&fp->lists);
	lambda_rows_free(fp->rows);
	lambda_page_free(fp->page);
	free(fp->asked);
	lambda_shared_unref(fp->shared);
}

static void fp_enter(struct ui *ui, void *state)
{
	struct functions_pane *fp = state;

	lambda_ask_rows(ui->sn, fp->shared);
	free(fp->asked);
	fp->asked = NULL;
	ask_page(ui, fp);
}

static void fp_leave(struct ui *ui, void *state UNUSED)
{
	session_ask_no_more(ui->sn, &lambda_rows_question);
	session_ask_no_more(ui->sn, &lambda_page_question);
}

/* ---- drawing ---- */

static void head_words(const struct functions_pane *fp, struct buf *out)
{
	const struct lambda_rows *r = fp->rows;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT];

	if (!r) {
		buf_adds(out, "functions: working them out ...");
		return;
	}
	buf_addf(out, "%s function%s of %s; %s event%s; ", count_text(r->n, a),
		 plural(r->n), count_text(r->total, b), count_text(r->by_events, c),
		 plural(r->by_events));
	list_pane_order_words(&fp->lp, out);
}

static void detail_words(const struct functions_pane *fp, struct buf *out)
{
	struct rows *r;
	size_t i;

	if (!list_pane_current(&fp->lp, &r, &i))
		return;
	r->of->words(r, i, out);
	for (size_t k = 0; !fp->lp.below && fp->page && k < fp->page->notes.n; k++) {
		buf_adds(out, "; ");
		buf_addsv(out, fp->page->notes.v[k]);
	}
}

static void fp_draw(struct ui *ui, void *state, struct rect body)
{
	struct functions_pane *fp = state;
	AUTO_BUF struct buf head = BUF_INIT, none = BUF_INIT, detail = BUF_INIT;
	struct list_pane_words w = { .name = fp->page ? fp->page->id.name : SV_NULL };

	head_words(fp, &head);
	detail_words(fp, &detail);
	if (fp->rows)
		lambda_rows_remark(fp->rows, &none);
	w.head = buf_sv(&head);
	w.detail = buf_sv(&detail);
	w.none = buf_str(&none);
	list_pane_draw(ui, &fp->lp, &w, body);
}

/* ---- keys ---- */

static bool fp_act(struct ui *ui, void *state, enum action a)
{
	struct functions_pane *fp = state;
	bool moved, done = list_pane_act(ui, &fp->lp, a, &moved);

	if (moved)
		ask_page(ui, fp);
	return done;
}

static struct list *fp_list(struct ui *ui UNUSED, void *state)
{
	return list_pane_list(&((struct functions_pane *)state)->lp);
}

static void fp_entry(struct ui *ui UNUSED, void *state, uint32_t i, struct buf *out)
{
	list_pane_entry(&((struct functions_pane *)state)->lp, i, out);
}

static void fp_found(struct ui *ui, void *state)
{
	struct functions_pane *fp = state;

	list_pane_moved(&fp->lp);
	ask_page(ui, fp);
}

static bool fp_value(struct ui *ui UNUSED, void *state, struct pane_value *ret)
{
	return list_pane_value(&((struct functions_pane *)state)->lp, ret);
}

#define PRINT_LIMIT 1000

static void fp_print(struct ui *ui, void *state, struct buf *out)
{
	struct functions_pane *fp = state;
	const struct writer_options opt = { .format = FMT_TABLE,
					    .local = ui->zone == ZONE_LOCAL };
	struct lambda_pagerows t;
	struct rowset set;

	if (!fp->page)
		return;
	lambda_pagerows_init(&t, fp->page, READER_TABLE, PRINT_LIMIT);
	set = page_set(&t.page);
	writer_rows_buf(&opt, &set, out);
	lambda_pagerows_release(&t);
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
