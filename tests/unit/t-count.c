/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count_by() and field_values() against a naive count over the records. */
#include "count/uuid.h"
#include "eval/scan.h"

#include "jstore.h"
#include "rnd.h"
#include "tap.h"

#define EVENTS 80000u

static struct jstore js;
static json_t *strf(const char *fmt, ...) PRINTF_LIKE(1, 2);
static json_t *strf(const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return json_string(text);
}

static json_t *scalar(void)
{
	switch (rnd(10)) {
	case 0:
		return json_integer(rnd(4));
	case 1:
		return strf("%u", rnd(4));
	case 2:
		return json_null();
	case 3:
		return json_string("");
	case 4:
		return json_boolean(rnd(2));
	case 5:
		return json_array();
	case 6:
		return strf("2021-07-0%uT00:00:00Z", 1 + rnd(5));
	case 7:
		return strf("0000000%u-0000-4000-8000-000000000000", rnd(4));
	default:
		return strf("v%u", rnd(9));
	}
}

static json_t *list(uint32_t n, json_t *(*item)(void))
{
	json_t *v = json_array();

	while (n--)
		json_array_append_new(v, item());
	return v;
}

static json_t *arn(void)
{
	json_t *o = json_object();

	json_object_set_new(o, "ARN", strf("arn:aws:s3:::b%u", rnd(300)));
	return o;
}

/* UUIDs and texts that sort among them: cut, longer, with letters that a UUID has not. */
static json_t *uuid_or_so(void)
{
	static const char others[] = "-/:AFGg_~";
	char text[64];

	snprintf(text, sizeof(text), "%08x-%04x-4%03x-8%03x-%012x", (rnd(600) << 20) * 7,
		 rnd(2), rnd(2), rnd(2), rnd(3));
	switch (rnd(4)) {
	case 0:
		text[rnd(36)] = others[rnd(sizeof(others) - 1)];
		break;
	case 1:
		text[rnd(37)] = '\0';
		break;
	default:
		break;
	}
	return json_string(text);
}

static json_t *make_event(uint32_t i)
{
	static const char *const names[] = { "Put", "Get", "List" };
	json_t *e = json_object(), *p = json_object();

	json_object_set_new(e, "eventName", json_string(names[rnd(3)]));
	if (rnd(40))
		json_object_set_new(e, "eventTime",
				    rnd(30) ? strf("2021-07-%02uT%02u:00:%02uZ",
						   1 + rnd(28), rnd(24), rnd(60))
					    : strf("2021-07-01T00:00:00.%uZ", rnd(10)));
	json_object_set_new(e, "eventID", strf("%08x-0000-4000-8000-%012x", i, rnd(9)));
	json_object_set_new(e, "requestID", strf("R%u", rnd(3) ? i : rnd(50)));
	json_object_set_new(p, "x", rnd(4) ? scalar() : list(rnd(5), scalar));
	json_object_set_new(p, "n", json_integer(rnd(3) ? i : rnd(50)));
	if (rnd(3))
		json_object_set_new(p, "uuid", uuid_or_so());
	if (rnd(3))
		json_object_set_new(p, "uuids",
				    rnd(40) ? uuid_or_so() : list(rnd(4), uuid_or_so));
	json_object_set_new(p, "nullish", rnd(2) ? json_null() : json_string("set"));
	if (i % 9000 == 17)
		json_object_set_new(p, "long", list(200, scalar));
	if (i < 5000)
		json_object_set_new(p, rnd(2) ? "t" : "u", scalar());
	json_object_set_new(e, "requestParameters", p);
	if (i < 4500) {
		char key[16];
		json_t *tags = json_object();

		snprintf(key, sizeof(key), "k%u", i);
		json_object_set_new(tags, key, json_string("v"));
		if (i > 4200)
			json_object_set_new(tags, "late",
					    rnd(3) ? scalar() : list(3, scalar));
		json_object_set_new(e, "tags", tags);
	}
	json_object_set_new(e, "resources", list(rnd(3), arn));
	return e;
}

static json_t *big_text(char tail)
{
	char *p = malloc(BIG_LEN + 2);
	json_t *v;

	memset(p, 'z', BIG_LEN + 1);
	p[BIG_LEN] = tail;
	p[BIG_LEN + 1] = '\0';
	v = json_string(p);
	free(p);
	return v;
}

