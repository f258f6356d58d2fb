/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a list is, described once: its columns, its cells, and what one of its rows stands for.
 * The writers of output/ print it, the grid of the screen draws, sorts and searches it, the
 * manual and --help list its columns. A new list is one struct listing beside what it lists.
 *
 * Layer list knows no format, no terminal, and not what is listed.
 *
 * A rowset is what a writer is given: columns and rows. A list is a rowset; a page (function
 * NAME, summary, trace) is a rowset with .single: one row, an object in JSON; its lists are
 * cells of kind CELL_ROWS. An object inside a page is a CELL_ROWS whose rowset is .single.
 */
#ifndef LIST_LISTING_H
#define LIST_LISTING_H

#include "list/cell.h"
#include "store/segment.h"
#include "util/arena.h"
#include "util/buf.h"

enum col_flags {
	/* printed */
	COL_KEEP_TAIL = 1,    /* a cell that is cut keeps its end (paths, ARNs) */
	COL_JSON_ONLY = 2,    /* left out of tables and Markdown */
	COL_TABLE_ONLY = 128, /* only in these; stands behind all others */
	/* on the screen */
	COL_NAME = 4,   /* names the row: the cursor stands there, a search shows there */
	COL_GROW = 8,   /* takes what room is left */
	COL_TAIL = 16,  /* as COL_KEEP_TAIL; where identities stand, only they */
	COL_BLANK = 32, /* where there is nothing, nothing stands, not a dash */
	COL_BARE = 64,  /* of an identity without its letter */
	COL_TAIL_ARN = 256 /* as COL_TAIL where an ARN stands */
};

/*
 * The room of a column on the screen: none is not drawn. Where columns have no room, those of
 * the highest KEEP go first; 0 never goes. Columns with a PLACE come first, by it; then the
 * others as they stand.
 */
struct col_room {
	int min, want, keep, place;
};
#define COL_NO_ROOM                                                                        \
	{                                                                                  \
		0, 0, 0, 0                                                                 \
	}
/* As wide as a time is. */
#define COL_CLOCK (-1)
#define COL_ROOM_CLOCK(keep, place)                                                        \
	{                                                                                  \
		COL_CLOCK, COL_CLOCK, (keep), (place)                                      \
	}

struct col {
	const char
		*key; /* JSON key and CSV header; NULL: on the screen only, stands last */
	const char
		*title; /* the one name in tables, Markdown and on the screen; NULL: KEY */
	unsigned flags; /* enum col_flags */
	enum cell_kind kind; /* of its cells; those that have nothing are null or absent */
	struct col_room room;
	const char *help; /* for the manual and --help; NULL: the key says it */
};

static inline const char *col_title(const struct col *c)
{
	return c->title ? c->title : c->key;
}

/* Are the cells of C numbers, which stand to the right on the screen? */
static inline bool col_is_number(const struct col *c)
{
	return c->kind == CELL_NUM || c->kind == CELL_SHARE || c->kind == CELL_BYTES ||
	       c->kind == CELL_TENTHS;
}

#define ROWS_MAX_COLS 64

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

/* A row_fn over an array of cells, row by row: ARG is the struct rows_array. */
struct rows_array {
	const struct cell *cells;
	size_t ncols;
};
void rows_array_get(void *arg, size_t row, struct cell *cells);

/* Who reads: what has no place in a format is said in another way. */
enum reader { READER_JSON, READER_CSV, READER_TABLE, READER_SCREEN };

struct rows;

struct listing {
	const char *key;   /* in the JSON of a page */
	const char *title; /* its heading there */
	const char *tab;   /* the word on its tab; NULL: TITLE */
	const char *none;  /* what stands there instead of rows */
	const struct col *cols;
	size_t ncols;
	int tag; /* for functions that serve several listings */

	/* Fill CELLS with row I; what they borrow may be taken from R->arena. */
	void (*cells)(struct rows *r, size_t i, struct cell *cells);
	/* What follows is for the screen, and may be NULL. */
	/* A text by which the row is known again in other rows of the same listing. */
	void (*identity)(const struct rows *r, size_t i, struct buf *out);
	/* An expression of the filter language for the events of the row; false: none. */
	bool (*expr)(const struct rows *r, size_t i, struct buf *out);
	/* What + - and copies take: a field, and a value (.ptr NULL: without one). */
	bool (*value)(const struct rows *r, size_t i, const char **ret_field,
		      struct sv *ret_value);
	/* The event it is, or begins with; ROW_NONE. */
	row_t (*event)(const struct rows *r, size_t i);
	/* The row in words. */
	void (*words)(const struct rows *r, size_t i, struct buf *out);
};

/* Rows of a listing that are at hand. */
struct rows {
	const struct listing *of;
	size_t n;
	void *data; /* as OF wants it */
	/* In place of the listing's own; NULL: those. */
	const char *none;
	const char *name; /* title of the column that names the row */
	enum reader reader;
	uint64_t shown;     /* READER_SCREEN: bits of the columns that have room */
	struct arena arena; /* what the cells of the last row borrow */
};

void rows_release(struct rows *r);
/* A cell for the text made in B, kept until the next row; null when it is empty. */
struct cell rows_cell_text(struct rows *r, const struct buf *b);
/* Cells of row I; the arena was emptied before. */
void rows_cells(struct rows *r, size_t i, struct cell *cells);
/* R as a rowset; R must stay. Columns of the screen are left out. */
struct rowset rows_set(struct rows *r);
/* The columns of L that JSON and CSV have: those with a key, but for the ones of tables. */
size_t listing_printed(const struct listing *l);

/*
 * A page: row AT of ROW (NULL: no row), with LISTS as further columns, of each at most
 * LIMIT rows. The facts are headed by their keys.
 */
struct page {
	struct col cols[ROWS_MAX_COLS];
	struct cell cells[ROWS_MAX_COLS];
	size_t n;
	struct rowset *lists;
	struct rows_array array;
};
void page_init(struct page *p, struct rows *row, size_t at, struct rows *const *lists,
	       size_t nlists, size_t limit);
/* One more column. */
void page_add(struct page *p, const char *key, const char *title, struct cell c);
struct rowset page_set(struct page *p);
void page_release(struct page *p);

#endif
