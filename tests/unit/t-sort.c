/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "count/count.h"
#include "eval/select.h"
#include "eval/textmap.h"
#include "util/bits.h"
#include "util/xalloc.h"

#include "jstore.h"
#include "rnd.h"
#include "tap.h"

static struct jstore js;

static struct sv S(const char *s) {
	return sv_make(s, strlen(s));
}

static void
test_parse(void)
{
	static const struct {
		const char *text;
		size_t n;
		const char *last; /* spelling of the last key */
		bool desc;
	} good[] = {
		{ "event", 1, "event", false },
		{ "event:asc", 1, "event", false },
		{ "event:desc", 1, "event", true },
		{ " time:desc , requestParameters.x", 2, "requestParameters.x", false },
		{ "a,\"b,c\".d:desc", 2, "\"b,c\".d", true },
		{ "\"a:desc\"", 1, "\"a:desc\"", false },
		{ "a:b:desc", 1, "a:b", true },
		{ "count:desc,event", 2, "event", false },
	};
	static const struct {
		const char *text;
		enum st st;
		unsigned off;
	} bad[] = {
		{ "", ST_SYNTAX, 0 },         { "event,", ST_SYNTAX, 6 },
		{ "event:up", ST_SYNTAX, 6 }, { "a,time:", ST_SYNTAX, 7 },
		{ "raw", ST_USAGE, 0 },       { "a, raw:desc", ST_USAGE, 3 },
		{ "a b", ST_SYNTAX, 2 },      { "a/b:desc", ST_SYNTAX, 0 },
	};
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct sort_key *k = NULL;
		size_t n = 0;

		if (!IS_ST(sort_parse(S(good[i].text), &a, &k, &n, NULL), ST_OK, "%s",
			   good[i].text))
			continue;
		IS_INT(n, good[i].n, "%s: keys", good[i].text);
		OK(sv_eq(k[n - 1].field.spelling, S(good[i].last)), "%s: last",
		   good[i].text);
		IS_INT(k[n - 1].desc, good[i].desc, "%s: direction", good[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct sort_key *k = NULL;
		struct err err = ERR_INIT;
		size_t n = 0;

		IS_ST(sort_parse(S(bad[i].text), &a, &k, &n, &err), bad[i].st,
		      "'%s' is refused", bad[i].text);
		IS_INT(err.off, bad[i].off, "'%s': where (%s)", bad[i].text, err.text);
	}
	arena_release(&a);
}

static void test_cmp(void)
{
	static const char *const ascending[] = {
		"-10", "-2.5", "-0", "1", "1.5", "10", "1e3", "99999999999999999999999",
		"",    "01",   "1x", "A", "a",   "aa", "b",   "\xc3\xa9"
	};

	for (size_t i = 0; i < ARRAY_SIZE(ascending); i++)
		for (size_t k = 0; k < ARRAY_SIZE(ascending); k++) {
			int c = sort_text_cmp(S(ascending[i]), S(ascending[k]));

			if ((c > 0) - (c < 0) != (i > k) - (i < k))
				FAIL("%s against %s", ascending[i], ascending[k]);
		}
	IS_INT(sort_text_cmp(S("1"), S("1.0")), 0, "the same number");
	IS_INT(sort_text_cmp(S("10"), S("1e1")), 0, "the same number again");
}

static const char *const sorts[] = { "n",
				     "n:desc",
				     "x",
				     "x:desc",
				     "list",
				     "time",
				     "time:desc",
				     "event,n:desc",
				     "x,time:desc,n",
				     "id",
				     "nothing",
				     "file:desc",
				     "nothing,event:desc",
				     "raw_id:desc",
				     "id:desc",
				     "uuid",
				     "uuid:desc",
				     "event,uuid",
				     "uuid,event:desc",
				     "mixed",
				     "mixed:desc",
				     "dense",
				     "dense:desc" };
/* Those with many different texts. */
static const char *const many[] = { "w", "raw_id:desc,w", "x,w:desc" };

static void uuid(char text[64], uint32_t a, uint32_t b)
{
	snprintf(text, 64, "%08x-0000-4000-8000-%012x", a, b);
}

static void fill(uint32_t events)
{
	static const char *const names[] = { "Put", "Get", "List" };
	uint32_t files[2];

	jstore_init(&js);
	files[0] = store_add_file(js.s, "a", 0);
	files[1] = store_add_file(js.s, "b", 0);
	for (uint32_t i = 0; i < events; i++) {
		json_t *r = json_object(), *list = json_array();
		char text[64];

		json_object_set_new(r, "eventName", json_string(names[rnd(3)]));
		snprintf(text, sizeof(text), "2021-07-%02uT00:00:00Z", 1 + rnd(28));
		if (rnd(9))
			json_object_set_new(r, "eventTime", json_string(text));
		if (rnd(5))
			json_object_set_new(r, "n", json_integer((int)rnd(2000) - 1000));
		snprintf(text, sizeof(text), rnd(9) ? "%u" : "%ue0", rnd(50));
		json_object_set_new(r, "x",
				    rnd(3)   ? json_string(text)
				    : rnd(3) ? json_real(rnd(100) / 2.0)
				    : rnd(3) ? json_string("word")
					     : json_null());
		for (uint32_t k = rnd(4); k; k--)
			json_array_append_new(list, json_integer(rnd(3)));
		json_object_set_new(r, "list", list);
		uuid(text, rnd(2) << 31 | rnd(1u << 30), i);
		json_object_set_new(r, "eventID", json_string(text));
		/* one id for several, or none */
		uuid(text, rnd(events / 4 + 1) * 7919, rnd(2));
		if (rnd(7))
			json_object_set_new(r, "uuid", json_string(text));
		/* a UUID mostly, or none that is spread */
		uuid(text, rnd(9), rnd(5));
		json_object_set_new(r, "mixed", json_string(rnd(5) ? text : "none"));
		uuid(text, 0, rnd(events));
		json_object_set_new(r, "dense", json_string(text));
		snprintf(text, sizeof(text), "prefix/%u/%x", rnd(10), rnd(1000000));
		json_object_set_new(r, "raw_id", json_string(text));
		/* more distinct numbers than 16 bits hold, for the most part in a dictionary */
		snprintf(text, sizeof(text), "w%u", i % 5 ? rnd(i / 5 + 1) : i / 5);
		json_object_set_new(r, "w", json_string(text));
		jstore_add(&js, files[rnd(2)], r);
	}
	jstore_finish(&js);
}

/* ---- the naive sort ---- */

struct keyed {
	row_t row;
	uint32_t at;      /* where it stood */
	struct sv key[3]; /* .ptr NULL: none */
};

static const struct sort_key *cmp_keys;
static size_t cmp_n;

static int naive_cmp(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	for (size_t i = 0; i < cmp_n; i++) {
		int c = 0;

		if (!x->key[i].ptr || !y->key[i].ptr) {
			c = !x->key[i].ptr - !y->key[i].ptr;
			if (c)
				return c;
			continue;
		}
		c = sort_text_cmp(x->key[i], y->key[i]);
		if (c)
			return cmp_keys[i].desc ? -c : c;
	}
	return x->at < y->at ? -1 : x->at > y->at;
}

/* The N rows of the time order from FROM on. */
static void check(const char *text, size_t from, size_t n)
{
	struct arena a = ARENA_INIT;
	struct field_values v = { .n = 0 };
	struct sort_key *keys = NULL;
	struct keyed *want = calloc(n, sizeof(*want));
	struct order *o = store_order(js.s);
	const row_t *order = o->rows + from;
	uint64_t *set = calloc((size_t)o->nsegs * SEG_WORDS + 1, sizeof(*set));
	struct selection *sel;
	row_t *rows;
	size_t nkeys = 0, bad = 0;

	if (sort_parse(S(text), &a, &keys, &nkeys, NULL))
		BAIL("%s", text);
	for (size_t i = 0; i < n; i++) {
		want[i] = (struct keyed){ .row = order[i], .at = (uint32_t)i };
		for (size_t k = 0; k < nkeys; k++) {
			struct buf b = BUF_INIT;

			field_values(js.s, order[i], &keys[k].field, &v);
			for (size_t j = 0; j < v.n; j++) {
				if (j)
					buf_addc(&b, ' ');
				buf_addsv(&b, v.v[j]);
			}
			if (v.n)
				want[i].key[k] = sv_make(arena_text(&a, buf_sv(&b)), b.len);
			buf_release(&b);
		}
	}
	cmp_keys = keys;
	cmp_n = nkeys;
	qsort(want, n, sizeof(*want), naive_cmp);
	for (size_t i = 0; i < n; i++)
		bit_set(set, order[i]);
	sel = selection_make(js.s, o, (const uint64_t *const *)&set, 1, 0, TICK_NONE, NULL);
	IS_INT(sel->count, n, "%zu rows selected", n);
	rows = selection_sorted(js.s, sel, keys, nkeys);
	for (size_t i = 0; i < n; i++)
		bad += rows[i] != want[i].row;
	IS_INT(bad, 0, "%zu rows by %s", n, text);
	field_values_release(&v);
	arena_release(&a);
	selection_unref(sel);
	free(set);
	free(want);
	free(rows);
}

static int text_cmp(const void *a, const void *b, void *texts)
{
	const struct sv *t = texts;

	return sv_cmp(t[*(const uint32_t *)a], t[*(const uint32_t *)b]);
}

/* Texts that begin alike, hold NUL bytes, end within each other. */
static void test_keysort(unsigned style, uint32_t n)
{
	struct textmap m = { .n = 0 };
	uint32_t *a, *b;

	for (uint32_t i = 0; i < n; i++) {
		char t[1300];
		size_t len = 0;

		if (style == 0)
			len = (size_t)snprintf(t, sizeof(t), "arn:aws:iam::%012u:role/r%u",
					       rnd(50), rnd(n * 4));
		for (size_t k = rnd(12); style == 1 && k; k--)
			t[len++] = "\0\0ab\xff"[rnd(5)];
		if (style == 2) {
			memset(t, 'x', sizeof(t));
			len = 1000 + rnd(250);
			t[len++] = "yz"[rnd(2)];
		}
		textmap_add(&m, sv_make(t, len), hash_bytes(t, len), true);
	}
	a = malloc(m.n * sizeof(*a) + 1);
	b = malloc(m.n * sizeof(*b) + 1);
	for (uint32_t i = 0; i < m.n; i++)
		a[i] = b[i] = i;
	keysort(m.texts, a, m.n);
	qsort_r(b, m.n, sizeof(*b), text_cmp, m.texts);
	OK(!memcmp(a, b, m.n * sizeof(*a)), "%u distinct texts of style %u", m.n, style);
	free(a);
	free(b);
	textmap_release(&m);
}

int main(void)
{
	rnd_seed = 31;
	test_parse();
	test_cmp();
	for (unsigned style = 0; style < 3; style++) {
		test_keysort(style, 0);
		test_keysort(style, 1);
		test_keysort(style, 60);
		test_keysort(style, 30000);
	}
	fill(20000);
	for (size_t i = 0; i < ARRAY_SIZE(sorts); i++) {
		const struct order *o = store_order(js.s);

		check(sorts[i], 0, o->n);
		check(sorts[i], 100, 50);
	}
	check("n", 0, 0);
	check("uuid", 0, 0);
	check("uuid", 500, 3000);
	jstore_release(&js);
	fill(335000);
	for (size_t i = 0; i < ARRAY_SIZE(many); i++)
		check(many[i], 0, store_order(js.s)->n);
	jstore_release(&js);
	return DONE();
}
