/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growing piece of text and what is put into it. Nothing here formats through printf: a
 * caller reserves room once for a record, then everything is memcpy.
 */
#ifndef MKTRAIL_TEXT_H
#define MKTRAIL_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "rng.h"

struct text {
	char *base, *cur, *end;
};

/* Memory or the end of the program with a message: a generator has nothing to save. */
void *must_alloc(size_t n);
void *must_realloc(void *p, size_t n);

void text_init(struct text *t, size_t room);
void text_release(struct text *t);
/* Make sure that N more bytes fit. */
void text_reserve(struct text *t, size_t n);
static inline void text_clear(struct text *t)
{
	t->cur = t->base;
}
static inline size_t text_len(const struct text *t)
{
	return (size_t)(t->cur - t->base);
}

/* All of these need room reserved before. */
static inline void put(struct text *t, const char *s, size_t n)
{
	memcpy(t->cur, s, n);
	t->cur += n;
}
static inline void put_str(struct text *t, const char *s)
{
	put(t, s, strlen(s));
}
#define PUT_LIT(t, lit) put(t, "" lit, sizeof(lit) - 1)
static inline void put_char(struct text *t, char c)
{
	*t->cur++ = c;
}
void put_dec(struct text *t, uint64_t v);
/* The last DIGITS hex digits of V, lower case. */
void put_hex(struct text *t, uint64_t v, unsigned digits);
void put_uuid(struct text *t, struct rng *r);
/* N characters, n <= any: of [A-Za-z0-9+/], [A-Z0-9], [a-zA-Z0-9]. */
void put_base64(struct text *t, struct rng *r, unsigned n);
void put_upper(struct text *t, struct rng *r, unsigned n);
void put_alnum(struct text *t, struct rng *r, unsigned n);
/* Seconds since 1970 as 2024-05-06T07:08:09Z; cheap for neighbouring seconds. */
void put_time(struct text *t, int64_t seconds);
/* ... as "May 6, 2024 7:08:09 AM", as responses have it. */
void put_date(struct text *t, int64_t seconds);

struct day {
	int year, month, day;
};
struct day day_of(int64_t seconds);
/* Seconds since 1970 of a UTC date and time. */
int64_t seconds_of(int year, int month, int day, int hour, int minute, int second);

/*
 * Access key id: PREFIX, then 16 base-32 characters that encode the account (12 digits) as
 * newer ids do, then random bits. BUF holds 21 bytes.
 */
void make_key(char *buf, const char *prefix, const char *account, struct rng *r);
/* AIDA..., AROA...: PREFIX and 17 characters; 22 bytes. */
void make_unique_id(char *buf, const char *prefix, struct rng *r);

#endif
