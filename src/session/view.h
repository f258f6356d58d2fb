/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer of the engine: what is shown, at one moment of the load, for one state of the
 * stack. Immutable and counted; the screen draws from the newest one while the next is
 * made.
 */
#ifndef SESSION_VIEW_H
#define SESSION_VIEW_H

#include "eval/select.h"

/* What a line of the stack does, in the order of the stack (the draft last). */
struct line_result {
	uint32_t id;
	bool counted;       /* KEEPS and WITHOUT are known */
	uint64_t keeps;     /* events this line alone lets through */
	uint64_t without;   /* events shown if this line were off; COUNT_UNKNOWN when it is
			       off */
	uint64_t undecided; /* values its regular expressions gave up on, and */
	uint64_t unread;    /* those of them that are records whose files changed */
	char *problem;      /* it cannot be evaluated (a bare hour without a day): why; else
			       NULL.      A line with a problem lets everything through. */
};

struct view {
	_Atomic(uint32_t) refs;
	uint64_t serial; /* of answers: another number, another view */
	uint64_t gen;    /* stack.gen that it answers */
	bool final;   /* the store is finished: counts are exact, else lower bounds ('+') */
	bool partial; /* records are still being searched: SEL is a part of the answer */
	struct selection *sel; /* shown rows and all rows, in time order */
	tick_t first, last; /* of all rows with a readable time; TICK_NONE: there is none */
	tick_t from, to;    /* the time window, 0 and TICK_NONE for what is open */
	struct filter_times times;
	struct line_result *lines;
	size_t nlines;
};

struct view *view_ref(struct view *v);
void view_unref(struct view *v);
/* Events that a line could not search, since their files changed: the most of any line. */
uint64_t view_unread(const struct view *v);
const struct line_result *view_line(const struct view *v, uint32_t id);

#endif
