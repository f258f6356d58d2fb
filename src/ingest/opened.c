/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources open again: their text, inflated and cached, and the parts of it. */
#include "ingest/raw_priv.h"

#include "ingest/source.h"
#include "util/fileio.h"

#include <errno.h>
#include <unistd.h>

/* ---- the source ---- */

struct collect {
	struct slab *out;
};

static bool collect_bytes(void *arg, const char *p, size_t n)
{
	struct slab *out = ((struct collect *)arg)->out;

	if (!slab_reserve(out, out->len + n))
		return false;
	memcpy(out->ptr + out->len, p, n);
	out->len += n;
	return true;
}

/* Inflated text of a small gzip file into OUT. */
static enum st inflate_file(struct raw *r, const struct file *f, int fd, struct slab *out,
			    struct err *err)
{
	struct gzip_info info;
	struct collect c = { out };

	if (!slab_reserve(&r->gz, (size_t)source_size(f)))
		return err_set(err, ST_NOMEM, "out of memory");
	if (pread_full(fd, r->gz.ptr, (size_t)source_size(f), 0) != (off_t)source_size(f))
		return source_changed(f, err, "it is shorter");
	r->gz.len = (size_t)source_size(f);
	if (f->gzip > 1)
		return inflate_twice(r->inf, &r->gz, out)
			       ? ST_OK
			       : err_set(err, ST_NOMEM, "out of memory");
	if (inflate_whole(r->inf, r->gz.ptr, r->gz.len, UINT64_MAX, out, &info))
		return ST_OK;
	out->len = 0;
	if (inflate_stream(r->inf, source_read, &fd, collect_bytes, &c, f->inflated, &info,
			   NULL) != ST_OK)
		return err_sys(err, ST_IO, errno, "cannot read '%s'", f->path);
	return ST_OK;
}

static bool is_small(const struct file *f)
{
	/* a pipe that is still read has no size yet */
	if (f->source.spooled && !f->done)
		return false;
	/* gzip inside of gzip has no restart points */
	if (f->gzip > 1)
		return true;
	return f->gzip && f->inflated <= INFLATE_WHOLE_MAX &&
	       (off_t)source_size(f) <= (off_t)INFLATE_WHOLE_MAX;
}

static struct cached *cache_slot(struct raw *r, uint64_t need)
{
	struct cached *slot = NULL;
	uint64_t held = need;

	for (unsigned i = 0; i < CACHE_FILES; i++)
		if (r->cache[i].file != NO_FILE)
			held += r->cache[i].text.cap;
	for (;;) {
		slot = &r->cache[0];
		for (unsigned i = 1; i < CACHE_FILES; i++)
			if (r->cache[i].used < slot->used)
				slot = &r->cache[i];
		if (slot->file == NO_FILE || held <= r->cache_bytes)
			break;
		held -= MIN(held, slot->text.cap);
		slab_release(&slot->text);
		slot->file = NO_FILE;
		slot->used = 0;
	}
	slot->file = NO_FILE;
	return slot;
}

void raw_close(struct opened *src)
{
	if (src->own)
		close(src->fd);
}

enum st raw_open(struct raw *r, uint32_t i, struct opened *src, struct err *err)
{
	enum st st;

	*src = (struct opened){ .f = store_file(r->store, i), .fd = -1 };
	st = source_reopen(src->f, &src->fd, &src->own, err);
	if (st != ST_OK || !is_small(src->f))
		return st;
	for (unsigned k = 0; k < CACHE_FILES; k++)
		if (r->cache[k].file == i)
			src->slot = &r->cache[k];
	if (!src->slot) {
		src->slot = cache_slot(r, src->f->inflated);
		st = inflate_file(r, src->f, src->fd, &src->slot->text, err);
		if (st != ST_OK) {
			raw_close(src);
			return st;
		}
		src->slot->file = i;
	}
	src->slot->used = ++r->clock;
	return ST_OK;
}

