/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and rows of the event list. */
#include "pane/timeline.h"

#include "event/who.h"
#include "ui/frame.h"
#include "util/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The usual columns. */
static const struct {
	enum tl_kind kind;
	const char *title, *field;
	struct layout_col lay;
} usual[] = {
	{ TL_TIME, "TIME", "time", { 8, 8, 0, false, 0 } },
	{ TL_DELTA, "DELTA", NULL, { 6, 6, 5, false, 0 } },
	{ TL_RESULT, "RESULT", "result", { 6, 6, 1, false, 0 } },
	{ TL_EVENT, "EVENT", "event", { 13, 26, 0, false, 0 } },
	{ TL_FIELD, "FUNCTION", "function", { 7, 16, 3, false, 0 } },
	{ TL_IDENTITY, "IDENTITY", "identity", { 12, 26, 1, true, 0 } },
	{ TL_FIELD, "SOURCE IP", "ip", { 15, 15, 2, false, 0 } },
	{ TL_NEW, "", NULL, { 3, 3, 4, false, 0 } },
};

static void parse_ref(struct timeline *tl, const char *field, struct fieldref *ret)
{
	if (fieldref_parse(sv_str(field), &tl->arena, ret, NULL) != ST_OK)
		memset(ret, 0, sizeof(*ret));
}

static void add_col(struct timeline *tl, enum tl_kind kind, const char *title,
		    const char *field, struct layout_col lay)
{
	struct tl_col *c = &tl->cols[tl->ncols++];

	*c = (struct tl_col){ .kind = kind, .lay = lay };
	snprintf(c->title, sizeof(c->title), "%s", title);
	if (field) {
		c->field = xstrdup(field);
		parse_ref(tl, field, &c->ref);
	}
}

static enum tl_kind kind_of(enum field_id id)
{
	switch ((int)id) {
	case FLD_TIME:
		return TL_TIME;
	case FLD_RESULT:
		return TL_RESULT;
	case FLD_EVENT:
		return TL_EVENT;
	case FLD_IDENTITY:
		return TL_IDENTITY;
	default:
		return TL_FIELD;
	}
}

/* "a,b,c": columns as the user wants them. */
static void add_wanted(struct timeline *tl, const char *list)
{
	struct fieldref *refs;
	size_t n;

	if (fieldref_parse_list(sv_str(list), &tl->arena, &refs, &n, NULL) != ST_OK)
		return;
	for (size_t i = 0; i < n && tl->ncols < TIMELINE_COLS; i++) {
		bool known = refs[i].id != FLD_NONE;
		struct layout_col lay = { 6, known ? fields[refs[i].id].width : 20,
					  i ? (int)i : 0, i + 1 == n, 0 };
		char *name = xmemdup0(refs[i].spelling.ptr, refs[i].spelling.len);

		lay.min = MIN(lay.min, lay.want);
		add_col(tl, known ? kind_of(refs[i].id) : TL_FIELD,
			known ? fields[refs[i].id].title : name, name, lay);
		free(name);
	}
}

void timeline_cols_release(struct timeline *tl)
{
	for (size_t i = 0; i < tl->ncols; i++)
		free(tl->cols[i].field);
	tl->ncols = 0;
	arena_release(&tl->arena);
}

void timeline_cols_init(struct ui *ui, struct timeline *tl)
{
	timeline_cols_release(tl);
	parse_ref(tl, "session", &tl->session);
	parse_ref(tl, "kind", &tl->kind);
	if (ui->columns)
		add_wanted(tl, ui->columns);
	else
		for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
			add_col(tl, usual[i].kind, usual[i].title, usual[i].field,
				usual[i].lay);
	/* The column cursor begins on the event's name. */
	tl->cur = 0;
	for (size_t i = 0; i < tl->ncols; i++)
		if (tl->cols[i].kind == TL_EVENT)
			tl->cur = i;
}

