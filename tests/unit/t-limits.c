/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a small file may cost: memory as --memory says, and time in proportion to what it
 * inflates to, whatever it is made of.
 */
#include "tap.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#define MIB (1024L * 1024)

static char path[4200];

/* Write PATH: HEAD, UNIT again and again, TAIL; SIZE bytes of it before it is compressed. */
static long make(const char *head, const char *unit, const char *tail, long size)
{
	static char block[1 << 16];
	size_t len = strlen(unit), n = sizeof(block) / len;
	long units = 0;
	gzFile gz = gzopen(path, "wb6");

	for (size_t i = 0; i < n; i++)
		memcpy(block + i * len, unit, len);
	if (!gz || gzputs(gz, head) < 0)
		BAIL("cannot write %s", path);
	for (; units * (long)len < size; units += (long)n)
		if (gzwrite(gz, block, (unsigned)(n * len)) != (int)(n * len))
			BAIL("cannot write %s", path);
	if (gzputs(gz, tail) < 0 || gzclose(gz) != Z_OK)
		BAIL("cannot write %s", path);
	return units;
}

static double seconds(const struct rusage *ru)
{
	return (double)ru->ru_utime.tv_sec + (double)ru->ru_utime.tv_usec / 1e6;
}

/* Run the program on PATH; its output, what it used. Returns its status. */
static int run(const char *verb, const char *memory, char *out, size_t size,
	       struct rusage *ru)
{
	const char *program = getenv("TRAILSIFT");
	int fds[2], status;
	size_t n = 0;
	ssize_t k;
	pid_t pid;

	if (!program || pipe(fds) != 0)
		BAIL("cannot run the program");
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		if (dup2(null, 0) < 0 || dup2(fds[1], 1) < 0 || dup2(null, 2) < 0)
			_exit(126);
		close(fds[0]);
		close(fds[1]);
		execl(program, program, verb, "-q", "-o", "json", "--memory", memory,
		      "--limit-ratio", "5000", path, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	while (n + 1 < size && (k = read(fds[0], out + n, size - n - 1)) > 0)
		n += (size_t)k;
	out[n] = '\0';
	close(fds[0]);
	if (pid < 0 || wait4(pid, &status, 0, ru) != pid)
		BAIL("cannot run %s", program);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The processor's time to inflate PATH and do nothing with it. */
static double inflate_seconds(void)
{
	static char block[1 << 16];
	struct rusage a, b;
	gzFile gz = gzopen(path, "rb");

	getrusage(RUSAGE_SELF, &a);
	while (gz && gzread(gz, block, sizeof(block)) > 0)
		;
	if (gz)
		gzclose(gz);
	getrusage(RUSAGE_SELF, &b);
	return seconds(&b) - seconds(&a);
}

/* Elements that are no events, the same ones again and again. */
static void bombs(void)
{
	static const struct {
		const char *unit, *last;
		long elements;
	} of[] = {
		{ "{},", "{}", 1 },         { "[ ],\n", "{}", 1 },
		{ "0,", "0", 1 },           { "null ,", "1", 1 },
		{ "{},[],1,", "\"x\"", 3 }, { "{\"a\":[1,{}]},\"s\",", "2", 2 },
	};
	static char out[4096];

	for (size_t i = 0; i < ARRAY_SIZE(of); i++) {
		char want[64], tail[32];
		struct rusage ru;
		double plain;
		long units;

		snprintf(tail, sizeof(tail), "%s]}", of[i].last);
		units = make("{\"Records\":[", of[i].unit, tail, 96 * MIB);
		plain = inflate_seconds();
		IS_INT(run("files", "256M", out, sizeof(out), &ru), 0,
		       "'%s' again and again", of[i].unit);
		snprintf(want, sizeof(want), "\"skipped\":%ld,",
			 units * of[i].elements + 1);
		OK(strstr(out, want), "'%s': each is counted: %s", of[i].unit, want);
		OK(seconds(&ru) < 5 * plain + 0.5, "'%s': in %.2f s, inflating takes %.2f",
		   of[i].unit, seconds(&ru), plain);
		OK(ru.ru_maxrss < 256 * 1024, "'%s': in %ld KiB", of[i].unit, ru.ru_maxrss);
	}
}

/* Many events that hardly have a byte. */
static void memory(void)
{
	static char out[4096];
	struct rusage ru;
	char want[64];
	long units = make("{\"Records\":[", "{\"eventName\":\"a\"},", "{}]}", 64 * MIB);

	IS_INT(run("count", "1G", out, sizeof(out), &ru), 0, "enough memory");
	snprintf(want, sizeof(want), "\"count\":%ld", units);
	OK(strstr(out, want), "all are counted: %s", out);
	OK(ru.ru_maxrss > 80 * 1024, "which takes %ld KiB", ru.ru_maxrss);
	IS_INT(run("count", "60M", out, sizeof(out), &ru), 3, "not enough: that is said");
	OK(!strstr(out, want), "some are not there");
	OK(ru.ru_maxrss <= 60 * 1024 * 105 / 100,
	   "and it takes no more than it may: %ld KiB", ru.ru_maxrss);
	IS_INT(run("count", "1M", out, sizeof(out), &ru), 3, "less than anything needs");
	OK(ru.ru_maxrss <= 48 * 1024 * 105 / 100, "is as 48M: %ld KiB", ru.ru_maxrss);
}

int main(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	SKIP_ALL("a sanitizer takes more time and memory");
#endif
	snprintf(path, sizeof(path), "%s/t.json.gz", tap_tmpdir());
	bombs();
	memory();
	return DONE();
}
