/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verb.h"

#include "cmd/run.h"

/* clang-format off */
const struct verb verbs[] = {
	{ .name = "summary", .summary = "what was loaded, time span, top names",
	  .more = "How many files, events, copies and skipped elements there are, the "
	  	"first and the last time, and the ten most frequent events, sources, "
	  	"identities, functions and errors among the matching events.",
	  .check = summary_check, .print = summary_print },
	{ .name = "events", .summary = "print matching events",
	  .more = "A row for each event, by time. As json and ndjson the records "
	  	"themselves, byte for byte as in their files.",
	  .check = events_check, .print = events_print },
	{ .name = "count", .summary = "count matching events by the values of fields",
	  .more = "A row for each value of --by: how many events have it, the first "
	  	"and the last time. Most frequent first.",
	  .check = count_check, .print = count_print },
	{ .name = "trace", .operand = "EVENTID", .summary = "from an event back to the login that started it",
	  .more = "A row for each step: the event, the event that issued the "
	  	"credential it was made with, and so on to a sign-in, the creation of "
	  	"a key, an identity provider, a service, or an issuer that is not in "
	  	"the loaded files. The steps are looked for in everything loaded, "
	  	"whatever is filtered. As a table also the events that prove each "
	  	"step, and for each step a filter for everything done with what it "
	  	"issued.",
	  .check = trace_check, .print = trace_print },
	{ .name = "files", .summary = "what each input file was, and what became of it",
	  .more = "A row for each file: its kind, its state (ok, suspect, skipped, "
	  	"damaged, unreadable), how many events, copies and elements that are "
	  	"no event it held, and what was wrong with it.",
	  .check = files_check, .print = files_print },
	{ .name = "show", .operand = "EVENTID", .summary = "one record, and every place it was found",
	  .more = "The record pretty-printed, values as written, and each file and "
	  	"position it was found at. Several records with this id are all shown. "
	  	"As json the records' own bytes in an array.",
	  .check = show_check, .print = show_print },
};
/* clang-format on */

const size_t nverbs = ARRAY_SIZE(verbs);

static const char *const later[] = { "findings", "policy", "verify", "report", "sql" };

const struct verb *verb_find(struct sv name)
{
	for (size_t i = 0; i < nverbs; i++)
		if (sv_eqs(name, verbs[i].name))
			return &verbs[i];
	return NULL;
}

bool verb_is_later(struct sv name)
{
	for (size_t i = 0; i < ARRAY_SIZE(later); i++)
		if (sv_eqs(name, later[i]))
			return true;
	return false;
}
