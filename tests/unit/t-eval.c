/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evaluator against a naive one that walks the records, on generated events. */
#include "eval/eval.h"
#include "event/rules.h"
#include "lang/ast.h"
#include "util/bits.h"

#include "jstore.h"
#include "rnd.h"
#include "tap.h"

#include <pthread.h>

#define EVENTS 9000u
#define TAGS   4400u

static const char *pick(const char *const *v, size_t n)
{
	return v[rnd((uint32_t)n)];
}
#define PICK(...)                                                                          \
	pick((const char *const[]){ __VA_ARGS__ },                                         \
	     ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

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

static json_t *uuid(void)
{
	return strf("%08x-0000-4000-8000-%012x", rnd(5000) * 77777, rnd(100000));
}

static json_t *scalar(void)
{
	switch (rnd(14)) {
	case 0:
		return json_integer(rnd(20));
	case 1:
		return strf("%u", rnd(20));
	case 2:
		return json_real(rnd(20) / 2.0);
	case 3:
		return json_boolean(rnd(2));
	case 4:
		return json_null();
	case 5:
		return json_object();
	case 6:
		return json_array();
	case 7:
		return json_string("");
	case 8:
		return json_string("null");
	case 9:
		return strf("2021-07-%02uT10:00:00Z", 1 + rnd(28));
	case 10:
		return uuid();
	case 11:
		return json_integer(-(int)rnd(10));
	default:
		return strf("v%u %s", rnd(30),
			    PICK("Alpha", "alpha", "b\nc", "\xc3\x89t\xc3\xa9"));
	}
}

static json_t *any_value(void)
{
	json_t *v;

	switch (rnd(6)) {
	case 0:
		v = json_array();
		for (uint32_t n = rnd(4); n; n--)
			json_array_append_new(v, scalar());
		return v;
	case 1:
		v = json_array();
		for (uint32_t n = rnd(3); n; n--) {
			json_t *o = json_object();

			json_object_set_new(o, "k", scalar());
			json_object_set_new(o, PICK("l", "m"), scalar());
			json_array_append_new(v, o);
		}
		return v;
	case 2:
		v = json_object();
		json_object_set_new(v, "k", scalar());
		return v;
	default:
		return scalar();
	}
}

static json_t *event_time(void)
{
	switch (rnd(12)) {
	case 0:
		return strf("2021-07-%02uT%02u:30:15.25Z", 1 + rnd(28), rnd(24));
	case 1:
		return json_string("yesterday");
	case 2:
		return json_integer(1625097600 + rnd(2000000));
	case 3:
		return json_null();
	default:
		return strf("2021-07-%02uT%02u:%02u:%02uZ", 1 + rnd(28), rnd(24), rnd(60),
			    rnd(60));
	}
}

static json_t *make_event(uint32_t i)
{
	json_t *e = json_object(), *params = json_object(), *list;

	json_object_set_new(e, "eventVersion", json_string("1.08"));
	json_object_set_new(e, "eventName",
			    json_string(PICK("PutObject", "GetObject", "ListBuckets",
					     "CreateFunction20150331", "Invoke")));
	if (rnd(20))
		json_object_set_new(e, "eventTime", event_time());
	json_object_set_new(e, "eventID", uuid());
	json_object_set_new(e, "requestID", strf("REQ%u%u", rnd(1000000), i));
	if (rnd(3) == 0)
		json_object_set_new(
			e, "errorCode",
			json_string(PICK("AccessDenied", "NoSuchKey", "", "Throttling")));
	json_object_set_new(e, "sourceIPAddress", strf("10.%u.%u.7", rnd(4), rnd(40)));
	json_object_set_new(params, "x", any_value());
	json_object_set_new(params, "serial", json_integer(i * 13));
	if (rnd(2))
		json_object_set_new(params, "a b", any_value());
	if (i < TAGS) {
		json_t *tags = json_object(), *in = json_object();
		char key[32];

		snprintf(key, sizeof(key), "t%u", i);
		json_object_set_new(tags, key, any_value());
		if (i > TAGS - 100) {
			json_object_set_new(in, "k", scalar());
			json_object_set_new(in, "deep \"q\"", scalar());
			snprintf(key, sizeof(key), "u%u", i % 10);
			json_object_set_new(tags, key, in);
		} else {
			json_decref(in);
		}
		json_object_set_new(params, "tags", tags);
	}
	json_object_set_new(e, "requestParameters", params);
	list = json_array();
	for (uint32_t n = rnd(4); n; n--) {
		json_t *o = json_object();

		json_object_set_new(o, rnd(9) ? "ARN" : "arn",
				    strf("arn:aws:s3:::b%u/k%u", rnd(9), rnd(3000)));
		json_array_append_new(list, o);
	}
	json_object_set_new(e, "resources", list);
	return e;
}

static json_t *big_text(size_t n, const char *tail)
{
	char *p = malloc(n + strlen(tail) + 1);
	json_t *v;

	memset(p, 'z', n);
	strcpy(p + n, tail); /* room was made for it */
	v = json_string(p);
	free(p);
	return v;
}

static struct jstore js;

static void fill(void)
{
	uint32_t files[3];
	json_t *list = json_array(), *e;

	jstore_init(&js);
	files[0] = store_add_file(js.s, "in/a.json", 0);
	files[1] = store_add_file(js.s, "in/b.json.gz", 0);
	files[2] = store_add_file(js.s, "in/\xff odd", 0);
	for (uint32_t i = 0; i < EVENTS; i++) {
		jstore_add(&js, files[i * 3 / EVENTS], make_event(i));
		if (i % 500 == 7)
			jstore_add(&js, files[i * 3 / EVENTS],
				   json_deep_copy(js.recs[js.n - 1]));
	}
	json_array_append_new(list, json_string("small"));
	json_array_append_new(list, big_text(BIG_LEN + 10, "needle"));
	json_array_append_new(list, json_null());
	json_array_append_new(list, big_text(BIG_LEN, "other"));
	e = make_event(EVENTS);
	json_object_set_new(json_object_get(e, "requestParameters"), "big", list);
	jstore_add(&js, files[2], e);
	jstore_finish(&js);
}

/* ---- the oracle ---- */

struct asked {
	const struct test *t;
	struct regex_scratch *re;
};

/* At each star the rest is tried at every place; no deep recursion on long texts. */
static bool wild(const char *p, const char *pe, const char *s, const char *se)
{
	for (; p < pe && *p != '*'; p++, s++)
		if (s == se || *p != *s)
			return false;
	if (p == pe)
		return s == se;
	for (; s <= se; s++)
		if (wild(p + 1, pe, s, se))
			return true;
	return false;
}

static bool naive_number(struct sv v, double *ret)
{
	char text[64], *end;

	if (!v.len || v.len > 20 || v.ptr[0] == '+' || v.ptr[0] == '.')
		return false;
	for (size_t i = 0; i < v.len; i++)
		if (!strchr("0123456789.-", v.ptr[i]))
			return false;
	snprintf(text, sizeof(text), "%.*s", SV_ARG(v));
	*ret = strtod(text, &end);
	return !*end;
}

static bool naive_cmp(const struct test *t, struct sv text)
{
	struct sv want = t->wants[0].text;
	double a = 0, b = 0, d;

	if (naive_number(want, &b) != naive_number(text, &a))
		return false;
	d = naive_number(want, &b) ? a - b : (double)sv_cmp(text, want);
	return t->op == TEST_LT   ? d < 0
	       : t->op == TEST_LE ? d <= 0
	       : t->op == TEST_GT ? d > 0
				  : d >= 0;
}

static bool naive_value(void *arg, struct sv text, bool literal)
{
	const struct asked *a = arg;
	const struct test *t = a->t;

	(void)literal;
	switch (t->op) {
	case TEST_HAS:
	case TEST_ANY:
		return true;
	case TEST_IN:
		for (size_t i = 0; i < t->nwants; i++) {
			struct sv w = t->wants[i].text;

			if (t->wants[i].how == WANT_WILD
				    ? wild(w.ptr, w.ptr + w.len, text.ptr,
					   text.ptr + text.len)
				    : sv_eq(w, text))
				return true;
		}
		return false;
	case TEST_MATCH:
		return regex_match(t->re, a->re, text) == RE_YES;
	case TEST_LT:
	case TEST_LE:
	case TEST_GT:
	case TEST_GE:
	case TEST_TIME:
	case TEST_RECORD:
		break;
	}
	return naive_cmp(t, text);
}

static tick_t naive_time(json_t *rec)
{
	json_t *v = json_object_get(rec, "eventTime");
	struct buf leaf = BUF_INIT;
	tick_t t = TICK_NONE;
	bool literal;

	if (v && js_leaf(v, &leaf, &literal))
		t = literal ? time_parse_epoch(buf_sv(&leaf)) : time_parse(buf_sv(&leaf));
	buf_release(&leaf);
	return t;
}

static bool naive_test(size_t i, struct asked *a)
{
	const struct test *t = a->t;
	json_t *rec = js.recs[i];
	struct buf b = BUF_INIT;
	bool answer = false;
	tick_t at;

	if (t->field.id == FLD_TEXT)
		return js_each(rec, NULL, 0, true, naive_value, a);
	if (t->field.id == FLD_FILE)
		return naive_value(a,
				   js.files[i] == 2
					   ? SV_LIT("in/\xef\xbf\xbd odd")
					   : sv_str(store_file(js.s, js.files[i])->path),
				   false);
	if (t->field.id == FLD_EVENT) {
		const char *name = json_string_value(json_object_get(rec, "eventName"));

		return naive_value(a, rule_event(sv_str(name)), false);
	}
	if (t->field.id == FLD_RESOURCE) {
		struct sv keys[2] = { SV_LIT("resources"), SV_LIT("ARN") };

		answer = js_each(rec, keys, 2, t->op == TEST_HAS, naive_value, a);
		keys[1] = SV_LIT("arn");
		return answer || js_each(rec, keys, 2, t->op == TEST_HAS, naive_value, a);
	}
	if (t->field.id != FLD_TIME) {
		size_t n;
		const struct sv *path = fieldref_keys(&t->field, &n);

		return js_each(rec, path, n, t->op == TEST_HAS, naive_value, a);
	}
	at = naive_time(rec);
	if (at == TICK_NONE)
		return false;
	if (t->op == TEST_MATCH) {
		time_format(&b, at);
		answer = naive_value(a, buf_sv(&b), false);
		buf_release(&b);
		return answer;
	}
	for (size_t k = 0; k < t->nspans; k++)
		answer |= at >= t->spans[k].from && at < t->spans[k].to;
	return answer || t->op == TEST_ANY || t->op == TEST_HAS;
}

static bool naive(size_t i, const struct node *n, struct regex_scratch *re)
{
	struct asked a = { n->test, re };

	switch (n->kind) {
	case NODE_TEST:
		return naive_test(i, &a);
	case NODE_NOT:
		return !naive(i, n->kids[0], re);
	case NODE_AND:
		for (size_t k = 0; k < n->nkids; k++)
			if (!naive(i, n->kids[k], re))
				return false;
		return true;
	case NODE_OR:
		for (size_t k = 0; k < n->nkids; k++)
			if (naive(i, n->kids[k], re))
				return true;
		return false;
	}
	return false;
}

/* ---- what is asked ---- */

struct nth {
	uint32_t left;
	struct buf *out;
	bool found;
};

static void nth_leaf(json_t *v, const struct path_trie *t, path_t *up, size_t n,
		     struct nth *want)
{
	const struct path_node *nd;
	struct buf leaf = BUF_INIT;
	bool literal;
	json_t *kid;
	size_t i;

	if (!v)
		return;
	if (!n) {
		if (js_leaf(v, &leaf, &literal) && !want->found && want->left-- == 0) {
			buf_addsv(want->out, buf_sv(&leaf));
			want->found = true;
		}
		buf_release(&leaf);
		return;
	}
	nd = path_get(t, up[n - 1]);
	if (nd->flags & PATH_ARRAY) {
		json_array_foreach(v, i, kid) nth_leaf(kid, t, up, n - 1, want);
		return;
	}
	buf_addsv(&leaf, nd->key);
	nth_leaf(json_object_get(v, buf_str(&leaf)), t, up, n - 1, want);
	buf_release(&leaf);
}

static _Atomic(unsigned) bigs; /* values that were read again */

static bool read_big(void *arg, row_t row, path_t path, uint32_t n, struct buf *out)
{
	const struct path_trie *t = store_paths_ro(js.s);
	struct nth want = { n, out, false };
	path_t up[64];
	size_t depth = 0;

	(void)arg;
	bigs++;
	for (path_t p = path; p != PATH_ROOT; p = path_get(t, p)->parent)
		up[depth++] = p;
	for (size_t i = 0; i < js.n; i++)
		if (js.rows[i] == row)
			nth_leaf(js.recs[i], t, up, depth, &want);
	return want.found;
}

static const char *const filters[] = {
	"event=PutObject",
	"event=CreateFunction",
	"eventName=CreateFunction",
	"event=Get*",
	"event != Get*",
	"event in (PutObject, List*)",
	"event not in (PutObject)",
	"event ~ object",
	"event ~ OBJECT",
	"event !~ /OBJECT/i",
	"error=AccessDenied",
	"error=*",
	"error=\"\"",
	"has error",
	"not has error",
	"error!=\"\"",
	"error ~ ^$",
	"ip ~ ^10\\.1\\.",
	"ip=10.2.3.7",
	("ip in (10.0.0.7,10.1.1.7,10.2.2.7,10.3.3.7,10.0.5.7,10.0.6.7,10.0.7.7,10.0.8.7,"
	 "10.0.9.7,10.1.*)"),
	"requestParameters.x=5",
	"requestParameters.x=\"5\"",
	"requestParameters.x=5.0",
	"requestParameters.x<5",
	"requestParameters.x<=5",
	"requestParameters.x>5",
	"requestParameters.x>=\"5.00\"",
	"requestParameters.x<v2",
	"requestParameters.x>v2",
	"requestParameters.x=true",
	"requestParameters.x=null",
	"requestParameters.x=\"\"",
	"requestParameters.x=*",
	"has requestParameters.x",
	"requestParameters.x ~ alpha",
	"requestParameters.x ~ Alpha",
	"requestParameters.x ~ \xc3\xa9t",
	"requestParameters.x ~ b$",
	"requestParameters.x ~ \"v1 b.c\"",
	"requestParameters.x ~ /v1 b\\sc/",
	"requestParameters.x=\"v1 b\\nc\"",
	"requestParameters.x.k=*",
	"requestParameters.x.k<3",
	"has requestParameters.x.k",
	"has requestParameters.x.l",
	"requestParameters.x.m ~ .",
	"requestParameters.\"a b\"=*",
	"requestParameters.\"a b\".k=*",
	"requestParameters.\"a b\">-3",
	"requestParameters.serial=13",
	"requestParameters.serial<1000",
	"requestParameters.serial>=100000 and requestParameters.serial<100500",
	"requestParameters.serial ~ 77$",
	"has requestParameters",
	"requestParameters=*",
	"requestParameters.x=2021-07-04T10:00:00Z",
	"requestParameters.x ~ ^2021-07-0[45]",
	"requestParameters.x < 2021-07-10",
	"requestParameters.x=2021-07-0*",
	"id ~ ^0000",
	"id=*",
	"id ~ beef",
	"id > 8",
	"id < 0",
	"id=00000000-0000-4000-8000-*",
	"request ~ 77$",
	"request=REQ*5",
	"request < REQ3",
	"request ~ ^req1",
	"resources.ARN=arn:aws:s3:::b1/*",
	"resource ~ b[34]/k1",
	"resources.ARN=*",
	"not resources.ARN=*",
	"has resources",
	"resource=arn:aws:s3:::b2/k7",
	"requestParameters.tags.t5=*",
	"has requestParameters.tags.t5",
	"requestParameters.tags.t4350=*",
	"has requestParameters.tags.t4350",
	"requestParameters.tags.t4350 ~ .",
	"has requestParameters.tags",
	"has requestParameters.tags.u3",
	"requestParameters.tags.u3.k=*",
	"requestParameters.tags.u3.k<5",
	"requestParameters.tags.u3.\"deep \\\"q\\\"\"=*",
	"requestParameters.tags.u3=*",
	"has requestParameters.tags.u3.k",
	"requestParameters.tags.t4399.k=*",
	"requestParameters.tags.nope=*",
	"alpha",
	"Alpha",
	"\"v1 Alpha\"",
	"\xc3\x89T\xc3\x89",
	"AccessDenied",
	"7",
	"-0000-4000-",
	"2021-07-04",
	"/^v1 /",
	"/^5$/",
	"/beef/",
	"text=5",
	"text=v1*",
	"text != 5",
	"text ~ ^true$",
	"text=*",
	"null",
	"/^$/",
	"REQ1",
	"b1/k77",
	"nothing-at-all",
	"text=\"{}\"",
	"text=\"[]\"",
	"file=in/a.json",
	"file ~ \\.gz$",
	"file=*odd",
	"file ~ \xef\xbf\xbd",
	"has file",
	"file=*",
	"file < in/b",
	"time=2021-07-04",
	"time<2021-07-10",
	"time<=2021-07-10",
	"time>2021-07-10",
	"time>=2021-07-10T12:00",
	"time in (2021-07-01..2021-07-03, 2021-07-20)",
	"time=*",
	"has time",
	"not time=*",
	"time ~ T1[01]:",
	"time=2021-07-01..",
	"time=..2021-07-02",
	"time=2021-07-05T10:30:15",
	"time=2021-07-05T10:30:15.25",
	"time > -3d",
	"time ~ \\.25Z$",
	"eventTime=yesterday",
	"eventTime ~ ^20",
	"eventTime < 2021-07-10",
	"eventTime > 1625097600",
	"requestParameters.big=small",
	"requestParameters.big ~ needle$",
	"requestParameters.big ~ other$",
	"requestParameters.big ~ /z{60000}z{5536}other$/",
	"needle",
	"requestParameters.big=*other",
	"unknown=x",
	"unknown!=x",
	"has unknown",
	"unknown ~ .",
	".source=x",
	"\"\"",
	"error=A* or event=Put* and not (ip ~ 7$ alpha)",
	"not (not (alpha or beta))",
	"(error=* event=Get*) or (time<2021-07-05 and requestParameters.x=*) or id ~ ^00",
};

static uint64_t *bits;
static struct regex_scratch *scratch;

static struct filter *parse(const char *text)
{
	struct filter_times times;
	struct filter *f = NULL;
	struct err err = ERR_INIT;

	filter_times_from(js.s, store_order(js.s), TICK_NONE, &times);
	if (filter_parse(sv_str(text), &f, &err) || filter_bind(f, &times, &err))
		BAIL("%s: %s", text, err.text);
	return f;
}

static bool same(const char *text, struct filter *f, unsigned threads, size_t *ret_n)
{
	struct eval_env env = { .store = js.s, .big = read_big, .threads = threads };
	struct eval *e = eval_new(&env, f);
	uint32_t nsegs = store_nsegs(js.s);
	bool ok = true;

	*ret_n = 0;
	memset(bits, 0xaa, nsegs * SEG_WORDS * sizeof(*bits));
	if (eval_run(e, 0, nsegs, bits)) {
		ok = false;
		FAIL("%s runs", text);
	}
	for (size_t i = 0; ok && i < js.n; i++) {
		row_t row = js.rows[i];
		bool dup = segment_is_dup(store_seg(js.s, row_seg(row)), row_in_seg(row));
		bool want = naive(i, f->root, scratch);

		*ret_n += want && !dup;
		if (bit_get(bits, row) != (want && !dup)) {
			DIAG("%s: event %zu should%s match: %s", text, i,
			     want ? "" : " not", json_dumps(js.recs[i], JSON_COMPACT));
			ok = false;
		} else if (i % 97 == 0 && eval_row(e, row) != want) {
			DIAG("%s: event %zu alone is wrong", text, i);
			ok = false;
		}
	}
	if (eval_undecided(e)) {
		DIAG("%s: %llu undecided", text, (unsigned long long)eval_undecided(e));
		ok = false;
	}
	eval_free(e);
	return ok;
}

static void test_filters(void)
{
	unsigned matching = 0;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		struct filter *f = parse(filters[i]);

		bool ok = same(filters[i], f, 1 + (unsigned)i % 3, &n);

		OK(ok, "%s (%zu)", filters[i], n);
		matching += n > 0;
		filter_free(f);
	}
	OK(matching > ARRAY_SIZE(filters) * 8 / 10, "most filters match something (%u)",
	   matching);
	OK(bigs > 0, "values beyond what is stored are read again");
}

