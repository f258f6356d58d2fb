/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conf/option.h"
#include "tap.h"
#include "util/utf8.h"

/* A command line of words separated by blanks. */
static enum st parse(const char *line, struct options *o, struct err *err)
{
	static char text[256];
	static char *argv[32];
	char *p = text;
	int argc = 0;

	snprintf(text, sizeof(text), "trailsift %s", line);
	while (*p && argc < 31) {
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
	}
	argv[argc] = NULL;
	return options_parse(argc, argv, o, err);
}

/* verb / operand / paths / filters, as one line */
static void test_words(void)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{ "", "-|-||" },
		{ "a b", "-|-|a,b|" },
		{ "count a", "count|-|a|" },
		{ "-f x count -f y a", "count|-|a|x,y" },
		{ "-n5 -q count", "count|-||" },
		{ "./count", "-|-|./count|" },
		{ "a count", "-|-|a,count|" },
		{ "-- count", "-|-|count|" },
		{ "count -- -f x --help", "count|-|-f,x,--help|" },
		{ "count -", "count|-|-|" },
		{ "-", "-|-|-|" },
		{ "show ID a b", "show|ID|a,b|" },
		{ "show -q ID -f x a", "show|ID|a|x" },
		{ "-f count events", "events|-||count" },
		{ "--filter=a --filter b --filt c -fd -qfe events", "events|-||a,b,c,d,e" },
		{ "--filter= events", "events|-||" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTO_BUF struct buf got = BUF_INIT;
		struct err err = ERR_INIT;
		struct options o;

		IS_ST(parse(cases[i].line, &o, &err), ST_OK, "'%s'", cases[i].line);
		buf_addf(&got, "%s|%s|", o.verb ? o.verb->name : "-",
			 o.operand ? o.operand : "-");
		for (size_t k = 0; k < o.npaths; k++)
			buf_addf(&got, "%s%s", k ? "," : "", o.paths[k]);
		buf_addc(&got, '|');
		for (size_t k = 0; k < o.nfilters; k++)
			buf_addf(&got, "%s%s", k ? "," : "", o.filters[k]);
		IS_SV(buf_sv(&got), cases[i].want, "words of '%s'", cases[i].line);
		options_release(&o);
	}
}

static void test_errors(void)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{ "--nosuch", "unknown option '--nosuch'" },
		{ "--l 5", "option '--l' is ambiguous: '--limit', '--local'" },
		{ "--=x", "unknown option '--'" },
		{ "-Z", "unknown option '-Z'" },
		{ "-qZ", "unknown option '-Z'" },
		{ "-n", "option '-n' needs an argument" },
		{ "--limit", "option '--limit' needs an argument" },
		{ "--quiet=yes", "option '--quiet' takes no argument" },
		{ "-n x", "option '--limit': 'x' is not a number" },
		{ "-n -1", "option '--limit': '-1' is not a number" },
		{ "-n 1K", "option '--limit': '1K' is not a number" },
		{ "-n 99999999999999999999",
		  "option '--limit': '99999999999999999999' is not a number" },
		{ "-j 0", "option '--threads': '0' is not a number from 1 to 256" },
		{ "--color maybe",
		  "option '--color': 'maybe' is not one of auto, never, always" },
		{ "--memory 0",
		  "option '--memory': '0' is not a size: N, NK, NM, NG or N%" },
		{ "--memory 0%", "option '--memory': '0%' is not 1% to 100%" },
		{ "--memory 101%", "option '--memory': '101%' is not 1% to 100%" },
		{ "--limit-record 16T",
		  "option '--limit-record': '16T' is not a size: N, NK, NM or NG" },
		{ "--limit-depth 0",
		  "option '--limit-depth': '0' is not a number from 1 to 100000" },
		{ "show", "'show' needs an operand: EVENTID" },
		{ "show -- x", "'show' needs an operand: EVENTID" },
		{ "events --by event", "option '--by' goes with 'count' only" },
		{ "--by event", "option '--by' goes with 'count' only" },
		{ "count --columns a", "option '--columns' goes with 'events' only" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;
		struct options o;

		IS_ST(parse(cases[i].line, &o, &err), ST_USAGE, "'%s'", cases[i].line);
		IS_STR(err.text, cases[i].want, "text for '%s'", cases[i].line);
		options_release(&o);
	}
}

