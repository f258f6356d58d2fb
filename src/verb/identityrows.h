/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities as rows, for the verbs `identities` and `identity NAME`. */
#ifndef VERB_IDENTITYROWS_H
#define VERB_IDENTITYROWS_H

#include "identity/lists.h"

struct run;

/* All rows of the selection; the caller frees. NULL: cancelled. */
struct identity_rows *identity_rows(struct run *r);

#endif
