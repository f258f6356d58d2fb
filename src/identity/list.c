/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identities, or what else events are grouped by, as a listing: rows of the pane and the verb. */
#include "identity/lists.h"

#include "event/who.h"

static const struct col cols[IC_COUNT] = {
	[IC_IDENTITY] = { "identity", "IDENTITY", COL_KEEP_TAIL, CELL_TEXT, COL_NO_ROOM,
			  NULL },
	[IC_TYPE] = { "type", "TYPE", 0, CELL_TEXT, COL_NO_ROOM,
		      "the word before the first colon" },
	[IC_ACCOUNT] = { "account", "ACCOUNT", 0, CELL_TEXT, COL_NO_ROOM, "the caller's" },
	[IC_EVENTS] = { "events", "EVENTS", 0, CELL_NUM, { 8, 10, 0, 3 }, NULL },
	[IC_DENIED] = { "denied", "DENIED", 0, CELL_NUM, { 6, 8, 0, 4 }, NULL },
	[IC_FUNCTIONS] = { "functions",
			   "FNS",
			   0,
			   CELL_NUM,
			   { 4, 5, 4, 5 },
			   "different functions that go with it" },
	[IC_ADDRESSES] = { "addresses",
			   "IPS",
			   0,
			   CELL_NUM,
			   { 4, 6, 2, 6 },
			   "different addresses, an empty one being one" },
	[IC_KEYS] = { "keys",
		      "KEYS",
		      0,
		      CELL_NUM,
		      { 5, 6, 3, 7 },
		      "different access keys, an empty one being one" },
	[IC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(6, 9), NULL },
	[IC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(5, 10), NULL },
	[IC_LETTER] = { NULL, "T", COL_BLANK, CELL_TEXT, { 1, 1, 0, 1 }, NULL },
	[IC_NAME] = { NULL,
		      "IDENTITY",
		      COL_NAME | COL_GROW | COL_BARE | COL_TAIL,
		      CELL_WHO,
		      { 18, 34, 0, 2 },
		      NULL },
	[IC_NEW] = { NULL, "NEW", COL_BLANK, CELL_WORD, { 3, 3, 1, 8 }, NULL },
	[IC_BARS] = { NULL,
		      "",
		      COL_BLANK,
		      CELL_SPARK,
		      { IDENTITY_SPARK / 2, IDENTITY_SPARK, 5, 11 },
		      NULL },
};

uint64_t identity_row_news(const struct identity_row *r)
{
	uint64_t n = 0;

	if (r->is_new)
		return UINT64_MAX;
	for (unsigned k = 0; k < IDF_COUNT; k++)
		n += k == IDF_KEY ? 0 : r->fresh[k];
	return n;
}

static enum identity_by by_of(const struct rows *r)
{
	return ((const struct identity_rows *)r->data)->index->by;
}

static const struct identity_row *row_at(const struct rows *r, size_t i)
{
	return &((const struct identity_rows *)r->data)->rows[i];
}

static struct cell letter_cell(struct rows *r, const struct identity_row *row)
{
	char *c = arena_bytes(&r->arena, 1);

	*c = by_of(r) <= IDENTITY_BY_SESSION ? who_letter(row->name)
	     : by_of(r) == IDENTITY_BY_KEY   ? who_letter(row->about)
					     : ' ';
	return cell_text(sv_make(c, 1));
}

static struct cell name_cell(struct rows *r, const struct identity_row *row)
{
	AUTO_BUF struct buf b = BUF_INIT;

	if (row->name.ptr && by_of(r) <= IDENTITY_BY_SESSION)
		return cell_who(row->name, row->session);
	if (!row->name.ptr)
		buf_addf(&b, "(no %s)", identity_by_names[by_of(r)]);
	buf_addsv(&b, row->name);
	if (row->name.ptr && row->about.ptr) {
		buf_adds(&b, "  ");
		who_short(&b, row->about, SV_NULL);
	}
	return rows_cell_text(r, &b);
}

