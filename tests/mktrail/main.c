/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/base.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "story.h"

static const char usage[] =
	"usage: mktrail --events N --out DIR [OPTION...]   a corpus of N records\n"
	"       mktrail --story [--damaged] --out DIR      the sample trail\n"
	"\n"
	"  --seed S            same seed, same bytes (1)\n"
	"  --threads N         never changes the result (2)\n"
	"  --variant NAME      plain, lambda (30 % invocations), noise, small-files, dups\n"
	"  --files N           number of trail files (as many as the variant's sizes "
	"need)\n"
	"  --invoke-share X    share of Lambda data events, 0 to 0.8\n"
	"  --duplicates X      share of records that are copies out of another file "
	"(0.01)\n"
	"  --story             the sample trail of the tree; seed and sizes are its own\n"
	"  --damaged           of the story the one file that was cut, and nothing else\n"
	"  --plain             .json instead of .json.gz\n"
	"  --ndjson            a record a line instead of {\"Records\":[...]}\n"
	"  --no-extras         neither digests, Insights nor files without records\n"
	"  --truth FILE        what was written, as JSON\n";

enum {
	OPT_EVENTS,
	OPT_OUT,
	OPT_SEED,
	OPT_THREADS,
	OPT_VARIANT,
	OPT_FILES,
	OPT_INVOKE,
	OPT_DUPLICATES,
	OPT_PLAIN,
	OPT_NDJSON,
	OPT_NO_EXTRAS,
	OPT_TRUTH,
	OPT_STORY,
	OPT_DAMAGED,
	OPT_HELP
};

static const struct option options[] = {
	{ "events", required_argument, NULL, OPT_EVENTS },
	{ "out", required_argument, NULL, OPT_OUT },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "threads", required_argument, NULL, OPT_THREADS },
	{ "variant", required_argument, NULL, OPT_VARIANT },
	{ "files", required_argument, NULL, OPT_FILES },
	{ "invoke-share", required_argument, NULL, OPT_INVOKE },
	{ "duplicates", required_argument, NULL, OPT_DUPLICATES },
	{ "plain", no_argument, NULL, OPT_PLAIN },
	{ "ndjson", no_argument, NULL, OPT_NDJSON },
	{ "no-extras", no_argument, NULL, OPT_NO_EXTRAS },
	{ "truth", required_argument, NULL, OPT_TRUTH },
	{ "story", no_argument, NULL, OPT_STORY },
	{ "damaged", no_argument, NULL, OPT_DAMAGED },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

/* What a variant has where the command line says nothing. */
static const struct {
	const char *name;
	double invoke_share, duplicates;
	uint64_t events;
} variants[] = {
	[VARIANT_PLAIN] = { "plain", 0, 0.01, 0 },
	[VARIANT_LAMBDA] = { "lambda", 0.3, 0.01, 0 },
	[VARIANT_NOISE] = { "noise", 0, 0.01, 0 },
	[VARIANT_SMALL_FILES] = { "small-files", 0.3, 0.01, 1800000 },
	[VARIANT_DUPS] = { "dups", 0, 0.2, 0 },
};

static NORETURN void wrong(const char *what, const char *value)
{
	fprintf(stderr, "mktrail: %s '%s'\n%s", what, value, usage);
	exit(2);
}

static uint64_t number(const char *s, uint64_t most)
{
	char *end;
	unsigned long long v;

	errno = 0;
	v = strtoull(s, &end, 10);
	if (errno || *end || end == s || *s == '-' || v > most)
		wrong("not a number that fits:", s);
	return v;
}

static double share(const char *s, double most)
{
	char *end;
	double v = strtod(s, &end);

	if (*end || end == s || !(v >= 0 && v <= most))
		wrong("not a share:", s);
	return v;
}

static enum variant variant(const char *s)
{
	for (unsigned i = 0; i < ARRAY_SIZE(variants); i++)
		if (!strcmp(s, variants[i].name))
			return (enum variant)i;
	wrong("unknown variant", s);
}

static void parse(struct config *c, int argc, char **argv)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case OPT_EVENTS:
			c->events = number(optarg, 2000000000);
			break;
		case OPT_OUT:
			c->out = optarg;
			break;
		case OPT_SEED:
			c->seed = number(optarg, UINT64_MAX);
			break;
		case OPT_THREADS:
			c->threads = (unsigned)number(optarg, 64);
			break;
		case OPT_VARIANT:
			c->variant = variant(optarg);
			break;
		case OPT_FILES:
			c->files = (uint32_t)number(optarg, 10000000);
			break;
		case OPT_INVOKE:
			c->invoke_share = share(optarg, 0.8);
			break;
		case OPT_DUPLICATES:
			c->duplicates = share(optarg, 0.9);
			break;
		case OPT_PLAIN:
			c->plain = true;
			break;
		case OPT_NDJSON:
			c->ndjson = true;
			break;
		case OPT_NO_EXTRAS:
			c->no_extras = true;
			break;
		case OPT_TRUTH:
			c->truth = optarg;
			break;
		case OPT_STORY:
			c->story = true;
			break;
		case OPT_DAMAGED:
			c->damaged = true;
			break;
		case OPT_HELP:
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind < argc)
		wrong("unexpected argument", argv[optind]);
}

int main(int argc, char **argv)
{
	struct config c = { .seed = 1, .threads = 2, .invoke_share = -1, .duplicates = -1 };

	parse(&c, argc, argv);
	if (c.story && c.out)
		return story_make(c.out, c.plain, c.damaged);
	if (c.invoke_share < 0)
		c.invoke_share = variants[c.variant].invoke_share;
	if (c.duplicates < 0)
		c.duplicates = variants[c.variant].duplicates;
	if (!c.events)
		c.events = c.files ? (uint64_t)c.files * 6 : variants[c.variant].events;
	if (!c.out || !c.events || !c.threads) {
		fputs(usage, stderr);
		return 2;
	}
	if (c.files > c.events)
		c.files = (uint32_t)c.events;
	return corpus_make(&c);
}
