/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell function for each list of the pane. */
#include "pane/function_lists.h"

#include <inttypes.h>
#include <string.h>

const char *const function_list_names[FNL_COUNT] = {
#define E(id, name, empty) name,
	FUNCTION_LIST_LIST(E)
#undef E
};
static const char *const empty_words[FNL_COUNT] = {
#define E(id, name, empty) empty,
	FUNCTION_LIST_LIST(E)
#undef E
};

#define HOURS_WIDTH 24

/* ---- cells ---- */

static void put_count(struct sheet_cell *c, uint64_t n)
{
	sheet_put_count(c, n, ROLE_NUMBER);
}

static enum role verdict_role(enum lambda_verdict v)
{
	return v == VERDICT_REVOKED || v == VERDICT_NO_GRANT ? ROLE_ERROR
	       : v == VERDICT_UNKNOWN                        ? ROLE_WARNING
							     : ROLE_TEXT;
}

static void share_bar(struct sheet_cell *c, uint64_t part, uint64_t all)
{
	uint64_t n = all ? (part * 8 + all - 1) / all : 0;

	c->role = ROLE_BAR;
	while (n--)
		buf_addc(&c->text, '#');
}

/* Calls over the time of the bars of the page, as blocks. */
static void put_hours(struct sheet_cell *c, const struct lambda_page *p,
		      const struct lambda_caller *v)
{
	static const char *const blocks[2][SPARK_LEVELS + 1] = {
		{ " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587",
		  "\u2588" },
		{ " ", ".", ":", "-", "=", "+", "*", "#", "@" },
	};
	uint32_t n[HOURS_WIDTH] = { 0 }, max = 0;
	tick_t span = axis_end(&p->axis) - p->axis.from;

	c->role = ROLE_BAR;
	for (size_t i = 0; p->axis.n && i < v->nhours; i++) {
		tick_t at = v->hours[i].hour * 3600 * TICKS_PER_SEC - p->axis.from;
		tick_t k = at <= 0 ? 0 : at / (span / HOURS_WIDTH + 1);

		n[MIN(k, HOURS_WIDTH - 1)] += v->hours[i].calls;
	}
	for (int i = 0; i < HOURS_WIDTH; i++)
		max = MAX(max, n[i]);
	for (int i = 0; i < HOURS_WIDTH; i++)
		buf_adds(&c->text, blocks[paint_is_ascii()][spark_level(n[i], max)]);
}

static void caller_cell(struct ui *ui, const void *data, uint32_t i, int col,
			struct sheet_cell *c)
{
	const struct function_lists *l = data;
	const struct lambda_caller *v = &l->page->callers[i];
	uint64_t all = l->page->row.shown.invocations;

	switch (col) {
	case 0:
		sheet_put_who(c, v->identity, SV_NULL);
		break;
	case 1:
		put_count(c, v->calls);
		break;
	case 2:
		buf_addf(&c->text, "%.1f%%",
			 all ? (double)v->calls * 100 / (double)all : 0.0);
		break;
	case 3:
		share_bar(c, v->calls, all);
		break;
	case 4:
		put_count(c, v->failed);
		break;
	case 5:
		c->role = verdict_role(v->verdict);
		buf_adds(&c->text, lambda_verdict_names[v->verdict]);
		break;
	case 6:
		sheet_put_time(ui, c, v->first);
		break;
	case 7:
		sheet_put_time(ui, c, v->last);
		break;
	case 8:
		put_hours(c, l->page, v);
		break;
	default:
		if (v->is_new)
			buf_adds(&c->text, "NEW ");
		c->role = v->is_new ? ROLE_NEW : ROLE_TEXT;
		sheet_put_sv(c, v->source_arn);
		break;
	}
}

static void change_cell(struct ui *ui, const void *data, uint32_t i, int col,
			struct sheet_cell *c)
{
	const struct function_lists *l = data;
	static const enum role roles[RES_COUNT] = { ROLE_RESULT_OK, ROLE_RESULT_DENIED,
						    ROLE_RESULT_THROTTLED,
						    ROLE_RESULT_ABSENT,
						    ROLE_RESULT_FAILED };
	const struct lambda_change *v = &l->page->changes[l->changes[i]];
	enum result result;

