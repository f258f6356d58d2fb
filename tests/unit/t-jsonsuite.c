/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JSONTestSuite ($TRAILSIFT_JSON_SUITE): each file as the value of a record between two
 * good ones, as an element between them, and as a whole input. y_ must be read, n_ must
 * not, and the good ones survive whatever stands between them.
 */
#include "leaves.h"
#include "tap.h"

#include <dirent.h>

static char names[400][256];
static size_t nnames;

static int name_cmp(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void list_names(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		BAIL("cannot open %s", dir);
	while ((e = readdir(d)) != NULL && nnames < ARRAY_SIZE(names))
		if (strlen(e->d_name) > 5 && e->d_name[1] == '_')
			snprintf(names[nnames++], sizeof(names[0]), "%s", e->d_name);
	closedir(d);
	qsort(names, nnames, sizeof(names[0]), name_cmp);
}

static void slurp(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	size_t n;

	buf_clear(out);
	if (!f)
		BAIL("cannot open %s", path);
	while ((n = fread(buf_reserve(out, 65536), 1, 65536, f)) > 0)
		out->len += n;
	fclose(f);
}

/*
 * Which of the records named good1, bad, good2 were read, as bits 1, 2, 4; 8: anything
 * else.
 */
static unsigned load_names(const char *path)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	struct store *s = leaves_load(&path, 1, &opt);
	struct arena arena = ARENA_INIT;
	path_t name = path_find_child(store_paths(s), PATH_ROOT, SV_LIT("eventName"));
	unsigned found = 0;

	for (uint32_t i = 0; i < store_nsegs(s); i++) {
		for (uint32_t r = 0; r < store_seg(s, i)->rows; r++) {
			struct value v = value_first(s, row_make(i, r), name, &arena);

			if (sv_eqs(v.text, "good1"))
				found |= 1;
			else if (sv_eqs(v.text, "bad"))
				found |= 2;
			else if (sv_eqs(v.text, "good2"))
				found |= 4;
			else
				found |= 8;
		}
	}
	arena_release(&arena);
	store_free(s);
	return found;
}

/* HEAD, BAD, the bytes, TAIL as a file, loaded. */
static unsigned load_between(const char *head, const char *bad, const struct buf *bytes,
			     const char *tail)
{
	char path[4200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/case.json", tap_tmpdir());
	f = fopen(path, "w");
	if (!f)
		BAIL("cannot write %s", path);
	fputs(head, f);
	fputs(bad, f);
	fwrite(bytes->ptr, 1, bytes->len, f);
	fputs(tail, f);
	if (fclose(f) != 0)
		BAIL("cannot write %s", path);
	return load_names(path);
}

static const char value_head[] = "{\"Records\":[{\"eventName\":\"good1\"},\n";
static const char value_bad[] = "{\"eventName\":\"bad\",\"v\":";
static const char value_tail[] = "},\n{\"eventName\":\"good2\"}]}\n";

/*
 * jansson's word on the record with these bytes as a value: bit 1 it is read, bit 2 it ends
 * before the next record (some bytes open what the tail then closes).
 */
static unsigned jansson_reads(const struct buf *bytes)
{
	struct buf text = BUF_INIT;
	size_t own = sizeof(value_bad) - 1 + bytes->len + 1;
	json_error_t error;
	json_t *v;

	buf_adds(&text, value_bad);
	buf_addsv(&text, buf_sv(bytes));
	buf_adds(&text, value_tail);
	v = json_loadb(text.ptr, text.len,
		       JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL | JSON_DISABLE_EOF_CHECK,
		       &error);
	buf_release(&text);
	if (!v)
		return 2;
	json_decref(v);
	return 1 | ((size_t)error.position <= own ? 2 : 0);
}

static void check_case(const char *dir, const char *name)
{
	struct buf bytes = BUF_INIT;
	char path[4096 + 256];
	unsigned found, theirs;

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		BAIL("too long a name: %s", name);
	slurp(path, &bytes);
	buf_reserve(&bytes, 1);

	found = load_between(value_head, value_bad, &bytes, value_tail);
	theirs = jansson_reads(&bytes);
	OK(found & 1, "%s as a value: the record before survives", name);
	if (theirs & 2)
		OK(found & 4, "%s as a value: the record behind survives", name);
	/*
	 * some n_ are right in this place (one brace too many), or jansson is lenient (NUL)
	 */
	if (name[0] == 'y' || (name[0] == 'i' && theirs & 1))
		OK(found & 2, "%s as a value: it is read", name);
	else if (name[0] == 'n' && !(theirs & 1))
		OK(!(found & 2), "%s as a value: it is refused", name);

	found = load_between(value_head, "", &bytes, ",\n{\"eventName\":\"good2\"}]}\n");
	IS_INT(found, 5, "%s as an element: both neighbours survive, nothing is invented",
	       name);

	IS_INT(load_between("", "", &bytes, ""), 0, "%s as an input: no event", name);
	buf_release(&bytes);
}

int main(void)
{
	const char *dir = getenv("TRAILSIFT_JSON_SUITE");
	char path[4200];

	if (!dir || !*dir)
		SKIP_ALL("no $TRAILSIFT_JSON_SUITE");
	snprintf(path, sizeof(path), "%s/test_parsing", dir);
	list_names(path);
	OK(nnames > 300, "the suite is there");
	for (size_t i = 0; i < nnames; i++)
		check_case(path, names[i]);
	return DONE();
}
