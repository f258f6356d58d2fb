/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loaded into the program with LD_PRELOAD: counts what it asks of the system, and lets the Nth
 * call of a kind fail. Used by tests/unit/t-faults.c; nothing else links it.
 *
 *	FAULT_COUNTS=FILE	counts, by process and kind, are kept there (struct fault_counts, mapped)
 *	FAULT_KIND=NAME		of the list below
 *	FAULT_AT=N		the call that fails, from 1
 *	FAULT_ONCE=1		that one alone; else all from there on
 *	FAULT_HOW=NAME		errno's name; or eof (0), short (a part), for read and write
 *	FAULT_TRAP=1		raise SIGTRAP there, for a debugger
 *	FAULT_SECOND=1		in the second process (util/outside.h), not in the first
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "faultshim.h"

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

static struct fault_counts *counts, own;
static bool ready;
static pid_t first;
static unsigned long fail_at;
static bool once, in_second, trap;
static enum fault_kind kind = FAULT_KINDS;
static int error;
static enum { HOW_ERROR, HOW_EOF, HOW_SHORT } how;

static const struct {
	const char *name;
	int error;
} errors[] = {
	{ "ENOMEM", ENOMEM }, { "EIO", EIO },       { "ENOSPC", ENOSPC },
	{ "EINTR", EINTR },   { "EMFILE", EMFILE }, { "EACCES", EACCES },
};

static const char *const kinds[] = {
#define E(id) #id,
	FAULT_KIND_LIST(E)
#undef E
};

__attribute__((constructor)) static void start(void)
{
	const char *file = getenv("FAULT_COUNTS"), *k = getenv("FAULT_KIND"),
		   *h = getenv("FAULT_HOW"), *at = getenv("FAULT_AT");
	int fd = file ? open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;

	counts = &own;
	if (fd >= 0 && ftruncate(fd, sizeof(*counts)) == 0) {
		void *p = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED,
			       fd, 0);

		if (p != MAP_FAILED)
			counts = p;
	}
	if (fd >= 0)
		close(fd);
	for (unsigned i = 0; k && i < FAULT_KINDS; i++)
		if (strcmp(k, kinds[i]) == 0)
			kind = i;
	for (unsigned i = 0; h && i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(h, errors[i].name) == 0)
			error = errors[i].error;
	if (h && !error)
		how = strcmp(h, "eof") == 0 ? HOW_EOF : HOW_SHORT;
	fail_at = at ? strtoul(at, NULL, 10) : 0;
	once = getenv("FAULT_ONCE") != NULL;
	in_second = getenv("FAULT_SECOND") != NULL;
	trap = getenv("FAULT_TRAP") != NULL;
	first = getpid();
	ready = true;
}

/* One more call of kind K. True when it is to fail. */
static bool strikes(enum fault_kind k)
{
	unsigned long n;
	bool second;

	if (!ready)
		return false;
	second = getpid() != first;
	n = atomic_fetch_add_explicit(&counts->n[second][k], 1, memory_order_relaxed) + 1;
	if (k != kind || second != in_second || !fail_at || n < fail_at ||
	    (once && n > fail_at))
		return false;
	atomic_fetch_add_explicit(&counts->struck, 1, memory_order_relaxed);
	if (trap)
		raise(SIGTRAP);
	errno = error;
	return true;
}

/* ---- memory ---- */

void *malloc(size_t n)
{
	return strikes(FAULT_alloc) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return strikes(FAULT_alloc) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	return strikes(FAULT_alloc) ? NULL : __libc_realloc(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
	size_t all;

	if (strikes(FAULT_alloc) || __builtin_mul_overflow(n, size, &all))
		return NULL;
	return __libc_realloc(p, all);
}

void *aligned_alloc(size_t align, size_t n)
{
	return strikes(FAULT_alloc) ? NULL : __libc_memalign(align, n);
}

int posix_memalign(void **ret, size_t align, size_t n)
{
	void *p = strikes(FAULT_alloc) ? NULL : __libc_memalign(align, n);

	if (!p)
		return ENOMEM;
	*ret = p;
	return 0;
}

/* The next one of that name; its address is looked up once. */
#define REAL(name) ((__typeof__(&name))real(#name, &real_##name))
static void *real(const char *name, void **where)
{
	if (!*where)
		*where = dlsym(RTLD_NEXT, name);
	return *where;
}

#define WRAP(name) static void *real_##name

WRAP(mmap);
void *mmap(void *at, size_t n, int prot, int flags, int fd, off_t off)
{
	if ((flags & MAP_ANONYMOUS) && strikes(FAULT_alloc))
		return MAP_FAILED;
	return REAL(mmap)(at, n, prot, flags, fd, off);
}

/* ---- files ---- */

static mode_t mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(ap, int) : 0;
}

