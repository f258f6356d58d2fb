/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first value of a path in every row of a segment, as numbers of distinct texts: for
 * passes over everything that is loaded. Shared by the threads of a pass.
 */
#ifndef COLUMNS_COLNUMS_H
#define COLUMNS_COLNUMS_H

#include "columns/numbers.h"

struct colnums {
	const struct store *store;
	path_t path; /* PATH_NONE: no record has it */
	struct names *names;
	bool blank; /* "" is a value */
	struct colnums_dict {
		const struct dict *dict;
		uint32_t *v; /* by number of the dictionary */
		uint32_t n;
	} dicts[2]; /* strings, literals */
};

/*
 * NAMES is where texts get their numbers; several paths may share it. BLANK: "" is a value, as
 * in a count; else it is none, as in the rules for who did it.
 */
void colnums_init(struct colnums *c, const struct store *s, path_t path,
		  struct names *names, bool blank);
void colnums_release(struct colnums *c);
/*
 * Before a pass, by one thread: number what the dictionaries hold by now, which is all that the
 * segments published by now refer to.
 */
void colnums_refresh(struct colnums *c);
/*
 * RET[r] = number of the first value of each row r, NUMBER_NONE where there is none: null, {}
 * and [] are none. ADD: only where RET[r] is NUMBER_NONE, else all rows are set.
 */
void colnums_rows(const struct colnums *c, const struct segment *seg, bool add,
		  uint32_t *ret);

#endif
