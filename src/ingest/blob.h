/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blobs: what stands in base64 in a JSON string, inflated where it is gzip. Of ingest/ only. */
#ifndef INGEST_BLOB_H
#define INGEST_BLOB_H

#include "ingest/inflate.h"
#include "util/buf.h"

#define BLOB_MAX (64u << 20) /* bytes of one, inflated */

struct blob {
	struct buf text, bytes;
	struct slab out;
	struct inflater *inf;
};
void blob_release(struct blob *b);
/*
 * The text of what stands between the quotes of a string at STORED, SLAB_PAD zero bytes
 * behind it; good until the next call with B. False: it is no base64, or too big.
 */
bool blob_decode(struct blob *b, struct sv stored, struct sv *ret);

#endif