static void screen_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct identity_rows *rows = r->data;
	const struct identity_row *row = &rows->rows[i];
	uint64_t news = identity_row_news(row);
	bool spark = rows->spark && i < IDENTITY_SPARK_ROWS;

	c[IC_LETTER] = letter_cell(r, row);
	c[IC_NAME] = name_cell(r, row);
	c[IC_NEW] = cell_toned(cell_word(row->is_new ? "NEW"
					 : news      ? " N "
						     : "",
					 news),
			       TONE_NEW);
	c[IC_BARS] = cell_spark(spark ? rows->spark + i * IDENTITY_SPARK : NULL,
				spark ? IDENTITY_SPARK : 0);
}

static void cells(struct rows *r, size_t i, struct cell *c)
{
	const struct identity_row *row = row_at(r, i);
	struct sv name = row->name.ptr ? row->name : SV_LIT("unknown");

	c[IC_IDENTITY] = cell_text(name);
	c[IC_TYPE] = cell_text(identity_type(name));
	c[IC_ACCOUNT] = cell_text(row->about);
	c[IC_EVENTS] = cell_num(row->events);
	c[IC_DENIED] =
		cell_toned(cell_num(row->denied), row->denied ? TONE_DENIED : TONE_NUMBER);
	c[IC_FUNCTIONS] = cell_num(row->count[IDF_FUNCTION]);
	c[IC_ADDRESSES] = cell_num(row->count[IDF_ADDRESS]);
	c[IC_KEYS] = cell_num(row->count[IDF_KEY]);
	c[IC_FIRST] = cell_time(row->first);
	c[IC_LAST] = cell_time(row->last);
	if (r->reader == READER_SCREEN)
		screen_cells(r, i, c);
}

/* Name and session as one text. */
static void identity(const struct rows *r, size_t i, struct buf *out)
{
	const struct identity_row *row = row_at(r, i);

	buf_adds(out, row->name.ptr ? "" : "\x1e");
	buf_addsv(out, row->name);
	buf_addc(out, ' ');
	buf_addsv(out, row->session);
}

static bool expr(const struct rows *r, size_t i, struct buf *out)
{
	identity_row_expr(by_of(r), row_at(r, i)->name, row_at(r, i)->session, out);
	return true;
}

static bool value(const struct rows *r, size_t i, const char **ret_field,
		  struct sv *ret_value)
{
	static const char *const field[IDENTITY_BY_COUNT] = { "identity", "identity", "key",
							      "ip", "caller" };

	*ret_field = field[by_of(r)];
	*ret_value = row_at(r, i)->name;
	return true;
}

static void words(const struct rows *r, size_t i, struct buf *out)
{
	const struct identity_row *row = row_at(r, i);

	buf_addsv(out, row->name.ptr ? row->name : SV_LIT("(no value)"));
	if (row->session.ptr) {
		buf_adds(out, " session ");
		buf_addsv(out, row->session);
	}
	if (row->about.ptr) {
		buf_adds(out, by_of(r) == IDENTITY_BY_KEY ? "; of " : "; account ");
		buf_addsv(out, row->about);
	}
}

const struct listing identity_listing = {
	.key = "identities",
	.title = "identities",
	.none = "no event is shown",
	.cols = cols,
	.ncols = IC_COUNT,
	.cells = cells,
	.identity = identity,
	.expr = expr,
	.value = value,
	.words = words,
};

struct rows identity_list(const struct identity_rows *rows, enum reader reader)
{
	static const char *const names[IDENTITY_BY_COUNT] = { "IDENTITY", "ROLE SESSION",
							      "ACCESS KEY", "ADDRESS",
							      "ACCOUNT" };

	return (struct rows){ .of = &identity_listing,
			      .n = rows->n,
			      .data = (void *)(uintptr_t)rows,
			      .reader = reader,
			      .name = names[rows->index->by] };
}
