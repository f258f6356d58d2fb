/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VERB TABLE: what the program does without a screen. A verb is one row here and one file,
 * verb/NAME.c, with one function to check its options before anything is loaded and one to
 * print its answer (verb/run.h).
 */
#ifndef CONF_VERB_H
#define CONF_VERB_H

#include "util/base.h"
#include "util/err.h"
#include "util/sv.h"

struct run;

struct verb {
	const char *name;
	const char
		*operand; /* its first word that is no path: "EVENTID"; NULL: it has none */
	const char *summary; /* one line of --help, at most 60 columns */
	const char *more;    /* prose for `--help` of the verb and the man page */
	/* Before the load: options of its own. ST_USAGE with a text. May be NULL. */
	enum st (*check)(struct run *r, struct err *err);
	/* After the load: print. Sets r->matched, r->failed. */
	void (*print)(struct run *r);
	bool no_columns; /* --columns has no meaning for it */
};

extern const struct verb verbs[];
extern const size_t nverbs;

/* By name, or NULL. */
const struct verb *verb_find(struct sv name);
/* A verb of a later version: never a path. */
bool verb_is_later(struct sv name);

#endif
