/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and cells of files, digests and chains; in tables paths stand last, being long. */
#include "integrity/lists.h"

#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>

enum { VC_PATH, VC_STATE, VC_DIGEST, VC_PROBLEM, VC_PATH_LAST, VC_COUNT };
static const struct col file_cols[VC_COUNT] = {
	[VC_PATH] = { "path", "PATH", COL_JSON_ONLY, CELL_TEXT, COL_NO_ROOM,
		      "as loaded; of what is missing its key in the bucket" },
	[VC_STATE] = { "state", "STATE", 0, CELL_TEXT, COL_NO_ROOM,
		       "verified, hash-only, changed, missing, uncovered or unreadable" },
	[VC_DIGEST] = { "digest", "DIGEST", COL_JSON_ONLY, CELL_TEXT, COL_NO_ROOM,
			"the digest that speaks of it" },
	[VC_PROBLEM] = { "problem", "PROBLEM", 0, CELL_TEXT, COL_NO_ROOM,
			 "what is to be said of it, in words" },
	[VC_PATH_LAST] = { "path", "PATH", COL_TABLE_ONLY | COL_KEEP_TAIL, CELL_TEXT,
			   COL_NO_ROOM, NULL },
};

enum { DC_PATH, DC_STATE, DC_PROBLEM, DC_PATH_LAST, DC_COUNT };
static const struct col digest_cols[DC_COUNT] = {
	[DC_PATH] = { "path", "PATH", COL_JSON_ONLY, CELL_TEXT, COL_NO_ROOM,
		      "as of files" },
	[DC_STATE] = { "state", "STATE", 0, CELL_TEXT, COL_NO_ROOM,
		       "valid, unsigned, bad-signature, changed or missing" },
	[DC_PROBLEM] = { "problem", "PROBLEM", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[DC_PATH_LAST] = { "path", "PATH", COL_TABLE_ONLY | COL_KEEP_TAIL, CELL_TEXT,
			   COL_NO_ROOM, NULL },
};

enum { CC_ACCOUNT, CC_REGION, CC_TRAIL, CC_FROM, CC_TO, CC_GAPS, CC_COUNT };
static const struct col chain_cols[CC_COUNT] = {
	[CC_ACCOUNT] = { "account", "ACCOUNT", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[CC_REGION] = { "region", "REGION", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[CC_TRAIL] = { "trail", "TRAIL", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[CC_FROM] = { "from", "FROM", 0, CELL_TIME, COL_NO_ROOM,
		      "where the first digest at hand begins" },
	[CC_TO] = { "to", "TO", 0, CELL_TIME, COL_NO_ROOM, "where the last one ends" },
	[CC_GAPS] = { "gaps", "GAPS", 0, CELL_ROWS, COL_NO_ROOM,
		      "times between that no digest covers: from, to" },
};

static const struct col gap_cols[] = {
	{ "from", "FROM", 0, CELL_TIME, COL_NO_ROOM, NULL },
	{ "to", "TO", 0, CELL_TIME, COL_NO_ROOM, NULL },
};

/* V with U+FFFD for each byte that is no UTF-8. */
static struct cell lossy(struct rows *r, struct sv v)
{
	AUTO_BUF struct buf out = BUF_INIT;

	if (!v.ptr)
		return cell_null();
	if (utf8_check(v.ptr, v.len) == v.len)
		return cell_text(v);
	utf8_add_lossy(&out, v);
	return cell_text(sv_make(arena_text(&r->arena, buf_sv(&out)), out.len));
}

static void file_cells(struct rows *r, size_t i, struct cell *cells)
{
	const struct proof_lists *l = r->data;
	const struct proof_row *p = l->file_rows[i];

	cells[VC_PATH] = cells[VC_PATH_LAST] = lossy(r, p->path);
	cells[VC_STATE] = cell_str(proof_names[p->state]);
	cells[VC_DIGEST] = cell_null();
	if (p->digest != NO_PROOF)
		cells[VC_DIGEST] = lossy(r, l->x->digests[p->digest].path);
	cells[VC_PROBLEM] = lossy(r, p->problem);
}

static void digest_cells(struct rows *r, size_t i, struct cell *cells)
{
	const struct proof_lists *l = r->data;
	const struct proof_row *p = l->digest_rows[i];

	cells[DC_PATH] = cells[DC_PATH_LAST] = lossy(r, p->path);
	cells[DC_STATE] = cell_str(proof_names[p->state]);
	cells[DC_PROBLEM] = lossy(r, p->problem);
}

static void gap_cells(void *arg, size_t i, struct cell *cells)
{
	const struct proof_chain *ch = arg;

	cells[0] = cell_time(ch->gaps[i].from);
	cells[1] = cell_time(ch->gaps[i].to);
}

static void chain_cells(struct rows *r, size_t i, struct cell *cells)
{
	struct proof_lists *l = r->data;
	struct proof_chain *ch = &l->x->chains[i];

	l->gaps = (struct rowset){ gap_cols, ARRAY_SIZE(gap_cols), ch->ngaps, gap_cells, ch,
				   false };
	cells[CC_ACCOUNT] = cell_text(ch->account);
	cells[CC_REGION] = cell_text(ch->region);
	cells[CC_TRAIL] = cell_text(ch->trail);
	cells[CC_FROM] = cell_time(ch->from);
	cells[CC_TO] = cell_time(ch->to);
	cells[CC_GAPS] = cell_rows(&l->gaps);
}

const struct listing proof_file_listing = {
	.key = "files",
	.title = "FILES",
	.cols = file_cols,
	.ncols = VC_COUNT,
	.cells = file_cells,
};
const struct listing proof_digest_listing = {
	.key = "digests",
	.title = "DIGESTS",
	.cols = digest_cols,
	.ncols = DC_COUNT,
	.cells = digest_cells,
};
const struct listing proof_chain_listing = {
	.key = "chains",
	.title = "CHAINS",
	.cols = chain_cols,
	.ncols = CC_COUNT,
	.cells = chain_cells,
};

static bool is_quiet(const struct proof_row *r)
{
	return !r->problem.ptr && (r->state == PROOF_VERIFIED || r->state == PROOF_VALID);
}

static size_t choose(const struct proof_row *rows, size_t n, bool all,
		     const struct proof_row ***ret)
{
	size_t kept = 0;

	*ret = xcalloc(MAX(n, 1), sizeof(**ret));
	for (size_t i = 0; i < n; i++)
		if (all || !is_quiet(&rows[i]))
			(*ret)[kept++] = &rows[i];
	return kept;
}

void proof_lists_init(struct proof_lists *l, const struct integrity *x, bool all,
		      enum reader reader)
{
	l->x = x;
	l->files = (struct rows){ .of = &proof_file_listing, .data = l, .reader = reader };
	l->files.n = choose(x->files, x->nfiles, all, &l->file_rows);
	l->digests =
		(struct rows){ .of = &proof_digest_listing, .data = l, .reader = reader };
	l->digests.n = choose(x->digests, x->ndigests, all, &l->digest_rows);
	l->chains = (struct rows){
		.of = &proof_chain_listing, .n = x->nchains, .data = l, .reader = reader
	};
}

void proof_lists_release(struct proof_lists *l)
{
	rows_release(&l->files);
	rows_release(&l->digests);
	rows_release(&l->chains);
	free(l->file_rows);
	free(l->digest_rows);
}
