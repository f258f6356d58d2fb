/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many files, threads, order, copies: the result never depends on who was first. */
#include "loaded.h"

/* The file entry whose path ends in NAME. */
static const struct file *entry(const struct store *s, const char *name)
{
	for (uint32_t i = 0; i < store_nfiles(s); i++)
		if (sv_ends(sv_str(store_file(s, i)->path), sv_str(name)))
			return store_file(s, i);
	BAIL("no file %s", name);
	return NULL;
}

static void event(struct buf *b, unsigned id, unsigned second, const char *more)
{
	buf_addf(b,
		 "{\"eventName\":\"E%u\",\"eventTime\":\"2024-05-01T10:%02u:%02uZ\","
		 "\"eventID\":"
		 "\"%08x-0000-4000-8000-000000000000\",\"userIdentity\":{\"type\":"
		 "\"IAMUser\",\"arn\":"
		 "\"arn:aws:iam::111122223333:user/u%u\"},\"k\":\"%u\"%s}",
		 id % 7, second / 60 % 60, second % 60, id, id % 5, id * 31, more);
}

/*
 * 40 files of 400 events; every tenth event is also in the next file, every hundredth
 * differs there.
 */
static void make_tree(void)
{
	for (unsigned f = 0; f < 40; f++) {
		struct buf b = BUF_INIT, gz = BUF_INIT;
		char name[64];

		buf_adds(&b, "{\"Records\":[");
		for (unsigned i = 0; i < 400; i++) {
			unsigned id = f * 400 + i;

			if (i)
				buf_addc(&b, ',');
			event(&b, id, id * 7 % 3600, "");
			if (f && i % 10 == 0) {
				buf_addc(&b, ',');
				event(&b, id - 400, (id - 400) * 7 % 3600,
				      i % 100 ? "" : ",\"extra\":1");
			}
		}
		buf_adds(&b, "]}");
		snprintf(name, sizeof(name), "tree/%c/%02u.json%s", 'a' + (char)(f % 4), f,
			 f % 3 ? ".gz" : "");
		if (f % 3)
			trail_gzip(&gz, b.ptr, b.len);
		trail_file(name, f % 3 ? gz.ptr : b.ptr, f % 3 ? gz.len : b.len);
		buf_release(&b);
		buf_release(&gz);
	}
}

static struct store *load_tree(unsigned threads, bool memo)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	char path[8192];
	const char *paths[1] = { path };

	snprintf(path, sizeof(path), "%s/tree", tap_tmpdir());
	opt.threads = threads;
	opt.no_memo = !memo;
	return trail_load_opt(paths, 1, &opt);
}

static void determinism(void)
{
	struct store *s = load_tree(1, true);
	char *want = trail_dump(s), *got;
	struct store_totals t;

	store_totals(s, &t);
	IS_INT(t.files, 40, "files");
	IS_INT(t.duplicates, 39 * 36, "copies");
	IS_INT(t.events, 40 * 400 + 39 * 4, "events");
	store_free(s);
	for (unsigned run = 0; run < 6; run++) {
		s = load_tree(1 + run % 3 * 3, run % 2);
		got = trail_dump(s);
		OK(strcmp(got, want) == 0, "%u threads, memo %s: the same store",
		   1 + run % 3 * 3, run % 2 ? "on" : "off");
		free(got);
		store_free(s);
	}
	free(want);
}

/*
 * The first place in file order is kept, and files come in the order of their whole paths.
 */
static void copies(void)
{
	struct buf b = BUF_INIT;
	struct store *s;
	char path[8192];
	const char *paths[1] = { path };
	const struct load_options opt = LOAD_OPTIONS_INIT;
	const char *keep[4];

	event(&b, 1, 1, "");
	keep[0] = trail_text("copies/a/1.json", buf_str(&b));
	keep[1] = trail_text("copies/a.json", buf_str(&b)); /* '.' comes before '/' */
	buf_clear(&b);
	/* other key order, white space and spelling: the same content */
	buf_adds(
		&b,
		"{ \"k\" : \"\\u0033\\u0031\", \"userIdentity\":{\"arn\":"
		"\"arn:aws:iam::111122223333:user\\/u1\",\"type\":\"IAMUser\"},\"eventID\":"
		"\"00000001-0000-4000-8000-000000000000\",\"eventTime\":"
		"\"2024-05-01T10:00:01Z\",\"eventName\":\"E1\"}");
	keep[2] = trail_text("copies/b.json", buf_str(&b));
	buf_clear(&b);
	event(&b, 1, 1, ",\"n\":null"); /* null is not missing */
	keep[3] = trail_text("copies/c.json", buf_str(&b));
	snprintf(path, sizeof(path), "%s/copies", tap_tmpdir());
	s = trail_load_opt(paths, 1, &opt);
	IS_INT(store_order(s)->n, 2, "two contents");
	IS_STR(store_row_file(s, store_order(s)->rows[0], NULL, NULL)->path, keep[1],
	       "the first in file order is kept");
	IS_INT(entry(s, "a/1.json")->duplicates, 1, "the next is its copy");
	IS_INT(entry(s, "b.json")->duplicates, 1, "so is another spelling");
	IS_INT(entry(s, "c.json")->duplicates, 0, "null counts");
	OK(store_row_differs(s, store_order(s)->rows[0]) &&
		   store_row_differs(s, store_order(s)->rows[1]),
	   "one id, two contents: both flagged");
	{
		row_t *rows;
		uint32_t n = store_places(s, store_order(s)->rows[0], &rows);

		IS_INT(n, 3, "all places are remembered");
		IS_STR(store_row_file(s, rows[1], NULL, NULL)->path, keep[0],
		       "in file order");
		IS_INT(store_kept(s, rows[2]), rows[0], "a copy knows the kept one");
		free(rows);
	}
	store_free(s);
	buf_release(&b);
}

