/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Test results in TAP, for a test program of one file:
 *
 *	#include "tap.h"
 *
 *	int main(void)
 *	{
 *		IS_INT(1 + 1, 2, "addition");
 *		return DONE();
 *	}
 *
 * OK(cond, name)		cond holds
 * IS_INT(got, want, name)	equal integers (of any type, compared as intmax_t)
 * IS_STR(got, want, name)	equal NUL-terminated strings, or both NULL
 * IS_SV(got, want, name)	a struct sv equals a NUL-terminated string
 * IS_BYTES(p, n, q, m, name)	n bytes at p equal m bytes at q
 * IS_ST(got, want, name)	equal enum st, shown by name
 * FAIL(name), PASS(name)	for places that must (not) be reached
 * SKIP(n, why)			n tests were not made
 * SKIP_ALL(why)		no test of this program can be made: ends it. First thing in main().
 * BAIL(why)			the rest makes no sense: ends the program as failed
 * DIAG(...)			a remark
 * DONE()			prints the plan; the exit status of main()
 *
 * NAME is one string, or a printf format with its arguments. Each check is true when it
 * passed, so that what depends on it can be left out. Bytes that do not print are escaped.
 * tap_tmpdir() is an empty folder of this run, removed by DONE(); tap_source() names a file
 * of the source tree. Not for use by several threads at once.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include "util/base.h"
#include "util/err.h"
#include "util/sv.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAP_COUNT(_1, _2, _3, _4, _5, _6, _7, _8, n, ...) n
#define TAP_JOIN(a, b)                                    TAP_JOIN_(a, b)
#define TAP_JOIN_(a, b)                                   a##b
#define TAP_NAME_ONE(name)                                "%s", name
#define TAP_NAME_FMT(...)                                 __VA_ARGS__
/* One argument is a name as it stands; more are a format and what it prints. */
#define TAP_NAME(...)                                                                      \
	TAP_JOIN(TAP_NAME_,                                                                \
		 TAP_COUNT(__VA_ARGS__, FMT, FMT, FMT, FMT, FMT, FMT, FMT, ONE, NONE))     \
	(__VA_ARGS__)

#define TAP_HERE      __FILE__, __LINE__
#define OK(cond, ...) tap_ok(TAP_HERE, (cond) ? 1 : 0, #cond, TAP_NAME(__VA_ARGS__))
#define PASS(...)     tap_ok(TAP_HERE, 1, "reached", TAP_NAME(__VA_ARGS__))
#define FAIL(...)     tap_ok(TAP_HERE, 0, "not to be reached", TAP_NAME(__VA_ARGS__))
#define IS_INT(got, want, ...)                                                             \
	tap_is_int(TAP_HERE, (intmax_t)(got), (intmax_t)(want), TAP_NAME(__VA_ARGS__))
#define IS_STR(got, want, ...)                                                             \
	tap_is_bytes(TAP_HERE, sv_str(got), sv_str(want), TAP_NAME(__VA_ARGS__))
#define IS_SV(got, want, ...)                                                              \
	tap_is_bytes(TAP_HERE, (got), sv_str(want), TAP_NAME(__VA_ARGS__))
#define IS_BYTES(p, n, q, m, ...)                                                          \
	tap_is_bytes(TAP_HERE, sv_make((p), (n)), sv_make((q), (m)), TAP_NAME(__VA_ARGS__))
#define IS_ST(got, want, ...) tap_is_st(TAP_HERE, (got), (want), TAP_NAME(__VA_ARGS__))
#define SKIP(n, why)          tap_skip((n), (why))
#define SKIP_ALL(why)         tap_skip_all(why)
#define BAIL(...)             tap_bail(TAP_NAME(__VA_ARGS__))
#define DIAG(...)             tap_diag(TAP_NAME(__VA_ARGS__))
#define DONE()                tap_done()

static struct {
	unsigned made, failed; /* tests so far */
	char dir[4096];        /* tap_tmpdir(), "" when not asked for */
} tap;

/* To stdout, escaped so that it stays on one line and cannot be taken for a directive. */
UNUSED static void tap_put(struct sv v, bool is_name)
{
	for (size_t i = 0; i < v.len && i < 2000; i++) {
		unsigned char c = (unsigned char)v.ptr[i];

		if (c == '\\' || (is_name && c == '#'))
			printf("\\%c", c);
		else if (c == '\n')
			fputs("\\n", stdout);
		else if (c == '\t')
			fputs("\\t", stdout);
		else if (c < 0x20 || c == 0x7f || c >= 0x80)
			printf("\\x%02x", c);
		else
			putchar(c);
	}
	if (v.len > 2000)
		printf("... (%zu bytes)", v.len);
}

