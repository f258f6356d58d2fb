/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the timeline pane share. */
#ifndef PANE_TIMELINE_H
#define PANE_TIMELINE_H

#include "count/count.h"
#include "session/facts.h"
#include "ui/screen.h"

#define TIMELINE_COLS 16

/* What a column shows; most are a field as it is. */
enum tl_kind { TL_FIELD, TL_TIME, TL_DELTA, TL_RESULT, TL_EVENT, TL_IDENTITY, TL_NEW };

struct tl_col {
	enum tl_kind kind;
	char title[24];
	char *field; /* as + and - ask for it; NULL: not selectable */
	struct fieldref ref;
	struct layout_col lay;
};

struct timeline {
	struct tl_col cols[TIMELINE_COLS];
	size_t ncols, cur;             /* cur: the column cursor */
	struct fieldref session, kind; /* for the identity, and for what is a change */
	struct arena arena;            /* of the fieldrefs */
	struct field_values vals, vals2;
	struct facts facts;
	struct buf text;

	/* The brush: buckets of the axis. */
	bool brush;
	uint32_t b1, b2;
	struct axis axis;
	bool near; /* the axis is not everything, but what is around the window */
	struct bucket buckets[HISTOGRAM_MAX];
};

/* timeline_cols.c */
void timeline_cols_init(struct ui *ui, struct timeline *tl);
void timeline_cols_release(struct timeline *tl);
/* Widths for W columns. */
void timeline_cols_fit(struct ui *ui, struct timeline *tl, int w);
void timeline_draw_head(struct timeline *tl, struct ui *ui, struct rect r);
/* Row I of the list at row ROW of R; CURRENT: under the cursor. */
void timeline_draw_row(struct timeline *tl, struct ui *ui, struct rect r, int row,
		       uint32_t i, bool current);
/* The text of column COL of the event ROW, as it is shown, into tl->text. */
void timeline_cell(struct timeline *tl, struct ui *ui, const struct tl_col *col, uint32_t i,
		   row_t row);

/* timeline_bars.c */
void timeline_axis(struct timeline *tl, struct ui *ui, int w);
void timeline_draw_bars(struct timeline *tl, struct ui *ui,
			const struct layout_timeline *lay);

/* timeline_facts.c */
int timeline_facts_rows(const struct ui *ui);
void timeline_draw_facts(struct timeline *tl, struct ui *ui, struct rect rule,
			 struct rect r);

#endif
