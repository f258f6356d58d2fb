/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage as a listing: JSON has gaps and stops as objects, tables as words. */
#include "coverage/coverage.h"

#include <inttypes.h>

static const struct col cols[CC_COUNT] = {
	[CC_ACCOUNT] = { "account", "ACCOUNT", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[CC_REGION] = { "region", "REGION", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[CC_EVENTS] = { "events", "EVENTS", 0, CELL_NUM, COL_NO_ROOM, NULL },
	[CC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_NO_ROOM, NULL },
	[CC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_NO_ROOM, NULL },
	[CC_MEDIAN] = { "median_gap_s", "MEDIAN", 0, CELL_NUM, COL_NO_ROOM,
			"the median time between two events, in seconds" },
	[CC_GAPS] = { "gaps", "GAPS", COL_JSON_ONLY, CELL_ROWS, COL_NO_ROOM,
		      "of from, to and hours: silences of at least 6 hours and 20 times "
		      "the median, between two events or up to where other regions of the "
		      "account reach" },
	[CC_MANAGEMENT] = { "management", "MANAGEMENT", 0, CELL_NUM, COL_NO_ROOM,
			    "management events" },
	[CC_DATA] = { "data", "DATA", 0, CELL_TALLY, COL_NO_ROOM,
		      "data events by service; Insight, network and aggregated events are "
		      "in neither" },
	[CC_STOPPED] = { "stopped", "STOPPED", COL_JSON_ONLY, CELL_ROWS, COL_NO_ROOM,
			 "of from, to and event: logging was stopped, to is null while it "
			 "did not come back" },
	[CC_GAPS_TEXT] = { "gaps", "GAPS", COL_TABLE_ONLY, CELL_PHRASES, COL_NO_ROOM,
			   NULL },
	[CC_STOPPED_TEXT] = { "stopped", "STOPPED", COL_TABLE_ONLY, CELL_PHRASES,
			      COL_NO_ROOM, NULL },
};

static const struct col gap_cols[] = {
	{ "from", NULL, 0, CELL_TIME, COL_NO_ROOM, NULL },
	{ "to", NULL, 0, CELL_TIME, COL_NO_ROOM, NULL },
	{ "hours", NULL, 0, CELL_TENTHS, COL_NO_ROOM, NULL },
};

static void get_gap(void *arg, size_t i, struct cell *c)
{
	const struct cover_row *row = ((const struct coverage_rows *)arg)->row;

	c[0] = cell_time(row->gaps[i].from);
	c[1] = cell_time(row->gaps[i].to);
	c[2] = cell_tenths(cover_gap_tenths(&row->gaps[i]));
}

static const struct col stop_cols[] = {
	{ "from", NULL, 0, CELL_TIME, COL_NO_ROOM, NULL },
	{ "to", NULL, 0, CELL_TIME, COL_NO_ROOM, NULL },
	{ "event", NULL, 0, CELL_TEXT, COL_NO_ROOM, NULL },
};

static void get_stop(void *arg, size_t i, struct cell *c)
{
	const struct cover_row *row = ((const struct coverage_rows *)arg)->row;

	c[0] = cell_time(row->stops[i].from);
	c[1] = cell_time(row->stops[i].to);
	c[2] = cell_text(row->stops[i].event);
}

void cover_gap_text(const struct cover_gap *g, struct buf *out)
{
	uint64_t n = cover_gap_tenths(g);

	time_format(out, g->from);
	buf_adds(out, "..");
	time_format(out, g->to);
	buf_addf(out, " (%" PRIu64 ".%" PRIu64 " h)", n / 10, n % 10);
}

void cover_stop_text(const struct cover_stop *s, struct buf *out)
{
	buf_addsv(out, s->event);
	buf_addc(out, ' ');
	time_format(out, s->from);
	buf_adds(out, "..");
	if (s->to != TICK_NONE)
		time_format(out, s->to);
}

static struct cell texts(struct rows *r, const struct cover_row *row, bool gaps)
{
	size_t n = gaps ? row->ngaps : row->nstops;
	struct sv *v = arena_alloc(&r->arena, MAX(n, 1u) * sizeof(*v));
	AUTO_BUF struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		buf_clear(&b);
		if (gaps)
			cover_gap_text(&row->gaps[i], &b);
		else
			cover_stop_text(&row->stops[i], &b);
		v[i] = sv_make(arena_text(&r->arena, buf_sv(&b)), b.len);
	}
	return cell_phrases(v, n);
}

static void cells(struct rows *r, size_t i, struct cell *c)
{
	struct coverage_rows *t = r->data;
	const struct cover_row *row = &t->c->rows[i];

	t->row = row;
	t->gaps = (struct rowset){ gap_cols, ARRAY_SIZE(gap_cols), row->ngaps, get_gap, t,
				   false };
	t->stops =
		(struct rowset){ stop_cols, ARRAY_SIZE(stop_cols), row->nstops, get_stop, t,
				 false };
	c[CC_ACCOUNT] = cell_text(row->account);
	c[CC_REGION] = cell_text(row->region);
	c[CC_EVENTS] = cell_num(row->events);
	c[CC_FIRST] = cell_time(row->first);
	c[CC_LAST] = cell_time(row->last);
	c[CC_MEDIAN] = row->median < 0 ? cell_null() : cell_num((uint64_t)row->median);
	c[CC_GAPS] = cell_rows(&t->gaps);
	c[CC_MANAGEMENT] = cell_num(row->management);
	c[CC_DATA] = cell_tally(row->data, row->ndata);
	c[CC_STOPPED] = cell_rows(&t->stops);
	c[CC_GAPS_TEXT] = texts(r, row, true);
	c[CC_STOPPED_TEXT] = texts(r, row, false);
}

const struct listing coverage_listing = {
	.key = "coverage",
	.title = "coverage",
	.none = "no event is loaded",
	.cols = cols,
	.ncols = CC_COUNT,
	.cells = cells,
};

void coverage_rows_init(struct coverage_rows *r, const struct coverage *c,
			enum reader reader)
{
	*r = (struct coverage_rows){ .c = c };
	r->r = (struct rows){
		.of = &coverage_listing, .n = c->n, .data = r, .reader = reader
	};
}

void coverage_rows_release(struct coverage_rows *r)
{
	rows_release(&r->r);
}
