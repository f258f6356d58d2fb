/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/hashtab.h"

#include "tap.h"

#define N 5000u

/* Every seventh thing has a hash that others have too. */
static uint64_t hash_of(uint32_t i)
{
	return i % 7 ? hash_u64(i) : UINT64_C(0xffffffff00000000) | i;
}

static bool has(const struct hashtab *t, uint32_t i)
{
	unsigned times = 0;

	HASHTAB_EACH(t, hash_of(i), k)
		times += k == i;
	return times == 1;
}

static void empty(void)
{
	struct hashtab t = { 0 };
	unsigned met = 0;

	HASHTAB_EACH(&t, 1, k)
		met++;
	IS_INT(met, 0, "nothing in a table without slots");
	IS_INT(hashtab_peek(&t, 1), HASHTAB_NONE, "nor to peek at");
	hashtab_fetch(&t, 1);
	hashtab_release(&t);
}

static void many(void)
{
	struct hashtab t = { 0 };
	unsigned lost = 0, ghosts = 0;

	for (uint32_t i = 0; i < N; i++)
		hashtab_add(&t, hash_of(i), i);
	for (uint32_t i = 0; i < N; i++)
		lost += !has(&t, i);
	for (uint32_t i = N; i < 2 * N; i++)
		HASHTAB_EACH(&t, hash_u64(i), k)
			ghosts++;
	IS_INT(lost, 0, "each is found once, shared hashes too");
	IS_INT(ghosts, 0, "nothing else is");
	OK(t.nslots >= 2 * N, "half of the slots are free");
	hashtab_release(&t);
	IS_INT(t.nslots, 0, "released is as new");
}

static void reserved(void)
{
	struct hashtab t = { 0 };
	uint32_t slots, seen = HASHTAB_NONE;

	hashtab_add(&t, hash_of(1), 1);
	hashtab_reserve(&t, N);
	slots = t.nslots;
	OK(has(&t, 1), "what was there stays");
	for (uint32_t i = 2; i <= N; i++)
		hashtab_add(&t, hash_of(i), i);
	IS_INT(t.nslots, slots, "room for as many as were told");
	OK(!hashtab_try_reserve(&t, (size_t)1 << 40),
	   "more than numbers there are: refused");
	OK(has(&t, 1) && has(&t, N), "and nothing is lost by it");
	hashtab_renumber(&t, hash_of(14), 14, 3 * N);
	HASHTAB_EACH(&t, hash_of(14), k)
		if (k == 3 * N)
			seen = k;
	IS_INT(seen, 3 * N, "renumbered");
	OK(!has(&t, 14) && has(&t, 21), "the old number is gone, its neighbours are not");
	IS_INT(hashtab_peek(&t, hash_of(2)) == 2 || has(&t, 2), 1, "peek is a guess");
	hashtab_release(&t);
}

int main(void)
{
	empty();
	many();
	reserved();
	return DONE();
}
