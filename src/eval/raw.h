/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of a filter that reads records: all else is decided by columns first, then the
 * records of the rows that are still open are read, file by file. Of eval/ only.
 */
#ifndef EVAL_RAW_H
#define EVAL_RAW_H

#include "eval/openrows.h"
#include "eval/test.h"
#include "lang/ast.h"

/* The tree of the filter; operands that read no record first, then cheap ones. */
struct enode {
	enum node_kind kind;
	bool reads; /* it, or a part of it, reads records */
	struct enode *kids;
	size_t nkids;
	struct prepared *test;
	unsigned cost;
	/*
	 * Of a node that reads none within one that does: number of the bitmap that keeps
	 * its rows.
	 */
	uint32_t slot;
};

/* Give out the slots below N from NEXT on; the next one free. */
uint32_t enode_number(struct enode *n, uint32_t next);

/*
 * OUT = the rows of MASK that match N, which reads no records. True when some neither match
 * nor fail: OPEN has them; else OPEN is undefined. (eval/eval.c)
 */
bool eval_node(const struct test_env *t, const struct enode *n, const uint64_t *mask,
	       uint64_t *out, uint64_t *open);

struct evalraw {
	const struct eval_env *env;
	const struct enode *root; /* reads records */
	uint32_t slots;
	struct match_scratch *scratch; /* one for each thread of ENV */
	uint64_t *bits;                /* SEG_WORDS words a segment, from segment FIRST */
	struct open_rows *open;        /* room for all segments; NULL: nobody asks */
	uint32_t first;
};

/*
 * Segments [from, to): BITS holds the rows to look at, and then those that match; those
 * that neither match nor fail are put into OPEN.
 * ST_CANCELED: anything.
 */
enum st evalraw_run(const struct evalraw *e, uint32_t from, uint32_t to) WARN_UNUSED;

#endif
