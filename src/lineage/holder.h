/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one index of the session graph that all who ask in the background share: made when it is
 * wanted first after the load, then kept. Counted; lineage_holder_get() is for the worker's thread.
 */
#ifndef LINEAGE_HOLDER_H
#define LINEAGE_HOLDER_H

#include "lineage/lineage.h"
#include "session/session.h"

struct lineage_holder;

struct lineage_holder *lineage_holder_new(void);
struct lineage_holder *lineage_holder_ref(struct lineage_holder *h);
void lineage_holder_unref(struct lineage_holder *h);
/*
 * The index for the events of V, with a reference; NULL when cancelled. While the load goes on
 * it is empty (.final is false): issuers are looked for when all is there.
 */
struct lineage_index *lineage_holder_get(struct lineage_holder *h,
					 const struct eval_env *env, const struct view *v);

/* The question for it: the answer is a struct lineage_index, with a reference. */
extern const struct question lineage_question;
void lineage_ask(struct session *sn, struct lineage_holder *h);

#endif
