/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Injected faults: the Nth allocation, open, read, write ... of the program fails, once or for
 * good (tests/lib/faultshim.c). Whatever fails, the program ends by itself, with what it prints
 * and writes being right, or with a status that says it is not; and it leaves no stray files.
 *
 * $FAULTS is how many N are tried of each job, kind and way ("all": every one, as `make faults`
 * does); $FAULTS_JOB limits the jobs to those whose name contains it.
 */
#include "faultshim.h"
#include "rnd.h"
#include "tap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_S 20
#define MAX_ARGS  16
#define MAX_TEXT  ((size_t)4 << 20)

struct job {
	const char *name;
	const char *argv[MAX_ARGS]; /* behind the program; FILES at the end is the input */
	bool script;                /* the browser, by a script of keys; exports */
};

#define SCRIPT "keys"
#define TRACED "721d240d-7ca8-4444-85a1-ac10260a9b74"

static const struct job jobs[] = {
	{ "count, one thread", { "count", "-o", "csv", "-j", "1" }, false },
	{ "count, two threads", { "count", "-o", "csv", "-j", "2" }, false },
	{ "count --by", { "count", "-o", "json", "--by", "identity,ip" }, false },
	{ "functions", { "functions", "-o", "json", "-j", "1" }, false },
	{ "identities", { "identities", "-o", "json", "-j", "1" }, false },
	{ "trace", { "trace", TRACED, "-o", "json", "-j", "1" }, false },
	{ "events", { "events", "-o", "json", "-j", "1" }, false },
	{ "events, raw",
	  { "events", "-o", "ndjson", "-f", "raw ~ alice", "-j", "1" },
	  false },
	{ "browse and export", { "--script", SCRIPT, "-j", "1" }, true },
};

static const char keys[] = "j j Enter Escape 2 Enter 3 4 5\n"
			   ":keep event=Put* or event=Get*\n"
			   "g j v Escape\n"
			   ":values ip\n"
			   ":timeline\n"
			   ":export shown out.ndjson\n"
			   ":screen dump dump.txt\n";

/* What is tried: kinds of calls and the ways in which they fail. */
static const struct way {
	enum fault_kind kind;
	const char *name, *how;
	bool once, second; /* that call alone; in the second process */
} ways[] = {
	{ FAULT_alloc, "alloc", "ENOMEM", true, false },
	{ FAULT_alloc, "alloc", "ENOMEM", false, false },
	{ FAULT_open, "open", "EMFILE", true, false },
	{ FAULT_open, "open", "EACCES", false, false },
	{ FAULT_read, "read", "EINTR", true, false },
	{ FAULT_read, "read", "EIO", true, false },
	{ FAULT_pread, "pread", "EINTR", true, false },
	{ FAULT_pread, "pread", "EIO", true, false },
	{ FAULT_pread, "pread", "EIO", false, false },
	{ FAULT_pread, "pread", "short", true, false },
	{ FAULT_pread, "pread", "eof", true, false },
	{ FAULT_pread, "pread", "eof", false, false },
	{ FAULT_write, "write", "EINTR", true, false },
	{ FAULT_write, "write", "ENOSPC", true, false },
	{ FAULT_write, "write", "EIO", false, false },
	{ FAULT_write, "write", "short", true, false },
	{ FAULT_write, "write", "eof", false, false },
	{ FAULT_fstat, "fstat", "EIO", true, false },
	{ FAULT_fstat, "fstat", "EIO", false, false },
	{ FAULT_readdir, "readdir", "EIO", true, false },
	{ FAULT_readdir, "readdir", "EIO", false, false },
	{ FAULT_fsync, "fsync", "EIO", true, false },
	{ FAULT_close, "close", "EIO", true, false },
	{ FAULT_alloc, "alloc", "ENOMEM", true, true },
	{ FAULT_open, "open", "ENOSPC", true, true },
	{ FAULT_read, "read", "EIO", true, true },
	{ FAULT_read, "read", "eof", false, true },
	{ FAULT_write, "write", "EIO", true, true },
	{ FAULT_rename, "rename", "EIO", true, true },
	{ FAULT_link, "link", "EIO", true, true },
	{ FAULT_unlink, "unlink", "EIO", true, true },
};

struct result {
	int status; /* 128 + N: by a signal; -1: it hung */
	char *out;  /* standard output, then the files it made */
	size_t n;
	char *err;
	bool stray;
	bool told; /* the last screen speaks of files that could not be read */
};

static char work[4200], input[4200], shim[4200], count_file[4200];
static struct fault_counts *counts;

static void result_release(struct result *r)
{
	free(r->out);
	free(r->err);
	*r = (struct result){ 0 };
}

static char *slurp(const char *path, size_t *ret_n)
{
	int fd = open(path, O_RDONLY);
	char *text = malloc(MAX_TEXT + 1);
	ssize_t n = 0, k;

	if (!text)
		BAIL("no memory");
	while (fd >= 0 && (k = read(fd, text + n, MAX_TEXT - (size_t)n)) > 0)
		n += k;
	if (fd >= 0)
		close(fd);
	text[n] = '\0';
	*ret_n = (size_t)n;
	return text;
}

