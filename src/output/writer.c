/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the writer table. */
#include "output/writer.h"

#include "output/csv.h"
#include "output/md.h"
#include "output/table.h"
#include "util/termesc.h"

#include <assert.h>

#define FLUSH_AT 65536

const struct format_info formats[FMT_COUNT] = {
#define FORMAT_INFO(id, name, help) [FMT_##id] = { name, help },
	FORMAT_LIST(FORMAT_INFO)
#undef FORMAT_INFO
};

enum format format_find(struct sv name)
{
	for (unsigned i = 0; i < FMT_COUNT; i++)
		if (sv_eqs(name, formats[i].name))
			return (enum format)i;
	return FMT_COUNT;
}

enum reader format_reader(enum format f)
{
	if (f == FMT_JSON || f == FMT_NDJSON)
		return READER_JSON;
	return f == FMT_CSV ? READER_CSV : READER_TABLE;
}

typedef bool (*rows_fn)(const struct writer_options *opt, const struct rowset *rows,
			struct buf *out, writer_flush_fn flush, void *arg);

/* The bytes of one line or object, escaped when a terminal reads them. */
static bool put_line(const struct writer_options *opt, struct buf *line, struct buf *out,
		     writer_flush_fn flush, void *arg)
{
	if (opt->terminal)
		termesc_add(out, buf_sv(line));
	else
		buf_addsv(out, buf_sv(line));
	buf_clear(line);
	return out->len < FLUSH_AT || flush(arg, out);
}

/* Objects with BETWEEN between them and AFTER the last. */
static bool put_objects(const struct writer_options *opt, const struct rowset *rows,
			const char *between, struct buf *out, writer_flush_fn flush,
			void *arg)
{
	struct cell cells[ROWS_MAX_COLS];
	struct buf line = BUF_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < rows->nrows; i++) {
		if (i)
			buf_adds(out, between);
		rows->get(rows->arg, i, cells);
		row_json(&line, rows, cells);
		ok = put_line(opt, &line, out, flush, arg);
	}
	buf_release(&line);
	return ok;
}

static bool json_rows(const struct writer_options *opt, const struct rowset *rows,
		      struct buf *out, writer_flush_fn flush, void *arg)
{
	if (!rows->single)
		buf_addc(out, '[');
	if (!put_objects(opt, rows, ",\n", out, flush, arg))
		return false;
	buf_adds(out, rows->single ? "\n" : "]\n");
	return true;
}

static bool ndjson_rows(const struct writer_options *opt, const struct rowset *rows,
			struct buf *out, writer_flush_fn flush, void *arg)
{
	if (!put_objects(opt, rows, "\n", out, flush, arg))
		return false;
	if (rows->nrows)
		buf_addc(out, '\n');
	return true;
}

static bool csv_rows(const struct writer_options *opt, const struct rowset *rows,
		     struct buf *out, writer_flush_fn flush, void *arg)
{
	struct buf line = BUF_INIT, text = BUF_INIT;
	struct cell cells[ROWS_MAX_COLS];
	bool ok = true;

	for (size_t i = 0; i < rows->ncols; i++) {
		if (i)
			buf_addc(&line, ',');
		csv_cell(&line, sv_str(rows->cols[i].key));
	}
	for (size_t r = 0; ok; r++) {
		ok = put_line(opt, &line, out, flush, arg);
		buf_addc(out, '\n');
		if (!ok || r == rows->nrows)
			break;
		rows->get(rows->arg, r, cells);
		for (size_t i = 0; i < rows->ncols; i++) {
			if (i)
				buf_addc(&line, ',');
			buf_clear(&text);
			cell_plain(&text, &cells[i], false);
			csv_cell(&line, buf_sv(&text));
		}
	}
	buf_release(&line);
	buf_release(&text);
	return ok;
}

/* WRITER TABLE */
static const rows_fn writers[FMT_COUNT] = {
	[FMT_TABLE] = table_rows, [FMT_JSON] = json_rows, [FMT_NDJSON] = ndjson_rows,
	[FMT_CSV] = csv_rows,     [FMT_MD] = md_rows,
};

bool writer_rows(const struct writer_options *opt, const struct rowset *rows,
		 struct buf *out, writer_flush_fn flush, void *arg)
{
	assert(rows->ncols <= ROWS_MAX_COLS);
	return writers[opt->format](opt, rows, out, flush, arg) && flush(arg, out);
}

static bool keep(void *arg, struct buf *out)
{
	(void)arg;
	(void)out;
	return true;
}

void writer_rows_buf(const struct writer_options *opt, const struct rowset *rows,
		     struct buf *out)
{
	bool ok = writer_rows(opt, rows, out, keep, NULL);

	assert(ok);
	(void)ok;
}
