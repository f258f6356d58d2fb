/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file -> rows of a stage: open, sniff, inflate, split. One intake belongs to one
 * thread.
 */
#ifndef INGEST_INTAKE_H
#define INGEST_INTAKE_H

#include "ingest/inflate.h"
#include "ingest/split.h"

#include <sys/stat.h>

struct window; /* intake.c */

struct intake_options {
	struct token_limits limits;
	uint64_t limit_file, limit_ratio;
	size_t piece; /* the most bytes that are read, or half of what is inflated, in one go */
	bool memo;
	bool hash; /* SHA-256 of each file's inflated bytes, into its entry */
	/* asked after each event and each piece; true = stop, with the reason below */
	bool (*pause)(void *arg);
	/*
	 * asked once the source is open: may it be read (not already read under another
	 * name)?
	 */
	bool (*claim)(void *arg, uint32_t file);
	void *arg;
};

struct intake {
	struct store *store;
	struct stage *stage;
	struct token token;
	struct window *waiting; /* what is fed from a pipe, or NULL */
	struct inflater *inf;
	struct tally tally;
	struct sha256 *sha; /* when hashing */
	struct slab in, out;
	struct intake_options opt;
};

void intake_init(struct intake *r, struct store *s, const struct intake_options *opt);
/* Seals nothing: the caller does. */
void intake_release(struct intake *r);

/*
 * Read file number I of the store. STREAM: do not wait for the whole file (first rows
 * sooner). Everything that goes wrong is written down in the file's entry.
 */
void intake_file(struct intake *r, uint32_t i, bool stream);

/*
 * Read FD, standard input or a FIFO, as it arrives and until its end. What came is kept in an
 * unnamed temporary file, which the entry owns.
 */
void intake_pipe(struct intake *r, uint32_t i, int fd);
/* The same for file number I, which is a FIFO. */
void intake_fifo(struct intake *r, uint32_t i);

/*
 * Open a source without following FIFOs or waiting, and say what it is in *RET_SB. -1 and
 * errno; *RET_WHY in words when it is no regular file.
 */
int source_open(const char *path, struct stat *ret_sb, const char **ret_why) WARN_UNUSED;

#endif
