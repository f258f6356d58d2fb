/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the option table, and the walk over the command line. */
#include "conf/option.h"

#include "util/xalloc.h"

#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const color_when_names[COLOR_WHEN_COUNT] = { "auto", "never", "always" };

#define THREADS_MAX 256

bool size_parse(struct sv text, uint64_t *ret)
{
	static const char units[] = "KMG";
	unsigned shift = 0;
	uint64_t v = 0;

	if (text.len) {
		char last = text.ptr[text.len - 1];
		const char *u = last ? strchr(units, last & ~32) : NULL;

		if (u) {
			shift = 10 * (unsigned)(u - units + 1);
			text.len--;
		}
	}
	if (!text.len)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		unsigned d = (unsigned char)text.ptr[i] - '0';

		if (d > 9 || v > (UINT64_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	if (v > UINT64_MAX >> shift)
		return false;
	*ret = v << shift;
	return true;
}

static bool number_parse(struct sv text, uint64_t *ret)
{
	return text.len && text.ptr[text.len - 1] >= '0' && text.ptr[text.len - 1] <= '9' &&
	       size_parse(text, ret);
}

/* A number of the option's range. */
static enum st take_number(const struct option_info *info, const char *arg, uint64_t *ret,
			   struct err *err)
{
	uint64_t v = 0;

	if (!number_parse(sv_str(arg), &v))
		return err_set(err, ST_USAGE, "'%s' is not a number", arg);
	if (v < info->min || v > info->max)
		return err_set(err, ST_USAGE, "'%s' is not a number from %llu to %llu", arg,
			       (unsigned long long)info->min,
			       (unsigned long long)info->max);
	*ret = v;
	return ST_OK;
}

static enum st take_size(const struct option_info *info, const char *arg, uint64_t *ret,
			 struct err *err)
{
	uint64_t v = 0;

	if (!size_parse(sv_str(arg), &v) || v < info->min || v > info->max)
		return err_set(err, ST_USAGE, "'%s' is not a size: N, NK, NM or NG", arg);
	*ret = v;
	return ST_OK;
}

/* Which of WORDS, separated by a blank, is TEXT? -1 when none is. */
static int choice_find(const char *words, const char *text)
{
	struct sv rest = sv_str(words);

	for (int i = 0; rest.len; i++) {
		ptrdiff_t blank = sv_chr(rest, ' ');
		struct sv w = sv_head(rest, blank < 0 ? rest.len : (size_t)blank);

		if (sv_eqs(w, text))
			return i;
		rest = sv_from(rest, w.len + 1);
	}
	return -1;
}

bool option_goes_with(const struct option_info *info, const char *verb)
{
	return !info->verbs || choice_find(info->verbs, verb) >= 0;
}

#define SETTER(name)                                                                       \
	static enum st name(struct options *o, const struct option_info *info UNUSED,      \
			    const char *arg UNUSED, struct err *err UNUSED)

/* ARG behind the N of LIST. */
static void append(struct options *o, const char ***list, size_t *n, const char *arg)
{
	/* grown by doubling: room when the number is no power of two */
	if ((*n & (*n - 1)) == 0) {
		size_t cap = *n ? *n * 2 : 1;
		const char **v = arena_alloc(&o->arena, cap * sizeof(*v));

		if (*n)
			memcpy(v, *list, *n * sizeof(*v));
		*list = v;
	}
	(*list)[(*n)++] = arg;
}

SETTER(set_filter)
{
	append(o, &o->filters, &o->nfilters, arg);
	return ST_OK;
}

/* Whoever gives keys wants to know. */
SETTER(set_keys)
{
	append(o, &o->keys, &o->nkeys, arg);
	o->verify = true;
	return ST_OK;
}

SETTER(set_signature)
{
	append(o, &o->signatures, &o->nsignatures, arg);
	o->verify = true;
	return ST_OK;
}

#define SET_STRING(member)                                                                 \
	SETTER(set_##member)                                                               \
	{                                                                                  \
		o->member = arg;                                                           \
		return ST_OK;                                                              \
	}
#define SET_FLAG(member, flag, value)                                                      \
	SETTER(set_##member)                                                               \
	{                                                                                  \
		o->flag = value;                                                           \
		return ST_OK;                                                              \
	}

SET_STRING(since)
SET_STRING(until)
SET_STRING(columns)
SET_STRING(sort)
SET_STRING(by)
SET_STRING(theme)
SET_STRING(generate)
SET_STRING(script)
SET_FLAG(back, back, true)
SET_FLAG(utc, local, false)
SET_FLAG(local, local, true)
SET_FLAG(strict, strict, true)
SET_FLAG(verify, verify, true)
SET_FLAG(ascii, ascii, true)
SET_FLAG(quiet, quiet, true)
SET_FLAG(verbose, verbose, true)
SET_FLAG(help, help, true)
SET_FLAG(version, version, true)
SET_FLAG(man, man, true)

/* Which of the option's words is ARG? */
static enum st take_choice(const struct option_info *info, const char *arg, int *ret,
			   struct err *err)
{
	struct buf words = BUF_INIT;
	int i = choice_find(info->choices, arg);

	if (i >= 0) {
		*ret = i;
		return ST_OK;
	}
	for (const char *c = info->choices; *c; c++)
		buf_adds(&words, *c == ' ' ? ", " : (char[]){ *c, '\0' });
	err_set(err, ST_USAGE, "'%s' is not one of %s", arg, buf_str(&words));
	buf_release(&words);
	return ST_USAGE;
}

SETTER(set_output)
{
	int i = 0;
	enum st st = take_choice(info, arg, &i, err);

	o->format = (enum format)i;
	return st;
}

SETTER(set_confidence)
{
	int i = 0;
	enum st st = take_choice(info, arg, &i, err);

	o->confidence = (enum lineage_confidence)i;
	return st;
}

SETTER(set_color)
{
	int i = 0;
	enum st st = take_choice(info, arg, &i, err);

	o->color = (enum color_when)i;
	return st;
}

SETTER(set_limit)
{
	o->has_limit = true;
	return take_number(info, arg, &o->limit, err);
}

SETTER(set_threads)
{
	uint64_t v = 0;
	enum st st = take_number(info, arg, &v, err);

	if (st == ST_OK)
		o->load.threads = (unsigned)v;
	return st;
}

SETTER(set_memory)
{
	struct sv text = sv_str(arg);
	uint64_t v = 0;

	if (text.len && text.ptr[text.len - 1] == '%') {
		if (!number_parse(sv_head(text, text.len - 1), &v) || !v || v > 100)
			return err_set(err, ST_USAGE, "'%s' is not 1%% to 100%%", arg);
		o->memory_percent = (unsigned)v;
		o->memory_bytes = 0;
		return ST_OK;
	}
	if (!size_parse(text, &v) || !v)
		return err_set(err, ST_USAGE, "'%s' is not a size: N, NK, NM, NG or N%%",
			       arg);
	o->memory_bytes = v;
	return ST_OK;
}

SETTER(set_limit_depth)
{
	uint64_t v = 0;
	enum st st = take_number(info, arg, &v, err);

	if (st == ST_OK)
		o->load.limit_depth = (unsigned)v;
	return st;
}

SETTER(set_limit_record)
{
	return take_size(info, arg, &o->load.limit_record, err);
}

SETTER(set_limit_file)
{
	return take_size(info, arg, &o->load.limit_file, err);
}

SETTER(set_limit_ratio)
{
	return take_number(info, arg, &o->load.limit_ratio, err);
}

static const char group_choose[] = "Choosing events";
static const char group_print[] = "Output";
static const char group_load[] = "Loading";
static const char group_look[] = "Appearance";
static const char group_misc[] = "General";

/* clang-format off */
const struct option_info option_table[OPT_COUNT] = {
	[OPT_FILTER] = { .name = "filter", .letter = 'f', .arg = "EXPR", .set = set_filter,
		.group = group_choose, .help = "keep events that match (repeatable: ANDed)",
		.more = "EXPR is an expression of the filter language, see FILTER "
			"EXPRESSIONS. For files it keeps the files that hold a "
			"matching event." },
	[OPT_SINCE] = { .name = "since", .arg = "T", .set = set_since,
		.group = group_choose, .help = "events at or after T",
		.more = "T is a time literal: 2021-07-28, 2021-07-28T10:00, 10:00 (the "
			"only day loaded), -15m, -6h, -7d (before the newest event). "
			"Without a zone it is UTC. The window is since <= time < "
			"until; events without a readable time are never inside." },
	[OPT_UNTIL] = { .name = "until", .arg = "T", .set = set_until,
		.group = group_choose, .help = "events before T" },
	[OPT_BY] = { .name = "by", .arg = "FIELD,...", .set = set_by, .verbs = "count",
		.group = group_choose, .help = "count by the values of these fields",
		.more = "A field with several values counts once for each distinct "
			"value of an event; several fields count every combination "
			"within an event. Without it one row is printed, for all "
			"matching events." },
	[OPT_CONFIDENCE] = { .name = "confidence", .arg = "C", .set = set_confidence,
		.choices = "exact same-second probable ambiguous", .verbs = "radius",
		.group = group_choose, .help = "leave weaker edges, and what hangs on them, out" },
	[OPT_BACK] = { .name = "back", .set = set_back, .verbs = "radius",
		.group = group_choose, .help = "the other way: where the seeds came from" },
	[OPT_OUTPUT] = { .name = "output", .letter = 'o', .arg = "FORMAT", .set = set_output,
		.choices = FORMAT_WORDS,
		.group = group_print, .help = FORMAT_HELP,
		.more = "See OUTPUT." },
	[OPT_COLUMNS] = { .name = "columns", .arg = "FIELD,...", .set = set_columns,
		.verbs = "events",
		.group = group_print, .help = "columns of events as table, csv or md",
		.more = "Any field or path. Default for csv and md: "
			"time,event,source,identity,type,function,ip,region,account,error,id; "
			"tables leave out account and id." },
	[OPT_LIMIT] = { .name = "limit", .letter = 'n', .arg = "N", .set = set_limit,
		.max = UINT64_MAX,
		.group = group_print, .help = "at most N rows, cut after sorting" },
	[OPT_SORT] = { .name = "sort", .arg = "FIELD,...", .set = set_sort,
		.group = group_print, .help = "order of the rows; FIELD:desc turns it round",
		.more = "Ascending, unless :desc follows FIELD. Numbers sort "
			"numerically, absent values last either way; ties keep the "
			"default order. For events any field or path; otherwise the "
			"keys of the JSON rows." },
	[OPT_UTC] = { .name = "utc", .set = set_utc,
		.group = group_print, .help = "times of tables in UTC (default)",
		.more = "JSON, CSV and exports are always in UTC." },
	[OPT_LOCAL] = { .name = "local", .set = set_local,
		.group = group_print, .help = "times of tables in local time, with the offset" },
	[OPT_THREADS] = { .name = "threads", .letter = 'j', .arg = "N", .set = set_threads,
		.min = 1, .max = THREADS_MAX,
		.group = group_load, .help = "loader threads (default: all cores)",
		.more = "The output does not depend on it." },
	[OPT_MEMORY] = { .name = "memory", .arg = "SIZE", .set = set_memory,
		.group = group_load, .help = "stop loading at N[KMG] or N% (default 80%)",
		.more = "N% is a share of what is available: the least of free memory, "
			"the limit of the control group and of the address space. "
			"Files not loaded, or loaded in part, are listed with the "
			"problem \"not loaded: memory limit\"." },
	[OPT_LIMIT_DEPTH] = { .name = "limit-depth", .arg = "N", .set = set_limit_depth,
		.min = 1, .max = 100000,
		.group = group_load, .help = "deepest nesting of a record (default 512)",
		.more = "The record's own brace is 1. A deeper record is refused and "
			"listed." },
	[OPT_LIMIT_RECORD] = { .name = "limit-record", .arg = "SIZE", .set = set_limit_record,
		.min = 1, .max = UINT32_MAX,
		.group = group_load, .help = "biggest record (default 16M)" },
	[OPT_LIMIT_FILE] = { .name = "limit-file", .arg = "SIZE", .set = set_limit_file,
		.min = 1, .max = UINT64_MAX,
		.group = group_load, .help = "most to inflate of a compressed file (default 4G)",
		.more = "Plain files and standard input have no limit." },
	[OPT_LIMIT_RATIO] = { .name = "limit-ratio", .arg = "N", .set = set_limit_ratio,
		.min = 1, .max = UINT32_MAX,
		.group = group_load, .help = "most to inflate, times its size (default 1000)" },
	[OPT_STRICT] = { .name = "strict", .set = set_strict,
		.group = group_load, .help = "what is only suspect counts as unreadable too",
		.more = "Files that are suspect or skipped as unsupported, and events "
			"with a mark (an unreadable time, a key named twice, a part of "
			"an unexpected type), make the exit status 3. For verify, "
			"files in state hash-only and uncovered make it 5." },
	[OPT_VERIFY] = { .name = "verify", .set = set_verify, .verbs = "files",
		.group = group_load, .help = "check files against the digests among them",
		.more = "In the browser and for files: each file is hashed while it is "
			"loaded and compared with CloudTrail's digests, as verify does; "
			"the Sources pane, the facts of an event and the column "
			"integrity of files show the state." },
	[OPT_KEYS] = { .name = "keys", .arg = "FILE", .set = set_keys, .verbs = "verify files",
		.group = group_load, .help = "public keys, to check signatures of digests",
		.more = "The output of `aws cloudtrail list-public-keys`, PEM or DER. "
			"Repeatable: keys belong to a region and a time. In the "
			"browser and for files it implies --verify." },
	[OPT_SIGNATURE] = { .name = "signature", .arg = "FILE", .set = set_signature,
		.verbs = "verify files",
		.group = group_load, .help = "the signature of a newest digest",
		.more = "Signatures stand in the digest after the one they are of; that "
			"of the newest one only in its S3 metadata. FILE is the output of "
			"`aws s3api head-object`, headers, hexadecimal text, or the "
			"signature's bytes. Repeatable. Without it a file beside the "
			"digest is looked for: its name with .sig, .signature, .head.json, "
			".meta.json, .metadata.json or .metadata behind it." },
	[OPT_COLOR] = { .name = "color", .arg = "WHEN", .set = set_color,
		.choices = "auto never always",
		.group = group_look, .help = "auto (default), never or always",
		.more = "NO_COLOR in the environment is obeyed unless always is said." },
	[OPT_ASCII] = { .name = "ascii", .set = set_ascii,
		.group = group_look, .help = "no character beyond ASCII",
		.more = "Lines and bars are drawn in ASCII, and other characters of "
			"values are shown as escapes." },
	[OPT_THEME] = { .name = "theme", .arg = "NAME", .set = set_theme,
		.choices = "default dark light mono",
		.group = group_look, .help = "colours: default, dark, light, mono or your own",
		.more = "A NAME with a slash is a file; see FILES." },
	[OPT_QUIET] = { .name = "quiet", .letter = 'q', .set = set_quiet,
		.group = group_misc, .help = "no progress and no warnings" },
	[OPT_VERBOSE] = { .name = "verbose", .letter = 'v', .set = set_verbose,
		.group = group_misc, .help = "say what was loaded, and each file's problem" },
	[OPT_HELP] = { .name = "help", .letter = 'h', .set = set_help,
		.group = group_misc, .help = "this help; after a verb, that verb's" },
	[OPT_VERSION] = { .name = "version", .set = set_version,
		.group = group_misc, .help = "the version; with -v also how it is confined" },
	[OPT_MAN] = { .name = "man", .set = set_man,
		.group = group_misc, .help = "the manual as plain text" },
	[OPT_GENERATE] = { .name = "generate", .arg = "WHAT", .set = set_generate, .hidden = true,
		.choices = "man bash zsh fish keys-md options-md fields-md actions-md",
		.group = group_misc, .help = "print documents made from the tables" },
	[OPT_SCRIPT] = { .name = "script", .arg = "FILE", .set = set_script, .hidden = true,
		.group = group_misc, .help = "take keys from FILE instead of a terminal" },
};
/* clang-format on */

/* Long name, whole or abbreviated. */
static enum st find_long(struct sv name, const struct option_info **ret, struct err *err)
{
	const struct option_info *found = NULL, *other = NULL;

	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		if (sv_eqs(name, o->name)) {
			*ret = o;
			return ST_OK;
		}
		if (o->hidden || !name.len || !sv_starts(sv_str(o->name), name))
			continue;
		if (!found)
			found = o;
		else if (!other)
			other = o;
	}
	if (other)
		return err_set(err, ST_USAGE,
			       "option '--" SV_FMT "' is ambiguous: '--%s', '--%s'",
			       SV_ARG(name), found->name, other->name);
	if (!found)
		return err_set(err, ST_USAGE, "unknown option '--" SV_FMT "'",
			       SV_ARG(name));
	*ret = found;
	return ST_OK;
}

static const struct option_info *find_letter(char c)
{
	for (unsigned i = 0; i < OPT_COUNT; i++)
		if (option_table[i].letter == c)
			return &option_table[i];
	return NULL;
}

struct parser {
	struct options *o;
	int argc, at;
	char *const *argv;
	bool seen[OPT_COUNT];
	struct err *err;
};

static enum st apply(struct parser *p, const struct option_info *info, const char *arg)
{
	struct err why = ERR_INIT;

	p->seen[info - option_table] = true;
	if (info->set(p->o, info, arg, &why) == ST_OK)
		return ST_OK;
	return err_set(p->err, ST_USAGE, "option '--%s': %s", info->name, why.text);
}

static enum st parse_long(struct parser *p, struct sv word)
{
	ptrdiff_t eq = sv_chr(word, '=');
	struct sv name = sv_head(word, eq < 0 ? word.len : (size_t)eq);
	const struct option_info *info = NULL;
	const char *arg = eq < 0 ? NULL : word.ptr + eq + 1;
	enum st st = find_long(name, &info, p->err);

	if (st != ST_OK)
		return st;
	if (!info->arg) {
		if (arg)
			return err_set(p->err, ST_USAGE, "option '--%s' takes no argument",
				       info->name);
		return apply(p, info, NULL);
	}
	if (!arg) {
		if (p->at >= p->argc)
			return err_set(p->err, ST_USAGE, "option '--%s' needs an argument",
				       info->name);
		arg = p->argv[p->at++];
	}
	return apply(p, info, arg);
}

static enum st parse_letters(struct parser *p, const char *s)
{
	for (; *s; s++) {
		const struct option_info *info = find_letter(*s);
		enum st st;

		if (!info)
			return err_set(p->err, ST_USAGE, "unknown option '-%s'", s);
		if (info->arg) {
			const char *arg = s + 1;

			if (!*arg) {
				if (p->at >= p->argc)
					return err_set(p->err, ST_USAGE,
						       "option '-%c' needs an argument",
						       *s);
				arg = p->argv[p->at++];
			}
			return apply(p, info, arg);
		}
		st = apply(p, info, NULL);
		if (st != ST_OK)
			return st;
	}
	return ST_OK;
}

/* A word that is no option: the verb, the verb's operand, or a path. */
static enum st parse_word(struct parser *p, const char *word, bool *first)
{
	struct options *o = p->o;

	if (*first) {
		*first = false;
		o->verb = verb_find(sv_str(word));
		if (o->verb)
			return ST_OK;
		if (verb_is_later(sv_str(word)))
			return err_set(p->err, ST_USAGE, "'%s' is not in this version",
				       word);
	}
	if (o->verb && o->verb->operand && !o->operand)
		o->operand = word;
	else
		o->paths[o->npaths++] = word;
	return ST_OK;
}

/* What only shows once all is known. */
static enum st check_whole(struct parser *p)
{
	const struct options *o = p->o;

	if (o->help || o->version || o->man || o->generate)
		return ST_OK;
	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *info = &option_table[i];

		if (!p->seen[i] || !info->verbs)
			continue;
		if (o->verb ? !option_goes_with(info, o->verb->name)
			    : i == OPT_BY || i == OPT_CONFIDENCE || i == OPT_BACK)
			return err_set(p->err, ST_USAGE,
				       "option '--%s' goes with '%s' only", info->name,
				       info->verbs);
	}
	if (o->verb && o->verb->operand && !o->operand)
		return err_set(p->err, ST_USAGE, "'%s' needs an operand: %s", o->verb->name,
			       o->verb->operand);
	return ST_OK;
}

static unsigned cores(void)
{
	cpu_set_t set;
	int n = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

enum st options_parse(int argc, char *const *argv, struct options *ret, struct err *err)
{
	struct parser p = { .o = ret, .argc = argc, .at = 1, .argv = argv, .err = err };
	bool first = true, rest = false;
	enum st st = ST_OK;

	*ret = (struct options){ .load = LOAD_OPTIONS_INIT,
				 .memory_percent = 80,
				 .confidence = LINEAGE_AMBIGUOUS };
	ret->load.threads = cores();
	ret->paths = arena_alloc(&ret->arena, ((size_t)argc + 1) * sizeof(*ret->paths));
	while (p.at < argc && st == ST_OK) {
		const char *word = argv[p.at++];

		if (rest) {
			ret->paths[ret->npaths++] = word;
		} else if (strcmp(word, "--") == 0) {
			rest = true;
		} else if (word[0] == '-' && word[1] == '-') {
			st = parse_long(&p, sv_str(word + 2));
		} else if (word[0] == '-' && word[1]) {
			st = parse_letters(&p, word + 1);
		} else {
			st = parse_word(&p, word, &first);
		}
	}
	return st == ST_OK ? check_whole(&p) : st;
}

void options_default_paths(struct options *o)
{
	struct stat st;
	bool input = fstat(STDIN_FILENO, &st) == 0 &&
		     (S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode));

	o->named = o->npaths > 0;
	if (!o->named)
		o->paths[o->npaths++] = input ? "-" : ".";
}

void options_release(struct options *o)
{
	arena_release(&o->arena);
}

void options_memory(struct options *o)
{
	uint64_t have;

	o->load.memory = o->memory_bytes;
	if (o->memory_bytes)
		return;
	have = memory_available();
	o->load.memory = MAX(have / 100 * o->memory_percent, 1);
}