/* Does any loaded event touch a Lambda function? Without, the column is a waste. */
static bool has_functions(struct ui *ui)
{
	const struct store *s = session_store(ui->sn);
	path_t p = path_derived(store_paths_ro(s), FLD_FUNCTION);
	const struct dict *d = store_dict(s, p, VK_STR);

	return d && dict_count(d) > 0;
}

void timeline_cols_fit(struct ui *ui, struct timeline *tl, int w)
{
	struct layout_col lay[TIMELINE_COLS];
	bool functions = ui->columns || has_functions(ui);

	for (size_t i = 0; i < tl->ncols; i++) {
		lay[i] = tl->cols[i].lay;
		if (tl->cols[i].kind == TL_TIME) {
			lay[i].want = ui->zone == ZONE_DELTA
					      ? 9
					      : fmt_clock_width(ui_clock_form(ui));
			lay[i].min = lay[i].want;
		}
		if (!functions && tl->cols[i].field &&
		    strcmp(tl->cols[i].field, "function") == 0)
			lay[i].want = lay[i].min = 0;
	}
	layout_cols(lay, tl->ncols, w, 1);
	for (size_t i = 0; i < tl->ncols; i++)
		tl->cols[i].lay.width = lay[i].width;
}

void timeline_draw_head(struct timeline *tl, struct ui *ui, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	struct buf zone = BUF_INIT;

	pen_skip(&pen, 3);
	for (size_t i = 0; i < tl->ncols; i++) {
		const struct tl_col *c = &tl->cols[i];

		if (!c->lay.width)
			continue;
		buf_clear(&zone);
		buf_adds(&zone, c->title);
		if (c->kind == TL_TIME && ui->zone == ZONE_DELTA) {
			buf_clear(&zone);
			buf_adds(&zone, "SINCE");
		} else if (c->kind == TL_TIME) {
			buf_addc(&zone, '(');
			fmt_zone(&zone, ui->zone, session_view(ui->sn)->last);
			buf_addc(&zone, ')');
			/* 9 letters over 8 columns: the gap takes the last one. */
			if (zone.len > (size_t)c->lay.width &&
			    zone.len <= (size_t)c->lay.width + 1) {
				pen_sv(&pen, ROLE_HEADING, buf_sv(&zone));
				continue;
			}
		}
		pen_cell(&pen, ROLE_HEADING, c->lay.width, buf_sv(&zone),
			 c->kind == TL_DELTA ? PAINT_RIGHT : 0);
		pen_skip(&pen, 1);
	}
	pen_rest(&pen, ROLE_HEADING);
	buf_release(&zone);
}

/* The values of REF in ROW, joined by blanks. */
static void joined(struct timeline *tl, struct ui *ui, const struct fieldref *ref,
		   row_t row)
{
	field_values(session_store(ui->sn), row, ref, &tl->vals);
	for (size_t i = 0; i < tl->vals.n; i++) {
		if (i)
			buf_addc(&tl->text, ' ');
		buf_addsv(&tl->text, tl->vals.v[i]);
	}
}

static void identity_cell(struct timeline *tl, struct ui *ui, const struct tl_col *col,
			  row_t row)
{
	struct sv session = SV_NULL;

	field_values(session_store(ui->sn), row, &col->ref, &tl->vals);
	if (!tl->vals.n)
		return;
	field_values(session_store(ui->sn), row, &tl->session, &tl->vals2);
	if (tl->vals2.n)
		session = tl->vals2.v[0];
	buf_addc(&tl->text, who_letter(tl->vals.v[0]));
	buf_addc(&tl->text, ' ');
	who_short(&tl->text, tl->vals.v[0], session);
}

