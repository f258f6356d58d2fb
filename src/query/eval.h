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
#ifndef QUERY_EVAL_H
#define QUERY_EVAL_H

#include "query/filter.h"
#include "store/store.h"

#include <stdatomic.h>

/*
 * The whole of a value that the store keeps cut (VK_BIG): the NTH value of PATH in ROW,
 * appended to OUT. False when the source cannot be read any more. Called from query
 * threads.
 */
typedef bool (*big_value_fn)(void *arg, row_t row, path_t path, uint32_t nth,
			     struct buf *out);

struct eval_env {
	const struct store *store;
	big_value_fn big;
	void *big_arg;
	unsigned threads;            /* at least 1 */
	const _Atomic(bool) *cancel; /* may be NULL; polled at least once a segment */
};

struct eval;

struct eval *eval_new(const struct eval_env *env, const struct filter *f);
void eval_free(struct eval *e);
/*
 * Set the words of segments [from, to) in BITS (SEG_WORDS words a segment, from segment 0)
 * to the rows that match. ST_CANCELED when *cancel was seen.
 */
enum st eval_run(struct eval *e, uint32_t from, uint32_t to, uint64_t *bits) WARN_UNUSED;
/*
 * Values a regular expression could not decide (match limit), so far; they count as no
 * match.
 */
uint64_t eval_undecided(const struct eval *e);
/* Does ROW match? For single rows (highlights, tests). */
bool eval_row(struct eval *e, row_t row);

#endif
