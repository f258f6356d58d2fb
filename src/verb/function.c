/* SPDX-License-Identifier: GPL-3.0-or-later */
/* function NAME: the page of one function. */
#include "util/xalloc.h"
#include "lambda/lists.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>

static enum st check(struct run *r, struct err *err)
{
	if (r->opt->sort)
		return err_set(err, ST_USAGE,
			       "option '--sort': the lists of a page have an "
			       "order of their own");
	return ST_OK;
}

static void print_page(struct run *r, struct lambda_cache *c, uint32_t fn)
{
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct lambda_page *p =
		lambda_page_new(c, &r->env, r->sel, (struct span){ r->from, r->to }, fn);
	struct lambda_pagerows t;
	struct rowset set;

	if (!p)
		return;
	lambda_pagerows_init(&t, p, format_reader(r->opt->format), limit);
	set = page_set(&t.page);
	run_write_rows(r, &set);
	r->matched = p->row.shown.events || p->nchanges || p->ngrants || p->ntriggers ||
		     p->nacts;
	lambda_pagerows_release(&t);
	lambda_page_free(p);
}

/* Several functions have the name: their rows, in the order of the pane, also those not shown. */
static void print_several(struct run *r, struct lambda_cache *c, const uint32_t *fns,
			  size_t n)
{
	struct lambda_rows *rows =
		lambda_rows_new(c, &r->env, r->sel, (struct span){ r->from, r->to });
	struct lambda_list list;
	struct rowset set;
	size_t kept = 0;

	if (!rows)
		return;
	for (size_t i = 0; i < rows->n; i++)
		for (size_t k = 0; k < n; k++)
			if (rows->rows[i].fn == fns[k])
				rows->rows[kept++] = rows->rows[i];
	rows->n = kept;
	lambda_list_init(&list, rows, format_reader(r->opt->format));
	set = rows_set(&list.r);
	run_print_rows(r, &set);
	lambda_list_release(&list);
	r->matched = kept > 0;
	message_warn("%zu functions are named '%s': name one by its ARN or by "
		     "account:region:name",
		     n, r->opt->operand);
	lambda_rows_free(rows);
}

static void print(struct run *r)
{
	struct lambda_cache cache = { 0 };
	uint32_t *fns = NULL;
	size_t n;

	if (lambda_cache_update(&cache, &r->env, r->sel, true) != ST_OK)
		return;
	n = lambda_index_find(cache.index, sv_str(r->opt->operand), &fns);
	if (n == 1)
		print_page(r, &cache, fns[0]);
	else if (n)
		print_several(r, &cache, fns, n);
	else
		message_warn("no event of a function '%s' is loaded", r->opt->operand);
	free(fns);
	lambda_cache_release(&cache);
}

static const struct listing *const lists[] = {
	&lambda_listings[LL_CALLERS],
	&lambda_listings[LL_CHANGES],
	&lambda_listings[LL_GRANTS],
	&lambda_listings[LL_TRIGGERS],
	&lambda_listings[LL_ACTS],
	&lambda_listings[LL_KNOWN],
	NULL,
};
const struct verb verb_function = {
	.name = "function",
	.operand = "NAME",
	.summary = "one function: callers, changes, grants, acts",
	.more = "The page of the function NAME: any spelling that Lambda takes (a bare "
		"name, account:name, an ARN, each with or without alias or version), "
		"account:region:name, or (unknown). When several functions have the "
		"name, their rows are listed instead. Calls, changes and acts are those "
		"of the matching events; what is known of permissions, triggers and "
		"configuration comes from every event loaded before --until. As json "
		"the keys of a row of functions, an array for each list, and notes: "
		"what must be known to read the lists.",
	.row = &lambda_listing,
	.lists = lists,
	.check = check,
	.print = print,
};
