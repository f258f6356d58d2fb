/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources and parts that records are read again from. Of ingest/ only. */
#ifndef INGEST_RAW_PRIV_H
#define INGEST_RAW_PRIV_H

#include "ingest/blob.h"
#include "ingest/inflate.h"
#include "ingest/raw.h"
#include "ingest/token.h"

#include <pthread.h>

#define NO_FILE     UINT32_MAX
#define CACHE_FILES 16

struct cached {
	uint32_t file; /* NO_FILE: free */
	uint64_t used; /* clock of the last use */
	struct slab text;
};

struct raw {
	const struct store *store;
	pthread_mutex_t lock;
	size_t cache_bytes;
	uint64_t clock;
	struct cached cache[CACHE_FILES];
	struct inflater *inf;
	struct slab gz;
	/* the check: a record is read again into a scratch stage over the same paths */
	struct store *scratch;
	struct stage *stage;
	struct token token;
	uint32_t checked; /* since check_open() */
	struct slab text;
	struct decoder decoder;
	uint32_t table_file, table_part; /* whose table the decoder has; NO_FILE: none */
	struct blob blob;
	struct buf outer;    /* of a blob in a blob */
	struct sv blob_text; /* of the blob that is this part: */
	uint32_t blob_file, blob_part;
	struct scanners *scanners;
};

/* A source open for reading, under the lock. */
struct opened {
	const struct file *f;
	int fd;
	bool own;
	struct cached *slot; /* its inflated text, when it is small */
};

/* Open file I, as it was loaded; with the lock held until raw_close(). */
enum st raw_open(struct raw *r, uint32_t i, struct opened *src,
		 struct err *err) WARN_UNUSED;
void raw_close(struct opened *src);
/*
 * LEN bytes at OFF of part NUMBER of SRC, which is FILE, or of SRC itself. Rows of a table
 * have places in the file; the decoder is made ready for them. *RET_P is good until the next
 * call, readable for SLAB_PAD bytes more.
 */
enum st raw_view(struct raw *r, const struct opened *src, uint32_t file, uint32_t number,
		 uint64_t off, uint64_t len, const char **ret_p,
		 struct err *err) WARN_UNUSED;

#endif
