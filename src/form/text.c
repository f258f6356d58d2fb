/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts that are no JSON: by magic number, by the columns of their first line, by how their
 * lines begin. What is CloudTrail but not read is told from what is something else, and
 * that is named by what it seems to be.
 */
#include "form/form.h"

#include "util/utf8.h"

#include <strings.h>

#define LINE_MAX ((size_t)4096) /* of the first line that is looked at */
#define HEAD_MAX ((size_t)4096)

static const struct {
	const char *magic;
	size_t len;
	enum file_kind kind;
	const char *what;
} magics[] = {
	{ "PK\x03\x04", 4, FK_UNSUPPORTED, "zip archive: unpack it first" },
	{ "\x28\xb5\x2f\xfd", 4, FK_UNSUPPORTED, "zstd archive: unpack it first" },
	{ "BZh", 3, FK_UNSUPPORTED, "bzip2 archive: unpack it first" },
	{ "\xfd"
	  "7zXZ",
	  5, FK_UNSUPPORTED, "xz archive: unpack it first" },
	{ "\x1f\x8b", 2, FK_UNSUPPORTED, "gzip inside of gzip: unpack it first" },
	{ "7z\xbc\xaf\x27\x1c", 6, FK_UNSUPPORTED, "7z archive: unpack it first" },
	{ "PAR1", 4, FK_UNSUPPORTED, "Parquet file" },
	{ "\xff\xfe", 2, FK_UNSUPPORTED, "UTF-16 text: convert it to UTF-8 first" },
	{ "\xfe\xff", 2, FK_UNSUPPORTED, "UTF-16 text: convert it to UTF-8 first" },
	{ "\x89PNG", 4, FK_OTHER, "an image" },
	{ "\xff\xd8\xff", 3, FK_OTHER, "an image" },
	{ "GIF8", 4, FK_OTHER, "an image" },
	{ "%PDF-", 5, FK_OTHER, "a PDF document" },
	{ "\x7f"
	  "ELF",
	  4, FK_OTHER, "a program" },
	{ "SQLite format 3", 15, FK_OTHER, "an SQLite database" },
	{ "\xd4\xc3\xb2\xa1", 4, FK_OTHER, "a packet capture" },
};

/* How logs of other services begin. */
static const struct {
	const char *head;
	const char *what;
} heads[] = {
	{ "version account-id interface-id ", "a VPC flow log, not CloudTrail" },
	{ "#Version: 1.0", "a CloudFront log, not CloudTrail" },
	{ "http 2", "a load balancer's log, not CloudTrail" },
	{ "https 2", "a load balancer's log, not CloudTrail" },
	{ "h2 2", "a load balancer's log, not CloudTrail" },
	{ "tls 2", "a load balancer's log, not CloudTrail" },
	{ "<?xml", "XML, not CloudTrail" },
	{ "<!DOCTYPE", "HTML, not CloudTrail" },
	{ "<html", "HTML, not CloudTrail" },
	{ "#!", "a script, not CloudTrail" },
};

/* Columns of tables of CloudTrail events: two of them in the first line tell one. */
static const char *const columns[] = {
	"event name",   "event time",  "event source", "eventname",
	"eventtime",    "eventsource", "event id",     "eventid",
	"useridentity", "aws region",  "awseventid",   "awsregion",
};

/* Keys a record begins with, where it stands behind something else in its line. */
static const char *const inner[] = { "{\"eventVersion\"", "{\"Records\"",
				     "{\"userIdentity\"" };

static bool cell_is_column(struct sv cell)
{
	while (cell.len && (*cell.ptr == '"' || *cell.ptr == ' '))
		cell = sv_from(cell, 1);
	while (cell.len && strchr("\" \r", cell.ptr[cell.len - 1]))
		cell.len--;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		if (cell.len == strlen(columns[i]) &&
		    strncasecmp(cell.ptr, columns[i], cell.len) == 0)
			return true;
	return false;
}

/* Cells of LINE between DELIM, and how many of them are columns of events. */
static unsigned count_cells(struct sv line, char delim, unsigned *ret_columns)
{
	unsigned n = 1;

	*ret_columns = 0;
	for (;;) {
		ptrdiff_t at = sv_chr(line, delim);
		struct sv cell = at < 0 ? line : sv_head(line, (size_t)at);

		*ret_columns += cell_is_column(cell);
		if (at < 0)
			return n;
		line = sv_from(line, (size_t)at + 1);
		n++;
	}
}

