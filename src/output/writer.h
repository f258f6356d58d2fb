/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WRITER TABLE: the formats of -o, and how a rowset is written in each.
 */
#ifndef OUTPUT_WRITER_H
#define OUTPUT_WRITER_H

#include "output/rows.h"
#include "util/buf.h"
#include "util/sv.h"

/* _(ID, "name", "help") */
#define FORMAT_LIST(_)                                                                     \
	_(TABLE, "table", "aligned columns, for reading")                                  \
	_(JSON, "json", "one JSON text")                                                   \
	_(NDJSON, "ndjson", "one JSON object a line")                                      \
	_(CSV, "csv", "comma-separated values, one header line")                           \
	_(MD, "md", "a Markdown table")

enum format {
#define FORMAT_ENUM(id, name, help) FMT_##id,
	FORMAT_LIST(FORMAT_ENUM)
#undef FORMAT_ENUM
		FMT_COUNT
};

/* Their names, as "table json ..." and for --help; the first is the default. */
#define FORMAT_WORD(id, name, help)  " " name
#define FORMAT_COMMA(id, name, help) ", " name
#define FORMAT_WORDS                 (&(FORMAT_LIST(FORMAT_WORD))[1])
#define FORMAT_HELP                  (&(FORMAT_LIST(FORMAT_COMMA) " (default: table)")[2])

struct format_info {
	const char *name, *help;
};
extern const struct format_info formats[FMT_COUNT];
/* As whom a writer of F reads rows. */
enum reader format_reader(enum format f);
/* By name, or FMT_COUNT. */
enum format format_find(struct sv name);

struct writer_options {
	enum format format;
	bool terminal; /* the bytes go to a terminal: JSON and CSV pass util/termesc.h too */
	bool ascii;    /* tables: everything beyond ASCII escaped */
	bool local;    /* tables: times in the local zone */
	unsigned
		columns; /* tables: no line wider than this; 0: lines as long as they are */
};

/*
 * Called with the bytes written so far once there are many, and at the end: takes them (and
 * clears OUT). False stops the writing (the output failed, the user gave up).
 */
typedef bool (*writer_flush_fn)(void *arg, struct buf *out);

/* Write ROWS. OUT is where the bytes are gathered; false when FLUSH said so. */
bool writer_rows(const struct writer_options *opt, const struct rowset *rows,
		 struct buf *out, writer_flush_fn flush, void *arg) WARN_UNUSED;

/* The same, all of it into OUT. */
void writer_rows_buf(const struct writer_options *opt, const struct rowset *rows,
		     struct buf *out);

#endif
