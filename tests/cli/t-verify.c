/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tampering of every kind with chains of digests of our own, one at a time and in pairs:
 * each is found and named, and nobody else is accused. $TAMPER_PAIRS makes it longer.
 */
#include "digestfix.h"
#include "prog.h"

#include <jansson.h>

#define REGIONS 2
#define HOURS   48

/* What is to be said of a path after something was done to it. */
struct want {
	const char *list; /* "files" or "digests" */
	char path[4200];  /* or a key, of what is missing */
	const char *state;
	bool problem; /* a problem has to be named */
};

struct wants {
	struct want v[64];
	size_t n;
	int status; /* the least of it: 0, 3, 5 */
};

static void want(struct wants *w, const char *list, const char *path, const char *state,
		 bool problem)
{
	struct want *x = &w->v[w->n++];

	if (w->n > ARRAY_SIZE(w->v))
		BAIL("too much is wanted");
	x->list = list;
	snprintf(x->path, sizeof(x->path), "%s", path);
	x->state = state;
	x->problem = problem;
	if (strcmp(state, "unreadable") == 0)
		w->status = 3;
	else if (w->status != 3 &&
		 (strcmp(state, "changed") == 0 || strcmp(state, "missing") == 0 ||
		  strcmp(state, "bad-signature") == 0))
		w->status = 5;
}

/* The logs of an hour lose what vouched for them. */
static void want_logs(struct wants *w, const struct fixhour *h, const char *state)
{
	for (unsigned i = 0; i < h->nlogs; i++)
		want(w, "files", h->logs[i].path, state, strcmp(state, "hash-only") != 0);
}

/* Where something is done: an hour of a region that has logs, with one before and after. */
struct spot {
	struct chainfix *x;
	unsigned region, hour;
	struct fixhour *h, *before, *after;
};

static struct spot spot(struct chainfix *x, unsigned region, unsigned hour)
{
	return (struct spot){ x,
			      region,
			      hour,
			      fix_hour(x, region, hour),
			      hour ? fix_hour(x, region, hour - 1) : NULL,
			      hour + 1 < x->hours ? fix_hour(x, region, hour + 1) : NULL };
}

static void put_altered(const struct fixfile *f, const char *from, const char *to)
{
	struct buf text = BUF_INIT;
	ptrdiff_t at = sv_find(sv_make(f->text, f->len), sv_str(from));

	if (at < 0)
		BAIL("'%s' is not in %s", from, f->path);
	buf_add(&text, f->text, (size_t)at);
	buf_adds(&text, to);
	buf_add(&text, f->text + at + strlen(from), f->len - (size_t)at - strlen(from));
	fix_gzip(f->path, "wb", text.ptr, text.len);
	buf_release(&text);
}

/* Another text of the same length for hexadecimal HEX. */
static char *other_hex(const char *hex)
{
	char *out = strdup(hex);

	if (!out)
		BAIL("no memory");
	for (char *p = out; *p; p++)
		*p = *p == '0' ? '1' : '0';
	return out;
}

static void extra_path(const struct fixfile *f, const char *tail, char out[4200])
{
	snprintf(out, 4200, "%s", f->path);
	snprintf(strrchr(out, '/') + 1, 200, "%s", tail);
}

/* ---- logs ---- */

static void log_edited(struct spot *s, struct wants *w)
{
	put_altered(&s->h->logs[0], "GetObject", "GotObject");
	want(w, "files", s->h->logs[0].path, "changed", true);
}

static void log_deleted(struct spot *s, struct wants *w)
{
	unlink(s->h->logs[0].path);
	want(w, "files", s->h->logs[0].key, "missing", true);
}

static void log_renamed(struct spot *s, struct wants *w)
{
	char path[4200];

	extra_path(&s->h->logs[0], "renamed.json.gz", path);
	if (rename(s->h->logs[0].path, path) != 0)
		BAIL("cannot rename");
	want(w, "files", path, "verified", true);
}

static void log_moved(struct spot *s, struct wants *w)
{
	char path[9000];

	snprintf(path, sizeof(path), "%s/elsewhere/%s", s->x->dir,
		 strrchr(s->h->logs[0].path, '/') + 1);
	fix_folders(path);
	if (rename(s->h->logs[0].path, path) != 0)
		BAIL("cannot move");
	want(w, "files", path, "verified", true);
}