UNUSED static void tap_putf(bool is_name, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
UNUSED static void tap_putf(bool is_name, const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	tap_put(sv_str(text), is_name);
}

/* The result line, and where it stands when it failed. */
UNUSED static bool tap_result(const char *file, int line, bool ok, const char *fmt,
			      va_list ap) __attribute__((format(printf, 4, 0)));
UNUSED static bool tap_result(const char *file, int line, bool ok, const char *fmt,
			      va_list ap)
{
	if (tap.made++ == 0)
		setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%s %u - ", ok ? "ok" : "not ok", tap.made);
	tap_putf(true, fmt, ap);
	putchar('\n');
	if (!ok) {
		tap.failed++;
		printf("#   at %s:%d\n", file, line);
	}
	return ok;
}

UNUSED static void tap_show(const char *what, struct sv v)
{
	printf("#   %s: ", what);
	if (v.ptr) {
		putchar('"');
		tap_put(v, false);
		putchar('"');
	} else {
		fputs("NULL", stdout);
	}
	putchar('\n');
}

UNUSED PRINTF_LIKE(5, 6) static bool tap_ok(const char *file, int line, int ok,
					    const char *cond, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_result(file, line, ok != 0, fmt, ap);
	va_end(ap);
	if (!ok)
		tap_show("false", sv_str(cond));
	return ok != 0;
}

UNUSED PRINTF_LIKE(5, 6) static bool tap_is_int(const char *file, int line, intmax_t got,
						intmax_t want, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tap_result(file, line, got == want, fmt, ap);
	va_end(ap);
	if (got != want)
		printf("#   got:  %" PRIdMAX "\n#   want: %" PRIdMAX "\n", got, want);
	return got == want;
}

UNUSED PRINTF_LIKE(5, 6) static bool tap_is_bytes(const char *file, int line, struct sv got,
						  struct sv want, const char *fmt, ...)
{
	bool ok = (got.ptr == NULL) == (want.ptr == NULL) && sv_eq(got, want);
	va_list ap;

	/* an empty view may have any pointer */
	if (got.len == 0 && want.len == 0 && want.ptr)
		ok = true;
	va_start(ap, fmt);
	tap_result(file, line, ok, fmt, ap);
	va_end(ap);
	if (!ok) {
		tap_show("got ", got);
		tap_show("want", want);
	}
	return ok;
}

UNUSED PRINTF_LIKE(5, 6) static bool tap_is_st(const char *file, int line, enum st got,
					       enum st want, const char *fmt, ...)
{
	static const char *const names[] = {
#define TAP_ST_NAME(name, text) "ST_" #name,
		ST_LIST(TAP_ST_NAME)
#undef TAP_ST_NAME
	};
	va_list ap;

	va_start(ap, fmt);
	tap_result(file, line, got == want, fmt, ap);
	va_end(ap);
	if (got != want)
		printf("#   got:  %s\n#   want: %s\n",
		       (size_t)got < ARRAY_SIZE(names) ? names[got] : "?",
		       (size_t)want < ARRAY_SIZE(names) ? names[want] : "?");
	return got == want;
}

UNUSED PRINTF_LIKE(1, 2) static void tap_diag(const char *fmt, ...)
{
	va_list ap;

	fputs("# ", stdout);
	va_start(ap, fmt);
	tap_putf(false, fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

UNUSED static void tap_skip(unsigned n, const char *why)
{
	while (n--)
		printf("ok %u # SKIP %s\n", ++tap.made, why);
}

UNUSED NORETURN static void tap_skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	exit(0);
}

UNUSED static int tap_remove(const char *path, const struct stat *st, int type,
			     struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

UNUSED static void tap_clean(void)
{
	if (*tap.dir)
		nftw(tap.dir, tap_remove, 16, FTW_DEPTH | FTW_PHYS);
	*tap.dir = '\0';
}

UNUSED PRINTF_LIKE(1, 2) NORETURN static void tap_bail(const char *fmt, ...)
{
	va_list ap;

	fputs("Bail out! ", stdout);
	va_start(ap, fmt);
	tap_putf(true, fmt, ap);
	va_end(ap);
	putchar('\n');
	tap_clean();
	exit(1);
}

/* A folder for this run; the same each time. */
UNUSED static const char *tap_tmpdir(void)
{
	const char *base = getenv("TMPDIR");

	if (!*tap.dir) {
		snprintf(tap.dir, sizeof(tap.dir), "%s/tap-XXXXXX",
			 base && *base ? base : "/tmp");
		if (!mkdtemp(tap.dir))
			tap_bail("cannot make a folder: %s", tap.dir);
	}
	return tap.dir;
}

/* NAME below the source tree ($TOP_SRCDIR); valid until the next call. */
UNUSED static const char *tap_source(const char *name)
{
	static char path[4096];
	const char *top = getenv("TOP_SRCDIR");

	snprintf(path, sizeof(path), "%s/%s", top && *top ? top : ".", name);
	return path;
}

UNUSED WARN_UNUSED static int tap_done(void)
{
	tap_clean();
	printf("1..%u\n", tap.made);
	if (tap.failed)
		printf("# %u of %u failed\n", tap.failed, tap.made);
	if (!tap.made)
		puts("# no test was made");
	return tap.failed || !tap.made || fflush(stdout) ? 1 : 0;
}

#endif
