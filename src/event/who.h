/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An identity (field `identity`) in few columns: one letter, and its telling end. */
#ifndef EVENT_WHO_H
#define EVENT_WHO_H

#include "util/buf.h"
#include "util/sv.h"

/* One letter for the sort of an identity: U R F S X ! and ? */
char who_letter(struct sv identity);
/*
 * The telling end of it: "alice", "ci-deploy/gh-1234" (a role with its session),
 * "events" (a service). SESSION may be SV_NULL.
 */
void who_short(struct buf *out, struct sv identity, struct sv session);

#endif
