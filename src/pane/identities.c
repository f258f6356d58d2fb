/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 3: a row for each identity; below, the lists of the one under the cursor. */
#include "pane/identity_pane.h"
#include "ui/trace.h"

#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct span window_now(struct ui *ui)
{
	struct span w;

	stack_window_get(session_stack(ui->sn), &w.from, &w.to);
	return w;
}

/* ---- rows ---- */

const struct identity_row *identity_row_at(const struct identities_pane *ip, uint32_t i)
{
	return ip->rows && i < ip->rows->rows->n ? &ip->rows->rows->rows[ip->index[i]]
						 : NULL;
}

/* Name and session as one text, to know a row again. */
static void row_text(const struct identity_row *r, struct buf *out)
{
	buf_clear(out);
	buf_addsv(out, r->name);
	buf_addc(out, r->name.ptr ? '\x1f' : '\x1e');
	buf_addsv(out, r->session);
}

static void ask_page(struct ui *ui, struct identities_pane *ip)
{
	const struct identity_row *r = identity_row_at(ip, ip->list.cur);

	if (!r || (ip->asked.len && sv_eq(buf_sv(&ip->asked), buf_sv(&ip->cursor))))
		return;
	buf_clear(&ip->asked);
	buf_addsv(&ip->asked, buf_sv(&ip->cursor));
	identity_ask_page(ui, ip, r);
}

static void ask_rows(struct ui *ui, struct identities_pane *ip)
{
	ip->window = window_now(ui);
	identity_ask_rows(ui, ip);
	buf_clear(&ip->asked);
	ask_page(ui, ip);
}

uint64_t identity_news_of(const struct identity_row *r)
{
	uint64_t n = 0;

	if (r->is_new)
		return UINT64_MAX;
	for (unsigned k = 0; k < IDF_COUNT; k++)
		n += k == IDF_KEY ? 0 : r->fresh[k];
	return n;
}

static int cmp_u64(uint64_t a, uint64_t b)
{
	return a > b ? -1 : a < b;
}

static int row_cmp(const void *pa, const void *pb, void *arg)
{
	uint32_t i = *(const uint32_t *)pa, k = *(const uint32_t *)pb;
	const struct identities_pane *ip = arg;
	const struct identity_row *a = &ip->rows->rows->rows[i],
				  *b = &ip->rows->rows->rows[k];
	int c = 0;

	switch (ip->order) {
	case BY_DENIED:
		c = cmp_u64(a->denied, b->denied);
		break;
	case BY_NEW:
		c = cmp_u64(identity_news_of(a), identity_news_of(b));
		break;
	case BY_LAST:
		c = cmp_u64((uint64_t)(a->last == TICK_NONE ? 0 : a->last),
			    (uint64_t)(b->last == TICK_NONE ? 0 : b->last));
		break;
	case BY_NAME:
		c = sv_cmp(a->name, b->name);
		break;
	default:
		break;
	}
	if (!c) /* as they came: by events, then name */
		c = i < k ? -1 : i > k;
	return ip->reverse ? -c : c;
}

static void sort_rows_shown(struct identities_pane *ip)
{
	uint32_t n = ip->rows ? (uint32_t)ip->rows->rows->n : 0, at = 0;
	AUTO_BUF struct buf text = BUF_INIT;

	ip->index = xreallocarray(ip->index, MAX(n, 1u), sizeof(*ip->index));
	for (uint32_t i = 0; i < n; i++)
		ip->index[i] = i;
	if (n && (ip->order != BY_EVENTS || ip->reverse))
		qsort_r(ip->index, n, sizeof(*ip->index), row_cmp, ip);
	for (uint32_t i = 0; i < n && ip->cursor.len; i++) {
		row_text(identity_row_at(ip, i), &text);
		if (sv_eq(buf_sv(&text), buf_sv(&ip->cursor))) {
			at = i;
			break;
		}
	}
	list_renumber(&ip->list, at, n);
}

static void remember_cursor(struct ui *ui, struct identities_pane *ip)
{
	const struct identity_row *r = identity_row_at(ip, ip->list.cur);

	if (!r)
		return;
	row_text(r, &ip->cursor);
	ask_page(ui, ip);
}

static void use_page(struct ui *ui, struct identities_pane *ip, struct page_answer *a)
{
	const struct identity_page *old = ip->page ? ip->page->page : NULL;

	if (!old || !sv_eq(old->name, a->page->name) ||
	    !sv_eq(old->session, a->page->session))
		for (int i = 0; i < IDT_COUNT; i++)
			ip->lists.list[i].cur = ip->lists.list[i].top = 0;
	if (ip->page)
		engine_discard(session_engine(ui->sn), page_answer_free, ip->page);
	ip->page = a;
	ip->lists.page = a->page;
	ip->lists.by = a->by;
}

