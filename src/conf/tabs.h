/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TAB TABLE: the panes that have a digit. A row gives a pane its number (PANE_ID), the action of
 * its digit (ACT_PANE_ID, "pane-name") and the place its own keys hold in (KC_ID, "name"); the
 * pane itself is pane_NAME_ops in a file of its own (ui/pane.h). Digits are part of the contract
 * and never shift.
 */
#ifndef CONF_TABS_H
#define CONF_TABS_H

/* _(X, ID, name, "digit", "help of at most 60 columns"); X is handed through. */
#define TAB_LIST(_, X)                                                                     \
	_(X, TIMELINE, timeline, "1", "timeline: histogram and events")                    \
	_(X, FUNCTIONS, functions, "2",                                                    \
	  "Lambda functions (duration, payload: not in CloudTrail)")                       \
	_(X, IDENTITIES, identities, "3", "identities")                                    \
	_(X, SOURCES, sources, "4", "input files and coverage")                            \
	_(X, VALUES, values, "5", "values of any field, with counts")                      \
	_(X, EVENT, event, "6", "the record: tree, raw bytes, difference")

#endif
