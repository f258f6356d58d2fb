/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of panes, from the table of tabs. */
#include "ui/pane.h"

static const struct {
	const struct pane_ops *ops;
	const char *digit; /* "": none */
	enum action act;   /* of the digit */
} table[PANE_COUNT] = {
#define TAB_ROW(X, id, name, digit, help)                                                  \
	[PANE_##id] = { &pane_##name##_ops, digit, ACT_PANE_##id },
	TAB_LIST(TAB_ROW, )
#undef TAB_ROW
		[PANE_FILTERS] = { &pane_filters_ops, "", ACT_FILTERS },
	[PANE_HELP] = { &pane_help_ops, "", ACT_HELP },
	[PANE_LOG] = { &pane_log_ops, "", ACT_NONE },
	[PANE_TRACE] = { &pane_trace_ops, "", ACT_NONE },
};

const struct pane_ops *pane_ops(enum pane_id id)
{
	return id < PANE_COUNT ? table[id].ops : NULL;
}

int pane_digit(enum pane_id id)
{
	return id < PANE_COUNT && table[id].digit && *table[id].digit
		       ? *table[id].digit - '0'
		       : 0;
}

enum pane_id pane_of(enum action a)
{
	for (int id = 1; id < PANE_COUNT; id++)
		if (a != ACT_NONE && table[id].act == a)
			return (enum pane_id)id;
	return PANE_NONE;
}
