/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity NAME: the row of one identity, and the lists of its page. */
#include "util/xalloc.h"
#include "verb/identityrows.h"
#include "verb/message.h"
#include "verb/run.h"

#include <stdlib.h>

static void print_page(struct run *r, const struct identity_rows *rows,
		       const struct identity_row *row, const struct identity_page *p)
{
	enum reader reader = format_reader(r->opt->format);
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct rows one = identity_list(rows, reader), *lists[IL_COUNT];
	struct identity_lists l;
	struct page page;
	struct rowset set;

	identity_lists_init(&l, p, reader);
	for (int i = 0; i < IL_COUNT; i++)
		lists[i] = &l.r[i];
	page_init(&page, &one, (size_t)(row - rows->rows), lists, IL_COUNT, limit);
	set = page_set(&page);
	run_write_rows(r, &set);
	page_release(&page);
	identity_lists_release(&l);
	rows_release(&one);
}

static enum st check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, identity_listing.cols,
			     listing_printed(&identity_listing), &r->arena, &r->rowsort,
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
		print_page(r, rows, row, p);
	identity_page_free(p);
	lineage_index_unref(lineage);
}

/* NAME means several identities: their rows. */
static void print_several(struct run *r, const struct identity_rows *rows,
			  const uint32_t *groups, size_t n)
{
	struct identity_rows part = *rows;
	struct rows list;
	struct rowset set;

	part.rows = xreallocarray(NULL, n, sizeof(*part.rows));
	part.n = n;
	for (size_t i = 0; i < n; i++)
		part.rows[i] = *find_row(rows, groups[i]);
	list = identity_list(&part, format_reader(r->opt->format));
	set = rows_set(&list);
	message_warn("%zu identities are named '%s'; give a whole name", n,
		     r->opt->operand);
	run_print_rows(r, &set);
	r->matched = true;
	rows_release(&list);
	free(part.rows);
}

static void print(struct run *r)
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

static const struct listing *const page_lists[] = {
	&identity_page_listings[IL_SESSIONS],
	&identity_page_listings[IL_ACTIONS],
	&identity_page_listings[IL_DENIALS],
	&identity_page_listings[IL_ADDRESSES],
	&identity_page_listings[IL_AGENTS],
	&identity_page_listings[IL_REGIONS],
	&identity_page_listings[IL_ROLES],
	&identity_page_listings[IL_MADE],
	NULL,
};

const struct verb verb_identity = {
	.name = "identity",
	.operand = "NAME",
	.summary = "one identity: sessions, actions, addresses",
	.more = "The row of one identity, and its lists. NAME is an identity as the "
		"field has it, an ARN, or the name at its end. When several identities "
		"have the name, their rows are listed instead. Counts are those of the "
		"matching events. As json the keys of a row of identities, and an array "
		"for each list; in those of values count, first and last are of the "
		"matching events, total of all. "
		"Each row of a list has a filter that opens the events it counts.",
	.row = &identity_listing,
	.lists = page_lists,
	.check = check,
	.print = print,
};