static bool ip_arrived(struct ui *ui, void *state)
{
	struct identities_pane *ip = state;
	struct engine *e = session_engine(ui->sn);
	struct rows_answer *rows = engine_take(e, TASK_PANE2, NULL);
	struct page_answer *page = engine_take(e, TASK_PANE3, NULL);

	if (rows) {
		if (ip->rows)
			engine_discard(e, rows_answer_free, ip->rows);
		ip->rows = rows;
		sort_rows_shown(ip);
		remember_cursor(ui, ip);
	}
	if (page)
		use_page(ui, ip, page);
	return rows || page;
}

/* ---- life ---- */

static void ip_init(struct ui *ui, void *state)
{
	struct identities_pane *ip = state;

	ip->shared = identity_shared_new(ui);
}

static void ip_release(struct ui *ui UNUSED, void *state)
{
	struct identities_pane *ip = state;

	rows_answer_free(ip->rows);
	page_answer_free(ip->page);
	free(ip->index);
	buf_release(&ip->cursor);
	buf_release(&ip->asked);
	identity_shared_unref(ip->shared);
}

static void ip_enter(struct ui *ui, void *state)
{
	ask_rows(ui, state);
}

static void ip_leave(struct ui *ui, void *state UNUSED)
{
	engine_task(session_engine(ui->sn), TASK_PANE2, NULL, NULL);
	engine_task(session_engine(ui->sn), TASK_PANE3, NULL, NULL);
}

/* The tasks are asked again for each view; only another window is another question. */
static void ip_news(struct ui *ui, void *state, unsigned news)
{
	struct identities_pane *ip = state;
	struct span w = window_now(ui);

	if ((news & SN_VIEW) && (w.from != ip->window.from || w.to != ip->window.to))
		ask_rows(ui, ip);
}

static void ip_draw(struct ui *ui, void *state, struct rect body)
{
	identity_pane_draw(ui, state, body);
}

/* ---- keys ---- */

/* Through the rows and the lists below them. */
static void next_part(struct identities_pane *ip, bool back)
{
	int at = ip->below ? 1 + (int)ip->at : 0, n = 1 + IDT_COUNT;

	at = (at + (back ? n - 1 : 1)) % n;
	ip->below = at > 0;
	if (at)
		ip->at = (enum identity_tab)(at - 1);
}

static bool row_expr(const struct identities_pane *ip, struct buf *out)
{
	const struct identity_row *r = identity_row_at(ip, ip->list.cur);

	if (r)
		identity_row_expr(ip->rows->by, r->name, r->session, out);
	return r != NULL;
}

static bool expr_now(struct ui *ui, const struct identities_pane *ip, struct buf *out)
{
	return ip->below ? identity_list_expr(ui, &ip->lists, ip->at, out)
			 : row_expr(ip, out);
}

static void open_row(struct ui *ui, struct identities_pane *ip)
{
	AUTO_BUF struct buf expr = BUF_INIT;

	if (!expr_now(ui, ip, &expr))
		ui_say(ui, ROLE_WARNING, "nothing under the cursor to open");
	else if (ui_add_filter(ui, buf_sv(&expr), false, "from Identities pane"))
		ui_show(ui, PANE_TIMELINE, true);
}

static void keep_row(struct ui *ui, struct identities_pane *ip, bool drop)
{
	AUTO_BUF struct buf expr = BUF_INIT;

	if (expr_now(ui, ip, &expr))
		ui_add_filter(ui, buf_sv(&expr), drop, drop ? "-" : "+");
	else
		ui_say(ui, ROLE_WARNING, "nothing under the cursor to %s",
		       drop ? "drop" : "keep");
}

/* Where the row under the cursor comes from: of an identity, its newest session. */
static void trace_row(struct ui *ui, const struct identities_pane *ip)
{
	const struct identity_page *p = ip->page ? ip->page->page : NULL;
	row_t row = ip->below ? identity_list_row(&ip->lists, ip->at) : ROW_NONE;

	if (row == ROW_NONE && p && p->nsessions)
		row = p->sessions[p->nsessions - 1].row;
	trace_show(ui, row);
}

