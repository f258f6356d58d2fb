/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify: is the evidence whole? The lists of integrity/ as a page, or as one list for CSV. */
#include "coverage/files.h"
#include "integrity/lists.h"
#include "util/bits.h"
#include "util/xalloc.h"
#include "verb/run.h"

#include <stdlib.h>

/* Files that hold a matching event, when something was asked for; missing ones always. */
static void keep_matching(struct run *r, struct proof_lists *l)
{
	uint64_t *has;
	size_t n = 0;

	if (!r->nfilters && !r->opt->since && !r->opt->until)
		return;
	has = files_matching(r->store, r->sel);
	for (size_t i = 0; i < l->files.n; i++) {
		uint32_t file = l->file_rows[i]->file;

		if (file == NO_PROOF || bit_get(has, file))
			l->file_rows[n++] = l->file_rows[i];
	}
	l->files.n = n;
	free(has);
}

/* How many files and digests have each state. */
struct summary {
	struct col cols[PROOF_COUNT];
	struct cell cells[PROOF_COUNT];
	struct rows_array array;
	struct rowset set;
};

static void summary_init(struct summary *s, const struct integrity *x)
{
	for (unsigned i = 0; i < PROOF_COUNT; i++) {
		s->cols[i] = (struct col){ .key = proof_names[i], .kind = CELL_NUM };
		s->cells[i] = cell_num(x->counts[i]);
	}
	s->array = (struct rows_array){ s->cells, PROOF_COUNT };
	s->set =
		(struct rowset){ s->cols, PROOF_COUNT, 1, rows_array_get, &s->array, true };
}

static void print_page(struct run *r, struct proof_lists *l)
{
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct rowset files = rows_set(&l->files), seen, digests = rows_set(&l->digests);
	struct rowset chains = rows_set(&l->chains), set;
	struct summary sum;
	struct rowview view;
	struct page page;

	summary_init(&sum, l->x);
	rowview_init(&view, &files, &r->rowsort, limit, &seen);
	page_init(&page, NULL, 0, NULL, 0, limit);
	page_add(&page, "files", "FILES", cell_rows(&seen));
	page_add(&page, "digests", "DIGESTS", cell_rows(&digests));
	page_add(&page, "chains", "CHAINS", cell_rows(&chains));
	page_add(&page, "summary", "SUMMARY", cell_rows(&sum.set));
	set = page_set(&page);
	run_write_rows(r, &set);
	page_release(&page);
	rowview_release(&view);
}

/* One list has no place for two kinds of rows: digests follow the files, without a digest. */
static void print_list(struct run *r, struct proof_lists *l)
{
	struct rowset set;

	l->file_rows = xreallocarray(l->file_rows, l->files.n + l->digests.n + 1,
				     sizeof(struct proof_row *));
	for (size_t i = 0; i < l->digests.n; i++)
		l->file_rows[l->files.n++] = l->digest_rows[i];
	set = rows_set(&l->files);
	run_print_rows(r, &set);
}

/* ---- the verb ---- */

static enum st check(struct run *r, struct err *err)
{
	if (run_want_integrity(r, err) != ST_OK)
		return ST_USAGE;
	return rowsort_parse(r->opt->sort, proof_file_listing.cols,
			     listing_printed(&proof_file_listing), &r->arena, &r->rowsort,
			     err);
}

static void print(struct run *r)
{
	enum reader reader = format_reader(r->opt->format);
	struct integrity *x = run_integrity(r);
	struct proof_lists l = { 0 };

	proof_lists_init(&l, x, reader != READER_TABLE || r->opt->verbose, reader);
	keep_matching(r, &l);
	if (r->opt->format == FMT_CSV)
		print_list(r, &l);
	else
		print_page(r, &l);
	proof_lists_release(&l);
	r->matched = x->nfiles || x->ndigests;
	r->unmet = x->counts[PROOF_CHANGED] || x->counts[PROOF_MISSING] ||
		   x->counts[PROOF_BAD_SIGNATURE] ||
		   (r->opt->strict &&
		    (x->counts[PROOF_HASH_ONLY] || x->counts[PROOF_UNCOVERED]));
	integrity_free(x);
}

const struct verb verb_verify = {
	.name = "verify",
	.summary = "is the evidence whole, by its digests",
	.more = "Digests are found by what they hold. Each says which log files were "
		"delivered in its hour, with their SHA-256, and which digest came "
		"before it, with its SHA-256 and signature. Files are found by hash and "
		"name, wherever they lie; a file compressed anew, or not at all, is "
		"whole. States of files: verified (as a signed digest says); hash-only "
		"(as a digest says whose signature could not be checked); changed; "
		"missing (a digest lists it, it is not among the files); uncovered (no "
		"digest lists it); unreadable (not read to its end). Of digests: valid; "
		"unsigned (no key or no signature at hand); bad-signature; changed; "
		"missing (another speaks of it). What is said of a file that is whole "
		"(moved, renamed, a copy, more than one gzip member, events of another "
		"account, region or time) is its problem too. As json one object: files "
		"(path, state, digest, problem), digests (path, state, problem), chains "
		"(account, region, trail, from, to, gaps of from and to), summary (how "
		"many files and digests have each state). Tables show the files and "
		"digests that something is to be said of; all of them with -v. As csv a "
		"row for each file and digest. The status is 5 when anything is "
		"changed, missing or badly signed; with --strict also for hash-only and "
		"uncovered.",
	.check = check,
	.print = print,
};
