/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files that make the splitter. Of ingest/ only. */
#ifndef INGEST_SPLIT_PRIV_H
#define INGEST_SPLIT_PRIV_H

#include "ingest/split.h"

/* One feed: a cursor over the piece. */
struct feed {
	struct split *sp;
	const char *start, *p, *end;
	bool final;
};

/* Offset of P in the text that is split, and its place in the file or part. */
static inline uint64_t split_offset(const struct feed *f, const char *p)
{
	return f->sp->base + (uint64_t)(p - f->start);
}
uint64_t split_place(const struct feed *f, const char *p);

/* The form that a record at the place of the cursor has, unless it says otherwise. */
static inline unsigned split_form(const struct split *sp)
{
	unsigned form = sp->nlevels ? sp->levels[sp->nlevels - 1].form : FORM_NONE;

	return form ? form : sp->form;
}

/* Refuse FROM..TO; both at once: only a place. */
void split_refuse_here(struct feed *f, const char *from, const char *to,
		       const char *reason);

/* How a record that stands here is read. */
static inline struct row_how split_how(const struct split *sp)
{
	return sp->scope ? sp->scope->how : (struct row_how){ 0 };
}

/* What is in the stage is the event that FROM..TO, read as HOW says, holds. */
void split_keep(struct feed *f, const char *from, const char *to, struct row_how how);
/* One element that is no event but WHAT; WHY in words, a constant, or NULL. */
void split_skip_one(struct split *sp, enum file_kind what, const char *why);
/* What FORM has found in F: a piece as it stands, the text in a string, a blob in it. */
void split_piece(struct feed *f, const struct form_hit *hit, unsigned form);
void split_text(struct feed *f, const struct form_hit *hit, unsigned form);
void split_blob(struct feed *f, const struct form_hit *hit, unsigned form);
/* The record that FORM composes of the object O. */
void split_composed(struct feed *f, const struct object *o, unsigned form);

/* The object at FROM..TO was read into the stage: keep it, or count what it is. */
void split_settle(struct feed *f, const char *from, const char *to);
/*
 * The members of the object at P, no longer than a record may be. False: it does not end, or
 * *RET_MORE: not yet.
 */
bool split_scan(struct feed *f, const char *p, struct object *ret, bool *ret_more);
/* What a form says of the object at FROM, which is whole. */
enum object_is {
	OBJECT_PLAIN, /* no form takes it: read it as a record */
	OBJECT_DONE,  /* it was read or counted; *RET_TO is behind it */
	OBJECT_MORE   /* more text is needed */
};
enum object_is split_object(struct feed *f, const char *from, const char **ret_to);
/* Is the header of a table at P? Returns the first row below it, or NULL. */
const char *split_table(struct feed *f, const char *p);
/* The row FROM..TO of the table. */
void split_row(struct feed *f, const struct table_row *row, const char *from,
	       const char *to);
/* A JSON string in place of an object, at FROM..TO: true when it was a text to be read. */
bool split_string(struct feed *f, const char *from, const char *to);
/* A line of sp->line_form. */
void split_line(struct feed *f, struct sv line);
/* The first text is there: sets the state. False: it is no JSON, and nothing that is read. */
bool split_begin(struct feed *f);
/* States: a row of a table, a line. False: more text is needed. */
bool split_at_row(struct feed *f);
bool split_at_line(struct feed *f);
/* An element begins at f->p: those that are as the ones before are counted and passed by. */
void split_repeat(struct feed *f);
/* The object FROM..TO is a row of a table; the first is its header. */
void split_json_row(struct feed *f, const char *from, const char *to);
/*
 * The array FROM..TO is an element of a list of FORM: true when it was read or counted as one
 * of its rows.
 */
bool split_array(struct feed *f, const char *from, const char *to, unsigned form);
/* The text ended: what is still open is refused. */
void split_close(struct split *sp);

#endif
