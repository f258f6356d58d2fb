/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of a function's page: their columns and cells. */
#include "lambda/lists.h"

#include "event/rules.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define NO   COL_NO_ROOM
#define TAIL COL_KEEP_TAIL
#define JSON COL_JSON_ONLY

/* ---- cells ---- */

static struct cell keep(struct rows *r, const struct buf *b)
{
	if (!b->len)
		return cell_null();
	return cell_text(sv_make(arena_text(&r->arena, buf_sv(b)), b->len));
}

static struct cell texts(const struct lambda_texts *x)
{
	return cell_list(x->v, x->n);
}

static struct cell joined(struct rows *r, const struct sv *v, size_t n, const char *between)
{
	AUTO_BUF struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_adds(&b, between);
		buf_addsv(&b, v[i]);
	}
	return keep(r, &b);
}

/* A page in CSV is JSON text in cells, and phrases are one text there. */
static struct cell phrases(struct rows *r, const struct lambda_texts *x)
{
	return r->reader == READER_CSV ? joined(r, x->v, x->n, "; ")
				       : cell_phrases(x->v, x->n);
}

static struct cell time_cell(tick_t t)
{
	return cell_time(t == INT64_MIN ? TICK_NONE : t);
}

static const struct lambda_page *page_of(const struct rows *r)
{
	return ((const struct lambda_lists *)r->data)->page;
}

/* ---- invoked by ---- */

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

static const struct col caller_cols[CC_COUNT] = {
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
			 "begins later)" },
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
	return keep(r, &b);
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
	return cell_toned(keep(r, &b), TONE_BAR);
}

/* Calls over the time of the bars of the page. */
static struct cell by_hour(struct rows *r, const struct lambda_caller *v)
{
	const struct axis *a = &page_of(r)->axis;
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
	return cell_toned(keep(r, &b), TONE_NEW);
}

static void caller_cells(struct rows *r, size_t i, struct cell *c)
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

/* ---- changed by ---- */

static const struct col diff_cols[] = { { "key", NULL, 0, CELL_TEXT, NO, NULL },
					{ "from", NULL, 0, CELL_TEXT, NO, NULL },
					{ "to", NULL, 0, CELL_TEXT, NO, NULL },
					{ "how", NULL, 0, CELL_TEXT, NO, NULL } };
static const char *const diff_words[] = {
	[DIFF_CHANGED] = "changed", [DIFF_SET] = "set", [DIFF_TRIED] = "tried"
};

static void get_diff(void *arg, size_t i, struct cell *cells)
{
	const struct lambda_change *v = arg;
	const struct lambda_diff *d = &v->diffs[i];

	cells[0] = cell_text(d->key);
	cells[1] = cell_text(d->from);
	cells[2] = cell_text(d->to);
	cells[3] = cell_str(diff_words[d->kind]);
}

static const char *const class_words[FUNCTION_CLASS_COUNT] = { [FUNCTION_CODE] = "code",
							       [FUNCTION_CONFIG] = "config",
							       [FUNCTION_PERMISSION] =
								       "permission",
							       [FUNCTION_TRIGGER] =
								       "trigger" };

enum {
	HC_TIME,
	HC_EVENT,
	HC_CLASS,
	HC_RESULT,
	HC_IDENTITY,
	HC_SESSION,
	HC_IP,
	HC_AGENT,
	HC_MFA,
	HC_WHAT,
	HC_REMARKS,
	HC_CHANGES,
	HC_ID,
	HC_COUNT
};
static const struct col change_cols[HC_COUNT] = {
	[HC_TIME] = { "time", "TIME", COL_NAME, CELL_TIME, COL_ROOM_CLOCK(0, 1), NULL },
	[HC_EVENT] = { "event", "EVENT", 0, CELL_TEXT, { 14, 24, 0, 3 }, NULL },
	[HC_CLASS] = { "class", "CLASS", JSON, CELL_TEXT, NO,
		       "code, config, permission or trigger" },
	[HC_RESULT] = { "result", "RESULT", 0, CELL_RESULT, { 6, 6, 0, 2 }, NULL },
	[HC_IDENTITY] = { "identity", "IDENTITY", TAIL, CELL_WHO, { 12, 22, 1, 4 }, NULL },
	[HC_SESSION] = { "session", "SESSION", 0, CELL_TEXT, NO, NULL },
	[HC_IP] = { "ip", "SOURCE IP", 0, CELL_TEXT, { 10, 15, 2, 5 }, NULL },
	[HC_AGENT] = { "agent", "AGENT", JSON, CELL_TEXT, NO, NULL },
	[HC_MFA] = { "mfa", "MFA", 0, CELL_BOOL, NO, NULL },
	[HC_WHAT] = { "what",
		      "WHAT",
		      COL_GROW | COL_BLANK,
		      CELL_TEXT,
		      { 12, 40, 3, 6 },
		      "the change in words" },
	[HC_REMARKS] = { "remarks", "REMARKS", JSON, CELL_LIST, NO, NULL },
	[HC_CHANGES] = { "differences", "DIFFERENCES", JSON, CELL_ROWS, NO,
			 "of key, from, to, how: changed, set when the former value is not "
			 "known, tried when it failed" },
	[HC_ID] = { "id", "ID", JSON, CELL_TEXT, NO, "of the event" },
};

