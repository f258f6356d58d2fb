/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/csv.h"
#include "output/jsonw.h"
#include "output/md.h"
#include "output/writer.h"
#include "util/termesc.h"

#include "tap.h"

#include <jansson.h>
#include <time.h>

#define T0 (INT64_C(1627467630) * TICKS_PER_SEC) /* 2021-07-28T10:20:30Z */

/* --- cells ---------------------------------------------------------------------------- */

static const struct {
	const char *in, *out;
} csv_cells[] = {
	{ "", "" },
	{ "plain text", "plain text" },
	{ "a,b", "\"a,b\"" },
	{ "say \"x\"", "\"say \"\"x\"\"\"" },
	{ "\"", "\"\"\"\"" },
	{ "line\nbreak", "line\\x0abreak" },
	{ "a\r\nb,c", "\"a\\x0d\\x0ab,c\"" },
	{ "\x1b]0;t\x07", "\\x1b]0;t\\x07" },
	{ "\x7f\xc2\x9b", "\\x7f\\x9b" },
	{ "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0" },
	{ "+1", "'+1" },
	{ "-1", "'-1" },
	{ "@x", "'@x" },
	{ "\tx", "'\\x09x" },
	{ "\rx", "'\\x0dx" },
	{ "\nx", "\\x0ax" },
	{ "=1,2", "\"'=1,2\"" },
	{ "=\"a\"", "\"'=\"\"a\"\"\"" },
	{ "a=1", "a=1" },
	{ "'x", "'x" },
	{ " x ", " x " },
	{ "caf\xc3\xa9 \xe2\x80\xae", "caf\xc3\xa9 \xe2\x80\xae" },
	{ "a\xff"
	  "b",
	  "a\xef\xbf\xbd"
	  "b" },
	{ "x\xed\xa0\x80", "x\\ud800" },
};

static const struct {
	const char *in, *out;
} md_cells[] = {
	{ "", "" },
	{ "my_fn", "my_fn" },
	{ "a|b", "a\\|b" },
	{ "a\\|b", "a\\\\\\|b" },
	{ "C:\\dir", "C:\\dir" },
	{ "end\\", "end\\\\" },
	{ "![x](http://e)", "!\\[x\\](http://e)" },
	{ "<script>&amp;", "&lt;script&gt;&amp;amp;" },
	{ "`code` *b*", "\\`code\\` \\*b\\*" },
	{ "a\nb\x1b", "a\\nb\\x1b" },
	{ "\xe2\x80\xae", "\\u{202e}" },
};

static void cells(void)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(csv_cells); i++) {
		buf_clear(&out);
		csv_cell(&out, sv_str(csv_cells[i].in));
		IS_SV(buf_sv(&out), csv_cells[i].out, "CSV '%s'", csv_cells[i].in);
	}
	buf_clear(&out);
	csv_cell(&out, SV_LIT("a\0b"));
	IS_SV(buf_sv(&out), "a\\x00b", "CSV with NUL");
	for (size_t i = 0; i < ARRAY_SIZE(md_cells); i++) {
		buf_clear(&out);
		md_text(&out, sv_str(md_cells[i].in));
		IS_SV(buf_sv(&out), md_cells[i].out, "Markdown '%s'", md_cells[i].in);
	}
	buf_release(&out);
}

static void json_pieces(void)
{
	struct buf out = BUF_INIT;
	struct jsonw w = JSONW_INIT(&out);

	jsonw_array(&w);
	jsonw_object(&w);
	jsonw_end_object(&w);
	jsonw_object(&w);
	jsonw_key(&w, SV_LIT("a\"b"));
	jsonw_num(&w, UINT64_MAX);
	jsonw_key(&w, SV_LIT("list"));
	jsonw_array(&w);
	jsonw_str(&w, SV_LIT("\xff\x01"));
	jsonw_null(&w);
	jsonw_bool(&w, true);
	jsonw_bool(&w, false);
	jsonw_array(&w);
	jsonw_end_array(&w);
	jsonw_end_array(&w);
	jsonw_key(&w, SV_LIT("t"));
	jsonw_time(&w, T0 + 5000000, 0);
	jsonw_key(&w, SV_LIT("none"));
	jsonw_time(&w, TICK_NONE, 0);
	jsonw_key(&w, SV_LIT("raw"));
	jsonw_raw(&w, SV_LIT("{ }"));
	jsonw_end_object(&w);
	jsonw_num(&w, 0);
	jsonw_end_array(&w);
	IS_SV(buf_sv(&out),
	      "[{},{\"a\\\"b\":18446744073709551615,"
	      "\"list\":[\"\xef\xbf\xbd\\u0001\",null,true,false,[]],"
	      "\"t\":\"2021-07-28T10:20:30.5Z\",\"none\":null,\"raw\":{ }},0]",
	      "pieces");
	buf_release(&out);
}

