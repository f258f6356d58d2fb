/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OPTION TABLE and the command line: parsing, --help, the man page and the completions all
 * read it.
 *
 * The verb is the first word that is no option; options may stand anywhere before `--`,
 * after it all are paths. Long options may be abbreviated when unambiguous and take their
 * argument as `--name=ARG` or `--name ARG`; short ones may be joined (-qn5). `-` alone is
 * a path.
 */
#ifndef CONF_OPTION_H
#define CONF_OPTION_H

#include "conf/verb.h"
#include "lineage/lineage.h"
#include "load/loader.h"
#include "output/writer.h"
#include "util/arena.h"
#include "util/err.h"

enum color_when { COLOR_AUTO, COLOR_NEVER, COLOR_ALWAYS, COLOR_WHEN_COUNT };
extern const char *const color_when_names[COLOR_WHEN_COUNT];

/* The command line, taken apart. Strings are those of argv. */
struct options {
	const struct verb *verb; /* NULL: none was given */
	const char *operand;     /* the verb's NAME or EVENTID, or NULL */
	const char **paths;      /* never empty after options_default_paths() */
	size_t npaths;
	bool named;           /* the paths were given */
	const char **filters; /* each -f, in order */
	size_t nfilters;
	const char *since, *until, *columns, *sort, *by;
	bool verify;             /* --verify, or an option that means it */
	const char **keys;       /* each --keys */
	const char **signatures; /* each --signature */
	size_t nkeys, nsignatures;
	enum format format;
	bool has_limit;
	uint64_t limit; /* rows */
	bool local;     /* tables show local time */
	struct load_options
		load;          /* threads and limits; .memory is set by options_memory() */
	uint64_t memory_bytes; /* --memory SIZE, or 0 */
	unsigned memory_percent; /* --memory N%; 80 when nothing was said */
	bool strict, ascii, quiet, verbose;
	enum color_when color;
	const char *theme; /* or NULL */
	enum lineage_confidence
		confidence; /* --confidence; the weakest when it was not said */
	bool back;
	bool help, version, man;
	const char *generate; /* what to print from the tables, or NULL (hidden) */
	const char *script;   /* keys to replay instead of a terminal, or NULL (hidden) */
	struct arena arena;   /* owns the arrays */
};

enum option_id {
	OPT_FILTER,
	OPT_SINCE,
	OPT_UNTIL,
	OPT_BY,
	OPT_CONFIDENCE,
	OPT_BACK,
	OPT_OUTPUT,
	OPT_COLUMNS,
	OPT_LIMIT,
	OPT_SORT,
	OPT_UTC,
	OPT_LOCAL,
	OPT_THREADS,
	OPT_MEMORY,
	OPT_LIMIT_DEPTH,
	OPT_LIMIT_RECORD,
	OPT_LIMIT_FILE,
	OPT_LIMIT_RATIO,
	OPT_STRICT,
	OPT_VERIFY,
	OPT_KEYS,
	OPT_SIGNATURE,
	OPT_COLOR,
	OPT_ASCII,
	OPT_THEME,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_HELP,
	OPT_VERSION,
	OPT_MAN,
	OPT_GENERATE,
	OPT_SCRIPT,
	OPT_COUNT
};

struct option_info;
/* Take ARG (NULL for an option without one); on ST_USAGE err->text says what ARG is not. */
typedef enum st (*option_fn)(struct options *o, const struct option_info *info,
			     const char *arg, struct err *err);

struct option_info {
	const char *name;    /* without the dashes */
	char letter;         /* '\0': long only */
	bool hidden;         /* not in --help, the man page or the completions */
	const char *arg;     /* "EXPR", or NULL */
	const char *choices; /* words that ARG may be, for completion; or NULL */
	option_fn set;
	uint64_t min, max; /* of a number */
	const char *verbs; /* the verbs it goes with, "count show"; NULL: all */
	const char *group; /* heading */
	const char *help;  /* at most 60 columns */
	const char *more;  /* the rest, for the man page; or NULL */
};

extern const struct option_info option_table[OPT_COUNT];
/* Does it go with VERB? */
bool option_goes_with(const struct option_info *info, const char *verb);

/*
 * Take the command line apart. ST_USAGE: err->text says why, for one line on stderr.
 * Release RET in either case.
 */
enum st options_parse(int argc, char *const *argv, struct options *ret,
		      struct err *err) WARN_UNUSED;
void options_release(struct options *o);
/*
 * Without paths: standard input when it is a pipe or a regular file, else the current
 * folder.
 */
void options_default_paths(struct options *o);
/* Set load.memory from --memory and what is available now. */
void options_memory(struct options *o);

/* `N`, `NK`, `NM`, `NG` as bytes. */
bool size_parse(struct sv text, uint64_t *ret) WARN_UNUSED;

/* The text of --help: for a verb, or for the whole program (V NULL). */
void options_help(const struct verb *v, struct buf *out);

#endif