static void test_combined(void)
{
	for (unsigned k = 0; k < 60; k++) {
		struct buf b = BUF_INIT;
		struct filter *f;
		size_t n = 0;
		bool ok;

		for (unsigned i = 0; i < 4; i++) {
			buf_adds(&b, i ? PICK(" and ", " or ", " ") : "");
			buf_addf(&b, "%s(%s)", PICK("", "not "),
				 filters[rnd(ARRAY_SIZE(filters))]);
		}
		f = parse(buf_str(&b));
		ok = same(buf_str(&b), f, 2, &n);
		OK(ok, "%s (%zu)", buf_str(&b), n);
		filter_free(f);
		buf_release(&b);
	}
}

/* An evaluator that was made early sees what comes later: paths, texts, segments. */
static void test_growth(void)
{
	static const char *const texts[] = { "text=late or has new.deep or x=v9000",
					     "v8 or late", "x ~ 8 and not file=b",
					     "new.deep=* or file=b" };
	struct jstore g;
	struct filter *f[ARRAY_SIZE(texts)];
	struct eval *e[ARRAY_SIZE(texts)];
	uint64_t words[3 * SEG_WORDS];
	uint32_t file, seen = 0;
	size_t counts[ARRAY_SIZE(texts)] = { 0 }, want[ARRAY_SIZE(texts)] = { 0 };

	jstore_init(&g);
	file = store_add_file(g.s, "a", 0);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct eval_env env = { .store = g.s, .threads = 2 };

		f[i] = parse(texts[i]);
		e[i] = eval_new(&env, f[i]);
	}
	for (uint32_t i = 0; i < 9100; i++) {
		json_t *r = json_object();

		if (i == 5000)
			file = store_add_file(g.s, "b", 0);
		json_object_set_new(r, "eventName", json_string("X"));
		json_object_set_new(r, "x", strf("v%u", i));
		if (i > 4500 && i % 3 == 0) {
			json_t *o = json_object();

			json_object_set_new(o, "deep", json_string(i % 2 ? "late" : "x"));
			json_object_set_new(r, "new", o);
		}
		jstore_add(&g, file, r);
		if (i == 9099)
			jstore_seal(&g);
		if (store_nsegs(g.s) == seen)
			continue;
		for (size_t k = 0; k < ARRAY_SIZE(texts); k++) {
			OK(!eval_run(e[k], seen, store_nsegs(g.s), words), "run %u", seen);
			counts[k] += bits_count(words + seen * SEG_WORDS, SEG_WORDS);
		}
		seen = store_nsegs(g.s);
	}
	{
		struct jstore keep = js;

		js = g;
		for (size_t k = 0; k < ARRAY_SIZE(texts); k++)
			for (size_t i = 0; i < g.n; i++)
				want[k] += naive(i, f[k]->root, scratch);
		js = keep;
	}
	for (size_t k = 0; k < ARRAY_SIZE(texts); k++) {
		IS_INT(counts[k], want[k], "%s, segment by segment", texts[k]);
		eval_free(e[k]);
		filter_free(f[k]);
	}
	jstore_release(&g);
}

