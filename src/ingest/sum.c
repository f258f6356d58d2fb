/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What digests list is the SHA-256 of the inflated bytes, which the reader has anyway. */
#include "ingest/sum.h"

#include "util/xalloc.h"

#include <stdlib.h>
#include <string.h>

void sum_begin(struct sha256 *sha)
{
	if (sha)
		sha256_begin(sha);
}

void sum_add(struct sha256 *sha, const char *p, size_t n)
{
	if (sha)
		sha256_add(sha, p, n);
}

static bool is_whole(const struct gzip_info *info)
{
	return !info || (!info->damage && !info->limit);
}

void sum_end(struct sha256 *sha, struct file *f, const uint8_t *first,
	     const struct gzip_info *info)
{
	struct file_sum *sum;

	if (!sha || !is_whole(info))
		return;
	sum = xcalloc(1, sizeof(*sum));
	if (!sha256_end(sha, sum->all)) {
		free(sum);
		return;
	}
	if (info) {
		sum->members = info->members;
		sum->trailing = info->trailing;
		memcpy(sum->first, first, sizeof(sum->first));
	}
	free(f->sum);
	f->sum = sum;
}

void sum_whole(struct sha256 *sha, struct file *f, struct sv text,
	       const struct gzip_info *info)
{
	uint8_t first[SHA256_LEN] = { 0 };
	size_t n = info ? (size_t)MIN(info->member_end, (uint64_t)text.len) : text.len;

	if (!sha || !is_whole(info))
		return;
	sum_begin(sha);
	sum_add(sha, text.ptr, n);
	if (n < text.len && !sha256_peek(sha, first))
		return;
	sum_add(sha, text.ptr + n, text.len - n);
	sum_end(sha, f, first, info);
}
