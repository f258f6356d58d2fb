/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `raw`: records that are searched as they stand in their files. */
#include "eval/eval.h"
#include "ingest/raw.h"
#include "lang/regex.h"
#include "util/bits.h"

#include "loaded.h"

#include <stdlib.h>

static struct store *s;
static struct raw *raw;
static uint32_t nsegs;
static size_t words;

/* ---- a tree of all forms of file ---- */

/* What a key may be called, and a value; some of both are beyond ASCII. */
static void event(struct buf *b, unsigned id, const char *blank)
{
	static const char *const keys[] = { "plain", "Other", "sch\xc3\xbcssel",
					    "es\\u0063" };

	buf_addf(b,
		 "{\"eventName\":\"E%u\",%s\"eventTime\":\"2024-05-01T10:%02u:%02uZ\",%s"
		 "\"eventID\":\"%08x-0000-4000-8000-000000000000\",%s"
		 "\"requestParameters\":{\"%s\":\"value%u\",%s\"deep\":[{\"n\":%u},null]}%"
		 "s}",
		 id % 7, blank, id / 60 % 60, id % 60, blank, id, blank, keys[id % 4],
		 id % 50, blank, id, id % 13 ? "" : ",\"Rare Key\":\"x\\/y}\"");
}

/* FROM, FROM+1 .. TO-1 with SEP between them. */
static struct buf events(unsigned from, unsigned to, const char *head, const char *sep,
			 const char *tail, const char *blank)
{
	struct buf b = BUF_INIT;

	buf_adds(&b, head);
	for (unsigned i = from; i < to; i++) {
		if (i > from)
			buf_adds(&b, sep);
		event(&b, i, blank);
	}
	buf_adds(&b, tail);
	return b;
}

static void put(const char *name, struct buf b, bool gz, size_t cut)
{
	struct buf z = BUF_INIT;

	if (gz) {
		trail_gzip(&z, b.ptr, b.len);
		trail_file(name, z.ptr, z.len - cut);
	} else {
		trail_file(name, b.ptr, b.len);
	}
	buf_release(&z);
	buf_release(&b);
}

#define WRAP "{\"Records\":[", ",", "]}"

static void make_tree(void)
{
	char name[64];

	/* three segments, from one file */
	put("tree/a-long.json", events(0, 10000, WRAP, ""), false, 0);
	put("tree/b-long.json.gz", events(10000, 19000, WRAP, ""), true, 0);
	put("tree/c-lines.ndjson", events(19000, 21000, "", "\n", "\n", ""), false, 0);
	put("tree/d-pretty.json", events(21000, 22000, WRAP, "\n\t"), false, 0);
	put("tree/e-uneven.json.gz", events(22000, 23000, "[", " \n,  ", "]", " "), true,
	    0);
	/* read as a stream: it has no end */
	put("tree/f-cut.json.gz", events(23000, 33000, WRAP, ""), true, 5000);
	/* many files in a segment; and the first 100 events again */
	for (unsigned i = 0; i < 60; i++) {
		unsigned from = i < 59 ? 40000 + i * 20 : 0;

		snprintf(name, sizeof(name), "tree/g-%02u.json%s", i, i % 3 ? ".gz" : "");
		put(name, events(from, from + (i < 59 ? 20 : 100), WRAP, ""), i % 3, 0);
	}
}

static void open_tree(const char *path, unsigned threads)
{
	struct load_options opt = LOAD_OPTIONS_INIT;

	opt.threads = threads;
	s = trail_load_opt(&path, 1, &opt);
	raw = raw_new(s, 1u << 20);
	nsegs = store_nsegs(s);
	words = (size_t)nsegs * SEG_WORDS;
}

static void close_tree(void)
{
	raw_free(raw);
	store_free(s);
}

/* ---- asking ---- */

/* What was asked for, on the way to raw_scan(). */
struct watch {
	_Atomic(uint64_t) records, files;
	_Atomic(bool) *cancel; /* set after CANCEL_AFTER records */
	uint64_t cancel_after;
	record_fn fn;
	void *arg;
};

