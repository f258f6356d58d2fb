/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/hash.h"

#include "tap.h"

#define N 20000

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static size_t equal_neighbours(uint64_t *h, size_t n)
{
	size_t same = 0;

	qsort(h, n, sizeof(*h), by_value);
	for (size_t i = 1; i < n; i++)
		same += h[i] == h[i - 1];
	return same;
}

/* Keys as logs have them: alike, with one number that differs. */
static void spread(void)
{
	static uint64_t h[N], low[1024];
	char key[64];
	uint64_t most = 0;

	memset(low, 0, sizeof(low));

	for (unsigned i = 0; i < N; i++) {
		int n = snprintf(key, sizeof(key),
				 "arn:aws:iam::111122223333:role/name-%u-suffix", i);

		h[i] = hash_bytes(key, (size_t)n);
		low[h[i] % 1024]++;
	}
	for (unsigned i = 0; i < 1024; i++)
		most = MAX(most, low[i]);
	IS_INT(equal_neighbours(h, N), 0, "texts that differ in a number");
	OK(most < 60, "the low bits are spread (at most %d of about 20 in a slot)",
	   (int)most);
	for (unsigned i = 0; i < N; i++)
		h[i] = hash_u64(i);
	IS_INT(equal_neighbours(h, N), 0, "small numbers");
	for (unsigned i = 0; i < N; i++)
		h[i] = hash_mix(hash_u64(i / 100), i % 100);
	IS_INT(equal_neighbours(h, N), 0, "mixed words");
}

/* Every length up to 100: the value depends on each byte, and on nothing around it. */
static void lengths(void)
{
	char text[128], moved[160];
	unsigned bad = 0, blind = 0;
	uint64_t h[101];

	memset(text, 'x', sizeof(text));
	for (size_t n = 0; n <= 100; n++) {
		h[n] = hash_bytes(text, n);
		memset(moved, 'y', sizeof(moved));
		memcpy(moved + 3, text, n);
		bad += hash_bytes(moved + 3, n) != h[n];
		for (size_t i = 0; i < n; i++) {
			text[i] ^= 1;
			blind += hash_bytes(text, n) == h[n];
			text[i] ^= 1;
		}
	}
	IS_INT(bad, 0, "the same bytes elsewhere");
	IS_INT(blind, 0, "every byte counts");
	IS_INT(equal_neighbours(h, 101), 0, "lengths of equal bytes differ");
	IS_INT(hash_sv(SV_LIT("abc")) == hash_bytes("abc", 3), 1, "a view and its bytes");
	IS_INT(hash_sv(SV_NULL) == hash_sv(SV_LIT("")), 1, "nothing is the empty text");
}

static void keyed(void)
{
	uint64_t before = hash_sv(SV_LIT("key")), k0 = hash_key[0], k1 = hash_key[1];
	uint64_t word = hash_u64(7), mix = hash_mix(1, 2);

	hash_seed();
	OK(hash_key[0] != k0 && hash_key[1] != k1, "a key is drawn");
	OK(hash_sv(SV_LIT("key")) != before, "texts depend on it");
	OK(hash_u64(7) != word && hash_mix(1, 2) != mix, "words depend on it");
	spread();
}

int main(void)
{
	spread();
	lengths();
	keyed();
	return DONE();
}
