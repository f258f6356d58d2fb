/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way back: from what a seed did to who issued its credential, and where that was a function
 * to who had changed it, until nothing earlier is in the log.
 */
#include "event/rules.h"
#include "lang/expr.h"
#include "radius/priv.h"

#include <stdlib.h>

/* The function that acted in the event C, as far as it says so. */
static struct sv function_of(struct growing *g, const struct lineage_cred *c)
{
	static const struct sv mark = SV_LIT(":function:");
	struct sv arn = c->part[LP_SCOPE_ARN], session = lineage_session(c);
	const struct lambda_index *x = g->ask->functions->index;
	struct sv found = SV_NULL;

	if (sv_find(arn, mark) >= 0) {
		ptrdiff_t at = sv_find(arn, mark);
		struct sv name = sv_from(arn, (size_t)at + mark.len);

		if (sv_chr(name, ':') >= 0) /* without its version */
			arn = sv_head(arn,
				      (size_t)at + mark.len + (size_t)sv_chr(name, ':'));
		return arn;
	}
	for (uint32_t i = 0; session.ptr && i < x->fns.n; i++) {
		struct lambda_id id = lambda_index_id(x, i);

		if (!id.arn.ptr || !sv_eq(id.name, session) ||
		    !sv_eq(id.account, c->part[LP_ACCOUNT]))
			continue;
		if (found.ptr)
			return SV_NULL; /* of several regions: which is not said */
		found = id.arn;
	}
	return found;
}

/*
 * Who made the function of node I what it was when it acted, in the event ROW (ROW_NONE: at last):
 * the last change of its code before, and the last one of its configuration.
 */
static void add_changers(struct growing *g, uint32_t i, row_t row, struct sv arn)
{
	static const enum function_class classes[] = { FUNCTION_CODE, FUNCTION_CONFIG };
	row_t last[ARRAY_SIZE(classes)] = { ROW_NONE, ROW_NONE };
	AUTO_BUF struct buf expr = BUF_INIT;
	uint64_t *bits;
	row_t *rows;
	size_t n;

	expr_for_value(&expr, SV_LIT("function.arn"), arn);
	buf_adds(&expr, " source=lambda result=ok kind!=read not event=Delete*");
	bits = radius_rows_of(g, buf_sv(&expr));
	if (!bits)
		return;
	rows = radius_in_order(g, bits, &n);
	for (size_t k = 0; k < n; k++) {
		enum function_class class = rule_fn_class(radius_text(g, rows[k], "event"));

		if (row != ROW_NONE && store_row_cmp(g->ask->env->store, rows[k], row) > 0)
			break;
		for (size_t c = 0; c < ARRAY_SIZE(classes); c++)
			if (class == classes[c])
				last[c] = rows[k];
	}
	for (size_t c = 0; c < ARRAY_SIZE(classes); c++) {
		struct radius_edge e = { .parent = i,
					 .via = last[c],
					 .before = row,
					 .rule = c ? RADIUS_BY_CONFIG : RADIUS_BY_CODE,
					 .confidence = LINEAGE_PROBABLE };

		if (last[c] == ROW_NONE)
			continue;
		if (sv_eqs(radius_text(g, last[c], "event"), "CreateFunction"))
			e.rule = RADIUS_BY_CREATED;
		radius_credential(g, last[c], SV_NULL, &e);
	}
	free(rows);
	free(bits);
}

static enum radius_rule rule_of(enum lineage_rule rule)
{
	switch ((int)rule) {
	case LINEAGE_KEY:
	case LINEAGE_FEDERATED:
		return RADIUS_BY_KEY;
	case LINEAGE_CREATED:
		return RADIUS_BY_CREATED;
	default:
		return RADIUS_BY_ROLE_ID;
	}
}

static void add_function(struct growing *g, uint32_t i, const struct lineage_cred *c)
{
	struct sv arn = function_of(g, c);
	size_t at = g->r->n;
	const struct radius_edge e = { .parent = i,
				       .via = c->row,
				       .before = ROW_NONE,
				       .rule = RADIUS_BY_RAN_AS,
				       .confidence = LINEAGE_PROBABLE };

	if (!arn.ptr)
		return;
	radius_add(g, RADIUS_FUNCTION, arn, SV_NULL, INT64_MIN, &e);
	if (at < g->r->n)
		add_changers(g, (uint32_t)at, c->row, arn);
}

/* What stands behind the first event of node I. */
static void step_back(struct growing *g, uint32_t i, row_t first)
{
	const struct lineage_index *x = g->ask->lineage;
	struct arena arena = ARENA_INIT;
	struct lineage_cred c, by;
	struct lineage_link l;
	bool service;

	lineage_cred_read(x->store, &x->paths, first, &arena, &c);
	if (lineage_caller_copy(x, &c, &arena, &l)) {
		lineage_cred_read(x->store, &x->paths, l.row, &arena, &by);
		c = by;
	}
	if (lineage_issuer(x, &c, &arena, &l)) {
		const size_t n = l.ncandidates ? l.ncandidates : l.row != ROW_NONE;
		const row_t *rows = l.ncandidates ? l.candidates : &l.row;

		service = l.rule == LINEAGE_SERVICE;
		for (size_t k = 0; k < n; k++) {
			const struct radius_edge e = { .parent = i,
						       .via = rows[k],
						       .before = ROW_NONE,
						       .rule = rule_of(l.rule),
						       .confidence = l.confidence };

			lineage_cred_read(x->store, &x->paths, rows[k], &arena, &by);
			if (sv_starts(by.identity, SV_LIT("service:")))
				service = true;
			else
				radius_credential(g, rows[k], SV_NULL, &e);
		}
		if (service)
			add_function(g, i, &c);
	}
	arena_release(&arena);
}

enum st radius_back(struct growing *g, uint32_t i)
{
	const struct radius_node n = g->r->v[i];
	uint64_t *bits;
	row_t *rows;
	size_t nrows;

	if (n.kind == RADIUS_FUNCTION && n.parent == RADIUS_NONE)
		add_changers(g, i, ROW_NONE, n.id);
	if (!n.expr.ptr)
		return ST_OK;
	bits = radius_rows_of(g, n.expr);
	if (!bits)
		return ST_CANCELED;
	rows = radius_in_order(g, bits, &nrows);
	if (nrows)
		step_back(g, i, rows[0]);
	free(rows);
	free(bits);
	return ST_OK;
}
