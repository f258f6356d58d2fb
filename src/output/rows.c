/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of cells, and the JSON of rows and pages. */
#include "output/rows.h"

#include "output/jsonw.h"

static void local_time(struct buf *out, tick_t t, unsigned below)
{
	int off = time_local_offset(t), abs_off = off < 0 ? -off : off;
	size_t start = out->len;

	time_format_below(out, t + off * TICKS_PER_SEC, below);
	if (out->len == start) { /* beyond the years that are written */
		time_format_below(out, t, below);
		return;
	}
	out->len--; /* the Z */
	buf_addf(out, "%c%02d:%02d", off < 0 ? '-' : '+', abs_off / 3600,
		 abs_off / 60 % 60);
}

static void joined(struct buf *out, const struct cell *c, const char *between)
{
	for (size_t i = 0; i < c->u.list.n; i++) {
		if (i)
			buf_adds(out, between);
		buf_addsv(out, c->u.list.v[i]);
	}
}

static void share(struct buf *out, const struct cell *c)
{
	uint64_t n = cell_per_mille(c);

	buf_addu64(out, n / 10);
	buf_addc(out, '.');
	buf_addu64(out, n % 10);
	buf_addc(out, '%');
}

static void tenths(struct buf *out, const struct cell *c)
{
	buf_addu64(out, c->u.num / 10);
	buf_addc(out, '.');
	buf_addu64(out, c->u.num % 10);
}

static void tally(struct buf *out, const struct cell *c)
{
	for (size_t i = 0; i < c->u.tally.n; i++) {
		if (i)
			buf_addc(out, ' ');
		buf_addsv(out, c->u.tally.v[i].name);
		buf_addc(out, '=');
		buf_addu64(out, c->u.tally.v[i].n);
	}
}

void cell_plain(struct buf *out, const struct cell *c, bool local)
{
	switch (c->kind) {
	case CELL_ABSENT:
	case CELL_NULL:
		return;
	case CELL_TEXT:
	case CELL_RESULT:
		buf_addsv(out, c->u.text);
		return;
	case CELL_WHO:
		buf_addsv(out, c->u.who.identity);
		return;
	case CELL_WORD:
		buf_addsv(out, c->u.word.text);
		return;
	case CELL_NUM:
	case CELL_BYTES:
		buf_addu64(out, c->u.num);
		return;
	case CELL_BOOL:
		buf_adds(out, c->u.yes ? "true" : "false");
		return;
	case CELL_TIME:
		if (c->u.time == TICK_NONE)
			return;
		if (local)
			local_time(out, c->u.time, c->u.below);
		else
			time_format_below(out, c->u.time, c->u.below);
		return;
	case CELL_LIST:
		joined(out, c, " ");
		return;
	case CELL_PHRASES:
		joined(out, c, "; ");
		return;
	case CELL_SHARE:
		share(out, c);
		return;
	case CELL_TENTHS:
		tenths(out, c);
		return;
	case CELL_TALLY:
		tally(out, c);
		return;
	case CELL_ROWS:
	case CELL_SPARK:
		cell_json(out, c);
		return;
	}
}

static void write_rows(struct jsonw *w, const struct rowset *rows);

static void write_text(struct jsonw *w, const struct cell *c)
{
	AUTO_BUF struct buf text = BUF_INIT;

	cell_plain(&text, c, false);
	jsonw_str(w, buf_sv(&text));
}

static void write_tally(struct jsonw *w, const struct cell *c)
{
	jsonw_object(w);
	for (size_t i = 0; i < c->u.tally.n; i++) {
		jsonw_key(w, c->u.tally.v[i].name);
		jsonw_num(w, c->u.tally.v[i].n);
	}
	jsonw_end_object(w);
}

static void write_tenths(struct jsonw *w, const struct cell *c)
{
	AUTO_BUF struct buf text = BUF_INIT;

	tenths(&text, c);
	jsonw_raw(w, buf_sv(&text));
}

static void write_cell(struct jsonw *w, const struct cell *c)
{
	switch (c->kind) {
	case CELL_ABSENT:
	case CELL_NULL:
		jsonw_null(w);
		return;
	case CELL_TEXT:
	case CELL_RESULT:
		jsonw_str(w, c->u.text);
		return;
	case CELL_WHO:
	case CELL_WORD:
	case CELL_SHARE:
		write_text(w, c);
		return;
	case CELL_TENTHS:
		write_tenths(w, c);
		return;
	case CELL_TALLY:
		write_tally(w, c);
		return;
	case CELL_SPARK:
		jsonw_array(w);
		for (uint32_t i = 0; i < c->u.spark.n; i++)
			jsonw_num(w, c->u.spark.v[i]);
		jsonw_end_array(w);
		return;
	case CELL_NUM:
	case CELL_BYTES:
		jsonw_num(w, c->u.num);
		return;
	case CELL_BOOL:
		jsonw_bool(w, c->u.yes);
		return;
	case CELL_TIME:
		jsonw_time(w, c->u.time, c->u.below);
		return;
	case CELL_LIST:
	case CELL_PHRASES:
		jsonw_array(w);
		for (size_t i = 0; i < c->u.list.n; i++)
			jsonw_str(w, c->u.list.v[i]);
		jsonw_end_array(w);
		return;
	case CELL_ROWS:
		write_rows(w, c->u.rows);
		return;
	}
}

static void write_row(struct jsonw *w, const struct rowset *rows, const struct cell *cells)
{
	jsonw_object(w);
	for (size_t i = 0; i < rows->ncols; i++) {
		if (cells[i].kind == CELL_ABSENT)
			continue;
		jsonw_key(w, sv_str(rows->cols[i].key));
		write_cell(w, &cells[i]);
	}
	jsonw_end_object(w);
}

static void write_rows(struct jsonw *w, const struct rowset *rows)
{
	struct cell cells[ROWS_MAX_COLS];

	if (!rows->single)
		jsonw_array(w);
	for (size_t i = 0; i < rows->nrows; i++) {
		rows->get(rows->arg, i, cells);
		write_row(w, rows, cells);
	}
	if (!rows->single)
		jsonw_end_array(w);
}

void cell_json(struct buf *out, const struct cell *c)
{
	struct jsonw w = JSONW_INIT(out);

	write_cell(&w, c);
}

void rows_json(struct buf *out, const struct rowset *rows)
{
	struct jsonw w = JSONW_INIT(out);

	write_rows(&w, rows);
}

void row_json(struct buf *out, const struct rowset *rows, const struct cell *cells)
{
	struct jsonw w = JSONW_INIT(out);

	write_row(&w, rows, cells);
}
