/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widths measured over the first rows, then lines. */
#include "output/table.h"

#include "util/termesc.h"

#define MEASURED_ROWS 10000
#define FLUSH_AT      65536
#define GAP           2 /* blanks between columns */
#define NARROWEST     4

struct table {
	const struct writer_options *opt;
	struct buf *out;
	writer_flush_fn flush;
	void *arg;
	bool started; /* something stands above */
	struct buf raw, plain, line;
};

/* How the columns of a rowset are laid out. */
struct layout {
	size_t width[ROWS_MAX_COLS];
	bool shown[ROWS_MAX_COLS];
	bool right[ROWS_MAX_COLS];
	bool cut; /* widths are limits */
	size_t last;
};

/* The bytes of C to be shown, still to be escaped; valid until the next call. */
static struct sv cell_shown(struct table *t, const struct cell *c)
{
	struct termesc_piece p;
	size_t at = 0;

	if (cell_is_empty(c))
		return SV_LIT("-");
	buf_clear(&t->raw);
	cell_plain(&t->raw, c, t->opt->local);
	if (t->raw.len == 0)
		return SV_LIT("\"\"");
	if (!t->opt->ascii || !termesc_is_odd(buf_sv(&t->raw)))
		return buf_sv(&t->raw);
	buf_clear(&t->plain);
	while (termesc_next(buf_sv(&t->raw), &at, true, &p))
		buf_add(&t->plain, p.text, p.len);
	return buf_sv(&t->plain);
}

static void measure(struct table *t, const struct rowset *rows, struct layout *l)
{
	size_t n = MIN(rows->nrows, (size_t)MEASURED_ROWS);
	struct cell cells[ROWS_MAX_COLS];

	memset(l, 0, sizeof(*l));
	for (size_t i = 0; i < rows->ncols; i++) {
		l->shown[i] = !(rows->cols[i].flags & COL_JSON_ONLY);
		if (!l->shown[i])
			continue;
		l->width[i] = termesc_width(sv_str(col_title(&rows->cols[i])));
		l->right[i] = n > 0;
		l->last = i;
	}
	for (size_t r = 0; r < n; r++) {
		rows->get(rows->arg, r, cells);
		for (size_t i = 0; i < rows->ncols; i++) {
			size_t w;

			if (!l->shown[i])
				continue;
			w = termesc_width(cell_shown(t, &cells[i]));
			l->width[i] = MAX(l->width[i], w);
			if (!cell_is_number(&cells[i]) && !cell_is_empty(&cells[i]))
				l->right[i] = false;
		}
	}
}

/*
 * Make the widest columns narrower until TOTAL columns hold them all. A number that is cut is
 * another number: columns of numbers stay.
 */
static void narrow(struct layout *l, size_t ncols, size_t total)
{
	for (;;) {
		size_t sum = 0, widest = ncols, second = NARROWEST, over;

		for (size_t i = 0; i < ncols; i++) {
			if (!l->shown[i])
				continue;
			sum += l->width[i] + (i < l->last ? GAP : 0);
			if (l->right[i])
				continue;
			if (widest == ncols || l->width[i] > l->width[widest])
				widest = i;
		}
		if (sum <= total || widest == ncols || l->width[widest] <= NARROWEST)
			return;
		l->cut = true;
		for (size_t i = 0; i < ncols; i++)
			if (l->shown[i] && !l->right[i] && i != widest)
				second = MAX(second, l->width[i]);
		over = MIN(sum - total, l->width[widest] - NARROWEST);
		/* down to the next widest, or by one when both are as wide */
		if (second < l->width[widest])
			over = MIN(over, l->width[widest] - second);
		else
			over = 1;
		l->width[widest] -= over;
	}
}

static void put_blanks(struct buf *out, size_t n)
{
	memset(buf_reserve(out, n), ' ', n);
	out->len += n;
	out->ptr[out->len] = '\0';
}

