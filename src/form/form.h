/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forms: in how many shapes CloudTrail reaches an investigator, one file of code each.
 *
 * Layer form looks at text that is there: it says what an object, a row of a table or a line
 * is, where in it the record stands and how it is decoded. It opens nothing, keeps nothing
 * and stages nothing; ingest/ does.
 *
 * A form is a row of the FORM TABLE (form/form.c). Its keys are those top-level keys of an
 * object that make a look at it worth while: the reader of records stops at the first of
 * them. A record that has none costs nothing more.
 *   KEY_LIST     "Events":[...]: each element is looked at by itself, as if it stood alone
 *   KEY_THROUGH  "hits":{...}: a list is looked for one level further down
 *   KEY_ITEM     the object is given to form.object of the forms that have the key, in the
 *                order of the table, until one takes it
 * What a value holds (an object, a text in a string, a blob) is looked at again: forms nest,
 * and the innermost one counts.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "form/codec.h"
#include "form/object.h"
#include "form/table.h"
#include "store/stage.h"

/* What a top-level key says about the object that bears it (bits of stage_path.frame). */
enum frame_bits {
	FRAME_INSIGHT = 1 << 0,   /* insightDetails */
	FRAME_NAME = 1 << 1,      /* eventName */
	FRAME_TIME = 1 << 2,      /* eventTime */
	FRAME_VERSION = 1 << 3,   /* eventVersion */
	FRAME_SOURCE = 1 << 4,    /* eventSource */
	FRAME_IDENTITY = 1 << 5,  /* userIdentity */
	FRAME_CATEGORY = 1 << 6,  /* eventCategory */
	FRAME_S3 = 1 << 7,        /* an S3 notification, when an object stands there */
	FRAME_DIGEST = 1 << 8,    /* digestS3Object */
	FRAME_LOG_FILES = 1 << 9, /* logFiles: a digest too, unless it has a name */
	FRAME_RECORDS = 1 << 10,
	FRAME_NOTICE = 1 << 11, /* SNS and SQS messages that name files */
	FRAME_UNREAD = 1 << 12, /* of a form that is named and skipped */
	FRAME_FORM = 1 << 13    /* a key of the FORM TABLE */
};
#define FRAME_EVENT (FRAME_NAME | FRAME_TIME | FRAME_INSIGHT)

/* Bits of a top-level key; a frame_fn (store/stage.h). */
uint16_t form_frame(struct sv key);
/* Is that a record beyond doubt, wherever it was found? */
bool form_is_strict(unsigned frame);

enum key_role { KEY_NONE, KEY_ITEM = 1, KEY_LIST = 2, KEY_THROUGH = 4 };
struct form_key {
	const char *key;
	enum key_role role;
};

/* What a form makes of an object or a row. */
enum form_what {
	FORM_PASS,   /* it is none of its own */
	FORM_OBJECT, /* the object at AT is looked at again */
	FORM_TEXT,   /* so is the text in the JSON string at AT */
	FORM_BLOB, /* so is what the JSON string at AT holds in base64, maybe compressed */
	FORM_ROW,  /* it is a row of a table in JSON, the first of which is the header */
	FORM_COMPOSE, /* form.compose makes a partial record of it */
	FORM_SKIP /* it is its own, but holds no event: counted as SKIP, because of WHY */
};
struct form_hit {
	enum form_what what;
	const char *at, *end;
	bool strict; /* what is found there counts only when it is a record beyond doubt */
	unsigned remarks; /* enum table_remark */
	enum file_kind skip;
	const char *why;
};

struct form {
	enum file_kind kind;
	const struct form_key *keys; /* ends with a NULL key */
	bool over_event;             /* takes an object that has eventName itself, too */
	bool strings;                /* a string in place of an object is the text of one */
	bool transport; /* what is found inside has this form only if it has none itself */
	void (*object)(const struct object *o, struct form_hit *hit);
	/* The same for an array that is an element of a list of this form, and its record. */
	void (*array)(struct sv row, struct form_hit *hit);
	bool (*compose_array)(struct sv row, struct cell_ctx *ctx, struct buf *out);
	/* The same for a line of a text that is no JSON: FORM_PASS or FORM_OBJECT. */
	void (*line)(struct sv line, struct form_hit *hit);
	/*
	 * Is ROW the header of a table of this form? It binds its columns (t->bound), or
	 * says which one holds a whole record (t->record).
	 */
	bool (*header)(struct table *t, const struct table_row *row);
	/*
	 * Partial records of objects: append the record of O as JSON; false: it holds none.
	 */
	bool (*compose)(const struct object *o, struct cell_ctx *ctx, struct buf *out);
	const char *const *paths; /* all that a partial record may have; ends with NULL */
};

/* The FORM TABLE; number 0 is none: the plain shapes of trail files. */
#define FORM_NONE 0
extern const struct form *const forms[];
extern const unsigned form_count;

/* What is known of a top-level key: the forms that have it, by bit, and in which roles. */
struct key_info {
	uint64_t forms;
	unsigned roles; /* enum key_role, of all of them */
	uint8_t list;   /* the first form that has it as KEY_LIST or KEY_THROUGH */
	const char *key;
};
/* NULL: it is no key of any form. */
const struct key_info *form_key(struct sv key);

/* Has O a name or a time of its own, as events have? */
bool object_is_event(const struct object *o);
/*
 * The first form that takes the object O: its number, or FORM_NONE. *RET is not FORM_PASS
 * then.
 */
unsigned form_of_object(const struct object *o, struct form_hit *ret);

/*
 * Is ROW, between whose cells DELIM stands, the header of a table of some form? T is ready
 * for the rows below it then.
 */
bool form_of_header(struct table *t, const struct table_row *row, char delim);

/* The form whose lines are like LINE, or FORM_NONE. */
unsigned form_of_line(struct sv line);
/* The form that has strings for records (form.strings). */
unsigned form_of_strings(void);

/*
 * May a partial record that is read as HOW says, in file F, have something at the path KEYS
 * or below? What it may not have is not absent, but unknown.
 */
bool form_knows(const struct row_how *how, const struct file *f, const struct sv *keys,
		size_t nkeys);

/* Kinds of parts of a file (file_part.kind). */
enum part_kind {
	PART_TABLE,      /* the header of a table; its dates are of an unknown order, ... */
	PART_TABLE_DAYS, /* ... the day comes first, ... */
	PART_TABLE_MONTHS, /* ... or the month */
	PART_BLOB          /* base64 in a JSON string, inflated where it is gzip */
};

/* What a text that is no JSON is. */
struct form_text {
	enum file_kind kind; /* FK_OTHER, or FK_UNSUPPORTED: CloudTrail, but not read */
	const char *what;    /* in words, a constant */
};
void form_of_text(struct sv text, struct form_text *ret);

#endif