static bool ip_act(struct ui *ui, void *state, enum action a)
{
	struct identities_pane *ip = state;
	struct list *l = ip->below ? &ip->lists.list[ip->at] : &ip->list;

	if (list_act(l, a) != LIST_NOT) {
		if (!ip->below)
			remember_cursor(ui, ip);
		return true;
	}
	switch ((int)a) {
	case ACT_NEXT_PART:
	case ACT_PREV_PART:
		next_part(ip, a == ACT_PREV_PART);
		return true;
	case ACT_OPEN:
		open_row(ui, ip);
		return true;
	case ACT_KEEP:
	case ACT_DROP:
		keep_row(ui, ip, a == ACT_DROP);
		return true;
	case ACT_TRACE:
		trace_row(ui, ip);
		return true;
	case ACT_GROUP_BY:
		ip->by = (enum identity_by)((ip->by + 1) % IDENTITY_BY_COUNT);
		ip->below = false;
		ask_rows(ui, ip);
		ui_say(ui, ROLE_MESSAGE, "grouped by %s", identity_by_names[ip->by]);
		return true;
	case ACT_BACK:
		if (!ip->below)
			return false;
		ip->below = false;
		return true;
	case ACT_SORT:
	case ACT_REVERSE:
		if (a == ACT_SORT)
			ip->order = (enum identity_order)((ip->order + 1) % ORDER_COUNT);
		else
			ip->reverse = !ip->reverse;
		sort_rows_shown(ip);
		return true;
	default:
		return false;
	}
}

static struct list *ip_list(struct ui *ui UNUSED, void *state)
{
	struct identities_pane *ip = state;

	ip->below = false;
	return ip->rows ? &ip->list : NULL;
}

static void ip_entry(struct ui *ui UNUSED, void *state, uint32_t i, struct buf *out)
{
	const struct identity_row *r = identity_row_at(state, i);

	if (!r)
		return;
	buf_addsv(out, r->name);
	buf_addc(out, ' ');
	buf_addsv(out, r->session);
}

static void ip_found(struct ui *ui, void *state)
{
	remember_cursor(ui, state);
}

static bool ip_value(struct ui *ui UNUSED, void *state, struct pane_value *ret)
{
	static const char *const field[IDENTITY_BY_COUNT] = { "identity", "identity", "key",
							      "ip", "caller" };
	struct identities_pane *ip = state;
	const struct identity_row *r = identity_row_at(ip, ip->list.cur);

	if (ip->below)
		return identity_list_value(&ip->lists, ip->at, ret);
	if (!r)
		return false;
	buf_adds(&ret->field, field[ip->rows->by]);
	ret->none = !r->name.ptr;
	buf_addsv(&ret->value, r->name);
	return true;
}

static void ip_print(struct ui *ui UNUSED, void *state, struct buf *out)
{
	struct identities_pane *ip = state;

	for (uint32_t i = 0; i < ip->list.n; i++) {
		const struct identity_row *r = identity_row_at(ip, i);

		buf_addf(out, "%10" PRIu64 " %8" PRIu64 "  ", r->events, r->denied);
		buf_addsv(out, r->name.ptr ? r->name : SV_LIT("-"));
		if (r->session.ptr) {
			buf_adds(out, "  ");
			buf_addsv(out, r->session);
		}
		buf_addc(out, '\n');
	}
}

static const struct pane_hint ip_hints[] = {
	{ ACT_NEXT_PART, 0, "lists" },
	{ ACT_OPEN, 0, "its events" },
	{ ACT_KEEP, ACT_DROP, "keep/drop" },
	{ ACT_TRACE, 0, "lineage" },
	{ ACT_GROUP_BY, 0, "group by" },
	{ ACT_SORT, ACT_REVERSE, "sort" },
	{ ACT_COPY_VALUE, 0, "copy" },
	{ ACT_UNDO, 0, "undo" },
	{ ACT_NONE, 0, NULL },
};

static const char *ip_verb(struct ui *ui UNUSED, void *state, struct buf *rest)
{
	static const char *const by[IDENTITY_BY_COUNT] = { NULL, "identity,session", "key",
							   "ip", "caller" };
	const struct identities_pane *ip = state;

	if (!by[ip->by])
		return "identities";
	buf_addf(rest, "--by %s", by[ip->by]);
	return "count";
}

const struct pane_ops pane_identities_ops = {
	.title = "Identities",
	.ctx = KC_IDENTITIES,
	.size = sizeof(struct identities_pane),
	.init = ip_init,
	.release = ip_release,
	.enter = ip_enter,
	.leave = ip_leave,
	.news = ip_news,
	.arrived = ip_arrived,
	.draw = ip_draw,
	.act = ip_act,
	.value = ip_value,
	.list = ip_list,
	.entry = ip_entry,
	.found = ip_found,
	.verb = ip_verb,
	.print = ip_print,
	.hints = ip_hints,
};
