/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an aggregate is: columns and rows of typed cells, described once and written in each
 * format by output/writer.h.
 *
 * Layer output turns answers into bytes: for standard output, for a terminal, for files.
 *
 * A list (functions, files, count) is a rowset. A page (function NAME, summary, trace) is a
 * rowset with .single: one row, an object in JSON; its lists are cells of kind CELL_ROWS. An
 * object inside a page is a CELL_ROWS whose rowset is .single.
 */
#ifndef OUTPUT_ROWS_H
#define OUTPUT_ROWS_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"
#include "util/timefmt.h"

struct rowset;

/*
 *          JSON                     CSV                    table, Markdown
 * ABSENT   the key is left out      empty                  -
 * NULL     null                     empty                  -
 * TEXT     string                   text                   text
 * NUM      number                   digits                 digits, to the right
 * BOOL     true, false              true, false            true, false
 * TIME     string; TICK_NONE: null  text; empty            text in the zone asked for; -
 * LIST     array of strings         joined by a blank      joined by a blank
 * ROWS     array of objects, or     its JSON text          a section of its own in a page,
 *          an object (.single)                             else its JSON text
 */
enum cell_kind {
	CELL_ABSENT,
	CELL_NULL,
	CELL_TEXT,
	CELL_NUM,
	CELL_BOOL,
	CELL_TIME,
	CELL_LIST,
	CELL_ROWS
};

struct cell {
	enum cell_kind kind;
	union {
		struct sv text;
		uint64_t num;
		bool yes;
		tick_t time;
		struct {
			const struct sv *v;
			size_t n;
		} list;
		const struct rowset *rows;
	} u;
};

enum col_flags {
	COL_KEEP_TAIL =
		1,        /* a cell that is cut on a terminal keeps its end (paths, ARNs) */
	COL_JSON_ONLY = 2 /* left out of tables and Markdown */
};

struct col {
	const char *key;   /* JSON key and CSV header */
	const char *title; /* header of tables and Markdown; NULL: the key */
	unsigned flags;    /* enum col_flags */
};

/* Fill CELLS (one for each column) with row ROW; what they borrow lives until the next call. */
typedef void (*row_fn)(void *arg, size_t row, struct cell *cells);

struct rowset {
	const struct col *cols;
	size_t ncols; /* at most ROWS_MAX_COLS */
	size_t nrows;
	row_fn get;
	void *arg;
	bool single; /* exactly one row, written as an object */
};

#define ROWS_MAX_COLS 64

static inline struct cell cell_null(void)
{
	return (struct cell){ .kind = CELL_NULL };
}

static inline struct cell cell_absent(void)
{
	return (struct cell){ .kind = CELL_ABSENT };
}

/* A text; .ptr NULL is null. */
static inline struct cell cell_text(struct sv v)
{
	return (struct cell){ .kind = v.ptr ? CELL_TEXT : CELL_NULL, .u.text = v };
}

static inline struct cell cell_num(uint64_t n)
{
	return (struct cell){ .kind = CELL_NUM, .u.num = n };
}

static inline struct cell cell_bool(bool yes)
{
	return (struct cell){ .kind = CELL_BOOL, .u.yes = yes };
}

static inline struct cell cell_time(tick_t t)
{
	return (struct cell){ .kind = CELL_TIME, .u.time = t };
}

static inline struct cell cell_list(const struct sv *v, size_t n)
{
	return (struct cell){ .kind = CELL_LIST, .u.list = { v, n } };
}

static inline struct cell cell_rows(const struct rowset *rows)
{
	return (struct cell){ .kind = CELL_ROWS, .u.rows = rows };
}

/* A row_fn over an array of cells, row by row: ARG is the struct rows_array. */
struct rows_array {
	const struct cell *cells;
	size_t ncols;
};
void rows_array_get(void *arg, size_t row, struct cell *cells);

/*
 * Append the text of C without any escaping ("" when there is none): what CSV and tables show.
 * LOCAL: times in the local zone, as YYYY-MM-DDTHH:MM:SS+hh:mm. JSON text for CELL_ROWS.
 */
void cell_plain(struct buf *out, const struct cell *c, bool local);
/* Is there anything to show? */
bool cell_is_empty(const struct cell *c);
/* Append the JSON of C; of a whole rowset. */
void cell_json(struct buf *out, const struct cell *c);
void rows_json(struct buf *out, const struct rowset *rows);
/* Append the JSON object of one row of ROWS made of CELLS. */
void row_json(struct buf *out, const struct rowset *rows, const struct cell *cells);

#endif
