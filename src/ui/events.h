/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of shown events that all panes share: which one is current, and in what order they
 * stand (by time, or sorted by a field in the background).
 *
 * The cursor is on an event, not on a number: when rows arrive, or filters change, it stays
 * on its event, else goes to the nearest in time, and comes back when the event is shown
 * again.
 */
#ifndef UI_EVENTS_H
#define UI_EVENTS_H

#include "session/session.h"
#include "ui/list.h"

struct events {
	struct list list;
	row_t row; /* current event, or ROW_NONE */
	row_t anchor; /* the one that was chosen; another than ROW only while it is not shown */
	bool touched; /* false until a key moved: the cursor is on the first row */
	uint64_t serial;
	char *sort;    /* "ip,time:desc", NULL: by time */
	row_t *sorted; /* rows in that order, or NULL: being worked out */
	size_t nsorted;
	uint64_t sorted_serial;
};

void events_release(struct events *ev);
/* Follow the newest view of SN. */
void events_sync(struct events *ev, struct session *sn);
/* A new order of the sort is there. True when there was one. */
bool events_take_sorted(struct events *ev, struct session *sn);
/* Row at index I of the list, or ROW_NONE. */
row_t events_at(const struct events *ev, const struct session *sn, uint32_t i);
/* Index of ROW in the list (or of the nearest in time). */
uint32_t events_index(const struct events *ev, const struct session *sn, row_t row,
		      bool *ret_exact);
/* Make ROW the current event. */
void events_go(struct events *ev, struct session *sn, row_t row);
/* Rows for an export, in the order of the list, or of time. Caller frees. */
size_t events_shown(const struct events *ev, const struct session *sn, row_t **ret);
size_t events_marked(struct session *sn, row_t **ret);
/* Move by a list action; LIST_NOT when it is none. */
enum list_moved events_act(struct events *ev, struct session *sn, enum action a);
/* Sort by KEYS as --sort takes them; NULL or "": by time. */
enum st events_sort(struct events *ev, struct session *sn, const char *keys,
		    struct err *err) WARN_UNUSED;

#endif
