/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions as a listing: the rows of the pane and of the verb. */
#include "lambda/lists.h"

#include "util/xalloc.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct col cols[LC_COUNT] = {
	[LC_FUNCTION] = { "function",
			  "FUNCTION",
			  COL_KEEP_TAIL | COL_NAME | COL_GROW | COL_TAIL,
			  CELL_TEXT,
			  { 16, 28, 0, 1 },
			  "its name; (unknown) for the events that name none" },
	[LC_ARN] = { "arn", "ARN", COL_JSON_ONLY, CELL_TEXT, COL_NO_ROOM,
		     "without alias or version; null where account or region are not "
		     "known" },
	[LC_ACCOUNT] = { "account", "ACCOUNT", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[LC_REGION] = { "region", "REGION", 0, CELL_TEXT, COL_NO_ROOM, NULL },
	[LC_INVOCATIONS] = { "invocations",
			     "INVOKED",
			     0,
			     CELL_NUM,
			     { 8, 10, 0, 3 },
			     "how often; one requestID is one invocation, however many "
			     "events it has; null where no Lambda data event of the "
			     "account and region is loaded" },
	[LC_CALLERS] = { "callers",
			 "CALLERS",
			 0,
			 CELL_NUM,
			 { 7, 7, 2, 4 },
			 "distinct identities that invoked it, or null" },
	[LC_CHANGES] = { "changes",
			 "CHANGES",
			 0,
			 CELL_NUM,
			 { 7, 7, 0, 5 },
			 "successful events about code, configuration, permissions and "
			 "triggers" },
	[LC_ERRORS] = { "errors",
			"ERRORS",
			0,
			CELL_NUM,
			{ 6, 7, 0, 6 },
			"events whose result is not ok" },
	[LC_FIRST] = { "first", "FIRST", 0, CELL_TIME, COL_ROOM_CLOCK(5, 8), NULL },
	[LC_LAST] = { "last", "LAST", 0, CELL_TIME, COL_ROOM_CLOCK(3, 9), NULL },
	[LC_PLACE] = { NULL,
		       "ACCOUNT REGION",
		       COL_BLANK,
		       CELL_TEXT,
		       { 12, 27, 6, 2 },
		       NULL },
	[LC_NEW] = { NULL, "NEW", COL_BLANK, CELL_WORD, { 3, 3, 1, 7 }, NULL },
	[LC_BARS] = { NULL,
		      "",
		      COL_BLANK,
		      CELL_SPARK,
		      { LAMBDA_SPARK / 2, LAMBDA_SPARK, 4, 10 },
		      NULL },
};

uint64_t lambda_row_news(const struct lambda_row *r)
{
	return r->is_new ? UINT64_MAX
			 : (uint64_t)r->new_callers + r->new_addresses + r->new_sources;
}

static struct sv joined(struct rows *r, struct sv a, struct sv b)
{
	AUTO_BUF struct buf text = BUF_INIT;

	buf_addsv(&text, a);
	buf_addc(&text, ' ');
	buf_addsv(&text, b);
	return sv_make(arena_text(&r->arena, buf_sv(&text)), text.len);
}

/* Where there are more functions of that name, and the place has no room: with what differs. */
static struct sv name_of(struct rows *r, size_t i, const struct lambda_id *id)
{
	const struct lambda_list *l = r->data;
	enum lambda_twin twin = l->twin ? (enum lambda_twin)l->twin[i] : TWIN_NONE;

	if (r->reader != READER_SCREEN)
		return id->name;
	if (id->unknown)
		return SV_LIT("(function name unknown)");
	if (twin == TWIN_NONE || r->shown >> LC_PLACE & 1)
		return id->name;
	return joined(r, id->name, twin == TWIN_REGION ? id->region : id->account);
}

/* Calls that are not logged are not 0. */
static struct cell calls(const struct lambda_row *row, uint64_t n)
{
	return row->logged ? cell_num(n) : cell_null();
}

static void cells(struct rows *r, size_t i, struct cell *c)
{
	const struct lambda_list *l = r->data;
	const struct lambda_row *row = &l->rows->rows[i];
	const struct lambda_counts *n = &row->shown;
	struct lambda_id id = lambda_index_id(l->rows->index, row->fn);
	uint64_t news = lambda_row_news(row);
	uint32_t buckets = l->rows->axis.n;

	c[LC_FUNCTION] = cell_text(name_of(r, i, &id));
	c[LC_ARN] = cell_text(id.arn);
	c[LC_ACCOUNT] = cell_text(id.account);
	c[LC_REGION] = cell_text(id.region);
	c[LC_INVOCATIONS] = calls(row, n->invocations);
	c[LC_CALLERS] = calls(row, n->callers);
	c[LC_CHANGES] =
		cell_toned(cell_num(n->changes), n->changes ? TONE_CHANGE : TONE_NUMBER);
	c[LC_ERRORS] =
		cell_toned(cell_num(n->errors), n->errors ? TONE_ERROR : TONE_NUMBER);
	c[LC_FIRST] = cell_time(n->first);
	c[LC_LAST] = cell_time(n->last);
	if (r->reader != READER_SCREEN)
		return;
	c[LC_PLACE] = cell_text(joined(r, id.account, id.region));
	c[LC_NEW] = cell_toned(cell_word(row->is_new ? "NEW"
					 : news      ? " ! "
						     : "",
					 news),
			       TONE_NEW);
	c[LC_BARS] = cell_spark(l->rows->spark ? l->rows->spark + i * buckets : NULL,
				l->rows->spark ? buckets : 0);
}

