/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON, piece by piece, into a buffer: commas and quotes are set here, order is the caller's.
 * Strings become valid UTF-8 (json/text.h). Nesting at most 64.
 */
#ifndef OUTPUT_JSONW_H
#define OUTPUT_JSONW_H

#include "util/base.h"
#include "util/buf.h"
#include "util/sv.h"
#include "util/timefmt.h"

struct jsonw {
	struct buf *out;
	uint64_t more; /* bit 0: the innermost container has a member already */
	bool after_key;
};

#define JSONW_INIT(buf)                                                                    \
	{                                                                                  \
		.out = (buf), .more = 0, .after_key = false                                \
	}

void jsonw_object(struct jsonw *w);
void jsonw_end_object(struct jsonw *w);
void jsonw_array(struct jsonw *w);
void jsonw_end_array(struct jsonw *w);
void jsonw_key(struct jsonw *w, struct sv key);
void jsonw_str(struct jsonw *w, struct sv v);
void jsonw_num(struct jsonw *w, uint64_t v);
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_null(struct jsonw *w);
/* "YYYY-MM-DDTHH:MM:SSZ", or null for TICK_NONE. */
/* BELOW: nanoseconds below the tick. */
void jsonw_time(struct jsonw *w, tick_t t, unsigned below);
/* A JSON value that stands already, as it is. */
void jsonw_raw(struct jsonw *w, struct sv json);

#endif
