/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of an identity's page: their columns and cells. */
#include "identity/lists.h"

#include "event/field.h"
#include "store/value.h"

#define NO   COL_NO_ROOM
#define TAIL COL_KEEP_TAIL

static const struct identity_lists *lists_of(const struct rows *r)
{
	return r->data;
}

/* The first value of PATH in ROW. */
static struct sv text_of(struct rows *r, row_t row, path_t path)
{
	if (row == ROW_NONE || path == PATH_NONE)
		return SV_NULL;
	return value_first(lists_of(r)->page->index->store, row, path, &r->arena).text;
}

/* What opens the events of row I; on the screen that is a key. */
static struct cell filter_of(struct rows *r, size_t i)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (r->reader == READER_SCREEN || !identity_lists_expr(r, i, &b))
		return cell_null();
	return rows_cell_text(r, &b);
}

/* ---- sessions ---- */

enum {
	SC_SESSION,
	SC_KIND,
	SC_KEY,
	SC_PRINCIPAL,
	SC_CREATED,
	SC_EVENTS,
	SC_DENIED,
	SC_ADDRESSES,
	SC_MFA,
	SC_FIRST,
	SC_LAST,
	SC_EVENT,
	SC_ISSUER,
	SC_ISSUED_BY,
	SC_RULE,
	SC_CONFIDENCE,
	SC_FILTER,
	SC_CREDENTIAL, /* the rest on the screen */
	SC_HOW,
	SC_COUNT
};
static const struct col session_cols[SC_COUNT] = {
	[SC_SESSION] = { "session",
			 "SESSION",
			 TAIL | COL_GROW | COL_TAIL,
			 CELL_TEXT,
			 { 10, 18, 3, 5 },
			 "role session name" },
	[SC_KIND] = { "kind",
		      "KIND",
		      0,
		      CELL_TEXT,
		      { 7, 7, 5, 3 },
		      "key: one temporary key since it was issued; console: a principal "
		      "and "
		      "the time it signed in, whatever keys the console made; window: a "
		      "long-lived key or root between two pauses of 30 minutes" },
	[SC_KEY] = { "key", "KEY", 0, CELL_TEXT, NO, NULL },
	[SC_PRINCIPAL] = { "principal", "PRINCIPAL", COL_JSON_ONLY, CELL_TEXT, NO, NULL },
	[SC_CREATED] = { "created", "CREATED", 0, CELL_TIME, NO, NULL },
	[SC_EVENTS] = { "events", "EVENTS", 0, CELL_NUM, { 7, 8, 0, 6 }, NULL },
	[SC_DENIED] = { "denied", "DENIED", 0, CELL_NUM, { 6, 7, 0, 7 }, NULL },
	[SC_ADDRESSES] = { "addresses", "IPS", 0, CELL_NUM, { 4, 4, 6, 8 }, NULL },
	[SC_MFA] = { "mfa", "MFA", 0, CELL_TEXT, NO, NULL },
	[SC_FIRST] = { "first", "FIRST", COL_NAME, CELL_TIME, COL_ROOM_CLOCK(0, 1), NULL },
	[SC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(4, 2), NULL },
	[SC_EVENT] = { "event", "FIRST EVENT", COL_JSON_ONLY, CELL_TEXT, NO,
		       "its first one" },
	[SC_ISSUER] = { "issuer", "ISSUED BY EVENT", 0, CELL_TEXT, NO,
			"the event that issued its credential, as far as the loaded files "
			"tell" },
	[SC_ISSUED_BY] = { "issuer_identity",
			   "ISSUED BY",
			   TAIL | COL_GROW | COL_TAIL,
			   CELL_WHO,
			   { 14, 24, 1, 9 },
			   NULL },
	[SC_RULE] = { "rule", "RULE", 0, CELL_TEXT, NO, "as of trace" },
	[SC_CONFIDENCE] = { "confidence", "CONFIDENCE", 0, CELL_TEXT, NO, "as of trace" },
	[SC_FILTER] = { "filter", "FILTER", COL_JSON_ONLY, CELL_TEXT, NO,
			"an expression for these events" },
	[SC_CREDENTIAL] = { NULL, "CREDENTIAL", 0, CELL_TEXT, { 20, 26, 0, 4 }, NULL },
	[SC_HOW] = { NULL, "HOW", COL_BLANK, CELL_TEXT, { 12, 20, 2, 10 }, NULL },
};