static void fill(void)
{
	uint32_t files[2];

	jstore_init(&js);
	files[0] = store_add_file(js.s, "one", 0);
	files[1] = store_add_file(js.s, "two", 0);
	for (uint32_t i = 0; i < EVENTS; i++) {
		json_t *e = make_event(i);

		if (i < 6)
			json_object_set_new(e, "big", big_text("aabbbc"[i]));
		jstore_add(&js, files[i % 7 == 0], e);
		if (i % 5000 == 3)
			jstore_add(&js, files[1], json_deep_copy(e));
	}
	jstore_finish(&js);
}

/* ---- the naive count ---- */

struct seen {
	struct sv v[256];
	size_t n;
	struct arena arena;
};

static bool note_value(void *arg, struct sv text, bool literal)
{
	struct seen *s = arg;

	(void)literal;
	for (size_t i = 0; i < s->n; i++)
		if (sv_eq(s->v[i], text))
			return false;
	if (s->n < ARRAY_SIZE(s->v))
		s->v[s->n++] = sv_make(arena_text(&s->arena, text), text.len);
	return false;
}

static void naive_values(size_t i, const struct fieldref *f, struct seen *s)
{
	s->n = 0;
	if (f->id == FLD_FILE) {
		note_value(s, sv_str(store_file(js.s, js.files[i])->path), false);
	} else if (f->id == FLD_TIME) {
		tick_t t = store_time(js.s, js.rows[i]);
		struct buf b = BUF_INIT;

		if (t != TICK_NONE) {
			time_format(&b, t);
			note_value(s, buf_sv(&b), false);
		}
		buf_release(&b);
	} else if (f->id == FLD_EVENT) {
		struct sv key = SV_LIT("eventName");

		js_each(js.recs[i], &key, 1, false, note_value, s);
	} else if (f->id == FLD_RESOURCE) {
		struct sv keys[2] = { SV_LIT("resources"), SV_LIT("ARN") };

		js_each(js.recs[i], keys, 2, false, note_value, s);
	} else {
		size_t n;
		const struct sv *keys = fieldref_keys(f, &n);

		js_each(js.recs[i], keys, n, false, note_value, s);
	}
}

/* Tuples as one text: each key behind a byte that tells none from a string. */
struct naive {
	struct textmap map;
	uint64_t *count;
	tick_t *first, *last;
	size_t cap, cap1, cap2;
};

static void naive_add(struct naive *nv, struct sv key, tick_t t)
{
	uint32_t before = nv->map.n, k = textmap_add(&nv->map, key, hash_sv(key), true);

	if (nv->map.n > before) {
		ALLOC_GROW(nv->count, k + 1, nv->cap);
		ALLOC_GROW(nv->first, k + 1, nv->cap1);
		ALLOC_GROW(nv->last, k + 1, nv->cap2);
		nv->count[k] = 0;
		nv->first[k] = TICK_NONE;
		nv->last[k] = TICK_NONE;
	}
	nv->count[k]++;
	if (t == TICK_NONE)
		return;
	nv->first[k] = MIN(nv->first[k], t);
	nv->last[k] = nv->last[k] == TICK_NONE ? t : MAX(nv->last[k], t);
}

static void naive_row(struct naive *nv, size_t i, const struct fieldref *by, size_t nby,
		      size_t at, struct buf *key)
{
	struct seen s = { .n = 0 };
	size_t len = key->len;

	if (at == nby) {
		naive_add(nv, buf_sv(key), store_time(js.s, js.rows[i]));
		return;
	}
	naive_values(i, &by[at], &s);
	if (!s.n) {
		buf_addc(key, 'n');
		naive_row(nv, i, by, nby, at + 1, key);
	}
	for (size_t k = 0; k < s.n; k++) {
		key->len = len;
		buf_addc(key, 's');
		buf_addsv(key, s.v[k]);
		buf_addc(key, '\x01');
		naive_row(nv, i, by, nby, at + 1, key);
	}
	key->len = len;
	arena_release(&s.arena);
}

static void tuple_text(const struct count_row *r, size_t nby, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < nby; i++) {
		buf_addc(out, r->keys[i].ptr ? 's' : 'n');
		if (!r->keys[i].ptr)
			continue;
		buf_addsv(out, r->keys[i]);
		buf_addc(out, '\x01');
	}
}

