# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# A verb that prints a list, added to the tree that is the current folder: `agents`.

# the list, and the verb's two functions
cat >src/verb/agents.c <<'EOT'
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* agents: a row for each user agent. */
#include "verb/run.h"

enum { AG_AGENT, AG_EVENTS, AG_FIRST, AG_LAST, AG_COUNT };

static const struct col agent_cols[AG_COUNT] = {
	[AG_AGENT] = { "agent", "AGENT", 0, CELL_TEXT, COL_NO_ROOM, "userAgent" },
	[AG_EVENTS] = { "events", "EVENTS", 0, CELL_NUM, COL_NO_ROOM, "matching events" },
	[AG_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_NO_ROOM, NULL },
	[AG_LAST] = { "last", "LAST", 0, CELL_TIME, COL_NO_ROOM, NULL },
};

static void agent_cells(struct rows *r, size_t i, struct cell *cells)
{
	const struct counts *counts = r->data;
	const struct count_row *row = &counts->rows[i];

	cells[AG_AGENT] = cell_text(row->keys[0]);
	cells[AG_EVENTS] = cell_num(row->count);
	cells[AG_FIRST] = cell_time(row->first);
	cells[AG_LAST] = cell_time(row->last);
}

static const struct listing agent_listing = {
	.key = "agents",
	.title = "agents",
	.cols = agent_cols,
	.ncols = AG_COUNT,
	.cells = agent_cells,
};

static enum st check(struct run *r, struct err *err)
{
	return rowsort_parse(r->opt->sort, agent_cols, AG_COUNT, &r->arena, &r->rowsort, err);
}

static void print(struct run *r)
{
	struct fieldref by = fieldref_of(FLD_AGENT);
	struct rows rows = { .of = &agent_listing };
	struct counts counts;
	struct rowset set;

	if (count_by(&r->env, r->sel->bits, r->nsegs, &by, 1, &counts) != ST_OK)
		return;
	rows.n = counts.n;
	rows.data = &counts;
	set = rows_set(&rows);
	run_print_rows(r, &set);
	r->matched = r->sel->count > 0;
	rows_release(&rows);
	counts_release(&counts);
}

/* what --help, the manual and the completions say */
const struct verb verb_agents = {
	.name = "agents",
	.summary = "a row for each user agent",
	.more = "How many of the matching events each user agent has. Most first.",
	.row = &agent_listing,
	.check = check,
	.print = print,
};
EOT
before '^	_[(]files[)]' src/conf/verb.h <<'EOT'
	_(agents) \
EOT

# that it does it
cat >tests/cli/agents.t <<'EOT'
#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# agents: a row for each user agent.

. "${TOP_SRCDIR:-.}/tests/lib/testlib.sh"

run agents -n 1 -o csv -f event=UpdateFunctionCode --sort agent "$samples/trail"
is_status 0
like_out '^agent,events,first,last$'
like_out '^[^,]+,[0-9]+,2024-05-1'
done_testing
EOT