static enum tone result_tone(struct sv v)
{
	enum tone tone = TONE_OK;

	for (int i = 0; i < RES_COUNT; i++)
		if (sv_eqs(v, result_names[i]))
			tone = (enum tone)(TONE_OK + i);
	return tone;
}

static void change_cells(struct rows *r, size_t i, struct cell *c)
{
	struct lambda_lists *l = r->data;
	struct lambda_change *v = &l->page->changes[l->changes[i]];
	AUTO_BUF struct buf what = BUF_INIT;

	l->diffs = (struct rowset){
		.cols = diff_cols, .ncols = 4, .nrows = v->ndiffs, .get = get_diff, .arg = v
	};
	lambda_change_text(v, &what);
	c[HC_TIME] = cell_time(v->time);
	c[HC_EVENT] = cell_toned(cell_text(v->event), TONE_CHANGE);
	c[HC_CLASS] = cell_str(class_words[v->cls]);
	c[HC_RESULT] = cell_result(v->result, result_tone(v->result));
	c[HC_IDENTITY] = cell_who(v->identity, v->session);
	c[HC_SESSION] = cell_text(v->session);
	c[HC_IP] = cell_text(v->ip);
	c[HC_AGENT] = cell_text(v->agent);
	c[HC_MFA] = v->mfa.ptr ? cell_bool(sv_eqs(v->mfa, "true")) : cell_null();
	c[HC_WHAT] = keep(r, &what);
	c[HC_REMARKS] = texts(&v->remarks);
	c[HC_CHANGES] = cell_rows(&l->diffs);
	c[HC_ID] = cell_text(v->id);
}

/* ---- who may invoke ---- */

enum {
	GC_KIND,
	GC_STATEMENT,
	GC_PRINCIPAL,
	GC_ACTION,
	GC_SOURCE,
	GC_ACCOUNT,
	GC_ORG,
	GC_AUTH,
	GC_QUALIFIER,
	GC_LAYER,
	GC_OTHERS,
	GC_ADDED,
	GC_ADDED_BY,
	GC_REMOVED,
	GC_REMOVED_BY,
	GC_ENDED,
	GC_FLAGS,
	GC_ADDED_ID,
	GC_REMOVED_ID,
	GC_WHICH, /* the rest on the screen */
	GC_WHO,
	GC_COUNT
};
static const struct col grant_cols[GC_COUNT] = {
	[GC_KIND] = { "kind",
		      "KIND",
		      COL_NAME,
		      CELL_TEXT,
		      { 9, 9, 0, 1 },
		      "statement, url, layer or policy" },
	[GC_STATEMENT] = { "statement", "STATEMENT", 0, CELL_TEXT, NO, NULL },
	[GC_PRINCIPAL] = { "principal", "PRINCIPAL", 0, CELL_TEXT, NO, NULL },
	[GC_ACTION] = { "action", "ACTION", JSON, CELL_TEXT, NO, NULL },
	[GC_SOURCE] = { "source_arn",
			"SOURCE ARN",
			TAIL | COL_TAIL,
			CELL_TEXT,
			{ 10, 24, 4, 4 },
			NULL },
	[GC_ACCOUNT] = { "source_account", "OF ACCOUNT", 0, CELL_TEXT, NO, NULL },
	[GC_ORG] = { "org", "ORG", 0, CELL_TEXT, NO, NULL },
	[GC_AUTH] = { "url_auth", "URL AUTH", 0, CELL_TEXT, NO, NULL },
	[GC_QUALIFIER] = { "qualifier", "QUALIFIER", 0, CELL_TEXT, NO, NULL },
	[GC_LAYER] = { "layer", "LAYER", JSON, CELL_TEXT, NO, NULL },
	[GC_OTHERS] = { "conditions", "CONDITIONS", 0, CELL_TEXT, NO, NULL },
	[GC_ADDED] = { "added", "ADDED", 0, CELL_TIME, COL_ROOM_CLOCK(1, 5), NULL },
	[GC_ADDED_BY] = { "added_by", "ADDED BY", TAIL, CELL_TEXT, NO, NULL },
	[GC_REMOVED] = { "removed", "REMOVED", 0, CELL_TIME, COL_ROOM_CLOCK(1, 6), NULL },
	[GC_REMOVED_BY] = { "removed_by", "REMOVED BY", TAIL, CELL_TEXT, NO, NULL },
	[GC_ENDED] = { "ended", "ENDED", JSON, CELL_TEXT, NO,
		       "removed, replaced, function deleted" },
	[GC_FLAGS] = { "flags",
		       "FLAGS",
		       COL_GROW | COL_BLANK,
		       CELL_PHRASES,
		       { 12, 40, 3, 7 },
		       "dangers in words" },
	[GC_ADDED_ID] = { "added_id", "ADDED ID", JSON, CELL_TEXT, NO, NULL },
	[GC_REMOVED_ID] = { "removed_id", "REMOVED ID", JSON, CELL_TEXT, NO, NULL },
	[GC_WHICH] = { NULL, "STATEMENT", 0, CELL_TEXT, { 8, 18, 2, 2 }, NULL },
	[GC_WHO] = { NULL, "PRINCIPAL", COL_TAIL, CELL_TEXT, { 12, 24, 0, 3 }, NULL },
};