static bool in_order(const struct count_row *a, const struct count_row *b, size_t nby)
{
	if (a->count != b->count)
		return a->count > b->count;
	for (size_t i = 0; i < nby; i++) {
		if (!a->keys[i].ptr != !b->keys[i].ptr)
			return !b->keys[i].ptr;
		if (a->keys[i].ptr && sv_cmp(a->keys[i], b->keys[i]))
			return sv_cmp(a->keys[i], b->keys[i]) < 0;
	}
	return false;
}

static void check_by_key(const struct counts *c, bool reverse, const char *what)
{
	uint32_t *order = calloc(c->n + 1, sizeof(*order));
	uint8_t *seen = calloc(c->n + 1, 1);
	size_t bad = 0;

	counts_by_key(c, reverse, order);
	for (size_t i = 0; i < c->n; i++) {
		struct count_read ta, tb;
		struct sv a, b;
		int d;

		if (order[i] >= c->n || seen[order[i]]++ || !i) {
			bad += i || order[i] >= c->n;
			continue;
		}
		a = counts_row(c, order[i - 1], &ta)->keys[0];
		b = counts_row(c, order[i], &tb)->keys[0];
		if (!a.ptr || !b.ptr) {
			bad += !a.ptr; /* none is last */
			continue;
		}
		d = sort_text_cmp(a, b);
		bad += d ? (d > 0) != reverse : order[i - 1] > order[i];
	}
	IS_INT(bad, 0, "%s: by key%s", what, reverse ? ", reversed" : "");
	free(order);
	free(seen);
}

static bool read_big(void *arg, row_t row, path_t path, uint32_t n, struct buf *out)
{
	(void)arg;
	(void)path;
	for (size_t i = 0; n == 0 && i < js.n; i++)
		if (js.rows[i] == row) {
			buf_adds(out,
				 json_string_value(json_object_get(js.recs[i], "big")));
			return true;
		}
	return false;
}

static void check(const char *fields_text, unsigned threads, const uint64_t *bits)
{
	struct eval_env env = { .store = js.s, .big = read_big, .threads = threads };
	struct arena arena = ARENA_INIT;
	struct fieldref *by = NULL;
	struct counts c;
	struct naive nv = { .cap = 0 };
	struct buf key = BUF_INIT;
	size_t nby = 0, bad = 0;

	if (fieldref_parse_list(sv_make(fields_text, strlen(fields_text)), &arena, &by,
				&nby, NULL))
		BAIL("%s", fields_text);
	for (size_t i = 0; i < js.n; i++)
		if (bit_get(bits, js.rows[i]))
			naive_row(&nv, i, by, nby, 0, &key);
	IS_ST(count_by(&env, bits, store_nsegs(js.s), by, nby, &c), ST_OK, "%s (%u)",
	      fields_text, threads);
	IS_INT(c.n, nv.map.n, "%s (%u): keys", fields_text, threads);
	for (size_t i = 0; i < c.n; i++) {
		struct count_read now, last;
		const struct count_row *r = counts_row(&c, i, &now);
		uint32_t k, n = nv.map.n;

		tuple_text(r, nby, &key);
		k = textmap_add(&nv.map, buf_sv(&key), hash_sv(buf_sv(&key)), true);
		if (k >= n || r->count != nv.count[k] || r->first != nv.first[k] ||
		    r->last != nv.last[k]) {
			if (!bad++)
				DIAG("%s: %s is wrong", fields_text, buf_str(&key));
		}
		if (i && !in_order(counts_row(&c, i - 1, &last), r, nby))
			bad++;
		if (nby == 1 && i % 7 == 0 && counts_find(&c, r->keys[0]) != i)
			bad++;
	}
	IS_INT(bad, 0, "%s (%u): counts, times, order", fields_text, threads);
	if (nby == 1) {
		check_by_key(&c, false, fields_text);
		check_by_key(&c, true, fields_text);
	}
	counts_spell(&c);
	for (size_t i = 1; i < c.n; i++)
		bad += !in_order(&c.rows[i - 1], &c.rows[i], nby);
	IS_INT(bad, 0, "%s (%u): spelled out", fields_text, threads);
	counts_release(&c);
	textmap_release(&nv.map);
	free(nv.count);
	free(nv.first);
	free(nv.last);
	buf_release(&key);
	arena_release(&arena);
}

