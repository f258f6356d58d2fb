/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a source again, checks it, reads the record and compares its hash. */
#include "ingest/raw_priv.h"

#include "ingest/rawscan.h"
#include "ingest/source.h"
#include "util/xalloc.h"

#include <stdlib.h>

#define CHECKED_MAX 32768u /* records, before what checking them took is given back */

static void check_open(struct raw *r)
{
	const struct token_limits limits = { 1024, UINT32_MAX };

	r->scratch = store_new_over(store_paths((struct store *)(uintptr_t)r->store));
	r->stage = stage_new(r->scratch, NULL);
	token_init(&r->token, r->stage, &limits, true);
	r->checked = 0;
}

static void check_close(struct raw *r)
{
	token_release(&r->token);
	stage_free(r->stage);
	store_free(r->scratch);
}

struct raw *raw_new(const struct store *s, size_t cache_bytes)
{
	struct raw *r = xcalloc(1, sizeof(*r));

	r->store = s;
	r->table_file = r->blob_file = NO_FILE;
	r->cache_bytes = cache_bytes;
	pthread_mutex_init(&r->lock, NULL);
	for (unsigned i = 0; i < CACHE_FILES; i++)
		r->cache[i].file = NO_FILE;
	r->inf = inflater_new();
	r->scanners = scanners_new(s);
	check_open(r);
	return r;
}

