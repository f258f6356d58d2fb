/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs between two JSON trees: members are paired by key (the second of two equal keys
 * with the second), elements by place. Strings are compared decoded, all else as written; the
 * order of members is no difference.
 */
#ifndef JSON_DIFF_H
#define JSON_DIFF_H

#include "json/tree.h"

/*
 * One difference. Both sides: a leaf whose value differs, or an object or array against
 * something else. One side (the other JT_NONE): a leaf that the other tree lacks.
 */
struct json_diff_row {
	uint32_t left, right;
};

struct json_diff {
	struct json_diff_row
		*rows; /* in the order of LEFT; what RIGHT has more, at the end of
				       its object or array */
	size_t n;
	uint64_t same; /* leaves that are equal */
};

enum st json_diff(const struct json_tree *left, const struct json_tree *right,
		  struct json_diff *ret, struct err *err) WARN_UNUSED;
void json_diff_release(struct json_diff *d);

/* Append the path of a row (json_tree_path()), from whichever side has it. */
void json_diff_path(const struct json_tree *left, const struct json_tree *right,
		    const struct json_diff_row *row, struct buf *out);

#endif
