/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts of values that are UUIDs (VK_UUID), of which there may be one for each event: they
 * are sorted as bytes, part by part, and what is kept of a value that one event has is the
 * number of its row. At ten million values 12 bytes each while it is made, 4 afterwards (40
 * for a value of several events). Of count/ only.
 *
 * Made in passes: idcounts_note() over all columns, idcounts_place(), idcounts_put() over the
 * same columns in the same chunks, idcounts_sort().
 */
#ifndef COUNT_UUID_H
#define COUNT_UUID_H

#include "count/tally.h"
#include "store/store.h"

#define UUID_PARTS  1024u /* by the first bits of a value */
#define UUID_CHUNKS 64u

struct uuid_entry {
	uint32_t hi, lo; /* the first 8 bytes, as a number */
	row_t row;       /* from the end of the segments on: one of .texts */
};

/* A value with its events. */
struct uuid_row {
	uint32_t hi; /* its first 4 bytes */
	uint32_t count;
	row_t row; /* one that has it */
	tick_t first, last;
};

/* A value that a single event has. */
struct uuid_one {
	row_t row;
	uint32_t hi;
};

struct uuid_part {
	uint32_t from, n; /* entries; once sorted: */
	uint32_t nones;   /* struct uuid_one, where the entries were */
	struct uuid_row *rows;
	uint32_t nrows, cap;
};

struct idcounts {
	const struct store *store;
	uint32_t nsegs;
	/* where the values of a segment are: views[from[i]] up to views[from[i + 1]] */
	struct column_view *views;
	uint32_t *from;
	size_t nviews, viewcap;
	/* values by their bytes: UUIDs that do not stand in such a column alone */
	struct textcount texts;
	uint32_t (*fill)
		[UUID_PARTS]; /* by chunk, the last one of TEXTS: number, then place */
	struct uuid_entry *entries;
	size_t nentries;
	struct uuid_part *parts;
	/* the answer, each in the order of the values: count descending, then those of one */
	struct uuid_row *rows;
	size_t nrows;
	row_t *ones;
	size_t nones;
};

/* PATHS: those with values of the field. */
struct idcounts *idcounts_new(const struct store *s, uint32_t nsegs, const path_t *paths,
			      size_t npaths);
void idcounts_free(struct idcounts *ic);
/* Is there any column of UUIDs? */
static inline bool idcounts_any(const struct idcounts *ic)
{
	return ic->nviews > 0;
}

/* Is V the text of a UUID as it is stored? */
bool uuid_parse(struct sv v, uint8_t id[16]) WARN_UNUSED;
/* Before idcounts_place(): take in values by their 16 bytes; T is empty then. */
void idcounts_texts(struct idcounts *ic, struct textcount *t);

/* The values of V, a column of the segment, in the rows of MASK; at most one in a row. */
void idcounts_note(struct idcounts *ic, unsigned chunk, const struct column_view *v,
		   const uint64_t *mask);
void idcounts_place(struct idcounts *ic);
void idcounts_put(struct idcounts *ic, unsigned chunk, uint32_t seg,
		  const struct column_view *v, const uint64_t *mask);
enum st idcounts_sort(struct idcounts *ic, unsigned threads,
		      const _Atomic(bool) *cancel) WARN_UNUSED;
/*
 * The end: give the rows of C, in their order, a place among the values, and drop what was
 * needed to make them.
 */
void idcounts_merge(struct idcounts *ic, struct counts *c);

/* The 16 bytes and the time of an entry of the answer. */
const uint8_t *idcounts_id(const struct idcounts *ic, row_t row);
static inline size_t idcounts_n(const struct idcounts *ic)
{
	return ic->nrows + ic->nones;
}
/* Value number I of the answer. */
void idcounts_row(const struct idcounts *ic, size_t i, struct count_read *ret);

#endif
