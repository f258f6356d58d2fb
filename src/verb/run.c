/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a verb in their order. */
#include "verb/run.h"

#include "eval/allof.h"
#include "eval/hints.h"
#include "util/xalloc.h"
#include "verb/message.h"
#include "verb/notices.h"
#include "integrity/keys.h"
#include "verb/signals.h"

#include <errno.h>
#include <stdlib.h>

#define RAW_CACHE ((size_t)48 << 20)

/* Before the load: everything that can be wrong with the command line alone. */

static bool parse_filters(struct run *r)
{
	const struct options *opt = r->opt;

	/* one more for run_add_filter() */
	r->filters = xcalloc(opt->nfilters + 1, sizeof(struct filter *));
	for (size_t i = 0; i < opt->nfilters; i++) {
		struct err err = ERR_INIT;

		if (filter_parse(sv_str(opt->filters[i]), &r->filters[i], &err) != ST_OK) {
			report_filter_error(sv_str(opt->filters[i]), &err);
			return false;
		}
		r->nfilters++;
	}
	return true;
}

enum st run_add_filter(struct run *r, struct sv expr, struct err *err)
{
	enum st st = filter_parse(expr, &r->filters[r->nfilters], err);

	r->nfilters += st == ST_OK;
	return st;
}

static bool check_time(const char *option, const char *text)
{
	struct err err = ERR_INIT;

	if (!text || timelit_ok(sv_str(text), &err))
		return true;
	message_error("option '--%s': %s", option, err.text);
	return false;
}

static bool check(struct run *r, const struct verb *verb)
{
	struct err err = ERR_INIT;

	if (!parse_filters(r) || !check_time("since", r->opt->since) ||
	    !check_time("until", r->opt->until))
		return false;
	if (verb->check(r, &err) == ST_OK)
		return true;
	message_error("%s", err.text);
	return false;
}

enum st run_parse_fields(struct run *r, const char *option, const char *text,
			 struct err *err)
{
	struct err why = ERR_INIT;

	if (fieldref_parse_list(sv_str(text), &r->arena, &r->fields, &r->nfields, &why) ==
	    ST_OK)
		return ST_OK;
	return err_set(err, ST_USAGE, "option '--%s': %s", option, why.text);
}

enum st run_parse_sort(struct run *r, struct err *err)
{
	struct err why = ERR_INIT;

	if (!r->opt->sort ||
	    sort_parse(sv_str(r->opt->sort), &r->arena, &r->sort, &r->nsort, &why) == ST_OK)
		return ST_OK;
	return err_set(err, ST_USAGE, "option '--sort': %s", why.text);
}

/* After the load: what the filters mean, and which events they keep. */

static bool bind_time(struct run *r, const char *option, const char *text, tick_t *ret)
{
	struct err err = ERR_INIT;
	struct timelit lit;

	if (!text)
		return true;
	if (timelit_parse(sv_str(text), &r->times, &lit, &err) != ST_OK) {
		message_error("option '--%s': %s", option, err.text);
		return false;
	}
	*ret = lit.start;
	return true;
}

static void warn_unknown(void *arg UNUSED, struct sv path, const char *nearest)
{
	if (nearest)
		message_warn("no record has '" SV_FMT "'; the nearest known name is '%s'",
			     SV_ARG(path), nearest);
	else
		message_warn("no record has '" SV_FMT "'", SV_ARG(path));
}

static void warn_hint(void *arg UNUSED, const char *text)
{
	message_warn("filter: %s", text);
}

void run_warn_unknown(const struct run *r, const struct fieldref *refs, size_t n)
{
	for (size_t i = 0; i < n && r->order->n; i++)
		if (!fieldref_known(&refs[i], r->store))
			warn_unknown(NULL, refs[i].spelling, NULL);
}

static bool bind(struct run *r)
{
	filter_times_from(r->store, r->order, time_now(), &r->times);
	for (size_t i = 0; i < r->nfilters; i++) {
		struct err err = ERR_INIT;

		if (filter_bind(r->filters[i], &r->times, &err) != ST_OK) {
			report_filter_error(filter_text(r->filters[i]), &err);
			return false;
		}
		if (!r->order->n)
			continue;
		filter_unknown_paths(r->filters[i], r->store, warn_unknown, NULL);
		if (!r->opt->quiet)
			hints_say(r->filters[i], &r->env, r->nsegs, 0, false, warn_hint,
				  NULL);
	}
	r->from = 0;
	r->to = TICK_NONE;
	return bind_time(r, "since", r->opt->since, &r->from) &&
	       bind_time(r, "until", r->opt->until, &r->to);
}

static bool sort_known(struct run *r)
{
	for (size_t i = 0; i < r->nsort && r->order->n; i++)
		if (!fieldref_known(&r->sort[i].field, r->store)) {
			message_error("option '--sort': no record has '" SV_FMT "'",
				      SV_ARG(r->sort[i].field.spelling));
			return false;
		}
	return true;
}