/* What -o takes, and what it says otherwise, is the table of formats. */
static void test_formats(void)
{
	struct buf want = BUF_INIT;
	struct err err = ERR_INIT;
	struct options o;
	char line[32];

	buf_adds(&want, "option '--output': 'xml' is not one of ");
	for (unsigned i = 0; i < FMT_COUNT; i++) {
		buf_addf(&want, "%s%s", i ? ", " : "", formats[i].name);
		snprintf(line, sizeof(line), "-o %s", formats[i].name);
		IS_ST(parse(line, &o, &err), ST_OK, "'%s'", line);
		IS_INT(o.format, i, "format %s", formats[i].name);
		options_release(&o);
	}
	IS_ST(parse("-o xml", &o, &err), ST_USAGE, "no format");
	IS_STR(err.text, buf_str(&want), "it names them all");
	options_release(&o);
	buf_release(&want);
}

/* Each verb there will ever be is here or of a later version: it is never a path. */
static void test_verbs(void)
{
	static const char *const words[] = {
		"summary",  "events", "count",    "functions", "function", "identities",
		"identity", "trace",  "files",    "show",      "coverage", "resources",
		"resource", "radius", "findings", "policy",    "verify",   "report",
		"case",     "index",  "sql",      "plan",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct err err = ERR_INIT;
		struct options o;
		char line[64], want[64];

		snprintf(line, sizeof(line), "-q %s x y", words[i]);
		snprintf(want, sizeof(want), "'%s' is not in this version", words[i]);
		if (verb_find(sv_str(words[i]))) {
			IS_ST(parse(line, &o, &err), ST_OK, "%s is a verb", words[i]);
			OK(o.verb && strcmp(o.verb->name, words[i]) == 0, "this one");
		} else {
			IS_ST(parse(line, &o, &err), ST_USAGE, "%s is no path", words[i]);
			IS_STR(err.text, want, "it will be a verb");
		}
		options_release(&o);
	}
}

static void test_values(void)
{
	struct err err = ERR_INIT;
	struct options o;

	IS_ST(parse("", &o, &err), ST_OK, "defaults");
	OK(!o.has_limit && !o.local && !o.strict && !o.quiet, "all off");
	IS_INT(o.memory_percent, 80, "80 %% of the memory");
	IS_INT(o.load.limit_depth, 512, "depth");
	IS_INT(o.load.limit_record, 16 << 20, "record");
	OK(o.load.limit_file == UINT64_C(4) << 30, "file");
	IS_INT(o.load.limit_ratio, 1000, "ratio");
	OK(o.load.threads >= 1, "threads");
	options_release(&o);

	IS_ST(parse("-vqj3 -n0 -o csv --memory 2G --limit-depth 7 --limit-record=1M "
		    "--limit-file 3k --limit-ratio 9 --local --strict --sort a --since x "
		    "--until y --ascii --theme t --color always events --columns c",
		    &o, &err),
	      ST_OK, "all of them");
	OK(o.has_limit && o.limit == 0, "-n0");
	OK(o.verbose && o.quiet && o.local && o.strict && o.ascii, "switches");
	IS_INT(o.load.threads, 3, "threads");
	IS_INT(o.format, FMT_CSV, "format");
	OK(o.memory_bytes == UINT64_C(2) << 30, "memory");
	IS_INT(o.load.limit_depth, 7, "depth");
	IS_INT(o.load.limit_record, 1 << 20, "record");
	IS_INT(o.load.limit_file, 3072, "file");
	IS_INT(o.load.limit_ratio, 9, "ratio");
	IS_INT(o.color, COLOR_ALWAYS, "color");
	IS_STR(o.sort, "a", "sort");
	IS_STR(o.since, "x", "since");
	IS_STR(o.until, "y", "until");
	IS_STR(o.columns, "c", "columns");
	IS_STR(o.theme, "t", "theme");
	options_release(&o);

	IS_ST(parse("--memory 50% --local --utc", &o, &err), ST_OK, "the last one counts");
	IS_INT(o.memory_percent, 50, "share of the memory");
	OK(!o.local, "--utc after --local");
	options_release(&o);
	IS_ST(parse("show --help", &o, &err), ST_OK, "help needs no operand");
	OK(o.help, "is asked for");
	options_release(&o);
	IS_ST(parse("count --limit 3 --strict", &o, &err), ST_OK,
	      "a whole name that begins others");
	IS_INT(o.limit, 3, "is itself");
	options_release(&o);
}

