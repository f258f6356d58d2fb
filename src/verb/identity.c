/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity NAME: the row of one identity, and the lists of its page. */
#include "event/field.h"
#include "store/value.h"
#include "util/xalloc.h"
#include "verb/identityrows.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>

static const struct col session_cols[] = {
	{ "session", "SESSION", COL_KEEP_TAIL },
	{ "kind", "KIND", 0 },
	{ "key", "KEY", 0 },
	{ "principal", "PRINCIPAL", COL_JSON_ONLY },
	{ "created", "CREATED", 0 },
	{ "events", "EVENTS", 0 },
	{ "denied", "DENIED", 0 },
	{ "addresses", "ADDRESSES", 0 },
	{ "mfa", "MFA", 0 },
	{ "first", "FIRST", 0 },
	{ "last", "LAST", 0 },
	{ "event", "FIRST EVENT", COL_JSON_ONLY },
	{ "issuer", "ISSUED BY EVENT", 0 },
	{ "issuer_identity", "ISSUED BY", COL_KEEP_TAIL },
	{ "rule", "RULE", 0 },
	{ "confidence", "CONFIDENCE", 0 },
};

static const struct col action_cols[] = {
	{ "source", "SOURCE", 0 }, { "event", "EVENT", 0 },
	{ "kind", "KIND", 0 },     { "sensitive", "SENSITIVE", 0 },
	{ "count", "COUNT", 0 },   { "ok", "OK", 0 },
	{ "denied", "DENIED", 0 }, { "throttled", "THROTTLED", 0 },
	{ "absent", "ABSENT", 0 }, { "failed", "FAILED", 0 },
	{ "first", "FIRST", 0 },   { "last", "LAST", 0 },
};

static const struct col denial_cols[] = {
	{ "source", "SOURCE", 0 },       { "event", "EVENT", 0 },
	{ "action", "ACTION", 0 },       { "resource", "RESOURCE", COL_KEEP_TAIL },
	{ "resources", "RESOURCES", 0 }, { "policy", "POLICY", 0 },
	{ "explicit", "EXPLICIT", 0 },   { "policy_arn", "POLICY ARN", COL_KEEP_TAIL },
	{ "count", "COUNT", 0 },         { "first", "FIRST", 0 },
	{ "last", "LAST", 0 },
};

#define VALUE_COLS 7
#define VALUE_COLS_OF(key, title)                                                          \
	{                                                                                  \
		{ key, title, COL_KEEP_TAIL }, { "count", "COUNT", 0 },                    \
			{ "first", "FIRST", 0 }, { "last", "LAST", 0 },                    \
			{ "total", "OF ALL LOADED", 0 }, { "total_first", "FIRST", 0 },    \
			{ "total_last", "LAST", 0 },                                       \
	}
static const struct col value_cols[IDL_COUNT][VALUE_COLS] = {
	VALUE_COLS_OF("ip", "SOURCE IP"),
	VALUE_COLS_OF("agent", "AGENT"),
	VALUE_COLS_OF("region", "REGION"),
	VALUE_COLS_OF("role", "ROLE"),
};

static const struct col made_cols[] = {
	{ "event", "EVENT ID", 0 },
	{ "time", "TIME", 0 },
	{ "action", "ACTION", 0 },
	{ "identity", "BY", COL_KEEP_TAIL },
};

/* The lists behind the columns of the row. */
enum {
	LC_SESSIONS = IC_COUNT,
	LC_ACTIONS,
	LC_DENIALS,
	LC_VALUES,
	LC_MADE = LC_VALUES + IDL_COUNT,
	LC_COUNT
};
static const struct col list_cols[LC_COUNT - IC_COUNT] = {
	{ "sessions", "sessions", 0 },
	{ "actions", "actions", 0 },
	{ "denied_actions", "denied actions", 0 },
	{ "ips", "addresses", 0 },
	{ "agents", "user agents", 0 },
	{ "regions", "regions", 0 },
	{ "roles", "roles assumed", 0 },
	{ "made_by", "made by", 0 },
};

