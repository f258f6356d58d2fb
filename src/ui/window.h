/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the prompt for times takes, beyond the times of the filter language:
 *
 *	10:00-11:00		as 10:00..11:00
 *	10:00+2h		two hours from then
 *	14 10:00+2h		on day 14 of the month of the cursor
 *	-15m			from then on
 *	around, around 10m	half an hour, or that long, to both sides of the cursor (also @)
 *	at 10:21		jump there (also @10:21)
 *	now			jump to the newest event
 *	all			the whole range
 */
#ifndef UI_WINDOW_H
#define UI_WINDOW_H

#include "lang/filter.h"

struct window {
	bool jump;       /* go to FROM, the window stays */
	tick_t from, to; /* [from, to); 0 and TICK_NONE: open */
};

/* CURSOR: time of the current event, or TICK_NONE. */
enum st window_parse(struct sv text, const struct filter_times *times, tick_t cursor,
		     struct window *ret, struct err *err) WARN_UNUSED;

#endif
