/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A typed cell of a list: what it holds, and how every reader of lists shows it.
 *
 *          JSON                     CSV                    table, Markdown
 * ABSENT   the key is left out      empty                  -
 * NULL     null                     empty                  -
 * TEXT     string                   text                   text
 * NUM      number                   digits                 digits, to the right
 * BOOL     true, false              true, false            true, false
 * TIME     string; TICK_NONE: null  text; empty            text in the zone asked for; -
 * LIST     array of strings         joined by a blank      joined by a blank
 * PHRASES  array of strings         joined by "; "         joined by "; "
 * ROWS     array of objects, or     its JSON text          a section of its own in a page,
 *          an object (.single)                             else its JSON text
 * SHARE    "40.4%"                  40.4%                  40.4%
 * TENTHS   number with one decimal  the same               the same, to the right
 * TALLY    object: names and counts name=count, by blanks  name=count, by blanks
 *
 * as the kind named, but on the screen:
 * WHO      TEXT: an identity        its letter and its short form
 * BYTES    NUM                      1.2 MB
 * RESULT   TEXT: a value of the     its word: ok DENIED THROTL ...
 *          field `result`
 * WORD     TEXT                     the text; sorts by a weight
 * SPARK    array of numbers         a bar for each
 */
#ifndef LIST_CELL_H
#define LIST_CELL_H

#include "util/base.h"
#include "util/sv.h"
#include "util/timefmt.h"

struct rowset;

enum cell_kind {
	CELL_ABSENT,
	CELL_NULL,
	CELL_TEXT,
	CELL_NUM,
	CELL_BOOL,
	CELL_TIME,
	CELL_LIST,
	CELL_PHRASES,
	CELL_ROWS,
	CELL_SHARE,
	CELL_TENTHS,
	CELL_TALLY,
	CELL_WHO,
	CELL_BYTES,
	CELL_RESULT,
	CELL_WORD,
	CELL_SPARK
};

/* What a cell tells besides its text; the screen has a role of the theme for each. */
enum tone {
	TONE_USUAL, /* of its kind: numbers, times, text */
	TONE_TEXT,
	TONE_DIM,
	TONE_NUMBER,
	TONE_CHANGE,
	TONE_NEW,
	TONE_WARNING,
	TONE_ERROR,
	TONE_BAR,
	TONE_OK, /* results, in the order of enum result */
	TONE_DENIED,
	TONE_THROTTLED,
	TONE_ABSENT,
	TONE_FAILED,
	TONE_COUNT
};

/* One name of a CELL_TALLY and how often it occurs. */
struct tally {
	struct sv name;
	uint64_t n;
};

struct cell {
	enum cell_kind kind;
	enum tone tone;
	union {
		struct sv text;
		uint64_t num;
		bool yes;
		struct {
			tick_t time;
			unsigned below; /* nanoseconds below the tick */
		};
		struct {
			const struct sv *v;
			size_t n;
		} list;
		const struct rowset *rows;
		struct {
			const struct tally *v;
			size_t n;
		} tally;
		struct {
			uint64_t part, all;
		} share;
		struct {
			struct sv identity, session;
		} who;
		struct {
			struct sv text;
			uint64_t weight;
		} word;
		struct {
			const uint32_t *v;
			uint32_t n;
		} spark;
	} u;
};

static inline struct cell cell_null(void)
{
	return (struct cell){ .kind = CELL_NULL };
}

static inline struct cell cell_absent(void)
{
	return (struct cell){ .kind = CELL_ABSENT };
}

/* A text; .ptr NULL is null. */
static inline struct cell cell_text(struct sv v)
{
	return (struct cell){ .kind = v.ptr ? CELL_TEXT : CELL_NULL, .u.text = v };
}

static inline struct cell cell_str(const char *s)
{
	return cell_text(sv_str(s));
}

static inline struct cell cell_num(uint64_t n)
{
	return (struct cell){ .kind = CELL_NUM, .u.num = n };
}

/* N tenths. */
static inline struct cell cell_tenths(uint64_t n)
{
	return (struct cell){ .kind = CELL_TENTHS, .u.num = n };
}

static inline struct cell cell_tally(const struct tally *v, size_t n)
{
	return (struct cell){ .kind = CELL_TALLY, .u.tally = { v, n } };
}

static inline struct cell cell_bool(bool yes)
{
	return (struct cell){ .kind = CELL_BOOL, .u.yes = yes };
}

static inline struct cell cell_time(tick_t t)
{
	return (struct cell){ .kind = CELL_TIME, .u.time = t };
}

/* With the nanoseconds below the tick: value_time_below(). */
static inline struct cell cell_time_below(tick_t t, unsigned below)
{
	return (struct cell){ .kind = CELL_TIME, .u.time = t, .u.below = below };
}

static inline struct cell cell_list(const struct sv *v, size_t n)
{
	return (struct cell){ .kind = CELL_LIST, .u.list = { v, n } };
}

static inline struct cell cell_phrases(const struct sv *v, size_t n)
{
	return (struct cell){ .kind = CELL_PHRASES, .u.list = { v, n } };
}

static inline struct cell cell_rows(const struct rowset *rows)
{
	return (struct cell){ .kind = CELL_ROWS, .u.rows = rows };
}

static inline struct cell cell_share(uint64_t part, uint64_t all)
{
	return (struct cell){ .kind = CELL_SHARE, .u.share = { part, all } };
}

/* SESSION (which may be SV_NULL) only says more on the screen. */
static inline struct cell cell_who(struct sv identity, struct sv session)
{
	return (struct cell){ .kind = identity.ptr ? CELL_WHO : CELL_NULL,
			      .u.who = { identity, session } };
}

static inline struct cell cell_result(struct sv v, enum tone tone)
{
	return (struct cell){ .kind = v.ptr ? CELL_RESULT : CELL_NULL,
			      .tone = tone,
			      .u.text = v };
}

static inline struct cell cell_bytes(uint64_t n)
{
	return (struct cell){ .kind = CELL_BYTES, .u.num = n };
}

/* The highest weight comes first where the most is asked for. */
static inline struct cell cell_word(const char *word, uint64_t weight)
{
	return (struct cell){ .kind = CELL_WORD, .u.word = { sv_str(word), weight } };
}

static inline struct cell cell_spark(const uint32_t *v, uint32_t n)
{
	return (struct cell){ .kind = CELL_SPARK, .u.spark = { v, n } };
}

static inline struct cell cell_toned(struct cell c, enum tone tone)
{
	c.tone = tone;
	return c;
}

/* A count of which nothing is not worth a look: dim when it is 0. */
static inline struct cell cell_num_or_dim(uint64_t n, enum tone tone)
{
	return cell_toned(cell_num(n), n ? tone : TONE_DIM);
}

/* Digits, which tables set to the right? */
static inline bool cell_is_number(const struct cell *c)
{
	return c->kind == CELL_NUM || c->kind == CELL_BYTES || c->kind == CELL_TENTHS;
}

/* Is there nothing to show? */
bool cell_is_empty(const struct cell *c);
/* The tenths of a percent of a CELL_SHARE, rounded. */
uint64_t cell_per_mille(const struct cell *c);

#endif
