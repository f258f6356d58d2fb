/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Under the event list: the facts of the current event, or how the load goes. */
#include "pane/timeline.h"

#include "term/tty.h"
#include "ui/frame.h"
#include "util/termesc.h"

#include <inttypes.h>

/* Lines of the facts at most: more on a high window. */
int timeline_facts_rows(const struct ui *ui)
{
	if (ui->progress)
		return 5;
	if (!ui->preview)
		return 0;
	return tty_rows() >= 40 ? 7 : tty_rows() >= 28 ? 4 : 3;
}

/* Where there is little room, what the list shows already and bare ids are left out. */
static bool is_wanted(const struct fact *fact, int rows)
{
	if (rows > 4 || fact->is_new)
		return true;
	return strcmp(fact->label, "id") != 0 && strcmp(fact->label, "request") != 0 &&
	       strcmp(fact->label, "record") != 0 &&
	       (strcmp(fact->label, "ip") != 0 || fact->text.len > 15);
}

/* Facts begin at multiples of this: the next event's then stand where they stood. */
#define FACT_STEP 12

/* Facts flow from left to right; what is too long goes on in the next line. */
struct flow {
	struct rect r;
	struct pen pen;
	int row;
	const struct highlight *hl;
};

static bool flow_line(struct flow *f)
{
	pen_rest(&f->pen, ROLE_TEXT);
	if (f->row + 1 >= f->r.h)
		return false;
	f->pen = pen_row(f->r, ++f->row);
	pen_str(&f->pen, ROLE_TEXT, " ");
	return true;
}

static void flow_fact(struct flow *f, const struct ui *ui, const struct fact *fact)
{
	size_t label = strlen(fact->label) + 1, width = termesc_width(fact->text);
	struct sv rest = fact->text;
	int room = f->r.w - 2, gap = f->pen.x - f->r.x - 1;

	/* A fact that does not fit behind the others begins a line. */
	if (gap > 0) {
		gap = ROUND_UP(gap + 2, FACT_STEP) - gap;
		if ((size_t)pen_left(&f->pen) <
		    label + MIN(width, (size_t)room) + (size_t)gap + 4) {
			if (!flow_line(f))
				return;
		} else {
			pen_skip(&f->pen, gap);
		}
	}
	f->pen.hl = NULL;
	pen_fmt(&f->pen, ROLE_DIM, "%s ", fact->label);
	if (fact->is_new)
		pen_str(&f->pen, ROLE_NEW, "NEW ");
	while (rest.len) {
		size_t n = paint_fit(rest, pen_left(&f->pen));

		f->pen.hl = f->hl;
		if (n == rest.len || !ui->wrap || f->row + 1 >= f->r.h) {
			/* The telling part of a path is its end. */
			f->pen.x += paint_text(
				f->pen.y, f->pen.x, pen_left(&f->pen), ROLE_TEXT, rest,
				strcmp(fact->label, "file") == 0 ? PAINT_TAIL : 0, f->hl);
			break;
		}
		pen_sv(&f->pen, ROLE_TEXT, sv_head(rest, n));
		rest = sv_from(rest, n);
		if (!flow_line(f))
			break;
	}
}

static void draw_facts(struct timeline *tl, struct ui *ui, struct rect r)
{
	struct highlight hl = ui_highlight(ui);
	struct flow f = { .r = r, .pen = pen_row(r, 0), .hl = &hl };

	pen_str(&f.pen, ROLE_TEXT, " ");
	if (ui->events.row != ROW_NONE) {
		facts_get(ui->sn, ui->events.row, &tl->facts);
		for (size_t i = 0; i < tl->facts.n; i++)
			if (is_wanted(&tl->facts.v[i], r.h))
				flow_fact(&f, ui, &tl->facts.v[i]);
	}
	pen_rest(&f.pen, ROLE_TEXT);
}

