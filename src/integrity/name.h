/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the names of CloudTrail's objects say, and whether a path is where a key says.
 *
 * Layer integrity answers whether the evidence is whole: digests, their chains and
 * signatures, and the hashes of the files they list.
 */
#ifndef INTEGRITY_NAME_H
#define INTEGRITY_NAME_H

#include "util/base.h"
#include "util/sv.h"
#include "util/timefmt.h"

enum name_kind { NAME_OTHER, NAME_LOG, NAME_DIGEST };

/* Views into the name. */
struct trail_name {
	enum name_kind kind;
	struct sv account, region;
	struct sv trail; /* of a digest */
	tick_t stamp;    /* delivery of a log file, end of a digest; TICK_NONE: odd */
	bool backfill;
};

/*
 * ACCOUNT_CloudTrail[-WHAT]_REGION_YYYYMMDDTHHMMZ_RANDOM.json.gz, or a digest's
 * ACCOUNT_CloudTrail-Digest_REGION_TRAIL_HOMEREGION_YYYYMMDDTHHMMSSZ[_backfill].json.gz; the
 * suffixes .json and .gz may be gone. Takes a path or the name alone.
 */
struct trail_name name_parse(struct sv path);

/* The part behind the last '/', and without ".gz": a copy may have been gunzipped. */
struct sv name_base(struct sv path);
struct sv name_stem(struct sv path);

/* How many components at the end of A and B are the same; of the last one the stem counts. */
size_t name_common(struct sv a, struct sv b);
size_t name_components(struct sv path);
/* PATH without its last N components, and without the '/' at its end. */
struct sv name_above(struct sv path, size_t n);

#endif
