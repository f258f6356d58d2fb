/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Derived fields: when a segment is sealed, the columns of identity, function, result and
 * so on are computed from the staged columns by event/derived.h, once for each distinct
 * combination of their inputs, and staged at the derived nodes.
 */
#ifndef STORE_DERIVE_H
#define STORE_DERIVE_H

#include "store/stage.h"

struct derive;

struct derive *derive_new(struct stage *st);
void derive_free(struct derive *d);
/* Stage the derived columns for rows 0..rows-1 of ST, and mark rows with odd frames. */
void derive_rows(struct derive *d, struct stage *st, uint32_t rows);

#endif
