/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and cells of each list of the page. */
#include "verb/functionpage.h"

#include "util/xalloc.h"
#include "verb/functionrows.h"

#include <stdlib.h>

/* LIST TABLE: the lists of a page, in the order of the columns. */
#define PAGE_LIST(_)                                                                       \
	_(CALLERS, "invoked_by", "invoked by")                                             \
	_(CHANGES, "changed_by", "changed by")                                             \
	_(GRANTS, "may_invoke", "who may invoke")                                          \
	_(TRIGGERS, "triggers", "triggers")                                                \
	_(ACTS, "did", "what it did")                                                      \
	_(KNOWN, "state", "last known configuration")
enum page_list {
#define E(id, key, title) PL_##id,
	PAGE_LIST(E) PL_COUNT
#undef E
};
static const struct col list_cols[PL_COUNT] = {
#define E(id, key, title) { key, title, 0 },
	PAGE_LIST(E)
#undef E
};
/* Columns of the page: those of a row of functions, the lists, the notes. */
#define PC_LISTS ((size_t)FR_COUNT)
#define PC_NOTES (PC_LISTS + PL_COUNT)
#define PC_COUNT (PC_NOTES + 1)

struct fnpage {
	const struct lambda_page *p;
	bool words; /* lists of phrases as one text, not as an array */
	struct col cols[PC_COUNT];
	struct cell cells[PC_COUNT];
	struct rowset lists[PL_COUNT], page;
	struct rows_array array;
	size_t *changes; /* the shown ones */
	/* what the cells of the last row borrow */
	struct arena arena;
	struct rowset hours, diffs;
	const struct lambda_caller *caller;
	const struct lambda_change *change;
};

/* ---- cells ---- */

static struct cell keep(struct fnpage *t, struct buf *b)
{
	return cell_text(sv_make(arena_str(&t->arena, buf_sv(b)), b->len));
}

/* Phrases: an array, or joined by "; " where there are none. */
static struct cell phrases(struct fnpage *t, const struct lambda_texts *x)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (!t->words)
		return cell_list(x->v, x->n);
	for (size_t i = 0; i < x->n; i++) {
		if (i)
			buf_adds(&b, "; ");
		buf_addsv(&b, x->v[i]);
	}
	return x->n ? keep(t, &b) : cell_null();
}

static struct cell joined(struct fnpage *t, const struct sv *v, size_t n)
{
	AUTO_BUF struct buf b = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_adds(&b, ", ");
		buf_addsv(&b, v[i]);
	}
	return n ? keep(t, &b) : cell_null();
}

static struct cell time_cell(tick_t t)
{
	return cell_time(t == INT64_MIN ? TICK_NONE : t);
}

/* "40.4%" */
static struct cell share(struct fnpage *t, uint64_t part, uint64_t all)
{
	AUTO_BUF struct buf b = BUF_INIT;
	uint64_t mille = all ? (part * 2000 + all) / (2 * all) : 0;

	buf_addf(&b, "%llu.%llu%%", (unsigned long long)(mille / 10),
		 (unsigned long long)(mille % 10));
	return keep(t, &b);
}

/* ---- invoked by ---- */

static const struct col hour_cols[] = { { "hour", NULL, 0 }, { "calls", NULL, 0 } };

