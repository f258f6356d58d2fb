/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hostile and broken files ($TRAILSIFT_HOSTILE) against what must become of them: the
 * events found, their ids, whether the file bears a problem (expected.json there), the exit
 * status that follows, and that no byte that a terminal obeys is ever written.
 */
#include "prog.h"
#include "tap.h"

#include <jansson.h>

static bool json_array_has(const json_t *array, const char *text, size_t len)
{
	size_t i;
	json_t *v;

	json_array_foreach(array, i,
			   v) if (json_string_length(v) == len &&
				  memcmp(json_string_value(v), text, len) == 0) return true;
	return false;
}

/* The offset of the first thing in TEXT that must not reach a terminal, or -1. */
static ptrdiff_t unsafe_at(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = p[i], d = i + 1 < n ? p[i + 1] : 0,
			      e = i + 2 < n ? p[i + 2] : 0;

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return (ptrdiff_t)i;
		if (c == 0xc2 && d >= 0x80 && d < 0xa0) /* C1 */
			return (ptrdiff_t)i;
		if (c == 0xe2 && d == 0x80 &&
		    ((e >= 0x8b && e <= 0x8f) || (e >= 0xa8 && e <= 0xae)))
			return (ptrdiff_t)i; /* zero-width, bidi */
		if (c == 0xe2 && d == 0x81 && e >= 0xa6 && e <= 0xa9)
			return (ptrdiff_t)i;             /* isolates */
		if (c == 0xef && d == 0xbb && e == 0xbf) /* BOM */
			return (ptrdiff_t)i;
		if (c == 0xf8 || c >= 0xf5 || c == 0xc0 || c == 0xc1)
			return (ptrdiff_t)i; /* never in UTF-8 */
	}
	return -1;
}

static void is_safe(const struct prog *p, const char *name, const char *what)
{
	ptrdiff_t at = unsafe_at(p->out, p->nout);

	IS_INT(at, -1, "%s: nothing a terminal obeys in %s", name, what);
	at = unsafe_at(p->err, p->nerr);
	IS_INT(at, -1, "%s: nor in the messages of %s", name, what);
}

/* Check the ids (one a line in P) and return how many optional ones were found. */
static size_t check_ids(const struct prog *p, const char *name, const json_t *want)
{
	const json_t *ids = json_object_get(want, "ids");
	const json_t *optional = json_object_get(want, "optional_ids");
	size_t found = 0, extra = 0, unknown = 0;
	const char *at = p->out;

	/* the header */
	at += strcspn(at, "\n");
	at += *at == '\n';
	while (*at) {
		size_t n = strcspn(at, "\n");

		if (json_array_has(ids, at, n))
			found++;
		else if (json_array_has(optional, at, n))
			extra++;
		else
			unknown++;
		at += n + (at[n] == '\n');
	}
	IS_INT(found, json_array_size(ids), "%s: every id is found", name);
	IS_INT(unknown, 0, "%s: and no other", name);
	return extra;
}

/* The row of `files` for it; false when there is none. */
static bool check_row(const char *text, const char *name, const json_t *want, size_t extra,
		      char *ret_state, size_t size)
{
	json_error_t error;
	json_t *rows = json_loads(text, 0, &error);
	json_t *row = json_array_get(rows, 0);
	json_t *problem = json_object_get(row, "problem");
	const char *state = json_string_value(json_object_get(row, "state"));
	bool must = json_is_true(json_object_get(want, "problem"));

	*ret_state = '\0';
	if (!OK(json_array_size(rows) == 1 && state && problem, "%s: one row of files",
		name)) {
		json_decref(rows);
		return false;
	}
	snprintf(ret_state, size, "%s", state);
	IS_INT(json_integer_value(json_object_get(row, "events")),
	       json_integer_value(json_object_get(want, "events")) + (json_int_t)extra,
	       "%s: events", name);
	OK((strcmp(state, "ok") == 0) == json_is_null(problem),
	   "%s: ok and no problem go together", name);
	if (!json_is_true(json_object_get(want, "problem_optional")))
		OK(json_is_string(problem) == must, "%s: %s", name,
		   must ? "a problem is named" : "no problem is named");
	else
		OK(json_is_string(problem) || json_is_null(problem), "%s: problem or none",
		   name);
	json_decref(rows);
	return true;
}

/* Exit status of `events` for one file of this state. */
static int status_of(const char *state, size_t events)
{
	if (strcmp(state, "unreadable") == 0)
		return 4;
	if (strcmp(state, "damaged") == 0)
		return 3;
	return events ? 0 : 1;
}

static void check_file(const char *dir, const char *name, const json_t *want)
{
	struct prog p = PROG_INIT;
	char path[4200], state[32];
	size_t extra, lines = 0;
	int status;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	prog_run(&p, NULL, "events", "-o", "csv", "--columns", "id", path, NULL);
	status = p.status;
	extra = check_ids(&p, name, want);
	for (const char *q = p.out; *q; q++)
		lines += *q == '\n';
	prog_run(&p, NULL, "files", "-o", "json", path, NULL);
	if (check_row(p.out, name, want, extra, state, sizeof(state)))
		IS_INT(status, status_of(state, lines - 1), "%s: exit status (%s)", name,
		       state);
	prog_run(&p, NULL, "events", path, NULL);
	is_safe(&p, name, "events");
	prog_run(&p, NULL, "summary", path, NULL);
	is_safe(&p, name, "summary");
	prog_run(&p, NULL, "files", path, NULL);
	is_safe(&p, name, "files");
	prog_run(&p, NULL, "count", "--by", "agent", path, NULL);
	is_safe(&p, name, "count");
	prog_release(&p);
}

int main(void)
{
	const char *dir = getenv("TRAILSIFT_HOSTILE");
	char path[4200];
	json_error_t error;
	json_t *all, *want;
	const char *name;

	if (!dir || !*dir)
		SKIP_ALL("no $TRAILSIFT_HOSTILE");
	snprintf(path, sizeof(path), "%s/expected.json", dir);
	all = json_load_file(path, 0, &error);
	if (!json_is_object(all))
		BAIL("cannot read %s: %s", path, error.text);
	json_object_foreach(all, name, want) check_file(dir, name, want);
	json_decref(all);
	return DONE();
}