	switch (col) {
	case 0:
		sheet_put_time(ui, c, v->time);
		break;
	case 1:
		buf_adds(&c->text, fmt_result(v->result, &result));
		c->role = roles[result];
		break;
	case 2:
		sheet_put_sv(c, v->event);
		c->role = ROLE_CHANGE;
		break;
	case 3:
		sheet_put_who(c, v->identity, v->session);
		break;
	case 4:
		sheet_put_sv(c, v->ip);
		break;
	default:
		lambda_change_text(v, &c->text);
		break;
	}
}

static void grant_cell(struct ui *ui, const void *data, uint32_t i, int col,
		       struct sheet_cell *c)
{
	const struct function_lists *l = data;
	const struct lambda_grant *g = &l->page->grants[i];

	switch (col) {
	case 0:
		buf_adds(&c->text, lambda_grant_kind_names[g->kind]);
		break;
	case 1:
		sheet_put_sv(c, g->kind == GRANT_LAYER ? g->layer : g->st.sid);
		break;
	case 2:
		sheet_put_sv(c, g->st.nprincipals ? g->st.principals[0] : g->st.url_auth);
		if (g->st.nprincipals > 1)
			buf_adds(&c->text, " ...");
		break;
	case 3:
		sheet_put_sv(c, g->st.source_arn);
		break;
	case 4:
		sheet_put_time(ui, c, g->from);
		break;
	case 5:
		sheet_put_time(ui, c, g->to);
		break;
	default:
		for (size_t k = 0; k < g->flags.n; k++) {
			if (k)
				buf_adds(&c->text, "; ");
			buf_addsv(&c->text, g->flags.v[k]);
		}
		c->role = g->removed == ROW_NONE ? ROLE_WARNING : ROLE_DIM;
		break;
	}
}

static void trigger_cell(struct ui *ui, const void *data, uint32_t i, int col,
			 struct sheet_cell *c)
{
	const struct function_lists *l = data;
	const struct lambda_trigger *t = &l->page->triggers[i];

	switch (col) {
	case 0:
		sheet_put_sv(c, t->service);
		break;
	case 1:
		sheet_put_sv(c, t->event);
		break;
	case 2:
		sheet_put_sv(c, t->from);
		break;
	case 3:
		sheet_put_sv(c, t->state);
		c->role = sv_eqs(t->state, "set") || sv_eqs(t->state, "enabled") ? ROLE_TEXT
										 : ROLE_DIM;
		break;
	case 4:
		put_count(c, t->count);
		break;
	case 5:
		sheet_put_time(ui, c, t->last);
		break;
	default:
		sheet_put_who(c, t->identity, SV_NULL);
		break;
	}
}

static void act_cell(struct ui *ui, const void *data, uint32_t i, int col,
		     struct sheet_cell *c)
{
	const struct function_lists *l = data;
	const struct lambda_act *a = &l->page->acts[i];

	switch (col) {
	case 0:
		sheet_put_sv(c, a->source);
		break;
	case 1:
		sheet_put_sv(c, a->event);
		break;
	case 2:
		put_count(c, a->count);
		break;
	case 3:
		put_count(c, a->all);
		break;
	case 4:
		put_count(c, a->failed);
		break;
	case 5:
		sheet_put_time(ui, c, a->first);
		break;
	case 6:
		sheet_put_time(ui, c, a->last);
		break;
	case 7:
		buf_adds(&c->text, lambda_evidence_words[a->evidence]);
		break;
	default:
		buf_addsv(&c->text, a->flag);
		c->role = ROLE_WARNING;
		break;
	}
}

/* ---- the lists ---- */

