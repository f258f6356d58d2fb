/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pane 4: the input files and what became of them; what the loaded events cover. */
#include "coverage/files.h"
#include "ui/grid.h"

#include "ui/act.h"
#include "util/termesc.h"
#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum part { PART_FILES, PART_COVERAGE, PART_COUNT };
static const char *const part_names[PART_COUNT] = { "Files", "Coverage" };

struct sources_pane {
	enum part part;
	struct list files, cover;
	uint32_t *order; /* files in the order shown */
	uint32_t norder;
	struct file_rows rows; /* of them */
	bool final;            /* ORDER was made after the load */
	bool problems;         /* only those with a problem */
	bool reverse;
};

static void sp_release(struct ui *ui UNUSED, void *state)
{
	struct sources_pane *sp = state;

	file_rows_release(&sp->rows);
	free(sp->order);
}

static void sp_enter(struct ui *ui, void *state UNUSED)
{
	session_coverage_want(ui->sn, true);
}

static void sp_leave(struct ui *ui, void *state UNUSED)
{
	session_coverage_want(ui->sn, false);
}

/* The files that are shown, in order. */
static void refresh(struct ui *ui, struct sources_pane *sp)
{
	const struct store *s = session_store(ui->sn);
	uint32_t n = 0, all, *order;

	if (sp->order && sp->final)
		return;
	all = files_in_order(s, &order);
	for (uint32_t i = 0; i < all; i++) {
		const struct file *f = store_file(s, order[i]);

		if (!sp->problems || (f->done && f->problem))
			order[n++] = order[i];
	}
	if (sp->reverse)
		for (uint32_t i = 0; i < n / 2; i++) {
			uint32_t x = order[i];

			order[i] = order[n - 1 - i];
			order[n - 1 - i] = x;
		}
	free(sp->order);
	sp->order = order;
	sp->norder = n;
	sp->final = store_finished(s);
	file_rows_release(&sp->rows);
	file_rows_init(&sp->rows, s, order, n, READER_SCREEN);
}

static char problem_mark(void *arg, size_t i, enum role *ret_role)
{
	const struct file_rows *fr = arg;
	const struct file *f = store_file(fr->store, fr->files[i]);
	bool fine = !f->done || f->state == FSTATE_OK || f->state == FSTATE_SKIPPED;

	if (f->proof && (strcmp(f->proof, proof_names[PROOF_CHANGED]) == 0 ||
			 strcmp(f->proof, proof_names[PROOF_BAD_SIGNATURE]) == 0))
		fine = false;

	*ret_role = ROLE_WARNING;
	return fine ? ' ' : '!';
}

static void note_line(void *arg, const char *note)
{
	struct buf *out = arg;

	if (out->len)
		buf_adds(out, "; ");
	buf_adds(out, note);
}

/* What digests make of it. */
static void draw_proof(struct ui *ui, uint32_t file, struct rect r, int *row)
{
	const struct integrity *x = session_integrity(ui->sn);
	const struct proof_row *p = integrity_of(x, file);
	AUTO_BUF struct buf text = BUF_INIT;

	if (!p)
		p = integrity_of_digest(x, file);
	if (!p)
		return;
	buf_addf(&text, "integrity: %s", proof_names[p->state]);
	if (p->problem.ptr)
		buf_addf(&text, ": " SV_FMT, SV_ARG(p->problem));
	else if (p->digest != NO_PROOF)
		buf_addf(&text, " by " SV_FMT, SV_ARG(x->digests[p->digest].path));
	grid_flow(r, row,
		  proof_holds(p->state) || p->state == PROOF_VALID ? ROLE_TEXT
								   : ROLE_WARNING,
		  buf_sv(&text));
}

/* The file under the cursor, whole: path, problem, notes, refused places. */
static void draw_detail(struct ui *ui, uint32_t file, struct rect r)
{
	const struct file *f = store_file(session_store(ui->sn), file);
	struct buf text = BUF_INIT;
	int row = 0;

	grid_flow(r, &row, ROLE_TEXT, sv_str(f->path));
	if (!f->done) {
		grid_flow(r, &row, ROLE_DIM, SV_LIT("being read"));
		return; /* its worker may still add to the rest */
	}
	if (f->problem)
		grid_flow(r, &row, ROLE_WARNING, sv_str(f->problem));
	else
		grid_flow(r, &row, ROLE_DIM, SV_LIT("no problem"));
	draw_proof(ui, file, r, &row);
	file_notes(f, note_line, &text);
	if (text.len)
		grid_flow(r, &row, ROLE_TEXT, buf_sv(&text));
	for (uint32_t i = 0; i < f->nbad && row < r.h; i++) {
		buf_clear(&text);
		buf_addf(&text, "at offset %" PRIu64 ": %s", f->bad[i].off,
			 f->bad[i].reason);
		grid_flow(r, &row, ROLE_ERROR, buf_sv(&text));
	}
	buf_release(&text);
}

