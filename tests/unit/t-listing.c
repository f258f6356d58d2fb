/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listings: what holds for all of them; orders of rows; pages made of several. */
#include "coverage/files.h"
#include "identity/lists.h"
#include "lambda/lists.h"
#include "lineage/lists.h"
#include "list/order.h"
#include "output/rows.h"
#include "session/values.h"

#include "tap.h"

/* ---- all listings of the program ---- */

#define MAX_LISTINGS 64
static const struct listing *all[MAX_LISTINGS];
static size_t nall;

static void add(const struct listing *l, size_t n)
{
	for (size_t i = 0; i < n && nall < MAX_LISTINGS; i++)
		all[nall++] = &l[i];
}

static void gather(void)
{
	add(&lambda_listing, 1);
	add(lambda_listings, LL_COUNT);
	add(&identity_listing, 1);
	add(identity_page_listings, IL_COUNT);
	add(&lineage_hop_listing, 1);
	add(&lineage_forward_listing, 1);
	add(&file_listing, 1);
	add(&values_listing, 1);
}

/* Columns with a key first, those of tables behind those of all formats; no key twice. */
static bool well_ordered(const struct listing *l)
{
	int phase = 0;

	for (size_t i = 0; i < l->ncols; i++) {
		const struct col *c = &l->cols[i];
		int is = !c->key ? 2 : c->flags & COL_TABLE_ONLY ? 1 : 0;

		if (is < phase || !col_title(c))
			return false;
		phase = is;
		for (size_t k = 0; c->key && k < i; k++)
			if (strcmp(c->key, l->cols[k].key) == 0)
				return false;
	}
	return l->ncols > 0 && l->ncols <= ROWS_MAX_COLS && l->key && l->title && l->cells;
}

/* On the screen one column names the row, and no two stand at one place. */
static bool well_placed(const struct listing *l)
{
	size_t drawn = 0, names = 0;

	for (size_t i = 0; i < l->ncols; i++) {
		const struct col_room *a = &l->cols[i].room;

		drawn += a->min != 0;
		names += a->min && l->cols[i].flags & COL_NAME;
		if (a->min > a->want || (!a->min && (a->want || a->place)))
			return false;
		for (size_t k = 0; a->place && k < i; k++)
			if (l->cols[k].room.place == a->place)
				return false;
	}
	return drawn ? names == 1 : names == 0;
}

/* What is named in another way on purpose: in some lists an event is an id. */
static bool is_exception(const char *key)
{
	return strcmp(key, "event") == 0 || strcmp(key, "identity") == 0 ||
	       strcmp(key, "addresses") == 0;
}

static void one_name(const struct listing *l, const struct col *c)
{
	for (size_t i = 0; i < nall; i++)
		for (size_t k = 0; k < all[i]->ncols; k++) {
			const struct col *o = &all[i]->cols[k];

			if (!o->key || strcmp(o->key, c->key) != 0 || is_exception(c->key))
				continue;
			if (strcmp(col_title(o), col_title(c)) != 0)
				FAIL("%s.%s is '%s', in %s '%s'", l->key, c->key,
				     col_title(c), all[i]->key, col_title(o));
		}
}

static void test_all(void)
{
	gather();
	OK(nall < MAX_LISTINGS, "there is room for all listings");
	for (size_t i = 0; i < nall; i++) {
		OK(well_ordered(all[i]), "%s: columns in order", all[i]->key);
		OK(well_placed(all[i]), "%s: places on the screen", all[i]->key);
		for (size_t k = 0; k < all[i]->ncols; k++)
			if (all[i]->cols[k].key)
				one_name(all[i], &all[i]->cols[k]);
	}
}

/* ---- a small one ---- */

struct fruit {
	const char *name;
	uint64_t count;
	tick_t time;
	uint64_t weight;
};
static const struct fruit fruits[] = {
	{ "pear", 10, TICK_NONE, 1 },
	{ "apple", 9, 5, 0 },
	{ NULL, 100, 3, 7 },
	{ "fig", 9, -4, 7 },
};

enum { F_NAME, F_COUNT, F_TIME, F_NOTE, F_WEIGHT, F_COLS };
static const struct col fruit_cols[F_COLS] = {
	[F_NAME] = { .key = "name", .title = "NAME" },
	[F_COUNT] = { .key = "count", .flags = COL_JSON_ONLY, .kind = CELL_NUM },
	[F_TIME] = { .key = "time", .kind = CELL_TIME },
	[F_NOTE] = { .key = "note", .flags = COL_TABLE_ONLY },
	[F_WEIGHT] = { .title = "WEIGHT", .kind = CELL_WORD },
};

