/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An event pattern of EventBridge, read: of lang/buspattern.c (the reader), lang/busnarrow.c
 * (what columns can say of it) and lang/busmatch.c (the meaning).
 */
#ifndef LANG_BUS_H
#define LANG_BUS_H

#include "lang/record.h"
#include "util/cidr.h"

#define BUS_DEPTH 100u

enum alt_kind {
	ALT_STRING,
	ALT_NUMBER,
	ALT_TRUE,
	ALT_FALSE,
	ALT_NULL,
	ALT_PREFIX,
	ALT_SUFFIX,
	ALT_WILDCARD, /* pieces between the wildcards */
	ALT_REGEX,    /* all that ignores case */
	ALT_NUMERIC,
	ALT_CIDR,
	ALT_PRESENT,
	ALT_ABSENT,
	ALT_NONE_OF /* a value that none of the list fits */
};

enum bound_op { BOUND_LT, BOUND_LE, BOUND_GT, BOUND_GE, BOUND_EQ };

struct alt {
	enum alt_kind kind;
	struct sv text;
	struct sv *pieces;
	size_t npieces;
	struct regex *re;
	struct bound {
		enum bound_op op;
		struct sv number;
	} bounds[2];
	size_t nbounds;
	struct cidr block;
	struct alt *list; /* ALT_NONE_OF */
	size_t nlist;
};

struct bus_field {
	struct sv key;
	struct bus_object *sub; /* or: */
	struct alt *alts;
	size_t nalts;
};

/* All fields, and of each choice one object. */
struct bus_object {
	struct bus_field *fields;
	size_t nfields;
	struct choice {
		struct bus_object **v;
		size_t n;
	} * choices;
	size_t nchoices;
};

/* The field of the record that KEY of the envelope is; NULL: none is. */
const char *bus_envelope(struct sv key);
/* A tree that holds for all events that fit O; NULL when there is none. */
struct node *bus_narrow(struct filter *f, const struct bus_object *o);

#endif