struct page {
	const struct store *store;
	const struct identity_page *p;
	path_t id, event, identity;
	struct arena arena; /* texts of the row asked last */
};

static struct cell text_of(struct page *g, row_t row, path_t path)
{
	if (row == ROW_NONE || path == PATH_NONE)
		return cell_null();
	return cell_text(value_first(g->store, row, path, &g->arena).text);
}

static void get_session(void *arg, size_t i, struct cell *c)
{
	struct page *g = arg;
	const struct identity_session *s = &g->p->sessions[i];

	arena_release(&g->arena);
	*c++ = cell_text(s->name);
	*c++ = cell_text(sv_str(identity_session_kinds[s->kind]));
	*c++ = cell_text(s->key);
	*c++ = cell_text(s->principal);
	*c++ = cell_time(s->created);
	*c++ = cell_num(s->events);
	*c++ = cell_num(s->denied);
	*c++ = cell_num(s->addresses);
	*c++ = cell_text(s->mfa);
	*c++ = cell_time(s->first);
	*c++ = cell_time(s->last);
	*c++ = text_of(g, s->row, g->id);
	if (!s->has_issuer) {
		for (unsigned k = 0; k < 4; k++)
			*c++ = cell_null();
		return;
	}
	*c++ = text_of(g, s->issuer.row, g->id);
	*c++ = cell_text(s->issuer_identity);
	*c++ = cell_text(sv_str(lineage_rules[s->issuer.rule].name));
	*c = cell_text(sv_str(lineage_confidences[s->issuer.confidence]));
}

static void get_action(void *arg, size_t i, struct cell *c)
{
	const struct identity_action *a = &((const struct page *)arg)->p->actions[i];

	*c++ = cell_text(a->source);
	*c++ = cell_text(a->event);
	*c++ = cell_text(a->kind);
	*c++ = cell_bool(a->sensitive);
	*c++ = cell_num(a->count);
	for (unsigned k = 0; k < RES_COUNT; k++)
		*c++ = cell_num(a->result[k]);
	*c++ = cell_time(a->first);
	*c = cell_time(a->last);
}

static void get_denial(void *arg, size_t i, struct cell *c)
{
	const struct identity_denial *d = &((const struct page *)arg)->p->denials[i];

	*c++ = cell_text(d->source);
	*c++ = cell_text(d->event);
	*c++ = cell_text(d->action);
	*c++ = cell_text(d->resource);
	*c++ = cell_num(d->resources);
	*c++ = cell_text(sv_str(d->policy));
	*c++ = d->policy ? cell_bool(d->explicit_deny) : cell_null();
	*c++ = cell_text(d->policy_arn);
	*c++ = cell_num(d->count);
	*c++ = cell_time(d->first);
	*c = cell_time(d->last);
}

static void get_value(void *arg, size_t i, struct cell *c)
{
	const struct identity_value *v = &((const struct identity_list_values *)arg)->v[i];

	*c++ = cell_text(v->text);
	*c++ = cell_num(v->count);
	*c++ = cell_time(v->first);
	*c++ = cell_time(v->last);
	*c++ = cell_num(v->total);
	*c++ = cell_time(v->total_first);
	*c = cell_time(v->total_last);
}

static void get_made(void *arg, size_t i, struct cell *c)
{
	struct page *g = arg;
	row_t row = g->p->made[i];

	arena_release(&g->arena);
	*c++ = text_of(g, row, g->id);
	*c++ = cell_time(store_time(g->store, row));
	*c++ = text_of(g, row, g->event);
	*c = text_of(g, row, g->identity);
}

