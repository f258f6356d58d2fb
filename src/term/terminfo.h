/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Descriptions of common terminals inside the program: on a bastion, in a container or in an
 * empty chroot there is no terminal database. Where there is one, what it says holds, also when
 * it has never heard of a terminal.
 */
#ifndef TERM_TERMINFO_H
#define TERM_TERMINFO_H

#include "util/base.h"

struct terminfo_entry {
	const char *name; /* $TERM */
	const char *data; /* what $TERMINFO takes: "b64:" and the compiled description */
};

extern const struct terminfo_entry terminfo_builtin[];
extern const size_t terminfo_nbuiltin;

/*
 * setupterm() for the terminal NAME on FD, with the built-in description when the system has
 * no database: $TERMINFO then stays set to it, for newterm(). What setupterm() returns, and in WHY
 * what it says.
 */
int terminfo_setup(const char *name, int fd, int *why);

#endif