/* --- rows ----------------------------------------------------------------------------- */

static const struct col cols[] = {
	{ .key = "event" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "first", .title = "FIRST SEEN" },
	{ .key = "notes", .flags = COL_JSON_ONLY },
	{ .key = "path", .flags = COL_KEEP_TAIL },
};
#define NCOLS ARRAY_SIZE(cols)

static const struct sv notes[] = { { "one", 3 }, { "t\"wo", 4 } };

static const struct cell grid[3][NCOLS] = {
	{ { .kind = CELL_TEXT, .u = { .text = { "Put|Object", 10 } } },
	  { .kind = CELL_NUM, .u = { .num = 12345 } },
	  { .kind = CELL_TIME, .u = { .time = T0 } },
	  { .kind = CELL_LIST, .u = { .list = { notes, 2 } } },
	  { .kind = CELL_TEXT, .u = { .text = { "/data/a,b.json.gz", 17 } } } },
	{ { .kind = CELL_NULL, .u = { .num = 0 } },
	  { .kind = CELL_NUM, .u = { .num = 7 } },
	  { .kind = CELL_TIME, .u = { .time = TICK_NONE } },
	  { .kind = CELL_ABSENT, .u = { .num = 0 } },
	  { .kind = CELL_TEXT, .u = { .text = { "", 0 } } } },
	{ { .kind = CELL_TEXT, .u = { .text = { "=x\x1b\xe2\x80\xae", 6 } } },
	  { .kind = CELL_NUM, .u = { .num = 0 } },
	  { .kind = CELL_TIME, .u = { .time = T0 + 5000000 } },
	  { .kind = CELL_LIST, .u = { .list = { notes, 0 } } },
	  { .kind = CELL_TEXT, .u = { .text = { "\xe6\x97\xa5\xe6\x9c\xac", 6 } } } },
};
static const struct rows_array grid_array = { grid[0], NCOLS };
static const struct rowset rows = {
	cols, NCOLS, 3, rows_array_get, (void *)(uintptr_t)&grid_array, false
};
static const struct rowset no_rows = {
	cols, NCOLS, 0, rows_array_get, (void *)(uintptr_t)&grid_array, false
};

/* Everything but the escapes of a terminal. */
#define JSON_ROW_0                                                                         \
	"{\"event\":\"Put|Object\",\"count\":12345,\"first\":\"2021-07-28T10:20:30Z\","    \
	"\"notes\":[\"one\",\"t\\\"wo\"],\"path\":\"/data/a,b.json.gz\"}"
#define JSON_ROW_1 "{\"event\":null,\"count\":7,\"first\":null,\"path\":\"\"}"
#define JSON_ROW_2(rlo)                                                                    \
	"{\"event\":\"=x\\u001b" rlo "\",\"count\":0,"                                     \
	"\"first\":\"2021-07-28T10:20:30.5Z\",\"notes\":[],"                               \
	"\"path\":\"\xe6\x97\xa5\xe6\x9c\xac\"}"
#define CSV_HEAD "event,count,first,notes,path\n"