static void get_hour(void *arg, size_t i, struct cell *cells)
{
	const struct fnpage *t = arg;

	cells[0] = cell_time(t->caller->hours[i].hour * 3600 * TICKS_PER_SEC);
	cells[1] = cell_num(t->caller->hours[i].calls);
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
	CC_COUNT
};
static const struct col caller_cols[CC_COUNT] = {
	[CC_CALLER] = { "caller", "CALLER", COL_KEEP_TAIL },
	[CC_SOURCE] = { "source_arn", "SOURCE ARN", COL_KEEP_TAIL },
	[CC_ACCOUNT] = { "source_account", "OF ACCOUNT", 0 },
	[CC_CALLS] = { "calls", "CALLS", 0 },
	[CC_SHARE] = { "share", "SHARE", 0 },
	[CC_FAILED] = { "failed", "FAILED", 0 },
	[CC_RETRIES] = { "retries", "RETRIES", COL_JSON_ONLY },
	[CC_ASYNC] = { "async", "ASYNC", COL_JSON_ONLY },
	[CC_FIRST] = { "first", "FIRST", 0 },
	[CC_LAST] = { "last", "LAST", 0 },
	[CC_NEW] = { "new", "NEW", COL_JSON_ONLY },
	[CC_VERDICT] = { "verdict", "VERDICT", 0 },
	[CC_WHY] = { "why", "WHY", 0 },
	[CC_ALERTS] = { "alerts", "ALERTS", COL_JSON_ONLY },
	[CC_QUALIFIERS] = { "qualifiers", "QUALIFIERS", 0 },
	[CC_TYPES] = { "types", "TYPES", COL_JSON_ONLY },
	[CC_ADDRESSES] = { "addresses", "ADDRESSES", 0 },
	[CC_VIA] = { "via", "VIA", COL_JSON_ONLY },
	[CC_VPC] = { "vpc", "VPC", COL_JSON_ONLY },
	[CC_HOURS] = { "hours", "HOURS", COL_JSON_ONLY },
	[CC_FILTER] = { "filter", "FILTER", COL_JSON_ONLY },
};

static struct cell texts(const struct lambda_texts *x)
{
	return cell_list(x->v, x->n);
}

/* Of what alarms, tables say for how many of the calls it holds. */
static struct cell why(struct fnpage *t, const struct lambda_caller *v)
{
	AUTO_BUF struct buf b = BUF_INIT;
	uint64_t n = v->verdicts[v->verdict];

	if (!t->words || v->verdict < VERDICT_UNKNOWN || n >= v->calls)
		return cell_text(v->why);
	buf_addf(&b, "%llu of %llu calls: ", (unsigned long long)n,
		 (unsigned long long)v->calls);
	buf_addsv(&b, v->why);
	return keep(t, &b);
}

static void get_caller(void *arg, size_t i, struct cell *c)
{
	struct fnpage *t = arg;
	const struct lambda_caller *v = &t->p->callers[i];

	arena_release(&t->arena);
	t->caller = v;
	t->hours = (struct rowset){
		.cols = hour_cols, .ncols = 2, .nrows = v->nhours, .get = get_hour, .arg = t
	};
	c[CC_CALLER] = cell_text(v->identity);
	c[CC_SOURCE] = cell_text(v->source_arn);
	c[CC_ACCOUNT] = cell_text(v->source_account);
	c[CC_CALLS] = cell_num(v->calls);
	c[CC_SHARE] = share(t, v->calls, t->p->row.shown.invocations);
	c[CC_FAILED] = cell_num(v->failed);
	c[CC_RETRIES] = cell_num(v->retries);
	c[CC_ASYNC] = cell_num(v->async);
	c[CC_FIRST] = cell_time(v->first);
	c[CC_LAST] = cell_time(v->last);
	c[CC_NEW] = cell_bool(v->is_new);
	c[CC_VERDICT] = cell_text(sv_str(lambda_verdict_names[v->verdict]));
	c[CC_WHY] = why(t, v);
	c[CC_ALERTS] =
		cell_num(v->verdicts[VERDICT_NO_GRANT] + v->verdicts[VERDICT_REVOKED]);
	c[CC_QUALIFIERS] = texts(&v->qualifiers);
	c[CC_TYPES] = texts(&v->types);
	c[CC_ADDRESSES] = texts(&v->addresses);
	c[CC_VIA] = texts(&v->via);
	c[CC_VPC] = texts(&v->vpc);
	c[CC_HOURS] = cell_rows(&t->hours);
	c[CC_FILTER] = cell_text(v->open);
}

/* ---- changed by ---- */

static const struct col diff_cols[] = {
	{ "key", NULL, 0 }, { "from", NULL, 0 }, { "to", NULL, 0 }, { "how", NULL, 0 }
};
static const char *const diff_words[] = {
	[DIFF_CHANGED] = "changed", [DIFF_SET] = "set", [DIFF_TRIED] = "tried"
};

