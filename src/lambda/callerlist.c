/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who invoked a function: columns and cells. */
#include "lambda/lists.h"

#define NO   COL_NO_ROOM
#define TAIL COL_KEEP_TAIL
#define JSON COL_JSON_ONLY

static struct cell texts(const struct lambda_texts *x)
{
	return cell_list(x->v, x->n);
}

static const struct col hour_cols[] = {
	{ "hour", NULL, 0, CELL_TIME, NO, NULL },
	{ "calls", NULL, 0, CELL_NUM, NO, NULL },
};

static void get_hour(void *arg, size_t i, struct cell *cells)
{
	const struct lambda_caller *v = arg;

	cells[0] = cell_time(v->hours[i].hour * 3600 * TICKS_PER_SEC);
	cells[1] = cell_num(v->hours[i].calls);
}

enum {
	CC_CALLER,
	CC_SOURCE,
	CC_ACCOUNT,
	CC_CALLS,
	CC_SHARE,
	CC_FAILED,
	CC_RETRIES,
	CC_ASYNC,
	CC_FIRST,
	CC_LAST,
	CC_NEW,
	CC_VERDICT,
	CC_WHY,
	CC_ALERTS,
	CC_QUALIFIERS,
	CC_TYPES,
	CC_ADDRESSES,
	CC_VIA,
	CC_VPC,
	CC_HOURS,
	CC_FILTER,
	CC_BAR, /* the rest on the screen */
	CC_BY_HOUR,
	CC_FROM,
	CC_COUNT
};

#define BAR_WIDTH   8
#define HOURS_WIDTH 24

_Static_assert((int)CC_COUNT == LAMBDA_CALLER_COLS, "columns of callers");

const struct col lambda_caller_cols[LAMBDA_CALLER_COLS] = {
	[CC_CALLER] = { "caller",
			"CALLER",
			TAIL | COL_NAME | COL_GROW,
			CELL_WHO,
			{ 14, 28, 0, 1 },
			NULL },
	[CC_SOURCE] = { "source_arn", "SOURCE ARN", TAIL, CELL_TEXT, NO, NULL },
	[CC_ACCOUNT] = { "source_account", "OF ACCOUNT", 0, CELL_TEXT, NO, NULL },
	[CC_CALLS] = { "calls", "CALLS", 0, CELL_NUM, { 9, 10, 0, 2 }, NULL },
	[CC_SHARE] = { "share", "SHARE", 0, CELL_SHARE, { 6, 6, 3, 3 }, "of all calls" },
	[CC_FAILED] = { "failed", "FAILED", 0, CELL_NUM, { 6, 7, 2, 5 }, NULL },
	[CC_RETRIES] = { "retries", "RETRIES", JSON, CELL_NUM, NO,
			 "further runs of an asynchronous call" },
	[CC_ASYNC] = { "async", "ASYNC", JSON, CELL_NUM, NO, NULL },
	[CC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(4, 7), NULL },
	[CC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(1, 8), NULL },
	[CC_NEW] = { "new", "NEW", JSON, CELL_BOOL, NO, "not before --since" },
	[CC_VERDICT] = { "verdict",
			 "VERDICT",
			 0,
			 CELL_TEXT,
			 { 10, 10, 0, 6 },
			 "granted (a statement lets the caller in), mapping (an event "
			 "source mapping does), not needed (same account: the caller's own "
			 "policy decides), revoked (the statement had been removed, 5 "
			 "minutes of delay allowed), no grant (permissions are known since "
			 "the function was created, and none matches), unknown (the log "
			 "leaves it open: it begins later, or does not say which alias, "
			 "role, source or organization called; why says which); a "
			 "statement "
			 "covers only the alias, version or function it was made for" },
	[CC_WHY] = { "why", "WHY", 0, CELL_TEXT, NO, NULL },
	[CC_ALERTS] = { "alerts", "ALERTS", JSON, CELL_NUM, NO,
			"calls that were revoked or have no grant" },
	[CC_QUALIFIERS] = { "qualifiers", "QUALIFIERS", 0, CELL_LIST, NO, NULL },
	[CC_TYPES] = { "types", "TYPES", JSON, CELL_LIST, NO, NULL },
	[CC_ADDRESSES] = { "addresses", "ADDRESSES", 0, CELL_LIST, NO, NULL },
	[CC_VIA] = { "via", "VIA", JSON, CELL_LIST, NO, NULL },
	[CC_VPC] = { "vpc", "VPC", JSON, CELL_LIST, NO, NULL },
	[CC_HOURS] = { "hours", "HOURS", JSON, CELL_ROWS, NO, "of hour and calls" },
	[CC_FILTER] = { "filter", "FILTER", JSON, CELL_TEXT, NO,
			"an expression for these events" },
	[CC_BAR] = { NULL, "", COL_BLANK, CELL_TEXT, { BAR_WIDTH, BAR_WIDTH, 5, 4 }, NULL },
	[CC_BY_HOUR] = { NULL,
			 "BY HOUR",
			 0,
			 CELL_SPARK,
			 { HOURS_WIDTH, HOURS_WIDTH, 7, 9 },
			 NULL },
	[CC_FROM] = { NULL,
		      "SOURCE ARN",
		      COL_GROW | COL_TAIL,
		      CELL_TEXT,
		      { 12, 30, 6, 10 },
		      NULL },
};