static void print_page(struct run *r, const struct identity_row *row,
		       const struct identity_page *p)
{
	const struct path_trie *t = store_paths_ro(r->store);
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct page g = { .store = r->store, .p = p };
	struct col cols[LC_COUNT];
	struct cell cells[LC_COUNT];
	struct rows_array array = { cells, LC_COUNT };
	struct rowset page = { cols, LC_COUNT, 1, rows_array_get, &array, true };
	struct rowset list[LC_COUNT - IC_COUNT] = {
		{ session_cols, ARRAY_SIZE(session_cols), p->nsessions, get_session, &g,
		  false },
		{ action_cols, ARRAY_SIZE(action_cols), p->nactions, get_action, &g,
		  false },
		{ denial_cols, ARRAY_SIZE(denial_cols), p->ndenials, get_denial, &g,
		  false },
	};

	g.id = path_find_child(t, PATH_ROOT, SV_LIT("eventID"));
	g.event = path_derived(t, FLD_EVENT);
	g.identity = path_derived(t, FLD_IDENTITY);
	for (unsigned k = 0; k < IDL_COUNT; k++)
		list[LC_VALUES - IC_COUNT + k] =
			(struct rowset){ value_cols[k],
					 VALUE_COLS,
					 p->lists[k].n,
					 get_value,
					 (void *)(uintptr_t)&p->lists[k],
					 false };
	list[LC_MADE - IC_COUNT] =
		(struct rowset){ made_cols, ARRAY_SIZE(made_cols), p->nmade, get_made, &g,
				 false };
	identity_cells(row, cells);
	for (unsigned k = 0; k < IC_COUNT; k++)
		cols[k] = (struct col){ identity_cols[k].key, identity_cols[k].key, 0 };
	for (unsigned k = IC_COUNT; k < LC_COUNT; k++) {
		cols[k] = list_cols[k - IC_COUNT];
		list[k - IC_COUNT].nrows = MIN(list[k - IC_COUNT].nrows, limit);
		cells[k] = cell_rows(&list[k - IC_COUNT]);
	}
	run_write_rows(r, &page);
	arena_release(&g.arena);
}

enum st identity_check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, identity_cols, IC_COUNT, &r->arena, &r->rowsort,
			     err);
}

static const struct identity_row *find_row(const struct identity_rows *rows, uint32_t group)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].group == group)
			return &rows->rows[i];
	return NULL;
}

static void print_one(struct run *r, struct identity_rows *rows,
		      const struct identity_row *row)
{
	struct lineage_index *lineage = lineage_index_new(&r->env, r->nsegs, true);
	struct identity_page *p = NULL;

	if (lineage)
		p = identity_page_new(rows->index, lineage, &r->env, r->sel, row->group,
				      (struct span){ r->from, r->to });
	if (p)
		print_page(r, row, p);
	identity_page_free(p);
	lineage_index_unref(lineage);
}

struct several {
	const struct identity_rows *rows;
	const uint32_t *groups;
};

static void get_several(void *arg, size_t i, struct cell *cells)
{
	const struct several *v = arg;

	identity_cells(find_row(v->rows, v->groups[i]), cells);
}

/* NAME means several identities: their rows. */
static void print_several(struct run *r, const struct identity_rows *rows,
			  const uint32_t *groups, size_t n)
{
	struct several v = { rows, groups };
	struct rowset set = { identity_cols, IC_COUNT, n, get_several, &v, false };

	message_warn("%zu identities are named '%s'; give a whole name", n,
		     r->opt->operand);
	run_print_rows(r, &set);
	r->matched = true;
}

void identity_print(struct run *r)
{
	struct identity_rows *rows = identity_rows(r);
	const struct identity_row *row = NULL;
	uint32_t *match = NULL;
	size_t n, shown = 0;

	if (!rows)
		return;
	n = identity_index_match(rows->index, sv_str(r->opt->operand), &match);
	/* those that no shown event has are not meant, if there are others */
	for (size_t i = 0; i < n; i++)
		if (find_row(rows, match[i]))
			match[shown++] = match[i];
	if (shown == 1)
		row = find_row(rows, match[0]);
	if (shown > 1) {
		print_several(r, rows, match, shown);
	} else if (!row) {
		message_warn(n ? "no event of '%s' is among those that match"
			       : "no identity is named '%s'",
			     r->opt->operand);
	} else {
		print_one(r, rows, row);
		r->matched = true;
	}
	free(match);
	identity_rows_free(rows);
}