static void get_diff(void *arg, size_t i, struct cell *cells)
{
	const struct fnpage *t = arg;
	const struct lambda_diff *d = &t->change->diffs[i];

	cells[0] = cell_text(d->key);
	cells[1] = cell_text(d->from);
	cells[2] = cell_text(d->to);
	cells[3] = cell_text(sv_str(diff_words[d->kind]));
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
	[HC_TIME] = { "time", "TIME", 0 },
	[HC_EVENT] = { "event", "EVENT", 0 },
	[HC_CLASS] = { "class", "CLASS", COL_JSON_ONLY },
	[HC_RESULT] = { "result", "RESULT", 0 },
	[HC_IDENTITY] = { "identity", "IDENTITY", COL_KEEP_TAIL },
	[HC_SESSION] = { "session", "SESSION", 0 },
	[HC_IP] = { "ip", "SOURCE IP", 0 },
	[HC_AGENT] = { "agent", "AGENT", COL_JSON_ONLY },
	[HC_MFA] = { "mfa", "MFA", 0 },
	[HC_WHAT] = { "what", "WHAT", 0 },
	[HC_REMARKS] = { "remarks", "REMARKS", COL_JSON_ONLY },
	[HC_CHANGES] = { "differences", "DIFFERENCES", COL_JSON_ONLY },
	[HC_ID] = { "id", "ID", COL_JSON_ONLY },
};

static void get_change(void *arg, size_t i, struct cell *c)
{
	struct fnpage *t = arg;
	const struct lambda_change *v = &t->p->changes[t->changes[i]];
	AUTO_BUF struct buf what = BUF_INIT;

	arena_release(&t->arena);
	t->change = v;
	t->diffs = (struct rowset){
		.cols = diff_cols, .ncols = 4, .nrows = v->ndiffs, .get = get_diff, .arg = t
	};
	lambda_change_text(v, &what);
	c[HC_TIME] = cell_time(v->time);
	c[HC_EVENT] = cell_text(v->event);
	c[HC_CLASS] = cell_text(sv_str(class_words[v->cls]));
	c[HC_RESULT] = cell_text(v->result);
	c[HC_IDENTITY] = cell_text(v->identity);
	c[HC_SESSION] = cell_text(v->session);
	c[HC_IP] = cell_text(v->ip);
	c[HC_AGENT] = cell_text(v->agent);
	c[HC_MFA] = v->mfa.ptr ? cell_bool(sv_eqs(v->mfa, "true")) : cell_null();
	c[HC_WHAT] = what.len ? keep(t, &what) : cell_null();
	c[HC_REMARKS] = texts(&v->remarks);
	c[HC_CHANGES] = cell_rows(&t->diffs);
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
	GC_COUNT
};
static const struct col grant_cols[GC_COUNT] = {
	[GC_KIND] = { "kind", "KIND", 0 },
	[GC_STATEMENT] = { "statement", "STATEMENT", 0 },
	[GC_PRINCIPAL] = { "principal", "PRINCIPAL", 0 },
	[GC_ACTION] = { "action", "ACTION", COL_JSON_ONLY },
	[GC_SOURCE] = { "source_arn", "SOURCE ARN", COL_KEEP_TAIL },
	[GC_ACCOUNT] = { "source_account", "OF ACCOUNT", 0 },
	[GC_ORG] = { "org", "ORG", 0 },
	[GC_AUTH] = { "url_auth", "URL AUTH", 0 },
	[GC_QUALIFIER] = { "qualifier", "QUALIFIER", 0 },
	[GC_LAYER] = { "layer", "LAYER", COL_JSON_ONLY },
	[GC_OTHERS] = { "conditions", "CONDITIONS", 0 },
	[GC_ADDED] = { "added", "ADDED", 0 },
	[GC_ADDED_BY] = { "added_by", "BY", COL_KEEP_TAIL },
	[GC_REMOVED] = { "removed", "REMOVED", 0 },
	[GC_REMOVED_BY] = { "removed_by", "BY", COL_KEEP_TAIL },
	[GC_ENDED] = { "ended", "ENDED", COL_JSON_ONLY },
	[GC_FLAGS] = { "flags", "FLAGS", 0 },
	[GC_ADDED_ID] = { "added_id", "ADDED ID", COL_JSON_ONLY },
	[GC_REMOVED_ID] = { "removed_id", "REMOVED ID", COL_JSON_ONLY },
};

