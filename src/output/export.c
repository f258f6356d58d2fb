/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that writes beside the file and renames it at the end. */
#include "output/export.h"

#include "count/count.h"
#include "json/layout.h"
#include "output/writer.h"
#include "store/value.h"
#include "util/fileio.h"
#include "util/xalloc.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Bytes of records held at once; within a batch each file is inflated once. */
#define BATCH    ((size_t)64 << 20)
#define WRITE_AT ((size_t)1 << 20)

const struct export_format_info export_formats[EXPORT_COUNT] = {
#define EXPORT_INFO(id, name, suffix, words) [EXPORT_##id] = { name, suffix, words },
	EXPORT_FORMAT_LIST(EXPORT_INFO)
#undef EXPORT_INFO
};

struct export
{
	struct export_options opt;
	row_t *rows;
	size_t n;
	struct arena arena; /* columns */
	struct fieldref *fields;
	size_t nfields;
	struct outfile file;
	unsigned strays;
	pthread_t thread;

	/* The thread's own until it is over. */
	struct buf out;
	struct buf line;
	bool any;
	struct field_values *values; /* one a column */
	enum st st;
	struct err err;

	_Atomic(uint64_t) done, bytes;
	_Atomic(bool) cancel, over;
};

enum export_format export_format_find(struct sv name)
{
	for (int i = 0; i < EXPORT_COUNT; i++) {
		if (sv_eqs(name, export_formats[i].name))
			return (enum export_format)i;
	}
	return EXPORT_COUNT;
}

enum export_format export_format_of(const char *path)
{
	for (int i = 0; i < EXPORT_COUNT; i++) {
		if (sv_ends(sv_str(path), sv_str(export_formats[i].suffix)))
			return (enum export_format)i;
	}
	return EXPORT_JSON;
}

/* Write what was gathered. False: stop; x->st says why. */
static bool flush(struct export *x)
{
	if (atomic_load(&x->cancel))
		x->st = err_set(&x->err, ST_CANCELED, "export stopped");
	else
		x->st = outfile_write(&x->file, buf_sv(&x->out).ptr, x->out.len, &x->err);
	if (x->st != ST_OK)
		return false;
	atomic_fetch_add(&x->bytes, x->out.len);
	buf_clear(&x->out);
	return true;
}

static bool put_record(void *arg, row_t row, struct sv bytes, const struct err *err)
{
	struct export *x = arg;

	if (!bytes.ptr) {
		uint64_t off;
		uint32_t len;
		const struct file *f = store_row_file(x->opt.store, row, &off, &len);

		x->st = err_set(&x->err, err && err->st != ST_OK ? err->st : ST_IO,
				"record at byte %llu of '%s': %s", (unsigned long long)off,
				f->path, err ? err->text : "cannot be read");
		return false;
	}
	if (x->opt.format == EXPORT_NDJSON) {
		buf_clear(&x->line);
		json_one_line(&x->line, bytes);
		buf_addsv(&x->out, buf_sv(&x->line));
		buf_addc(&x->out, '\n');
	} else {
		if (x->any)
			buf_addc(&x->out, ',');
		buf_addsv(&x->out, bytes);
	}
	x->any = true;
	atomic_fetch_add(&x->done, 1);
	return (x->out.len < WRITE_AT && !atomic_load(&x->cancel)) || flush(x);
}

static void write_records(struct export *x)
{
	bool array = x->opt.format == EXPORT_JSON;
	enum st st;

	if (array)
		buf_adds(&x->out, "{\"Records\":[");
	st = raw_each(x->opt.raw, x->rows, x->n, BATCH, x->opt.threads, put_record, x);
	/* a record that failed has said so itself */
	if (st != ST_OK && x->st == ST_OK)
		x->st = err_set(&x->err, st, "cannot read the records again: %s",
				st_text(st));
	if (x->st != ST_OK)
		return;
	if (array)
		buf_adds(&x->out, "]}\n");
	flush(x);
}

static void get_cells(void *arg, size_t i, struct cell *cells)
{
	struct export *x = arg;
	row_t row = x->rows[i];

	for (size_t k = 0; k < x->nfields; k++) {
		struct field_values *v = &x->values[k];

		if (x->fields[k].id == FLD_TIME) {
			cells[k] = cell_time_below(store_time(x->opt.store, row),
						   value_time_below(x->opt.store, row));
			continue;
		}
		field_values(x->opt.store, row, &x->fields[k], v);
		cells[k] = v->n == 0   ? cell_null()
			   : v->n == 1 ? cell_text(v->v[0])
				       : cell_list(v->v, v->n);
	}
	atomic_fetch_add(&x->done, 1);
}