static const struct lambda_row *row_of(const struct rows *r, size_t i)
{
	return &((const struct lambda_list *)r->data)->rows->rows[i];
}

static const struct lambda_index *index_of(const struct rows *r)
{
	return ((const struct lambda_list *)r->data)->rows->index;
}

static void identity(const struct rows *r, size_t i, struct buf *out)
{
	buf_addsv(out, index_of(r)->fns.v[row_of(r, i)->fn]);
}

static bool expr(const struct rows *r, size_t i, struct buf *out)
{
	struct lambda_id id = lambda_index_id(index_of(r), row_of(r, i)->fn);

	lambda_expr(out, &id);
	return true;
}

static bool value(const struct rows *r, size_t i, const char **ret_field,
		  struct sv *ret_value)
{
	struct lambda_id id = lambda_index_id(index_of(r), row_of(r, i)->fn);

	*ret_field = id.arn.ptr ? "function.arn" : "function";
	*ret_value = id.unknown ? SV_NULL : id.arn.ptr ? id.arn : id.name;
	return true;
}

static void words(const struct rows *r, size_t i, struct buf *out)
{
	const struct lambda_row *row = row_of(r, i);
	struct lambda_id id = lambda_index_id(index_of(r), row->fn);

	buf_addsv(out, id.arn.ptr ? id.arn : id.name);
	buf_addf(out,
		 ": %" PRIu64 " of %" PRIu64 " events shown, %" PRIu64 " of %" PRIu64
		 " invocations, %" PRIu64 " of %" PRIu64 " changes, %" PRIu64 " denied",
		 row->shown.events, row->all.events, row->shown.invocations,
		 row->all.invocations, row->shown.changes, row->all.changes,
		 row->shown.denied);
	if (row->is_new)
		buf_adds(out, "; first seen inside the window");
	else if (lambda_row_news(row))
		buf_addf(out,
			 "; new inside the window: %u callers, %u addresses, %u sources",
			 row->new_callers, row->new_addresses, row->new_sources);
}

const struct listing lambda_listing = {
	.key = "functions",
	.title = "functions",
	.cols = cols,
	.ncols = LC_COUNT,
	.cells = cells,
	.identity = identity,
	.expr = expr,
	.value = value,
	.words = words,
};

/* ---- functions of one name ---- */

static int name_cmp(const void *pa, const void *pb, void *arg)
{
	const struct lambda_rows *rows = arg;
	uint32_t i = *(const uint32_t *)pa, k = *(const uint32_t *)pb;
	struct lambda_id a = lambda_index_id(rows->index, rows->rows[i].fn);
	struct lambda_id b = lambda_index_id(rows->index, rows->rows[k].fn);
	int c = sv_cmp(a.name, b.name);

	return c ? c : sv_cmp(a.region, b.region);
}

static void find_twins(struct lambda_list *l)
{
	const struct lambda_rows *rows = l->rows;
	uint32_t n = (uint32_t)rows->n;
	uint32_t *by_name = xcalloc(MAX(n, 1u), sizeof(*by_name));

	l->twin = xcalloc(MAX(n, 1u), sizeof(*l->twin));
	for (uint32_t i = 0; i < n; i++)
		by_name[i] = i;
	qsort_r(by_name, n, sizeof(*by_name), name_cmp, (void *)(uintptr_t)rows);
	for (uint32_t i = 1; i < n; i++) {
		struct lambda_id a =
			lambda_index_id(rows->index, rows->rows[by_name[i - 1]].fn);
		struct lambda_id b =
			lambda_index_id(rows->index, rows->rows[by_name[i]].fn);
		bool near = sv_eq(a.region, b.region);
		uint8_t *t = &l->twin[by_name[i - 1]], *u = &l->twin[by_name[i]];

		if (!a.arn.ptr || !b.arn.ptr || !sv_eq(a.name, b.name))
			continue;
		*u = near ? TWIN_ACCOUNT : TWIN_REGION;
		if (*t != TWIN_ACCOUNT)
			*t = *u;
	}
	free(by_name);
}

void lambda_list_init(struct lambda_list *l, const struct lambda_rows *rows,
		      enum reader reader)
{
	*l = (struct lambda_list){ .rows = rows };
	l->r = (struct rows){
		.of = &lambda_listing, .n = rows->n, .data = l, .reader = reader
	};
	if (reader == READER_SCREEN)
		find_twins(l);
}

void lambda_list_release(struct lambda_list *l)
{
	rows_release(&l->r);
	free(l->twin);
	l->twin = NULL;
}
