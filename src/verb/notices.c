/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filter errors with their caret, and what became of files. */
#include "verb/notices.h"

#include "coverage/files.h"
#include "verb/message.h"
#include "verb/run.h"

#include <string.h>

#define LINES_MAX 20

void report_filter_error(struct sv src, const struct err *err)
{
	AUTO_BUF struct buf lines = BUF_INIT;

	buf_adds(&lines, "trailsift: ");
	filter_error_lines(src, err, &lines);
	message_lines(buf_sv(&lines));
}

/* Should it have been events, and was it not all read? */
static bool is_bad(const struct file *f, bool strict)
{
	if (f->state == FSTATE_DAMAGED || f->state == FSTATE_UNREADABLE || f->unloaded)
		return true;
	return strict && (f->state == FSTATE_SUSPECT || f->marked ||
			  (f->state == FSTATE_SKIPPED && f->kind == FK_UNSUPPORTED));
}

/* "cannot open 'x': No such file" for "cannot open: No such file", else "'x': problem". */
static void say_problem(const struct file *f)
{
	static const char *const starts[] = { "cannot open", "cannot read the folder",
					      "cannot read" };
	const char *p = f->problem ? f->problem : "events are marked";

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		size_t n = strlen(starts[i]);

		if (strncmp(p, starts[i], n) == 0 && p[n] == ':') {
			message_error("%s '%s'%s", starts[i], f->path, p + n);
			return;
		}
	}
	message_error("'%s': %s", f->path, p);
}

static void say_totals(const struct run *r)
{
	struct store_totals t;

	store_totals(r->store, &t);
	message_warn("%llu events from %llu files, %llu copies, %llu elements skipped, "
		     "%llu records refused, %.1f s, %llu MB",
		     (unsigned long long)t.events, (unsigned long long)t.files,
		     (unsigned long long)t.duplicates, (unsigned long long)t.skipped,
		     (unsigned long long)t.refused, r->load.seconds,
		     (unsigned long long)(t.bytes >> 20));
}

int report_load(const struct run *r)
{
	const struct options *opt = r->opt;
	struct file_list l;
	size_t said = 0, bad = 0, unloaded = 0, unreadable = 0;

	file_list_init(&l, r->store);
	for (size_t i = 0; i < l.n; i++) {
		const struct file *f = store_file(r->store, l.v[i]);
		bool is = is_bad(f, opt->strict);

		bad += is;
		unloaded += f->unloaded;
		unreadable += f->state == FSTATE_UNREADABLE;
		if (f->unloaded && !opt->verbose)
			continue;
		if (!is && !(f->state == FSTATE_SUSPECT || (opt->verbose && f->problem)))
			continue;
		if (opt->quiet && !is)
			continue;
		if (said++ < LINES_MAX || opt->verbose)
			say_problem(f);
	}
	if (said > LINES_MAX && !opt->verbose)
		message_error("%zu more files with problems ('trailsift files' lists them)",
			      said - LINES_MAX);
	if (unloaded)
		message_error("%zu of %zu files were not loaded, or only in part: %s",
			      unloaded, l.n,
			      r->interrupted ? "interrupted" : "memory limit");
	if (opt->verbose)
		say_totals(r);
	bad += r->load.memory_limit && !bad;
	unreadable = l.n && unreadable == l.n;
	file_list_release(&l);
	if (unreadable && opt->named)
		return EXIT_NOTHING;
	return bad ? EXIT_UNREADABLE : EXIT_OK;
}