static void draw_files(struct ui *ui, struct sources_pane *sp, struct rect body)
{
	struct rect titles = rect_take_top(&body, 1), list, rule, low;
	struct grid g = { .of = &file_listing,
			  .rows = &sp->rows.r,
			  .list = &sp->files,
			  .cursor = true,
			  .focus = true,
			  .search = true,
			  .mark = problem_mark,
			  .mark_arg = &sp->rows,
			  .none = sp->problems ? "no file has a problem" : NULL };

	layout_split(body, MIN(6, body.h / 3), &list, &rule, &low);
	grid_draw(ui, &g, titles, list);
	if (low.h && sp->files.cur < sp->norder) {
		paint_rule(rule, 0, "this file");
		draw_detail(ui, sp->order[sp->files.cur], low);
	}
}

/* A sign for the events of DAYS days: what is empty is seen. */
static char day_mark(const struct cover_row *row, uint32_t from, uint32_t days,
		     uint32_t ndays)
{
	uint64_t n = 0, most = 0;

	for (uint32_t i = from; i < MIN(from + days, ndays); i++)
		n += row->per_day[i];
	for (uint32_t i = 0; i < ndays; i++)
		most = MAX(most, row->per_day[i]);
	if (!n)
		return '_';
	return n * 10 > most * days * 5 ? '#' : n * 10 > most * days ? ':' : '.';
}

static void draw_cover_row(struct ui *ui, struct sources_pane *sp,
			   const struct coverage *cv, struct rect r, int row, uint32_t i)
{
	const struct cover_row *cr = &cv->rows[i];
	struct pen pen = pen_row(r, row);
	bool on = i == sp->cover.cur;
	int room;
	uint32_t per;
	char n[COUNT_TEXT];

	pen_str(&pen, on ? ROLE_CURSOR : ROLE_TEXT, on ? " > " : "   ");
	pen_cell(&pen, on ? ROLE_CELL : ROLE_TEXT, 14,
		 cr->account.ptr ? cr->account : SV_LIT("(no account)"), 0);
	pen_cell(&pen, ROLE_TEXT, 15, cr->region.ptr ? cr->region : SV_LIT("(no region)"),
		 0);
	pen_cell(&pen, ROLE_NUMBER, 10, sv_str(count_text(cr->events, n)), PAINT_RIGHT);
	pen_fmt(&pen, ROLE_NUMBER, "%5" PRIu32, cover_row_days(cv, cr));
	pen_fmt(&pen, cr->ngaps || cr->nstops ? ROLE_WARNING : ROLE_NUMBER, " %5zu  ",
		cr->ngaps + cr->nstops);
	room = MAX(pen_left(&pen) - 1, 1);
	per = MAX(1u, (cv->ndays + (uint32_t)room - 1) / (uint32_t)room);
	for (uint32_t d = 0; d < cv->ndays; d += per) {
		char mark[2] = { day_mark(cr, d, per, cv->ndays), '\0' };

		pen_str(&pen, mark[0] == '_' ? ROLE_DIM : ROLE_BAR, mark);
	}
	pen_rest(&pen, ROLE_TEXT);
	(void)ui;
}

