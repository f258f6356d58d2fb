/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of each file: lists of files, and their columns and cells. */
#include "coverage/files.h"

#include "util/base64.h"
#include "util/bits.h"
#include "util/utf8.h"
#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

const char *const mark_words[NMARKS] = {
	"without a readable time",           /* MARK_BAD_TIME */
	"with a key named twice",            /* MARK_KEY_TWICE */
	"with a part of an unexpected type", /* MARK_WRONG_TYPE */
	"with a value of more than 64 KiB",  /* MARK_BIG_VALUE */
	"from a gzip member after the first" /* MARK_LATER_MEMBER */
};

static int by_order(const void *pa, const void *pb, void *arg)
{
	const struct file *a = store_file(arg, *(const uint32_t *)pa);
	const struct file *b = store_file(arg, *(const uint32_t *)pb);

	return a->order < b->order ? -1 : a->order > b->order;
}

void file_list_init(struct file_list *l, const struct store *s)
{
	uint32_t n = store_nfiles(s);

	l->v = xcalloc(MAX(n, 1), sizeof(*l->v));
	l->n = 0;
	for (uint32_t i = 0; i < n; i++)
		if (store_file(s, i)->alias_of == UINT32_MAX)
			l->v[l->n++] = i;
	qsort_r(l->v, l->n, sizeof(*l->v), by_order, (void *)(uintptr_t)s);
}

void file_list_release(struct file_list *l)
{
	free(l->v);
	*l = (struct file_list){ NULL, 0 };
}

struct file_marks *file_marks_count(const struct store *s)
{
	struct file_marks *m = xcalloc(MAX(store_nfiles(s), 1), sizeof(*m));

	for (uint32_t i = 0; i < store_nsegs(s); i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t k = 0; k < seg->nmarks; k++) {
			uint32_t f = segment_place(seg, seg->marks[k].row, NULL);

			for (unsigned b = 0; b < NMARKS; b++)
				m[f].of[b] += seg->marks[k].bits >> b & 1;
		}
	}
	return m;
}

struct file_names *file_names_count(const struct store *s)
{
	struct file_names *names = xcalloc(MAX(store_nfiles(s), 1), sizeof(*names));

	for (uint32_t i = 0; i < store_nfiles(s); i++) {
		const struct file *f = store_file(s, i);

		if (f->alias_of == UINT32_MAX ||
		    strcmp(f->path, store_file(s, f->alias_of)->path) == 0)
			continue;
		if (!names[f->alias_of].count++)
			names[f->alias_of].first = i;
	}
	return names;
}

/* ---- the listing ---- */

#define PLACES_MAX 100 /* of bad records, in the problem of a file */

static const struct col cols[FC_COUNT] = {
	[FC_PATH] = { "path",
		      "PATH",
		      COL_KEEP_TAIL | COL_NAME | COL_GROW | COL_TAIL,
		      CELL_TEXT,
		      { 20, 40, 0, 7 },
		      NULL },
	[FC_KIND] = { "kind",
		      "KIND",
		      COL_BLANK,
		      CELL_TEXT,
		      { 11, 12, 3, 2 },
		      "what it holds" },
	[FC_STATE] = { "state",
		       "STATE",
		       0,
		       CELL_TEXT,
		       { 10, 10, 0, 1 },
		       "ok, suspect, skipped, damaged or unreadable" },
	[FC_EVENTS] = { "events",
			"EVENTS",
			0,
			CELL_NUM,
			{ 9, 9, 0, 3 },
			"events found, copies included" },
	[FC_DUPLICATES] = { "duplicates",
			    "COPIES",
			    0,
			    CELL_NUM,
			    { 7, 9, 2, 4 },
			    "those of them that are copies of an event of an earlier "
			    "place" },
	[FC_SKIPPED] = { "skipped",
			 "SKIPPED",
			 0,
			 CELL_NUM,
			 { 7, 7, 4, 5 },
			 "elements that are no event" },
	[FC_BYTES] = { "bytes", "BYTES", 0, CELL_BYTES, { 7, 7, 1, 6 }, "on disk" },
	[FC_PROBLEM] = { "problem", "PROBLEM", 0, CELL_TEXT, COL_NO_ROOM,
			 "the reason in words; null when all is well" },
	[FC_NOTES] = { "notes", "NOTES", 0, CELL_LIST, COL_NO_ROOM,
		       "remarks that are no problem, where there are any" },
	[FC_PROOF] = { "integrity", "INTEGRITY", 0, CELL_TEXT, COL_NO_ROOM,
		       "with --verify: its state as verify says it" },
	[FC_BASE64] = { "path_base64", "PATH_BASE64", COL_JSON_ONLY, CELL_TEXT, COL_NO_ROOM,
			"where the path is not valid UTF-8" },
};

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
	utf8_add_lossy(b, sv_str(store_file(fr->store, names->first)->path));
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
	for (uint32_t i = 0; i < MIN(f->nnotes, (uint32_t)FILE_OWN_NOTES); i++)
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

