/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show EVENTID: the records with this id, pretty-printed, and every place they were
 * found.
 */
#include "json/layout.h"
#include "json/text.h"
#include "util/termesc.h"
#include "verb/eventrows.h"
#include "verb/message.h"
#include "verb/records.h"
#include "verb/run.h"

#include <stdlib.h>

/* One more filter: id = "EVENTID". */
static enum st check(struct run *r, struct err *err)
{
	AUTO_BUF struct buf expr = BUF_INIT;
	struct err why = ERR_INIT;
	enum st st = run_parse_sort(r, err);

	if (st != ST_OK)
		return st;
	buf_adds(&expr, "id = ");
	json_quote(&expr, sv_str(r->opt->operand));
	if (run_add_filter(r, buf_sv(&expr), &why) != ST_OK)
		return err_set(err, ST_USAGE, "'%s' is no event id: %s", r->opt->operand,
			       why.text);
	return run_parse_fields(r, "columns", events_csv_columns, err);
}

static void print_places(struct run *r, row_t row)
{
	struct buf *out = &r->out.buf;
	row_t *places = NULL;
	uint32_t n = store_places(r->store, row, &places);

	buf_addf(out, "found in %u place%s", n, n == 1 ? ":\n" : "s:\n");
	for (uint32_t i = 0; i < n; i++) {
		uint64_t off;
		uint32_t len;
		const struct file *f = store_row_file(r->store, places[i], &off, &len);

		buf_adds(out, "  ");
		termesc_add(out, sv_str(f->path));
		buf_addf(out, "  byte %llu, %u bytes\n", (unsigned long long)off, len);
	}
	free(places);
	if (store_row_differs(r->store, row))
		buf_adds(out, "another event has the same id and other content\n");
}

static bool print_pretty(void *arg, row_t row, struct sv bytes, const struct err *err)
{
	struct run *r = arg;
	AUTO_BUF struct buf text = BUF_INIT;
	struct sv rest;

	if (!bytes.ptr) {
		record_failed(r, row, err);
		return true;
	}
	print_places(r, row);
	json_pretty(&text, bytes, 2);
	rest = buf_sv(&text);
	while (rest.len) {
		ptrdiff_t nl = sv_chr(rest, '\n');
		struct sv line = sv_head(rest, nl < 0 ? rest.len : (size_t)nl);

		termesc_add(&r->out.buf, line);
		buf_addc(&r->out.buf, '\n');
		rest = sv_from(rest, line.len + 1);
	}
	return out_step(&r->out);
}

/* Was something asked for besides the id? */
static bool narrowed(const struct options *opt)
{
	return opt->nfilters || opt->since || opt->until;
}

static void print(struct run *r)
{
	struct event_rows e;
	size_t n;
	row_t *rows = run_rows(r, &n);

	switch (r->opt->format) {
	case FMT_JSON:
	case FMT_NDJSON:
		records_print(r, rows, n, "[", "]\n");
		break;
	case FMT_TABLE:
		records_each(r, rows, n, print_pretty, r);
		break;
	default:
		event_rows_init(&e, r->store, rows, n, r->fields, r->nfields, &r->arena);
		run_write_rows(r, &e.set);
		event_rows_release(&e);
	}
	r->matched = r->sel->count > 0;
	if (!r->matched)
		message_warn("no %sevent has the id '%s'",
			     narrowed(r->opt) ? "matching " : "", r->opt->operand);
	free(rows);
}

const struct verb verb_show = {
	.name = "show",
	.operand = "EVENTID",
	.summary = "one record, and every place it was found",
	.more = "The record pretty-printed, values as written, and each file and "
		"position it was found at. Several records with this id are all shown. "
		"As json the records' own bytes in an array.",
	.check = check,
	.print = print,
};