static struct sv first_line(struct sv text)
{
	ptrdiff_t nl = sv_chr(sv_head(text, LINE_MAX), '\n');

	return nl < 0 ? sv_head(text, LINE_MAX) : sv_head(text, (size_t)nl);
}

/* The first line as one of a table; *RET_EVENTS: of CloudTrail events. */
static bool is_table(struct sv text, bool *ret_events)
{
	static const char delims[] = { ',', ';', '\t' };
	struct sv line = first_line(text), next;
	unsigned most = 1, ncolumns = 0, other;
	char delim = ',';

	for (size_t i = 0; i < ARRAY_SIZE(delims); i++) {
		unsigned cols, n = count_cells(line, delims[i], &cols);

		if (n > most) {
			most = n;
			ncolumns = cols;
			delim = delims[i];
		}
	}
	*ret_events = ncolumns >= 2;
	if (*ret_events)
		return true;
	/* of something else: lines of as many cells, three at least, none of prose */
	next = first_line(sv_from(text, line.len + 1));
	return most >= 3 && next.len && count_cells(next, delim, &other) == most &&
	       sv_find(line, SV_LIT(", ")) < 0;
}

/* 2024-05-14T10:00 or 2024-05-14 10:00. */
static bool begins_with_time(struct sv v)
{
	static const char form[] = "dddd-dd-dd?dd:dd";

	if (v.len < sizeof(form))
		return false;
	for (size_t i = 0; form[i]; i++) {
		bool digit = v.ptr[i] >= '0' && v.ptr[i] <= '9';

		if (form[i] == 'd'   ? !digit
		    : form[i] != '?' ? v.ptr[i] != form[i]
				     : v.ptr[i] != 'T' && v.ptr[i] != ' ')
			return false;
	}
	return true;
}

static bool is_binary(struct sv text)
{
	struct sv head = sv_head(text, HEAD_MAX);
	size_t ok = utf8_check(head.ptr, head.len);

	return memchr(head.ptr, '\0', head.len) ||
	       (ok < head.len && head.len - ok >= 4 /* not a character cut by the end */);
}

static struct form_text answer(enum file_kind kind, const char *what)
{
	return (struct form_text){ kind, what };
}

static struct form_text text_of(struct sv text)
{
	struct sv line = first_line(text);
	bool events;

	if (begins_with_time(text) && sv_find(line, SV_LIT("{\"")) >= 0)
		return answer(FK_UNSUPPORTED,
			      "CloudWatch Logs text, which this version does not read");
	for (size_t i = 0; i < ARRAY_SIZE(inner); i++)
		if (sv_find(sv_head(text, HEAD_MAX), sv_str(inner[i])) >= 0)
			return answer(FK_UNSUPPORTED,
				      "records behind other text in their lines, "
				      "which this version does not read");
	if (is_table(text, &events))
		return events ? answer(FK_UNSUPPORTED,
				       "table of events (CSV), which this version does "
				       "not read")
			      : answer(FK_OTHER, "a table (CSV), but not of CloudTrail "
						 "events");
	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (sv_starts(text, sv_str(heads[i].head)))
			return answer(FK_OTHER, heads[i].what);
	return answer(FK_OTHER, "a text, but no CloudTrail events");
}

void form_of_text(struct sv text, struct form_text *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
		if (sv_starts(text, sv_make(magics[i].magic, magics[i].len))) {
			*ret = answer(magics[i].kind, magics[i].what);
			return;
		}
	if (text.len > 262 && memcmp(text.ptr + 257, "ustar", 5) == 0)
		*ret = answer(FK_UNSUPPORTED, "tar archive: unpack it first");
	else if (text.len >= 4 && !text.ptr[1] && !text.ptr[3] && text.ptr[0] > 0)
		*ret = answer(FK_UNSUPPORTED, "UTF-16 text: convert it to UTF-8 first");
	else if (text.len >= 4 && !text.ptr[0] && !text.ptr[2] && text.ptr[1] > 0)
		*ret = answer(FK_UNSUPPORTED, "UTF-16 text: convert it to UTF-8 first");
	else if (is_binary(text))
		*ret = answer(FK_OTHER, "binary data, not CloudTrail");
	else
		*ret = text_of(text);
}
