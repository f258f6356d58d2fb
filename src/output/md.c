/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells with their entities and backslashes, and whole tables. */
#include "output/md.h"

#include "util/termesc.h"

#define FLUSH_AT 65536

/* Entities where a backslash would not do. */
static const char *entity(char c)
{
	if (c == '<')
		return "&lt;";
	if (c == '>')
		return "&gt;";
	return c == '&' ? "&amp;" : NULL;
}

static bool is_punct(char c)
{
	return c > 0x20 && c < 0x7f && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
	       !(c >= 'a' && c <= 'z');
}

/* A backslash counts as one only before punctuation, and at the end before our blank. */
static bool needs_backslash(struct sv v, size_t i)
{
	if (v.ptr[i] == '\\')
		return i + 1 == v.len || is_punct(v.ptr[i + 1]);
	return strchr("|`[]*", v.ptr[i]) != NULL;
}

void md_text(struct buf *out, struct sv v)
{
	struct buf shown = BUF_INIT;

	termesc_add(&shown, v);
	for (size_t i = 0; i < shown.len; i++) {
		const char *e = entity(shown.ptr[i]);

		if (e) {
			buf_adds(out, e);
			continue;
		}
		if (needs_backslash(buf_sv(&shown), i))
			buf_addc(out, '\\');
		buf_addc(out, shown.ptr[i]);
	}
	buf_release(&shown);
}

struct md {
	const struct writer_options *opt;
	struct buf *out;
	writer_flush_fn flush;
	void *arg;
	bool started; /* something stands above */
	struct buf scratch;
};

static bool flush_some(struct md *m)
{
	return m->out->len < FLUSH_AT || m->flush(m->arg, m->out);
}

static void put_cell(struct md *m, const struct cell *c)
{
	buf_clear(&m->scratch);
	cell_plain(&m->scratch, c, false);
	md_text(m->out, buf_sv(&m->scratch));
}

static void put_header(struct md *m, const struct rowset *rows, const struct cell *first)
{
	for (size_t i = 0; i < rows->ncols; i++) {
		if (rows->cols[i].flags & COL_JSON_ONLY)
			continue;
		buf_adds(m->out, "| ");
		md_text(m->out, sv_str(col_title(&rows->cols[i])));
		buf_addc(m->out, ' ');
	}
	buf_adds(m->out, "|\n");
	for (size_t i = 0; i < rows->ncols; i++)
		if (!(rows->cols[i].flags & COL_JSON_ONLY))
			buf_adds(m->out,
				 first && cell_is_number(&first[i]) ? "| ---: " : "| --- ");
	buf_adds(m->out, "|\n");
}

static bool put_table(struct md *m, const struct rowset *rows)
{
	struct cell cells[ROWS_MAX_COLS];

	if (rows->nrows)
		rows->get(rows->arg, 0, cells);
	put_header(m, rows, rows->nrows ? cells : NULL);
	for (size_t r = 0; r < rows->nrows; r++) {
		rows->get(rows->arg, r, cells);
		for (size_t i = 0; i < rows->ncols; i++) {
			if (rows->cols[i].flags & COL_JSON_ONLY)
				continue;
			buf_adds(m->out, "| ");
			put_cell(m, &cells[i]);
			buf_addc(m->out, ' ');
		}
		buf_adds(m->out, "|\n");
		if (!flush_some(m))
			return false;
	}
	return true;
}

static void put_facts(struct md *m, const struct rowset *page, const struct cell *cells)
{
	bool any = false;

	for (size_t i = 0; i < page->ncols; i++) {
		if (cells[i].kind == CELL_ROWS || cells[i].kind == CELL_ABSENT ||
		    page->cols[i].flags & COL_JSON_ONLY)
			continue;
		if (!any)
			buf_adds(m->out, "| | |\n| --- | --- |\n");
		any = m->started = true;
		buf_adds(m->out, "| ");
		md_text(m->out, sv_str(col_title(&page->cols[i])));
		buf_adds(m->out, " | ");
		put_cell(m, &cells[i]);
		buf_adds(m->out, " |\n");
	}
}

static bool put_page(struct md *m, const struct rowset *page)
{
	struct cell cells[ROWS_MAX_COLS];

	page->get(page->arg, 0, cells);
	put_facts(m, page, cells);
	for (size_t i = 0; i < page->ncols; i++) {
		bool ok;

		if (cells[i].kind != CELL_ROWS || page->cols[i].flags & COL_JSON_ONLY)
			continue;
		if (cells[i].u.rows->single) {
			ok = put_page(m, cells[i].u.rows);
		} else {
			buf_adds(m->out, m->started ? "\n## " : "## ");
			m->started = true;
			md_text(m->out, sv_str(col_title(&page->cols[i])));
			buf_adds(m->out, "\n\n");
			ok = put_table(m, cells[i].u.rows);
		}
		if (!ok)
			return false;
	}
	return true;
}

bool md_rows(const struct writer_options *opt, const struct rowset *rows, struct buf *out,
	     writer_flush_fn flush, void *arg)
{
	struct md m = { opt, out, flush, arg, false, BUF_INIT };
	bool ok = rows->single ? put_page(&m, rows) : put_table(&m, rows);

	buf_release(&m.scratch);
	return ok;
}
