/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell function for each list of the pane, and what stands behind a row. */
#include "pane/identity_lists.h"

#include "event/field.h"
#include "lang/expr.h"
#include "store/value.h"

#include <inttypes.h>

const char *const identity_tab_names[IDT_COUNT] = {
#define E(id, name, empty) name,
	IDENTITY_TAB_LIST(E)
#undef E
};
static const char *const empty_words[IDT_COUNT] = {
#define E(id, name, empty) empty,
	IDENTITY_TAB_LIST(E)
#undef E
};

/* ---- cells ---- */

/* Nothing is not worth a look. */
static void put_count(struct sheet_cell *c, uint64_t n, enum role role)
{
	sheet_put_count(c, n, n ? role : ROLE_DIM);
}

static void session_cell(struct ui *ui, const void *data, uint32_t i, int col,
			 struct sheet_cell *c)
{
	const struct identity_lists *l = data;
	const struct identity_session *s = &l->page->sessions[i];

	switch (col) {
	case 0:
		sheet_put_time(ui, c, s->first);
		break;
	case 1:
		sheet_put_time(ui, c, s->last);
		break;
	case 2:
		buf_adds(&c->text, identity_session_kinds[s->kind]);
		break;
	case 3:
		sheet_put_sv(c, s->key.ptr ? s->key : s->principal);
		break;
	case 4:
		sheet_put_sv(c, s->name);
		break;
	case 5:
		put_count(c, s->events, ROLE_NUMBER);
		break;
	case 6:
		put_count(c, s->denied, ROLE_ERROR);
		break;
	case 7:
		put_count(c, s->addresses, ROLE_NUMBER);
		break;
	case 8:
		if (!s->has_issuer) {
			buf_adds(&c->text, "not in the log");
			c->role = ROLE_DIM;
			break;
		}
		sheet_put_who(c, s->issuer_identity, SV_NULL);
		break;
	default:
		if (s->has_issuer)
			buf_addf(&c->text, "%s, %s", lineage_rules[s->issuer.rule].name,
				 lineage_confidences[s->issuer.confidence]);
		c->role = s->has_issuer && s->issuer.confidence >= LINEAGE_PROBABLE
				  ? ROLE_WARNING
				  : ROLE_TEXT;
		break;
	}
}

static void action_cell(struct ui *ui, const void *data, uint32_t i, int col,
			struct sheet_cell *c)
{
	const struct identity_lists *l = data;
	const struct identity_action *a = &l->page->actions[i];

	switch (col) {
	case 0:
		sheet_put_sv(c, a->source);
		break;
	case 1:
		sheet_put_sv(c, a->event);
		break;
	case 2:
		if (a->sensitive)
			buf_adds(&c->text, "secret ");
		sheet_put_sv(c, a->kind);
		c->role = a->sensitive               ? ROLE_WARNING
			  : sv_eqs(a->kind, "write") ? ROLE_CHANGE
						     : ROLE_TEXT;
		break;
	case 3:
		put_count(c, a->count, ROLE_NUMBER);
		break;
	case 4:
		put_count(c, a->result[RES_OK], ROLE_NUMBER);
		break;
	case 5:
		put_count(c, a->result[RES_DENIED], ROLE_RESULT_DENIED);
		break;
	case 6:
		put_count(c,
			  a->result[RES_FAILED] + a->result[RES_ABSENT] +
				  a->result[RES_THROTTLED],
			  ROLE_RESULT_FAILED);
		break;
	case 7:
		sheet_put_time(ui, c, a->first);
		break;
	default:
		sheet_put_time(ui, c, a->last);
		break;
	}
}

static void denial_cell(struct ui *ui, const void *data, uint32_t i, int col,
			struct sheet_cell *c)
{
	const struct identity_lists *l = data;
	const struct identity_denial *d = &l->page->denials[i];

	switch (col) {
	case 0:
		sheet_put_sv(c, d->action.ptr ? d->action : d->event);
		break;
	case 1:
		put_count(c, d->count, ROLE_NUMBER);
		break;
	case 2:
		sheet_put_sv(c, d->resource);
		break;
	case 3:
		if (d->policy)
			buf_adds(&c->text, d->explicit_deny ? "denied by " : "not in ");
		sheet_put_sv(c, sv_str(d->policy));
		c->role = d->explicit_deny ? ROLE_WARNING : ROLE_TEXT;
		break;
	case 4:
		sheet_put_sv(c, d->policy_arn);
		break;
	case 5:
		sheet_put_time(ui, c, d->first);
		break;
	default:
		sheet_put_time(ui, c, d->last);
		break;
	}
}