static void issuer_cells(struct rows *r, const struct identity_session *s, struct cell *c)
{
	AUTO_BUF struct buf how = BUF_INIT;

	c[SC_ISSUER] = c[SC_ISSUED_BY] = c[SC_RULE] = c[SC_CONFIDENCE] = cell_null();
	c[SC_HOW] = cell_null();
	if (!s->has_issuer) {
		if (r->reader == READER_SCREEN)
			c[SC_ISSUED_BY] = cell_toned(cell_str("not in the log"), TONE_DIM);
		return;
	}
	c[SC_ISSUER] = cell_text(text_of(r, s->issuer.row, lists_of(r)->id));
	c[SC_ISSUED_BY] = cell_who(s->issuer_identity, SV_NULL);
	if (!s->issuer_identity.ptr)
		c[SC_ISSUED_BY] =
			r->reader == READER_SCREEN
				? cell_toned(cell_str("one of several"), TONE_WARNING)
				: cell_null();
	c[SC_RULE] = cell_str(lineage_rules[s->issuer.rule].name);
	c[SC_CONFIDENCE] = cell_str(lineage_confidences[s->issuer.confidence]);
	buf_addf(&how, "%s, %s", lineage_rules[s->issuer.rule].name,
		 lineage_confidences[s->issuer.confidence]);
	c[SC_HOW] = cell_toned(rows_cell_text(r, &how),
			       s->issuer.confidence >= LINEAGE_PROBABLE ? TONE_WARNING
									: TONE_TEXT);
}

static void session_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct identity_session *s = &lists_of(r)->page->sessions[i];

	c[SC_SESSION] = cell_text(s->name);
	c[SC_KIND] = cell_str(identity_session_kinds[s->kind]);
	c[SC_KEY] = cell_text(s->key);
	c[SC_PRINCIPAL] = cell_text(s->principal);
	c[SC_CREATED] = cell_time(s->created);
	c[SC_EVENTS] = cell_num_or_dim(s->events, TONE_NUMBER);
	c[SC_DENIED] = cell_num_or_dim(s->denied, TONE_ERROR);
	c[SC_ADDRESSES] = cell_num_or_dim(s->addresses, TONE_NUMBER);
	c[SC_MFA] = cell_text(s->mfa);
	c[SC_FIRST] = cell_time(s->first);
	c[SC_LAST] = cell_time(s->last);
	c[SC_EVENT] = cell_text(text_of(r, s->row, lists_of(r)->id));
	c[SC_FILTER] = filter_of(r, i);
	c[SC_CREDENTIAL] = cell_text(s->key.ptr ? s->key : s->principal);
	issuer_cells(r, s, c);
}

/* ---- actions ---- */

enum {
	AC_SOURCE,
	AC_EVENT,
	AC_KIND,
	AC_SENSITIVE,
	AC_COUNT_,
	AC_RESULTS,
	AC_FIRST = AC_RESULTS + (int)RES_COUNT,
	AC_LAST,
	AC_FILTER,
	AC_SORT, /* the rest on the screen */
	AC_BAD,
	AC_COUNT
};
static const struct col action_cols[AC_COUNT] = {
	[AC_SOURCE] = { "source", "SOURCE", COL_NAME, CELL_TEXT, { 8, 16, 0, 1 }, NULL },
	[AC_EVENT] = { "event", "EVENT", COL_GROW, CELL_TEXT, { 14, 30, 0, 2 }, NULL },
	[AC_KIND] = { "kind", "KIND", 0, CELL_TEXT, NO, NULL },
	[AC_SENSITIVE] = { "sensitive", "SENSITIVE", 0, CELL_BOOL, NO,
			   "a read of secrets" },
	[AC_COUNT_] = { "count",
			"COUNT",
			0,
			CELL_NUM,
			{ 7, 9, 0, 4 },
			"and how many of them by result:" },
	[AC_RESULTS + (int) RES_OK] = { "ok", "OK", 0, CELL_NUM, { 6, 8, 1, 5 }, NULL },
	[AC_RESULTS +
		RES_DENIED] = { "denied", "DENIED", 0, CELL_NUM, { 6, 7, 0, 6 }, NULL },
	[AC_RESULTS + (int) RES_THROTTLED] = { "throttled", "THROTTLED", 0, CELL_NUM, NO,
					       NULL },
	[AC_RESULTS + (int) RES_ABSENT] = { "absent", "ABSENT", 0, CELL_NUM, NO, NULL },
	[AC_RESULTS + (int) RES_FAILED] = { "failed", "FAILED", 0, CELL_NUM, NO, NULL },
	[AC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(5, 8), NULL },
	[AC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(3, 9), NULL },
	[AC_FILTER] = { "filter", "FILTER", COL_JSON_ONLY, CELL_TEXT, NO,
			"an expression for these events" },
	[AC_SORT] = { NULL, "KIND", 0, CELL_TEXT, { 6, 11, 4, 3 }, NULL },
	[AC_BAD] = { NULL, "FAILED", 0, CELL_NUM, { 6, 7, 2, 7 }, NULL },
};