static void fruit_cells(struct rows *r, size_t i, struct cell *c)
{
	const struct fruit *f = &((const struct fruit *)r->data)[i];
	char *text = arena_bytes(&r->arena, 1);

	*text = (char)('a' + i);
	c[F_NAME] = cell_str(f->name);
	c[F_COUNT] = cell_num(f->count);
	c[F_TIME] = cell_time(f->time);
	c[F_NOTE] = cell_text(sv_make(text, 1));
	c[F_WEIGHT] = cell_word("", f->weight);
}

static const struct listing fruit_listing = {
	.key = "fruits",
	.title = "the fruits",
	.cols = fruit_cols,
	.ncols = F_COLS,
	.cells = fruit_cells,
};

static struct rows fruit_rows(enum reader reader)
{
	return (struct rows){ .of = &fruit_listing,
			      .n = ARRAY_SIZE(fruits),
			      .data = (void *)(uintptr_t)fruits,
			      .reader = reader };
}

static void test_readers(void)
{
	struct rows r = fruit_rows(READER_JSON);
	AUTO_BUF struct buf b = BUF_INIT;
	struct rowset set = rows_set(&r);
	struct cell cells[ROWS_MAX_COLS];

	set.nrows = 1;
	rows_json(&b, &set);
	IS_STR(buf_str(&b), "[{\"name\":\"pear\",\"count\":10,\"time\":null}]",
	       "JSON has no columns of tables and of the screen");
	r.reader = READER_TABLE;
	set = rows_set(&r);
	IS_INT(set.ncols, 4, "tables have one more");
	set.get(set.arg, 3, cells);
	IS_SV(cells[F_NOTE].u.text, "d", "a cell that borrows from the rows");
	rows_release(&r);
}

static void get(void *arg, size_t i, struct cell *cells)
{
	rows_cells(arg, i, cells);
}

static void is_order(size_t col, bool desc, const char *want)
{
	struct rows r = fruit_rows(READER_SCREEN);
	struct rowsort_key key = { col, desc };
	const struct rowsort sort = { &key, 1 };
	size_t order[ARRAY_SIZE(fruits)];
	char got[ARRAY_SIZE(fruits) + 1] = "";

	rowsort_order(get, &r, F_COLS, r.n, &sort, order);
	for (size_t i = 0; i < r.n; i++)
		got[i] = (char)('0' + order[i]);
	IS_STR(got, want, "order by column %zu%s", col, desc ? ", descending" : "");
	rows_release(&r);
}

static void test_orders(void)
{
	is_order(F_NAME, false, "1302");
	is_order(F_NAME, true, "0312");
	is_order(F_COUNT, false, "1302");
	is_order(F_COUNT, true, "2013");
	is_order(F_TIME, false, "3210");
	is_order(F_TIME, true, "1230");
	is_order(F_WEIGHT, true, "2301");
}

static void test_page(void)
{
	struct rows one = fruit_rows(READER_JSON), list = fruit_rows(READER_JSON);
	struct rows *lists[] = { &list };
	AUTO_BUF struct buf b = BUF_INIT;
	struct page page;
	struct rowset set;

	page_init(&page, &one, 1, lists, 1, 1);
	page_add(&page, "share", NULL, cell_share(1, 16));
	set = page_set(&page);
	rows_json(&b, &set);
	IS_STR(buf_str(&b),
	       "{\"name\":\"apple\",\"count\":9,\"time\":\"1970-01-01T00:00:00.0000005Z\","
	       "\"fruits\":[{\"name\":\"pear\",\"count\":10,\"time\":null}],"
	       "\"share\":\"6.3%\"}",
	       "a row, a list cut to its limit, one more cell");
	IS_STR(col_title(&page.cols[F_NAME]), "name", "facts are headed by their keys");
	IS_INT(page.cols[F_COUNT].flags & COL_JSON_ONLY, 0, "and all of them are shown");
	page_release(&page);
	page_init(&page, NULL, 0, NULL, 0, 0);
	IS_INT(page_set(&page).ncols, 0, "a page without a row has no columns");
	page_release(&page);
	rows_release(&one);
	rows_release(&list);
}

static void test_empty(void)
{
	const struct sv one = SV_LIT("a");
	struct cell c[] = { cell_null(),           cell_absent(),
			    cell_time(TICK_NONE),  cell_list(&one, 0),
			    cell_phrases(NULL, 0), cell_str(NULL),
			    cell_who(SV_NULL, one) };
	struct cell full[] = { cell_num(0), cell_list(&one, 1), cell_who(one, SV_NULL),
			       cell_bool(false) };

	for (size_t i = 0; i < ARRAY_SIZE(c); i++)
		OK(cell_is_empty(&c[i]), "cell %zu holds nothing", i);
	for (size_t i = 0; i < ARRAY_SIZE(full); i++)
		OK(!cell_is_empty(&full[i]), "cell %zu holds something", i);
}

int main(void)
{
	test_all();
	test_readers();
	test_orders();
	test_page();
	test_empty();
	return DONE();
}
