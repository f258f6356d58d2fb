/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reader of records against two others: the generator of random records, which knows
 * what it wrote, and jansson, over generated records and over real trails
 * ($TRAILSIFT_CORPUS).
 */
#include "jsongen.h"
#include "leaves.h"
#include "tap.h"

#include <dirent.h>
#include <ftw.h>
#include <zlib.h>

/* Some have thousands of paths: each row then costs that much to look at. */
#define RECORDS_ODD    600
#define RECORDS_SIMPLE 9000 /* more than two segments */

static void write_file(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(text->ptr, 1, text->len, f) != text->len || fclose(f) != 0)
		BAIL("cannot write %s", path);
}

/* Rows of FILE in the order they stand in it; the caller frees. */
struct place {
	uint64_t off;
	row_t row;
};

static int place_cmp(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	return a->off < b->off ? -1 : a->off > b->off;
}

static struct place *rows_of(struct store *s, uint32_t file, size_t *ret_n)
{
	struct place *v = NULL;
	size_t n = 0, cap = 0;

	for (uint32_t i = 0; i < store_nsegs(s); i++) {
		const struct segment *seg = store_seg(s, i);

		for (uint32_t r = 0; r < seg->rows; r++) {
			uint64_t off;

			if (segment_place(seg, r, &off) != file)
				continue;
			ALLOC_GROW(v, n + 1, cap);
			v[n++] = (struct place){ off, row_make(i, r) };
		}
	}
	if (n)
		qsort(v, n, sizeof(*v), place_cmp);
	*ret_n = n;
	return v;
}

/* How many of the rows differ from WANT. */
static size_t differences(struct store *s, const struct place *rows,
			  const struct leaves *want, size_t n, bool by_value,
			  const char *name)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		struct leaves got;

		leaves_init(&got);
		leaves_of_row(&got, s, rows[i].row);
		bad += !leaves_eq(&got, &want[i], by_value, name);
		leaves_release(&got);
	}
	return bad;
}

static void check_generated(const char *path, const struct leaves *want, size_t count,
			    const struct load_options *opt, const char *how)
{
	struct store *s = leaves_load(&path, 1, opt);
	struct place *rows;
	size_t n;

	rows = rows_of(s, 0, &n);
	IS_INT(n, count, "%s: every record is read", how);
	if (n == count)
		IS_INT(differences(s, rows, want, n, false, how), 0,
		       "%s: with the values that were written", how);
	IS_STR(store_file(s, 0)->problem, NULL, "%s: no problem", how);
	free(rows);
	store_free(s);
}