static void get_grant(void *arg, size_t i, struct cell *c)
{
	struct fnpage *t = arg;
	const struct lambda_grant *g = &t->p->grants[i];
	const struct lambda_statement *st = &g->st;

	arena_release(&t->arena);
	c[GC_KIND] = cell_text(sv_str(lambda_grant_kind_names[g->kind]));
	c[GC_STATEMENT] = cell_text(st->sid);
	c[GC_PRINCIPAL] = joined(t, st->principals, st->nprincipals);
	c[GC_ACTION] = joined(t, st->actions, st->nactions);
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
	c[GC_FLAGS] = phrases(t, &g->flags);
	c[GC_ADDED_ID] = cell_text(g->added_id);
	c[GC_REMOVED_ID] = cell_text(g->removed_id);
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
	[TC_SERVICE] = { "service", "SERVICE", 0 },
	[TC_EVENT] = { "event", "EVENT", 0 },
	[TC_FROM] = { "from", "FROM", COL_KEEP_TAIL },
	[TC_STATE] = { "state", "STATE", 0 },
	[TC_WHERE] = { "where", "NAMED IN", COL_KEEP_TAIL },
	[TC_UUID] = { "mapping", "MAPPING", 0 },
	[TC_REQUESTS] = { "requests", "REQUESTS", 0 },
	[TC_FIRST] = { "first", "FIRST", 0 },
	[TC_LAST] = { "last", "LAST", 0 },
	[TC_IDENTITY] = { "identity", "LAST BY", COL_KEEP_TAIL },
	[TC_HISTORY] = { "history", "HISTORY", 0 },
	[TC_ID] = { "id", "ID", COL_JSON_ONLY },
	[TC_FILTER] = { "filter", "FILTER", COL_JSON_ONLY },
};

static void get_trigger(void *arg, size_t i, struct cell *c)
{
	struct fnpage *t = arg;
	const struct lambda_trigger *v = &t->p->triggers[i];

	c[TC_SERVICE] = cell_text(v->service);
	c[TC_EVENT] = cell_text(v->event);
	c[TC_FROM] = cell_text(v->from);
	c[TC_STATE] = cell_text(v->state);
	c[TC_WHERE] = cell_text(v->where);
	c[TC_UUID] = cell_text(v->uuid);
	c[TC_REQUESTS] = cell_num(v->count);
	c[TC_FIRST] = cell_time(v->first);
	c[TC_LAST] = cell_time(v->last);
	c[TC_IDENTITY] = cell_text(v->identity);
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
	[AC_SOURCE] = { "source", "SOURCE", 0 },
	[AC_EVENT] = { "event", "EVENT", 0 },
	[AC_COUNT_] = { "count", "COUNT", 0 },
	[AC_ALL] = { "all", "OF ALL", 0 },
	[AC_FAILED] = { "failed", "FAILED", 0 },
	[AC_FIRST] = { "first", "FIRST", 0 },
	[AC_LAST] = { "last", "LAST", 0 },
	[AC_EVIDENCE] = { "evidence", "EVIDENCE", 0 },
	[AC_STRENGTH] = { "strength", "STRENGTH", 0 },
	[AC_FLAG] = { "flag", "FLAG", 0 },
	[AC_FILTER] = { "filter", "FILTER", COL_JSON_ONLY },
};

