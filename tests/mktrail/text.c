/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char alnum_digits[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789Qx";
static const char upper_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void *must_alloc(size_t n)
{
	return must_realloc(NULL, n);
}

void *must_realloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q) {
		fputs("mktrail: out of memory\n", stderr);
		exit(70);
	}
	return q;
}

void text_init(struct text *t, size_t room)
{
	t->base = t->cur = must_alloc(room);
	t->end = t->base + room;
}

void text_release(struct text *t)
{
	free(t->base);
	t->base = t->cur = t->end = NULL;
}

void text_reserve(struct text *t, size_t n)
{
	size_t len = text_len(t), room = (size_t)(t->end - t->base);

	if ((size_t)(t->end - t->cur) >= n)
		return;
	while (room - len < n)
		room *= 2;
	t->base = must_realloc(t->base, room);
	t->cur = t->base + len;
	t->end = t->base + room;
}

void put_dec(struct text *t, uint64_t v)
{
	char digits[20];
	unsigned n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	while (n)
		*t->cur++ = digits[--n];
}

void put_hex(struct text *t, uint64_t v, unsigned digits)
{
	for (unsigned i = digits; i-- > 0; v >>= 4)
		t->cur[i] = hex_digits[v & 15];
	t->cur += digits;
}

static void put_hex_swapped(struct text *t, uint64_t v, unsigned digits)
{
	for (unsigned i = 0; i < digits; i++, v >>= 4)
		*t->cur++ = hex_digits[v & 15];
}

void put_uuid(struct text *t, struct rng *r)
{
	uint64_t a = rng_u64(r), b = rng_u64(r);

	put_hex_swapped(t, a, 8);
	put_char(t, '-');
	put_hex_swapped(t, a >> 32, 4);
	put_char(t, '-');
	put_char(t, '4');
	put_hex_swapped(t, a >> 48, 3);
	put_char(t, '-');
	put_char(t, hex_digits[8 | (b & 3)]);
	put_hex_swapped(t, b >> 2, 3);
	put_char(t, '-');
	put_hex_swapped(t, b >> 14, 12);
}

/* N characters of a 64- or 32-letter alphabet, BITS each. */
static void put_letters(struct text *t, struct rng *r, unsigned n, const char *letters,
			unsigned bits)
{
	uint64_t mask = (UINT64_C(1) << bits) - 1, x = 0;
	unsigned left = 0;

	for (unsigned i = 0; i < n; i++, x >>= bits, left -= bits) {
		if (left < bits) {
			x = rng_u64(r);
			left = 60;
		}
		t->cur[i] = letters[x & mask];
	}
	t->cur += n;
}

void put_base64(struct text *t, struct rng *r, unsigned n)
{
	put_letters(t, r, n, base64_digits, 6);
}

void put_upper(struct text *t, struct rng *r, unsigned n)
{
	put_letters(t, r, n, upper_digits, 5);
}

void put_alnum(struct text *t, struct rng *r, unsigned n)
{
	put_letters(t, r, n, alnum_digits, 6);
}

/* Days since 1970 to a civil date, in the proleptic Gregorian calendar (days > -719468). */
struct day day_of(int64_t seconds)
{
	int64_t z = seconds / 86400 + 719468;
	int64_t era = z / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct day){ (int)(yoe + era * 400 + (month <= 2)), month,
			     (int)(doy - (153 * mp + 2) / 5 + 1) };
}

int64_t seconds_of(int year, int month, int day, int hour, int minute, int second)
{
	int64_t y = year - (month <= 2), era = y / 400, yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (era * 146097 + doe - 719468) * 86400 + hour * 3600 + minute * 60 + second;
}

static void put_two(struct text *t, int v)
{
	*t->cur++ = (char)('0' + v / 10);
	*t->cur++ = (char)('0' + v % 10);
}

void put_time(struct text *t, int64_t seconds)
{
	struct day d = day_of(seconds);
	int s = (int)(seconds % 86400);

	put_two(t, d.year / 100);
	put_two(t, d.year % 100);
	put_char(t, '-');
	put_two(t, d.month);
	put_char(t, '-');
	put_two(t, d.day);
	put_char(t, 'T');
	put_two(t, s / 3600);
	put_char(t, ':');
	put_two(t, s / 60 % 60);
	put_char(t, ':');
	put_two(t, s % 60);
	put_char(t, 'Z');
}

void put_date(struct text *t, int64_t seconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct day d = day_of(seconds);
	int s = (int)(seconds % 86400), hour = s / 3600;

	put(t, months + 3 * (d.month - 1), 3);
	put_char(t, ' ');
	put_dec(t, (uint64_t)d.day);
	PUT_LIT(t, ", ");
	put_dec(t, (uint64_t)d.year);
	put_char(t, ' ');
	put_dec(t, (uint64_t)(hour % 12 ? hour % 12 : 12));
	put_char(t, ':');
	put_two(t, s / 60 % 60);
	put_char(t, ':');
	put_two(t, s % 60);
	put_str(t, hour < 12 ? " AM" : " PM");
}

/*
 * The first six bytes of the decoded id hold the account: 0x7fffffffff80 masks it, seven bits
 * below are free.
 */
void make_key(char *buf, const char *prefix, const char *account, struct rng *r)
{
	uint64_t random = rng_u64(r), number = 0;
	uint8_t bytes[10];

	for (const char *p = account; *p; p++)
		number = number * 10 + (uint64_t)(*p - '0');
	number = (number << 7 | (random & 0x7f)) & UINT64_C(0x7fffffffffff);
	number |= UINT64_C(1) << 47;
	for (int i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(number >> (40 - 8 * i));
	for (int i = 0; i < 4; i++)
		bytes[6 + i] = (uint8_t)(random >> (8 + 8 * i));
	memcpy(buf, prefix, 4);
	for (unsigned i = 0; i < 16; i++) {
		unsigned bit = i * 5, two = (unsigned)bytes[bit / 8] << 8;

		if (bit / 8 + 1 < sizeof(bytes))
			two |= bytes[bit / 8 + 1];
		buf[4 + i] = upper_digits[two >> (11 - bit % 8) & 31];
	}
	buf[20] = '\0';
}

void make_unique_id(char *buf, const char *prefix, struct rng *r)
{
	struct text t = { buf, buf + 4, buf + 22 };

	memcpy(buf, prefix, 4);
	put_upper(&t, r, 17);
	*t.cur = '\0';
}
