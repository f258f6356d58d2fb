/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities as rows, for the verbs `identities` and `identity NAME`. */
#ifndef VERB_IDENTITYROWS_H
#define VERB_IDENTITYROWS_H

#include "identity/identity.h"
#include "output/rows.h"

struct run;

/* The columns of PRODUCT.md section 5. */
enum {
	IC_IDENTITY,
	IC_TYPE,
	IC_ACCOUNT,
	IC_EVENTS,
	IC_DENIED,
	IC_FUNCTIONS,
	IC_ADDRESSES,
	IC_KEYS,
	IC_FIRST,
	IC_LAST,
	IC_COUNT
};
extern const struct col identity_cols[IC_COUNT];
void identity_cells(const struct identity_row *r, struct cell *cells);

/* All rows of the selection; the caller frees. NULL: cancelled. */
struct identity_rows *identity_rows(struct run *r);

#endif