static void test_counts(const uint64_t *some, const uint64_t *all)
{
	static const char *const by[] = {
		"event",
		"eventName",
		"requestParameters.x",
		"requestParameters.n",
		"requestParameters.nullish",
		"requestParameters.uuid",
		"requestParameters.uuids",
		"requestParameters.t",
		"resource",
		"resources.ARN",
		"id",
		"request",
		"time",
		"file",
		"nothing",
		"tags.late",
		"tags.k4400",
		"requestParameters.long",
		"eventTime",
		"big",
		"requestParameters",
		"event,file",
		"requestParameters.x,resource",
		"event,requestParameters.t,nothing",
		"requestParameters.x,requestParameters.x",
		"event,time",
		"resource,tags.late",
		"request,event",
	};

	for (size_t i = 0; i < ARRAY_SIZE(by); i++) {
		check(by[i], 1, some);
		check(by[i], 3, all);
	}
}

static void test_none(const uint64_t *all)
{
	struct eval_env env = { .store = js.s, .threads = 2 };
	uint64_t *empty = calloc(store_nsegs(js.s) * SEG_WORDS, sizeof(*empty));
	struct arena a = ARENA_INIT;
	struct fieldref f;
	struct counts c;
	uint64_t kept = 0;
	_Atomic(bool) cancel = true;

	for (size_t i = 0; i < js.n; i++)
		kept += bit_get(all, js.rows[i]);
	IS_ST(count_by(&env, all, store_nsegs(js.s), NULL, 0, &c), ST_OK,
	      "without a field");
	OK(c.n == 1 && c.rows[0].count == kept, "one row of all");
	OK(c.rows[0].first == time_parse(SV_LIT("2021-07-01T00:00:00Z")), "its first");
	OK(c.rows[0].last > c.rows[0].first && c.rows[0].last != TICK_NONE, "its last");
	counts_release(&c);
	IS_ST(count_by(&env, empty, store_nsegs(js.s), NULL, 0, &c), ST_OK, "of nothing");
	OK(c.n == 1 && c.rows[0].count == 0 && c.rows[0].first == TICK_NONE,
	   "a row of none");
	counts_release(&c);
	OK(!fieldref_parse(SV_LIT("event"), &a, &f, NULL), "event");
	IS_ST(count_by(&env, empty, store_nsegs(js.s), &f, 1, &c), ST_OK, "by a field");
	IS_INT(c.n, 0, "no row");
	counts_release(&c);
	env.cancel = &cancel;
	IS_ST(count_by(&env, all, store_nsegs(js.s), &f, 1, &c), ST_CANCELED, "canceled");
	arena_release(&a);
	free(empty);
}

/* Few UUIDs in many lists: what is kept of them grows with them, not with the lists. */
static void test_few_ids(void)
{
	struct eval_env env = { .store = js.s, .threads = 2 };
	struct jstore keep = js;
	struct fieldref f;
	struct arena a = ARENA_INIT;
	uint64_t bits[SEG_WORDS];
	uint32_t file;
	struct counts c;

	jstore_init(&js);
	file = store_add_file(js.s, "x", 0);
	for (int i = 0; i < 1000; i++) {
		json_t *e = json_object(), *v = json_array();

		for (int k = 0; k < 20; k++)
			json_array_append_new(v, strf("%08x-0000-4000-8000-000000000000",
						      (unsigned)(i + k) % 40));
		json_object_set_new(e, "v", v);
		jstore_add(&js, file, e);
	}
	jstore_finish(&js);
	env.store = js.s;
	bits_first(bits, (uint32_t)js.n);
	OK(!fieldref_parse(SV_LIT("v"), &a, &f, NULL), "v");
	IS_ST(count_by(&env, bits, 1, &f, 1, &c), ST_OK, "UUIDs in lists");
	IS_INT(c.n, 40, "each is there");
	for (size_t i = 0; i < c.n; i++) {
		struct count_read r;

		IS_INT(counts_row(&c, i, &r)->count, 500, "and counts its events");
	}
	if (OK(c.ids, "kept as bytes"))
		IS_INT(c.ids->texts.map.n, 40, "each of them once");
	counts_release(&c);
	arena_release(&a);
	jstore_release(&js);
	js = keep;
}

