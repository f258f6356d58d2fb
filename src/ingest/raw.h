/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records as they stand in their source: re-read, checked, cached.
 *
 * Bytes are only ever given out when device, inode, size, mtime and ctime of the source are
 * those of the load and every value of the re-read record equals the stored one; otherwise
 * ST_CHANGED. A cache keeps the last inflated files. Thread-safe: one lock around the
 * cache.
 */
#ifndef INGEST_RAW_H
#define INGEST_RAW_H

#include "store/store.h"
#include "util/buf.h"
#include "util/err.h"

#include <stdatomic.h>

struct raw;

struct raw *raw_new(const struct store *s, size_t cache_bytes);
void raw_free(struct raw *r);

/* Append the bytes of the record at ROW to OUT. */
enum st raw_get(struct raw *r, row_t row, struct buf *out, struct err *err) WARN_UNUSED;
/* The same for a refused place of a file: no check against the store. */
enum st raw_get_place(struct raw *r, uint32_t file, uint64_t off, uint64_t len,
		      struct buf *out, struct err *err) WARN_UNUSED;
/* A big_value_fn (eval/eval.h); ARG is the struct raw. */
bool raw_big_value(void *arg, row_t row, path_t path, uint32_t nth,
		   struct buf *out) WARN_UNUSED;

/*
 * Give the records of ROWS[0..n-1] to FN in that order, each file inflated at most once a
 * pass: rows are taken in batches of at most BATCH bytes of records. FN returns false to
 * stop. A record that cannot be given is reported through FN with bytes.ptr NULL and ERR.
 */
typedef bool (*raw_each_fn)(void *arg, row_t row, struct sv bytes, const struct err *err);
enum st raw_each(struct raw *r, const row_t *rows, size_t n, size_t batch, unsigned threads,
		 raw_each_fn fn, void *arg) WARN_UNUSED;

/*
 * The bytes of the records of ROWS, which are of one file and ascend in it, to FN in that
 * order, in place: good until FN returns. For searching: the source must be unchanged (as
 * above), but values are not compared. bytes.ptr is NULL for a record that cannot be read
 * as it was. Ends early when FN returns false or *CANCEL (may be NULL) is seen. A records_fn
 * (eval/eval.h); ARG is the struct raw. Several threads may scan at once.
 */
typedef bool (*raw_scan_fn)(void *arg, row_t row, struct sv bytes);
void raw_scan(void *arg, const row_t *rows, size_t n, const _Atomic(bool) *cancel,
	      raw_scan_fn fn, void *fn_arg);

#endif
