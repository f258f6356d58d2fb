/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows that a filter neither selects nor rejects, by segment. Hardly any segment has some, so
 * most cost a pointer. Of eval/ only; others ask eval_open().
 */
#ifndef EVAL_OPENROWS_H
#define EVAL_OPENROWS_H

#include "store/segment.h"

struct open_rows {
	_Atomic(uint64_t *) *v; /* SEG_WORDS words by segment, or NULL */
	uint32_t n;
};

void open_rows_release(struct open_rows *o);
/* Room for the first N segments. By one thread. */
void open_rows_room(struct open_rows *o, uint32_t n);
/* The rows of MASK in SEG are those of OPEN now (NULL: none). By one thread a segment. */
void open_rows_put(struct open_rows *o, uint32_t seg, const uint64_t *mask,
		   const uint64_t *open);
/* ROW of SEG is open. By any thread. */
void open_rows_set(struct open_rows *o, uint32_t seg, uint32_t row);
/* NULL: none. */
const uint64_t *open_rows_get(const struct open_rows *o, uint32_t seg);

#endif
