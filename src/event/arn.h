/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARNs taken apart; what the rules share. */
#ifndef EVENT_ARN_H
#define EVENT_ARN_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"

/* Absent and empty parts are the same. */
static inline bool have(struct sv v)
{
	return v.ptr && v.len;
}

static inline void buf_add3(struct buf *out, const char *a, struct sv b, const char *c)
{
	buf_adds(out, a);
	buf_addsv(out, b);
	buf_adds(out, c);
}

/*
 * Cut V at its colons into at most MAX parts; the last one holds the rest. Returns how
 * many.
 */
static inline size_t split_colons(struct sv v, struct sv *parts, size_t max)
{
	size_t n = 0;

	while (n + 1 < max) {
		ptrdiff_t at = sv_chr(v, ':');

		if (at < 0)
			break;
		parts[n++] = sv_head(v, (size_t)at);
		v = sv_from(v, (size_t)at + 1);
	}
	parts[n++] = v;
	return n;
}

/* An ARN: "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE". */
struct arn {
	struct sv partition, service, region, account, resource;
};

static inline bool arn_split(struct sv v, struct arn *a)
{
	struct sv p[6];

	if (!sv_starts(v, SV_LIT("arn:")) || split_colons(v, p, 6) != 6 || !p[1].len)
		return false;
	*a = (struct arn){ p[1], p[2], p[3], p[4], p[5] };
	return true;
}

#endif