/* Files of the folder of work: the export counts as output, what nobody asked for as stray. */
static void collect(struct result *r)
{
	DIR *d = opendir(work);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char path[4600];
		size_t n;
		char *text;

		if (e->d_name[0] == '.' && (!e->d_name[1] || !strcmp(e->d_name, "..")))
			continue;
		snprintf(path, sizeof(path), "%s/%s", work, e->d_name);
		if (!strcmp(e->d_name, "out.ndjson")) {
			text = slurp(path, &n);
			r->out = realloc(r->out, r->n + n + 1);
			if (!r->out)
				BAIL("no memory");
			memcpy(r->out + r->n, text, n + 1);
			r->n += n;
			free(text);
		} else if (!strcmp(e->d_name, "dump.txt")) {
			text = slurp(path, &n);
			r->told = strstr(text, " with problems") != NULL;
			free(text);
		} else if (strcmp(e->d_name, SCRIPT) != 0 &&
			   strncmp(e->d_name, "std", 3) != 0) {
			DIAG("stray file %s", e->d_name);
			r->stray = true;
		}
		if (strcmp(e->d_name, SCRIPT) != 0)
			unlink(path);
	}
	if (d)
		closedir(d);
}

static void pause_ms(long ms)
{
	const struct timespec ts = { 0, ms * 1000000 };

	nanosleep(&ts, NULL);
}

/* Is there a file under a temporary name? */
static bool stray_name(void)
{
	DIR *d = opendir(work);
	struct dirent *e;
	bool found = false;

	while (d && (e = readdir(d)))
		found |= strncmp(e->d_name, ".trailsift-", 11) == 0;
	if (d)
		closedir(d);
	return found;
}

static void child(const struct job *job, const struct way *way, unsigned long at)
{
	const char *argv[MAX_ARGS + 4] = { getenv("TRAILSIFT") };
	size_t n = 1;
	char number[32];
	int out, err, in = open("/dev/null", O_RDONLY);

	if (chdir(work) != 0)
		_exit(126);
	out = open("stdout", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	err = open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	close(in);
	close(out);
	close(err);
	for (size_t i = 0; job->argv[i]; i++)
		argv[n++] = job->argv[i];
	argv[n++] = "-q";
	argv[n++] = input;
	argv[n] = NULL;
	setenv("LD_PRELOAD", shim, 1);
	setenv("FAULT_COUNTS", count_file, 1);
	if (way) {
		snprintf(number, sizeof(number), "%lu", at);
		setenv("FAULT_KIND", way->name, 1);
		setenv("FAULT_AT", number, 1);
		setenv("FAULT_HOW", way->how, 1);
		if (way->once)
			setenv("FAULT_ONCE", "1", 1);
		if (way->second)
			setenv("FAULT_SECOND", "1", 1);
	}
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* The whole group of PID ends, or is killed after a while. */
static int wait_end(pid_t pid)
{
	struct timespec start, now;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while (waitpid(pid, &status, WNOHANG) != pid) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec - start.tv_sec > TIMEOUT_S) {
			kill(-pid, SIGKILL);
			waitpid(pid, &status, 0);
			return -1;
		}
		pause_ms(2);
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void run(const struct job *job, const struct way *way, unsigned long at,
		struct result *r)
{
	char path[4300];
	size_t n;
	pid_t pid;

	memset(counts, 0, sizeof(*counts));
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		child(job, way, at);
	}
	if (pid < 0)
		BAIL("cannot fork");
	*r = (struct result){ .status = wait_end(pid) };
	snprintf(path, sizeof(path), "%s/stdout", work);
	r->out = slurp(path, &r->n);
	snprintf(path, sizeof(path), "%s/stderr", work);
	r->err = slurp(path, &n);
	/* the second process removes what it made when the first has ended */
	for (unsigned tries = 0; job->script && stray_name() && tries < 1000; tries++)
		pause_ms(2);
	collect(r);
}

struct tally {
	unsigned tried, crashes, hangs, wrong, odd, stray;
};

static const char *verdict(const struct result *right, const struct result *r, bool script,
			   struct tally *t)
{
	bool same = r->n == right->n && !memcmp(r->out, right->out, r->n);

	if (r->status == -1)
		return t->hangs++, "hangs";
	if (r->status > 128 && r->status != 130 && r->status != 141)
		return t->crashes++, "crashes";
	if (r->stray)
		return t->stray++, "leaves a file";
	/* what the browser could not read or write it says on the screen */
	if (script && r->status == right->status && (!r->n || r->told))
		same = true;
	if ((r->status == 0 || r->status == 1) && (!same || r->status != right->status))
		return t->wrong++, "is wrong without a word";
	if (r->status > 4 && r->status != 70 && r->status != 74)
		return t->odd++, "has an odd status";
	return NULL;
}

/* Which of the 1..TOTAL calls are tried: all, or LIMIT of them, the first and last included. */
static unsigned long pick(unsigned long i, unsigned long total, unsigned long limit)
{
	if (total <= limit)
		return i + 1;
	if (i < 2)
		return i ? total : 1;
	return 1 + (unsigned long)(rnd_next(&rnd_seed) % total);
}

static const char *way_text(const struct way *way)
{
	static char text[64];

	snprintf(text, sizeof(text), "%s %s%s%s", way->name, way->how,
		 way->once ? " once" : "", way->second ? " in the second process" : "");
	return text;
}

static void say(const struct job *job, const struct way *way, unsigned long at,
		const struct result *r, const char *why)
{
	printf("# %s: %s at %lu %s: status %d, %zu bytes\n", job->name, way_text(way), at,
	       why, r->status, r->n);
	DIAG("%.200s", r->err);
}

static void try_way(const struct job *job, const struct way *way,
		    const struct result *right, unsigned long total, unsigned long limit)
{
	struct tally t = { 0 };
	char found[128];
	unsigned long n = MIN(total, limit);

	for (unsigned long i = 0; i < n; i++) {
		unsigned long at = pick(i, total, limit);
		struct result r;
		const char *why;

		run(job, way, at, &r);
		t.tried++;
		why = verdict(right, &r, job->script, &t);
		if (why)
			say(job, way, at, &r, why);
		result_release(&r);
	}
	snprintf(found, sizeof(found), "%u crashes, %u hangs, %u wrong, %u odd, %u stray",
		 t.crashes, t.hangs, t.wrong, t.odd, t.stray);
	OK(t.tried && !t.crashes && !t.hangs && !t.wrong && !t.odd && !t.stray,
	   "%s: %s: %u of %lu tried, %s", job->name, way_text(way), t.tried, total, found);
}

static void try_job(const struct job *job, unsigned long limit)
{
	struct result right, again;
	struct fault_counts total;

	run(job, NULL, 0, &right);
	total = *counts;
	run(job, NULL, 0, &again);
	if (!IS_INT(right.status, 0, "%s: well without faults", job->name) ||
	    !OK(right.n && right.n == again.n && !memcmp(right.out, again.out, right.n),
		"%s: the same again", job->name))
		DIAG("%s", right.err);
	else
		for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
			unsigned long n =
				atomic_load(&total.n[ways[i].second][ways[i].kind]);

			/* a few of thousands that differ from run to run: `make faults` has them */
			if (job->script && ways[i].kind == FAULT_alloc && limit < 10) {
				SKIP(1,
				     "allocations of the screen: make faults tries them");
				continue;
			}
			/* descriptors that are closed at its start are no matter */
			if (n && (!ways[i].second || job->script))
				try_way(job, &ways[i], &right, n, limit);
		}
	result_release(&right);
	result_release(&again);
}