/*
 * LEN bytes at OFF; *RET_P is good until the next call, readable for SLAB_PAD bytes more.
 */
static enum st view_of_file(struct raw *r, const struct opened *src, uint64_t off,
			    uint64_t len, const char **ret_p, struct err *err)
{
	const struct file *f = src->f;
	int fd = src->fd;

	if (src->slot) {
		if (off + len > src->slot->text.len)
			return source_changed(f, err, "it is shorter");
		*ret_p = src->slot->text.ptr + off;
		return ST_OK;
	}
	if (len > SIZE_MAX / 2 || !slab_reserve(&r->text, (size_t)len))
		return err_set(err, ST_NOMEM, "out of memory");
	if (f->gzip) {
		if (inflate_range(f->source.zindex, source_read, &fd, off, r->text.ptr,
				  (size_t)len) != ST_OK)
			return source_changed(f, err, "it cannot be inflated as before");
	} else if (pread_full(fd, r->text.ptr, (size_t)len, (off_t)off) != (ssize_t)len) {
		return source_changed(f, err, "it is shorter");
	}
	memset(r->text.ptr + len, 0, SLAB_PAD);
	*ret_p = r->text.ptr;
	return ST_OK;
}

/* ---- parts ---- */

/* Rows of table NUMBER of SRC are to be decoded. */
static enum st open_table(struct raw *r, const struct opened *src, uint32_t file,
			  uint32_t number, struct err *err)
{
	const struct file_part *part = file_part(src->f, number);
	const char *p = NULL;
	enum st st;

	if (r->table_file == file && r->table_part == number)
		return ST_OK;
	st = view_of_file(r, src, part->off, part->len, &p, err);
	if (st != ST_OK)
		return st;
	r->table_file = file;
	r->table_part = number;
	if (decoder_table(&r->decoder, sv_make(p, (size_t)part->len),
			  (enum day_order)(part->kind - PART_TABLE)))
		return ST_OK;
	r->table_file = NO_FILE;
	return source_changed(src->f, err, "the header of its table is another one");
}

/* The text of blob NUMBER of SRC to r->blob_text. */
static enum st open_blob(struct raw *r, const struct opened *src, uint32_t file,
			 uint32_t number, struct err *err)
{
	const struct file_part *part = file_part(src->f, number);
	const char *p = NULL;
	struct sv text;
	enum st st;

	if (r->blob_file == file && r->blob_part == number)
		return ST_OK;
	st = raw_view(r, src, file, part->up, part->off, part->len, &p, err);
	if (st != ST_OK)
		return st;
	r->blob_file = NO_FILE;
	buf_clear(&r->outer);
	if (codec_decode(&r->decoder, part->codec, FORM_NONE, sv_make(p, (size_t)part->len),
			 &text)) {
		buf_addsv(&r->outer, text);
		if (blob_decode(&r->blob, buf_sv(&r->outer), &r->blob_text)) {
			r->blob_file = file;
			r->blob_part = number;
			return ST_OK;
		}
	}
	return source_changed(src->f, err, "what is encoded in it is something else");
}

/*
 * LEN bytes at OFF of part NUMBER of SRC, or of SRC itself. Rows of a table have places in
 * the file.
 */
enum st raw_view(struct raw *r, const struct opened *src, uint32_t file, uint32_t number,
		 uint64_t off, uint64_t len, const char **ret_p, struct err *err)
{
	bool blob = number != PART_NONE && file_part(src->f, number)->kind == PART_BLOB;
	enum st st = ST_OK;

	if (number != PART_NONE)
		st = blob ? open_blob(r, src, file, number, err)
			  : open_table(r, src, file, number, err);
	if (st != ST_OK)
		return st;
	if (!blob)
		return view_of_file(r, src, off, len, ret_p, err);
	if (off > r->blob_text.len || len > r->blob_text.len - off)
		return source_changed(src->f, err, "what is encoded in it is shorter");
	*ret_p = r->blob_text.ptr + off;
	return ST_OK;
}