static enum tone state_tone(enum file_state st)
{
	switch (st) {
	case FSTATE_OK:
		return TONE_TEXT;
	case FSTATE_SKIPPED:
		return TONE_DIM;
	case FSTATE_SUSPECT:
		return TONE_WARNING;
	default:
		return TONE_ERROR;
	}
}

/* On the screen the word of the digests stands where the file has no trouble of its own. */
static struct cell state_cell(const struct file *f, bool known, bool screen)
{
	static const char *const good[] = { "verified", "valid", "hash-only", "unsigned" };
	enum tone tone = TONE_ERROR;

	if (!known)
		return cell_toned(cell_str("reading"), state_tone(f->state));
	if (!screen || !f->proof || f->state > FSTATE_SKIPPED)
		return cell_toned(cell_str(file_state_names[f->state]),
				  state_tone(f->state));
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		if (strcmp(f->proof, good[i]) == 0)
			tone = TONE_TEXT;
	if (strcmp(f->proof, "uncovered") == 0)
		tone = TONE_WARNING;
	return cell_toned(cell_str(f->proof), tone);
}

/* What only writers ask for. */
static void more_cells(struct file_rows *fr, uint32_t number, struct cell *c)
{
	const struct file *f = store_file(fr->store, number);
	struct sv path = sv_str(f->path);

	c[FC_PROBLEM] = problem_cell(fr, f);
	c[FC_NOTES] = notes_cell(fr, number);
	c[FC_PROOF] = f->proof ? cell_str(f->proof) : cell_absent();
	c[FC_BASE64] = cell_absent();
	if (utf8_check(path.ptr, path.len) == path.len)
		return;
	buf_clear(&fr->base64);
	base64_add(&fr->base64, path);
	c[FC_BASE64] = cell_text(buf_sv(&fr->base64));
}

/* A file that is being read may change under us but for its counts. */
static void file_cells(struct rows *r, size_t i, struct cell *c)
{
	struct file_rows *fr = r->data;
	const struct file *f = store_file(fr->store, fr->files[i]);
	bool known = f->done || r->reader != READER_SCREEN;

	buf_clear(&fr->path);
	utf8_add_lossy(&fr->path, sv_str(f->path));
	c[FC_PATH] = cell_text(buf_sv(&fr->path));
	c[FC_KIND] = known ? cell_str(file_kind_names[f->kind]) : cell_null();
	c[FC_STATE] = state_cell(f, known, r->reader == READER_SCREEN);
	c[FC_EVENTS] = cell_num(f->events);
	c[FC_DUPLICATES] = cell_num(f->duplicates);
	c[FC_SKIPPED] = cell_num(f->skipped);
	c[FC_BYTES] = cell_bytes(f->bytes);
	if (r->reader != READER_SCREEN)
		more_cells(fr, fr->files[i], c);
}

static const struct file *file_at(const struct rows *r, size_t i)
{
	const struct file_rows *fr = r->data;

	return store_file(fr->store, fr->files[i]);
}

static void identity(const struct rows *r, size_t i, struct buf *out)
{
	buf_adds(out, file_at(r, i)->path);
}

static bool value(const struct rows *r, size_t i, const char **ret_field,
		  struct sv *ret_value)
{
	*ret_field = "file";
	*ret_value = sv_str(file_at(r, i)->path);
	return true;
}

const struct listing file_listing = {
	.key = "files",
	.title = "files",
	.none = "no file was found",
	.cols = cols,
	.ncols = FC_COUNT,
	.cells = file_cells,
	.identity = identity,
	.value = value,
};

void file_rows_init(struct file_rows *f, const struct store *s, const uint32_t *files,
		    size_t n, enum reader reader)
{
	*f = (struct file_rows){ .store = s, .files = files };
	f->r = (struct rows){ .of = &file_listing, .n = n, .data = f, .reader = reader };
	if (reader == READER_SCREEN)
		return;
	f->marks = file_marks_count(s);
	f->names = file_names_count(s);
}

void file_rows_release(struct file_rows *f)
{
	free(f->marks);
	free(f->names);
	buf_release(&f->path);
	buf_release(&f->base64);
	buf_release(&f->problem);
	for (size_t i = 0; i < FILE_NOTES; i++)
		buf_release(&f->text[i]);
	rows_release(&f->r);
}

uint64_t *files_matching(const struct store *s, const struct selection *sel)
{
	uint64_t *has = xcalloc(BITS_WORDS(store_nfiles(s)) + 1, sizeof(*has));

	BITS_FOREACH(sel->rows, (size_t)sel->order->nsegs * SEG_WORDS, row) {
		const struct segment *seg = store_seg(s, row_seg((row_t)row));

		bit_set(has, segment_place(seg, row_in_seg((row_t)row), NULL));
	}
	return has;
}
