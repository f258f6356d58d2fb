/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding one's feet in text that is broken, or no JSON. */
#include "ingest/split.h"

#include <strings.h>

const char *split_skip(const char *p, const char *end)
{
	size_t depth = 0;

	do {
		switch (p < end ? *p : '\0') {
		case '"':
			for (p++; p < end && *p != '"'; p++)
				if (*p == '\\')
					p++;
			if (p >= end)
				return NULL;
			p++;
			break;
		case '{':
		case '[':
			depth++;
			p++;
			break;
		case '}':
		case ']':
			if (!depth)
				return p;
			depth--;
			p++;
			break;
		case '\0':
			if (p >= end)
				return depth ? NULL : p;
			p++;
			break;
		case ',':
		case ':':
		case ' ':
		case '\t':
		case '\n':
		case '\r':
			if (!depth)
				return p;
			p++;
			break;
		default:
			/* a number or a word: to what ends it */
			while (p < end && !strchr(",:{}[]\" \t\r\n", *p))
				p++;
			break;
		}
	} while (depth);
	return p;
}

/* Keys a record begins with (reference: fields of the frame). */
static const char *const frame_keys[] = {
	"eventVersion",      "userIdentity",   "eventTime",
	"eventSource",       "eventName",      "awsRegion",
	"sourceIPAddress",   "userAgent",      "errorCode",
	"requestParameters", "requestID",      "eventID",
	"eventType",         "Records",        "responseElements",
	"readOnly",          "insightDetails", "recipientAccountId",
	"eventCategory",
};

#define FRAME_KEY_MAX 24 /* longer than any of them */

static bool known_key(const char *p, const char *end)
{
	for (size_t i = 0; i < ARRAY_SIZE(frame_keys); i++) {
		size_t n = strlen(frame_keys[i]);

		if ((size_t)(end - p) > n && memcmp(p, frame_keys[i], n) == 0 &&
		    p[n] == '"')
			return true;
	}
	return false;
}

const char *split_find_record(const char *start, const char *p, const char *end,
			      const char **ret_upto)
{
	*ret_upto = end;
	for (; p < end && (p = memchr(p, '{', (size_t)(end - p))); p++) {
		const char *q = token_skip_space(p + 1), *before = p;

		while (before > start && strchr(" \t\r\n", before[-1]))
			before--;
		if (before > start && before[-1] == ':')
			continue; /* the value of a key */
		if (q + FRAME_KEY_MAX >= end && *ret_upto == end)
			*ret_upto = p;
		if (q + 1 < end && *q == '"' && known_key(q + 1, end))
			return p;
	}
	return NULL;
}

/* Magic numbers of forms that are named and skipped. */
static const struct {
	const char *magic;
	size_t len;
	const char *name;
} magics[] = {
	{ "PK\x03\x04", 4, "zip archive: unpack it first" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd archive: unpack it first" },
	{ "BZh", 3, "bzip2 archive: unpack it first" },
	{ "\xfd"
	  "7zXZ",
	  5, "xz archive: unpack it first" },
	{ "PAR1", 4, "Parquet file" },
	{ "\xff\xfe", 2, "UTF-16 text: convert it to UTF-8 first" },
	{ "\xfe\xff", 2, "UTF-16 text: convert it to UTF-8 first" },
};

/* Column names that a table of CloudTrail events has in its first line. */
static const char *const csv_names[] = { "event name", "event time",   "event source",
					 "eventname",  "eventtime",    "eventsource",
					 "event id",   "useridentity", "aws region" };

static bool contains_nocase(const char *p, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if (strncasecmp(p + i, word, n) == 0)
			return true;
	return false;
}

static bool begins_with_time(const char *p, size_t len)
{
	static const char form[] = "dddd-dd-ddTdd:dd";

	if (len < sizeof(form))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? p[i] < '0' || p[i] > '9' : p[i] != form[i])
			return false;
	return true;
}

const char *split_name_text(const char *p, size_t len, bool *ret_unsupported)
{
	const char *nl = memchr(p, '\n', MIN(len, (size_t)4096));
	size_t line = nl ? (size_t)(nl - p) : MIN(len, (size_t)4096), names = 0;

	*ret_unsupported = true;
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
		if (len >= magics[i].len && memcmp(p, magics[i].magic, magics[i].len) == 0)
			return magics[i].name;
	if (len > 262 && memcmp(p + 257, "ustar", 5) == 0)
		return "tar archive: unpack it first";
	for (size_t i = 0; i < ARRAY_SIZE(csv_names); i++)
		names += contains_nocase(p, line, csv_names[i]);
	if (names >= 2)
		return "table of events (CSV), which this version does not read";
	if (begins_with_time(p, len) && memchr(p, '{', line))
		return "CloudWatch Logs text, which this version does not read";
	*ret_unsupported = false;
	return "neither JSON nor gzip";
}