static struct watch watch;

struct one_scan {
	record_fn fn;
	void *arg;
};

static bool watched_record(void *arg, row_t row, struct sv bytes)
{
	struct one_scan *o = arg;

	if (atomic_fetch_add(&watch.records, 1) + 1 == watch.cancel_after)
		atomic_store(watch.cancel, true);
	return o->fn(o->arg, row, bytes);
}

static void watched(void *arg, const row_t *rows, size_t n, const _Atomic(bool) *cancel,
		    record_fn fn, void *fn_arg)
{
	struct one_scan o = { fn, fn_arg };

	atomic_fetch_add(&watch.files, 1);
	raw_scan(arg, rows, n, cancel, watched_record, &o);
}

static struct filter *parse(const char *text)
{
	static const struct filter_times none = { TICK_NONE, TICK_NONE };
	struct filter *f = NULL;
	struct err err = ERR_INIT;

	if (filter_parse(sv_str(text), &f, &err) || filter_bind(f, &none, &err))
		BAIL("%s: %s", text, err.text);
	return f;
}

struct answer {
	uint64_t *bits;
	uint64_t undecided, unread, records, files;
	enum st st;
};

/* TEXT over all segments, STEP of them at a time. */
static struct answer ask_steps(const char *text, unsigned threads, uint32_t step,
			       const uint64_t *within, _Atomic(bool) *cancel,
			       uint64_t cancel_after)
{
	struct eval_env env = { .store = s,
				.big = raw_big_value,
				.records = watched,
				.source_arg = raw,
				.threads = threads,
				.cancel = cancel };
	struct filter *f = parse(text);
	struct eval *e = eval_new(&env, f);
	struct answer a = { .bits = xcalloc(words, 8) };

	watch = (struct watch){ .cancel = cancel, .cancel_after = cancel_after };
	memset(a.bits, 0xaa, words * 8);
	for (uint32_t i = 0; i < nsegs && !a.st; i += step)
		a.st = eval_run_within(e, i, MIN(nsegs, i + step), within, a.bits);
	a.undecided = eval_undecided(e);
	a.unread = eval_unread(e);
	a.records = watch.records;
	a.files = watch.files;
	eval_free(e);
	filter_free(f);
	return a;
}

static struct answer ask(const char *text)
{
	struct answer a = ask_steps(text, 2, nsegs, NULL, NULL, 0);

	if (a.st || a.undecided)
		FAIL("%s: %s, %llu undecided", text, st_text(a.st),
		     (unsigned long long)a.undecided);
	return a;
}

static uint64_t count(const char *text)
{
	struct answer a = ask(text);
	uint64_t n = bits_count(a.bits, words);

	free(a.bits);
	return n;
}

/* ---- one test, against each record alone ---- */

static bool naive(const struct regex *re, struct regex_scratch *scratch, row_t row,
		  struct buf *bytes)
{
	buf_clear(bytes);
	if (raw_get(raw, row, bytes, NULL) != ST_OK)
		BAIL("no record of row %u", row);
	return regex_match(re, scratch, buf_sv(bytes)) == RE_YES;
}

