/* SPDX-License-Identifier: GPL-3.0-or-later */
/* functions: a row for each Lambda function. */
#include "lambda/lists.h"
#include "verb/message.h"
#include "verb/run.h"

static enum st check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, lambda_listing.cols,
			     listing_printed(&lambda_listing), &r->arena, &r->rowsort, err);
}

static void print(struct run *r)
{
	AUTO_BUF struct buf remark = BUF_INIT;
	struct lambda_cache cache = { 0 };
	struct lambda_rows *rows;
	struct lambda_list list;
	struct rowset set;

	if (lambda_cache_update(&cache, &r->env, r->sel, true) != ST_OK)
		return;
	rows = lambda_rows_new(&cache, &r->env, r->sel, (struct span){ r->from, r->to });
	lambda_cache_release(&cache);
	if (!rows)
		return;
	lambda_list_init(&list, rows, format_reader(r->opt->format));
	set = rows_set(&list.r);
	run_print_rows(r, &set);
	lambda_list_release(&list);
	r->matched = rows->n > 0;
	lambda_rows_remark(rows, &remark);
	if (remark.len && r->order->n)
		message_warn("%s", buf_str(&remark));
	lambda_rows_free(rows);
}

const struct verb verb_functions = {
	.name = "functions",
	.summary = "a row for each Lambda function",
	.more = "How often each function was invoked, by how many callers, how often it "
		"was changed, its errors, first and last time, among the matching "
		"events. Events of Lambda that name no function are of the function "
		"(unknown); those that only wiring in other services or "
		"acts of their roles name have a row too. Most invoked first. Duration, "
		"payload, memory and "
		"throttling are not in CloudTrail.",
	.row = &lambda_listing,
	.check = check,
	.print = print,
};