/* Filters are asked while segments, paths and texts are being added. */
static void *add_events(void *arg)
{
	struct jstore *g = arg;
	uint32_t file = store_add_file(g->s, "a", 0);

	for (uint32_t i = 0; i < 30000; i++) {
		json_t *r = json_object();
		char key[16];

		snprintf(key, sizeof(key), "k%u", i % 500 + i / 100);
		json_object_set_new(r, "eventName", json_string(i % 3 ? "Put" : "Get"));
		json_object_set_new(r, "x", strf("v%u", i % 700));
		json_object_set_new(r, key, strf("only%u", i));
		jstore_add(g, file, r);
	}
	jstore_seal(g);
	return NULL;
}

static void test_concurrent(void)
{
	static const char *const texts[] = { "event=Get and x ~ 7", "only1",
					     "has k600 or x=v5", "file=a not text=Put" };
	static const uint32_t want[] = { 0, 11111, 0, 10000 };
	uint64_t *words = calloc(10 * SEG_WORDS, sizeof(*words));
	struct filter *f[ARRAY_SIZE(texts)];
	struct eval *e[ARRAY_SIZE(texts)];
	uint32_t counts[ARRAY_SIZE(texts)] = { 0 }, seen = 0, n = 0;
	struct jstore g;
	pthread_t thread;

	jstore_init(&g);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct eval_env env = { .store = g.s, .threads = 2 };

		f[i] = parse(texts[i]);
		e[i] = eval_new(&env, f[i]);
	}
	if (pthread_create(&thread, NULL, add_events, &g))
		BAIL("no thread");
	while (seen * SEG_ROWS < 30000) {
		n = store_nsegs(g.s);
		for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
			if (eval_run(e[i], seen, n, words))
				FAIL("%s runs", texts[i]);
			counts[i] += (uint32_t)bits_count(words + (size_t)seen * SEG_WORDS,
							  (size_t)(n - seen) * SEG_WORDS);
		}
		seen = n;
	}
	pthread_join(thread, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct jstore keep = js;
		uint32_t naive_count = 0;

		js = g;
		for (size_t k = 0; k < g.n; k++)
			naive_count += naive(k, f[i]->root, scratch);
		js = keep;
		IS_INT(counts[i], naive_count, "%s, while events came", texts[i]);
		if (want[i])
			IS_INT(naive_count, want[i], "%s: as planned", texts[i]);
		eval_free(e[i]);
		filter_free(f[i]);
	}
	jstore_release(&g);
	free(words);
}

