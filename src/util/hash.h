/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keyed hash of short byte strings, and mixing of words. The key is drawn once at start
 * from the system, so that a file cannot choose collisions; nothing that is printed or
 * written may depend on a hash value.
 */
#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include "util/base.h"
#include "util/sv.h"

extern uint64_t hash_key[2];

/* Draw the key. Call once, before threads start; without it the key is a constant. */
void hash_seed(void);

static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 p = (unsigned __int128)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t hash_read(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return v;
}

static inline uint64_t hash_bytes(const char *p, size_t len)
{
	const uint64_t k0 = hash_key[0], k1 = hash_key[1];
	uint64_t h = k0 ^ len, a, b;
	size_t n = len;

	while (n > 16) {
		uint64_t x, y;

		memcpy(&x, p, 8);
		memcpy(&y, p + 8, 8);
		h = hash_fold(x ^ k1, y ^ h);
		p += 16;
		n -= 16;
	}
	if (n >= 8) {
		memcpy(&a, p, 8);
		memcpy(&b, p + n - 8, 8);
	} else if (n >= 4) {
		uint32_t lo, hi;

		memcpy(&lo, p, 4);
		memcpy(&hi, p + n - 4, 4);
		a = lo;
		b = hi;
	} else if (n) {
		a = (uint64_t)(unsigned char)p[0] << 16 |
		    (uint64_t)(unsigned char)p[n >> 1] << 8 | (unsigned char)p[n - 1];
		b = 0;
	} else {
		a = b = 0;
	}
	h = hash_fold(a ^ k1, b ^ h);
	return hash_fold(h ^ k0, k1 ^ UINT64_C(0x9e3779b97f4a7c15) ^ len);
}

static inline uint64_t hash_sv(struct sv v)
{
	return hash_bytes(v.ptr, v.len);
}

static inline uint64_t hash_u64(uint64_t v)
{
	return hash_fold(v ^ hash_key[0], hash_key[1] ^ UINT64_C(0x9e3779b97f4a7c15));
}

static inline uint64_t hash_mix(uint64_t h, uint64_t v)
{
	return hash_fold(h ^ v ^ hash_key[1], UINT64_C(0xd6e8feb86659fd93) ^ hash_key[0]);
}

#endif
