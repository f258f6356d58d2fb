/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 3: a row for each identity; below, the lists of the one under the cursor. */
#include "event/who.h"
#include "identity/ask.h"
#include "identity/lists.h"
#include "ui/listpane.h"
#include "ui/trace.h"

#include <inttypes.h>

struct identities_pane {
	struct list_pane lp;
	struct identity_shared *shared;
	enum identity_by by;
	struct identity_rows *rows;
	struct rows list;
	struct buf asked; /* identity of the row whose page is asked for */
	struct identity_page *page;
	struct identity_lists lists;
};

static const struct list_sort sorts[] = {
	{ "EVENTS", IC_EVENTS, true }, { "DENIED", IC_DENIED, true },
	{ "NEW", IC_NEW, true },       { "LAST", IC_LAST, true },
	{ "NAME", IC_NAME, false },
};

/* The page of the row under the cursor, when it is another than that asked for. */
static void ask_page(struct ui *ui, struct identities_pane *ip)
{
	const struct identity_row *row;
	size_t i;

	if (!list_pane_upper(&ip->lp, &i) ||
	    (ip->asked.len && sv_eq(buf_sv(&ip->asked), buf_sv(&ip->lp.cursor))))
		return;
	row = &ip->rows->rows[i];
	buf_clear(&ip->asked);
	buf_addsv(&ip->asked, buf_sv(&ip->lp.cursor));
	identity_ask_page(ui->sn, ip->shared, ip->by, row->name, row->session);
}

static void ask_rows(struct ui *ui, struct identities_pane *ip)
{
	identity_ask_rows(ui->sn, ip->shared, ip->by);
	buf_clear(&ip->asked);
	ask_page(ui, ip);
}

static void use_rows(struct ui *ui, struct identities_pane *ip, struct identity_rows *rows)
{
	session_discard(ui->sn, &identity_rows_question, ip->rows);
	rows_release(&ip->list);
	ip->rows = rows;
	ip->list = identity_list(rows, READER_SCREEN);
	list_pane_rows(&ip->lp, &ip->list);
}

static void use_page(struct ui *ui, struct identities_pane *ip, struct identity_page *page)
{
	bool same = ip->page && sv_eq(ip->page->name, page->name) &&
		    sv_eq(ip->page->session, page->session);

	identity_lists_release(&ip->lists);
	session_discard(ui->sn, &identity_page_question, ip->page);
	ip->page = page;
	identity_lists_init(&ip->lists, page, READER_SCREEN);
	list_pane_page(&ip->lp, ip->lists.r, same);
}

static bool ip_arrived(struct ui *ui, void *state)
{
	struct identities_pane *ip = state;
	struct identity_rows *rows = session_answer(ui->sn, &identity_rows_question);
	struct identity_page *page = session_answer(ui->sn, &identity_page_question);

	if (rows) {
		use_rows(ui, ip, rows);
		ask_page(ui, ip);
	}
	if (page)
		use_page(ui, ip, page);
	return rows || page;
}

/* ---- life ---- */

static void ip_init(struct ui *ui, void *state)
{
	struct identities_pane *ip = state;

	ip->shared = identity_shared_new(trace_lineage(ui));
	ip->lp = (struct list_pane){ .of = &identity_listing,
				     .sorts = sorts,
				     .nsorts = ARRAY_SIZE(sorts),
				     .tabs = identity_page_listings,
				     .ntabs = IL_COUNT,
				     .origin = "from Identities pane" };
}

static void ip_release(struct ui *ui UNUSED, void *state)
{
	struct identities_pane *ip = state;

	list_pane_release(&ip->lp);
	rows_release(&ip->list);
	identity_lists_release(&ip->lists);
	identity_rows_free(ip->rows);
	identity_page_free(ip->page);
	buf_release(&ip->asked);
	identity_shared_unref(ip->shared);
}

static void ip_enter(struct ui *ui, void *state)
{
	ask_rows(ui, state);
}

static void ip_leave(struct ui *ui, void *state UNUSED)
{
	session_ask_no_more(ui->sn, &identity_rows_question);
	session_ask_no_more(ui->sn, &identity_page_question);
}

/* ---- drawing ---- */