static void day_text(int64_t day, struct buf *out)
{
	struct civil c;

	time_civil(day * 86400 * TICKS_PER_SEC, &c);
	buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Data events of each service: what is not named may not be logged here. */
static void data_text(const struct cover_row *cr, struct buf *out)
{
	char n[COUNT_TEXT];

	if (!cr->ndata) {
		buf_adds(out, "no data events of any service: they may not be logged here");
		return;
	}
	buf_adds(out, "data events only of");
	for (size_t i = 0; i < cr->ndata; i++) {
		buf_adds(out, i ? ", " : " ");
		buf_addsv(out, cr->data[i].name);
		buf_addf(out, " %s", count_text(cr->data[i].n, n));
	}
}

static void draw_gaps(const struct cover_row *cr, struct rect r)
{
	struct buf text = BUF_INIT;
	int row = 0;

	if (cr->first != TICK_NONE) {
		buf_adds(&text, "from ");
		time_format(&text, cr->first);
		buf_adds(&text, " to ");
		time_format(&text, cr->last);
		buf_adds(&text, "; ");
	}
	if (cr->untimed)
		buf_addf(&text, "%" PRIu64 " events without a time; ", cr->untimed);
	data_text(cr, &text);
	grid_flow(r, &row, ROLE_TEXT, buf_sv(&text));
	buf_clear(&text);
	for (size_t i = 0; i < cr->nstops; i++) {
		buf_adds(&text, i ? ", " : "logging stopped: ");
		cover_stop_text(&cr->stops[i], &text);
	}
	if (text.len)
		grid_flow(r, &row, ROLE_ERROR, buf_sv(&text));
	buf_clear(&text);
	buf_adds(&text, cr->ngaps ? "silent: " : "no gap");
	for (size_t i = 0; i < cr->ngaps; i++) {
		if (i)
			buf_adds(&text, ", ");
		cover_gap_text(&cr->gaps[i], &text);
	}
	grid_flow(r, &row, cr->ngaps ? ROLE_WARNING : ROLE_DIM, buf_sv(&text));
	buf_release(&text);
}

static void draw_coverage(struct ui *ui, struct sources_pane *sp, struct rect body)
{
	const struct coverage *cv = session_coverage(ui->sn);
	struct rect titles = rect_take_top(&body, 1), list, rule, low;
	struct pen pen = pen_row(titles, 0);
	struct buf text = BUF_INIT;

	layout_split(body, MIN(6, body.h / 3), &list, &rule, &low);
	buf_adds(&text, "   ACCOUNT       REGION             EVENTS  DAYS  GAPS  ");
	if (cv && cv->ndays) {
		day_text(cv->first_day, &text);
		buf_adds(&text, " .. ");
		day_text(cv->first_day + cv->ndays - 1, &text);
		buf_adds(&text, cv->cut ? " (older cut)" : "");
	}
	pen_sv(&pen, ROLE_HEADING, buf_sv(&text));
	pen_rest(&pen, ROLE_HEADING);
	list_fit(&sp->cover, cv ? (uint32_t)cv->n : 0, list.h);
	for (int row = 0; row < list.h && sp->cover.top + (uint32_t)row < sp->cover.n;
	     row++)
		draw_cover_row(ui, sp, cv, list, row, sp->cover.top + (uint32_t)row);
	if (!cv) {
		pen = pen_row(list, 0);
		pen_str(&pen, ROLE_DIM, "   counting ...");
	}
	if (low.h && sp->cover.cur < sp->cover.n) {
		paint_rule(rule, 0,
			   "gaps and data events (_ no event that day; # : . many to few)");
		draw_gaps(&cv->rows[sp->cover.cur], low);
	}
	paint_cursor(list.y + (int)(sp->cover.cur - sp->cover.top), list.x + 1, false);
	buf_release(&text);
}

static void draw_parts(struct ui *ui, struct sources_pane *sp, struct rect r)
{
	struct pen pen = pen_row(r, 0);
	struct store_totals t;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT], d[COUNT_TEXT];

	for (int i = 0; i < PART_COUNT; i++) {
		bool on = i == (int)sp->part;

		pen_str(&pen, on ? ROLE_TAB_ACTIVE : ROLE_TAB, on ? "[" : " ");
		pen_str(&pen, on ? ROLE_TAB_ACTIVE : ROLE_TAB, part_names[i]);
		pen_str(&pen, on ? ROLE_TAB_ACTIVE : ROLE_TAB, on ? "]" : " ");
	}
	store_totals(session_store(ui->sn), &t);
	pen_fmt(&pen, ROLE_TEXT,
		"  %s file%s: %s events found, %s of them copies, %s refused",
		count_text(t.files, a), plural(t.files),
		count_text(t.events + t.duplicates, b), count_text(t.duplicates, c),
		count_text(t.refused, d));
	if (sp->problems)
		pen_str(&pen, ROLE_WARNING, "  (only problems: s)");
	pen_rest(&pen, ROLE_TEXT);
}

static void sp_draw(struct ui *ui, void *state, struct rect body)
{
	struct sources_pane *sp = state;
	struct rect parts = rect_take_top(&body, 1);

	refresh(ui, sp);
	draw_parts(ui, sp, parts);
	if (sp->part == PART_FILES)
		draw_files(ui, sp, body);
	else
		draw_coverage(ui, sp, body);
}

static bool sp_value(struct ui *ui, void *state, struct pane_value *ret)
{
	struct sources_pane *sp = state;
	const struct coverage *cv = session_coverage(ui->sn);

	if (sp->part == PART_FILES && sp->files.cur < sp->norder) {
		const struct file *f =
			store_file(session_store(ui->sn), sp->order[sp->files.cur]);

		buf_adds(&ret->field, "file");
		buf_adds(&ret->value, f->path);
		return true;
	}
	if (sp->part == PART_COVERAGE && cv && sp->cover.cur < cv->n) {
		const struct cover_row *cr = &cv->rows[sp->cover.cur];

		buf_adds(&ret->field, "account");
		ret->none = !cr->account.ptr;
		buf_addsv(&ret->value, cr->account);
		return true;
	}
	return false;
}