static void draw_gauge(struct rect r, int row, const struct session_progress *p)
{
	const struct load_progress *l = &p->load;
	struct pen pen = pen_row(r, row);
	struct buf text = BUF_INIT;
	double done = l->bytes_found ? (double)l->bytes_done / (double)l->bytes_found : 0;
	int width = MIN(40, r.w / 3), full = (int)(done * width + 0.5);

	pen_str(&pen, ROLE_TEXT, " [");
	for (int i = 0; i < width; i++)
		pen_str(&pen, i < full ? ROLE_BAR : ROLE_BAR_ALL, i < full ? "#" : "-");
	pen_fmt(&pen, ROLE_TEXT, "] %3d%%  ", (int)(done * 100));
	fmt_bytes(&text, l->bytes_done);
	buf_adds(&text, " of ");
	fmt_bytes(&text, l->bytes_found);
	if (l->seconds > 0.1)
		buf_addf(&text, "  %.0f ev/s", (double)l->events / l->seconds);
	if (!p->finished && !l->walking && done > 0.02) {
		buf_adds(&text, "  about ");
		fmt_seconds(&text, l->seconds * (1 - done) / done);
		buf_adds(&text, " left");
	}
	pen_sv(&pen, ROLE_TEXT, buf_sv(&text));
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&text);
}

static void draw_progress(struct ui *ui, struct rect r)
{
	struct session_progress p;
	struct pen pen;
	struct buf text = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT], c[COUNT_TEXT];

	session_progress(ui->sn, &p);
	draw_gauge(r, 0, &p);
	pen = pen_row(r, 1);
	fmt_bytes(&text, p.memory);
	buf_adds(&text, " of memory");
	if (ui->opt->load.memory) {
		buf_adds(&text, ", limit ");
		fmt_bytes(&text, ui->opt->load.memory);
	}
	pen_fmt(&pen, ROLE_TEXT, " %s of %s%s files  %s events  ",
		count_text(p.load.files_done, a), count_text(p.load.files_found, b),
		p.load.walking ? "+" : "", count_text(p.load.events, c));
	pen_sv(&pen, ROLE_TEXT, buf_sv(&text));
	pen_rest(&pen, ROLE_TEXT);
	pen = pen_row(r, 2);
	if (p.load.bad_files)
		pen_fmt(&pen, ROLE_WARNING, " %s file%s with problems: 4 lists them",
			count_text(p.load.bad_files, a), plural(p.load.bad_files));
	else
		pen_str(&pen, ROLE_DIM, " no file has problems so far");
	pen_rest(&pen, ROLE_TEXT);
	pen = pen_row(r, 3);
	pen_str(&pen, ROLE_DIM,
		p.finished    ? " everything is loaded"
		: p.finishing ? " all is read: looking for copies, putting events in order"
			      : " everything works already; counts are lower bounds (+)   "
				"^C stops the load, "
				"what is here stays");
	pen_rest(&pen, ROLE_TEXT);
	buf_release(&text);
}

/* An event that no digest vouches for. */
static void add_doubt(const struct ui *ui, row_t row, struct buf *out)
{
	const struct integrity *x = session_integrity(ui->sn);
	const struct segment *seg;
	const struct proof_row *p;

	if (!x)
		return;
	seg = store_seg(session_store(ui->sn), row_seg(row));
	p = integrity_of(x, segment_place(seg, row_in_seg(row), NULL));
	if (p && !proof_holds(p->state))
		buf_addf(out, " (not covered: its file is %s)", proof_names[p->state]);
}

void timeline_draw_facts(struct timeline *tl, struct ui *ui, struct rect rule,
			 struct rect r)
{
	const struct events *ev = &ui->events;
	struct buf text = BUF_INIT;
	char a[COUNT_TEXT], b[COUNT_TEXT];

	if (!rule.h)
		return;
	if (ui->progress) {
		paint_rule(rule, 0, ui->loaded ? "load (F5 hides)" : "loading (F5 hides)");
		draw_progress(ui, r);
		return;
	}
	if (ev->row != ROW_NONE) {
		buf_addf(&text, "event %s of %s", count_text(ev->list.cur + 1u, a),
			 count_text(ev->list.n, b));
		if (marks_has(&session_stack(ui->sn)->marks, ev->row))
			buf_adds(&text, " (marked)");
		if (ui->sn && store_row_differs(session_store(ui->sn), ev->row))
			buf_adds(&text, " (its id has other content elsewhere)");
		add_doubt(ui, ev->row, &text);
	}
	paint_rule(rule, 0, buf_str(&text));
	draw_facts(tl, ui, r);
	buf_release(&text);
}
