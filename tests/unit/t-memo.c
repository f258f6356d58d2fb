/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the reader of records remembers is a pure cache: with it and without it, in one
 * piece and in many, the same store. Values alternate among texts that are nearly alike, of
 * lengths around those at which comparing and holding change their way.
 */
#include "loaded.h"

#include <stdlib.h>

static uint32_t seed;

static uint32_t draw(uint32_t n)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (uint32_t)((uint64_t)(seed >> 8) * n >> 24);
}

/* Texts that stand where a UUID, a time, a number or a constant could. */
static const char *const odd[] = {
	"\"0d47dcb7-7658-4429-b640-5fe1374ce03d\"",
	"\"0d47dcb7-7658-4429-b640-5fe1374ce03e\"",
	"\"0d47dcb7-7658-4429-b640-5fe1374ce03g\"",
	"\"0D47dcb7-7658-4429-b640-5fe1374ce03d\"",
	"\"0d47dcb7_7658-4429-b640-5fe1374ce03d\"",
	"\"0d47dcb7-7658-4429-b640-5fe1374ce03d \"",
	"\"0d47dcb7-7658-4429-b640-5fe1374ce03\\u0064\"",
	"\"2024-05-01T10:00:00Z\"",
	"\"2024-05-01T10:00:01Z\"",
	"\"2024-05-01T10:00:60Z\"",
	"\"2024-02-30T10:00:00Z\"",
	"\"2024-05-01T10:00:00z\"",
	"\"2024-05-01T10:00:00Z+\"",
	"1",
	"12",
	"123",
	"-1",
	"1.5",
	"15e2",
	"1e3",
	"true",
	"false",
	"null",
	"{}",
	"[]",
	"[1,\"1\",true]",
	"{\"a\":\"1\"}",
	"\"\"",
	"\"1\"",
	"\"12\"",
	"\"tru\\u0065\"",
	"\"r\xc3\xa9sum\xc3\xa9\"",
	"\"r\\u00e9sum\\u00e9\"",
};

/* Lengths at which the comparison of 16 bytes, or what is held, ends. */
static const unsigned lengths[] = { 1,  2,  3,  4,   7,   8,   9,   15,  16,  17,
				    31, 32, 33, 126, 127, 128, 129, 200, 511, 600 };

/* One of four texts of a length: they differ in the first, the middle or the last byte. */
static void add_text(struct buf *b)
{
	unsigned n = lengths[draw(ARRAY_SIZE(lengths))], way = draw(4);

	buf_addc(b, '"');
	for (unsigned i = 0; i < n; i++) {
		bool here = (way == 1 && i == 0) || (way == 2 && i == n / 2) ||
			    (way == 3 && i == n - 1);

		buf_addc(b, here ? 'x' : (char)('a' + i % 23));
	}
	buf_addc(b, '"');
}

static void add_member(struct buf *b, const char *key)
{
	buf_addf(b, ",\"%s\":", key);
	if (draw(3))
		add_text(b);
	else
		buf_adds(b, odd[draw(ARRAY_SIZE(odd))]);
}

/* Ways that follow the name of the event, more than are kept; some members come or not. */
static void add_record(struct buf *b)
{
	unsigned name = draw(200);

	buf_addf(b, "{\"eventVersion\":\"1.0%u\",\"eventName\":\"E%u\"", draw(2), name);
	if (draw(2))
		add_member(b, "sometimes");
	if (draw(4) == 0)
		buf_addf(b, ",\"count\":%u", draw(3) ? draw(4) : draw(100000));
	buf_addf(b, ",\"requestParameters\":{\"p%u\":", name);
	add_text(b);
	add_member(b, "deep");
	buf_adds(b, "}");
	add_member(b, "steady");
	if (draw(8) == 0)
		add_member(b, "steady"); /* a key twice */
	buf_adds(b, ",\"list\":[");
	for (unsigned i = 0, n = draw(4); i < n; i++) {
		buf_adds(b, i ? "," : "");
		buf_adds(b, odd[draw(ARRAY_SIZE(odd))]);
	}
	buf_addf(b, "],\"readOnly\":%s}", draw(2) ? "true" : "false");
}

static void make_trail(struct buf *b, unsigned records)
{
	buf_adds(b, "{\"Records\":[");
	for (unsigned i = 0; i < records; i++) {
		buf_adds(b, i ? "," : "");
		add_record(b);
	}
	buf_adds(b, "]}");
}

static char *dump_of(const char *path, bool memo)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct store *s;
	char *d;

	opt.no_memo = !memo;
	s = trail_load_opt(&path, 1, &opt);
	d = trail_dump(s);
	store_free(s);
	return d;
}

static void same_with_and_without(void)
{
	for (unsigned i = 0; i < 6; i++) {
		struct buf b = BUF_INIT;
		const char *path;
		char *with, *without;

		seed = i + 1;
		make_trail(&b, i % 2 ? 900 : 5000);
		path = trail_text("memo.json", b.ptr);
		with = dump_of(path, true);
		without = dump_of(path, false);
		OK(strlen(with) > b.len / 2, "seed %u: something was read", i + 1);
		OK(strcmp(with, without) == 0, "seed %u: the same without a memory", i + 1);
		free(with);
		free(without);
		buf_release(&b);
	}
}

/* Constants that are first met when their path takes no more numbers are staged raw. */
static void late_constants(void)
{
	static const char *const late[] = { "true", "false", "null", "{}", "[]", "{ }" };
	struct buf b = BUF_INIT;
	const char *path;
	char *with, *without;

	for (unsigned i = 0; i < 3000; i++)
		buf_addf(&b, "{\"eventName\":\"E\",\"x\":%u}\n", i);
	for (unsigned i = 0; i < 60; i++)
		buf_addf(&b, "{\"eventName\":\"E\",\"x\":%s}\n",
			 late[i % ARRAY_SIZE(late)]);
	path = trail_text("late.json", b.ptr);
	with = dump_of(path, true);
	without = dump_of(path, false);
	OK(strcmp(with, without) == 0, "constants of a frozen path: the same");
	free(with);
	free(without);
	buf_release(&b);
}

/* The last byte of a text is the last byte of memory that may be looked at. */
static void cut_anywhere(void)
{
	struct buf b = BUF_INIT;
	unsigned differ = 0;

	seed = 99;
	make_trail(&b, 12);
	for (size_t n = b.len - 600; n <= b.len; n += 7) {
		const char *path = trail_file("cut.json", b.ptr, n);
		char *with = dump_of(path, true), *without = dump_of(path, false);

		differ += strcmp(with, without) != 0;
		free(with);
		free(without);
	}
	IS_INT(differ, 0, "cut anywhere: the same without a memory");
	buf_release(&b);
}

int main(void)
{
	same_with_and_without();
	late_constants();
	cut_anywhere();
	return DONE();
}