static void log_member(struct spot *s, struct wants *w)
{
	struct buf more = BUF_INIT;

	buf_adds(&more, "{\"Records\":[");
	fix_record(&more, s->region, s->hour, 7, 7, "Forged");
	buf_adds(&more, "]}");
	fix_gzip(s->h->logs[0].path, "ab", more.ptr, more.len);
	buf_release(&more);
	want(w, "files", s->h->logs[0].path, "changed", true);
}

static void log_trailing(struct spot *s, struct wants *w)
{
	FILE *f = fopen(s->h->logs[0].path, "ab");

	if (!f || fputs("more", f) < 0 || fclose(f) != 0)
		BAIL("cannot append");
	want(w, "files", s->h->logs[0].path, "changed", true);
}

static void log_cut(struct spot *s, struct wants *w)
{
	struct stat sb;

	if (stat(s->h->logs[0].path, &sb) != 0 ||
	    truncate(s->h->logs[0].path, sb.st_size * 2 / 3) != 0)
		BAIL("cannot cut");
	want(w, "files", s->h->logs[0].path, "unreadable", true);
}

static void log_injected(struct spot *s, struct wants *w)
{
	struct buf text = BUF_INIT;
	char path[4200], *stamp;

	extra_path(&s->h->logs[0], strrchr(s->h->logs[0].path, '/') + 1, path);
	stamp = strrchr(path, '_');
	snprintf(stamp, 40, "_ForgedForgedForg.json.gz");
	buf_adds(&text, "{\"Records\":[");
	fix_record(&text, s->region, s->hour, 8, 8, "Forged");
	buf_adds(&text, "]}");
	fix_gzip(path, "wb", text.ptr, text.len);
	buf_release(&text);
	want(w, "files", path, "uncovered", true);
}

static void logs_swapped(struct spot *s, struct wants *w)
{
	const struct fixfile *a = &s->h->logs[0], *b = &s->h->logs[1];

	fix_gzip(a->path, "wb", b->text, b->len);
	fix_gzip(b->path, "wb", a->text, a->len);
	want(w, "files", a->path, "verified", true);
	want(w, "files", b->path, "verified", true);
}

static void log_overwritten(struct spot *s, struct wants *w)
{
	const struct fixfile *b = &s->h->logs[1];

	fix_gzip(s->h->logs[0].path, "wb", b->text, b->len);
	want(w, "files", s->h->logs[0].path, "changed", true);
}

static void log_copied(struct spot *s, struct wants *w)
{
	const struct fixfile *a = &s->h->logs[0];
	char path[4200];

	extra_path(a, "copy.json.gz", path);
	fix_gzip(path, "wb", a->text, a->len);
	want(w, "files", path, "verified", true);
}

static void log_gunzipped(struct spot *s, struct wants *w)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s", s->h->logs[0].path);
	path[strlen(path) - 3] = '\0';
	fix_put(path, s->h->logs[0].text, s->h->logs[0].len);
	unlink(s->h->logs[0].path);
	want(w, "files", path, "verified", false);
}

static void log_recompressed(struct spot *s, struct wants *w)
{
	fix_gzip(s->h->logs[0].path, "wb1", s->h->logs[0].text, s->h->logs[0].len);
	want(w, "files", s->h->logs[0].path, "verified", false);
}

static void log_in_members(struct spot *s, struct wants *w)
{
	const struct fixfile *a = &s->h->logs[0];

	fix_gzip(a->path, "wb", a->text, a->len / 2);
	fix_gzip(a->path, "ab", a->text + a->len / 2, a->len - a->len / 2);
	want(w, "files", a->path, "verified", true);
}

/* ---- digests ---- */

static void digest_deleted(struct spot *s, struct wants *w)
{
	unlink(s->h->digest.path);
	want(w, "digests", s->h->digest.key, "missing", true);
	want(w, "digests", s->before->digest.path, "unsigned", true);
	want_logs(w, s->before, "hash-only");
	want_logs(w, s->h, "uncovered");
}

