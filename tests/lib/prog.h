/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Run the program ($TRAILSIFT) from a test in C and keep what it says.
 *
 *	struct prog p = PROG_INIT;
 *
 *	prog_run(&p, NULL, "count", "-o", "json", path, NULL);
 *	IS_INT(p.status, 0, "status");
 *	IS_STR(p.out, "...", "output");
 *	prog_release(&p);
 *
 * The program gets no standard input, or the file named first. A second prog_run() forgets
 * the results of the first. A program that a signal ended has status 128 + N.
 */
#ifndef TESTS_PROG_H
#define TESTS_PROG_H

#include "tap.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct prog {
	int status;
	char *out, *err; /* NUL-terminated */
	size_t nout, nerr;
};

#define PROG_INIT                                                                          \
	{                                                                                  \
		.status = -1                                                               \
	}

static inline void prog_release(struct prog *p)
{
	free(p->out);
	free(p->err);
	*p = (struct prog)PROG_INIT;
}

/* All of FD, which is closed. */
static inline char *prog_slurp(int fd, size_t *ret_n)
{
	struct stat st;
	char *text;
	size_t n = 0;

	if (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		BAIL("cannot read what the program said");
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		BAIL("no memory for what the program said");
	while (n < (size_t)st.st_size) {
		ssize_t k = read(fd, text + n, (size_t)st.st_size - n);

		if (k <= 0)
			break;
		n += (size_t)k;
	}
	text[n] = '\0';
	close(fd);
	*ret_n = n;
	return text;
}

static inline int prog_temp(void)
{
	char path[4200];
	int fd;

	snprintf(path, sizeof(path), "%s/prog-XXXXXX", tap_tmpdir());
	fd = mkstemp(path);
	if (fd < 0)
		BAIL("cannot make a file: %s", path);
	unlink(path);
	return fd;
}

static inline void prog_run(struct prog *p, const char *input, ...)
	__attribute__((sentinel));
static inline void prog_run(struct prog *p, const char *input, ...)
{
	const char *program = getenv("TRAILSIFT");
	const char *argv[64] = { program };
	size_t n = 1;
	int out = prog_temp(), err = prog_temp(), status;
	pid_t pid;
	va_list ap;

	if (!program)
		BAIL("no program: set $TRAILSIFT");
	va_start(ap, input);
	while (n + 1 < ARRAY_SIZE(argv) && (argv[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	argv[n] = NULL;
	prog_release(p);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int in = open(input ? input : "/dev/null", O_RDONLY);

		if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
			_exit(126);
		execv(program, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		BAIL("cannot run %s", program);
	p->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	p->out = prog_slurp(out, &p->nout);
	p->err = prog_slurp(err, &p->nerr);
}

#endif