static struct list *sp_list(struct ui *ui, void *state)
{
	struct sources_pane *sp = state;

	refresh(ui, sp);
	return sp->part == PART_FILES ? &sp->files : &sp->cover;
}

static void sp_entry(struct ui *ui, void *state, uint32_t i, struct buf *out)
{
	struct sources_pane *sp = state;
	const struct coverage *cv = session_coverage(ui->sn);

	if (sp->part == PART_FILES && i < sp->norder) {
		const struct file *f = store_file(session_store(ui->sn), sp->order[i]);

		buf_adds(out, f->path);
		if (f->done && f->problem)
			buf_addf(out, "\n%s", f->problem);
	} else if (sp->part == PART_COVERAGE && cv && i < cv->n) {
		buf_addsv(out, cv->rows[i].account);
		buf_addc(out, ' ');
		buf_addsv(out, cv->rows[i].region);
	}
}

/* Enter: the events of the file, or of the account in the region. */
static void open_source(struct ui *ui, struct sources_pane *sp)
{
	const struct coverage *cv = session_coverage(ui->sn);
	struct buf expr = BUF_INIT;

	if (sp->part == PART_FILES) {
		ui_keep(ui, false);
	} else if (cv && sp->cover.cur < cv->n) {
		const struct cover_row *cr = &cv->rows[sp->cover.cur];

		if (expr_for_value(&expr, SV_LIT("account"), cr->account)) {
			buf_adds(&expr, " and ");
			expr_for_value(&expr, SV_LIT("region"), cr->region);
			ui_add_filter(ui, buf_sv(&expr), false, "from Sources pane");
		}
	}
	buf_release(&expr);
	ui_show(ui, PANE_TIMELINE, true);
}

static bool sp_act(struct ui *ui, void *state, enum action a)
{
	struct sources_pane *sp = state;
	struct list *l = sp->part == PART_FILES ? &sp->files : &sp->cover;

	refresh(ui, sp);
	if (list_act(l, a) != LIST_NOT)
		return true;
	switch ((int)a) {
	case ACT_NEXT_PART:
	case ACT_PREV_PART:
		sp->part = (enum part)((sp->part + 1) % PART_COUNT);
		return true;
	case ACT_SORT:
	case ACT_REVERSE:
		if (sp->part != PART_FILES)
			return false;
		if (a == ACT_SORT)
			sp->problems = !sp->problems;
		else
			sp->reverse = !sp->reverse;
		sp->final = false;
		ui_say(ui, ROLE_MESSAGE, "%s%s",
		       sp->problems ? "only files with problems" : "all files",
		       sp->reverse ? ", last first" : "");
		return true;
	case ACT_OPEN:
		if (l->n)
			open_source(ui, sp);
		else
			ui_say(ui, ROLE_WARNING, "nothing to open here");
		return true;
	default:
		return false;
	}
}

static void sp_print(struct ui *ui, void *state, struct buf *out)
{
	struct sources_pane *sp = state;
	const struct store *s = session_store(ui->sn);

	for (uint32_t i = 0; i < sp->norder; i++) {
		const struct file *f = store_file(s, sp->order[i]);

		buf_addf(out, "%-10s %10" PRIu64 "  ",
			 f->done ? file_state_names[f->state] : "loading", f->events);
		buf_adds(out, f->path);
		if (f->done && f->problem) {
			buf_adds(out, "  ");
			buf_adds(out, f->problem);
		}
		buf_addc(out, '\n');
	}
}

static const struct pane_hint sp_hints[] = {
	{ ACT_NEXT_PART, 0, "files/coverage" },
	{ ACT_OPEN, 0, "its events" },
	{ ACT_KEEP, ACT_DROP, "filter" },
	{ ACT_SORT, 0, "only problems" },
	{ ACT_PRINT, 0, "print plainly" },
	{ ACT_CLOSE, 0, "back" },
	{ ACT_NONE, 0, NULL },
};

const struct pane_ops pane_sources_ops = {
	.title = "Sources",
	.ctx = KC_SOURCES,
	.size = sizeof(struct sources_pane),
	.release = sp_release,
	.enter = sp_enter,
	.leave = sp_leave,
	.draw = sp_draw,
	.act = sp_act,
	.value = sp_value,
	.list = sp_list,
	.entry = sp_entry,
	.print = sp_print,
	.hints = sp_hints,
};
