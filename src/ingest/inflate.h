/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip: the only file that knows zlib and libdeflate.
 *
 * Small files are inflated in one go (libdeflate when it was found at build time); big,
 * damaged and growing ones in a stream, which keeps what comes before a break and notes
 * places where inflating can start again.
 */
#ifndef INGEST_INFLATE_H
#define INGEST_INFLATE_H

#include "util/base.h"
#include "util/err.h"
#include "util/sv.h"

#include <sys/types.h>

#define GZIP_MAGIC(p) ((uint8_t)(p)[0] == 0x1f && (uint8_t)(p)[1] == 0x8b)
/* Files that inflate to more than this are streamed. */
#define INFLATE_WHOLE_MAX (64u << 20)

/* Bytes with room for padding behind them; reused from file to file. */
struct slab {
	char *ptr;
	size_t len, cap;
};
void slab_release(struct slab *s);
/* Room for N bytes and PAD zero bytes behind; contents are kept. False: no memory. */
bool slab_reserve(struct slab *s, size_t n) WARN_UNUSED;
#define SLAB_PAD 64

/* What was found out about a gzip text. */
struct gzip_info {
	unsigned members; /* whole or begun */
	uint64_t
		member_end; /* inflated bytes of the first member; UINT64_MAX: it is the only one */
	uint64_t trailing;  /* bytes behind the last member that are no gzip */
	uint64_t inflated;  /* bytes given out */
	uint64_t read;      /* bytes of the file that were seen, of a stream */
	const char *damage; /* NULL, or why it ended early or is wrong (a constant) */
	bool limit;         /* stopped at the limit */
};

struct inflater;
struct inflater *inflater_new(void);
void inflater_free(struct inflater *inf);

/*
 * Inflate GZ whole into OUT (replaced; SLAB_PAD zero bytes follow). Returns false when it
 * must be streamed instead: too big, damaged, or more than LIMIT. OUT is undefined then.
 */
bool inflate_whole(struct inflater *inf, const char *gz, size_t len, uint64_t limit,
		   struct slab *out, struct gzip_info *info) WARN_UNUSED;

/*
 * Inflate GZ into OUT, whole or as far as it can be read, up to LIMIT bytes: for gzip inside
 * of gzip, which is not streamed. ST_NOMEM: no room.
 */
#define INFLATE_MEMORY_MAX (1u << 30)
enum st inflate_memory(struct inflater *inf, struct sv gz, uint64_t limit, struct slab *out,
		       struct gzip_info *info) WARN_UNUSED;
/* The text of gzip inside of gzip in GZ, which is used up, to OUT. False: no room. */
bool inflate_twice(struct inflater *inf, struct slab *gz, struct slab *out);

/* Where a stream reads from: bytes at OFF, 0 at the end, -1 on error (errno). */
typedef ssize_t (*inflate_read_fn)(void *arg, void *p, size_t n, uint64_t off);
/* Takes the next inflated bytes; false to stop. */
typedef bool (*inflate_write_fn)(void *arg, const char *p, size_t n);

/* Restart points of a stream, one every ZINDEX_STEP inflated bytes. */
#define ZINDEX_STEP (4u << 20)
struct zindex;
void zindex_free(struct zindex *z);
size_t zindex_bytes(const struct zindex *z);

/*
 * Stream from READ to WRITE up to LIMIT inflated bytes. RET_INDEX (may be NULL) gets
 * restart points when more than ZINDEX_STEP bytes came out; the caller frees it. ST_IO:
 * READ failed; ST_NOMEM.
 */
enum st inflate_stream(struct inflater *inf, inflate_read_fn read, void *rarg,
		       inflate_write_fn write, void *warg, uint64_t limit,
		       struct gzip_info *info, struct zindex **ret_index) WARN_UNUSED;
/*
 * Inflated bytes from OFF on, by the nearest restart point before it (Z may be NULL: from
 * the start), to WRITE until it returns false. ST_CHANGED: they ended before that.
 */
enum st inflate_from(const struct zindex *z, inflate_read_fn read, void *rarg, uint64_t off,
		     inflate_write_fn write, void *warg) WARN_UNUSED;
/*
 * LEN inflated bytes at OFF, by the nearest restart point (Z may be NULL: from the start).
 */
enum st inflate_range(const struct zindex *z, inflate_read_fn read, void *rarg,
		      uint64_t off, char *out, size_t len) WARN_UNUSED;

#endif
