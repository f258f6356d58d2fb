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
	return rows_cell_text(r, &b);
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
	c[HC_WHAT] = rows_cell_text(r, &what);
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
		       "removed, replaced, function, alias, version or policy deleted" },
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
	return rows_cell_text(r, &b);
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
		lambda_caller),
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
	if (!page->row.logged)
		l->r[LL_CALLERS].none = "invocations are not logged here";
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