/* Keys that found no node, on the way to a field that is two paths. */
static void test_crowded(void)
{
	static const char *const texts[] = { "resource=a7", "resource ~ ^b", "resource=*",
					     "has resource", "not resource ~ 9" };
	struct jstore keep = js;
	uint64_t *words;
	uint32_t file;

	jstore_init(&js);
	file = store_add_file(js.s, "a", 0);
	for (uint32_t i = 0; i < 5000; i++) {
		json_t *r = json_object(), *list = json_array(), *o = json_object();
		char key[16];

		/* "resources" comes when the record has no room, its keys likewise */
		snprintf(key, sizeof(key), "k%u", i);
		json_object_set_new(r, key, json_string("x"));
		json_object_set_new(o, i % 3 ? "ARN" : "arn", strf("a%u", i % 50));
		json_array_append_new(list, o);
		if (i % 4 == 0) {
			o = json_object();
			json_object_set_new(o, i % 8 ? "ARN" : "arn", strf("b%u", i % 30));
			json_array_append_new(list, o);
		}
		if (i > 4200 || i % 1000 == 0)
			json_object_set_new(r, i > 4200 ? "resources" : "other", list);
		else
			json_decref(list);
		jstore_add(&js, file, r);
	}
	jstore_finish(&js);
	words = calloc(store_nsegs(js.s) * SEG_WORDS, sizeof(*words));
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct filter *f = parse(texts[i]);
		uint64_t *had = bits;
		size_t n = 0;
		bool ok;

		bits = words;
		ok = same(texts[i], f, 1, &n);
		OK(ok, "%s among many keys (%zu)", texts[i], n);
		bits = had;
		filter_free(f);
	}
	free(words);
	jstore_release(&js);
	js = keep;
}