/* Append a cell to the line, padded; V is not escaped yet. */
static void put_cell(struct buf *line, struct sv v, const struct layout *l, size_t i,
		     unsigned flags)
{
	size_t start = line->len, width, pad;

	if (l->cut)
		termesc_clip(line, v, l->width[i], flags & COL_KEEP_TAIL);
	else
		termesc_add(line, v);
	width = termesc_width(sv_from(buf_sv(line), start));
	pad = width < l->width[i] ? l->width[i] - width : 0;
	if (l->right[i] && pad) {
		put_blanks(line, pad);
		memmove(line->ptr + start + pad, line->ptr + start,
			line->len - start - pad);
		memset(line->ptr + start, ' ', pad);
	} else if (i < l->last) {
		put_blanks(line, pad);
	}
	if (i < l->last)
		put_blanks(line, GAP);
}

static bool end_line(struct table *t)
{
	unsigned columns = t->opt->columns;

	if (columns && termesc_width(buf_sv(&t->line)) > columns)
		termesc_clip(t->out, buf_sv(&t->line), columns, false);
	else
		buf_addsv(t->out, buf_sv(&t->line));
	buf_addc(t->out, '\n');
	buf_clear(&t->line);
	t->started = true;
	return t->out->len < FLUSH_AT || t->flush(t->arg, t->out);
}

static bool put_rows(struct table *t, const struct rowset *rows)
{
	struct cell cells[ROWS_MAX_COLS];
	struct layout l;

	measure(t, rows, &l);
	if (t->opt->columns)
		narrow(&l, rows->ncols, t->opt->columns);
	for (size_t i = 0; i < rows->ncols; i++)
		if (l.shown[i])
			put_cell(&t->line, sv_str(col_title(&rows->cols[i])), &l, i, 0);
	if (!end_line(t))
		return false;
	for (size_t r = 0; r < rows->nrows; r++) {
		rows->get(rows->arg, r, cells);
		for (size_t i = 0; i < rows->ncols; i++)
			if (l.shown[i])
				put_cell(&t->line, cell_shown(t, &cells[i]), &l, i,
					 rows->cols[i].flags);
		if (!end_line(t))
			return false;
	}
	return true;
}

/* Is this cell one line among the facts of a page? */
static bool is_fact(const struct col *col, const struct cell *c)
{
	return c->kind != CELL_ROWS && c->kind != CELL_ABSENT &&
	       !(col->flags & COL_JSON_ONLY);
}

static bool put_facts(struct table *t, const struct rowset *page, const struct cell *cells)
{
	struct layout l = { .last = 1 };

	for (size_t i = 0; i < page->ncols; i++)
		if (is_fact(&page->cols[i], &cells[i]))
			l.width[0] = MAX(l.width[0],
					 termesc_width(sv_str(col_title(&page->cols[i]))));
	for (size_t i = 0; i < page->ncols; i++) {
		if (!is_fact(&page->cols[i], &cells[i]))
			continue;
		put_cell(&t->line, sv_str(col_title(&page->cols[i])), &l, 0, 0);
		put_cell(&t->line, cell_shown(t, &cells[i]), &l, 1, page->cols[i].flags);
		if (!end_line(t))
			return false;
	}
	return true;
}

static bool put_page(struct table *t, const struct rowset *page)
{
	struct cell cells[ROWS_MAX_COLS];

	page->get(page->arg, 0, cells);
	if (!put_facts(t, page, cells))
		return false;
	for (size_t i = 0; i < page->ncols; i++) {
		bool ok;

		if (cells[i].kind != CELL_ROWS || page->cols[i].flags & COL_JSON_ONLY)
			continue;
		if (cells[i].u.rows->single) {
			ok = put_page(t, cells[i].u.rows);
		} else {
			if (t->started)
				buf_addc(t->out, '\n');
			termesc_add(&t->line, sv_str(col_title(&page->cols[i])));
			if (!cells[i].u.rows->nrows)
				buf_adds(&t->line, ": none");
			ok = end_line(t) &&
			     (!cells[i].u.rows->nrows || put_rows(t, cells[i].u.rows));
		}
		if (!ok)
			return false;
	}
	return true;
}

bool table_rows(const struct writer_options *opt, const struct rowset *rows,
		struct buf *out, writer_flush_fn flush, void *arg)
{
	struct table t = { opt, out, flush, arg, false, BUF_INIT, BUF_INIT, BUF_INIT };
	bool ok = true;

	if (rows->single)
		ok = put_page(&t, rows);
	else if (rows->nrows)
		ok = put_rows(&t, rows);
	buf_release(&t.raw);
	buf_release(&t.plain);
	buf_release(&t.line);
	return ok;
}
