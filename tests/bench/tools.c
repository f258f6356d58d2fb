/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same question asked of other tools: how many events of each name. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/* $BENCH_DIR: the folder. Each counts event names over the same files. */
static const struct {
	const char *program, *name, *command;
	const char *must;
	double limit;
	bool wall;
} tools[] = {
	{ "jq", "zcat | jq, counting event names / ours: wall",
	  "find \"$BENCH_DIR\" -name '*.json.gz' -print0 | xargs -0 zcat | "
	  "jq -r '.Records[]?.eventName' | sort | uniq -c",
	  ">= 35", 35, true },
	{ "python3", "python3 json / ours: wall",
	  "python3 -c \"import gzip,json,sys,os,collections\n"
	  "c=collections.Counter()\n"
	  "for d,_,f in os.walk(os.environ['BENCH_DIR']):\n"
	  "  for n in f:\n"
	  "    j=json.load(gzip.open(os.path.join(d,n)))\n"
	  "    c.update(r.get('eventName') for r in j.get('Records',[]))\"",
	  NULL, 0, true },
	{ "rg", "rg -z -c / ours: CPU", "rg -z -c eventName \"$BENCH_DIR\"", NULL, 0,
	  false },
	{ "zcat", "zcat to nowhere / ours: CPU",
	  "find \"$BENCH_DIR\" -name '*.json.gz' -print0 | xargs -0 zcat > /dev/null", NULL,
	  0, false },
	{ "duckdb", "DuckDB read_json / ours: wall",
	  "duckdb -c \"select r.eventName, count(*) from (select unnest(Records) r from "
	  "read_json('$BENCH_DIR/**/*.json.gz', maximum_object_size=1000000000)) group by "
	  "1\"",
	  NULL, 0, true },
};

void bench_tools(struct corpus *c)
{
	char command[8192];

	setenv("BENCH_DIR", c->dir, 1);
	snprintf(command, sizeof(command), "'%s' count --by event -q -o json '%s'",
		 c->program, c->dir);
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		struct series s = { .n = 0 };

		for (unsigned k = 0; k < c->pairs; k++) {
			struct cost theirs =
				cost_of_command(tools[i].program, tools[i].command);
			struct cost ours = cost_of_command(c->program, command);

			if (theirs.status == -1)
				break;
			if (WEXITSTATUS(ours.status) || WEXITSTATUS(theirs.status))
				report_note("%s: exit %d and ours %d", tools[i].program,
					    WEXITSTATUS(theirs.status),
					    WEXITSTATUS(ours.status));
			series_add(&s, tools[i].wall ? theirs.wall / ours.wall
						     : theirs.cpu / ours.cpu);
		}
		if (!s.n) {
			report_note("%s is not installed: not compared", tools[i].program);
			continue;
		}
		report(&(struct goal){ tools[i].name, "x", tools[i].must, NULL,
				       tools[i].limit, false },
		       &s);
	}
}