static void test_patterns(void)
{
	static const char *const patterns[] = {
		"value7\"",
		"\"plain\":",
		"rare key",
		"Rare Key",
		"RARE KEY",
		"/RARE/i",
		"sch\xc3\xbc",
		"SCH\xc3\x9c",
		"/SCH\xc3\x9c/i",
		"es\\\\u0063",
		"^\\{",
		"\\}$",
		"\\}\\s*,",
		"x\\\\/y\\}\"",
		"E1.*E1",
		".",
		"eventid.*[0-9a-f]{8}-0000",
		"nothing of it",
		"\"n\":1{2}7\\}",
		"k\":",
	};
	struct regex_scratch *scratch = regex_scratch_new();
	struct buf bytes = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct buf text = BUF_INIT;
		struct regex *re;
		struct answer a;
		struct sv p = sv_str(patterns[i]);
		bool caseless = sv_ends(p, sv_str("/i"));
		uint64_t n = 0, wrong = 0;

		if (caseless)
			p = sv_make(p.ptr + 1, p.len - 3);
		if (regex_compile(p, caseless, &re, NULL) != ST_OK)
			BAIL("%s", patterns[i]);
		buf_adds(&text, "raw ~ ");
		if (caseless) {
			buf_adds(&text, patterns[i]);
		} else {
			buf_addc(&text, '"');
			for (size_t k = 0; k < p.len; k++) {
				if (p.ptr[k] == '"')
					buf_addc(&text, '\\');
				buf_addc(&text, p.ptr[k]);
			}
			buf_addc(&text, '"');
		}
		a = ask(buf_str(&text));
		for (uint32_t k = 0; k < store_order(s)->n; k += i < 3 ? 1 : 17) {
			row_t row = store_order(s)->rows[k];
			bool want = naive(re, scratch, row, &bytes);

			n += want;
			wrong += want != bit_get(a.bits, row);
		}
		IS_INT(wrong, 0, "%s (%llu)", patterns[i], (unsigned long long)n);
		free(a.bits);
		buf_release(&text);
		regex_free(re);
	}
	buf_release(&bytes);
	regex_scratch_free(scratch);
}

/* ---- what is found ---- */

static void test_found(void)
{
	uint64_t all = store_order(s)->n;

	OK(nsegs > 5 && all > 30000, "%u segments, %llu events", nsegs,
	   (unsigned long long)all);
	IS_INT(count("raw ~ ."), all, "every record has bytes");
	IS_INT(count("raw=*"), all, "and a value");
	IS_INT(count("raw ~ /^\\{.*\\}$/ or raw ~ /^\\{\\\"eventName\\\":\\\"E.\\\",\\n/"),
	       all, "from its own brace to its own brace");
	IS_INT(count("raw ~ \"rare key\""), count("has .\"Rare Key\""), "keys");
	IS_INT(count("raw ~ Rare.Key"), count("has .\"Rare Key\""), "in their case");
	IS_INT(count("raw ~ RARE.Key"), 0, "and in no other");
	IS_INT(count("raw ~ /RARE.Key/i"), count("has .\"Rare Key\""), "unless it is said");
	IS_INT(count("raw ~ \"\\\"value7\\\"\""), count("text=value7"), "values");
	IS_INT(count("text ~ \"rare key\""), 0, "text knows no keys");
	IS_INT(count("raw !~ rare"), all - count("raw ~ rare"), "!~");
	IS_INT(count("raw = *Rare*"), count("raw ~ Rare"), "wildcards");
	IS_INT(count("raw != *Rare*"), all - count("raw ~ Rare"), "!=");
	IS_INT(count("raw = x"), 0, "= is all of it");
	IS_INT(count("raw ~ E2.*eventName"), 0, "no match crosses records");
}

static void test_equal(void)
{
	struct buf text = BUF_INIT, bytes = BUF_INIT;
	row_t row = store_order(s)->rows[store_order(s)->n / 2];

	if (raw_get(raw, row, &bytes, NULL) != ST_OK)
		BAIL("no record");
	buf_adds(&text, "raw = \"");
	for (size_t i = 0; i < bytes.len; i++) {
		if (strchr("\"\\", bytes.ptr[i]))
			buf_addc(&text, '\\');
		buf_addc(&text, bytes.ptr[i]);
	}
	buf_addc(&text, '"');
	IS_INT(count(buf_str(&text)), 1, "the bytes themselves");
	buf_release(&text);
	buf_release(&bytes);
}

/* ---- with other tests ---- */

