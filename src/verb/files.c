/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files: what each input file was, and what became of it. */
#include "util/base64.h"
#include "util/bits.h"
#include "util/utf8.h"
#include "util/xalloc.h"
#include "verb/filelist.h"
#include "verb/run.h"

#include <stdlib.h>

enum {
	FC_PATH,
	FC_KIND,
	FC_STATE,
	FC_EVENTS,
	FC_DUPLICATES,
	FC_SKIPPED,
	FC_BYTES,
	FC_PROBLEM,
	FC_NOTES,
	FC_BASE64,
	FC_COUNT
};

static const struct col file_cols[FC_COUNT] = {
	[FC_PATH] = { "path", "PATH", COL_KEEP_TAIL },
	[FC_KIND] = { "kind", "KIND", 0 },
	[FC_STATE] = { "state", "STATE", 0 },
	[FC_EVENTS] = { "events", "EVENTS", 0 },
	[FC_DUPLICATES] = { "duplicates", "DUPLICATES", 0 },
	[FC_SKIPPED] = { "skipped", "SKIPPED", 0 },
	[FC_BYTES] = { "bytes", "BYTES", 0 },
	[FC_PROBLEM] = { "problem", "PROBLEM", 0 },
	[FC_NOTES] = { "notes", "NOTES", 0 },
	[FC_BASE64] = { "path_base64", "PATH_BASE64", COL_JSON_ONLY },
};

#define NOTES_MAX  12 /* of a file itself, that are shown */
#define NNOTES     (NMARKS + 2 + NOTES_MAX)
#define PLACES_MAX 100 /* of bad records, in the problem of a file */

struct file_rows {
	const struct store *store;
	struct file_list list;
	struct file_marks *marks;
	struct file_names *names;
	/* what the cells of the last row borrow */
	struct buf path, base64, problem, text[NNOTES];
	struct sv notes[NNOTES];
};

enum st files_check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, file_cols, FC_COUNT, &r->arena, &r->rowsort,
			     err);
}

/* V with U+FFFD for each byte that is no UTF-8. */
static void add_lossy(struct buf *out, struct sv v)
{
	while (v.len) {
		size_t n = utf8_check(v.ptr, v.len);

		buf_add(out, v.ptr, n);
		if (n < v.len)
			buf_adds(out, "\xef\xbf\xbd");
		v = sv_from(v, n + 1);
	}
}

static void add_note(struct file_rows *fr, size_t *n, uint64_t count, const char *words)
{
	struct buf *b = &fr->text[*n];

	if (!count)
		return;
	buf_clear(b);
	buf_addf(b, "%llu event%s %s", (unsigned long long)count, count == 1 ? "" : "s",
		 words);
	fr->notes[(*n)++] = buf_sv(b);
}

static void add_names_note(struct file_rows *fr, size_t *n, const struct file_names *names)
{
	struct buf *b = &fr->text[*n];

	if (!names->count)
		return;
	buf_clear(b);
	buf_adds(b, "also reached as '");
	add_lossy(b, sv_str(store_file(fr->store, names->first)->path));
	buf_addc(b, '\'');
	if (names->count > 1)
		buf_addf(b, " and %u more", names->count - 1);
	fr->notes[(*n)++] = buf_sv(b);
}

static struct cell notes_cell(struct file_rows *fr, uint32_t number)
{
	const struct file *f = store_file(fr->store, number);
	size_t n = 0;

	add_note(fr, &n, f->differing,
		 f->differing == 1 ? "shares its id with other content"
				   : "share their id with other content");
	for (unsigned b = 0; b < NMARKS; b++)
		add_note(fr, &n, fr->marks[number].of[b], mark_words[b]);
	add_names_note(fr, &n, &fr->names[number]);
	for (uint32_t i = 0; i < MIN(f->nnotes, (uint32_t)NOTES_MAX); i++)
		fr->notes[n++] = sv_str(f->notes[i]);
	return n ? cell_list(fr->notes, n) : cell_absent();
}

/*
 * The reasons, and the places of records that could not be read but for the first,
 * which they name.
 */