static void test_cancel(void)
{
	_Atomic(bool) cancel = true;
	struct eval_env env = { .store = js.s, .threads = 2, .cancel = &cancel };
	struct filter *f = parse("alpha");
	struct eval *e = eval_new(&env, f);
	size_t n = 0;

	IS_ST(eval_run(e, 0, store_nsegs(js.s), bits), ST_CANCELED, "canceled");
	atomic_store(&cancel, false);
	IS_ST(eval_run(e, 0, store_nsegs(js.s), bits), ST_OK, "and again");
	for (size_t i = 0; i < js.n; i++)
		n += bit_get(bits, js.rows[i]) != naive(i, f->root, scratch) &&
		     !segment_is_dup(store_seg(js.s, row_seg(js.rows[i])),
				     row_in_seg(js.rows[i]));
	IS_INT(n, 0, "gives the right rows");
	eval_free(e);
	filter_free(f);
}

static void test_undecided(void)
{
	struct eval_env env = { .store = js.s, .threads = 1 };
	struct filter *f = parse("requestParameters.big ~ (a|z)*[zy]*(z|b)*x$");
	struct eval *e = eval_new(&env, f);

	OK(!eval_run(e, 0, store_nsegs(js.s), bits), "a pattern that explodes");
	OK(eval_undecided(e) > 0, "is counted as undecided");
	eval_free(e);
	filter_free(f);
}

int main(void)
{
	scratch = regex_scratch_new();
	fill();
	bits = calloc(store_nsegs(js.s) * SEG_WORDS, sizeof(*bits));
	test_filters();
	test_combined();
	test_growth();
	test_concurrent();
	test_crowded();
	test_cancel();
	test_undecided();
	free(bits);
	jstore_release(&js);
	regex_scratch_free(scratch);
	return DONE();
}
