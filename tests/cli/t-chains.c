/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains of digests that nobody touched: forms of keys and signatures, copies of a part of a
 * trail, gaps, remarks about what files hold, options and formats of verify.
 */
#include "digestfix.h"
#include "prog.h"

#include <jansson.h>

#define HOURS   10
#define ODD     2 /* an hour with an event from elsewhere */
#define RESTART 8

static struct prog p = PROG_INIT;
static json_t *root;

/* Run verify -o json with up to four arguments more before PATH. */
static void verify(const char *path, const char *a, const char *b, const char *c,
		   const char *d)
{
	const char *more[] = { a, b, c, d };
	const char *args[5] = { path, NULL };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(more) && more[i]; i++)
		args[n++] = more[i];
	args[n] = path;
	json_decref(root);
	prog_run(&p, NULL, "verify", "-o", "json", args[0], n > 0 ? args[1] : NULL,
		 n > 1 ? args[2] : NULL, n > 2 ? args[3] : NULL, n > 3 ? args[4] : NULL,
		 NULL);
	root = json_loadb(p.out, p.nout, 0, NULL);
	if (!root)
		BAIL("no JSON: %s%s", p.out, p.err);
}

static int count(const char *state)
{
	return (int)json_integer_value(
		json_object_get(json_object_get(root, "summary"), state));
}

/* The row of LIST whose path ends in TAIL. */
static const json_t *row_of(const char *list, const char *tail)
{
	const json_t *v;
	size_t i;

	json_array_foreach(json_object_get(root, list), i, v)
	{
		const char *path = json_string_value(json_object_get(v, "path"));
		size_t n = strlen(path), m = strlen(tail);

		if (n >= m && strcmp(path + n - m, tail) == 0)
			return v;
	}
	BAIL("no row of %s ends in %s", list, tail);
}

static const char *text_of(const json_t *row, const char *key)
{
	const char *s = json_string_value(json_object_get(row, key));

	return s ? s : "";
}

static const char *base(const struct fixfile *f)
{
	return strrchr(f->path, '/') + 1;
}

static bool says(const json_t *row, const char *word)
{
	return strstr(text_of(row, "problem"), word) != NULL;
}

static size_t problems(const char *list)
{
	const json_t *v;
	size_t i, n = 0;

	json_array_foreach(json_object_get(root, list), i, v) n +=
		json_is_string(json_object_get(v, "problem"));
	return n;
}

/* What is said of a chain that nobody touched. */
static void untouched(const struct chainfix *x)
{
	const json_t *chain, *row;
	unsigned logs = 0;

	for (unsigned h = 0; h < HOURS; h++)
		logs += fix_hour(x, 0, h)->nlogs;
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	IS_INT(p.status, 0, "whole: status");
	IS_STR(p.err, "", "whole: nothing on standard error");
	IS_INT(count("verified"), logs - FIX_LOGS, "files that a signed digest lists");
	IS_INT(count("hash-only"), FIX_LOGS, "and those of the last hour before the stop");
	IS_INT(count("valid"), HOURS - 1, "signed digests");
	IS_INT(count("unsigned"), 1, "the last one before the stop is not");
	row = row_of("files", base(&fix_hour(x, 0, ODD)->logs[0]));
	OK(says(row, "1 event of another account, '999988887777'"), "another account");
	OK(says(row, "1 event of another region, 'ap-south-1'"), "another region");
	OK(says(row, "to 2024-03-01T00:00:00Z, outside of the time"), "another time");
	IS_INT(problems("files"), 1, "of no other file anything is said");
	row = row_of("digests", base(&fix_hour(x, 0, RESTART - 1)->digest));
	OK(says(row, "no signature at hand"), "its signature was never in a digest");
	chain = json_array_get(json_object_get(root, "chains"), 0);
	IS_INT(json_array_size(json_object_get(root, "chains")), 1, "one chain");
	IS_STR(text_of(chain, "account"), FIX_ACCOUNT, "its account");
	IS_STR(text_of(chain, "region"), "us-east-1", "its region");
	IS_STR(text_of(chain, "trail"), "org_trail", "its trail, with a '_' in its name");
	IS_STR(text_of(chain, "from"), "2024-01-01T00:05:00Z", "from");
	IS_STR(text_of(chain, "to"), "2024-01-01T10:05:00Z", "to");
	IS_INT(json_array_size(json_object_get(chain, "gaps")), 0, "no gap");
}

