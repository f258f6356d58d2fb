/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VERB TABLE: what the program does without a screen. A verb is one word of VERB_LIST and one
 * file, verb/NAME.c, that ends in its struct verb: with one function to check its options before
 * anything is loaded and one to print its answer (verb/run.h).
 */
#ifndef CONF_VERB_H
#define CONF_VERB_H

#include "list/listing.h"
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
	/* What it prints rows of, or begins its page with; the lists of the page, up to NULL. */
	const struct listing *row;
	const struct listing *const *lists;
	/* Before the load: options of its own. ST_USAGE with a text. May be NULL. */
	enum st (*check)(struct run *r, struct err *err);
	/* After the load: print. Sets r->matched, r->failed. */
	void (*print)(struct run *r);
	bool no_columns; /* --columns has no meaning for it */
};

/* In the order of --help. */
/* clang-format off */
#define VERB_LIST(_) \
	_(summary) \
	_(events) \
	_(count) \
	_(functions) \
	_(function) \
	_(identities) \
	_(identity) \
	_(trace) \
	_(radius) \
	_(files) \
	_(coverage) \
	_(show) \
	_(verify)
/* clang-format on */
#define VERB_EXTERN(name) extern const struct verb verb_##name;
VERB_LIST(VERB_EXTERN)
#undef VERB_EXTERN

extern const struct verb *const verbs[];
extern const size_t nverbs;

/* Append the keys of its JSON, with what is to be said about them; nothing when it has no lists. */
void verb_keys(const struct verb *v, struct buf *out);
/* By name, or NULL. */
const struct verb *verb_find(struct sv name);
/* A verb of a later version: never a path. */
bool verb_is_later(struct sv name);

#endif
