/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on disk: folders made as needed, text compressed into one gzip member. */
#ifndef MKTRAIL_GZ_H
#define MKTRAIL_GZ_H

#include "text.h"

struct gz {
	void *state;      /* of the compressor; one for each thread */
	struct text room; /* compressed bytes */
	char made[512];   /* folder made last */
};

void gz_init(struct gz *z);
void gz_release(struct gz *z);
/*
 * Write TEXT to PATH, gzipped when COMPRESS; CUT leaves away so many percent at the end of the
 * compressed file. Ends the program with a message (status 74) when it cannot.
 */
void gz_write(struct gz *z, const char *path, const char *text, size_t len, bool compress,
	      unsigned cut);

#endif