static void test_sizes(void)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t want;
	} cases[] = {
		{ "0", true, 0 },
		{ "1", true, 1 },
		{ "1K", true, 1024 },
		{ "2m", true, 2 << 20 },
		{ "3G", true, UINT64_C(3) << 30 },
		{ "18446744073709551615", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 },
		{ "18446744073709551615K", false, 0 },
		{ "", false, 0 },
		{ "K", false, 0 },
		{ "1T", false, 0 },
		{ "1 K", false, 0 },
		{ "-1", false, 0 },
		{ "1KK", false, 0 },
		{ "0x10", false, 0 },
		{ "1.5G", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t v = 0;

		if (OK(size_parse(sv_str(cases[i].text), &v) == cases[i].ok, "size '%s'",
		       cases[i].text) &&
		    cases[i].ok)
			OK(v == cases[i].want, "is %llu",
			   (unsigned long long)cases[i].want);
	}
}

/* Words separated by a blank, each a verb. */
static bool all_verbs(const char *words)
{
	struct sv rest = sv_str(words);

	while (rest.len) {
		ptrdiff_t at = sv_chr(rest, ' ');
		struct sv word = at < 0 ? rest : sv_head(rest, (size_t)at);

		if (!verb_find(word))
			return false;
		rest = sv_from(rest, word.len + (at >= 0));
	}
	return true;
}

static void test_tables(void)
{
	AUTO_BUF struct buf help = BUF_INIT;
	size_t col = 0, widest = 0;

	for (unsigned i = 0; i < OPT_COUNT; i++) {
		const struct option_info *o = &option_table[i];

		OK(o->name && o->set && o->group, "option %u is complete", i);
		OK(o->help && o->help[0] && utf8_count(sv_str(o->help)) <= 60,
		   "help of --%s", o->name);
		OK(!o->choices || o->arg, "--%s: choices are of an argument", o->name);
		OK(!o->verbs || all_verbs(o->verbs), "--%s goes with verbs", o->name);
		for (unsigned k = 0; k < i; k++)
			OK(strcmp(o->name, option_table[k].name) != 0 &&
				   (!o->letter || o->letter != option_table[k].letter),
			   "--%s is not --%s", o->name, option_table[k].name);
	}
	for (size_t i = 0; i < nverbs; i++) {
		OK(verbs[i]->print && verbs[i]->more &&
			   utf8_count(sv_str(verbs[i]->summary)) <= 60,
		   "verb %s is complete", verbs[i]->name);
		OK(!verb_is_later(sv_str(verbs[i]->name)), "%s is not of a later version",
		   verbs[i]->name);
		options_help(verbs[i], &help);
	}
	options_help(NULL, &help);
	for (size_t i = 0; i < help.len; i++) {
		col = help.ptr[i] == '\n' ? 0 : col + 1;
		widest = MAX(widest, col);
	}
	OK(widest <= 80, "--help is at most 80 columns wide (%zu)", widest);
	OK(sv_find(buf_sv(&help), SV_LIT("--generate")) < 0, "hidden options stay hidden");
	OK(sv_find(buf_sv(&help), SV_LIT("findings")) < 0, "and so do later verbs");
}

int main(void)
{
	test_words();
	test_errors();
	test_formats();
	test_verbs();
	test_values();
	test_sizes();
	test_tables();
	return DONE();
}