#define R PAINT_RIGHT
#define T PAINT_TAIL
static const struct sheet sheets[FNL_COUNT] = {
	[FNL_CALLERS] = { { { "CALLER", 14, 28, 0, true, 0 },
			    { "CALLS", 9, 10, 0, false, R },
			    { "SHARE", 6, 6, 3, false, R },
			    { "", 8, 8, 5, false, 0 },
			    { "FAILED", 6, 7, 2, false, R },
			    { "VERDICT", 10, 10, 0, false, 0 },
			    { "FIRST", SHEET_CLOCK, 0, 4, false, 0 },
			    { "LAST", SHEET_CLOCK, 0, 1, false, 0 },
			    { "BY HOUR", HOURS_WIDTH, HOURS_WIDTH, 7, false, 0 },
			    { "SOURCE", 12, 30, 6, true, T } },
			  caller_cell },
	[FNL_CHANGES] = { { { "TIME", SHEET_CLOCK, 0, 0, false, 0 },
			    { "RESULT", 6, 6, 0, false, 0 },
			    { "EVENT", 14, 24, 0, false, 0 },
			    { "WHO", 12, 22, 1, false, 0 },
			    { "SOURCE IP", 10, 15, 2, false, 0 },
			    { "WHAT", 12, 40, 3, true, 0 } },
			  change_cell },
	[FNL_GRANTS] = { { { "KIND", 9, 9, 0, false, 0 },
			   { "STATEMENT", 8, 18, 2, false, 0 },
			   { "PRINCIPAL", 12, 24, 0, false, T },
			   { "SOURCE", 10, 24, 4, false, T },
			   { "ADDED", SHEET_CLOCK, 0, 1, false, 0 },
			   { "REMOVED", SHEET_CLOCK, 0, 1, false, 0 },
			   { "FLAGS", 12, 40, 3, true, 0 } },
			 grant_cell },
	[FNL_TRIGGERS] = { { { "SERVICE", 8, 12, 0, false, 0 },
			     { "EVENT", 12, 24, 1, false, 0 },
			     { "FROM", 14, 40, 0, true, T },
			     { "STATE", 8, 12, 0, false, 0 },
			     { "REQS", 4, 5, 4, false, R },
			     { "LAST", SHEET_CLOCK, 0, 2, false, 0 },
			     { "BY", 10, 22, 3, false, 0 } },
			   trigger_cell },
	[FNL_ACTS] = { { { "SOURCE", 8, 15, 0, false, 0 },
			 { "EVENT", 14, 24, 0, true, 0 },
			 { "COUNT", 6, 9, 0, false, R },
			 { "OF ALL", 6, 9, 6, false, R },
			 { "FAILED", 6, 7, 1, false, R },
			 { "FIRST", SHEET_CLOCK, 0, 4, false, 0 },
			 { "LAST", SHEET_CLOCK, 0, 3, false, 0 },
			 { "EVIDENCE", 9, 28, 2, false, 0 },
			 { "REMARK", 8, 22, 5, false, 0 } },
		       act_cell },
};
#undef R
#undef T

uint32_t function_list_size(const struct function_lists *l, enum function_list_id id)
{
	const struct lambda_page *p = l->page;

	if (!p)
		return 0;
	switch (id) {
	case FNL_CALLERS:
		return (uint32_t)p->ncallers;
	case FNL_CHANGES:
		return (uint32_t)p->nchanges_shown;
	case FNL_GRANTS:
		return (uint32_t)p->ngrants;
	case FNL_TRIGGERS:
		return (uint32_t)p->ntriggers;
	default:
		return (uint32_t)p->nacts;
	}
}

/* Words instead of rows of list ID. */
static const char *words_for_none(const struct function_lists *l, enum function_list_id id)
{
	if (!l->page)
		return "working it out ...";
	if (id == FNL_CALLERS && !l->page->index->has_calls)
		return "invocations are not logged in this trail";
	return empty_words[id];
}

void function_list_draw(struct ui *ui, struct function_lists *l, enum function_list_id id,
			struct rect r, bool focus)
{
	sheet_draw(ui, &sheets[id], l, &l->list[id], function_list_size(l, id),
		   words_for_none(l, id), r, focus);
}