/* The first principal, or what a URL asks for. */
static struct cell first_principal(struct rows *r, const struct lambda_statement *st)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (st->nprincipals < 2)
		return cell_text(st->nprincipals ? st->principals[0] : st->url_auth);
	buf_addsv(&b, st->principals[0].len ? st->principals[0] : SV_LIT("-"));
	buf_adds(&b, " ...");
	return keep(r, &b);
}

static void grant_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lambda_grant *g = &page_of(r)->grants[i];
	const struct lambda_statement *st = &g->st;

	c[GC_KIND] = cell_str(lambda_grant_kind_names[g->kind]);
	c[GC_STATEMENT] = cell_text(st->sid);
	c[GC_PRINCIPAL] = joined(r, st->principals, st->nprincipals, ", ");
	c[GC_ACTION] = joined(r, st->actions, st->nactions, ", ");
	c[GC_SOURCE] = cell_text(st->source_arn);
	c[GC_ACCOUNT] = cell_text(st->source_account);
	c[GC_ORG] = cell_text(st->org);
	c[GC_AUTH] = cell_text(st->url_auth);
	c[GC_QUALIFIER] = cell_text(st->qualifier);
	c[GC_LAYER] = cell_text(g->layer);
	c[GC_OTHERS] = cell_text(st->others);
	c[GC_ADDED] = time_cell(g->from);
	c[GC_ADDED_BY] = cell_text(g->added_by);
	c[GC_REMOVED] = cell_time(g->to);
	c[GC_REMOVED_BY] = cell_text(g->removed_by);
	c[GC_ENDED] = cell_text(g->ended);
	c[GC_FLAGS] = cell_toned(phrases(r, &g->flags),
				 g->removed == ROW_NONE ? TONE_WARNING : TONE_DIM);
	c[GC_ADDED_ID] = cell_text(g->added_id);
	c[GC_REMOVED_ID] = cell_text(g->removed_id);
	if (r->reader != READER_SCREEN)
		return;
	c[GC_WHICH] = cell_text(g->kind == GRANT_LAYER ? g->layer : st->sid);
	c[GC_WHO] = first_principal(r, st);
}

/* ---- triggers ---- */

