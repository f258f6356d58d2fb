/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records read one after the other, and what to do when one fails. */
#include "verb/records.h"

#include "json/layout.h"
#include "verb/message.h"

/* Bytes of records held at once; batches of this size are read in order of their files. */
#define BATCH ((size_t)32 << 20)

#define LINES_MAX 20

void record_failed(struct run *r, row_t row, const struct err *err)
{
	uint64_t off;
	uint32_t len;
	const struct file *f = store_row_file(r->store, row, &off, &len);

	if (r->failed++ < LINES_MAX)
		message_error("cannot print the record of '%s' at byte %llu: %s", f->path,
			      (unsigned long long)off, err ? err->text : "unknown reason");
	r->status = EXIT_UNREADABLE;
}

void records_each(struct run *r, const row_t *rows, size_t n, raw_each_fn fn, void *arg)
{
	/* ST_CANCELED: the output failed, which is known already */
	enum st st = raw_each(r->raw, rows, n, BATCH, r->opt->load.threads, fn, arg);

	if (st != ST_OK && st != ST_CANCELED)
		r->status = EXIT_UNREADABLE;
	if (r->failed > LINES_MAX)
		message_error("cannot print %zu more records", r->failed - LINES_MAX);
}

struct printer {
	struct run *r;
	bool lines; /* NDJSON */
	bool any;
	struct buf line;
};

static bool print_one(void *arg, row_t row, struct sv bytes, const struct err *err)
{
	struct printer *p = arg;
	struct out *out = &p->r->out;

	if (!bytes.ptr) {
		record_failed(p->r, row, err);
		return true;
	}
	if (p->lines) {
		buf_clear(&p->line);
		json_one_line(&p->line, bytes);
		out_add_json(out, buf_sv(&p->line));
		buf_addc(&out->buf, '\n');
	} else {
		if (p->any)
			buf_addc(&out->buf, ',');
		out_add_json(out, bytes);
	}
	p->any = true;
	return out_step(out);
}

void records_print(struct run *r, const row_t *rows, size_t n, const char *head,
		   const char *tail)
{
	struct printer p = { .r = r,
			     .lines = r->opt->format == FMT_NDJSON,
			     .line = BUF_INIT };

	if (r->out.terminal)
		message_warn("standard output is a terminal: escapes are shown in place of "
			     "control characters");
	if (!p.lines)
		buf_adds(&r->out.buf, head);
	records_each(r, rows, n, print_one, &p);
	if (!p.lines)
		buf_adds(&r->out.buf, tail);
	buf_release(&p.line);
}