static const enum identity_list value_lists[IDT_COUNT] = {
	[IDT_ADDRESSES] = IDL_ADDRESS,
	[IDT_AGENTS] = IDL_AGENT,
	[IDT_REGIONS] = IDL_REGION,
	[IDT_ROLES] = IDL_ROLE,
};

static void value_cell(struct ui *ui, const struct identity_value *v, int col,
		       struct sheet_cell *c)
{
	switch (col) {
	case 0:
		sheet_put_sv(c, v->text);
		break;
	case 1:
		put_count(c, v->count, ROLE_NUMBER);
		break;
	case 2:
		put_count(c, v->total, ROLE_NUMBER);
		break;
	case 3:
		sheet_put_time(ui, c, v->total_first);
		break;
	case 4:
		sheet_put_time(ui, c, v->total_last);
		break;
	default:
		buf_adds(&c->text, v->fresh ? "NEW" : "");
		c->role = ROLE_NEW;
		break;
	}
}

#define VALUE_CELL(name, tab)                                                              \
	static void name##_cell(struct ui *ui, const void *data, uint32_t i, int col,      \
				struct sheet_cell *c)                                      \
	{                                                                                  \
		const struct identity_lists *l = data;                                     \
		value_cell(ui, &l->page->lists[value_lists[tab]].v[i], col, c);            \
	}
VALUE_CELL(address, IDT_ADDRESSES)
VALUE_CELL(agent, IDT_AGENTS)
VALUE_CELL(region, IDT_REGIONS)
VALUE_CELL(role, IDT_ROLES)

/* A derived field of a row, put into C. */
static void put_field(struct ui *ui, struct sheet_cell *c, row_t row, enum field_id id,
		      bool who)
{
	const struct store *s = session_store(ui->sn);
	struct arena arena = ARENA_INIT;
	struct sv v = value_first(s, row, path_derived(store_paths_ro(s), id), &arena).text;

	if (who)
		sheet_put_who(c, v, SV_NULL);
	else
		sheet_put_sv(c, v);
	arena_release(&arena);
}

static void made_cell(struct ui *ui, const void *data, uint32_t i, int col,
		      struct sheet_cell *c)
{
	const struct identity_lists *l = data;
	row_t row = l->page->made[i];

	switch (col) {
	case 0:
		sheet_put_time(ui, c, store_time(session_store(ui->sn), row));
		break;
	case 1:
		put_field(ui, c, row, FLD_EVENT, false);
		c->role = ROLE_CHANGE;
		break;
	case 2:
		put_field(ui, c, row, FLD_RESULT, false);
		break;
	default:
		put_field(ui, c, row, FLD_IDENTITY, true);
		break;
	}
}

/* ---- the lists ---- */

#define R PAINT_RIGHT
#define T PAINT_TAIL
#define VALUE_KIND(title, cell)                                                            \
	{                                                                                  \
		{ { title, 16, 60, 0, true, 0 },                                           \
		  { "EVENTS", 8, 9, 0, false, R },                                         \
		  { "OF ALL", 8, 9, 3, false, R },                                         \
		  { "FIRST", SHEET_CLOCK, 0, 4, false, 0 },                                \
		  { "LAST", SHEET_CLOCK, 0, 2, false, 0 },                                 \
		  { "", 3, 3, 1, false, 0 } },                                             \
			cell                                                               \
	}
