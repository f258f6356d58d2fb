/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of structs and maps as Athena, Trino and CloudTrail Lake print them:
 * {type=IAMUser, principalid=.., sessioncontext={attributes={..}}}, nothing quoted. Names have
 * lost their case: it comes back from a list. A value may hold what separates values: it ends
 * only where a known name follows, or where the brace that ends it stands at an end.
 */
#ifndef FORM_STRUCTTEXT_H
#define FORM_STRUCTTEXT_H

#include "form/table.h"

/* as_fn: a struct, a list of structs, a map of texts. What is none is kept as text. */
bool as_struct(struct sv cell, struct cell_ctx *ctx, struct buf *out);
bool as_structs(struct sv cell, struct cell_ctx *ctx, struct buf *out);
bool as_map(struct sv cell, struct cell_ctx *ctx, struct buf *out);

#endif