void timeline_cell(struct timeline *tl, struct ui *ui, const struct tl_col *col, uint32_t i,
		   row_t row)
{
	const struct store *s = session_store(ui->sn);
	enum result res;
	tick_t t, before;

	buf_clear(&tl->text);
	switch (col->kind) {
	case TL_TIME:
		ui_time_text(ui, store_time(s, row), ui_clock_form(ui), &tl->text);
		break;
	case TL_DELTA:
		if (!i || ui->events.sort)
			break;
		t = store_time(s, row);
		before = store_time(s, events_at(&ui->events, ui->sn, i - 1));
		if (t != TICK_NONE && before != TICK_NONE)
			fmt_delta(&tl->text, t - before);
		break;
	case TL_RESULT:
		field_values(s, row, &col->ref, &tl->vals);
		buf_adds(&tl->text, fmt_result(tl->vals.n ? tl->vals.v[0] : SV_NULL, &res));
		break;
	case TL_IDENTITY:
		identity_cell(tl, ui, col, row);
		break;
	case TL_NEW:
		if (session_new(ui->sn, row))
			buf_adds(&tl->text, "NEW");
		break;
	case TL_FIELD:
	case TL_EVENT:
		joined(tl, ui, &col->ref, row);
		break;
	}
	if (!tl->text.len && col->kind == TL_FIELD)
		buf_addc(&tl->text, '-');
}

static enum role cell_role(struct timeline *tl, struct ui *ui, const struct tl_col *col,
			   row_t row)
{
	enum result res;

	switch (col->kind) {
	case TL_TIME:
		return ROLE_TIME;
	case TL_DELTA:
		return ROLE_DIM;
	case TL_NEW:
		return ROLE_NEW;
	case TL_RESULT:
		field_values(session_store(ui->sn), row, &col->ref, &tl->vals);
		fmt_result(tl->vals.n ? tl->vals.v[0] : SV_NULL, &res);
		return (enum role)(ROLE_RESULT_OK + (int)res);
	case TL_EVENT:
		field_values(session_store(ui->sn), row, &tl->kind, &tl->vals2);
		return tl->vals2.n && sv_eqs(tl->vals2.v[0], kind_names[KIND_WRITE])
			       ? ROLE_CHANGE
			       : ROLE_TEXT;
	default:
		return ROLE_TEXT;
	}
}

/* Between V and the cursor. */
static bool in_range(struct ui *ui, uint32_t i)
{
	bool exact;
	uint32_t from;

	if (!ui->range)
		return false;
	from = events_index(&ui->events, ui->sn, ui->range_from, &exact);
	return i >= MIN(from, ui->events.list.cur) && i <= MAX(from, ui->events.list.cur);
}

/* Attributes on the text only: blanks around it cost nothing then. */
static void draw_cell(struct pen *pen, enum role role, const struct tl_col *col,
		      struct sv text)
{
	int end = pen->x + col->lay.width + 1;

	if (col->kind == TL_DELTA)
		pen_skip(pen, col->lay.width - (int)MIN(text.len, (size_t)col->lay.width));
	pen->x += paint_text(pen->y, pen->x, MIN(end - 1, pen->end) - pen->x, role, text, 0,
			     pen->hl);
	pen_skip(pen, end - pen->x);
}

void timeline_draw_row(struct timeline *tl, struct ui *ui, struct rect r, int row,
		       uint32_t i, bool current)
{
	struct pen pen = pen_row(r, row);
	struct highlight hl = ui_highlight(ui);
	row_t event = events_at(&ui->events, ui->sn, i);
	bool marked = marks_has(&session_stack(ui->sn)->marks, event);

	pen_str(&pen, marked ? ROLE_MARKED : ROLE_TEXT,
		marked            ? "*"
		: in_range(ui, i) ? ":"
				  : " ");
	pen_str(&pen, current ? ROLE_CURSOR : ROLE_TEXT, current ? ">" : " ");
	pen_str(&pen, ROLE_TEXT, " ");
	pen.hl = &hl;
	for (size_t c = 0; c < tl->ncols; c++) {
		const struct tl_col *col = &tl->cols[c];
		enum role role;

		if (!col->lay.width)
			continue;
		role = current && c == tl->cur ? ROLE_CELL : cell_role(tl, ui, col, event);
		timeline_cell(tl, ui, col, i, event);
		draw_cell(&pen, role, col, buf_sv(&tl->text));
	}
	pen_rest(&pen, ROLE_TEXT);
}