static struct cell sort_cell(struct rows *r, const struct identity_action *a)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (!a->sensitive)
		return cell_toned(cell_text(a->kind),
				  sv_eqs(a->kind, "write") ? TONE_CHANGE : TONE_TEXT);
	buf_adds(&b, "secret ");
	buf_addsv(&b, a->kind.len ? a->kind : SV_LIT("-"));
	return cell_toned(rows_cell_text(r, &b), TONE_WARNING);
}

static void action_cells(struct rows *r, size_t i, struct cell *c)
{
	static const enum tone tones[RES_COUNT] = {
		[RES_OK] = TONE_NUMBER,        [RES_DENIED] = TONE_DENIED,
		[RES_THROTTLED] = TONE_FAILED, [RES_ABSENT] = TONE_FAILED,
		[RES_FAILED] = TONE_FAILED,
	};
	const struct identity_action *a = &lists_of(r)->page->actions[i];

	c[AC_SOURCE] = cell_text(a->source);
	c[AC_EVENT] = cell_text(a->event);
	c[AC_KIND] = cell_text(a->kind);
	c[AC_SENSITIVE] = cell_bool(a->sensitive);
	c[AC_COUNT_] = cell_num_or_dim(a->count, TONE_NUMBER);
	for (unsigned k = 0; k < RES_COUNT; k++)
		c[AC_RESULTS + k] = cell_num_or_dim(a->result[k], tones[k]);
	c[AC_FIRST] = cell_time(a->first);
	c[AC_LAST] = cell_time(a->last);
	c[AC_FILTER] = filter_of(r, i);
	c[AC_SORT] = sort_cell(r, a);
	c[AC_BAD] = cell_num_or_dim(a->result[RES_FAILED] + a->result[RES_ABSENT] +
					    a->result[RES_THROTTLED],
				    TONE_FAILED);
}

/* ---- denied actions ---- */

enum {
	DC_SOURCE,
	DC_EVENT,
	DC_ACTION,
	DC_RESOURCE,
	DC_RESOURCES,
	DC_POLICY,
	DC_EXPLICIT,
	DC_POLICY_ARN,
	DC_COUNT_,
	DC_FIRST,
	DC_LAST,
	DC_FILTER,
	DC_WHAT, /* the rest on the screen */
	DC_BY,
	DC_COUNT
};
static const struct col denial_cols[DC_COUNT] = {
	[DC_SOURCE] = { "source", "SOURCE", 0, CELL_TEXT, NO, NULL },
	[DC_EVENT] = { "event", "EVENT", 0, CELL_TEXT, NO, NULL },
	[DC_ACTION] = { "action", "ACTION", 0, CELL_TEXT, NO, "as the message names it" },
	[DC_RESOURCE] = { "resource",
			  "RESOURCE",
			  TAIL | COL_GROW | COL_TAIL,
			  CELL_TEXT,
			  { 12, 36, 3, 3 },
			  "of several the first" },
	[DC_RESOURCES] = { "resources", "RESOURCES", 0, CELL_NUM, NO, "how many" },
	[DC_POLICY] = { "policy", "POLICY", 0, CELL_TEXT, NO, "the sort of policy" },
	[DC_EXPLICIT] = { "explicit", "EXPLICIT", 0, CELL_BOOL, NO,
			  "a statement denies it; else none allows it" },
	[DC_POLICY_ARN] = { "policy_arn",
			    "POLICY ARN",
			    TAIL | COL_GROW | COL_TAIL,
			    CELL_TEXT,
			    { 10, 30, 4, 5 },
			    NULL },
	[DC_COUNT_] = { "count", "COUNT", 0, CELL_NUM, { 6, 8, 0, 2 }, NULL },
	[DC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(5, 6), NULL },
	[DC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(2, 7), NULL },
	[DC_FILTER] = { "filter", "FILTER", COL_JSON_ONLY, CELL_TEXT, NO,
			"an expression for these events" },
	[DC_WHAT] = { NULL, "ACTION", COL_NAME, CELL_TEXT, { 14, 30, 0, 1 }, NULL },
	[DC_BY] = { NULL, "POLICY", 0, CELL_TEXT, { 12, 32, 0, 4 }, NULL },
};

