/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan of a corpus: for each file its size, account, region, delivery time, and which
 * file's first records it holds copies of. Made before anything is written, by one thread.
 */
#ifndef MKTRAIL_PLAN_H
#define MKTRAIL_PLAN_H

#include "world.h"

enum variant {
	VARIANT_PLAIN,
	VARIANT_LAMBDA,      /* 30 % Lambda data events */
	VARIANT_NOISE,       /* background of a quiet account */
	VARIANT_SMALL_FILES, /* files of 1 to 20 events */
	VARIANT_DUPS         /* a quarter of the ids twice */
};

struct config {
	uint64_t events, seed;
	uint32_t files; /* 0 = as many as the sizes of the variant need */
	unsigned threads;
	enum variant variant;
	double invoke_share, duplicates; /* < 0 = as the variant has it */
	bool plain, ndjson, no_extras, story, damaged;
	const char *out, *truth;
};

#define NO_FILE UINT32_MAX
enum { PREVIOUS = 3, WINDOW = 600 /* seconds of events before the delivery */ };

struct planned {
	int64_t stamp; /* delivery, a multiple of 300 seconds */
	uint32_t n_events, n_copies, copies_of, n_sessions;
	uint32_t previous
		[PREVIOUS]; /* files of the same account, newest first, or NO_FILE */
	uint8_t account, region;
	bool unsorted, story; /* story: an attack is planted in it */
};
struct plan {
	struct planned *file;
	uint32_t n;
};

void plan_init(struct plan *p, const struct config *c, const struct world *w);
void plan_release(struct plan *p);

/* Own records of a file: all but the copies. */
static inline uint32_t plan_own(const struct planned *f)
{
	return f->n_events - f->n_copies;
}

#endif
