/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding one's feet in text that is broken, or no JSON. */
#include "ingest/split.h"

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
		/* the value of a key; a line that was cut behind a colon is none */
		if (before > start && before[-1] == ':' && (before == p || p[-1] != '\n'))
			continue;
		if (q + FRAME_KEY_MAX >= end && *ret_upto == end)
			*ret_upto = p;
		if (q + 1 < end && *q == '"' && known_key(q + 1, end))
			return p;
	}
	return NULL;
}
