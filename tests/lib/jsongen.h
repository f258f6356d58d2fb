/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random records, as text and as the leaves a reader must find in it. Seeded: the same
 * number gives the same records.
 *
 * They repeat shapes and values (as logs do, which is what caches live on), and hold what
 * is rare: every escape, surrogate pairs, NUL, keys written in two ways, keys twice, deep
 * and empty things, numbers of every form, white space anywhere.
 */
#ifndef TESTS_JSONGEN_H
#define TESTS_JSONGEN_H

#include "leaves.h"

struct jsongen {
	uint64_t state;
	bool for_jansson; /* only what jansson reads: keys once, no NUL in keys, small numbers */
	bool simple;      /* few paths */
	bool tight;       /* no white space */
	struct buf *out;
	struct leaves *want;
	struct buf path;
};

static inline uint32_t gen_u32(struct jsongen *g)
{
	/* splitmix64 */
	uint64_t z = g->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ z >> 31) >> 16);
}

static inline uint32_t gen_below(struct jsongen *g, uint32_t n)
{
	return gen_u32(g) % n;
}

static inline void gen_space(struct jsongen *g)
{
	static const char *const spaces[] = { " ", "\n", "\t", "\r\n", "  \t\n  " };

	if (!g->tight && gen_below(g, 4) == 0)
		buf_adds(g->out, spaces[gen_below(g, ARRAY_SIZE(spaces))]);
}

/* One code point of a string: its source text to OUT, its bytes to VALUE. */
static inline void gen_char(struct jsongen *g, struct buf *value)
{
	static const struct {
		const char *text;
		const char *bytes;
		size_t len;
	} chars[] = {
		{ "\\\"", "\"", 1 },
		{ "\\\\", "\\", 1 },
		{ "\\/", "/", 1 },
		{ "\\b", "\b", 1 },
		{ "\\f", "\f", 1 },
		{ "\\n", "\n", 1 },
		{ "\\r", "\r", 1 },
		{ "\\t", "\t", 1 },
		{ "\\u0000", "", 1 },
		{ "\\u001b", "\033", 1 },
		{ "\\u0041", "A", 1 },
		{ "\\u00e9", "\xc3\xa9", 2 },
		{ "\\u20AC", "\xe2\x82\xac", 3 },
		{ "\\ud83d\\ude00", "\xf0\x9f\x98\x80", 4 },
		{ "\xc3\xa9", "\xc3\xa9", 2 },
		{ "\xe2\x80\xae", "\xe2\x80\xae", 3 },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 4 },
		{ "\x7f", "\x7f", 1 },
		{ "/", "/", 1 },
		{ "{", "{", 1 },
		{ "]", "]", 1 },
		{ ",", ",", 1 },
		{ ":", ":", 1 },
		{ "'", "'", 1 },
		{ "\xef\xbf\xbf", "\xef\xbf\xbf", 3 },
	};

	if (gen_below(g, 3)) {
		char c = (char)('a' + gen_below(g, 26));

		buf_addc(g->out, c);
		buf_addc(value, c);
	} else {
		size_t i = gen_below(g, ARRAY_SIZE(chars));

		buf_adds(g->out, chars[i].text);
		buf_add(value, chars[i].bytes, chars[i].len);
	}
}

static inline void gen_same(struct jsongen *g, struct buf *value, const char *text)
{
	buf_adds(g->out, text);
	buf_adds(value, text);
}

static inline void gen_hex(struct jsongen *g, struct buf *value, unsigned n,
			   const char *digits)
{
	while (n--) {
		char c = digits[gen_below(g, 16)];

		buf_addc(g->out, c);
		buf_addc(value, c);
	}
}

static inline void gen_uuid(struct jsongen *g, struct buf *value)
{
	static const unsigned groups[] = { 8, 4, 4, 4, 12 };
	/* mostly in the form that is packed, sometimes nearly so */
	static const char *const odd[] = { "0123456789ABCDEf", "0123456789abcdeg",
					   "hijklmnopqrstuvw", "/:`@;?xyz0123456" };
	const char *digits =
		gen_below(g, 8) ? "0123456789abcdef" : odd[gen_below(g, ARRAY_SIZE(odd))];

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		if (i)
			gen_same(g, value, gen_below(g, 30) ? "-" : "_");
		gen_hex(g, value, groups[i], digits);
	}
}