/* jansson reads the same text: numbers by value. */
static void check_jansson(const struct buf *text, const struct leaves *want, size_t count,
			  const char *how)
{
	json_error_t error;
	json_t *doc = json_loadb(text->ptr, text->len,
				 JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
	json_t *records = json_object_get(doc, "Records"), *record;
	size_t i, bad = 0;

	if (!OK(json_array_size(records) == count, "%s: jansson reads it too", how)) {
		DIAG("%s at %d", error.text, error.position);
		return;
	}
	json_array_foreach(records, i, record)
	{
		struct leaves theirs;

		leaves_init(&theirs);
		leaves_of_json(&theirs, record);
		bad += !leaves_eq(&want[i], &theirs, true, how);
		leaves_release(&theirs);
	}
	IS_INT(bad, 0, "%s: jansson finds the values that were written", how);
	json_decref(doc);
}

enum flavour { ODD = 0, FOR_JANSSON = 1, SIMPLE = 2 };

static void generated(uint64_t seed, unsigned flavour)
{
	const size_t count = flavour & SIMPLE ? RECORDS_SIMPLE : RECORDS_ODD;
	struct jsongen g = { .state = seed,
			     .for_jansson = flavour & FOR_JANSSON,
			     .simple = flavour & SIMPLE,
			     .path = BUF_INIT };
	struct leaves *want = calloc(count, sizeof(*want));
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct buf text = BUF_INIT;
	char path[4200], how[64];

	if (!want)
		BAIL("no memory");
	buf_adds(&text, "{\"Records\":[");
	for (size_t i = 0; i < count; i++) {
		leaves_init(&want[i]);
		if (i)
			buf_adds(&text, gen_below(&g, 2) ? "," : ",\n");
		gen_record(&g, &text, &want[i]);
	}
	buf_adds(&text, "]}\n");
	snprintf(path, sizeof(path), "%s/generated-%d.json", tap_tmpdir(), (int)seed);
	write_file(path, &text);

	snprintf(how, sizeof(how), "seed %d", (int)seed);
	check_generated(path, want, count, &opt, how);
	opt.no_memo = true;
	snprintf(how, sizeof(how), "seed %d without memo", (int)seed);
	check_generated(path, want, count, &opt, how);
	if (g.for_jansson)
		check_jansson(&text, want, count, how);

	for (size_t i = 0; i < count; i++)
		leaves_release(&want[i]);
	free(want);
	buf_release(&text);
	buf_release(&g.path);
}

/* Real trails. */

static struct {
	struct store *s;
	size_t files, strict, events, missing, differ, twice;
} corpus;

static void slurp(const char *path, struct buf *out)
{
	gzFile gz = gzopen(path, "rb"); /* reads plain files as they are */
	int n;

	buf_clear(out);
	if (!gz)
		return;
	while ((n = gzread(gz, buf_reserve(out, 65536), 65536)) > 0)
		out->len += (size_t)n;
	gzclose(gz);
}

static void keep_events(const json_t *v, struct leaves **list, size_t *n, size_t *cap)
{
	const json_t *records = json_is_object(v) ? json_object_get(v, "Records") : v;
	json_t *item;
	size_t i;

	if (json_is_array(records)) {
		json_array_foreach(records, i, item) keep_events(item, list, n, cap);
		return;
	}
	if (!leaves_is_event(v))
		return;
	ALLOC_GROW(*list, *n + 1, *cap);
	leaves_init(&(*list)[*n]);
	leaves_of_json(&(*list)[(*n)++], v);
}

/* Every value of TEXT, one after the other; false when it is not strict JSON throughout. */
static bool json_events(const struct buf *text, struct leaves **list, size_t *n)
{
	size_t at = 0, cap = 0;

	if (text->len >= 3 && memcmp(text->ptr, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	for (;;) {
		json_error_t error;
		json_t *v;

		while (at < text->len && strchr(" \t\r\n", text->ptr[at]))
			at++;
		if (at == text->len)
			return true;
		v = json_loadb(text->ptr + at, text->len - at,
			       JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK |
				       JSON_DECODE_INT_AS_REAL,
			       &error);
		if (!v)
			return false;
		keep_events(v, list, n, &cap);
		json_decref(v);
		at += (size_t)error.position;
	}
}

static void corpus_file(uint32_t index, struct buf *text)
{
	const struct file *f = store_file(corpus.s, index);
	struct leaves *want = NULL;
	struct place *rows;
	size_t nwant = 0, nrows;
	bool strict;

	slurp(f->path, text);
	strict = json_events(text, &want, &nwant);
	rows = rows_of(corpus.s, index, &nrows);
	corpus.files++;
	if (strict && nwant) {
		corpus.strict++;
		corpus.events += nwant;
		if (nrows < nwant) {
			corpus.missing += nwant - nrows;
			DIAG("%s: %zu of %zu events", f->path, nrows, nwant);
		}
	}
	if (strict && nrows == nwant) {
		for (size_t i = 0; i < nrows; i++) {
			/* jansson keeps one of two equal keys */
			if (store_row_marks(corpus.s, rows[i].row) & MARK_KEY_TWICE)
				corpus.twice++;
			else
				corpus.differ += differences(corpus.s, &rows[i], &want[i],
							     1, true, f->path);
		}
	} else if (strict && nrows != nwant) {
		corpus.differ += nwant;
		DIAG("%s: %zu events, jansson finds %zu", f->path, nrows, nwant);
	}
	for (size_t i = 0; i < nwant; i++)
		leaves_release(&want[i]);
	free(want);
	free(rows);
}

static void real_trails(void)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	const char *dir = getenv("TRAILSIFT_CORPUS");
	struct buf text = BUF_INIT;

	if (!dir || !*dir) {
		SKIP(4, "no $TRAILSIFT_CORPUS");
		return;
	}
	opt.threads = 2;
	corpus.s = leaves_load(&dir, 1, &opt);
	for (uint32_t i = 0; i < store_nfiles(corpus.s); i++)
		corpus_file(i, &text);
	OK(corpus.files > 2000, "the corpus is there");
	IS_INT(corpus.missing, 0, "every record that jansson reads is read");
	IS_INT(corpus.differ, 0, "with the same values");
	OK(corpus.twice < 10, "few name a key twice");
	DIAG("%zu files, %zu of strict JSON with events, %zu events", corpus.files,
	     corpus.strict, corpus.events);
	store_free(corpus.s);
	buf_release(&text);
}

int main(void)
{
	json_object_seed(1);
	for (uint64_t seed = 1; seed <= 4; seed++) {
		generated(seed, FOR_JANSSON);
		generated(seed + 100, ODD);
	}
	generated(200, FOR_JANSSON | SIMPLE);
	generated(201, SIMPLE);
	real_trails();
	return DONE();
}