static void test_algebra(void)
{
	static const char *const atoms[] = { "event=E3",   "raw ~ value1",
					     "raw ~ rare", "text~value2",
					     "file ~ g-",  "raw !~ \"n\\\":..7\"" };
	/* atoms by their numbers; each is bits of A, B, .. */
	static const char *const forms[] = {
		"A and B",
		"B and A",
		"A or B",
		"B C",
		"B or C",
		"not B",
		"not (A B)",
		"A and not B",
		"(A or B) and (E or C)",
		"(A B) or (E C)",
		"not (A or not (B and (C or E)))",
		"F and (A or B) and D",
		"not (not B or not A)",
		"(A or B or C) and not (E or F)",
		"A and D and E and C",
		"(A or D) (B or C) (E or F)",
		"B or not B",
		"A or not A or B",
	};
	struct answer a[ARRAY_SIZE(atoms)];
	uint64_t *all = xcalloc(words, 8);

	for (uint32_t k = 0; k < store_order(s)->n; k++)
		bit_set(all, store_order(s)->rows[k]);
	for (size_t i = 0; i < ARRAY_SIZE(atoms); i++)
		a[i] = ask(atoms[i]);
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		for (unsigned way = 0; way < 3; way++) {
			struct buf text = BUF_INIT;
			struct answer got;
			uint64_t wrong = 0;

			for (const char *p = forms[i]; *p; p++) {
				if (*p >= 'A' && *p <= 'F')
					buf_addf(&text, "(%s)", atoms[*p - 'A']);
				else
					buf_addc(&text, *p);
			}
			got = ask_steps(buf_str(&text), way + 1, way == 2 ? 2 : nsegs, NULL,
					NULL, 0);
			/* the same by hand: bit by bit, the letters being columns of a table */
			for (size_t k = 0; k < words * 64; k++) {
				bool v[6], want;

				for (size_t n = 0; n < ARRAY_SIZE(atoms); n++)
					v[n] = bit_get(a[n].bits, k);
#define A v[0]
#define B v[1]
#define C v[2]
#define D v[3]
#define E v[4]
#define F v[5]
				bool all_forms[] = {
					A && B,
					B && A,
					A || B,
					B && C,
					B || C,
					!B,
					!(A && B),
					A && !B,
					(A || B) && (E || C),
					(A && B) || (E && C),
					!(A || !(B && (C || E))),
					F && (A || B) && D,
					!(!B || !A),
					(A || B || C) && !(E || F),
					A && D && E && C,
					(A || D) && (B || C) && (E || F),
					true,
					true,
				};
#undef A
#undef B
#undef C
#undef D
#undef E
#undef F
				want = all_forms[i] && bit_get(all, k);
				wrong += want != bit_get(got.bits, k);
			}
			IS_INT(wrong, 0, "%s, way %u", forms[i], way);
			free(got.bits);
			buf_release(&text);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(atoms); i++)
		free(a[i].bits);
	free(all);
}

static void test_lazy(void)
{
	uint64_t all = store_order(s)->n, e3 = count("event=E3"),
		 first = count("file ~ a-long");
	struct answer a = ask("raw ~ value and event=E3"), half;

	IS_INT(a.records, e3, "only records that can still match are read");
	half = ask_steps("raw ~ value", 2, nsegs, a.bits, NULL, 0);
	IS_INT(half.records, e3, "or that are asked for");
	OK(!memcmp(half.bits, a.bits, words * 8), "with the same answer");
	free(half.bits);
	free(a.bits);
	a = ask("event=E3 or raw ~ value");
	IS_INT(a.records, all - e3, "those that match anyway are not");
	free(a.bits);
	a = ask("raw ~ value file~a-long raw ~ 1");
	IS_INT(a.records, first, "one file");
	IS_INT(a.files, 1, "is read once, for two tests over three segments");
	free(a.bits);
	a = ask("raw ~ value");
	IS_INT(a.records, all, "all records");
	IS_INT(a.files, 65, "each file once");
	free(a.bits);
	a = ask("raw ~ value event=none");
	IS_INT(a.records, 0, "none");
	IS_INT(a.files, 0, "no file");
	free(a.bits);
	a = ask("raw=* or event=E3");
	IS_INT(a.records, 0, "any record has bytes: none is read");
	free(a.bits);
}