static struct cell problem_cell(struct file_rows *fr, const struct file *f)
{
	struct buf *b = &fr->problem;
	uint32_t n = MIN(f->nbad, PLACES_MAX);

	if (!f->problem || n < 2)
		return cell_text(sv_str(f->problem));
	buf_clear(b);
	buf_adds(b, f->problem);
	for (uint32_t i = 1; i < n; i++)
		buf_addf(b, "; at byte %llu: %s", (unsigned long long)f->bad[i].off,
			 f->bad[i].reason);
	if (f->refused > n)
		buf_addf(b, "; and %llu more", (unsigned long long)(f->refused - n));
	return cell_text(buf_sv(b));
}

static void get_row(void *arg, size_t i, struct cell *cells)
{
	struct file_rows *fr = arg;
	const struct file *f = store_file(fr->store, fr->list.v[i]);
	struct sv path = sv_str(f->path);

	buf_clear(&fr->path);
	add_lossy(&fr->path, path);
	cells[FC_PATH] = cell_text(buf_sv(&fr->path));
	cells[FC_KIND] = cell_text(sv_str(file_kind_names[f->kind]));
	cells[FC_STATE] = cell_text(sv_str(file_state_names[f->state]));
	cells[FC_EVENTS] = cell_num(f->events);
	cells[FC_DUPLICATES] = cell_num(f->duplicates);
	cells[FC_SKIPPED] = cell_num(f->skipped);
	cells[FC_BYTES] = cell_num(f->bytes);
	cells[FC_PROBLEM] = problem_cell(fr, f);
	cells[FC_NOTES] = notes_cell(fr, fr->list.v[i]);
	cells[FC_BASE64] = cell_absent();
	if (utf8_check(path.ptr, path.len) == path.len)
		return;
	buf_clear(&fr->base64);
	base64_add(&fr->base64, path);
	cells[FC_BASE64] = cell_text(buf_sv(&fr->base64));
}

/* Leave the files that hold a matching event, when something was asked for. */
static void keep_matching(struct run *r, struct file_list *l)
{
	const struct selection *sel = r->sel;
	uint64_t *has;
	size_t n = 0;

	if (!r->nfilters && !r->opt->since && !r->opt->until)
		return;
	has = xcalloc(BITS_WORDS(store_nfiles(r->store)) + 1, sizeof(*has));
	BITS_FOREACH(sel->rows, (size_t)sel->order->nsegs * SEG_WORDS, row) {
		const struct segment *seg = store_seg(r->store, row_seg((row_t)row));

		bit_set(has, segment_place(seg, row_in_seg((row_t)row), NULL));
	}
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
static size_t columns_used(struct file_rows *fr)
{
	size_t ncols = FC_NOTES;

	for (size_t i = 0; i < fr->list.n && ncols < FC_COUNT; i++) {
		struct cell cells[FC_COUNT];

		get_row(fr, i, cells);
		if (cells[FC_BASE64].kind != CELL_ABSENT)
			ncols = FC_COUNT;
		else if (cells[FC_NOTES].kind != CELL_ABSENT)
			ncols = MAX(ncols, (size_t)FC_BASE64);
	}
	return ncols;
}

void files_print(struct run *r)
{
	struct file_rows fr = { .store = r->store };
	struct rowset set = { file_cols, FC_COUNT, 0, get_row, &fr, false };
	bool sorted_by_optional = false;

	file_list_make(&fr.list, r->store);
	keep_matching(r, &fr.list);
	fr.marks = file_marks_count(r->store);
	fr.names = file_names_count(r->store);
	set.nrows = fr.list.n;
	for (size_t i = 0; i < r->rowsort.n; i++)
		sorted_by_optional |= r->rowsort.keys[i].col >= FC_NOTES;
	if (!sorted_by_optional)
		set.ncols = columns_used(&fr);
	run_print_rows(r, &set);
	r->matched = fr.list.n > 0;
	free(fr.marks);
	free(fr.names);
	file_list_release(&fr.list);
	buf_release(&fr.path);
	buf_release(&fr.base64);
	buf_release(&fr.problem);
	for (size_t i = 0; i < NNOTES; i++)
		buf_release(&fr.text[i]);
}
