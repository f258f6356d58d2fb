/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * COMMAND TABLE: what may be typed after `:`. Completion, the help overlay and the man
 * page read it; the screen gives each command its function. The name of any action
 * (conf/action.h) is a command without argument too, and `:123` goes to row 123.
 */
#ifndef CONF_COMMAND_H
#define CONF_COMMAND_H

#include "conf/action.h"
#include "util/err.h"
#include "util/sv.h"

/* What the argument is, for completion. */
enum command_arg {
	CARG_NONE,
	CARG_FILTER, /* an expression of the filter language */
	CARG_TIME,   /* a time, or a range of times */
	CARG_FIELD,
	CARG_FIELDS, /* a,b,c */
	CARG_SORT,   /* field[:desc],... */
	CARG_CHOICE, /* one of struct command.choices */
	CARG_EXPORT, /* one of choices, then a file */
	CARG_THEME,
	CARG_NUMBER, /* of a filter line */
	CARG_PLACE,  /* row number, event id or time */
	CARG_TEXT
};

/*
 * _(ID, "name", "alias" or NULL, "ARGUMENT as help shows it", arg, optional, "choices",
 *   "opposite", "example", "help of at most 60 columns")
 */
#define COMMAND_LIST(_)                                                                    \
	_(KEEP, "keep", NULL, "EXPR", CARG_FILTER, 0, NULL, "drop",                        \
	  "keep event=Put* or error=*", "keep events that match")                          \
	_(DROP, "drop", NULL, "EXPR", CARG_FILTER, 0, NULL, "keep",                        \
	  "drop agent ~ ^ELB-Health", "drop events that match")                            \
	_(FILTERS, "filters", NULL, "", CARG_NONE, 1, NULL, NULL, "filters",               \
	  "list of the filters")                                                           \
	_(OFF, "off", NULL, "", CARG_NONE, 1, NULL, NULL, "off",                           \
	  "all filters off, or on again")                                                  \
	_(CLEAR, "clear", NULL, "", CARG_NONE, 1, NULL, "undo", "clear",                   \
	  "delete all filters and the time window")                                        \
	_(TOGGLE, "toggle", NULL, "N", CARG_NUMBER, 0, NULL, NULL, "toggle 2",             \
	  "filter line N on or off")                                                       \
	_(INVERT, "invert", NULL, "N", CARG_NUMBER, 0, NULL, NULL, "invert 2",             \
	  "keep what filter line N drops, drop what it keeps")                             \
	_(DELETE, "delete", NULL, "N", CARG_NUMBER, 0, NULL, "undo", "delete 2",           \
	  "delete filter line N")                                                          \
	_(UNDO, "undo", NULL, "", CARG_NONE, 1, NULL, "redo", "undo",                      \
	  "undo the last change of filters, window or marks")                              \
	_(REDO, "redo", NULL, "", CARG_NONE, 1, NULL, "undo", "redo", "redo it")           \
	_(TIME, "time", NULL, "RANGE", CARG_TIME, 0, NULL, "all", "time 10:00..11:00",     \
	  "set the time window, or jump to a time")                                        \
	_(ALL, "all", NULL, "", CARG_NONE, 1, NULL, "time", "all", "the whole time range") \
	_(ZONE, "zone", NULL, "WHICH", CARG_CHOICE, 1, "utc local delta", NULL,            \
	  "zone local", "show times in UTC, local, or as difference")                      \
	_(TIMELINE, "timeline", "events", "", CARG_NONE, 1, NULL, NULL, "timeline",        \
	  "timeline pane")                                                                 \
	_(FUNCTIONS, "functions", "fn", "", CARG_NONE, 1, NULL, NULL, "functions",         \
	  "functions pane")                                                                \
	_(IDENTITIES, "identities", "id", "", CARG_NONE, 1, NULL, NULL, "identities",      \
	  "identities pane")                                                               \
	_(SOURCES, "sources", "files", "", CARG_NONE, 1, NULL, NULL, "sources",            \
	  "sources pane")                                                                  \
	_(VALUES, "values", "by", "FIELD", CARG_FIELD, 1, NULL, NULL, "values agent",      \
	  "values of a field, with counts")                                                \
	_(IP, "ip", NULL, "", CARG_NONE, 1, NULL, NULL, "ip", "values of ip")              \
	_(ERRORS, "err", NULL, "", CARG_NONE, 1, NULL, NULL, "err", "values of error")     \
	_(EVENT, "event", NULL, "", CARG_NONE, 1, NULL, NULL, "event",                     \
	  "record of the current event")                                                   \
	_(TRACE, "trace", NULL, "", CARG_NONE, 1, NULL, NULL, "trace",                     \
	  "back to the login that started the current event")                              \
	_(GOTO, "goto", NULL, "PLACE", CARG_PLACE, 0, NULL, NULL, "goto 123",              \
	  "go to a row, an event id or a time")                                            \
	_(MARK, "mark", NULL, "[EXPR]", CARG_FILTER, 1, NULL, "unmark",                    \
	  "mark error ~ denied", "mark the event, or every event that matches")            \
	_(UNMARK, "unmark", NULL, "[EXPR]", CARG_FILTER, 1, NULL, "mark", "unmark",        \
	  "clear all marks, or those of events that match")                                \
	_(EXPORT, "export", "w", "WHAT FILE", CARG_EXPORT, 0, "marked shown this", NULL,   \
	  "export marked evidence.json",                                                   \
	  "write records to a file; export! may replace it")                               \
	_(SORT, "sort", NULL, "FIELD[:desc],...", CARG_SORT, 1, NULL, NULL,                \
	  "sort ip,time:desc", "sort; without argument: by time again")                    \
	_(COLUMNS, "columns", NULL, "FIELD,...", CARG_FIELDS, 1, NULL, NULL,               \
	  "columns time,event,ip",                                                         \
	  "columns of the list; without argument: the usual ones")                         \
	_(WRAP, "wrap", NULL, "", CARG_NONE, 1, NULL, NULL, "wrap",                        \
	  "long values: wrap or cut")                                                      \
	_(SCALE, "scale", NULL, "WHICH", CARG_CHOICE, 1, "linear log", NULL, "scale log",  \
	  "scale of the histogram")                                                        \
	_(PREVIEW, "preview", NULL, "", CARG_NONE, 1, NULL, NULL, "preview",               \
	  "facts of the current event on or off")                                          \
	_(HINTS, "hints", NULL, "", CARG_NONE, 1, NULL, NULL, "hints",                     \
	  "line of key hints on or off")                                                   \
	_(THEME, "theme", NULL, "NAME", CARG_THEME, 0, NULL, NULL, "theme light",          \
	  "change the colours")                                                            \
	_(PROGRESS, "progress", NULL, "", CARG_NONE, 1, NULL, NULL, "progress",            \
	  "what is being loaded")                                                          \
	_(STOP, "stop", NULL, "", CARG_NONE, 1, NULL, NULL, "stop",                        \
	  "stop loading, keep what is there")                                              \
	_(LOG, "log", NULL, "", CARG_NONE, 1, NULL, NULL, "log", "messages so far")        \
	_(HELP, "help", "h", "[WORD]", CARG_TEXT, 1, NULL, NULL, "help mark",              \
	  "keys, commands and fields, with search")                                        \
	_(REDRAW, "redraw", NULL, "", CARG_NONE, 1, NULL, NULL, "redraw",                  \
	  "draw the screen anew")                                                          \
	_(QUIT, "quit", "q", "", CARG_NONE, 1, NULL, NULL, "quit",                         \
	  "quit; quit! does not ask")

