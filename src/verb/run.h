/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A verb's way from the command line to its answer: check, load, bind, evaluate, print,
 * exit status. Every verb goes it; only the two functions of its row in the verb table
 * differ.
 */
#ifndef VERB_RUN_H
#define VERB_RUN_H

#include "conf/option.h"
#include "conf/status.h"
#include "count/count.h"
#include "eval/eval.h"
#include "eval/select.h"
#include "ingest/raw.h"
#include "lang/filter.h"
#include "load/loader.h"
#include "output/writer.h"
#include "store/order.h"
#include "store/store.h"
#include "util/arena.h"
#include "verb/out.h"
#include "list/order.h"

struct integrity;
struct keyring;

struct run {
	const struct options *opt;
	struct arena arena;
	/* Before the load. */
	struct filter **filters;
	size_t nfilters;
	struct fieldref *fields; /* --columns or --by, as the verb's check() says */
	size_t nfields;
	struct sort_key *sort; /* --sort over events */
	size_t nsort;
	struct rowsort rowsort;  /* --sort over the rows of another verb */
	bool hash;               /* set by check(): the load is to hash the files */
	struct keyring *keyring; /* set by check(), or NULL; released by run_verb() */
	/* After it. */
	struct store *store;
	struct raw *raw;
	struct order *order; /* borrowed from the store */
	struct filter_times times;
	tick_t from, to; /* --since, --until; 0 and TICK_NONE when open */
	struct eval_env env;
	uint32_t nsegs;
	struct selection *sel;
	struct load_progress load;
	bool interrupted;
	/* Printing. */
	struct out out;
	bool matched; /* set by print(): there was something to print */
	int status; /* set by print(): a status that wins over those of the load; 0: none */
	size_t failed; /* records that could not be printed */
	bool unmet;    /* set by print(): a check did not hold; other troubles come first */
};

/*
 * Load opt->paths into r->store, with progress on stderr (verb/load.c). 0, or an exit
 * status.
 */
int run_load(struct run *r) WARN_UNUSED;

/* Run the verb VERB (opt->verb, or summary when there is none). Returns the exit status. */
int run_verb(const struct verb *verb, const struct options *opt) WARN_UNUSED;

/*
 * For check(): parse --columns (or DEFAULTS when it was not given), --by or --sort.
 * ST_USAGE with a text that names the option.
 */
enum st run_parse_fields(struct run *r, const char *option, const char *text,
			 struct err *err) WARN_UNUSED;
enum st run_parse_sort(struct run *r, struct err *err) WARN_UNUSED;

/* For check(), once: one filter more, ANDed with those of the command line. */
enum st run_add_filter(struct run *r, struct sv expr, struct err *err) WARN_UNUSED;

/*
 * Rows of the selection in time order, sorted by --sort and cut by --limit. Caller
 * frees.
 */
row_t *run_rows(struct run *r, size_t *ret_n);
/*
 * Write ROWS in the format asked for, in the order of r->rowsort, at most --limit of
 * them.
 */
void run_print_rows(struct run *r, const struct rowset *rows);
/* Write ROWS as they are. */
void run_write_rows(struct run *r, const struct rowset *rows);
/* For check(): hash the files, and read the keys. */
enum st run_want_integrity(struct run *r, struct err *err) WARN_UNUSED;
/* After the load: what came of it, with the warnings said. The caller frees it. */
struct integrity *run_integrity(struct run *r);
/* Warn about the paths of REFS that no loaded record has. */
void run_warn_unknown(const struct run *r, const struct fieldref *refs, size_t n);

#endif