static void get_act(void *arg, size_t i, struct cell *c)
{
	struct fnpage *t = arg;
	const struct lambda_act *v = &t->p->acts[i];

	c[AC_SOURCE] = cell_text(v->source);
	c[AC_EVENT] = cell_text(v->event);
	c[AC_COUNT_] = cell_num(v->count);
	c[AC_ALL] = cell_num(v->all);
	c[AC_FAILED] = cell_num(v->failed);
	c[AC_FIRST] = cell_time(v->first);
	c[AC_LAST] = cell_time(v->last);
	c[AC_EVIDENCE] = cell_text(sv_str(lambda_evidence_words[v->evidence]));
	c[AC_STRENGTH] = cell_text(sv_str(lambda_evidence_strength[v->evidence]));
	c[AC_FLAG] = cell_text(v->flag);
	c[AC_FILTER] = cell_text(v->open);
}

/* ---- last known configuration ---- */

static const struct col known_cols[] = { { "key", "KEY", 0 },
					 { "value", "VALUE", 0 },
					 { "since", "SINCE", 0 } };

static void get_known(void *arg, size_t i, struct cell *c)
{
	const struct fnpage *t = arg;
	const struct lambda_known *k = &t->p->known[i];

	c[0] = cell_text(k->key);
	c[1] = cell_text(k->value);
	c[2] = cell_time(k->since);
}

/* ---- the page ---- */

static void list_shown(struct fnpage *t)
{
	size_t n = 0;

	t->changes = xcalloc(MAX(t->p->nchanges_shown, 1), sizeof(*t->changes));
	for (size_t i = 0; i < t->p->nchanges; i++)
		if (t->p->changes[i].shown)
			t->changes[n++] = i;
}

struct fnpage *fnpage_new(const struct lambda_page *p, enum format format, size_t limit)
{
	struct fnpage *t = xcalloc(1, sizeof(*t));
	const struct rowset lists[PL_COUNT] = {
		[PL_CALLERS] = { caller_cols, CC_COUNT, p->ncallers, get_caller, t, false },
		[PL_CHANGES] = { change_cols, HC_COUNT, p->nchanges_shown, get_change, t,
				 false },
		[PL_GRANTS] = { grant_cols, GC_COUNT, p->ngrants, get_grant, t, false },
		[PL_TRIGGERS] = { trigger_cols, TC_COUNT, p->ntriggers, get_trigger, t,
				  false },
		[PL_ACTS] = { act_cols, AC_COUNT, p->nacts, get_act, t, false },
		[PL_KNOWN] = { known_cols, 3, p->nknown, get_known, t, false },
	};

	t->p = p;
	t->words = format != FMT_JSON && format != FMT_NDJSON;
	list_shown(t);
	for (size_t i = 0; i < FR_COUNT; i++)
		t->cols[i] = (struct col){ fnrow_cols[i].key, fnrow_cols[i].key,
					   fnrow_cols[i].flags };
	t->cols[FR_ARN].flags = 0;
	fnrow_cells(p->index, &p->row, format == FMT_TABLE || format == FMT_MD, t->cells);
	for (size_t i = 0; i < PL_COUNT; i++) {
		t->lists[i] = lists[i];
		t->lists[i].nrows = MIN(lists[i].nrows, limit);
		t->cols[PC_LISTS + i] = list_cols[i];
		t->cells[PC_LISTS + i] = cell_rows(&t->lists[i]);
	}
	t->cols[PC_NOTES] = (struct col){ "notes", "notes", 0 };
	t->cells[PC_NOTES] = phrases(t, &p->notes);
	if (t->words && p->notes.n) /* the cells of the lists use the arena */
		t->cells[PC_NOTES].u.text = sv_str(xstrdup(t->cells[PC_NOTES].u.text.ptr));
	t->array = (struct rows_array){ t->cells, PC_COUNT };
	t->page = (struct rowset){ t->cols, PC_COUNT, 1, rows_array_get, &t->array, true };
	return t;
}

const struct rowset *fnpage_rows(const struct fnpage *t)
{
	return &t->page;
}

void fnpage_free(struct fnpage *t)
{
	if (t->words && t->p->notes.n)
		free((void *)(uintptr_t)t->cells[PC_NOTES].u.text.ptr);
	arena_release(&t->arena);
	free(t->changes);
	free(t);
}
