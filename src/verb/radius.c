/* SPDX-License-Identifier: GPL-3.0-or-later */
/* radius SEED,...: what grew from a key, an identity, an address, an event, a function. */
#include "radius/lists.h"
#include "util/xalloc.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>

static enum st check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, radius_node_listing.cols,
			     listing_printed(&radius_node_listing), &r->arena, &r->rowsort,
			     err);
}

static void print_page(struct run *r, const struct radius *found, struct radius_lists *l)
{
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct rowset nodes = rows_set(&l->nodes), seen, set;
	struct rowview view;
	struct page page;

	rowview_init(&view, &nodes, &r->rowsort, limit, &seen);
	page_init(&page, NULL, 0, NULL, 0, limit);
	page_add(&page, "seed", "seed", cell_list(found->seeds, found->nseeds));
	page_add(&page, "before", "before", cell_num(found->before));
	page_add(&page, "nodes", "nodes", cell_rows(&seen));
	page_add(&page, "filter", "filter",
		 found->filter.len ? cell_text(buf_sv(&found->filter)) : cell_null());
	set = page_set(&page);
	run_write_rows(r, &set);
	page_release(&page);
	rowview_release(&view);
}

static void print_found(struct run *r, const struct radius *found)
{
	struct radius_lists l;

	for (size_t i = 0; i < found->n; i++)
		r->matched |= found->v[i].events || found->v[i].parent != RADIUS_NONE;
	if (found->unknown.ptr)
		message_warn("nothing loaded is named '" SV_FMT "'",
			     SV_ARG(found->unknown));
	if (found->cut)
		message_warn("there is more than %u nodes; the rest is left out",
			     RADIUS_MAX_NODES);
	if (found->long_filter)
		message_warn("the filter of all events is too long; take nodes apart");
	if (found->unknown.ptr && !found->n)
		return;
	radius_lists_init(&l, r->store, found, format_reader(r->opt->format));
	print_page(r, found, &l);
	radius_lists_release(&l);
}

static void print(struct run *r)
{
	struct lambda_cache functions = { 0 };
	struct identity_index *identities =
		identity_index_new(r->store, IDENTITY_BY_IDENTITY);
	struct lineage_index *lineage = lineage_index_new(&r->env, r->nsegs, true);
	struct radius found = { .n = 0 };
	struct err err = ERR_INIT;
	enum st rc = ST_CANCELED;

	if (lineage && lambda_cache_update(&functions, &r->env, r->sel, true) == ST_OK &&
	    identity_index_update(identities, &r->env, r->nsegs) == ST_OK) {
		const struct radius_ask ask = {
			.env = &r->env,
			.sel = r->sel,
			.filters = r->opt->filters,
			.nfilters = r->opt->nfilters,
			.from = r->from,
			.to = r->to,
			.limit = r->opt->confidence,
			.lineage = lineage,
			.functions = &functions,
			.identities = identities,
			.back = r->opt->back,
		};

		rc = radius_make(&ask, sv_str(r->opt->operand), &found, &err);
	}
	if (rc == ST_OK) {
		print_found(r, &found);
	} else if (rc == ST_USAGE) {
		message_error("%s", err.text);
		r->status = EXIT_USAGE;
	}
	radius_release(&found);
	lineage_index_unref(lineage);
	lambda_cache_release(&functions);
	identity_index_unref(identities);
}

static const struct listing *const lists[] = { &radius_node_listing, NULL };

const struct verb verb_radius = {
	.name = "radius",
	.operand = "SEED,...",
	.summary = "what grew from a key, an identity, an address",
	.more = "SEED is FIELD=VALUE, or a bare access key, identity, address, event id or "
		"function name; what a name means is looked up, and one that means several "
		"things is an error that lists them. An address, or any other value, "
		"stands "
		"for the sessions that were used with it, and for what was done with "
		"long-lived keys from there. "
		"From the seeds on: keys and sessions they issued, users, roles, policies, "
		"keys and instances they made or changed, what they shared, roles whose "
		"trust they opened and who of the trusted came in, functions they changed "
		"and what ran as these afterwards; and again from each of these. "
		"Invocations of a changed function, and ordinary use of what is shared, "
		"are "
		"no growth. What a seed did before --since is only counted: it may be its "
		"owner's. "
		"With --back the way round: who issued, made or changed what the seeds "
		"are, "
		"to the first foothold in the log. "
		"As json one object: seed (what was understood), before (acts of the seeds "
		"before --since), nodes, and filter, an expression for all events of all "
		"nodes; null when nothing acted, or when it would be longer than an "
		"expression may be.",
	.lists = lists,
	.check = check,
	.print = print,
};