static inline void gen_time(struct jsongen *g, struct buf *value)
{
	static const char *const odd[] = {
		"2021-02-30T10:00:00Z", "2021-07-28T10:00:60Z", "2021-07-28T10:00:00.123Z",
		"2021-07-28 10:00:00",  "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z",
		"2106-02-07T06:28:16Z", "0000-00-00T00:00:00Z", "2021-07-28T24:00:00Z",
		"2021-07-28T10:00:00z"
	};
	char text[64];

	if (gen_below(g, 4) == 0) {
		gen_same(g, value, odd[gen_below(g, ARRAY_SIZE(odd))]);
		return;
	}
	snprintf(text, sizeof(text), "20%02u-%02u-%02uT%02u:%02u:%02uZ", gen_below(g, 100),
		 1 + gen_below(g, 12), 1 + gen_below(g, 28), gen_below(g, 24),
		 gen_below(g, 60), gen_below(g, 60));
	gen_same(g, value, text);
}

/* A string value or key: with its quotes to OUT, decoded to VALUE (emptied). */
static inline void gen_string(struct jsongen *g, struct buf *value)
{
	static const char *const often[] = {
		"GetObject", "s3.amazonaws.com",    "",          "true", "null",
		"0",         "AROAEXAMPLE:session", "eu-west-1", "[]"
	};
	uint32_t n;

	buf_clear(value);
	buf_addc(g->out, '"');
	switch (gen_below(g, 8)) {
	case 0:
	case 1:
	case 2:
		gen_same(g, value, often[gen_below(g, ARRAY_SIZE(often))]);
		break;
	case 3:
		gen_uuid(g, value);
		break;
	case 4:
		gen_time(g, value);
		break;
	case 5:
		gen_hex(g, value, gen_below(g, 60), "0123456789abcdef");
		break;
	case 6:
		for (n = gen_below(g, 40); n; n--)
			gen_char(g, value);
		break;
	case 7:
		/* a few longer than what is kept in the store */
		n = gen_below(g, 400) ? gen_below(g, 300) : 65530 + gen_below(g, 20);
		while (n--)
			gen_same(g, value, "x");
		break;
	}
	buf_addc(g->out, '"');
}

static inline void gen_number(struct jsongen *g, struct buf *value)
{
	static const char *const odd[] = {
		"0",
		"-0",
		"-1",
		"1.0",
		"1E2",
		"1e+2",
		"0.1e-7",
		"-12.50",
		"123456789012",
		/* jansson refuses the rest */
		"1e999",
		"12345678901234567890123",
		"-1e-999",
		"0.0000000000000000000000000000001",
	};

	buf_clear(value);
	if (gen_below(g, 2)) {
		gen_same(g, value, odd[gen_below(g, g->for_jansson ? 9 : ARRAY_SIZE(odd))]);
	} else {
		char text[32];

		snprintf(text, sizeof(text), "%u", gen_u32(g) >> gen_below(g, 32));
		gen_same(g, value, text);
	}
}

static inline void gen_leaf(struct jsongen *g, char kind, const struct buf *value)
{
	size_t kept = kind == 's' ? MIN(value->len, (size_t)BIG_LEN) : value->len;
	struct sv text = buf_sv(value);

	/* a cut never stands inside a character; these long values are all x */
	leaves_add(g->want, buf_sv(&g->path), kind, sv_head(text, kept), value->len);
}

static inline void gen_value(struct jsongen *g, unsigned depth);

static inline void gen_array(struct jsongen *g, unsigned depth)
{
	uint32_t n = gen_below(g, 4) ? gen_below(g, 4) : gen_below(g, 20);
	size_t was = g->path.len;

	buf_addc(g->out, '[');
	gen_space(g);
	if (!n)
		leaves_add(g->want, buf_sv(&g->path), 'l', SV_LIT("[]"), 2);
	buf_addc(&g->path, '[');
	for (uint32_t i = 0; i < n; i++) {
		if (i) {
			buf_addc(g->out, ',');
			gen_space(g);
		}
		gen_value(g, depth + 1);
		gen_space(g);
	}
	g->path.len = was;
	buf_addc(g->out, ']');
}

