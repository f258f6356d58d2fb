/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the loaded events cover: a row for each account and region, with its silences, its data
 * events, and the times at which its logging was stopped; and what became of each file. Over
 * everything loaded, whatever is filtered.
 */
#ifndef COVERAGE_COVERAGE_H
#define COVERAGE_COVERAGE_H

#include "eval/eval.h"
#include "list/listing.h"
#include "store/order.h"
#include "util/buf.h"

struct coverage;

/*
 * A silence of at least 6 hours and 20 times the median one, between two events of a row or up
 * to where other rows of its account reach.
 */
struct cover_gap {
	tick_t from, to;
};
/* Its hours in tenths, rounded. */
uint64_t cover_gap_tenths(const struct cover_gap *g);

/* A time at which logging was stopped. */
struct cover_stop {
	tick_t from, to; /* TICK_NONE: it did not come back */
	struct sv event; /* what stopped it */
};

/* One account in one region; memory is of the coverage's arena. */
struct cover_row {
	struct sv account, region; /* .ptr NULL: the event names none */
	uint64_t events;
	uint64_t timed, untimed; /* of them without a readable time: in no day */
	tick_t first, last;      /* TICK_NONE: none */
	tick_t reach;            /* the last event of its account */
	int64_t median; /* of the silences between two of its events, in seconds; -1: none */
	struct cover_gap *gaps;
	size_t ngaps, gapcap;
	uint64_t management;
	struct tally *data; /* data events by service, by name */
	size_t ndata, datacap;
	struct cover_stop *stops;
	size_t nstops, stopcap;
	uint32_t *per_day; /* events on coverage.first_day + i (coverage.ndays of them) */
	uint32_t place;
};
/* Days from the first to the last event, of those that are looked at. */
uint32_t cover_row_days(const struct coverage *c, const struct cover_row *r);

struct coverage {
	struct cover_row *rows; /* by account, then region; none after all texts */
	size_t n;
	int64_t first_day; /* days since 1970 */
	uint32_t ndays;    /* at most COVER_MAX_DAYS, the newest ones */
	bool cut;          /* older days were left out of per_day */
	struct arena arena;
};

#define COVER_MAX_DAYS 4096u

/* Over all rows of ORDER. NULL when cancelled. */
struct coverage *coverage_make(const struct eval_env *env, const struct order *order);
void coverage_free(struct coverage *c);

/* Append "2024-05-14T10:00:00Z..2024-05-15T10:00:00Z (24.0 h)"; "StopLogging FROM..TO". */
void cover_gap_text(const struct cover_gap *g, struct buf *out);
void cover_stop_text(const struct cover_stop *s, struct buf *out);

/* The rows as a listing. */
enum cover_col {
	CC_ACCOUNT,
	CC_REGION,
	CC_EVENTS,
	CC_FIRST,
	CC_LAST,
	CC_MEDIAN,
	CC_GAPS,
	CC_MANAGEMENT,
	CC_DATA,
	CC_STOPPED,
	CC_GAPS_TEXT,
	CC_STOPPED_TEXT,
	CC_COUNT
};
extern const struct listing coverage_listing;
struct coverage_rows {
	const struct cover_row *row; /* the last one whose cells were asked for */
	struct rowset gaps, stops;
	const struct coverage *c;
	struct rows r;
};
/* R must not move. */
void coverage_rows_init(struct coverage_rows *r, const struct coverage *c,
			enum reader reader);
void coverage_rows_release(struct coverage_rows *r);

/* The remarks of a file that are no problem ("3 ids with differing content"), one call
 * each. */
typedef void (*file_note_fn)(void *arg, const char *note);
void file_notes(const struct file *f, file_note_fn fn, void *arg);
/* Files in file order (before the end of the load: as found). Caller frees. */
uint32_t files_in_order(const struct store *s, uint32_t **ret);

#endif
