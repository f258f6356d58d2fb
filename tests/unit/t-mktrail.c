/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generator of trails, seen from outside: the same bytes whatever the number of threads,
 * records that an independent reader understands, and a ground truth that is true.
 */
#include "event/rules.h"
#include "util/base.h"
#include "util/buf.h"

#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "tap.h"

enum { MAX_FILES = 4096 };

struct tree {
	char *path[MAX_FILES]; /* below the root, sorted */
	size_t n;
};

static const char *tool(void)
{
	static char path[4200];
	const char *own = getenv("MKTRAIL"), *build = getenv("TOP_BUILDDIR");

	if (own)
		return own;
	snprintf(path, sizeof(path), "%s/tests/mktrail/mktrail", build ? build : ".");
	return path;
}

/* Exit status of the generator with these arguments, NULL at their end. */
static int mktrail(const char *const *args)
{
	const char *argv[32] = { tool() };
	int status = -1;
	pid_t pid;

	for (size_t n = 1; n < ARRAY_SIZE(argv) - 1 && args[n - 1]; n++)
		argv[n] = args[n - 1];
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int nothing = open("/dev/null", O_WRONLY);

		if (nothing < 0 || dup2(nothing, 2) < 0)
			_exit(126);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		BAIL("cannot run %s", argv[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
#define MKTRAIL(...) mktrail((const char *const[]){ __VA_ARGS__, NULL })

static const char *in_temp(const char *name)
{
	static char path[4][4200];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", tap_tmpdir(), name);
	return p;
}

/* ---- trees of files ---- */

static struct tree *walking;
static size_t root_len;

static int take(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)at;
	if (type != FTW_F)
		return 0;
	if (walking->n == MAX_FILES)
		BAIL("too many files below %s", path);
	walking->path[walking->n++] = strdup(path + root_len + 1);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void tree_read(struct tree *t, const char *root)
{
	t->n = 0;
	walking = t;
	root_len = strlen(root);
	if (nftw(root, take, 16, FTW_PHYS) != 0)
		BAIL("cannot read %s", root);
	qsort(t->path, t->n, sizeof(t->path[0]), by_text);
}

static void tree_release(struct tree *t)
{
	while (t->n)
		free(t->path[--t->n]);
}

static bool tree_equal(const struct tree *a, const struct tree *b)
{
	if (a->n != b->n || a->n == 0)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->path[i], b->path[i]))
			return false;
	return true;
}

/* The file, inflated when it is gzip; what can be read of it when it is damaged. */
static char *slurp(const char *root, const char *name, size_t *ret_len, bool *ret_broken)
{
	char path[8400], *text = NULL;
	size_t room = 0, len = 0;
	gzFile f;
	int n;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	f = gzopen(path, "rb");
	if (!f)
		BAIL("cannot open %s", path);
	do {
		if (room - len < 65536)
			text = realloc(text, room = room * 2 + 131072);
		n = text ? gzread(f, text + len, 65536) : -1;
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	*ret_broken = gzclose(f) != Z_OK || n < 0;
	*ret_len = len;
	return text;
}

/* Files of the same names whose inflated texts differ; damaged ones may end elsewhere. */
static unsigned differing(const struct tree *t, const char *a, const char *b)
{
	unsigned differ = 0;

	for (size_t i = 0; i < t->n; i++) {
		bool a_broken, b_broken;
		size_t a_len, b_len;
		char *x = slurp(a, t->path[i], &a_len, &a_broken);
		char *y = slurp(b, t->path[i], &b_len, &b_broken);
		bool same = a_broken == b_broken && MIN(a_len, b_len) > 0 &&
			    !memcmp(x, y, MIN(a_len, b_len));

		if (!same || (!a_broken && a_len != b_len)) {
			DIAG("differs: %s", t->path[i]);
			differ++;
		}
		free(x);
		free(y);
	}
	return differ;
}

/* ---- what the records say, read by jansson ---- */

struct found {
	size_t records, insights, digests, empty, bad;
	json_t *ids, *names, *identities, *functions; /* of distinct events */
};

static const char *text_at(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s && *s ? s : NULL;
}

static struct sv sv_of(const char *s)
{
	return s ? (struct sv){ s, strlen(s) } : (struct sv){ NULL, 0 };
}

static void add_one(json_t *counts, const char *name)
{
	json_t *have = json_object_get(counts, name);

	json_object_set_new(counts, name, json_integer(json_integer_value(have) + 1));
}

static void count_identity(struct found *f, const json_t *user)
{
	const json_t *context = json_object_get(user, "sessionContext");
	const struct identity_parts parts = {
		.type = sv_of(text_at(user, "type")),
		.invoked_by = sv_of(text_at(user, "invokedBy")),
		.arn = sv_of(text_at(user, "arn")),
		.account_id = sv_of(text_at(user, "accountId")),
		.user_name = sv_of(text_at(user, "userName")),
		.principal_id = sv_of(text_at(user, "principalId")),
		.identity_provider = sv_of(text_at(user, "identityProvider")),
		.issuer_arn =
			sv_of(text_at(json_object_get(context, "sessionIssuer"), "arn")),
		.idc_user = sv_of(text_at(json_object_get(user, "onBehalfOf"), "userId")),
	};
	struct buf name = BUF_INIT;

	rule_identity(&name, &parts);
	buf_addc(&name, '\0');
	add_one(f->identities, name.ptr);
	buf_release(&name);
}

/* Invocations of each function: the distinct requestIDs of Invoke and InvokeExecution. */
static void count_invocation(struct found *f, const json_t *record)
{
	const char *arn =
		text_at(json_array_get(json_object_get(record, "resources"), 0), "ARN");
	const char *request = text_at(record, "requestID");
	json_t *requests = json_object_get(f->functions, arn ? arn : "");

	if (!arn || !request) {
		f->bad++;
		return;
	}
	if (!requests)
		json_object_set_new(f->functions, arn, requests = json_object());
	json_object_set_new(requests, request, json_true());
}

static void read_record(struct found *f, const json_t *record)
{
	const char *id = text_at(record, "eventID"), *name = text_at(record, "eventName");

	if (json_object_get(record, "insightDetails")) {
		f->insights++;
		return;
	}
	f->records++;
	if (!id || !name || !text_at(record, "eventTime")) {
		f->bad++;
		return;
	}
	if (json_object_get(f->ids, id)) {
		f->bad += !json_equal(json_object_get(f->ids, id), record);
		return;
	}
	json_object_set(f->ids, id, (json_t *)(uintptr_t)record);
	add_one(f->names, name);
	count_identity(f, json_object_get(record, "userIdentity"));
	if (!strncmp(name, "Invoke", 6) &&
	    !strncmp(text_at(record, "eventSource"), "lambda", 6))
		count_invocation(f, record);
}

static void read_file(struct found *f, const char *root, const char *name)
{
	bool broken;
	size_t len, i;
	char *text = slurp(root, name, &len, &broken);
	json_t *top = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL), *record,
	       *records;

	records = json_object_get(top, "Records");
	if (broken || !top)
		f->bad++;
	else if (json_object_get(top, "logFiles"))
		f->digests++;
	else if (!json_array_size(records))
		f->empty++;
	json_array_foreach(records, i, record) read_record(f, record);
	json_decref(top);
	free(text);
}

static void found_init(struct found *f)
{
	memset(f, 0, sizeof(*f));
	f->ids = json_object();
	f->names = json_object();
	f->identities = json_object();
	f->functions = json_object();
}

static void found_release(struct found *f)
{
	json_decref(f->ids);
	json_decref(f->names);
	json_decref(f->identities);
	json_decref(f->functions);
}

static intmax_t truth_number(const json_t *truth, const char *name)
{
	return json_integer_value(json_object_get(truth, name));
}

static void check_functions(const struct found *f, const json_t *truth)
{
	const json_t *rows = json_object_get(truth, "functions"), *row;
	size_t i, invoked = 0, wrong = 0;

	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
	{
		const json_t *requests = json_object_get(f->functions, text_at(row, "arn"));

		invoked += requests != NULL;
		wrong += (json_int_t)json_object_size(requests) !=
			 json_integer_value(json_object_get(row, "invocations"));
	}
	IS_INT(wrong, 0, "functions whose invocations differ from the truth");
	IS_INT(invoked, json_object_size(f->functions), "functions that were invoked");
	OK(invoked > 20, "many functions are invoked");
}

static void check_attacks(const struct found *f, const json_t *truth)
{
	const json_t *attacks = json_object_get(truth, "attacks"), *steps, *step;
	size_t i, k, n = 0, missing = 0;

	json_array_foreach((json_t *)(uintptr_t)attacks, i, steps)
	{
		json_array_foreach((json_t *)(uintptr_t)steps, k, step)
		{
			const json_t *record =
				json_object_get(f->ids, text_at(step, "eventID"));
			const char *name = text_at(record, "eventName");

			n++;
			missing += !name || strcmp(name, text_at(step, "step"));
		}
	}
	OK(n > 0, "an attack is planted");
	IS_INT(missing, 0, "records of attacks that are not in the corpus");
}

/* Everything the truth says of a corpus is found in it by another reader. */
static void check_truth(const char *variant, const char *events, bool whole)
{
	const char *root = in_temp(variant), *file = in_temp("truth.json");
	struct found f;
	struct tree t = { .n = 0 };
	json_t *truth;

	IS_INT(MKTRAIL("--events", events, "--seed", "5", "--variant", variant, "--out",
		       root, "--truth", file),
	       0, "%s: made", variant);
	truth = json_load_file(file, 0, NULL);
	if (!OK(truth != NULL, "%s: the truth is JSON", variant))
		return;
	found_init(&f);
	tree_read(&t, root);
	for (size_t i = 0; i < t.n; i++)
		read_file(&f, root, t.path[i]);
	IS_INT(f.bad, 0, "%s: files and records that are not well", variant);
	IS_INT(f.records, strtol(events, NULL, 10), "%s: records asked for", variant);
	IS_INT(f.records, truth_number(truth, "records"), "%s: records", variant);
	IS_INT(json_object_size(f.ids), truth_number(truth, "events"), "%s: distinct",
	       variant);
	IS_INT(f.records - json_object_size(f.ids), truth_number(truth, "duplicates"),
	       "%s: duplicates", variant);
	IS_INT(f.insights, truth_number(truth, "insights"), "%s: Insights", variant);
	IS_INT(f.digests, truth_number(truth, "digests"), "%s: digests", variant);
	IS_INT(f.empty, truth_number(truth, "empty_files"), "%s: files without records",
	       variant);
	IS_INT(t.n - f.digests - f.empty - f.insights / 2, truth_number(truth, "files"),
	       "%s: trail files", variant);
	OK(json_equal(f.names, json_object_get(truth, "eventName")), "%s: event names",
	   variant);
	OK(json_equal(f.identities, json_object_get(truth, "identity")), "%s: identities",
	   variant);
	if (whole) {
		check_functions(&f, truth);
		check_attacks(&f, truth);
	}
	found_release(&f);
	json_decref(truth);
	tree_release(&t);
}

static void check_threads(void)
{
	const char *one = in_temp("one"), *two = in_temp("two"), *other = in_temp("other");
	struct tree a = { .n = 0 }, b = { .n = 0 };

	MKTRAIL("--events", "15000", "--seed", "7", "--variant", "lambda", "--threads", "1",
		"--out", one);
	MKTRAIL("--events", "15000", "--seed", "7", "--variant", "lambda", "--threads", "3",
		"--out", two);
	tree_read(&a, one);
	tree_read(&b, two);
	OK(tree_equal(&a, &b), "one thread and three make the same files");
	IS_INT(differing(&a, one, two), 0, "... with the same bytes");
	tree_release(&b);
	MKTRAIL("--events", "15000", "--seed", "8", "--variant", "lambda", "--out", other);
	tree_read(&b, other);
	OK(!tree_equal(&a, &b), "another seed makes others");
	tree_release(&a);
	tree_release(&b);
}

static void check_forms(void)
{
	const char *gz = in_temp("gz"), *plain = in_temp("unpacked"),
		   *lines = in_temp("lines");
	struct tree a = { .n = 0 }, b = { .n = 0 };
	size_t records = 0, bad = 0;

	MKTRAIL("--events", "3000", "--no-extras", "--out", gz);
	MKTRAIL("--events", "3000", "--no-extras", "--plain", "--out", plain);
	MKTRAIL("--events", "3000", "--no-extras", "--plain", "--ndjson", "--out", lines);
	tree_read(&a, gz);
	tree_read(&b, plain);
	IS_INT(a.n, b.n, "as many plain files as compressed ones");
	for (size_t i = 0; i < a.n && i < b.n; i++) {
		size_t la, lb;
		bool broken;
		char *x = slurp(gz, a.path[i], &la, &broken);
		char *y = slurp(plain, b.path[i], &lb, &broken);

		bad += la != lb || memcmp(x, y, la);
		free(x);
		free(y);
	}
	IS_INT(bad, 0, "plain files hold what the compressed ones hold");
	tree_release(&a);
	tree_read(&a, lines);
	for (size_t i = 0; i < a.n; i++) {
		size_t len;
		bool broken;
		char *x = slurp(lines, a.path[i], &len, &broken);

		for (size_t k = 0, from = 1; k < len; k++) {
			json_t *r;

			if (x[k] != '\n' || k < from)
				continue;
			r = json_loadb(x + from, k - from, 0, NULL);
			records += text_at(r, "eventID") != NULL;
			json_decref(r);
			from = k + 1;
		}
		free(x);
	}
	IS_INT(records, 3000, "a record a line");
	tree_release(&a);
	tree_release(&b);
}

/* The sample of the tree is what the generator makes: gzip may differ, its content not. */
static void check_sample(const char *folder, const char *made)
{
	char sample[4200];
	struct tree a = { .n = 0 }, b = { .n = 0 };

	snprintf(sample, sizeof(sample), "%s", tap_source(folder));
	tree_read(&a, made);
	tree_read(&b, sample);
	if (OK(tree_equal(&a, &b), "%s has the files of the story", folder))
		IS_INT(differing(&a, made, sample), 0, "... with the same content");
	tree_release(&a);
	tree_release(&b);
}

static void check_story(void)
{
	char trail[4200];

	snprintf(trail, sizeof(trail), "%s", in_temp("story"));
	IS_INT(MKTRAIL("--story", "--out", trail), 0, "the story is written");
	check_sample("samples/trail", trail);
	snprintf(trail, sizeof(trail), "%s", in_temp("cut"));
	IS_INT(MKTRAIL("--story", "--damaged", "--out", trail), 0, "its cut file is");
	check_sample("samples/damaged", trail);
}

int main(void)
{
	if (access(tool(), X_OK) != 0) {
		if (getenv("TOP_BUILDDIR") || getenv("MKTRAIL"))
			BAIL("no generator at %s", tool());
		SKIP_ALL("the generator is not built: set $MKTRAIL");
	}
	check_threads();
	check_truth("lambda", "30000", true);
	check_truth("dups", "9000", false);
	check_truth("noise", "6000", false);
	check_truth("small-files", "2000", false);
	check_truth("plain", "7", false);
	check_forms();
	check_story();
	IS_INT(MKTRAIL("--events", "10"), 2, "no folder: wrong usage");
	IS_INT(MKTRAIL("--events", "x", "--out", "y"), 2, "not a number: wrong usage");
	IS_INT(MKTRAIL("--events", "10", "--out", "/dev/null/x"), 74, "cannot be written");
	return DONE();
}