WRAP(open);
int open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return strikes(FAULT_open) ? -1 : REAL(open)(path, flags, mode);
}

WRAP(openat);
int openat(int dir, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	return strikes(FAULT_open) ? -1 : REAL(openat)(dir, path, flags, mode);
}

/* How many of N bytes a call that strikes may take; -1: it fails. */
static ssize_t part(size_t n)
{
	return how == HOW_ERROR ? -1 : how == HOW_EOF ? 0 : (ssize_t)(n > 1 ? n / 2 : n);
}

WRAP(read);
ssize_t read(int fd, void *p, size_t n)
{
	ssize_t k;

	if (!strikes(FAULT_read))
		return REAL(read)(fd, p, n);
	k = part(n);
	return k > 0 ? REAL(read)(fd, p, (size_t)k) : k;
}

WRAP(pread);
ssize_t pread(int fd, void *p, size_t n, off_t off)
{
	ssize_t k;

	if (!strikes(FAULT_pread))
		return REAL(pread)(fd, p, n, off);
	k = part(n);
	return k > 0 ? REAL(pread)(fd, p, (size_t)k, off) : k;
}

WRAP(write);
ssize_t write(int fd, const void *p, size_t n)
{
	ssize_t k;

	if (!strikes(FAULT_write))
		return REAL(write)(fd, p, n);
	k = part(n);
	return k > 0 ? REAL(write)(fd, p, (size_t)k) : k;
}

WRAP(fstat);
int fstat(int fd, struct stat *sb)
{
	return strikes(FAULT_fstat) ? -1 : REAL(fstat)(fd, sb);
}

WRAP(fstatat);
int fstatat(int dir, const char *path, struct stat *sb, int flags)
{
	return strikes(FAULT_fstat) ? -1 : REAL(fstatat)(dir, path, sb, flags);
}

WRAP(readdir);
struct dirent *readdir(DIR *d)
{
	return strikes(FAULT_readdir) ? NULL : REAL(readdir)(d);
}

WRAP(fsync);
int fsync(int fd)
{
	return strikes(FAULT_fsync) ? -1 : REAL(fsync)(fd);
}

WRAP(rename);
int rename(const char *from, const char *to)
{
	return strikes(FAULT_rename) ? -1 : REAL(rename)(from, to);
}

WRAP(renameat2);
int renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	return strikes(FAULT_rename) ? -1 : REAL(renameat2)(a, from, b, to, flags);
}

WRAP(link);
int link(const char *from, const char *to)
{
	return strikes(FAULT_link) ? -1 : REAL(link)(from, to);
}

WRAP(unlink);
int unlink(const char *path)
{
	return strikes(FAULT_unlink) ? -1 : REAL(unlink)(path);
}

/* Closed all the same, as the system does. */
WRAP(close);
int close(int fd)
{
	bool fail = strikes(FAULT_close);
	int r = REAL(close)(fd);

	if (fail)
		errno = error;
	return fail ? -1 : r;
}

WRAP(unlinkat);
int unlinkat(int dir, const char *path, int flags)
{
	return strikes(FAULT_unlink) ? -1 : REAL(unlinkat)(dir, path, flags);
}

/* The names that programs built for big files call; the same functions where long has 64 bits. */
#ifdef __LP64__
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wattribute-alias"
extern __typeof__(mmap64) mmap64 __attribute__((alias("mmap")));
extern __typeof__(open64) open64 __attribute__((alias("open")));
extern __typeof__(openat64) openat64 __attribute__((alias("openat")));
extern __typeof__(pread64) pread64 __attribute__((alias("pread")));
extern __typeof__(fstat64) fstat64 __attribute__((alias("fstat")));
extern __typeof__(fstatat64) fstatat64 __attribute__((alias("fstatat")));
extern __typeof__(readdir64) readdir64 __attribute__((alias("readdir")));
#endif
