/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the text of a file to records: wrappers, arrays, lines, concatenated values, and
 * what to do when one of them is broken. A push parser: text comes in pieces; what it
 * cannot use yet it asks for again.
 */
#ifndef INGEST_SPLIT_H
#define INGEST_SPLIT_H

#include "ingest/token.h"
#include "store/store.h"

enum split_state {
	SPLIT_TOP,      /* between top-level values */
	SPLIT_VALUE,    /* in an array, a value or its end follows */
	SPLIT_NEXT,     /* in an array, behind a value */
	SPLIT_WRAP,     /* in a wrapper, behind a member */
	SPLIT_WRAP_KEY, /* in a wrapper, a key follows */
	SPLIT_LOST      /* looking for the next record after a broken one */
};

struct split {
	struct token *token;
	struct file *file;
	uint32_t file_index;
	enum split_state state;
	bool wrapper;  /* the array stands in a wrapper */
	bool in_array; /* the wrapper stands in an array */
	bool begun;    /* the first byte of text was seen */
	uint64_t base; /* offset of the piece being fed */
	uint64_t
		member_end; /* records from here on are of a later gzip member; UINT64_MAX */
	uint64_t values;    /* top-level values begun */
	uint64_t digests, notices, wrapped; /* elements skipped, by what they are */
	bool comma;                         /* SPLIT_VALUE: a ',' stands before it */
	bool broken; /* SPLIT_NEXT: the value before could not be read */
	/*
	 * What is known of the next record: none stands in [seek_from, seek_to), at seek_to
	 * one does.
	 */
	uint64_t seek_from, seek_to;
	bool seek_found;
	enum file_kind first; /* form of the first value */
	const char *not_json; /* the text is no JSON: what it is, else NULL */
	bool unsupported;
	bool stop; /* the stage could not be sealed, or no room: give up */
	/* asked after each event; true = the loader wants to stop */
	bool (*pause)(void *arg);
	void *pause_arg;
};

void split_init(struct split *sp, struct token *t, struct file *f, uint32_t index);
/*
 * Feed LEN bytes at P (TOKEN_PAD zero bytes follow them), which stand at sp->base. Returns
 * how many were used; the caller feeds the rest again with more behind it and advances
 * sp->base. FINAL: nothing follows; all is used.
 */
size_t split_feed(struct split *sp, const char *p, size_t len, bool final);
/*
 * After the last piece: the kind of the file, and its state as far as the text decides it.
 */
void split_end(struct split *sp);
/* Remember a place that could not be read. */
void split_refuse(struct split *sp, uint64_t off, uint64_t len, const char *reason);

/*
 * End of the JSON value at P by its brackets and strings alone, or NULL when it is not
 * there.
 */
const char *split_skip(const char *p, const char *end);
/*
 * The next place from P on that looks like the start of a record, or NULL; then everything
 * before *RET_UPTO is known not to be one (what is cut at END may be). The text begins at
 * START.
 */
const char *split_find_record(const char *start, const char *p, const char *end,
			      const char **ret_upto);
/*
 * What a text that does not begin as JSON is, in words; *RET_UNSUPPORTED for forms read
 * later.
 */
const char *split_name_text(const char *p, size_t len, bool *ret_unsupported);

#endif