static void ids(void)
{
	struct store *s =
		trail_store("[{\"eventName\":\"A\"},{\"eventName\":\"A\"},"
			    "{\"eventName\":\"A\",\"eventID\":\"\"},"
			    "{\"eventName\":\"A\",\"eventID\":\"\"},"
			    "{\"eventName\":\"A\",\"eventID\":7},"
			    "{\"eventName\":\"A\",\"eventID\":7},"
			    "{\"eventName\":\"A\",\"eventID\":\"redacted\"},"
			    "{\"eventName\":\"A\",\"eventID\":\"redacted\"},"
			    "{\"eventName\":\"A\",\"eventID\":[\"a\",\"b\"],\"l\":[1,2]},"
			    "{\"eventName\":\"A\",\"eventID\":\"o\",\"l\":[1,2]},"
			    "{\"eventName\":\"A\",\"eventID\":\"o\",\"l\":[2,1]}]");

	IS_INT(store_order(s)->n, 10, "no id, an empty one or a number is never merged");
	IS_INT(store_file(s, 0)->duplicates, 1, "a placeholder with the same content is");
	IS_INT(store_file(s, 0)->differing, 2, "the order within a path is content");
	store_free(s);
}

static void names_of_one_file(void)
{
	char a[8192], b[8192], dir[8192];
	const char *paths[3] = { b, dir, a };
	const struct load_options opt = LOAD_OPTIONS_INIT;
	struct store_totals t;
	struct store *s;

	snprintf(dir, sizeof(dir), "%s/links", tap_tmpdir());
	snprintf(a, sizeof(a), "%s", trail_text("links/a.json", "{\"eventName\":\"A\"}"));
	snprintf(b, sizeof(b), "%s/links/b.json", tap_tmpdir());
	if (link(a, b) != 0)
		BAIL("no hard links here");
	s = trail_load_opt(paths, 3, &opt);
	store_totals(s, &t);
	IS_INT(t.events, 1, "a file reached four times is read once");
	IS_INT(t.files, 1, "and counted once");
	for (uint32_t i = 0; i < store_nfiles(s); i++)
		if (store_file(s, i)->alias_of == UINT32_MAX)
			IS_STR(store_file(s, i)->path, b, "under the first of its names");
	store_free(s);
}

static void things_in_folders(void)
{
	char path[8192], dir[8192];
	const char *paths[2] = { dir, path };
	const struct load_options opt = LOAD_OPTIONS_INIT;
	struct store *s;

	snprintf(dir, sizeof(dir), "%s/odd", tap_tmpdir());
	trail_text("odd/ok.json", "{\"eventName\":\"A\"}");
	snprintf(path, sizeof(path), "%s/odd/fifo.json", tap_tmpdir());
	if (mkfifo(path, 0600) != 0)
		BAIL("no FIFO");
	snprintf(path, sizeof(path), "%s/odd/loop.json", tap_tmpdir());
	if (symlink("loop.json", path) != 0)
		BAIL("no symbolic link");
	snprintf(path, sizeof(path), "%s/nowhere", tap_tmpdir());
	s = trail_load_opt(paths, 2, &opt);
	IS_INT(entry(s, "fifo.json")->state, FSTATE_SKIPPED, "a FIFO is not opened");
	OK(strstr(entry(s, "fifo.json")->problem, "FIFO"), "and named");
	IS_INT(entry(s, "loop.json")->state, FSTATE_SKIPPED, "a link is not followed");
	IS_INT(entry(s, "nowhere")->state, FSTATE_UNREADABLE, "a path that is not there");
	OK(strstr(entry(s, "nowhere")->problem, "No such file"), "with the reason");
	IS_INT(entry(s, "ok.json")->events, 1, "the rest is read");
	store_free(s);
}

static void memory_limit(void)
{
	struct load_options opt = LOAD_OPTIONS_INIT;
	char path[8192];
	const char *paths[1] = { path };
	struct store *s;
	unsigned unloaded = 0;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	SKIP(2, "a sanitizer's own memory counts too");
	return;
#endif
	snprintf(path, sizeof(path), "%s/tree", tap_tmpdir());
	opt.memory = 200000;
	s = trail_load_opt(paths, 1, &opt);
	for (uint32_t i = 0; i < store_nfiles(s); i++) {
		const struct file *f = store_file(s, i);

		unloaded += f->unloaded && strstr(f->problem, "not loaded: memory limit");
	}
	OK(unloaded > 5 && unloaded < 40, "files over the limit are named (%u)", unloaded);
	OK(store_order(s)->n > 0, "what was loaded is there");
	store_free(s);
}

int main(void)
{
	make_tree();
	determinism();
	copies();
	ids();
	names_of_one_file();
	things_in_folders();
	memory_limit();
	return DONE();
}