static const struct {
	const char *name;
	struct writer_options opt;
	const struct rowset *rows;
	const char *want;
} writes[] = {
	{ "json",
	  { .format = FMT_JSON },
	  &rows,
	  "[" JSON_ROW_0 ",\n" JSON_ROW_1 ",\n" JSON_ROW_2("\xe2\x80\xae") "]\n" },
	{ "json, no rows", { .format = FMT_JSON }, &no_rows, "[]\n" },
	{ "json on a terminal",
	  { .format = FMT_JSON, .terminal = true },
	  &rows,
	  "[" JSON_ROW_0 ",\n" JSON_ROW_1 ",\n" JSON_ROW_2("\\u{202e}") "]\n" },
	{ "ndjson",
	  { .format = FMT_NDJSON },
	  &rows,
	  JSON_ROW_0 "\n" JSON_ROW_1 "\n" JSON_ROW_2("\xe2\x80\xae") "\n" },
	{ "ndjson, no rows", { .format = FMT_NDJSON }, &no_rows, "" },
	{ "csv",
	  { .format = FMT_CSV },
	  &rows,
	  CSV_HEAD
	  "Put|Object,12345,2021-07-28T10:20:30Z,\"one t\"\"wo\","
	  "\"/data/a,b.json.gz\"\n,7,,,\n"
	  "'=x\\x1b\xe2\x80\xae,0,2021-07-28T10:20:30.5Z,,\xe6\x97\xa5\xe6\x9c\xac\n" },
	{ "csv, no rows", { .format = FMT_CSV }, &no_rows, CSV_HEAD },
	{ "csv on a terminal",
	  { .format = FMT_CSV, .terminal = true, .local = true },
	  &rows,
	  CSV_HEAD
	  "Put|Object,12345,2021-07-28T10:20:30Z,\"one t\"\"wo\","
	  "\"/data/a,b.json.gz\"\n,7,,,\n"
	  "'=x\\x1b\\u{202e},0,2021-07-28T10:20:30.5Z,,\xe6\x97\xa5\xe6\x9c\xac\n" },
	{ "md",
	  { .format = FMT_MD },
	  &rows,
	  "| event | COUNT | FIRST SEEN | path |\n| --- | ---: | --- | --- |\n"
	  "| Put\\|Object | 12345 | 2021-07-28T10:20:30Z | /data/a,b.json.gz |\n"
	  "|  | 7 |  |  |\n"
	  "| =x\\x1b\\u{202e} | 0 | 2021-07-28T10:20:30.5Z | \xe6\x97\xa5\xe6\x9c\xac "
	  "|\n" },
	{ "md, no rows",
	  { .format = FMT_MD },
	  &no_rows,
	  "| event | COUNT | FIRST SEEN | path |\n| --- | --- | --- | --- |\n" },
	{ "table",
	  { .format = FMT_TABLE },
	  &rows,
	  "event           COUNT  FIRST SEEN              path\n"
	  "Put|Object      12345  2021-07-28T10:20:30Z    /data/a,b.json.gz\n"
	  "-                   7  -                       \"\"\n"
	  "=x\\x1b\\u{202e}      0  2021-07-28T10:20:30.5Z  \xe6\x97\xa5\xe6\x9c\xac\n" },
	{ "table, no rows", { .format = FMT_TABLE }, &no_rows, "" },
	{ "table, ASCII only",
	  { .format = FMT_TABLE, .ascii = true },
	  &rows,
	  "event           COUNT  FIRST SEEN              path\n"
	  "Put|Object      12345  2021-07-28T10:20:30Z    /data/a,b.json.gz\n"
	  "-                   7  -                       \"\"\n"
	  "=x\\x1b\\u{202e}      0  2021-07-28T10:20:30.5Z  \\u{65e5}\\u{672c}\n" },
	{ "table in local time",
	  { .format = FMT_TABLE, .local = true },
	  &rows,
	  "event           COUNT  FIRST SEEN                   path\n"
	  "Put|Object      12345  2021-07-28T15:50:30+05:30    /data/a,b.json.gz\n"
	  "-                   7  -                            \"\"\n"
	  "=x\\x1b\\u{202e}      0  2021-07-28T15:50:30.5+05:30  "
	  "\xe6\x97\xa5\xe6\x9c\xac\n" },
	{ "table that just fits",
	  { .format = FMT_TABLE, .columns = 64 },
	  &rows,
	  "event           COUNT  FIRST SEEN              path\n"
	  "Put|Object      12345  2021-07-28T10:20:30Z    /data/a,b.json.gz\n"
	  "-                   7  -                       \"\"\n"
	  "=x\\x1b\\u{202e}      0  2021-07-28T10:20:30.5Z  \xe6\x97\xa5\xe6\x9c\xac\n" },
	{ "narrow table",
	  { .format = FMT_TABLE, .columns = 40 },
	  &rows,
	  "event      COUNT  FIRST SEEN  path\n"
	  "Put|Obje~  12345  2021-07-2~  ~b.json.gz\n"
	  "-              7  -           \"\"\n"
	  "=x\\x1b~        0  2021-07-2~  \xe6\x97\xa5\xe6\x9c\xac\n" },
	{ "table of 16 columns",
	  { .format = FMT_TABLE, .columns = 16 },
	  &rows,
	  "eve~  COUNT  FI~\nPut~  12345  20~\n-         7  - ~\n=x~       0  20~\n" },
	{ "table of 1 column",
	  { .format = FMT_TABLE, .columns = 1 },
	  &rows,
	  "~\n~\n~\n~\n" },
};