/* The one after it as well: its logs go too. */
static void digests_deleted(struct spot *s, struct wants *w)
{
	unlink(s->h->digest.path);
	unlink(s->after->digest.path);
	want(w, "digests", s->after->digest.key, "missing", true);
	want(w, "digests", s->before->digest.path, "unsigned", true);
	want_logs(w, s->before, "hash-only");
	want_logs(w, s->h, "uncovered");
	want_logs(w, s->after, "uncovered");
}

static void want_altered(struct spot *s, struct wants *w)
{
	want(w, "digests", s->h->digest.path, "changed", true);
	want_logs(w, s->h, "hash-only");
}

static void digest_spaced(struct spot *s, struct wants *w)
{
	put_altered(&s->h->digest, ",\"logFiles\"", ", \"logFiles\"");
	want_altered(s, w);
}

static void digest_hash(struct spot *s, struct wants *w)
{
	char *other = other_hex(s->h->logs[0].hash);

	put_altered(&s->h->digest, s->h->logs[0].hash, other);
	free(other);
	want_altered(s, w);
}

static void digest_entry_gone(struct spot *s, struct wants *w)
{
	struct buf text = BUF_INIT;
	const char *at = strstr(s->h->digest.text, "{\"s3Bucket\""),
		   *to = strstr(at, "},{");

	buf_add(&text, s->h->digest.text, (size_t)(at - s->h->digest.text));
	buf_adds(&text, to + 2);
	fix_gzip(s->h->digest.path, "wb", text.ptr, text.len);
	buf_release(&text);
	want(w, "digests", s->h->digest.path, "changed", true);
	want(w, "files", s->h->logs[0].path, "uncovered", true);
	want(w, "files", s->h->logs[1].path, "hash-only", true);
}

static void digest_time(struct spot *s, struct wants *w)
{
	put_altered(&s->h->digest, ":05:00Z\",\"digestS3Bucket",
		    ":07:00Z\",\"digestS3Bucket");
	want_altered(s, w);
}

static void digest_key(struct spot *s, struct wants *w)
{
	put_altered(&s->h->digest, "\"digestS3Object\":\"AWSLogs",
		    "\"digestS3Object\":\"AWSlogs");
	want_altered(s, w);
}

static void digest_fingerprint(struct spot *s, struct wants *w)
{
	char *other = other_hex(s->x->fingerprint);

	put_altered(&s->h->digest, s->x->fingerprint, other);
	free(other);
	want_altered(s, w);
}

static void digest_previous_hash(struct spot *s, struct wants *w)
{
	char *other = other_hex(s->before->digest.hash);

	put_altered(&s->h->digest, s->before->digest.hash, other);
	free(other);
	want_altered(s, w);
}

static void digest_previous_signature(struct spot *s, struct wants *w)
{
	char *other = other_hex(s->before->signature);

	put_altered(&s->h->digest, s->before->signature, other);
	free(other);
	want_altered(s, w);
	want(w, "digests", s->before->digest.path, "unsigned", true);
	want_logs(w, s->before, "hash-only");
}

static void digest_cut(struct spot *s, struct wants *w)
{
	fix_gzip(s->h->digest.path, "wb", s->h->digest.text, s->h->digest.len / 2);
	want(w, "digests", s->h->digest.path, "changed", true);
	want(w, "digests", s->before->digest.path, "unsigned", true);
	want_logs(w, s->before, "hash-only");
	want_logs(w, s->h, "uncovered");
	w->status = 3; /* half a digest should have been something */
}

static void digest_renamed(struct spot *s, struct wants *w)
{
	char path[4200];

	extra_path(&s->h->digest, "renamed.json.gz", path);
	if (rename(s->h->digest.path, path) != 0)
		BAIL("cannot rename");
	want(w, "digests", path, "valid", true);
}

static void digest_copied(struct spot *s, struct wants *w)
{
	char path[4200];

	extra_path(&s->h->digest, "copy.json.gz", path);
	fix_gzip(path, "wb", s->h->digest.text, s->h->digest.len);
	want(w, "digests", path, "valid", true);
}

/* The digest before it under its name. */
static void digest_overwritten(struct spot *s, struct wants *w)
{
	fix_gzip(s->h->digest.path, "wb", s->before->digest.text, s->before->digest.len);
	want(w, "digests", s->h->digest.path, "changed", true);
	want(w, "digests", s->before->digest.path, "unsigned", true);
	want_logs(w, s->before, "hash-only");
	want_logs(w, s->h, "uncovered");
}