void raw_free(struct raw *r)
{
	if (!r)
		return;
	check_close(r);
	scanners_free(r->scanners);
	for (unsigned i = 0; i < CACHE_FILES; i++)
		slab_release(&r->cache[i].text);
	slab_release(&r->gz);
	slab_release(&r->text);
	decoder_release(&r->decoder);
	blob_release(&r->blob);
	buf_release(&r->outer);
	inflater_free(r->inf);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* ---- the check ---- */

static enum st read_record(struct raw *r, const char *p, size_t len)
{
	const char *end;
	enum st st = token_record(&r->token, p, p + len, true, 0, &end);

	return st == ST_OK && end != p + len ? ST_SYNTAX : st;
}

/* Are the values of the record at P those of ROW? */
static bool same_values(struct raw *r, row_t row, const char *p, size_t len)
{
	const struct segment *seg = store_seg(r->store, row_seg(row));
	bool same;

	if (++r->checked == CHECKED_MAX) {
		check_close(r);
		check_open(r);
	}
	if (read_record(r, p, len) != ST_OK) {
		stage_undo(r->stage);
		return false;
	}
	same = r->stage->content == seg->content[row_in_seg(row)];
	stage_pass(r->stage, len);
	return same;
}

/* The record at ROW in the open SRC, decoded and checked. */
static enum st row_view(struct raw *r, const struct opened *src, row_t row, struct sv *ret,
			struct err *err)
{
	const struct segment *seg = store_seg(r->store, row_seg(row));
	uint32_t n = row_in_seg(row), len = segment_len(seg, n);
	const struct row_how *how = &segment_run(seg, n)->how;
	const char *p = NULL;
	uint32_t file;
	uint64_t off;
	enum st st;

	file = segment_place(seg, n, &off);
	st = raw_view(r, src, file, how->part, off, len, &p, err);
	if (st != ST_OK)
		return st;
	if (!codec_decode(&r->decoder, how->codec, how->form, sv_make(p, len), ret) ||
	    !same_values(r, row, ret->ptr, ret->len))
		return source_changed(src->f, err, "the record has other values");
	return ST_OK;
}

static uint32_t file_of(const struct raw *r, row_t row)
{
	return segment_place(store_seg(r->store, row_seg(row)), row_in_seg(row), NULL);
}

static enum st get_row(struct raw *r, row_t row, struct buf *out, struct err *err)
{
	struct opened src;
	struct sv bytes;
	enum st st = raw_open(r, file_of(r, row), &src, err);

	if (st != ST_OK)
		return st;
	st = row_view(r, &src, row, &bytes, err);
	if (st == ST_OK)
		buf_addsv(out, bytes);
	raw_close(&src);
	return st;
}

enum st raw_get(struct raw *r, row_t row, struct buf *out, struct err *err)
{
	enum st st;

	pthread_mutex_lock(&r->lock);
	st = get_row(r, row, out, err);
	pthread_mutex_unlock(&r->lock);
	return st;
}

enum st raw_get_place(struct raw *r, uint32_t file, uint64_t off, uint64_t len,
		      struct buf *out, struct err *err)
{
	struct opened src;
	const char *p = NULL;
	enum st st;

	pthread_mutex_lock(&r->lock);
	st = raw_open(r, file, &src, err);
	if (st == ST_OK) {
		st = raw_view(r, &src, file, PART_NONE, off, len, &p, err);
		if (st == ST_OK)
			buf_add(out, p, (size_t)len);
		raw_close(&src);
	}
	pthread_mutex_unlock(&r->lock);
	return st;
}

/* ---- big values ---- */

bool raw_big_value(void *arg, row_t row, path_t path, uint32_t nth, struct buf *out)
{
	struct raw *r = arg;
	struct stage_capture cap = { .path = path, .nth = nth, .out = out };
	struct opened src;
	struct sv bytes;
	bool ok = false;

	pthread_mutex_lock(&r->lock);
	if (raw_open(r, file_of(r, row), &src, NULL) == ST_OK) {
		if (row_view(r, &src, row, &bytes, NULL) == ST_OK) {
			r->stage->capture = &cap;
			ok = read_record(r, bytes.ptr, bytes.len) == ST_OK && cap.found;
			r->stage->capture = NULL;
			stage_undo(r->stage);
		}
		raw_close(&src);
	}
	pthread_mutex_unlock(&r->lock);
	return ok;
}

/* ---- many records, in order ---- */

struct want {
	uint32_t file, len;
	uint64_t off;
	size_t at;  /* index in the batch */
	size_t pos; /* offset in the spool, SIZE_MAX: failed */
};

static int want_cmp(const void *a, const void *b)
{
	const struct want *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->off < y->off ? -1 : x->off > y->off;
}

struct batch {
	struct raw *r;
	const row_t *rows;
	struct want *wants;
	size_t n, cap;
	struct buf spool;
	size_t *pos, *len; /* by index in the batch */
	struct err *errs;  /* by index, only when something failed */
};

static void fail_want(struct batch *b, size_t at, const struct err *err)
{
	if (!b->errs)
		b->errs = xcalloc(b->n, sizeof(*b->errs));
	b->errs[at] = *err;
	b->pos[at] = SIZE_MAX;
}

/* Gather all records of one file: WANTS[from, to). */
static void gather_file(struct batch *b, size_t from, size_t to)
{
	struct err err = ERR_INIT;
	struct opened src;
	enum st open = raw_open(b->r, b->wants[from].file, &src, &err);

	for (size_t i = from; i < to; i++) {
		size_t at = b->wants[i].at;
		struct sv bytes;

		if (open == ST_OK &&
		    row_view(b->r, &src, b->rows[at], &bytes, &err) == ST_OK) {
			b->pos[at] = b->spool.len;
			b->len[at] = bytes.len;
			buf_addsv(&b->spool, bytes);
		} else {
			fail_want(b, at, &err);
		}
	}
	if (open == ST_OK)
		raw_close(&src);
}

static bool give_batch(struct batch *b, raw_each_fn fn, void *arg)
{
	for (size_t i = 0; i < b->n; i++) {
		struct sv bytes = SV_NULL;

		if (b->pos[i] != SIZE_MAX)
			bytes = sv_make(b->spool.ptr + b->pos[i], b->len[i]);
		if (!fn(arg, b->rows[i], bytes, b->errs ? &b->errs[i] : NULL))
			return false;
	}
	return true;
}

enum st raw_each(struct raw *r, const row_t *rows, size_t n, size_t batch,
		 unsigned threads UNUSED, raw_each_fn fn, void *arg)
{
	struct batch b = { .r = r };
	bool go_on = true;

	for (size_t done = 0; done < n && go_on; done += b.n) {
		size_t bytes = 0;

		b.rows = rows + done;
		for (b.n = 0; done + b.n < n && (bytes < batch || !b.n); b.n++) {
			const struct segment *seg =
				store_seg(r->store, row_seg(b.rows[b.n]));
			uint32_t row = row_in_seg(b.rows[b.n]);
			struct want *w;

			ALLOC_GROW(b.wants, b.n + 1, b.cap);
			w = &b.wants[b.n];
			w->file = segment_place(seg, row, &w->off);
			w->len = segment_len(seg, row);
			w->at = b.n;
			bytes += w->len;
		}
		b.pos = xreallocarray(b.pos, b.n, sizeof(*b.pos));
		b.len = xreallocarray(b.len, b.n, sizeof(*b.len));
		buf_clear(&b.spool);
		qsort(b.wants, b.n, sizeof(*b.wants), want_cmp);
		pthread_mutex_lock(&r->lock);
		for (size_t i = 0, j; i < b.n; i = j) {
			for (j = i + 1; j < b.n && b.wants[j].file == b.wants[i].file; j++)
				;
			gather_file(&b, i, j);
		}
		pthread_mutex_unlock(&r->lock);
		go_on = give_batch(&b, fn, arg);
		free(b.errs);
		b.errs = NULL;
	}
	free(b.wants);
	free(b.pos);
	free(b.len);
	buf_release(&b.spool);
	return go_on ? ST_OK : ST_CANCELED;
}

/* ---- many records, to be searched ---- */

/* A scan whose end is known to who began it. */
struct scan {
	raw_scan_fn fn;
	void *arg;
	const _Atomic(bool) *cancel;
	bool stop;
};

static bool scan_give(void *arg, row_t row, struct sv bytes)
{
	struct scan *s = arg;

	if (!s->stop && !s->fn(s->arg, row, bytes))
		s->stop = true;
	if (s->cancel && atomic_load_explicit(s->cancel, memory_order_relaxed))
		s->stop = true;
	return !s->stop;
}

/* Rows of a part, which are read one by one. */
static void scan_part(struct raw *r, const row_t *rows, size_t n, struct scan *s)
{
	struct opened src;
	enum st open;

	pthread_mutex_lock(&r->lock);
	open = raw_open(r, file_of(r, rows[0]), &src, NULL);
	for (size_t i = 0; i < n; i++) {
		struct sv bytes = SV_NULL;

		if (open == ST_OK && row_view(r, &src, rows[i], &bytes, NULL) != ST_OK)
			bytes = SV_NULL;
		if (!scan_give(s, rows[i], bytes))
			break;
	}
	if (open == ST_OK)
		raw_close(&src);
	pthread_mutex_unlock(&r->lock);
}

static bool is_in_part(const struct raw *r, row_t row)
{
	const struct segment *seg = store_seg(r->store, row_seg(row));

	return segment_run(seg, row_in_seg(row))->how.part != PART_NONE;
}

void raw_scan(void *arg, const row_t *rows, size_t n, const _Atomic(bool) *cancel,
	      raw_scan_fn fn, void *fn_arg)
{
	struct scan s = { fn, fn_arg, cancel, false };
	struct raw *r = arg;

	for (size_t i = 0, j; i < n && !s.stop; i = j) {
		bool part = is_in_part(r, rows[i]);

		for (j = i + 1; j < n && is_in_part(r, rows[j]) == part; j++)
			;
		if (part)
			scan_part(r, rows + i, j - i, &s);
		else
			scanners_scan(r->scanners, rows + i, j - i, cancel, scan_give, &s);
	}
}