static void formats_of_rows(void)
{
	struct buf out = BUF_INIT;

	setenv("TZ", "XYZ-5:30", 1);
	tzset();
	for (size_t i = 0; i < ARRAY_SIZE(writes); i++) {
		buf_clear(&out);
		writer_rows_buf(&writes[i].opt, writes[i].rows, &out);
		IS_SV(buf_sv(&out), writes[i].want, "%s", writes[i].name);
	}
	buf_release(&out);
}

/* --- pages ---------------------------------------------------------------------------- */

static const struct col list_cols[] = { { .key = "who", .title = "WHO" },
					{ .key = "n", .title = "N" } };
static const struct cell list_cells[] = {
	{ .kind = CELL_TEXT, .u = { .text = { "alice", 5 } } },
	{ .kind = CELL_NUM, .u = { .num = 3 } },
	{ .kind = CELL_NULL, .u = { .num = 0 } },
	{ .kind = CELL_NUM, .u = { .num = 10 } },
};
static const struct rows_array list_array = { list_cells, 2 };
static const struct rowset list = {
	list_cols, 2, 2, rows_array_get, (void *)(uintptr_t)&list_array, false
};
static const struct rowset empty_list = {
	list_cols, 2, 0, rows_array_get, (void *)(uintptr_t)&list_array, false
};

static const struct col by_cols[] = { { .key = "event", .title = "EVENTS" },
				      { .key = "error", .title = "ERRORS" } };
static const struct cell by_cells[] = {
	{ .kind = CELL_ROWS, .u = { .rows = &list } },
	{ .kind = CELL_ROWS, .u = { .rows = &empty_list } },
};
static const struct rows_array by_array = { by_cells, 2 };
static const struct rowset by = {
	by_cols, 2, 1, rows_array_get, (void *)(uintptr_t)&by_array, true
};

static const struct col page_cols[] = {
	{ .key = "function" },
	{ .key = "callers" },
	{ .key = "mfa" },
	{ .key = "notes" },
	{ .key = "hidden", .flags = COL_JSON_ONLY },
	{ .key = "called_by", .title = "CALLED BY" },
	{ .key = "by" },
};
static const struct cell page_cells[] = {
	{ .kind = CELL_TEXT, .u = { .text = { "f", 1 } } },
	{ .kind = CELL_NUM, .u = { .num = 2 } },
	{ .kind = CELL_BOOL, .u = { .yes = true } },
	{ .kind = CELL_ABSENT, .u = { .num = 0 } },
	{ .kind = CELL_BOOL, .u = { .yes = false } },
	{ .kind = CELL_ROWS, .u = { .rows = &list } },
	{ .kind = CELL_ROWS, .u = { .rows = &by } },
};
static const struct rows_array page_array = { page_cells, ARRAY_SIZE(page_cells) };
static const struct rowset page = { page_cols,      ARRAY_SIZE(page_cells),         1,
				    rows_array_get, (void *)(uintptr_t)&page_array, true };

#define LIST_JSON "[{\"who\":\"alice\",\"n\":3},{\"who\":null,\"n\":10}]"
#define PAGE_JSON                                                                          \
	"{\"function\":\"f\",\"callers\":2,\"mfa\":true,\"hidden\":false,"                 \
	"\"called_by\":" LIST_JSON ",\"by\":{\"event\":" LIST_JSON ",\"error\":[]}}"

