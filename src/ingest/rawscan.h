/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many records of a file, in place: for searching them. Unlike raw_get() the values are not
 * compared with the store; that the source is still the same file, unchanged, is. Of
 * ingest/ only.
 */
#ifndef INGEST_RAWSCAN_H
#define INGEST_RAWSCAN_H

#include "ingest/raw.h"

/* What the scans of several threads take their buffers from. Thread-safe. */
struct scanners;
struct scanners *scanners_new(const struct store *s);
void scanners_free(struct scanners *all);

/* As raw_scan(). */
void scanners_scan(struct scanners *all, const row_t *rows, size_t n,
		   const _Atomic(bool) *cancel, raw_scan_fn fn, void *arg);

#endif