enum {
	TC_SERVICE,
	TC_EVENT,
	TC_FROM,
	TC_STATE,
	TC_WHERE,
	TC_UUID,
	TC_REQUESTS,
	TC_FIRST,
	TC_LAST,
	TC_IDENTITY,
	TC_HISTORY,
	TC_ID,
	TC_FILTER,
	TC_COUNT
};
static const struct col trigger_cols[TC_COUNT] = {
	[TC_SERVICE] = { "service", "SERVICE", COL_NAME, CELL_TEXT, { 8, 12, 0, 1 }, NULL },
	[TC_EVENT] = { "event", "EVENT", 0, CELL_TEXT, { 12, 24, 1, 2 }, NULL },
	[TC_FROM] = { "from",
		      "FROM",
		      TAIL | COL_GROW | COL_TAIL,
		      CELL_TEXT,
		      { 14, 40, 0, 3 },
		      "what sends the events" },
	[TC_STATE] = { "state", "STATE", 0, CELL_TEXT, { 8, 12, 0, 4 }, NULL },
	[TC_WHERE] = { "where", "NAMED IN", TAIL, CELL_TEXT, NO,
		       "the path that names the function" },
	[TC_UUID] = { "mapping", "MAPPING", 0, CELL_TEXT, NO, NULL },
	[TC_REQUESTS] = { "requests", "REQS", 0, CELL_NUM, { 4, 5, 4, 5 }, NULL },
	[TC_FIRST] = { "first", "FIRST", 0, CELL_TIME, NO, NULL },
	[TC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(2, 6), NULL },
	[TC_IDENTITY] = { "identity",
			  "LAST BY",
			  TAIL,
			  CELL_WHO,
			  { 10, 22, 3, 7 },
			  "of the last request" },
	[TC_HISTORY] = { "history", "HISTORY", 0, CELL_TEXT, NO, NULL },
	[TC_ID] = { "id", "ID", JSON, CELL_TEXT, NO, "of the last request" },
	[TC_FILTER] = { "filter", "FILTER", JSON, CELL_TEXT, NO,
			"an expression for these events" },
};

static void trigger_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lambda_trigger *v = &page_of(r)->triggers[i];
	bool on = sv_eqs(v->state, "set") || sv_eqs(v->state, "enabled");

	c[TC_SERVICE] = cell_text(v->service);
	c[TC_EVENT] = cell_text(v->event);
	c[TC_FROM] = cell_text(v->from);
	c[TC_STATE] = cell_toned(cell_text(v->state), on ? TONE_TEXT : TONE_DIM);
	c[TC_WHERE] = cell_text(v->where);
	c[TC_UUID] = cell_text(v->uuid);
	c[TC_REQUESTS] = cell_num(v->count);
	c[TC_FIRST] = cell_time(v->first);
	c[TC_LAST] = cell_time(v->last);
	c[TC_IDENTITY] = cell_who(v->identity, SV_NULL);
	c[TC_HISTORY] = cell_text(v->what);
	c[TC_ID] = cell_text(v->id);
	c[TC_FILTER] = cell_text(v->open);
}

/* ---- what it did ---- */

enum {
	AC_SOURCE,
	AC_EVENT,
	AC_COUNT_,
	AC_ALL,
	AC_FAILED,
	AC_FIRST,
	AC_LAST,
	AC_EVIDENCE,
	AC_STRENGTH,
	AC_FLAG,
	AC_FILTER,
	AC_COUNT
};
static const struct col act_cols[AC_COUNT] = {
	[AC_SOURCE] = { "source", "SOURCE", COL_NAME, CELL_TEXT, { 8, 15, 0, 1 }, NULL },
	[AC_EVENT] = { "event", "EVENT", COL_GROW, CELL_TEXT, { 14, 24, 0, 2 }, NULL },
	[AC_COUNT_] = { "count",
			"COUNT",
			0,
			CELL_NUM,
			{ 6, 9, 0, 3 },
			"of the matching events" },
	[AC_ALL] = { "all", "OF ALL", 0, CELL_NUM, { 6, 9, 6, 4 }, "whatever is filtered" },
	[AC_FAILED] = { "failed", "FAILED", 0, CELL_NUM, { 6, 7, 1, 5 }, NULL },
	[AC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(4, 6), NULL },
	[AC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(3, 7), NULL },
	[AC_EVIDENCE] = { "evidence", "EVIDENCE", 0, CELL_TEXT, { 9, 28, 2, 8 }, NULL },
	[AC_STRENGTH] = { "strength", "STRENGTH", 0, CELL_TEXT, NO,
			  "exact, strong or probable" },
	[AC_FLAG] = { "flag",
		      "FLAG",
		      COL_BLANK,
		      CELL_TEXT,
		      { 8, 22, 5, 9 },
		      "what is remarkable" },
	[AC_FILTER] = { "filter", "FILTER", JSON, CELL_TEXT, NO,
			"an expression for these events" },
};

static void act_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lambda_act *v = &page_of(r)->acts[i];

	c[AC_SOURCE] = cell_text(v->source);
	c[AC_EVENT] = cell_text(v->event);
	c[AC_COUNT_] = cell_num(v->count);
	c[AC_ALL] = cell_num(v->all);
	c[AC_FAILED] = cell_num(v->failed);
	c[AC_FIRST] = cell_time(v->first);
	c[AC_LAST] = cell_time(v->last);
	c[AC_EVIDENCE] = cell_str(lambda_evidence_words[v->evidence]);
	c[AC_STRENGTH] = cell_str(lambda_evidence_strength[v->evidence]);
	c[AC_FLAG] = cell_toned(cell_text(v->flag), TONE_WARNING);
	c[AC_FILTER] = cell_text(v->open);
}