static const struct sheet sheets[IDT_COUNT] = {
	[IDT_SESSIONS] = { { { "FIRST", SHEET_CLOCK, 0, 0, false, 0 },
			     { "LAST", SHEET_CLOCK, 0, 4, false, 0 },
			     { "KIND", 7, 7, 5, false, 0 },
			     { "CREDENTIAL", 20, 26, 0, false, 0 },
			     { "SESSION", 10, 18, 3, true, T },
			     { "EVENTS", 7, 8, 0, false, R },
			     { "DENIED", 6, 7, 0, false, R },
			     { "IPS", 4, 4, 6, false, R },
			     { "ISSUED BY", 14, 24, 1, true, T },
			     { "HOW", 12, 20, 2, false, 0 } },
			   session_cell },
	[IDT_ACTIONS] = { { { "SOURCE", 8, 16, 0, false, 0 },
			    { "EVENT", 14, 30, 0, true, 0 },
			    { "KIND", 6, 11, 4, false, 0 },
			    { "EVENTS", 7, 9, 0, false, R },
			    { "OK", 6, 8, 1, false, R },
			    { "DENIED", 6, 7, 0, false, R },
			    { "FAILED", 6, 7, 2, false, R },
			    { "FIRST", SHEET_CLOCK, 0, 5, false, 0 },
			    { "LAST", SHEET_CLOCK, 0, 3, false, 0 } },
			  action_cell },
	[IDT_DENIALS] = { { { "ACTION", 14, 30, 0, false, 0 },
			    { "EVENTS", 6, 8, 0, false, R },
			    { "RESOURCE", 12, 36, 3, true, T },
			    { "POLICY", 12, 32, 0, false, 0 },
			    { "POLICY ARN", 10, 30, 4, true, T },
			    { "FIRST", SHEET_CLOCK, 0, 5, false, 0 },
			    { "LAST", SHEET_CLOCK, 0, 2, false, 0 } },
			  denial_cell },
	[IDT_ADDRESSES] = VALUE_KIND("ADDRESS", address_cell),
	[IDT_AGENTS] = VALUE_KIND("USER AGENT", agent_cell),
	[IDT_REGIONS] = VALUE_KIND("REGION", region_cell),
	[IDT_ROLES] = VALUE_KIND("ROLE", role_cell),
	[IDT_MADE] = { { { "TIME", SHEET_CLOCK, 0, 0, false, 0 },
			 { "EVENT", 14, 24, 0, false, 0 },
			 { "RESULT", 6, 9, 1, false, 0 },
			 { "BY", 14, 40, 0, true, T } },
		       made_cell },
};
#undef R
#undef T

uint32_t identity_list_size(const struct identity_lists *l, enum identity_tab tab)
{
	const struct identity_page *p = l->page;

	if (!p)
		return 0;
	switch (tab) {
	case IDT_SESSIONS:
		return (uint32_t)p->nsessions;
	case IDT_ACTIONS:
		return (uint32_t)p->nactions;
	case IDT_DENIALS:
		return (uint32_t)p->ndenials;
	case IDT_MADE:
		return (uint32_t)p->nmade;
	default:
		return (uint32_t)p->lists[value_lists[tab]].n;
	}
}

void identity_list_draw(struct ui *ui, struct identity_lists *l, enum identity_tab tab,
			struct rect r, bool focus)
{
	sheet_draw(ui, &sheets[tab], l, &l->list[tab], identity_list_size(l, tab),
		   l->page ? empty_words[tab] : "working it out ...", r, focus);
}

/* ---- what a row stands for ---- */

/* Index of the row under the cursor; false when there is none. */
static bool current(const struct identity_lists *l, enum identity_tab tab, uint32_t *ret)
{
	*ret = l->list[tab].cur;
	return *ret < identity_list_size(l, tab);
}

static void add_part(struct buf *out, const char *word, struct sv v)
{
	if (!v.ptr)
		return;
	buf_adds(out, out->len ? "; " : "");
	buf_adds(out, word);
	buf_addsv(out, v);
}

static void session_detail(const struct identity_session *s, struct buf *out)
{
	add_part(out, "key ", s->key);
	add_part(out, "principal ", s->principal);
	if (s->created != TICK_NONE) {
		buf_adds(out, "; issued at ");
		time_format(out, s->created);
	}
	add_part(out, "mfa ", s->mfa);
	if (s->has_issuer)
		buf_addf(out, "; %s: %s, ", lineage_confidences[s->issuer.confidence],
			 lineage_rules[s->issuer.rule].words);
	if (s->has_issuer)
		buf_addsv(out, s->issuer_identity);
}

void identity_list_detail(struct ui *ui, const struct identity_lists *l,
			  enum identity_tab tab, struct buf *out)
{
	uint32_t i;

