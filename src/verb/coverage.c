/* SPDX-License-Identifier: GPL-3.0-or-later */
/* coverage: what the loaded files cover, by account and region; filters do not count. */
#include "coverage/coverage.h"
#include "verb/run.h"

static enum st check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, coverage_listing.cols,
			     listing_printed(&coverage_listing), &r->arena, &r->rowsort,
			     err);
}

static void print(struct run *r)
{
	struct coverage *c = coverage_make(&r->env, r->order);
	struct coverage_rows rows;
	struct rowset set;

	if (!c)
		return;
	coverage_rows_init(&rows, c, format_reader(r->opt->format));
	set = rows_set(&rows.r);
	run_print_rows(r, &set);
	r->matched = c->n > 0;
	coverage_rows_release(&rows);
	coverage_free(c);
}

const struct verb verb_coverage = {
	.name = "coverage",
	.summary = "what the files cover, and where they are silent",
	.more = "A row for each account and region of the events loaded, whatever is "
		"filtered: how many there are, from when to when, and the gaps. Whether "
		"data events are logged is said for each service; what is not there may "
		"not be logged. stopped: StopLogging, DeleteTrail, selectors without "
		"management events (PutEventSelectors), and a trail that was cut down to "
		"its own region (UpdateTrail), as far as the log says.",
	.row = &coverage_listing,
	.check = check,
	.print = print,
};
