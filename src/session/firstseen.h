/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First events: of each identity, address and event name the earliest one loaded. "NEW" on
 * the screen means this, the first time in the loaded files, and no more.
 */
#ifndef SESSION_FIRSTSEEN_H
#define SESSION_FIRSTSEEN_H

#include "eval/eval.h"

/* The fields, a bit each (bit of session_new()). */
enum new_bits { NEW_IDENTITY = 1, NEW_IP = 2, NEW_EVENT = 4 };
#define FIRSTSEEN_FIELDS 3

/* A field with more distinct values than this has no first events: memory is bounded. */
#define FIRSTSEEN_MAX_VALUES (1u << 20)

struct firstseen;

struct firstseen *firstseen_new(const struct path_trie *paths);
void firstseen_free(struct firstseen *f);
/*
 * Look at segments up to NSEGS. FINAL: the store is finished; then everything is looked at
 * once more, because copies and the order of files are known only now. ST_CANCELED: call
 * again.
 */
enum st firstseen_update(struct firstseen *f, const struct eval_env *env, uint32_t nsegs,
			 bool final) WARN_UNUSED;
/* Set the bits of the first events of field FIELD (0..2) in ROWS (by row, cleared, nsegs
 * segments). */
void firstseen_rows(const struct firstseen *f, unsigned field, uint64_t *rows,
		    uint32_t nsegs);

#endif
