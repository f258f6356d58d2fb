/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace EVENTID: from an event back to the login that started it. */
#include "json/text.h"
#include "lineage/lineage.h"
#include "store/value.h"
#include "util/xalloc.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>
#include <string.h>

enum {
	HC_EVENT,
	HC_TIME,
	HC_IDENTITY,
	HC_ACTION,
	HC_RULE,
	HC_CONFIDENCE,
	HC_ISSUED,
	HC_IP,
	HC_SESSION,
	HC_ACCOUNT,
	HC_CANDIDATES, /* of an ambiguous hop; the others have no such key */
	HC_JSON,       /* these many in JSON; tables have more */
	HC_MFA = HC_JSON,
	HC_NOTE,
	HC_PROOF,
	HC_COUNT
};

static const struct col hop_cols[HC_COUNT] = {
	[HC_EVENT] = { "event", "EVENT ID", 0 },
	[HC_TIME] = { "time", "TIME", 0 },
	[HC_IDENTITY] = { "identity", "IDENTITY", COL_KEEP_TAIL },
	[HC_ACTION] = { "action", "ACTION", 0 },
	[HC_RULE] = { "rule", "RULE", 0 },
	[HC_CONFIDENCE] = { "confidence", "CONFIDENCE", 0 },
	[HC_ISSUED] = { "issued", "ISSUED", 0 },
	[HC_IP] = { "ip", "SOURCE IP", 0 },
	[HC_SESSION] = { "session", "SESSION", 0 },
	[HC_ACCOUNT] = { "account", "ACCOUNT", 0 },
	[HC_CANDIDATES] = { "candidates", NULL, COL_JSON_ONLY },
	[HC_MFA] = { "mfa", "MFA", 0 },
	[HC_NOTE] = { "note", "NOTE", COL_KEEP_TAIL },
	[HC_PROOF] = { "proof", "PROVED BY", 0 },
};

static const struct col forward_cols[] = {
	{ "issued", "ISSUED", 0 },
	{ "filter", "EVERYTHING DONE WITH IT, AS A FILTER", 0 },
};

static const struct col page_cols[] = {
	{ "event", "event", 0 }, { "hops", "hops", 0 },       { "stop", "stop", 0 },
	{ "why", "why", 0 },     { "forward", "forward", 0 },
};
enum { PC_EVENT, PC_HOPS, PC_STOP, PC_WHY, PC_FORWARD, PC_COUNT, PC_JSON = PC_WHY };

struct trace_page {
	const struct run *r;
	const struct lineage_index *index;
	struct lineage_trace trace;
	path_t id;
	struct arena arena; /* texts of the cells of the last row */
	struct sv *ids;     /* of the last row: what proves it, or all that fit */
	/* forward: hop and filter */
	struct sv issued[LINEAGE_MAX_HOPS + 1], filter[LINEAGE_MAX_HOPS + 1];
	size_t nforward;
};

enum st trace_check(struct run *r, struct err *err)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	struct err why = ERR_INIT;
	enum st st =
		rowsort_parse(r->opt->sort, hop_cols, HC_JSON, &r->arena, &r->rowsort, err);

	if (st != ST_OK)
		return st;
	buf_adds(&expr, "id = ");
	json_quote(&expr, sv_str(r->opt->operand));
	if (run_add_filter(r, buf_sv(&expr), &why) != ST_OK)
		return err_set(err, ST_USAGE, "'%s' is no event id: %s", r->opt->operand,
			       why.text);
	return ST_OK;
}

static struct sv text_of(struct trace_page *p, row_t row, path_t path)
{
	if (row == ROW_NONE || path == PATH_NONE)
		return SV_NULL;
	return value_first(p->r->store, row, path, &p->arena).text;
}

static path_t field_path(const struct store *s, enum field_id id)
{
	const struct path_trie *t = store_paths_ro(s);

	return fields[id].src == FS_DERIVED
		       ? path_derived(t, id)
		       : path_find_child(t, PATH_ROOT, sv_str(fields[id].path));
}

static struct cell ids_of(struct trace_page *p, const row_t *rows, size_t n)
{
	p->ids = xreallocarray(p->ids, n, sizeof(*p->ids));
	for (size_t k = 0; k < n; k++) {
		p->ids[k] = text_of(p, rows[k], p->id);
		if (!p->ids[k].ptr)
			p->ids[k] = SV_LIT("(no id)");
	}
	return cell_list(p->ids, n);
}