static const char *const pages[FMT_COUNT] = {
	[FMT_JSON] = PAGE_JSON "\n",
	[FMT_NDJSON] = PAGE_JSON "\n",
	[FMT_CSV] = "function,callers,mfa,notes,hidden,called_by,by\n"
		    "f,2,true,,false,\"[{\"\"who\"\":\"\"alice\"\",\"\"n\"\":3},"
		    "{\"\"who\"\":null,\"\"n\"\":10}]\",\"{\"\"event\"\":[{\"\"who\"\":"
		    "\"\"alice\"\",\"\"n\"\":3},{\"\"who\"\":null,\"\"n\"\":10}],"
		    "\"\"error\"\":[]}\"\n",
	[FMT_MD] =
		"| | |\n| --- | --- |\n| function | f |\n| callers | 2 |\n| mfa | true |\n"
		"\n## CALLED BY\n\n| WHO | N |\n| --- | ---: |\n| alice | 3 |\n|  | 10 |\n"
		"\n## EVENTS\n\n| WHO | N |\n| --- | ---: |\n| alice | 3 |\n|  | 10 |\n"
		"\n## ERRORS\n\n| WHO | N |\n| --- | --- |\n",
	[FMT_TABLE] = "function  f\ncallers   2\nmfa       true\n"
		      "\nCALLED BY\nWHO     N\nalice   3\n-      10\n"
		      "\nEVENTS\nWHO     N\nalice   3\n-      10\n"
		      "\nERRORS: none\n",
};

static void formats_of_pages(void)
{
	struct buf out = BUF_INIT;
	json_error_t why;
	json_t *j;

	for (unsigned i = 0; i < FMT_COUNT; i++) {
		struct writer_options opt = { .format = (enum format)i };

		buf_clear(&out);
		writer_rows_buf(&opt, &page, &out);
		IS_SV(buf_sv(&out), pages[i], "a page as %s", formats[i].name);
	}
	j = json_loads(PAGE_JSON, 0, &why);
	OK(j != NULL, "another parser takes it");
	json_decref(j);
	buf_clear(&out);
	writer_rows_buf(&(struct writer_options){ .format = FMT_TABLE }, &by, &out);
	IS_SV(buf_sv(&out), "EVENTS\nWHO     N\nalice   3\n-      10\n\nERRORS: none\n",
	      "a page of lists only");
	buf_release(&out);
}

/* --- many rows, and an output that fails ----------------------------------------------- */

struct many {
	char text[32];
	uint64_t flushed;
	unsigned flushes, stop_after;
	size_t most;
};

static void many_get(void *arg, size_t row, struct cell *c)
{
	struct many *m = arg;

	/* one late cell is wider than all that were measured */
	snprintf(m->text, sizeof(m->text), row == 15000 ? "wide-%020zu" : "k%zu", row);
	c[0] = cell_text(sv_str(m->text));
	c[1] = cell_num(row);
}

static bool count_flush(void *arg, struct buf *out)
{
	struct many *m = arg;

	m->flushed += out->len;
	m->most = MAX(m->most, out->len);
	buf_clear(out);
	return !m->stop_after || ++m->flushes < m->stop_after;
}

static void streams(void)
{
	struct buf out = BUF_INIT;

	for (unsigned i = 0; i < FMT_COUNT; i++) {
		struct many m = { .stop_after = 0 };
		struct rowset set = { list_cols, 2, 20000, many_get, &m, false };
		struct writer_options opt = { .format = (enum format)i };
		uint64_t whole;

		OK(writer_rows(&opt, &set, &out, count_flush, &m), "20,000 rows as %s",
		   formats[i].name);
		OK(m.most < 70000 && out.len == 0, "in pieces");
		whole = m.flushed;
		m = (struct many){ .stop_after = 2 };
		OK(!writer_rows(&opt, &set, &out, count_flush, &m), "the output fails");
		OK(m.flushes == 2 && m.flushed < whole, "then nothing more is made");
		buf_clear(&out);
		writer_rows_buf(&opt, &set, &out);
		IS_INT(out.len, whole, "the same in one buffer");
		if (i == FMT_TABLE)
			OK(sv_find(buf_sv(&out),
				   SV_LIT("\nwide-00000000000000015000  15000\n")) > 0,
			   "a late wide cell is not cut");
		buf_clear(&out);
	}
	buf_release(&out);
}

static void names(void)
{
	IS_INT(format_find(SV_LIT("table")), FMT_TABLE, "table");
	IS_INT(format_find(SV_LIT("ndjson")), FMT_NDJSON, "ndjson");
	IS_INT(format_find(SV_LIT("CSV")), FMT_COUNT, "case counts");
	IS_INT(format_find(SV_LIT("")), FMT_COUNT, "nothing");
	for (unsigned i = 0; i < FMT_COUNT; i++)
		OK(format_find(sv_str(formats[i].name)) == (enum format)i &&
			   *formats[i].help,
		   "%s is found and explained", formats[i].name);
}

int main(void)
{
	cells();
	json_pieces();
	formats_of_rows();
	formats_of_pages();
	streams();
	names();
	return DONE();
}