static void head_words(const struct identities_pane *ip, struct buf *out)
{
	const struct identity_rows *r = ip->rows;
	char a[COUNT_TEXT], c[COUNT_TEXT];

	if (!r) {
		buf_adds(out, "identities: working them out ...");
		return;
	}
	buf_addf(out, "%s row%s; %s event%s; grouped by %s (b); ", count_text(r->n, a),
		 plural(r->n), count_text(r->events, c), plural(r->events),
		 identity_by_names[r->index->by]);
	list_pane_order_words(&ip->lp, out);
}

/* What else there is to say about row I of the upper list. */
static void row_words(const struct identities_pane *ip, size_t i, struct buf *out)
{
	AUTO_BUF struct buf news = BUF_INIT;

	if (ip->page && ip->page->apart)
		buf_addf(out, "; %" PRIu64 " events without a credential", ip->page->apart);
	if (!ip->rows->has_fresh)
		return;
	identity_row_fresh_words(&ip->rows->rows[i], &news);
	buf_adds(out, news.len ? "; new inside the window: "
			       : "; nothing new inside the window");
	buf_addsv(out, buf_sv(&news));
}

static void detail_words(const struct identities_pane *ip, struct buf *out)
{
	struct rows *r;
	size_t i;

	if (!list_pane_current(&ip->lp, &r, &i))
		return;
	r->of->words(r, i, out);
	if (!ip->lp.below)
		row_words(ip, i, out);
}

static void name_words(const struct identities_pane *ip, struct buf *out)
{
	const struct identity_page *p = ip->page;

	if (p && p->index->by <= IDENTITY_BY_SESSION)
		who_short(out, p->name, p->session);
	else if (p)
		buf_addsv(out, p->name);
}

static void ip_draw(struct ui *ui, void *state, struct rect body)
{
	struct identities_pane *ip = state;
	AUTO_BUF struct buf head = BUF_INIT, name = BUF_INIT, detail = BUF_INIT;
	struct list_pane_words w = { .clip = true };

	head_words(ip, &head);
	name_words(ip, &name);
	detail_words(ip, &detail);
	w.head = buf_sv(&head);
	w.name = buf_sv(&name);
	w.detail = buf_sv(&detail);
	list_pane_draw(ui, &ip->lp, &w, body);
}

/* ---- keys ---- */

/* Where the row under the cursor comes from: of an identity, its newest session. */
static void trace_row(struct ui *ui, const struct identities_pane *ip)
{
	const struct identity_page *p = ip->page;
	struct rows *r;
	row_t row = ROW_NONE;
	size_t i;

	if (ip->lp.below && list_pane_current(&ip->lp, &r, &i))
		row = r->of->event(r, i);
	if (row == ROW_NONE && p && p->nsessions)
		row = p->sessions[p->nsessions - 1].row;
	trace_show(ui, row);
}

static void group_by_next(struct ui *ui, struct identities_pane *ip)
{
	ip->by = (enum identity_by)((ip->by + 1) % IDENTITY_BY_COUNT);
	ip->lp.below = false;
	ask_rows(ui, ip);
	ui_say(ui, ROLE_MESSAGE, "grouped by %s", identity_by_names[ip->by]);
}

static bool ip_act(struct ui *ui, void *state, enum action a)
{
	struct identities_pane *ip = state;
	bool moved;

	if (list_pane_act(ui, &ip->lp, a, &moved)) {
		if (moved)
			ask_page(ui, ip);
		return true;
	}
	if (a == ACT_TRACE)
		trace_row(ui, ip);
	else if (a == ACT_GROUP_BY)
		group_by_next(ui, ip);
	return a == ACT_TRACE || a == ACT_GROUP_BY;
}

static struct list *ip_list(struct ui *ui UNUSED, void *state)
{
	return list_pane_list(&((struct identities_pane *)state)->lp);
}

static void ip_entry(struct ui *ui UNUSED, void *state, uint32_t i, struct buf *out)
{
	list_pane_entry(&((struct identities_pane *)state)->lp, i, out);
}

static void ip_found(struct ui *ui, void *state)
{
	struct identities_pane *ip = state;

	list_pane_moved(&ip->lp);
	ask_page(ui, ip);
}

static bool ip_value(struct ui *ui UNUSED, void *state, struct pane_value *ret)
{
	return list_pane_value(&((struct identities_pane *)state)->lp, ret);
}

static void ip_print(struct ui *ui UNUSED, void *state, struct buf *out)
{
	struct identities_pane *ip = state;

	for (uint32_t i = 0; i < ip->lp.list.n; i++) {
		const struct identity_row *r = &ip->rows->rows[ip->lp.order[i]];

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