static bool flush_table(void *arg, struct buf *out)
{
	(void)out;
	return flush(arg);
}

static void write_table(struct export *x)
{
	struct col cols[ROWS_MAX_COLS];
	struct rowset set = { cols, x->nfields, x->n, get_cells, x, false };
	struct writer_options opt = {
		.format = x->opt.format == EXPORT_CSV ? FMT_CSV : FMT_MD,
	};

	for (size_t k = 0; k < x->nfields; k++) {
		const struct fieldref *f = &x->fields[k];
		const char *key = arena_str(&x->arena, f->spelling);

		cols[k] = (struct col){ .key = key };
		if (f->id < FLD_COUNT)
			cols[k].title = fields[f->id].title;
	}
	if (writer_rows(&opt, &set, &x->out, flush_table, x))
		flush(x);
}

static void *export_thread(void *arg)
{
	struct export *x = arg;

	if (x->opt.format == EXPORT_JSON || x->opt.format == EXPORT_NDJSON)
		write_records(x);
	else
		write_table(x);
	if (x->st == ST_OK && atomic_load(&x->cancel))
		x->st = err_set(&x->err, ST_CANCELED, "export stopped");
	if (x->st == ST_OK)
		x->st = outfile_commit(&x->file, &x->err);
	else
		outfile_abort(&x->file);
	atomic_store(&x->over, true);
	if (x->opt.wake_fd >= 0) {
		ssize_t n;

		do
			n = write(x->opt.wake_fd, "", 1);
		while (n < 0 && errno == EINTR);
	}
	return NULL;
}

static void export_free(struct export *x)
{
	for (size_t k = 0; k < x->nfields; k++)
		field_values_release(&x->values[k]);
	free(x->values);
	arena_release(&x->arena);
	buf_release(&x->out);
	buf_release(&x->line);
	free(x->rows);
	free(x);
}

static enum st parse_columns(struct export *x, struct err *err)
{
	const char *columns = x->opt.columns ? x->opt.columns : events_csv_columns;
	enum st st = fieldref_parse_list(sv_str(columns), &x->arena, &x->fields,
					 &x->nfields, err);

	if (st != ST_OK) {
		x->nfields = 0;
		return st;
	}
	x->values = xcalloc(MAX(x->nfields, 1), sizeof(*x->values));
	if (x->nfields > ROWS_MAX_COLS)
		return err_set(err, ST_USAGE, "at most %d columns", ROWS_MAX_COLS);
	return ST_OK;
}

static enum st start_thread(struct export *x, struct err *err)
{
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	rc = pthread_create(&x->thread, NULL, export_thread, x);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc ? err_sys(err, ST_IO, rc, "cannot start a thread") : ST_OK;
}

enum st export_start(const struct export_options *opt, row_t *rows, size_t n,
		     struct export **ret, struct err *err)
{
	struct export *x = xcalloc(1, sizeof(*x));
	enum st st;

	x->opt = *opt;
	x->opt.threads = MAX(opt->threads, 1u);
	x->opt.path = NULL;
	x->rows = rows;
	x->n = n;
	x->file.fd = -1;
	st = parse_columns(x, err);
	if (st == ST_OK)
		st = outfile_open(&x->file, opt->path, opt->overwrite, err);
	if (st == ST_OK) {
		x->strays = x->file.strays;
		st = start_thread(x, err);
		if (st != ST_OK)
			outfile_abort(&x->file);
	}
	if (st != ST_OK) {
		export_free(x);
		return st;
	}
	*ret = x;
	return ST_OK;
}

void export_progress(const struct export *x, struct export_progress *ret)
{
	ret->rows = x->n;
	ret->strays = x->strays;
	ret->over = atomic_load(&x->over);
	ret->done = atomic_load(&x->done);
	ret->bytes = atomic_load(&x->bytes);
}

void export_cancel(struct export *x)
{
	atomic_store(&x->cancel, true);
}

enum st export_finish(struct export *x, uint64_t *ret_rows, uint64_t *ret_bytes,
		      struct err *err)
{
	enum st st;

	pthread_join(x->thread, NULL);
	st = x->st;
	if (st == ST_OK) {
		*ret_rows = x->n;
		*ret_bytes = atomic_load(&x->bytes);
	} else if (err) {
		*err = x->err;
	}
	export_free(x);
	return st;
}