static void test_rows(void)
{
	struct eval_env env = {
		.store = s, .records = raw_scan, .source_arg = raw, .threads = 1
	};
	struct filter *f = parse("(raw ~ value1 and event=E3) or raw ~ rare");
	struct eval *e = eval_new(&env, f);
	struct answer a = ask("(raw ~ value1 and event=E3) or raw ~ rare");
	uint64_t wrong = 0;

	for (uint32_t k = 0; k < store_order(s)->n; k += 977) {
		row_t row = store_order(s)->rows[k];

		wrong += eval_row(e, row) != bit_get(a.bits, row);
	}
	IS_INT(wrong, 0, "rows alone");
	OK(eval_reads_records(e), "it reads records");
	eval_free(e);
	filter_free(f);
	free(a.bits);
}

static void test_cancel(void)
{
	_Atomic(bool) cancel = true;
	struct answer a = ask_steps("raw ~ value", 2, nsegs, NULL, &cancel, 0);

	IS_ST(a.st, ST_CANCELED, "canceled before");
	IS_INT(a.records, 0, "nothing was read");
	free(a.bits);
	atomic_store(&cancel, false);
	a = ask_steps("raw ~ value", 2, nsegs, NULL, &cancel, 100);
	IS_ST(a.st, ST_CANCELED, "canceled while records are read");
	OK(a.records <= 102, "at once (%llu)", (unsigned long long)a.records);
	free(a.bits);
}

/* ---- sources that are not what they were ---- */

static void test_no_reader(void)
{
	struct eval_env env = { .store = s, .threads = 1 };
	struct filter *f = parse("raw ~ value");
	struct eval *e = eval_new(&env, f);
	uint64_t *bits = xcalloc(words, 8);

	IS_ST(eval_run(e, 0, nsegs, bits), ST_OK, "without a reader");
	IS_INT(bits_count(bits, words), 0, "nothing matches");
	IS_INT(eval_unread(e), store_order(s)->n, "and all of it is said");
	eval_free(e);
	filter_free(f);
	free(bits);
}

static void test_changed(void)
{
	uint64_t before[3], lines = count("file ~ c-lines"), cut = count("file ~ f-cut"),
			    gone = count("file ~ d-pretty");
	char path[8192], other[8192];
	struct answer a;
	int fd;

	before[0] = count("raw ~ value");
	before[1] = count("raw ~ value file ~ (c-lines|d-pretty|f-cut)");
	before[2] = count("raw !~ value");
	snprintf(path, sizeof(path), "%s/tree/c-lines.ndjson", tap_tmpdir());
	fd = open(path, O_WRONLY | O_APPEND);
	if (fd < 0 || write(fd, "\n", 1) != 1 || close(fd) != 0)
		BAIL("cannot write");
	snprintf(path, sizeof(path), "%s/tree/d-pretty.json", tap_tmpdir());
	if (unlink(path) != 0)
		BAIL("cannot remove");
	/* the same bytes, another file */
	put("other", events(23000, 33000, WRAP, ""), true, 5000);
	snprintf(path, sizeof(path), "%s/tree/f-cut.json.gz", tap_tmpdir());
	snprintf(other, sizeof(other), "%s/other", tap_tmpdir());
	if (rename(other, path) != 0)
		BAIL("cannot rename");
	a = ask_steps("raw ~ value", 2, nsegs, NULL, NULL, 0);
	IS_ST(a.st, ST_OK, "sources that changed");
	IS_INT(a.unread, lines + cut + gone, "their events cannot be read");
	IS_INT(a.undecided, a.unread, "which is undecided");
	IS_INT(bits_count(a.bits, words), before[0] - before[1], "all others are found");
	free(a.bits);
	a = ask_steps("raw !~ value", 1, 1, NULL, NULL, 0);
	IS_INT(a.unread, lines + cut + gone, "segment by segment");
	free(a.bits);
	a = ask_steps("raw ~ value file~b-long", 1, nsegs, NULL, NULL, 0);
	IS_INT(a.undecided, 0, "no word of them when they do not matter");
	free(a.bits);
}

