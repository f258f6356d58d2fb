/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of panes that the screen reads. */
#include "ui/pane.h"

/* The table of panes: a new one is a row here and a file of its own. */
static const struct {
	const struct pane_ops *ops;
	int digit;
} table[PANE_COUNT] = {
	[PANE_TIMELINE] = { &pane_timeline_ops, 1 },
	[PANE_FUNCTIONS] = { &pane_functions_ops, 2 },
	[PANE_IDENTITIES] = { &pane_identities_ops, 3 },
	[PANE_SOURCES] = { &pane_sources_ops, 4 },
	[PANE_VALUES] = { &pane_values_ops, 5 },
	[PANE_EVENT] = { &pane_event_ops, 6 },
	[PANE_FILTERS] = { &pane_filters_ops, 0 },
	[PANE_HELP] = { &pane_help_ops, 0 },
	[PANE_LOG] = { &pane_log_ops, 0 },
	[PANE_TRACE] = { &pane_trace_ops, 0 },
};

const struct pane_ops *pane_ops(enum pane_id id)
{
	return id < PANE_COUNT ? table[id].ops : NULL;
}

int pane_digit(enum pane_id id)
{
	return id < PANE_COUNT ? table[id].digit : 0;
}
