/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What requests of other services do to the triggers of a function, as a table. */
#ifndef LAMBDA_WIRERULES_H
#define LAMBDA_WIRERULES_H

#include "util/base.h"

enum wire_does {
	WIRE_SETS,     /* nothing but what names the function */
	WIRE_REPLACES, /* what it speaks of and does not name the function for */
	WIRE_ENDS,
	WIRE_OFF,
	WIRE_ON
};

struct wire_rule {
	const char *service, *event;
	enum wire_does does;
	const char *state;     /* the word for what it did to a trigger */
	const char *source[2]; /* the first that an event has */
	const char *scope;
	const char *item;
	const char *arn; /* beside the items, in the same order */
	const char *on;  /* says whether it is on */
};

/*
 * WIRE TABLE: what the events of other services do. An event without a row only sets; a row
 * without an event says where the source of all others of its service stands. Several rows of an
 * event have different sources.
 */
extern const struct wire_rule wire_rules[];
extern const size_t wire_rule_count;

#endif
