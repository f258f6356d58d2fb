/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as the screen writes them: short forms that fit in columns. No curses, no state. */
#ifndef TERM_FMT_H
#define TERM_FMT_H

#include "event/rules.h"
#include "util/buf.h"
#include "util/timefmt.h"

enum zone { ZONE_UTC, ZONE_LOCAL, ZONE_DELTA, ZONE_COUNT };
/* "UTC", "+02:00" (the offset of the local zone at T). */
void fmt_zone(struct buf *out, enum zone zone, tick_t t);

/* How much of a date is needed to tell times apart. */
enum clock_form { CLOCK_TIME, CLOCK_DAY, CLOCK_YEAR };
/* "10:20:12", "05-14 10:20:12", "2024-05-14 10:20:12"; "-" without a time. */
void fmt_clock(struct buf *out, tick_t t, enum zone zone, enum clock_form form);
int fmt_clock_width(enum clock_form form);
/* The least form for times in [first, last]. */
enum clock_form fmt_clock_form(tick_t first, tick_t last, enum zone zone);

/* A signed difference in at most 6 columns: "+36s" "+9m5s" "+3h12m" "+4d7h" "+812d". */
void fmt_delta(struct buf *out, tick_t d);
/* The same to the second, in at most 9 columns: "+5:46:04" "+4d07h12" "+812d03h". */
void fmt_since(struct buf *out, tick_t d);
/* "1.2 MB", "812 B". */
void fmt_bytes(struct buf *out, uint64_t n);
/* "3 s", "2 min", "1 h 5 min". */
void fmt_seconds(struct buf *out, double s);

/* "ok DENIED THROTL ABSENT FAILED"; V as the field `result` gives it. */
const char *fmt_result(struct sv v, enum result *ret);

#endif
