/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables: rows of cells between commas, semicolons or TABs (RFC 4180: a cell in quotes may
 * hold the delimiter, line ends, and quotes written twice), a header in the first row.
 *
 * A form binds the columns it knows to paths of a record, whatever their order; each cell
 * goes through a function of its column. The same header always binds alike: a row is read
 * again with no more than its own bytes and those of its header.
 */
#ifndef FORM_TABLE_H
#define FORM_TABLE_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

#define TABLE_COLS 256u /* cells of a row beyond are not looked at */

struct cell_at {
	struct sv text; /* as it stands, between its quotes */
	bool quoted;
	bool json; /* the quotes are those of a JSON string */
};
struct table_row {
	unsigned n;
	struct cell_at cells[TABLE_COLS];
};

/*
 * DELIM 0: rows are objects {"Data":[{"VarCharValue":"x"}, ...]}.
 *
 * The row at P, its end of line behind it included in what is returned; NULL: it is not whole
 * before END, and not FINAL. A quote that is never closed ends with the text.
 */
const char *table_row(struct table_row *row, const char *p, const char *end, char delim,
		      bool final);
/* The text of cell I, decoded to TMP when it must be; "" where the row has no such cell. */
struct sv table_cell(const struct table_row *row, unsigned i, struct buf *tmp);

/* What was seen in a table that a reader should know (bits of table.remarks). */
enum table_remark {
	REMARK_NO_ZONE = 1, /* times without a zone, taken as UTC */
	REMARK_DATE = 2,    /* times whose day and month cannot be told apart, or cut off */
	REMARK_ACCOUNT = 4, /* account numbers that a spreadsheet rounded */
	REMARK_DISAGREES = 8, /* the form says something else than the record it holds */
	REMARK_COUNT = 4
};
extern const char *const table_remark_words[REMARK_COUNT];

/* How the days of a table's dates are written, where they are 1/2/2026. */
enum day_order { DAY_UNKNOWN, DAY_FIRST, MONTH_FIRST };

/* What goes with the rows of a table, one after the other. Zero it first. */
struct cell_ctx {
	enum day_order days;
	unsigned remarks;
	struct buf cell, value;
};
void cell_ctx_release(struct cell_ctx *ctx);
/* Append the value of a cell, which is not empty, as JSON; false: it has none. */
typedef bool (*as_fn)(struct sv cell, struct cell_ctx *ctx, struct buf *out);

/* A column that a form knows. */
struct column_def {
	const char *name; /* any case */
	const char *path; /* of the record; NULL: known, but of no use */
	as_fn fn;
};

/* A column bound: cell COL goes to PATH. */
struct binding {
	unsigned col;
	const struct column_def *def;
};

struct table {
	char delim;
	unsigned form; /* its number (form/form.h), FORM_NONE: no form has such a header */
	unsigned ncols;
	int record;                       /* the column that holds a whole record, or -1 */
	struct binding bound[TABLE_COLS]; /* with a path, those of one object together */
	unsigned nbound, known; /* KNOWN: columns of the form, with a path or not */
};

/* Does TEXT begin with a row that may be a header, and between what are its cells? */
char table_delim(struct sv line);
/* Bind the columns of the header ROW that DEFS (ends with a NULL name) know. */
void table_bind(struct table *t, const struct table_row *row,
		const struct column_def *defs);
/* Column NAME of the header, any case, or -1. */
int table_column(const struct table_row *row, const char *name);
/* The paths that rows may have, a line each; the caller frees. */
char *table_paths(const struct table *t);
/* The record of ROW as JSON; FORM is named in it. False: there is nothing in it. */
bool table_compose(const struct table *t, const struct table_row *row, const char *form,
		   struct cell_ctx *ctx, struct buf *out);
/* How the dates of the rows in P..END are written, as far as a part above 12 tells. */
enum day_order table_days(const struct table *t, const char *p, const char *end);

/* ---- functions of columns ---- */
bool as_text(struct sv cell, struct cell_ctx *ctx, struct buf *out);
bool as_bool(struct sv cell, struct cell_ctx *ctx, struct buf *out);
bool as_json(struct sv cell, struct cell_ctx *ctx, struct buf *out);    /* else text */
bool as_account(struct sv cell, struct cell_ctx *ctx, struct buf *out); /* 12 digits */
/*
 * Times: 2026-02-03T04:05:06Z and the like; 2020-08-05, 04:10:11 AM; 3/2/2026 4:05:06. What
 * cannot be read is kept as it is written.
 */
bool as_time(struct sv cell, struct cell_ctx *ctx, struct buf *out);
/* A list of {"resourceType","resourceName"}, in capitals or not. */
bool as_resources(struct sv cell, struct cell_ctx *ctx, struct buf *out);
/* What a date alone tells of how dates are written. */
enum day_order date_order(struct sv cell);

#endif
