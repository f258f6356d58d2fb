/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the text of a file to records: wrappers, arrays, lines, concatenated values, and
 * what to do when one of them is broken. A push parser: text comes in pieces; what it
 * cannot use yet it asks for again.
 *
 * An object that has a key of the FORM TABLE is looked at by its forms (ingest/settle.c).
 * What they find in a string is a text of its own: it is split by a splitter of its own,
 * which knows by its scope where in the file each of its bytes stands.
 */
#ifndef INGEST_SPLIT_H
#define INGEST_SPLIT_H

#include "form/form.h"
#include "ingest/blob.h"
#include "ingest/token.h"
#include "store/store.h"

enum split_state {
	SPLIT_TOP,   /* between top-level values */
	SPLIT_VALUE, /* in an array, a value or its end follows */
	SPLIT_NEXT,  /* in an array, behind a value */
	SPLIT_WRAP,  /* in a wrapper, behind a member */
	SPLIT_KEY,   /* in a wrapper, a key follows */
	SPLIT_ROW,   /* in a table, a row follows */
	SPLIT_LINE,  /* in lines of a form, one follows */
	SPLIT_LOST   /* looking for the next record after a broken one */
};

/* An array or a wrapper that is open. */
struct level {
	bool wrapper;
	uint8_t form;    /* of the wrapper whose list it is, or FORM_NONE */
	const char *key; /* of the list, NULL: an array without a wrapper */
};
#define SPLIT_LEVELS 16u

/* A text inside the text of a file. */
#define SCOPE_DEPTH 3u /* strings in strings */
#define SCOPE_NEST  8u /* objects and texts in one another */
struct scope {
	const struct scope
		*up;      /* the text it was decoded from, NULL: the file's, or a part's */
	struct sv stored; /* what it was decoded from, in that text */
	enum codec_step step; /* how */
	struct sv text;
	uint64_t off, end; /* place of STORED */
	struct row_how how;
	unsigned blobs;       /* of them blobs */
	unsigned depth, nest; /* decoded texts, and all scopes, that it stands in */
};

/* What was found in a file, in all its texts. */
#define FORMS_MAX 64u
struct tally {
	uint64_t events[FORMS_MAX];   /* by form */
	uint64_t first[FORMS_MAX];    /* events before the first one of the form */
	uint64_t skipped[FK_COUNT];   /* elements that are no event, by what they are */
	const char *why[FK_COUNT];    /* reason that a form gave for one of them, or NULL */
	bool json_table;              /* the rows of a table in JSON have their header */
	uint64_t lists;               /* bits of the forms a list of which was met */
	struct buf text[SCOPE_DEPTH]; /* decoded texts, by depth */
	struct buf composed;
	struct blob blob[SCOPE_DEPTH];
	struct cell_ctx ctx;
	struct table *table; /* that is being read, or was */
	uint32_t table_part; /* its number as a part of the file */
};

/* What stood at the start of the last element, and where those before it began (repeat.c). */
#define REPEAT_ELEMENTS 8u
struct repeat {
	uint64_t at[REPEAT_ELEMENTS], run; /* elements skipped one after the other */
	uint64_t skipped, events, refused, other, tabs;
	bool armed; /* they are of the element before */
	enum split_state state;
	unsigned nlevels;
};

struct split {
	struct token *token;
	struct file *file;
	uint32_t file_index;
	struct tally *tally;
	const struct scope *scope; /* NULL: the text is that of the file */
	unsigned form;             /* what the text was found in, or FORM_NONE */
	bool strict;               /* only what is a record beyond doubt counts */
	enum split_state state;
	struct level levels[SPLIT_LEVELS];
	unsigned nlevels;
	bool begun;    /* the first byte of text was seen */
	uint64_t base; /* offset of the piece being fed */
	uint64_t
		member_end; /* records from here on are of a later gzip member; UINT64_MAX */
	uint64_t values;    /* top-level values begun */
	uint64_t tabs;      /* of them behind a TAB */
	char blank;         /* the last white space */
	unsigned line_form; /* SPLIT_LINE: whose lines they are */
	bool comma;         /* SPLIT_VALUE: a ',' stands before it */
	uint64_t wasted;    /* bytes looked through for the end of objects that have none */
	bool broken;        /* what stands before could not be read, and was refused */
	/*
	 * What is known of the next record: none stands in [seek_from, seek_to), at seek_to
	 * one does.
	 */
	uint64_t seek_from, seek_to;
	bool seek_found;
	enum file_kind first; /* shape of the first value */
	struct repeat repeat;
	bool is_text;              /* the text is no JSON, but: */
	struct form_text not_json; /* ... this */
	bool stop;                 /* the stage could not be sealed, or no room: give up */
	/* asked after each event; true = the loader wants to stop */
	bool (*pause)(void *arg);
	void *pause_arg;
};

/* TALLY is the caller's, and was cleared. */
void split_init(struct split *sp, struct token *t, struct file *f, uint32_t index,
		struct tally *tally);
/* Zero, but for the room of its buffers. */
void tally_clear(struct tally *t);
void tally_release(struct tally *t);
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

#endif