/* ---- last known configuration ---- */

static const struct col known_cols[] = { { "key", "KEY", 0, CELL_TEXT, NO, NULL },
					 { "value", "VALUE", 0, CELL_TEXT, NO, NULL },
					 { "since", "SINCE", 0, CELL_TIME, NO, NULL } };

static void known_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lambda_known *k = &page_of(r)->known[i];

	c[0] = cell_text(k->key);
	c[1] = cell_text(k->value);
	c[2] = cell_time(k->since);
}

/* ---- the lists ---- */

#define LISTING(id, key_, title_, tab_, none_, name)                                       \
	[LL_##id] = { .key = (key_),                                                       \
		      .title = (title_),                                                   \
		      .tab = (tab_),                                                       \
		      .none = (none_),                                                     \
		      .cols = name##_cols,                                                 \
		      .ncols = ARRAY_SIZE(name##_cols),                                    \
		      .tag = LL_##id,                                                      \
		      .cells = name##_cells,                                               \
		      .expr = lambda_lists_expr,                                           \
		      .value = lambda_lists_value,                                         \
		      .event = lambda_lists_event,                                         \
		      .words = lambda_lists_words }

const struct listing lambda_listings[LL_COUNT] = {
	LISTING(CALLERS, "invoked_by", "invoked by", NULL, "no invocation is shown",
		caller),
	LISTING(CHANGES, "changed_by", "changed by", NULL, "no change is shown", change),
	LISTING(GRANTS, "may_invoke", "who may invoke", "may invoke",
		"no permission was given or taken in the loaded files", grant),
	LISTING(TRIGGERS, "triggers", "triggers", NULL, "no trigger is in the loaded files",
		trigger),
	LISTING(ACTS, "did", "what it did", "did",
		"nothing made with its credentials is loaded", act),
	LISTING(KNOWN, "state", "last known configuration", NULL, "nothing is known of it",
		known),
};

static size_t size_of(const struct lambda_page *p, enum lambda_list_id id)
{
	const size_t n[LL_COUNT] = {
		[LL_CALLERS] = p->ncallers, [LL_CHANGES] = p->nchanges_shown,
		[LL_GRANTS] = p->ngrants,   [LL_TRIGGERS] = p->ntriggers,
		[LL_ACTS] = p->nacts,       [LL_KNOWN] = p->nknown
	};

	return n[id];
}

void lambda_lists_init(struct lambda_lists *l, const struct lambda_page *page,
		       enum reader reader)
{
	size_t n = 0;

	*l = (struct lambda_lists){ .page = page };
	for (int i = 0; i < LL_COUNT; i++)
		l->r[i] = (struct rows){ .of = &lambda_listings[i],
					 .n = size_of(page, (enum lambda_list_id)i),
					 .data = l,
					 .reader = reader };
	if (!page->index->has_calls)
		l->r[LL_CALLERS].none = "invocations are not logged in this trail";
	l->changes = xcalloc(MAX(page->nchanges_shown, 1), sizeof(*l->changes));
	for (size_t i = 0; i < page->nchanges; i++)
		if (page->changes[i].shown)
			l->changes[n++] = (uint32_t)i;
}

void lambda_lists_release(struct lambda_lists *l)
{
	for (int i = 0; i < LL_COUNT; i++)
		rows_release(&l->r[i]);
	free(l->changes);
	l->changes = NULL;
}

/* ---- the page ---- */

void lambda_pagerows_init(struct lambda_pagerows *t, const struct lambda_page *p,
			  enum reader reader, size_t limit)
{
	struct rows *lists[LL_COUNT];

	t->one = (struct lambda_rows){ .index = p->index,
				       .rows = (struct lambda_row *)(uintptr_t)&p->row,
				       .n = 1,
				       .has_calls = p->index->has_calls };
	lambda_list_init(&t->row, &t->one, reader);
	lambda_lists_init(&t->lists, p, reader);
	for (int i = 0; i < LL_COUNT; i++)
		lists[i] = &t->lists.r[i];
	page_init(&t->page, &t->row.r, 0, lists, LL_COUNT, limit);
	page_add(&t->page, "notes", "notes", cell_phrases(p->notes.v, p->notes.n));
}

void lambda_pagerows_release(struct lambda_pagerows *t)
{
	page_release(&t->page);
	lambda_lists_release(&t->lists);
	lambda_list_release(&t->row);
}
