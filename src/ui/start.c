/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options of the command line: checked before the screen is up, then in force from the start. */
#include "ui/start.h"

#include "ui/act.h"
#include "verb/message.h"
#include "verb/notices.h"

static bool check_filters(const struct options *opt)
{
	for (size_t i = 0; i < opt->nfilters; i++) {
		struct sv text = sv_str(opt->filters[i]);
		struct filter *f = NULL;
		struct err err = ERR_INIT;
		enum st st = filter_parse(text, &f, &err);

		filter_free(f);
		if (st != ST_OK) {
			report_filter_error(text, &err);
			return false;
		}
	}
	return true;
}

static bool check_time(const char *option, const char *text)
{
	struct err err = ERR_INIT;

	if (!text || timelit_ok(sv_str(text), &err))
		return true;
	message_error("option '--%s': %s", option, err.text);
	return false;
}

static bool check_lists(const struct options *opt)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct fieldref *refs;
	struct sort_key *keys;
	const char *option = NULL;
	size_t n;

	if (opt->columns &&
	    fieldref_parse_list(sv_str(opt->columns), &arena, &refs, &n, &err) != ST_OK)
		option = "columns";
	else if (opt->sort &&
		 sort_parse(sv_str(opt->sort), &arena, &keys, &n, &err) != ST_OK)
		option = "sort";
	if (option)
		message_error("option '--%s': %s", option, err.text);
	arena_release(&arena);
	return !option;
}

bool ui_check_options(const struct options *opt)
{
	return check_filters(opt) && check_time("since", opt->since) &&
	       check_time("until", opt->until) && check_lists(opt);
}

/* --since or --until that needs the loaded times: a line of its own. */
static void add_bound(struct ui *ui, const char *op, const char *text)
{
	struct buf expr = BUF_INIT;

	buf_addf(&expr, "time %s %s", op, text);
	ui_add_filter(ui, buf_sv(&expr), false, "command line");
	buf_release(&expr);
}

static void add_window(struct ui *ui)
{
	const struct filter_times none = { TICK_NONE, TICK_NONE };
	struct timelit since = { 0, 0 }, until = { TICK_NONE, TICK_NONE };
	const struct options *opt = ui->opt;

	if (!opt->since && !opt->until)
		return;
	if ((!opt->since ||
	     timelit_parse(sv_str(opt->since), &none, &since, NULL) == ST_OK) &&
	    (!opt->until ||
	     timelit_parse(sv_str(opt->until), &none, &until, NULL) == ST_OK)) {
		stack_window(session_stack(ui->sn), since.start, until.start,
			     "command line");
		return;
	}
	if (opt->since)
		add_bound(ui, ">=", opt->since);
	if (opt->until)
		add_bound(ui, "<", opt->until);
}

void ui_apply_options(struct ui *ui)
{
	const struct options *opt = ui->opt;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < opt->nfilters; i++)
		ui_add_filter(ui, sv_str(opt->filters[i]), false, "command line");
	add_window(ui);
	if (opt->sort && events_sort(&ui->events, ui->sn, opt->sort, &err) != ST_OK)
		ui_say_err(ui, &err);
	if (opt->columns && !ui_columns(ui, opt->columns, &err))
		ui_say_err(ui, &err);
	if (ui->message.role != ROLE_ERROR)
		buf_clear(&ui->message.text);
}
