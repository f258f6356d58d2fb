/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts of selected events by the values of fields (count --by, the Values pane, summary).
 * A multi-valued field counts once for each distinct value of an event; several fields =
 * every combination within an event.
 */
#ifndef COUNT_COUNT_H
#define COUNT_COUNT_H

#include "eval/select.h"

struct count_row {
	struct sv *keys; /* one for each field; .ptr NULL: the event has none */
	uint64_t count;
	tick_t first, last; /* TICK_NONE when no event of the row has a readable time */
};

struct idcounts;

/* Rows: count descending, then keys ascending (none after all strings). */
struct counts {
	size_t n;
	size_t nfields;
	/*
	 * All rows, unless IDS: keys that are UUIDs may be millions, and are told apart by
	 * their events. Read them with counts_row(), or call counts_spell() first.
	 */
	struct count_row *rows;
	struct idcounts *ids;
	/* private */
	size_t nrows;       /* in ROWS */
	uint32_t *at;       /* with IDS: place of each of ROWS among all */
	struct arena arena; /* texts that the store does not hold */
	struct sv *keys;
	size_t cap, keycap;
};

/*
 * Count the rows set in BITS (segments 0..nsegs-1). With no field: one row, also when
 * nothing is set. An event without any value of a field has the key none there. ST_CANCELED
 * when *cancel was seen; ST_LIMIT when an event has more than a million combinations of
 * values.
 */
enum st count_by(const struct eval_env *env, const uint64_t *bits, uint32_t nsegs,
		 const struct fieldref *by, size_t nby, struct counts *ret) WARN_UNUSED;
void counts_release(struct counts *c);

/* Where counts_row() puts a row that stands nowhere yet. */
struct count_read {
	struct count_row row;
	struct sv key;
	char text[36];
};
/* Row I; valid until TMP is used again. For many threads, each with its own TMP. */
const struct count_row *counts_row(const struct counts *c, size_t i,
				   struct count_read *tmp);
/* The row with the one key KEY (.ptr NULL: none), or SIZE_MAX. May look at all of ROWS. */
size_t counts_find(const struct counts *c, struct sv key);
/*
 * Indexes of all rows of one field (C->n) by their key, numbers by value before other texts;
 * none last either way, equal numbers as they stand. Takes seconds for millions.
 */
void counts_by_key(const struct counts *c, bool reverse, uint32_t *ret);
/* Put all rows into .rows: takes 100 bytes for each. */
void counts_spell(struct counts *c);

/* Texts of the values of a field in a row, in order; those of a TIME field formatted. */
struct field_values {
	struct sv *v;
	size_t n, cap;
	struct arena arena;
	struct field_cache *cache; /* private */
};
/*
 * Reuses RET's memory, and remembers where the fields lie: keep one for many rows and
 * fields, for one thread. Zero it before the first call; the texts are valid until the
 * next.
 */
void field_values(const struct store *s, row_t row, const struct fieldref *f,
		  struct field_values *ret);
void field_values_release(struct field_values *v);

#endif
