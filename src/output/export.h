/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Export of chosen events into a file, in the background: the records' own bytes (JSON as
 * {"Records":[...]}, NDJSON one a line) or a table (CSV, Markdown). The file appears whole
 * or not at all (util/fileio.h), mode 0600. Each record is read again and checked against
 * what was loaded; one that cannot be given (its source changed) fails the export and is
 * named.
 */
#ifndef OUTPUT_EXPORT_H
#define OUTPUT_EXPORT_H

#include "ingest/raw.h"
#include "store/store.h"
#include "util/err.h"

/* _(ID, "name on the command line", "suffix", "words") */
#define EXPORT_FORMAT_LIST(_)                                                              \
	_(JSON, "json", ".json", "JSON, {\"Records\":[...]}")                              \
	_(NDJSON, "ndjson", ".ndjson", "JSON, one record a line")                          \
	_(CSV, "csv", ".csv", "CSV")                                                       \
	_(MD, "md", ".md", "Markdown table")

enum export_format {
#define EXPORT_ENUM(id, name, suffix, words) EXPORT_##id,
	EXPORT_FORMAT_LIST(EXPORT_ENUM) EXPORT_COUNT
#undef EXPORT_ENUM
};
struct export_format_info {
	const char *name, *suffix, *words;
};
extern const struct export_format_info export_formats[EXPORT_COUNT];
/* By name, else EXPORT_COUNT. */
enum export_format export_format_find(struct sv name);
/* By the suffix of a file name ("x.csv"), else JSON. */
enum export_format export_format_of(const char *path);

struct export_options {
	const struct store *store;
	struct raw *raw;
	const char *path;
	bool overwrite;
	enum export_format format;
	const char *columns; /* CSV, Markdown; NULL: events_csv_columns */
	unsigned threads;
	int wake_fd; /* a byte is written here when it is over; -1: none */
};

struct export_progress {
	uint64_t rows, done, bytes;
	unsigned strays; /* unfinished files of killed programs, removed from the folder */
	bool over;       /* call export_finish() */
};

struct export;

/*
 * Start. ROWS (in the order wanted) are taken over, also on failure. ST_EXISTS when the
 * file is there and may not be replaced, ST_USAGE for a bad column.
 */
enum st export_start(const struct export_options *opt, row_t *rows, size_t n,
		     struct export **ret, struct err *err) WARN_UNUSED;
void export_progress(const struct export *x, struct export_progress *ret);
/* Ask to stop; then export_finish() is ST_CANCELED and no file is left. */
void export_cancel(struct export *x);
/* Wait for the end, free. *ret_rows, *ret_bytes: what was written. */
enum st export_finish(struct export *x, uint64_t *ret_rows, uint64_t *ret_bytes,
		      struct err *err) WARN_UNUSED;

#endif
