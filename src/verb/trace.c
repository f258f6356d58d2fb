/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace EVENTID: from an event back to the login that started it. */
#include "json/text.h"
#include "lineage/lists.h"
#include "util/xalloc.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>

static enum st check(struct run *r, struct err *err)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	struct err why = ERR_INIT;
	enum st st = rowsort_parse(r->opt->sort, lineage_hop_listing.cols,
				   listing_printed(&lineage_hop_listing), &r->arena,
				   &r->rowsort, err);

	if (st != ST_OK)
		return st;
	buf_adds(&expr, "id = ");
	json_quote(&expr, sv_str(r->opt->operand));
	if (run_add_filter(r, buf_sv(&expr), &why) != ST_OK)
		return err_set(err, ST_USAGE, "'%s' is no event id: %s", r->opt->operand,
			       why.text);
	return ST_OK;
}

static void print_page(struct run *r, struct lineage_lists *l)
{
	bool wide = format_reader(r->opt->format) == READER_TABLE;
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct rowset hops = rows_set(&l->hops), forward, seen, set;
	struct rowview view;
	struct page page;
	AUTO_BUF struct buf why = BUF_INIT;

	rowview_init(&view, &hops, &r->rowsort, limit, &seen);
	page_init(&page, NULL, 0, NULL, 0, limit);
	page_add(&page, "event", "event", cell_str(r->opt->operand));
	page_add(&page, "hops", "hops", cell_rows(&seen));
	page_add(&page, "stop", "stop", cell_str(lineage_stops[l->trace->stop].name));
	if (wide) {
		lineage_stop_words(l->index, l->trace, &why);
		lineage_lists_forward(l);
		forward = rows_set(&l->forward);
		page_add(&page, "why", "why", cell_text(buf_sv(&why)));
		page_add(&page, "forward", "forward", cell_rows(&forward));
	}
	set = page_set(&page);
	run_write_rows(r, &set);
	page_release(&page);
	rowview_release(&view);
}

static void print(struct run *r)
{
	struct lineage_trace trace = { .n = 0 };
	struct lineage_lists *l;
	struct lineage_index *index;

	r->matched = r->sel->count > 0;
	if (!r->matched) {
		message_warn("no event has the id '%s'", r->opt->operand);
		return;
	}
	if (r->sel->count > 1)
		message_warn("%u events have the id '%s'; the first one is traced",
			     r->sel->count, r->opt->operand);
	index = lineage_index_new(&r->env, r->nsegs, true);
	if (!index)
		return;
	lineage_trace(index, selection_nth(r->sel, 0), &trace);
	l = xcalloc(1, sizeof(*l));
	lineage_lists_init(l, r->store, index, &trace, format_reader(r->opt->format));
	print_page(r, l);
	lineage_lists_release(l);
	free(l);
	lineage_release(&trace);
	lineage_index_unref(index);
}

static const struct listing *const lists[] = { &lineage_hop_listing, NULL };

const struct verb verb_trace = {
	.name = "trace",
	.operand = "EVENTID",
	.summary = "from an event back to the login that started it",
	.more = "A row for each hop: the event, the event that issued the credential it "
		"was made with, and so on. Issuers are looked for in everything loaded, "
		"whatever is filtered. The way back ends at an ambiguous hop unless one "
		"caller made all candidates with one key. What was refused or failed, "
		"or happened later than 2 seconds after the use, issued nothing. stop: "
		"login; key-created; key-not-in-log (a long-lived key whose creation is "
		"not in the loaded files); identity-provider; service; other-account; "
		"not-in-log (the issuer is not in the loaded files: another region, "
		"account or time, or a trail without read events); ambiguous; limit (16 "
		"hops, or a circle). Tables also show the events that prove each hop, "
		"and for each a filter for everything that was done with what it "
		"issued, and with all that was issued in turn.",
	.lists = lists,
	.check = check,
	.print = print,
};