/* A digest beside the right one, for the same hour, with a log of its own. */
static void digest_forged(struct spot *s, struct wants *w)
{
	struct buf text = BUF_INIT, log = BUF_INIT;
	struct fixfile f = { 0 };
	struct fixhour h = { .nlogs = 1 };
	char path[4200];

	extra_path(&s->h->logs[0], strrchr(s->h->logs[0].path, '/') + 1, path);
	snprintf(strrchr(path, '_'), 40, "_ListedForgedForg.json.gz");
	buf_adds(&log, "{\"Records\":[");
	fix_record(&log, s->region, s->hour, 9, 9, "Forged");
	buf_adds(&log, "]}");
	fix_gzip(path, "wb", log.ptr, log.len);
	f.key = path + strlen(s->x->dir) + 1;
	f.text = log.ptr;
	f.len = log.len;
	fix_sum(&f);
	h.logs[0] = f;
	fix_digest_text(s->x, &text, s->region, s->hour, s->h->digest.key, &h, s->before);
	want(w, "files", path, "uncovered", true);
	extra_path(&s->h->digest, "forged-digest.json.gz", path);
	fix_gzip(path, "wb", text.ptr, text.len);
	want(w, "digests", path, "changed", true);
	buf_release(&text);
	buf_release(&log);
}

/* A log is altered, its digest lists the new hash, and the next one the new digest. */
static void chain_rebuilt(struct spot *s, struct wants *w)
{
	struct fixfile log = s->h->logs[0], digest = s->h->digest;
	struct buf text = BUF_INIT;

	put_altered(&s->h->logs[0], "GetObject", "GotObject");
	log.text = strdup(s->h->logs[0].text);
	if (!log.text)
		BAIL("no memory");
	memcpy(strstr(log.text, "GetObject"), "GotObject", 9);
	fix_sum(&log);
	put_altered(&s->h->digest, s->h->logs[0].hash, log.hash);
	buf_add(&text, s->h->digest.text, s->h->digest.len);
	buf_str(&text);
	memcpy(strstr(text.ptr, s->h->logs[0].hash), log.hash, 64);
	digest.text = text.ptr;
	fix_sum(&digest);
	put_altered(&s->after->digest, s->h->digest.hash, digest.hash);
	want(w, "digests", s->h->digest.path, "bad-signature", true);
	want_logs(w, s->h, "hash-only");
	want(w, "digests", s->after->digest.path, "changed", true);
	want_logs(w, s->after, "hash-only");
	free(log.text);
	buf_release(&text);
}

typedef void (*tamper_fn)(struct spot *s, struct wants *w);
static const struct tamper {
	const char *name;
	tamper_fn fn;
} tampers[] = {
#define T(name)                                                                            \
	{                                                                                  \
#name, name                                                                \
	}
	T(log_edited),
	T(log_deleted),
	T(log_renamed),
	T(log_moved),
	T(log_member),
	T(log_trailing),
	T(log_cut),
	T(log_injected),
	T(logs_swapped),
	T(log_overwritten),
	T(log_copied),
	T(log_gunzipped),
	T(log_recompressed),
	T(log_in_members),
	T(digest_deleted),
	T(digests_deleted),
	T(digest_spaced),
	T(digest_hash),
	T(digest_entry_gone),
	T(digest_time),
	T(digest_key),
	T(digest_fingerprint),
	T(digest_previous_hash),
	T(digest_previous_signature),
	T(digest_cut),
	T(digest_renamed),
	T(digest_copied),
	T(digest_overwritten),
	T(digest_forged),
	T(chain_rebuilt),
#undef T
};

/* ---- what the program says ---- */

static json_t *verify(struct prog *p, const struct chainfix *x)
{
	json_t *root;

	prog_run(p, NULL, "verify", "-q", "-o", "json", "--keys", x->keys, x->dir, NULL);
	root = json_loadb(p->out, p->nout, 0, NULL);
	if (!root)
		BAIL("no JSON: %s%s", p->out, p->err);
	return root;
}