static struct cell policy_cell(struct rows *r, const struct identity_denial *d)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (!d->policy)
		return cell_null();
	buf_adds(&b, d->explicit_deny ? "denied by " : "not in ");
	buf_adds(&b, *d->policy ? d->policy : "-");
	return rows_cell_text(r, &b);
}

static void denial_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct identity_denial *d = &lists_of(r)->page->denials[i];

	c[DC_SOURCE] = cell_text(d->source);
	c[DC_EVENT] = cell_text(d->event);
	c[DC_ACTION] = cell_text(d->action);
	c[DC_RESOURCE] = cell_text(d->resource);
	c[DC_RESOURCES] = cell_num(d->resources);
	c[DC_POLICY] = cell_str(d->policy);
	c[DC_EXPLICIT] = d->policy ? cell_bool(d->explicit_deny) : cell_null();
	c[DC_POLICY_ARN] = cell_text(d->policy_arn);
	c[DC_COUNT_] = cell_num_or_dim(d->count, TONE_NUMBER);
	c[DC_FIRST] = cell_time(d->first);
	c[DC_LAST] = cell_time(d->last);
	c[DC_FILTER] = filter_of(r, i);
	c[DC_WHAT] = cell_text(d->action.ptr ? d->action : d->event);
	c[DC_BY] =
		cell_toned(policy_cell(r, d), d->explicit_deny ? TONE_WARNING : TONE_TEXT);
}

/* ---- addresses, user agents, regions, roles ---- */

enum {
	VC_VALUE,
	VC_COUNT_,
	VC_FIRST,
	VC_LAST,
	VC_TOTAL,
	VC_TOTAL_FIRST,
	VC_TOTAL_LAST,
	VC_FILTER,
	VC_NEW, /* on the screen */
	VC_COUNT
};
#define VALUE_COLS(key, title)                                                                \
	{                                                                                     \
		{                                                                             \
			key, title, TAIL | COL_NAME | COL_GROW, CELL_TEXT, { 16, 60, 0, 1 },  \
			NULL                                                                  \
		},                                                                            \
			{ "count", "COUNT", 0, CELL_NUM, { 8, 9, 0, 2 }, NULL },              \
			{ "first", "FIRST", 0, CELL_TIME, NO, NULL },                         \
			{ "last", "LAST", 0, CELL_TIME, NO, NULL },                           \
			{ "total",  "OF ALL",       0,                                        \
			  CELL_NUM, { 8, 9, 3, 3 }, "events of all that is loaded" },         \
			{ "total_first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(4, 4), NULL }, \
			{ "total_last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(2, 5), NULL },   \
			{ "filter", "FILTER", COL_JSON_ONLY, CELL_TEXT, NO, NULL },           \
			{ NULL, "", COL_BLANK, CELL_TEXT, { 3, 3, 1, 6 }, NULL },             \
	}
static const struct col address_cols[VC_COUNT] = VALUE_COLS("ip", "SOURCE IP");
static const struct col agent_cols[VC_COUNT] = VALUE_COLS("agent", "AGENT");
static const struct col region_cols[VC_COUNT] = VALUE_COLS("region", "REGION");
static const struct col role_cols[VC_COUNT] = VALUE_COLS("role", "ROLE");

static void value_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct identity_value *v = identity_value_at(r, i, NULL);

	c[VC_VALUE] = cell_text(v->text);
	c[VC_COUNT_] = cell_num_or_dim(v->count, TONE_NUMBER);
	c[VC_FIRST] = cell_time(v->first);
	c[VC_LAST] = cell_time(v->last);
	c[VC_TOTAL] = cell_num_or_dim(v->total, TONE_NUMBER);
	c[VC_TOTAL_FIRST] = cell_time(v->total_first);
	c[VC_TOTAL_LAST] = cell_time(v->total_last);
	c[VC_FILTER] = filter_of(r, i);
	c[VC_NEW] = cell_toned(v->fresh ? cell_str("NEW") : cell_null(), TONE_NEW);
}

/* ---- made by ---- */