/* A file that is streamed, with restart points in two of its three members, and broken off. */
static void test_members(void)
{
	static char blank[501];
	struct buf b, gz = BUF_INIT, all = BUF_INIT;
	const char *path;
	struct answer a, parts;
	uint64_t n, wrong = 0;

	memset(blank, ' ', sizeof(blank) - 1);
	b = events(0, 6000, "", "\n", "\n", blank);
	trail_gzip(&all, b.ptr, 4500000);
	trail_gzip(&gz, b.ptr + 4500000, 1000000);
	buf_addsv(&all, buf_sv(&gz));
	buf_clear(&gz);
	trail_gzip(&gz, b.ptr + 5500000, b.len - 5500000);
	buf_addsv(&all, buf_sv(&gz));
	path = trail_file("members.gz", all.ptr, all.len - 100);
	buf_release(&b);
	buf_release(&gz);
	buf_release(&all);
	open_tree(path, 1);
	n = store_order(s)->n;
	OK(store_file(s, 0)->source.zindex && n > 5000 && n < 6000,
	   "%llu events before the break", (unsigned long long)n);
	IS_INT(count("raw ~ eventid"), n, "all are searched");
	a = ask("raw ~ rare.key");
	IS_INT(bits_count(a.bits, words), count("has .\"Rare Key\""),
	       "the right ones found");
	parts = ask_steps("raw ~ rare.key", 1, 1, NULL, NULL, 0);
	OK(!memcmp(a.bits, parts.bits, words * 8), "segment by segment as well");
	free(parts.bits);
	/* a few, far from each other: the rest is jumped over */
	parts = ask_steps("id ~ ^00000(0|.*7)0[0f]- raw ~ eventid", 1, nsegs, NULL, NULL,
			  0);
	IS_INT(bits_count(parts.bits, words), count("id ~ ^00000(0|.*7)0[0f]-"), "some");
	free(parts.bits);
	free(a.bits);
	for (uint32_t k = 0; k < n; k += 131) {
		row_t row = store_order(s)->rows[k];
		struct buf bytes = BUF_INIT;

		wrong += raw_get(raw, row, &bytes, NULL) != ST_OK;
		buf_release(&bytes);
	}
	IS_INT(wrong, 0, "records alone");
	close_tree();
}

static void test_stdin(void)
{
	struct buf b = events(0, 9000, "", "\n", "\n", "");
	const char *path = trail_file("stdin.ndjson", b.ptr, b.len);
	int fd = open(path, O_RDONLY), keep = dup(0);

	if (fd < 0 || dup2(fd, 0) < 0)
		BAIL("no standard input");
	open_tree("-", 1);
	dup2(keep, 0);
	close(keep);
	close(fd);
	IS_INT(store_order(s)->n, 9000, "standard input");
	IS_INT(count("raw ~ \"rare key\""), count("has .\"Rare Key\""), "is searched");
	IS_INT(count("raw ~ /^\\{.*\\}$/"), 9000, "record by record");
	close_tree();
	buf_release(&b);
}

int main(void)
{
	char path[8192];

	make_tree();
	snprintf(path, sizeof(path), "%s/tree", tap_tmpdir());
	for (unsigned threads = 1; threads < 4; threads += 2) {
		open_tree(path, threads);
		test_found();
		test_equal();
		if (threads == 1)
			test_patterns();
		test_algebra();
		test_lazy();
		test_rows();
		test_cancel();
		if (threads == 3) {
			test_no_reader();
			test_changed();
		}
		close_tree();
	}
	test_stdin();
	test_members();
	return DONE();
}