static const struct want *wanted(const struct wants *w, const char *list, const char *path)
{
	const struct want *found = NULL;

	/* of two, the harder one */
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->v[i].list, list) == 0 && strcmp(w->v[i].path, path) == 0)
			found = &w->v[i];
	return found;
}

static bool is_peace(const char *state)
{
	return strcmp(state, "verified") == 0 || strcmp(state, "valid") == 0;
}

/* Every row of LIST is as wanted, and all that is wanted is there. */
static unsigned compare(const json_t *root, const char *list, const struct wants *w,
			const char *name)
{
	const json_t *rows = json_object_get(root, list), *row;
	unsigned bad = 0, seen = 0, all = 0;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		const char *path = json_string_value(json_object_get(row, "path"));
		const char *state = json_string_value(json_object_get(row, "state"));
		const char *problem = json_string_value(json_object_get(row, "problem"));
		const struct want *x = wanted(w, list, path);
		const char *should = x ? x->state : NULL;

		seen += x != NULL;
		if (x ? strcmp(state, should) == 0 && (problem || !x->problem)
		      : is_peace(state) && !problem)
			continue;
		bad++;
		DIAG("%s: %s is %s (%s), not %s", name, strrchr(path, '/'), state,
		     problem ? problem : "-", should ? should : "left alone");
	}
	for (i = 0; i < w->n; i++) {
		bool twice = false;

		for (size_t k = 0; k < i; k++)
			twice |= strcmp(w->v[i].path, w->v[k].path) == 0;
		all += strcmp(w->v[i].list, list) == 0 && !twice;
	}
	if (seen != all) {
		bad++;
		DIAG("%s: %u of %u wanted %s are there", name, seen, all, list);
	}
	return bad;
}

/* Remove what was added, before all is put right. */
static void clean(const struct wants *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].path[0] == '/')
			unlink(w->v[i].path);
}

static void restore(const struct spot *s)
{
	for (unsigned hour = s->hour - 1; hour <= s->hour + 1; hour++) {
		const struct fixhour *h = fix_hour(s->x, s->region, hour);

		unlink(h->digest.path);
		fix_restore(&h->digest);
		for (unsigned n = 0; n < h->nlogs; n++)
			fix_restore(&h->logs[n]);
	}
}

static void judge(struct chainfix *x, const struct wants *w, const char *name)
{
	struct prog p = PROG_INIT;
	json_t *root = verify(&p, x);
	unsigned bad = compare(root, "files", w, name) + compare(root, "digests", w, name);

	if (p.status != w->status) {
		bad++;
		DIAG("%s: status %d, not %d", name, p.status, w->status);
	}
	IS_INT(bad, 0, "%s: named, and nothing else", name);
	json_decref(root);
	prog_release(&p);
}

int main(void)
{
	/* a quarter of the pairs, unless $TAMPER_PAIRS asks for all */
	const char *all = getenv("TAMPER_PAIRS");
	struct wants none = { 0 };
	struct chainfix x = { 0 };

	if (!chainfix_make(&x, REGIONS, HOURS))
		SKIP_ALL("no openssl");
	if (!crypto_has_rsa())
		SKIP_ALL("built without a library that checks signatures");
	judge(&x, &none, "untouched");
	for (size_t i = 0; i < ARRAY_SIZE(tampers); i++) {
		struct wants w = { 0 };
		struct spot s = spot(&x, 0, 12);

		tampers[i].fn(&s, &w);
		judge(&x, &w, tampers[i].name);
		clean(&w);
		restore(&s);
	}
	for (size_t i = 0; i < ARRAY_SIZE(tampers); i++) {
		for (size_t k = i; k < ARRAY_SIZE(tampers); k++) {
			if (!all && (i * 7 + k) % 4)
				continue;
			struct wants w = { 0 };
			struct spot a = spot(&x, 0, 12), b = spot(&x, k & 1, 30);
			char name[100];

			tampers[i].fn(&a, &w);
			tampers[k].fn(&b, &w);
			snprintf(name, sizeof(name), "%s and %s", tampers[i].name,
				 tampers[k].name);
			judge(&x, &w, name);
			clean(&w);
			restore(&a);
			restore(&b);
		}
	}
	chainfix_release(&x);
	return DONE();
}
