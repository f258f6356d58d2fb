/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashing what a file holds while it is read. SHA is NULL where nobody asked. */
#ifndef INGEST_SUM_H
#define INGEST_SUM_H

#include "ingest/inflate.h"
#include "store/store.h"
#include "util/crypto.h"

/* A text that comes in pieces. */
void sum_begin(struct sha256 *sha);
void sum_add(struct sha256 *sha, const char *p, size_t n);
/*
 * It was all there, and is what F holds. INFO is NULL when it is no gzip; FIRST is then not
 * looked at, else the hash of the first gzip member alone. Nothing is noted of a gzip that
 * broke or was cut.
 */
void sum_end(struct sha256 *sha, struct file *f, const uint8_t *first,
	     const struct gzip_info *info);
/* The same of a text at hand. */
void sum_whole(struct sha256 *sha, struct file *f, struct sv text,
	       const struct gzip_info *info);

#endif