/* Keys in every form, and without any. */
static void keys(const struct chainfix *x)
{
	char der[4300], text[4300];
	const char *const spki[] = { "openssl",  "rsa", "-in",  x->key, "-pubout",
				     "-outform", "DER", "-out", der,    NULL };
	struct buf b = BUF_INIT, list = BUF_INIT;

	snprintf(der, sizeof(der), "%s/../spki.der", x->dir);
	snprintf(text, sizeof(text), "%s/../keys.txt", x->dir);
	if (!fix_run(spki))
		BAIL("openssl cannot write DER");
	fix_slurp(der, &b);
	buf_addf(&list, "PUBLICKEYLIST\t%s\t1704067200.0\t", x->fingerprint);
	base64_add(&list, buf_sv(&b));
	buf_adds(&list, "\n");
	fix_put(text, list.ptr, list.len);
	verify(x->dir, "--keys", x->pub, NULL, NULL);
	IS_INT(count("valid"), HOURS - 1, "PEM");
	verify(x->dir, "--keys", der, NULL, NULL);
	IS_INT(count("valid"), HOURS - 1, "DER of the outer kind");
	verify(x->dir, "--keys", text, NULL, NULL);
	IS_INT(count("valid"), HOURS - 1, "the list as text");
	verify(x->dir, NULL, NULL, NULL, NULL);
	IS_INT(p.status, 0, "without keys: status");
	IS_INT(count("unsigned"), HOURS, "without keys nothing is signed");
	IS_INT(count("verified"), 0, "nor verified");
	OK(strstr(p.err, "no keys (--keys)"), "which is said");
	verify(x->dir, "--strict", NULL, NULL, NULL);
	IS_INT(p.status, 5, "--strict counts that");
	prog_run(&p, NULL, "verify", "--keys", x->dir, x->dir, NULL);
	IS_INT(p.status, 2, "a folder of keys is wrong usage");
	prog_run(&p, NULL, "verify", "--keys", x->key, x->dir, NULL);
	IS_INT(p.status, 2, "a private key is no public one");
	buf_release(&b);
	buf_release(&list);
}

/* The newest digest's signature, given in every way, and not. */
static void newest(const struct chainfix *x)
{
	const struct fixhour *last = fix_hour(x, 0, HOURS - 1);
	char side[4300], hex[4300], bad[4300];
	struct buf b = BUF_INIT;

	snprintf(side, sizeof(side), "%s.head.json", last->digest.path);
	snprintf(hex, sizeof(hex), "%s/../newest.sig", x->dir);
	snprintf(bad, sizeof(bad), "%s/../other.sig", x->dir);
	unlink(side);
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	IS_STR(text_of(row_of("digests", base(&last->digest)), "state"), "unsigned",
	       "without its metadata");
	IS_INT(p.status, 0, "which is no accusation");
	buf_addf(&b, "x-amz-meta-signature: %s\r\nETag: \"abc\"\r\n", last->signature);
	fix_put(hex, b.ptr, b.len);
	verify(x->dir, "--keys", x->keys, "--signature", hex);
	IS_STR(text_of(row_of("digests", base(&last->digest)), "state"), "valid",
	       "--signature with headers");
	fix_put(bad, fix_hour(x, 0, 1)->signature, strlen(last->signature));
	verify(x->dir, "--keys", x->keys, "--signature", bad);
	IS_STR(text_of(row_of("digests", base(&last->digest)), "state"), "unsigned",
	       "a signature that is of an older one says nothing of the newest");
	b.ptr[30] = b.ptr[30] == '0' ? '1' : '0';
	fix_put(bad, b.ptr, b.len);
	verify(x->dir, "--keys", x->keys, "--signature", bad);
	OK(strstr(p.err, "of none of the digests"), "one that fits nothing is said");
	fix_put(side, b.ptr, b.len);
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	IS_STR(text_of(row_of("digests", base(&last->digest)), "state"), "bad-signature",
	       "an altered one beside it");
	IS_INT(p.status, 5, "which is one");
	fix_sidecar(x, 0);
	buf_release(&b);
}

static void forget(const struct chainfix *x, unsigned from, unsigned to, bool logs)
{
	for (unsigned h = from; h < to; h++) {
		unlink(fix_hour(x, 0, h)->digest.path);
		for (unsigned n = 0; logs && n < fix_hour(x, 0, h)->nlogs; n++)
			unlink(fix_hour(x, 0, h)->logs[n].path);
	}
}

static void recall(const struct chainfix *x)
{
	for (unsigned h = 0; h < HOURS; h++) {
		fix_restore(&fix_hour(x, 0, h)->digest);
		for (unsigned n = 0; n < fix_hour(x, 0, h)->nlogs; n++)
			fix_restore(&fix_hour(x, 0, h)->logs[n]);
	}
}