/* Of what alarms, people are told for how many of the calls it holds. */
static struct cell why(struct rows *r, const struct lambda_caller *v)
{
	AUTO_BUF struct buf b = BUF_INIT;
	uint64_t n = v->verdicts[v->verdict];

	if (r->reader == READER_JSON || v->verdict < VERDICT_UNKNOWN || n >= v->calls)
		return cell_text(v->why);
	buf_addf(&b, "%llu of %llu calls: ", (unsigned long long)n,
		 (unsigned long long)v->calls);
	buf_addsv(&b, v->why);
	return rows_cell_text(r, &b);
}

static enum tone verdict_tone(enum lambda_verdict v)
{
	return v == VERDICT_REVOKED || v == VERDICT_NO_GRANT ? TONE_ERROR
	       : v == VERDICT_UNKNOWN                        ? TONE_WARNING
							     : TONE_TEXT;
}

static struct cell share_bar(struct rows *r, uint64_t part, uint64_t all)
{
	AUTO_BUF struct buf b = BUF_INIT;
	uint64_t n = all ? (part * BAR_WIDTH + all - 1) / all : 0;

	while (n--)
		buf_addc(&b, '#');
	return cell_toned(rows_cell_text(r, &b), TONE_BAR);
}

/* Calls over the time of the bars of the page. */
static struct cell by_hour(struct rows *r, const struct lambda_caller *v)
{
	const struct axis *a = &((const struct lambda_lists *)r->data)->page->axis;
	uint32_t *n = arena_alloc(&r->arena, HOURS_WIDTH * sizeof(*n));
	tick_t span = axis_end(a) - a->from;

	memset(n, 0, HOURS_WIDTH * sizeof(*n));
	for (size_t i = 0; a->n && i < v->nhours; i++) {
		tick_t at = v->hours[i].hour * 3600 * TICKS_PER_SEC - a->from;
		tick_t k = at <= 0 ? 0 : at / (span / HOURS_WIDTH + 1);

		n[MIN(k, HOURS_WIDTH - 1)] += v->hours[i].calls;
	}
	return cell_spark(n, HOURS_WIDTH);
}

static struct cell news_and_source(struct rows *r, const struct lambda_caller *v)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (!v->is_new)
		return cell_text(v->source_arn);
	buf_adds(&b, "NEW ");
	buf_addsv(&b, v->source_arn.len ? v->source_arn : SV_LIT("-"));
	return cell_toned(rows_cell_text(r, &b), TONE_NEW);
}

void lambda_caller_cells(struct rows *r, size_t i, struct cell *c)
{
	struct lambda_lists *l = r->data;
	struct lambda_caller *v = &l->page->callers[i];
	uint64_t all = l->page->row.shown.invocations;

	l->hours = (struct rowset){
		.cols = hour_cols, .ncols = 2, .nrows = v->nhours, .get = get_hour, .arg = v
	};
	c[CC_CALLER] = cell_who(v->identity, SV_NULL);
	c[CC_SOURCE] = cell_text(v->source_arn);
	c[CC_ACCOUNT] = cell_text(v->source_account);
	c[CC_CALLS] = cell_num(v->calls);
	c[CC_SHARE] = cell_toned(cell_share(v->calls, all), TONE_TEXT);
	c[CC_FAILED] = cell_num(v->failed);
	c[CC_RETRIES] = cell_num(v->retries);
	c[CC_ASYNC] = cell_num(v->async);
	c[CC_FIRST] = cell_time(v->first);
	c[CC_LAST] = cell_time(v->last);
	c[CC_NEW] = cell_bool(v->is_new);
	c[CC_VERDICT] = cell_toned(cell_str(lambda_verdict_names[v->verdict]),
				   verdict_tone(v->verdict));
	c[CC_WHY] = why(r, v);
	c[CC_ALERTS] =
		cell_num(v->verdicts[VERDICT_NO_GRANT] + v->verdicts[VERDICT_REVOKED]);
	c[CC_QUALIFIERS] = texts(&v->qualifiers);
	c[CC_TYPES] = texts(&v->types);
	c[CC_ADDRESSES] = texts(&v->addresses);
	c[CC_VIA] = texts(&v->via);
	c[CC_VPC] = texts(&v->vpc);
	c[CC_HOURS] = cell_rows(&l->hours);
	c[CC_FILTER] = cell_text(v->open);
	if (r->reader != READER_SCREEN)
		return;
	c[CC_BAR] = share_bar(r, v->calls, all);
	c[CC_BY_HOUR] = by_hour(r, v);
	c[CC_FROM] = news_and_source(r, v);
}
