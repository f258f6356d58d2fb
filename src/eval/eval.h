/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evaluation of a bound filter over the segments of a store.
 *
 * Rows are bits: bit (seg << SEG_SHIFT | row). Copies of events (segment.dup) are never set
 * in a result. A test on a path looks at each distinct value once (a table of answers by
 * number, kept in the evaluator and extended when dictionaries grow), then maps rows by
 * number.
 *
 * An evaluator belongs to one filter and one store; eval_run() may use several threads
 * inside but is called by one thread at a time.
 */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include "lang/filter.h"
#include "store/store.h"

#include <stdatomic.h>

/*
 * The whole of a value that the store keeps cut (VK_BIG): the NTH value of PATH in ROW,
 * appended to OUT. False when the source cannot be read any more. Called from query
 * threads.
 */
typedef bool (*big_value_fn)(void *arg, row_t row, path_t path, uint32_t nth,
			     struct buf *out);

/*
 * The records themselves (`raw`): FN gets the bytes of each of ROWS, which are of one file
 * and ascend in it, in that order; bytes.ptr is NULL for a record that cannot be read as it
 * was when it was loaded. Stops when FN returns false or *CANCEL (may be NULL) is seen.
 * Called from several query threads at once, for different files.
 */
typedef bool (*record_fn)(void *arg, row_t row, struct sv bytes);
typedef void (*records_fn)(void *arg, const row_t *rows, size_t n,
			   const _Atomic(bool) *cancel, record_fn fn, void *fn_arg);

struct eval_env {
	const struct store *store;
	big_value_fn big;
	records_fn records; /* NULL: no record can be read */
	void *source_arg;   /* of BIG and RECORDS */
	unsigned threads;   /* at least 1 */
	/*
	 * May be NULL; polled at least once a segment, and once a record where records are
	 * read.
	 */
	const _Atomic(bool) *cancel;
};

struct eval;

struct eval *eval_new(const struct eval_env *env, const struct filter *f);
void eval_free(struct eval *e);
/*
 * Set the words of segments [from, to) in BITS (SEG_WORDS words a segment, from segment 0)
 * to the rows that match. ST_CANCELED when *cancel was seen.
 *
 * Records are read where other tests leave a row undecided, each file once for all of [from,
 * to).
 */
enum st eval_run(struct eval *e, uint32_t from, uint32_t to, uint64_t *bits) WARN_UNUSED;
/* The same for the rows set in WITHIN alone; the others come out unset. */
enum st eval_run_within(struct eval *e, uint32_t from, uint32_t to, const uint64_t *within,
			uint64_t *bits) WARN_UNUSED;
/* Does it read records? Then a row costs as much as loading it did, nearly. */
bool eval_reads_records(const struct eval *e);
/*
 * Rows of SEG that neither match nor fail, of those the runs so far were asked about
 * (SEG_WORDS words, lent until the next run); NULL: none. `not`, `and` and `or` are those of
 * SQL: a row is only here when what is known of it does not decide.
 */
const uint64_t *eval_open(const struct eval *e, uint32_t seg);
/*
 * What could not be decided so far, whether it made a difference or not: values a regular
 * expression gave up on (match limit), and rows whose record could not be read again.
 */
uint64_t eval_undecided(const struct eval *e);
/* How many of eval_undecided() are rows whose record could not be read again. */
uint64_t eval_unread(const struct eval *e);
/* Does ROW surely match? For single rows (highlights, tests). */
bool eval_row(struct eval *e, row_t row);

#endif