	(void)ui;
	if (!current(l, tab, &i))
		return;
	if (tab == IDT_SESSIONS) {
		session_detail(&l->page->sessions[i], out);
	} else if (tab == IDT_DENIALS) {
		const struct identity_denial *d = &l->page->denials[i];

		add_part(out, "", d->event);
		add_part(out, "on ", d->resource);
		if (d->resources > 1)
			buf_addf(out, " and %u more", d->resources - 1);
		add_part(out, "", sv_str(d->policy));
		add_part(out, "", d->policy_arn);
	} else if (tab != IDT_ACTIONS && tab != IDT_MADE) {
		add_part(out, "", l->page->lists[value_lists[tab]].v[i].text);
	}
}

static void and_field(struct buf *out, const char *field, struct sv v)
{
	buf_adds(out, out->len ? " " : "");
	expr_for_value(out, sv_str(field), v);
}

/* The events of a session: its group of credentials, and for a window its time. */
static void session_expr(const struct identity_session *s, struct buf *out)
{
	buf_adds(out, out->len ? " " : "");
	if (s->key.ptr) {
		expr_for_value(out, SV_LIT("key"), s->key);
	} else {
		expr_for_value(out, SV_LIT("userIdentity.principalId"), s->principal);
		if (s->created != TICK_NONE) {
			buf_adds(out,
				 " userIdentity.sessionContext.attributes.creationDate=");
			time_format(out, s->created);
		}
	}
	if (s->kind == IDS_WINDOW && s->first != TICK_NONE) {
		buf_addc(out, ' ');
		expr_for_window(out, s->first, s->last + TICKS_PER_SEC);
	}
}

static void identity_expr(struct ui *ui, row_t row, struct buf *out)
{
	const struct store *s = session_store(ui->sn);
	path_t id = path_find_child(store_paths_ro(s), PATH_ROOT, SV_LIT("eventID"));
	struct arena arena = ARENA_INIT;

	if (id != PATH_NONE)
		expr_for_value(out, SV_LIT("id"), value_first(s, row, id, &arena).text);
	arena_release(&arena);
}

bool identity_list_expr(struct ui *ui, const struct identity_lists *l,
			enum identity_tab tab, struct buf *out)
{
	uint32_t i;

	if (!current(l, tab, &i))
		return false;
	if (tab == IDT_MADE) {
		identity_expr(ui, l->page->made[i], out);
		return out->len > 0;
	}
	identity_row_expr(l->by, l->page->name, l->page->session, out);
	switch (tab) {
	case IDT_SESSIONS:
		session_expr(&l->page->sessions[i], out);
		break;
	case IDT_ACTIONS:
		and_field(out, "source", l->page->actions[i].source);
		and_field(out, "event", l->page->actions[i].event);
		break;
	case IDT_DENIALS:
		and_field(out, "source", l->page->denials[i].source);
		and_field(out, "event", l->page->denials[i].event);
		buf_adds(out, " result=denied");
		break;
	default:
		and_field(out, identity_list_fields[value_lists[tab]],
			  l->page->lists[value_lists[tab]].v[i].text);
		if (tab == IDT_ROLES)
			buf_adds(out, " event=AssumeRole*");
		break;
	}
	return true;
}

bool identity_list_value(const struct identity_lists *l, enum identity_tab tab,
			 struct pane_value *ret)
{
	const char *field;
	struct sv v;
	uint32_t i;

	if (!current(l, tab, &i))
		return false;
	switch (tab) {
	case IDT_SESSIONS:
		field = "key";
		v = l->page->sessions[i].key;
		if (!v.ptr) {
			field = "userIdentity.principalId";
			v = l->page->sessions[i].principal;
		}
		break;
	case IDT_ACTIONS:
		field = "event";
		v = l->page->actions[i].event;
		break;
	case IDT_DENIALS:
		field = "event";
		v = l->page->denials[i].event;
		break;
	case IDT_MADE:
		return false;
	default:
		field = identity_list_fields[value_lists[tab]];
		v = l->page->lists[value_lists[tab]].v[i].text;
		break;
	}
	buf_adds(&ret->field, field);
	ret->none = !v.ptr;
	buf_addsv(&ret->value, v);
	return true;
}

row_t identity_list_row(const struct identity_lists *l, enum identity_tab tab)
{
	uint32_t i;

	if (!current(l, tab, &i))
		return ROW_NONE;
	return tab == IDT_SESSIONS ? l->page->sessions[i].row
	       : tab == IDT_MADE   ? l->page->made[i]
				   : ROW_NONE;
}
