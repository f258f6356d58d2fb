/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the files of the arguments: folders are walked, each entry is told at once. */
#ifndef LOAD_WALK_H
#define LOAD_WALK_H

#include "util/base.h"

enum walk_what {
	WALK_FILE,  /* a regular file (or an argument of any kind: opening it will tell) */
	WALK_STDIN, /* the argument "-" */
	WALK_FIFO,  /* an argument that is a FIFO */
	WALK_SKIP,  /* something in a folder that is no file: WHY in words */
	WALK_ERROR  /* a folder that cannot be read: WHY in words */
};

/* What was found; PATH and WHY are borrowed. */
struct walk_found {
	enum walk_what what;
	const char *path;
	uint32_t nth_arg;
	uint64_t bytes; /* of a regular file, else 0 */
	const char *why;
};

/* Returns false to stop. */
typedef bool (*walk_fn)(void *arg, const struct walk_found *f);

/*
 * Walk PATHS in the order given. Inside a folder the order is as the system gives it;
 * symbolic links are not followed there. Folders deeper than 256 below their argument are
 * skipped.
 */
void walk_paths(const char *const *paths, size_t n, walk_fn fn, void *arg);

#endif