/* What no filter rejects and not all select, and why; said even with -q. */
static void report_open(struct run *r, uint64_t undecided, uint64_t unread)
{
	uint32_t open = r->sel->open;

	if (unread)
		message_error(
			"%llu events could not be searched: their files changed since "
			"they were loaded",
			(unsigned long long)unread);
	if (open && undecided > unread)
		message_error("%u event%s left open and not selected: a regular expression "
			      "gave up on %llu value%s",
			      open, open == 1 ? " is" : "s are",
			      (unsigned long long)(undecided - unread),
			      undecided - unread == 1 ? "" : "s");
	else if (open && !unread)
		message_error("%u event%s left open and not selected: not all that decides "
			      "is known",
			      open, open == 1 ? " is" : "s are");
	if (unread || (open && undecided))
		r->status = EXIT_UNREADABLE;
}

static void evaluate(struct run *r)
{
	struct rowbits *rows = xcalloc(MAX(r->nfilters, 1), sizeof(*rows));
	uint64_t undecided = 0, unread = 0;
	struct allof all;

	allof_init(&all, &r->env, r->nsegs, &r->times, true);
	allof_window(&all, r->from, r->to);
	for (size_t i = 0; i < r->nfilters; i++) {
		rowbits_init_filter(&rows[i], &r->env, r->filters[i]);
		allof_add(&all, &rows[i]);
	}
	/* nothing cancels a verb but the end of the program */
	if (allof_run(&all, NULL, NULL) != ST_OK)
		abort();
	r->sel = allof_selection(&all, r->order);
	for (size_t i = 0; i < r->nfilters; i++) {
		undecided += rowbits_undecided(&rows[i]);
		unread += rowbits_unread(&rows[i]);
		rowbits_release(&rows[i]);
	}
	free(rows);
	allof_release(&all);
	report_open(r, undecided, unread);
}

row_t *run_rows(struct run *r, size_t *ret_n)
{
	const struct selection *sel = r->sel;
	row_t *rows = selection_sorted(r->store, sel, r->sort, r->nsort);
	size_t n = sel->count;

	if (r->opt->has_limit && n > r->opt->limit)
		n = (size_t)r->opt->limit;
	*ret_n = n;
	return rows;
}

/* Printing. */

void run_write_rows(struct run *r, const struct rowset *rows)
{
	const struct options *opt = r->opt;
	struct writer_options w = { .format = opt->format,
				    .terminal = r->out.terminal,
				    .ascii = opt->ascii || r->out.ascii,
				    .local = opt->local,
				    .columns = r->out.width };

	if (r->out.terminal && opt->format != FMT_TABLE && opt->format != FMT_MD)
		message_warn("standard output is a terminal: escapes are shown in place of "
			     "control characters");
	if (!writer_rows(&w, rows, &r->out.buf, out_writer, &r->out) && !r->out.error)
		r->out.error = EIO;
}

void run_print_rows(struct run *r, const struct rowset *rows)
{
	size_t limit = r->opt->has_limit ? (size_t)MIN(r->opt->limit, SIZE_MAX) : SIZE_MAX;
	struct rowview view;
	struct rowset seen;

	rowview_init(&view, rows, &r->rowsort, limit, &seen);
	run_write_rows(r, &seen);
	rowview_release(&view);
}

/* The whole way. */

static int answer(struct run *r, const struct verb *verb)
{
	int status, out_status;

	r->order = store_order(r->store);
	r->nsegs = r->order->nsegs;
	r->raw = raw_new(r->store, RAW_CACHE);
	r->env = (struct eval_env){ .store = r->store,
				    .big = raw_big_value,
				    .records = raw_scan,
				    .source_arg = r->raw,
				    .threads = r->opt->load.threads };
	if (!bind(r) || !sort_known(r))
		return EXIT_USAGE;
	evaluate(r);
	out_init(&r->out);
	verb->print(r);
	out_status = out_close(&r->out);
	if (out_status == EXIT_PIPE)
		return out_status;
	status = report_load(r);
	if (out_status)
		return out_status;
	if (r->status)
		return r->status;
	if (r->interrupted)
		return EXIT_INTERRUPT;
	if (!status && r->unmet)
		return EXIT_CHECK;
	return status ? status : r->matched ? EXIT_OK : EXIT_NO_MATCH;
}

static void run_release(struct run *r)
{
	for (size_t i = 0; i < r->nfilters; i++)
		filter_free(r->filters[i]);
	free(r->filters);
	if (r->sel)
		selection_unref(r->sel);
	raw_free(r->raw);
	store_free(r->store);
	if (r->keyring)
		keyring_release(r->keyring);
	arena_release(&r->arena);
}

int run_verb(const struct verb *verb, const struct options *opt)
{
	struct run r = { .opt = opt };
	int status = EXIT_USAGE;

	message_quiet(opt->quiet);
	if (check(&r, verb)) {
		status = run_load(&r);
		if (!status)
			status = answer(&r, verb);
	}
	run_release(&r);
	return status;
}
