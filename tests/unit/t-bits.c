/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/bits.h"

#include "tap.h"

#define N 300

static void single(void)
{
	uint64_t w[BITS_WORDS(N)] = { 0 };
	unsigned bad = 0;

	IS_INT(BITS_WORDS(0), 0, "no words");
	IS_INT(BITS_WORDS(1), 1, "one word");
	IS_INT(BITS_WORDS(64), 1, "one full word");
	IS_INT(BITS_WORDS(65), 2, "two words");
	for (size_t i = 0; i < N; i += 7)
		bit_set(w, i);
	for (size_t i = 0; i < N; i++)
		bad += bit_get(w, i) != (i % 7 == 0);
	IS_INT(bad, 0, "set bits and no others");
	IS_INT(bits_count(w, BITS_WORDS(N)), 43, "counted");
	bit_set(w, 7);
	IS_INT(bits_count(w, BITS_WORDS(N)), 43, "setting twice");
	bit_clear(w, 7);
	bit_clear(w, 8);
	OK(!bit_get(w, 7) && bits_count(w, BITS_WORDS(N)) == 42, "cleared");
	IS_INT(bits_count(w, 0), 0, "none of them");
}

static void ranges(void)
{
	uint64_t w[BITS_WORDS(N)] = { 0 };
	unsigned bad = 0;

	for (size_t i = 0; i < N; i++)
		if (i % 3 == 0 || (i >= 64 && i < 128))
			bit_set(w, i);
	for (size_t from = 0; from <= N; from++)
		for (size_t to = 0; to <= N; to++) {
			size_t want = 0;

			for (size_t i = from; i < to; i++)
				want += bit_get(w, i);
			bad += bits_count_range(w, from, to) != want;
		}
	IS_INT(bad, 0, "every range");
}

/* The last word ends where the array ends: nothing beyond is read. */
static void exact_end(void)
{
	uint64_t *w = calloc(2, sizeof(*w));

	if (!w)
		BAIL("no memory");
	w[1] = ~UINT64_C(0);
	IS_INT(bits_count_range(w, 0, 128), 64, "up to the last bit");
	IS_INT(bits_count_range(w, 128, 128), 0, "an empty range at the end");
	IS_INT(bits_count_range(w, 127, 128), 1, "the last bit");
	free(w);
}

static void visiting(void)
{
	static const size_t set[] = { 0, 1, 63, 64, 127, 200, 299 };
	uint64_t w[BITS_WORDS(N)] = { 0 };
	unsigned n = 0, bad = 0;

	BITS_FOREACH(w, BITS_WORDS(N), i)
		bad += i < N + 64;
	IS_INT(bad, 0, "no bit, no visit");
	for (size_t k = 0; k < ARRAY_SIZE(set); k++)
		bit_set(w, set[k]);
	BITS_FOREACH(w, BITS_WORDS(N), i) {
		bad += n >= ARRAY_SIZE(set) || set[n] != i;
		n++;
	}
	IS_INT(n, ARRAY_SIZE(set), "as many visits as bits");
	IS_INT(bad, 0, "in ascending order");
	n = 0;
	BITS_FOREACH(w, BITS_WORDS(N), i) {
		if (i < 64)
			continue;
		n++;
	}
	IS_INT(n, 4, "continue goes on to the next");
}

int main(void)
{
	single();
	ranges();
	exact_end();
	visiting();
	return DONE();
}