/* Rows with long lists: as many values as are never kept at once. */
static void test_long_lists(void)
{
	struct eval_env env = { .store = js.s, .threads = 1 };
	struct jstore keep = js;
	struct fieldref f;
	struct arena a = ARENA_INIT;
	uint64_t bits[SEG_WORDS];
	uint32_t file, bad = 0;
	struct counts c;

	jstore_init(&js);
	file = store_add_file(js.s, "x", 0);
	for (int i = 0; i < 400; i++) {
		json_t *e = json_object(), *v = json_array();

		for (int k = 0; k < 2000; k++)
			json_array_append_new(v, json_integer(i + k));
		json_object_set_new(e, "v", v);
		jstore_add(&js, file, e);
	}
	jstore_finish(&js);
	env.store = js.s;
	bits_first(bits, (uint32_t)js.n);
	OK(!fieldref_parse(SV_LIT("v"), &a, &f, NULL), "v");
	IS_ST(count_by(&env, bits, 1, &f, 1, &c), ST_OK, "800,000 values of 400 events");
	IS_INT(c.n, 2399, "distinct ones");
	for (size_t i = 0; i < c.n; i++) {
		int v = 0;

		for (size_t k = 0; k < c.rows[i].keys[0].len; k++)
			v = v * 10 + c.rows[i].keys[0].ptr[k] - '0';
		bad += (int)c.rows[i].count != MIN(MIN(v + 1, 2399 - v), 400);
	}
	IS_INT(bad, 0, "counts of each");
	counts_release(&c);
	arena_release(&a);
	jstore_release(&js);
	js = keep;
}

static void test_notes(void)
{
	struct text_tables t;
	struct text_notes n = { .n = 0 };
	size_t most = 0, bytes = 0, sum = 0, distinct = 0;

	text_tables_init(&t);
	for (uint32_t i = 0; i < 2000000; i++) {
		char text[40];
		struct sv v = { text,
				(size_t)snprintf(text, sizeof(text), "%u", i % 3000) };

		v.ptr = arena_text(&n.arena, v);
		text_notes_add(&n, v, hash_sv(v), true, 0);
		text_notes_limit(&n, &t);
		most = MAX(most, n.n);
		bytes = MAX(bytes, n.arena.total);
	}
	OK(most < 600000 && bytes < (size_t)40 << 20, "%zu notes, %zu bytes of texts", most,
	   bytes);
	for (unsigned p = 0; p < TEXT_PARTS; p++) {
		text_notes_give(&n, &t, p);
		distinct += t.part[p].map.n;
		for (uint32_t i = 0; i < t.part[p].map.n; i++)
			sum += t.part[p].acc[i].count;
	}
	IS_INT(distinct, 3000, "each text");
	IS_INT(sum, 2000000, "with all of its events");
	text_notes_release(&n);
	text_tables_release(&t);
}

static void test_too_many(void)
{
	struct eval_env env = { .store = js.s, .threads = 1 };
	struct jstore keep = js;
	struct fieldref by[3];
	struct arena a = ARENA_INIT;
	uint64_t bits[SEG_WORDS] = { 1 };
	struct counts c;
	json_t *e = json_object(), *v = json_array();

	jstore_init(&js);
	for (int i = 0; i < 200; i++)
		json_array_append_new(v, json_integer(i));
	json_object_set_new(e, "v", v);
	jstore_add(&js, store_add_file(js.s, "x", 0), e);
	jstore_finish(&js);
	env.store = js.s;
	for (int i = 0; i < 3; i++)
		OK(!fieldref_parse(SV_LIT("v"), &a, &by[i], NULL), "v");
	IS_ST(count_by(&env, bits, 1, by, 2, &c), ST_OK, "40,000 combinations");
	IS_INT(c.n, 40000, "each is there");
	counts_release(&c);
	IS_ST(count_by(&env, bits, 1, by, 3, &c), ST_LIMIT, "8,000,000 are too many");
	arena_release(&a);
	jstore_release(&js);
	js = keep;
}