/* What is not at hand: the beginning, the middle, a time without logging. */
static void parts(const struct chainfix *x)
{
	const json_t *gap;

	forget(x, 0, 2, true);
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	IS_INT(p.status, 0, "a copy that begins later is whole");
	OK(says(row_of("digests", base(&fix_hour(x, 0, 2)->digest)), "begins here"),
	   "and says so");
	recall(x);
	forget(x, 0, 2, false);
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	IS_INT(p.status, 5, "not when older files are at hand");
	OK(says(row_of("digests", base(&fix_hour(x, 0, 1)->digest)), "speaks of it"),
	   "their digest is missing");
	recall(x);
	forget(x, 4, 6, true);
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	gap = json_array_get(
		json_object_get(json_array_get(json_object_get(root, "chains"), 0), "gaps"),
		0);
	IS_STR(text_of(gap, "from"), "2024-01-01T04:05:00Z", "a gap from");
	IS_STR(text_of(gap, "to"), "2024-01-01T06:05:00Z", "to");
	IS_INT(count("missing"), 1, "one digest is known to be missing");
	OK(says(row_of("digests", base(&fix_hour(x, 0, 5)->digest)), "about 1 before it"),
	   "and that there was another");
	recall(x);
	forget(x, RESTART - 1, RESTART, true);
	verify(x->dir, "--keys", x->keys, NULL, NULL);
	IS_INT(p.status, 0, "time without logging is no fault");
	OK(says(row_of("digests", base(&fix_hour(x, 0, RESTART)->digest)),
		"began anew here, after 1 h"),
	   "it is said");
	recall(x);
}

/* All files in one folder, some of them in another. */
static void flat(const struct chainfix *x)
{
	char dir[4300], path[8600];
	const json_t *row;

	snprintf(dir, sizeof(dir), "%s/../flat", x->dir);
	for (unsigned h = 0; h < HOURS; h++) {
		struct fixhour *i = fix_hour(x, 0, h);

		snprintf(path, sizeof(path), "%s/%s", dir, base(&i->digest));
		fix_gzip(path, "wb", i->digest.text, i->digest.len);
		for (unsigned n = 0; n < i->nlogs; n++) {
			snprintf(path, sizeof(path), "%s/%s%s", dir, h == 4 ? "else/" : "",
				 base(&i->logs[n]));
			fix_gzip(path, "wb", i->logs[n].text, i->logs[n].len);
		}
	}
	verify(dir, "--keys", x->keys, NULL, NULL);
	IS_INT(p.status, 0, "a flat copy: status");
	row = row_of("files", base(&fix_hour(x, 0, 5)->logs[0]));
	IS_STR(text_of(row, "problem"), "", "that folders are gone is no remark");
	row = row_of("files", base(&fix_hour(x, 0, 4)->logs[0]));
	OK(says(row, "another place"), "that one lies elsewhere than the others is");
}

static void formats(const struct chainfix *x)
{
	prog_run(&p, NULL, "verify", "-q", "--keys", x->keys, "-o", "csv", x->dir, NULL);
	OK(strncmp(p.out, "path,state,digest,problem\n", 26) == 0, "CSV: its header");
	OK(strstr(p.out, ",verified,") && strstr(p.out, ",valid,"),
	   "CSV: files and digests");
	prog_run(&p, NULL, "verify", "-q", "--keys", x->keys, x->dir, NULL);
	OK(!strstr(p.out, "verified   /") && strstr(p.out, "another account"),
	   "a table shows what something is to be said of");
	prog_run(&p, NULL, "verify", "-q", "-v", "--keys", x->keys, x->dir, NULL);
	OK(strstr(p.out, "verified"), "with -v all");
	verify(x->dir, "-f", "eventName=Odd", NULL, NULL);
	IS_INT(json_array_size(json_object_get(root, "files")), 1,
	       "-f: files with a matching event");
	verify(x->dir, "-n2", "--sort", "path:desc", NULL);
	IS_INT(json_array_size(json_object_get(root, "files")), 2, "-n");
	OK(strcmp(text_of(json_array_get(json_object_get(root, "files"), 0), "path"),
		  text_of(json_array_get(json_object_get(root, "files"), 1), "path")) > 0,
	   "--sort");
	prog_run(&p, NULL, "files", "--verify", "--keys", x->keys, "-q", "-o", "ndjson",
		 x->dir, NULL);
	OK(strstr(p.out, "\"integrity\":\"verified\"") &&
		   strstr(p.out, "\"integrity\":\"valid\""),
	   "files has a column more");
}

int main(void)
{
	struct chainfix x = { .odd = ODD, .restart = RESTART };

	if (!chainfix_make(&x, 1, HOURS))
		SKIP_ALL("no openssl");
	if (!crypto_has_rsa())
		SKIP_ALL("built without a library that checks signatures");
	untouched(&x);
	keys(&x);
	newest(&x);
	parts(&x);
	flat(&x);
	formats(&x);
	json_decref(root);
	prog_release(&p);
	chainfix_release(&x);
	return DONE();
}