enum command_id {
#define COMMAND_ENUM(id, name, alias, args, arg, opt, choices, opp, ex, help) CMD_##id,
	COMMAND_LIST(COMMAND_ENUM)
#undef COMMAND_ENUM
		CMD_COUNT
};

struct command {
	const char *name, *alias; /* alias may be NULL */
	const char *args;         /* as help shows it, "" when none */
	enum command_arg arg;
	bool optional;        /* may be left out */
	const char *choices;  /* words, separated by a blank, or NULL */
	const char *opposite; /* command that takes it back, or NULL */
	const char *example;
	const char *help;
};

extern const struct command commands[CMD_COUNT];

/* A line typed after `:`, taken apart; the parts are borrowed from the line. */
struct command_line {
	enum command_id id;  /* CMD_COUNT: not a command of the table */
	enum action action;  /* else this action, when it is no ACT_NONE */
	uint64_t row;        /* `:123`: row, from 1; 0 when not */
	bool bang;           /* "quit!" */
	struct sv name, arg; /* arg without blanks around */
};

/*
 * Take LINE apart. Names may be abbreviated when unambiguous. ST_MISSING for an unknown
 * name, ST_USAGE for an ambiguous one, a missing or a needless argument; ERR says so.
 */
enum st command_parse(struct sv line, struct command_line *ret,
		      struct err *err) WARN_UNUSED;

#endif