static void test_field_values(void)
{
	static const char *const names[] = { "event",    "requestParameters.x",
					     "time",     "file",
					     "id",       "tags.late",
					     "resource", "nothing" };
	struct field_values v = { .n = 0 };
	struct arena a = ARENA_INIT;

	for (size_t n = 0; n < ARRAY_SIZE(names); n++) {
		struct fieldref f;
		size_t bad = 0;

		if (fieldref_parse(sv_make(names[n], strlen(names[n])), &a, &f, NULL))
			BAIL("%s", names[n]);
		for (size_t i = 0; i < js.n; i += 11) {
			struct seen want = { .n = 0 }, got = { .n = 0 };

			naive_values(i, &f, &want);
			field_values(js.s, js.rows[i], &f, &v);
			for (size_t k = 0; k < v.n; k++)
				note_value(&got, v.v[k], false);
			bad += got.n != want.n;
			for (size_t k = 0; k < want.n; k++) {
				size_t had = got.n;

				note_value(&got, want.v[k], false);
				bad += got.n != had;
			}
			arena_release(&want.arena);
			arena_release(&got.arena);
		}
		IS_INT(bad, 0, "values of %s", names[n]);
	}
	field_values_release(&v);
	arena_release(&a);
}

/* A field given by its number alone, without a parser, counts the same. */
static void test_by_number(const uint64_t *all)
{
	struct eval_env env = { .store = js.s, .big = read_big, .threads = 1 };

	for (unsigned id = 0; id < FLD_COUNT; id++) {
		const struct fieldref bare = { .id = (enum field_id)id };
		struct arena a = ARENA_INIT;
		struct fieldref parsed;
		struct counts x, y;
		size_t bad = 0;

		if (id == FLD_TEXT || id == FLD_RAW)
			continue;
		if (fieldref_parse(sv_str(fields[id].name), &a, &parsed, NULL) ||
		    count_by(&env, all, store_nsegs(js.s), &bare, 1, &x) ||
		    count_by(&env, all, store_nsegs(js.s), &parsed, 1, &y))
			BAIL("%s", fields[id].name);
		for (size_t i = 0; i < x.n && i < y.n; i++) {
			struct count_read rx, ry;

			bad += counts_row(&x, i, &rx)->count !=
			       counts_row(&y, i, &ry)->count;
		}
		IS_INT(x.n, y.n, "%s by number: as many values", fields[id].name);
		IS_INT(bad, 0, "%s by number: as many events", fields[id].name);
		counts_release(&x);
		counts_release(&y);
		arena_release(&a);
	}
}

/* The order of a list within an event. */
static void test_order(void)
{
	struct field_values v = { .n = 0 };
	struct jstore keep = js;
	struct fieldref f;
	struct arena a = ARENA_INIT;

	jstore_init(&js);
	jstore_add(&js, store_add_file(js.s, "x", 0),
		   json_loads("{\"v\":[\"b\",3,null,\"a\",true,\"b\",{},"
			      "\"2021-07-01T00:00:00Z\"]}",
			      0, NULL));
	jstore_finish(&js);
	OK(!fieldref_parse(SV_LIT("v"), &a, &f, NULL), "v");
	field_values(js.s, js.rows[0], &f, &v);
	OK(v.n == 6 && sv_eqs(v.v[0], "b") && sv_eqs(v.v[1], "3") && sv_eqs(v.v[2], "a") &&
		   sv_eqs(v.v[3], "true") && sv_eqs(v.v[4], "b") &&
		   sv_eqs(v.v[5], "2021-07-01T00:00:00Z"),
	   "as they stand, nulls left out");
	field_values_release(&v);
	arena_release(&a);
	jstore_release(&js);
	js = keep;
}

int main(void)
{
	uint64_t *some, *all;
	size_t words;

	rnd_seed = 99;
	fill();
	words = store_nsegs(js.s) * SEG_WORDS;
	some = calloc(words, sizeof(*some));
	all = calloc(words, sizeof(*all));
	for (size_t i = 0; i < js.n; i++) {
		if (segment_is_dup(store_seg(js.s, row_seg(js.rows[i])),
				   row_in_seg(js.rows[i])))
			continue;
		bit_set(all, js.rows[i]);
		if (rnd(3) == 0)
			bit_set(some, js.rows[i]);
	}
	test_counts(some, all);
	test_none(all);
	test_few_ids();
	test_long_lists();
	test_notes();
	test_too_many();
	test_field_values();
	test_by_number(all);
	test_order();
	free(some);
	free(all);
	jstore_release(&js);
	return DONE();
}