enum { MC_EVENT, MC_TIME, MC_ACTION, MC_BY, MC_RESULT, MC_COUNT };
static const struct col made_cols[MC_COUNT] = {
	[MC_EVENT] = { "event", "EVENT ID", 0, CELL_TEXT, NO, NULL },
	[MC_TIME] = { "time", "TIME", COL_NAME, CELL_TIME, COL_ROOM_CLOCK(0, 1), NULL },
	[MC_ACTION] = { "action", "ACTION", 0, CELL_TEXT, { 14, 24, 0, 2 }, NULL },
	[MC_BY] = { "identity",
		    "BY",
		    TAIL | COL_GROW | COL_TAIL,
		    CELL_WHO,
		    { 14, 40, 0, 4 },
		    NULL },
	[MC_RESULT] = { NULL, "RESULT", 0, CELL_TEXT, { 6, 9, 1, 3 }, NULL },
};

static void made_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct identity_lists *l = lists_of(r);
	row_t row = l->page->made[i];

	c[MC_EVENT] = cell_text(text_of(r, row, l->id));
	c[MC_TIME] = cell_time(store_time(l->page->index->store, row));
	c[MC_ACTION] = cell_toned(cell_text(text_of(r, row, l->event)), TONE_CHANGE);
	c[MC_BY] = cell_who(text_of(r, row, l->identity), SV_NULL);
	c[MC_RESULT] = cell_text(text_of(r, row, l->result));
}

/* ---- the lists ---- */

#define LISTING(id, key_, title_, tab_, none_, name, fill)                                 \
	[IL_##id] = { .key = (key_),                                                       \
		      .title = (title_),                                                   \
		      .tab = (tab_),                                                       \
		      .none = (none_),                                                     \
		      .cols = name##_cols,                                                 \
		      .ncols = ARRAY_SIZE(name##_cols),                                    \
		      .tag = IL_##id,                                                      \
		      .cells = fill##_cells,                                               \
		      .expr = identity_lists_expr,                                         \
		      .value = identity_lists_value,                                       \
		      .event = identity_lists_event,                                       \
		      .words = identity_lists_words }
#define NO_EVENT "no event is shown"

const struct listing identity_page_listings[IL_COUNT] = {
	LISTING(SESSIONS, "sessions", "sessions", NULL,
		"no session: its events bear no credential", session, session),
	LISTING(ACTIONS, "actions", "actions", NULL, NO_EVENT, action, action),
	LISTING(DENIALS, "denied_actions", "denied actions", "denied",
		"no denied action is shown", denial, denial),
	LISTING(ADDRESSES, "ips", "addresses", "ips", NO_EVENT, address, value),
	LISTING(AGENTS, "agents", "user agents", "agents", NO_EVENT, agent, value),
	LISTING(REGIONS, "regions", "regions", NULL, NO_EVENT, region, value),
	LISTING(ROLES, "roles", "roles assumed", "roles",
		"it assumed no role in the events shown", role, value),
	LISTING(MADE, "made_by", "made by", "made",
		"what made it is not in the loaded files", made, made),
};

static size_t size_of(const struct identity_page *p, enum identity_list_id id)
{
	const size_t n[IL_COUNT] = {
		[IL_SESSIONS] = p->nsessions,
		[IL_ACTIONS] = p->nactions,
		[IL_DENIALS] = p->ndenials,
		[IL_ADDRESSES] = p->lists[IDL_ADDRESS].n,
		[IL_AGENTS] = p->lists[IDL_AGENT].n,
		[IL_REGIONS] = p->lists[IDL_REGION].n,
		[IL_ROLES] = p->lists[IDL_ROLE].n,
		[IL_MADE] = p->nmade,
	};

	return n[id];
}

void identity_lists_init(struct identity_lists *l, const struct identity_page *page,
			 enum reader reader)
{
	const struct path_trie *t = store_paths_ro(page->index->store);

	*l = (struct identity_lists){
		.page = page,
		.id = path_find_child(t, PATH_ROOT, SV_LIT("eventID")),
		.event = path_derived(t, FLD_EVENT),
		.result = path_derived(t, FLD_RESULT),
		.identity = path_derived(t, FLD_IDENTITY),
	};
	for (int i = 0; i < IL_COUNT; i++)
		l->r[i] = (struct rows){ .of = &identity_page_listings[i],
					 .n = size_of(page, (enum identity_list_id)i),
					 .data = l,
					 .reader = reader };
}

void identity_lists_release(struct identity_lists *l)
{
	for (int i = 0; i < IL_COUNT; i++)
		rows_release(&l->r[i]);
}