static void prepare(void)
{
	const char *top = getenv("TOP_SRCDIR"), *build = getenv("TOP_BUILDDIR");
	char path[4300];
	int fd;

	if (!top || !build || !getenv("TRAILSIFT"))
		SKIP_ALL("not run by make check");
	snprintf(shim, sizeof(shim), "%s/tests/lib/faultshim.so", build);
	if (access(shim, R_OK) != 0)
		SKIP_ALL("tests/lib/faultshim.so was not built");
	snprintf(work, sizeof(work), "%s/work", tap_tmpdir());
	snprintf(count_file, sizeof(count_file), "%s/counts", tap_tmpdir());
	snprintf(input, sizeof(input), "%s/samples/trail", top);
	if (mkdir(work, 0700) != 0)
		BAIL("cannot make %s", work);
	snprintf(path, sizeof(path), "%s/" SCRIPT, work);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	if (fd < 0 || write(fd, keys, sizeof(keys) - 1) != (ssize_t)sizeof(keys) - 1)
		BAIL("cannot write %s", path);
	close(fd);
	fd = open(count_file, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(*counts)) != 0)
		BAIL("cannot make %s", count_file);
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (counts == MAP_FAILED)
		BAIL("no shared memory");
	close(fd);
}

/* Sanitizers bring an allocator of their own, and a static program takes no library. */
static bool takes_shim(void)
{
	struct result r;

	run(&jobs[0], NULL, 0, &r);
	result_release(&r);
	return atomic_load(&counts->n[0][FAULT_alloc]) > 100;
}

int main(void)
{
	const char *faults = getenv("FAULTS"), *only = getenv("FAULTS_JOB");
	unsigned long limit = 3;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	SKIP_ALL("a sanitizer has an allocator of its own");
#endif
	prepare();
	if (!takes_shim())
		SKIP_ALL("the program does not take the shim");
	if (faults && *faults)
		limit = strcmp(faults, "all") == 0 ? ULONG_MAX : strtoul(faults, NULL, 10);
	for (size_t i = 0; i < ARRAY_SIZE(jobs); i++)
		if (!only || strstr(jobs[i].name, only))
			try_job(&jobs[i], limit);
	return DONE();
}
