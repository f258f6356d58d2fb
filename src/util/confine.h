/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Confinement of a process that reads files which an attacker may have written, by what the
 * kernel offers to everybody (no privileges, no library): Landlock (since Linux 5.13) and a
 * seccomp filter (since 3.17). Afterwards, for the process and all threads it starts:
 *
 *	- no file can be made, opened for writing, renamed or removed by name, but for
 *	  /dev/null and /dev/tty; descriptors that are open, or come from util/outside.h, stay;
 *	- no program can be run and no process made;
 *	- no socket can be made, so there is no connection;
 *	- other processes cannot be looked into, and nothing can be typed into the terminal
 *	  (ioctl TIOCSTI).
 *
 * Whatever is refused fails with EPERM or EACCES. A kernel without one of the two leaves it
 * out; confine_text() says what holds.
 */
#ifndef UTIL_CONFINE_H
#define UTIL_CONFINE_H

#include "util/base.h"
#include "util/buf.h"

struct confinement {
	int landlock; /* version of its interface in force, 0: none */
	bool seccomp;
};

/*
 * Confine this process for good. Call it before any thread is started. FILES: also forbid
 * writing by name, which needs Landlock; without a second process that writes
 * (outside_is_on()) it must be false where something is to be written.
 */
struct confinement confine_enter(bool files);

/* What confine_enter() could reach on this kernel, without entering: for --version -v. */
struct confinement confine_available(void);
/* "Landlock 7, seccomp", "seccomp", "none". */
void confine_text(const struct confinement *c, struct buf *out);

/* Was the program given rights that its user has not (setuid, setgid, capabilities)? */
bool confine_is_privileged(void);

#endif