static void get_hop(void *arg, size_t i, struct cell *cells)
{
	struct trace_page *p = arg;
	const struct lineage_hop *h = &p->trace.hops[i];
	const struct store *s = p->r->store;
	bool first = h->rule == LINEAGE_NO_RULE;

	arena_release(&p->arena);
	cells[HC_EVENT] = cell_text(text_of(p, h->row, p->id));
	cells[HC_TIME] = cell_time(h->row == ROW_NONE ? TICK_NONE : store_time(s, h->row));
	cells[HC_IDENTITY] = cell_text(h->identity);
	cells[HC_ACTION] = cell_text(h->action);
	cells[HC_RULE] =
		first ? cell_null() : cell_text(sv_str(lineage_rules[h->rule].name));
	cells[HC_CONFIDENCE] =
		first ? cell_null() : cell_text(sv_str(lineage_confidences[h->confidence]));
	cells[HC_ISSUED] = cell_text(h->issued);
	cells[HC_IP] = cell_text(text_of(p, h->row, field_path(s, FLD_IP)));
	cells[HC_SESSION] = cell_text(text_of(p, h->row, field_path(s, FLD_SESSION)));
	cells[HC_ACCOUNT] = cell_text(text_of(p, h->row, field_path(s, FLD_ACCOUNT)));
	cells[HC_CANDIDATES] =
		h->ncandidates ? ids_of(p, h->candidates, h->ncandidates) : cell_absent();
	if (p->r->opt->format != FMT_TABLE && p->r->opt->format != FMT_MD)
		return;
	cells[HC_MFA] = cell_text(text_of(p, h->row, field_path(s, FLD_MFA)));
	cells[HC_NOTE] = cell_text(h->note);
	cells[HC_PROOF] =
		h->ncandidates ? cells[HC_CANDIDATES] : ids_of(p, h->proof, h->nproof);
}

static void get_forward(void *arg, size_t i, struct cell *cells)
{
	struct trace_page *p = arg;

	cells[0] = cell_text(p->issued[i]);
	cells[1] = cell_text(p->filter[i]);
}

static void make_forward(struct run *r, struct trace_page *p)
{
	for (size_t k = 0; k < p->trace.n; k++) {
		AUTO_BUF struct buf b = BUF_INIT;
		bool cut;

		if (!lineage_forward(p->index, &p->trace, k, &b, &cut))
			continue;
		if (cut)
			buf_adds(&b, "  (and more)");
		p->issued[p->nforward] = p->trace.hops[k].issued;
		p->filter[p->nforward++] =
			sv_make(arena_text(&r->arena, buf_sv(&b)), b.len);
	}
}

static void print_page(struct run *r, struct trace_page *p)
{
	bool wide = r->opt->format == FMT_TABLE || r->opt->format == FMT_MD;
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct cell cells[PC_COUNT];
	struct rows_array array = { cells, PC_COUNT };
	struct rowset page = { page_cols, wide ? PC_COUNT : PC_JSON,
			       1,         rows_array_get,
			       &array,    true };
	struct rowset hops = { hop_cols, wide ? HC_COUNT : HC_JSON, p->trace.n, get_hop, p,
			       false };
	struct rowset forward = { forward_cols, 2, 0, get_forward, p, false };
	struct rowset seen;
	struct rowview view;
	AUTO_BUF struct buf why = BUF_INIT;

	array.ncols = page.ncols;
	rowview_make(&view, &hops, &r->rowsort, limit, &seen);
	cells[PC_EVENT] = cell_text(sv_str(r->opt->operand));
	cells[PC_HOPS] = cell_rows(&seen);
	cells[PC_STOP] = cell_text(sv_str(lineage_stops[p->trace.stop].name));
	if (wide) {
		lineage_stop_words(p->index, &p->trace, &why);
		make_forward(r, p);
		forward.nrows = p->nforward;
		cells[PC_WHY] = cell_text(buf_sv(&why));
		cells[PC_FORWARD] = cell_rows(&forward);
	}
	run_write_rows(r, &page);
	rowview_release(&view);
}

void trace_print(struct run *r)
{
	struct trace_page *p;
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
	p = xcalloc(1, sizeof(*p));
	p->r = r;
	p->index = index;
	p->id = field_path(r->store, FLD_ID);
	lineage_trace(index, selection_nth(r->sel, 0), &p->trace);
	print_page(r, p);
	lineage_release(&p->trace);
	arena_release(&p->arena);
	free(p->ids);
	free(p);
	lineage_index_unref(index);
}