static inline void gen_key(struct jsongen *g, const char *const *keys, size_t nkeys,
			   uint32_t *used, struct buf *value)
{
	static const char *const odd[] = { "a b",       "a.b",      "",
					   "\\u0061bc", "abc",      "\\\"q\\\"",
					   "k\\\\",     "\xc3\xa9", "\\ud83d\\ude00",
					   "Records" };
	static const char *const odd_decoded[] = { "a b",    "a.b",      "",
						   "abc",    "abc",      "\"q\"",
						   "k\\",    "\xc3\xa9", "\xf0\x9f\x98\x80",
						   "Records" };
	uint32_t i = gen_below(g, (uint32_t)nkeys);

	/* each key of a record's object once, unless it is to stand there twice */
	if (g->for_jansson || gen_below(g, 8))
		while (*used >> i & 1)
			i = (i + 1) % (uint32_t)nkeys;
	*used |= 1u << i;
	buf_clear(value);
	buf_addc(g->out, '"');
	if (!g->for_jansson && !g->simple && gen_below(g, 10) == 0) {
		i = gen_below(g, ARRAY_SIZE(odd));
		buf_adds(g->out, odd[i]);
		buf_adds(value, odd_decoded[i]);
	} else {
		buf_adds(g->out, keys[i]);
		buf_adds(value, keys[i]);
	}
	buf_addc(g->out, '"');
}

static inline void gen_object(struct jsongen *g, unsigned depth)
{
	static const char *const keys[] = { "bucketName", "key",  "arn", "type", "items",
					    "a-b_c:d",    "name", "X",   "1",    "value" };
	uint32_t n = gen_below(g, 5), used = 0;
	size_t was = g->path.len;
	struct buf key = BUF_INIT;

	buf_addc(g->out, '{');
	gen_space(g);
	if (!n)
		leaves_add(g->want, buf_sv(&g->path), 'l', SV_LIT("{}"), 2);
	for (uint32_t i = 0; i < n; i++) {
		if (i) {
			buf_addc(g->out, ',');
			gen_space(g);
		}
		gen_key(g, keys, ARRAY_SIZE(keys), &used, &key);
		leaf_path_key(&g->path, buf_sv(&key));
		gen_space(g);
		buf_addc(g->out, ':');
		gen_space(g);
		gen_value(g, depth + 1);
		gen_space(g);
		g->path.len = was;
	}
	buf_addc(g->out, '}');
	buf_release(&key);
}

static inline void gen_value(struct jsongen *g, unsigned depth)
{
	static const char *const consts[] = { "true", "false", "null" };
	struct buf value = BUF_INIT;
	uint32_t kind = gen_below(g, depth < (g->simple ? 2 : 5) ? 16 : 10);

	if (kind < 6) {
		gen_string(g, &value);
		gen_leaf(g, 's', &value);
	} else if (kind < 8) {
		gen_number(g, &value);
		gen_leaf(g, 'l', &value);
	} else if (kind < 10) {
		gen_same(g, &value, consts[gen_below(g, 3)]);
		gen_leaf(g, 'l', &value);
	} else if (kind < 13) {
		gen_object(g, depth);
	} else {
		gen_array(g, depth);
	}
	buf_release(&value);
}

/* One record with an eventName: its text to OUT, its leaves to WANT (sorted). */
static inline void gen_record(struct jsongen *g, struct buf *out, struct leaves *want)
{
	static const char *const keys[] = {
		"eventVersion",       "userIdentity",     "eventTime",
		"eventSource",        "awsRegion",        "sourceIPAddress",
		"requestParameters",  "responseElements", "additionalEventData",
		"resources",          "eventID",          "readOnly",
		"recipientAccountId", "sharedEventID"
	};
	uint32_t n = gen_below(g, ARRAY_SIZE(keys)), used = 0;
	struct buf key = BUF_INIT, value = BUF_INIT;

	g->out = out;
	g->want = want;
	g->tight = gen_below(g, 4) != 0;
	buf_clear(&g->path);
	buf_addc(out, '{');
	for (uint32_t i = 0; i < n; i++) {
		gen_space(g);
		buf_clear(&g->path);
		gen_key(g, keys, ARRAY_SIZE(keys), &used, &key);
		leaf_path_key(&g->path, buf_sv(&key));
		gen_space(g);
		buf_addc(out, ':');
		gen_space(g);
		gen_value(g, 1);
		gen_space(g);
		buf_addc(out, ',');
	}
	gen_space(g);
	buf_clear(&g->path);
	leaf_path_key(&g->path, SV_LIT("eventName"));
	buf_adds(out, "\"eventName\":");
	gen_space(g);
	gen_string(g, &value);
	gen_leaf(g, 's', &value);
	gen_space(g);
	buf_addc(out, '}');
	leaves_sort(want);
	buf_release(&key);
	buf_release(&value);
}

#endif
