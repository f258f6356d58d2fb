/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the values of a field are found in a store. Of eval/ and count/ only. */
#ifndef EVAL_SOURCE_H
#define EVAL_SOURCE_H

#include "lang/filter.h"

/* One node of the trie with values of the field. */
struct place {
	path_t path;
	bool overflow; /* its texts are those of store/overflow.h: place_value() */
	bool any_rel;  /* all of them, not only those at REL */
	bool below;    /* those below REL too */
	struct sv rel; /* owned by the source */
};

/* SRC_RUN: one value for all rows of a run (segment.h): the file, or how it was read. */
enum source_kind { SRC_PATHS, SRC_TIME, SRC_RUN, SRC_RECORD };

struct source {
	enum source_kind kind;
	enum field_src run;   /* SRC_RUN: FS_FILE, FS_FORM or FS_PARTIAL */
	struct place *places; /* by path, then rel */
	size_t n, cap;
	struct arena arena;
	/* nodes of the trie when it was made: make it again when there are more */
	uint32_t seen;
};

/* Zero SRC first; may be called again. BELOW: what lies below the path too (for `has`). */
void source_resolve(struct source *src, const struct store *s, const struct fieldref *f,
		    bool below);
void source_release(struct source *src);
/*
 * Order the places so that it does not depend on the numbers of paths (which depend on
 * threads): plain members before elements of arrays.
 */
void source_sort_by_form(struct source *src, const struct store *s);
/* True when resolving again would give the same. */
bool source_is_current(const struct source *src, const struct store *s);

/*
 * The value in the text TEXT of an overflow place; false when it is another path's.
 * *RET_LITERAL: it is a number, true, false, null, {} or [].
 */
bool place_value(const struct place *p, struct sv text, struct sv *ret_value,
		 bool *ret_literal) WARN_UNUSED;

/* null, {} and [] are no values. */
static inline bool literal_is_value(struct sv v)
{
	return v.len && v.ptr[0] != 'n' && v.ptr[0] != '{' && v.ptr[0] != '[';
}

/*
 * Path of a file as `files` prints it: invalid bytes become U+FFFD. Appends to TMP if
 * needed.
 */
struct sv file_text(const struct file *f, struct buf *tmp);

/* SRC_RUN: values have numbers below this; that of a run, and its text. */
uint32_t source_run_count(const struct source *src, const struct store *s);
uint32_t source_run_value(const struct source *src, const struct store *s,
			  const struct file_run *run);
struct sv source_run_text(const struct source *src, const struct store *s, uint32_t value,
			  struct buf *tmp);

#endif
