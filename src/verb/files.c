/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files: what each input file was, and what became of it. */
#include "coverage/files.h"
#include "integrity/integrity.h"
#include "util/bits.h"
#include "util/xalloc.h"
#include "verb/run.h"

#include <stdlib.h>

static enum st check(struct run *r, struct err *err)
{
	if (r->opt->verify && run_want_integrity(r, err) != ST_OK)
		return ST_USAGE;
	return rowsort_parse(r->opt->sort, file_listing.cols,
			     listing_printed(&file_listing), &r->arena, &r->rowsort, err);
}

/* Leave the files that hold a matching event, when something was asked for. */
static void keep_matching(struct run *r, struct file_list *l)
{
	uint64_t *has;
	size_t n = 0;

	if (!r->nfilters && !r->opt->since && !r->opt->until)
		return;
	has = files_matching(r->store, r->sel);
	for (size_t i = 0; i < l->n; i++)
		if (bit_get(has, l->v[i]))
			l->v[n++] = l->v[i];
	l->n = n;
	free(has);
}

/*
 * The optional columns stand last: how many of all are there? (CSV and tables have no
 * holes)
 */
static size_t columns_used(const struct rowset *set)
{
	size_t ncols = FC_NOTES;

	for (size_t i = 0; i < set->nrows && ncols < FC_COUNT; i++) {
		struct cell cells[FC_COUNT];

		set->get(set->arg, i, cells);
		for (size_t c = ncols; c < FC_COUNT; c++)
			if (cells[c].kind != CELL_ABSENT)
				ncols = c + 1;
	}
	return ncols;
}

static void print(struct run *r)
{
	struct file_list list;
	struct file_rows fr;
	struct rowset set;
	bool sorted_by_optional = false;
	struct integrity *x = r->keyring ? run_integrity(r) : NULL;

	if (x)
		integrity_note(x, r->store);
	integrity_free(x);
	file_list_init(&list, r->store);
	keep_matching(r, &list);
	file_rows_init(&fr, r->store, list.v, list.n, format_reader(r->opt->format));
	set = rows_set(&fr.r);
	for (size_t i = 0; i < r->rowsort.n; i++)
		sorted_by_optional |= r->rowsort.keys[i].col >= FC_NOTES;
	if (!sorted_by_optional)
		set.ncols = columns_used(&set);
	run_print_rows(r, &set);
	r->matched = list.n > 0;
	file_rows_release(&fr);
	file_list_release(&list);
}

const struct verb verb_files = {
	.name = "files",
	.summary = "what each input file was, and what became of it",
	.more = "A row for each file: its kind, its state (ok, suspect, skipped, "
		"damaged, unreadable), how many events, copies and elements that are no "
		"event it held, and what was wrong with it.",
	.row = &file_listing,
	.check = check,
	.print = print,
};
